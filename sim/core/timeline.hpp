// SPDX-License-Identifier: MIT
//
// Where virtual time stands, and what will happen next. There is one Timeline in a run; time moves only here.
#pragma once

#include "sim/core/event_queue.hpp"
#include "sim/core/time.hpp"

namespace acxsim::core {

class Timeline {
public:
    TimePoint now() const { return now_; }

    void schedule(Event &event, TimePoint when) {
        ACXSIM_ASSERT(when >= now_, "an event was scheduled in the past");
        queue_.schedule(event, when);
    }
    void schedule_in(Event &event, Duration delay) { schedule(event, now_ + delay); }
    void cancel(Event &event) { queue_.cancel(event); }

    TimePoint next_time() const { return queue_.next_time(); }
    bool idle() const { return queue_.empty(); }
    const EventQueue &queue() const { return queue_; }

    /// Lets time pass up to t without anything happening; nothing may be due before t.
    void pass_to(TimePoint t) {
        ACXSIM_ASSERT(t >= now_ && t <= queue_.next_time(), "time passed over an event");
        now_ = t;
    }

    /// Moves time to the first event and lets it happen. That event's handler may go on by itself, without the detour
    /// through the queue, to instants up to `horizon`: see go_on_at().
    void run_next(TimePoint horizon = power_on) {
        now_ = queue_.next_time();
        horizon_ = horizon;
        queue_.pop().fire();
    }

    /// Moves time to the first event and takes it out, for somebody who knows it and does what its handler would.
    void take_next() {
        now_ = queue_.next_time();
        queue_.pop();
    }

    /// For the handler of the event that is happening, directly under run_next(): if nothing else is due up to and
    /// including t, and whoever runs the timeline allows it, time moves to t and the handler carries on as if its event
    /// had been scheduled for t. Otherwise nothing changes, and the handler schedules its event.
    bool go_on_at(TimePoint t) {
        if (t > horizon_ || t >= queue_.next_time()) return false;
        ACXSIM_ASSERT(t >= now_, "an event went on in the past");
        now_ = t;
        return true;
    }

private:
    TimePoint now_ = power_on;
    TimePoint horizon_ = power_on;
    EventQueue queue_;
};

} // namespace acxsim::core
