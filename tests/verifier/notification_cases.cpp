// SPDX-License-Identifier: MIT
#include "tests/verifier/rule_case.hpp"

namespace acxsim::test {

namespace {
using acx::StreamState;
using verifier::Severity;
} // namespace

std::vector<RuleCase> notification_cases() {
    return {
        {.rule = "CHK-031",
         .title = "a packet is skipped",
         .says = {"packet 3 notified after packet 1", "expected 2"},
         .play =
             [](Bench &b) {
                 b.start();
                 b.notify_through(0, 1);
                 b.at_ms(30);
                 b.notify(3);
                 b.at_ms(40);
                 b.notify(4);
             }},
        {.rule = "CHK-031",
         .title = "a packet is repeated",
         .says = {"packet 1 notified after packet 1", "expected 2"},
         .play =
             [](Bench &b) {
                 b.start();
                 b.notify_through(0, 1);
                 b.at_ms(30);
                 b.notify(1);
                 b.at_ms(40);
                 b.notify(2);
             }},
        {.rule = "CHK-031",
         .title = "one after the other",
         .play =
             [](Bench &b) {
                 b.start();
                 b.notify_through(0, 20);
             }},

        {.rule = "CHK-032",
         .title = "in Pause",
         .says = {"packet 1 notified in Pause"},
         .play =
             [](Bench &b) {
                 b.start();
                 b.notify_through(0, 0);
                 b.at_ms(19);
                 b.pause();
                 b.at_ms(20);
                 b.notify(1);
             }},
        {.rule = "CHK-032",
         .title = "in Stop",
         .says = {"packet 0 notified in Stop"},
         .play =
             [](Bench &b) {
                 b.start();
                 b.at_ms(5);
                 b.pause();
                 b.release();
                 b.at_ms(10);
                 b.notify(0);
             },
         .also = {}},
        {.rule = "CHK-032",
         .title = "while EvtAcxStreamPause runs",
         .play =
             [](Bench &b) {
                 b.start();
                 b.at_ms(10);
                 b.notify(0);
                 b.pause();
             }},

        {.rule = "CHK-034",
         .title = "notifications stop",
         .says = {"2 packets notified in 80.000 ms", "6.0 packets behind"},
         .play =
             [](Bench &b) {
                 b.start();
                 b.notify_through(0, 1);
                 b.at_ms(80);
                 b.emit(b.current_packet(2));
                 b.at_ms(90);
                 b.emit(b.current_packet(2)); // said once
             }},
        {.rule = "CHK-034",
         .title = "they come at half the pace",
         .says = {"packets behind"},
         .play =
             [](Bench &b) {
                 b.start();
                 for (int n = 0; n < 12; ++n) {
                     b.at_ms(20 * (n + 1));
                     b.notify(static_cast<std::uint64_t>(n));
                 }
             }},
        {.rule = "CHK-034",
         .title = "paused in the first packet, resumed, and never heard of again",
         .says = {"0 packets notified"},
         .play =
             [](Bench &b) {
                 b.start();
                 b.at_ms(5);
                 b.pause();
                 b.at_ms(50);
                 b.run();
                 b.at_ms(150);
                 b.emit(b.current_packet(0));
             }},
        {.rule = "CHK-034",
         .title = "a DPC that is two packets late catches up; a pause takes no time",
         .play =
             [](Bench &b) {
                 b.start();
                 b.notify_through(0, 3);
                 b.at_ms(69);
                 for (const std::uint64_t n : {4, 5}) {
                     auto late = b.notification(n);
                     late.qpc = b.qpc_at(from_milliseconds(60));
                     b.notify(late);
                 }
                 b.at_ms(70);
                 b.notify(6);
                 b.pause();
                 b.at_ms(500);
                 b.run();
                 b.at_ms(510);
                 b.notify(7);
                 b.emit(b.current_packet(8));
             }},

        {.rule = "CHK-035",
         .title = "packets of 10 ms every 8 ms",
         .says = {"packet 1 notified 16.000 ms after the start", "nominal 20.000 ms", "4.000 ms ahead"},
         .play =
             [](Bench &b) {
                 b.start();
                 for (std::uint64_t n = 0; n < 20; ++n) {
                     b.at_ms(8 * (static_cast<std::int64_t>(n) + 1));
                     b.notify(n);
                 }
             },
         .severity = Severity::Warning},
        {.rule = "CHK-035",
         .title = "early by jitter and FIFO",
         .play =
             [](Bench &b) {
                 b.start();
                 for (std::uint64_t n = 0; n < 20; ++n) {
                     b.at(from_microseconds(10'000 * (static_cast<std::int64_t>(n) + 1) - 1'900));
                     b.notify(n);
                 }
             }},

        {.rule = "CHK-036",
         .title = "zero",
         .says = {"QPC is 0"},
         .play =
             [](Bench &b) {
                 b.start();
                 b.at_ms(10);
                 auto record = b.notification(0);
                 record.qpc = 0;
                 b.notify(record);
             }},
        {.rule = "CHK-036",
         .title = "in the future",
         .says = {"1000.0 us in the future"},
         .play =
             [](Bench &b) {
                 b.start();
                 b.at_ms(10);
                 auto record = b.notification(0);
                 record.qpc += 10'000;
                 b.notify(record);
             }},
        {.rule = "CHK-036",
         .title = "below that of the packet before",
         .says = {"is below", "of the packet before"},
         .play =
             [](Bench &b) {
                 b.start();
                 b.notify_through(0, 0);
                 b.at_ms(20);
                 auto record = b.notification(1);
                 record.qpc -= 100'001; // 10 ms and 100 ns ago
                 b.notify(record);
             }},
        {.rule = "CHK-036",
         .title = "older than a packet",
         .says = {"15000.0 us older than the call", "10000.0 us"},
         .play =
             [](Bench &b) {
                 b.start();
                 b.at_ms(18);
                 auto record = b.notification(0);
                 record.qpc -= 150'000;
                 b.notify(record);
             }},
        {.rule = "CHK-036",
         .title = "100-ns units, seen since the counter runs at 24 MHz",
         .says = {"older than the call"},
         .play =
             [](Bench &b) {
                 b.start();
                 b.at_ms(10);
                 auto record = b.notification(0);
                 record.qpc = record.qpc * 10 / 24;
                 b.notify(record);
             },
         .qpc = {24'000'000, 1}},
        {.rule = "CHK-036",
         .title = "read in the ISR, notified in a late DPC; equal for two packets of one DPC",
         .play =
             [](Bench &b) {
                 b.start();
                 b.at_ms(20);
                 for (const std::uint64_t n : {0, 1}) {
                     auto record = b.notification(n);
                     record.qpc -= 100'000;
                     b.notify(record);
                 }
             },
         .qpc = {10'000'000, 1}},

        {.rule = "CHK-038",
         .title = "from the ISR",
         .says = {"IRQL 5", "DISPATCH_LEVEL (2)"},
         .play =
             [](Bench &b) {
                 b.start();
                 b.at_ms(10);
                 auto record = b.notification(0);
                 record.caller_irql = 5;
                 b.notify(record);
             },
         .severity = Severity::Fatal},
        {.rule = "CHK-038",
         .title = "from a DPC and from a thread",
         .play =
             [](Bench &b) {
                 b.start();
                 b.notify_through(0, 0);
                 b.at_ms(20);
                 auto record = b.notification(1);
                 record.caller_irql = 0;
                 b.notify(record);
             }},
    };
}

} // namespace acxsim::test
