// SPDX-License-Identifier: MIT
//
// What a scenario may say about a client's behaviour, declared once: the table makes TOML keys, --set and help of it.
#pragma once

#include <array>
#include <cstdint>

#include "hwmodel/parameter_field.hpp"
#include "sim/core/time.hpp"

namespace acxsim::client {

struct ClientParameters {
    std::uint32_t preroll_packets = 1;
    std::uint32_t position_every = 4;
    std::uint32_t timeout_periods = 10;
    std::uint32_t timeouts_max = 10;
    core::Duration process_cost = core::from_microseconds(5);
    core::Duration wake_delay = core::Duration::zero();
    std::uint32_t wake_delay_every = 1;
    core::Duration timer_period = core::from_milliseconds(10);
    core::Duration timer_margin = core::from_milliseconds(5);
};

inline constexpr std::array client_fields{
    hw::integer_field<&ClientParameters::preroll_packets>(
        "preroll_packets", "packets", 1, 2, "AMB-47",
        "packets written and announced before Run; with 1 the second follows right after Run"),
    hw::integer_field<&ClientParameters::position_every>(
        "position_every", "packets", 0, 1'000'000, "contract 3.8",
        "ask for the presentation position every so many packets; 0: never"),
    hw::integer_field<&ClientParameters::timeout_periods>(
        "timeout_periods", "packets", 1, 100'000, "contract 3.8",
        "without a packet event for that many packet periods the client notes that it starves"),
    hw::integer_field<&ClientParameters::timeouts_max>("timeouts_max", "time-outs", 1, 1'000'000, "contract 3.8",
                                                       "after that many in a row the client gives up and closes"),
    hw::duration_field<&ClientParameters::process_cost>("process_cost", 0, 1'000'000'000, "",
                                                        "processor time to make or digest a packet's content"),
    hw::duration_field<&ClientParameters::wake_delay>("wake_delay", 0, 60'000'000'000, "contract 3.8 no. 2",
                                                      "extra delay between the packet event and the client's work"),
    hw::integer_field<&ClientParameters::wake_delay_every>("wake_delay_every", "packets", 1, 1'000'000'000,
                                                           "contract 3.8 no. 2",
                                                           "apply wake_delay to every n-th packet only"),
    hw::duration_field<&ClientParameters::timer_period>("timer_period", 100'000, 10'000'000'000, "RT-PKT-83",
                                                        "timer client: time between two looks at the position"),
    hw::duration_field<&ClientParameters::timer_margin>(
        "timer_margin", 0, 10'000'000'000, "RT-PKT-85",
        "timer client: kept between its own work and the hardware, to survive late wake-ups"),
};

} // namespace acxsim::client
