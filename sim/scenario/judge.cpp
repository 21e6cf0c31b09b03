// SPDX-License-Identifier: MIT
//
// How a field judges what it was given: type, unit, bounds, choices. Every message says what was found and what was
// expected.
#include <algorithm>

#include <fmt/format.h>

#include "sim/scenario/diagnostic.hpp"
#include "sim/scenario/fields.hpp"
#include "sim/scenario/quantity.hpp"

namespace acxsim::scenario {

namespace {

using core::Error;
using core::Result;
using Kind = RawValue::Kind;

std::string spelled(const RawValue &raw) {
    switch (raw.kind) {
    case Kind::Text:
        return "\"" + raw.text + "\"";
    case Kind::List:
        return "a list";
    case Kind::Table:
        return "a table";
    default:
        return raw.text;
    }
}

std::string joined(const std::vector<std::string> &words, std::string_view separator) {
    std::string text;
    for (const std::string &word : words)
        text += (text.empty() ? "" : std::string(separator)) + word;
    return text;
}

Error wrong_type(const Field &field, const RawValue &raw, std::string_view wanted, std::string remedy = {}) {
    return {fmt::format("{} is {}, expected {}", field.name, spelled(raw), wanted), "", std::move(remedy)};
}

std::optional<Dimension> dimension_of(FieldType type) {
    switch (type) {
    case FieldType::Duration:
    case FieldType::PacketLength:
        return Dimension::Time;
    case FieldType::Frequency:
        return Dimension::Frequency;
    case FieldType::Error:
        return Dimension::Error;
    default:
        return std::nullopt;
    }
}

std::string show_number(const Field &field, std::int64_t number) {
    if (const auto dimension = dimension_of(field.type); dimension && field.type != FieldType::PacketLength) {
        return show_quantity(*dimension, number);
    }
    return field.unit.empty() ? fmt::format("{}", number) : fmt::format("{} {}", number, field.unit);
}

Result<Value> within_bounds(const Field &field, const RawValue &raw, std::int64_t number) {
    if (number >= field.minimum && number <= field.maximum) return Value{.integer = number};
    return Error{fmt::format("{} is {}, expected {}", field.name, spelled(raw), show_bounds(field)), "", ""};
}

bool is_module_path(std::string_view word) { return word.find('/') != std::string_view::npos || word.ends_with(".so"); }

Result<Value> judge_choice(const Field &field, const RawValue &raw) {
    std::string word =
        raw.kind == Kind::Integer && field.type == FieldType::Integer ? fmt::format("{}", raw.integer) : raw.text;
    if (raw.kind == Kind::Text || field.type == FieldType::Integer) {
        for (std::size_t i = 0; i < field.choices.size(); ++i) {
            if (field.choices[i] != word) continue;
            return Value{.integer = field.type == FieldType::Integer ? raw.integer : static_cast<std::int64_t>(i)};
        }
    }
    if (field.or_module && raw.kind == Kind::Text && is_module_path(word)) return Value{.integer = -1, .text = word};
    std::string remedy;
    if (const auto meant = nearest(word, field.choices); meant && raw.kind == Kind::Text) {
        remedy = fmt::format("did you mean \"{}\"?", *meant);
    }
    return Error{
        fmt::format("{} is {}, expected {}", field.name, spelled(raw),
                    field.choices.size() == 1 ? field.choices.front() : "one of " + joined(field.choices, ", ")),
        "", remedy};
}

Result<Value> judge_source(const Field &field, const RawValue &raw) {
    constexpr std::string_view remedy =
        "write \"wav:FILE\", \"tone:1kHz\", \"sweep\", \"ramp\", \"prbs\" or \"silence\"";
    if (raw.kind != Kind::Text) return wrong_type(field, raw, "the name of a sound", std::string(remedy));
    const std::string_view text = raw.text;
    const std::size_t colon = text.find(':');
    const std::string_view word = text.substr(0, colon);
    const std::string_view detail = colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
    Value value;
    if (word == "wav") {
        if (detail.empty())
            return Error{fmt::format("{} is \"wav\" without a file", field.name), "", "write \"wav:FILE\""};
        value.source = {.kind = SourceKind::File, .path = std::string(detail)};
        return value;
    }
    if (word == "tone") {
        value.source.kind = SourceKind::Tone;
        if (detail.empty()) return value;
        const auto frequency = read_quantity(Dimension::Frequency, detail);
        if (!frequency)
            return Error{fmt::format("{}: {}", field.name, frequency.error().message), "", frequency.error().remedy};
        if (*frequency < 1 || *frequency > 192'000) {
            return Error{fmt::format("{} is a tone of {}, expected 1Hz .. 192kHz", field.name, detail), "", ""};
        }
        value.source.frequency_hz = *frequency;
        return value;
    }
    constexpr std::pair<std::string_view, SourceKind> plain[] = {{"sweep", SourceKind::Sweep},
                                                                 {"ramp", SourceKind::Ramp},
                                                                 {"prbs", SourceKind::Prbs},
                                                                 {"silence", SourceKind::Silence}};
    for (const auto &[name, kind] : plain) {
        if (text != name) continue;
        value.source.kind = kind;
        return value;
    }
    return Error{fmt::format("{} is \"{}\", which names no sound", field.name, text), "", std::string(remedy)};
}

Result<Value> judge_sink(const Field &field, const RawValue &raw) {
    constexpr std::string_view remedy = "write \"wav:NAME\", NAME without folders, or leave the key out";
    if (raw.kind != Kind::Text) return wrong_type(field, raw, "the name of a file", std::string(remedy));
    if (raw.text == "none" || raw.text.empty()) return Value{};
    std::string name = raw.text.rfind("wav:", 0) == 0 ? raw.text.substr(4) : std::string();
    if (name.empty() || name.find('/') != std::string::npos || name.find('\\') != std::string::npos) {
        return Error{fmt::format("{} is \"{}\", which names no file of the output folder", field.name, raw.text), "",
                     std::string(remedy)};
    }
    if (name.find('.') == std::string::npos) name += ".wav";
    return Value{.text = name};
}

Result<Value> judge_packet(const Field &field, const RawValue &raw) {
    RawValue frames = raw;
    constexpr std::string_view word = "frames";
    if (raw.kind == Kind::Text && raw.text.size() > word.size() && raw.text.ends_with(word)) {
        const std::string digits =
            raw.text.substr(0, raw.text.find_last_not_of(' ', raw.text.size() - word.size() - 1) + 1);
        if (!digits.empty() && digits.size() < 10 && digits.find_first_not_of("0123456789") == std::string::npos) {
            frames.kind = Kind::Integer; // "480 frames"
            frames.integer = std::stoll(digits);
        }
    }
    if (frames.kind == Kind::Integer) {
        if (frames.integer < field.minimum || frames.integer > field.maximum) {
            return Error{fmt::format("{} is {} frames, expected {} .. {} frames", field.name, frames.integer,
                                     field.minimum, field.maximum),
                         "", ""};
        }
        return Value{.integer = frames.integer, .in_frames = true};
    }
    if (raw.kind != Kind::Text) return wrong_type(field, raw, "a time such as \"10ms\" or a number of frames");
    const auto time = read_quantity(Dimension::Time, raw.text);
    if (!time) return Error{fmt::format("{}: {}", field.name, time.error().message), "", time.error().remedy};
    if (*time < core::from_microseconds(20).count() || *time > core::from_seconds(10).count()) {
        return Error{fmt::format("{} is \"{}\", expected 20us .. 10s", field.name, raw.text), "", ""};
    }
    return Value{.integer = *time};
}

Result<Value> judge_quantity(const Field &field, const RawValue &raw, Dimension dimension) {
    if (raw.kind == Kind::Integer) {
        // A bare number is taken where its unit cannot be mistaken: hertz, and the ppb or ppm in a field's own name.
        if (dimension == Dimension::Frequency) return within_bounds(field, raw, raw.integer);
        if (dimension == Dimension::Error) {
            const bool in_ppm = field.name.size() > 4 && field.name.substr(field.name.size() - 4) == "_ppm";
            if (raw.integer > INT64_MAX / 1000 || raw.integer < INT64_MIN / 1000)
                return within_bounds(field, raw, raw.integer);
            return within_bounds(field, raw, raw.integer * (in_ppm ? 1000 : 1));
        }
        if (raw.integer == 0) return within_bounds(field, raw, 0);
        return Error{fmt::format("{} is {} without a unit", field.name, raw.text), "",
                     fmt::format("write it with a unit, such as \"{}\"", example_of(dimension))};
    }
    if (raw.kind != Kind::Text) {
        return wrong_type(field, raw, fmt::format("a number with a unit such as \"{}\"", example_of(dimension)));
    }
    const auto number = read_quantity(dimension, raw.text);
    if (!number) return Error{fmt::format("{}: {}", field.name, number.error().message), "", number.error().remedy};
    return within_bounds(field, raw, *number);
}

/// 0.05 or "5%", read exactly.
Result<Value> judge_probability(const Field &field, const RawValue &raw) {
    constexpr std::string_view remedy = "write a number from 0 to 1 such as 0.05, or \"5%\"";
    constexpr int digits_of_ppb = 9;
    std::string_view text = raw.text;
    const bool in_percent = !text.empty() && text.back() == '%';
    if (in_percent) text.remove_suffix(1);
    std::int64_t number = 0;
    int decimals = -1; // digits after the point
    bool good = !text.empty() && (raw.kind == Kind::Text || raw.kind == Kind::Real || raw.kind == Kind::Integer);
    for (const char c : text) {
        if (c == '.' && decimals < 0) {
            decimals = 0;
        } else if (c >= '0' && c <= '9' && number < 1'000'000'000'000) {
            number = number * 10 + (c - '0');
            if (decimals >= 0) ++decimals;
        } else {
            good = false;
        }
    }
    const int places = digits_of_ppb - (in_percent ? 2 : 0) - std::max(decimals, 0);
    if (!good || places < 0) return wrong_type(field, raw, "a probability", std::string(remedy));
    for (int i = 0; i < places; ++i)
        number *= 10;
    if (number > field.maximum) {
        return Error{fmt::format("{} is {}, expected 0 .. 1", field.name, spelled(raw)), "", std::string(remedy)};
    }
    return Value{.integer = number};
}

} // namespace

Result<Value> judge(const Field &field, const RawValue &raw) {
    switch (field.type) {
    case FieldType::Text:
        if (raw.kind != Kind::Text) return wrong_type(field, raw, "a text in quotes");
        return Value{.text = raw.text};
    case FieldType::TextList:
        if (raw.kind == Kind::Text) return Value{.items = {raw.text}};
        if (raw.kind != Kind::List || !raw.items_are_texts) {
            return wrong_type(field, raw, "a list of texts such as [\"CHK-031\"]");
        }
        return Value{.items = raw.items};
    case FieldType::Boolean:
        if (raw.kind != Kind::Boolean) return wrong_type(field, raw, "true or false");
        return Value{.integer = raw.integer};
    case FieldType::Choice:
        return judge_choice(field, raw);
    case FieldType::Integer:
        if (!field.choices.empty()) return judge_choice(field, raw);
        if (raw.kind == Kind::Text && field.unit == "bytes") {
            const auto bytes = read_quantity(Dimension::Bytes, raw.text);
            if (!bytes)
                return Error{fmt::format("{}: {}", field.name, bytes.error().message), "", bytes.error().remedy};
            return within_bounds(field, raw, *bytes);
        }
        if (raw.kind != Kind::Integer) {
            return wrong_type(field, raw, field.unit.empty() ? "a whole number" : "a whole number of " + field.unit);
        }
        return within_bounds(field, raw, raw.integer);
    case FieldType::Duration:
        return judge_quantity(field, raw, Dimension::Time);
    case FieldType::Frequency:
        return judge_quantity(field, raw, Dimension::Frequency);
    case FieldType::Error:
        return judge_quantity(field, raw, Dimension::Error);
    case FieldType::PacketLength:
        return judge_packet(field, raw);
    case FieldType::Limit:
        if (raw.kind == Kind::Text && raw.text == "any") return Value{.present = false};
        if (raw.kind != Kind::Integer) return wrong_type(field, raw, "a whole number or \"any\"");
        return within_bounds(field, raw, raw.integer);
    case FieldType::Probability:
        return judge_probability(field, raw);
    case FieldType::Source:
        return judge_source(field, raw);
    case FieldType::Sink:
        return judge_sink(field, raw);
    }
    return wrong_type(field, raw, "something else");
}

std::string show_bounds(const Field &field) {
    if (!field.choices.empty()) return joined(field.choices, " | ") + (field.or_module ? " | path of a module" : "");
    switch (field.type) {
    case FieldType::Boolean:
        return "true | false";
    case FieldType::PacketLength:
        return fmt::format("20us .. 10s | {} .. {} frames", field.minimum, field.maximum);
    case FieldType::Source:
        return "wav:FILE | tone:FREQUENCY | sweep | ramp | prbs | silence";
    case FieldType::Sink:
        return "wav:NAME | none";
    case FieldType::Limit:
        return "a number | any";
    case FieldType::Probability:
        return "0 .. 1";
    case FieldType::Text:
    case FieldType::TextList:
        return "";
    default:
        break;
    }
    if (field.minimum == INT64_MIN && field.maximum == INT64_MAX) return "";
    if (field.maximum == INT64_MAX) return fmt::format("at least {}", show_number(field, field.minimum));
    if (dimension_of(field.type)) {
        return fmt::format("{} .. {}", show_number(field, field.minimum), show_number(field, field.maximum));
    }
    return fmt::format("{} .. {}", field.minimum, show_number(field, field.maximum));
}

std::string show_default(const Field &field) {
    if (field.required) return "required";
    static const Plan standard = [] {
        Plan plan;
        plan.streams.emplace_back();
        plan.steps.emplace_back();
        plan.faults.emplace_back();
        return plan;
    }();
    const Value value = field.get(standard);
    if (!value.present) return field.type == FieldType::Limit ? "any" : "none";
    switch (field.type) {
    case FieldType::Text:
        return "\"" + value.text + "\"";
    case FieldType::TextList:
        return "[]";
    case FieldType::Boolean:
        return value.integer != 0 ? "true" : "false";
    case FieldType::Choice:
        return "\"" + field.choices[static_cast<std::size_t>(value.integer)] + "\"";
    case FieldType::PacketLength:
        return "\"" + show_quantity(Dimension::Time, value.integer) + "\"";
    case FieldType::Source:
        return "\"prbs\"";
    case FieldType::Sink:
        return "none";
    case FieldType::Duration:
    case FieldType::Frequency:
    case FieldType::Error:
        return "\"" + show_number(field, value.integer) + "\"";
    default:
        return fmt::format("{}", value.integer);
    }
}

std::string_view type_name(FieldType type) {
    switch (type) {
    case FieldType::Text:
        return "text";
    case FieldType::TextList:
        return "list of texts";
    case FieldType::Boolean:
        return "boolean";
    case FieldType::Integer:
        return "integer";
    case FieldType::Duration:
        return "time";
    case FieldType::Frequency:
        return "frequency";
    case FieldType::Error:
        return "ppm or ppb";
    case FieldType::Choice:
        return "choice";
    case FieldType::PacketLength:
        return "time or frames";
    case FieldType::Limit:
        return "integer or \"any\"";
    case FieldType::Probability:
        return "probability";
    case FieldType::Source:
        return "sound";
    case FieldType::Sink:
        break;
    }
    return "file";
}

} // namespace acxsim::scenario
