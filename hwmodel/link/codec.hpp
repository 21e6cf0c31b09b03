// SPDX-License-Identifier: MIT
//
// The far end of the codec link: where played samples arrive (a sink) and where captured ones come from (a source).
// The engine hands over whole sample blocks in link order; nothing is ever handed over twice. It may do so later than
// they crossed, but before a processor could notice, and before anything else happens to the stream. Codec delay is a
// constant that the sink's owner adds (hwmodel.md 1.9).
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

/// When the bytes of a span moved. Worked out only for who asks, which is who finds something amiss.
class BlockTimes {
public:
    virtual ~BlockTimes() = default;
    /// When the link had come to the byte that lies `behind` bytes before the span's end; 0: to the end.
    virtual core::TimePoint crossed(std::uint64_t behind) const = 0;
    /// When the burst was issued that fetched the byte which begins `behind` bytes before the span's end (1: the last):
    /// a store that comes later is not heard (hwmodel.md 2.3, late-write rule). core::power_on if nobody knows.
    virtual core::TimePoint fetched(std::uint64_t behind) const = 0;
};

/// Hears what an output engine sends.
class CodecSink {
public:
    virtual ~CodecSink() = default;
    /// A stream with this tag starts to send (RUN has taken effect; also on resume after a stop).
    virtual void started(unsigned stream_tag, const LinkFormat &format, core::TimePoint when) = 0;
    /// Whole blocks have crossed the link, in order. `last_frame_end` is when the last of them had crossed.
    virtual void played(unsigned stream_tag, std::span<const std::byte> blocks, core::TimePoint last_frame_end) = 0;
    /// The same from a model that can account for each byte. `times` holds until the call returns.
    virtual void played_at(unsigned stream_tag, std::span<const std::byte> blocks, const BlockTimes &times) {
        played(stream_tag, blocks, times.crossed(0));
    }
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
