// SPDX-License-Identifier: MIT
//
// Experiments on the device as a whole: what the link admits, positions wider than a read, power and removal,
// repeatability (V-12, V-16, V-19, V-20).
#include <algorithm>

#include <fmt/format.h>

#include "hwmodel/hda/format.hpp"
#include "sim/core/hash.hpp"
#include "sim/validation/experiment.hpp"
#include "sim/validation/hda_bench.hpp"

namespace acxsim::validation {

namespace {

/// How many of `count` output streams of that format the link takes: RUN reads back 1.
std::int64_t streams_admitted(const LinkFormat &format, unsigned count) {
    HdaBench bench;
    std::int64_t admitted = 0;
    for (unsigned n = 0; n < count; ++n) {
        bench.program(out0 + n, *hda::encode_format(format), {{1920}, {1920}}, n + 1);
        bench.set_run(out0 + n, true);
        admitted += (bench.read(HdaBench::descriptor(out0 + n), 1) & 2) != 0 ? 1 : 0;
    }
    return admitted;
}

} // namespace

void format_admission(Table &table) {
    table.as(Evidence::Analytic, Layer::Function);
    table.equal("one 192 kHz / 24 bit / 8 ch (768 of 960 bits)", 1, streams_admitted({192'000, 24, 8}, 1), "admitted");
    table.equal("one 192 kHz / 32 bit / 8 ch (1024 bits)", 0, streams_admitted({192'000, 32, 8}, 1), "admitted");
    table.equal("two 192 kHz / 24 bit / 4 ch (2 x 384 bits)", 2, streams_admitted({192'000, 24, 4}, 2), "admitted");
    table.equal("four 48 kHz / 32 bit / 8 ch (256 bits each)", 3, streams_admitted({48'000, 32, 8}, 4), "admitted");
}

namespace {

enum class ReadOrder { HighThenLow, LowThenHigh, Guarded };

/// A 64-bit byte counter that starts 4096 bytes below 4 GiB, read as two dwords 800 ns apart. What is read is the
/// model's link position plus that offset, split in halves as a driver would.
class SplitCounter {
public:
    SplitCounter() {
        bench_.program(out0, 0x0011, two_packets);
        bench_.set_run(out0, true);
        start_ = bench_.run_to_link_start(out0);
    }
    std::uint64_t value() { return (std::uint64_t{1} << 32) - 4096 + bench_.position(out0).link_bytes; }
    void run_to(Duration since_start) { bench_.run_until(start_ + since_start); }
    Duration now() const { return bench_.now() - start_; }

    std::uint64_t read(ReadOrder order) {
        if (order == ReadOrder::HighThenLow) {
            const std::uint64_t high = half(true);
            return high << 32 | half(false);
        }
        if (order == ReadOrder::LowThenHigh) {
            const std::uint64_t low = half(false);
            return half(true) << 32 | low;
        }
        for (std::uint64_t high = half(true);;) {
            const std::uint64_t low = half(false);
            const std::uint64_t again = half(true);
            if (again == high) return high << 32 | low;
            high = again;
        }
    }

private:
    std::uint64_t half(bool high) {
        bench_.run_for(core::from_nanoseconds(800));
        return high ? value() >> 32 : value() & 0xffff'ffff;
    }

    HdaBench bench_;
    TimePoint start_;
};

} // namespace

void torn_position(Table &table) {
    SplitCounter probe;
    while (probe.value() < std::uint64_t{1} << 32)
        probe.run_to(probe.now() + Duration{frame_ticks});
    const Duration wrap = probe.now();
    table.as(Evidence::Analytic, Layer::Timing);
    table.near("wrap at 192 kB/s, started 4096 bytes below 4 GiB", 21.33, core::microseconds_of(wrap) / 1000, 0.01, 2,
               "ms");
    table.as(Evidence::Analytic, Layer::Order);
    struct Case {
        ReadOrder order;
        const char *what;
        std::set<std::int64_t> off; // in 4 GiB, over all phases
    };
    for (const Case &c : {Case{ReadOrder::HighThenLow, "high dword first", {-1, 0}},
                          Case{ReadOrder::LowThenHigh, "low dword first", {0, 1}},
                          Case{ReadOrder::Guarded, "high, low, high again until both agree", {0}}}) {
        std::set<std::int64_t> off;
        for (std::int64_t phase = -3000; phase <= 1000; phase += 100) {
            SplitCounter counter;
            counter.run_to(wrap + core::from_nanoseconds(phase));
            const std::uint64_t read = counter.read(c.order);
            const auto difference = static_cast<std::int64_t>(read - counter.value());
            constexpr std::int64_t half_wrap = std::int64_t{1} << 31;
            off.insert((difference + (difference < 0 ? -half_wrap : half_wrap)) / (2 * half_wrap));
        }
        table.equal_sets(fmt::format("{}: error over 41 phases around the wrap", c.what), c.off, off, "x 4 GiB");
    }
}

void power_and_removal(Table &table) {
    for (const bool removed : {true, false}) {
        auto parameters = hda::Parameters::ideal();
        parameters.trace_bursts = true;
        parameters.t_mem = core::Distribution::constant(core::from_microseconds(10));
        HdaBench bench(parameters);
        Recorder recorder(bench.simulation);
        bench.enable_positions();
        bench.enable_interrupts();
        bench.program(out0, 0x0011, two_packets, 1);
        bench.program(in0, 0x0011, two_packets, 2);
        bench.set_run(out0, true);
        bench.set_run(in0, true);
        bench.run_for(core::from_milliseconds(33));
        // Just after a burst left, with its data still under way.
        const std::size_t before = recorder.count<BurstIssued>();
        while (recorder.count<BurstIssued>() == before)
            bench.simulation.timeline.run_next();
        std::int64_t outstanding = 0;
        for (const auto &[issued, burst] : recorder.all<BurstIssued>()) {
            if (TimePoint{Duration{static_cast<std::int64_t>(burst.arrival_ticks)}} > bench.now()) ++outstanding;
        }
        const char *what = removed ? "removal" : "D3hot";
        removed ? bench.controller.surprise_remove() : bench.controller.enter_d3();
        const TimePoint gone = bench.now();
        std::int64_t answered = 0;
        for (std::uint32_t offset = 0; offset < 0x180; ++offset) {
            for (const unsigned width : {1u, 2u, 4u}) {
                if (bench.read(offset, width) != (width == 4 ? ~0u : (1u << (8 * width)) - 1)) ++answered;
            }
        }
        bench.write(0x08, 4, 1); // lost
        bench.set_run(out0, true);
        bench.run_for(core::from_milliseconds(100));
        std::int64_t issued_after = 0;
        for (const auto &[issued, burst] : recorder.all<BurstIssued>())
            issued_after += issued > gone ? 1 : 0;
        table.as(Evidence::Analytic, Layer::Function);
        table.equal(fmt::format("{}: reads of 0x000 to 0x17F that are not all ones", what), 0, answered, "reads");
        table.equal(fmt::format("{}: interrupt line afterwards", what), 0,
                    bench.controller.interrupt_line().raised() ? 1 : 0, "raised");
        table.as(Evidence::Analytic, Layer::Order);
        table.equal(fmt::format("{}: bursts issued after that tick", what), 0, issued_after, "bursts");
        table.within(fmt::format("{}: bursts under way at that tick", what), 1, 2, static_cast<double>(outstanding),
                     static_cast<double>(outstanding), 0, 0, "bursts");
        if (removed) continue;
        bench.controller.leave_d3();
        table.as(Evidence::PublishedData, Layer::Function);
        table.equal_text("back in D0: GCTL, INTCTL, SDCTL (6-series PCH: INTCTL keeps GIE and CIE)",
                         "00000000 c0000000 040000",
                         fmt::format("{:08x} {:08x} {:06x}", bench.read(0x08, 4), bench.read(0x20, 4),
                                     bench.read(HdaBench::descriptor(out0), 4) & 0xff'ffff));
    }
}

namespace {

struct Log {
    std::uint64_t hash = 0;
    std::uint64_t digest = 0; // of completions and of what was heard
};

/// 0.3 s of three streams on slow, jittery memory.
Log event_log(std::uint64_t seed) {
    hda::Parameters parameters;
    parameters.t_mem = core::Distribution::lognormal(
        core::from_microseconds(20), 1.5, {20'000'000, core::from_microseconds(200), core::from_microseconds(1500)});
    parameters.bclk_ppb = 12'345;
    parameters.trace_bursts = true;
    HdaBench bench(parameters, seed);
    Recorder recorder(bench.simulation);
    bench.enable_interrupts();
    bench.program(out0, 0x0011, two_packets, 1);
    bench.program(out0 + 1, 0x4011, {{1764}, {1764}}, 2);
    bench.program(in0, 0x0011, two_packets, 3);
    fill_with_ramp(bench.engine_buffer(out0), 3840);
    for (const unsigned engine : {out0, out0 + 1, in0})
        bench.set_run(engine, true);
    bench.run_for(core::from_milliseconds(300));
    Log log;
    log.hash = bench.simulation.trace.hash();
    for (const auto &[time, record] : recorder.all<BufferCompleted>()) {
        log.digest = core::mix(log.digest ^ static_cast<std::uint64_t>(core::ticks_of(time)), 0x9e3779b97f4a7c15ull);
        log.digest = core::mix(log.digest ^ record.fetched_bytes, record.link_bytes | 1);
    }
    return log;
}

struct HourCounts : core::TraceObserver {
    void on_record(const core::Record &record) override {
        (record.kind == BurstIssued::kind ? bursts : completions) += 1;
    }
    std::int64_t bursts = 0;
    std::int64_t completions = 0;
};

} // namespace

void determinism(Table &table) {
    table.as(Evidence::Analytic, Layer::Order);
    const Log first = event_log(1);
    const Log second = event_log(1);
    const Log other = event_log(2);
    table.holds("event log of two runs with the same seed and script", "identical",
                first.hash == second.hash ? "identical" : "different", first.hash == second.hash);
    table.holds("event log with another seed", "different", first.hash == other.hash ? "identical" : "different",
                first.hash != other.hash);
    // The same on every machine and compiler: the expected value was recorded with gcc 12 on x86-64, and is recorded
    // anew when the model or its draws change on purpose.
    table.as(Evidence::OwnReference, Layer::Order);
    table.equal_text("digest of all completions (time, F, L), on this machine and compiler", "5968f87781ee0412",
                     fmt::format("{:016x}", first.digest));

    auto parameters = hda::Parameters::ideal();
    parameters.trace_bursts = true;
    HdaBench bench(parameters);
    HourCounts counts;
    bench.simulation.trace.subscribe(BurstIssued::kind, counts);
    bench.simulation.trace.subscribe(BufferCompleted::kind, counts);
    struct Deaf : ListeningSink {
        void played(unsigned, std::span<const std::byte> blocks, TimePoint) override { heard += blocks.size(); }
        std::uint64_t heard = 0;
    } deaf;
    bench.controller.attach_sink(deaf);
    bench.program(out0, 0x0011, two_packets);
    bench.set_run(out0, true);
    const TimePoint start = bench.run_to_link_start(out0);
    const std::int64_t bursts_before = counts.bursts;
    bench.run_until(start + core::from_seconds(3600));
    (void)bench.position(out0);
    table.as(Evidence::Analytic, Layer::Function);
    table.equal("one hour at 48 kHz: frames", 172'800'000, static_cast<std::int64_t>(deaf.heard / 4), "frames");
    table.equal("one hour: bursts of 32 bytes", 21'600'000, counts.bursts - bursts_before, "bursts");
    table.equal("one hour: IOCs of 480-frame packets", 360'000, counts.completions, "IOCs");
    bench.simulation.trace.unsubscribe(counts);
}

} // namespace acxsim::validation
