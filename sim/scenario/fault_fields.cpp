// SPDX-License-Identifier: MIT
#include "sim/scenario/fault_fields.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "hwmodel/faults/fault.hpp"
#include "sim/scenario/hardware/models.hpp"

namespace acxsim::scenario {

namespace {

namespace faults = hw::faults;

constexpr std::int64_t ticks_per_nanosecond = 600;

template <class Get, class Set>
Field row(std::string_view name, FieldType type, std::string_view help, Get get, Set set) {
    Field field;
    field.section = "fault";
    field.name = name;
    field.type = type;
    field.help = help;
    field.get = [get](const Plan &plan) { return get(plan.faults.front()); };
    field.set = [set](Plan &plan, std::size_t element, const Value &value) { set(plan.faults[element], value); };
    return field;
}

Field bounded(Field field, std::int64_t minimum, std::int64_t maximum, std::string_view unit = {}) {
    field.minimum = minimum;
    field.maximum = maximum;
    field.unit = unit;
    return field;
}

Value shown(std::optional<std::int64_t> number) { return number ? Value{.integer = *number} : Value{.present = false}; }

void add_triggers(std::vector<Field> &table) {
    using enum FieldType;
    constexpr std::int64_t days_100 = 100LL * 24 * 3600 * core::ticks_per_second;
    const auto ticks = [](const std::optional<core::Duration> &time) {
        return time ? shown(time->count()) : Value{.present = false};
    };
    table.push_back(bounded(row(
                                "at", Duration, "strikes at that time, from the moment the device is up",
                                [ticks](const FaultPlan &f) { return ticks(f.fault.trigger.at); },
                                [](FaultPlan &f, const Value &v) { f.fault.trigger.at = core::Duration{v.integer}; }),
                            0, days_100));
    table.push_back(
        bounded(row(
                    "byte", Integer, "strikes when the engine has moved so many bytes since its reset",
                    [](const FaultPlan &f) {
                        return f.fault.trigger.byte ? shown(static_cast<std::int64_t>(*f.fault.trigger.byte))
                                                    : Value{.present = false};
                    },
                    [](FaultPlan &f, const Value &v) { f.fault.trigger.byte = static_cast<std::uint64_t>(v.integer); }),
                0, INT64_MAX, "bytes"));
    table.push_back(bounded(
        row(
            "occurrence", Integer,
            "strikes at the n-th occasion for which all else holds; 0: at any. `acxsim list faults` says what an "
            "occasion is",
            [](const FaultPlan &f) { return shown(static_cast<std::int64_t>(f.fault.trigger.occurrence)); },
            [](FaultPlan &f, const Value &v) { f.fault.trigger.occurrence = static_cast<std::uint64_t>(v.integer); }),
        0, INT64_MAX));
    table.push_back(bounded(row(
                                "probability", Probability, "strikes at each occasion with that probability",
                                [](const FaultPlan &f) {
                                    return f.fault.trigger.probability_ppb ? shown(*f.fault.trigger.probability_ppb)
                                                                           : Value{.present = false};
                                },
                                [](FaultPlan &f, const Value &v) {
                                    f.fault.trigger.probability_ppb = static_cast<std::uint32_t>(v.integer);
                                }),
                            0, 1'000'000'000));
    table.push_back(bounded(row(
                                "register", Integer, "strikes when the register at that offset is accessed",
                                [](const FaultPlan &f) {
                                    return f.fault.trigger.register_offset ? shown(*f.fault.trigger.register_offset)
                                                                           : Value{.present = false};
                                },
                                [](FaultPlan &f, const Value &v) {
                                    f.fault.trigger.register_offset = static_cast<std::uint32_t>(v.integer);
                                }),
                            0, 0xffff'ffff));
    Field access = row(
        "access", Choice, "which accesses of it count",
        [](const FaultPlan &f) { return Value{.integer = static_cast<std::int64_t>(f.fault.trigger.access)}; },
        [](FaultPlan &f, const Value &v) { f.fault.trigger.access = static_cast<faults::AccessKind>(v.integer); });
    access.choices = {"any", "read", "write"};
    table.push_back(std::move(access));
    table.push_back(bounded(
        row(
            "every", Integer, "strikes again each so many occasions; 0: not for that reason",
            [](const FaultPlan &f) { return shown(static_cast<std::int64_t>(f.fault.trigger.every)); },
            [](FaultPlan &f, const Value &v) { f.fault.trigger.every = static_cast<std::uint64_t>(v.integer); }),
        0, INT64_MAX));
    table.push_back(
        bounded(row(
                    "interval", Duration, "with `at`: strikes again each so often",
                    [ticks](const FaultPlan &f) { return ticks(f.fault.trigger.interval); },
                    [](FaultPlan &f, const Value &v) { f.fault.trigger.interval = core::Duration{v.integer}; }),
                ticks_per_nanosecond * 1000, days_100));
    table.push_back(bounded(
        row(
            "count", Integer,
            "strikes at most; 0: no limit. Default: 1, or no limit with probability, every or interval",
            [](const FaultPlan &f) {
                return f.fault.trigger.count ? shown(static_cast<std::int64_t>(*f.fault.trigger.count))
                                             : Value{.present = false};
            },
            [](FaultPlan &f, const Value &v) { f.fault.trigger.count = static_cast<std::uint64_t>(v.integer); }),
        0, INT64_MAX));
    table.push_back(bounded(
        row(
            "in_a_row", Integer, "occasions that a strike goes on for; 0: one, or for good if the fault lasts",
            [](const FaultPlan &f) { return shown(static_cast<std::int64_t>(f.fault.trigger.in_a_row)); },
            [](FaultPlan &f, const Value &v) { f.fault.trigger.in_a_row = static_cast<std::uint64_t>(v.integer); }),
        0, INT64_MAX));
}

void add_places(std::vector<Field> &table) {
    const auto index = [](const std::optional<unsigned> &number) {
        return number ? shown(*number) : Value{.present = false};
    };
    table.push_back(
        bounded(row(
                    "stream", FieldType::Integer,
                    "only the engine that serves this stream, counted from 0 in the order of the file",
                    [index](const FaultPlan &f) { return index(f.fault.stream); },
                    [](FaultPlan &f, const Value &v) { f.fault.stream = static_cast<unsigned>(v.integer); }),
                0, 63));
    table.push_back(
        bounded(row(
                    "engine", FieldType::Integer, "only this engine, by its index in the hardware",
                    [index](const FaultPlan &f) { return index(f.fault.engine); },
                    [](FaultPlan &f, const Value &v) { f.fault.engine = static_cast<unsigned>(v.integer); }),
                0, 63));
    Field direction = row(
        "direction", FieldType::Choice, "only engines of that direction",
        [](const FaultPlan &f) { return Value{.integer = static_cast<std::int64_t>(f.fault.direction)}; },
        [](FaultPlan &f, const Value &v) { f.fault.direction = static_cast<faults::EngineDirection>(v.integer); });
    direction.choices = {"any", "render", "capture"};
    table.push_back(std::move(direction));
}

void add_parameters(std::vector<Field> &table) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(faults::Parameter::Count); ++i) {
        const auto parameter = static_cast<faults::Parameter>(i);
        const faults::ParameterInfo &info = faults::info(parameter);
        std::int64_t minimum = INT64_MAX;
        std::int64_t maximum = INT64_MIN;
        std::vector<std::string_view> takers;
        for (const faults::FaultInfo &fault : faults::catalogue()) {
            const faults::ParameterUse *use = faults::find_use(fault, parameter);
            if (use == nullptr) continue;
            minimum = std::min(minimum, use->minimum);
            maximum = std::max(maximum, use->maximum);
            takers.push_back(fault.name);
        }
        const std::string help = takers.size() > 6
                                     ? fmt::format("parameter of {} faults (`acxsim list faults`)", takers.size())
                                     : fmt::format("parameter of {}", fmt::join(takers, ", "));
        if (info.unit == faults::Unit::Choice) {
            table.push_back(row(
                info.name, FieldType::Text, help, [](const FaultPlan &f) { return Value{.text = f.mode}; },
                [](FaultPlan &f, const Value &v) { f.mode = v.text; }));
            continue;
        }
        const bool is_time = info.unit == faults::Unit::Nanoseconds;
        const std::int64_t scale = is_time ? ticks_per_nanosecond : 1;
        const FieldType type = is_time                            ? FieldType::Duration
                               : info.unit == faults::Unit::Ppb   ? FieldType::Error
                               : info.unit == faults::Unit::Hertz ? FieldType::Frequency
                                                                  : FieldType::Integer;
        Field field = row(
            info.name, type, help,
            [i, scale](const FaultPlan &f) {
                return f.fault.values[i] ? shown(*f.fault.values[i] * scale) : Value{.present = false};
            },
            [i, scale](FaultPlan &f, const Value &v) { f.fault.values[i] = v.integer / scale; });
        const bool is_counted = type == FieldType::Integer;
        table.push_back(bounded(std::move(field), minimum * scale, maximum * scale,
                                is_counted ? faults::unit_name(info.unit) : std::string_view{}));
    }
}

std::optional<faults::Model> model_of(std::string_view name) {
    for (const faults::Model model : faults::all_models) {
        if (faults::model_name(model) == name) return model;
    }
    return std::nullopt;
}

class FaultValidator {
public:
    FaultValidator(Plan &plan, const PlaceMap &places, std::vector<Diagnostic> &problems)
        : plan_(plan), places_(places), problems_(problems) {}

    void check(std::size_t index) {
        FaultPlan &plan = plan_.faults[index];
        const faults::FaultInfo *row = faults::find(plan.name);
        if (row == nullptr) {
            if (plan.name.empty()) return; // missing: said already
            std::vector<std::string> known;
            for (const faults::FaultInfo &each : faults::catalogue())
                known.emplace_back(each.name);
            std::string remedy = "`acxsim list faults` names all of them";
            if (const auto meant = nearest(plan.name, known))
                remedy = fmt::format("did you mean \"{}\"? {}", *meant, remedy);
            complain(index, "name", fmt::format("there is no fault \"{}\"", plan.name), remedy);
            return;
        }
        plan.fault.fault = row->fault;
        if (!plan.mode.empty() && !resolve_mode(index, *row)) return;
        if (plan.fault.stream && *plan.fault.stream >= plan_.streams.size()) {
            complain(index, "stream",
                     fmt::format("stream is {}, but the scenario has {}", *plan.fault.stream, plan_.streams.size()),
                     "streams are counted from 0 in the order of the file");
        }
        const auto model = model_of(plan_.hardware.model);
        if (!model) {
            complain(index, "name", fmt::format("the hardware model \"{}\" has no faults", plan_.hardware.model));
            return;
        }
        if (const auto checked = faults::check(plan.fault, *model); !checked) {
            const std::string key = checked.error().place.empty() ? "name" : checked.error().place;
            complain(index, key, checked.error().message, in_words(checked.error().remedy, plan.fault, key));
        }
    }

private:
    /// Bounds with the units of the field, which are easier to read than nanoseconds.
    static std::string in_words(const std::string &remedy, const faults::Fault &fault, const std::string &key) {
        const auto parameter = faults::find_parameter(key);
        const faults::ParameterUse *use = parameter ? faults::find_use(faults::info(fault.fault), *parameter) : nullptr;
        const Field *field = find_field("fault", key);
        if (use == nullptr || field == nullptr) return remedy;
        const std::int64_t value = fault.value(*parameter);
        if (value >= use->minimum && value <= use->maximum) return remedy; // its bounds are not what is wrong
        Field own = *field;
        const std::int64_t scale = own.type == FieldType::Duration ? ticks_per_nanosecond : 1;
        own.minimum = use->minimum * scale;
        own.maximum = use->maximum * scale;
        return fmt::format("it can be {}", show_bounds(own));
    }

    bool resolve_mode(std::size_t index, const faults::FaultInfo &row) {
        FaultPlan &plan = plan_.faults[index];
        const faults::ParameterUse *use = faults::find_use(row, faults::Parameter::Mode);
        if (use == nullptr) {
            complain(index, "mode", fmt::format("the fault {} has no modes", row.name));
            return false;
        }
        std::vector<std::string> known;
        for (std::string_view rest = use->choices; !rest.empty();) {
            const std::size_t end = rest.find(' ');
            known.emplace_back(rest.substr(0, end));
            rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        }
        const auto found = std::find(known.begin(), known.end(), plan.mode);
        if (found == known.end()) {
            std::string remedy;
            if (const auto meant = nearest(plan.mode, known)) remedy = fmt::format("did you mean \"{}\"?", *meant);
            complain(
                index, "mode",
                fmt::format("mode of {} is \"{}\", expected one of {}", row.name, plan.mode, fmt::join(known, ", ")),
                remedy);
            return false;
        }
        plan.fault.with(faults::Parameter::Mode, found - known.begin());
        return true;
    }

    void complain(std::size_t index, std::string_view key, std::string message, std::string remedy = {}) {
        const std::string element = fmt::format("fault.{}", index);
        for (const std::string &place : {fmt::format("{}.{}", element, key), element + ".name", element}) {
            const auto found = places_.find(place);
            if (found == places_.end()) continue;
            problems_.push_back(
                {found->second.place, std::move(message), found->second.source_line, std::move(remedy)});
            return;
        }
        problems_.push_back({{plan_.file, 0, 0, 1}, std::move(message), "", std::move(remedy)});
    }

    Plan &plan_;
    const PlaceMap &places_;
    std::vector<Diagnostic> &problems_;
};

} // namespace

void add_fault_fields(std::vector<Field> &table) {
    Field name = row(
        "name", FieldType::Text, "the fault, by name or number (`acxsim list faults`)",
        [](const FaultPlan &f) { return Value{.text = f.name}; },
        [](FaultPlan &f, const Value &v) { f.name = v.text; });
    name.required = true;
    table.push_back(std::move(name));
    add_triggers(table);
    add_places(table);
    add_parameters(table);
}

void validate_faults(Plan &plan, const PlaceMap &places, std::vector<Diagnostic> &problems) {
    FaultValidator validator(plan, places, problems);
    for (std::size_t i = 0; i < plan.faults.size(); ++i)
        validator.check(i);
}

std::vector<Override> fault_overrides(const std::string &argument, std::size_t element) {
    std::vector<Override> overrides;
    std::string_view rest = argument;
    for (bool first = true; first || !rest.empty(); first = false) {
        const std::size_t end = rest.find_first_of(":,");
        const std::string_view word = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        const std::size_t equals = word.find('=');
        const std::string key = first ? "name" : std::string(word.substr(0, equals));
        const std::string value(first ? word : equals == std::string_view::npos ? "" : word.substr(equals + 1));
        overrides.push_back({"--fault", fmt::format("fault.{}.{}", element, key), value, argument});
    }
    return overrides;
}

} // namespace acxsim::scenario
