// SPDX-License-Identifier: MIT
//
// The way between packets and transfers. A packet is complete when its last byte has been copied: from then on the
// client may write (or read) it. Its time is not that of the copy, which comes in portions of a transfer, but the time
// at which the stream was at the packet's end, reckoned from the transfer's end and the rate.
// Contract: RT-PKT-20..32, RT-CB-70..74.

#include "stream.h"

#include "host.h"

namespace {

ULONG Smaller(ULONG a, ULONG b)
{
    return a < b ? a : b;
}

} // namespace

// From what Pause left over first, then from the packets.
void StreamContext::CopyOut(PUCHAR to, ULONG bytes)
{
    const ULONG first = Smaller(bytes, UnsentBytes);
    if (first != 0) {
        RtlCopyMemory(to, Unsent, first);
        UnsentBytes -= first;
        RtlMoveMemory(Unsent, Unsent + first, UnsentBytes);
        to += first;
        bytes -= first;
    }

    while (bytes != 0) {
        const ULONG offset = static_cast<ULONG>(CopiedBytes % PacketSize);
        const ULONG piece = Smaller(bytes, PacketSize - offset);
        RtlCopyMemory(to, PacketAddress[CopiedBytes / PacketSize % PacketCount] + offset, piece);
        to += piece;
        bytes -= piece;
        CopiedBytes += piece;
    }
}

void StreamContext::CopyIn(const DoneTransfer &done)
{
    for (ULONG i = 0; i < done.PacketsDone; ++i) {
        const UCHAR *from = done.Data + done.Packets[i].Offset;
        ULONG bytes = done.Packets[i].Actual;

        while (bytes != 0) {
            const ULONG offset = static_cast<ULONG>(CopiedBytes % PacketSize);
            const ULONG piece = Smaller(bytes, PacketSize - offset);
            RtlCopyMemory(PacketAddress[CopiedBytes / PacketSize % PacketCount] + offset, from, piece);
            from += piece;
            bytes -= piece;
            CopiedBytes += piece;
        }
    }
}

void StreamContext::FillOne()
{
    const ULONG bytes = Transfers->Next();
    if (!IsCapture) {
        CopyOut(Transfers->Data(), bytes);
    }
    Transfers->Commit();
}

void StreamContext::Fill()
{
    for (ULONG i = 0; i < Plan.TransfersInFlight; ++i) {
        FillOne();
    }
}

// Packets of a cancelled transfer that were not sent: their bytes are wanted again, before all that follows.
void StreamContext::KeepUnsent(const DoneTransfer &done, ULONG *kept)
{
    for (ULONG i = done.PacketsDone; i < done.PacketCount; ++i) {
        const ULONG length = done.Packets[i].Length;
        RtlMoveMemory(Unsent + *kept + length, Unsent + *kept, UnsentBytes - *kept);
        RtlCopyMemory(Unsent + *kept, done.Data + done.Packets[i].Offset, length);
        *kept += length;
        UnsentBytes += length;
    }
}

void StreamContext::Collect(bool refill)
{
    Transfers->Look();
    const ULONG frame = Hardware->Read32(usb::FrameIndex);
    const ULONGLONG now = CounterNow();

    ULONG kept = 0;
    DoneTransfer done;
    while (Transfers->Take(&done)) {
        if (IsCapture) {
            const ULONGLONG before = CopiedBytes;
            CopyIn(done);
            MovedBytes += CopiedBytes - before;
        } else {
            for (ULONG i = 0; i < done.PacketsDone; ++i) {
                MovedBytes += done.Packets[i].Length;
            }
            KeepUnsent(done, &kept);
        }

        // FRAME has been counting whole microframes since then: at most one of them is too many.
        const ULONG microframes = Hardware->MicroframesBetween(done.EndFrame, frame);
        if (done.PacketsDone == done.PacketCount) {
            DoneQpc = now - microframes * TicksPerSecond / 8000;
        }
        if (refill) {
            FillOne();
        }
        CompletePackets(DoneQpc != 0 ? DoneQpc : now);
    }
    if (refill) {
        Transfers->Submit();
    }
}

// The end of a packet lies back by the time in which the stream has moved what is beyond it.
void StreamContext::CompletePackets(ULONGLONG qpc)
{
    while (CompletedPackets < CopiedBytes / PacketSize && CompletedPackets - CurrentPacket < ARRAYSIZE(CompletionQpc)) {
        const ULONGLONG beyond = CopiedBytes - (CompletedPackets + 1) * PacketSize;
        CompletionQpc[CompletedPackets % ARRAYSIZE(CompletionQpc)] = qpc - TicksFor(beyond);
        ++CompletedPackets;
    }
}

void StreamContext::OnTransfersDone()
{
    {
        SpinLockGuard guard(Lock);
        if (State != AcxStreamStateRun) {
            return; // Pause collects by itself
        }
        Collect(true);
    }
    DeliverCompletions();
}

// One notification per packet, in order, holding no lock. Two of these can meet - a DPC runs on whichever processor
// took the interrupt, and Pause comes at PASSIVE_LEVEL - so the one that comes second leaves its packets to the first.
void StreamContext::DeliverCompletions()
{
    bool more;
    do {
        if (InterlockedCompareExchange(&Delivering, 1, 0) != 0) {
            return;
        }

        for (;;) {
            ULONGLONG packet;
            ULONGLONG qpc;
            bool streamEnds;
            {
                // The counter moves before anybody is told, because the client may call back from another processor
                // while it is being told.
                SpinLockGuard guard(Lock);
                if (CurrentPacket == CompletedPackets) {
                    break;
                }
                packet = CurrentPacket;
                qpc = CompletionQpc[packet % ARRAYSIZE(CompletionQpc)];
                CaptureStartQpc = qpc - TicksFor(PacketSize);
                CurrentPacket = packet + 1;
                streamEnds = EndOfStream;
            }

            if (streamEnds) {
                SilencePacket(packet, 0); // nobody writes this slot again, and its turn comes back
            }

            (void)AcxRtStreamNotifyPacketComplete(Stream, packet, qpc);
        }

        InterlockedExchange(&Delivering, 0);
        SpinLockGuard guard(Lock);
        more = CurrentPacket != CompletedPackets; // left to us by somebody who came just before we let go
    } while (more);
}

// What the listener has heard (or the microphone has said): bytes of transfers that are done, and what has moved since
// by the counter, but no more than the next transfer holds; for render, no more than is in flight, and less what the
// device still keeps. Never back.
ULONGLONG StreamContext::SamplePosition(ULONGLONG *qpc)
{
    *qpc = CounterNow();
    if (State != AcxStreamStateRun || DoneQpc == 0) {
        return Position;
    }

    const ULONGLONG ticks = *qpc > DoneQpc ? *qpc - DoneQpc : 0;
    ULONGLONG limit = static_cast<ULONGLONG>(Plan.TransferBlocks()) * Plan.BytesPerBlock;
    const ULONGLONG inFlight = CopiedBytes - UnsentBytes - MovedBytes;
    if (!IsCapture && inFlight < limit) {
        limit = inFlight;
    }
    const ULONGLONG since = ticks * StreamFormat.BytesPerSecond() / TicksPerSecond;
    const ULONGLONG moved = MovedBytes + (since < limit ? since : limit);
    const ULONGLONG held = IsCapture ? 0 : static_cast<ULONGLONG>(Transfers->DeviceBlocks()) * Plan.BytesPerBlock;
    if (moved > held && moved - held > Position) {
        Position = moved - held;
    }
    return Position;
}
