// SPDX-License-Identifier: MIT
//
// The far end of the codec link: where played samples arrive (a sink) and where captured ones come from (a source).
// The engine hands over whole sample blocks in link order; nothing is ever handed over twice. Codec delay is a constant
// that the sink's owner adds (hwmodel.md 1.9).
#pragma once

#include <cstdint>
#include <span>

#include "sim/core/time.hpp"

namespace acxsim::hw {

/// Format of one stream as it lies in memory: 16-bit samples in 2 bytes, 20/24/32-bit in 4.
struct LinkFormat {
    std::uint32_t rate_hz = 48'000;
    std::uint16_t bits = 16;    ///< valid bits per sample: 8, 16, 20, 24, 32
    std::uint16_t channels = 2; ///< 1..16
    std::uint32_t container_bytes() const { return bits == 8 ? 1u : bits == 16 ? 2u : 4u; }
    std::uint32_t block_bytes() const { return container_bytes() * channels; }
    bool operator==(const LinkFormat &) const = default;
};

/// Hears what an output engine sends.
class CodecSink {
public:
    virtual ~CodecSink() = default;
    /// A stream with this tag starts to send (RUN has taken effect; also on resume after a stop).
    virtual void started(unsigned stream_tag, const LinkFormat &format, core::TimePoint when) = 0;
    /// Whole blocks have crossed the link, in order. `last_frame_end` is when the last of them had crossed.
    virtual void played(unsigned stream_tag, std::span<const std::byte> blocks, core::TimePoint last_frame_end) = 0;
    /// The link carried nothing for that stream in `frames` link frames (underrun).
    virtual void starved(unsigned stream_tag, std::uint64_t frames, core::TimePoint when) = 0;
    virtual void stopped(unsigned stream_tag, core::TimePoint when) = 0;
};

/// Supplies what an input engine records.
class CodecSource {
public:
    virtual ~CodecSource() = default;
    virtual void started(unsigned stream_tag, const LinkFormat &format, core::TimePoint when) = 0;
    /// Fills whole blocks; the last of them is on the link at `last_frame_end`.
    virtual void record(unsigned stream_tag, std::span<std::byte> blocks, core::TimePoint last_frame_end) = 0;
    /// Blocks already taken from record() were lost by an overrun.
    virtual void lost(unsigned stream_tag, std::uint64_t blocks, core::TimePoint when) = 0;
    virtual void stopped(unsigned stream_tag, core::TimePoint when) = 0;
};

} // namespace acxsim::hw
