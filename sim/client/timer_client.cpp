// SPDX-License-Identifier: MIT
//
// See timer_client.hpp.
#include "sim/client/timer_client.hpp"

#include <algorithm>

namespace acxsim::client {

void TimerClient::preroll() {
    // Nothing has been fetched yet: from the very first frame on.
    if (is_render()) move(std::min<std::uint64_t>(fifo_frames() + reserve_frames(), packet_frames_));
}

// After a pause less may be written ahead than a whole period needs: look at once.
void TimerClient::running(bool first) {
    next_wake_ = first ? system().now() + parameters().timer_period : system().now();
}

void TimerClient::rewound() {
    cursor_ = 0;
    register_seen_ = 0;
}

void TimerClient::serve(std::optional<core::TimePoint> until) {
    if (!is_running()) {
        if (until) system().sleep_until(*until);
        return;
    }
    if (until && *until < next_wake_) {
        system().sleep_until(*until);
        return;
    }
    system().sleep_until(next_wake_);
    // The next wake-up counts from when this one was due, so that delays do not add up.
    next_wake_ += parameters().timer_period;
    if (next_wake_ <= system().now()) next_wake_ = system().now() + parameters().timer_period;
    ++wakes_;
    if (parameters().wake_delay.count() > 0 && wakes_ % parameters().wake_delay_every == 0) {
        system().sleep_for(parameters().wake_delay);
    }
    const acx::PacketRegister now = connection().packet_register();
    if (now.completed_packet_count != register_seen_) {
        register_seen_ = now.completed_packet_count;
        note_notification(now);
    }
    const auto snapshot = read_position();
    if (!snapshot) {
        if (++refusals_ >= parameters().timeouts_max) {
            system().trace().emit(ClientStarved{statistics_.stream, 1, cursor_ / packet_frames_,
                                                (parameters().timer_period * refusals_).count()});
            give_up("the presentation position was refused " + std::to_string(refusals_) + " times in a row");
        }
        return;
    }
    refusals_ = 0;
    const std::uint64_t position = position_now(*snapshot);
    system().charge(parameters().process_cost);
    if (is_render()) {
        write_ahead(position);
    } else {
        read_behind(position);
    }
}

// Where the cursor is now, reckoned on from the snapshot.
std::uint64_t TimerClient::position_now(const acx::StreamConnection::PresentationPosition &snapshot) {
    const core::Hertz &frequency = system().performance_frequency();
    const auto age = static_cast<std::int64_t>(system().performance_counter() - snapshot.qpc);
    if (age <= 0) return snapshot.blocks;
    const auto frames = static_cast<std::uint64_t>(static_cast<__int128>(age) * frequency.denominator *
                                                   statistics_.format.rate_hz / frequency.numerator);
    // A counter value from long ago says nothing about now.
    return snapshot.blocks + std::min<std::uint64_t>(frames, packet_frames_);
}

void TimerClient::write_ahead(std::uint64_t position) {
    const std::uint64_t fetched = position + fifo_frames();
    if (cursor_ < fetched) {
        // Overtaken: what the hardware has fetched is lost, go on ahead of it.
        ++statistics_.late;
        statistics_.packets_skipped += (fetched - cursor_) / packet_frames_;
        cursor_ = fetched;
    }
    move(std::min(fetched + reserve_frames(), position + packet_frames_));
}

void TimerClient::read_behind(std::uint64_t position) {
    const std::uint64_t behind = fifo_frames() + frames_in(parameters().timer_margin);
    const std::uint64_t oldest = position > packet_frames_ ? position - packet_frames_ : 0;
    if (cursor_ < oldest) {
        ++statistics_.late;
        left_out(oldest - cursor_);
        statistics_.packets_skipped += (oldest - cursor_) / packet_frames_;
        cursor_ = oldest;
    }
    if (position > behind) move(position - behind);
}

// Writes or reads from the cursor to `to_frame`, in pieces that do not wrap.
void TimerClient::move(std::uint64_t to_frame) {
    const std::uint32_t block = statistics_.format.block_bytes();
    while (cursor_ < to_frame) {
        const std::uint64_t offset = cursor_ % packet_frames_;
        const std::uint64_t frames = std::min(to_frame - cursor_, packet_frames_ - offset);
        const auto from_byte = static_cast<std::uint32_t>(offset * block);
        const auto size_bytes = static_cast<std::uint32_t>(frames * block);
        if (is_render()) {
            write(cursor_ / packet_frames_, from_byte, size_bytes);
        } else {
            read(cursor_ / packet_frames_, from_byte, size_bytes);
        }
        cursor_ += frames;
        if (cursor_ % packet_frames_ == 0) ++(is_render() ? statistics_.packets_written : statistics_.packets_read);
    }
}

} // namespace acxsim::client
