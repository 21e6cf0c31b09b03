// SPDX-License-Identifier: MIT
//
// The callbacks that ACX calls, each forwarding to the engine in the stream's context.
#include "codec_stream.h"

#include "stream_engine.h"

// As drivers define it: engines live in pool.
void *operator new(size_t Size, POOL_FLAGS Flags, ULONG Tag) { return ExAllocatePool2(Flags, Size, Tag); }

namespace {

const ULONG StreamTag = 'rtSt';

struct CODEC_STREAM_CONTEXT {
    PVOID StreamEngine;
};
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(CODEC_STREAM_CONTEXT, GetCodecStreamContext)

StreamEngine *EngineOf(ACXSTREAM Stream) {
    return static_cast<StreamEngine *>(GetCodecStreamContext(Stream)->StreamEngine);
}

NTSTATUS Codec_EvtStreamAllocateRtPackets(ACXSTREAM Stream, ULONG PacketCount, ULONG PacketSize,
                                          PACX_RTPACKET *Packets) {
    StreamEngine *streamEngine = EngineOf(Stream);
    return streamEngine->AllocateRtPackets(PacketCount, PacketSize, Packets);
}

VOID Codec_EvtStreamFreeRtPackets(ACXSTREAM Stream, PACX_RTPACKET Packets, ULONG PacketCount) {
    EngineOf(Stream)->FreeRtPackets(Packets, PacketCount);
}

NTSTATUS Codec_EvtStreamPrepareHardware(ACXSTREAM Stream) { return EngineOf(Stream)->PrepareHardware(); }
NTSTATUS Codec_EvtStreamReleaseHardware(ACXSTREAM Stream) { return EngineOf(Stream)->ReleaseHardware(); }
NTSTATUS Codec_EvtStreamRun(ACXSTREAM Stream) { return EngineOf(Stream)->Run(); }
NTSTATUS Codec_EvtStreamPause(ACXSTREAM Stream) { return EngineOf(Stream)->Pause(); }

NTSTATUS Codec_EvtStreamGetHwLatency(ACXSTREAM Stream, ULONG *FifoSize, ULONG *Delay) {
    return EngineOf(Stream)->GetHwLatency(FifoSize, Delay);
}

NTSTATUS Codec_EvtStreamSetRenderPacket(ACXSTREAM Stream, ULONG Packet, ULONG Flags, ULONG EosPacketLength) {
    return EngineOf(Stream)->SetRenderPacket(Packet, Flags, EosPacketLength);
}

NTSTATUS Codec_EvtStreamGetCapturePacket(ACXSTREAM Stream, PULONG LastCapturePacket, PULONGLONG QPCPacketStart,
                                         PBOOLEAN MoreData) {
    return EngineOf(Stream)->GetCapturePacket(LastCapturePacket, QPCPacketStart, MoreData);
}

NTSTATUS Codec_EvtStreamGetCurrentPacket(ACXSTREAM Stream, PULONG CurrentPacket) {
    return EngineOf(Stream)->GetCurrentPacket(CurrentPacket);
}

NTSTATUS Codec_EvtStreamGetPresentationPosition(ACXSTREAM Stream, PULONGLONG PositionInBlocks, PULONGLONG QPCPosition) {
    return EngineOf(Stream)->GetPresentationPosition(PositionInBlocks, QPCPosition);
}

VOID Codec_EvtStreamContextDestroy(WDFOBJECT Stream) {
    CODEC_STREAM_CONTEXT *context = GetCodecStreamContext(Stream);
    if (context->StreamEngine != nullptr) {
        ExFreePoolWithTag(context->StreamEngine, StreamTag);
    }
}

} // namespace

VOID CodecStreamDescribe(ACX_STREAM_CALLBACKS *StreamCallbacks, ACX_RT_STREAM_CALLBACKS *RtCallbacks,
                         WDF_OBJECT_ATTRIBUTES *Attributes) {
    StreamCallbacks->EvtAcxStreamPrepareHardware = Codec_EvtStreamPrepareHardware;
    StreamCallbacks->EvtAcxStreamReleaseHardware = Codec_EvtStreamReleaseHardware;
    StreamCallbacks->EvtAcxStreamRun = Codec_EvtStreamRun;
    StreamCallbacks->EvtAcxStreamPause = Codec_EvtStreamPause;
    RtCallbacks->EvtAcxStreamGetHwLatency = Codec_EvtStreamGetHwLatency;
    RtCallbacks->EvtAcxStreamAllocateRtPackets = Codec_EvtStreamAllocateRtPackets;
    RtCallbacks->EvtAcxStreamFreeRtPackets = Codec_EvtStreamFreeRtPackets;
    RtCallbacks->EvtAcxStreamSetRenderPacket = Codec_EvtStreamSetRenderPacket;
    RtCallbacks->EvtAcxStreamGetCapturePacket = Codec_EvtStreamGetCapturePacket;
    RtCallbacks->EvtAcxStreamGetCurrentPacket = Codec_EvtStreamGetCurrentPacket;
    RtCallbacks->EvtAcxStreamGetPresentationPosition = Codec_EvtStreamGetPresentationPosition;
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(Attributes, CODEC_STREAM_CONTEXT);
    Attributes->EvtDestroyCallback = Codec_EvtStreamContextDestroy;
}

NTSTATUS CodecStreamCreated(ACXSTREAM Stream, ACXDATAFORMAT Format) {
    StreamEngine *engine = new (POOL_FLAG_NON_PAGED, StreamTag) StreamEngine(Stream, Format);
    GetCodecStreamContext(Stream)->StreamEngine = engine;
    return engine != nullptr ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}
