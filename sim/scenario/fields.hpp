// SPDX-License-Identifier: MIT
//
// The one table of what a scenario may say: section, name, type, unit, default, bounds, help. It drives the TOML
// parser,
// --set, `acxsim list fields` and docs/scenario.md. Parameters of hardware models and costs are declared beside their
// structs (hwmodel/*/parameters.hpp, sim/kernel/cost.hpp) and taken over from there.
// Only what works end to end is in it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/result.hpp"
#include "sim/scenario/plan.hpp"

namespace acxsim::scenario {

enum class FieldType : std::uint8_t {
    Text,
    TextList,
    Boolean,
    Integer,
    Duration,     ///< ticks
    Frequency,    ///< Hz
    Error,        ///< ppb
    Choice,       ///< index into `choices`
    PacketLength, ///< a time, or a number of frames
    Limit,        ///< a number, or "any"
    Probability,  ///< parts per 10^9
    Source,       ///< "wav:FILE", "tone:1kHz", ...
    Sink,         ///< "wav:NAME"
};

/// What TOML or an argument says, before a field has judged it.
struct RawValue {
    enum class Kind : std::uint8_t { Text, Integer, Real, Boolean, List, Table, Other };
    Kind kind = Kind::Other;
    std::string text;               ///< Text; for the others, how it was spelled
    std::int64_t integer = 0;       ///< Integer, Boolean
    std::vector<std::string> items; ///< List
    bool items_are_texts = true;
};

/// A judged value. Which members mean something depends on the field's type.
struct Value {
    bool present = true; ///< false: the optional field is not set
    std::int64_t integer = 0;
    std::string text = {};
    std::vector<std::string> items = {};
    bool in_frames = false; ///< PacketLength
    SourcePlan source = {};
};

struct Field {
    std::string section; ///< "machine.costs"; "stream", "stream.format", "step" and "fault" may occur several times
    std::string name;
    FieldType type;
    std::string unit; ///< of integers: "bytes", "frames" ...; empty: none
    std::int64_t minimum = INT64_MIN;
    std::int64_t maximum = INT64_MAX;
    std::vector<std::string> choices;
    bool required = false;
    std::string model;      ///< hardware parameters: the model it belongs to
    bool or_module = false; ///< a choice that may also be the path of a module
    bool early = false;     ///< read before the others of its section: they depend on it
    std::string help;
    std::function<void(Plan &, std::size_t element, const Value &)> set;
    std::function<Value(const Plan &)> get; ///< of element 0 of repeated sections

    std::string key() const { return section + "." + name; }
};

/// Sections in the order in which they are documented, with what they are about.
struct SectionInfo {
    std::string_view name;
    bool repeated; ///< [[name]]
    std::string_view help;
    std::size_t (*count)(const Plan &) = nullptr; ///< repeated ones: elements that the plan has
    void (*append)(Plan &) = nullptr;             ///< ... and one more
};
const std::vector<SectionInfo> &sections();
/// The repeated section that `section` is or lies in ("stream" for "stream.format"); nullptr: it is none.
const SectionInfo *repeated_section(std::string_view section);

const std::vector<Field> &fields();
/// Several models may have a parameter of that name: the one of `model` is meant, or else the first.
const Field *find_field(std::string_view section, std::string_view name, std::string_view model = {});

/// Judges a raw value. The error says what was found, what was expected, and a remedy.
core::Result<Value> judge(const Field &field, const RawValue &raw);

/// For listings: "10ms .. 1h", "event | timer"; empty if anything goes.
std::string show_bounds(const Field &field);
std::string show_default(const Field &field);
std::string_view type_name(FieldType type);

/// The names of the fields of a section.
std::vector<std::string> names_in(std::string_view section);

} // namespace acxsim::scenario
