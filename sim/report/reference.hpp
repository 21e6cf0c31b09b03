// SPDX-License-Identifier: MIT
//
// Reference listings made from the tables that the simulator itself uses: fields, rules, costs, profiles, models,
// clients. For the console, and as Markdown for the documentation, so that neither can disagree with the code.
#pragma once

#include <string>
#include <string_view>

#include "sim/core/result.hpp"

namespace acxsim::report {

enum class Style { Console, Markdown };

/// `section` narrows to one section and those inside it; empty: all.
core::Result<std::string> list_fields(Style style, std::string_view section = {});
/// `part` of an id or statement; empty: all.
std::string list_rules(Style style, std::string_view part = {});
std::string list_profiles(Style style);
std::string list_models(Style style);
/// The register table of a model; an error if it has none.
core::Result<std::string> list_registers(Style style, std::string_view model);
std::string list_clients(Style style);
std::string list_costs(Style style);
/// All faults of the hardware; one in full, with its parameters, if `name` is its name or number; else those whose name
/// or description has `name` in it.
core::Result<std::string> list_faults(Style style, std::string_view name = {});

/// A rule's page. The error suggests the id that may have been meant.
core::Result<std::string> explain_rule(Style style, std::string_view id);

} // namespace acxsim::report
