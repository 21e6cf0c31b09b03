// SPDX-License-Identifier: MIT
//
// Listens to one render stream at the codec: the glitch detector hears every frame, a sink may keep them. Silence in an
// underrun is written too, so that the file is what a person would have heard.
#pragma once

#include <cstdint>
#include <span>

#include "hwmodel/link/codec.hpp"
#include "sim/client/audio/sink.hpp"
#include "sim/client/glitch/glitch_detector.hpp"

namespace acxsim::client {

class PlaybackTap {
public:
    /// `sink` may be nullptr.
    PlaybackTap(GlitchDetector &detector, AudioSink *sink, const acx::AudioFormat &format)
        : detector_(detector), sink_(sink), format_(format) {}

    void started(const hw::LinkFormat &format, core::TimePoint when);
    /// `times`: hw::BlockTimes, or when the last frame had ended.
    template <class Times>
    void played(std::span<const std::byte> blocks, const Times &times) {
        played_bytes_ += blocks.size();
        detector_.heard(blocks, times);
        if (sink_ != nullptr) sink_->write(blocks);
    }
    /// `link_frames` are frames of the 48 kHz link.
    void starved(std::uint64_t link_frames, core::TimePoint when);

    std::uint64_t frames_played() const { return played_bytes_ / format_.block_bytes(); }
    std::uint64_t frames_starved() const { return frames_starved_; }
    core::TimePoint first_started() const { return first_started_; }
    bool ever_started() const { return ever_started_; }
    /// The engine was programmed with a format other than the stream's.
    bool format_differs() const { return format_differs_; }

private:
    GlitchDetector &detector_;
    AudioSink *sink_;
    acx::AudioFormat format_;
    std::uint64_t played_bytes_ = 0;
    std::uint64_t frames_starved_ = 0;
    core::TimePoint first_started_{};
    bool ever_started_ = false;
    bool format_differs_ = false;
};

} // namespace acxsim::client
