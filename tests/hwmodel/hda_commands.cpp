// SPDX-License-Identifier: MIT
//
// The command path: GetParameter by the immediate registers and through the rings, one command a frame, the answer in
// the next; interrupts each with their own enable; errors (hwmodel.md 1.1, 1.5, 1.9).
#include "tests/support/catch.hpp"

#include "tests/hwmodel/hda_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;

namespace {

constexpr std::uint32_t get_parameter(unsigned codec, unsigned node, unsigned parameter) {
    return codec << 28 | node << 20 | 0xf00u << 8 | parameter;
}

/// Rings in one page each, running.
class RingBench : public HdaBench {
public:
    explicit RingBench(const hda::Parameters &parameters = hda::Parameters::ideal())
        : HdaBench(parameters), corb(memory, 1), rirb(memory, 1) {
        write(0x40, 4, corb.address() & 0xffff'ffff);
        write(0x44, 4, corb.address() >> 32);
        write(0x50, 4, rirb.address() & 0xffff'ffff);
        write(0x54, 4, rirb.address() >> 32);
        write(0x4a, 2, 0x8000);
        CHECK(read(0x4a, 2) == 0x8000);
        write(0x4a, 2, 0);
        CHECK(read(0x4a, 2) == 0);
        write(0x58, 2, 0x8000);
        CHECK(read(0x58, 2) == 0);
        write(0x5a, 2, 255);
        write(0x5c, 1, 7);
        write(0x4c, 1, 3);
    }
    void send(std::initializer_list<std::uint32_t> commands) {
        std::uint32_t at = read(0x48, 2);
        for (const std::uint32_t command : commands) {
            at = (at + 1) & 0xff;
            corb.set_word(at * 4, command);
        }
        write(0x48, 2, at);
    }
    MappedPages corb;
    MappedPages rirb;
};

} // namespace

TEST_CASE("an immediate command is answered two frames later; ICB reads 1 until then") {
    HdaBench bench;
    bench.write(0x60, 4, get_parameter(0, 0, 0));
    bench.write(0x68, 2, 1);
    CHECK(bench.read(0x68, 2) == 1);
    bench.run_frames(1);
    CHECK(bench.read(0x68, 2) == 1);
    bench.run_frames(1);
    CHECK(bench.read(0x68, 2) == 2);
    CHECK(bench.read(0x64, 4) == 0x1234'0001);
    bench.write(0x68, 2, 2); // IRV is write-one-to-clear
    CHECK(bench.read(0x68, 2) == 0);
    CHECK(bench.read(0x64, 4) == 0x1234'0001);
}

TEST_CASE("a codec that is not there answers nothing") {
    HdaBench bench;
    bench.write(0x60, 4, get_parameter(3, 0, 0));
    bench.write(0x68, 2, 1);
    bench.run_frames(3);
    CHECK(bench.read(0x68, 2) == 0); // no longer busy, and no result
    CHECK(bench.simulation.timeline.idle());
}

TEST_CASE("the codec's tree can be walked: root, function group, converters and pins") {
    HdaBench bench;
    const auto ask = [&](unsigned node, unsigned parameter) {
        bench.write(0x60, 4, get_parameter(0, node, parameter));
        bench.write(0x68, 2, 3);
        bench.run_frames(2);
        REQUIRE((bench.read(0x68, 2) & 2) == 2);
        return bench.read(0x64, 4);
    };
    const std::uint32_t groups = ask(0, 4);
    REQUIRE((groups & 0xff) == 1);
    const std::uint32_t group = groups >> 16;
    CHECK((ask(group, 5) & 0x7f) == 1); // audio
    const std::uint32_t widgets = ask(group, 4);
    unsigned outputs = 0, inputs = 0, pins = 0;
    for (unsigned i = 0; i < (widgets & 0xff); ++i) {
        const std::uint32_t type = ask((widgets >> 16) + i, 9) >> 20 & 0xf;
        outputs += type == 0;
        inputs += type == 1;
        pins += type == 4;
    }
    CHECK(outputs == 1);
    CHECK(inputs == 1);
    CHECK(pins == 2);
    CHECK(ask(40, 9) == 0);                              // no such node
    bench.write(0x60, 4, 2u << 20 | 0x706u << 8 | 0x10); // any other verb: 0
    bench.write(0x68, 2, 3);
    bench.run_frames(2);
    CHECK(bench.read(0x64, 4) == 0);
}

TEST_CASE("the rings carry one command a frame and interrupt when they run dry") {
    RingBench bench;
    CHECK(bench.read(0x4e, 1) == 0x42);
    CHECK(bench.read(0x5e, 1) == 0x42);
    bench.write(0x20, 4, 0xc000'0000);
    bench.send({get_parameter(0, 0, 0), get_parameter(0, 0, 4), get_parameter(0, 1, 5)});
    bench.run_frames(1);
    CHECK(bench.read(0x4a, 2) == 1);
    CHECK(bench.read(0x58, 2) == 0);
    bench.run_frames(1);
    CHECK(bench.read(0x58, 2) == 1);
    CHECK(bench.read(0x5d, 1) == 0);
    bench.run_frames(2);
    CHECK(bench.read(0x4a, 2) == 3);
    CHECK(bench.read(0x58, 2) == 3);
    CHECK(bench.rirb.word(8) == 0x1234'0001);
    CHECK(bench.rirb.word(16) == 0x0001'0001);
    CHECK(bench.rirb.word(24) == 1);
    CHECK(bench.rirb.word(12) == 0); // which codec
    CHECK(bench.read(0x5d, 1) == 1);
    CHECK(bench.read(0x24, 4) == 0xc000'0000);
    CHECK(bench.controller.interrupt_line().raised());
    bench.write(0x5d, 1, 1);
    CHECK(bench.read(0x24, 4) == 0);
    CHECK_FALSE(bench.controller.interrupt_line().raised());
    CHECK(bench.simulation.timeline.idle());
}

TEST_CASE("RINTCNT responses make an interrupt while more are to come") {
    RingBench bench;
    bench.write(0x5a, 2, 2);
    bench.send({get_parameter(0, 0, 0), get_parameter(0, 0, 2), get_parameter(0, 0, 4)});
    bench.run_frames(2);
    CHECK(bench.read(0x5d, 1) == 0);
    bench.run_frames(1);
    CHECK(bench.read(0x58, 2) == 2);
    CHECK(bench.read(0x5d, 1) == 1);
}

TEST_CASE("each cause of CIS has its own enable") {
    RingBench bench;
    bench.send({get_parameter(0, 0, 0)});
    bench.run_frames(2);
    REQUIRE(bench.read(0x5d, 1) == 1);
    CHECK(bench.read(0x24, 4) == 0xc000'0000);
    bench.write(0x5c, 1, 6); // RINTCTL off
    CHECK(bench.read(0x24, 4) == 0);
    bench.write(0x5d, 1, 0xff);

    bench.write(0x5c, 1, 5); // DMAEN off: the answer finds no place
    bench.send({get_parameter(0, 0, 0)});
    bench.run_frames(2);
    CHECK(bench.read(0x5d, 1) == 4);
    CHECK(bench.read(0x24, 4) == 0xc000'0000);
    bench.write(0x5c, 1, 1); // OIC off
    CHECK(bench.read(0x24, 4) == 0);
    bench.write(0x5d, 1, 0xff);

    bench.write(0x4c, 1, 0);
    bench.write(0x40, 4, 0); // a ring that is not there
    bench.write(0x44, 4, 0);
    bench.write(0x4c, 1, 3);
    bench.send({get_parameter(0, 0, 0)});
    bench.run_frames(2);
    CHECK(bench.read(0x4d, 1) == 1);
    CHECK(bench.read(0x4c, 1) == 1); // RUN went off
    CHECK(bench.read(0x24, 4) == 0xc000'0000);
    bench.write(0x4c, 1, 0); // CMEIE off
    CHECK(bench.read(0x24, 4) == 0);
}

TEST_CASE("a controller without ring interrupts has to be polled") {
    auto parameters = hda::Parameters::ideal();
    parameters.rirb_interrupts = false;
    RingBench bench(parameters);
    bench.send({get_parameter(0, 0, 0)});
    bench.run_frames(2);
    CHECK(bench.read(0x58, 2) == 1);
    CHECK(bench.read(0x5d, 1) == 0);
}

TEST_CASE("moving a ring that runs is on record; controller reset empties both") {
    RingBench bench;
    Recorder recorder(bench.simulation);
    bench.write(0x40, 4, 0x1000);
    REQUIRE(recorder.count<RegisterMisuse>() == 1);
    CHECK(recorder.all<RegisterMisuse>()[0].second.what == RegisterMisuse::WriteWhileRunning);
    CHECK(recorder.all<RegisterMisuse>()[0].second.offset == 0x40);
    bench.write(0x68, 2, 1);
    bench.write(0x08, 4, 0);
    bench.run_for(core::from_milliseconds(1));
    CHECK(bench.read(0x4c, 1) == 0);
    CHECK(bench.read(0x48, 2) == 0);
    CHECK(bench.read(0x68, 2) == 0);
}
