// SPDX-License-Identifier: MIT
//
// A fault as somebody asks for it: which one, on which engine, when, with which parameters. A value without state;
// check() says what is wrong with it in words for a person. Follows hwmodel.md section 4.
#pragma once

#include <array>
#include <optional>

#include "hwmodel/faults/catalogue.hpp"
#include "hwmodel/faults/trigger.hpp"
#include "sim/core/result.hpp"

namespace acxsim::hw::faults {

enum class EngineDirection : std::uint8_t { Any, Output, Input };

struct Fault {
    FaultId fault = FaultId::LostInterrupt;
    std::optional<unsigned> engine; ///< index in the model; none: any
    EngineDirection direction = EngineDirection::Any;
    std::optional<unsigned> stream; ///< as the run numbers its streams; none: any
    Trigger trigger;
    std::array<std::optional<std::int64_t>, static_cast<std::size_t>(Parameter::Count)> values{};

    Fault() = default;
    explicit Fault(FaultId which, const Trigger &when = {}) : fault(which), trigger(when) {}
    Fault &with(Parameter parameter, std::int64_t value) {
        values[static_cast<std::size_t>(parameter)] = value;
        return *this;
    }
    Fault &on_engine(unsigned index) {
        engine = index;
        return *this;
    }
    /// What was asked for, or the preset of the catalogue; the fault must take that parameter.
    std::int64_t value(Parameter parameter) const;
};

/// Whether the fault can be armed in that model: it acts there, takes the parameters given, within their bounds, and
/// has a trigger if it strikes at an instant.
core::Result<void> check(const Fault &fault, Model model);

} // namespace acxsim::hw::faults
