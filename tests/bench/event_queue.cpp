// SPDX-License-Identifier: MIT
//
// What an event costs: N sources, each due again after a time of its own, so that the queue always holds N events and
// every step is "take the first, move time there, let it happen, put it back". The peer does the same with the standard
// library's heap, the same entry, the same handler call. Neither allocates per event.
// Prints one line per measurement: queue, sources, nanoseconds per event.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <queue>
#include <vector>

#include "sim/core/timeline.hpp"

namespace {

using namespace acxsim::core;

/// Periods from 10 us to 1 ms, different for each source and without a common divisor.
Duration period_of(std::size_t source) {
    return Duration{6'000'000 + static_cast<std::int64_t>(source * 7'919'017 % 594'000'000)};
}

struct Source {
    Source(Timeline &timeline, std::size_t number)
        : timeline(timeline), period(period_of(number)), event(Event::of<&Source::happen>(Priority::Hardware, this)) {
        timeline.schedule_in(event, period);
    }
    ~Source() { timeline.cancel(event); }
    void happen() {
        ++count;
        timeline.schedule_in(event, period);
    }
    Timeline &timeline;
    Duration period;
    Event event;
    std::uint64_t count = 0;
};

template <class Step>
double nanoseconds_per_event(std::uint64_t events, Step step) {
    for (std::uint64_t i = 0; i < events / 10; ++i)
        step(); // warm
    const auto begin = std::chrono::steady_clock::now();
    for (std::uint64_t i = 0; i < events; ++i)
        step();
    const std::chrono::duration<double, std::nano> elapsed = std::chrono::steady_clock::now() - begin;
    return elapsed.count() / static_cast<double>(events);
}

double own_queue(std::size_t sources, std::uint64_t events) {
    Timeline timeline;
    std::deque<Source> all;
    for (std::size_t i = 0; i < sources; ++i)
        all.emplace_back(timeline, i);
    return nanoseconds_per_event(events, [&] { timeline.run_next(); });
}

struct StandardQueue {
    struct Item {
        std::int64_t when;
        std::uint64_t order;
        void (*handler)(void *);
        void *owner;
        bool operator<(const Item &other) const { return when != other.when ? when > other.when : order > other.order; }
    };
    std::priority_queue<Item> queue;
    std::int64_t now = 0;
    std::uint64_t sequence = 0;
};
struct StandardSource {
    StandardQueue *queue;
    std::int64_t period;
    std::uint64_t count = 0;
    void schedule() { queue->queue.push({queue->now + period, queue->sequence++, &StandardSource::happen, this}); }
    static void happen(void *self) {
        auto &source = *static_cast<StandardSource *>(self);
        ++source.count;
        source.schedule();
    }
};

double standard_queue(std::size_t sources, std::uint64_t events) {
    StandardQueue queue;
    std::vector<StandardSource> all;
    for (std::size_t i = 0; i < sources; ++i)
        all.push_back({&queue, period_of(i).count()});
    for (StandardSource &source : all)
        source.schedule();
    return nanoseconds_per_event(events, [&] {
        const StandardQueue::Item first = queue.queue.top();
        queue.queue.pop();
        queue.now = first.when;
        first.handler(first.owner);
    });
}

} // namespace

int main(int argc, char *argv[]) {
    const std::uint64_t events = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 5'000'000;
    for (const std::size_t sources : {1, 16, 1000}) {
        std::printf("acxsim %zu %.2f\n", sources, own_queue(sources, events));
        std::printf("std::priority_queue %zu %.2f\n", sources, standard_queue(sources, events));
    }
}
