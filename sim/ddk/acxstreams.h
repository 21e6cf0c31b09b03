// SPDX-License-Identifier: MIT
//
// Streams: states, callbacks, RT packets, notification, bridges, digital rights. Specification: contract sections 1
// to 5.
#ifndef ACXSIM_DDK_ACXSTREAMS_H
#define ACXSIM_DDK_ACXSTREAMS_H

#include "acxcircuit.h"

typedef enum _ACX_STREAM_STATE {
    AcxStreamStateStop = 0,
    AcxStreamStateAcquire,
    AcxStreamStatePause,
    AcxStreamStateRun,
    AcxStreamStateMaximum
} ACX_STREAM_STATE,
    *PACX_STREAM_STATE;

// Flags of EvtAcxStreamSetRenderPacket. The two names are one flag (AMB-02).
#define AcxStreamSetRenderPacketEndOfStream KSSTREAM_HEADER_OPTIONSF_ENDOFSTREAM

typedef struct _ACX_RTPACKET {
    ULONG Size;
    WDF_MEMORY_DESCRIPTOR RtPacketBuffer; // Mdl, or Invalid for the second of a shared buffer
    ULONG RtPacketOffset;                 // bytes into the buffer
    ULONG RtPacketSize;                   // bytes
} ACX_RTPACKET, *PACX_RTPACKET;

DDKINLINE VOID ACX_RTPACKET_INIT(PACX_RTPACKET RtPacket) {
    memset(RtPacket, 0, sizeof(*RtPacket));
    RtPacket->Size = sizeof(*RtPacket);
}

typedef struct _ACXDRMRIGHTS {
    BOOL CopyProtect;
    ULONG Reserved;
    BOOL DigitalOutputDisable;
} ACXDRMRIGHTS, *PACXDRMRIGHTS;

typedef struct _ACXDRMFORWARD {
    DWORD Flags;
    PDEVICE_OBJECT DeviceObject;
    PFILE_OBJECT FileObject;
    PVOID Context;
} ACXDRMFORWARD, *PACXDRMFORWARD;

#define DEFINE_ACXDRMRIGHTS_DEFAULT(DrmRights) const ACXDRMRIGHTS DrmRights = {FALSE, 0, FALSE}

typedef NTSTATUS EVT_ACX_STREAM_PREPARE_HARDWARE(ACXSTREAM Stream);
typedef EVT_ACX_STREAM_PREPARE_HARDWARE *PFN_ACX_STREAM_PREPARE_HARDWARE;
typedef NTSTATUS EVT_ACX_STREAM_RELEASE_HARDWARE(ACXSTREAM Stream);
typedef EVT_ACX_STREAM_RELEASE_HARDWARE *PFN_ACX_STREAM_RELEASE_HARDWARE;
typedef NTSTATUS EVT_ACX_STREAM_RUN(ACXSTREAM Stream);
typedef EVT_ACX_STREAM_RUN *PFN_ACX_STREAM_RUN;
typedef NTSTATUS EVT_ACX_STREAM_PAUSE(ACXSTREAM Stream);
typedef EVT_ACX_STREAM_PAUSE *PFN_ACX_STREAM_PAUSE;
typedef NTSTATUS EVT_ACX_STREAM_ASSIGN_DRM_CONTENT_ID(ACXSTREAM Stream, ULONG DrmContentId, PACXDRMRIGHTS DrmRights);
typedef EVT_ACX_STREAM_ASSIGN_DRM_CONTENT_ID *PFN_ACX_STREAM_ASSIGN_DRM_CONTENT_ID;
typedef NTSTATUS EVT_ACX_STREAM_GET_HW_LATENCY(ACXSTREAM Stream, ULONG *FifoSize, ULONG *Delay);
typedef EVT_ACX_STREAM_GET_HW_LATENCY *PFN_ACX_STREAM_GET_HW_LATENCY;
typedef NTSTATUS EVT_ACX_STREAM_ALLOCATE_RTPACKETS(ACXSTREAM Stream, ULONG PacketCount, ULONG PacketSize,
                                                   PACX_RTPACKET *Packets);
typedef EVT_ACX_STREAM_ALLOCATE_RTPACKETS *PFN_ACX_STREAM_ALLOCATE_RTPACKETS;
typedef VOID EVT_ACX_STREAM_FREE_RTPACKETS(ACXSTREAM Stream, PACX_RTPACKET Packets, ULONG PacketCount);
typedef EVT_ACX_STREAM_FREE_RTPACKETS *PFN_ACX_STREAM_FREE_RTPACKETS;
typedef NTSTATUS EVT_ACX_STREAM_SET_RENDER_PACKET(ACXSTREAM Stream, ULONG Packet, ULONG Flags, ULONG EosPacketLength);
typedef EVT_ACX_STREAM_SET_RENDER_PACKET *PFN_ACX_STREAM_SET_RENDER_PACKET;
typedef NTSTATUS EVT_ACX_STREAM_GET_CURRENT_PACKET(ACXSTREAM Stream, PULONG CurrentPacket);
typedef EVT_ACX_STREAM_GET_CURRENT_PACKET *PFN_ACX_STREAM_GET_CURRENT_PACKET;
typedef NTSTATUS EVT_ACX_STREAM_GET_CAPTURE_PACKET(ACXSTREAM Stream, PULONG LastCapturePacket,
                                                   PULONGLONG QPCPacketStart, PBOOLEAN MoreData);
typedef EVT_ACX_STREAM_GET_CAPTURE_PACKET *PFN_ACX_STREAM_GET_CAPTURE_PACKET;
typedef NTSTATUS EVT_ACX_STREAM_GET_PRESENTATION_POSITION(ACXSTREAM Stream, PULONGLONG PositionInBlocks,
                                                          PULONGLONG QPCPosition);
typedef EVT_ACX_STREAM_GET_PRESENTATION_POSITION *PFN_ACX_STREAM_GET_PRESENTATION_POSITION;

typedef struct _ACX_STREAM_CALLBACKS {
    ULONG Size;
    PFN_ACX_STREAM_PREPARE_HARDWARE EvtAcxStreamPrepareHardware;
    PFN_ACX_STREAM_RELEASE_HARDWARE EvtAcxStreamReleaseHardware;
    PFN_ACX_STREAM_RUN EvtAcxStreamRun;
    PFN_ACX_STREAM_PAUSE EvtAcxStreamPause;
    PFN_ACX_STREAM_ASSIGN_DRM_CONTENT_ID EvtAcxStreamAssignDrmContentId;
} ACX_STREAM_CALLBACKS, *PACX_STREAM_CALLBACKS;

DDKINLINE VOID ACX_STREAM_CALLBACKS_INIT(PACX_STREAM_CALLBACKS Callbacks) {
    memset(Callbacks, 0, sizeof(*Callbacks));
    Callbacks->Size = sizeof(*Callbacks);
}

typedef struct _ACX_RT_STREAM_CALLBACKS {
    ULONG Size;
    PFN_ACX_STREAM_GET_HW_LATENCY EvtAcxStreamGetHwLatency;
    PFN_ACX_STREAM_ALLOCATE_RTPACKETS EvtAcxStreamAllocateRtPackets;
    PFN_ACX_STREAM_FREE_RTPACKETS EvtAcxStreamFreeRtPackets;
    PFN_ACX_STREAM_SET_RENDER_PACKET EvtAcxStreamSetRenderPacket;
    PFN_ACX_STREAM_GET_CURRENT_PACKET EvtAcxStreamGetCurrentPacket;
    PFN_ACX_STREAM_GET_CAPTURE_PACKET EvtAcxStreamGetCapturePacket;
    PFN_ACX_STREAM_GET_PRESENTATION_POSITION EvtAcxStreamGetPresentationPosition;
} ACX_RT_STREAM_CALLBACKS, *PACX_RT_STREAM_CALLBACKS;

DDKINLINE VOID ACX_RT_STREAM_CALLBACKS_INIT(PACX_RT_STREAM_CALLBACKS Callbacks) {
    memset(Callbacks, 0, sizeof(*Callbacks));
    Callbacks->Size = sizeof(*Callbacks);
}

typedef enum _ACX_STREAM_BRIDGE_CONFIG_FLAGS {
    AcxStreamBridgeConfigNoFlags = 0,
    AcxStreamBridgeInvertChangeStateSequence = 0x1,
    AcxStreamBridgeForwardInStreamVarArguments = 0x2,
    AcxStreamBridgeConfigValidFlags = 0x3
} ACX_STREAM_BRIDGE_CONFIG_FLAGS,
    *PACX_STREAM_BRIDGE_CONFIG_FLAGS;

typedef enum _ACX_STREAM_BRIDGE_TYPE {
    AcxStreamBridgeInvalidType = 0,
    AcxStreamBridgeMux,
    AcxStreamBridgeMaximumType,
    AcxStreamBridgeDefaultType = AcxStreamBridgeMux
} ACX_STREAM_BRIDGE_TYPE,
    *PACX_STREAM_BRIDGE_TYPE;

typedef struct _ACX_STREAM_BRIDGE_CONFIG {
    ULONG Size;
    ULONG Flags; // ACX_STREAM_BRIDGE_CONFIG_FLAGS
    ACX_STREAM_BRIDGE_TYPE Type;
    ULONG InModesCount;
    PCGUID *InModes;
    PCGUID OutMode;
    ACXOBJECTBAG OutStreamVarArguments;
    WDF_OBJECT_ATTRIBUTES TargetStreamAttributes;
} ACX_STREAM_BRIDGE_CONFIG, *PACX_STREAM_BRIDGE_CONFIG;

DDKINLINE VOID ACX_STREAM_BRIDGE_CONFIG_INIT(PACX_STREAM_BRIDGE_CONFIG Config) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
    Config->Type = AcxStreamBridgeDefaultType;
    WDF_OBJECT_ATTRIBUTES_INIT(&Config->TargetStreamAttributes);
}

EXTERN_C_START

ACXAPI NTSTATUS AcxStreamInitAssignAcxStreamCallbacks(PACXSTREAM_INIT StreamInit,
                                                      PACX_STREAM_CALLBACKS StreamCallbacks);
ACXAPI NTSTATUS AcxStreamInitAssignAcxRtStreamCallbacks(PACXSTREAM_INIT StreamInit,
                                                        PACX_RT_STREAM_CALLBACKS RtStreamCallbacks);
ACXAPI VOID AcxStreamInitSetAcxRtStreamSupportsNotifications(PACXSTREAM_INIT StreamInit);
ACXAPI NTSTATUS AcxStreamInitAssignAcxRequestPreprocessCallback(
    PACXSTREAM_INIT StreamInit, PFN_ACX_OBJECT_PREPROCESS_REQUEST EvtObjectAcxRequestPreprocess,
    ACXCONTEXT DriverContext, ACX_REQUEST_TYPE RequestType, const GUID *Set, ULONG Id);
ACXAPI NTSTATUS AcxStreamInitAssignProperties(PACXSTREAM_INIT StreamInit, PACX_PROPERTY_ITEM Properties,
                                              ULONG PropertiesCount);
ACXAPI NTSTATUS AcxStreamInitAssignMethods(PACXSTREAM_INIT StreamInit, PACX_METHOD_ITEM Methods, ULONG MethodsCount);
ACXAPI NTSTATUS AcxRtStreamCreate(WDFDEVICE Device, ACXCIRCUIT Circuit, PWDF_OBJECT_ATTRIBUTES Attributes,
                                  PACXSTREAM_INIT *Config, ACXSTREAM *Stream);
ACXAPI NTSTATUS AcxStreamCreate(WDFDEVICE Device, ACXCIRCUIT Circuit, PWDF_OBJECT_ATTRIBUTES Attributes,
                                PACXSTREAM_INIT *Config, ACXSTREAM *Stream);
ACXAPI NTSTATUS AcxRtStreamNotifyPacketComplete(ACXSTREAM Stream, ULONGLONG CompletedPacket, ULONGLONG QPCCompletion);
ACXAPI NTSTATUS AcxStreamAddElements(ACXSTREAM Stream, ACXELEMENT *Elements, ULONG ElementsCount);
ACXAPI NTSTATUS AcxStreamAddConnections(ACXSTREAM Stream, PACX_CONNECTION Connections, ULONG ConnectionsCount);
ACXAPI NTSTATUS AcxStreamAddEvents(ACXSTREAM Stream, ACXEVENT *Events, ULONG EventsCount);
ACXAPI NTSTATUS AcxStreamDispatchAcxRequest(ACXSTREAM Stream, WDFREQUEST Request);
ACXAPI ACXCIRCUIT AcxStreamGetCircuit(ACXSTREAM Stream);
ACXAPI ACXELEMENT AcxStreamGetElementById(ACXSTREAM Stream, ULONG Id);
ACXAPI ULONG AcxStreamGetElementsCount(ACXSTREAM Stream);
ACXAPI GUID AcxStreamGetNotificationId(ACXSTREAM Stream);
ACXAPI NTSTATUS AcxStreamStopIoActual(ACXSTREAM Stream, ULONG Flags, PVOID Tag, LONG Line, PCCH File);
ACXAPI VOID AcxStreamResumeIoActual(ACXSTREAM Stream, PVOID Tag, LONG Line, PCCH File);
ACXAPI NTSTATUS AcxStreamBridgeCreate(ACXCIRCUIT Circuit, PWDF_OBJECT_ATTRIBUTES Attributes,
                                      PACX_STREAM_BRIDGE_CONFIG Config, ACXSTREAMBRIDGE *StreamBridge);
ACXAPI NTSTATUS AcxStreamBridgeAddStream(ACXSTREAMBRIDGE StreamBridge, ACXSTREAM Stream);
ACXAPI NTSTATUS AcxStreamBridgeRemoveStream(ACXSTREAMBRIDGE StreamBridge, ACXSTREAM Stream);
ACXAPI ACXTARGETSTREAM AcxStreamBridgeGetTargetStream(ACXSTREAMBRIDGE StreamBridge, ACXSTREAM Stream);
ACXAPI NTSTATUS AcxDrmAddContentHandlers(ULONG ContentId, PVOID *Handlers, ULONG NumHandlers);
ACXAPI NTSTATUS AcxDrmCreateContentMixed(PULONG ContentIds, ULONG ContentIdsCount, PULONG MixedContentId);
ACXAPI NTSTATUS AcxDrmDestroyContent(ULONG ContentId);
ACXAPI NTSTATUS AcxDrmForwardContentToDeviceObject(ULONG ContentId, PVOID Reserved, PACXDRMFORWARD DrmForward);
ACXAPI NTSTATUS AcxDrmRetrieveContentRights(ULONG ContentId, PACXDRMRIGHTS DrmRights);

EXTERN_C_END

#define AcxStreamStopIo(Stream, Flags) AcxStreamStopIoActual((Stream), (Flags), NULL, __LINE__, __FILE__)
#define AcxStreamStopIoWithTag(Stream, Flags, Tag) AcxStreamStopIoActual((Stream), (Flags), (Tag), __LINE__, __FILE__)
#define AcxStreamResumeIo(Stream) AcxStreamResumeIoActual((Stream), NULL, __LINE__, __FILE__)
#define AcxStreamResumeIoWithTag(Stream, Tag) AcxStreamResumeIoActual((Stream), (Tag), __LINE__, __FILE__)

#endif // ACXSIM_DDK_ACXSTREAMS_H
