// SPDX-License-Identifier: MIT
//
// MSBuild conditions: '$(Configuration)|$(Platform)'=='Debug|x64', Exists('..'), and, or, !, parentheses, numbers.
// The answer says whether it hangs on names that nobody knows here.
//
// Not modelled: condition functions other than Exists and HasTrailingSlash; version numbers compare as text.
// https://learn.microsoft.com/visualstudio/msbuild/msbuild-conditions
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "sim/builder/msbuild/properties.hpp"
#include "sim/core/result.hpp"

namespace acxsim::builder::msbuild {

struct Truth {
    bool value = true;
    std::set<std::string> unknown = {}; ///< the names it hangs on
};

struct ConditionContext {
    std::function<Expanded(std::string_view)> expand;
    std::function<bool(std::string_view)> exists;
};

/// An empty condition is true. An error says what is wrong with the text.
core::Result<Truth> evaluate_condition(std::string_view text, const ConditionContext &context);

} // namespace acxsim::builder::msbuild
