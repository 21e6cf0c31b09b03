// SPDX-License-Identifier: MIT
//
// A cyclic DMA channel in front of a link FIFO: a ring of memory segments, one burst under way at a time, a FIFO of
// whole units, and a link that takes (output) or gives (input) units at its own pace. The I2S block and the DSP's host
// DMA are both this with different registers, units and depths.
// F moves in bursts, L unit by unit; both are closed forms of the link's clock. In the steady state the only events are
// segment ends: bursts in between are worked out, in their order and with the memory contents they found, when a
// processor is about to run, when a register is read, or at the next event. Memory changes only while processors run,
// and before_cpu_access() comes first, so nothing is read late. Near a stall, an error or a segment that software still
// owns, every burst is an event; the outcome is the same (tests/hwmodel/i2s_timing.cpp).
// Order inside one tick: arrival, link, issue (hwmodel.md 2.4). Leaves out: several bursts in flight, arbitration.
// Follows hwmodel.md 3a, 3d.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "hwmodel/cyclic/link_pace.hpp"
#include "hwmodel/dma_observer.hpp"
#include "hwmodel/memory/physical_memory.hpp"

namespace acxsim::hw::cyclic {

struct Segment {
    BusAddress address = 0;
    std::uint32_t size_bytes = 0;
    bool interrupt = false;
};

/// What a channel asks of, and tells, the block around it. Calls come in the order in which things happen, with the
/// simulation's clock at or after the moment they are about.
class ChannelHost {
public:
    virtual ~ChannelHost() = default;
    /// The descriptor of a segment, read now; nullopt if it cannot be read or used.
    virtual std::optional<Segment> fetch_segment(unsigned index) = 0;
    virtual unsigned segment_count() const = 0;
    /// Whether the channel may enter that segment.
    virtual bool owns_segment(unsigned index) const = 0;
    /// The last byte of a segment has been moved.
    virtual void segment_done(unsigned index, bool interrupt) = 0;
    /// A segment was not owned when its first burst was due: the channel has stopped.
    virtual void segment_late(unsigned index) = 0;
    /// Output: the link found the FIFO empty. Input: it found it full. Told once per such gap.
    virtual void fifo_error() = 0;
    /// Descriptor or data could not be reached: the channel has stopped.
    virtual void bus_error(BusAddress address) = 0;
    /// A burst leaves; its data are there at `arrival`.
    virtual void burst_issued(BusAddress address, std::uint32_t size_bytes, core::TimePoint arrival) = 0;
    virtual void link_started() = 0;
    virtual void link_stopped() = 0;
    /// Everything due has been told: work out the interrupt line.
    virtual void settle() = 0;
    /// due() has moved.
    virtual void due_changed() = 0;
};

/// Fixed while anything moves.
struct Setup {
    bool is_output = true;
    LinkFormat format;
    std::uint32_t unit_bytes = 2;  ///< one FIFO unit in memory
    std::uint32_t block_units = 2; ///< units in a sample block
    std::uint32_t fifo_units = 8;
    std::uint32_t threshold_units = 4; ///< output asks when at most so many are there, input when at least so many
    std::uint32_t burst_units = 4;     ///< threshold + burst must fit the FIFO (output)
    core::Duration burst_time{};       ///< from a burst's issue to its end
    bool link_waits_for_fill = false;  ///< output: the link starts only when no further burst is wanted
    bool keeps_slots = true; ///< after a gap, data wait for the start of a frame; else they take the next slot
    bool event_per_burst = false;
};

class Channel : private BlockTimes {
public:
    Channel(core::Simulation &simulation, PhysicalMemory &memory, ChannelHost &host, core::ObjectId object,
            const LinkPace &pace);
    Channel(const Channel &) = delete;
    Channel &operator=(const Channel &) = delete;

    /// Only while neither DMA nor link moves.
    void configure(const Setup &setup) { setup_ = setup; }
    const Setup &setup() const { return setup_; }
    void attach(CodecSink *sink, CodecSource *source, unsigned tag) { sink_ = sink, source_ = source, tag_ = tag; }

    /// Goes on from where the channel stands.
    void start_dma();
    /// No further burst; one under way still ends.
    void stop_dma();
    /// The link starts at the first frame at or after `earliest` (and after the fill, if it waits for that).
    void start_link(core::TimePoint earliest);
    /// At the end of the frame under way.
    void stop_link();
    /// Everything stops at this instant and the counters return to 0.
    void reset();
    /// No burst is issued before `until` (a bus stall).
    void stall_until(core::TimePoint until);
    /// Software has given segments back: an event for that may not be needed any more.
    void ownership_changed();

    /// Brings the channel to the present instant.
    void advance();
    /// When advance() must be called next because somebody can notice something. The block around has one event for all
    /// its channels and goes through them in order: what falls on one tick has the same order in every run.
    core::TimePoint due() const { return due_; }
    /// Until then, if nobody touches a register, memory holds what it should.
    core::TimePoint settled_until() const;

    bool dma_active() const { return dma_active_; }
    bool dma_busy() const { return dma_active_ || pending_.has_value(); }
    bool link_active() const { return link_ != Link::Idle; }
    bool link_moving() const { return link_ == Link::Running; }
    /// Units in the FIFO; input: as far as they have not been taken by a burst.
    std::uint32_t level_units() const;
    std::uint64_t issued_bytes() const { return issued_ * setup_.unit_bytes; }
    std::uint64_t arrived_bytes() const { return arrived_ * setup_.unit_bytes; }
    /// Whole blocks.
    std::uint64_t link_bytes() const { return crossed_ / setup_.block_units * setup_.block_units * setup_.unit_bytes; }
    /// F when the last segment, and the last lap, was complete.
    std::uint64_t segments_done_bytes() const { return segments_done_bytes_; }
    std::uint64_t laps_done_bytes() const { return laps_done_bytes_; }
    unsigned segment_index() const { return segment_index_; }

private:
    enum class Link : std::uint8_t { Idle, WaitingForFill, Starting, Running };
    struct Burst {
        core::TimePoint arrival;
        BusAddress address = 0;
        std::uint32_t units = 0;
        bool ends_segment = false;
    };
    struct IssuedBurst {
        std::uint64_t end = 0; // F after it, in units
        core::TimePoint issued;
    };
    static constexpr std::int64_t no_count = INT64_MAX;

    // channel.cpp: bursts
    core::TimePoint next_step() const;
    core::TimePoint wanted_at() const;
    std::uint32_t next_burst_units() const;
    void step(core::TimePoint when);
    void issue(core::TimePoint when);
    void arrive(core::TimePoint when);
    bool enter_segment();
    bool steady() const;
    core::TimePoint segment_end() const;
    void plan();

    // channel_link.cpp: the link
    void choose_start(core::TimePoint when);
    void run_link(core::TimePoint when);
    void begin_link();
    void end_link();
    void send(std::int64_t units);
    void receive(std::int64_t units);
    void silence(std::int64_t units);
    void end_gap();
    void take_from_source(std::int64_t units, bool keep);
    void deliver();
    core::TimePoint crossed(std::uint64_t behind) const override;
    core::TimePoint fetched(std::uint64_t behind) const override;
    core::TimePoint time_of_slot(std::int64_t slot) const;
    core::TimePoint time_of_crossing(std::uint64_t unit) const;
    core::TimePoint gap_begins() const;
    std::int64_t phase() const { return slot_ % static_cast<std::int64_t>(setup_.block_units); }
    std::int64_t resume_slot() const;

    core::Simulation &simulation_;
    PhysicalMemory &memory_;
    ChannelHost &host_;
    core::ObjectId object_;
    const LinkPace &pace_;
    core::TimePoint due_ = core::end_of_time;
    CodecSink *sink_ = nullptr;
    CodecSource *source_ = nullptr;
    unsigned tag_ = 1;
    Setup setup_;

    // DMA; units since reset.
    bool dma_active_ = false;
    std::uint64_t issued_ = 0;
    std::uint64_t arrived_ = 0;
    std::optional<Burst> pending_;
    std::vector<std::byte> pending_bytes_;
    std::deque<IssuedBurst> issued_bursts_; // output: those of which something is yet to be delivered
    core::TimePoint earliest_issue_;
    Segment segment_;
    std::uint32_t segment_left_units_ = 0;
    bool segment_loaded_ = false;
    bool advancing_ = false;
    unsigned segment_index_ = 0; // under way, or next
    std::uint64_t segments_done_bytes_ = 0;
    std::uint64_t laps_done_bytes_ = 0;

    // Link; a slot is the place of one unit on the link, filled or not.
    Link link_ = Link::Idle;
    core::TimePoint link_earliest_;
    std::int64_t origin_count_ = 0;
    std::int64_t origin_slot_ = 0;
    std::int64_t slot_ = 0; // slots passed since reset
    std::int64_t stop_count_ = no_count;
    std::uint64_t crossed_ = 0; // L: units of data
    std::uint64_t lost_ = 0;    // slots without data (output), units dropped (input)
    bool gap_ = false;
    bool gap_over_ = false;        // data, or room, are there again,
    std::int64_t resume_slot_ = 0; // and used from that slot on
    std::int64_t gap_units_ = 0;   // not yet told to sink or source
    std::vector<std::byte> fifo_;  // output: consumed but undelivered, then waiting; input: waiting
    std::size_t consumed_bytes_ = 0;
    std::int64_t open_units_ = 0;     // consumed units behind the blocks that are just delivered
    std::vector<std::byte> recorded_; // input: of the frame under way
    std::size_t recorded_used_ = 0;
};

} // namespace acxsim::hw::cyclic
