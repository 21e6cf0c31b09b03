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

std::string with_unit(std::int64_t value, Parameter parameter) {
    std::string text = std::to_string(value);
    const std::string_view unit = unit_name(info(parameter).unit);
    if (!unit.empty()) text.append(" ").append(unit);
    return text;
}

/// Of a value that a parameter cannot have: what was found, and what can be.
core::Error refused(const FaultInfo &row, const ParameterUse &use, std::int64_t value, std::string_view allowed) {
    const std::string key(info(use.which).name);
    std::string found = key;
    found.append(" of ").append(row.name).append(" is ").append(with_unit(value, use.which));
    return {found, key, std::string("it can be ").append(allowed)};
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
            std::string message = "the fault " + name;
            message.append(" has no parameter \"").append(key).append("\"");
            return core::Error{message, key, known.empty() ? "it has none" : "it has " + known};
        }
        const std::int64_t value = *fault.values[i];
        if (value < use->minimum || value > use->maximum) {
            const std::string least = std::to_string(use->minimum);
            return refused(row, *use, value, least + " to " + with_unit(use->maximum, parameter));
        }
        if (use->admits != nullptr && !use->admits(value)) return refused(row, *use, value, use->admitted);
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
