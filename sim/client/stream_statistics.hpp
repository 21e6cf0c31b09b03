// SPDX-License-Identifier: MIT
//
// What a report prints about one stream: how far it came, how good positions and timing were, what was refused.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "sim/acx/stream_connection.hpp"
#include "sim/core/time.hpp"

namespace acxsim::client {

/// How often the driver or the framework answered with a status.
struct StatusCount {
    acx::Status status = 0;
    std::uint64_t count = 0;
};

struct StreamStatistics {
    std::string name;
    std::string client; ///< registry name
    acx::Direction direction = acx::Direction::Render;
    acx::AudioFormat format;
    std::uint32_t packet_count = 0;
    std::uint32_t packet_frames = 0;
    core::ObjectId stream = 0; ///< 0: was never opened

    std::uint64_t packets_completed = 0; ///< over all lives of the stream, from the packet register
    std::uint64_t packets_written = 0;
    std::uint64_t packets_read = 0;
    std::uint64_t packets_skipped = 0; ///< never written / never read, because the client came late
    std::uint64_t frames_written = 0;
    std::uint64_t frames_read = 0;
    std::uint64_t frames_played = 0;   ///< crossed the codec link
    std::uint64_t frames_recorded = 0; ///< supplied by the codec
    std::uint64_t frames_starved = 0;  ///< underrun: the link carried nothing; overrun: lost
    std::uint64_t late = 0;            ///< STATUS_DATA_LATE_ERROR, or the play cursor overtook a timer client
    std::uint64_t overrun = 0;         ///< STATUS_DATA_OVERRUN
    std::uint64_t not_ready = 0;       ///< GetCapturePacket: nothing new
    std::uint64_t starvations = 0;     ///< no packet event for a long time
    bool gave_up = false;
    bool closed = false; ///< closed in order

    std::uint64_t positions_read = 0;
    std::uint64_t positions_checked = 0;  ///< ... of which an engine's link position was known
    double position_error_frames_max = 0; ///< |reported - link position at the reported counter value|
    std::uint64_t notifications = 0;
    double notify_jitter_us_max = 0; ///< |time between notifications - nominal| by their counter values
    double notify_delay_us_max = 0;  ///< notification's counter value to client awake
    std::uint32_t fifo_bytes = 0;    ///< as the driver told
    std::uint32_t delay_hns = 0;

    std::array<StatusCount, 8> statuses; ///< other than success, by first appearance
    std::string error;                   ///< what ended the stream early, in words; empty if nothing did

    std::uint64_t glitches = 0;
    std::uint64_t glitch_frames = 0;

    void count_status(acx::Status status) {
        if (status == 0) return;
        for (StatusCount &seen : statuses) {
            if (seen.count == 0 || seen.status == status) {
                seen.status = status;
                ++seen.count;
                return;
            }
        }
    }
};

} // namespace acxsim::client
