// SPDX-License-Identifier: MIT
//
// Experiments on packet ends: when IOCs come, what the position buffer says by then, and what one line makes of two
// streams (V-6, V-7, V-14).
#include <fmt/format.h>

#include "sim/validation/experiment.hpp"
#include "sim/validation/hda_bench.hpp"

namespace acxsim::validation {

namespace {

struct Completions {
    std::set<std::int64_t> gaps;      // ticks
    std::set<std::int64_t> leads;     // bytes, F - L at the IOC
    std::int64_t wrong_positions = 0; // F not at the end of packet j
    double lead_us = 0;               // from the issue of a packet's last burst to its last byte on the link
};

Completions packet_ends(std::uint16_t format, std::uint32_t packet) {
    HdaBench bench;
    Recorder recorder(bench.simulation);
    bench.program(out0, format, {{packet}, {packet}});
    bench.set_run(out0, true);
    bench.run_for(core::from_milliseconds(500));
    Completions found;
    const auto completions = recorder.all<BufferCompleted>();
    for (std::size_t j = 0; j < completions.size(); ++j) {
        const BufferCompleted &record = completions[j].second;
        if (record.fetched_bytes != packet * (j + 1)) ++found.wrong_positions;
        if (j == 0) continue; // the fill
        found.gaps.insert((completions[j].first - completions[j - 1].first).count());
        found.leads.insert(static_cast<std::int64_t>(record.fetched_bytes - record.link_bytes));
    }
    // How long after its last burst was issued the last byte of a packet had crossed.
    auto parameters = hda::Parameters::ideal();
    parameters.trace_bursts = true;
    HdaBench second(parameters);
    Recorder seen(second.simulation);
    second.program(out0, format, {{packet}, {packet}});
    second.set_run(out0, true);
    while (seen.count<BufferCompleted>() < 2)
        second.simulation.timeline.run_next();
    const TimePoint issued = seen.all<BurstIssued>().back().first;
    while (second.position(out0).link_bytes < 2 * packet)
        second.run_for(core::from_nanoseconds(100));
    found.lead_us = core::microseconds_of(second.now() - issued);
    return found;
}

std::set<std::int64_t> nanoseconds(const std::set<std::int64_t> &ticks) {
    std::set<std::int64_t> out;
    for (const std::int64_t t : ticks)
        out.insert((t + 300) / 600);
    return out;
}

} // namespace

void completion_timing(Table &table) {
    const Completions at_48 = packet_ends(0x0011, 1920);
    table.as(Evidence::OwnReference, Layer::Timing);
    table.equal_sets("48 kHz: spacing of IOCs", {10'000'000}, nanoseconds(at_48.gaps), "ns");
    table.equal("48 kHz: IOCs not at F = 1920 j", 0, at_48.wrong_positions, "IOCs");
    table.equal_sets("48 kHz: F - L at the IOC", {192}, at_48.leads, "bytes");
    table.near("48 kHz: from the issue of its last burst to a packet's last frame", 1000.0, at_48.lead_us, 0.15, 1,
               "us");
    const Completions at_44 = packet_ends(0x4011, 1764);
    table.equal_sets("44.1 kHz, 1764-byte packets: spacing of IOCs", {9'979'167, 10'020'833}, nanoseconds(at_44.gaps),
                     "ns");
    table.equal_sets("44.1 kHz: F - L at the IOC", {164, 168}, at_44.leads, "bytes");
}

void position_at_completion(Table &table) {
    {
        HdaBench bench;
        Recorder recorder(bench.simulation);
        bench.enable_positions();
        bench.program(out0, 0x0011, two_packets);
        bench.set_run(out0, true);
        while (recorder.count<BufferCompleted>() < 3)
            bench.simulation.timeline.run_next();
        const TimePoint completed = bench.now();
        const std::uint32_t at_ioc = bench.posted_position(out0);
        while (bench.posted_position(out0) == at_ioc)
            bench.run_for(core::from_nanoseconds(10));
        table.as(Evidence::OwnReference, Layer::Order);
        table.equal("position buffer at the IOC, behind the packet's end", 32, 1920 - static_cast<std::int64_t>(at_ioc),
                    "bytes");
        table.equal("position buffer after its next update", 1920, bench.posted_position(out0), "bytes");
        table.as(Evidence::OwnReference, Layer::Timing);
        table.near("from the IOC to that update", 19.83, core::microseconds_of(bench.now() - completed), 0.015, 2,
                   "us");
    }
    {
        HdaBench bench;
        Recorder recorder(bench.simulation);
        bench.enable_positions();
        bench.program(out0, 0x0011, {{4, false}, {1920}, {1916}});
        bench.set_run(out0, true);
        while (recorder.count<BufferCompleted>() < 3)
            bench.simulation.timeline.run_next(); // ends of entries 1, 2, 1
        const BufferCompleted completed = recorder.all<BufferCompleted>().back().second;
        table.as(Evidence::OwnReference, Layer::Order);
        table.equal("list shifted by one frame: position buffer at the IOC", 1920, bench.posted_position(out0),
                    "bytes");
        table.equal("list shifted by one frame: behind F", 4,
                    static_cast<std::int64_t>(completed.fetched_bytes % 3840) - bench.posted_position(out0), "bytes");
        table.as(Evidence::OwnReference, Layer::Timing);
        table.near("list shifted by one frame: IOC lead", 854.2,
                   static_cast<double>(completed.fetched_bytes - completed.link_bytes) / 0.192, 0.05, 1, "us");
    }
}

namespace {

struct Served {
    std::int64_t packets = 0;
    std::int64_t routines = 0; // interrupt service routines run
    std::int64_t both = 0;     // of those, with both streams to serve
    std::int64_t messages = 0; // MSI writes = rises of the line
};

/// Two streams whose packets end `apart` frames from each other; an ISR starts 300 us after the line rises, serves
/// what INTSTS shows until it shows nothing.
Served serve_two_streams(std::int64_t apart) {
    HdaBench bench;
    Recorder recorder(bench.simulation);
    bench.enable_interrupts();
    bench.program(out0, 0x0011, two_packets, 1);
    bench.program(out0 + 1, 0x0011, two_packets, 2);
    bench.set_run(out0, true);
    bench.run_frames(apart);
    bench.set_run(out0 + 1, true);
    Served served;
    const TimePoint end = bench.now() + core::from_milliseconds(500);
    while (bench.now() < end) {
        bench.simulation.timeline.run_next();
        if (!bench.controller.interrupt_line().raised()) continue;
        bench.run_for(core::from_microseconds(300));
        const std::uint32_t status = bench.read(0x24, 4);
        ++served.routines;
        if ((status >> out0 & 3u) == 3u) ++served.both;
        for (const unsigned engine : {out0, out0 + 1}) {
            if ((status >> engine & 1u) != 0) bench.write(HdaBench::descriptor(engine) + 3, 1, 4);
        }
    }
    served.packets = static_cast<std::int64_t>(recorder.count<BufferCompleted>());
    served.messages = static_cast<std::int64_t>(bench.controller.interrupt_line().rises());
    return served;
}

} // namespace

void merged_interrupts(Table &table) {
    const Served near = serve_two_streams(10); // 208 us
    table.as(Evidence::Analytic, Layer::Order);
    table.equal("ends 208 us apart: service routines that found both streams", near.packets / 2, near.both, "routines");
    table.equal("ends 208 us apart: MSI writes, one per two packets", near.packets / 2, near.messages, "writes");
    const Served far = serve_two_streams(48); // 1 ms
    table.equal("ends 1 ms apart: service routines that found both streams", 0, far.both, "routines");
    table.equal("ends 1 ms apart: MSI writes, one per packet", far.packets, far.messages, "writes");
    table.equal("MSI writes without a service routine", 0,
                (near.messages - near.routines) + (far.messages - far.routines), "writes");
}

} // namespace acxsim::validation
