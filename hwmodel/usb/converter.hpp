// SPDX-License-Identifier: MIT
//
// The device behind an endpoint: a small FIFO and a converter that takes a sample block out of it (or puts one in) at
// every edge of the device's own clock, and a counter that measures that clock against the host's frames for the
// feedback endpoint. Blocks that find no room are lost; when there is none to play, the converter is silent until the
// FIFO holds its usual fill again. Nothing here is an event: the endpoint calls at every service interval, and what
// happened at the clock's edges since then is worked out. Follows hwmodel.md 3b. Constant delay (filters, converter
// pipeline) lies behind it and is only reported.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "hwmodel/link/codec.hpp"
#include "hwmodel/memory/physical_memory.hpp"
#include "hwmodel/records.hpp"
#include "hwmodel/usb/feedback.hpp"
#include "sim/core/clock_domain.hpp"
#include "sim/core/simulation.hpp"

namespace acxsim::hw::usb {

/// What endpoints and converters share.
struct Surroundings {
    core::Simulation &simulation;
    PhysicalMemory &memory;
    const Parameters &parameters;
    const core::Oscillator &device_oscillator;
    core::ClockDomain intervals;      ///< edge k: service interval k begins
    core::ClockDomain microframes;    ///< ... and microframe k
    std::uint32_t units_per_interval; ///< microframes (high speed) or frames (full speed)
    core::ObjectId device;
    CodecSink *sink = nullptr;
    CodecSource *source = nullptr;
};

class Converter {
public:
    /// `engine`: who it belongs to, for records.
    Converter(Surroundings &surroundings, bool is_output, unsigned tag, core::ObjectId engine);

    /// The interface is selected: the converter locks to its clock.
    void select(const LinkFormat &format);
    void deselect();
    bool locked() const;

    /// Most blocks in a packet, and what the FIFO holds when playing begins.
    std::uint32_t packet_blocks_max() const { return packet_blocks_max_; }
    std::uint32_t fill_blocks() const { return fill_blocks_; }
    std::uint32_t capacity_blocks() const { return 2 * fill_blocks_; }

    /// Lets the clock run over all edges before t.
    void run_until(core::TimePoint t);
    /// Output: a packet has arrived. Whatever arrives unlocked, or finds no room, is lost.
    void arrive(std::span<const std::byte> blocks);
    /// Input: blocks to be sent now; they leave the FIFO.
    std::span<const std::byte> depart();
    /// Input: what the microphone says counts from now on.
    void begin_recording();
    /// Output: no more packets will come, play what is left. Input: stop recording.
    void drain();
    bool drained() const { return draining_ && (!is_output_ || level_blocks_ == 0); }
    /// The stream is over; the FIFO is empty.
    void rest();
    /// A fault: what is in the FIFO and what arrives is lost, nothing is played, recorded or measured until the
    /// interface is selected again.
    void halt();
    /// The device's oscillator goes on differently: edges that lie ahead are not where they were.
    void sample_clock_changed();

    /// Blocks that have crossed between FIFO and air, now.
    std::uint64_t crossed_blocks() const;
    std::uint64_t level_blocks() const { return level_blocks_; }
    std::uint64_t lost_blocks() const { return lost_blocks_; }

    /// At edge `interval`: measures. Returns what is reported now, if anything.
    std::optional<std::uint32_t> measure(std::int64_t interval);

private:
    void play(std::uint64_t edges);
    void record(std::uint64_t edges);
    std::uint32_t measured(std::uint64_t master_cycles);

    Surroundings &surroundings_;
    FeedbackFormat feedback_format_;
    bool is_output_;
    unsigned tag_;
    core::ObjectId engine_;
    LinkFormat format_;
    core::ClockDomain samples_{{48'000, 1}};
    core::ClockDomain master_{{256 * 48'000, 1}}; // what the device counts for feedback
    bool selected_ = false;
    bool halted_ = false;
    core::TimePoint locked_at_;
    std::uint32_t packet_blocks_max_ = 0;
    std::uint32_t fill_blocks_ = 0;

    bool moving_ = false; // the converter plays (or records)
    bool draining_ = false;
    bool ever_moved_ = false;
    std::int64_t edges_seen_ = 0; // of samples_
    std::uint64_t crossed_blocks_ = 0;
    std::uint64_t lost_blocks_ = 0;
    std::vector<std::byte> fifo_; // a ring
    std::uint32_t read_ = 0;      // blocks
    std::uint32_t level_blocks_ = 0;
    std::vector<std::byte> scratch_;

    std::int64_t window_start_ = -1; // interval; -1: not measuring
    std::int64_t window_master_ = 0;
    std::uint64_t carry_ = 0;
    std::uint32_t pending_ = 0; // measured, reported at pending_at_
    std::int64_t pending_at_ = -1;
};

} // namespace acxsim::hw::usb
