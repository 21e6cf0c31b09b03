// SPDX-License-Identifier: MIT
#include "sim/scenario/leak_report.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/kernel/driver_timers.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/handle_table.hpp"
#include "sim/kernel/system.hpp"
#include "sim/scenario/run_report.hpp"
#include "sim/wdf/leaks.hpp"

namespace acxsim::scenario {

namespace {

using kernel::MemoryKind;

constexpr std::uint32_t tag_of(char a, char b, char c, char d) {
    return static_cast<std::uint32_t>(a) | static_cast<std::uint32_t>(b) << 8 | static_cast<std::uint32_t>(c) << 16 |
           static_cast<std::uint32_t>(d) << 24;
}

std::string_view what_of(const kernel::Leak &leak) {
    switch (leak.kind) {
    case MemoryKind::Pool:
        return "pool";
    case MemoryKind::Contiguous:
        return "contiguous memory";
    case MemoryKind::MdlPages:
        return "pages of an MDL";
    case MemoryKind::Mdl:
        return "MDL";
    case MemoryKind::Object:
        if (leak.tag == tag_of('I', 'o', 'W', 'i')) return "work item";
        if (leak.tag == tag_of('E', 'x', 'T', 'm')) return "EX_TIMER";
        if (leak.tag == tag_of('E', 't', 'P', 'r')) return "event provider";
        return "kernel object";
    case MemoryKind::Framework:
        break;
    }
    return "framework memory";
}

std::string_view name_of(kernel::HandleKind kind) {
    switch (kind) {
    case kernel::HandleKind::Thread:
        return "thread";
    case kernel::HandleKind::Event:
        return "event";
    case kernel::HandleKind::File:
        return "file";
    case kernel::HandleKind::Key:
        break;
    }
    return "registry key";
}

std::string narrow(const std::u16string &text) {
    std::string result;
    for (const char16_t c : text)
        result += c < 0x80 && c >= 0x20 ? static_cast<char>(c) : '?';
    return result;
}

class Collector {
public:
    explicit Collector(Outcome &outcome) : outcome_(outcome) {}

    void memory(const kernel::Leak &leak) {
        LeakReport report;
        report.what = what_of(leak);
        if (leak.kind == MemoryKind::Pool || leak.kind == MemoryKind::Contiguous) {
            report.size_bytes = leak.size_bytes;
            if (leak.tag != 0) report.name = kernel::Pool::tag_text(leak.tag);
        }
        if (leak.kind == MemoryKind::Mdl || leak.kind == MemoryKind::MdlPages) report.size_bytes = leak.size_bytes;
        report.count = leak.count;
        add(std::move(report), leak.callback, leak.stack);
    }
    void made(std::string_view what, std::string name, const kernel::Origin &origin) {
        LeakReport report;
        report.what = what;
        report.name = std::move(name);
        add(std::move(report), origin.callback, origin.stack);
    }

    void object(const wdf::ObjectLeak &leak) {
        LeakReport report;
        report.what = "framework object";
        report.name = leak.text();
        add(std::move(report), leak.origin.callback, leak.origin.stack);
    }

private:
    // Of one kind from one place: one finding, however many there are.
    void add(LeakReport report, const std::string &callback, const std::vector<std::uintptr_t> &stack) {
        report.callback = callback;
        report.stack = driver_stack(stack);
        for (LeakReport &known : outcome_.leaks) {
            const bool same_place = known.place() != nullptr && report.place() != nullptr &&
                                    known.place()->file == report.place()->file &&
                                    known.place()->line == report.place()->line;
            if (same_place && known.what == report.what && known.name == report.name &&
                known.size_bytes == report.size_bytes) {
                known.count += report.count;
                return;
            }
        }
        outcome_.leaks.push_back(std::move(report));
    }

    Outcome &outcome_;
};

} // namespace

std::string LeakReport::text() const {
    std::string text = count == 1 ? what : fmt::format("{} x {}", count, what);
    if (!name.empty()) text += what == "pool" ? fmt::format(" '{}'", name) : fmt::format(" {}", name);
    if (size_bytes != 0) text += fmt::format(", {} bytes{}", size_bytes, count == 1 ? "" : " each");
    if (!callback.empty()) text += fmt::format(", made in {}", callback);
    return text;
}

void report_leaks(kernel::Executive &executive, wdf::DriverHost &host, Outcome &outcome) {
    Collector collector(outcome);
    for (const kernel::Leak &leak : executive.pool().leaks())
        collector.memory(leak);
    for (const kernel::Leak &leak : executive.mdls().leaks())
        collector.memory(leak);
    for (const auto &[value, entry] : executive.handles().open_handles()) {
        const std::string path = narrow(entry.path);
        collector.made("handle",
                       fmt::format("of a {}{}", name_of(entry.kind), path.empty() ? "" : fmt::format(" ({})", path)),
                       entry.origin);
    }
    for (const kernel::StartedThread &started : executive.handles().started_threads()) {
        for (const auto &thread : executive.system().threads()) {
            if (&thread->header() != started.object || thread->ended()) continue;
            collector.made("system thread", "that still runs", started.origin);
        }
    }
    for (const kernel::Origin &origin : executive.timers().armed_timers())
        collector.made("KTIMER", "that is still armed", origin);
    for (const wdf::ObjectLeak &leak : wdf::find_leaks(host))
        collector.object(leak);
}

} // namespace acxsim::scenario
