// SPDX-License-Identifier: MIT
//
// The format register and what the link admits: the vectors of hwmodel.md 1.4, and V-16.
#include "tests/support/catch.hpp"

#include "hwmodel/hda/format.hpp"
#include "tests/hwmodel/hda_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;

TEST_CASE("format register test vectors, both ways") {
    struct Vector {
        LinkFormat format;
        std::uint16_t value;
    };
    for (const Vector &v :
         {Vector{{48'000, 16, 2}, 0x0011}, Vector{{44'100, 16, 2}, 0x4011}, Vector{{96'000, 24, 2}, 0x0831},
          Vector{{192'000, 24, 8}, 0x1837}, Vector{{88'200, 16, 2}, 0x4811}, Vector{{32'000, 16, 2}, 0x0a11},
          Vector{{11'025, 16, 2}, 0x4311}, Vector{{8'000, 16, 1}, 0x0510}}) {
        CHECK(hda::encode_format(v.format) == v.value);
        REQUIRE(hda::decode_format(v.value).has_value());
        CHECK(hda::decode_format(v.value)->link == v.format);
    }
    CHECK_FALSE(hda::encode_format({12'345, 16, 2}).has_value());
    CHECK_FALSE(hda::encode_format({48'000, 18, 2}).has_value());
    CHECK_FALSE(hda::encode_format({48'000, 16, 17}).has_value());
    CHECK_FALSE(hda::decode_format(0x8011).has_value());
    CHECK_FALSE(hda::decode_format(0x2811).has_value());
    CHECK_FALSE(hda::decode_format(0x0051).has_value());
}

namespace {

/// Starts one output per format; true for each that RUN took.
std::vector<bool> start_all(HdaBench &bench, const std::vector<std::uint16_t> &formats) {
    std::vector<bool> running;
    for (unsigned i = 0; i < formats.size(); ++i) {
        bench.program(out0 + i, formats[i], {{12288}, {12288}}, i + 1);
        bench.set_run(out0 + i, true);
        running.push_back((bench.read(HdaBench::descriptor(out0 + i), 1) & 2) != 0);
    }
    return running;
}

} // namespace

TEST_CASE("V-16: one serial line carries 960 bits per frame") {
    const auto format = [](std::uint32_t rate, std::uint16_t bits, std::uint16_t channels) {
        return *hda::encode_format({rate, bits, channels});
    };
    const auto last_misuse = [](Recorder &recorder) { return recorder.all<RegisterMisuse>().back().second.what; };
    HdaBench bench;
    Recorder recorder(bench.simulation);
    SECTION("192 kHz / 24 bit / 8 channels = 768 bits is accepted") {
        CHECK(start_all(bench, {format(192'000, 24, 8)}) == std::vector<bool>{true});
        CHECK(recorder.count<RegisterMisuse>() == 0);
    }
    SECTION("192 kHz / 32 bit / 8 channels = 1024 bits is refused") {
        CHECK(start_all(bench, {format(192'000, 32, 8)}) == std::vector<bool>{false});
        CHECK(last_misuse(recorder) == RegisterMisuse::FormatNotAdmitted);
    }
    SECTION("two of 192 kHz / 24 bit / 4 channels fit") {
        CHECK(start_all(bench, {format(192'000, 24, 4), format(192'000, 24, 4)}) == std::vector<bool>{true, true});
    }
    SECTION("three of 48 kHz / 32 bit / 8 channels fit, the fourth does not, and does once another has stopped") {
        CHECK(start_all(bench, std::vector<std::uint16_t>(4, format(48'000, 32, 8))) ==
              std::vector<bool>{true, true, true, false});
        CHECK(last_misuse(recorder) == RegisterMisuse::FormatNotAdmitted);
        bench.set_run(out0, false);
        bench.run_for(core::from_milliseconds(1));
        bench.set_run(out0 + 3, true);
        CHECK((bench.read(HdaBench::descriptor(out0 + 3), 1) & 2) != 0);
    }
}

TEST_CASE("the limit per stream, where there is one") {
    const auto candidate = *hda::decode_format(0x1837); // 768 bits
    CHECK(hda::link_admits(candidate, 0, 960, 768));
    CHECK_FALSE(hda::link_admits(candidate, 0, 960, 767));
    CHECK(hda::link_admits(candidate, 192, 960, 0));
    CHECK_FALSE(hda::link_admits(candidate, 193, 960, 0));
}

TEST_CASE("high rates run without starving: 192 kHz / 24 bit / 2 channels") {
    auto parameters = hda::Parameters::ideal();
    HdaBench bench(parameters);
    bench.program(out0, *hda::encode_format({192'000, 24, 2}), {{15360}, {15360}});
    bench.set_run(out0, true);
    const TimePoint start = bench.run_to_link_start(out0);
    bench.run_until(start + core::from_milliseconds(100));
    CHECK(bench.position(out0).link_bytes == 19'200u * 8);
    CHECK(bench.sink.starved_frames == 0);
    CHECK(bench.controller.engine(out0).fifo_bytes() == 256);
}
