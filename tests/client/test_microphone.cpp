// SPDX-License-Identifier: MIT
//
// What a microphone sends, and what of it a client reads.
#include <vector>

#include "sim/client/microphone.hpp"
#include "tests/client/glitch_bench.hpp"

using namespace acxsim;
using namespace acxsim::client;

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
    // 25 frames go by within a packet; `explain` says why.
    const auto pass_over_frames = [&](const auto &explain) {
        record(0, 300);
        std::vector<std::byte> gone(25 * 4);
        microphone.record(gone, core::power_on);
        explain();
        record(300, 180);
        read();
        record(0, 480);
        read();
        detector.finish();
    };
    SECTION("overrun") {
        pass_over_frames([&] { microphone.lost(25); });
        REQUIRE(detector.glitches().size() == 1);
        CHECK(detector.glitches()[0].what == GlitchHeard::Skip);
        CHECK(detector.glitches()[0].packet == 5);
        CHECK(detector.glitches()[0].frame == 300);
        CHECK(detector.glitches()[0].length == 25);
        CHECK(microphone.frames_lost() == 25);
    }
    SECTION("pause that empties the FIFO") {
        pass_over_frames([&] { detector.tolerate_slip(30); });
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
