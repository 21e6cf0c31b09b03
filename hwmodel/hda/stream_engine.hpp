// SPDX-License-Identifier: MIT
//
// One stream engine: three clocks and two pointers (hwmodel.md section 0). F, the fetch pointer, moves in bursts; L,
// the link pointer, once per 48 kHz frame; both are exact. A burst is a step; a frame is not: L is a closed form of
// the frame clock, and what happened on frame boundaries since the last step is worked out when somebody looks.
// Arrivals are steps only when somebody can see them. The controller takes the steps of all its engines in order of
// time, or, in the steady state, many bursts of an entry at once (glide(), stream_glide.cpp). Order inside one tick
// (hwmodel.md 2.4): arrivals, link consumes, positions, new bursts, status and line, processor. Follows HDA 1.0a
// section 3.3.35 on. Leaves out striping and bidirectional engines.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "hwmodel/dma_observer.hpp"
#include "hwmodel/hda/bus_arbiter.hpp"
#include "hwmodel/hda/descriptor_list.hpp"
#include "hwmodel/hda/engine_context.hpp"
#include "hwmodel/hda/format.hpp"
#include "hwmodel/hda/interrupt_tree.hpp"
#include "hwmodel/hda/parameters.hpp"
#include "hwmodel/hda/registers.hpp"
#include "hwmodel/hda/stream_faults.hpp"
#include "hwmodel/records.hpp"
#include "hwmodel/timing.hpp"
#include "sim/core/clock_domain.hpp"

namespace acxsim::hw::hda {

class StreamEngine final : public hw::StreamEngine, private BusClient, private BlockTimes {
public:
    StreamEngine(EngineContext &context, unsigned index, bool is_output, std::string_view name);
    ~StreamEngine() override;

    // What the controller drives.
    /// Takes the step that is due, alone at this tick.
    void step();
    /// Several engines meet at this tick: takes this one's step up to where it asks for the bus.
    void gather();
    /// The rest of the step, once the arbiter has served all that asked.
    void conclude();
    /// Nothing but bursts within the present entry can happen until glide_end(), each on a frame boundary: no
    /// completion, no underrun, no fault, as long as the bus is free at every boundary and nobody interferes.
    bool steady();
    /// When the last burst of the present entry is issued; only while steady().
    core::TimePoint glide_end() const;
    /// Issues the bursts up to `until` at once, but for those of the last frames; only while steady(). False: there was
    /// none.
    bool glide(core::TimePoint until);
    /// How many bursts glide() would issue; nothing if the next one's frame is not known, after waiting for the bus.
    std::optional<std::uint64_t> bursts_to_glide(core::TimePoint until) const;
    /// Whether that engine's bursts, from now on, are issued in the same frames as this one's; false if in doubt.
    bool in_step_with(const StreamEngine &other) const {
        const auto need = [](const StreamEngine &engine) {
            return engine.issued_ - engine.link_base_ - (engine.is_output_ ? engine.fifo_ : 0);
        };
        return cadence_ == other.cadence_ && block_ == other.block_ && burst_ == other.burst_ &&
               origin_frame_ == other.origin_frame_ && need(*this) == need(other);
    }
    /// The frame at whose end burst `n` from now on is issued; only while steady().
    std::int64_t burst_frame(std::uint64_t n) const {
        const std::uint64_t end = issued_ + (n + 1) * burst_;
        return frame_reaching(is_output_ ? end - fifo_ : end);
    }
    /// Gives the codec what has crossed the link.
    void hand_over();
    /// Takes in what has arrived. What an arrival sets off beyond that is a step of its own.
    void retire_arrived();
    /// Pages are about to be unmapped.
    void before_unmap();
    /// Most bursts that one frame boundary asks for.
    unsigned bursts_per_frame() const {
        const std::uint32_t bytes = cadence_.blocks_per_frame() * block_;
        return (bytes + burst_ - 1) / burst_;
    }
    core::TimePoint last_arrival() const { return last_arrival_; }
    /// The memory between which and the FIFO the present entry's bursts move data.
    DmaRange present_entry() const;

    // What an instrument sees.
    core::ObjectId object() const override { return object_; }
    bool is_output() const override { return is_output_; }
    LinkFormat format() const override { return format_.link; }
    unsigned stream_tag() const override { return (control_ >> 20) & 0xfu; }
    bool running() const override { return phase_ != Phase::Idle; }
    EnginePosition position() override;
    std::vector<DmaRange> ranges() const override;
    std::uint32_t fifo_bytes() const override { return fifo_for_format(); }

    // What the controller's decode calls. `covered` are the bits of the register that the access carries.
    std::uint32_t read_register(Stream which);
    void write_register(Stream which, std::uint32_t value, std::uint32_t covered);

    unsigned index() const { return index_; }
    bool interrupt_pending() const {
        const std::uint32_t enables = faults_ == nullptr ? control_ : faults_->enables(status_, control_);
        return stream_interrupt(status_, enables, context_.parameters.ioce_ignored);
    }
    /// Materialises the engine at the present instant, FIFOTRK included.
    void settle();
    /// DPIB: F of bursts issued, within the lap.
    std::uint32_t position_buffer_register();
    const StreamFormat &stream_format() const { return format_; }
    /// This engine's SSYNC bit: the link waits while it is set.
    void hold_link(bool hold);
    /// From now on this engine has the faults that are armed there.
    void attach_faults(faults::Injector &injector);
    StreamFaults *faults() { return faults_.get(); }
    /// Edges of the frame clock that lie ahead are not where they were; those that have passed are.
    void frame_clock_changed();
    /// Controller reset, or the device is gone: everything stops at once and returns to reset values.
    void reset_all();
    /// Writes to memory what the device would have written by now; `position_slot` 0: no position buffer.
    void before_cpu_access(BusAddress position_slot) {
        if (phase_ == Phase::Idle && position_settled_) {
            EngineContext::mark(context_.posting, index_, false);
            return;
        }
        catch_up_for_cpu(position_slot, context_.parameters.posbuf_write_delay);
    }
    /// Until then, as long as nobody touches a register, before_cpu_access() has nothing to do.
    core::TimePoint settled_until(BusAddress position_slot) const {
        if (phase_ == Phase::Idle && position_settled_) return core::end_of_time;
        if (position_slot == 0 && phase_ != Phase::Idle) return context_.arrival[index_];
        return position_slot == position_slot_ ? std::min(position_until_, context_.arrival[index_]) : core::power_on;
    }

private:
    friend class StreamFaults;
    /// Idle: RUN reads 0. Loading: first descriptor. Filling: FIFO. Ready: waits for a frame (or SSYNC). Running: link
    /// moves.
    enum class Phase : std::uint8_t { Idle, Loading, Filling, Ready, Running };
    struct Burst {
        std::uint64_t end = 0; // F after it
        core::TimePoint arrival;
        core::TimePoint issued;
        std::uint32_t size_bytes = 0;
        std::uint16_t entry = 0;
        bool completes = false; // last of an entry with IOC
    };
    /// Input: where the data of a burst that is under way wait, and where they go.
    struct Delivery {
        BusAddress address = 0;
        std::uint32_t ring_index = 0;
    };
    /// Bursts that were issued at once (stream_glide.cpp), F from `begin` to `end`, and where the link stood then.
    struct Glided {
        std::uint64_t begin = 0;
        std::uint64_t end = 0;
        std::uint64_t link_base = 0;
        std::int64_t origin_frame = 0;
    };
    struct Completion {
        std::uint64_t position = 0;
        std::uint16_t entry = 0;
    };
    /// F when an entry with IOC had completed.
    struct CompletedEntry {
        core::TimePoint when = core::end_of_time;
        std::uint64_t position = 0;
    };
    struct Registers {
        std::uint32_t cyclic_length = 0;
        std::uint32_t list_lower = 0;
        std::uint32_t list_upper = 0;
        std::uint16_t last_valid_index = 0;
        std::uint16_t format = 0;
    };
    static constexpr std::uint64_t burst_ring = 64; // outstanding ones, and history for the position buffer, at least
    /// An output's codec gets its sound in pieces of about that many bytes, or when a processor could notice.
    static constexpr std::uint32_t owed_max = 1024;
    static constexpr std::int64_t no_frame = INT64_MIN;

    // stream_registers.cpp: register access
    void write_control(std::uint32_t value);
    void write_guarded(Stream which, std::uint32_t value);
    static void apply(Stream which, std::uint32_t value, Registers &into);
    std::uint32_t fifo_size_register() const;
    std::uint32_t stored_control_bits() const;
    void follow_fifo_limit();

    // stream_engine.cpp: life
    void start();
    void stop();
    void finish_stop();
    void halt_transfer();
    void begin_reset(bool enter);
    void on_reset_acknowledged();
    void clear_registers(bool keep_fifo_configuration);
    void clear_transfer();
    void configure();
    void make_fifo();
    void check_programming();
    void remember_list();
    void remember_bursts();
    void misuse(RegisterMisuse::What what, std::uint32_t offset, std::uint64_t value) const;
    std::uint32_t fifo_for_format() const;
    std::uint32_t bytes_in(core::Duration duration) const;
    BusAddress list_address() const;
    void drop_fifo();
    void rewind_fetch();

    // stream_transfer.cpp: movement
    [[gnu::always_inline]] inline bool flow();
    void on_event();
    [[gnu::always_inline]] inline void begin(core::TimePoint now);
    bool bus_granted() override;
    void request_bus();
    bool has_burst(core::TimePoint now);
    [[gnu::noinline]] void issue_next(core::TimePoint now);
    void run_until_now();
    void advance(core::TimePoint now);
    void run_link(std::int64_t frame);
    [[gnu::always_inline]] inline void move_link(std::int64_t frame, std::uint64_t target);
    [[gnu::always_inline]] inline void play(std::uint32_t bytes);
    void capture(std::uint32_t bytes);
    void starve(std::int64_t frames, std::int64_t last_frame);
    void retire_next();
    [[gnu::always_inline]] void retire_until(core::TimePoint now) {
        while (retired_count_ != issued_count_ && bursts_[retired_count_ & burst_mask_].arrival <= now)
            retire_next();
    }
    void deliver(const Burst &burst);
    void retire_last(const Burst &burst);
    void track_fifo(core::TimePoint when);
    void retire_all();
    void play_held(std::uint32_t bytes);
    void complete(std::uint16_t entry);
    void transitions(core::TimePoint now);
    void issue(core::TimePoint now);
    /// As far as the entry and the address go.
    std::uint32_t next_burst_bytes() const {
        const std::uint64_t to_cut = cut_ - (entry_address_ & (cut_ - 1));
        return static_cast<std::uint32_t>(std::min<std::uint64_t>(std::min(burst_, entry_left_), to_cut));
    }
    [[gnu::always_inline]] inline void issue_one(core::TimePoint now, std::uint32_t size);
    void set_fifo_ready(core::TimePoint now);
    void choose_start_frame(core::TimePoint now, bool by_processor);
    void start_link();
    void publish();
    void set_status(unsigned status) {
        status_ = static_cast<std::uint8_t>(status);
        EngineContext::mark(context_.with_status, index_, status_ != 0);
    }
    void plan(core::TimePoint now);
    void plan_rare(core::TimePoint now);
    /// Asks the host for the memory that the next burst touches: of a thousand streams none has it in a cache near by.
    void prefetch_burst() const {
        __builtin_prefetch(&bursts_[issued_count_ & burst_mask_], 1);
        __builtin_prefetch(ring_.data() + ring_write_, 1);
        __builtin_prefetch(context_.memory.translate(entry_address_));
    }
    void set_due(core::TimePoint when) { context_.set_due(index_, when); }
    /// The next step is at the end of `frame`, the first that finds room (data) for a burst; L is `link` then.
    [[gnu::always_inline]] void plan_bursts(std::int64_t frame, core::TimePoint when, std::uint64_t link) {
        known_frame_ = frame;
        known_time_ = when;
        known_link_ = link;
        const std::uint64_t room = link + (is_output_ ? fifo_ : 0) - issued_;
        const bool is_one_burst = room < 2 * burst_ && entry_left_ > burst_ &&
                                  (entry_address_ & (cut_ - 1)) + burst_ <= cut_ && faults_ == nullptr;
        context_.set_due(index_, when, is_one_burst);
    }
    template <class T>
    void emit(const T &record) {
        ACXSIM_ASSERT(context_.now == context_.simulation.now(), "something observable was left out");
        context_.simulation.trace.emit(record);
    }

    // stream_glide.cpp: many bursts at once
    bool is_mapped(BusAddress address, std::uint32_t size_bytes) const;
    bool entry_is_mapped();
    std::int64_t frames_kept() const;
    void play_from_memory(std::uint64_t offset, std::uint64_t size_bytes);
    void fetch_into_ring(std::uint64_t offset, std::uint32_t size_bytes);

    // stream_descriptors.cpp: the list
    bool enter_next_entry(core::TimePoint now);
    void prefetch_descriptor(unsigned index, core::TimePoint now);
    void check_unchanged(const Descriptor &descriptor);
    void raise_descriptor_error();

    // stream_positions.cpp: what is reported
    core::TimePoint crossed(std::uint64_t behind) const override;
    core::TimePoint fetched(std::uint64_t behind) const override;
    void catch_up_for_cpu(BusAddress position_slot, core::Duration write_delay);
    std::uint32_t link_position_register();
    std::uint64_t fetched_at(core::TimePoint when) const;
    std::uint32_t within_lap(std::uint64_t position) const;
    std::uint32_t within_period(std::uint64_t position) const;
    std::uint64_t link_at_time(core::TimePoint when) const;

    bool fetching() const { return phase_ >= Phase::Filling && !stop_pending_; }
    /// First frame after which the next burst finds its room (output) or its data (input).
    std::int64_t next_burst_frame() const {
        return frame_reaching(is_output_ ? issued_ + burst_ - fifo_ : issued_ + burst_);
    }
    /// A burst's worth of room (output) or data (input).
    bool wants_burst() const { return is_output_ ? issued_ + burst_ <= link_ + fifo_ : issued_ + burst_ <= link_; }
    std::uint64_t link_at(std::int64_t frame) const {
        return link_base_ + block_ * static_cast<std::uint64_t>(cadence_.blocks(frame - origin_frame_));
    }
    /// First frame at whose end at least `position` bytes have crossed.
    std::int64_t frame_reaching(std::uint64_t position) const {
        return frame_reaching(position, link_base_, origin_frame_);
    }
    /// ... of a link that stood at `base` when frame `origin` ended.
    std::int64_t frame_reaching(std::uint64_t position, std::uint64_t base, std::int64_t origin) const {
        if (static_cast<std::int64_t>(position - base) <= 0) return origin;
        return origin + cadence_.frames_for(whole_blocks(position - base + block_ - 1));
    }
    /// First frame that would need more than `limit` bytes.
    std::int64_t frame_exceeding(std::uint64_t limit) const {
        return origin_frame_ + cadence_.frames_for(whole_blocks(limit - link_base_) + 1);
    }
    /// Blocks are mostly powers of two, and a division per burst is worth saving.
    std::int64_t whole_blocks(std::uint64_t bytes) const {
        return static_cast<std::int64_t>(block_shift_ >= 0 ? bytes >> block_shift_ : bytes / block_);
    }
    /// How far L may come with what has arrived.
    std::uint64_t link_limit(std::uint64_t arrived) const { return is_output_ ? arrived : arrived + fifo_; }
    std::int64_t frame_of(core::TimePoint when) const {
        return when == known_time_ ? known_frame_ : context_.frame_clock.count_at(when);
    }
    core::TimePoint time_of(std::int64_t frame) const {
        return frame == known_frame_ ? known_time_ : context_.frame_clock.edge(frame);
    }

    /// When the link reached `position`, which lies in the frames up to linked_frame_.
    [[gnu::always_inline]] core::TimePoint crossed_at(std::uint64_t position) const {
        if (link_at(linked_frame_ - 1) < position) return time_of(linked_frame_);
        return context_.frame_clock.edge(frame_reaching(position));
    }

    // Touched by every burst.
    EngineContext &context_;
    core::ChoiceSite &memory_latency_;
    std::uint64_t issued_ = 0;  // F of bursts issued
    std::uint64_t arrived_ = 0; // F of bursts arrived
    std::uint64_t link_ = 0;    // L, up to linked_frame_
    std::uint64_t link_base_ = 0;
    std::int64_t origin_frame_ = 0;
    std::int64_t linked_frame_ = 0;
    std::int64_t known_frame_ = no_frame; // an edge already worked out
    core::TimePoint known_time_ = core::end_of_time;
    std::uint64_t known_link_ = 0; // L after that frame
    Cadence cadence_;
    std::uint32_t block_ = 4; // bytes
    int block_shift_ = 2;     // log2, or -1
    std::uint32_t fifo_;
    std::uint32_t burst_ = 32;
    std::uint64_t cut_ = 128; // bursts end where the address is a multiple of that
    std::uint32_t owed_ = 0;  // output: of link_, not handed over yet
    std::uint32_t ring_read_ = 0;
    std::uint32_t ring_write_ = 0;
    std::uint32_t ring_size_ = 0;
    std::vector<std::byte> ring_;
    std::vector<std::byte> straight_; // one burst that wraps in the ring
    BusAddress entry_address_ = 0;
    std::uint32_t entry_left_ = 0;
    std::uint16_t entry_ = 0;
    std::unique_ptr<StreamFaults> faults_; // nullptr: none is armed
    bool is_output_;
    bool link_moving_ = false;
    bool waiting_for_bus_ = false;
    bool stop_pending_ = false;
    bool held_ = false;
    bool doomed_ = false; // input: what is under way will meet a hole in memory, so that arrivals are noticed
    Phase phase_ = Phase::Idle;
    std::uint8_t pending_status_ = 0;
    std::uint32_t completions_outstanding_ = 0;
    core::TimePoint next_ready_; // when the prefetched descriptor is there
    core::TimePoint last_arrival_;
    core::TimePoint begun_at_; // gather() has taken arrivals and frame boundary of that instant
    std::uint64_t issued_count_ = 0;
    std::uint64_t retired_count_ = 0;
    std::vector<Burst> bursts_; // a ring; none of these three takes memory before the engine has run
    std::uint64_t burst_mask_ = 0;
    std::vector<Delivery> deliveries_; // input: a ring of the same size
    std::vector<Glided> glides_;       // the last ones, a ring of the same size
    std::uint64_t glide_count_ = 0;

    // Touched now and then.
    unsigned index_;
    core::ObjectId object_;
    core::ChoiceSite &descriptor_latency_;
    std::uint64_t mapped_entry_end_ = 0; // F at the end of the entry whose pages were found mapped,
    std::uint64_t mapped_unmaps_ = 0;    // when so many had been unmapped
    core::Event reset_event_;
    Descriptor current_;
    Descriptor next_;
    std::uint16_t next_index_ = 0;
    bool descriptor_loaded_ = false;
    StreamFormat format_;
    bool format_valid_ = true;
    Registers registers_;
    Registers next_lap_;
    bool lap_change_ = false;
    std::uint64_t lap_start_ = 0;               // cbl_mismatch fetch-at-length: F where this lap of CBL began
    std::uint64_t list_bytes_ = 0;              // sum of the list's lengths when it was started
    std::vector<std::uint32_t> list_checksums_; // of its entries then
    bool ran_ = false;                          // since the last reset
    bool format_written_ = false;
    core::TimePoint format_written_at_;
    std::uint16_t fifo_limit_ = 0;
    std::uint16_t fifo_watermark_ = 4;
    std::uint32_t fifo_configured_;
    std::uint32_t control_ = 0;
    std::uint8_t status_ = 0;
    bool reset_wanted_ = false;
    bool reset_achieved_ = false;
    bool announced_ = false; // started() was told
    std::int64_t start_frame_ = no_frame;
    std::int64_t hold_frame_ = no_frame;
    std::int64_t stop_frame_ = no_frame;
    core::TimePoint run_since_;
    core::TimePoint stopped_at_;
    core::TimePoint stopped_before_; // the stop before the last RUN
    bool position_settled_ = true;
    BusAddress position_slot_ = 0;   // where the position was written last,
    core::TimePoint position_until_; // and until when that word is the right one
    core::TimePoint delayed_completion_ = core::end_of_time;
    std::uint16_t delayed_entry_ = 0;
    std::uint64_t last_error_position_ = UINT64_MAX;
    std::array<CompletedEntry, 2> completed_; // the last one, and the one before
    std::vector<Completion> on_link_;         // bcis_point = OnLink: a ring
    std::size_t on_link_first_ = 0;
    std::size_t on_link_count_ = 0;
};

} // namespace acxsim::hw::hda
