// SPDX-License-Identifier: MIT
//
// Every rule on synthetic records: a sequence on which it reports once, with the values that disagree, and one on which
// it stays silent. The table is complete: a rule without both fails.
#include "tests/support/catch.hpp"

#include <map>
#include <set>
#include <string>

#include "sim/verifier/rules.hpp"
#include "tests/verifier/rule_case.hpp"

using namespace acxsim;
using test::Bench;
using test::RuleCase;

namespace {

std::vector<RuleCase> all_cases() {
    std::vector<RuleCase> all;
    for (const auto &part :
         {test::creation_cases, test::packet_memory_cases, test::state_cases, test::notification_cases,
          test::packet_flow_cases, test::position_cases, test::kernel_cases}) {
        for (RuleCase &each : part())
            all.push_back(std::move(each));
    }
    return all;
}

} // namespace

TEST_CASE("each rule reports what it must, once, and nothing else") {
    for (const RuleCase &expected : all_cases()) {
        INFO(expected.rule << ": " << expected.title);
        Bench bench(expected.qpc);
        expected.play(bench);
        bench.verifier.finish();

        std::map<std::string_view, std::uint64_t> reported;
        std::string messages;
        for (const verifier::Finding &finding : bench.verifier.findings().all()) {
            reported[finding.rule->id] += 1 + finding.repeats;
            messages += std::string(finding.rule->id) + ": " + finding.message + "\n";
        }
        INFO("findings:\n" << messages);
        std::map<std::string_view, std::uint64_t> wanted;
        for (const std::string_view other : expected.also)
            wanted[other] = 1;
        if (!expected.says.empty()) wanted[expected.rule] = 1;
        CHECK(reported == wanted);
        for (const verifier::Finding &finding : bench.verifier.findings().all()) {
            if (finding.rule->id != expected.rule) continue;
            CHECK(finding.severity == expected.severity);
            for (const std::string_view word : expected.says)
                CHECK_THAT(finding.message, Catch::Contains(std::string(word)));
        }
    }
}

TEST_CASE("every rule has a firing and a silent case") {
    std::set<std::string_view> firing, silent;
    for (const RuleCase &each : all_cases())
        (each.says.empty() ? silent : firing).insert(each.rule);
    for (const verifier::RuleInfo *rule : verifier::rules()) {
        INFO(rule->id);
        CHECK(firing.contains(rule->id));
        CHECK(silent.contains(rule->id));
    }
    CHECK(firing.size() == verifier::rules().size()); // no case for a rule that does not exist
    CHECK(silent.size() == verifier::rules().size());
}

TEST_CASE("rules are listed once each, in order, and say all that a page needs") {
    std::string_view before;
    for (const verifier::RuleInfo *rule : verifier::rules()) {
        INFO(rule->id);
        CHECK(before < rule->id);
        before = rule->id;
        CHECK(rule->id.size() == 7);
        CHECK(rule->id.substr(0, 4) == "CHK-");
        for (const std::string_view text :
             {rule->states, rule->why, rule->detects, rule->remedy, rule->contract, rule->page, rule->shown_by}) {
            CHECK_FALSE(text.empty());
        }
        CHECK(rule->states.size() <= 200);
        CHECK(rule->states.back() != '.');
        CHECK(verifier::find_rule(rule->id) == rule);
    }
    CHECK(verifier::find_rule("CHK-999") == nullptr);
}

TEST_CASE("a faultless render stream: pauses, a restart, positions") {
    Bench b;
    b.start();
    std::uint64_t packet = 0;
    core::Duration run_began{}, played{};
    const auto play = [&](int packets) {
        for (int i = 0; i < packets; ++i, ++packet) {
            b.at(run_began + core::from_milliseconds(10) * static_cast<std::int64_t>(packet + 1) - played);
            b.notify(packet);
            b.emit(b.sample(acx::PacketNotified::kind, 480 * (packet + 1) - 48));
            b.emit(b.current_packet(packet + 1));
            b.emit(b.render_packet(packet + 2));
            b.read_position(480 * (packet + 1) - 48, 480 * (packet + 1) - 48);
        }
    };
    play(100);
    b.at(core::from_milliseconds(1005));
    b.pause();
    b.emit(b.sample(acx::StreamStateChanged::kind, 48'000 + 240 - 48, false));
    b.read_position(48'000 + 240 - 48, 48'000 + 240 - 48);
    played = core::from_milliseconds(1005);
    run_began = core::from_milliseconds(2000);
    b.at(run_began);
    b.run();
    play(50);
    b.pause();
    b.release();
    b.emit(b.position(0));
    b.emit(b.current_packet(0));
    b.verifier.finish();
    for (const verifier::Finding &finding : b.verifier.findings().all()) {
        FAIL_CHECK(finding.rule->id << ": " << finding.message);
    }
}
