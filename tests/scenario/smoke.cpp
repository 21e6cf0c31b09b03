// SPDX-License-Identifier: MIT
//
// The smoke plan: which runs follow from what an inspection saw; and how many runs become one verdict.
#include <algorithm>

#include "sim/scenario/smoke.hpp"
#include "tests/support/catch.hpp"

using namespace acxsim;
using namespace acxsim::scenario;

namespace {

acx::TopologyFormat format(std::uint32_t rate_hz, std::uint16_t bits, std::uint16_t channels) {
    acx::TopologyFormat made;
    made.audio = acx::AudioFormat{rate_hz, bits, bits, channels};
    return made;
}

/// One circuit with one pin and an open stream on it.
acx::Topology one_pin(std::vector<acx::TopologyFormat> formats, bool notifications = true) {
    acx::TopologyPin pin;
    pin.streaming = true;
    pin.modes = {{{"", "AUDIO_SIGNALPROCESSINGMODE_RAW"}, std::move(formats)}};
    acx::TopologyStream stream;
    stream.real_time = true;
    stream.notifications = notifications;
    acx::TopologyCircuit circuit;
    circuit.name = "Speaker0";
    circuit.visible = true;
    circuit.pins = {pin};
    circuit.streams = {stream};
    acx::Topology topology;
    topology.devices.resize(1);
    topology.devices[0].circuits = {circuit};
    return topology;
}

std::size_t count(const SmokePlan &plan, std::string_view client, std::string_view what) {
    return static_cast<std::size_t>(std::count_if(plan.cases.begin(), plan.cases.end(), [&](const SmokeCase &each) {
        return each.client == client && each.what == what;
    }));
}

std::string value_of(const SmokeCase &smoke, std::string_view key) {
    for (const Override &each : smoke.overrides) {
        if (each.key == key) return each.value;
    }
    return "(not set)";
}

constexpr HardwareUse registers{.registers_mapped = true, .interrupt_connected = true, .register_accesses = 9};

} // namespace

TEST_CASE("smoke plan: each format once, both clients, pause and resume") {
    const SmokePlan plan = plan_smoke(one_pin({format(48'000, 16, 2), format(44'100, 16, 2)}), registers, {});
    CHECK(plan.model == "hda");
    CHECK(count(plan, "event", "play") == 2);
    CHECK(count(plan, "timer", "play") == 1);
    CHECK(count(plan, "event", "pause and resume") == 1);
    CHECK(count(plan, "timer", "pause and resume") == 1);
    CHECK(plan.cases.size() == 5);
}

TEST_CASE("smoke plan: every case is a good plan of its own") {
    const SmokePlan plan =
        plan_smoke(one_pin({format(48'000, 16, 2), format(11'025, 16, 1), format(192'000, 32, 8)}), registers, {});
    for (const SmokeCase &each : plan.cases) {
        const PlanReading reading = read_plan({"", each.overrides});
        INFO(each.name() << (reading.problems.empty() ? "" : ": " + reading.problems.front().message));
        REQUIRE(reading.plan);
        CHECK(reading.plan->streams.size() == 1);
        CHECK(reading.plan->streams[0].packet_frames() > 0);
        CHECK(reading.plan->steps.size() == (each.what == "play" ? 0 : 2));
    }
}

TEST_CASE("smoke plan: without notifications there is timer mode only") {
    const SmokePlan plan = plan_smoke(one_pin({format(48'000, 16, 2)}, false), registers, {});
    CHECK(count(plan, "event", "play") == 0);
    CHECK(count(plan, "timer", "play") == 1);
    CHECK(count(plan, "timer", "pause and resume") == 1);
    CHECK(plan.notes.size() == 1);
}

TEST_CASE("smoke plan: a driver that leaves the hardware alone is played by the free-running codec, unjudged") {
    const SmokePlan plan = plan_smoke(one_pin({format(48'000, 16, 2)}), {}, {});
    CHECK(plan.model == "timer");
    CHECK(value_of(plan.cases.front(), "hardware.model") == "timer");
    CHECK(value_of(plan.cases.front(), "expect.glitches") == "any");
    const SmokePlan asked = plan_smoke(one_pin({format(48'000, 16, 2)}), {}, {{"--set", "hardware.model", "hda"}});
    CHECK(asked.model == "hda");
    CHECK(value_of(asked.cases.front(), "hardware.model") == "(not set)"); // the user has set it
}

TEST_CASE("smoke plan: of many formats the first, the extremes and the different ones are taken") {
    std::vector<acx::TopologyFormat> formats;
    for (const std::uint32_t rate : {44'100u, 48'000u, 96'000u, 192'000u}) {
        for (const std::uint16_t bits : {std::uint16_t{16}, std::uint16_t{32}}) {
            for (const std::uint16_t channels : {std::uint16_t{2}, std::uint16_t{1}, std::uint16_t{8}})
                formats.push_back(format(rate, bits, channels));
        }
    }
    const SmokePlan plan = plan_smoke(one_pin(formats), registers, {});
    CHECK(count(plan, "event", "play") == smoke_formats_max);
    for (const char *wanted : {"44.1 kHz 16-bit 2ch PCM", "44.1 kHz 16-bit 1ch PCM", "192 kHz 32-bit 8ch PCM"}) {
        INFO(wanted);
        CHECK(std::any_of(plan.cases.begin(), plan.cases.end(),
                          [&](const SmokeCase &each) { return each.format == wanted; }));
    }
    for (const char *rate : {"48000", "96000"}) {
        INFO(rate);
        CHECK(std::any_of(plan.cases.begin(), plan.cases.end(),
                          [&](const SmokeCase &each) { return value_of(each, "stream.format.rate") == rate; }));
    }
}

TEST_CASE("smoke plan: what cannot be played is said") {
    CHECK(plan_smoke({}, registers, {}).notes.front().find("no circuit") != std::string::npos);
    acx::Topology silent = one_pin({format(48'000, 16, 2)});
    silent.devices[0].circuits[0].pins[0].streaming = false;
    const SmokePlan none = plan_smoke(silent, registers, {});
    CHECK(none.cases.empty());
    CHECK(none.notes.front().find("no pin streams") != std::string::npos);
    const SmokePlan no_format = plan_smoke(one_pin({}), registers, {});
    CHECK(no_format.cases.empty());
    CHECK(no_format.notes.front().find("no PCM format") != std::string::npos);
}

TEST_CASE("smoke outcome: the worst verdict, each finding once, the first failing command") {
    SmokeOutcome outcome;
    outcome.inspection.verdict = Verdict::Pass;
    ViolationReport violation;
    violation.id = "CHK-031";
    violation.severity = "error";
    violation.occurrences = 2;
    violation.stack = {{"notify", "stream.c", 7, "x.so"}};
    for (const Verdict verdict : {Verdict::Pass, Verdict::Violation, Verdict::Crash, Verdict::Violation}) {
        SmokeRun run;
        run.outcome.verdict = verdict;
        run.outcome.repeat_command = "run " + std::to_string(outcome.runs.size() + 1);
        if (verdict == Verdict::Violation) run.outcome.violations = {violation};
        outcome.runs.push_back(run);
    }
    outcome.runs[3].outcome.violations[0].stack[0].line = 8; // another place
    conclude(outcome);
    CHECK(outcome.verdict == Verdict::Crash);
    CHECK(outcome.exit_code() == 5);
    CHECK(outcome.repeat_command == "run 2");
    REQUIRE(outcome.violations.size() == 2);
    CHECK(outcome.violations[0].occurrences == 2);
    CHECK(outcome.violations[0].runs == std::vector<std::size_t>{2});
    CHECK(outcome.violations[1].runs == std::vector<std::size_t>{4});
}

TEST_CASE("without a file, naming the next stream or step makes it") {
    const PlanReading reading = read_plan({"",
                                           {{"--set", "step.0.do", "pause"},
                                            {"--set", "step.0.at", "10ms"},
                                            {"--set", "stream.1.direction", "capture"}}});
    REQUIRE(reading.plan);
    CHECK(reading.plan->steps.size() == 1);
    CHECK(reading.plan->streams.size() == 2);
    CHECK_FALSE(read_plan({"", {{"--set", "step.1.do", "pause"}}}).plan); // there is no step 0
    CHECK_FALSE(read_plan({"", {{"--set", "step.0.at", "10ms"}}}).plan);  // it does not say what to do
}
