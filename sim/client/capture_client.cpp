// SPDX-License-Identifier: MIT
//
// See capture_client.hpp.
#include "sim/client/capture_client.hpp"

namespace acxsim::client {

namespace {
constexpr acx::Status device_not_ready = 0xC00000A3; // contract 2.4
constexpr int reads_per_event_max = 16;              // a driver that always promises more must not hang us
} // namespace

void CaptureClient::rewound() {
    PacketClient::rewound();
    next_packet_ = 0;
}

void CaptureClient::packets_completed(std::uint64_t) {
    for (int reads = 0; reads < reads_per_event_max; ++reads) {
        acx::StreamConnection::CapturePacket captured;
        const acx::Status status = connection().capture_packet(captured);
        if (!acx::succeeded(status)) {
            if (status == device_not_ready) {
                ++statistics_.not_ready;
            } else {
                statistics_.count_status(status);
            }
            return;
        }
        // The driver's number has 32 bits: it means the one nearest to ours.
        const auto ahead = static_cast<std::int32_t>(captured.packet - static_cast<std::uint32_t>(next_packet_));
        const std::uint64_t completed = connection().packet_register().completed_packet_count;
        // Read already, or a number that cannot be (AMB-03): there is nothing to read.
        if (ahead < 0 || next_packet_ + static_cast<std::uint64_t>(ahead) > completed + packets) return;
        const std::uint64_t packet = next_packet_ + static_cast<std::uint64_t>(ahead);
        if (ahead > 0) {
            statistics_.packets_skipped += static_cast<std::uint64_t>(ahead);
            left_out(static_cast<std::uint64_t>(ahead) * packet_frames_);
        }
        read(packet, 0, packet_bytes_);
        system().charge(parameters().process_cost);
        next_packet_ = packet + 1;
        ++statistics_.packets_read;
        if (!captured.more_data) return;
    }
}

} // namespace acxsim::client
