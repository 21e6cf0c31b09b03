// SPDX-License-Identifier: MIT
//
// The parser's results and complaints: every message is compared in full, with its line, column, caret and remedy,
// because they are what a user meets first.
#include "sim/scenario/parse.hpp"
#include "tests/support/catch.hpp"

using namespace acxsim;
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

std::string complaints_about(std::string_view text, const std::vector<Override> &overrides = {}) {
    const auto reading = read_plan_text(text, "x.toml", overrides);
    CHECK_FALSE(reading.plan);
    std::string all;
    for (const auto &problem : reading.problems)
        all += show(problem);
    return all;
}

bool says(const std::string &text, std::string_view part) {
    INFO(text);
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("an empty scenario is all defaults and has no streams") {
    const auto plan = plan_of("");
    CHECK(plan.name == "x");
    CHECK(plan.driver == "hda_codec");
    CHECK(plan.duration == core::from_seconds(1));
    CHECK(plan.machine.profile == "typical");
    CHECK(plan.streams.empty());
    CHECK(plan.expect.glitches == 0);
}

TEST_CASE("without a file there is one render stream") {
    const auto reading = scenario::read_plan({});
    REQUIRE(reading.plan);
    REQUIRE(reading.plan->streams.size() == 1);
    CHECK(reading.plan->streams[0].direction == acx::Direction::Render);
}

TEST_CASE("every section reaches the plan") {
    const auto plan = plan_of(R"(
[scenario]
name = "all"
seed = 7
duration = "2s"
[machine]
processors = 4
profile = "bad"
qpc_frequency = "3.579545MHz"
qpc_start = 5
qpc_ppm = "-20ppb"
tick = "1ms"
[machine.costs]
call = "100ns"
mmio.read = "2us"
"mmio.write" = "1us"
[hardware]
model = "hda"
bclk_ppb = "500ppm"
fifo_out = "256B"
msi = false
t_mem = "2us"
burst_phase = "address-aligned"
[driver]
module = "timer_codec"
[[stream]]
circuit = "Speaker"
direction = "capture"
format = { rate = "44.1kHz", bits = 32, valid_bits = 24, channels = 6 }
packets = 1
packet = 441
client = "timer"
source = "tone:440Hz"
sink = "wav:heard"
start = "10ms"
stop = "1s"
[[stream]]
[[step]]
at = "500ms"
do = "pause"
stream = 1
[[step]]
at = "5ms"
since = "run"
do = "run"
[expect]
glitches = "any"
violations = ["CHK-031"]
position_error_frames = 12
notify_jitter = "1ms"
)");
    CHECK(plan.name == "all");
    CHECK(plan.seed == 7);
    CHECK(plan.machine.processors == 4);
    CHECK(plan.machine.qpc_frequency_hz == 3'579'545);
    CHECK(plan.machine.qpc_error.value == -20);
    CHECK(plan.machine.costs[kernel::Cost::Call] == core::from_nanoseconds(100));
    CHECK(plan.machine.costs[kernel::Cost::MmioRead] == core::from_microseconds(2));
    CHECK(plan.machine.costs[kernel::Cost::MmioWrite] == core::from_microseconds(1));
    CHECK(plan.hardware.hda.bclk_ppb == 500'000);
    CHECK(plan.hardware.hda.fifo_out == 256);
    CHECK_FALSE(plan.hardware.hda.msi);
    CHECK(plan.hardware.hda.t_mem.is_constant());
    CHECK(plan.hardware.hda.burst_phase == hw::hda::BurstPhase::AddressAligned);
    REQUIRE(plan.streams.size() == 2);
    const auto &stream = plan.streams[0];
    CHECK(stream.direction == acx::Direction::Capture);
    CHECK(stream.format() == acx::AudioFormat{44'100, 32, 24, 6});
    CHECK(stream.packet_frames() == 512); // a single packet: up to whole pages
    CHECK(stream.packet_bytes() == 3 * 4096);
    CHECK(stream.source.kind == scenario::SourceKind::Tone);
    CHECK(stream.source.frequency_hz == 440);
    CHECK(stream.sink == "heard.wav");
    CHECK(stream.stop == core::from_seconds(1));
    REQUIRE(plan.steps.size() == 2);
    CHECK(plan.steps[0].action == scenario::Action::Pause);
    CHECK(plan.steps[1].since == scenario::Since::Run);
    CHECK_FALSE(plan.expect.glitches);
    CHECK(plan.expect.violations == std::vector<std::string>{"CHK-031"});
    CHECK(plan.expect.notify_jitter == core::from_milliseconds(1));
}

TEST_CASE("text that is not TOML is pointed at") {
    const std::string text = complaints_about("[scenario]\nname = speech\n");
    CHECK(text.rfind("x.toml:2:8: not TOML: ", 0) == 0);
    CHECK(text.find("    2 | name = speech\n      |        ^") != std::string::npos);
}

TEST_CASE("an unknown key is pointed at, with the one that was meant") {
    CHECK(complaints_about("[machine]\nprocesors = 3\n") == R"(x.toml:2:1: unknown key "procesors" in [machine]
    2 | procesors = 3
      | ^~~~~~~~~
      = did you mean "processors"? `acxsim list fields machine` names all of them
)");
    CHECK(complaints_about("[[stream]]\n  format = { rat = 48000 }\n") ==
          R"(x.toml:2:14: unknown key "rat" in [stream.format]
    2 |   format = { rat = 48000 }
      |              ^~~
      = did you mean "rate"? `acxsim list fields stream.format` names all of them
)");
}

TEST_CASE("an unknown section and a key outside of sections") {
    CHECK(complaints_about("[machines]\n") == R"(x.toml:1:2: unknown section "machines"
    1 | [machines]
      |  ^~~~~~~~
      = did you mean "machine"? `acxsim list fields` names all of them
)");
    CHECK(complaints_about("seed = 1\n") == R"(x.toml:1:1: the key "seed" stands outside of any section
    1 | seed = 1
      | ^~~~
      = sections are [scenario], [machine], [hardware], [driver], [stream], [step], [fault], [expect]
)");
    CHECK(complaints_about("[stream]\n") == R"(x.toml:1:2: "stream" may occur several times and is not a plain section
    1 | [stream]
      |  ^~~~~~
      = write [[stream]], with two brackets
)");
}

TEST_CASE("values of the wrong type, unit or size say what was expected") {
    CHECK(complaints_about("[[stream]]\nformat = { rate = 0 }\n") == R"(x.toml:2:19: rate is 0, expected 8kHz .. 384kHz
    2 | format = { rate = 0 }
      |                   ^
)");
    CHECK(complaints_about("[[stream]]\npacket = 0\n") ==
          R"(x.toml:2:10: packet is 0 frames, expected 1 .. 1000000 frames
    2 | packet = 0
      |          ^
)");
    CHECK(complaints_about("[scenario]\nduration = 10\n") == R"(x.toml:2:12: duration is 10 without a unit
    2 | duration = 10
      |            ^~
      = write it with a unit, such as "10ms"
)");
    CHECK(complaints_about("[scenario]\nduration = \"10parsec\"\n") ==
          R"(x.toml:2:12: duration: "10parsec" is not a time: "parsec" is not a unit of time
    2 | duration = "10parsec"
      |            ^~~~~~~~~~
      = write a number and a unit (ns, us, ms, s, min, h), such as "10ms"
)");
    CHECK(complaints_about("[machine]\nprofile = \"tipical\"\n") ==
          R"(x.toml:2:11: profile is "tipical", expected one of ideal, quiet, typical, bad
    2 | profile = "tipical"
      |           ^~~~~~~~~
      = did you mean "typical"?
)");
    CHECK(complaints_about("[machine]\nprocessors = 2.5\n") ==
          R"(x.toml:2:14: processors is 2.5, expected a whole number
    2 | processors = 2.5
      |              ^~~
)");
    CHECK(complaints_about("[machine]\nprocessors = 65\n") == R"(x.toml:2:14: processors is 65, expected 1 .. 64
    2 | processors = 65
      |              ^~
)");
    CHECK(complaints_about("[hardware]\nmsi = 1\n") == R"(x.toml:2:7: msi is 1, expected true or false
    2 | msi = 1
      |       ^
)");
    CHECK(complaints_about("[hardware]\nbclk_ppb = \"3000ppm\"\n") ==
          R"(x.toml:2:12: bclk_ppb is "3000ppm", expected -2500ppm .. 2500ppm
    2 | bclk_ppb = "3000ppm"
      |            ^~~~~~~~~
)");
    CHECK(complaints_about("[[stream]]\nformat = { bits = 24 }\n") == R"(x.toml:2:19: bits is 24, expected one of 16, 32
    2 | format = { bits = 24 }
      |                   ^~
)");
}

TEST_CASE("what does not fit together is refused") {
    CHECK(complaints_about("[[stream]]\nformat = { rate = 44100 }\npacket = \"1ms\"\n") ==
          R"(x.toml:3:10: a packet of 1ms is not a whole number of frames at 44100 Hz
    3 | packet = "1ms"
      |          ^~~~~
      = choose another length, or write it in frames: packet = 441
)");
    CHECK(complaints_about("[[stream]]\nclient = \"timer\"\n") ==
          R"(x.toml:2:10: the timer client needs a buffer of one packet
    2 | client = "timer"
      |          ^~~~~~~
      = write packets = 1, or client = "event"
)");
    CHECK(complaints_about("[[stream]]\n[[step]]\nat = \"1ms\"\ndo = \"pause\"\nstream = 1\n") ==
          R"(x.toml:5:10: stream is 1, but the scenario has 1 stream
    5 | stream = 1
      |          ^
      = streams are counted from 0 in the order of the file
)");
    CHECK(complaints_about("[[stream]]\n[[step]]\nat = \"1ms\"\n") == R"(x.toml:2:1: [[step]] without "do"
    2 | [[step]]
      | ^~~~~~~~
      = do: what to do
)");
    CHECK(complaints_about("[[stream]]\nsource = \"wav:nowhere.wav\"\n") ==
          R"(x.toml:2:10: there is no sound file "nowhere.wav"
    2 | source = "wav:nowhere.wav"
      |          ^~~~~~~~~~~~~~~~~
      = looked for nowhere.wav; relative paths start at the scenario's folder
)");
    CHECK(complaints_about("[[stream]]\n[[step]]\nat = \"1s\"\ndo = \"pause\"\n") ==
          R"(x.toml:3:6: the step comes at 1s, after the end of the run at 1s
    3 | at = "1s"
      |      ^~~~
)");
    CHECK(complaints_about("[[stream]]\nformat = { bits = 32, valid_bits = 16 }\n") ==
          R"(x.toml:2:36: 16 valid bits in a container of 32 cannot cross the codec link
    2 | format = { bits = 32, valid_bits = 16 }
      |                                    ^~
      = write bits = 16, or 20, 24 or 32 valid bits
)");
    CHECK(complaints_about("[hardware]\nmodel = \"timer\"\nmsi = true\n") ==
          R"(x.toml:3:7: msi is a parameter of model "hda", "i2s", "dsp", "usb", but the model is "timer"
    3 | msi = true
      |       ^~~~
)");
    CHECK(complaints_about("[expect]\nviolations = [\"CHK-31\"]\n") == R"(x.toml:2:14: there is no rule "CHK-31"
    2 | violations = ["CHK-31"]
      |              ^~~~~~~~~~
      = did you mean "CHK-031"? `acxsim list rules` names all of them
)");
}

TEST_CASE("all complaints come at once, in the order of the file") {
    const std::string text = complaints_about("[machine]\nprocesors = 3\nprofile = 1\n[scenario]\nsed = 2\n");
    const std::size_t first = text.find("x.toml:2:1:");
    const std::size_t second = text.find("x.toml:3:11:");
    const std::size_t third = text.find("x.toml:5:1:");
    CHECK(first == 0);
    CHECK((second != std::string::npos && second > first));
    CHECK((third != std::string::npos && third > second));
}

TEST_CASE("--set takes the same keys and the same judgement") {
    const auto plan = plan_of("[[stream]]\n[[stream]]\n", {{"--set", "machine.profile", "bad"},
                                                           {"--set", "stream.1.format.rate", "44100"},
                                                           {"--set", "stream.packet", "20ms"},
                                                           {"--set", "machine.costs.mmio.read", "3us"},
                                                           {"--set", "expect.violations", "CHK-031,CHK-032"},
                                                           {"--seed", "scenario.seed", "9"}});
    CHECK(plan.machine.profile == "bad");
    CHECK(plan.streams[0].rate_hz == 48'000);
    CHECK(plan.streams[1].rate_hz == 44'100);
    CHECK(plan.streams[0].packet_frames() == 960);
    CHECK(plan.streams[1].packet_frames() == 882);
    CHECK(plan.machine.costs[kernel::Cost::MmioRead] == core::from_microseconds(3));
    CHECK(plan.expect.violations.size() == 2);
    CHECK(plan.seed == 9);
}

TEST_CASE("a packet's length is a time or a number of frames") {
    CHECK(plan_of("[[stream]]\npacket = \"5ms\"\n").streams[0].packet_frames() == 240);
    CHECK(plan_of("[[stream]]\npacket = 441\n").streams[0].packet_frames() == 441);
    CHECK(plan_of("[[stream]]\npacket = \"1920 frames\"\n").streams[0].packet_frames() == 1920);
}

TEST_CASE("--set complains like the file does") {
    CHECK(complaints_about("", {{"--set", "machine.profil", "bad"}}) == R"(--set: unknown key "machine.profil"
      | machine.profil=bad
      | ^~~~~~~~~~~~~~
      = did you mean "machine.profile"? `acxsim list fields` names all of them
)");
    CHECK(complaints_about("", {{"--set", "machine.processors", "many"}}) ==
          R"(--set: processors is "many", expected a whole number
      | machine.processors=many
      |                    ^~~~
)");
    CHECK(complaints_about("[[stream]]\n", {{"--set", "stream.3.packets", "1"}}) ==
          R"(--set: there is no stream 3: the scenario has 1
      | stream.3.packets=1
      | ^~~~~~~~~~~~~~~~
)");
    CHECK(complaints_about("", {{"--seed", "scenario.seed", "x"}}) == R"(--seed: seed is "x", expected a whole number
      | x
      | ^
)");
}

TEST_CASE("a scenario that is not there, or a folder") {
    const auto missing = scenario::read_plan({"no/such.toml", {}});
    REQUIRE(missing.problems.size() == 1);
    CHECK(show(missing.problems[0]) ==
          "no/such.toml: there is no such scenario file\n      = `acxsim run --help` shows examples\n");
    const auto folder = scenario::read_plan({".", {}});
    REQUIRE(folder.problems.size() == 1);
    CHECK(show(folder.problems[0]) == ".: a scenario file is expected, this is a folder\n");
}

TEST_CASE("the hardware model counts wherever it stands in its section") {
    const auto plan = plan_of("[hardware]\nclock_ppb = \"5ppm\"\nmodel = \"timer\"\n");
    CHECK(plan.hardware.model == "timer");
    CHECK(plan.hardware.timer.clock_ppb == 5'000);
}

TEST_CASE("a model from the command line takes the place of the file's, whose parameters then are out of place") {
    const std::vector<Override> to_timer{{"--set", "hardware.model", "timer"}};
    CHECK(plan_of("[hardware]\nmodel = \"hda\"\n", to_timer).hardware.model == "timer");
    CHECK(complaints_about("[hardware]\nmodel = \"hda\"\nfifo_out = 256\n", to_timer) ==
          "x.toml:3:12: fifo_out is a parameter of model \"hda\", but the model is \"timer\"\n"
          "    3 | fifo_out = 256\n"
          "      |            ^~~\n");
    const auto plan = plan_of("", {{"--set", "hardware.clock_ppb", "7ppm"}, {"--set", "hardware.model", "timer"}});
    CHECK(plan.hardware.timer.clock_ppb == 7'000);
}

TEST_CASE("a fifth stream of a direction finds no engine on an HDA controller") {
    std::string text;
    for (int i = 0; i < 5; ++i)
        text += "[[stream]]\n";
    CHECK(complaints_about(text) == "x.toml:5:1: the hardware has 4 output engines, this is render stream 5\n"
                                    "    5 | [[stream]]\n"
                                    "      | ^~~~~~~~~~\n");
    plan_of("[hardware]\nmodel = \"timer\"\n" + text);
}

TEST_CASE("several devices take that many times the streams") {
    const auto plan =
        plan_of("[hardware]\ndevices = 2\n[[stream]]\ncount = 8\n[[stream]]\ndirection = \"capture\"\ndevice = 1\n");
    CHECK(plan.hardware.devices == 2);
    CHECK(plan.streams.size() == 2);
    CHECK(plan.streams[0].count == 8);
    CHECK(plan.streams[1].device == 1);
    CHECK(plan.rules == scenario::RuleChoice::All);
}

TEST_CASE("streams that the devices cannot carry, or on devices that are not there, are refused") {
    CHECK(says(complaints_about("[hardware]\ndevices = 2\n[[stream]]\ncount = 9\n"),
               "device 0 has 4 output engines, this is render stream 5"));
    CHECK(says(complaints_about("[[stream]]\ncount = 5\n"),
               "the hardware has 4 output engines, this is render stream 5"));
    CHECK(says(complaints_about("[hardware]\ndevices = 2\n[[stream]]\ndevice = 2\n"),
               "device is 2, but there are 2 devices"));
    CHECK(says(complaints_about("[[stream]]\ncount = 2\nsink = \"wav:a.wav\"\n"),
               "2 streams would write the file \"a.wav\""));
}
