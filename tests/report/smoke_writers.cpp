// SPDX-License-Identifier: MIT
//
// What is made of a smoke run and of a driver's topology.
#include <algorithm>

#include "sim/report/json.hpp"
#include "sim/report/smoke_report.hpp"
#include "sim/report/topology_text.hpp"
#include "tests/report/approval.hpp"
#include "tests/report/samples.hpp"
#include "tests/support/catch.hpp"

using namespace acxsim;
using tests::approve;

namespace {

acx::Topology topology() {
    acx::TopologyFormat format;
    format.audio = acx::AudioFormat{48'000, 32, 24, 2};
    format.sub_format = {"{00000001-0000-0010-8000-00aa00389b71}", "KSDATAFORMAT_SUBTYPE_PCM"};
    format.rate_hz = 48'000;
    format.channels = 2;
    format.bits_per_sample = 32;
    format.valid_bits = 24;
    format.channel_mask = 3;
    format.is_default = true;
    acx::TopologyFormat compressed;
    compressed.major_format = {"{73647561-0000-0010-8000-00aa00389b71}", "KSDATAFORMAT_TYPE_AUDIO"};
    compressed.sub_format = {"{00000092-0000-0010-8000-00aa00389b71}", ""};

    acx::TopologyPin host;
    host.type = "Sink";
    host.communication = "Sink";
    host.streams_max = 1;
    host.streaming = true;
    host.modes = {{{"", "AUDIO_SIGNALPROCESSINGMODE_RAW"}, {format, compressed}},
                  {{"{12345678-0000-0000-0000-000000000000}", ""}, {}}};
    acx::TopologyPin bridge;
    bridge.id = 1;
    bridge.type = "Source";
    bridge.communication = "None";
    bridge.qualifier = "BridgeA";
    bridge.category = {"", "KSNODETYPE_SPEAKER"};
    bridge.name = "Out \"1\"";
    acx::TopologyJack jack;
    jack.color_rgb = 0x00b3c98c;
    jack.connection_type = "AcxConnType35mm";
    jack.detection = true;
    jack.connected = false;
    bridge.jacks = {jack};
    acx::TopologyElement volume;
    volume.kind = "Volume";
    volume.channels = 2;
    volume.level_min = -96 * 65536;
    volume.level_step = 32768;
    acx::TopologyStream stream;
    stream.real_time = true;
    stream.notifications = true;
    stream.callbacks = {"EvtAcxStreamPrepareHardware", "EvtAcxStreamRun"};

    acx::TopologyCircuit circuit;
    circuit.name = "Speaker0";
    circuit.type = "Render";
    circuit.visible = true;
    circuit.component_id = acx::TopologyGuid{"{00000000-0000-0000-0000-000000000001}", ""};
    circuit.pins = {host, bridge};
    circuit.elements = {volume};
    circuit.streams = {stream};
    circuit.connections = {{"circuit", "element 0", 0, {}, true}, {"element 0", "circuit", {}, 1, true}};
    circuit.callbacks = {"EvtAcxCircuitCreateStream", "EvtAcxCircuitPowerUp"};
    acx::TopologyDevice device;
    device.name = "codec";
    device.circuits = {circuit};
    acx::TopologyDevice child;
    child.name = "codec#1";
    child.parent = "codec";
    child.raw = true;
    acx::Topology topology;
    topology.devices = {device, child};
    topology.composites = {{true, false, {{"name Speaker0", true, false, "Speaker0"}, {"uri dsp", false, true, ""}}}};
    return topology;
}

} // namespace

TEST_CASE("a topology reads as approved, as a tree and as a graph") {
    approve("topology.txt", report::topology_tree(topology()));
    approve("topology_verbose.txt", report::topology_tree(topology(), true));
    approve("topology.dot", report::topology_dot(topology()));
}

TEST_CASE("a driver without ACX devices has a tree that says so") {
    CHECK(report::topology_tree({}) == "no device that uses ACX\n");
}

TEST_CASE("many formats become a grid, few stay a list") {
    acx::Topology many = topology();
    std::vector<acx::TopologyFormat> &formats = many.devices[0].circuits[0].pins[0].modes[0].formats;
    const acx::TopologyFormat first = formats.front();
    formats.clear();
    for (const std::uint32_t rate : {44'100u, 48'000u, 96'000u}) {
        for (const std::uint32_t channels : {1u, 2u, 6u}) {
            acx::TopologyFormat format = first;
            format.rate_hz = rate;
            format.channels = channels;
            format.is_default = rate == 48'000 && channels == 2;
            formats.push_back(format);
        }
    }
    const std::string tree = report::topology_tree(many);
    CHECK(tree.find("44.1, 48, 96 kHz 24-in-32-bit 1, 2, 6ch PCM") != std::string::npos);
    CHECK(tree.find("48 kHz 24-in-32-bit 2ch PCM, default") != std::string::npos);
    CHECK(report::topology_tree(many, true).find("96 kHz 24-in-32-bit 6ch PCM") != std::string::npos);
}

TEST_CASE("colours are words a person would use") {
    CHECK(report::colour_text(0x000000) == "#000000 (black)");
    CHECK(report::colour_text(0xffffff) == "#ffffff (white)");
    CHECK(report::colour_text(0xff0000) == "#ff0000 (red)");
    CHECK(report::colour_text(0x0000ff) == "#0000ff (blue)");
    CHECK(report::colour_text(0xb3c98c) == "#b3c98c (green)");
    CHECK(report::colour_text(0xff7fb2) == "#ff7fb2 (pink)");
}

TEST_CASE("a topology in JSON is read back as the same topology") {
    scenario::Outcome outcome = tests::passing_outcome();
    outcome.topology = topology();
    const std::string text = report::json(outcome);
    const auto again = report::outcome_from_json(text);
    REQUIRE(again.ok());
    CHECK(report::json(again.value()) == text);
    CHECK(report::topology_tree(*again.value().topology, true) == report::topology_tree(topology(), true));
}

TEST_CASE("a smoke run reads as approved") {
    approve("smoke.txt", report::smoke_human(tests::smoke_outcome(), {}));
    approve("smoke.json", report::smoke_json(tests::smoke_outcome()));
    approve("smoke.xml", report::smoke_junit(tests::smoke_outcome()));
}

TEST_CASE("a smoke run's last line repeats the first failing run") {
    const scenario::SmokeOutcome outcome = tests::smoke_outcome();
    const std::string text = report::smoke_human(outcome, {});
    const std::string last = "\n" + outcome.runs[1].outcome.repeat_command + "\n";
    CHECK(text.substr(text.size() - last.size()) == last);
}
