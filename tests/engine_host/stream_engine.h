// SPDX-License-Identifier: MIT
//
// A small stream engine as a driver would have it: packet memory, a timer that completes packets, positions from the
// performance counter. It knows ACX and KMDF, and nothing of the driver around it. One kind of mistake at a time can be
// switched on, for the tests.
#pragma once

#include <ntddk.h>
#include <wdf.h>

#include <acx.h>

enum class EngineMistake {
    None,
    RepeatsOrdinal,       // notifies a packet twice
    NotifiesLate,         // tells of a packet one and a half packets after its end
    ForgetsPacketMemory,  // FreeRtPackets frees nothing
    WritesToFreedPackets, // crashes
};

class StreamEngine {
public:
    static EngineMistake Mistake;

    StreamEngine(ACXSTREAM Stream, ACXDATAFORMAT Format);

    NTSTATUS AllocateRtPackets(ULONG PacketCount, ULONG PacketSize, PACX_RTPACKET *Packets);
    VOID FreeRtPackets(PACX_RTPACKET Packets, ULONG PacketCount);
    NTSTATUS PrepareHardware();
    NTSTATUS ReleaseHardware();
    NTSTATUS Run();
    NTSTATUS Pause();
    NTSTATUS GetHwLatency(ULONG *FifoSize, ULONG *Delay);
    NTSTATUS SetRenderPacket(ULONG Packet, ULONG Flags, ULONG EosPacketLength);
    NTSTATUS GetCapturePacket(PULONG LastCapturePacket, PULONGLONG QPCPacketStart, PBOOLEAN MoreData);
    NTSTATUS GetCurrentPacket(PULONG CurrentPacket);
    NTSTATUS GetPresentationPosition(PULONGLONG PositionInBlocks, PULONGLONG QPCPosition);

private:
    static const ULONG PoolTag = 'gnEt';
    static const ULONG MaximumPackets = 2;
    static EVT_WDF_TIMER EvtTimer;

    void CompletePackets();
    void ArmTimer();
    ULONGLONG BlocksAt(ULONGLONG Ticks) const { return Ticks * m_BlocksPerSecond / m_TicksPerSecond; }
    ULONGLONG TicksAtBlock(ULONGLONG Block) const {
        return (Block * m_TicksPerSecond + m_BlocksPerSecond - 1) / m_BlocksPerSecond;
    }
    ULONGLONG TicksNow(ULONGLONG Qpc) const { return m_Running ? m_RunTicks + (Qpc - m_RunQpc) : m_Ticks; }
    ULONGLONG PacketEndTicks(ULONGLONG Packet) const { return TicksAtBlock((Packet + 1) * m_BlocksPerPacket); }

    ACXSTREAM m_Stream;
    WDFTIMER m_Timer = nullptr;
    KSPIN_LOCK m_Lock;
    ULONGLONG m_TicksPerSecond;
    ULONG m_BlocksPerSecond;
    ULONG m_BytesPerBlock;
    ULONG m_BlocksPerPacket = 0;
    bool m_Running = false;
    bool m_HasRun = false;
    ULONGLONG m_Ticks = 0;         // counter ticks in Run, up to the last Pause
    ULONGLONG m_RunTicks = 0;      // the same when the last Run came ...
    ULONGLONG m_RunQpc = 0;        // ... and the counter then
    ULONGLONG m_PacketStart = 0;   // counter when the current packet began
    ULONGLONG m_PreviousStart = 0; // and the one before
    ULONGLONG m_CurrentPacket = 0; // in transfer
    ULONGLONG m_CapturedReported = 0;
    PVOID m_Buffers[MaximumPackets] = {};
};

struct TIMER_CONTEXT {
    StreamEngine *Engine;
};
