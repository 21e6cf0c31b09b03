// SPDX-License-Identifier: MIT
//
// See pipe.h. Feedback: USB 2.0 section 5.12.4.2, blocks per microframe in 16.16 or per frame in 10.14.

#include "pipe.h"

#include "host.h"

namespace {

constexpr LONGLONG LockPollHns = 10000; // 1 ms
constexpr ULONG LockPollsMax = 200;
constexpr ULONG StopPollMicroseconds = 25;
constexpr ULONG StopPollsMax = 400; // 10 ms; a device's FIFO plays out within a few

} // namespace

void Pipe::Initialize(Host *host, ULONG index)
{
    host_ = host;
    index_ = index;
    deviceDelayHns_ = host->Read32(Base() + usb::DeviceDelay) * 10;
}

// ----------------------------------------------------------------------------------------------- claim

NTSTATUS Pipe::Claim(StreamContext *stream)
{
    NTSTATUS status =
        WdfCommonBufferCreate(host_->DmaEnabler(), Slots * sizeof(usb::Transfer), WDF_NO_OBJECT_ATTRIBUTES, &ring_);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    status = WdfCommonBufferCreate(host_->DmaEnabler(), Slots * PacketsPerSlotMax * sizeof(usb::IsoPacket),
                                   WDF_NO_OBJECT_ATTRIBUTES, &tables_);
    if (!NT_SUCCESS(status)) {
        WdfObjectDelete(ring_);
        return status;
    }

    data_ = nullptr;
    stream_ = stream;
    return STATUS_SUCCESS;
}

void Pipe::Unclaim()
{
    stream_ = nullptr;
    WdfObjectDelete(tables_);
    WdfObjectDelete(ring_);
}

NTSTATUS Pipe::Open(const PipePlan &plan)
{
    plan_ = plan;

    // Packets may be one block larger than nominal, all of them.
    const ULONG packets = plan.FramesPerTransfer * host_->PacketsPerFrame();
    slotBytes_ = (plan.TransferBlocks() + packets) * plan.BytesPerBlock;

    NTSTATUS status =
        WdfCommonBufferCreate(host_->DmaEnabler(), static_cast<SIZE_T>(plan.TransfersInFlight) * slotBytes_,
                              WDF_NO_OBJECT_ATTRIBUTES, &data_);
    if (!NT_SUCCESS(status)) {
        data_ = nullptr;
        return status;
    }

    status = Select();
    if (!NT_SUCCESS(status)) {
        Close();
    }
    return status;
}

void Pipe::Close()
{
    host_->Write32(Base() + usb::EndpointControl, 0);
    if (data_ != nullptr) {
        WdfObjectDelete(data_);
        data_ = nullptr;
    }
}

NTSTATUS Pipe::Reopen()
{
    return Select();
}

// Registers do not survive D3: after a power cycle a paused stream finds its interface deselected.
bool Pipe::IsOpen() const
{
    return powerCycle_ == host_->PowerCycle();
}

NTSTATUS Pipe::Select()
{
    const PHYSICAL_ADDRESS ring = WdfCommonBufferGetAlignedLogicalAddress(ring_);

    host_->Write32(Base() + usb::EndpointControl, 0);
    host_->Write32(Base() + usb::RingLower, ring.LowPart);
    host_->Write32(Base() + usb::RingUpper, static_cast<ULONG>(ring.HighPart));
    host_->Write32(Base() + usb::RingEntries, Slots);
    host_->Write32(Base() + usb::SampleRate, plan_.BlocksPerSecond);
    host_->Write32(Base() + usb::SampleFormat, plan_.FormatRegister);
    host_->Write32(Base() + usb::EndpointControl, usb::Select);
    if (host_->Read32(Base() + usb::EndpointControl) != usb::Select) {
        return STATUS_INSUFFICIENT_RESOURCES; // no room on the bus
    }

    packetBlocksMax_ = host_->Read32(Base() + usb::PacketBlocksMax);
    deviceBlocks_ = host_->Read32(Base() + usb::DeviceBuffer);
    committed_ = 0;
    completed_ = 0;
    taken_ = 0;
    rest_ = 0;
    blocksPerUnit_ = 0;
    powerCycle_ = host_->PowerCycle();

    // What is sent to a converter that has not locked is lost.
    for (ULONG poll = 0; poll < LockPollsMax; ++poll) {
        if ((host_->Read32(Base() + usb::EndpointStatus) & usb::Locked) != 0) {
            return STATUS_SUCCESS;
        }
        LARGE_INTEGER interval;
        interval.QuadPart = -LockPollHns;
        KeDelayExecutionThread(KernelMode, FALSE, &interval);
    }
    return STATUS_IO_TIMEOUT;
}

// ------------------------------------------------------------------------------------------- transfers

usb::Transfer *Pipe::TransferAt(ULONG count) const
{
    return static_cast<usb::Transfer *>(WdfCommonBufferGetAlignedVirtualAddress(ring_)) + count % Slots;
}

usb::IsoPacket *Pipe::PacketsAt(ULONG count) const
{
    return static_cast<usb::IsoPacket *>(WdfCommonBufferGetAlignedVirtualAddress(tables_)) +
           count % Slots * PacketsPerSlotMax;
}

PUCHAR Pipe::DataAt(ULONG count) const
{
    return static_cast<PUCHAR>(WdfCommonBufferGetAlignedVirtualAddress(data_)) +
           static_cast<SIZE_T>(count % plan_.TransfersInFlight) * slotBytes_;
}

PUCHAR Pipe::Data() const
{
    return DataAt(committed_);
}

// Values that no healthy device sends - an eighth below nominal, or more than a packet carries - are passed over.
void Pipe::ReadFeedback()
{
    const ULONG fractionBits = host_->FeedbackFractionBits();
    const ULONG unitsPerSecond = fractionBits == 16 ? 8000u : 1000u;
    const ULONG nominal =
        static_cast<ULONG>((static_cast<ULONGLONG>(plan_.BlocksPerSecond) << fractionBits) / unitsPerSecond);
    const ULONG most = (packetBlocksMax_ << fractionBits) / host_->UnitsPerPacket();

    if (blocksPerUnit_ == 0) {
        blocksPerUnit_ = nominal;
    }
    const ULONG value = host_->Read32(Base() + usb::Feedback);
    if (value >= nominal - nominal / 8 && value <= most) {
        blocksPerUnit_ = value;
    }
}

// Whole blocks now, the rest in a later packet.
ULONG Pipe::PacketBlocks()
{
    const ULONG fractionBits = host_->FeedbackFractionBits();

    rest_ += static_cast<ULONGLONG>(blocksPerUnit_) * host_->UnitsPerPacket();
    const ULONG blocks = static_cast<ULONG>(rest_ >> fractionBits);
    rest_ &= (1ull << fractionBits) - 1;
    return blocks < packetBlocksMax_ ? blocks : packetBlocksMax_;
}

ULONG Pipe::Next()
{
    usb::IsoPacket *packets = PacketsAt(committed_);
    const ULONG count = plan_.FramesPerTransfer * host_->PacketsPerFrame();
    ULONG offset = 0;

    if (IsOutput()) {
        ReadFeedback();
    }
    for (ULONG i = 0; i < count; ++i) {
        const ULONG length = (IsOutput() ? PacketBlocks() : packetBlocksMax_) * plan_.BytesPerBlock;
        packets[i] = {offset, length, 0, usb::TransferPending};
        offset += length;
    }

    const PHYSICAL_ADDRESS table = WdfCommonBufferGetAlignedLogicalAddress(tables_);
    const PHYSICAL_ADDRESS data = WdfCommonBufferGetAlignedLogicalAddress(data_);
    usb::Transfer *transfer = TransferAt(committed_);
    RtlZeroMemory(transfer, sizeof(*transfer));
    transfer->Buffer = static_cast<ULONGLONG>(data.QuadPart) +
                       static_cast<ULONGLONG>(committed_ % plan_.TransfersInFlight) * slotBytes_;
    transfer->PacketTable = static_cast<ULONGLONG>(table.QuadPart) +
                            static_cast<ULONGLONG>(committed_ % Slots) * PacketsPerSlotMax * sizeof(usb::IsoPacket);
    transfer->PacketCount = count;
    transfer->Flags = usb::StartAsSoonAsPossible | usb::InterruptWhenDone;
    transfer->Status = usb::TransferPending;
    return offset;
}

void Pipe::Submit()
{
    host_->Write32(Base() + usb::Submitted, committed_);
}

void Pipe::Start()
{
    host_->Write32(Base() + usb::EndpointControl, usb::Select | usb::Run);
}

void Pipe::Stop()
{
    host_->Write32(Base() + usb::EndpointControl, usb::Select);
    for (ULONG poll = 0; poll < StopPollsMax; ++poll) {
        if ((host_->Read32(Base() + usb::EndpointStatus) & usb::Active) == 0) {
            break;
        }
        KeStallExecutionProcessor(StopPollMicroseconds);
    }
}

// A device that has gone says all ones: nothing more has come back then.
void Pipe::Look()
{
    const ULONG completed = host_->Read32(Base() + usb::Completed);
    if (committed_ - completed <= plan_.TransfersInFlight) {
        completed_ = completed;
    }
}

bool Pipe::Take(DoneTransfer *done)
{
    if (taken_ == completed_) {
        return false;
    }

    const usb::Transfer *transfer = TransferAt(taken_);
    const ULONG microframesPerPacket = 8 / host_->PacketsPerFrame();
    done->Data = DataAt(taken_);
    done->Packets = PacketsAt(taken_);
    done->PacketCount = transfer->PacketCount;
    done->PacketsDone = transfer->PacketsDone;
    done->EndFrame = transfer->StartFrame + transfer->PacketsDone * microframesPerPacket;
    ++taken_;
    return true;
}
