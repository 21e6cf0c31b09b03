// SPDX-License-Identifier: MIT
//
// What the codec hears for one capture stream, handed to the engine span by span; a ledger says how far it has come, so
// that what the client reads can be compared with it.
#pragma once

#include <cstdint>
#include <span>

#include "sim/client/audio/content_window.hpp"
#include "sim/client/glitch/content_ledger.hpp"
#include "sim/core/time.hpp"

namespace acxsim::client {

class GlitchDetector;

class Microphone {
public:
    /// Remembers `packets` (a power of two) packets of `packet_frames` frames.
    Microphone(AudioSource &source, std::uint32_t packet_frames, std::uint32_t packets);

    void record(std::span<std::byte> blocks, core::TimePoint last_frame_end) {
        last_frame_end_ = last_frame_end;
        const auto size = static_cast<std::uint32_t>(blocks.size());
        if (offset_ != 0 && offset_ + size < content_.packet_bytes()) [[likely]] {
            window_.read(packet_ * content_.packet_bytes() + offset_, blocks);
            offset_ += size;
            return;
        }
        record_across(blocks);
    }
    /// Frames already handed over never reached memory.
    void lost(std::uint64_t frames);
    /// The stream begins again at frame 0 (after Stop).
    void restart();

    /// Told about losses, so that it recognises them.
    void set_detector(GlitchDetector *detector) { detector_ = detector; }

    const ContentLedger &content() const { return content_; }
    std::uint64_t frames_heard() const { return packet_ * content_.packet_frames() + offset_ / content_.block_bytes(); }
    /// Over all lives of the stream.
    std::uint64_t frames_recorded() const { return frames_before_ + frames_heard(); }
    std::uint64_t frames_lost() const { return frames_lost_; }
    /// When that frame was on the link, reckoned back from the last one at nominal rate.
    core::TimePoint time_of(std::uint64_t frame) const;

private:
    void record_across(std::span<std::byte> blocks);

    AudioSource &source_;
    ContentLedger content_;
    ContentWindow window_;
    GlitchDetector *detector_ = nullptr;
    std::uint32_t offset_ = 0; // bytes into packet_; 0: it has not begun
    std::uint64_t packet_ = 0;
    std::uint64_t frames_before_ = 0;
    core::TimePoint last_frame_end_{};
    std::uint64_t frames_lost_ = 0;
};

} // namespace acxsim::client
