// SPDX-License-Identifier: MIT
//
// See controller_faults.hpp. A fault that strikes while an engine is in the middle of moving data takes its effect in
// an event of its own, at the same time, when the engine is done.
#include "hwmodel/hda/controller_faults.hpp"

#include <algorithm>

#include "hwmodel/faults/clock_error.hpp"
#include "hwmodel/hda/controller.hpp"

namespace acxsim::hw::hda {

using faults::ArmedFault;
using faults::FaultId;
using faults::Parameter;

namespace {
constexpr std::int64_t by_status = 1; // modes of Q-02
constexpr std::int64_t by_reset = 2;
} // namespace

ControllerFaults::ControllerFaults(Controller &controller, faults::Injector &injector)
    : controller_(controller), injector_(injector),
      event_(core::Event::of<&ControllerFaults::on_due>(core::Priority::Hardware, this)) {
    injector_.attach(*this);
}

ControllerFaults::~ControllerFaults() { controller_.simulation_.timeline.cancel(event_); }

void ControllerFaults::later(core::TimePoint when, Action action, const ArmedFault *fault, const faults::Where &where,
                             std::int64_t left) {
    const auto place = std::upper_bound(effects_.begin(), effects_.end(), when,
                                        [](core::TimePoint at, const Effect &effect) { return at < effect.when; });
    effects_.insert(place, {when, action, fault, where, left});
    controller_.simulation_.timeline.schedule(event_, effects_.front().when);
}

void ControllerFaults::on_due() {
    controller_.settle();
    const core::TimePoint now = controller_.simulation_.now();
    while (!effects_.empty() && effects_.front().when <= now) {
        const Effect effect = effects_.front();
        effects_.erase(effects_.begin());
        perform(effect);
    }
    if (!effects_.empty()) controller_.simulation_.timeline.schedule(event_, effects_.front().when);
    controller_.replan();
}

void ControllerFaults::perform(const Effect &effect) {
    switch (effect.action) {
    case Action::Strike:
        carry_out(*effect.fault, effect.where);
        break;
    case Action::LineFalls:
        controller_.status_changed();
        break;
    case Action::Message:
        controller_.send_message();
        if (effect.left > 0) {
            later(effect.when + effect.fault->time(Parameter::Delay), Action::Message, effect.fault, {},
                  effect.left - 1);
        }
        break;
    case Action::ClockChange:
        controller_.change_link_clock(faults::added_drift(*effect.fault, effect.when));
        break;
    case Action::LinkClockRuns:
        wall_frozen_ = false;
        wall_offset_ = wall_frozen_at_ - controller_.counted_wall_clock();
        break;
    case Action::Unmute:
        muted_ = false;
        controller_.status_changed();
        break;
    }
}

void ControllerFaults::fault_strikes(const ArmedFault &fault, const faults::Where &where) {
    if (accessing_) {
        carry_out(fault, where);
    } else {
        later(controller_.simulation_.now(), Action::Strike, &fault, where);
    }
}

std::vector<StreamEngine *> ControllerFaults::engines_of(const ArmedFault &fault, const faults::Where &where) {
    std::vector<StreamEngine *> engines;
    const faults::Fault &asked = fault.fault();
    for (StreamEngine *engine : controller_.engines()) {
        if (asked.engine && *asked.engine != engine->index()) continue;
        if (asked.direction != faults::EngineDirection::Any &&
            (asked.direction == faults::EngineDirection::Output) != engine->is_output()) {
            continue;
        }
        if (asked.stream && where.engine != nullptr && where.engine != engine) continue;
        engines.push_back(engine);
    }
    return engines;
}

void ControllerFaults::carry_out(const ArmedFault &fault, const faults::Where &where) {
    const core::TimePoint now = controller_.simulation_.now();
    switch (fault.fault().fault) {
    case FaultId::InterruptsStop:
        muted_ = true;
        unmuted_by_ = fault.value(Parameter::Mode);
        if (fault.value(Parameter::Duration) != 0) later(now + fault.time(Parameter::Duration), Action::Unmute, &fault);
        controller_.status_changed();
        break;
    case FaultId::SpuriousInterrupt:
        raise_line_until(now + fault.time(Parameter::Delay));
        break;
    case FaultId::InterruptStorm:
        raise_line_until(now + fault.time(Parameter::Duration));
        if (controller_.line_.mode() == InterruptMode::Msi) {
            const std::int64_t messages = fault.value(Parameter::Duration) / fault.value(Parameter::Delay);
            if (messages > 1) {
                later(now + fault.time(Parameter::Delay), Action::Message, &fault, {}, messages - 2);
            }
        }
        break;
    case FaultId::BusStall:
        controller_.stall_dma(now + fault.time(Parameter::Duration));
        break;
    case FaultId::CaptureOverrun:
        for (StreamEngine *engine : engines_of(fault, where)) {
            if (!engine->is_output()) engine->faults()->stall(now + fault.time(Parameter::Duration));
        }
        break;
    case FaultId::ClockDrift:
    case FaultId::ClockStep:
        later(controller_.next_frame_edge(), Action::ClockChange, &fault);
        break;
    case FaultId::RateSwitch:
        for (StreamEngine *engine : engines_of(fault, where)) {
            engine->faults()->switch_rate(static_cast<std::uint32_t>(fault.value(Parameter::Rate)),
                                          fault.time(Parameter::Delay));
        }
        break;
    case FaultId::SurpriseRemoval:
        controller_.surprise_remove();
        break;
    case FaultId::LinkClockStop:
        for (StreamEngine *engine : engines_of(fault, where))
            engine->faults()->pause_link(fault.time(Parameter::Duration));
        wall_frozen_at_ = wall_clock(controller_.counted_wall_clock());
        wall_frozen_ = true;
        later(now + fault.time(Parameter::Duration), Action::LinkClockRuns, &fault);
        break;
    default:
        break; // asked for at its own occasions
    }
}

void ControllerFaults::raise_line_until(core::TimePoint when) {
    line_up_until_ = std::max(line_up_until_, when);
    if (controller_.line_.raised()) controller_.send_message();
    controller_.status_changed();
    later(when, Action::LineFalls, nullptr);
}

void ControllerFaults::accessed(std::uint32_t offset, unsigned width_bytes, bool is_write, std::uint64_t value) {
    faults::Where where;
    if (offset >= stream_base && offset < controller_.streams_end()) {
        StreamEngine &engine = controller_.engine((offset - stream_base) / stream_stride);
        where.engine = &engine;
        where.index = engine.index();
    }
    accessing_ = true;
    injector_.register_accessed(offset, width_bytes, is_write, where);
    accessing_ = false;
    if (!muted_ || !is_write) return;
    // What brings interrupts back does so when the write takes effect: the line is worked out after it.
    const auto covers = [&](std::uint32_t at) { return at >= offset && at < offset + width_bytes; };
    const auto byte = [&](std::uint32_t at) { return static_cast<std::uint8_t>(value >> (8 * (at - offset))); };
    if (unmuted_by_ == by_reset && covers(0x08) && (byte(0x08) & 1) == 0) muted_ = false;
    if (where.engine == nullptr) return;
    const std::uint32_t base = stream_base + where.index * stream_stride;
    if (unmuted_by_ == by_reset && covers(base) && (byte(base) & control::stream_reset) != 0) muted_ = false;
    if (unmuted_by_ == by_status && covers(base + 3) && byte(base + 3) != 0) muted_ = false;
}

std::uint64_t ControllerFaults::read_value(std::uint32_t offset, unsigned width_bytes, std::uint64_t value) {
    if (offset < stream_base || offset >= controller_.streams_end() || width_bytes >= 4 || (offset & 3u) == 0)
        return value;
    StreamEngine &engine = controller_.engine((offset - stream_base) / stream_stride);
    const ArmedFault *fault = injector_.strike(FaultId::AccessWidth, {&engine, engine.index()});
    const bool fails = fault != nullptr && width_bytes * 8 < static_cast<std::uint64_t>(fault->value(Parameter::Bits));
    return fails ? 0 : value;
}

/// the byte enables of a narrow write are lost: the whole word is written, its other bytes as zeros.
void ControllerFaults::shape_write(std::uint32_t &offset, unsigned &width_bytes, std::uint64_t &value) {
    if (offset < stream_base || offset >= controller_.streams_end() || width_bytes >= 4) return;
    StreamEngine &engine = controller_.engine((offset - stream_base) / stream_stride);
    if ((offset - stream_base) % stream_stride >= 4) return; // SDCTL and SDSTS share the word that needs it
    const ArmedFault *fault = injector_.strike(FaultId::AccessWidth, {&engine, engine.index()});
    if (fault == nullptr || width_bytes * 8 >= static_cast<std::uint64_t>(fault->value(Parameter::Bits))) return;
    value = (value & ((std::uint64_t{1} << (width_bytes * 8)) - 1)) << (8 * (offset & 3u));
    offset &= ~3u;
    width_bytes = 4;
}

bool ControllerFaults::line(bool raised) {
    if (muted_) return false;
    if (controller_.simulation_.now() < line_up_until_) raised = true;
    if (!raised) return false;
    const ArmedFault *fault = injector_.strike(FaultId::MsiBroken, {});
    if (fault == nullptr) return true;
    if (fault->value(Parameter::Mode) == 0) return controller_.line_.mode() == InterruptMode::Level;
    controller_.line_.set_mode(InterruptMode::Level);
    return true;
}

std::uint32_t ControllerFaults::interrupt_control(std::uint32_t programmed, std::uint32_t status) {
    const std::uint32_t masked = status & ~programmed & controller_.stream_bits();
    if (masked == 0) return programmed;
    std::uint32_t taken = programmed;
    for (StreamEngine *engine : controller_.engines()) {
        if ((masked >> engine->index() & 1u) == 0) continue;
        const ArmedFault *fault = injector_.strike(FaultId::EnablesIgnored, {engine, engine->index()});
        if (fault != nullptr && fault->value(Parameter::Mode) != 0) taken |= 1u << engine->index();
    }
    return taken;
}

bool ControllerFaults::reset_sticks() { return injector_.strike(FaultId::ClockGatingInReset, {}) != nullptr; }

std::uint32_t ControllerFaults::wall_clock(std::uint32_t counted) {
    if (wall_frozen_) return wall_frozen_at_;
    std::uint32_t value = counted + wall_offset_;
    if (const ArmedFault *fault = injector_.strike(FaultId::WallClockWrap, {})) {
        const auto wanted = static_cast<std::uint32_t>(fault->value(Parameter::Value));
        wall_offset_ += wanted - value;
        value = wanted;
    }
    return injector_.strike(FaultId::WallClockZero, {}) != nullptr ? 0 : value;
}

/// Controller reset, or the device is gone.
void ControllerFaults::reset() {
    wall_offset_ = 0;
    wall_frozen_ = false;
    std::erase_if(effects_, [](const Effect &effect) { return effect.action == Action::LinkClockRuns; });
}

void ControllerFaults::woke_up() {
    if (const ArmedFault *fault = injector_.strike(FaultId::StateLostInD3, {})) {
        const std::int64_t mode = fault->value(Parameter::Mode);
        if (mode != 1) controller_.interrupt_control_ = 0;
        if (mode != 0) controller_.wake_enable_ = 0;
    }
    if (const ArmedFault *fault = injector_.strike(FaultId::WakeLatency, {})) {
        const core::TimePoint awake = controller_.simulation_.now() + fault->time(Parameter::Delay);
        for (StreamEngine *engine : engines_of(*fault, {}))
            engine->faults()->sleep_until(awake, fault->value(Parameter::Mode) == 1);
    }
}

} // namespace acxsim::hw::hda
