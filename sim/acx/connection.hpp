// SPDX-License-Identifier: MIT
//
// Connection: the client's handle to a stream. It forwards to the stream while there is one; afterwards every request
// fails as on a handle to a device that has gone (RT-LIF-35).
#pragma once

#include "sim/acx/stream_connection.hpp"

namespace acxsim::acx {

class FrameworkImplementation;

class Connection final : public StreamConnection {
public:
    Connection(FrameworkImplementation &framework, Stream &stream);
    ~Connection() override;
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    Stream &stream() override;
    core::ObjectId object() const override { return object_; }
    core::ObjectId device() const override { return device_; }
    Direction direction() const override { return direction_; }
    const AudioFormat &format() const override { return format_; }
    StreamState state() const override;

    Status allocate_packets(std::uint32_t packet_count, std::uint32_t packet_size_bytes) override;
    Status set_state(StreamState target) override;
    void close() override;

    Status set_render_packet(std::uint32_t packet, std::uint32_t flags, std::uint32_t eos_length) override;
    Status current_packet(std::uint32_t &packet) override;
    Status capture_packet(CapturePacket &packet) override;
    Status presentation_position(PresentationPosition &position) override;
    Status hw_latency(std::uint32_t &fifo_bytes, std::uint32_t &delay_hns) override;

    std::uint32_t packet_count() const override;
    std::uint32_t packet_size_bytes() const override;
    std::span<std::byte> packet(std::uint32_t slot) override;
    std::vector<hw::DmaRange> packet_ranges(std::uint32_t slot) override;
    PacketRegister packet_register() const override;
    kernel::DispatcherObject &packet_event() override;

    /// The stream has gone (closed, or deleted with its device); `stream` tells whether it was this one's.
    void stream_gone(const Stream &stream);
    void framework_gone();

private:
    FrameworkImplementation *framework_;
    Stream *stream_;
    const core::ObjectId object_;
    const core::ObjectId device_;
    const Direction direction_;
    const AudioFormat format_;
    kernel::DispatcherObject no_event_{kernel::ObjectType::SynchronizationEvent, 0};
};

} // namespace acxsim::acx
