// SPDX-License-Identifier: MIT
//
// The trigger grammar: time, byte position, n-th occasion, probability, register access; how long, how often, again.
#include "tests/faults/fault_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;
using faults::TriggerState;

namespace {

/// Asked once per millisecond from 1 ms on; the occasions (counted from 1) on which it answered yes.
std::vector<unsigned> yes(TriggerState &state, unsigned occasions, std::uint64_t bytes_per_occasion = 100,
                          std::uint64_t seed = 1) {
    core::Choices choices(seed);
    core::ChoiceSite &site = choices.site("fault.test");
    std::vector<unsigned> found;
    for (unsigned i = 1; i <= occasions; ++i) {
        const auto answer =
            state.ask(core::power_on + core::from_milliseconds(i), i * bytes_per_occasion, choices, site);
        if (answer != TriggerState::Answer::No) found.push_back(i);
    }
    return found;
}
std::vector<unsigned> yes(const Trigger &trigger, unsigned occasions, bool lasts = false, Duration duration = {}) {
    TriggerState state(trigger, lasts, duration);
    state.begin(core::power_on);
    return yes(state, occasions);
}
using Occasions = std::vector<unsigned>;

} // namespace

TEST_CASE("without any condition a fault strikes at the first occasion, or lasts from there") {
    CHECK(yes(Trigger{}, 4) == Occasions{1});
    CHECK(yes(Trigger{}, 4, true) == Occasions{1, 2, 3, 4});
    CHECK(yes(Trigger{}, 6, true, core::from_milliseconds(3)) == Occasions{1, 2, 3}); // 1, 2 and 3 ms; over at 4 ms
}

TEST_CASE("occurrence, in a row, every, count") {
    CHECK(yes(nth(3), 6) == Occasions{3});
    CHECK(yes(nth(3, 2), 6) == Occasions{3, 4});
    Trigger every = nth(2);
    every.every = 3;
    CHECK(yes(every, 9) == Occasions{2, 5, 8});
    every.count = 2;
    CHECK(yes(every, 9) == Occasions{2, 5});
    Trigger twice;
    twice.count = 2;
    CHECK(yes(twice, 5) == Occasions{1, 2});
    Trigger without_end;
    without_end.count = 0;
    CHECK(yes(without_end, 4) == Occasions{1, 2, 3, 4});
}

TEST_CASE("at a time, again after an interval, and never before times count") {
    CHECK(yes(at_time(3), 6) == Occasions{3});
    Trigger again = at_time(2);
    again.interval = core::from_milliseconds(3);
    CHECK(yes(again, 9) == Occasions{2, 5, 8});
    TriggerState early(at_time(3), false, {});
    CHECK(yes(early, 6).empty());
}

TEST_CASE("from a byte on, and all conditions together") {
    Trigger byte;
    byte.byte = 250;
    CHECK(yes(byte, 6) == Occasions{3});
    byte.occurrence = 2; // the second occasion beyond the byte
    CHECK(yes(byte, 6) == Occasions{4});
    byte.at = core::from_milliseconds(5);
    CHECK(yes(byte, 9) == Occasions{6});
}

TEST_CASE("probability is a draw for each occasion, decided by the seed") {
    Trigger trigger;
    trigger.probability_ppb = 100'000'000;
    TriggerState one(trigger, false, {});
    TriggerState two(trigger, false, {});
    TriggerState other(trigger, false, {});
    const Occasions first = yes(one, 2000);
    CHECK(first.size() > 150);
    CHECK(first.size() < 250);
    CHECK(yes(two, 2000) == first);
    CHECK(yes(other, 2000, 100, 2) != first);
    trigger.probability_ppb = 0;
    CHECK(yes(trigger, 2000).empty());
    trigger.probability_ppb = 1'000'000'000;
    CHECK(yes(trigger, 5) == Occasions{1, 2, 3, 4, 5});
}

TEST_CASE("an access of a register opens the way to one strike") {
    Trigger trigger;
    trigger.register_offset = 0x84;
    trigger.count = 0;
    TriggerState state(trigger, false, {});
    CHECK(yes(state, 3).empty());
    state.register_accessed();
    CHECK(yes(state, 3) == Occasions{1});
}

TEST_CASE("only faults that can strike while nobody looks make an engine run burst by burst") {
    core::Simulation simulation(1);
    const auto between = [&](const Fault &fault, unsigned engine, bool is_output) {
        faults::Injector injector(simulation);
        injector.arm(fault);
        return injector.acts_between_observables(engine, is_output);
    };
    CHECK_FALSE(between(Fault(FaultId::PositionStuck), out0, true));
    CHECK_FALSE(between(Fault(FaultId::SurpriseRemoval, at_time(5)), out0, true));
    CHECK(between(Fault(FaultId::SurpriseRemoval, nth(2)), out0, true));
    CHECK(between(Fault(FaultId::LostInterrupt), out0, true));
    CHECK_FALSE(between(Fault(FaultId::LostInterrupt).on_engine(5), out0, true));
    Fault inputs(FaultId::LostInterrupt);
    inputs.direction = faults::EngineDirection::Input;
    CHECK_FALSE(between(inputs, out0, true));
    CHECK(between(inputs, in0, false));
}

TEST_CASE("what a fault cannot be told is refused in words") {
    const auto refusal = [](const Fault &fault, faults::Model model = faults::Model::Hda) {
        const auto checked = faults::check(fault, model);
        return checked ? std::string() : checked.error().message + " | " + checked.error().remedy;
    };
    CHECK(refusal(Fault(FaultId::LostInterrupt)).empty());
    CHECK(refusal(Fault(FaultId::LostInterrupt).with(Parameter::Size, 4)) ==
          "the fault lost-interrupt has no parameter \"size\" | it has none");
    CHECK(refusal(Fault(FaultId::DuplicateInterrupt).with(Parameter::Delay, 0)) ==
          "delay of duplicate-interrupt is 0 ns | it can be 1000 to 100000000 ns");
    CHECK(refusal(Fault(FaultId::RateSwitch, at_time(1)).with(Parameter::Rate, 50'000)) ==
          "rate of rate-switch is 50000 Hz | it can be 48 or 44.1 kHz, times 1 to 4, divided by 1 to 8");
    for (const std::int64_t rate : {8'000, 11'025, 16'000, 22'050, 32'000, 96'000, 176'400, 192'000})
        CHECK(refusal(Fault(FaultId::RateSwitch, at_time(1)).with(Parameter::Rate, rate)).empty());
    CHECK(refusal(Fault(FaultId::ChannelStops)) ==
          "the fault channel-stops does not exist in hardware model \"hda\" | it exists in i2s");
    CHECK(refusal(Fault(FaultId::BusStall)) == "the fault bus-stall strikes at an instant, and nothing says at which | "
                                               "give it at, byte, occurrence, probability or register");
    Trigger interval;
    interval.interval = core::from_milliseconds(1);
    CHECK(refusal(Fault(FaultId::LostInterrupt, interval)) ==
          "interval without at | interval repeats a strike at a time: give `at`");
}

TEST_CASE("strikes are on record: which fault, which engine, how often, where it stood") {
    FaultBench bench(true, Fault(FaultId::LostInterrupt, nth(2)));
    Recorder recorder(bench.simulation);
    bench.start();
    bench.run_for(core::from_milliseconds(35));
    const auto strikes = recorder.all<FaultInjected>();
    REQUIRE(strikes.size() == 1);
    CHECK(strikes[0].second.fault == static_cast<std::uint32_t>(FaultId::LostInterrupt));
    CHECK(strikes[0].second.engine == bench.controller.engine(out0).object());
    CHECK(strikes[0].second.strike == 1);
    CHECK(strikes[0].second.position / 1920 == 2);
    CHECK(bench.fault().first_strike() == strikes[0].first);
}

TEST_CASE("a fault on one engine leaves the others alone, and one that waits changes nothing") {
    FaultBench elsewhere(true, Fault(FaultId::LostInterrupt, nth(2)).on_engine(out0 + 1));
    elsewhere.start();
    elsewhere.run_for(core::from_milliseconds(35));
    CHECK(elsewhere.completions().size() == 3);
    CHECK(elsewhere.fault().strikes() == 0);

    const auto trace_of = [](bool armed) {
        FaultBench bench(armed, Fault(FaultId::LostInterrupt, nth(1000)), hda::Parameters{});
        bench.start();
        bench.run_for(core::from_milliseconds(100));
        return bench.simulation.trace.hash();
    };
    CHECK(trace_of(true) == trace_of(false));
}
