// SPDX-License-Identifier: MIT
//
// The well-behaved event-driven render client: packet 0 before Run, packet 1 right after it (AMB-47), then on each
// event the packet after the one in transfer. On LATE or OVERRUN it asks for the current packet and goes on from there
// (RT-PKT-45). A refused pre-roll packet is carried on from regardless (AMB-01). Contract 3.3, 3.8 no. 1.
#pragma once

#include "sim/client/packet_client.hpp"

namespace acxsim::client {

class RenderClient final : public PacketClient {
public:
    RenderClient(const ClientEnvironment &environment, StreamPlan plan) : PacketClient(environment, std::move(plan)) {}

private:
    void preroll() override;
    void running(bool first) override;
    void rewound() override;
    void packets_completed(std::uint64_t completed) override;

    acx::Status supply(std::uint64_t packet);

    std::uint64_t next_packet_ = 0; // not written yet
};

} // namespace acxsim::client
