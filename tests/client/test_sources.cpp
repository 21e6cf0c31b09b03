// SPDX-License-Identifier: MIT
//
// Audio content: the same frames whichever way they are asked for, self-identifying where promised, exact from files.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <set>
#include <string>
#include <vector>

#include "sim/client/audio/content_window.hpp"
#include "sim/client/audio/sample_layout.hpp"
#include "sim/client/audio/sink.hpp"
#include "sim/client/audio/source.hpp"
#include "tests/support/catch.hpp"

using namespace acxsim;
using namespace acxsim::client;

namespace {

const AudioFormat stereo_16{48'000, 16, 16, 2};
const AudioFormat stereo_24_in_32{192'000, 32, 24, 2};
const AudioFormat eight_channels{48'000, 32, 32, 8};
const AudioFormat mono_cd{44'100, 16, 16, 1};

std::vector<std::byte> frames_of(AudioSource &source, std::uint64_t first, std::size_t count) {
    std::vector<std::byte> bytes(count * source.format().block_bytes());
    source.read(first, bytes);
    return bytes;
}

std::unique_ptr<AudioSource> make(SourceKind kind, const AudioFormat &format) {
    SourceSpec spec;
    spec.kind = kind;
    auto source = make_source(spec, format);
    REQUIRE(source.ok());
    return std::move(source).value();
}

} // namespace

TEST_CASE("content is a function of the frame index alone") {
    for (const AudioFormat &format : {stereo_16, stereo_24_in_32, eight_channels, mono_cd}) {
        for (const SourceKind kind :
             {SourceKind::Silence, SourceKind::Tone, SourceKind::Sweep, SourceKind::Ramp, SourceKind::Prbs}) {
            const auto source = make(kind, format);
            const std::vector<std::byte> whole = frames_of(*source, 100'001, 300);
            const std::size_t block = format.block_bytes();
            for (const auto &[from, count] : {std::pair{0, 1}, {1, 2}, {7, 33}, {299, 1}, {12, 288}}) {
                const auto part = frames_of(*source, 100'001u + from, count);
                CAPTURE(static_cast<int>(kind), format.channels, from, count);
                CHECK(std::equal(part.begin(), part.end(), whole.begin() + static_cast<std::ptrdiff_t>(from * block)));
            }
            const auto again = make(kind, format);
            CHECK(frames_of(*again, 100'001, 300) == whole);
        }
    }
}

TEST_CASE("content by the byte is the same as by the frame") {
    const AudioFormat six_bytes{48'000, 24, 24, 2};
    const auto kind = GENERATE(SourceKind::Prbs, SourceKind::Silence);
    for (const AudioFormat &format : {stereo_16, stereo_24_in_32, eight_channels, mono_cd, six_bytes}) {
        const auto source = make(kind, format);
        const std::vector<std::byte> whole = frames_of(*source, 0, 4000);
        const std::size_t block = format.block_bytes();
        CAPTURE(format.channels, block);
        for (const auto &[from, size] : {std::pair{0, 64}, {1, 1}, {64, 64}, {61, 7}, {129, 1000}, {640, 63}}) {
            std::vector<std::byte> part(static_cast<std::size_t>(size));
            read_bytes(*source, static_cast<std::uint64_t>(from), part);
            CHECK(std::equal(part.begin(), part.end(), whole.begin() + from));
        }
        ContentWindow window(*source);
        for (const auto &[first, count] :
             {std::pair{0, 8}, {8, 8}, {16, 500}, {516, 1}, {3, 40}, {100, 3900}, {0, 1}}) {
            std::vector<std::byte> sound(whole.begin() + first * static_cast<std::ptrdiff_t>(block),
                                         whole.begin() + (first + count) * static_cast<std::ptrdiff_t>(block));
            const std::uint64_t first_byte = static_cast<std::uint64_t>(first) * block;
            CHECK(window.matches(first_byte, sound));
            CHECK(std::memcmp(window.frame(static_cast<std::uint64_t>(first)), sound.data(), block) == 0);
            std::vector<std::byte> again(sound.size());
            window.read(first_byte, again);
            CHECK(again == sound);
            for (const std::size_t wrong : {std::size_t{0}, sound.size() / 2, sound.size() - 1}) {
                sound[wrong] ^= std::byte{1};
                CHECK_FALSE(window.matches(first_byte, sound));
                sound[wrong] ^= std::byte{1};
            }
            CHECK(window.matches(first_byte, sound));
        }
    }
}

TEST_CASE("ramp and prbs frames tell where they belong") {
    for (const SourceKind kind : {SourceKind::Ramp, SourceKind::Prbs}) {
        for (const AudioFormat &format : {stereo_16, stereo_24_in_32, eight_channels}) {
            const auto source = make(kind, format);
            const auto bytes = frames_of(*source, 0, 20'000);
            std::set<std::vector<std::byte>> seen;
            const std::size_t block = format.block_bytes();
            for (std::size_t i = 0; i < 20'000; ++i) {
                seen.emplace(bytes.begin() + static_cast<std::ptrdiff_t>(i * block),
                             bytes.begin() + static_cast<std::ptrdiff_t>((i + 1) * block));
            }
            CHECK(seen.size() == 20'000);
            CHECK(seen.count(std::vector<std::byte>(block)) == 0); // no frame is silence
        }
    }
}

TEST_CASE("samples keep to their valid bits") {
    for (const SourceKind kind : {SourceKind::Tone, SourceKind::Sweep, SourceKind::Ramp, SourceKind::Prbs}) {
        const auto bytes = frames_of(*make(kind, stereo_24_in_32), 5000, 500);
        for (std::size_t i = 0; i < bytes.size(); i += 4)
            REQUIRE(bytes[i] == std::byte{0});
    }
}

TEST_CASE("a tone has its frequency and amplitude") {
    SourceSpec spec;
    spec.kind = SourceKind::Tone;
    spec.frequency_millihertz = 1'000'000;
    spec.amplitude_permille = 1000;
    const auto source = make_source(spec, stereo_16);
    const auto bytes = frames_of(**source, 0, 48);
    const auto sample = [&](std::size_t frame) {
        return static_cast<std::int16_t>(get_sample(bytes.data() + frame * 4, 2) >> 16);
    };
    CHECK(sample(0) == 0);
    CHECK(sample(12) == 32767);
    CHECK(sample(36) == -32768);
    CHECK(std::abs(sample(4) - 16384) <= 2); // sine of 30 degrees
    // 48 frames are one turn of 1 kHz.
    const auto later = frames_of(**source, 48'000'000, 48);
    int worst = 0;
    for (std::size_t i = 0; i < 48; ++i) {
        worst =
            std::max(worst, std::abs(sample(i) - static_cast<std::int16_t>(get_sample(later.data() + i * 4, 2) >> 16)));
    }
    CHECK(worst <= 1);
}

TEST_CASE("a file in the stream's format plays exactly, then silence or again") {
    const std::string path = "test_client_source.wav";
    for (const AudioFormat &format : {stereo_16, stereo_24_in_32, eight_channels, mono_cd}) {
        const auto noise = frames_of(*make(SourceKind::Prbs, format), 0, 1000);
        {
            auto sink = create_wav_sink(path, format);
            REQUIRE(sink.ok());
            const std::size_t block = format.block_bytes();
            for (std::size_t i = 0; i < noise.size(); i += block * 8)
                (*sink)->write(std::span(noise).subspan(i, block * 8));
            CHECK((*sink)->finish().ok());
        }
        SourceSpec spec;
        spec.kind = SourceKind::File;
        spec.path = path;
        const auto once = make_source(spec, format);
        REQUIRE(once.ok());
        CHECK((*once)->length_frames() == 1000u);
        CHECK(frames_of(**once, 0, 1000) == noise);
        const auto after = frames_of(**once, 990, 20);
        const auto ten = static_cast<std::ptrdiff_t>(10 * format.block_bytes());
        CHECK(std::equal(after.begin(), after.begin() + ten, noise.end() - ten));
        CHECK(std::all_of(after.begin() + ten, after.end(), [](std::byte b) { return b == std::byte{0}; }));
        spec.loop = true;
        const auto loop = make_source(spec, format);
        CHECK(frames_of(**loop, 3000, 1000) == noise);
    }
    std::remove(path.c_str());
}

TEST_CASE("bad content is refused with a message") {
    SourceSpec spec;
    spec.kind = SourceKind::File;
    spec.path = "no/such/file.wav";
    const auto missing = make_source(spec, stereo_16);
    REQUIRE_FALSE(missing.ok());
    CHECK(missing.error().message.find("no/such/file.wav") != std::string::npos);
    CHECK_FALSE(make_source({}, AudioFormat{48'000, 16, 24, 2}).ok());
    CHECK_FALSE(make_source({}, AudioFormat{0, 16, 16, 2}).ok());
    CHECK_FALSE(create_wav_sink("no/such/folder/out.wav", stereo_16).ok());
}
