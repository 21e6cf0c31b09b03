// SPDX-License-Identifier: MIT
//
// See engine.h.

#include "engine.h"

#include "controller.h"

namespace {

constexpr ULONG PollStepMicroseconds = 5;
constexpr ULONG PollStepsMax = 400; // 2 ms; a stream stops with the frame and the chunk under way

} // namespace

void Engine::Initialize(Controller *controller, ULONG index, ULONG tag, bool isCapture)
{
    controller_ = controller;
    index_ = index;
    tag_ = tag;
    isCapture_ = isCapture;
    posted_ = controller->PostedPositionOf(index);
}

// ----------------------------------------------------------------------------------------------- claim

NTSTATUS Engine::Claim(StreamContext *stream)
{
    WDF_COMMON_BUFFER_CONFIG config;
    WDF_COMMON_BUFFER_CONFIG_INIT(&config, FILE_128_BYTE_ALIGNMENT);

    const NTSTATUS status = WdfCommonBufferCreateWithConfig(controller_->DmaEnabler(),
                                                            dsp::BufferDescriptorsMax * sizeof(dsp::BufferDescriptor),
                                                            &config, WDF_NO_OBJECT_ATTRIBUTES, &list_);
    if (!NT_SUCCESS(status)) {
        list_ = nullptr;
        return status;
    }

    prefillBytes_ = 0;
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

// One entry per physically contiguous piece, and that is a page: packets are contiguous in virtual memory only. The
// last piece of each packet interrupts. The hardware wants two entries at least, so a buffer of one page is cut in
// halves.
NTSTATUS Engine::BuildList(const EngineBuffer &buffer, ULONGLONG firstPacket, ULONG *lastIndex)
{
    auto *entries = static_cast<dsp::BufferDescriptor *>(WdfCommonBufferGetAlignedVirtualAddress(list_));
    const ULONG pieceMax = buffer.PacketCount == 1 && buffer.PacketSize == PAGE_SIZE ? PAGE_SIZE / 2 : PAGE_SIZE;
    ULONG count = 0;

    for (ULONG i = 0; i < buffer.PacketCount; ++i) {
        PUCHAR address = buffer.PacketAddress[(firstPacket + i) % buffer.PacketCount];
        ULONG left = buffer.PacketSize;

        while (left != 0) {
            if (count == dsp::BufferDescriptorsMax) {
                return STATUS_INVALID_BUFFER_SIZE;
            }

            const ULONG toPageEnd = PAGE_SIZE - BYTE_OFFSET(address);
            ULONG length = left < toPageEnd ? left : toPageEnd;
            length = length < pieceMax ? length : pieceMax;
            left -= length;

            entries[count].Address = static_cast<ULONGLONG>(MmGetPhysicalAddress(address).QuadPart);
            entries[count].Length = length;
            entries[count].Flags = left == 0 ? dsp::InterruptOnCompletion : 0u;
            address += length;
            ++count;
        }
    }

    *lastIndex = count - 1;
    return STATUS_SUCCESS;
}

NTSTATUS Engine::Program(const EngineBuffer &buffer, ULONGLONG firstPacket)
{
    ULONG lastIndex;
    const NTSTATUS status = BuildList(buffer, firstPacket, &lastIndex);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    Reset();

    const PHYSICAL_ADDRESS list = WdfCommonBufferGetAlignedLogicalAddress(list_);
    lapBytes_ = buffer.PacketSize * buffer.PacketCount;
    packetSize_ = buffer.PacketSize;
    bytesPerSecond_ = buffer.BytesPerSecond;

    Write(dsp::StreamFormat, buffer.Format);
    Write(dsp::ListLowerBase, list.LowPart);
    Write(dsp::ListUpperBase, static_cast<ULONG>(list.HighPart));
    Write(dsp::LastValidIndex, lastIndex);

    prefillBytes_ = Read(dsp::PrefillBytes); // a consequence of the format

    // What the stream before left in the counter, or in memory, is not ours.
    posted_->Bytes = 0;
    linkOrigin_ = ReadLinkCounter() - firstPacket * packetSize_;
    lastLinkBytes_ = firstPacket * packetSize_;
    moved_.Reset(firstPacket * packetSize_, lapBytes_, bytesPerSecond_);
    completed_ = firstPacket;
    taken_ = firstPacket;
    hasRun_ = false;
    powerCycle_ = controller_->PowerCycle();
    return STATUS_SUCCESS;
}

// Neither registers nor firmware survive D3: after a power cycle a paused stream finds its engine blank.
bool Engine::IsProgrammed() const
{
    return powerCycle_ == controller_->PowerCycle();
}

void Engine::Reset()
{
    Write(dsp::StreamControl, dsp::StreamReset);
}

// ---------------------------------------------------------------------------------------- run and stop

// Counter and register belong together, so nothing may come between them, not even an interrupt. A resumed stream may
// find its link counter at 0: it is read on both sides of RUN, when the link stands still yet.
ULONGLONG Engine::Start()
{
    InterruptLockGuard guard(controller_->Interrupt());
    const ULONGLONG before = ReadLinkCounter();
    const ULONGLONG now = CounterNow();

    moved_.Start(now);
    Write(dsp::StreamInterrupts, dsp::StreamStatusMask);
    Write(dsp::StreamControl, (tag_ << dsp::StreamTagShift) | dsp::StreamRun);

    if (hasRun_ && ReadLinkCounter() < before) {
        linkOrigin_ -= before;
    }
    hasRun_ = true;
    return now;
}

// A packet may complete between the last interrupt and the stop. It is counted here, for TakeCompletion.
void Engine::Stop()
{
    {
        InterruptLockGuard guard(controller_->Interrupt());
        moved_.Stop(CounterNow());
        Write(dsp::StreamControl, tag_ << dsp::StreamTagShift);
    }

    for (ULONG step = 0; step < PollStepsMax && (Read(dsp::StreamControl) & dsp::StreamRun) != 0; ++step) {
        KeStallExecutionProcessor(PollStepMicroseconds);
    }

    {
        InterruptLockGuard guard(controller_->Interrupt());
        Write(dsp::StreamInterrupts, 0);
        OnInterrupt();
    }

    KeFlushQueuedDpcs();
}

// ------------------------------------------------------------------------------------------- positions

// Nothing holds the two halves together: the low one may wrap between the two accesses. So the high one is read again.
ULONGLONG Engine::ReadLinkCounter() const
{
    ULONG high = Read(dsp::LinkCounterHigh);
    for (;;) {
        const ULONG low = Read(dsp::LinkCounterLow);
        const ULONG highAgain = Read(dsp::LinkCounterHigh);
        if (highAgain == high) {
            return static_cast<ULONGLONG>(high) << 32 | low;
        }
        high = highAgain;
    }
}

ULONG Engine::ReadPositionInBuffer() const
{
    return controller_->Position() == dsp::PositionMemoryAlive ? posted_->Bytes : Read(dsp::PositionInBuffer);
}

// Caller holds the interrupt lock. Without a link counter it is what has been moved, less what the DSP keeps ahead:
// never more than has been heard.
ULONGLONG Engine::LinkBytesNow()
{
    if (controller_->Position() == dsp::LinkCounterAlive) {
        const ULONGLONG counter = ReadLinkCounter();
        if (counter != ~0ULL) { // all ones: the device has gone
            lastLinkBytes_ = counter - linkOrigin_;
        }
        return lastLinkBytes_;
    }

    const ULONG position = ReadPositionInBuffer(); // before the counter: arguments have no order
    moved_.Advance(position, CounterNow());
    const ULONGLONG ahead = isCapture_ ? 0 : prefillBytes_;
    return moved_.Bytes() > ahead ? moved_.Bytes() - ahead : 0;
}

// The counter is read after the register, so that the position never claims a frame that had not yet crossed by then.
ULONGLONG Engine::LinkBytes(ULONGLONG *qpc)
{
    InterruptLockGuard guard(controller_->Interrupt());
    const ULONGLONG bytes = LinkBytesNow();
    *qpc = CounterNow();
    return bytes;
}

// ----------------------------------------------------------------------------------------- completions

// How much has been moved between memory and DSP, if not more. A link counter tells that a render stream is at least
// half its prefill ahead of the link, because the prefill is two chunks or more; a capture stream lags behind it.
ULONGLONG Engine::MovedBytesAtLeast(ULONGLONG qpc)
{
    if (controller_->Position() != dsp::LinkCounterAlive) {
        moved_.Advance(ReadPositionInBuffer(), qpc);
        return moved_.Bytes();
    }

    const ULONGLONG link = LinkBytesNow();
    if (isCapture_) {
        return link > prefillBytes_ ? link - prefillBytes_ : 0;
    }
    return link != 0 ? link + prefillBytes_ / 2 : 0;
}

// How many packets are complete? One interrupt may stand for several of them. So both are asked, in this order: the
// position, then the status. A completion that the position shows had set its status bit before, and the bit is cleared
// below; a bit that is set is therefore a completion that has not been counted yet. The larger answer is right, unless
// it is absurd: a link counter whose halves do not fit tells nothing.
void Engine::OnInterrupt()
{
    ULONGLONG moved = MovedBytesAtLeast(CounterNow());
    if (moved / packetSize_ > completed_ + CompletionsRemembered) {
        moved = 0;
    }
    const ULONG status = Read(dsp::StreamStatus) & dsp::StreamStatusMask;
    const ULONGLONG now = CounterNow();

    Write(dsp::StreamStatus, status);

    if ((status & dsp::Xrun) != 0) {
        ++xruns_; // heard as a gap; the DSP goes on by itself
    }
    if ((status & dsp::TransferError) != 0) {
        ++transferErrors_; // the stream is silent until it is prepared anew
    }
    if ((status & dsp::BufferCompletion) == 0) {
        return;
    }

    const ULONGLONG byPosition = moved / packetSize_;
    const ULONGLONG byInterrupt = completed_ + 1;
    const ULONGLONG completed = byPosition > byInterrupt ? byPosition : byInterrupt;

    // The end of a packet lies back by the time in which what is beyond it was moved.
    while (completed_ < completed) {
        const ULONGLONG end = (completed_ + 1) * packetSize_;
        const ULONGLONG beyond = moved > end ? moved - end : 0;
        completionQpc_[completed_ % CompletionsRemembered] = now - moved_.TicksFor(beyond);
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

ULONG Engine::Read(ULONG offset) const
{
    return controller_->Read(dsp::StreamBankFirst + index_ * dsp::StreamBankSpacing + offset);
}

void Engine::Write(ULONG offset, ULONG value) const
{
    controller_->Write(dsp::StreamBankFirst + index_ * dsp::StreamBankSpacing + offset, value);
}
