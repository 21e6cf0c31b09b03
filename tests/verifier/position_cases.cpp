// SPDX-License-Identifier: MIT
#include "tests/verifier/rule_case.hpp"

namespace acxsim::test {

namespace {

using acx::Direction;
using verifier::Severity;

/// A one-packet stream: nothing is notified, so only the position is judged.
void start_timer_stream(Bench &b, Direction direction = Direction::Render) { b.start(direction, 1); }

} // namespace

std::vector<RuleCase> position_cases() {
    return {
        {.rule = "CHK-060",
         .title = "ahead of what was fetched",
         .says = {"position 1200 frames", "fetched only 1008", "192 frames ahead"},
         .play =
             [](Bench &b) {
                 start_timer_stream(b);
                 b.at_ms(20);
                 b.read_position(1200, 960); // and 48 frames in the FIFO
             }},
        {.rule = "CHK-060",
         .title = "ahead of what was recorded",
         .says = {"position 1000 frames", "recorded only 960", "40 frames ahead"},
         .play =
             [](Bench &b) {
                 start_timer_stream(b, Direction::Capture);
                 b.at_ms(20);
                 b.read_position(1000, 960);
             }},
        {.rule = "CHK-060",
         .title = "as far as the data, to one frame; no engine, no judgement",
         .play =
             [](Bench &b) {
                 start_timer_stream(b);
                 b.at_ms(20);
                 b.read_position(960, 960);
                 b.read_position(1009, 960);
                 b.emit(b.position(2000));
                 auto unknown = b.sample(acx::PresentationPositionRead::kind, 0);
                 unknown.engine = 0;
                 b.emit(unknown);
                 b.emit(b.position(2000));
                 auto reset = b.sample(acx::PresentationPositionRead::kind, 0);
                 reset.comparable = 0; // the driver reset the engine and counts on
                 b.emit(reset);
             }},

        {.rule = "CHK-061",
         .title = "a step back in Run",
         .says = {"from 500 to 400 frames"},
         .play =
             [](Bench &b) {
                 start_timer_stream(b);
                 b.at_ms(11);
                 b.emit(b.position(500));
                 b.at_ms(12);
                 b.emit(b.position(400));
             }},
        {.rule = "CHK-061",
         .title = "zero in Pause",
         .says = {"from 500 to 0 frames"},
         .play =
             [](Bench &b) {
                 start_timer_stream(b);
                 b.at_ms(11);
                 b.emit(b.position(500));
                 b.pause();
                 b.emit(b.position(0));
             },
         .severity = Severity::Warning},
        {.rule = "CHK-061",
         .title = "stands still, goes on over a pause, begins again after ReleaseHardware",
         .play =
             [](Bench &b) {
                 start_timer_stream(b);
                 b.at_ms(11);
                 b.emit(b.position(500));
                 b.emit(b.position(500));
                 b.pause();
                 b.emit(b.position(528));
                 b.run();
                 b.emit(b.position(528));
                 b.pause();
                 b.release();
                 b.emit(b.position(0));
                 b.prepare();
                 b.emit(b.position(0));
             }},

        {.rule = "CHK-062",
         .title = "bytes",
         .says = {"position 9600", "2400 frames", "in bytes"},
         .play =
             [](Bench &b) {
                 start_timer_stream(b);
                 b.at_ms(50);
                 b.read_position(9600, 2400);
             },
         .also = {"CHK-060"}},
        {.rule = "CHK-062",
         .title = "packets",
         .says = {"position 5", "in packets"},
         .play =
             [](Bench &b) {
                 start_timer_stream(b);
                 b.at_ms(50);
                 b.read_position(5, 2400);
             }},
        {.rule = "CHK-062",
         .title = "milliseconds",
         .says = {"position 50", "in milliseconds"},
         .play =
             [](Bench &b) {
                 start_timer_stream(b);
                 b.at_ms(50);
                 b.read_position(50, 2400);
                 b.read_position(50, 2400); // said once
             }},
        {.rule = "CHK-062",
         .title = "microseconds",
         .says = {"in microseconds"},
         .play =
             [](Bench &b) {
                 start_timer_stream(b);
                 b.at_ms(50);
                 b.read_position(50'000, 2400);
             },
         .also = {"CHK-060"}},
        {.rule = "CHK-062",
         .title = "100-ns units",
         .says = {"in 100-ns units"},
         .play =
             [](Bench &b) {
                 start_timer_stream(b);
                 b.at_ms(50);
                 b.read_position(500'000, 2400);
             },
         .also = {"CHK-060"}},
        {.rule = "CHK-062",
         .title = "frames, and any number while there is little to compare",
         .play =
             [](Bench &b) {
                 start_timer_stream(b);
                 b.at_ms(5);
                 b.read_position(5, 240);
                 b.at_ms(50);
                 b.read_position(2300, 2400);
             }},

        {.rule = "CHK-063",
         .title = "slow by two percent",
         .says = {"4700 frames in 100.000 ms", "expected 4800", "-20833 ppm"},
         .play =
             [](Bench &b) {
                 start_timer_stream(b);
                 b.at_ms(20);
                 b.emit(b.position(960));
                 b.at_ms(120);
                 b.emit(b.position(5660));
                 b.at_ms(220);
                 b.emit(b.position(10360)); // said once
             }},
        {.rule = "CHK-063",
         .title = "fast",
         .says = {"4900 frames", "+20833 ppm"},
         .play =
             [](Bench &b) {
                 start_timer_stream(b);
                 b.at_ms(20);
                 b.emit(b.position(960));
                 b.at_ms(120);
                 b.emit(b.position(5860));
             }},
        {.rule = "CHK-063",
         .title = "500 ppm for a second, steps of a millisecond, a slow first packet, a pause",
         .play =
             [](Bench &b) {
                 start_timer_stream(b);
                 b.at_ms(5);
                 b.emit(b.position(0));
                 b.at_ms(20);
                 b.emit(b.position(960));
                 b.at_ms(120);
                 b.emit(b.position(5712)); // a millisecond behind
                 b.at_ms(1020);
                 b.emit(b.position(960 + 48'024));
                 b.pause();
                 b.at_ms(2000);
                 b.run();
                 b.at_ms(2020);
                 b.emit(b.position(49'944));
             }},

        {.rule = "CHK-064",
         .title = "a counter value from before the call",
         .says = {"5000.0 us before the call"},
         .play =
             [](Bench &b) {
                 start_timer_stream(b);
                 b.at_ms(20);
                 auto read = b.position(960);
                 read.qpc -= 50'000;
                 b.emit(read);
             }},
        {.rule = "CHK-064",
         .title = "a counter value from after the call",
         .says = {"0.1 us after the call"},
         .play =
             [](Bench &b) {
                 start_timer_stream(b);
                 b.at_ms(20);
                 auto read = b.position(960);
                 read.qpc += 1;
                 b.emit(read);
             }},
        {.rule = "CHK-064",
         .title = "within the call; frozen in Pause; a call that failed",
         .play =
             [](Bench &b) {
                 start_timer_stream(b);
                 b.at_ms(20);
                 auto read = b.position(960);
                 read.qpc_entry -= 50;
                 read.qpc -= 20;
                 b.emit(read);
                 read.status = status_unsuccessful;
                 read.qpc = 0;
                 b.emit(read);
                 b.pause();
                 b.at_ms(50);
                 read = b.position(960);
                 read.qpc = b.qpc_at(from_milliseconds(20));
                 b.emit(read);
             }},

        {.rule = "CHK-065",
         .title = "a packet too far",
         .says = {"position 1920 frames", "expected about 1440", "3 packets of 480 and 0 frames since", "+480"},
         .play =
             [](Bench &b) {
                 b.start();
                 b.notify_through(0, 2);
                 b.emit(b.position(1920));
                 b.notify_through(3, 3);
                 b.emit(b.position(2400)); // said once
             }},
        {.rule = "CHK-065",
         .title = "a packet behind",
         .says = {"position 960 frames", "-480"},
         .play =
             [](Bench &b) {
                 b.start();
                 b.notify_through(0, 2);
                 b.emit(b.position(960));
             }},
        {.rule = "CHK-065",
         .title = "behind by the latency and some, or ahead by less than half a packet",
         .play =
             [](Bench &b) {
                 b.start();
                 b.notify_through(0, 2);
                 b.emit(b.position(1440 - 240 - 48));
                 b.at_ms(34);
                 b.emit(b.position(1440 + 192 + 240));
             }},

        {.rule = "CHK-066",
         .title = "the old position in Stop",
         .says = {"position 960 frames in Stop"},
         .play =
             [](Bench &b) {
                 start_timer_stream(b);
                 b.at_ms(20);
                 b.pause();
                 b.release();
                 b.emit(b.position(960));
             }},
        {.rule = "CHK-066",
         .title = "zero in Stop, any in Pause, none when the call fails",
         .play =
             [](Bench &b) {
                 start_timer_stream(b);
                 b.at_ms(20);
                 b.pause();
                 b.emit(b.position(960));
                 b.release();
                 b.emit(b.position(0));
                 auto failed = b.position(960);
                 failed.status = status_unsuccessful;
                 b.emit(failed);
             }},

        {.rule = "CHK-129",
         .title = "success without a position",
         .says = {"EvtAcxStreamGetPresentationPosition", "parameter 3"},
         .play =
             [](Bench &b) {
                 b.open();
                 b.emit(acx::OutputNotWritten{b.stream, 3, core::hash_text("EvtAcxStreamGetPresentationPosition")});
             }},
        {.rule = "CHK-129",
         .title = "latencies that were written",
         .play =
             [](Bench &b) {
                 b.open();
                 b.emit(acx::HwLatencyRead{b.stream, 0, 192, 0});
             }},
    };
}

} // namespace acxsim::test
