// SPDX-License-Identifier: MIT
//
// The [hardware] part of a plan: which model, and the parameters of every model there is. Each model's parameters are
// declared beside its struct (hwmodel/*/parameters.hpp); only those of the chosen model mean anything.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hwmodel/dsp/parameters.hpp"
#include "hwmodel/free_running/parameters.hpp"
#include "hwmodel/hda/parameters.hpp"
#include "hwmodel/i2s/parameters.hpp"
#include "hwmodel/timing.hpp"
#include "hwmodel/usb/parameters.hpp"

namespace acxsim::scenario {

struct HardwarePlan {
    std::string model = "hda";            ///< a name of hardware_models(), or the path of a module
    std::string hda_profile = "hda_ich";  ///< a name of hw::hda::profiles(); its parameters are in `hda` already
    hw::Timing timing = hw::Timing::Lazy; ///< of models that have both
    std::int64_t devices = 1;             ///< that many of them, each with a device of the driver
    std::string module;                   ///< that module as found; empty: a model of ours
    std::vector<std::string> parameters;  ///< of that module: "NAME=NUMBER"
    hw::hda::Parameters hda;
    hw::free_running::Parameters timer;
    hw::i2s::Parameters i2s;
    hw::dsp::Parameters dsp;
    hw::usb::Parameters usb;
};

} // namespace acxsim::scenario
