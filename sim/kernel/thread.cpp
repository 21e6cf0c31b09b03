// SPDX-License-Identifier: MIT
#include "sim/kernel/thread.hpp"

#include "sim/kernel/system.hpp"

namespace acxsim::kernel {

Thread::Thread(System &system, std::string_view name, int priority, std::function<void()> body)
    : system_(system), object_(system.trace().add_object("thread", name)), name_(name), priority_(priority),
      fiber_(std::make_unique<Fiber>(std::move(body))),
      wake_(core::Event::of<&Thread::wake_up>(core::Priority::Thread, this)),
      timeout_(core::Event::of<&Thread::wait_timed_out>(core::Priority::Timer, this)) {}

void Thread::wake_up() { system_.make_ready(*this); }

void Thread::wait_timed_out() { system_.wake(*this, static_cast<std::uint32_t>(WaitStatus::TimedOut)); }

} // namespace acxsim::kernel
