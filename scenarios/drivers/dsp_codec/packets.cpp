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

namespace {

// Frees what EvtStreamAllocateRtPackets has made so far; an entry that got no MDL has nothing to free.
void PacketsFree(PACX_RTPACKET packets, ULONG packetCount)
{
    for (ULONG i = 0; i < packetCount; ++i) {
        PMDL mdl = packets[i].RtPacketBuffer.u.MdlType.Mdl;
        if (mdl != nullptr) {
            PVOID buffer = MmGetMdlVirtualAddress(mdl);
            IoFreeMdl(mdl);
            ExFreePoolWithTag(buffer, DspCodecTag);
        }
    }

    ExFreePoolWithTag(packets, DspCodecTag);
}

// One packet in pages of its own. ExAllocatePool2 zeroes them: they become visible to user mode.
NTSTATUS PacketAllocate(PACX_RTPACKET packet, ULONG allocationSize)
{
    PVOID buffer = ExAllocatePool2(POOL_FLAG_NON_PAGED, allocationSize, DspCodecTag);
    if (buffer == nullptr) {
        return STATUS_NO_MEMORY;
    }

    PMDL mdl = IoAllocateMdl(buffer, allocationSize, FALSE, FALSE, nullptr);
    if (mdl == nullptr) {
        ExFreePoolWithTag(buffer, DspCodecTag);
        return STATUS_NO_MEMORY;
    }

    MmBuildMdlForNonPagedPool(mdl);
    WDF_MEMORY_DESCRIPTOR_INIT_MDL(&packet->RtPacketBuffer, mdl, allocationSize);
    return STATUS_SUCCESS;
}

} // namespace

NTSTATUS EvtStreamAllocateRtPackets(ACXSTREAM Stream, ULONG PacketCount, ULONG PacketSize, PACX_RTPACKET *Packets)
{
    PAGED_CODE();

    StreamContext *stream = StreamGetContext(Stream);

    if (stream->Packets != nullptr) {
        return STATUS_INVALID_DEVICE_STATE;
    }
    if (PacketCount < 1 || PacketCount > PacketsMax) {
        return STATUS_INVALID_PARAMETER;
    }
    if (PacketSize == 0 || PacketSize % stream->StreamFormat.BytesPerBlock() != 0) {
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
    allocationSize &= ~static_cast<ULONG>(PAGE_SIZE - 1);

    // The engine's descriptor list holds one page per entry.
    if (allocationSize / PAGE_SIZE > dsp::BufferDescriptorsMax / PacketCount) {
        return STATUS_INVALID_PARAMETER;
    }

    SIZE_T arraySize;
    status = RtlSizeTMult(PacketCount, sizeof(ACX_RTPACKET), &arraySize);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    auto packets = static_cast<PACX_RTPACKET>(ExAllocatePool2(POOL_FLAG_NON_PAGED, arraySize, DspCodecTag));
    if (packets == nullptr) {
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
            static_cast<PUCHAR>(MmGetMdlVirtualAddress(packets[i].RtPacketBuffer.u.MdlType.Mdl)) +
            packets[i].RtPacketOffset;
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

    StreamContext *stream = StreamGetContext(Stream);

    stream->Packets = nullptr;
    stream->PacketCount = 0;
    stream->PacketSize = 0;
    RtlZeroMemory(stream->PacketAddress, sizeof(stream->PacketAddress));

    PacketsFree(Packets, PacketCount);
}

// PCM of every format here is silent at zero.
void StreamContext::SilencePacket(ULONGLONG packet, ULONG fromByte)
{
    RtlZeroMemory(PacketAddress[packet % PacketCount] + fromByte, PacketSize - fromByte);
}
