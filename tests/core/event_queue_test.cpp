// SPDX-License-Identifier: MIT
//
// The event queue against a naive model: a list that is searched for the least (time, class, sequence).
#include "tests/support/catch.hpp"

#include <algorithm>
#include <memory>
#include <random>
#include <tuple>
#include <vector>

#include "sim/core/event_queue.hpp"

using namespace acxsim::core;

namespace {

void ignore(void *) {}

TimePoint at(std::int64_t ticks) { return power_on + Duration{ticks}; }

/// What the queue must do, said in the plainest way.
struct NaiveQueue {
    struct Item {
        std::int64_t time;
        Priority priority;
        std::uint64_t sequence;
        Event *event;
    };
    std::vector<Item> items;
    std::uint64_t sequence = 0;

    void schedule(Event &event, std::int64_t time) {
        cancel(event);
        items.push_back({time, event.priority(), sequence++, &event});
    }
    void cancel(const Event &event) {
        std::erase_if(items, [&](const Item &item) { return item.event == &event; });
    }
    Item first() const {
        return *std::min_element(items.begin(), items.end(), [](const Item &a, const Item &b) {
            return std::tie(a.time, a.priority, a.sequence) < std::tie(b.time, b.priority, b.sequence);
        });
    }
};

} // namespace

TEST_CASE("at one instant: hardware, interrupt, DPC, timer, thread, end of run") {
    Event end(Priority::EndOfRun, ignore, nullptr), thread(Priority::Thread, ignore, nullptr),
        timer(Priority::Timer, ignore, nullptr), dpc(Priority::DeferredCall, ignore, nullptr),
        interrupt(Priority::Interrupt, ignore, nullptr), hardware(Priority::Hardware, ignore, nullptr);
    EventQueue queue;
    for (Event *event : {&end, &thread, &timer, &dpc, &interrupt, &hardware})
        queue.schedule(*event, at(100));
    for (Event *expected : {&hardware, &interrupt, &dpc, &timer, &thread, &end})
        CHECK(&queue.pop() == expected);
    CHECK(queue.empty());
    CHECK(queue.next_time() == end_of_time);
}

TEST_CASE("at one instant and in one class: first scheduled, first served; moving goes to the back") {
    Event a(Priority::Timer, ignore, nullptr), b(Priority::Timer, ignore, nullptr), c(Priority::Timer, ignore, nullptr);
    EventQueue queue;
    queue.schedule(a, at(7));
    queue.schedule(b, at(7));
    queue.schedule(c, at(7));
    queue.schedule(a, at(7)); // again, at the same time
    CHECK(queue.size() == 3);
    CHECK(&queue.pop() == &b);
    CHECK(&queue.pop() == &c);
    CHECK(&queue.pop() == &a);
}

TEST_CASE("an earlier time beats a better class") {
    Event thread(Priority::Thread, ignore, nullptr), hardware(Priority::Hardware, ignore, nullptr);
    EventQueue queue;
    queue.schedule(hardware, at(2));
    queue.schedule(thread, at(1));
    CHECK(&queue.front() == &thread);
    CHECK(queue.time_of(hardware) == at(2));
    queue.cancel(thread);
    queue.cancel(thread); // nothing to do
    CHECK(&queue.pop() == &hardware);
}

TEST_CASE("what was far away and has come near takes its turn among what was scheduled late") {
    Event far(Priority::Hardware, ignore, nullptr), near(Priority::Hardware, ignore, nullptr),
        step(Priority::Hardware, ignore, nullptr);
    EventQueue queue;
    queue.schedule(far, at(3'000'000'000)); // 5 ms: beyond the wheel
    queue.schedule(step, at(2'999'000'000));
    CHECK(&queue.pop() == &step);
    queue.schedule(near, at(3'000'000'001)); // in the wheel
    queue.schedule(step, at(2'999'999'999));
    for (Event *expected : {&step, &far, &near})
        CHECK(&queue.pop() == expected);
    CHECK(queue.empty());
}

TEST_CASE("random scripts of schedule, move, cancel and pop agree with a naive queue") {
    // Many at the same time; within a slot of the wheel and the next; all around it; in the wheel and in the heap.
    const std::uint64_t reach = GENERATE(as<std::uint64_t>{}, 50, 500'000, 500'000'000, 5'000'000'000);
    for (const std::uint64_t seed : {1, 2, 3, 4}) {
        std::mt19937_64 random(seed);
        const std::size_t sources = seed == 1 ? 5 : seed == 2 ? 17 : 300;
        std::vector<std::unique_ptr<Event>> events;
        for (std::size_t i = 0; i < sources; ++i) {
            events.push_back(std::make_unique<Event>(static_cast<Priority>(random() % 6), ignore, nullptr));
        }
        EventQueue queue;
        NaiveQueue naive;
        std::int64_t now = 0;
        for (int step = 0; step < 20'000; ++step) {
            Event &event = *events[random() % sources];
            const std::uint64_t act = random() % 10;
            if (act < 5) {
                const std::int64_t when = now + static_cast<std::int64_t>(random() % reach);
                queue.schedule(event, at(when));
                naive.schedule(event, when);
            } else if (act < 6) {
                queue.cancel(event);
                naive.cancel(event);
            } else if (!naive.items.empty()) {
                const NaiveQueue::Item expected = naive.first();
                if (queue.next_time() != at(expected.time)) FAIL("seed " << seed << " step " << step << ": wrong time");
                Event &popped = queue.pop();
                if (&popped != expected.event) FAIL("seed " << seed << " step " << step << ": wrong event");
                if (popped.scheduled()) FAIL("a popped event still says that it is scheduled");
                naive.cancel(popped);
                now = expected.time;
            }
            const TimePoint next = naive.items.empty() ? end_of_time : at(naive.first().time);
            if (queue.next_time() != next) FAIL("seed " << seed << " step " << step << ": wrong next time");
            if (!naive.items.empty() && &queue.front() != naive.first().event)
                FAIL("seed " << seed << " step " << step << ": wrong front");
            if (queue.size() != naive.items.size()) FAIL("seed " << seed << " step " << step << ": sizes differ");
        }
        while (!queue.empty())
            queue.cancel(queue.front());
    }
}
