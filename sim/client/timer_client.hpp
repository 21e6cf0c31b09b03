// SPDX-License-Identifier: MIT
//
// The timer-driven client: one packet that is the whole circular buffer, no announcements, no events. It wakes at its
// own period, asks for the presentation position, and writes just ahead of the play cursor (render) or reads behind the
// record cursor (capture), a margin away from the hardware. Contract 3.5, 3.8 no. 8; RT-PKT-80..85.
#pragma once

#include "sim/client/stream_client.hpp"

namespace acxsim::client {

class TimerClient final : public StreamClient {
public:
    static constexpr std::uint32_t packets = 1;
    static constexpr std::uint32_t remembered_packets = 4;

    TimerClient(const ClientEnvironment &environment, StreamPlan plan)
        : StreamClient(environment, std::move(plan), packets, remembered_packets) {}

private:
    void preroll() override;
    void running(bool first) override;
    void interrupted() override {}
    void rewound() override;
    void serve(std::optional<core::TimePoint> until) override;

    void move(std::uint64_t to_frame);
    void write_ahead(std::uint64_t position);
    void read_behind(std::uint64_t position);
    std::uint64_t position_now(const acx::StreamConnection::PresentationPosition &snapshot);
    std::uint64_t fifo_frames() const { return statistics_.fifo_bytes / statistics_.format.block_bytes(); }
    /// Written ahead of what is fetched: enough until the next wake-up, and the margin.
    std::uint64_t reserve_frames() const {
        return frames_in(parameters().timer_period) + frames_in(parameters().timer_margin);
    }
    bool is_render() const { return statistics_.direction == acx::Direction::Render; }

    std::uint64_t cursor_ = 0; // frames written or read so far
    core::TimePoint next_wake_{};
    std::uint64_t register_seen_ = 0;
    std::uint32_t refusals_ = 0; // of the position, in a row
    std::uint64_t wakes_ = 0;
};

} // namespace acxsim::client
