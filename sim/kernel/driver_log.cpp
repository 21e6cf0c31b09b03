// SPDX-License-Identifier: MIT
#include "sim/kernel/driver_log.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "sim/core/hash.hpp"
#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/records.hpp"
#include "sim/kernel/symbols.hpp"
#include "sim/kernel/system.hpp"

namespace acxsim::kernel {

namespace {

// evntrace.h: TRACE_LEVEL_...; DbgPrintEx: DPFLTR_..._LEVEL counts differently.
std::string level_text(LineSource source, std::uint32_t level) {
    if (source == LineSource::DebugPrint) {
        constexpr const char *names[] = {"ERROR", "WARNING", "TRACE", "INFO"};
        return level < std::size(names) ? names[level] : fmt::format("LEVEL{}", level);
    }
    constexpr const char *names[] = {"ALWAYS", "CRITICAL", "ERROR", "WARNING", "INFORMATION", "VERBOSE"};
    return level < std::size(names) ? names[level] : fmt::format("LEVEL{}", level);
}

// One line of text, whatever the driver wrote: no line ends, no control characters.
void tidy(std::string &text) {
    if (text.size() > DriverLog::text_max) {
        std::size_t end = DriverLog::text_max;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
            --end; // not in the middle of a character
        text.resize(end);
        text += "...";
    }
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' '))
        text.pop_back();
    for (char &c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    }
}

} // namespace

const char *name_of(LineSource source) {
    switch (source) {
    case LineSource::Wpp:
        return "wpp";
    case LineSource::TraceLogging:
        return "tracelogging";
    case LineSource::DebugPrint:
        return "dbgprint";
    }
    return "";
}

void DriverLog::write(WrittenLine written) {
    tidy(written.text);
    tidy(written.hashed);
    const CallFrame *frame = system_.top_frame();
    DriverLine line;
    line.number = ++count_;
    line.time = system_.now();
    line.processor = system_.trace().processor();
    line.irql = system_.irql();
    line.source = written.source;
    line.level = written.level;
    line.level_name = level_text(written.source, written.level);
    line.flags = std::move(written.flags);
    line.function = std::move(written.function);
    line.file = std::move(written.file);
    line.line = written.line;
    if (line.file.empty() && frame != nullptr && frame->kind == FrameKind::Ddi)
        line.caller = reinterpret_cast<std::uintptr_t>(frame->code);
    line.text = std::move(written.text);
    // Without the line: of a call over several lines, compilers say different ones.
    const std::uint64_t place =
        line.file.empty() ? 0 : core::mix(core::hash_text(line.file), core::hash_text(line.function));
    system_.trace().emit(
        DriverTraced{system_.callback_object(), line.level, line.number, core::hash_text(written.hashed), place});
    lines_.push_back(std::move(line));
    if (lines_.size() > lines_kept) lines_.pop_front();
    if (spdlog::should_log(spdlog::level::debug)) {
        resolve_place(lines_.back());
        spdlog::debug("driver: {}", show(lines_.back()));
    }
}

const DriverLine *DriverLog::find(std::uint64_t number) const {
    if (lines_.empty() || number < lines_.front().number || number > lines_.back().number) return nullptr;
    return &lines_[static_cast<std::size_t>(number - lines_.front().number)];
}

std::uint64_t DriverLog::number_of(std::uint64_t address) {
    constexpr std::size_t numbers_max = 1 << 20;
    if (numbers_.size() == numbers_max) return 0; // as good as unknown
    return numbers_.try_emplace(address, numbers_.size() + 1).first->second;
}

std::string DriverLog::show_content(const DriverLine &line) {
    std::string text = line.level_name;
    if (!line.flags.empty()) text += fmt::format(" [{}]", line.flags);
    if (!line.function.empty()) text += " " + line.function;
    if (!line.file.empty()) text += fmt::format(" ({}:{})", line.file, line.line);
    return text + ": " + line.text;
}

std::string DriverLog::show(const DriverLine &line) {
    const std::int64_t time_ns = core::nanoseconds_of(line.time);
    return fmt::format("{}.{:09} {} {}", time_ns / 1'000'000'000, time_ns % 1'000'000'000,
                       line.processor == core::Trace::no_processor ? std::string("hw")
                                                                   : fmt::format("p{} i{}", line.processor, line.irql),
                       show_content(line));
}

void DriverLog::resolve_place(DriverLine &line) {
    if (line.caller == 0) return;
    const SourcePlace &place = resolve_address(line.caller);
    line.caller = 0;
    line.function = place.function;
    line.file = place.file.substr(place.file.find_last_of('/') + 1);
    line.line = static_cast<std::uint32_t>(place.line);
}

} // namespace acxsim::kernel
