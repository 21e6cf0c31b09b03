// SPDX-License-Identifier: MIT
//
// Packet memory. Contract: RT-CB-10..20, RT-BUF-01..23.
//
// ACX maps the packets into the client, one behind the other. Two packets of their own pages are contiguous there when
// the first ends at a page boundary and the second begins at one:
//
//     page          page                 page
//     |....[ packet 0 ]                  [ packet 1 ]....|
//
// A single packet is mapped twice in a row, so it must fill its pages entirely.

#include "stream.h"

// Frees what EvtStreamAllocateRtPackets has made so far; an entry that got no MDL has nothing to free.
static void PacketsFree(PACX_RTPACKET Packets, ULONG PacketCount)
{
    for (ULONG i = 0; i < PacketCount; ++i) {
        PMDL mdl = Packets[i].RtPacketBuffer.u.MdlType.Mdl;
        if (mdl != NULL) {
            PVOID buffer = MmGetMdlVirtualAddress(mdl);
            IoFreeMdl(mdl);
            ExFreePoolWithTag(buffer, I2S_CODEC_TAG);
        }
    }

    ExFreePoolWithTag(Packets, I2S_CODEC_TAG);
}

// One packet in pages of its own. ExAllocatePool2 zeroes them: they become visible to user mode.
static NTSTATUS PacketAllocate(PACX_RTPACKET Packet, ULONG AllocationSize)
{
    PVOID buffer = ExAllocatePool2(POOL_FLAG_NON_PAGED, AllocationSize, I2S_CODEC_TAG);
    if (buffer == NULL) {
        return STATUS_NO_MEMORY;
    }

    PMDL mdl = IoAllocateMdl(buffer, AllocationSize, FALSE, FALSE, NULL);
    if (mdl == NULL) {
        ExFreePoolWithTag(buffer, I2S_CODEC_TAG);
        return STATUS_NO_MEMORY;
    }

    MmBuildMdlForNonPagedPool(mdl);
    WDF_MEMORY_DESCRIPTOR_INIT_MDL(&Packet->RtPacketBuffer, mdl, AllocationSize);
    return STATUS_SUCCESS;
}

NTSTATUS EvtStreamAllocateRtPackets(ACXSTREAM Stream, ULONG PacketCount, ULONG PacketSize, PACX_RTPACKET *Packets)
{
    PAGED_CODE();

    STREAM_CONTEXT *stream = StreamGetContext(Stream);

    if (stream->Packets != NULL) {
        return STATUS_INVALID_DEVICE_STATE;
    }
    if (PacketCount < 1 || PacketCount > PACKETS_MAX) {
        return STATUS_INVALID_PARAMETER;
    }
    if (PacketSize == 0 || PacketSize % stream->BytesPerBlock != 0) {
        return STATUS_INVALID_PARAMETER;
    }
    if (PacketCount == 1 && PacketSize % PAGE_SIZE != 0) {
        return STATUS_INVALID_PARAMETER;
    }

    ULONG allocationSize;
    NTSTATUS status = RtlULongAdd(PacketSize, PAGE_SIZE - 1, &allocationSize);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    allocationSize &= ~(ULONG)(PAGE_SIZE - 1);

    SIZE_T arraySize;
    status = RtlSizeTMult(PacketCount, sizeof(ACX_RTPACKET), &arraySize);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    PACX_RTPACKET packets = (PACX_RTPACKET)ExAllocatePool2(POOL_FLAG_NON_PAGED, arraySize, I2S_CODEC_TAG);
    if (packets == NULL) {
        return STATUS_NO_MEMORY;
    }

    for (ULONG i = 0; i < PacketCount; ++i) {
        ACX_RTPACKET_INIT(&packets[i]);

        status = PacketAllocate(&packets[i], allocationSize);
        if (!NT_SUCCESS(status)) {
            PacketsFree(packets, i);
            return status;
        }

        packets[i].RtPacketOffset = i == 0 ? allocationSize - PacketSize : 0;
        packets[i].RtPacketSize = PacketSize;
        stream->PacketAddress[i] =
            (PUCHAR)MmGetMdlVirtualAddress(packets[i].RtPacketBuffer.u.MdlType.Mdl) + packets[i].RtPacketOffset;
    }

    stream->Packets = packets;
    stream->PacketCount = PacketCount;
    stream->PacketSize = PacketSize;
    *Packets = packets;
    return STATUS_SUCCESS;
}

// May come long after ReleaseHardware, even after the device has gone: the client's handle decides. It needs no
// hardware.
VOID EvtStreamFreeRtPackets(ACXSTREAM Stream, PACX_RTPACKET Packets, ULONG PacketCount)
{
    PAGED_CODE();

    STREAM_CONTEXT *stream = StreamGetContext(Stream);

    stream->Packets = NULL;
    stream->PacketCount = 0;
    stream->PacketSize = 0;
    RtlZeroMemory(stream->PacketAddress, sizeof(stream->PacketAddress));

    PacketsFree(Packets, PacketCount);
}

// Zeroes the slot of Packet from FromByte on. PCM of every format here is silent at zero.
void StreamSilencePacket(STREAM_CONTEXT *Stream, ULONGLONG Packet, ULONG FromByte)
{
    PUCHAR address = Stream->PacketAddress[Packet % Stream->PacketCount];
    RtlZeroMemory(address + FromByte, Stream->PacketSize - FromByte);
}
