// SPDX-License-Identifier: MIT
//
// See packet_client.hpp.
#include "sim/client/packet_client.hpp"

namespace acxsim::client {

void PacketClient::serve(std::optional<core::TimePoint> until) {
    const core::Duration patience = packet_period_ * parameters().timeout_periods;
    core::Duration timeout = patience;
    bool may_starve = is_running();
    if (until && (!may_starve || *until - system().now() < patience)) {
        timeout = *until - system().now();
        may_starve = false;
    }
    if (!system().wait(connection().packet_event(), timeout)) {
        if (may_starve) starved();
        return;
    }
    timeouts_ = 0;
    ++events_;
    if (parameters().wake_delay.count() > 0 && events_ % parameters().wake_delay_every == 0) {
        system().sleep_for(parameters().wake_delay);
    }
    const acx::PacketRegister now = connection().packet_register();
    if (now.completed_packet_count == seen_) return; // the event was set for a packet served already
    seen_ = now.completed_packet_count;
    note_notification(now);
    packets_completed(now.completed_packet_count);
    if (parameters().position_every != 0 && events_ % parameters().position_every == 0) (void)read_position();
}

void PacketClient::starved() {
    ++timeouts_;
    ++statistics_.starvations;
    const bool last = timeouts_ >= parameters().timeouts_max;
    system().trace().emit(ClientStarved{statistics_.stream, last ? 1u : 0u, seen_,
                                        (packet_period_ * parameters().timeout_periods).count()});
    if (last) {
        give_up("no packet event for " +
                std::to_string(std::uint64_t{parameters().timeout_periods} * parameters().timeouts_max) +
                " packet periods");
    }
}

} // namespace acxsim::client
