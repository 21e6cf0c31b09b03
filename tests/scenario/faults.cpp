// SPDX-License-Identifier: MIT
//
// [[fault]] and --fault: what reaches the plan, and what is said about mistakes.
#include "sim/scenario/fault_fields.hpp"
#include "sim/scenario/parse.hpp"
#include "tests/support/catch.hpp"

using namespace acxsim;
using hw::faults::FaultId;
using hw::faults::Parameter;
using scenario::Override;
using scenario::read_plan_text;

namespace {

scenario::Plan plan_of(std::string_view text, const std::vector<Override> &overrides = {}) {
    auto reading = read_plan_text(text, "x.toml", overrides);
    std::string complaints;
    for (const auto &problem : reading.problems)
        complaints += show(problem);
    INFO(complaints);
    REQUIRE(reading.plan);
    return *reading.plan;
}

/// Message and remedy of the only complaint, with the place it points at.
std::string complaint_about(std::string_view text, const std::vector<Override> &overrides = {}) {
    const auto reading = read_plan_text(text, "x.toml", overrides);
    CHECK_FALSE(reading.plan);
    REQUIRE(reading.problems.size() == 1);
    const auto &problem = reading.problems.front();
    return problem.place.file + ":" + std::to_string(problem.place.line) + ": " + problem.message +
           (problem.remedy.empty() ? "" : " | " + problem.remedy);
}

Override fault(const std::string &argument) { return {"--fault", "fault", argument}; }

} // namespace

TEST_CASE("a fault section reaches the plan, with trigger, place and parameters") {
    const auto plan = plan_of(R"(
[[stream]]
[[fault]]
name = "bus-stall"
duration = "3ms"
at = "250ms"
interval = "100ms"
count = 5
stream = 0
direction = "render"
[[fault]]
name = "Q-28"
size = "64B"
probability = 0.05
engine = 4
[[fault]]
name = "surprise-removal"
register = 0x84
access = "read"
occurrence = 3
[[fault]]
name = "clock-step"
error = "-200ppm"
byte = 100000
[[fault]]
name = "run-not-cleared"
mode = "stuck"
every = 2
in_a_row = 1
)");
    REQUIRE(plan.faults.size() == 5);
    const auto &stall = plan.faults[0].fault;
    CHECK(stall.fault == FaultId::BusStall);
    CHECK(stall.value(Parameter::Duration) == 3'000'000);
    CHECK(stall.trigger.at == core::from_milliseconds(250));
    CHECK(stall.trigger.interval == core::from_milliseconds(100));
    CHECK(stall.trigger.count == 5u);
    CHECK(stall.stream == 0u);
    CHECK(stall.direction == hw::faults::EngineDirection::Output);
    const auto &backward = plan.faults[1].fault;
    CHECK(backward.fault == FaultId::PositionBackward);
    CHECK(backward.value(Parameter::Size) == 64);
    CHECK(backward.trigger.probability_ppb == 50'000'000u);
    CHECK(backward.engine == 4u);
    const auto &removal = plan.faults[2].fault;
    CHECK(removal.trigger.register_offset == 0x84u);
    CHECK(removal.trigger.access == hw::faults::AccessKind::Read);
    CHECK(removal.trigger.occurrence == 3);
    CHECK(plan.faults[3].fault.value(Parameter::Error) == -200'000);
    CHECK(plan.faults[3].fault.trigger.byte == 100'000u);
    CHECK(plan.faults[4].fault.value(Parameter::Mode) == 1);
    CHECK(plan.faults[4].fault.trigger.every == 2);
    CHECK(plan.faults[4].fault.trigger.in_a_row == 1);
}

TEST_CASE("--fault adds one to those of the file; the same keys, separated by colons or commas") {
    const auto plan = plan_of("[[fault]]\nname = \"lost-interrupt\"\n",
                              {fault("bus-stall:at=20ms:duration=3ms"), fault("position-stuck,value=0,mode=memory"),
                               fault("lost-interrupt:probability=5%")});
    REQUIRE(plan.faults.size() == 4);
    CHECK(plan.faults[1].fault.value(Parameter::Duration) == 3'000'000);
    CHECK(plan.faults[2].fault.value(Parameter::Value) == 0);
    CHECK(plan.faults[2].fault.value(Parameter::Mode) == 2);
    CHECK(plan.faults[3].fault.trigger.probability_ppb == 50'000'000u);
    CHECK(plan_of("[[fault]]\nname = \"bus-stall\"\nat = \"1ms\"\n", {{"--set", "fault.0.at", "7ms"}})
              .faults[0]
              .fault.trigger.at == core::from_milliseconds(7));
}

TEST_CASE("mistakes in faults are named, with place and remedy") {
    CHECK(complaint_about("[[fault]]\nname = \"lost-interupt\"\n") ==
          "x.toml:2: there is no fault \"lost-interupt\" | did you mean \"lost-interrupt\"? `acxsim list faults` names "
          "all of them");
    CHECK(complaint_about("[[fault]]\nat = \"1ms\"\n") ==
          "x.toml:1: [[fault]] without \"name\" | name: the fault, by name or number (`acxsim list faults`)");
    CHECK(complaint_about("[[fault]]\nname = \"lost-interrupt\"\nsize = 4\n") ==
          "x.toml:3: the fault lost-interrupt has no parameter \"size\" | it has none");
    CHECK(complaint_about("[[fault]]\nname = \"duplicate-interrupt\"\ndelay = \"1s\"\n") ==
          "x.toml:3: delay of duplicate-interrupt is 1000000000 ns | it can be 1us .. 100ms");
    CHECK(complaint_about("[[fault]]\nname = \"rate-switch\"\nat = \"1ms\"\nrate = \"50kHz\"\n") ==
          "x.toml:4: rate of rate-switch is 50000 Hz | it can be 48 or 44.1 kHz, times 1 to 4, divided by 1 to 8");
    CHECK(complaint_about("[[fault]]\nname = \"bus-stall\"\n") ==
          "x.toml:2: the fault bus-stall strikes at an instant, and nothing says at which | give it at, byte, "
          "occurrence, probability or register");
    CHECK(complaint_about("[[fault]]\nname = \"run-not-cleared\"\nmode = \"stuk\"\n") ==
          "x.toml:3: mode of run-not-cleared is \"stuk\", expected one of late, stuck | did you mean \"stuck\"?");
    CHECK(complaint_about("[[fault]]\nname = \"lost-interrupt\"\nmode = \"late\"\n") ==
          "x.toml:3: the fault lost-interrupt has no modes");
    CHECK(complaint_about("[[fault]]\nname = \"lost-interrupt\"\nstream = 0\n") ==
          "x.toml:3: stream is 0, but the scenario has 0 | streams are counted from 0 in the order of the file");
    CHECK(complaint_about("[hardware]\nmodel = \"timer\"\n[[fault]]\nname = \"lost-interrupt\"\n") ==
          "x.toml:4: the fault lost-interrupt does not exist in hardware model \"timer\" | it exists in hda");
    CHECK(complaint_about("[[fault]]\nname = \"position-backward\"\nprobability = 1.5\n") ==
          "x.toml:3: probability is 1.5, expected 0 .. 1 | write a number from 0 to 1 such as 0.05, or \"5%\"");
    CHECK(complaint_about("[[fault]]\nname = \"position-backward\"\nprobability = \"often\"\n") ==
          "x.toml:3: probability is \"often\", expected a probability | write a number from 0 to 1 such as 0.05, or "
          "\"5%\"");
    CHECK(
        complaint_about("", {fault("lost-interupt")}) ==
        "--fault:0: there is no fault \"lost-interupt\" | did you mean \"lost-interrupt\"? `acxsim list faults` names "
        "all of them");
    CHECK(
        complaint_about("", {fault("lost-interrupt:occurence=3")}) ==
        "--fault:0: a fault has no key \"occurence\" | did you mean \"occurrence\"? `acxsim list faults` names what a "
        "fault takes");
    CHECK(complaint_about("", {fault("bus-stall:at=3")}) ==
          "--fault:0: at is 3 without a unit | write it with a unit, such as \"10ms\"");
}

TEST_CASE("a probability is read exactly") {
    const auto ppb = [](const std::string &text) {
        return plan_of("[[fault]]\nname = \"lost-interrupt\"\nprobability = " + text + "\n")
            .faults[0]
            .fault.trigger.probability_ppb;
    };
    CHECK(ppb("0") == 0u);
    CHECK(ppb("1") == 1'000'000'000u);
    CHECK(ppb("0.000000001") == 1u);
    CHECK(ppb("0.3") == 300'000'000u);
    CHECK(ppb("\"12.5%\"") == 125'000'000u);
    CHECK(ppb("\"100%\"") == 1'000'000'000u);
}
