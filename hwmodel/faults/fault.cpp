// SPDX-License-Identifier: MIT
//
// See fault.hpp.
#include "hwmodel/faults/fault.hpp"

#include <string>

namespace acxsim::hw::faults {

namespace {

std::string models_of(const FaultInfo &row) {
    std::string names;
    for (const Model model : all_models) {
        if ((row.models & model) != 0) names += (names.empty() ? "" : ", ") + std::string(model_name(model));
    }
    return names;
}

std::string parameters_of(const FaultInfo &row) {
    std::string names;
    for (const ParameterUse &use : row.parameters)
        names += (names.empty() ? "" : ", ") + std::string(info(use.which).name);
    return names;
}

} // namespace

std::int64_t Fault::value(Parameter parameter) const {
    const std::optional<std::int64_t> &asked = values[static_cast<std::size_t>(parameter)];
    if (asked) return *asked;
    const ParameterUse *use = find_use(info(fault), parameter);
    ACXSIM_ASSERT(use != nullptr, "a fault was asked for a parameter that it does not take");
    return use->preset;
}

core::Result<void> check(const Fault &fault, Model model) {
    const FaultInfo &row = info(fault.fault);
    const std::string name(row.name);
    if ((row.models & model) == 0) {
        return core::Error{"the fault " + name + " does not exist in hardware model \"" +
                               std::string(model_name(model)) + "\"",
                           "", "it exists in " + models_of(row)};
    }
    for (std::size_t i = 0; i < fault.values.size(); ++i) {
        if (!fault.values[i]) continue;
        const auto parameter = static_cast<Parameter>(i);
        const std::string key(info(parameter).name);
        const ParameterUse *use = find_use(row, parameter);
        if (use == nullptr) {
            const std::string known = parameters_of(row);
            return core::Error{"the fault " + name + " has no parameter \"" + key + "\"", key,
                               known.empty() ? "it has none" : "it has " + known};
        }
        const std::string unit =
            unit_name(info(parameter).unit).empty() ? "" : " " + std::string(unit_name(info(parameter).unit));
        if (*fault.values[i] < use->minimum || *fault.values[i] > use->maximum) {
            return core::Error{key + " of " + name + " is " + std::to_string(*fault.values[i]) + unit, key,
                               "it can be " + std::to_string(use->minimum) + " to " + std::to_string(use->maximum) +
                                   unit};
        }
        if (use->admits != nullptr && !use->admits(*fault.values[i])) {
            return core::Error{key + " of " + name + " is " + std::to_string(*fault.values[i]) + unit, key,
                               "it can be " + std::string(use->admitted)};
        }
    }
    if (row.occasion == Occasion::Moment && !fault.trigger.any()) {
        return core::Error{"the fault " + name + " strikes at an instant, and nothing says at which", "",
                           "give it at, byte, occurrence, probability or register"};
    }
    if (fault.trigger.interval && !fault.trigger.at) {
        return core::Error{"interval without at", "interval", "interval repeats a strike at a time: give `at`"};
    }
    return {};
}

} // namespace acxsim::hw::faults
