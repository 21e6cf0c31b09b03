// SPDX-License-Identifier: MIT
//
// What every rule would otherwise have to gather for itself: per stream its format, packets, state, notifications and
// the last sight of its hardware engine. Filled from records only. While a rule looks at a record, the book holds what
// was true *before* it: a rule about PacketNotified finds the notification before this one in `last_packet`.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "sim/acx/records.hpp"
#include "sim/client/records.hpp"
#include "sim/core/id_table.hpp"
#include "sim/core/trace.hpp"

namespace acxsim::kernel {
class System;
}

namespace acxsim::verifier {

struct StreamFacts {
    core::ObjectId stream = 0;
    acx::Direction direction = acx::Direction::Render;
    std::uint64_t rate_hz = 48'000;
    std::uint64_t block_bytes = 4;
    bool real_time = true;
    bool supports_notifications = false;

    acx::StreamState state = acx::StreamState::Stop;
    core::TimePoint state_since{};
    bool closing = false;
    bool ran_since_prepare = false;
    core::TimePoint first_run{};       ///< since Prepare: when Run was first reached
    core::TimePoint last_run{};        ///< when Run was last reached
    core::Duration paused_since_run{}; ///< time spent in Pause between first_run and now (finished pauses)

    std::uint64_t packet_count = 0; ///< 0: none allocated
    std::uint64_t packet_size_bytes = 0;

    std::uint64_t notified = 0;               ///< notifications since Prepare that the framework took
    std::optional<std::uint64_t> last_packet; ///< ... and the last one made, taken or not
    std::uint64_t last_qpc = 0;
    core::TimePoint last_notify{};
    core::TimePoint first_notify{};

    std::optional<std::uint64_t> fifo_bytes; ///< as the driver reported
    std::optional<std::uint64_t> delay_hns;

    std::optional<client::EngineSampled> engine; ///< last sample
    core::TimePoint engine_sampled{};

    std::uint64_t frames_per_packet() const { return block_bytes == 0 ? 0 : packet_size_bytes / block_bytes; }
    /// Nominal duration of one packet (T of the contract).
    core::Duration packet_period() const {
        if (rate_hz == 0) return {};
        return core::Duration{static_cast<std::int64_t>(static_cast<unsigned __int128>(frames_per_packet()) *
                                                        core::ticks_per_second / rate_hz)};
    }
};

class StreamBook final : public core::TraceObserver {
public:
    explicit StreamBook(kernel::System &system) : system_(system) {}
    /// Call before the rules attach / after they have (that is what gives "before" its meaning).
    void attach_before_rules(core::Trace &trace);
    void attach_after_rules(core::Trace &trace);
    void on_record(const core::Record &record) override;

    /// Facts of that stream; nullptr for an id that is no stream.
    const StreamFacts *find(core::ObjectId stream) const { return by_id_.find(stream); }
    const std::map<core::ObjectId, StreamFacts> &all() const { return streams_; }

    /// Duration as counter ticks of the simulated performance counter, rounded.
    std::int64_t qpc_ticks(core::Duration duration) const;
    double qpc_microseconds(std::int64_t ticks) const;
    const kernel::System &system() const { return system_; }

private:
    kernel::System &system_;
    std::map<core::ObjectId, StreamFacts> streams_;
    core::IdTable<StreamFacts> by_id_;
};

} // namespace acxsim::verifier
