// SPDX-License-Identifier: MIT
//
// What faults do to one stream engine (hwmodel.md section 4; the rows are in faults/catalogue.cpp). The engine asks at
// its occasions and does what it is told; an engine without armed faults has no such object. What a fault brings about
// later (a second interrupt, a write that arrives late) waits here as an effect with its own event.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "hwmodel/faults/injector.hpp"
#include "hwmodel/hda/cadence.hpp"
#include "hwmodel/hda/descriptor_list.hpp"
#include "hwmodel/hda/parameters.hpp"

namespace acxsim::hw::hda {

class StreamEngine;
struct EngineContext;

class StreamFaults {
public:
    StreamFaults(StreamEngine &engine, EngineContext &context, faults::Injector &injector);
    ~StreamFaults();
    StreamFaults(const StreamFaults &) = delete;
    StreamFaults &operator=(const StreamFaults &) = delete;

    // Registers and handshakes.
    /// RUN is about to be set: false if it does not take.
    bool run_takes() const;
    void starting(bool is_resume);
    /// Whether a resume begins again at the first buffer.
    bool forgets_position();
    bool link_is_dead() const { return dead_; }
    bool fifo_may_be_ready(core::TimePoint now) const { return now >= ready_not_before_; }
    /// RUN was cleared: false if the engine does not stop now (a late stop comes by itself).
    bool may_stop();
    FifoOnStop fifo_on_stop(FifoOnStop usual);
    void stopped();
    /// SRST was written: how much later it reads back; none: never.
    std::optional<core::Duration> reset_delay();
    /// The engine is at its reset values.
    void reset();
    void format_written();
    Cadence cadence(const Cadence &usual, bool base_44100, std::uint32_t multiple, std::uint32_t divisor) const;
    /// Interrupt enables of SDCTL as the hardware takes them.
    std::uint32_t enables(std::uint8_t status, std::uint32_t control);

    // Descriptors and bursts.
    bool fetch_fails(unsigned entry);
    unsigned last_valid_index(unsigned programmed) const;
    void entry_begins(const Descriptor &entry, unsigned index);
    BusAddress reached(BusAddress address) const;
    BusAddress burst_address(BusAddress address) const;
    std::uint32_t burst_size(std::uint32_t size_bytes, BusAddress address) const;
    /// A burst is issued; for outputs its data lie in the ring from `ring_index` on.
    void burst_issued(std::uint32_t ring_index, std::uint32_t size_bytes);
    /// Whether the burst that leaves `entry_left` bytes of its entry reports the entry as complete.
    bool completes(std::uint32_t entry_left, bool interrupt_on_completion);
    /// Input: true if the burst's data reach memory later.
    bool defers_write(BusAddress address, std::uint32_t ring_index, std::uint32_t size_bytes, core::TimePoint arrival,
                      bool completes);
    /// No burst is issued for now.
    bool stalled() const;
    void stall(core::TimePoint until);

    // Completion, positions, sound.
    /// True: the completion of `entry` is not reported, or not now.
    bool withholds_completion(std::uint16_t entry);
    enum class View : std::uint8_t { Register, Memory };
    std::uint32_t reported(std::uint64_t position, View view);
    /// The same for the word of the position buffer that was sampled at that time: one sample, one answer.
    std::uint32_t posted(std::uint64_t position, core::TimePoint sampled);
    bool changes_sound() const { return rotates_channels_ || asleep_until_ != core::power_on; }
    std::span<const std::byte> heard(std::span<const std::byte> blocks, core::TimePoint when);
    void sleep_until(core::TimePoint when, bool loses_run);
    void switch_rate(std::uint32_t rate_hz, core::Duration gap);
    void pause_link(core::Duration gap);

private:
    enum class Action : std::uint8_t { Complete, CompleteOutOfTurn, Write, TouchMemory, Stop, Wake };
    struct Effect {
        core::TimePoint when;
        Action action;
        std::uint16_t entry = 0;
        BusAddress address = 0;
        std::vector<std::byte> data = {};
    };
    faults::Where where() const;
    const faults::ArmedFault *strike(faults::FaultId fault) { return injector_.strike(fault, where()); }
    void later(core::TimePoint when, Action action, std::uint16_t entry = 0, BusAddress address = 0,
               std::vector<std::byte> data = {});
    void on_due();
    void perform(const Effect &effect);
    void touch_memory(BusAddress address);
    void read_ahead(std::uint32_t ring_index, std::uint32_t size_bytes);
    void flip(std::uint32_t ring_index, std::uint32_t bits);
    std::uint32_t wrapped(std::uint64_t position, View view);
    bool near_rollover(std::uint32_t window_bit_clocks) const;

    StreamEngine &engine_;
    EngineContext &context_;
    faults::Injector &injector_;
    core::Event event_;
    std::vector<Effect> effects_; // by time

    bool dead_ = false;
    bool stop_is_late_ = false;
    core::TimePoint ready_not_before_ = core::power_on;
    core::TimePoint stalled_until_ = core::power_on;
    core::TimePoint merged_until_ = core::power_on;
    core::TimePoint asleep_until_ = core::power_on;
    bool loses_run_ = false;
    // Descriptors
    std::uint32_t early_left_ = 0; // the entry is reported with so many bytes to go
    bool early_pending_ = false;
    bool early_reported_ = false;
    bool page_limited_ = false;
    BusAddress page_ = 0;
    BusAddress reach_mask_ = ~BusAddress{0};
    int index_delta_ = 0;
    std::vector<std::byte> ahead_; // fetched, and not yet in the FIFO
    unsigned ahead_entry_ = 0;
    std::uint32_t ahead_offset_ = 0;
    // Positions
    std::uint64_t stale_bytes_ = 0;
    std::int64_t length_delta_ = 0;
    bool length_sticks_ = false;
    core::TimePoint lag_until_ = core::power_on;
    std::uint64_t lag_limit_ = 0;
    std::array<std::optional<std::uint32_t>, 2> frozen_{};
    core::TimePoint posted_for_ = core::end_of_time;
    std::uint64_t posted_position_ = 0;
    std::uint32_t posted_word_ = 0;
    // Format
    std::uint32_t speed_ = 1;
    bool rotates_channels_ = false;
    std::optional<Cadence> switched_cadence_;
    std::vector<std::byte> heard_;
};

} // namespace acxsim::hw::hda
