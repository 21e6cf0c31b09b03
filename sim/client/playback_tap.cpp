// SPDX-License-Identifier: MIT
//
// See playback_tap.hpp.
#include "sim/client/playback_tap.hpp"

#include <algorithm>
#include <array>

namespace acxsim::client {

void PlaybackTap::started(const hw::LinkFormat &format, core::TimePoint when) {
    if (!ever_started_) first_started_ = when;
    ever_started_ = true;
    if (format.rate_hz != format_.rate_hz || format.channels != format_.channels ||
        format.block_bytes() != format_.block_bytes()) {
        format_differs_ = true;
    }
}

void PlaybackTap::starved(std::uint64_t link_frames, core::TimePoint when) {
    constexpr std::uint64_t link_rate_hz = 48'000;
    const std::uint64_t frames =
        std::max<std::uint64_t>(1, (link_frames * format_.rate_hz + link_rate_hz / 2) / link_rate_hz);
    frames_starved_ += frames;
    detector_.starved(frames, when);
    if (sink_ == nullptr) return;
    static constexpr std::array<std::byte, 4096> zeros{};
    const std::size_t block = format_.block_bytes();
    for (std::uint64_t left = frames; left > 0;) {
        const std::uint64_t piece = std::min<std::uint64_t>(left, zeros.size() / block);
        sink_->write(std::span(zeros).first(piece * block));
        left -= piece;
    }
}

} // namespace acxsim::client
