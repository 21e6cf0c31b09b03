// SPDX-License-Identifier: MIT
//
// A test bench for the I2S/TDM block: memory, a block out of reset, and the register writes a driver would do, in the
// fewest words. Register offsets are spelled out here on purpose: tests must not take them from the model.
#pragma once

#include "hwmodel/i2s/controller.hpp"
#include "tests/hwmodel/hda_bench.hpp"

namespace acxsim::hw::test {

inline constexpr std::int64_t slot_ticks = 6'250'000; // 48 kHz, 2 slots

namespace i2s_status {
inline constexpr std::uint32_t seg = 1, half = 2, full = 4, xrun = 0x10, late = 0x20, buse = 0x40, lock = 0x100;
} // namespace i2s_status

/// Says something else in every byte, whatever the pieces in which it is asked.
class ByteSource : public CountingSource {
public:
    void record(unsigned, std::span<std::byte> blocks, TimePoint) override {
        for (std::byte &byte : blocks) {
            byte = static_cast<std::byte>(next_byte_ * 151 >> 4);
            ++next_byte_;
        }
    }

private:
    std::uint64_t next_byte_ = 1;
};

/// A drift of any shape, up to 2500 ppm, that begins within 30 ms; `draw(bound)` draws.
template <class Draw>
core::Drift drawn_drift(Draw &&draw) {
    core::Drift drift;
    drift.shape = static_cast<core::Drift::Shape>(draw(5));
    drift.size = {static_cast<std::int64_t>(draw(5'000'001)) - 2'500'000};
    drift.start = core::from_microseconds(static_cast<std::int64_t>(draw(30'000)));
    drift.time = core::from_microseconds(static_cast<std::int64_t>(1'000 + draw(20'000)));
    return drift;
}

class I2sBench {
public:
    static constexpr unsigned tx = 0;
    static constexpr unsigned rx = 1;

    explicit I2sBench(const i2s::Parameters &parameters = {}, std::uint64_t seed = 1, bool enable = true)
        : simulation(seed), memory(simulation), controller(simulation, memory, parameters), list(memory, 2),
          buffer(memory, 32) {
        controller.attach_sink(sink);
        controller.attach_source(source);
        if (!enable) return;
        write(0x04, 1);
        run_for(core::from_milliseconds(1));
        write(0x08, 0x8000'0003);
    }

    std::uint32_t read(std::uint64_t offset) { return static_cast<std::uint32_t>(controller.read(offset, 4)); }
    void write(std::uint64_t offset, std::uint64_t value) { controller.write(offset, 4, value); }
    static std::uint32_t side(unsigned which) { return 0x40 + 0x40 * which; }
    std::uint32_t status(unsigned which) { return read(side(which) + 0x04); }
    std::uint32_t position_register(unsigned which) { return read(side(which) + 0x34); }

    TimePoint now() const { return simulation.now(); }
    void run_until(TimePoint when) {
        while (simulation.timeline.next_time() <= when)
            simulation.timeline.run_next();
        simulation.timeline.pass_to(when);
    }
    void run_for(Duration duration) { run_until(now() + duration); }
    void run_slots(std::int64_t slots) { run_for(Duration{slots * slot_ticks}); }

    std::byte *side_buffer(unsigned which) { return buffer.data() + which * 16 * page_size_bytes; }
    BusAddress side_address(unsigned which) const { return buffer.address() + which * 16 * page_size_bytes; }

    /// A ring of segments one after the other in the side's buffer; each asks for an interrupt.
    void write_list(unsigned which, const std::vector<std::uint32_t> &segments) {
        std::uint64_t at = side_address(which);
        const std::size_t base = which * page_size_bytes;
        for (std::size_t i = 0; i < segments.size(); ++i) {
            list.set_word(base + i * 16, static_cast<std::uint32_t>(at));
            list.set_word(base + i * 16 + 4, static_cast<std::uint32_t>(at >> 32));
            list.set_word(base + i * 16 + 8, segments[i]);
            list.set_word(base + i * 16 + 12, 1);
            at += segments[i];
        }
    }
    /// Everything up to DEN. `format` as in SFMT, `numerator`/`denominator` as in SCLK.
    void program(unsigned which, const std::vector<std::uint32_t> &segments, std::uint32_t format = 0x11,
                 std::uint32_t slots = 2, std::uint32_t numerator = 1, std::uint32_t denominator = 2) {
        write_list(which, segments);
        const std::uint32_t at = side(which);
        const BusAddress where = list.address() + which * page_size_bytes;
        write(at + 0x0c, format);
        write(at + 0x10, slots - 1);
        write(at + 0x14, numerator | denominator << 16);
        write(at + 0x20, where & 0xffff'ffff);
        write(at + 0x24, where >> 32);
        write(at + 0x28, segments.size());
        write(at + 0x08, 0x71);
        run_for(core::from_milliseconds(1)); // the PLL has locked
    }
    void own(unsigned which, std::uint32_t segments) { write(side(which) + 0x30, segments); }
    /// DEN first, then SEN: the right order. Returns when the link starts.
    TimePoint start(unsigned which) {
        write(side(which), 1);
        run_for(core::from_microseconds(50));
        return start_side(which);
    }
    TimePoint start_side(unsigned which) {
        Recorder recorder(simulation);
        write(side(which), read(side(which)) | 2);
        while (recorder.count<EngineStarted>() == 0)
            simulation.timeline.run_next();
        return now();
    }
    /// SEN, then DEN, and until both read 0.
    void stop(unsigned which) {
        write(side(which), 1);
        run_for(core::from_microseconds(100));
        write(side(which), 0);
        run_for(core::from_microseconds(100));
    }
    EnginePosition position(unsigned which) { return controller.side(which).position(); }
    /// A processor's store.
    void poke(unsigned which, std::size_t offset, std::byte value) {
        controller.before_cpu_access();
        side_buffer(which)[offset] = value;
    }

    core::Simulation simulation;
    PhysicalMemory memory;
    ListeningSink sink;
    CountingSource source;
    i2s::Controller controller;
    MappedPages list;
    MappedPages buffer;
};

/// 48 kHz, 16 bit, 2 channels, 10 ms: 960 words of 2 bytes.
inline const std::vector<std::uint32_t> two_segments{1920, 1920};

} // namespace acxsim::hw::test
