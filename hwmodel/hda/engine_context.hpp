// SPDX-License-Identifier: MIT
//
// What the engines of a controller share, and what each asks of it: the clock of the link, the bus, codec and
// instruments, and when whose next step is. The controller owns it; the engines write their parts.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "hwmodel/dma_observer.hpp"
#include "hwmodel/hda/bus_arbiter.hpp"
#include "hwmodel/hda/parameters.hpp"
#include "hwmodel/hda/registers.hpp"
#include "hwmodel/memory/physical_memory.hpp"
#include "sim/core/clock_domain.hpp"
#include "sim/core/simulation.hpp"

namespace acxsim::hw::hda {

class StreamEngine;

/// Of engines, a bit each, at least one: that with the lowest index.
inline unsigned first_of(std::uint32_t engines) { return static_cast<unsigned>(std::countr_zero(engines)); }

/// What an engine asks of its controller.
class EngineHost {
public:
    virtual ~EngineHost() = default;
    /// Brings all engines up to the machine's present instant.
    virtual void settle() = 0;
    /// An engine was changed from outside its steps: its next one may be another.
    virtual void replan() = 0;
    /// SDSTS or SDCTL moved: work out the interrupt line.
    virtual void status_changed() = 0;
    /// A message on the interrupt line that no status bit accounts for.
    virtual void send_message() = 0;
    /// What settled_until() said before no longer holds.
    virtual void memory_unsettled() = 0;
    /// Where that engine's position is posted; 0: nowhere.
    virtual BusAddress position_slot(unsigned engine) const = 0;
    /// Whether the link has room for that engine's format.
    virtual bool link_has_room(const StreamEngine &candidate) = 0;
};

/// FIFOTRK: the lowest fill of any output's FIFO at a frame boundary, and FIFO errors of all engines.
struct FifoTrack {
    bool on = false;
    std::uint32_t lowest_bytes = 0xffff;
    std::uint32_t errors = 0;
    void restart() {
        lowest_bytes = 0xffff;
        errors = 0;
    }
};

/// What all engines of a controller share.
struct EngineContext {
    core::Simulation &simulation;
    PhysicalMemory &memory;
    const Parameters &parameters;
    BusArbiter &arbiter;
    core::ObjectId device;
    core::ClockDomain frame_clock;
    /// How far the controller has come: the machine's present instant whenever something is put on record.
    const core::TimePoint &now;
    EngineHost *host = nullptr;
    CodecSink *sink = nullptr;
    CodecSource *source = nullptr;
    EngineObserver *observer = nullptr;
    core::Duration l1_exit{}; ///< what the first burst after a pause of the bus waits longer
    FifoTrack fifo_track{};
    /// When each engine takes its next step; `moving` has a bit for each that will.
    std::array<core::TimePoint, engines_max> due = never();
    std::uint32_t moving = 0;
    bool due_changed = true; ///< since the controller looked who comes first
    /// A bit for each engine whose next step asks for one burst, a whole one, and does nothing else that anybody could
    /// notice.
    std::uint32_t one_burst = 0;
    /// A bit for each output engine whose sound is yet to be handed over.
    std::uint32_t owing = 0;
    /// When an input engine's next burst reaches memory; `arriving` likewise.
    std::array<core::TimePoint, engines_max> arrival = never();
    std::uint32_t arriving = 0;
    /// A bit for each engine whose SDSTS is not 0, and for each that may have something to post before code looks at
    /// memory: of those that are idle nobody needs to ask.
    std::uint32_t with_status = 0;
    std::uint32_t posting = 0;

    void set_due(unsigned engine, core::TimePoint when, bool is_one_burst = false) {
        due_changed = true;
        due[engine] = when;
        mark(moving, engine, when != core::end_of_time);
        mark(one_burst, engine, is_one_burst);
    }
    void set_arrival(unsigned engine, core::TimePoint when) {
        arrival[engine] = when;
        mark(arriving, engine, when != core::end_of_time);
    }
    static void mark(std::uint32_t &engines, unsigned engine, bool is_so) {
        const std::uint32_t bit = 1u << engine;
        engines = is_so ? engines | bit : engines & ~bit;
    }

    static constexpr std::array<core::TimePoint, engines_max> never() {
        std::array<core::TimePoint, engines_max> times;
        times.fill(core::end_of_time);
        return times;
    }
};

} // namespace acxsim::hw::hda
