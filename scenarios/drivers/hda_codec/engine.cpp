// SPDX-License-Identifier: MIT
//
// See engine.h. Register handshakes: HDA 1.0a sections 3.3.35 to 3.3.43 and 4.5 (stream operation).

#include "engine.h"

#include "controller.h"

namespace {

constexpr ULONG PollStepMicroseconds = 10;
constexpr ULONG PollStepsMax = 100; // 1 ms; every handshake of an engine takes some microseconds, or two frames at most

} // namespace

void Engine::Initialize(Controller *controller, ULONG index, ULONG tag)
{
    controller_ = controller;
    index_ = index;
    tag_ = tag;
    dmaPosition_ = controller->DmaPositionOf(index);
}

// ----------------------------------------------------------------------------------------------- claim

NTSTATUS Engine::Claim(StreamContext *stream)
{
    WDF_COMMON_BUFFER_CONFIG config;
    WDF_COMMON_BUFFER_CONFIG_INIT(&config, FILE_128_BYTE_ALIGNMENT);

    const NTSTATUS status = WdfCommonBufferCreateWithConfig(controller_->DmaEnabler(),
                                                            hda::BufferDescriptorsMax * sizeof(hda::BufferDescriptor),
                                                            &config, WDF_NO_OBJECT_ATTRIBUTES, &list_);
    if (!NT_SUCCESS(status)) {
        list_ = nullptr;
        return status;
    }

    fifoBytes_ = 0;
    stream_ = stream;
    return STATUS_SUCCESS;
}

void Engine::Unclaim()
{
    stream_ = nullptr;
    WdfObjectDelete(list_);
    list_ = nullptr;
}

// --------------------------------------------------------------------------------------------- program

// One entry per physically contiguous piece of a packet: packets are contiguous in virtual memory, their pages may or
// may not be neighbours. The last piece of each packet interrupts. The hardware wants two entries at least, so that a
// single packet is cut in halves.
NTSTATUS Engine::BuildList(const EngineBuffer &buffer, ULONGLONG firstPacket, USHORT *lastIndex)
{
    auto *entries = static_cast<hda::BufferDescriptor *>(WdfCommonBufferGetAlignedVirtualAddress(list_));
    const ULONG pieceMax = buffer.PacketCount == 1 ? buffer.PacketSize / 2 : buffer.PacketSize;
    ULONG count = 0;

    for (ULONG i = 0; i < buffer.PacketCount; ++i) {
        PUCHAR address = buffer.PacketAddress[(firstPacket + i) % buffer.PacketCount];
        ULONG left = buffer.PacketSize;
        hda::BufferDescriptor *entry = nullptr;

        while (left != 0) {
            const ULONG toPageEnd = PAGE_SIZE - BYTE_OFFSET(address);
            const ULONGLONG physical = static_cast<ULONGLONG>(MmGetPhysicalAddress(address).QuadPart);
            ULONG length = left < toPageEnd ? left : toPageEnd;
            length = length < pieceMax ? length : pieceMax;

            if (entry == nullptr || physical != entry->Address + entry->Length || entry->Length + length > pieceMax) {
                if (count == hda::BufferDescriptorsMax) {
                    return STATUS_INVALID_BUFFER_SIZE;
                }
                entry = &entries[count++];
                entry->Address = physical;
                entry->Length = 0;
            }

            left -= length;
            address += length;
            entry->Length += length;
            entry->Flags = left == 0 ? hda::InterruptOnCompletion : 0u;
        }
    }

    *lastIndex = static_cast<USHORT>(count - 1);
    return STATUS_SUCCESS;
}

NTSTATUS Engine::Program(const EngineBuffer &buffer, ULONGLONG firstPacket)
{
    USHORT lastIndex;
    const NTSTATUS status = BuildList(buffer, firstPacket, &lastIndex);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    Reset();
    if (!PollControl(hda::StreamReset, 0)) {
        return STATUS_IO_TIMEOUT;
    }

    const PHYSICAL_ADDRESS list = WdfCommonBufferGetAlignedLogicalAddress(list_);
    lapBytes_ = buffer.PacketSize * buffer.PacketCount;
    packetSize_ = buffer.PacketSize;

    WriteControl(tag_ << hda::StreamTagShift);
    controller_->Write32(Base() + hda::CyclicBufferLength, lapBytes_);
    controller_->Write16(Base() + hda::StreamFormat, buffer.Format);
    controller_->Write16(Base() + hda::LastValidIndex, lastIndex);
    controller_->Write32(Base() + hda::BufferListLowerBase, list.LowPart);
    controller_->Write32(Base() + hda::BufferListUpperBase, static_cast<ULONG>(list.HighPart));

    // The FIFO size is a consequence of the format, so it is read after that.
    fifoBytes_ = controller_->Read16(Base() + hda::FifoSize) + 1u;

    // The controller writes the position only while it runs; what the last stream left there must not be taken for
    // ours.
    dmaPosition_->Bytes = 0;
    fetched_.Reset(firstPacket * buffer.PacketSize, lapBytes_, buffer.BytesPerSecond);
    completed_ = firstPacket;
    taken_ = firstPacket;
    powerCycle_ = controller_->PowerCycle();
    return STATUS_SUCCESS;
}

// Registers do not survive D3: after a power cycle a paused stream finds its engine blank.
bool Engine::IsProgrammed() const
{
    return powerCycle_ == controller_->PowerCycle();
}

void Engine::Reset()
{
    WriteControl(hda::StreamReset);
    PollControl(hda::StreamReset, hda::StreamReset);
    WriteControl(0);
    PollControl(hda::StreamReset, 0);
}

// ---------------------------------------------------------------------------------------- run and stop

// Counter and register belong together, so nothing may come between them, not even an interrupt.
ULONGLONG Engine::Start()
{
    InterruptLockGuard guard(controller_->Interrupt());
    const ULONGLONG now = CounterNow();

    controller_->EnableStreamInterrupt(index_, true);
    fetched_.Start(now);
    WriteControl((tag_ << hda::StreamTagShift) | hda::StreamInterruptEnables | hda::StreamRun);
    return now;
}

ULONGLONG Engine::BeginStop()
{
    InterruptLockGuard guard(controller_->Interrupt());
    const ULONGLONG now = CounterNow();

    fetched_.Stop(now);
    WriteControl((tag_ << hda::StreamTagShift) | hda::StreamInterruptEnables);
    return now;
}

// A packet may complete between the last interrupt and the stop. It is counted here, for TakeCompletion.
void Engine::FinishStop()
{
    PollControl(hda::StreamRun, 0); // reads 1 until the frame in progress has ended

    {
        InterruptLockGuard guard(controller_->Interrupt());
        WriteControl(tag_ << hda::StreamTagShift);
        controller_->EnableStreamInterrupt(index_, false);
        OnInterrupt();
    }

    KeFlushQueuedDpcs();
}

ULONG Engine::LinkPosition() const
{
    return controller_->Read32(Base() + hda::LinkPositionInBuffer);
}

// ----------------------------------------------------------------------------------------- completions

// How many packets are complete? One interrupt may stand for several of them, and the DMA position lags behind the
// interrupt by up to a frame, because the controller posts it at frame boundaries only. So both are asked, in this
// order: the position, then the status. A completion that the position shows had set its status bit before, and the bit
// is cleared below; a bit that is set is therefore a completion that has not been counted yet. The larger answer is
// right.
void Engine::OnInterrupt()
{
    const ULONG dmaPosition = dmaPosition_->Bytes;
    const UCHAR status = static_cast<UCHAR>(controller_->Read8(Base() + hda::StreamStatus) & hda::StreamStatusMask);
    const ULONGLONG now = CounterNow();

    controller_->Write8(Base() + hda::StreamStatus, status);

    if ((status & hda::FifoError) != 0) {
        ++fifoErrors_; // heard as a gap; the engine goes on by itself
    }
    if ((status & hda::DescriptorError) != 0) {
        ++descriptorErrors_; // the engine has stopped; the stream is silent until it is prepared anew
    }
    if ((status & hda::BufferCompletion) != 0) {
        CountCompletions(dmaPosition, now);
    }
}

void Engine::CountCompletions(ULONG dmaPosition, ULONGLONG qpc)
{
    fetched_.Advance(dmaPosition, qpc);

    const ULONGLONG byPosition = fetched_.Bytes() / packetSize_;
    const ULONGLONG byInterrupt = completed_ + 1;
    const ULONGLONG completed = byPosition > byInterrupt ? byPosition : byInterrupt;

    // The end of a packet lies back by the time in which the engine has moved what is beyond it.
    while (completed_ < completed) {
        const ULONGLONG end = (completed_ + 1) * packetSize_;
        const ULONGLONG beyond = fetched_.Bytes() > end ? fetched_.Bytes() - end : 0;
        completionQpc_[completed_ % CompletionsRemembered] = qpc - fetched_.TicksFor(beyond);
        ++completed_;
    }
}

bool Engine::TakeCompletion(ULONGLONG *packet, ULONGLONG *qpc)
{
    InterruptLockGuard guard(controller_->Interrupt());

    if (taken_ == completed_) {
        return false;
    }

    *packet = taken_;
    *qpc = completionQpc_[taken_ % CompletionsRemembered];
    ++taken_;
    return true;
}

bool Engine::HasCompletion() const
{
    InterruptLockGuard guard(controller_->Interrupt());
    return taken_ != completed_;
}

// ------------------------------------------------------------------------------------------- registers

ULONG Engine::Base() const
{
    return hda::StreamDescriptorFirst + index_ * hda::StreamDescriptorSpacing;
}

ULONG Engine::ReadControl() const
{
    return controller_->Read32(Base() + hda::StreamControl) & hda::StreamControlMask;
}

// As a whole dword, because some controllers know no other access here. The zeros on top leave the status bits alone.
void Engine::WriteControl(ULONG value) const
{
    controller_->Write32(Base() + hda::StreamControl, value & hda::StreamControlMask);
}

bool Engine::PollControl(ULONG bits, ULONG expected) const
{
    for (ULONG step = 0; step < PollStepsMax; ++step) {
        if ((ReadControl() & bits) == expected) {
            return true;
        }
        KeStallExecutionProcessor(PollStepMicroseconds);
    }
    return false;
}
