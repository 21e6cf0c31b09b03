// SPDX-License-Identifier: MIT
//
// The control path of a stream: packets, states, power, the end.
#include "sim/acx/stream.hpp"

#include "sim/acx/circuit.hpp"
#include "sim/acx/driver_call.hpp"
#include "sim/acx/framework_implementation.hpp"
#include "sim/acx/object_request.hpp"
#include "sim/acx/stream_bridge.hpp"
#include "sim/acx/stream_settings.hpp"
#include "sim/acx/target.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/device.hpp"

#include "sim/acx/ddk.hpp"

namespace acxsim::acx {

namespace {

constexpr Status status_of(NTSTATUS status) { return static_cast<Status>(status); }

/// What the framework leaves in an output pointer; a driver that succeeds must have replaced it.
PACX_RTPACKET unwritten_array() { return reinterpret_cast<PACX_RTPACKET>(0xa5a5a5a5a5a5a5a5ULL); }

/// AMB-08: a single packet is mapped twice in a row, so the framework asks for whole pages.
std::uint32_t rounded_request(std::uint32_t packet_count, std::uint32_t packet_size_bytes) {
    constexpr std::uint64_t page = hw::page_size_bytes;
    if (packet_count != 1) return packet_size_bytes;
    const std::uint64_t rounded = (packet_size_bytes + page - 1) / page * page;
    return rounded > UINT32_MAX ? packet_size_bytes : static_cast<std::uint32_t>(rounded);
}

} // namespace

Stream::Stream(const wdf::Attributes &attributes, wdf::Object &parent, FrameworkImplementation &framework,
               Circuit &circuit, std::unique_ptr<StreamSettings> settings)
    : Object(type, attributes, &parent, circuit.name()), acx_(framework), circuit_(circuit),
      settings_(std::move(settings)), real_time_(settings_->real_time), direction_(settings_->direction),
      format_(settings_->format), queue_(framework.system()), buffers_(framework.system(), id()) {
    require_passive_disposal();
    forbid_deletion_by_driver(); // the client's handle decides (RT-LIF-17)
    circuit_.reference();        // AcxStreamGetCircuit answers as long as the stream lives, also after removal
    circuit_.add_stream(*this);
    if (auto *device = ancestor<wdf::Device>()) device->power_reference(); // no idling while a stream is open
    acx_.stream_made(*this);
    settings_->notification_id = acx_.next_notification_id();
    acx_.trace().emit(StreamCreated{id(), static_cast<std::uint32_t>(direction_), circuit_.id(), format_.rate_hz,
                                    format_.block_bytes(), real_time_ ? 1u : 0u,
                                    settings_->supports_notifications ? 1u : 0u});
}

Stream::~Stream() {
    if (destroying_) acx_.trace().emit(StreamDestroyed{id()});
}

template <class Observe>
void Stream::observe(Observe &&observe) {
    for (StreamObserver *observer : acx_.observers())
        observe(*observer);
}

// --- packets
// ------------------------------------------------------------------------------------------------------------

Status Stream::allocate_packets(std::uint32_t packet_count, std::uint32_t packet_size_bytes) {
    Request request(*this);
    ControlQueue::Turn turn(queue_);
    if (!open_for_requests()) return status_of(STATUS_DEVICE_REMOVED);
    if (!real_time_) return status_of(STATUS_INVALID_DEVICE_REQUEST);
    if (state_ == StreamState::Run || buffers_.returnable()) return status_of(STATUS_INVALID_DEVICE_STATE);
    // RT-PKT-31: an event-driven buffer is not offered by a stream without notifications.
    if (packet_count == 2 && !settings_->supports_notifications) return status_of(STATUS_NOT_SUPPORTED);

    constexpr std::string_view name = "EvtAcxStreamAllocateRtPackets";
    const std::uint32_t size_bytes = rounded_request(packet_count, packet_size_bytes);
    PACX_RTPACKET packets = unwritten_array();
    buffers_.expect_allocation();
    Status status = call_driver(name, id(), settings_->rt.EvtAcxStreamAllocateRtPackets, handle_as<ACXSTREAM>(),
                                ULONG{packet_count}, ULONG{size_bytes}, &packets);
    if (packets == unwritten_array()) {
        if (succeeded(status)) not_written(core::hash_text(name), 4);
        packets = nullptr;
    }
    const bool usable = buffers_.accept(status, packets, packet_count, size_bytes);
    if (!succeeded(status)) return status;
    if (!usable) {
        free_buffers(); // RT-CB-18, AMB-39
        return status_of(STATUS_INVALID_PARAMETER);
    }
    rewind();
    observe([this](StreamObserver &observer) { observer.packets_allocated(*this); });
    return status;
}

void Stream::free_packets() {
    Request request(*this);
    ControlQueue::Turn turn(queue_);
    if (open_for_requests() && state_ != StreamState::Run) free_buffers();
}

void Stream::free_buffers() {
    if (!buffers_.returnable()) return;
    const std::uint32_t count = buffers_.count();
    const bool were_usable = buffers_.usable();
    buffers_.check_before_free();
    call_driver("EvtAcxStreamFreeRtPackets", id(), settings_->rt.EvtAcxStreamFreeRtPackets, handle_as<ACXSTREAM>(),
                static_cast<PACX_RTPACKET>(buffers_.array()), ULONG{count});
    acx_.trace().emit(PacketsFreed{id(), count});
    buffers_.check_after_free();
    if (were_usable) observe([this](StreamObserver &observer) { observer.packets_freed(*this); });
}

/// Packet numbers and the register begin again (RT-LIF-12).
void Stream::rewind() {
    register_ = {};
    completed_ = 0;
    next_packet_ = 0;
    ever_ran_ = false;
    system().reset_event(event_);
}

// --- states
// -------------------------------------------------------------------------------------------------------------

Status Stream::set_state(StreamState target) {
    if (target > StreamState::Run) return status_of(STATUS_INVALID_PARAMETER);
    if (target == StreamState::Acquire) target = StreamState::Pause; // the driver sees no difference (RT-LIF-03)
    const auto one_step = [this, target] {
        if (!open_for_requests()) return status_of(STATUS_DEVICE_REMOVED);
        return state_ == target ? status_of(STATUS_SUCCESS) : step(next_towards(target));
    };
    const auto send = [this](StreamState state, const std::function<Status()> &serve) {
        ULONG value = static_cast<ULONG>(state); // KSSTATE
        ACX_REQUEST_PARAMETERS parameters;
        ACX_REQUEST_PARAMETERS_INIT_PROPERTY(&parameters, KSPROPSETID_Connection, KSPROPERTY_CONNECTION_STATE,
                                             AcxPropertyVerbSet, AcxItemTypeStream, 0, nullptr, 0, &value,
                                             sizeof value);
        return send_request(*addressee(*this, AcxItemTypeStream, 0), parameters,
                            [&] {
                                return RequestAnswer{serve(), 0};
                            })
            .status;
    };
    for (;;) { // RT-LIF-07: each step is a request of its own
        Request request(*this);
        Status status = status_of(STATUS_SUCCESS);
        if (settings_->items.preprocess_for(AcxRequestTypeProperty, KSPROPSETID_Connection,
                                            KSPROPERTY_CONNECTION_STATE)) {
            const StreamState before = state_;
            const StreamState next = state_ == target ? target : next_towards(target);
            // Acquire lies between Stop and Pause; only a preprocess callback ever sees it.
            const bool by_acquire = next != before && (before == StreamState::Stop || next == StreamState::Stop);
            if (by_acquire) status = send(StreamState::Acquire, [] { return status_of(STATUS_SUCCESS); });
            if (succeeded(status)) status = send(next, one_step);
            if (succeeded(status) && state_ == before && state_ != target) return status; // the driver answered itself
        } else {
            ControlQueue::Turn turn(queue_);
            status = one_step();
        }
        if (!succeeded(status) || state_ == target) return status;
    }
}

StreamState Stream::next_towards(StreamState target) const {
    if (target > state_) return state_ == StreamState::Stop ? StreamState::Pause : StreamState::Run;
    return state_ == StreamState::Run ? StreamState::Pause : StreamState::Stop;
}

Status Stream::own_step(StreamState next) {
    if (next > state_) return next == StreamState::Pause ? prepare() : run();
    const Status status = next == StreamState::Pause ? pause() : release();
    static_cast<void>(status); // reached whatever the driver says (RT-LIF-15); the record tells
    return status_of(STATUS_SUCCESS);
}

Status Stream::step(StreamState next) {
    const StreamState from = state_;
    StreamBridge *bridge = bridges_.empty() ? nullptr : bridges_.front();
    if (bridge == nullptr || bridge->out_stream() == nullptr) return own_step(next);
    if (bridge->in_stream_first(*this, from, next)) { // RT-LIF-40
        Status status = own_step(next);
        if (!succeeded(status)) return status;
        status = bridge->propagate(*this, next);
        if (succeeded(status) || next < from) return status_of(STATUS_SUCCESS);
        own_step(from); // the next circuit refused to go up: this one goes back
        return status;
    }
    Status status = bridge->propagate(*this, next);
    if (next < from) return own_step(next);
    if (!succeeded(status)) return status;
    status = own_step(next);
    if (!succeeded(status)) bridge->propagate(*this, from);
    return status;
}

void Stream::step_down_to(StreamState target) {
    while (state_ > target)
        step(state_ == StreamState::Run ? StreamState::Pause : StreamState::Stop);
}

void Stream::change_state(StreamState to, Status status) {
    const StreamState from = state_;
    state_ = to;
    signalled_state_ = to;
    acx_.trace().emit(
        StreamStateChanged{id(), static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to), status});
}

Status Stream::prepare() {
    rewind();
    const Status status = call_driver("EvtAcxStreamPrepareHardware", id(),
                                      settings_->callbacks.EvtAcxStreamPrepareHardware, handle_as<ACXSTREAM>());
    if (succeeded(status)) change_state(StreamState::Pause, status); // else still in Stop, RT-LIF-13
    return status;
}

Status Stream::run() {
    if (real_time_ && !buffers_.usable())
        return status_of(STATUS_INVALID_DEVICE_STATE); // never without packets, AMB-04
    const bool had_run = ever_ran_;
    observe([this](StreamObserver &observer) { observer.run_entered(*this); });
    signalled_state_ = StreamState::Run;
    ever_ran_ = true;
    const Status status =
        call_driver("EvtAcxStreamRun", id(), settings_->callbacks.EvtAcxStreamRun, handle_as<ACXSTREAM>());
    if (succeeded(status)) {
        change_state(StreamState::Run, status);
        observe([this](StreamObserver &observer) { observer.run_returned(*this); });
    } else { // stays in Pause, RT-LIF-14
        signalled_state_ = StreamState::Pause;
        ever_ran_ = had_run;
        observe([this](StreamObserver &observer) { observer.run_failed(*this); });
    }
    return status;
}

Status Stream::pause() {
    observe([this](StreamObserver &observer) { observer.pause_entered(*this); });
    const Status status =
        call_driver("EvtAcxStreamPause", id(), settings_->callbacks.EvtAcxStreamPause, handle_as<ACXSTREAM>());
    // Observers first: hardware that nobody programs stands still before the change is on record.
    observe([this](StreamObserver &observer) { observer.pause_returned(*this); });
    change_state(StreamState::Pause, status);
    return status;
}

Status Stream::release() {
    const Status status = call_driver("EvtAcxStreamReleaseHardware", id(),
                                      settings_->callbacks.EvtAcxStreamReleaseHardware, handle_as<ACXSTREAM>());
    change_state(StreamState::Stop, status);
    rewind();
    observe([this](StreamObserver &observer) { observer.release_returned(*this); });
    return status;
}

Status Stream::assign_drm_content_id(std::uint32_t content_id, bool copy_protect, bool digital_output_disable) {
    Request request(*this);
    ControlQueue::Turn turn(queue_);
    if (!open_for_requests()) return status_of(STATUS_DEVICE_REMOVED);
    if (content_id == 0) return status_of(STATUS_INVALID_PARAMETER);
    if (settings_->callbacks.EvtAcxStreamAssignDrmContentId == nullptr) return status_of(STATUS_NOT_SUPPORTED);
    ACXDRMRIGHTS rights{};
    rights.CopyProtect = copy_protect ? TRUE : FALSE;
    rights.DigitalOutputDisable = digital_output_disable ? TRUE : FALSE;
    Status status =
        call_driver("EvtAcxStreamAssignDrmContentId", id(), settings_->callbacks.EvtAcxStreamAssignDrmContentId,
                    handle_as<ACXSTREAM>(), ULONG{content_id}, &rights);
    for (StreamBridge *bridge : bridges_) { // RT-CB-85
        if (succeeded(status)) status = bridge->assign_drm_content_id(content_id, copy_protect, digital_output_disable);
    }
    return status;
}

// --- power and removal
// --------------------------------------------------------------------------------------------------

void Stream::power_down(bool release_hardware) {
    if (obsolete_ || powered_down_) return;
    queue_.stop();
    powered_down_ = true;
    resume_to_ = state_;
    if (state_ == StreamState::Run) pause();
    if (release_hardware && state_ == StreamState::Pause) release();
}

void Stream::power_up() {
    if (!powered_down_) return;
    powered_down_ = false;
    if (resume_to_ >= StreamState::Pause && state_ == StreamState::Stop) prepare();
    if (resume_to_ == StreamState::Run && state_ == StreamState::Pause) run();
    queue_.start();
}

void Stream::shut_down() {
    if (obsolete_) return;
    obsolete_ = true;
    if (!powered_down_) queue_.stop();
    powered_down_ = false;
    step_down_to(StreamState::Stop);
    queue_.start();
}

// --- the end
// ------------------------------------------------------------------------------------------------------------

void Stream::close() {
    if (closing_) return;
    closing_ = true; // requests that wait for their turn are refused when it comes
    {
        ControlQueue::Turn turn(queue_);
        step_down_to(StreamState::Stop);
    }
    while (requests_in_flight_ != 0) {
        system().reset_event(requests_over_);
        system().wait(requests_over_);
    }
    free_buffers(); // RT-LIF-18; before cleanup, the default of AMB-05
    acx_.trace().emit(StreamClosing{id()});
    observe([this](StreamObserver &observer) { observer.stream_closed(*this); });
    del();
}

/// Nothing is left to do if close() came first; a stream whose parent is deleted under its client is taken down here.
void Stream::on_delete() {
    if (state_ == StreamState::Run) pause();
    if (state_ == StreamState::Pause) release();
    free_buffers();
}

void Stream::before_cleanup() {
    closing_ = true;
    if (fed_by != nullptr) std::exchange(fed_by, nullptr)->out_gone();
    for (TargetStream *target : targets)
        target->stream_gone();
    targets.clear();
    circuit_.remove_stream(*this);
    if (auto *device = ancestor<wdf::Device>()) device->power_dereference();
    acx_.stream_gone(*this);
    in_cleanup_ = true;
}

void Stream::after_cleanup() {
    const std::vector<StreamBridge *> left = bridges_; // what the driver has left to us
    for (StreamBridge *bridge : left)
        bridge->remove(*this);
}

void Stream::before_destroy() {
    destroying_ = true;
    circuit_.dereference();
}

} // namespace acxsim::acx
