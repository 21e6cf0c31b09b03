// SPDX-License-Identifier: MIT
//
// A test bench for the DSP-mediated model: memory, a DSP whose firmware has booted, and the register writes a driver
// would do. Register offsets are spelled out here on purpose: tests must not take them from the model.
#pragma once

#include "hwmodel/dsp/controller.hpp"
#include "tests/hwmodel/i2s_bench.hpp"

namespace acxsim::hw::test {

inline constexpr std::int64_t link_frame_ticks = 12'500'000; // 48 kHz, signed and wide enough for products

class DspBench {
public:
    static constexpr unsigned in0 = 0;
    static constexpr unsigned out0 = 2;

    explicit DspBench(const dsp::Parameters &parameters = {}, std::uint64_t seed = 1, bool boot = true)
        : simulation(seed), memory(simulation), controller(simulation, memory, parameters), list(memory, 4),
          buffer(memory, 64), positions(memory, 1) {
        controller.attach_sink(sink);
        controller.attach_source(source);
        if (!boot) return;
        write(0x04, 1);
        run_for(core::from_milliseconds(2));
        write(0x08, 0x8000'000f);
        write(0x14, positions.address() >> 32);
        write(0x10, (positions.address() & 0xffff'ffff) | 1);
    }

    std::uint32_t read(std::uint64_t offset) { return static_cast<std::uint32_t>(controller.read(offset, 4)); }
    void write(std::uint64_t offset, std::uint64_t value) { controller.write(offset, 4, value); }
    static std::uint32_t bank(unsigned stream) { return 0x40 + 0x40 * stream; }
    std::uint32_t status(unsigned stream) { return read(bank(stream) + 0x04); }
    std::uint64_t link_counter(unsigned stream) {
        return read(bank(stream) + 0x24) | std::uint64_t{read(bank(stream) + 0x28)} << 32;
    }

    TimePoint now() const { return simulation.now(); }
    void run_until(TimePoint when) {
        while (simulation.timeline.next_time() <= when)
            simulation.timeline.run_next();
        simulation.timeline.pass_to(when);
    }
    void run_for(Duration duration) { run_until(now() + duration); }
    void run_frames(std::int64_t frames) { run_for(Duration{frames * link_frame_ticks}); }

    std::byte *stream_buffer(unsigned stream) { return buffer.data() + stream * 16 * page_size_bytes; }
    void poke(unsigned stream, std::size_t offset, std::byte value) {
        controller.before_cpu_access();
        stream_buffer(stream)[offset] = value;
    }
    std::uint32_t posted_position(unsigned stream) {
        controller.before_cpu_access();
        return positions.word(stream * 8);
    }

    void program(unsigned stream, const std::vector<std::uint32_t> &pieces, std::uint32_t format = 0x0011) {
        std::uint64_t at = buffer.address() + stream * 16 * page_size_bytes;
        const std::size_t base = stream * page_size_bytes;
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            list.set_word(base + i * 16, static_cast<std::uint32_t>(at));
            list.set_word(base + i * 16 + 4, static_cast<std::uint32_t>(at >> 32));
            list.set_word(base + i * 16 + 8, pieces[i]);
            list.set_word(base + i * 16 + 12, 1);
            at += pieces[i];
        }
        const std::uint32_t sd = bank(stream);
        const BusAddress where = list.address() + base;
        write(sd + 0x0c, format);
        write(sd + 0x10, where & 0xffff'ffff);
        write(sd + 0x14, where >> 32);
        write(sd + 0x18, pieces.size() - 1);
        write(sd + 0x08, 0x7);
    }
    void set_run(unsigned stream, bool on) { write(bank(stream), (1u << 20) | (on ? 1u : 0u)); }
    /// RUN, and until the link starts; returns when.
    TimePoint start(unsigned stream) {
        Recorder recorder(simulation);
        set_run(stream, true);
        while (recorder.count<EngineStarted>() == 0)
            simulation.timeline.run_next();
        return now();
    }
    EnginePosition position(unsigned stream) { return controller.stream(stream).position(); }

    core::Simulation simulation;
    PhysicalMemory memory;
    ListeningSink sink;
    CountingSource source;
    dsp::Controller controller;
    MappedPages list;
    MappedPages buffer;
    MappedPages positions;
};

/// Two packets of 480 frames at 48 kHz / 16 bit / 2 channels.
inline const std::vector<std::uint32_t> dsp_packets{1920, 1920};

} // namespace acxsim::hw::test
