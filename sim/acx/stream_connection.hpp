// SPDX-License-Identifier: MIT
//
// The upper edge of the ACX floor: a stream as the audio engine above sees it (the kernel-streaming properties of
// contract.md 3.2, without IRPs). Everything here is called from simulated threads and costs time. Control calls of one
// stream are serialised by its queue; signalling calls (set_render_packet, current_packet, capture_packet, positions)
// bypass the queue and may run concurrently with them (contract.md 4.2).
// Status values are NTSTATUS as unsigned; succeeded() tells.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hwmodel/dma_observer.hpp"
#include "sim/acx/records.hpp"
#include "sim/core/result.hpp"
#include "sim/kernel/dispatcher_object.hpp"

namespace acxsim::acx {

using Status = std::uint32_t;
constexpr bool succeeded(Status status) { return static_cast<std::int32_t>(status) >= 0; }

struct AudioFormat {
    std::uint32_t rate_hz = 48'000;
    std::uint16_t container_bits = 16; ///< wBitsPerSample
    std::uint16_t valid_bits = 16;
    std::uint16_t channels = 2;
    std::uint32_t block_bytes() const { return container_bits / 8u * channels; }
    bool operator==(const AudioFormat &) const = default;
};

/// The shared packet register (contract.md 3.2): written by the framework at each notification, before the event is
/// set.
struct PacketRegister {
    std::uint64_t completed_packet_count = 0; ///< 1-based
    std::uint64_t completed_packet_qpc = 0;
    std::uint64_t completed_packet_hash = 0; ///< (count & 0xffffffff) << 32 | (qpc & 0xffffffff), AMB-33
};

class Stream; // sim/acx/stream.hpp

/// A pin that streams, as the machine offers it.
struct StreamingPin {
    std::string circuit_name;
    std::uint32_t pin_id = 0;
    Direction direction = Direction::Render;
    std::vector<AudioFormat> formats; ///< RAW mode list, default first
};

/// Told about streams as they come and go: the machine attaches hardware models and instruments here.
class StreamObserver {
public:
    virtual ~StreamObserver() = default;
    virtual void stream_created(Stream &) {}
    virtual void packets_allocated(Stream &) {}
    virtual void run_entered(Stream &) {} ///< just before EvtAcxStreamRun
    virtual void run_failed(Stream &) {}
    virtual void run_returned(Stream &) {}
    virtual void pause_entered(Stream &) {}
    virtual void pause_returned(Stream &) {}
    virtual void release_returned(Stream &) {}
    virtual void packets_freed(Stream &) {}
    virtual void stream_closed(Stream &) {}
};

/// An open client handle. Closing (or destroying) it takes the stream down in order: Pause, Release, Free, cleanup.
class StreamConnection {
public:
    virtual ~StreamConnection() = default;

    virtual Stream &stream() = 0;
    virtual core::ObjectId object() const = 0;
    /// The device that the stream's circuit belongs to; 0: unknown.
    virtual core::ObjectId device() const { return 0; }
    virtual Direction direction() const = 0;
    virtual const AudioFormat &format() const = 0;
    virtual StreamState state() const = 0;

    // control path
    virtual Status allocate_packets(std::uint32_t packet_count, std::uint32_t packet_size_bytes) = 0;
    virtual Status set_state(StreamState target) = 0; ///< expands jumps into single steps, RT-LIF-07
    virtual void close() = 0;

    // signalling path
    virtual Status set_render_packet(std::uint32_t packet, std::uint32_t flags = 0, std::uint32_t eos_length = 0) = 0;
    virtual Status current_packet(std::uint32_t &packet) = 0;
    struct CapturePacket {
        std::uint32_t packet = 0;
        std::uint64_t qpc_start = 0;
        bool more_data = false;
    };
    virtual Status capture_packet(CapturePacket &packet) = 0;
    struct PresentationPosition {
        std::uint64_t blocks = 0;
        std::uint64_t qpc = 0;
    };
    virtual Status presentation_position(PresentationPosition &position) = 0;
    virtual Status hw_latency(std::uint32_t &fifo_bytes, std::uint32_t &delay_hns) = 0;

    // shared memory
    virtual std::uint32_t packet_count() const = 0;
    virtual std::uint32_t packet_size_bytes() const = 0;
    /// The packet's memory as mapped into the client; empty while no packets are allocated.
    virtual std::span<std::byte> packet(std::uint32_t slot) = 0;
    /// The same memory as devices see it, in order (page pieces merged).
    virtual std::vector<hw::DmaRange> packet_ranges(std::uint32_t slot) = 0;
    virtual PacketRegister packet_register() const = 0;
    /// Auto-reset event that every notification sets.
    virtual kernel::DispatcherObject &packet_event() = 0;
};

/// Where a client wants its stream. What is left out is chosen: the first pin that fits, the mode that it streams in.
struct StreamTarget {
    std::string circuit; ///< empty: any
    std::optional<std::uint32_t> pin_id;
    std::string mode; ///< "RAW", "DEFAULT", "SPEECH" ... (guid_names.hpp); empty: RAW, or DEFAULT where RAW has none
    Direction direction = Direction::Render;
    AudioFormat format;
    std::optional<std::size_t> device = {}; ///< of a driver with several root devices: which, in order of arrival
};

/// The ACX framework of one machine, as floors above see it. Made by make_framework(); destroyed after the driver has
/// gone.
class Framework {
public:
    virtual ~Framework() = default;
    static Framework &current();

    virtual void add_observer(StreamObserver &observer) = 0;
    /// Pins one can open now: circuits added, device in D0.
    virtual std::vector<StreamingPin> streaming_pins() const = 0;
    /// Opens a stream on the first pin of that circuit (empty: any circuit) and direction whose RAW list has the
    /// format. The error says what was offered instead. Runs EvtAcxCircuitCreateStream.
    virtual core::Result<std::unique_ptr<StreamConnection>> open(std::string_view circuit_name, Direction direction,
                                                                 const AudioFormat &format) = 0;
    /// The same with a pin and a mode to choose.
    virtual core::Result<std::unique_ptr<StreamConnection>> open_target(const StreamTarget &target) {
        return open(target.circuit, target.direction, target.format);
    }
};

} // namespace acxsim::acx
