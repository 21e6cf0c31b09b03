// SPDX-License-Identifier: MIT
//
// A glitch detector with a client that writes and a codec that plays, both in the test's hands.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "sim/client/audio/source.hpp"
#include "sim/client/glitch/glitch_detector.hpp"
#include "sim/core/simulation.hpp"
#include "tests/support/catch.hpp"

namespace acxsim::client {

/// A client that writes packets and a codec that plays bytes.
struct Bench {
    explicit Bench(const AudioFormat &f, std::uint32_t frames = 480, std::uint32_t packets = 2,
                   SourceKind kind = SourceKind::Prbs)
        : format(f), packet_frames(frames), packet_bytes(frames * f.block_bytes()) {
        SourceSpec spec;
        spec.kind = kind;
        source = std::move(make_source(spec, format)).value();
        ledger.emplace(*source, frames, 8);
        detector = std::make_unique<GlitchDetector>(simulation.trace, 7u, format, packets, *ledger);
    }
    void write(std::uint64_t packet) {
        ledger->begin_write(packet, 0, packet_bytes, now(), 0);
        ledger->end_write(now(), 0);
    }
    std::vector<std::byte> content(std::uint64_t first_frame, std::uint64_t frames) {
        std::vector<std::byte> bytes(frames * format.block_bytes());
        source->read(first_frame, bytes);
        return bytes;
    }
    core::TimePoint now() const {
        return core::TimePoint{core::Duration{played * core::ticks_per_second / format.rate_hz}};
    }
    void play(const std::vector<std::byte> &bytes, std::uint32_t burst_frames = 8) {
        const std::size_t block = format.block_bytes();
        for (std::size_t at = 0; at < bytes.size();) {
            const std::size_t size = std::min<std::size_t>(burst_frames * block, bytes.size() - at);
            played += static_cast<std::int64_t>(size / block);
            detector->heard(std::span(bytes).subspan(at, size), now());
            at += size;
        }
    }
    void play_right(std::uint64_t first_frame, std::uint64_t frames) { play(content(first_frame, frames)); }
    /// Writes and plays whole packets in order.
    void run(std::uint64_t first, std::uint64_t last) {
        for (std::uint64_t packet = first; packet <= last; ++packet) {
            write(packet);
            play_right(packet * packet_frames, packet_frames);
        }
    }

    AudioFormat format;
    std::uint32_t packet_frames;
    std::uint32_t packet_bytes;
    core::Simulation simulation{1};
    std::unique_ptr<AudioSource> source;
    std::optional<ContentLedger> ledger;
    std::unique_ptr<GlitchDetector> detector;
    std::int64_t played = 0;
};

inline const AudioFormat stereo_16{48'000, 16, 16, 2};
inline const AudioFormat stereo_24_in_32{192'000, 32, 24, 2};
inline const AudioFormat eight_channels{48'000, 32, 32, 8};

inline void check_only(Bench &bench, GlitchHeard::What what, std::uint64_t packet, std::uint64_t frame,
                       std::uint64_t length) {
    bench.detector->finish();
    for (const GlitchHeard &glitch : bench.detector->glitches()) {
        UNSCOPED_INFO("what " << glitch.what << " packet " << glitch.packet << " frame " << glitch.frame << " length "
                              << glitch.length);
    }
    REQUIRE(bench.detector->glitches().size() == 1);
    const GlitchHeard &glitch = bench.detector->glitches().front();
    CHECK(glitch.stream == 7);
    CHECK(glitch.what == what);
    CHECK(glitch.packet == packet);
    CHECK(glitch.frame == frame);
    CHECK(glitch.length == length);
}

} // namespace acxsim::client
