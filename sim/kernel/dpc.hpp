// SPDX-License-Identifier: MIT
//
// A deferred procedure call: queued at any IRQL, runs once at DISPATCH_LEVEL on the processor it was queued on, after
// that machine's DPC latency. Queueing one that is queued already does nothing.
#pragma once

#include <functional>
#include <string>

#include "sim/core/simulation.hpp"
#include "sim/kernel/linked_queue.hpp"

namespace acxsim::kernel {

class Processor;
class System;

class Dpc {
    QueueLink<Dpc> at_processor_; // latency over, not run yet

public:
    using Queue = LinkedQueue<Dpc, &Dpc::at_processor_>;

    /// `routine` runs at DISPATCH_LEVEL. `name` is for reports.
    Dpc(System &system, std::string_view name, std::function<void()> routine);
    ~Dpc();
    Dpc(const Dpc &) = delete;
    Dpc &operator=(const Dpc &) = delete;

    core::ObjectId object() const { return object_; }
    bool queued() const { return queued_; }

private:
    friend class System;
    friend class Processor;
    void latency_over();

    System &system_;
    core::ObjectId object_;
    std::function<void()> routine_;
    core::Event ready_;
    Processor *target_ = nullptr;
    core::TimePoint queued_at_{};
    std::uint64_t ticket_ = 0; // order of queueing, for flush
    bool queued_ = false;
};

} // namespace acxsim::kernel
