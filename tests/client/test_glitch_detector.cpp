// SPDX-License-Identifier: MIT
//
// The glitch detector on seeded byte streams: each class found with its exact packet, frame and length, and nothing
// found where nothing is wrong.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <vector>

#include "sim/client/audio/source.hpp"
#include "sim/client/glitch/glitch_detector.hpp"
#include "sim/client/microphone.hpp"
#include "sim/core/simulation.hpp"
#include "tests/support/catch.hpp"

using namespace acxsim;
using namespace acxsim::client;

namespace {

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

const AudioFormat stereo_16{48'000, 16, 16, 2};
const AudioFormat stereo_24_in_32{192'000, 32, 24, 2};
const AudioFormat eight_channels{48'000, 32, 32, 8};

void check_only(Bench &bench, GlitchHeard::What what, std::uint64_t packet, std::uint64_t frame, std::uint64_t length) {
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

} // namespace

TEST_CASE("what was written and played is no glitch, in any format") {
    for (const auto &[format, frames] : {std::pair{stereo_16, 480u},
                                         {stereo_24_in_32, 1920u},
                                         {eight_channels, 480u},
                                         {AudioFormat{44'100, 16, 16, 2}, 441u},
                                         {AudioFormat{44'100, 16, 16, 1}, 441u}}) {
        for (const SourceKind kind : {SourceKind::Prbs, SourceKind::Ramp, SourceKind::Tone, SourceKind::Silence}) {
            Bench bench(format, frames, 2, kind);
            bench.run(0, 40);
            bench.detector->finish();
            CHECK(bench.detector->glitch_count() == 0);
            CHECK(bench.simulation.trace.count() == 0);
        }
    }
}

TEST_CASE("a pause inside a packet is no glitch") {
    Bench bench(stereo_16);
    bench.run(0, 3);
    bench.write(4);
    bench.play_right(4 * 480, 201);
    bench.played += 100'000; // two seconds pass
    bench.play_right(4 * 480 + 201, 279);
    bench.run(5, 8);
    bench.detector->finish();
    CHECK(bench.detector->glitch_count() == 0);
}

TEST_CASE("frames played twice are a repeat") {
    for (const std::uint64_t at : {0u, 100u, 475u, 479u}) {
        Bench bench(stereo_16);
        bench.run(0, 3);
        bench.write(4);
        bench.write(5);
        bench.play_right(4 * 480, at);
        bench.play_right(4 * 480 + at - 10, 10); // again
        bench.play_right(4 * 480 + at, 480 - at);
        bench.play_right(5 * 480, 480);
        bench.run(6, 8);
        CAPTURE(at);
        check_only(bench, GlitchHeard::Repeat, 4, at, 10);
    }
}

TEST_CASE("a repeat of what was written before a gap is a repeat") {
    Bench bench(stereo_16);
    bench.run(0, 3);
    bench.write(30); // the client came back late: packets 4 to 29 never were, 0 to 3 are still remembered
    bench.play_right(100, 1'820);
    check_only(bench, GlitchHeard::Repeat, 4, 0, 1'820);
}

TEST_CASE("frames left out are a skip") {
    for (const std::uint64_t at : {0u, 100u, 460u, 478u}) {
        Bench bench(stereo_16);
        bench.run(0, 3);
        bench.write(4);
        bench.write(5);
        bench.play_right(4 * 480, at);
        bench.play_right(4 * 480 + at + 37, 480 + 480 - at - 37);
        bench.run(6, 8);
        CAPTURE(at);
        check_only(bench, GlitchHeard::Skip, 4, at, 37);
        CHECK(bench.detector->glitches()[0].at_ticks == static_cast<std::int64_t>(4 * 480 + at) * 12'500'000);
    }
}

TEST_CASE("zeros instead of content are silence, however long") {
    Bench bench(stereo_16);
    bench.run(0, 3);
    bench.write(4);
    bench.write(5);
    bench.write(6);
    bench.play_right(4 * 480, 400);
    bench.play(std::vector<std::byte>((80 + 480 + 13) * 4));
    bench.play_right(6 * 480 + 13, 480 - 13);
    bench.run(7, 8);
    check_only(bench, GlitchHeard::Silence, 4, 400, 80 + 480 + 13);
}

TEST_CASE("an underrun is silence, and what follows it is right") {
    Bench bench(stereo_16);
    bench.run(0, 3);
    bench.write(4);
    bench.play_right(4 * 480, 77);
    bench.detector->starved(5, bench.now());
    bench.detector->starved(3, bench.now());
    bench.play_right(4 * 480 + 77, 480 - 77);
    bench.run(5, 8);
    check_only(bench, GlitchHeard::Silence, 4, 77, 8);
}

TEST_CASE("packets that the client never wrote are stale") {
    Bench bench(stereo_16);
    bench.run(0, 5);
    bench.play_right(4 * 480, 480); // 6 was not written: its slot still holds 4
    bench.play_right(5 * 480, 480); // nor 7
    bench.run(8, 12);
    check_only(bench, GlitchHeard::Stale, 6, 0, 960);
    CHECK(bench.detector->glitches()[0].late_ticks == 0);
}

TEST_CASE("packets never written into fresh memory are silence") {
    Bench bench(stereo_16);
    bench.run(0, 0);
    bench.play(std::vector<std::byte>(480 * 4));
    bench.run(2, 5);
    check_only(bench, GlitchHeard::Silence, 1, 0, 480);
}

TEST_CASE("a packet written after its fetch began is torn") {
    Bench bench(stereo_16);
    bench.run(0, 5);
    bench.play_right(4 * 480, 200); // the client comes only now
    bench.write(6);
    bench.play_right(6 * 480 + 200, 280);
    bench.run(7, 9);
    check_only(bench, GlitchHeard::Torn, 6, 0, 200);
    // The write came when 200 frames had been heard.
    CHECK(bench.detector->glitches()[0].late_ticks == 200 * std::int64_t{12'500'000});
}

TEST_CASE("a packet that DMA overtook is torn at its end") {
    Bench bench(stereo_16);
    bench.run(0, 5);
    bench.write(6);
    bench.play_right(6 * 480, 333);
    bench.play_right(4 * 480 + 333, 147);
    bench.run(7, 9);
    check_only(bench, GlitchHeard::Torn, 6, 333, 147);
}

TEST_CASE("a packet overwritten too early is torn") {
    Bench bench(stereo_16);
    bench.run(0, 5);
    bench.write(6);
    bench.write(7);
    bench.play_right(6 * 480, 100);
    bench.write(8); // into the slot that is playing
    bench.play_right(8 * 480 + 100, 380);
    bench.play_right(7 * 480, 480);
    bench.play_right(8 * 480, 480);
    bench.run(9, 10);
    check_only(bench, GlitchHeard::Torn, 6, 100, 380);
}

TEST_CASE("a frame of mixed bytes belongs to the torn part") {
    Bench bench(eight_channels);
    bench.run(0, 5);
    bench.write(6);
    auto heard = bench.content(6 * 480, 480);
    const auto old = bench.content(4 * 480, 480);
    std::memcpy(heard.data(), old.data(), 200 * 32 + 12); // ends inside frame 200
    bench.play(heard);
    bench.run(7, 9);
    check_only(bench, GlitchHeard::Torn, 6, 0, 201);
}

TEST_CASE("exchanged and rotated channels are recognised") {
    for (const AudioFormat &format : {stereo_16, stereo_24_in_32, eight_channels}) {
        Bench bench(format);
        bench.run(0, 3);
        bench.write(4);
        auto heard = bench.content(4 * 480, 480);
        const std::size_t block = format.block_bytes();
        const std::size_t sample = format.container_bits / 8u;
        for (std::size_t frame = 50; frame < 170; ++frame) {
            std::byte *at = heard.data() + frame * block;
            if (format.channels == 8) {
                std::rotate(at, at + 3 * sample, at + block);
            } else {
                std::swap_ranges(at, at + sample, at + sample);
            }
        }
        bench.play(heard);
        bench.run(5, 8);
        check_only(bench, GlitchHeard::SwappedChannels, 4, 50, 120);
    }
}

TEST_CASE("frames of no known origin are reported as such, exactly") {
    for (const AudioFormat &format : {stereo_16, stereo_24_in_32, eight_channels}) {
        Bench bench(format, 441);
        bench.run(0, 3);
        bench.write(4);
        auto heard = bench.content(4 * 441, 441);
        for (std::size_t frame = 440; frame < 441; ++frame)
            heard[frame * format.block_bytes() + 3] ^= std::byte{0x40};
        bench.play(heard);
        bench.run(5, 8);
        check_only(bench, GlitchHeard::Unknown, 4, 440, 1);
    }
}

TEST_CASE("several glitches are told apart, and lengths are true after a skipping client") {
    Bench bench(stereo_16);
    bench.run(0, 5);
    bench.play_right(4 * 480, 480); // 6 stale
    bench.run(7, 9);
    bench.play_right(8 * 480, 100); // 10 torn
    bench.write(10);
    bench.play_right(10 * 480 + 100, 380);
    bench.run(11, 12);
    bench.detector->starved(9, bench.now());
    bench.run(13, 14);
    bench.detector->finish();
    const auto &glitches = bench.detector->glitches();
    REQUIRE(glitches.size() == 3);
    CHECK((glitches[0].what == GlitchHeard::Stale && glitches[0].packet == 6 && glitches[0].length == 480));
    CHECK((glitches[1].what == GlitchHeard::Torn && glitches[1].packet == 10 && glitches[1].length == 100));
    CHECK((glitches[2].what == GlitchHeard::Silence && glitches[2].packet == 13 && glitches[2].length == 9));
    CHECK(bench.detector->wrong_frames() == 480 + 100 + 9);
    CHECK(bench.simulation.trace.count() == 0);
    bench.detector->publish();
    CHECK(bench.simulation.trace.count() == 3);
}

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

TEST_CASE("after the end of the stream anything may play") {
    Bench bench(stereo_16);
    bench.run(0, 3);
    bench.detector->end_of_stream(4 * 480);
    bench.play_right(2 * 480, 480);
    bench.play(std::vector<std::byte>(4800));
    bench.detector->finish();
    CHECK(bench.detector->glitch_count() == 0);
}

TEST_CASE("noise for a long time is one glitch and does not stall the run") {
    Bench bench(stereo_16);
    bench.run(0, 3);
    SourceSpec other;
    other.seed = 99;
    auto noise = std::move(make_source(other, stereo_16)).value();
    for (std::uint64_t packet = 4; packet < 40; ++packet) {
        bench.write(packet);
        std::vector<std::byte> bytes(1920);
        noise->read(packet * 480, bytes);
        bench.play(bytes);
    }
    bench.run(40, 45);
    check_only(bench, GlitchHeard::Unknown, 4, 0, 36 * 480);
}

TEST_CASE("pieces of a circular buffer are checked as they are written") {
    Bench bench(stereo_16, 4800, 1);
    std::uint64_t written = 0;
    const auto write_to = [&](std::uint64_t frame) {
        while (written < frame) {
            const std::uint64_t offset = written % 4800;
            const std::uint64_t count = std::min(frame - written, 4800 - offset);
            bench.ledger->begin_write(written / 4800, static_cast<std::uint32_t>(offset * 4),
                                      static_cast<std::uint32_t>(count * 4), bench.now(), 0);
            bench.ledger->end_write(bench.now(), 0);
            written += count;
        }
    };
    for (std::uint64_t frame = 0; frame < 48'000; frame += 480) {
        if (frame != 24'000 + 960) write_to(frame + 720);
        if (frame == 24'000 + 960) written = frame + 720; // 480 frames are never written
        const bool stale = frame == 24'000 + 960;
        if (!stale) {
            bench.play_right(frame, frame == 24'000 + 1440 ? 0 : 480);
            if (frame == 24'000 + 1440) {
                bench.play_right(frame - 4800, 240);
                bench.play_right(frame + 240, 240);
            }
        } else {
            bench.play_right(frame, 240);
            bench.play_right(frame + 240 - 4800, 240);
        }
    }
    check_only(bench, GlitchHeard::Stale, 5, 1200, 480);
}

TEST_CASE("a microphone's frames are checked when read: losses are skips, pauses are not") {
    core::Simulation simulation{1};
    auto source = std::move(make_source({}, stereo_16)).value();
    Microphone microphone(*source, 480, 8);
    GlitchDetector detector(simulation.trace, 3, stereo_16, 2, microphone.content());
    microphone.set_detector(&detector);
    std::vector<std::byte> packet(1920);
    const auto record = [&](std::size_t from_frame, std::size_t frames) {
        for (std::size_t i = 0; i < frames; ++i) {
            microphone.record(std::span(packet).subspan((from_frame + i) * 4, 4), core::power_on);
        }
    };
    const auto read = [&] { detector.heard(packet, core::power_on); };
    for (int i = 0; i < 5; ++i) {
        record(0, 480);
        read();
    }
    SECTION("overrun") {
        record(0, 300);
        std::vector<std::byte> gone(25 * 4);
        microphone.record(gone, core::power_on);
        microphone.lost(25);
        record(300, 180);
        read();
        record(0, 480);
        read();
        detector.finish();
        REQUIRE(detector.glitches().size() == 1);
        CHECK(detector.glitches()[0].what == GlitchHeard::Skip);
        CHECK(detector.glitches()[0].packet == 5);
        CHECK(detector.glitches()[0].frame == 300);
        CHECK(detector.glitches()[0].length == 25);
        CHECK(microphone.frames_lost() == 25);
    }
    SECTION("pause that empties the FIFO") {
        record(0, 300);
        std::vector<std::byte> gone(25 * 4);
        microphone.record(gone, core::power_on);
        detector.tolerate_slip(30);
        record(300, 180);
        read();
        record(0, 480);
        read();
        detector.finish();
        CHECK(detector.glitch_count() == 0);
    }
    SECTION("packets that the client missed") {
        record(0, 480);
        record(0, 480);
        detector.left_out(480, core::power_on);
        read();
        detector.finish();
        REQUIRE(detector.glitches().size() == 1);
        CHECK(detector.glitches()[0].what == GlitchHeard::Skip);
        CHECK(detector.glitches()[0].packet == 5);
        CHECK(detector.glitches()[0].length == 480);
    }
    SECTION("read too late: the slot is being filled again") {
        record(0, 480);
        std::vector<std::byte> next(1920);
        microphone.record(next, core::power_on);
        record(0, 120); // two packets later, same memory
        read();
        detector.finish();
        REQUIRE(detector.glitches().size() == 1);
        CHECK(detector.glitches()[0].what == GlitchHeard::Torn);
        CHECK(detector.glitches()[0].length == 120);
    }
}
