// SPDX-License-Identifier: MIT
#include "sim/report/json.hpp"

#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/report/topology_json.hpp"

namespace acxsim::report {

namespace {

using nlohmann::ordered_json;
using namespace scenario;

ordered_json frames_json(const std::vector<SourceFrame> &frames) {
    ordered_json list = ordered_json::array();
    for (const SourceFrame &frame : frames) {
        list.push_back(
            {{"function", frame.function}, {"file", frame.file}, {"line", frame.line}, {"module", frame.module}});
    }
    return list;
}
std::vector<SourceFrame> frames_from(const ordered_json &list) {
    std::vector<SourceFrame> frames;
    for (const ordered_json &each : list) {
        frames.push_back({each.at("function"), each.at("file"), each.at("line"), each.at("module")});
    }
    return frames;
}

// Absent numbers are null in JSON and -1 here.
template <class T>
ordered_json or_null(T number) {
    return number < 0 ? ordered_json(nullptr) : ordered_json(number);
}
template <class T>
T or_minus_one(const ordered_json &value) {
    return value.is_null() ? T{-1} : value.get<T>();
}

ordered_json violation_json(const ViolationReport &violation) {
    const SourceFrame *place = violation.place();
    return {{"id", violation.id},
            {"severity", violation.severity},
            {"time_ns", violation.time_ns},
            {"message", violation.message},
            {"file", place ? ordered_json(place->file) : ordered_json(nullptr)},
            {"line", place ? ordered_json(place->line) : ordered_json(nullptr)},
            {"stream", or_null(violation.stream)},
            {"packet", or_null(violation.packet)},
            {"statement", violation.statement},
            {"processor", or_null(violation.processor)},
            {"irql", violation.irql},
            {"call", violation.call},
            {"occurrences", violation.occurrences},
            {"expected", violation.expected},
            {"stack", frames_json(violation.stack)}};
}
ViolationReport violation_from(const ordered_json &j) {
    ViolationReport v;
    v.id = j.at("id");
    v.severity = j.at("severity");
    v.statement = j.at("statement");
    v.time_ns = j.at("time_ns");
    v.processor = or_minus_one<std::int32_t>(j.at("processor"));
    v.irql = j.at("irql");
    v.call = j.at("call");
    v.message = j.at("message");
    v.stack = frames_from(j.at("stack"));
    v.stream = or_minus_one<std::int32_t>(j.at("stream"));
    v.packet = or_minus_one<std::int64_t>(j.at("packet"));
    v.occurrences = j.at("occurrences");
    v.expected = j.at("expected");
    return v;
}

ordered_json glitch_json(const GlitchReport &glitch) {
    return {{"kind", glitch.kind},      {"stream", or_null(glitch.stream)}, {"packet", glitch.packet},
            {"frame", glitch.frame},    {"length", glitch.length},          {"time_ns", glitch.time_ns},
            {"late_ns", glitch.late_ns}};
}
GlitchReport glitch_from(const ordered_json &j) {
    return {j.at("kind"),   or_minus_one<std::int32_t>(j.at("stream")),
            j.at("packet"), j.at("frame"),
            j.at("length"), j.at("time_ns"),
            j.at("late_ns")};
}

ordered_json stream_json(const StreamReport &s) {
    return {{"direction", s.direction},
            {"packets_completed", s.packets_completed},
            {"frames_played", s.frames_played},
            {"position_error_frames_max", s.position_error_frames_max},
            {"notify_jitter_us_max", s.notify_jitter_us_max},
            {"positions_read", s.positions_read},
            {"glitches", s.glitches},
            {"circuit", s.circuit},
            {"format", s.format},
            {"rate_hz", s.rate_hz},
            {"packet_frames", s.packet_frames},
            {"packet_count", s.packet_count},
            {"failure", s.failure.empty() ? ordered_json(nullptr) : ordered_json(s.failure)}};
}
StreamReport stream_from(const ordered_json &j) {
    StreamReport s;
    s.circuit = j.at("circuit");
    s.direction = j.at("direction");
    s.format = j.at("format");
    s.rate_hz = j.at("rate_hz");
    s.packet_frames = j.at("packet_frames");
    s.packet_count = j.at("packet_count");
    s.packets_completed = j.at("packets_completed");
    s.frames_played = j.at("frames_played");
    s.positions_read = j.at("positions_read");
    s.position_error_frames_max = j.at("position_error_frames_max");
    s.notify_jitter_us_max = j.at("notify_jitter_us_max");
    s.glitches = j.at("glitches");
    if (!j.at("failure").is_null()) s.failure = j.at("failure");
    return s;
}

ordered_json leak_json(const LeakReport &leak) {
    const SourceFrame *place = leak.place();
    return {{"what", leak.what},
            {"name", leak.name},
            {"count", leak.count},
            {"size_bytes", leak.size_bytes},
            {"callback", leak.callback},
            {"text", leak.text()},
            {"file", place ? ordered_json(place->file) : ordered_json(nullptr)},
            {"line", place ? ordered_json(place->line) : ordered_json(nullptr)},
            {"stack", frames_json(leak.stack)}};
}
LeakReport leak_from(const ordered_json &j) {
    LeakReport leak;
    leak.what = j.at("what");
    leak.name = j.at("name");
    leak.count = j.at("count");
    leak.size_bytes = j.at("size_bytes");
    leak.callback = j.at("callback");
    leak.stack = frames_from(j.at("stack"));
    return leak;
}

ordered_json driver_line_json(const DriverLineReport &line) {
    return {{"time_ns", line.time_ns},   {"processor", or_null(line.processor)},
            {"irql", line.irql},         {"source", line.source},
            {"level", line.level},       {"flags", line.flags},
            {"function", line.function}, {"file", line.file},
            {"line", line.line},         {"text", line.text},
            {"shown", line.shown}};
}
DriverLineReport driver_line_from(const ordered_json &j) {
    return {j.at("time_ns"),  or_minus_one<std::int32_t>(j.at("processor")),
            j.at("irql"),     j.at("source"),
            j.at("level"),    j.at("flags"),
            j.at("function"), j.at("file"),
            j.at("line"),     j.at("text"),
            j.at("shown")};
}

ordered_json stop_json(const StopReport &stop) {
    return {{"reason", stop.reason},
            {"text", stop.text},
            {"hint", stop.hint},
            {"callback", stop.callback},
            {"bug_check_code", stop.bug_check_code},
            {"bug_check_parameters", stop.bug_check_parameters},
            {"signal", stop.signal},
            {"stack", frames_json(stop.stack)}};
}
StopReport stop_from(const ordered_json &j) {
    StopReport stop;
    stop.reason = j.at("reason");
    stop.text = j.at("text");
    stop.hint = j.at("hint");
    stop.callback = j.at("callback");
    stop.bug_check_code = j.at("bug_check_code");
    stop.bug_check_parameters = j.at("bug_check_parameters");
    stop.signal = j.at("signal");
    stop.stack = frames_from(j.at("stack"));
    return stop;
}

template <class T, class Convert>
ordered_json list_json(const std::vector<T> &values, Convert convert) {
    ordered_json list = ordered_json::array();
    for (const T &value : values)
        list.push_back(convert(value));
    return list;
}

} // namespace

std::string json(const Outcome &o, bool compact) {
    ordered_json j;
    j["version"] = o.version;
    j["scenario"] = o.scenario;
    j["file"] = o.file;
    j["driver"] = o.driver;
    j["seed"] = o.seed;
    j["profile"] = o.profile;
    j["model"] = o.model;
    j["verdict"] = name_of(o.verdict);
    j["exit_code"] = o.exit_code();
    j["reason"] = o.reason;
    j["simulated_seconds"] = o.simulated_seconds;
    j["wall_seconds"] = o.wall_seconds;
    j["trace_hash"] = fmt::format("{:016x}", o.trace_hash);
    j["trace_records"] = o.trace_records;
    j["rules_checked"] = o.rules_checked;
    j["violations"] = list_json(o.violations, violation_json);
    j["violations_dropped"] = o.violations_dropped;
    j["glitches"] = list_json(o.glitches, glitch_json);
    j["glitches_total"] = o.glitches_total;
    j["streams"] = list_json(o.streams, stream_json);
    j["unmet_expectations"] = o.unmet;
    j["failures"] = o.failures;
    j["leaks"] = list_json(o.leaks, leak_json);
    j["faults"] = list_json(o.faults, [](const FaultReport &f) {
        return ordered_json{{"id", f.id},           {"name", f.name},           {"sees", f.sees},
                            {"strikes", f.strikes}, {"occasions", f.occasions}, {"first_ns", f.first_ns},
                            {"last_ns", f.last_ns}};
    });
    j["artefacts"] = list_json(o.artefacts, [](const Artefact &a) {
        return ordered_json{{"kind", a.kind}, {"path", a.path}};
    });
    j["hardware"] = {{"registers_mapped", o.hardware.registers_mapped},
                     {"interrupt_connected", o.hardware.interrupt_connected},
                     {"register_accesses", o.hardware.register_accesses}};
    if (o.topology) j["topology"] = topology_json(*o.topology);
    j["stop"] = o.stop ? stop_json(*o.stop) : ordered_json(nullptr);
    j["last_records"] = o.last_records;
    j["driver_lines"] = list_json(o.driver_lines, driver_line_json);
    j["driver_lines_total"] = o.driver_lines_total;
    j["repeat_command"] = o.repeat_command;
    // A driver may print anything: bytes that are not UTF-8 must not keep the report from being written.
    return j.dump(compact ? -1 : 2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

core::Result<Outcome> outcome_from_json(std::string_view text) {
    try {
        const ordered_json j = ordered_json::parse(text);
        Outcome o;
        o.version = j.at("version");
        o.scenario = j.at("scenario");
        o.file = j.at("file");
        o.driver = j.at("driver");
        o.seed = j.at("seed");
        o.profile = j.at("profile");
        o.model = j.at("model");
        const std::string verdict = j.at("verdict");
        bool known = false;
        for (std::size_t i = 0; i < verdict_names.size(); ++i) {
            if (verdict_names[i] != verdict) continue;
            o.verdict = static_cast<Verdict>(i);
            known = true;
        }
        if (!known) return core::Error{"unknown verdict \"" + verdict + "\""};
        o.reason = j.at("reason");
        o.simulated_seconds = j.at("simulated_seconds");
        o.wall_seconds = j.at("wall_seconds");
        const std::string hash = j.at("trace_hash");
        std::from_chars(hash.data(), hash.data() + hash.size(), o.trace_hash, 16);
        o.trace_records = j.at("trace_records");
        o.rules_checked = j.at("rules_checked");
        for (const ordered_json &each : j.at("violations"))
            o.violations.push_back(violation_from(each));
        o.violations_dropped = j.at("violations_dropped");
        for (const ordered_json &each : j.at("glitches"))
            o.glitches.push_back(glitch_from(each));
        o.glitches_total = j.at("glitches_total");
        for (const ordered_json &each : j.at("streams"))
            o.streams.push_back(stream_from(each));
        o.unmet = j.at("unmet_expectations").get<std::vector<std::string>>();
        o.failures = j.at("failures").get<std::vector<std::string>>();
        for (const ordered_json &each : j.at("leaks"))
            o.leaks.push_back(leak_from(each));
        for (const ordered_json &each : j.at("faults")) {
            o.faults.push_back({each.at("id"), each.at("name"), each.at("sees"), each.at("strikes"),
                                each.at("occasions"), each.at("first_ns"), each.at("last_ns")});
        }
        for (const ordered_json &each : j.at("artefacts"))
            o.artefacts.push_back({each.at("kind"), each.at("path")});
        const ordered_json &hardware = j.at("hardware");
        o.hardware = {hardware.at("registers_mapped"), hardware.at("interrupt_connected"),
                      hardware.at("register_accesses")};
        if (j.contains("topology")) o.topology = topology_from_json(j.at("topology"));
        if (!j.at("stop").is_null()) o.stop = stop_from(j.at("stop"));
        o.last_records = j.at("last_records").get<std::vector<std::string>>();
        for (const ordered_json &each : j.at("driver_lines"))
            o.driver_lines.push_back(driver_line_from(each));
        o.driver_lines_total = j.at("driver_lines_total");
        o.repeat_command = j.at("repeat_command");
        return o;
    } catch (const ordered_json::exception &exception) {
        return core::Error{std::string("not an outcome: ") + exception.what()};
    }
}

} // namespace acxsim::report
