// SPDX-License-Identifier: MIT
//
// The signalling path of a stream (client requests that go past the queue) and the completion path (the driver's
// notifications). Both are steady state: no allocation, no lookup, no text.
// Follows contract.md 2.2.3 to 2.2.7, 3.2, 4.2; AMB-03, -33, -40.
#include "sim/acx/driver_call.hpp"
#include "sim/acx/framework_implementation.hpp"
#include "sim/acx/stream.hpp"
#include "sim/acx/stream_settings.hpp"
#include "sim/kernel/system.hpp"

#include "sim/acx/ddk.hpp"

namespace acxsim::acx {

namespace {

constexpr Status status_of(NTSTATUS status) { return static_cast<Status>(status); }

// What outputs hold before the callback; a success must have replaced it (CHK-129).
constexpr ULONG unwritten_32 = 0xa5a5a5a5;
constexpr ULONGLONG unwritten_64 = 0xa5a5a5a5a5a5a5a5;
constexpr BOOLEAN unwritten_8 = 0xa5;

} // namespace

Stream::Request::Request(Stream &stream) : stream_(stream) {
    ++stream_.requests_in_flight_; // first: while the call costs time the handle may be closed by another thread
    stream_.system().charge(kernel::Cost::UserCall);
}

Stream::Request::~Request() {
    if (--stream_.requests_in_flight_ == 0 && stream_.closing_) stream_.system().set_event(stream_.requests_over_);
}

void Stream::not_written(std::uint64_t callback_hash, std::uint32_t parameter) {
    acx_.trace().emit(OutputNotWritten{id(), parameter, callback_hash});
}

/// Reports an output that still holds its pattern, and makes it zero: what the client gets is then at least the same
/// in every run.
template <class Output>
void Stream::check_output(Status status, Output &output, Output pattern, std::uint64_t callback_hash,
                          std::uint32_t parameter) {
    if (output != pattern) [[likely]]
        return;
    output = 0;
    if (succeeded(status)) not_written(callback_hash, parameter);
}

Status Stream::set_render_packet(std::uint32_t packet, std::uint32_t flags, std::uint32_t eos_length) {
    Request request(*this);
    if (!open_for_requests()) return status_of(STATUS_DEVICE_REMOVED);
    const auto callback = settings_->rt.EvtAcxStreamSetRenderPacket;
    if (direction_ != Direction::Render || callback == nullptr) return status_of(STATUS_INVALID_DEVICE_REQUEST);
    if (!buffers_.usable()) return status_of(STATUS_INVALID_DEVICE_STATE);

    const StreamState state = signalled_state_;
    const bool ever_ran = ever_ran_;
    const std::uint64_t completed_before = completed_;
    const Status status = call_driver("EvtAcxStreamSetRenderPacket", id(), callback, handle_as<ACXSTREAM>(),
                                      ULONG{packet}, ULONG{flags}, ULONG{eos_length});
    acx_.trace().emit(RenderPacketSet{id(), status, packet, flags, eos_length, static_cast<std::uint32_t>(state),
                                      ever_ran ? 1u : 0u, completed_before, completed_});
    return status;
}

Status Stream::current_packet(std::uint32_t &packet) {
    Request request(*this);
    packet = 0;
    if (!open_for_requests()) return status_of(STATUS_DEVICE_REMOVED);
    const auto callback = settings_->rt.EvtAcxStreamGetCurrentPacket;
    if (callback == nullptr) return status_of(STATUS_INVALID_DEVICE_REQUEST);

    const StreamState state = signalled_state_;
    ULONG current = unwritten_32;
    const Status status = call_driver("EvtAcxStreamGetCurrentPacket", id(), callback, handle_as<ACXSTREAM>(), &current);
    constexpr std::uint64_t hash = core::hash_text("EvtAcxStreamGetCurrentPacket");
    check_output(status, current, unwritten_32, hash, 2);
    acx_.trace().emit(CurrentPacketRead{id(), status, current, static_cast<std::uint64_t>(state), completed_});
    packet = current;
    return status;
}

Status Stream::capture_packet(StreamConnection::CapturePacket &packet) {
    Request request(*this);
    packet = {};
    if (!open_for_requests()) return status_of(STATUS_DEVICE_REMOVED);
    const auto callback = settings_->rt.EvtAcxStreamGetCapturePacket;
    if (direction_ != Direction::Capture || callback == nullptr) return status_of(STATUS_INVALID_DEVICE_REQUEST);

    const StreamState state = signalled_state_;
    ULONG last = unwritten_32;
    ULONGLONG qpc_start = unwritten_64;
    BOOLEAN more_data = unwritten_8;
    const Status status = call_driver("EvtAcxStreamGetCapturePacket", id(), callback, handle_as<ACXSTREAM>(), &last,
                                      &qpc_start, &more_data);
    constexpr std::uint64_t hash = core::hash_text("EvtAcxStreamGetCapturePacket");
    check_output(status, last, unwritten_32, hash, 2);
    check_output(status, qpc_start, unwritten_64, hash, 3);
    check_output(status, more_data, unwritten_8, hash, 4);
    packet = {last, qpc_start, more_data != FALSE};
    acx_.trace().emit(CapturePacketRead{id(), status, last, qpc_start, packet.more_data ? 1u : 0u,
                                        static_cast<std::uint32_t>(state), completed_});
    return status;
}

Status Stream::presentation_position(StreamConnection::PresentationPosition &position) {
    Request request(*this);
    position = {};
    if (!open_for_requests()) return status_of(STATUS_DEVICE_REMOVED);
    const auto callback = settings_->rt.EvtAcxStreamGetPresentationPosition;
    if (callback == nullptr) return status_of(STATUS_INVALID_DEVICE_REQUEST);

    const StreamState state = signalled_state_;
    ULONGLONG blocks = unwritten_64;
    ULONGLONG qpc = unwritten_64;
    std::uint64_t qpc_entry = 0;
    std::uint64_t qpc_exit = 0;
    Status status = 0;
    {
        kernel::CallbackScope scope("EvtAcxStreamGetPresentationPosition", id(),
                                    reinterpret_cast<const void *>(callback));
        qpc_entry = system().performance_counter();
        status = status_of(callback(handle_as<ACXSTREAM>(), &blocks, &qpc));
        qpc_exit = system().performance_counter();
        scope.returned(status);
    }
    constexpr std::uint64_t hash = core::hash_text("EvtAcxStreamGetPresentationPosition");
    check_output(status, blocks, unwritten_64, hash, 2);
    check_output(status, qpc, unwritten_64, hash, 3);
    acx_.trace().emit(
        PresentationPositionRead{id(), status, blocks, qpc, qpc_entry, qpc_exit, static_cast<std::uint64_t>(state)});
    position = {blocks, qpc};
    return status;
}

Status Stream::hw_latency(std::uint32_t &fifo_bytes, std::uint32_t &delay_hns) {
    Request request(*this);
    fifo_bytes = 0;
    delay_hns = 0;
    if (!open_for_requests()) return status_of(STATUS_DEVICE_REMOVED);
    const auto callback = settings_->rt.EvtAcxStreamGetHwLatency;
    if (callback == nullptr) return status_of(STATUS_INVALID_DEVICE_REQUEST);

    ULONG fifo = unwritten_32;
    ULONG delay = unwritten_32;
    const Status status =
        call_driver("EvtAcxStreamGetHwLatency", id(), callback, handle_as<ACXSTREAM>(), &fifo, &delay);
    constexpr std::uint64_t hash = core::hash_text("EvtAcxStreamGetHwLatency");
    check_output(status, fifo, unwritten_32, hash, 2);
    check_output(status, delay, unwritten_32, hash, 3);
    acx_.trace().emit(HwLatencyRead{id(), status, fifo, delay});
    fifo_bytes = fifo;
    delay_hns = delay;
    return status;
}

Status Stream::notify_packet_complete(std::uint64_t packet, std::uint64_t qpc) {
    constexpr std::uint64_t furthest_jump = 0x8000'0000; // beyond: not a jump but a wrap gone wrong (RT-PKT-05)
    Status status = status_of(STATUS_SUCCESS);
    if (signalled_state_ != StreamState::Run || !real_time_) {
        status = status_of(STATUS_INVALID_DEVICE_STATE);
    } else if (packet < next_packet_ || packet - next_packet_ >= furthest_jump) {
        status = status_of(STATUS_INVALID_PARAMETER);
    }
    acx_.trace().emit(PacketNotified{id(), static_cast<std::uint32_t>(signalled_state_), packet, qpc,
                                     system().performance_counter(), system().irql(), status});
    if (!succeeded(status)) return status;

    next_packet_ = packet + 1;
    ++completed_;
    register_.completed_packet_count = packet + 1;
    register_.completed_packet_qpc = qpc;
    register_.completed_packet_hash = (packet + 1) << 32 | (qpc & 0xffffffff); // AMB-33
    system().set_event(event_);
    return status;
}

} // namespace acxsim::acx
