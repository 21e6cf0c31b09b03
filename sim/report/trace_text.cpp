// SPDX-License-Identifier: MIT
#include "sim/report/trace_text.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "hwmodel/records.hpp"
#include "sim/acx/records.hpp"
#include "sim/client/records.hpp"
#include "sim/kernel/driver_log.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/pool.hpp"
#include "sim/kernel/records.hpp"
#include "sim/verifier/hashed_name.hpp"
#include "sim/wdf/io_records.hpp"
#include "sim/wdf/records.hpp"

namespace acxsim::report {

namespace {

template <class Kinds>
const core::KindInfo *find_in(const Kinds &kinds, core::Kind kind) {
    for (const core::KindInfo &info : kinds) {
        if (info.kind == kind) return &info;
    }
    return nullptr;
}

} // namespace

const core::KindInfo *kind_info_of(core::Kind kind) {
    switch (kind >> 8) {
    case 1:
        return find_in(hw::record_kinds, kind);
    case 2:
        return find_in(kernel::record_kinds, kind);
    case 3:
        if (const core::KindInfo *info = find_in(wdf::io_record_kinds, kind)) return info;
        return find_in(wdf::record_kinds, kind);
    case 4:
        return find_in(acx::record_kinds, kind);
    case 5:
        return find_in(client::record_kinds, kind);
    default:
        return nullptr;
    }
}

std::string show_record(const core::Trace &trace, const core::Record &record) {
    const std::int64_t time_ns = core::nanoseconds_of(record.time);
    std::string text = fmt::format("{:>3}.{:09}", time_ns / 1'000'000'000, time_ns % 1'000'000'000);
    text += record.processor == core::Trace::no_processor ? " hw    "
                                                          : fmt::format(" p{} i{:<2}", record.processor, record.irql);
    const core::KindInfo *info = kind_info_of(record.kind);
    if (info == nullptr) return text + fmt::format(" kind 0x{:x}", record.kind);
    text += fmt::format(" {:<24}", info->name);
    if (record.kind == kernel::DriverTraced::kind) {
        kernel::Executive *executive = kernel::Executive::current_or_null();
        const kernel::DriverLine *line =
            executive == nullptr ? nullptr : executive->driver_log().find(record.as<kernel::DriverTraced>().number);
        if (line != nullptr) return text + " " + kernel::DriverLog::show_content(*line);
    }
    const auto *bytes = reinterpret_cast<const std::byte *>(record.payload.data());
    std::string_view names = info->fields;
    std::size_t offset = 0;
    bool first = true;
    for (const std::int8_t width : info->widths) {
        if (width == 0) break;
        const std::size_t size = static_cast<std::size_t>(width < 0 ? -width : width);
        const std::string_view name = names.substr(0, names.find(' '));
        names.remove_prefix(std::min(names.size(), name.size() + 1));
        std::uint64_t value = 0;
        std::memcpy(&value, bytes + offset, size); // little-endian, as every host we build for
        offset += size;
        const bool is_object = first && size == 4 && !trace.object(static_cast<core::ObjectId>(value)).name.empty() &&
                               name != "irql" && name != "code" && name != "level" && name != "tag";
        first = false;
        if (name.rfind("reserved", 0) == 0) continue;
        if (is_object) {
            text += fmt::format(" {}", trace.object(static_cast<core::ObjectId>(value)).name);
        } else if (width < 0) {
            const int shift = 64 - static_cast<int>(size) * 8;
            text += fmt::format(" {}={}", name, static_cast<std::int64_t>(value << shift) >> shift);
        } else if (const std::string_view known = name.ends_with("_hash") ? verifier::hashed_name(value, "") : "";
                   !known.empty()) {
            text += fmt::format(" {}={}", name.substr(0, name.size() - 5), known);
        } else if (const core::KindInfo *cause =
                       name == "cause" ? kind_info_of(static_cast<core::Kind>(value)) : nullptr;
                   cause != nullptr) {
            text += fmt::format(" cause={}", cause->name);
        } else if (name == "tag" && info->kind >> 8 == 2) {
            text += fmt::format(" tag='{}'", kernel::Pool::tag_text(static_cast<std::uint32_t>(value)));
        } else if (name.ends_with("hash") || name.ends_with("address") || name == "status") {
            text += fmt::format(" {}=0x{:x}", name, value);
        } else {
            text += fmt::format(" {}={}", name, value);
        }
    }
    while (text.back() == ' ')
        text.pop_back();
    return text;
}

std::vector<std::string> last_records(const core::Trace &trace, std::size_t count) {
    const std::vector<core::Record> recent = trace.recent();
    std::vector<std::string> lines;
    for (std::size_t i = recent.size() > count ? recent.size() - count : 0; i < recent.size(); ++i) {
        lines.push_back(show_record(trace, recent[i]));
    }
    return lines;
}

TraceFile::TraceFile(core::Trace &trace, std::FILE *file) : trace_(trace), file_(file) { trace.subscribe_all(*this); }

TraceFile::~TraceFile() { close(); }

void TraceFile::on_record(const core::Record &record) {
    const std::string line = show_record(trace_, record) + "\n";
    std::fwrite(line.data(), 1, line.size(), file_);
}

bool TraceFile::close() {
    if (file_ == nullptr) return true;
    trace_.unsubscribe(*this);
    const bool good = std::ferror(file_) == 0;
    const bool closed = std::fclose(file_) == 0;
    file_ = nullptr;
    return good && closed;
}

} // namespace acxsim::report
