// SPDX-License-Identifier: MIT
#include "sim/acx/control_queue.hpp"

#include "sim/core/assert.hpp"
#include "sim/kernel/system.hpp"

namespace acxsim::acx {

void ControlQueue::enter() {
    if (system_.on_processor()) {
        system_.wait(turn_);
        return;
    }
    // Set-up and tear-down code on the host stack cannot wait, and nothing can be in progress meanwhile.
    ACXSIM_ASSERT(turn_.signalled(), "a control request from the host stack met one in progress");
    turn_.signal_state = 0;
}

void ControlQueue::leave() { system_.set_event(turn_); }

void ControlQueue::stop() {
    if (stops_++ == 0) {
        enter();
        system_.set_event(drained_);
    } else if (system_.on_processor()) {
        system_.wait(drained_);
    }
}

bool ControlQueue::start() {
    if (stops_ == 0) return false;
    if (--stops_ == 0) {
        system_.reset_event(drained_);
        leave();
    }
    return true;
}

} // namespace acxsim::acx
