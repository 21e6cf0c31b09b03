// SPDX-License-Identifier: MIT
//
// CHK-011: a successful AllocateRtPackets returns an array of as many entries as asked for (RT-CB-12).
// Defect: AllocateRtPackets does nothing and succeeds with a NULL array.
// Leads to: PacketsAllocated with array_given = 0; the framework refuses the packets, so nothing plays.
// Consequences: none.

#include "../../scenarios/drivers/timer_codec/stream.h"

#define EvtStreamAllocateRtPackets AllocateRtPacketsAsWritten
EVT_ACX_STREAM_ALLOCATE_RTPACKETS EvtStreamAllocateRtPackets;
#include "../../scenarios/drivers/timer_codec/packets.c"
#undef EvtStreamAllocateRtPackets

NTSTATUS EvtStreamAllocateRtPackets(ACXSTREAM Stream, ULONG PacketCount, ULONG PacketSize, PACX_RTPACKET *Packets)
{
    UNREFERENCED_PARAMETER(Stream);
    UNREFERENCED_PARAMETER(PacketCount);
    UNREFERENCED_PARAMETER(PacketSize);

    *Packets = NULL;
    return STATUS_SUCCESS;
}
