// SPDX-License-Identifier: MIT
//
// System worker threads: what is queued runs in the order of queueing at PASSIVE_LEVEL, in the first worker that is
// free. A worker is added when all are busy, so that an item may wait for another one, up to a limit. Leaves out: the
// difference between the queue types, dynamic shrinking.
#pragma once

#include <deque>
#include <functional>

#include "sim/kernel/dispatcher_object.hpp"

namespace acxsim::kernel {

class System;

class WorkQueue {
public:
    static constexpr unsigned workers_max = 16;

    explicit WorkQueue(System &system) : system_(system) {}
    WorkQueue(const WorkQueue &) = delete;
    WorkQueue &operator=(const WorkQueue &) = delete;

    /// At any IRQL up to DISPATCH_LEVEL, and from the host stack.
    void queue(std::function<void()> work);
    std::size_t waiting() const { return items_.size(); }

private:
    void run_worker();

    System &system_;
    std::deque<std::function<void()>> items_;
    SemaphoreObject available_;
    unsigned workers_ = 0;
    unsigned idle_ = 0;
};

} // namespace acxsim::kernel
