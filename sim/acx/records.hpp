// SPDX-License-Identifier: MIT
//
// Trace records of the ACX floor, kinds 0x400 and up: what crossed the RtPacket contract. `status` is an NTSTATUS.
// QPC values are raw counter ticks.
#pragma once

#include <array>

#include "sim/core/trace.hpp"

namespace acxsim::acx {

/// ACX_STREAM_STATE, contract.md 1.1.
enum class StreamState : std::uint32_t { Stop = 0, Acquire = 1, Pause = 2, Run = 3 };
enum class Direction : std::uint32_t { Render = 0, Capture = 1 };

struct StreamCreated {
    static constexpr core::Kind kind = 0x400;
    static constexpr std::string_view name = "StreamCreated";
    static constexpr std::string_view fields =
        "stream direction circuit rate_hz block_bytes real_time supports_notifications";
    core::ObjectId stream;
    std::uint32_t direction;
    std::uint64_t circuit;
    std::uint64_t rate_hz;
    std::uint64_t block_bytes;
    std::uint32_t real_time;              ///< 1: AcxRtStreamCreate
    std::uint32_t supports_notifications; ///< AcxStreamInitSetAcxRtStreamSupportsNotifications was called
};
/// The framework considers the state changed (after the callback returned; downward whatever its status).
struct StreamStateChanged {
    static constexpr core::Kind kind = 0x401;
    static constexpr std::string_view name = "StreamStateChanged";
    static constexpr std::string_view fields = "stream from to status";
    core::ObjectId stream;
    std::uint32_t from;
    std::uint32_t to;
    std::uint32_t status;
};
/// The stream's handle is closed; cleanup is about to run.
struct StreamClosing {
    static constexpr core::Kind kind = 0x402;
    static constexpr std::string_view name = "StreamClosing";
    static constexpr std::string_view fields = "stream";
    core::ObjectId stream;
};
/// The last reference is gone (after EvtDestroyCallback).
struct StreamDestroyed {
    static constexpr core::Kind kind = 0x403;
    static constexpr std::string_view name = "StreamDestroyed";
    static constexpr std::string_view fields = "stream";
    core::ObjectId stream;
};

/// A config or callback structure came with a wrong `Size` (its _INIT was not used). CHK-001, CHK-012.
struct StructureSizeWrong {
    static constexpr core::Kind kind = 0x404;
    static constexpr std::string_view name = "StructureSizeWrong";
    static constexpr std::string_view fields = "object index structure_hash found expected";
    core::ObjectId object;
    std::uint32_t index;          ///< entry of an array (RtPackets), else 0
    std::uint64_t structure_hash; ///< hash_text("ACX_RTPACKET") ...
    std::uint64_t found;
    std::uint64_t expected;
};
/// Stream creation broke a rule. CHK-002, 003, 004.
struct StreamCreateMisuse {
    enum What : std::uint32_t {
        OutsideCreateStream = 1,     ///< not inside EvtAcxCircuitCreateStream
        BasicOnStreamingCircuit = 2, ///< AcxStreamCreate on the circuit with the streaming pin
        RealTimeOnDownstream = 3,    ///< AcxRtStreamCreate on a circuit without streaming pin
        MissingCallback = 4,         ///< `detail_hash` names the mandatory callback that is NULL
        NoRtCallbacks = 5,
        NoStreamCallbacks = 6,
        RtCallbacksOnBasic = 7,
    };
    static constexpr core::Kind kind = 0x405;
    static constexpr std::string_view name = "StreamCreateMisuse";
    static constexpr std::string_view fields = "stream what detail_hash";
    core::ObjectId stream;
    std::uint32_t what;
    std::uint64_t detail_hash;
};

/// EvtAcxStreamAllocateRtPackets returned.
struct PacketsAllocated {
    static constexpr core::Kind kind = 0x410;
    static constexpr std::string_view name = "PacketsAllocated";
    static constexpr std::string_view fields =
        "stream status packet_count packet_size_bytes array_given array_entries_backed";
    core::ObjectId stream;
    std::uint32_t status;
    std::uint64_t packet_count; ///< as asked for
    std::uint64_t packet_size_bytes;
    std::uint32_t array_given;          ///< *Packets is not NULL
    std::uint32_t array_entries_backed; ///< how many whole entries the pool block behind *Packets holds (UINT32_MAX:
                                        ///< not pool memory, unknown)
};
/// One entry of the returned array, as found. MDL fields are zero when the entry has none.
struct PacketDescribed {
    static constexpr core::Kind kind = 0x411;
    static constexpr std::string_view name = "PacketDescribed";
    static constexpr std::string_view fields =
        "stream index descriptor_type mdl_present buffer_length offset size mdl_byte_offset mdl_byte_count bus_address";
    core::ObjectId stream;
    std::uint32_t index;
    std::uint32_t descriptor_type; ///< WDF_MEMORY_DESCRIPTOR_TYPE
    std::uint32_t mdl_present;
    std::uint32_t buffer_length;
    std::uint32_t offset;
    std::uint32_t size;
    std::uint32_t mdl_byte_offset;
    std::uint64_t mdl_byte_count;
    std::uint64_t bus_address; ///< of the first byte of the MDL's first page (0: none): two packets may share it
};
/// EvtAcxStreamFreeRtPackets returned. Leaks and double frees are told from pool and MDL records in between.
struct PacketsFreed {
    static constexpr core::Kind kind = 0x412;
    static constexpr std::string_view name = "PacketsFreed";
    static constexpr std::string_view fields = "stream packet_count";
    core::ObjectId stream;
    std::uint32_t packet_count;
};
/// The framework found the packets' memory in a state it must not be in. CHK-022.
struct PacketMemoryMisuse {
    enum What : std::uint32_t {
        BufferNotFreed = 1, ///< after FreeRtPackets a page of a packet is still allocated
        MdlNotFreed = 2,
        ArrayNotFreed = 3,
        FreedEarly = 4, ///< buffer, MDL or array gone before FreeRtPackets was called
        LeftOverOnFailure = 5,
    };
    static constexpr core::Kind kind = 0x413;
    static constexpr std::string_view name = "PacketMemoryMisuse";
    static constexpr std::string_view fields = "stream what index";
    core::ObjectId stream;
    std::uint32_t what;
    std::uint64_t index;
};

/// AcxRtStreamNotifyPacketComplete, on entry. `state` is the stream's state; `qpc_now` the counter at the call.
struct PacketNotified {
    static constexpr core::Kind kind = 0x420;
    static constexpr std::string_view name = "PacketNotified";
    static constexpr std::string_view fields = "stream state packet qpc qpc_now caller_irql status";
    core::ObjectId stream;
    std::uint32_t state; ///< StreamState; a Pause callback in progress still counts as Run
    std::uint64_t packet;
    std::uint64_t qpc;
    std::uint64_t qpc_now;
    std::uint32_t caller_irql;
    std::uint32_t status; ///< what the framework answers
};
/// EvtAcxStreamSetRenderPacket returned.
struct RenderPacketSet {
    static constexpr core::Kind kind = 0x421;
    static constexpr std::string_view name = "RenderPacketSet";
    static constexpr std::string_view fields =
        "stream status packet flags eos_length state ever_ran completed_before completed_after";
    core::ObjectId stream;
    std::uint32_t status;
    std::uint64_t packet;
    std::uint32_t flags;
    std::uint32_t eos_length;
    std::uint32_t state;            ///< StreamState at the call
    std::uint32_t ever_ran;         ///< the stream has been in Run since it was prepared
    std::uint64_t completed_before; ///< packets notified since Prepare, when the call began
    std::uint64_t completed_after;  ///< ... and when it ended
};
struct CurrentPacketRead {
    static constexpr core::Kind kind = 0x422;
    static constexpr std::string_view name = "CurrentPacketRead";
    static constexpr std::string_view fields = "stream status packet state completed";
    core::ObjectId stream;
    std::uint32_t status;
    std::uint64_t packet;
    std::uint64_t state;
    std::uint64_t completed; ///< packets notified since Prepare
};
struct CapturePacketRead {
    static constexpr core::Kind kind = 0x423;
    static constexpr std::string_view name = "CapturePacketRead";
    static constexpr std::string_view fields = "stream status packet qpc_start more_data state completed";
    core::ObjectId stream;
    std::uint32_t status;
    std::uint64_t packet;
    std::uint64_t qpc_start;
    std::uint32_t more_data;
    std::uint32_t state;
    std::uint64_t completed;
};
struct PresentationPositionRead {
    static constexpr core::Kind kind = 0x424;
    static constexpr std::string_view name = "PresentationPositionRead";
    static constexpr std::string_view fields = "stream status blocks qpc qpc_entry qpc_exit state";
    core::ObjectId stream;
    std::uint32_t status;
    std::uint64_t blocks;
    std::uint64_t qpc;
    std::uint64_t qpc_entry; ///< counter just before the callback
    std::uint64_t qpc_exit;  ///< counter just after it
    std::uint64_t state;
};
struct HwLatencyRead {
    static constexpr core::Kind kind = 0x425;
    static constexpr std::string_view name = "HwLatencyRead";
    static constexpr std::string_view fields = "stream status fifo_bytes delay_hns";
    core::ObjectId stream;
    std::uint32_t status;
    std::uint64_t fifo_bytes;
    std::uint64_t delay_hns;
};
/// A callback succeeded without writing an output parameter (it still holds the framework's pattern). CHK-129.
struct OutputNotWritten {
    static constexpr core::Kind kind = 0x426;
    static constexpr std::string_view name = "OutputNotWritten";
    static constexpr std::string_view fields = "stream parameter callback_hash";
    core::ObjectId stream;
    std::uint32_t parameter; ///< 1-based position among the callback's parameters
    std::uint64_t callback_hash;
};
/// ACX tells the circuit's device is going down (EvtAcxCircuitPowerDown returned / D0Exit). CHK-089.
struct CircuitPower {
    static constexpr core::Kind kind = 0x430;
    static constexpr std::string_view name = "CircuitPower";
    static constexpr std::string_view fields = "circuit up device";
    core::ObjectId circuit;
    std::uint32_t up;
    std::uint64_t device;
};
/// An event of a driver's object was raised: by AcxEventGenerateEvent, a change notification, or AcxPnpEventGenerate.
struct EventRaised {
    static constexpr core::Kind kind = 0x431;
    static constexpr std::string_view name = "EventRaised";
    static constexpr std::string_view fields = "object id listeners payload_bytes";
    core::ObjectId object; ///< the circuit, pin, element or stream it belongs to
    std::uint32_t id;
    std::uint32_t listeners;
    std::uint32_t payload_bytes; ///< of PnP events
};
/// A composite's circuits are all there (1), or one has gone (0). One record per circuit, device side first.
struct CompositeChanged {
    static constexpr core::Kind kind = 0x432;
    static constexpr std::string_view name = "CompositeChanged";
    static constexpr std::string_view fields = "template circuit complete position";
    core::ObjectId composite_template;
    core::ObjectId circuit;
    std::uint32_t complete;
    std::uint32_t position; ///< 0: the streaming circuit
};
/// A stream bridge has created (1) or closed (0) the next circuit's stream.
struct BridgeStream {
    static constexpr core::Kind kind = 0x433;
    static constexpr std::string_view name = "BridgeStream";
    static constexpr std::string_view fields = "bridge in_stream out_stream open";
    core::ObjectId bridge;
    core::ObjectId in_stream;
    core::ObjectId out_stream;
    std::uint32_t open;
};

inline constexpr std::array record_kinds{
    core::kind_info<StreamCreated>(),
    core::kind_info<StreamStateChanged>(),
    core::kind_info<StreamClosing>(),
    core::kind_info<StreamDestroyed>(),
    core::kind_info<StructureSizeWrong>(),
    core::kind_info<StreamCreateMisuse>(),
    core::kind_info<PacketsAllocated>(),
    core::kind_info<PacketDescribed>(),
    core::kind_info<PacketsFreed>(),
    core::kind_info<PacketMemoryMisuse>(),
    core::kind_info<PacketNotified>(),
    core::kind_info<RenderPacketSet>(),
    core::kind_info<CurrentPacketRead>(),
    core::kind_info<CapturePacketRead>(),
    core::kind_info<PresentationPositionRead>(),
    core::kind_info<HwLatencyRead>(),
    core::kind_info<OutputNotWritten>(),
    core::kind_info<CircuitPower>(),
    core::kind_info<EventRaised>(),
    core::kind_info<CompositeChanged>(),
    core::kind_info<BridgeStream>(),
};

} // namespace acxsim::acx
