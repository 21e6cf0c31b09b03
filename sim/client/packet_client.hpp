// SPDX-License-Identifier: MIT
//
// What event-driven clients share: they wait for the packet event, read the packet register, and serve the packets that
// have completed. Contract 3.2, 3.8 no. 1; AMB-33.
#pragma once

#include "sim/client/stream_client.hpp"

namespace acxsim::client {

class PacketClient : public StreamClient {
public:
    static constexpr std::uint32_t packets = 2;
    static constexpr std::uint32_t remembered_packets = 8;

protected:
    PacketClient(const ClientEnvironment &environment, StreamPlan plan)
        : StreamClient(environment, std::move(plan), packets, remembered_packets) {}

    /// `completed` packets are over by now: more than at the last call.
    virtual void packets_completed(std::uint64_t completed) = 0;

    void interrupted() override {}
    void rewound() override { seen_ = 0; }
    void serve(std::optional<core::TimePoint> until) override;

private:
    void starved();

    std::uint64_t seen_ = 0; // register value served last
    std::uint64_t events_ = 0;
    std::uint32_t timeouts_ = 0; // in a row
};

} // namespace acxsim::client
