// SPDX-License-Identifier: MIT
//
// See microphone.hpp.
#include "sim/client/microphone.hpp"

#include <algorithm>

#include "sim/client/glitch/glitch_detector.hpp"

namespace acxsim::client {

Microphone::Microphone(AudioSource &source, std::uint32_t packet_frames, std::uint32_t packets) : source_(source) {
    content_.configure(source.format().block_bytes(), packet_frames, packets);
}

void Microphone::record_across(std::span<std::byte> blocks) {
    while (!blocks.empty()) {
        if (current_ == nullptr) {
            const std::span<std::byte> whole = content_.begin_write(packet_, 0, content_.packet_bytes(), {}, 0);
            source_.read(packet_ * content_.packet_frames(), whole);
            current_ = whole.data();
        }
        const std::size_t size = std::min<std::size_t>(blocks.size(), content_.packet_bytes() - offset_);
        std::memcpy(blocks.data(), current_ + offset_, size);
        blocks = blocks.subspan(size);
        offset_ += static_cast<std::uint32_t>(size);
        if (offset_ == content_.packet_bytes()) {
            offset_ = 0;
            ++packet_;
            current_ = nullptr;
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
    current_ = nullptr;
    offset_ = 0;
    packet_ = 0;
}

core::TimePoint Microphone::time_of(std::uint64_t frame) const {
    const auto back = static_cast<std::int64_t>(frames_heard()) - static_cast<std::int64_t>(frame);
    return last_frame_end_ - core::Duration{back * core::ticks_per_second / source_.format().rate_hz};
}

} // namespace acxsim::client
