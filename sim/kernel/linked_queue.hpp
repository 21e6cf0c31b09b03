// SPDX-License-Identifier: MIT
//
// First come, first served, with members that can leave from the middle: what waits at a processor (DPCs whose latency
// is over, interrupts of one level). The links are in the members: no allocation, every operation O(1).
#pragma once

namespace acxsim::kernel {

/// A member of at most one queue at a time.
template <class T>
struct QueueLink {
    T *next = nullptr;
    T *previous = nullptr;
    bool queued = false;
};

template <class T, QueueLink<T> T::*link>
class LinkedQueue {
public:
    bool empty() const { return first_ == nullptr; }
    /// Only when not empty.
    T &front() const { return *first_; }

    void push_back(T &member) {
        QueueLink<T> &own = member.*link;
        own = {nullptr, last_, true};
        (last_ == nullptr ? first_ : (last_->*link).next) = &member;
        last_ = &member;
    }
    /// No effect if it is not in the queue.
    void remove(T &member) {
        QueueLink<T> &own = member.*link;
        if (!own.queued) return;
        (own.previous == nullptr ? first_ : (own.previous->*link).next) = own.next;
        (own.next == nullptr ? last_ : (own.next->*link).previous) = own.previous;
        own = {};
    }
    T &pop_front() {
        T &member = *first_;
        remove(member);
        return member;
    }

private:
    T *first_ = nullptr;
    T *last_ = nullptr;
};

} // namespace acxsim::kernel
