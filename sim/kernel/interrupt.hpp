// SPDX-License-Identifier: MIT
//
// A connected interrupt: the processor side of a device's line. Signal and ISR latencies are drawn here; the service
// routine runs at the interrupt's DIRQL, nested on whatever the processor was doing. With MSI a rise that comes while
// one is already on its way merges with it; a level line that is still up after the ISR interrupts again.
// A passive interrupt's routine runs in a worker thread instead; its line is masked until the routine has returned
// ("Supporting Passive-Level Interrupts"; that a common worker runs it is our choice, Windows keeps threads of its
// own).
#pragma once

#include <functional>
#include <string>

#include "hwmodel/interrupt/interrupt_line.hpp"
#include "sim/kernel/dispatcher_object.hpp"
#include "sim/kernel/irql.hpp"
#include "sim/kernel/linked_queue.hpp"

namespace acxsim::kernel {

class Processor;
class System;
class WorkQueue;

class Interrupt final : public hw::InterruptSink {
    QueueLink<Interrupt> at_processor_; // arrived, not serviced yet

public:
    using Queue = LinkedQueue<Interrupt, &Interrupt::at_processor_>;

    /// `service` is the ISR: returns true if the interrupt was its device's. With `workers` it runs there, at
    /// PASSIVE_LEVEL, and `dirql` is passive_level.
    Interrupt(System &system, hw::InterruptLine &line, Irql dirql, std::string_view name, std::function<bool()> service,
              WorkQueue *workers = nullptr);
    ~Interrupt() override;
    Interrupt(const Interrupt &) = delete;
    Interrupt &operator=(const Interrupt &) = delete;

    /// To processor `index` modulo their number, which is 0 otherwise. Before connect().
    void deliver_to(unsigned index);
    void connect();
    void disconnect();
    /// Waits for a passive ISR that is on its way or running. PASSIVE_LEVEL, not from that ISR.
    void wait_until_serviced();
    bool connected() const { return connected_; }
    Irql dirql() const { return dirql_; }
    core::ObjectId object() const { return object_; }

    void line_changed(bool raised) override;

private:
    friend class Processor;
    friend class System;
    void arrive(); // latency over: pending at the processor, or a worker is woken
    void run_passive();

    System &system_;
    hw::InterruptLine &line_;
    Processor *target_;
    std::function<bool()> service_;
    WorkQueue *workers_;
    DispatcherObject serviced_{ObjectType::NotificationEvent, 1};
    core::Event arrival_;
    core::ObjectId object_;
    core::TimePoint raised_at_{};
    Irql dirql_;
    bool connected_ = false;
    bool pending_ = false;    // arrived, not yet serviced
    bool in_service_ = false; // passive: from waking the worker to the routine's return
};

} // namespace acxsim::kernel
