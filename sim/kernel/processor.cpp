// SPDX-License-Identifier: MIT
#include "sim/kernel/processor.hpp"

#include "sim/kernel/system.hpp"

namespace acxsim::kernel {

Processor::Processor(System &system, unsigned index)
    : system_(system), index_(index),
      look_(core::Event::of<&Processor::look_at_copied_memory>(core::Priority::Hardware, this)),
      resume_(core::Priority::Thread, &Processor::continue_running, this) {
    idle_ = std::make_unique<Thread>(system, "idle", 0, [&system] { system.idle_loop(); });
    idle_->serves = PostedMemory::nobody;
    idle_->processor_ = this;
    idle_->state_ = Thread::State::Running;
    current_ = idle_.get();
    held_locks_.reserve(16);
}

void Processor::look_at_copied_memory() { system_.look_at_copied_memory(*this); }

void Processor::continue_running(void *processor) {
    auto *self = static_cast<Processor *>(processor);
    self->system_.enter(*self);
}

} // namespace acxsim::kernel
