// SPDX-License-Identifier: MIT
//
// CHK-020: RtPacketSize is the size asked for (RT-BUF-07).
// Defect: packet 1 is one block smaller.
// Leads to: PacketDescribed with a smaller size; the framework refuses the packets, so nothing plays.
// Consequences: none.

#include "../../scenarios/drivers/timer_codec/stream.h"

#define EvtStreamAllocateRtPackets AllocateRtPacketsAsWritten
EVT_ACX_STREAM_ALLOCATE_RTPACKETS EvtStreamAllocateRtPackets;
#include "../../scenarios/drivers/timer_codec/packets.c"
#undef EvtStreamAllocateRtPackets

NTSTATUS EvtStreamAllocateRtPackets(ACXSTREAM Stream, ULONG PacketCount, ULONG PacketSize, PACX_RTPACKET *Packets)
{
    const NTSTATUS status = AllocateRtPacketsAsWritten(Stream, PacketCount, PacketSize, Packets);

    if (NT_SUCCESS(status)) {
        (*Packets)[PacketCount - 1].RtPacketSize = PacketSize - StreamGetContext(Stream)->BytesPerBlock;
    }
    return status;
}
