// SPDX-License-Identifier: MIT
//
// The well-behaved event-driven capture client: on each event it asks for the packet, reads its slot and compares every
// frame with what the codec heard. It asks again while the driver promises more data. Contract 3.4, 3.8 no. 10.
#pragma once

#include "sim/client/packet_client.hpp"

namespace acxsim::client {

class CaptureClient final : public PacketClient {
public:
    CaptureClient(const ClientEnvironment &environment, StreamPlan plan) : PacketClient(environment, std::move(plan)) {}

private:
    void preroll() override {}
    void running(bool) override {}
    void rewound() override;
    void packets_completed(std::uint64_t completed) override;

    std::uint64_t next_packet_ = 0; // not read yet
};

} // namespace acxsim::client
