// SPDX-License-Identifier: MIT
//
// Q-44 and Q-45 (hwmodel.md section 4): what they add to the oscillator that a model counts its samples with, whatever
// that oscillator does already. Each model hands it to its own core::Oscillator.
#pragma once

#include "hwmodel/faults/injector.hpp"
#include "sim/core/oscillator.hpp"

namespace acxsim::hw::faults {

/// A step at `from`, or for Q-45 with a duration a ramp from there on.
inline core::Drift added_drift(const ArmedFault &fault, core::TimePoint from) {
    core::Drift drift{core::Drift::Shape::Step, {fault.value(Parameter::Error)}, from - core::power_on};
    const bool is_ramp = fault.fault().fault == FaultId::ClockStep && fault.value(Parameter::Duration) != 0;
    if (is_ramp) {
        drift.shape = core::Drift::Shape::Ramp;
        drift.time = fault.time(Parameter::Duration);
    }
    return drift;
}

} // namespace acxsim::hw::faults
