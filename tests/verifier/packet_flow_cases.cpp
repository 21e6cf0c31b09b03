// SPDX-License-Identifier: MIT
#include "tests/verifier/rule_case.hpp"

namespace acxsim::test {

namespace {

using acx::Direction;
using verifier::Severity;
using Glitch = client::GlitchHeard;

acx::RenderPacketSet refused(acx::RenderPacketSet record) {
    record.status = status_data_late;
    return record;
}

/// 50 frames from frame 100 of the packet on were something else, heard in their nominal place.
Glitch glitch(Bench &b, std::uint32_t what, std::uint64_t packet) {
    const auto at = from_milliseconds(10) * static_cast<std::int64_t>(packet) + from_microseconds(2'083 + 1'000);
    return {b.stream, what, packet, 100, 50, at.count(), 0};
}

/// Up to 32 ms: three packets notified, packet 4 announced while packet 3 is in transfer.
void render_to_packet_3(Bench &b, bool announce) {
    b.start();
    b.notify_through(0, 2);
    b.at_ms(32);
    if (announce) b.emit(b.render_packet(4));
}

} // namespace

std::vector<RuleCase> packet_flow_cases() {
    return {
        {.rule = "CHK-041",
         .title = "the pre-roll is late, says the driver",
         .says = {"SetRenderPacket(0) before the first Run", "0xc000003d"},
         .play =
             [](Bench &b) {
                 b.open();
                 b.allocate();
                 b.prepare();
                 b.emit(refused(b.render_packet(0)));
             },
         .severity = Severity::Information},
        {.rule = "CHK-041",
         .title = "accepted; packet 0 in Run may be late",
         .play =
             [](Bench &b) {
                 b.open();
                 b.allocate();
                 b.prepare();
                 b.emit(b.render_packet(0));
                 b.run();
                 b.emit(refused(b.render_packet(0)));
             }},

        {.rule = "CHK-047",
         .title = "the next packet is refused",
         .says = {"SetRenderPacket(3) returned 0xc000003d", "packet 2 is in transfer"},
         .play =
             [](Bench &b) {
                 b.start();
                 b.notify_through(0, 1);
                 b.emit(refused(b.render_packet(3)));
             }},
        {.rule = "CHK-047",
         .title = "the end of the stream ended with the stop",
         .says = {"SetRenderPacket(1)"},
         .play =
             [](Bench &b) {
                 b.start();
                 auto last = b.render_packet(1);
                 last.flags = 0x200;
                 b.emit(last);
                 b.pause();
                 b.release();
                 b.prepare();
                 b.run();
                 b.emit(refused(b.render_packet(1)));
             }},
        {.rule = "CHK-047",
         .title = "late and too early ones, one that raced a completion, one behind the end",
         .play =
             [](Bench &b) {
                 b.start();
                 b.notify_through(0, 1);
                 b.emit(refused(b.render_packet(2)));
                 b.emit(refused(b.render_packet(4)));
                 auto raced = refused(b.render_packet(3));
                 raced.completed_after = 3;
                 b.emit(raced);
                 auto last = b.render_packet(3);
                 last.flags = 0x200;
                 b.emit(last);
                 b.at_ms(30);
                 b.notify(2);
                 b.emit(refused(b.render_packet(4)));
             }},

        {.rule = "CHK-050",
         .title = "announced in time, and the old packet is heard",
         .says = {"packet 4 was announced in time", "50 frames from frame 100"},
         .play =
             [](Bench &b) {
                 render_to_packet_3(b, true);
                 b.at_ms(45);
                 b.emit(glitch(b, Glitch::Repeat, 4));
             },
         .severity = Severity::Warning},
        {.rule = "CHK-050",
         .title = "not announced, announced too late, torn or silent: not the driver's slots",
         .play =
             [](Bench &b) {
                 render_to_packet_3(b, false);
                 b.at(from_microseconds(41'000));
                 b.emit(b.render_packet(4));
                 b.at_ms(45);
                 b.emit(glitch(b, Glitch::Repeat, 4));
                 b.emit(glitch(b, Glitch::Repeat, 5));
                 b.emit(b.render_packet(6));
                 b.emit(glitch(b, Glitch::Torn, 6));
                 b.emit(glitch(b, Glitch::Silence, 6));
             }},
        {.rule = "CHK-050",
         .title = "what was announced before the stop does not count after it",
         .play =
             [](Bench &b) {
                 render_to_packet_3(b, true);
                 b.pause();
                 b.release();
                 b.prepare();
                 b.run();
                 b.at_ms(80);
                 b.emit(glitch(b, Glitch::Repeat, 4));
             }},

        {.rule = "CHK-053",
         .title = "a packet far ahead",
         .says = {"packet 5 reported", "last one notified is 2"},
         .play =
             [](Bench &b) {
                 b.start(Direction::Capture);
                 b.notify_through(0, 2);
                 b.read_capture_packet(b.capture_packet(5, b.qpc_at(from_milliseconds(50))));
             }},
        {.rule = "CHK-053",
         .title = "the packet in progress, all the time",
         .says = {"packet 3 reported", "last one notified is 2"},
         .play =
             [](Bench &b) {
                 b.start(Direction::Capture);
                 b.notify_through(0, 2);
                 b.read_capture_packet(b.capture_packet(3, b.qpc_at(from_milliseconds(30))));
                 b.at_ms(40);
                 b.notify(3);
             }},
        {.rule = "CHK-053",
         .title = "a packet before any was notified, and none ever was",
         .says = {"packet 0 reported before any was notified"},
         .play =
             [](Bench &b) {
                 b.start(Direction::Capture);
                 b.at_ms(5);
                 b.read_capture_packet(b.capture_packet(0, b.qpc()));
                 b.at_ms(15);
             }},
        {.rule = "CHK-053",
         .title = "a packet that was notified cannot be had",
         .says = {"returned 0xc000003d", "packet 1 was notified and not yet had"},
         .play =
             [](Bench &b) {
                 b.start(Direction::Capture);
                 b.notify_through(0, 0);
                 b.read_capture_packet(b.capture_packet(0, b.qpc_at({})));
                 b.at_ms(20);
                 b.notify(1);
                 auto nothing = b.capture_packet(0, 0);
                 nothing.status = status_data_late;
                 b.read_capture_packet(nothing);
             }},
        {.rule = "CHK-053",
         .title = "had once, then refused; counted before it is notified; completed during the call; a second life",
         .play =
             [](Bench &b) {
                 b.start(Direction::Capture);
                 auto nothing = b.capture_packet(0, 0);
                 nothing.status = status_data_late;
                 b.read_capture_packet(nothing);
                 b.at(from_microseconds(9'999));
                 b.read_capture_packet(b.capture_packet(0, b.qpc_at({})));
                 b.at_ms(10);
                 b.notify(0);
                 b.read_capture_packet(nothing);
                 b.enter("EvtAcxStreamGetCapturePacket");
                 b.at_ms(20);
                 b.notify(1);
                 b.emit(nothing);
                 b.read_capture_packet(b.capture_packet(1, b.qpc_at(from_milliseconds(10))));
                 b.pause();
                 b.release();
                 b.at_ms(100);
                 b.prepare();
                 b.run();
                 b.notify_through(0, 1, from_milliseconds(100));
                 b.read_capture_packet(b.capture_packet(1, b.qpc_at(from_milliseconds(110))));
             }},

        {.rule = "CHK-055",
         .title = "the completion is given as the start",
         .says = {"0.0 us before the packet's completion", "expected 10000.0 us +- 1000.0 us"},
         .play =
             [](Bench &b) {
                 b.start(Direction::Capture);
                 b.notify_through(0, 1);
                 b.read_capture_packet(b.capture_packet(1, b.qpc()));
             }},
        {.rule = "CHK-055",
         .title = "zero",
         .says = {"QPCPacketStart is 0"},
         .play =
             [](Bench &b) {
                 b.start(Direction::Capture);
                 b.notify_through(0, 0);
                 b.read_capture_packet(b.capture_packet(0, 0));
             }},
        {.rule = "CHK-055",
         .title = "one packet before, within tolerance, and with a pause inside",
         .play =
             [](Bench &b) {
                 b.start(Direction::Capture);
                 b.notify_through(0, 0);
                 b.read_capture_packet(b.capture_packet(0, b.qpc_at(from_microseconds(900))));
                 b.at_ms(15);
                 b.pause();
                 b.at_ms(55);
                 b.run();
                 b.at_ms(60);
                 b.notify(1);
                 b.read_capture_packet(b.capture_packet(1, b.qpc_at(from_milliseconds(10))));
             }},
    };
}

} // namespace acxsim::test
