// SPDX-License-Identifier: MIT
#include "sim/kernel/profile.hpp"

#include "sim/core/assert.hpp"

namespace acxsim::kernel {

namespace {

using core::Distribution;
using core::from_microseconds;
using core::from_nanoseconds;
using core::Tail;

Profile quiet() {
    const Tail tail{10'000, from_microseconds(50), from_microseconds(160)};
    return {.signal = Distribution::constant(from_nanoseconds(500)),
            .isr = Distribution::lognormal(from_nanoseconds(500), 0.5, tail),
            .dpc = Distribution::lognormal(from_nanoseconds(1000), 0.55, tail),
            .thread = Distribution::lognormal(from_microseconds(3), 0.5, tail),
            .timer_lateness = Distribution::uniform({}, from_microseconds(100))};
}

Profile typical() {
    const Tail tail{20'000, from_microseconds(160), from_microseconds(670)};
    return {.signal = Distribution::constant(from_nanoseconds(500)),
            .isr = Distribution::lognormal(from_nanoseconds(800), 0.6, tail),
            .dpc = Distribution::lognormal(from_nanoseconds(2200), 0.6, tail),
            .thread = Distribution::lognormal(from_microseconds(9), 0.6, tail),
            .timer_lateness = Distribution::uniform({}, from_microseconds(500))};
}

Profile bad() {
    const Tail tail{1'000'000, from_microseconds(500), from_microseconds(4000)};
    return {.signal = Distribution::constant(from_nanoseconds(500)),
            .isr = Distribution::lognormal(from_microseconds(2), 0.8, tail),
            .dpc = Distribution::lognormal(from_microseconds(10), 0.8, tail),
            .thread = Distribution::lognormal(from_microseconds(30), 0.8, tail),
            .timer_lateness = Distribution::uniform({}, from_microseconds(1000))};
}

} // namespace

bool is_profile(std::string_view name) {
    for (const ProfileInfo &info : profile_infos) {
        if (info.name == name) return true;
    }
    return false;
}

Profile make_profile(std::string_view name) {
    ACXSIM_ASSERT(is_profile(name), "unknown latency profile");
    if (name == "quiet") return quiet();
    if (name == "typical") return typical();
    if (name == "bad") return bad();
    return {};
}

} // namespace acxsim::kernel
