// SPDX-License-Identifier: MIT
//
// CHK-013: a packet is described by an MDL (RT-BUF-03).
// Defect: the descriptor type of packet 1 says Buffer.
// Leads to: PacketDescribed with another descriptor_type; the framework refuses the packets, so nothing plays.
// Consequences: CHK-017 (without an MDL of its own it passes for a part of the first buffer)

#include "../../scenarios/drivers/timer_codec/stream.h"

#define EvtStreamAllocateRtPackets AllocateRtPacketsAsWritten
EVT_ACX_STREAM_ALLOCATE_RTPACKETS EvtStreamAllocateRtPackets;
#include "../../scenarios/drivers/timer_codec/packets.c"
#undef EvtStreamAllocateRtPackets

NTSTATUS EvtStreamAllocateRtPackets(ACXSTREAM Stream, ULONG PacketCount, ULONG PacketSize, PACX_RTPACKET *Packets)
{
    const NTSTATUS status = AllocateRtPacketsAsWritten(Stream, PacketCount, PacketSize, Packets);

    if (NT_SUCCESS(status)) {
        (*Packets)[PacketCount - 1].RtPacketBuffer.Type = WdfMemoryDescriptorTypeBuffer;
    }
    return status;
}
