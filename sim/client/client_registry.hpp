// SPDX-License-Identifier: MIT
//
// The clients that a scenario can name, for `acxsim list clients` and for making them.
#pragma once

#include <array>
#include <memory>
#include <string_view>

#include "sim/client/stream_client.hpp"

namespace acxsim::client {

struct ClientInfo {
    std::string_view name; ///< as in a scenario's `client`
    std::uint32_t packets; ///< RtPackets it asks for
    std::string_view help;
};

inline constexpr std::array<ClientInfo, 2> client_infos{{
    {"event", 2, "waits for the packet event, writes or reads one packet each time; render and capture"},
    {"timer", 1, "one packet as circular buffer, wakes at its own period and follows the position; render and capture"},
}};

/// Null if no client has that name.
const ClientInfo *find_client(std::string_view name);

/// The client that `plan.client` names, or what is wrong with the plan.
core::Result<std::unique_ptr<StreamClient>> make_client(const ClientEnvironment &environment, StreamPlan plan);

} // namespace acxsim::client
