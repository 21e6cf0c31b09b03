// SPDX-License-Identifier: MIT
//
// An RtPacket stream that a software alarm drives, for the corpus drivers: what differs between them (who allocates the
// packets, who rings the alarm, who looks at a finished packet) comes in as hooks. C, usable from C++.
#ifndef CORPUS_PACKET_STREAM_H
#define CORPUS_PACKET_STREAM_H

#include <ntddk.h>
#include <wdf.h>
#include <ks.h>
#include <ksmedia.h>
#include <acx.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PACKET_STREAM_TAG ((ULONG)'prCA')
#define PACKET_STREAM_PACKETS_MAX 2

// Every hook may be NULL: then the stream does it in the ordinary way.
typedef struct _PACKET_STREAM_HOOKS {
    // Fills Address[] with where each packet's audio begins. PASSIVE_LEVEL.
    NTSTATUS (*Allocate)(ACXSTREAM Stream, ULONG PacketCount, ULONG PacketSize, PACX_RTPACKET *Packets,
                         PUCHAR *Address);
    VOID (*Free)(ACXSTREAM Stream, PACX_RTPACKET Packets, ULONG PacketCount);
    // Called for each packet that has been transferred, before ACX is told. The alarm's IRQL.
    VOID (*Completed)(ACXSTREAM Stream, PUCHAR Packet, ULONG Size);
    // The oldest captured packet that the client has not had; STATUS_DEVICE_NOT_READY if there is none. <= DISPATCH_LEVEL.
    NTSTATUS (*Captured)(ACXSTREAM Stream, PULONG Packet, PULONGLONG PacketStart, PBOOLEAN MoreData);
    // A new packet is announced by the client. IRQL <= DISPATCH_LEVEL.
    VOID (*Announced)(ACXSTREAM Stream, ULONG Packet);
    // The alarm: create at PrepareHardware, set (100 ns, negative), silence (no callback runs afterwards), delete.
    NTSTATUS (*AlarmCreate)(ACXSTREAM Stream);
    VOID (*AlarmSet)(ACXSTREAM Stream, LONGLONG DueTime);
    VOID (*AlarmStop)(ACXSTREAM Stream);
    VOID (*AlarmDelete)(ACXSTREAM Stream);
} PACKET_STREAM_HOOKS;

typedef struct _PACKET_STREAM {
    ACXSTREAM Stream;
    BOOLEAN IsCapture;
    ULONG BlocksPerSecond;
    ULONG BytesPerBlock;
    const PACKET_STREAM_HOOKS *Hooks;
    PVOID Owner; // of the driver: whatever its hooks need

    PACX_RTPACKET Packets;
    ULONG PacketCount;
    ULONG PacketSize;
    PUCHAR Address[PACKET_STREAM_PACKETS_MAX];
    WDFTIMER Timer;

    KSPIN_LOCK Lock; // guards what follows
    BOOLEAN Running;
    BOOLEAN HasRun;
    BOOLEAN EndOfStream;
    ULONGLONG StartQpc;    // of the latest Run
    ULONGLONG StartBlocks; // blocks that had passed by then
    ULONGLONG Completed;   // packets
    ULONGLONG CurrentStart;
    ULONGLONG PreviousStart;
    ULONGLONG Reported; // capture packets handed out
} PACKET_STREAM;

WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(PACKET_STREAM, PacketStreamGet)

// To be called from EvtAcxCircuitCreateStream: assigns the callbacks and creates the stream. PASSIVE_LEVEL.
NTSTATUS PacketStreamCreate(WDFDEVICE Device, ACXCIRCUIT Circuit, PACXSTREAM_INIT StreamInit, ACXDATAFORMAT Format,
                            BOOLEAN IsCapture, const PACKET_STREAM_HOOKS *Hooks, PVOID Owner, ACXSTREAM *Stream);

// What an alarm of the driver's own has to call. IRQL <= DISPATCH_LEVEL.
VOID PacketStreamAlarm(ACXSTREAM Stream);

#ifdef __cplusplus
}
#endif

#endif
