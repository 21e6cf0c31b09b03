// SPDX-License-Identifier: MIT
//
// CHK-017: packet 0 ends at a page boundary, where packet 1 begins in the client (RT-BUF-09).
// Defect: both packets begin at offset 0 of their pages.
// Leads to: PacketDescribed whose packet 0 ends inside a page; the framework refuses the packets, so nothing plays.
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
        (*Packets)[0].RtPacketOffset = 0;
        UNREFERENCED_PARAMETER(PacketCount);
    }
    return status;
}
