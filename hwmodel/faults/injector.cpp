// SPDX-License-Identifier: MIT
//
// See injector.hpp. Faults are asked in the order in which they were armed; of two that strike on the same occasion the
// first decides what happens.
#include "hwmodel/faults/injector.hpp"

#include <algorithm>
#include <string>

namespace acxsim::hw::faults {

namespace {

core::Duration duration_of(const Fault &fault) {
    const bool has_duration = find_use(info(fault.fault), Parameter::Duration) != nullptr;
    return has_duration ? core::from_nanoseconds(fault.value(Parameter::Duration)) : core::Duration{};
}

// A fault of an instant changes the model once; what lasts then is the model's state.
bool trigger_lasts(const FaultInfo &row) { return row.lasts && row.occasion != Occasion::Moment; }

} // namespace

ArmedFault::ArmedFault(const Fault &fault, unsigned number, core::ChoiceSite &site)
    : fault_(fault), number_(number), site_(site),
      state_(fault.trigger, trigger_lasts(faults::info(fault.fault)), duration_of(fault)) {}

Injector::Injector(core::Simulation &simulation)
    : simulation_(simulation), event_(core::Event::of<&Injector::on_time>(core::Priority::Hardware, this)) {}

Injector::~Injector() { simulation_.timeline.cancel(event_); }

Injector::By Injector::moment_of(const Trigger &trigger) {
    if (trigger.register_offset) return By::Register;
    if (trigger.byte) return By::Byte;
    return trigger.by_time_alone() ? By::Time : By::Completion;
}

void Injector::arm(const Fault &fault) {
    const auto number = static_cast<unsigned>(armed_.size());
    const FaultInfo &row = info(fault.fault);
    armed_.emplace_back(fault, number,
                        simulation_.choices.site("fault." + std::string(row.name) + "." + std::to_string(number)));
    present_.set(static_cast<std::size_t>(fault.fault));
    watches_registers_ = watches_registers_ || fault.trigger.register_offset.has_value();
    if (row.occasion != Occasion::Moment) return;
    const By by = moment_of(fault.trigger);
    watches_bytes_ = watches_bytes_ || by == By::Byte;
    watches_completions_ = watches_completions_ || by == By::Completion;
}

void Injector::begin() {
    for (ArmedFault &armed : armed_)
        armed.state_.begin(simulation_.now());
    plan();
}

bool Injector::concerns(const Fault &fault, const Where &where) const {
    if (where.engine == nullptr) return true;
    if (fault.engine && *fault.engine != where.index) return false;
    if (fault.direction != EngineDirection::Any &&
        (fault.direction == EngineDirection::Output) != where.engine->is_output()) {
        return false;
    }
    const auto asks_for = [&fault](Parameter which) {
        return find_use(info(fault.fault), which) == nullptr ? std::int64_t{-1} : fault.value(which);
    };
    const std::int64_t entry = asks_for(Parameter::Entry);
    if (entry >= 0 && entry != static_cast<std::int64_t>(where.entry)) return false;
    if (asks_for(Parameter::FormatBits) > static_cast<std::int64_t>(where.format_bits)) return false;
    return !fault.stream || (stream_of_ && stream_of_(*where.engine) == fault.stream);
}

bool Injector::strikes(ArmedFault &armed, const Where &where) {
    if (!concerns(armed.fault_, where)) return false;
    const core::TimePoint now = simulation_.now();
    switch (armed.state_.ask(now, where.byte, simulation_.choices, armed.site_)) {
    case TriggerState::Answer::No:
        return false;
    case TriggerState::Answer::GoesOn:
        return true;
    case TriggerState::Answer::Strikes:
        break;
    }
    if (armed.strikes() == 1) armed.first_strike_ = now;
    armed.last_strike_ = now;
    simulation_.trace.emit(FaultInjected{where.engine == nullptr ? 0 : where.engine->object(),
                                         static_cast<std::uint32_t>(armed.fault_.fault), armed.number_, 0,
                                         armed.strikes(), where.byte});
    return true;
}

const ArmedFault *Injector::ask(FaultId fault, const Where &where) {
    for (ArmedFault &armed : armed_) {
        if (armed.fault_.fault == fault && strikes(armed, where)) return &armed;
    }
    return nullptr;
}

void Injector::end_strike(FaultId fault) {
    for (ArmedFault &armed : armed_) {
        if (armed.fault_.fault == fault) armed.state_.end_strike();
    }
}

void Injector::moments(const Where &where, By by) {
    for (ArmedFault &armed : armed_) {
        if (armed.info().occasion != Occasion::Moment || moment_of(armed.fault_.trigger) != by) continue;
        if (strikes(armed, where) && target_ != nullptr) target_->fault_strikes(armed, where);
    }
}

void Injector::access(std::uint32_t offset, unsigned width_bytes, bool is_write, const Where &where) {
    for (ArmedFault &armed : armed_) {
        const Trigger &trigger = armed.fault_.trigger;
        if (!trigger.register_offset || *trigger.register_offset < offset ||
            *trigger.register_offset >= offset + width_bytes) {
            continue;
        }
        if (trigger.access != AccessKind::Any && (trigger.access == AccessKind::Write) != is_write) continue;
        armed.state_.register_accessed();
        if (armed.info().occasion != Occasion::Moment) continue;
        if (strikes(armed, where) && target_ != nullptr) target_->fault_strikes(armed, where);
    }
}

void Injector::on_time() {
    for (ArmedFault &armed : armed_) {
        if (armed.info().occasion != Occasion::Moment || moment_of(armed.fault_.trigger) != By::Time) continue;
        if (armed.state_.due() > simulation_.now()) continue;
        if (strikes(armed, {}) && target_ != nullptr) target_->fault_strikes(armed, {});
    }
    plan();
}

void Injector::plan() {
    core::TimePoint next = core::end_of_time;
    for (const ArmedFault &armed : armed_) {
        if (armed.info().occasion != Occasion::Moment || moment_of(armed.fault_.trigger) != By::Time) continue;
        next = std::min(next, armed.state_.due());
    }
    if (next == core::end_of_time) {
        simulation_.timeline.cancel(event_);
    } else {
        simulation_.timeline.schedule(event_, next);
    }
}

bool Injector::acts_between_observables(unsigned engine, bool is_output) const {
    return std::any_of(armed_.begin(), armed_.end(), [&](const ArmedFault &armed) {
        const Fault &fault = armed.fault();
        if (fault.engine && *fault.engine != engine) return false;
        if (fault.direction != EngineDirection::Any && (fault.direction == EngineDirection::Output) != is_output) {
            return false;
        }
        switch (armed.info().occasion) {
        case Occasion::Moment:
            return moment_of(fault.trigger) == By::Byte || moment_of(fault.trigger) == By::Completion;
        case Occasion::Completion:
        case Occasion::BufferBegin:
        case Occasion::Burst:
        case Occasion::DescriptorFetch:
            return true;
        default:
            return false;
        }
    });
}

} // namespace acxsim::hw::faults
