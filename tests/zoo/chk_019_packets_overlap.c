// SPDX-License-Identifier: MIT
//
// CHK-019: two packets do not overlap in one buffer (RT-BUF-10).
// Defect: both packets share one buffer, and the second has the offset of the first.
// Leads to: PacketDescribed of packet 1 without MDL and with the range of packet 0; the framework refuses the packets,
//     so nothing plays.
// Consequences: CHK-017 (its offset is not that of packet 0 plus its size)

#include "../../scenarios/drivers/timer_codec/stream.h"

#define EvtStreamAllocateRtPackets AllocateRtPacketsAsWritten
EVT_ACX_STREAM_ALLOCATE_RTPACKETS EvtStreamAllocateRtPackets;
#include "../../scenarios/drivers/timer_codec/packets.c"
#undef EvtStreamAllocateRtPackets

NTSTATUS EvtStreamAllocateRtPackets(ACXSTREAM Stream, ULONG PacketCount, ULONG PacketSize, PACX_RTPACKET *Packets)
{
    const NTSTATUS status = AllocateRtPacketsAsWritten(Stream, PacketCount, PacketSize, Packets);

    if (NT_SUCCESS(status)) {
        PMDL second = (*Packets)[1].RtPacketBuffer.u.MdlType.Mdl;
        PVOID buffer = MmGetMdlVirtualAddress(second);
        IoFreeMdl(second);
        ExFreePoolWithTag(buffer, TIMER_CODEC_TAG);

        ACX_RTPACKET_INIT(&(*Packets)[1]); // WdfMemoryDescriptorTypeInvalid: shares the buffer of packet 0
        (*Packets)[1].RtPacketOffset = (*Packets)[0].RtPacketOffset;
        (*Packets)[1].RtPacketSize = PacketSize;
        StreamGetContext(Stream)->PacketAddress[1] = StreamGetContext(Stream)->PacketAddress[0];
    }
    return status;
}
