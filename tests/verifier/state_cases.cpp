// SPDX-License-Identifier: MIT
#include "tests/verifier/rule_case.hpp"

namespace acxsim::test {

namespace {
using acx::StreamState;
using verifier::Severity;
using Strayed = client::EngineStrayed;
} // namespace

std::vector<RuleCase> state_cases() {
    return {
        {.rule = "CHK-025",
         .title = "Pause fails",
         .says = {"EvtAcxStreamPause returned 0xc0000001", "in Pause all the same"},
         .play =
             [](Bench &b) {
                 b.start();
                 b.to(StreamState::Pause, status_unsuccessful);
             }},
        {.rule = "CHK-025",
         .title = "ReleaseHardware fails",
         .says = {"EvtAcxStreamReleaseHardware returned 0xc0000001", "in Stop"},
         .play =
             [](Bench &b) {
                 b.open();
                 b.prepare();
                 b.to(StreamState::Stop, status_unsuccessful);
             }},
        {.rule = "CHK-025",
         .title = "all ways down with success codes",
         .play =
             [](Bench &b) {
                 b.start();
                 b.to(StreamState::Pause, 0x103);
                 b.release();
             }},

        {.rule = "CHK-026",
         .title = "the engine runs on after Pause",
         .says = {"still runs in Pause", "8192 bytes fetched"},
         .play =
             [](Bench &b) {
                 b.start();
                 b.at_ms(5);
                 b.pause();
                 b.emit(b.sample(acx::StreamStateChanged::kind, 2000));
             }},
        {.rule = "CHK-026",
         .title = "the engine runs on after ReleaseHardware",
         .says = {"still runs in Stop"},
         .play =
             [](Bench &b) {
                 b.open();
                 b.prepare();
                 b.release();
                 b.emit(b.sample(acx::StreamStateChanged::kind, 2000));
             }},
        {.rule = "CHK-026",
         .title = "the packet counter moves in Pause",
         .says = {"went from 0 to 1 outside Run"},
         .play =
             [](Bench &b) {
                 b.start();
                 b.at_ms(5);
                 b.pause();
                 b.emit(b.current_packet(0));
                 b.at_ms(15);
                 b.emit(b.current_packet(1));
                 b.emit(b.current_packet(1));
             }},
        {.rule = "CHK-026",
         .title = "runs in Run, rests in Pause, has moved at the next Pause",
         .play =
             [](Bench &b) {
                 b.start();
                 b.emit(b.sample(acx::StreamStateChanged::kind, 0));
                 b.at_ms(5);
                 b.pause();
                 b.emit(b.sample(acx::StreamStateChanged::kind, 240, false));
                 b.emit(b.current_packet(0));
                 b.emit(b.current_packet(0));
                 b.run();
                 b.at_ms(10);
                 b.notify(0);
                 b.emit(b.current_packet(1));
                 b.at_ms(12);
                 b.pause();
                 b.emit(b.current_packet(1));
             }},

        {.rule = "CHK-027",
         .title = "nothing is notified",
         .says = {"40.000 ms after Run", "within 22.000 ms"},
         .play =
             [](Bench &b) {
                 b.start();
                 b.at_ms(40);
                 b.emit(b.current_packet(0));
                 b.at_ms(60);
                 b.emit(b.current_packet(0)); // said once
             }},
        {.rule = "CHK-027",
         .title = "the first notification comes much too late",
         .says = {"35.000 ms after Run"},
         .play =
             [](Bench &b) {
                 b.start();
                 b.at_ms(35);
                 b.notify(0);
             }},
        {.rule = "CHK-027",
         .title = "a starved client is enough",
         .says = {"50.000 ms after Run"},
         .play =
             [](Bench &b) {
                 b.start();
                 b.at_ms(50);
                 b.emit(client::ClientStarved{b.stream, 0, 0, from_milliseconds(50).count()});
             }},
        {.rule = "CHK-027",
         .title = "within the limit, or paused before it, or a stream that does not notify",
         .play =
             [](Bench &b) {
                 b.start();
                 b.at_ms(21);
                 b.emit(b.current_packet(0));
                 b.pause();
                 b.release();
                 b.at_ms(100);
                 b.prepare();
                 b.run();
                 b.at_ms(110);
                 b.notify(0);
                 b.pause();
                 b.release();
                 b.emit(acx::PacketsFreed{b.stream, 2});
                 b.emit(b.allocation(1));
                 b.prepare();
                 b.run();
                 b.at_ms(200);
                 b.emit(b.current_packet(0));
             }},

        {.rule = "CHK-028",
         .title = "other memory",
         .says = {"bus address 0x12340000", "in no packet"},
         .play =
             [](Bench &b) {
                 b.emit(Strayed{b.engine, Strayed::AddressOutsidePackets, b.stream, 0x1234'0000});
             }},
        {.rule = "CHK-028",
         .title = "too early",
         .says = {"while the stream is not in Run"},
         .play =
             [](Bench &b) {
                 b.emit(Strayed{b.engine, Strayed::StreamNotRun, b.stream, 0x1000});
             }},
        {.rule = "CHK-028",
         .title = "an engine that serves its stream",
         .play =
             [](Bench &b) {
                 b.emit(client::EngineMatched{b.stream, b.engine, 192});
             }},

        {.rule = "CHK-029",
         .title = "notifications count on after ReleaseHardware",
         .says = {"first packet notified after ReleaseHardware is 2", "expected 0"},
         .play =
             [](Bench &b) {
                 b.start();
                 b.notify_through(0, 1);
                 b.at_ms(25);
                 b.pause();
                 b.release();
                 b.at_ms(100);
                 b.prepare();
                 b.run();
                 b.at_ms(110);
                 b.notify(2);
                 b.at_ms(120);
                 b.notify(3); // said once
             }},
        {.rule = "CHK-029",
         .title = "the packet counter keeps its value in Stop",
         .says = {"current packet is 2 in Stop"},
         .play =
             [](Bench &b) {
                 b.start();
                 b.notify_through(0, 1);
                 b.pause();
                 b.release();
                 b.emit(b.current_packet(2));
             }},
        {.rule = "CHK-029",
         .title = "a second life begins at 0",
         .play =
             [](Bench &b) {
                 b.start();
                 b.notify_through(0, 1);
                 b.pause();
                 b.release();
                 b.emit(b.current_packet(0));
                 b.at_ms(100);
                 b.prepare();
                 b.run();
                 b.at_ms(110);
                 b.notify(0);
             }},

        {.rule = "CHK-030",
         .title = "starts over after Pause",
         .says = {"after the pause is 0", "expected 2"},
         .play =
             [](Bench &b) {
                 b.start();
                 b.notify_through(0, 1);
                 b.at_ms(25);
                 b.pause();
                 b.at_ms(100);
                 b.run();
                 b.at_ms(105);
                 b.notify(0);
             }},
        {.rule = "CHK-030",
         .title = "skips the packet that was interrupted",
         .says = {"after the pause is 3", "expected 2"},
         .play =
             [](Bench &b) {
                 b.start();
                 b.notify_through(0, 1);
                 b.at_ms(25);
                 b.pause();
                 b.at_ms(100);
                 b.run();
                 b.at_ms(105);
                 b.notify(3);
             }},
        {.rule = "CHK-030",
         .title = "goes on, also when paused in the first packet and twice",
         .play =
             [](Bench &b) {
                 b.start();
                 b.at_ms(5);
                 b.pause();
                 b.at_ms(50);
                 b.run();
                 b.at_ms(55);
                 b.notify(0);
                 b.at_ms(60);
                 b.pause();
                 b.at_ms(70);
                 b.run();
                 b.at_ms(75);
                 b.notify(1);
             }},

        {.rule = "CHK-081",
         .title = "a timer of the stream fires after ReleaseHardware",
         .says = {"timer callback of the stream"},
         .play =
             [](Bench &b) {
                 const auto timer = b.simulation.trace.add_object("timer", "packet");
                 b.open();
                 b.emit(wdf::ObjectCreated{timer, b.stream, core::hash_text("WDFTIMER")});
                 b.prepare();
                 b.release();
                 b.emit(wdf::TimerCallbackRan{timer, b.stream});
             },
         .severity = Severity::Fatal},
        {.rule = "CHK-081",
         .title = "a work item of an object of the stream",
         .says = {"work item of the stream"},
         .play =
             [](Bench &b) {
                 const auto object = b.simulation.trace.add_object("object", "engine");
                 const auto item = b.simulation.trace.add_object("work item", "notify");
                 b.open();
                 b.emit(wdf::ObjectCreated{object, b.stream, 0});
                 b.emit(wdf::ObjectCreated{item, object, 0});
                 b.prepare();
                 b.release();
                 b.emit(wdf::WorkItemRan{item, object});
             },
         .severity = Severity::Fatal},
        {.rule = "CHK-081",
         .title = "a DPC of the stream",
         .says = {"DPC of the stream"},
         .play =
             [](Bench &b) {
                 const auto dpc = b.simulation.trace.add_object("DPC", "notify");
                 b.open();
                 b.emit(wdf::ObjectCreated{dpc, b.stream, 0});
                 b.prepare();
                 b.release();
                 b.emit(wdf::DpcRan{dpc, b.stream});
             },
         .severity = Severity::Fatal},
        {.rule = "CHK-081",
         .title = "a timer of the stream while it is prepared, one of the device at any time",
         .play =
             [](Bench &b) {
                 const auto timer = b.simulation.trace.add_object("timer", "packet");
                 const auto other = b.simulation.trace.add_object("timer", "device");
                 b.open();
                 b.emit(wdf::ObjectCreated{timer, b.stream, 0});
                 b.emit(wdf::ObjectCreated{other, b.engine, 0});
                 b.emit(wdf::TimerCallbackRan{timer, b.stream});
                 b.prepare();
                 b.release();
                 b.emit(wdf::TimerCallbackRan{other, b.engine});
                 b.prepare();
                 b.emit(wdf::TimerCallbackRan{timer, b.stream});
             }},

        {.rule = "CHK-089",
         .title = "powered down under DMA",
         .says = {"still runs", "4192 bytes fetched"},
         .play =
             [](Bench &b) {
                 b.start();
                 b.emit(acx::CircuitPower{1, 0, 1});
                 b.emit(b.sample(acx::CircuitPower::kind, 1000));
             }},
        {.rule = "CHK-089",
         .title = "powered down at rest, powered up at work",
         .play =
             [](Bench &b) {
                 b.start();
                 b.emit(acx::CircuitPower{1, 0, 1});
                 b.emit(b.sample(acx::CircuitPower::kind, 1000, false));
                 b.emit(acx::CircuitPower{1, 1, 1});
                 b.emit(b.sample(acx::CircuitPower::kind, 1000));
             }},
    };
}

} // namespace acxsim::test
