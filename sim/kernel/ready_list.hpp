// SPDX-License-Identifier: MIT
//
// Threads that are ready and not on a processor: a queue for each priority, and a mask of those that are not empty, so
// that finding the highest does not depend on how many wait (tests/bench guards it with 1000 clients).
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "sim/core/assert.hpp"

namespace acxsim::kernel {

class Thread;

class ReadyList {
public:
    bool empty() const { return mask_ == 0; }
    /// Only when not empty.
    int top_priority() const { return 31 - std::countl_zero(mask_); }
    /// How many have the top priority.
    std::size_t top_count() const { return queues_[static_cast<std::size_t>(top_priority())].size(); }

    void push_back(Thread &thread, int priority) {
        std::vector<Thread *> &queue = queue_of(priority);
        queue.push_back(&thread);
    }
    /// Ahead of its equals: a preempted thread.
    void push_front(Thread &thread, int priority) {
        std::vector<Thread *> &queue = queue_of(priority);
        queue.insert(queue.begin(), &thread);
    }
    /// Takes the one at place `pick` among those of the top priority.
    Thread &take(std::size_t pick) {
        const int priority = top_priority();
        std::vector<Thread *> &queue = queues_[static_cast<std::size_t>(priority)];
        Thread &thread = *queue[pick];
        queue.erase(queue.begin() + static_cast<std::ptrdiff_t>(pick));
        if (queue.empty()) mask_ &= ~(1u << priority);
        return thread;
    }

private:
    std::vector<Thread *> &queue_of(int priority) {
        ACXSIM_ASSERT(priority >= 0 && priority < 32, "thread priorities are 0 to 31");
        mask_ |= 1u << priority;
        return queues_[static_cast<std::size_t>(priority)];
    }

    std::uint32_t mask_ = 0; // bit p: queue p is not empty
    std::array<std::vector<Thread *>, 32> queues_;
};

} // namespace acxsim::kernel
