// SPDX-License-Identifier: MIT
//
// A bench for the HDA controller, for experiments and tests: memory, a controller out of reset, and the register writes
// a driver would do, in the fewest words. Register offsets are spelled out here on purpose: whoever checks a model must
// not take them from it.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

#include "hwmodel/hda/controller.hpp"
#include "sim/core/simulation.hpp"

namespace acxsim::validation {

using namespace acxsim::hw;

using core::Duration;
using core::TimePoint;

inline constexpr std::uint32_t frame_ticks = 12'500'000;

/// Page-aligned host memory mapped for devices.
class MappedPages {
public:
    MappedPages(PhysicalMemory &memory, std::uint64_t pages, bool below_4_gib = false)
        : bytes_(static_cast<std::byte *>(::operator new (pages *page_size_bytes, std::align_val_t{page_size_bytes}))),
          pages_(pages) {
        std::memset(bytes_, 0, pages * page_size_bytes);
        address_ = memory.map(bytes_, pages, below_4_gib);
    }
    ~MappedPages() { ::operator delete (bytes_, std::align_val_t{page_size_bytes}); }
    MappedPages(const MappedPages &) = delete;
    MappedPages &operator=(const MappedPages &) = delete;

    std::byte *data() { return bytes_; }
    BusAddress address() const { return address_; }
    std::uint64_t pages() const { return pages_; }
    std::uint32_t word(std::size_t offset) const {
        std::uint32_t value;
        std::memcpy(&value, bytes_ + offset, sizeof value);
        return value;
    }
    void set_word(std::size_t offset, std::uint32_t value) { std::memcpy(bytes_ + offset, &value, sizeof value); }

private:
    std::byte *bytes_;
    std::uint64_t pages_;
    BusAddress address_ = 0;
};

/// Keeps every record, to be looked through afterwards.
class Recorder : public core::TraceObserver {
public:
    explicit Recorder(core::Simulation &simulation) : simulation_(simulation) {
        simulation_.trace.subscribe_all(*this);
    }
    ~Recorder() override { simulation_.trace.unsubscribe(*this); }
    void on_record(const core::Record &record) override { records.push_back(record); }

    template <class T>
    std::vector<std::pair<TimePoint, T>> all() const {
        std::vector<std::pair<TimePoint, T>> found;
        for (const core::Record &record : records) {
            if (record.kind == T::kind) found.emplace_back(record.time, record.as<T>());
        }
        return found;
    }
    template <class T>
    std::size_t count() const {
        return all<T>().size();
    }
    std::vector<core::Record> records;

private:
    core::Simulation &simulation_;
};

/// Hears everything.
class ListeningSink : public CodecSink {
public:
    void started(unsigned, const LinkFormat &, TimePoint when) override { starts.push_back(when); }
    void played(unsigned, std::span<const std::byte> blocks, TimePoint last_frame_end) override {
        bytes.insert(bytes.end(), blocks.begin(), blocks.end());
        last_end = last_frame_end;
    }
    void starved(unsigned, std::uint64_t frames, TimePoint) override { starved_frames += frames; }
    void stopped(unsigned, TimePoint when) override { stops.push_back(when); }

    std::vector<std::byte> bytes;
    std::vector<TimePoint> starts;
    std::vector<TimePoint> stops;
    std::uint64_t starved_frames = 0;
    TimePoint last_end{};
};

/// Says 0, 1, 2, ... in 32-bit little-endian words, one per 4 bytes.
class CountingSource : public CodecSource {
public:
    void started(unsigned, const LinkFormat &, TimePoint) override { ++starts; }
    void record(unsigned, std::span<std::byte> blocks, TimePoint last_frame_end) override {
        for (std::size_t i = 0; i + 4 <= blocks.size(); i += 4) {
            std::memcpy(blocks.data() + i, &next, 4);
            ++next;
        }
        last_end = last_frame_end;
    }
    void lost(unsigned, std::uint64_t blocks, TimePoint) override { lost_blocks += blocks; }
    void stopped(unsigned, TimePoint) override { ++stops; }

    std::uint32_t next = 0;
    std::uint64_t lost_blocks = 0;
    unsigned starts = 0;
    unsigned stops = 0;
    TimePoint last_end{};
};

/// One piece of a buffer descriptor list.
struct Piece {
    std::uint32_t size_bytes;
    bool ioc = true;
    std::uint32_t gap_before = 0; ///< bytes left out before it
};

/// 0, 1, 2, ... in 32-bit words.
inline void fill_with_ramp(std::byte *at, std::size_t bytes) {
    for (std::size_t i = 0; i + 4 <= bytes; i += 4) {
        const auto value = static_cast<std::uint32_t>(i / 4);
        std::memcpy(at + i, &value, 4);
    }
}

class HdaBench {
public:
    explicit HdaBench(const hda::Parameters &parameters = hda::Parameters::ideal(), std::uint64_t seed = 1,
                      bool leave_reset = true)
        : simulation(seed), memory(simulation), controller(simulation, memory, parameters),
          list(memory, parameters.engines_in + parameters.engines_out),
          buffer(memory, 8 * (parameters.engines_in + parameters.engines_out)), positions(memory, 1) {
        controller.attach_sink(sink);
        controller.attach_source(source);
        if (!leave_reset) return;
        write(0x08, 4, 1);
        run_for(core::from_milliseconds(1)); // codecs have announced themselves
        write(0x0e, 2, 0x7fff);
    }

    std::uint32_t read(std::uint64_t offset, unsigned width) {
        return static_cast<std::uint32_t>(controller.read(offset, width));
    }
    void write(std::uint64_t offset, unsigned width, std::uint64_t value) { controller.write(offset, width, value); }
    static std::uint32_t descriptor(unsigned engine) { return 0x80 + 0x20 * engine; }

    TimePoint now() const { return simulation.now(); }
    void run_until(TimePoint when) {
        while (simulation.timeline.next_time() <= when)
            simulation.timeline.run_next();
        simulation.timeline.pass_to(when);
    }
    void run_for(Duration duration) { run_until(now() + duration); }
    void run_frames(std::int64_t frames) { run_for(Duration{frames * frame_ticks}); }

    /// Writes the list into memory, pieces one after the other in the buffer; each engine has its own list and buffer
    /// part.
    void write_list(unsigned engine, const std::vector<Piece> &pieces) {
        std::uint64_t at = buffer.address() + engine * 8 * page_size_bytes;
        const std::size_t base = engine * page_size_bytes;
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            at += pieces[i].gap_before;
            list.set_word(base + i * 16, static_cast<std::uint32_t>(at));
            list.set_word(base + i * 16 + 4, static_cast<std::uint32_t>(at >> 32));
            list.set_word(base + i * 16 + 8, pieces[i].size_bytes);
            list.set_word(base + i * 16 + 12, pieces[i].ioc ? 1 : 0);
            at += pieces[i].size_bytes;
        }
    }
    std::byte *engine_buffer(unsigned engine) { return buffer.data() + engine * 8 * page_size_bytes; }

    /// Everything up to RUN. Leaves all three interrupt enables of the stream set.
    void program(unsigned engine, std::uint16_t format, const std::vector<Piece> &pieces, unsigned tag = 1) {
        write_list(engine, pieces);
        std::uint32_t total = 0;
        for (const Piece &piece : pieces)
            total += piece.size_bytes;
        const std::uint32_t sd = descriptor(engine);
        const BusAddress where = list.address() + engine * page_size_bytes;
        write(sd + 0x02, 1, tag << 4);
        write(sd + 0x08, 4, total);
        write(sd + 0x12, 2, format);
        write(sd + 0x0c, 2, pieces.size() - 1);
        write(sd + 0x18, 4, where & 0xffff'ffff);
        write(sd + 0x1c, 4, where >> 32);
        write(sd + 0x00, 1, 0x1c);
    }
    void enable_positions() {
        write(0x74, 4, positions.address() >> 32);
        write(0x70, 4, (positions.address() & 0xffff'ffff) | 1);
    }
    void enable_interrupts() { write(0x20, 4, 0xc00000ff); }
    void set_run(unsigned engine, bool on) {
        const std::uint32_t sd = descriptor(engine);
        write(sd, 1, (read(sd, 1) & ~2u) | (on ? 2u : 0u));
    }
    /// Runs until the link of that engine starts; returns when.
    TimePoint run_to_link_start(unsigned engine) {
        Recorder recorder(simulation);
        while (recorder.count<EngineStarted>() == 0)
            simulation.timeline.run_next();
        (void)engine;
        return now();
    }
    EnginePosition position(unsigned engine) { return controller.engine(engine).position(); }
    std::uint32_t posted_position(unsigned engine) {
        controller.before_cpu_access();
        return positions.word(engine * 8);
    }

    core::Simulation simulation;
    PhysicalMemory memory;
    ListeningSink sink;
    CountingSource source;
    hda::Controller controller;
    MappedPages list;
    MappedPages buffer;
    MappedPages positions;
};

/// Two packets of 480 frames at 48 kHz / 16 bit / 2 channels.
inline const std::vector<Piece> two_packets{{1920}, {1920}};
inline constexpr unsigned out0 = 4;
inline constexpr unsigned in0 = 0;

} // namespace acxsim::validation
