// SPDX-License-Identifier: MIT
//
// Trace records as text: every member with its name, objects by their names.
#include "sim/report/trace_text.hpp"

#include "sim/acx/records.hpp"
#include "sim/core/simulation.hpp"
#include "sim/kernel/records.hpp"
#include "tests/support/catch.hpp"

using namespace acxsim;

TEST_CASE("a record names its kind, its object and its members") {
    core::Simulation simulation(1);
    const core::ObjectId stream = simulation.trace.add_object("stream", "Speaker0 stream 1");
    simulation.timeline.pass_to(core::power_on + core::from_microseconds(1'234'567));
    simulation.trace.set_processor(1, 2);
    simulation.trace.emit(acx::PacketNotified{stream, 3, 7, 1000, 1001, 2, 0});
    simulation.trace.emit(acx::StreamStateChanged{stream, 2, 3, 0xc0000001});
    const auto lines = report::last_records(simulation.trace, 10);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0] == "  1.234567000 p1 i2  PacketNotified           Speaker0 stream 1 state=3 packet=7 qpc=1000 "
                      "qpc_now=1001 caller_irql=2 status=0x0");
    CHECK(lines[1] == "  1.234567000 p1 i2  StreamStateChanged       Speaker0 stream 1 from=2 to=3 status=0xc0000001");
}

TEST_CASE("signed members and narrow members are read as such") {
    core::Simulation simulation(1);
    simulation.trace.emit(kernel::CallbackReturned{0, 0, 5, -600, 0, 2, 1, 0});
    const auto lines = report::last_records(simulation.trace, 1);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0] ==
          "  0.000000000 hw     CallbackReturned         object=0 status=0x0 name_hash=0x5 entry_ticks=-600 "
          "irql_entry=0 irql_exit=2 locks_held=1 critical_region=0");
}

TEST_CASE("only the last records are listed") {
    core::Simulation simulation(1);
    for (std::uint32_t i = 0; i < 100; ++i)
        simulation.trace.emit(kernel::BugCheck{i});
    const auto lines = report::last_records(simulation.trace, 3);
    REQUIRE(lines.size() == 3);
    CHECK(lines[0].find("code=97") != std::string::npos);
    CHECK(lines[2].find("code=99") != std::string::npos);
}
