// SPDX-License-Identifier: MIT
//
// What the driver wrote about itself: WPP messages, TraceLogging events, DbgPrint lines. Every line becomes a trace
// record (DriverTraced), a line of the program's log at level debug, and stays here for reports, the last ones only.
// Source: "WPP Software Tracing", "TraceLogging", DbgPrint pages. Leaves out: sessions and controllers; every provider
// is enabled at every level.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>

#include "sim/core/time.hpp"

namespace acxsim::kernel {

class System;

enum class LineSource : std::uint8_t { Wpp, TraceLogging, DebugPrint };
const char *name_of(LineSource source);

/// What a DDI hands in.
struct WrittenLine {
    LineSource source = LineSource::Wpp;
    std::uint32_t level = 0; ///< TRACE_LEVEL_...; DbgPrintEx: DPFLTR_..._LEVEL
    std::string text;        ///< as a person reads it
    std::string hashed;      ///< the same without what differs between runs or compilers
    std::string function = {};
    std::string file = {}; ///< without its folder; empty: look at `caller`
    std::uint32_t line = 0;
    std::string flags = {}; ///< WPP flag or TraceLogging keyword, as the source spells it
};

struct DriverLine {
    std::uint64_t number = 0; ///< counts from 1
    core::TimePoint time{};
    std::uint8_t processor = 0; ///< 0xff: none
    std::uint8_t irql = 0;
    LineSource source = LineSource::Wpp;
    std::uint32_t level = 0;
    std::string level_name; ///< "ERROR", "INFORMATION" ...
    std::string flags;
    std::string function;
    std::string file;
    std::uint32_t line = 0;
    std::uintptr_t caller = 0; ///< return address in the driver, when file is empty
    std::string text;
};

class DriverLog {
public:
    static constexpr std::size_t lines_kept = 16'384; ///< as many as the trace's ring has records
    static constexpr std::size_t text_max = 4'096;    ///< bytes of one line

    explicit DriverLog(System &system) : system_(system) {}
    DriverLog(const DriverLog &) = delete;
    DriverLog &operator=(const DriverLog &) = delete;

    /// From within a DDI: stamps the line, records it and logs it.
    void write(WrittenLine line);
    /// Oldest first.
    const std::deque<DriverLine> &lines() const { return lines_; }
    /// The line of that number; nullptr if it is no longer kept.
    const DriverLine *find(std::uint64_t number) const;
    std::uint64_t count() const { return count_; }

    /// Addresses that have no name of their own are numbered, from 1, in the order in which they are first shown.
    std::uint64_t number_of(std::uint64_t address);

    /// Logs of the inflight recorder: how many were created, and whether there is a default one.
    std::uint64_t recorder_logs = 0;
    bool has_default_log = true;

    /// "0.001234567 p0 i2 ERROR Function (file.c:12): text"
    static std::string show(const DriverLine &line);
    /// The same without time, processor and IRQL.
    static std::string show_content(const DriverLine &line);
    /// Fills in function, file and line of one that was written by DbgPrint, from debug information.
    static void resolve_place(DriverLine &line);

private:
    System &system_;
    std::deque<DriverLine> lines_;
    std::uint64_t count_ = 0;
    std::map<std::uint64_t, std::uint64_t> numbers_; // looked up only
};

} // namespace acxsim::kernel
