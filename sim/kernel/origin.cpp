// SPDX-License-Identifier: MIT
#include "sim/kernel/origin.hpp"

#include "sim/kernel/stack_trace.hpp"
#include "sim/kernel/system.hpp"

namespace acxsim::kernel {

Origin origin_of_call() {
    constexpr std::size_t depth = 16;
    Origin origin;
    System *system = System::current_or_null();
    if (system == nullptr) return origin;
    origin.stack = capture_ddi_stack(depth);
    if (const CallFrame *callback = system->innermost_callback()) origin.callback = callback->name;
    return origin;
}

} // namespace acxsim::kernel
