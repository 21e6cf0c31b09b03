// SPDX-License-Identifier: MIT
#include "tests/report/samples.hpp"

namespace acxsim::tests {

using namespace scenario;

Outcome passing_outcome() {
    Outcome o;
    o.version = "0.1.0";
    o.scenario = "speech_48k_event";
    o.file = "scenarios/render/speech_48k_event.toml";
    o.driver = "hda_codec";
    o.seed = 1;
    o.profile = "typical";
    o.model = "hda";
    o.reason = "no violation of 43 rules, no glitch";
    o.simulated_seconds = 3.51;
    o.wall_seconds = 0.0125;
    o.trace_hash = 0x0123456789abcdef;
    o.trace_records = 54321;
    o.rules_checked = 43;
    StreamReport stream;
    stream.circuit = "Speaker0";
    stream.direction = "render";
    stream.format = "48 kHz 16 bit 2 ch";
    stream.rate_hz = 48'000;
    stream.packet_frames = 480;
    stream.packet_count = 2;
    stream.packets_completed = 350;
    stream.frames_played = 168'013;
    stream.positions_read = 88;
    stream.position_error_frames_max = 0.75;
    stream.notify_jitter_us_max = 23.4;
    o.streams.push_back(stream);
    o.artefacts.push_back({"wav", "out/speech_played.wav"});
    o.repeat_command = "acxsim run scenarios/render/speech_48k_event.toml --seed 1";
    return o;
}

Outcome violating_outcome() {
    Outcome o = passing_outcome();
    o.verdict = Verdict::Violation;
    o.reason = "3 violations of CHK-031";
    ViolationReport v;
    v.id = "CHK-031";
    v.severity = "error";
    v.statement = "each AcxRtStreamNotifyPacketComplete carries the previous ordinal plus one";
    v.time_ns = 1'230'456'789;
    v.processor = 0;
    v.irql = 2;
    v.call = "AcxRtStreamNotifyPacketComplete";
    v.message = "packet 12 was notified after packet 10, expected 11";
    v.stream = 0;
    v.packet = 12;
    v.stack = {{"on_packet_timer", "tests/report/approved/driver_source.txt", 3, "bad_codec.so"},
               {"EvtTimerFunc", "driver/stream.c", 77, "bad_codec.so"}};
    o.violations.push_back(v);
    v.time_ns += 10'000'000;
    v.packet = 14;
    v.occurrences = 2;
    o.violations.push_back(v);
    ViolationReport warning;
    warning.id = "CHK-034";
    warning.severity = "warning";
    warning.statement = "packets complete at the stream's pace";
    warning.time_ns = 2'000'000'000;
    warning.message = "packet 20 took 12.5 ms, expected 10 ms within 1 ms";
    warning.stream = 0;
    o.violations.push_back(warning);
    return o;
}

Outcome glitching_outcome() {
    Outcome o = passing_outcome();
    o.verdict = Verdict::Glitch;
    o.unmet = {"expected at most 0 glitches, there were 7"};
    o.reason = o.unmet.front();
    o.glitches_total = 7;
    for (std::uint64_t i = 0; i < 7; ++i) {
        o.glitches.push_back({i % 2 == 0 ? "stale" : "torn", 0, 30 + i, i * 8, 480 - i * 8,
                              static_cast<std::int64_t>(310'000'000 + i * 10'000'000), i % 2 == 0 ? 0 : 12'345});
    }
    o.streams[0].glitches = 7;
    o.faults.push_back({"Q-12", "bus-stall", "the FIFO runs dry", 1, 1, 305'000'000, 305'000'000});
    o.faults.push_back({"Q-28", "position-backward", "a small step back", 12, 12, 20'000'000, 940'000'000});
    o.faults.push_back({"Q-27", "position-stuck", "a constant position", 1, 4711, 500'000'000, 500'000'000});
    o.faults.push_back({"Q-01", "lost-interrupt", "one or more completions are missing", 0, 0, 0, 0});
    return o;
}

Outcome crashing_outcome() {
    Outcome o = passing_outcome();
    o.verdict = Verdict::Crash;
    o.reason = "the driver read address 0x0000000000000010: a null pointer";
    StopReport stop;
    stop.reason = "crash";
    stop.text = o.reason;
    stop.hint = "a context that was not looked up, or an object that is gone";
    stop.callback = "EvtAcxStreamRun";
    stop.signal = 11;
    stop.stack = {{"stream_run", "driver/stream.c", 91, "bad_codec.so"}, {"", "", 0, "bad_codec.so"}};
    o.stop = stop;
    o.last_records = {"  0.012345678 p0 i0  CallbackEntered          render 0 name_hash=0x1",
                      "  0.012345700 p0 i0  DdiCalled                render 0 name_hash=0x2"};
    DriverLineReport line;
    line.time_ns = 12'345'600;
    line.processor = 0;
    line.source = "wpp";
    line.level = "ERROR";
    line.flags = "STREAM";
    line.function = "stream_run";
    line.file = "stream.c";
    line.line = 88;
    line.text = "no context: 0xc0000184(STATUS_INVALID_DEVICE_STATE)";
    line.shown = "0.012345600 p0 i0 ERROR [STREAM] stream_run (stream.c:88): " + line.text;
    o.driver_lines = {line};
    o.driver_lines_total = 41;
    return o;
}

Outcome hanging_outcome() {
    Outcome o = passing_outcome();
    o.verdict = Verdict::Hang;
    StopReport stop;
    stop.reason = "hang";
    stop.text = "EvtAcxStreamPause has been running for 5.012 s of virtual time";
    stop.hint = "it waits in KeWaitForSingleObject";
    stop.callback = "EvtAcxStreamPause";
    stop.stack = {{"stream_pause", "driver/stream.c", 120, "bad_codec.so"}};
    o.reason = stop.text;
    o.stop = stop;
    return o;
}

Outcome leaking_outcome() {
    Outcome o = passing_outcome();
    o.verdict = Verdict::Violation;
    o.reason = "the driver left 2 kinds of things behind";
    LeakReport pool;
    pool.what = "pool";
    pool.name = "Leak";
    pool.count = 3;
    pool.size_bytes = 128;
    pool.callback = "EvtAcxStreamPrepareHardware";
    pool.stack = {{"stream_prepare", "driver/stream.c", 12, "bad_codec.so"},
                  {"EvtPrepare", "driver/stream.c", 40, "bad_codec.so"}};
    o.leaks.push_back(pool);
    LeakReport thread;
    thread.what = "system thread";
    thread.name = "that still runs";
    thread.stack = {{"", "", 0, "bad_codec.so"}};
    o.leaks.push_back(thread);
    return o;
}

SmokeOutcome smoke_outcome() {
    SmokeOutcome o;
    o.version = "0.1.0";
    o.driver = "bad_codec";
    o.seed = 1;
    o.profile = "typical";
    o.wall_seconds = 0.5;
    o.plan.model = "hda";
    o.plan.model_reason = "the driver maps registers";
    o.plan.notes = {"circuit Speaker0, pin 0: 8 of 47 format classes are played"};
    o.inspection = passing_outcome();
    o.inspection.streams.clear();
    const auto add = [&](Outcome outcome, std::string client, std::string what) {
        SmokeRun run;
        run.what = {"Speaker0", 0, "render", "RAW", "48 kHz 16-bit 2ch PCM", std::move(client), std::move(what), {}};
        run.outcome = std::move(outcome);
        run.outcome.repeat_command = "acxsim run --driver bad_codec --set stream.client=" + run.what.client;
        o.runs.push_back(std::move(run));
    };
    add(passing_outcome(), "event", "play");
    add(violating_outcome(), "timer", "play");
    add(violating_outcome(), "event", "pause and resume");
    add(leaking_outcome(), "timer", "pause and resume");
    SmokeRun not_run;
    not_run.what = {"Speaker0", 0, "render", "RAW", "768 kHz 32-bit 2ch PCM", "event", "play", {}};
    not_run.not_run = "rate is 768000, expected 8kHz .. 384kHz";
    o.runs.push_back(not_run);
    conclude(o);
    return o;
}

} // namespace acxsim::tests
