// SPDX-License-Identifier: MIT
//
// What faults do to the controller as a whole (hwmodel.md section 4): interrupt line, register access, wall clock and
// link clock, power and presence, the bus. Faults of an instant arrive here and are carried out here or passed on to
// the engines they are about. A controller without armed faults has no such object.
#pragma once

#include <vector>

#include "hwmodel/faults/injector.hpp"
#include "hwmodel/hda/parameters.hpp"

namespace acxsim::hw::hda {

class Controller;
class StreamEngine;

class ControllerFaults final : public faults::FaultTarget {
public:
    ControllerFaults(Controller &controller, faults::Injector &injector);
    ~ControllerFaults() override;

    void fault_strikes(const faults::ArmedFault &fault, const faults::Where &where) override;

    /// A register access begins; what strikes because of it strikes before it has its effect.
    void accessed(std::uint32_t offset, unsigned width_bytes, bool is_write, std::uint64_t value);
    /// A read as the bus carries it.
    std::uint64_t read_value(std::uint32_t offset, unsigned width_bytes, std::uint64_t value);
    /// A write as the bus carries it: may become wider.
    void shape_write(std::uint32_t &offset, unsigned &width_bytes, std::uint64_t &value);
    /// The interrupt line as it leaves the device.
    bool line(bool raised);
    std::uint32_t interrupt_control(std::uint32_t programmed, std::uint32_t status);
    bool reset_sticks();
    std::uint32_t wall_clock(std::uint32_t counted);
    void reset();
    void woke_up();

private:
    enum class Action : std::uint8_t { Strike, LineFalls, Message, ClockChange, LinkClockRuns, Unmute };
    struct Effect {
        core::TimePoint when;
        Action action;
        const faults::ArmedFault *fault = nullptr;
        faults::Where where = {};
        std::int64_t left = 0; ///< further messages
    };
    void later(core::TimePoint when, Action action, const faults::ArmedFault *fault, const faults::Where &where = {},
               std::int64_t left = 0);
    void on_due();
    void perform(const Effect &effect);
    void carry_out(const faults::ArmedFault &fault, const faults::Where &where);
    void raise_line_until(core::TimePoint when);
    /// The engines that the fault names; all that fit if it names none.
    std::vector<StreamEngine *> engines_of(const faults::ArmedFault &fault, const faults::Where &where);

    Controller &controller_;
    faults::Injector &injector_;
    core::Event event_;
    std::vector<Effect> effects_; // by time
    bool accessing_ = false;

    bool muted_ = false;
    std::int64_t unmuted_by_ = 0;
    core::TimePoint line_up_until_ = core::power_on;
    std::uint32_t wall_offset_ = 0;
    bool wall_frozen_ = false;
    std::uint32_t wall_frozen_at_ = 0;
};

} // namespace acxsim::hw::hda
