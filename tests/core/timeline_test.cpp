// SPDX-License-Identifier: MIT
//
// The timeline: time moves to events and never past one.
#include "tests/support/catch.hpp"

#include <algorithm>
#include <vector>

#include "sim/core/timeline.hpp"

using namespace acxsim::core;

namespace {

/// Fires every `period`, `left` times, and notes when.
struct Ticker {
    Ticker(Timeline &timeline, Duration period, int left)
        : timeline(timeline), period(period), left(left), event(Event::of<&Ticker::tick>(Priority::Timer, this)) {
        timeline.schedule_in(event, period);
    }
    void tick() {
        times.push_back(timeline.now());
        if (--left > 0) timeline.schedule_in(event, period);
    }
    Timeline &timeline;
    Duration period;
    int left;
    Event event;
    std::vector<TimePoint> times;
};

} // namespace

TEST_CASE("time stands at each event when it happens") {
    Timeline timeline;
    Ticker slow(timeline, from_microseconds(10), 2), fast(timeline, from_microseconds(4), 4);
    std::vector<TimePoint> order;
    while (!timeline.idle()) {
        timeline.run_next();
        order.push_back(timeline.now());
    }
    CHECK(slow.times == std::vector<TimePoint>{power_on + from_microseconds(10), power_on + from_microseconds(20)});
    CHECK(fast.times.back() == power_on + from_microseconds(16));
    CHECK(order.size() == 6);
    CHECK(std::is_sorted(order.begin(), order.end()));
    CHECK(timeline.next_time() == end_of_time);
}

TEST_CASE("time may pass up to the next event, not an instant further") {
    Timeline timeline;
    Ticker ticker(timeline, from_microseconds(10), 1);
    timeline.pass_to(power_on + from_microseconds(9));
    CHECK(timeline.now() == power_on + from_microseconds(9));
    timeline.pass_to(timeline.next_time());
    CHECK(ticker.times.empty());
    timeline.run_next();
    CHECK(ticker.times.size() == 1);
    CHECK(timeline.now() == power_on + from_microseconds(10));
}

TEST_CASE("an event may be scheduled for now, and a cancelled one does not happen") {
    Timeline timeline;
    Ticker cancelled(timeline, from_microseconds(1), 1), now(timeline, Duration{}, 1);
    timeline.cancel(cancelled.event);
    CHECK(timeline.queue().size() == 1);
    timeline.run_next();
    CHECK(now.times == std::vector<TimePoint>{power_on});
    CHECK(cancelled.times.empty());
    CHECK(timeline.idle());
}

TEST_CASE("a handler goes on by itself up to the horizon, and never past or beside another event") {
    struct Runner {
        explicit Runner(Timeline &timeline) : timeline(timeline) { timeline.schedule_in(event, from_microseconds(1)); }
        void run() {
            do
                times.push_back(timeline.now());
            while (timeline.go_on_at(timeline.now() + from_microseconds(1)));
        }
        Timeline &timeline;
        Event event = Event::of<&Runner::run>(Priority::Hardware, this);
        std::vector<TimePoint> times;
    };
    Timeline timeline;
    Runner runner(timeline);
    SECTION("not at all unless allowed") {
        timeline.run_next();
        CHECK(runner.times.size() == 1);
    }
    SECTION("up to the horizon") {
        timeline.run_next(power_on + from_microseconds(3));
        CHECK(runner.times.size() == 3);
        CHECK(timeline.now() == power_on + from_microseconds(3));
    }
    SECTION("another event at the same instant is the queue's to order") {
        Ticker other(timeline, from_microseconds(4), 1);
        timeline.run_next(end_of_time);
        CHECK(runner.times.size() == 3);
        CHECK(other.times.empty());
        timeline.run_next();
        CHECK(other.times.size() == 1);
    }
}
