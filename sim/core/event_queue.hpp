// SPDX-License-Identifier: MIT
//
// The queue of things that will happen, ordered by (time, priority class, sequence of scheduling). Same-time order is
// thus explicit and the same in every run: hardware, interrupt, DPC, timer, thread. What is due within the next
// millisecond, nearly everything while DMA runs, is in a wheel: slots of half a microsecond, each a short list in
// order. What comes later is in a 4-ary heap. Both hold intrusive nodes: no allocation per event, and a scheduled event
// can be moved or cancelled. Guarded by tests/bench (queue with 1, 16 and 1000 sources). Follows design.md section 3.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
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

    bool scheduled() const { return place_ != not_scheduled; }
    Priority priority() const { return priority_; }
    void fire() { handler_(owner_); }
    /// The owner, if that is its handler; otherwise nullptr.
    void *owner_if(Handler handler) const { return handler_ == handler ? owner_ : nullptr; }

private:
    friend class EventQueue;
    static constexpr std::uint32_t not_scheduled = UINT32_MAX;
    static constexpr std::uint32_t in_wheel = UINT32_MAX - 1;

    Handler handler_;
    void *owner_;
    TimePoint when_;
    std::uint64_t order_ = 0;  // priority class in the top byte, then the sequence
    Event *earlier_ = nullptr; // in the same slot of the wheel
    Event *later_ = nullptr;
    std::uint32_t place_ = not_scheduled; // in the heap, or in_wheel
    Priority priority_;
};

class EventQueue {
public:
    EventQueue() { heap_.reserve(64); }

    /// Puts the event in, or moves it if it is in already.
    void schedule(Event &event, TimePoint when) {
        if (event.scheduled()) take_out(event);
        event.when_ = when;
        event.order_ = (static_cast<std::uint64_t>(event.priority_) << 56) | sequence_++;
        if (slot_number(when) - present_slot_ < slots) {
            put_into_wheel(event);
        } else {
            heap_.push_back({when, event.order_, &event});
            sift_up(heap_.size() - 1, heap_.back());
        }
        if (first_ != nullptr && before(event, *first_)) first_ = &event;
    }

    /// Takes the event out; no effect if it is not in.
    void cancel(Event &event) {
        if (event.scheduled()) take_out(event);
    }

    bool empty() const { return size() == 0; }
    std::size_t size() const { return in_wheel_ + heap_.size(); }
    TimePoint next_time() const {
        const Event *event = first();
        return event == nullptr ? end_of_time : event->when_;
    }
    /// The event that is first; only when not empty.
    Event &front() const { return *first(); }
    TimePoint time_of(const Event &event) const { return event.when_; }

    /// Takes the first event out and returns it.
    Event &pop() {
        Event &event = *first();
        take_out(event);
        present_slot_ = std::max(present_slot_, slot_number(event.when_));
        return event;
    }

private:
    struct Entry {
        TimePoint when;
        std::uint64_t order;
        Event *event;
    };
    static constexpr std::uint64_t slots = 2048;
    static constexpr unsigned slot_bits = 18; // 0.44 us
    static_assert(slots / 64 == 32, "a bit of occupied_words_ for each word of occupied_");

    static std::uint64_t slot_number(TimePoint when) { return static_cast<std::uint64_t>(ticks_of(when)) >> slot_bits; }
    static bool before(const Event &a, const Event &b) {
        return a.when_ != b.when_ ? a.when_ < b.when_ : a.order_ < b.order_;
    }
    static bool before(const Entry &a, const Entry &b) {
        return a.when != b.when ? a.when < b.when : a.order < b.order;
    }

    /// The event that comes first, or nullptr.
    Event *first() const {
        if (first_ == nullptr) {
            if (in_wheel_ != 0) first_ = first_in_wheel();
            if (!heap_.empty() && (first_ == nullptr || before(*heap_.front().event, *first_)))
                first_ = heap_.front().event;
        }
        return first_;
    }
    void take_out(Event &event) {
        if (&event == first_) first_ = nullptr;
        if (event.place_ == Event::in_wheel) {
            take_from_wheel(event);
        } else {
            take_from_heap(event.place_);
        }
        event.place_ = Event::not_scheduled;
    }

    // The wheel: what is due in the slots from present_slot_ on, `slots` of them, so that each has a place of its own.
    void put_into_wheel(Event &event) {
        const std::size_t index = slot_number(event.when_) % slots;
        event.place_ = Event::in_wheel;
        ++in_wheel_;
        Event *first = wheel_[index];
        if (first == nullptr) [[likely]] {
            event.earlier_ = event.later_ = &event;
            wheel_[index] = &event;
            occupied_[index / 64] |= std::uint64_t{1} << index % 64;
            occupied_words_ |= std::uint32_t{1} << index / 64;
            return;
        }
        Event *later = first; // of a ring: behind the last comes the first
        while (before(event, *later->earlier_)) {
            later = later->earlier_;
            if (later != first) continue;
            wheel_[index] = &event;
            break;
        }
        event.later_ = later;
        event.earlier_ = later->earlier_;
        event.earlier_->later_ = later->earlier_ = &event;
    }
    void take_from_wheel(Event &event) {
        const std::size_t index = slot_number(event.when_) % slots;
        --in_wheel_;
        if (event.later_ == &event) [[likely]] {
            wheel_[index] = nullptr;
            occupied_[index / 64] &= ~(std::uint64_t{1} << index % 64);
            if (occupied_[index / 64] == 0) occupied_words_ &= ~(std::uint32_t{1} << index / 64);
            return;
        }
        event.earlier_->later_ = event.later_;
        event.later_->earlier_ = event.earlier_;
        if (wheel_[index] == &event) wheel_[index] = event.later_;
    }
    /// Only when there is one.
    Event *first_in_wheel() const {
        const std::size_t begin = present_slot_ % slots;
        std::size_t word = begin / 64;
        std::uint64_t bits = occupied_[word] & ~std::uint64_t{0} << begin % 64;
        if (bits == 0) { // around to where it began, if need be
            const std::uint32_t words = std::rotr(occupied_words_, static_cast<int>(word + 1));
            word = (word + 1 + static_cast<std::size_t>(std::countr_zero(words))) % occupied_.size();
            bits = occupied_[word];
        }
        return wheel_[word * 64 + static_cast<std::size_t>(std::countr_zero(bits))];
    }

    // The heap.
    void place(std::size_t index, const Entry &entry) {
        heap_[index] = entry;
        entry.event->place_ = static_cast<std::uint32_t>(index);
    }
    void take_from_heap(std::size_t index) {
        const Entry last = heap_.back();
        heap_.pop_back();
        if (index == heap_.size()) return;
        if (index > 0 && before(last, heap_[(index - 1) / 4])) {
            sift_up(index, last);
        } else {
            sift_down(index, last);
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
        for (;;) {
            const std::size_t begin = index * 4 + 1;
            if (begin >= heap_.size()) break;
            const std::size_t end = begin + 4 < heap_.size() ? begin + 4 : heap_.size();
            std::size_t best = begin;
            for (std::size_t child = begin + 1; child < end; ++child) {
                if (before(heap_[child], heap_[best])) best = child;
            }
            if (!before(heap_[best], entry)) break;
            place(index, heap_[best]);
            index = best;
        }
        place(index, entry);
    }

    mutable Event *first_ = nullptr; // nullptr: to be looked for
    std::uint64_t sequence_ = 0;
    std::uint64_t present_slot_ = 0; // that of the event that was taken last
    std::size_t in_wheel_ = 0;
    std::uint32_t occupied_words_ = 0;                 // a bit for each word that is not zero of
    std::array<std::uint64_t, slots / 64> occupied_{}; // a bit for each slot that is not empty
    std::array<Event *, slots> wheel_{};               // the first event of each slot
    std::vector<Entry> heap_;
};

} // namespace acxsim::core
