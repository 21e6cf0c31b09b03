// SPDX-License-Identifier: MIT
//
// See client_registry.hpp.
#include "sim/client/client_registry.hpp"

#include <algorithm>

#include "sim/client/capture_client.hpp"
#include "sim/client/render_client.hpp"
#include "sim/client/timer_client.hpp"

namespace acxsim::client {

const ClientInfo *find_client(std::string_view name) {
    const auto found = std::find_if(client_infos.begin(), client_infos.end(),
                                    [&](const ClientInfo &info) { return info.name == name; });
    return found == client_infos.end() ? nullptr : &*found;
}

core::Result<std::unique_ptr<StreamClient>> make_client(const ClientEnvironment &environment, StreamPlan plan) {
    const ClientInfo *info = find_client(plan.client);
    if (info == nullptr) {
        return core::Error{"there is no client \"" + plan.client + "\"", {}, "see `acxsim list clients`"};
    }
    if (plan.packet_frames == 0) return core::Error{"a packet needs at least one frame, found 0"};
    const std::uint64_t bytes = std::uint64_t{plan.packet_frames} * plan.format.block_bytes();
    constexpr std::uint64_t bytes_max = std::uint64_t{256} << 20;
    if (bytes > bytes_max) {
        return core::Error{"a packet of " + std::to_string(bytes) + " bytes: expected at most " +
                           std::to_string(bytes_max)};
    }
    if (plan.source == nullptr || !(plan.source->format() == plan.format)) {
        return core::Error{"the content's format differs from the stream's"};
    }
    if (!std::is_sorted(plan.script.begin(), plan.script.end(),
                        [](const ScriptStep &a, const ScriptStep &b) { return a.at < b.at; })) {
        return core::Error{"the steps of stream \"" + plan.name + "\" are not in order of time"};
    }
    if (info->name == "timer")
        return std::unique_ptr<StreamClient>(std::make_unique<TimerClient>(environment, std::move(plan)));
    if (plan.direction == acx::Direction::Render) {
        return std::unique_ptr<StreamClient>(std::make_unique<RenderClient>(environment, std::move(plan)));
    }
    return std::unique_ptr<StreamClient>(std::make_unique<CaptureClient>(environment, std::move(plan)));
}

} // namespace acxsim::client
