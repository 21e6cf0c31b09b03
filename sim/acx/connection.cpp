// SPDX-License-Identifier: MIT
#include "sim/acx/connection.hpp"

#include "sim/acx/framework_implementation.hpp"
#include "sim/acx/stream.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/device.hpp"

namespace acxsim::acx {

namespace {

constexpr Status device_removed = static_cast<Status>(STATUS_DEVICE_REMOVED);

core::ObjectId device_of(Stream &stream) {
    const auto *device = stream.ancestor<wdf::Device>();
    return device == nullptr ? 0 : device->id();
}

} // namespace

Connection::Connection(FrameworkImplementation &framework, Stream &stream)
    : framework_(&framework), stream_(&stream), object_(stream.object()), device_(device_of(stream)),
      direction_(stream.direction()), format_(stream.format()) {
    framework.connection_opened(*this);
}

Connection::~Connection() {
    if (framework_ == nullptr) return;
    // A machine that has stopped, or the host stack, runs no driver code any more: the handle just goes.
    if (!framework_->system().stopped() && framework_->system().on_processor()) close();
    framework_->connection_gone(*this);
}

Stream &Connection::stream() {
    ACXSIM_ASSERT(stream_ != nullptr, "the stream of a closed connection was asked for");
    return *stream_;
}

StreamState Connection::state() const { return stream_ == nullptr ? StreamState::Stop : stream_->state(); }

Status Connection::allocate_packets(std::uint32_t packet_count, std::uint32_t packet_size_bytes) {
    return stream_ == nullptr ? device_removed : stream_->allocate_packets(packet_count, packet_size_bytes);
}

Status Connection::set_state(StreamState target) {
    return stream_ == nullptr ? device_removed : stream_->set_state(target);
}

void Connection::close() {
    if (stream_ != nullptr) stream_->close(); // stream_gone() follows
}

Status Connection::set_render_packet(std::uint32_t packet, std::uint32_t flags, std::uint32_t eos_length) {
    return stream_ == nullptr ? device_removed : stream_->set_render_packet(packet, flags, eos_length);
}

Status Connection::current_packet(std::uint32_t &packet) {
    return stream_ == nullptr ? device_removed : stream_->current_packet(packet);
}

Status Connection::capture_packet(CapturePacket &packet) {
    return stream_ == nullptr ? device_removed : stream_->capture_packet(packet);
}

Status Connection::presentation_position(PresentationPosition &position) {
    return stream_ == nullptr ? device_removed : stream_->presentation_position(position);
}

Status Connection::hw_latency(std::uint32_t &fifo_bytes, std::uint32_t &delay_hns) {
    return stream_ == nullptr ? device_removed : stream_->hw_latency(fifo_bytes, delay_hns);
}

std::uint32_t Connection::packet_count() const { return stream_ == nullptr ? 0 : stream_->packet_count(); }
std::uint32_t Connection::packet_size_bytes() const { return stream_ == nullptr ? 0 : stream_->packet_size_bytes(); }

std::span<std::byte> Connection::packet(std::uint32_t slot) {
    return stream_ == nullptr ? std::span<std::byte>{} : stream_->packet(slot);
}

std::vector<hw::DmaRange> Connection::packet_ranges(std::uint32_t slot) {
    return stream_ == nullptr ? std::vector<hw::DmaRange>{} : stream_->packet_ranges(slot);
}

PacketRegister Connection::packet_register() const {
    return stream_ == nullptr ? PacketRegister{} : stream_->packet_register();
}

kernel::DispatcherObject &Connection::packet_event() {
    return stream_ == nullptr ? no_event_ : stream_->packet_event();
}

void Connection::stream_gone(const Stream &stream) {
    if (stream_ == &stream) stream_ = nullptr;
}

void Connection::framework_gone() {
    framework_ = nullptr;
    stream_ = nullptr;
}

} // namespace acxsim::acx
