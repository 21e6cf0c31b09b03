// SPDX-License-Identifier: MIT
//
// What the glitch detector is told about time: the same is found, at the same moment, however sound is cut into spans;
// and a late write is late against the burst that fetched its bytes.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

#include "hwmodel/dma_observer.hpp"
#include "tests/client/glitch_bench.hpp"

using namespace acxsim;
using namespace acxsim::client;

namespace {

/// Times of a stream of 4-byte frames at 48 kHz whose bursts of 8 frames were issued 1 ms before they were heard.
struct BurstTimes final : hw::BlockTimes {
    explicit BurstTimes(std::int64_t end_frame) : end(end_frame) {}
    static core::TimePoint at(std::int64_t frame) {
        return core::TimePoint{core::Duration{frame * core::ticks_per_second / 48'000}};
    }
    core::TimePoint crossed(std::uint64_t behind) const override {
        return at(end - static_cast<std::int64_t>(behind / 4));
    }
    core::TimePoint fetched(std::uint64_t behind) const override {
        return at((end - static_cast<std::int64_t>(behind / 4)) / 8 * 8) - core::from_milliseconds(1);
    }
    std::int64_t end;
};

struct Heard {
    std::vector<std::array<std::uint64_t, 6>> published;
    std::vector<std::uint64_t> count_after_packet;
};

/// Plays a stream full of mishaps in spans of that many frames.
Heard play_in_spans(std::uint64_t span_frames) {
    Bench bench(stereo_16);
    std::vector<std::byte> sound;
    const auto append = [&](std::uint64_t first, std::uint64_t frames) {
        const auto content = bench.content(first, frames);
        sound.insert(sound.end(), content.begin(), content.end());
    };
    append(0, 6 * 480);
    append(4 * 480, 480);     // 6 stale
    append(7 * 480, 3 * 480); //
    append(8 * 480, 100);     // 10 begins with older content
    append(10 * 480 + 100, 380);
    append(11 * 480, 13); // a repeat of 7 frames
    append(11 * 480 + 6, 474);
    append(12 * 480 + 20, 460); // a skip of 20 frames
    append(13 * 480, 2 * 480);
    append(14 * 480 + 476, 4); // 15 begins with nothing that fits
    append(15 * 480 + 4, 476);
    append(16 * 480, 480);

    Heard heard;
    const std::uint64_t frames = sound.size() / 4;
    for (std::uint64_t at = 0, packet = 0; at < frames; ++packet) {
        // The client's turn: a packet is written when the one before it is over, the last moment.
        if (packet < 17) {
            const std::uint64_t write_at = packet * 480;
            bench.ledger->begin_write(packet, 0, 1920, BurstTimes::at(static_cast<std::int64_t>(write_at)), 0);
            bench.ledger->end_write(BurstTimes::at(static_cast<std::int64_t>(write_at)), 0);
        }
        bench.detector->publish();
        heard.count_after_packet.push_back(bench.simulation.trace.count());
        for (const std::uint64_t turn_over = std::min(at + 480, frames); at < turn_over;) {
            const std::uint64_t size = std::min(span_frames, turn_over - at);
            bench.detector->heard(std::span(sound).subspan(at * 4, size * 4),
                                  BurstTimes(static_cast<std::int64_t>(at + size)));
            at += size;
        }
    }
    bench.detector->finish();
    bench.detector->publish();
    heard.count_after_packet.push_back(bench.simulation.trace.count());
    for (const GlitchHeard &glitch : bench.detector->glitches())
        heard.published.push_back({glitch.what, glitch.packet, glitch.frame, glitch.length,
                                   static_cast<std::uint64_t>(glitch.at_ticks),
                                   static_cast<std::uint64_t>(glitch.late_ticks)});
    return heard;
}

} // namespace

TEST_CASE("what is found, and when it is published, does not depend on how sound is cut into spans") {
    const Heard by_bursts = play_in_spans(8);
    CHECK(by_bursts.published.size() >= 5);
    for (const std::uint64_t frames : {1, 7, 16, 48, 240, 333, 480}) {
        INFO("spans of " << frames << " frames");
        const Heard heard = play_in_spans(frames);
        CHECK(heard.published == by_bursts.published);
        CHECK(heard.count_after_packet == by_bursts.count_after_packet);
    }
}

TEST_CASE("how late a write was is told against the burst that fetched the byte") {
    Bench bench(stereo_16);
    bench.run(0, 5);
    // Packet 6 is written from the moment on when frame 6 * 480 is heard, a frame in 10 us: the burst of its frame f
    // was issued 1 ms before frame f / 8 * 8 was heard.
    const core::TimePoint began = BurstTimes::at(6 * 480);
    bench.ledger->begin_write(6, 0, 1920, began, 0);
    bench.ledger->end_write(began + core::from_microseconds(4800), 0);
    const auto late = [](std::int64_t frame) {
        return core::from_microseconds(10 * frame) -
               (BurstTimes::at(frame / 8 * 8) - core::power_on - core::from_milliseconds(1));
    };
    // At 10 us a frame the writer overtakes the engine: frame 87 is written 0.87 ms after the beginning, its burst was
    // issued 0.667 ms after it; frame 95 0.95 ms and 0.833 ms; from 96 on the writer is ahead.
    const auto sound = bench.content(4 * 480, 88);
    bench.detector->heard(sound, BurstTimes(6 * 480 + 88));
    bench.detector->heard(bench.content(6 * 480 + 88, 392), BurstTimes(7 * 480));
    check_only(bench, GlitchHeard::Torn, 6, 0, 88);
    const GlitchHeard &glitch = bench.detector->glitches().front();
    std::int64_t most = 0;
    for (std::int64_t frame = 0; frame < 88; ++frame)
        most = std::max(most, late(frame).count());
    CHECK(std::abs(glitch.late_ticks - most) <= 1);
    CHECK(glitch.late_ticks > core::from_microseconds(1000).count()); // not against when it was heard
}

TEST_CASE("memory that nothing had been written to yet is silent, and the write was late") {
    Bench bench(stereo_16);
    bench.run(0, 5);
    const core::TimePoint began = BurstTimes::at(6 * 480 + 400);
    bench.ledger->begin_write(6, 0, 1920, began, 0);
    bench.ledger->end_write(began, 0);
    bench.detector->heard(std::vector<std::byte>(480 * 4), BurstTimes(7 * 480));
    check_only(bench, GlitchHeard::Silence, 6, 0, 480);
    const core::Duration late = began - (BurstTimes::at(6 * 480) - core::from_milliseconds(1)); // of its first frames
    CHECK(std::abs(bench.detector->glitches().front().late_ticks - late.count()) <= 1);
}

TEST_CASE("a write that was interrupted is late from where it went on") {
    Bench bench(stereo_16);
    bench.run(0, 5);
    const core::TimePoint heard = BurstTimes::at(6 * 480); // its first bytes were fetched 1 ms earlier
    const core::TimePoint began = heard - core::from_milliseconds(2);
    bench.ledger->begin_write(6, 0, 1920, began, 0);
    // The first half in time in 1 us, then 40 ms of something else, the second half in 1 us.
    const core::Duration away = core::from_milliseconds(40);
    bench.ledger->resume_write(960, away, began + core::from_microseconds(1) + away, 0);
    bench.ledger->end_write(began + core::from_microseconds(2) + away, 0);
    bench.detector->heard(bench.content(6 * 480, 240), BurstTimes(6 * 480 + 240));
    bench.detector->heard(bench.content(4 * 480 + 240, 240), BurstTimes(7 * 480));
    check_only(bench, GlitchHeard::Torn, 6, 240, 240);
    // The last frame of that burst waited longest.
    const core::Duration late = began + core::from_microseconds(1) + away + core::from_nanoseconds(7 * 1000) / 240 -
                                (BurstTimes::at(6 * 480 + 240) - core::from_milliseconds(1));
    CHECK(std::abs(bench.detector->glitches().front().late_ticks - late.count()) <= 1);
}
