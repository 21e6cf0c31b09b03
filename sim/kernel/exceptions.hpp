// SPDX-License-Identifier: MIT
//
// Exceptions that driver code raises (ExRaiseStatus) and handles (__try/__except of sim/ddk/acxsim_seh.h). Each stack
// has a chain of active __try blocks; the innermost decides how an exception travels: by a C++ throw, or, to a block in
// a C function, by a forced unwind and a jump. Either way the destructors of the frames in between run. An exception
// that nobody handles ends in std::terminate with the stack as it was, which the crash handler turns into a bug check.
#pragma once

#include <cstdint>

namespace acxsim::kernel {

class Fiber;

/// Raises on the running stack.
[[noreturn]] void raise_status(std::int32_t status);
/// The stack is gone; so are its __try blocks.
void forget_exceptions(const Fiber &fiber);

/// What the C++ run time keeps for "the" thread, of which we have many in one: caught exceptions of a stack must not be
/// seen by another one that runs while it waits inside its handler.
class ExceptionState {
public:
    /// Takes it away from the run time, which then knows of no exception.
    static ExceptionState take();
    void give_back() const;

private:
    void *caught_ = nullptr;
    unsigned uncaught_ = 0;
};

} // namespace acxsim::kernel
