// SPDX-License-Identifier: MIT
//
// The codec's two ends: what an output engine plays goes to the tap of the stream it belongs to, what an input engine
// records comes from that stream's microphone. Which tag belongs to which stream is found out by the EngineProbe.
// Tags of outputs and inputs are separate number spaces, hence two ports.
#pragma once

#include <cstdint>
#include <vector>

#include "hwmodel/link/codec.hpp"

namespace acxsim::client {

class Microphone;
class PlaybackTap;

class CodecPort {
public:
    CodecPort();
    CodecPort(const CodecPort &) = delete;
    CodecPort &operator=(const CodecPort &) = delete;

    /// What hardware models are connected to.
    hw::CodecSink &sink() { return output_; }
    hw::CodecSource &source() { return input_; }

    /// Routes a tag from now on. A tag has one stream; the latest wins.
    void connect(unsigned stream_tag, PlaybackTap &tap);
    void connect(unsigned stream_tag, Microphone &microphone);
    void disconnect(const PlaybackTap &tap);
    void disconnect(const Microphone &microphone);

    /// Bytes played that belong to no known stream.
    std::uint64_t unrouted_bytes() const { return output_.unrouted_bytes; }

private:
    static constexpr unsigned tags_max = 1 << 16;

    struct Output final : hw::CodecSink {
        void started(unsigned stream_tag, const hw::LinkFormat &format, core::TimePoint when) override;
        void played(unsigned stream_tag, std::span<const std::byte> blocks, core::TimePoint last_frame_end) override;
        void played_at(unsigned stream_tag, std::span<const std::byte> blocks, const hw::BlockTimes &times) override;
        void starved(unsigned stream_tag, std::uint64_t frames, core::TimePoint when) override;
        void stopped(unsigned stream_tag, core::TimePoint when) override;
        std::vector<PlaybackTap *> taps; // by tag
        std::uint64_t unrouted_bytes = 0;
    };
    struct Input final : hw::CodecSource {
        void started(unsigned stream_tag, const hw::LinkFormat &format, core::TimePoint when) override;
        void record(unsigned stream_tag, std::span<std::byte> blocks, core::TimePoint last_frame_end) override;
        void lost(unsigned stream_tag, std::uint64_t blocks, core::TimePoint when) override;
        void stopped(unsigned stream_tag, core::TimePoint when) override;
        std::vector<Microphone *> microphones; // by tag
    };

    Output output_;
    Input input_;
};

} // namespace acxsim::client
