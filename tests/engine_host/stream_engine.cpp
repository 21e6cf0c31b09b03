// SPDX-License-Identifier: MIT
//
// Everything here is driver code: it is compiled as a driver is, and findings name its lines.
#include "stream_engine.h"

#include <ntintsafe.h>

WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(TIMER_CONTEXT, TimerGetContext)

EngineMistake StreamEngine::Mistake = EngineMistake::None;

static ULONGLONG QpcNow() { return (ULONGLONG)KeQueryPerformanceCounter(NULL).QuadPart; }

StreamEngine::StreamEngine(ACXSTREAM Stream, ACXDATAFORMAT Format)
    : m_Stream(Stream), m_BlocksPerSecond(AcxDataFormatGetSampleRate(Format)),
      m_BytesPerBlock(AcxDataFormatGetBlockAlign(Format)) {
    LARGE_INTEGER frequency;
    KeQueryPerformanceCounter(&frequency);
    m_TicksPerSecond = (ULONGLONG)frequency.QuadPart;
    KeInitializeSpinLock(&m_Lock);
}

NTSTATUS StreamEngine::AllocateRtPackets(ULONG PacketCount, ULONG PacketSize, PACX_RTPACKET *Packets) {
    if (PacketCount != MaximumPackets || PacketSize == 0 || PacketSize % m_BytesPerBlock != 0) {
        return STATUS_INVALID_PARAMETER;
    }
    const ULONG bytes = (ULONG)ROUND_TO_PAGES(PacketSize);
    PACX_RTPACKET packets =
        (PACX_RTPACKET)ExAllocatePool2(POOL_FLAG_NON_PAGED, PacketCount * sizeof(ACX_RTPACKET), PoolTag);
    if (packets == NULL) {
        return STATUS_NO_MEMORY;
    }
    for (ULONG i = 0; i < PacketCount; ++i) {
        ACX_RTPACKET_INIT(&packets[i]);
        m_Buffers[i] = ExAllocatePool2(POOL_FLAG_NON_PAGED, bytes, PoolTag);
        PMDL mdl = m_Buffers[i] == NULL ? NULL : IoAllocateMdl(m_Buffers[i], bytes, FALSE, FALSE, NULL);
        if (mdl == NULL) {
            if (m_Buffers[i] != NULL) {
                ExFreePoolWithTag(m_Buffers[i], PoolTag);
                m_Buffers[i] = NULL;
            }
            FreeRtPackets(packets, i);
            return STATUS_NO_MEMORY;
        }
        MmBuildMdlForNonPagedPool(mdl);
        WDF_MEMORY_DESCRIPTOR_INIT_MDL(&packets[i].RtPacketBuffer, mdl, bytes);
        packets[i].RtPacketOffset = i == 0 ? bytes - PacketSize : 0; // contiguous for the client
        packets[i].RtPacketSize = PacketSize;
    }
    m_BlocksPerPacket = PacketSize / m_BytesPerBlock;
    *Packets = packets;
    return STATUS_SUCCESS;
}

VOID StreamEngine::FreeRtPackets(PACX_RTPACKET Packets, ULONG PacketCount) {
    if (Mistake == EngineMistake::ForgetsPacketMemory) {
        return;
    }
    for (ULONG i = 0; i < PacketCount; ++i) {
        IoFreeMdl(Packets[i].RtPacketBuffer.u.MdlType.Mdl);
        ExFreePoolWithTag(m_Buffers[i], PoolTag);
    }
    ExFreePoolWithTag(Packets, PoolTag);
    if (Mistake == EngineMistake::WritesToFreedPackets) {
        *(volatile UCHAR *)m_Buffers[0] = 1; // the crash that a test looks for
    }
}

NTSTATUS StreamEngine::PrepareHardware() {
    WDF_TIMER_CONFIG config;
    WDF_TIMER_CONFIG_INIT(&config, EvtTimer);
    config.AutomaticSerialization = FALSE;
    config.UseHighResolutionTimer = WdfTrue;
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, TIMER_CONTEXT);
    attributes.ParentObject = m_Stream;
    const NTSTATUS status = WdfTimerCreate(&config, &attributes, &m_Timer);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    TimerGetContext(m_Timer)->Engine = this;
    m_Ticks = m_CurrentPacket = m_CapturedReported = 0;
    m_HasRun = false;
    return STATUS_SUCCESS;
}

NTSTATUS StreamEngine::ReleaseHardware() {
    WdfObjectDelete(m_Timer);
    m_Timer = nullptr;
    m_Ticks = m_CurrentPacket = m_CapturedReported = 0;
    m_HasRun = false;
    return STATUS_SUCCESS;
}

NTSTATUS StreamEngine::Run() {
    KIRQL irql;
    KeAcquireSpinLock(&m_Lock, &irql);
    m_RunQpc = QpcNow();
    m_RunTicks = m_Ticks;
    if (!m_HasRun) {
        m_PacketStart = m_RunQpc;
    }
    m_Running = m_HasRun = true;
    KeReleaseSpinLock(&m_Lock, irql);
    ArmTimer();
    return STATUS_SUCCESS;
}

NTSTATUS StreamEngine::Pause() {
    KIRQL irql;
    WdfTimerStop(m_Timer, TRUE);
    KeAcquireSpinLock(&m_Lock, &irql);
    m_Ticks = TicksNow(QpcNow());
    m_Running = false;
    KeReleaseSpinLock(&m_Lock, irql);
    CompletePackets(); // what ended since the timer's last expiry
    return STATUS_SUCCESS;
}

void StreamEngine::ArmTimer() {
    KIRQL irql;
    KeAcquireSpinLock(&m_Lock, &irql);
    ULONGLONG due = PacketEndTicks(m_CurrentPacket);
    if (Mistake == EngineMistake::NotifiesLate) {
        due += TicksAtBlock(m_BlocksPerPacket) * 3 / 2;
    }
    const ULONGLONG now = TicksNow(QpcNow());
    KeReleaseSpinLock(&m_Lock, irql);
    const ULONGLONG hns = due > now ? ((due - now) * 10000000 + m_TicksPerSecond - 1) / m_TicksPerSecond : 1;
    WdfTimerStart(m_Timer, -(LONGLONG)hns);
}

VOID StreamEngine::EvtTimer(WDFTIMER Timer) {
    StreamEngine *engine = TimerGetContext(Timer)->Engine;
    engine->CompletePackets();
    engine->ArmTimer();
}

void StreamEngine::CompletePackets() {
    for (;;) {
        KIRQL irql;
        KeAcquireSpinLock(&m_Lock, &irql);
        const ULONGLONG packet = m_CurrentPacket;
        const ULONGLONG end = PacketEndTicks(packet);
        const bool over = TicksNow(QpcNow()) >= end;
        const ULONGLONG qpc = m_RunQpc + (end - m_RunTicks);
        if (over) {
            m_CurrentPacket += 1;
            m_PreviousStart = m_PacketStart;
            m_PacketStart = qpc;
        }
        KeReleaseSpinLock(&m_Lock, irql);
        if (!over) {
            return;
        }
        AcxRtStreamNotifyPacketComplete(m_Stream, packet, qpc);
        if (Mistake == EngineMistake::RepeatsOrdinal && packet == 5) {
            AcxRtStreamNotifyPacketComplete(m_Stream, packet, qpc); // the line that a test looks for
        }
    }
}

NTSTATUS StreamEngine::GetHwLatency(ULONG *FifoSize, ULONG *Delay) {
    *FifoSize = 0;
    *Delay = 0;
    return STATUS_SUCCESS;
}

NTSTATUS StreamEngine::SetRenderPacket(ULONG Packet, ULONG Flags, ULONG EosPacketLength) {
    UNREFERENCED_PARAMETER(Flags);
    UNREFERENCED_PARAMETER(EosPacketLength);
    KIRQL irql;
    KeAcquireSpinLock(&m_Lock, &irql);
    const LONG ahead = (LONG)(Packet - (ULONG)m_CurrentPacket);
    const LONG minimum = m_HasRun ? 1 : 0;
    KeReleaseSpinLock(&m_Lock, irql);
    return ahead < minimum ? STATUS_DATA_LATE_ERROR : ahead > 1 ? STATUS_DATA_OVERRUN : STATUS_SUCCESS;
}

NTSTATUS StreamEngine::GetCapturePacket(PULONG LastCapturePacket, PULONGLONG QPCPacketStart, PBOOLEAN MoreData) {
    NTSTATUS status = STATUS_DEVICE_NOT_READY;
    KIRQL irql;
    *LastCapturePacket = 0;
    *QPCPacketStart = 0;
    *MoreData = FALSE;
    KeAcquireSpinLock(&m_Lock, &irql);
    if (m_CurrentPacket > m_CapturedReported) {
        *LastCapturePacket = (ULONG)(m_CurrentPacket - 1);
        *QPCPacketStart = m_PreviousStart;
        m_CapturedReported = m_CurrentPacket;
        status = STATUS_SUCCESS;
    }
    KeReleaseSpinLock(&m_Lock, irql);
    return status;
}

NTSTATUS StreamEngine::GetCurrentPacket(PULONG CurrentPacket) {
    KIRQL irql;
    KeAcquireSpinLock(&m_Lock, &irql);
    *CurrentPacket = (ULONG)m_CurrentPacket;
    KeReleaseSpinLock(&m_Lock, irql);
    return STATUS_SUCCESS;
}

NTSTATUS StreamEngine::GetPresentationPosition(PULONGLONG PositionInBlocks, PULONGLONG QPCPosition) {
    KIRQL irql;
    KeAcquireSpinLock(&m_Lock, &irql);
    const ULONGLONG now = QpcNow();
    *PositionInBlocks = BlocksAt(TicksNow(now));
    *QPCPosition = now;
    KeReleaseSpinLock(&m_Lock, irql);
    return STATUS_SUCCESS;
}
