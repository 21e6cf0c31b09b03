// SPDX-License-Identifier: MIT
//
// How a model declares its parameters once, beside its struct: name, unit, bounds, help and access. The scenario floor
// turns such a table into TOML keys, --set, the JSON Schema and the documentation page; a default is what a
// default-constructed struct says. Values travel as integers: durations in nanoseconds, choices by index.
#pragma once

#include <cstdint>
#include <string_view>

#include "sim/core/distribution.hpp"
#include "sim/core/time.hpp"

namespace acxsim::hw {

enum class FieldKind : std::uint8_t {
    Integer,  ///< plain number in `unit`
    Duration, ///< nanoseconds
    Boolean,  ///< 0 or 1
    Choice,   ///< index into `choices`
    Latency,  ///< a core::Distribution; bounds are for its median, in nanoseconds
};

template <class P>
struct ParameterField {
    std::string_view name;
    FieldKind kind;
    std::string_view unit;
    std::int64_t minimum;
    std::int64_t maximum;
    std::string_view choices; ///< names separated by blanks, in enum order
    std::string_view section; ///< where it comes from
    std::string_view help;
    std::int64_t (*get)(const P &);
    void (*set)(P &, std::int64_t);
    core::Distribution P::*latency; ///< Latency only
};

namespace detail {
template <class>
struct MemberOf;
template <class P, class V>
struct MemberOf<V P::*> {
    using Class = P;
    using Value = V;
};
} // namespace detail

/// An integer, boolean or choice member.
template <auto Member>
constexpr auto value_field(std::string_view name, FieldKind kind, std::string_view unit, std::int64_t minimum,
                           std::int64_t maximum, std::string_view choices, std::string_view section,
                           std::string_view help) {
    using P = typename detail::MemberOf<decltype(Member)>::Class;
    using V = typename detail::MemberOf<decltype(Member)>::Value;
    return ParameterField<P>{name,
                             kind,
                             unit,
                             minimum,
                             maximum,
                             choices,
                             section,
                             help,
                             [](const P &p) { return static_cast<std::int64_t>(p.*Member); },
                             [](P &p, std::int64_t v) { p.*Member = static_cast<V>(v); },
                             nullptr};
}

template <auto Member>
constexpr auto integer_field(std::string_view name, std::string_view unit, std::int64_t minimum, std::int64_t maximum,
                             std::string_view section, std::string_view help) {
    return value_field<Member>(name, FieldKind::Integer, unit, minimum, maximum, {}, section, help);
}

template <auto Member>
constexpr auto boolean_field(std::string_view name, std::string_view section, std::string_view help) {
    return value_field<Member>(name, FieldKind::Boolean, {}, 0, 1, {}, section, help);
}

template <auto Member>
constexpr auto choice_field(std::string_view name, std::string_view choices, std::int64_t count,
                            std::string_view section, std::string_view help) {
    return value_field<Member>(name, FieldKind::Choice, {}, 0, count - 1, choices, section, help);
}

/// A core::Duration member; bounds in nanoseconds.
template <auto Member>
constexpr auto duration_field(std::string_view name, std::int64_t minimum_ns, std::int64_t maximum_ns,
                              std::string_view section, std::string_view help) {
    using P = typename detail::MemberOf<decltype(Member)>::Class;
    return ParameterField<P>{name,
                             FieldKind::Duration,
                             "ns",
                             minimum_ns,
                             maximum_ns,
                             {},
                             section,
                             help,
                             [](const P &p) { return core::nanoseconds_of(p.*Member); },
                             [](P &p, std::int64_t v) { p.*Member = core::from_nanoseconds(v); },
                             nullptr};
}

/// A core::Distribution member; through get/set it is its median, and setting it makes it constant.
template <auto Member>
constexpr auto latency_field(std::string_view name, std::int64_t minimum_ns, std::int64_t maximum_ns,
                             std::string_view section, std::string_view help) {
    using P = typename detail::MemberOf<decltype(Member)>::Class;
    return ParameterField<P>{
        name,
        FieldKind::Latency,
        "ns",
        minimum_ns,
        maximum_ns,
        {},
        section,
        help,
        [](const P &p) { return core::nanoseconds_of((p.*Member).median()); },
        [](P &p, std::int64_t v) { p.*Member = core::Distribution::constant(core::from_nanoseconds(v)); },
        Member};
}

} // namespace acxsim::hw
