// SPDX-License-Identifier: MIT
//
// Registers and handshakes of the I2S/TDM block (hwmodel.md 3a, hwmodel/i2s/registers.hpp).
#include "tests/support/catch.hpp"

#include "tests/hwmodel/i2s_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;

namespace {
constexpr std::uint32_t tx = 0x40;
} // namespace

TEST_CASE("i2s registers have their reset values and write masks") {
    I2sBench bench;
    CHECK(bench.read(0x00) == 0x4932'0402);
    CHECK(bench.read(tx + 0x00) == 0);
    CHECK(bench.read(tx + 0x04) == i2s_status::lock);
    CHECK(bench.read(tx + 0x0c) == 0x10);
    CHECK(bench.read(tx + 0x18) == 0x0008'0404);
    CHECK(bench.read(tx + 0x28) == 2);
    bench.write(tx + 0x08, ~0u);
    CHECK(bench.read(tx + 0x08) == 0x77);
    bench.write(tx + 0x20, 0x1234'567f);
    CHECK(bench.read(tx + 0x20) == 0x1234'5670);
    bench.controller.write(tx + 0x21, 1, 0xaa);
    CHECK(bench.read(tx + 0x20) == 0x1234'aa70);
    bench.write(tx + 0x28, 1);
    CHECK(bench.read(tx + 0x28) == 2);
    bench.write(tx + 0x28, 63);
    CHECK(bench.read(tx + 0x28) == 32);
    bench.write(tx + 0x1c, 5);
    CHECK(bench.read(tx + 0x1c) == 0);
    CHECK(bench.read(0x00c0) == 0); // nobody there
}

TEST_CASE("i2s capabilities say who owns the segments and when the position moves") {
    i2s::Parameters parameters;
    parameters.software_owned_segments = true;
    parameters.position_granularity = i2s::PositionGranularity::Segment;
    CHECK(I2sBench(parameters).read(0x00) == 0x4932'0302);
}

TEST_CASE("i2s enable is acknowledged after its time, not a tick before, and resets on the way down") {
    I2sBench bench({}, 1, false);
    Recorder recorder(bench.simulation);
    bench.write(tx + 0x0c, 0x11);
    CHECK(bench.read(tx + 0x0c) == 0x10);
    CHECK(recorder.count<RegisterMisuse>() == 1);
    bench.write(0x04, 1);
    bench.run_for(core::from_microseconds(10) - Duration{1});
    CHECK(bench.read(0x04) == 0);
    bench.run_for(Duration{1});
    CHECK(bench.read(0x04) == 1);
    bench.write(tx + 0x0c, 0x11);
    CHECK(bench.read(tx + 0x0c) == 0x11);
    bench.write(0x04, 0);
    CHECK(bench.read(tx + 0x0c) == 0x10);
    bench.run_for(core::from_microseconds(10));
    CHECK(bench.read(0x04) == 0);
}

TEST_CASE("the i2s PLL locks after its time, and an enabled side waits for it") {
    I2sBench bench;
    bench.program(I2sBench::tx, two_segments);
    bench.write(tx + 0x14, 0x0002'0001);
    const TimePoint written = bench.now();
    bench.write(tx, 3);
    bench.run_until(written + core::from_microseconds(100) - Duration{1});
    CHECK(bench.status(I2sBench::tx) == 0);
    CHECK(bench.sink.starts.empty());
    bench.run_until(written + core::from_microseconds(100));
    CHECK((bench.status(I2sBench::tx) & i2s_status::lock) != 0);
    REQUIRE(bench.sink.starts.size() == 1);
    CHECK(bench.sink.starts[0] == written + core::from_microseconds(100));
}

TEST_CASE("an i2s side does not start with what its link cannot carry") {
    I2sBench bench;
    Recorder recorder(bench.simulation);
    bench.program(I2sBench::tx, two_segments, 0x13, 2); // 4 channels in 2 slots
    bench.write(tx, 1);
    CHECK(bench.read(tx) == 0);
    bench.write(tx + 0x10, 3);
    bench.write(tx, 1);
    CHECK((bench.read(tx) & 1) == 1);
    bench.write(tx, 4);
    bench.program(I2sBench::tx, two_segments, 0x51); // reserved sample size
    bench.write(tx, 1);
    CHECK(bench.read(tx) == 0);
    bench.program(I2sBench::tx, two_segments, 0x11, 2, 1, 0); // no divider
    bench.write(tx, 1);
    CHECK(bench.read(tx) == 0);
    const auto misuses = recorder.all<RegisterMisuse>();
    REQUIRE(misuses.size() == 4);
    CHECK(misuses[0].second.what == RegisterMisuse::FormatNotAdmitted);
    CHECK(misuses[1].second.what == RegisterMisuse::ResetWhileRunning);
    CHECK(misuses[3].second.what == RegisterMisuse::FormatNotAdmitted);
}

TEST_CASE("i2s configuration cannot be changed while a side runs") {
    I2sBench bench;
    Recorder recorder(bench.simulation);
    bench.program(I2sBench::tx, two_segments);
    bench.start(I2sBench::tx);
    for (const std::uint32_t offset : {0x0cu, 0x10u, 0x14u, 0x18u, 0x20u, 0x24u, 0x28u}) {
        const std::uint32_t before = bench.read(tx + offset);
        bench.write(tx + offset, before ^ 0x10);
        CHECK(bench.read(tx + offset) == before);
    }
    CHECK(recorder.count<RegisterMisuse>() == 7);
}

TEST_CASE("i2s status bits are cleared by writing 1, and the line follows SIEN and INTEN") {
    I2sBench bench;
    bench.program(I2sBench::tx, two_segments);
    bench.start(I2sBench::tx);
    bench.run_slots(960);
    CHECK(bench.status(I2sBench::tx) == (i2s_status::seg | i2s_status::half | i2s_status::lock));
    CHECK(bench.read(0x0c) == 1);
    CHECK(bench.controller.interrupt_line().raised());
    bench.write(0x08, 0x8000'0002);
    CHECK_FALSE(bench.controller.interrupt_line().raised());
    bench.write(0x08, 0x0000'0001);
    CHECK_FALSE(bench.controller.interrupt_line().raised());
    bench.write(0x08, 0x8000'0001);
    CHECK(bench.controller.interrupt_line().raised());
    bench.write(tx + 0x08, 0x70);
    CHECK_FALSE(bench.controller.interrupt_line().raised());
    CHECK(bench.read(0x0c) == 0);
    bench.write(tx + 0x08, 0x71);
    bench.write(tx + 0x04, i2s_status::half);
    CHECK(bench.controller.interrupt_line().raised());
    bench.write(tx + 0x04, i2s_status::seg);
    CHECK_FALSE(bench.controller.interrupt_line().raised());
    CHECK(bench.status(I2sBench::tx) == i2s_status::lock);
    bench.run_slots(960);
    CHECK((bench.status(I2sBench::tx) & 7) == (i2s_status::seg | i2s_status::full));
}

TEST_CASE("an i2s block in D3 or removed answers with ones, moves nothing and comes back blank") {
    const bool remove = GENERATE(false, true);
    I2sBench bench;
    bench.program(I2sBench::tx, two_segments);
    bench.start(I2sBench::tx);
    bench.run_slots(960);
    if (remove) {
        bench.controller.surprise_remove();
    } else {
        bench.controller.enter_d3();
    }
    CHECK(bench.read(tx) == 0xffff'ffff);
    CHECK_FALSE(bench.controller.interrupt_line().raised());
    const std::size_t heard = bench.sink.bytes.size();
    bench.write(tx, 3);
    bench.run_slots(2000);
    CHECK(bench.sink.bytes.size() == heard);
    CHECK(bench.simulation.timeline.idle());
    bench.controller.leave_d3();
    if (remove) {
        CHECK(bench.read(0x04) == 0xffff'ffff);
        return;
    }
    CHECK(bench.read(0x04) == 0);
    CHECK(bench.read(tx + 0x20) == 0);
}
