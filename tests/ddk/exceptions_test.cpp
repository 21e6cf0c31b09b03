// SPDX-License-Identifier: MIT
//
// Structured exceptions of driver code in C and in C++, on simulated threads.
#include "sim/kernel/crash.hpp"
#include "tests/kernel/machine.hpp"
#include "tests/support/catch.hpp"

#define NOMINMAX
#include "ntddk.h"

using namespace acxsim;

struct Cases {
    int (*handled)();
    int (*not_raised)();
    int (*filtered)(NTSTATUS);
    int (*left)(int);
    int (*raised_by_pool)();
    int (*waits_in_handler)(NTSTATUS);
    int (*finally)(int);
    int (*unhandled)();
};

#define DECLARE_CASES(prefix)                                                                                          \
    extern "C" int prefix##Handled();                                                                                  \
    extern "C" int prefix##NotRaised();                                                                                \
    extern "C" int prefix##Filtered(NTSTATUS);                                                                         \
    extern "C" int prefix##Left(int);                                                                                  \
    extern "C" int prefix##RaisedByPool();                                                                             \
    extern "C" int prefix##WaitsInHandler(NTSTATUS);                                                                   \
    extern "C" int prefix##Finally(int);                                                                               \
    extern "C" int prefix##Unhandled();                                                                                \
    static const Cases prefix##_cases{prefix##Handled, prefix##NotRaised,    prefix##Filtered,                         \
                                      prefix##Left,    prefix##RaisedByPool, prefix##WaitsInHandler,                   \
                                      prefix##Finally, prefix##Unhandled};

DECLARE_CASES(C)
DECLARE_CASES(Cpp)
extern "C" int CppDestroyed();

TEST_CASE("__try and __except do what they say") {
    const auto &[language, cases] = GENERATE(std::pair{"C", &C_cases}, std::pair{"C++", &Cpp_cases});
    INFO(language);
    test::Machine machine;
    std::vector<int> seen;
    machine.run([&, cases = cases] {
        seen = {cases->handled(),
                cases->not_raised(),
                cases->filtered(STATUS_NO_MEMORY),
                cases->filtered(STATUS_UNSUCCESSFUL),
                cases->left(0),
                cases->left(1),
                cases->left(2),
                cases->raised_by_pool(),
                cases->finally(0),
                cases->finally(1)};
    });
    CHECK(seen == std::vector<int>{111, 11, 11, 100, 7, 8, 9, STATUS_INVALID_PARAMETER, 111, 1011});
}

TEST_CASE("a handler that waits keeps its exception while other threads raise theirs") {
    const auto &[language, cases] = GENERATE(std::pair{"C", &C_cases}, std::pair{"C++", &Cpp_cases});
    INFO(language);
    test::Machine machine;
    std::vector<int> seen(8);
    for (int i = 0; i < 8; ++i) {
        machine.system.start_thread("raiser", kernel::normal_priority, [&, i, cases = cases] {
            seen[static_cast<std::size_t>(i)] = cases->waits_in_handler(static_cast<NTSTATUS>(0xC0001000 + i));
        });
    }
    machine.run([] {});
    for (int i = 0; i < 8; ++i)
        CHECK(seen[static_cast<std::size_t>(i)] == static_cast<NTSTATUS>(0xC0001000 + i));
}

TEST_CASE("destructors run between the raise and its handler") {
    test::Machine machine;
    int destroyed = 0;
    machine.run([&] { destroyed = CppDestroyed(); });
    CHECK(destroyed == 2);
}

TEST_CASE("a status that every filter refuses stops the machine") {
    const auto &[language, cases] = GENERATE(std::pair{"C", &C_cases}, std::pair{"C++", &Cpp_cases});
    INFO(language);
    kernel::install_crash_handlers();
    test::Machine machine;
    const kernel::Stop stop = machine.run([cases = cases] { (void)cases->unhandled(); });
    CHECK(stop.reason == kernel::StopReason::BugCheck);
    CHECK_THAT(stop.text, Catch::Contains("nobody handled it"));
}
