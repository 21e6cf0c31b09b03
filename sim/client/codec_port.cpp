// SPDX-License-Identifier: MIT
//
// See codec_port.hpp.
#include "sim/client/codec_port.hpp"

#include <algorithm>

#include "sim/client/microphone.hpp"
#include "sim/client/playback_tap.hpp"
#include "sim/core/assert.hpp"

namespace acxsim::client {

namespace {

template <class End>
void route(std::vector<End *> &ends, unsigned stream_tag, End &end) {
    if (ends.size() <= stream_tag) ends.resize(stream_tag + 1, nullptr);
    ends[stream_tag] = &end;
}

template <class End>
End *end_of(const std::vector<End *> &ends, unsigned stream_tag) {
    return stream_tag < ends.size() ? ends[stream_tag] : nullptr;
}

} // namespace

CodecPort::CodecPort() = default;

void CodecPort::connect(unsigned stream_tag, PlaybackTap &tap) {
    ACXSIM_ASSERT(stream_tag < tags_max, "a link has fewer stream tags");
    disconnect(tap);
    route(output_.taps, stream_tag, tap);
}

void CodecPort::connect(unsigned stream_tag, Microphone &microphone) {
    ACXSIM_ASSERT(stream_tag < tags_max, "a link has fewer stream tags");
    disconnect(microphone);
    route(input_.microphones, stream_tag, microphone);
}

void CodecPort::disconnect(const PlaybackTap &tap) {
    std::replace(output_.taps.begin(), output_.taps.end(), const_cast<PlaybackTap *>(&tap),
                 static_cast<PlaybackTap *>(nullptr));
}

void CodecPort::disconnect(const Microphone &microphone) {
    std::replace(input_.microphones.begin(), input_.microphones.end(), const_cast<Microphone *>(&microphone),
                 static_cast<Microphone *>(nullptr));
}

void CodecPort::Output::started(unsigned stream_tag, const hw::LinkFormat &format, core::TimePoint when) {
    if (PlaybackTap *tap = end_of(taps, stream_tag)) tap->started(format, when);
}

void CodecPort::Output::played(unsigned stream_tag, std::span<const std::byte> blocks, core::TimePoint last_frame_end) {
    if (PlaybackTap *tap = end_of(taps, stream_tag)) [[likely]] {
        tap->played(blocks, last_frame_end);
    } else {
        unrouted_bytes += blocks.size();
    }
}

void CodecPort::Output::played_at(unsigned stream_tag, std::span<const std::byte> blocks, const hw::BlockTimes &times) {
    if (PlaybackTap *tap = end_of(taps, stream_tag)) [[likely]] {
        tap->played(blocks, times);
    } else {
        unrouted_bytes += blocks.size();
    }
}

void CodecPort::Output::starved(unsigned stream_tag, std::uint64_t frames, core::TimePoint when) {
    if (PlaybackTap *tap = end_of(taps, stream_tag)) tap->starved(frames, when);
}

void CodecPort::Output::stopped(unsigned, core::TimePoint) {}

void CodecPort::Input::started(unsigned, const hw::LinkFormat &, core::TimePoint) {}

void CodecPort::Input::record(unsigned stream_tag, std::span<std::byte> blocks, core::TimePoint last_frame_end) {
    if (Microphone *microphone = end_of(microphones, stream_tag)) [[likely]] {
        microphone->record(blocks, last_frame_end);
    } else {
        std::fill(blocks.begin(), blocks.end(), std::byte{0});
    }
}

void CodecPort::Input::lost(unsigned stream_tag, std::uint64_t blocks, core::TimePoint) {
    if (Microphone *microphone = end_of(microphones, stream_tag)) microphone->lost(blocks);
}

void CodecPort::Input::stopped(unsigned, core::TimePoint) {}

} // namespace acxsim::client
