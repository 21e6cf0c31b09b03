// SPDX-License-Identifier: MIT
//
// The queue of things that will happen, ordered by (time, priority class, sequence of scheduling). Same-time order is
// thus explicit and the same in every run: hardware, interrupt, DPC, timer, thread. A 4-ary heap of intrusive nodes:
// no allocation per event, a scheduled event can be moved or cancelled in O(log n).
// Guarded by tests/bench (queue with 1, 16 and 1000 sources). Follows design.md section 3.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/core/assert.hpp"
#include "sim/core/time.hpp"

namespace acxsim::core {

/// Who goes first when several things are due at the same tick.
enum class Priority : std::uint8_t { Hardware, Interrupt, DeferredCall, Timer, Thread, EndOfRun };

/// Something that will happen. It belongs to its owner; the queue only points at it.
class Event {
public:
    using Handler = void (*)(void *owner);

    Event(Priority priority, Handler handler, void *owner) : handler_(handler), owner_(owner), priority_(priority) {}
    /// An event that calls a member function: `Event::of<&Engine::fetch>(Priority::Hardware, this)`.
    template <auto Method, class Owner>
    static Event of(Priority priority, Owner *owner) {
        return Event(
            priority, [](void *object) { (static_cast<Owner *>(object)->*Method)(); }, owner);
    }
    Event(const Event &) = delete;
    Event &operator=(const Event &) = delete;
    ~Event() { ACXSIM_ASSERT(!scheduled(), "an event was destroyed while it is scheduled"); }

    bool scheduled() const { return index_ != not_scheduled; }
    Priority priority() const { return priority_; }
    void fire() { handler_(owner_); }
    /// The owner, if that is its handler; otherwise nullptr.
    void *owner_if(Handler handler) const { return handler_ == handler ? owner_ : nullptr; }

private:
    friend class EventQueue;
    static constexpr std::uint32_t not_scheduled = UINT32_MAX;
    Handler handler_;
    void *owner_;
    std::uint32_t index_ = not_scheduled;
    Priority priority_;
};

class EventQueue {
public:
    EventQueue() { heap_.reserve(64); }

    /// Puts the event in, or moves it if it is in already.
    void schedule(Event &event, TimePoint when) {
        const Entry entry{when, (static_cast<std::uint64_t>(event.priority_) << 56) | sequence_++, &event};
        if (event.scheduled()) {
            replace(event.index_, entry);
            return;
        }
        heap_.push_back(entry);
        sift_up(heap_.size() - 1, entry);
    }

    /// Takes the event out; no effect if it is not in.
    void cancel(Event &event) {
        if (!event.scheduled()) return;
        const std::size_t hole = event.index_;
        event.index_ = Event::not_scheduled;
        const Entry last = heap_.back();
        heap_.pop_back();
        if (hole < heap_.size()) replace(hole, last);
    }

    bool empty() const { return heap_.empty(); }
    std::size_t size() const { return heap_.size(); }
    TimePoint next_time() const { return heap_.empty() ? end_of_time : heap_.front().when; }
    /// The event that is first; only when not empty.
    Event &front() const { return *heap_.front().event; }
    TimePoint time_of(const Event &event) const { return heap_[event.index_].when; }

    /// Takes the first event out and returns it.
    Event &pop() {
        Event &event = *heap_.front().event;
        event.index_ = Event::not_scheduled;
        const Entry last = heap_.back();
        heap_.pop_back();
        if (!heap_.empty()) sift_down(0, last);
        return event;
    }

    /// schedule(event, when), then pop(), in one go; for an event that is not in and would not be first.
    Event &exchange_first(Event &event, TimePoint when) {
        const Entry entry{when, (static_cast<std::uint64_t>(event.priority_) << 56) | sequence_++, &event};
        ACXSIM_ASSERT(!event.scheduled() && before(heap_.front(), entry), "the event would be first itself");
        Event &first = *heap_.front().event;
        first.index_ = Event::not_scheduled;
        sift_down(0, entry);
        return first;
    }

private:
    struct Entry {
        TimePoint when;
        std::uint64_t order; // priority class in the top byte, then the sequence
        Event *event;
    };
    static bool before(const Entry &a, const Entry &b) {
        return a.when != b.when ? a.when < b.when : a.order < b.order;
    }
    void place(std::size_t index, const Entry &entry) {
        heap_[index] = entry;
        entry.event->index_ = static_cast<std::uint32_t>(index);
    }
    void replace(std::size_t index, const Entry &entry) {
        if (index > 0 && before(entry, heap_[(index - 1) / 4])) {
            sift_up(index, entry);
        } else {
            sift_down(index, entry);
        }
    }
    void sift_up(std::size_t index, Entry entry) {
        while (index > 0) {
            const std::size_t parent = (index - 1) / 4;
            if (!before(entry, heap_[parent])) break;
            place(index, heap_[parent]);
            index = parent;
        }
        place(index, entry);
    }
    void sift_down(std::size_t index, Entry entry) {
        const std::size_t size = heap_.size();
        for (;;) {
            const std::size_t first = index * 4 + 1;
            if (first >= size) break;
            std::size_t best = first;
            const std::size_t last = first + 4 < size ? first + 4 : size;
            for (std::size_t child = first + 1; child < last; ++child) {
                if (before(heap_[child], heap_[best])) best = child;
            }
            if (!before(heap_[best], entry)) break;
            place(index, heap_[best]);
            index = best;
        }
        place(index, entry);
    }

    std::vector<Entry> heap_;
    std::uint64_t sequence_ = 0;
};

} // namespace acxsim::core
