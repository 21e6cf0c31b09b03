// SPDX-License-Identifier: MIT
//
// Trace records of the client floor, kinds 0x500 and up: what the audio engine above did, what instruments on the bus
// saw at that moment, and what was heard.
#pragma once

#include <array>

#include "sim/core/trace.hpp"

namespace acxsim::client {

/// The client begins / ends to fill (render) or read (capture) the memory of packet `packet`.
struct PacketTouched {
    enum What : std::uint32_t { WriteBegins = 1, WriteEnds = 2, ReadBegins = 3, ReadEnds = 4 };
    static constexpr core::Kind kind = 0x500;
    static constexpr std::string_view name = "PacketTouched";
    static constexpr std::string_view fields = "stream what packet";
    core::ObjectId stream;
    std::uint32_t what;
    std::uint64_t packet;
};

/// A hardware engine has been found to serve a stream (by the addresses it was given).
struct EngineMatched {
    static constexpr core::Kind kind = 0x501;
    static constexpr std::string_view name = "EngineMatched";
    static constexpr std::string_view fields = "stream engine fifo_bytes";
    core::ObjectId stream;
    core::ObjectId engine;
    std::uint64_t fifo_bytes;
};

/// What the instrument on the bus saw, right after the record of kind `cause` about the same stream.
/// Bytes count since the engine's reset (or since the stream's first Run for engines that are never reset).
struct EngineSampled {
    static constexpr core::Kind kind = 0x502;
    static constexpr std::string_view name = "EngineSampled";
    static constexpr std::string_view fields =
        "stream cause running engine fetched_bytes issued_bytes link_bytes comparable";
    core::ObjectId stream;
    std::uint32_t cause; ///< Kind of the record it belongs to
    std::uint32_t running;
    core::ObjectId engine; ///< 0: no engine serves this stream (yet)
    std::uint64_t fetched_bytes;
    std::uint64_t issued_bytes;
    std::uint64_t link_bytes;
    std::uint64_t comparable; ///< 1: the byte counts share their origin with the stream's position; 0: the engine was
                              ///< reset in mid-stream (a power cycle), and nobody knows where the driver resumed
};

/// An engine was started with memory that is not (all) a stream's packets, or before the stream's Run. CHK-028.
struct EngineStrayed {
    enum What : std::uint32_t { AddressOutsidePackets = 1, StreamNotRun = 2 };
    static constexpr core::Kind kind = 0x503;
    static constexpr std::string_view name = "EngineStrayed";
    static constexpr std::string_view fields = "engine what stream address";
    core::ObjectId engine;
    std::uint32_t what;
    std::uint64_t stream; ///< 0: unknown
    std::uint64_t address;
};

/// No packet event came for that many packet periods although the stream runs. The client carries on or gives up.
struct ClientStarved {
    static constexpr core::Kind kind = 0x504;
    static constexpr std::string_view name = "ClientStarved";
    static constexpr std::string_view fields = "stream gave_up completed waited_ticks";
    core::ObjectId stream;
    std::uint32_t gave_up;
    std::uint64_t completed; ///< packets the register showed last
    std::int64_t waited_ticks;
};

/// A request of the client was refused and it cannot go on from there.
struct ClientRefused {
    enum Step : std::uint32_t { Open = 1, AllocatePackets, Prepare, Run, Pause, Release, PresentationPosition };
    static constexpr core::Kind kind = 0x505;
    static constexpr std::string_view name = "ClientRefused";
    static constexpr std::string_view fields = "stream step status";
    core::ObjectId stream; ///< 0: not opened
    std::uint32_t step;
    std::uint64_t status;
};

/// A difference between what the client wrote and what was played (or recorded and read), frame-exact.
struct GlitchHeard {
    enum What : std::uint32_t { Repeat = 1, Skip, Silence, Stale, Torn, SwappedChannels, Unknown };
    static constexpr core::Kind kind = 0x510;
    static constexpr std::string_view name = "GlitchHeard";
    static constexpr std::string_view fields = "stream what packet frame length at_ticks late_ticks";
    core::ObjectId stream;
    std::uint32_t what;
    std::uint64_t packet;    ///< ordinal
    std::uint64_t frame;     ///< first wrong frame within the packet
    std::uint64_t length;    ///< frames
    std::int64_t at_ticks;   ///< when the first wrong frame was on the link
    std::int64_t late_ticks; ///< how long after its burst was issued the client's write came; 0: in time, or never
};

inline constexpr std::array record_kinds{
    core::kind_info<PacketTouched>(), core::kind_info<EngineMatched>(), core::kind_info<EngineSampled>(),
    core::kind_info<EngineStrayed>(), core::kind_info<ClientStarved>(), core::kind_info<ClientRefused>(),
    core::kind_info<GlitchHeard>(),
};

} // namespace acxsim::client
