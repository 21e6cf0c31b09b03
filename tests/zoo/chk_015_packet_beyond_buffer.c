// SPDX-License-Identifier: MIT
//
// CHK-015: a packet lies within its buffer (RT-BUF-08).
// Defect: packet 1 is placed so that its last bytes lie behind the buffer.
// Leads to: PacketDescribed with offset + size > buffer_length; the framework refuses the packets, so nothing plays.
// Consequences: CHK-017 (it does not begin at a page boundary then)

#include "../../scenarios/drivers/timer_codec/stream.h"

#define EvtStreamAllocateRtPackets AllocateRtPacketsAsWritten
EVT_ACX_STREAM_ALLOCATE_RTPACKETS EvtStreamAllocateRtPackets;
#include "../../scenarios/drivers/timer_codec/packets.c"
#undef EvtStreamAllocateRtPackets

NTSTATUS EvtStreamAllocateRtPackets(ACXSTREAM Stream, ULONG PacketCount, ULONG PacketSize, PACX_RTPACKET *Packets)
{
    const NTSTATUS status = AllocateRtPacketsAsWritten(Stream, PacketCount, PacketSize, Packets);

    if (NT_SUCCESS(status)) {
        PACX_RTPACKET last = &(*Packets)[PacketCount - 1];
        last->RtPacketOffset = MmGetMdlByteCount(last->RtPacketBuffer.u.MdlType.Mdl) - PacketSize / 2;
    }
    return status;
}
