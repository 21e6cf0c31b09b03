// SPDX-License-Identifier: MIT
//
// The clients on a simulated machine against a small fake of framework, driver and codec (fake_stream.hpp).
#include <algorithm>

#include "sim/core/simulation.hpp"
#include "tests/client/fake_stream.hpp"
#include "tests/support/catch.hpp"

using namespace acxsim;
using namespace acxsim::client;
using namespace acxsim::client::testing;
using Action = ScriptStep::Action;

namespace {

struct Machine {
    explicit Machine(const Faults &faults = {})
        : memory(simulation), bus(simulation), system(simulation, memory, bus,
                                                      [] {
                                                          kernel::Parameters parameters;
                                                          parameters.profile = kernel::make_profile("ideal");
                                                          return parameters;
                                                      }()),
          probe(simulation.trace, port), framework(system, port, probe, faults) {}

    StreamClient &add(StreamPlan plan) {
        SourceSpec spec;
        auto source = make_source(spec, plan.format);
        REQUIRE(source.ok());
        plan.source = std::move(source).value();
        auto made = make_client({system, framework, probe}, std::move(plan));
        REQUIRE(made.ok());
        client = std::move(made).value();
        client->start();
        return *client;
    }
    const StreamStatistics &run(std::int64_t milliseconds) {
        system.run_until(core::power_on + core::from_milliseconds(milliseconds));
        CHECK(client->finish().ok());
        if (client->detector() != nullptr) {
            for (const GlitchHeard &glitch : client->detector()->glitches()) {
                UNSCOPED_INFO("glitch " << glitch.what << " packet " << glitch.packet << " frame " << glitch.frame
                                        << " length " << glitch.length << " late " << glitch.late_ticks);
            }
        }
        return client->statistics();
    }

    core::Simulation simulation{1};
    hw::PhysicalMemory memory;
    hw::MmioBus bus;
    kernel::System system;
    CodecPort port;
    EngineProbe probe;
    FakeFramework framework;
    std::unique_ptr<StreamClient> client;
};

ScriptStep at(std::int64_t microseconds, Action action) {
    return {core::power_on + core::from_microseconds(microseconds), action};
}

StreamPlan plan_of(acx::Direction direction, std::string client, std::uint32_t frames, std::vector<ScriptStep> script) {
    StreamPlan plan;
    plan.name = "music";
    plan.client = std::move(client);
    plan.direction = direction;
    plan.packet_frames = frames;
    plan.script = std::move(script);
    return plan;
}

struct Counter final : core::TraceObserver {
    Counter(core::Trace &trace, core::Kind kind) : trace_(trace) { trace.subscribe(kind, *this); }
    ~Counter() override { trace_.unsubscribe(*this); }
    void on_record(const core::Record &record) override { records.push_back(record); }
    core::Trace &trace_;
    std::vector<core::Record> records;
};

} // namespace

TEST_CASE("an event client plays a second without a glitch and closes in order") {
    for (const auto &[format, frames] : {std::pair{AudioFormat{48'000, 16, 16, 2}, 480u},
                                         {AudioFormat{44'100, 16, 16, 2}, 441u},
                                         {AudioFormat{192'000, 32, 24, 2}, 1920u},
                                         {AudioFormat{48'000, 32, 32, 8}, 48u}}) {
        Machine machine;
        StreamPlan plan = plan_of(acx::Direction::Render, "event", frames, {at(1'000'000, Action::Close)});
        plan.format = format;
        StreamClient &client = machine.add(std::move(plan));
        const StreamStatistics &statistics = machine.run(1100);
        CHECK(client.finished());
        CHECK(statistics.closed);
        CHECK(statistics.error == "");
        CHECK(statistics.glitches == 0);
        CHECK(statistics.late + statistics.overrun == 0);
        const std::uint64_t per_second = format.rate_hz / frames;
        CHECK(statistics.packets_completed == Approx(static_cast<double>(per_second)).margin(1));
        CHECK(statistics.packets_written >= statistics.packets_completed + 1);
        CHECK(statistics.frames_played + 16 >= statistics.packets_completed * frames);
        CHECK(statistics.positions_checked >= per_second / 4 - 1);
        CHECK(statistics.position_error_frames_max <= 1.0);
        CHECK(statistics.notify_jitter_us_max < 30);
        const std::vector<acx::StreamState> expected{acx::StreamState::Pause, acx::StreamState::Run,
                                                     acx::StreamState::Pause, acx::StreamState::Stop};
        CHECK(machine.framework.last->calls == expected);
    }
}

TEST_CASE("an event client captures what the codec hears") {
    for (const auto &[format, frames] :
         {std::pair{AudioFormat{48'000, 16, 16, 2}, 480u}, {AudioFormat{44'100, 16, 16, 2}, 441u}}) {
        Machine machine;
        StreamPlan plan =
            plan_of(acx::Direction::Capture, "event", frames,
                    {at(305'000, Action::Pause), at(400'000, Action::Resume), at(1'000'000, Action::Close)});
        plan.format = format;
        machine.add(std::move(plan));
        const StreamStatistics &statistics = machine.run(1100);
        CHECK(statistics.closed);
        CHECK(statistics.glitches == 0);
        CHECK(statistics.packets_read >= 89);
        CHECK(statistics.packets_read == statistics.packets_completed);
        CHECK(statistics.frames_read == statistics.packets_read * frames);
        CHECK(statistics.packets_skipped == 0);
    }
}

TEST_CASE("timer clients follow the position") {
    for (const acx::Direction direction : {acx::Direction::Render, acx::Direction::Capture}) {
        Machine machine;
        machine.add(plan_of(direction, "timer", 4800,
                            {at(305'000, Action::Pause), at(400'000, Action::Resume), at(1'000'000, Action::Close)}));
        const StreamStatistics &statistics = machine.run(1100);
        CHECK(statistics.closed);
        CHECK(statistics.error == "");
        CHECK(statistics.glitches == 0);
        CHECK(statistics.late == 0);
        CHECK((direction == acx::Direction::Render ? statistics.frames_written : statistics.frames_read) > 42'000);
        CHECK(statistics.positions_read >= 88);
    }
}

TEST_CASE("pausing at any point of a packet is no glitch; stopping begins again at packet 0") {
    for (const std::int64_t offset : {0, 100, 5'000, 9'900}) {
        Machine machine;
        machine.add(
            plan_of(acx::Direction::Render, "event", 480,
                    {at(300'000 + offset, Action::Pause), at(400'000, Action::Resume),
                     at(500'000 + offset, Action::Stop), at(600'000, Action::Resume), at(900'000, Action::Close)}));
        const StreamStatistics &statistics = machine.run(1000);
        CAPTURE(offset);
        CHECK(statistics.closed);
        CHECK(statistics.glitches == 0);
        CHECK(statistics.late + statistics.overrun == 0);
        CHECK(statistics.packets_completed >= 68);
    }
}

TEST_CASE("a refused pre-roll packet is carried on from") {
    Faults faults;
    faults.refuse_preroll = true;
    Machine machine(faults);
    machine.add(plan_of(acx::Direction::Render, "event", 480, {at(200'000, Action::Close)}));
    const StreamStatistics &statistics = machine.run(300);
    CHECK(statistics.late == 1);
    CHECK(statistics.glitches == 0);
    CHECK(statistics.closed);
}

TEST_CASE("a client that wakes late is heard: torn when it meets the engine, stale when it misses") {
    SECTION("2 ms into the next packet") {
        Machine machine;
        StreamPlan plan = plan_of(acx::Direction::Render, "event", 480, {at(300'000, Action::Close)});
        plan.parameters.wake_delay = core::from_milliseconds(12);
        plan.parameters.wake_delay_every = 10;
        machine.add(std::move(plan));
        const StreamStatistics &statistics = machine.run(400);
        REQUIRE(statistics.glitches >= 2);
        // The event of count 10 is served when the register says 11: packet 11 is never written.
        const auto &first = machine.client->detector()->glitches().front();
        CHECK(first.what == GlitchHeard::Stale);
        CHECK(first.packet == 11);
        CHECK(first.frame == 0);
        CHECK(first.length == 480);
        CHECK(statistics.packets_skipped >= 2);
    }
    SECTION("meeting the engine inside the packet") {
        Machine machine;
        StreamPlan plan = plan_of(acx::Direction::Render, "event", 480, {at(105'000, Action::Close)});
        plan.parameters.wake_delay = core::from_microseconds(9'950);
        plan.parameters.wake_delay_every = 5;
        plan.parameters.process_cost = core::from_milliseconds(3);
        machine.add(std::move(plan));
        const StreamStatistics &statistics = machine.run(200);
        REQUIRE(statistics.glitches >= 1);
        const auto &first = machine.client->detector()->glitches().front();
        CHECK(first.what == GlitchHeard::Torn);
        CHECK(first.packet == 6);
        CHECK(first.frame == 0);
        CHECK(first.length == Approx(144).margin(16)); // 3 ms
        CHECK(first.late_ticks / 600'000 == Approx(3000).margin(400));
        CHECK(statistics.late >= 1);
    }
}

TEST_CASE("a client never hangs: without notifications it starves, says so and closes") {
    Faults faults;
    faults.never_notify = true;
    Machine machine(faults);
    Counter starved(machine.simulation.trace, ClientStarved::kind);
    StreamPlan plan = plan_of(acx::Direction::Render, "event", 480, {});
    plan.parameters.timeouts_max = 3;
    StreamClient &client = machine.add(std::move(plan));
    const StreamStatistics &statistics = machine.run(1000);
    CHECK(client.finished());
    CHECK(statistics.gave_up);
    CHECK(statistics.closed);
    CHECK(statistics.starvations == 3);
    REQUIRE(starved.records.size() == 3);
    CHECK(starved.records[0].as<ClientStarved>().gave_up == 0);
    CHECK(starved.records[2].as<ClientStarved>().gave_up == 1);
}

TEST_CASE("what is refused ends the client with the reason") {
    SECTION("open") {
        Machine machine;
        StreamPlan plan = plan_of(acx::Direction::Render, "event", 480, {});
        plan.circuit = "nowhere";
        StreamClient &client = machine.add(std::move(plan));
        CHECK(machine.run(10).error.find("nowhere") != std::string::npos);
        CHECK(client.finished());
    }
    SECTION("Run") {
        Faults faults;
        faults.run_status = 0xC000009A;
        Machine machine(faults);
        machine.add(plan_of(acx::Direction::Render, "event", 480, {}));
        const StreamStatistics &statistics = machine.run(10);
        CHECK(statistics.error.find("0xC000009A") != std::string::npos);
        CHECK(statistics.closed);
    }
}

TEST_CASE("the probe matches engines by address and samples them") {
    SECTION("own memory") {
        Machine machine;
        Counter matched(machine.simulation.trace, EngineMatched::kind);
        Counter sampled(machine.simulation.trace, EngineSampled::kind);
        Counter strayed(machine.simulation.trace, EngineStrayed::kind);
        machine.add(plan_of(acx::Direction::Render, "event", 480, {at(95'000, Action::Close)}));
        (void)machine.run(200);
        REQUIRE(matched.records.size() == 1);
        CHECK(matched.records[0].as<EngineMatched>().engine == 77);
        CHECK(strayed.records.empty());
        REQUIRE(sampled.records.size() == 4); // the fake emits state changes only
        CHECK(sampled.records[1].as<EngineSampled>().running == 1);
        CHECK(sampled.records[1].as<EngineSampled>().cause == acx::StreamStateChanged::kind);
        CHECK(sampled.records[2].as<EngineSampled>().link_bytes == Approx(95'000 * 0.192).epsilon(0.02));
    }
    SECTION("foreign memory") {
        Faults faults;
        faults.foreign_memory = true;
        Machine machine(faults);
        Counter strayed(machine.simulation.trace, EngineStrayed::kind);
        machine.add(plan_of(acx::Direction::Render, "event", 480, {at(95'000, Action::Close)}));
        (void)machine.run(200);
        REQUIRE(strayed.records.size() == 1);
        CHECK(strayed.records[0].as<EngineStrayed>().what == EngineStrayed::AddressOutsidePackets);
    }
}

TEST_CASE("plans that cannot be are refused") {
    Machine machine;
    const auto refused = [&](StreamPlan plan) {
        plan.source = std::move(make_source({}, AudioFormat{})).value();
        return !make_client({machine.system, machine.framework, machine.probe}, std::move(plan)).ok();
    };
    CHECK(refused(plan_of(acx::Direction::Render, "telepathic", 480, {})));
    CHECK(refused(plan_of(acx::Direction::Render, "event", 0, {})));
    CHECK(refused(plan_of(acx::Direction::Render, "event", 480, {at(20, Action::Close), at(10, Action::Pause)})));
    CHECK_FALSE(refused(plan_of(acx::Direction::Render, "event", 480, {})));
}
