// SPDX-License-Identifier: MIT
//
// See side.h.

#include "device.h"

#include "stream.h"

#define POLL_STEP_MICROSECONDS 5
#define POLL_STEPS_MAX 200 // 1 ms; the longest handshake is the frame under way

#define LOCK_POLL_STEPS_MAX 20000 // 100 ms

static ULONG SideRead(const I2S_SIDE *Side, ULONG Offset)
{
    return BlockRead(Side->Block, I2S_SIDE_FIRST + Side->Index * I2S_SIDE_SPACING + Offset);
}

static void SideWrite(const I2S_SIDE *Side, ULONG Offset, ULONG Value)
{
    BlockWrite(Side->Block, I2S_SIDE_FIRST + Side->Index * I2S_SIDE_SPACING + Offset, Value);
}

static BOOLEAN SidePollControl(const I2S_SIDE *Side, ULONG Bits, ULONG Expected)
{
    for (ULONG step = 0; step < POLL_STEPS_MAX; ++step) {
        if ((SideRead(Side, SIDE_CONTROL) & Bits) == Expected) {
            return TRUE;
        }
        KeStallExecutionProcessor(POLL_STEP_MICROSECONDS);
    }
    return FALSE;
}

static ULONGLONG CounterNow(void)
{
    return (ULONGLONG)KeQueryPerformanceCounter(NULL).QuadPart;
}

static ULONGLONG BytesPerSecond(const I2S_SIDE *Side)
{
    return (ULONGLONG)Side->Buffer.BlocksPerSecond * Side->Buffer.Channels * Side->Buffer.ContainerBytes;
}

static ULONGLONG TicksForBytes(const I2S_SIDE *Side, ULONGLONG Bytes)
{
    return Bytes * Side->TicksPerSecond / BytesPerSecond(Side);
}

static ULONGLONG BytesInTicks(const I2S_SIDE *Side, ULONGLONG Ticks)
{
    const ULONGLONG rate = BytesPerSecond(Side);
    return Ticks / Side->TicksPerSecond * rate + Ticks % Side->TicksPerSecond * rate / Side->TicksPerSecond;
}

// --------------------------------------------------------------------------------------- claim, program

void SideInitialize(I2S_SIDE *Side, struct _I2S_BLOCK *Block, ULONG Index)
{
    LARGE_INTEGER frequency;
    (void)KeQueryPerformanceCounter(&frequency);

    Side->Block = Block;
    Side->Index = Index;
    Side->TicksPerSecond = (ULONGLONG)frequency.QuadPart;
    KeInitializeSpinLock(&Side->ControlLock);
}

NTSTATUS SideClaim(I2S_SIDE *Side, struct _STREAM_CONTEXT *Stream)
{
    WDF_COMMON_BUFFER_CONFIG config;
    WDF_COMMON_BUFFER_CONFIG_INIT(&config, FILE_128_BYTE_ALIGNMENT);

    // Streams of one circuit may be prepared at the same time, and there is one side for them.
    if (InterlockedCompareExchangePointer((PVOID volatile *)&Side->Stream, Stream, NULL) != NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }

    const NTSTATUS status =
        WdfCommonBufferCreateWithConfig(Side->Block->DmaEnabler, I2S_SEGMENTS_MAX * sizeof(I2S_DESCRIPTOR), &config,
                                        WDF_NO_OBJECT_ATTRIBUTES, &Side->List);
    if (!NT_SUCCESS(status)) {
        Side->Stream = NULL;
    }
    return status;
}

void SideUnclaim(I2S_SIDE *Side)
{
    WdfObjectDelete(Side->List);
    Side->List = NULL;
    Side->Stream = NULL;
}

// One segment per physically contiguous piece; the last of each packet interrupts. The channel wants two at least, so a
// single piece is cut in halves.
static NTSTATUS SideBuildRing(I2S_SIDE *Side)
{
    const SIDE_BUFFER *buffer = &Side->Buffer;
    I2S_DESCRIPTOR *list = (I2S_DESCRIPTOR *)WdfCommonBufferGetAlignedVirtualAddress(Side->List);
    ULONG count = 0;
    ULONG offset = 0;

    for (ULONG i = 0; i < buffer->PacketCount; ++i) {
        PUCHAR address = buffer->PacketAddress[(Side->FirstPacket + i) % buffer->PacketCount];
        ULONG left = buffer->PacketSize;

        Side->PacketSegments[i] = 0;
        while (left != 0) {
            const ULONGLONG start = (ULONGLONG)MmGetPhysicalAddress(address).QuadPart;
            ULONG length = PAGE_SIZE - BYTE_OFFSET(address);
            while (length < left && (ULONGLONG)MmGetPhysicalAddress(address + length).QuadPart == start + length) {
                length += PAGE_SIZE;
            }
            length = length < left ? length : left;
            if (buffer->PacketCount == 1 && length == buffer->PacketSize) {
                length = buffer->PacketSize / 2;
            }
            if (count == I2S_SEGMENTS_MAX) {
                return STATUS_INVALID_BUFFER_SIZE;
            }

            left -= length;
            list[count].Address = start;
            list[count].Length = length;
            list[count].Flags = left == 0 ? I2S_DESCRIPTOR_INTERRUPT : 0;
            Side->SegmentOffset[count] = offset;
            Side->PacketSegments[i] |= 1u << count;
            address += length;
            offset += length;
            ++count;
        }
    }

    Side->SegmentCount = count;
    return STATUS_SUCCESS;
}

static ULONG FormatRegister(const SIDE_BUFFER *Buffer)
{
    const ULONG size = Buffer->ValidBits == 16 ? 1u : Buffer->ValidBits == 24 ? 3u : 4u;
    return size << 4 | (Buffer->Channels - 1u);
}

// 96,000 * numerator / denominator, in lowest terms.
static ULONG ClockRegister(ULONG BlocksPerSecond)
{
    ULONG numerator = BlocksPerSecond;
    ULONG denominator = 96000;
    ULONG a = numerator;
    ULONG b = denominator;

    while (b != 0) {
        const ULONG rest = a % b;
        a = b;
        b = rest;
    }
    return numerator / a | (denominator / a) << 16;
}

NTSTATUS SideProgram(I2S_SIDE *Side, const SIDE_BUFFER *Buffer, ULONGLONG FirstPacket)
{
    Side->Buffer = *Buffer;
    Side->FirstPacket = FirstPacket;
    const NTSTATUS status = SideBuildRing(Side);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    SideReset(Side);

    const PHYSICAL_ADDRESS list = WdfCommonBufferGetAlignedLogicalAddress(Side->List);
    SideWrite(Side, SIDE_FORMAT, FormatRegister(Buffer));
    SideWrite(Side, SIDE_SLOTS, Buffer->Channels > 2 ? Buffer->Channels - 1u : 1u);
    SideWrite(Side, SIDE_CLOCK, ClockRegister(Buffer->BlocksPerSecond));
    SideWrite(Side, SIDE_LIST_LOWER, list.LowPart);
    SideWrite(Side, SIDE_LIST_UPPER, (ULONG)list.HighPart);
    SideWrite(Side, SIDE_SEGMENT_COUNT, Side->SegmentCount);
    SideWrite(Side, SIDE_OWNERSHIP, ~0u); // all of them

    // A side that is enabled before its clock is steady waits for it, and its position would begin later than assumed.
    for (ULONG step = 0; step < LOCK_POLL_STEPS_MAX && (SideRead(Side, SIDE_STATUS) & SIDE_CLOCK_LOCKED) == 0; ++step) {
        KeStallExecutionProcessor(POLL_STEP_MICROSECONDS);
    }

    Side->FifoBytes = SIDE_FIFO_DEPTH(SideRead(Side, SIDE_FIFO_CONFIGURATION)) * Buffer->ContainerBytes;
    Side->LastPosition = SideRead(Side, SIDE_POSITION);
    Side->Moved = FirstPacket * Buffer->PacketSize;
    Side->Boundary = Side->Index == 0 ? Side->Moved + Side->FifoBytes : Side->Moved;
    Side->BoundaryQpc = 0;
    Side->StopQpc = 0;
    Side->Moving = FALSE;
    Side->Completed = FirstPacket;
    Side->Taken = FirstPacket;
    Side->Faults = 0;
    Side->PowerCycle = Side->Block->PowerCycle;
    return STATUS_SUCCESS;
}

// Registers do not survive D3: after a power cycle a paused stream finds its side blank.
BOOLEAN SideIsProgrammed(const I2S_SIDE *Side)
{
    return Side->PowerCycle == Side->Block->PowerCycle;
}

void SideReset(I2S_SIDE *Side)
{
    SideWrite(Side, SIDE_CONTROL, SIDE_RESET);
}

// ---------------------------------------------------------------------------------------- run and stop

// From now on the link moves on from `Bytes`; at a segment end a transmitter's FIFO is full, so the segment end that
// stands for this moment lies that much further.
static void SideAnchor(I2S_SIDE *Side, ULONGLONG Bytes, ULONGLONG Qpc)
{
    WdfInterruptAcquireLock(Side->Block->Interrupt);
    Side->Boundary = Side->Index == 0 ? Bytes + Side->FifoBytes : Bytes;
    Side->BoundaryQpc = Qpc;
    Side->Moving = TRUE;
    WdfInterruptReleaseLock(Side->Block->Interrupt);
}

// DMA first. A transmitter's word clock waits until there is something to send: were it the other way round, the first
// word would go out in the middle of a frame, and every channel after it in its neighbour's slot.
static void SideSwitchOn(I2S_SIDE *Side)
{
    SideWrite(Side, SIDE_CONTROL, SIDE_DMA_ENABLE);
    if (Side->Index == 0) {
        for (ULONG step = 0; step < POLL_STEPS_MAX && SideRead(Side, SIDE_FIFO_LEVEL) == 0; ++step) {
            KeStallExecutionProcessor(POLL_STEP_MICROSECONDS);
        }
    }
    SideWrite(Side, SIDE_CONTROL, SIDE_DMA_ENABLE | SIDE_LINK_ENABLE);
}

static void SideSwitchOff(I2S_SIDE *Side)
{
    SideWrite(Side, SIDE_CONTROL, SIDE_DMA_ENABLE);
    SidePollControl(Side, SIDE_LINK_ENABLE, 0); // reads 1 until the frame under way has ended
    SideWrite(Side, SIDE_CONTROL, 0);
    SidePollControl(Side, SIDE_DMA_ENABLE, 0); // and this until the burst under way has
}

ULONGLONG SideStart(I2S_SIDE *Side)
{
    KIRQL irql;

    KeAcquireSpinLock(&Side->ControlLock, &irql);
    SideWrite(Side, SIDE_STATUS, SIDE_STATUS_MASK);
    SideWrite(Side, SIDE_INTERRUPT_ENABLE, SIDE_SEGMENT | SIDE_FAULTS);
    ULONGLONG now;
    const ULONGLONG bytes = SideLinkBytes(Side, &now);
    SideSwitchOn(Side);
    now = CounterNow();
    // The link starts with the next frame.
    SideAnchor(Side, bytes, now + TicksForBytes(Side, (ULONGLONG)Side->Buffer.Channels * Side->Buffer.ContainerBytes));
    Side->Running = TRUE;
    KeReleaseSpinLock(&Side->ControlLock, irql);
    return now;
}

void SideStop(I2S_SIDE *Side)
{
    KIRQL irql;

    KeAcquireSpinLock(&Side->ControlLock, &irql);
    Side->Running = FALSE;
    SideSwitchOff(Side);
    KeReleaseSpinLock(&Side->ControlLock, irql);

    // A packet may have ended since the last interrupt. It is counted here, for SideTakeCompletion.
    WdfInterruptAcquireLock(Side->Block->Interrupt);
    SideWrite(Side, SIDE_INTERRUPT_ENABLE, 0);
    Side->Moving = FALSE;
    Side->StopQpc = CounterNow();
    SideOnInterrupt(Side);
    WdfInterruptReleaseLock(Side->Block->Interrupt);

    KeFlushQueuedDpcs();
}

// After a gap the FIFO and the slots no longer agree, and after a late segment the channel has stopped: everything is
// switched off and on in the right order. Nothing that was fetched is lost.
void SideRecover(I2S_SIDE *Side)
{
    KIRQL irql;

    WdfInterruptAcquireLock(Side->Block->Interrupt);
    const ULONG faults = Side->Faults;
    Side->Faults = 0;
    WdfInterruptReleaseLock(Side->Block->Interrupt);

    if (faults == 0 || (faults & SIDE_BUS_ERROR) != 0) {
        return; // a list or a buffer that cannot be reached: the stream stays silent until it is prepared anew
    }

    KeAcquireSpinLock(&Side->ControlLock, &irql);
    if (Side->Running) {
        SideSwitchOff(Side);
        SideWrite(Side, SIDE_OWNERSHIP, ~0u);
        SideWrite(Side, SIDE_STATUS, SIDE_FAULTS); // the gap that this ends
        SideSwitchOn(Side);
        SideAnchor(Side, Side->Moved, CounterNow());
        ++Side->Restarts;
    }
    KeReleaseSpinLock(&Side->ControlLock, irql);
}

// ----------------------------------------------------------------------------------------- completions

// How far the channel has come. The index of the segment under way tells as much as a coarse position register leaves
// open. The register is read first: what completes in between is then missed, not invented, and interrupts again.
static void SideReadPosition(I2S_SIDE *Side)
{
    const ULONG position = SideRead(Side, SIDE_POSITION);
    const ULONG segment = SideRead(Side, SIDE_SEGMENT_INDEX);
    if (position == ~0u && segment == ~0u) {
        return; // the device has gone
    }

    const ULONGLONG ringStart = Side->FirstPacket * Side->Buffer.PacketSize;
    const ULONG lap = Side->Buffer.PacketSize * Side->Buffer.PacketCount;
    const ULONGLONG byRegister = Side->Moved + (LONG)(position - Side->LastPosition);

    if ((LONGLONG)(byRegister - ringStart) < 0) {
        Side->LastPosition = position;
        return; // before the first byte: the register has jumped, which tells nothing
    }

    if (Side->Block->BurstPositions) {
        Side->LastPosition = position;
        Side->Moved = byRegister;
        return;
    }
    // Moved may be ahead of the register by segments of this lap.
    const ULONGLONG laps = (byRegister - ringStart) / lap;
    const ULONGLONG bySegment = ringStart + laps * lap + Side->SegmentOffset[segment % I2S_SEGMENTS_MAX];
    const ULONGLONG moved = bySegment > byRegister ? bySegment : byRegister;
    Side->LastPosition = position + (ULONG)(moved - byRegister);
    Side->Moved = moved;
}

// Status is cleared before the position is read: a completion that comes later interrupts again.
void SideOnInterrupt(I2S_SIDE *Side)
{
    const ULONG status = SideRead(Side, SIDE_STATUS) & SIDE_STATUS_MASK;
    SideWrite(Side, SIDE_STATUS, status);
    const ULONGLONG before = Side->Moved;
    SideReadPosition(Side);
    const ULONGLONG now = CounterNow();

    Side->Faults |= status & SIDE_FAULTS;
    if (Side->Moved != before) {
        Side->Boundary = Side->Moved;
        Side->BoundaryQpc = now;
    }
    while ((Side->Completed + 1) * Side->Buffer.PacketSize <= Side->Moved) {
        // The end of a packet lies back by the time in which the channel has moved what is beyond it.
        const ULONGLONG beyond = Side->Moved - (Side->Completed + 1) * Side->Buffer.PacketSize;
        Side->CompletionQpc[Side->Completed % COMPLETIONS_REMEMBERED] = now - TicksForBytes(Side, beyond);
        ++Side->Completed;
    }
}

BOOLEAN SideTakeCompletion(I2S_SIDE *Side, ULONGLONG *Packet, ULONGLONG *Qpc)
{
    WdfInterruptAcquireLock(Side->Block->Interrupt);
    const BOOLEAN taken = Side->Taken != Side->Completed;
    if (taken) {
        *Packet = Side->Taken;
        *Qpc = Side->CompletionQpc[Side->Taken % COMPLETIONS_REMEMBERED];
        ++Side->Taken;
        if (Side->Block->SoftwareOwned) {
            SideWrite(Side, SIDE_OWNERSHIP,
                      Side->PacketSegments[(*Packet - Side->FirstPacket) % Side->Buffer.PacketCount]);
        }
    }
    WdfInterruptReleaseLock(Side->Block->Interrupt);
    return taken;
}

BOOLEAN SideHasCompletion(I2S_SIDE *Side)
{
    WdfInterruptAcquireLock(Side->Block->Interrupt);
    const BOOLEAN has = Side->Taken != Side->Completed;
    WdfInterruptReleaseLock(Side->Block->Interrupt);
    return has;
}

// ------------------------------------------------------------------------------------------- positions

// With a register that moves burst by burst: what has been moved, less what waits in the FIFO (transmit) or more what
// waits there (receive). Else the last segment end that has been seen, plus the time since then, and never as far as
// the next one: its interrupt has not come. At a segment end a transmitter's FIFO is full.
ULONGLONG SideLinkBytes(I2S_SIDE *Side, ULONGLONG *Qpc)
{
    ULONGLONG bytes;

    WdfInterruptAcquireLock(Side->Block->Interrupt);
    if (Side->Block->BurstPositions) {
        SideReadPosition(Side);
        const ULONG waiting = SideRead(Side, SIDE_FIFO_LEVEL) * Side->Buffer.ContainerBytes;
        *Qpc = CounterNow();
        bytes = Side->Index != 0 ? Side->Moved + waiting : Side->Moved > waiting ? Side->Moved - waiting : 0;
    } else {
        *Qpc = CounterNow();
        const ULONGLONG until = Side->Moving ? *Qpc : Side->StopQpc;
        const ULONGLONG lag = Side->Index == 0 ? Side->FifoBytes : 0;
        const ULONGLONG ticks = until > Side->BoundaryQpc ? until - Side->BoundaryQpc : 0;
        const ULONGLONG most = (Side->Completed + 1) * Side->Buffer.PacketSize;
        bytes = Side->Boundary + BytesInTicks(Side, ticks);
        bytes = bytes < most ? bytes : most;
        bytes = bytes > lag ? bytes - lag : 0;
    }
    WdfInterruptReleaseLock(Side->Block->Interrupt);
    return bytes;
}
