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
            ExFreePoolWithTag(buffer, UsbCodecTag);
        }
    }

    ExFreePoolWithTag(packets, UsbCodecTag);
}

// One packet in pages of its own. ExAllocatePool2 zeroes them: they become visible to user mode.
NTSTATUS PacketAllocate(PACX_RTPACKET packet, ULONG allocationSize)
{
    PVOID buffer = ExAllocatePool2(POOL_FLAG_NON_PAGED, allocationSize, UsbCodecTag);
    if (buffer == nullptr) {
        return STATUS_NO_MEMORY;
    }

    PMDL mdl = IoAllocateMdl(buffer, allocationSize, FALSE, FALSE, nullptr);
    if (mdl == nullptr) {
        ExFreePoolWithTag(buffer, UsbCodecTag);
        return STATUS_NO_MEMORY;
    }

    MmBuildMdlForNonPagedPool(mdl);
    WDF_MEMORY_DESCRIPTOR_INIT_MDL(&packet->RtPacketBuffer, mdl, allocationSize);
    return STATUS_SUCCESS;
}

// Transfers of a quarter of a packet, 1 to 4 ms long; as many in flight as the first packet fills, 8 at most. A single
// packet is the whole buffer, and its client writes only so far ahead: half of it.
PipePlan PlanTransfers(const Format &format, ULONG packetCount, ULONG packetSize)
{
    constexpr ULONG TransferFramesMax = 4;
    constexpr ULONG TransfersMax = 8;

    const ULONG blocks = packetSize / format.BytesPerBlock() / (packetCount == 1 ? 2 : 1);
    const ULONG quarterFrames = blocks / 4 * 1000 / format.BlocksPerSecond;

    PipePlan plan;
    plan.BlocksPerSecond = format.BlocksPerSecond;
    plan.BytesPerBlock = format.BytesPerBlock();
    plan.FormatRegister = format.RegisterValue();
    plan.FramesPerTransfer = quarterFrames < 1                   ? 1
                             : quarterFrames > TransferFramesMax ? TransferFramesMax
                                                                 : quarterFrames;
    const ULONG transfers = blocks / plan.TransferBlocks();
    plan.TransfersInFlight = transfers < TransfersMax ? transfers : TransfersMax;
    return plan;
}

} // namespace

// Two transfers of 1 ms.
ULONG StreamContext::PacketSizeMin(ULONG packetCount) const
{
    const ULONG transferBlocks = StreamFormat.BlocksPerSecond / 1000 + 2;
    return 2 * transferBlocks * (packetCount == 1 ? 2 : 1) * StreamFormat.BytesPerBlock();
}

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

    // The transfers in flight are filled from packets that the client has written: before Run that is the first one.
    if (PacketSize < stream->PacketSizeMin(PacketCount)) {
        return STATUS_INVALID_PARAMETER;
    }

    SIZE_T arraySize;
    status = RtlSizeTMult(PacketCount, sizeof(ACX_RTPACKET), &arraySize);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    auto packets = static_cast<PACX_RTPACKET>(ExAllocatePool2(POOL_FLAG_NON_PAGED, arraySize, UsbCodecTag));
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
    stream->Plan = PlanTransfers(stream->StreamFormat, PacketCount, PacketSize);
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
