// SPDX-License-Identifier: MIT
//
// Latency profiles: how long an interrupt, a DPC, a thread wake-up and a timer expiry may be late on this machine
// (hwmodel.md 2.7). `ideal` has no latency at all; `quiet` and `typical` fit published averages and maxima of two
// desktop machines; `bad` makes the maxima frequent. Only means and maxima are published: the shapes are ours.
#pragma once

#include <array>
#include <string_view>

#include "sim/core/distribution.hpp"

namespace acxsim::kernel {

struct Profile {
    core::Distribution signal;         ///< status bit to processor: the MSI write or the INTx wire
    core::Distribution isr;            ///< processor signalled to first ISR instruction
    core::Distribution dpc;            ///< DPC queued to first DPC instruction
    core::Distribution thread;         ///< wait satisfied to thread running
    core::Distribution timer_lateness; ///< high-resolution timer: due time to expiry; never early
};

struct ProfileInfo {
    std::string_view name;
    std::string_view help;
};
inline constexpr std::array<ProfileInfo, 4> profile_infos{{
    {"ideal", "no latency anywhere: for identities and unit tests"},
    {"quiet", "a desktop at rest: DPC mean 1.2 us, maximum about 160 us"},
    {"typical", "a desktop at work: DPC mean 2.6 us, maximum about 670 us"},
    {"bad", "a machine with a bad driver: one event in a thousand waits 0.5 to 4 ms"},
}};

/// The profile of that name; nullptr-like `ideal` is never substituted: unknown names assert (parse them first).
Profile make_profile(std::string_view name);
bool is_profile(std::string_view name);

} // namespace acxsim::kernel
