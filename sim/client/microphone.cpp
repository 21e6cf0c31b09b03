// SPDX-License-Identifier: MIT
//
// See microphone.hpp.
#include "sim/client/microphone.hpp"

#include <algorithm>

#include "sim/client/glitch/glitch_detector.hpp"

namespace acxsim::client {

Microphone::Microphone(AudioSource &source, std::uint32_t packet_frames, std::uint32_t packets)
    : source_(source), content_(source, packet_frames, packets), window_(source) {}

void Microphone::record_across(std::span<std::byte> blocks) {
    while (!blocks.empty()) {
        if (offset_ == 0) content_.begin_write(packet_, 0, content_.packet_bytes(), {}, 0);
        const std::size_t size = std::min<std::size_t>(blocks.size(), content_.packet_bytes() - offset_);
        window_.read(packet_ * content_.packet_bytes() + offset_, blocks.first(size));
        blocks = blocks.subspan(size);
        offset_ += static_cast<std::uint32_t>(size);
        if (offset_ == content_.packet_bytes()) {
            offset_ = 0;
            ++packet_;
        }
    }
}

void Microphone::lost(std::uint64_t frames) {
    frames_lost_ += frames;
    if (detector_ != nullptr) detector_->expect_slip(static_cast<std::int64_t>(frames));
}

void Microphone::restart() {
    frames_before_ += frames_heard();
    content_.clear();
    offset_ = 0;
    packet_ = 0;
}

core::TimePoint Microphone::time_of(std::uint64_t frame) const {
    const auto back = static_cast<std::int64_t>(frames_heard()) - static_cast<std::int64_t>(frame);
    return last_frame_end_ - core::Duration{back * core::ticks_per_second / source_.format().rate_hz};
}

} // namespace acxsim::client
