// SPDX-License-Identifier: MIT
#include "sim/kernel/processor.hpp"

#include "sim/kernel/system.hpp"

namespace acxsim::kernel {

Processor::Processor(System &system, unsigned index)
    : system_(system), index_(index),
      resume_(core::Event::of<&Processor::continue_running>(core::Priority::Thread, this)) {
    idle_ = std::make_unique<Thread>(system, "idle", 0, [&system] { system.idle_loop(); });
    idle_->serves = PostedMemory::nobody;
    idle_->processor_ = this;
    idle_->state_ = Thread::State::Running;
    current_ = idle_.get();
    held_locks_.reserve(16);
}

void Processor::continue_running() { system_.enter(*this); }

} // namespace acxsim::kernel
