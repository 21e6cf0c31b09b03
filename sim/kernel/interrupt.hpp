// SPDX-License-Identifier: MIT
//
// A connected interrupt: the processor side of a device's line. Signal and ISR latencies are drawn here; the service
// routine runs at the interrupt's DIRQL, nested on whatever the processor was doing. With MSI a rise that comes while
// one is already on its way merges with it; a level line that is still up after the ISR interrupts again.
#pragma once

#include <functional>
#include <string>

#include "hwmodel/interrupt/interrupt_line.hpp"
#include "sim/kernel/irql.hpp"

namespace acxsim::kernel {

class Processor;
class System;

class Interrupt final : public hw::InterruptSink {
public:
    /// `service` is the ISR: returns true if the interrupt was its device's.
    Interrupt(System &system, hw::InterruptLine &line, Irql dirql, std::string_view name,
              std::function<bool()> service);
    ~Interrupt() override;
    Interrupt(const Interrupt &) = delete;
    Interrupt &operator=(const Interrupt &) = delete;

    void connect();
    void disconnect();
    bool connected() const { return connected_; }
    Irql dirql() const { return dirql_; }
    core::ObjectId object() const { return object_; }

    void line_changed(bool raised) override;

private:
    friend class Processor;
    friend class System;
    void arrive(); // latency over: pending at the processor

    System &system_;
    hw::InterruptLine &line_;
    std::function<bool()> service_;
    core::Event arrival_;
    core::ObjectId object_;
    core::TimePoint raised_at_{};
    Irql dirql_;
    bool connected_ = false;
    bool pending_ = false; // arrived, not yet serviced
    bool in_service_ = false;
};

} // namespace acxsim::kernel
