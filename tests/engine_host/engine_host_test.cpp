// SPDX-License-Identifier: MIT
//
// Hosts a stream engine without its driver: as the callbacks of a driver that forward to it, and as a class. A clean
// engine passes; each mistake is found, with the line of the engine that makes it.
#include "acxsim/engine_host.hpp"

#include "tests/engine_host/codec_stream.h"
#include "tests/engine_host/stream_engine.h"
#include "tests/support/catch.hpp"

namespace {

acxsim::Engine codec_engine() {
    acxsim::Engine engine;
    CodecStreamDescribe(&engine.stream, &engine.rt, &engine.attributes);
    engine.created = CodecStreamCreated;
    return engine;
}

struct WithMistake {
    explicit WithMistake(EngineMistake mistake) { StreamEngine::Mistake = mistake; }
    ~WithMistake() { StreamEngine::Mistake = EngineMistake::None; }
};

bool ends_with(const std::string &text, const std::string &end) {
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

} // namespace

TEST_CASE("an engine behind its driver's callbacks plays without a driver") {
    acxsim::EngineHost host(codec_engine());
    const acxsim::EngineOutcome outcome = host.run();
    INFO(outcome.text());
    CHECK(outcome.passed());
    CHECK(outcome.findings.empty());
    CHECK(outcome.glitches_total == 0);
    REQUIRE(outcome.streams.size() == 1);
    CHECK(outcome.streams[0].packets_completed >= 99); // of 10 ms, in one second
    CHECK(outcome.streams[0].positions_read > 0);
}

TEST_CASE("an engine that is a class plays, records, and takes any scenario") {
    acxsim::EngineHost host(acxsim::engine_of<StreamEngine>(
        [](ACXSTREAM stream, ACXDATAFORMAT format) { return new StreamEngine(stream, format); }));
    host.scenario(R"(
        [scenario]
        duration = "400ms"
        [[stream]]
        direction = "render"
        packet = "5ms"
        [[stream]]
        direction = "capture"
        format = { rate = "44.1kHz" }
        [[step]]
        at = "105ms"
        do = "pause"
        stream = 0
        [[step]]
        at = "150ms"
        do = "run"
        stream = 0
    )");
    const acxsim::EngineOutcome outcome = host.run();
    INFO(outcome.text());
    CHECK(outcome.passed());
    REQUIRE(outcome.streams.size() == 2);
    CHECK(outcome.streams[1].frames_played > 10'000);
    CHECK(host.run().trace_hash == outcome.trace_hash); // the same bits every time
}

TEST_CASE("a rule that the engine breaks names its line") {
    const WithMistake mistake(EngineMistake::RepeatsOrdinal);
    const acxsim::EngineOutcome outcome = acxsim::EngineHost(codec_engine()).set("scenario.duration", "200ms").run();
    INFO(outcome.text());
    CHECK(outcome.exit_code == 1);
    const acxsim::EngineFinding *finding = outcome.finding("CHK-031");
    REQUIRE(finding != nullptr);
    CHECK(ends_with(finding->file, "stream_engine.cpp"));
    CHECK(finding->line > 0);
    REQUIRE_FALSE(finding->stack.empty());
    CHECK_THAT(finding->stack[0], Catch::Contains("CompletePackets"));
    for (const std::string &frame : finding->stack) {
        CHECK_THAT(frame, !Catch::Contains("acxsim::kernel")); // engine frames only
    }
}

TEST_CASE("an engine that is late is heard") {
    const WithMistake mistake(EngineMistake::NotifiesLate);
    const acxsim::EngineOutcome outcome = acxsim::EngineHost(codec_engine()).set("scenario.duration", "200ms").run();
    INFO(outcome.text());
    CHECK_FALSE(outcome.passed());
    CHECK(outcome.glitches_total > 0);
}

TEST_CASE("memory that the engine forgets is reported") {
    const WithMistake mistake(EngineMistake::ForgetsPacketMemory);
    const acxsim::EngineOutcome outcome = acxsim::EngineHost(codec_engine()).set("scenario.duration", "100ms").run();
    INFO(outcome.text());
    CHECK_FALSE(outcome.findings.empty());
    bool named = false;
    for (const acxsim::EngineFinding &finding : outcome.findings)
        named = named || ends_with(finding.file, "stream_engine.cpp");
    CHECK(named);
}

TEST_CASE("an engine that crashes ends its run, not the test program") {
    const WithMistake mistake(EngineMistake::WritesToFreedPackets);
    const acxsim::EngineOutcome outcome = acxsim::EngineHost(codec_engine()).set("scenario.duration", "100ms").run();
    INFO(outcome.text());
    CHECK(outcome.exit_code == 5);
    REQUIRE_FALSE(outcome.failures.empty());
    CHECK_THAT(outcome.failures.back(), Catch::Contains("FreeRtPackets"));
}

TEST_CASE("a wrong field and an empty engine are usage errors, in words") {
    const acxsim::EngineOutcome typo = acxsim::EngineHost(codec_engine()).set("stream.0.pakcet", "5ms").run();
    CHECK(typo.exit_code == 2);
    CHECK_THAT(typo.text(), Catch::Contains("pakcet"));
    const acxsim::EngineOutcome empty = acxsim::EngineHost(acxsim::Engine()).run();
    CHECK(empty.exit_code == 2);
    CHECK_THAT(empty.reason, Catch::Contains("no callbacks"));
}
