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
            close_gap();
            replace(event.index_, entry);
        } else if (gap_) {
            gap_ = false;
            sift_down(0, entry);
        } else {
            heap_.push_back(entry);
            sift_up(heap_.size() - 1, entry);
        }
        next_time_ = heap_.front().when;
    }

    /// Takes the event out; no effect if it is not in.
    void cancel(Event &event) {
        if (!event.scheduled()) return;
        close_gap();
        const std::size_t hole = event.index_;
        event.index_ = Event::not_scheduled;
        const Entry last = heap_.back();
        heap_.pop_back();
        if (hole < heap_.size()) replace(hole, last);
        next_time_ = heap_.empty() ? end_of_time : heap_.front().when;
    }

    bool empty() const { return size() == 0; }
    std::size_t size() const { return heap_.size() - (gap_ ? 1 : 0); }
    TimePoint next_time() const {
        if (next_time_ == unknown) [[unlikely]]
            next_time_ = heap_.size() > 1 ? heap_[first()].when : end_of_time;
        return next_time_;
    }
    /// The event that is first; only when not empty.
    Event &front() const { return *heap_[first()].event; }
    TimePoint time_of(const Event &event) const { return heap_[event.index_].when; }

    /// Takes the first event out and returns it. Its place stays open for the next that is put in: most handlers
    /// schedule an event, often the same.
    Event &pop() {
        close_gap();
        Event &event = *heap_.front().event;
        event.index_ = Event::not_scheduled;
        gap_ = true;
        next_time_ = unknown; // most often nobody asks before the next event is in
        return event;
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
        while (index * 4 + 1 < heap_.size()) {
            const std::size_t best = first_child(index);
            if (!before(heap_[best], entry)) break;
            place(index, heap_[best]);
            index = best;
        }
        place(index, entry);
    }

    /// Where the first entry is: at the root, or, if that is open, among its children.
    std::size_t first() const { return gap_ ? first_child(0) : 0; }
    /// The child that comes first; only if there is one.
    std::size_t first_child(std::size_t index) const {
        const std::size_t begin = index * 4 + 1;
        const std::size_t end = begin + 4 < heap_.size() ? begin + 4 : heap_.size();
        std::size_t best = begin;
        for (std::size_t child = begin + 1; child < end; ++child) {
            if (before(heap_[child], heap_[best])) best = child;
        }
        return best;
    }
    void close_gap() {
        if (!gap_) return;
        gap_ = false;
        const Entry last = heap_.back();
        heap_.pop_back();
        if (!heap_.empty()) sift_down(0, last);
    }

    std::vector<Entry> heap_;
    static constexpr TimePoint unknown{Duration::min()};
    mutable TimePoint next_time_ = end_of_time;
    std::uint64_t sequence_ = 0;
    bool gap_ = false; // the root was taken, and its place is open
};

} // namespace acxsim::core
