// SPDX-License-Identifier: MIT
//
// The exception cases, in C++; and that destructors run on the way.
#define EXCEPTION_CASE(name) Cpp##name
#include "exceptions_driver.h"

namespace {

struct Counted {
    int &count;
    ~Counted() { ++count; }
};

void raise_below(int &count) {
    const Counted counted{count};
    ExRaiseStatus(STATUS_UNSUCCESSFUL);
}

} // namespace

extern "C" int CppDestroyed(void);
int CppDestroyed() {
    int destroyed = 0;
    __try {
        const Counted counted{destroyed};
        raise_below(destroyed);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return destroyed;
    }
    return -1;
}
