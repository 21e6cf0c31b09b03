// SPDX-License-Identifier: MIT
//
// The glitch detector on seeded byte streams: each class found with its exact packet, frame and length, and nothing
// found where nothing is wrong.
#include <algorithm>
#include <cstring>
#include <vector>

#include "tests/client/glitch_bench.hpp"

using namespace acxsim;
using namespace acxsim::client;

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
