// SPDX-License-Identifier: MIT
//
// See render_client.hpp.
#include "sim/client/render_client.hpp"

namespace acxsim::client {

namespace {
// Public NTSTATUS values, contract 2.4.
constexpr acx::Status data_overrun = 0xC000003C;
constexpr acx::Status data_late_error = 0xC000003D;
} // namespace

void RenderClient::preroll() {
    for (std::uint32_t packet = 0; packet < parameters().preroll_packets; ++packet)
        supply(packet);
}

void RenderClient::running(bool first) {
    if (first && next_packet_ == 1) supply(1);
}

void RenderClient::rewound() {
    PacketClient::rewound();
    next_packet_ = 0;
}

void RenderClient::packets_completed(std::uint64_t completed) {
    std::uint64_t packet = completed + 1;
    // A second try after the number was refused, no more: the next event comes anyway.
    for (int attempt = 0; attempt < 2; ++attempt) {
        if (packet < next_packet_) return;
        statistics_.packets_skipped += packet - next_packet_;
        const acx::Status status = supply(packet);
        if (status != data_late_error && status != data_overrun) return;
        std::uint32_t current = 0;
        const acx::Status asked = connection().current_packet(current);
        statistics_.count_status(asked);
        if (!acx::succeeded(asked)) return;
        // The driver's number has 32 bits: it means the one nearest to ours.
        const auto ahead = static_cast<std::int32_t>(current + 1 - static_cast<std::uint32_t>(packet));
        const std::int64_t next = static_cast<std::int64_t>(packet) + ahead;
        if (next < 0) return;
        packet = static_cast<std::uint64_t>(next);
        if (ahead < 0) next_packet_ = packet;
        if (ahead == 0) return;
    }
}

acx::Status RenderClient::supply(std::uint64_t packet) {
    system().charge(parameters().process_cost);
    write(packet, 0, packet_bytes_);
    next_packet_ = packet + 1;
    ++statistics_.packets_written;
    const acx::Status status = connection().set_render_packet(static_cast<std::uint32_t>(packet));
    statistics_.count_status(status);
    if (status == data_late_error) ++statistics_.late;
    if (status == data_overrun) ++statistics_.overrun;
    return status;
}

} // namespace acxsim::client
