// SPDX-License-Identifier: MIT
//
// Stream: an ACXSTREAM with everything the framework keeps for it: state machine, packets, packet register, event.
// The states and their callbacks are contract.md 1.1; the packet register and what a notification does are 3.2.
//
// Three kinds of callers meet here. The control path (state, packets) has a queue: one request at a time. The
// signalling path (SetRenderPacket, positions ...) goes past the queue and overlaps with everything. The driver's
// completion path (AcxRtStreamNotifyPacketComplete) comes at DISPATCH_LEVEL. What the latter two touch are plain words
// that one host thread plays, so they need no lock of ours, and the signalling path takes none of the driver's control
// path.
//
// Steady state costs no allocation, no lookup and no text: guarded by tests/bench.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "hwmodel/dma_observer.hpp"
#include "sim/acx/control_queue.hpp"
#include "sim/acx/packet_buffers.hpp"
#include "sim/acx/records.hpp"
#include "sim/acx/stream_connection.hpp"
#include "sim/kernel/dispatcher_object.hpp"
#include "sim/wdf/object.hpp"

namespace acxsim::acx {

class Circuit;
class Element;
class Pin;
class StreamBridge;
class FrameworkImplementation;
class TargetStream;
struct StreamSettings;

class Stream final : public wdf::Object {
public:
    static constexpr wdf::ObjectType type{"ACXSTREAM", &wdf::Object::type};

    /// `settings` is what the driver assigned to PACXSTREAM_INIT. `pin` is nullptr for a basic stream made outside
    /// EvtAcxCircuitCreateStream.
    Stream(const wdf::Attributes &attributes, wdf::Object &parent, FrameworkImplementation &framework, Circuit &circuit,
           std::unique_ptr<StreamSettings> settings);

    // --- for the floors above -------------------------------------------------------------------------------------

    core::ObjectId object() const { return id(); }
    Direction direction() const { return direction_; }
    const AudioFormat &format() const { return format_; }
    /// What the driver has been brought to: Stop, Pause or Run.
    StreamState state() const { return state_; }
    bool real_time() const { return real_time_; }
    std::uint32_t packet_count() const { return buffers_.usable() ? buffers_.count() : 0; }
    std::uint32_t packet_size_bytes() const { return buffers_.usable() ? buffers_.size_bytes() : 0; }
    std::span<std::byte> packet(std::uint32_t slot) const { return buffers_.packet(slot); }
    std::vector<hw::DmaRange> packet_ranges(std::uint32_t slot) const { return buffers_.ranges(slot); }
    /// Notifications accepted since Prepare.
    std::uint64_t completed_packets() const { return completed_; }
    /// The engine that serves this stream, as far as the machine has found out; nullptr: none.
    hw::StreamEngine *engine() const { return engine_; }
    void attach_engine(hw::StreamEngine *engine) { engine_ = engine; }

    // --- control path: one at a time, on the calling thread ---------------------------------------------------------

    Status allocate_packets(std::uint32_t packet_count, std::uint32_t packet_size_bytes);
    /// EvtAcxStreamFreeRtPackets, if there are packets (a client closing its buffer before its handle).
    void free_packets();
    Status set_state(StreamState target);
    /// The handle closes: Pause, Release, Free, then the object is deleted. The stream may be gone afterwards.
    void close();
    bool closing() const { return closing_; }

    // --- signalling path --------------------------------------------------------------------------------------------

    Status set_render_packet(std::uint32_t packet, std::uint32_t flags, std::uint32_t eos_length);
    Status current_packet(std::uint32_t &packet);
    Status capture_packet(StreamConnection::CapturePacket &packet);
    Status presentation_position(StreamConnection::PresentationPosition &position);
    Status hw_latency(std::uint32_t &fifo_bytes, std::uint32_t &delay_hns);
    Status assign_drm_content_id(std::uint32_t content_id, bool copy_protect, bool digital_output_disable);

    const PacketRegister &packet_register() const { return register_; }
    kernel::DispatcherObject &packet_event() { return event_; }

    // --- completion path --------------------------------------------------------------------------------------------

    /// AcxRtStreamNotifyPacketComplete.
    Status notify_packet_complete(std::uint64_t packet, std::uint64_t qpc);

    // --- power and removal, from the Plug and Play thread
    // -------------------------------------------------------------

    /// Stops the queue and takes the stream to Pause; `release_hardware` to Stop.
    void power_down(bool release_hardware);
    /// Back to where power_down() found it; the queue goes on.
    void power_up();
    /// The circuit has gone or failed: the stream is taken down and every later request but close fails (RT-LIF-35).
    void shut_down();

    // --- for the DDIs
    // ---------------------------------------------------------------------------------------------------

    Circuit &circuit() const { return circuit_; }
    ControlQueue &queue() { return queue_; }
    std::vector<Element *> &elements() { return elements_; }
    StreamSettings &settings() { return *settings_; }
    /// In the EvtAcxCircuitCreateStream that made it: elements and connections may still be added.
    bool under_construction() const { return under_construction_; }
    void construction_over() { under_construction_ = false; }
    std::vector<StreamBridge *> &bridges() { return bridges_; }
    /// The bridge of the circuit before this one that made this stream; nullptr: a client did.
    StreamBridge *fed_by = nullptr;
    std::vector<TargetStream *> targets; ///< that look at this stream
    /// From the beginning of its cleanup callback on.
    bool in_cleanup() const { return in_cleanup_; }

protected:
    ~Stream() override;
    void on_delete() override;
    void before_cleanup() override;
    void after_cleanup() override;
    void before_destroy() override;

private:
    /// In force while a client's request is dealt with; the stream outlives it.
    class Request {
    public:
        explicit Request(Stream &stream);
        ~Request();
        Request(const Request &) = delete;
        Request &operator=(const Request &) = delete;

    private:
        Stream &stream_;
    };

    StreamState next_towards(StreamState target) const; ///< one step from here; `target` is another state
    /// One step of this stream's own, without the bridges.
    Status own_step(StreamState next);
    /// One step of this stream and of those that its bridges feed, in the documented order.
    Status step(StreamState next);
    void step_down_to(StreamState target);
    Status prepare();
    Status run();
    Status pause();
    Status release();
    void change_state(StreamState to, Status status);
    void free_buffers();
    void rewind();
    bool open_for_requests() const { return !closing_ && !obsolete_; }
    template <class Observe>
    void observe(Observe &&observe);
    void not_written(std::uint64_t callback_hash, std::uint32_t parameter);
    template <class Output>
    void check_output(Status status, Output &output, Output pattern, std::uint64_t callback_hash,
                      std::uint32_t parameter);

    FrameworkImplementation &acx_;
    Circuit &circuit_; // referenced
    std::unique_ptr<StreamSettings> settings_;
    const bool real_time_;
    const Direction direction_;
    const AudioFormat format_;
    hw::StreamEngine *engine_ = nullptr;

    StreamState state_ = StreamState::Stop;
    StreamState signalled_state_ =
        StreamState::Stop;  // as completions see it: Run from the entry of Run to the end of Pause
    bool ever_ran_ = false; // since Prepare
    bool under_construction_ = true;
    bool closing_ = false;
    bool obsolete_ = false;
    bool powered_down_ = false;
    StreamState resume_to_ = StreamState::Stop;
    ControlQueue queue_;

    PacketBuffers buffers_;
    PacketRegister register_;
    kernel::DispatcherObject event_{kernel::ObjectType::SynchronizationEvent, 0};
    std::uint64_t completed_ = 0;
    std::uint64_t next_packet_ = 0; // one more than the last ordinal accepted
    unsigned requests_in_flight_ = 0;
    kernel::DispatcherObject requests_over_{kernel::ObjectType::NotificationEvent, 0};

    std::vector<Element *> elements_;
    std::vector<StreamBridge *> bridges_;
    bool in_cleanup_ = false;
    bool destroying_ = false;
};

} // namespace acxsim::acx
