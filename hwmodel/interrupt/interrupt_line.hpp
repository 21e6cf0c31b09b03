// SPDX-License-Identifier: MIT
//
// How a device asks for attention. Level-triggered (INTx): the line stays up until the device takes it down. MSI: one
// message on each rise of the device's internal line and nothing while it stays up (hwmodel.md 1.5).
// The kernel floor listens as InterruptSink and adds its latencies; the device only moves the line.
#pragma once

#include "sim/core/simulation.hpp"

namespace acxsim::hw {

enum class InterruptMode : std::uint8_t { Level, Msi };

/// The processor side of a line.
class InterruptSink {
public:
    virtual ~InterruptSink() = default;
    /// Level: the line has risen (true) or fallen (false). MSI: called with true once per message.
    virtual void line_changed(bool raised) = 0;
};

class InterruptLine {
public:
    InterruptLine(core::Simulation &simulation, InterruptMode mode, std::string_view name);

    /// The device's internal line. Repeating the present level does nothing.
    void set(bool raised);
    /// MSI: one message more while the line is up (fault injection); a level line has nothing of the kind.
    void send_message();
    bool raised() const { return raised_; }
    /// Fault injection: the device stops to send messages, or begins to.
    void set_mode(InterruptMode mode) { mode_ = mode; }
    InterruptMode mode() const { return mode_; }
    core::ObjectId object() const { return object_; }
    /// Rises of the line so far = MSI messages sent.
    std::uint64_t rises() const { return rises_; }

    void connect(InterruptSink *sink) { sink_ = sink; }

private:
    core::Simulation &simulation_;
    InterruptSink *sink_ = nullptr;
    core::ObjectId object_;
    std::uint64_t rises_ = 0;
    InterruptMode mode_;
    bool raised_ = false;
};

} // namespace acxsim::hw
