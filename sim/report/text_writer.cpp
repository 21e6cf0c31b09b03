// SPDX-License-Identifier: MIT
#include "sim/report/text_writer.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

namespace acxsim::report {

namespace {

constexpr std::size_t listed_frames_max = 8;

std::string irql_text(std::uint32_t irql) {
    switch (irql) {
    case 0:
        return "PASSIVE_LEVEL";
    case 1:
        return "APC_LEVEL";
    case 2:
        return "DISPATCH_LEVEL";
    case 15:
        return "HIGH_LEVEL";
    default:
        return fmt::format("DIRQL {}", irql);
    }
}

} // namespace

std::string seconds_text(std::int64_t nanoseconds) {
    return fmt::format("{}.{:09} s", nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000);
}

std::string plural(std::uint64_t count, std::string_view word) {
    return fmt::format("{} {}{}", count, word, count == 1 ? "" : word.back() == 'h' ? "es" : "s");
}

void TextWriter::line(std::string_view text) {
    text_ += text;
    text_ += '\n';
}

std::string TextWriter::paint(std::string_view colour, std::string_view text) const {
    if (!options_.colour) return std::string(text);
    return fmt::format("\x1b[{}m{}\x1b[0m", colour, text);
}

void TextWriter::frame(const scenario::SourceFrame &frame, bool quote) {
    if (frame.line == 0) {
        line(fmt::format("    {} ({})", frame.function.empty() ? "?" : frame.function, frame.module));
        return;
    }
    line(fmt::format("    {}:{}  {}", frame.file, frame.line, dim(frame.function)));
    if (quote && options_.quote_source) {
        if (const std::string source = source_line(frame); !source.empty())
            line(fmt::format("    {:>6} | {}", frame.line, source));
    }
}

void TextWriter::stack(const std::vector<scenario::SourceFrame> &frames) {
    std::size_t shown = 0;
    for (const scenario::SourceFrame &each : frames) {
        if (shown == listed_frames_max && !options_.verbose) {
            line(fmt::format("    ... {} more", frames.size() - shown));
            break;
        }
        frame(each, shown == 0);
        ++shown;
    }
}

std::string TextWriter::source_line(const scenario::SourceFrame &frame) const {
    std::filesystem::path path = frame.file;
    if (path.is_relative() && !options_.source_root.empty()) path = std::filesystem::path(options_.source_root) / path;
    std::ifstream file(path);
    std::string found;
    for (std::uint32_t i = 0; i < frame.line; ++i) {
        if (!std::getline(file, found)) return {};
    }
    std::replace(found.begin(), found.end(), '\t', ' ');
    const std::size_t first = found.find_first_not_of(' ');
    if (first == std::string::npos) return {};
    found.erase(0, first);
    if (found.size() > 100) found = found.substr(0, 97) + "...";
    return found;
}

void write_stop(TextWriter &out, const scenario::StopReport &stop, const std::vector<std::string> &last_records,
                std::string_view also) {
    out.line({});
    out.line(fmt::format("{}: {}", out.bad(stop.reason), stop.text));
    if (stop.bug_check_code != 0) {
        out.line(fmt::format("  bug check 0x{:08X} (0x{:X}, 0x{:X}, 0x{:X}, 0x{:X})", stop.bug_check_code,
                             stop.bug_check_parameters[0], stop.bug_check_parameters[1], stop.bug_check_parameters[2],
                             stop.bug_check_parameters[3]));
    }
    if (!stop.callback.empty()) out.line(fmt::format("  in {}", out.bold(stop.callback)));
    out.stack(stop.stack);
    if (!stop.hint.empty()) out.line(fmt::format("  hint: {}", stop.hint));
    if (!also.empty()) out.line(fmt::format("  {}", also));
    if (!last_records.empty()) {
        constexpr std::size_t tail = 6;
        const std::size_t first = last_records.size() > tail ? last_records.size() - tail : 0;
        out.line(fmt::format("  {}", out.dim("the trace up to there:")));
        for (std::size_t i = first; i < last_records.size(); ++i)
            out.line(fmt::format("    {}", last_records[i]));
    }
}

void write_violation(TextWriter &out, const scenario::ViolationReport &violation, std::uint64_t times,
                     std::string_view also) {
    const std::string severity = violation.severity + " " + violation.id;
    const bool is_warning = violation.severity == "warning";
    out.line({});
    out.line(fmt::format("{}: {}{}", is_warning || violation.expected ? out.warn(severity) : out.bad(severity),
                         violation.statement, violation.expected ? " (expected)" : ""));
    std::string where = fmt::format("  at {}", seconds_text(violation.time_ns));
    if (violation.processor >= 0)
        where += fmt::format(", processor {} at {}", violation.processor, irql_text(violation.irql));
    if (!violation.call.empty()) where += fmt::format(", in {}", out.bold(violation.call));
    if (violation.stream >= 0) where += fmt::format(", stream {}", violation.stream);
    if (violation.packet >= 0) where += fmt::format(", packet {}", violation.packet);
    out.line(where);
    out.line(fmt::format("  {}", violation.message));
    out.stack(violation.stack);
    if (times > 1) out.line(fmt::format("  seen {} times in all", times));
    if (!also.empty()) out.line(fmt::format("  {}", also));
    out.line(fmt::format("  {}", out.dim("acxsim explain " + violation.id)));
}

void write_leak(TextWriter &out, const scenario::LeakReport &leak, std::string_view also) {
    out.line({});
    out.line(fmt::format("{}: {}", out.bad("left behind"), leak.text()));
    out.stack(leak.stack);
    if (!also.empty()) out.line(fmt::format("  {}", also));
}

} // namespace acxsim::report
