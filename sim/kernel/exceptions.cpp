// SPDX-License-Identifier: MIT
#include "sim/kernel/exceptions.hpp"

#include <csetjmp>
#include <cstring>
#include <utility>
#include <vector>

#include <cxxabi.h>
#include <unwind.h>

#include "sim/core/assert.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/fiber.hpp"

#define NOMINMAX
#include "wdm.h"

namespace acxsim::kernel {

namespace {

constexpr NTSTATUS noncontinuable = static_cast<NTSTATUS>(0xC0000025);

/// What travels to a C++ handler.
struct RaisedStatus {
    NTSTATUS status;
};

struct StackExceptions {
    const Fiber *fiber; ///< nullptr: the host stack
    AcxSimTry *innermost = nullptr;
    NTSTATUS status = 0;
    bool remembered = false; ///< by a __finally whose block comes next
    _Unwind_Exception travelling{};
};

/// Few stacks ever have a __try block.
std::vector<StackExceptions *> stacks;

StackExceptions &exceptions_here() {
    const Fiber *fiber = Fiber::running();
    for (StackExceptions *stack : stacks) {
        if (stack->fiber == fiber) return *stack;
    }
    return *stacks.emplace_back(new StackExceptions{.fiber = fiber});
}

/// Called for each frame before it is left. The frame with the __try block is the last that must stay: its caller is
/// the first whose stack pointer lies above the block.
_Unwind_Reason_Code unwind_to(int, _Unwind_Action actions, _Unwind_Exception_Class, _Unwind_Exception *,
                              _Unwind_Context *context, void *parameter) {
    StackExceptions &stack = *static_cast<StackExceptions *>(parameter);
    AcxSimTry *target = stack.innermost;
    if ((actions & _UA_END_OF_STACK) != 0 || _Unwind_GetCFA(context) > reinterpret_cast<std::uintptr_t>(target)) {
        stack.innermost = target->Outer;
        auto *buffer = static_cast<jmp_buf *>(target->JumpBuffer);
        longjmp(*buffer, 1);
    }
    return _URC_NO_REASON;
}

struct RuntimeState { // as the C++ ABI lays it out
    void *caught;
    unsigned uncaught;
};
RuntimeState &runtime_state() {
    constinit static thread_local RuntimeState *here = nullptr; // asked for at every switch of stacks
    if (here == nullptr) here = reinterpret_cast<RuntimeState *>(abi::__cxa_get_globals());
    return *here;
}

} // namespace

void raise_status(std::int32_t status) {
    StackExceptions &stack = exceptions_here();
    stack.status = status;
    if (auto *executive = acxsim::kernel::Executive::current_or_null(); executive != nullptr)
        executive->raised_status = status;
    if (stack.innermost == nullptr || stack.innermost->JumpBuffer == nullptr) throw RaisedStatus{status};
    std::memset(&stack.travelling, 0, sizeof(stack.travelling));
    _Unwind_ForcedUnwind(&stack.travelling, unwind_to, &stack);
    ACXSIM_ASSERT(false, "an exception found no way to its __except block: the frames in between cannot be unwound");
    __builtin_unreachable();
}

void forget_exceptions(const Fiber &fiber) {
    for (std::size_t i = 0; i < stacks.size(); ++i) {
        if (stacks[i]->fiber != &fiber) continue;
        delete stacks[i];
        stacks.erase(stacks.begin() + static_cast<std::ptrdiff_t>(i));
        return;
    }
}

ExceptionState ExceptionState::take() {
    RuntimeState &runtime = runtime_state();
    ExceptionState state;
    state.caught_ = std::exchange(runtime.caught, nullptr);
    state.uncaught_ = std::exchange(runtime.uncaught, 0u);
    return state;
}

void ExceptionState::give_back() const {
    RuntimeState &runtime = runtime_state();
    runtime.caught = caught_;
    runtime.uncaught = uncaught_;
}

} // namespace acxsim::kernel

using namespace acxsim::kernel;

extern "C" {

void AcxSimEnterTry(AcxSimTry *Try, void *JumpBuffer) {
    StackExceptions &stack = exceptions_here();
    *Try = {stack.innermost, JumpBuffer};
    stack.innermost = Try;
}

void AcxSimEndTry(AcxSimTry *Try) {
    StackExceptions &stack = exceptions_here();
    if (stack.innermost == Try) stack.innermost = Try->Outer; // otherwise its handler has taken it off already
}

int AcxSimHandles(int Filter) {
    if (Filter < 0) raise_status(noncontinuable); // what ExRaiseStatus raises cannot be continued
    if (Filter == 0) return 0;
    if (auto *executive = acxsim::kernel::Executive::current_or_null(); executive != nullptr)
        executive->raised_status = 0;
    return 1;
}

void AcxSimRaiseAgain() { raise_status(exceptions_here().status); }

void AcxSimRememberException() { exceptions_here().remembered = true; }

long long AcxSimBeginFinally() {
    StackExceptions &stack = exceptions_here();
    if (!stack.remembered) return 1;
    stack.remembered = false;
    return (1LL << 32) | static_cast<std::uint32_t>(stack.status);
}

long long AcxSimEndFinally(long long Begun) {
    if (Begun != 1) raise_status(static_cast<std::int32_t>(Begun & 0xffffffff));
    return 0;
}

int AcxSimExceptionCode() { return exceptions_here().status; }

} // extern "C"
