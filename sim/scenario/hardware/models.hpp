// SPDX-License-Identifier: MIT
//
// The hardware models that a scenario can name. Adding one: its parameters in hardware_plan.hpp and fields.cpp, its
// line in models.cpp; a class beside this file only if it is not one controller (controller_hardware.hpp).
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "sim/acx/stream_connection.hpp"
#include "sim/core/result.hpp"
#include "sim/scenario/hardware/hardware.hpp"
#include "sim/scenario/hardware/hardware_plan.hpp"

namespace acxsim::scenario {

struct HardwareModelInfo {
    std::string_view name;
    std::string_view help;
    std::unique_ptr<Hardware> (*make)(const HardwarePlan &plan, const HardwareSite &site);
    /// How many streams of that direction can run at once; nullptr: any number.
    std::size_t (*engines)(const HardwarePlan &plan, acx::Direction direction);
    /// One object serves the streams of all devices.
    bool serves_all_devices = false;
};

std::span<const HardwareModelInfo> hardware_models();
/// What the plan asks for: one of those, or the model in its module. The error is the user's.
core::Result<std::unique_ptr<Hardware>> make_hardware(const HardwarePlan &plan, const HardwareSite &site);
/// nullptr if there is none of that name.
const HardwareModelInfo *find_hardware_model(std::string_view name);

} // namespace acxsim::scenario
