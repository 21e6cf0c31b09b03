// SPDX-License-Identifier: MIT
#include "sim/kernel/timer.hpp"

#include "sim/kernel/records.hpp"
#include "sim/kernel/system.hpp"

namespace acxsim::kernel {

Timer::Timer(System &system, std::string_view name, DispatcherObject *header)
    : system_(system), object_(system.trace().add_object("timer", name)), header_(header),
      expiry_(core::Event::of<&Timer::expire>(core::Priority::Timer, this)) {}

Timer::~Timer() { system_.simulation_.timeline.cancel(expiry_); }

bool Timer::set(core::TimePoint due, core::Duration period, bool high_resolution, Dpc *dpc) {
    const bool was_armed = armed();
    due_ = due > system_.now() ? due : system_.now();
    period_ = period;
    high_resolution_ = high_resolution;
    dpc_ = dpc;
    if (header_ != nullptr) header_->signal_state = 0;
    schedule_expiry();
    return was_armed;
}

bool Timer::cancel() {
    const bool was_armed = armed();
    system_.simulation_.timeline.cancel(expiry_);
    return was_armed;
}

void Timer::schedule_expiry() {
    core::TimePoint expiry = due_;
    if (high_resolution_) {
        expiry += system_.parameters_.profile.timer_lateness.sample(system_.simulation_.choices, system_.timer_site_);
    } else {
        expiry = system_.tick_at_or_after(due_);
    }
    if (expiry < system_.now()) expiry = system_.now();
    system_.simulation_.timeline.schedule(expiry_, expiry);
}

void Timer::expire() {
    system_.trace().emit(TimerExpired{object_, high_resolution_ ? 1u : 0u, core::ticks_of(due_)});
    if (period_.count() > 0) {
        due_ += period_;
        schedule_expiry();
    }
    if (dpc_ != nullptr) system_.queue_dpc(*dpc_);
    if (header_ != nullptr) system_.set_event(*header_);
}

} // namespace acxsim::kernel
