// SPDX-License-Identifier: MIT
//
// What a random script on a model around a cyclic channel leaves behind: what was heard, what lies in memory, the trace
// without its bursts. The same script must leave the same, whether bursts are worked out afterwards or are events, and
// whether somebody looks or not.
#pragma once

#include "tests/hwmodel/i2s_bench.hpp"
#include "tests/support/catch.hpp"

namespace acxsim::hw::test {

struct ScriptOutcome {
    std::vector<std::byte> heard;
    std::uint64_t starved = 0;
    std::uint64_t lost = 0;
    std::vector<std::byte> memory;
    std::vector<core::Record> records; // without those of bursts
    std::uint64_t hash = 0;
    std::size_t bursts = 0;
};

/// `memory`: 16 pages that the model records into.
template <class Bench>
ScriptOutcome outcome_of(Bench &bench, const CountingSource &source, const Recorder &recorder,
                         const std::byte *memory) {
    bench.controller.before_cpu_access();
    ScriptOutcome outcome;
    outcome.heard = bench.sink.bytes;
    outcome.starved = bench.sink.starved_frames;
    outcome.lost = source.lost_blocks;
    outcome.memory.assign(memory, memory + 16 * page_size_bytes);
    for (const core::Record &record : recorder.records) {
        if (record.kind == BurstIssued::kind) {
            ++outcome.bursts;
        } else {
            outcome.records.push_back(record);
        }
    }
    outcome.hash = bench.simulation.trace.hash();
    return outcome;
}

inline void require_same(const ScriptOutcome &one, const ScriptOutcome &other) {
    REQUIRE(one.records.size() == other.records.size());
    for (std::size_t i = 0; i < one.records.size(); ++i) {
        INFO("record " << i << " of kind " << one.records[i].kind);
        REQUIRE(core::ticks_of(one.records[i].time) == core::ticks_of(other.records[i].time));
        REQUIRE(one.records[i].kind == other.records[i].kind);
        REQUIRE(one.records[i].payload == other.records[i].payload);
    }
    REQUIRE(one.starved == other.starved);
    REQUIRE(one.lost == other.lost);
    REQUIRE((one.heard == other.heard));
    REQUIRE((one.memory == other.memory));
}

/// `run(seed, event_per_burst, looks)` plays script number `seed`. There must be that many bursts and lost frames among
/// all of them for the comparison to mean something.
template <class Run>
void compare_scripts(Run &&run, std::uint64_t scripts, std::size_t bursts_min, std::size_t lost_min) {
    std::size_t bursts = 0;
    std::size_t lost = 0;
    for (std::uint64_t seed = 1; seed <= scripts; ++seed) {
        INFO("seed " << seed);
        const ScriptOutcome lazy = run(seed, false, false);
        const ScriptOutcome exact = run(seed, true, false);
        const ScriptOutcome looked_at = run(seed, false, true);
        require_same(lazy, exact);
        require_same(lazy, looked_at);
        REQUIRE(lazy.hash == looked_at.hash);
        bursts += exact.bursts;
        lost += lazy.starved + lazy.lost;
    }
    CHECK(bursts > bursts_min);
    CHECK(lost > lost_min);
}

} // namespace acxsim::hw::test
