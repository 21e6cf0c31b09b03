// SPDX-License-Identifier: MIT
//
// Pins, connections, jacks and microphones.
#ifndef ACXSIM_DDK_ACXPIN_H
#define ACXSIM_DDK_ACXPIN_H

#include "acxdataformat.h"
#include "acxrequest.h"

typedef enum _ACX_PIN_TYPE {
    AcxPinTypeOther = 0,
    AcxPinTypeSink,
    AcxPinTypeSource,
    AcxPinTypeMaximum
} ACX_PIN_TYPE,
    *PACX_PIN_TYPE;

typedef enum _ACX_PIN_COMMUNICATION {
    AcxPinCommunicationNone = 0,
    AcxPinCommunicationSink,
    AcxPinCommunicationSource,
    AcxPinCommunicationMaximum
} ACX_PIN_COMMUNICATION,
    *PACX_PIN_COMMUNICATION;

typedef enum _ACX_PIN_QUALIFIER {
    AcxPinQualifierUnknown = 0,
    AcxPinQualifierBridgeA,
    AcxPinQualifierBridgeB,
    AcxPinQualifierBridgeDevice,
    AcxPinQualifierMaximum
} ACX_PIN_QUALIFIER,
    *PACX_PIN_QUALIFIER;

typedef enum _ACX_PIN_CONFIG_FLAGS {
    AcxPinConfigNoFlags = 0,
    AcxPinConfigMicrophoneConfigSpecified = 0x1,
    AcxPinConfigNoDefaultDataFormatLists = 0x2,
    AcxPinConfigValidFlags = 0x3
} ACX_PIN_CONFIG_FLAGS,
    *PACX_PIN_CONFIG_FLAGS;

#define AcxPinIdDefault ((ULONG)-1)
#define AcxJackIdDefault ((ULONG)-1)

#ifndef RGB
#define RGB(r, g, b) ((ULONG)((UCHAR)(r) | ((ULONG)(UCHAR)(g) << 8) | ((ULONG)(UCHAR)(b) << 16)))
#endif

// --- jacks ---

typedef enum _ACX_JACK_CONNECTION_TYPE {
    AcxConnTypeUnknown = 0,
    AcxConnType3Point5mm,
    AcxConnTypeQuarter,
    AcxConnTypeAtapiInternal,
    AcxConnTypeRCA,
    AcxConnTypeOptical,
    AcxConnTypeOtherDigital,
    AcxConnTypeOtherAnalog,
    AcxConnTypeMultichannelAnalogDIN,
    AcxConnTypeXlrProfessional,
    AcxConnTypeRJ11Modem,
    AcxConnTypeCombination
} ACX_JACK_CONNECTION_TYPE,
    *PACX_JACK_CONNECTION_TYPE;

typedef enum _ACX_JACK_GEO_LOCATION {
    AcxGeoLocRear = 0x1,
    AcxGeoLocFront,
    AcxGeoLocLeft,
    AcxGeoLocRight,
    AcxGeoLocTop,
    AcxGeoLocBottom,
    AcxGeoLocRearPanel,
    AcxGeoLocRiser,
    AcxGeoLocInsideMobileLid,
    AcxGeoLocDrivebay,
    AcxGeoLocHDMI,
    AcxGeoLocOutsideMobileLid,
    AcxGeoLocATAPI,
    AcxGeoLocNotApplicable,
    AcxGeoLocReserved6,
    AcxJackGeoLocationMaximum
} ACX_JACK_GEO_LOCATION,
    *PACX_JACK_GEO_LOCATION;

typedef enum _ACX_JACK_GEN_LOCATION {
    AcxGenLocPrimaryBox = 0,
    AcxGenLocInternal,
    AcxGenLocSeparate,
    AcxGenLocOther,
    AcxJackGenLocationMaximum
} ACX_JACK_GEN_LOCATION,
    *PACX_JACK_GEN_LOCATION;

typedef enum _ACX_JACK_PORT_CONNECTION {
    AcxPortConnJack = 0,
    AcxPortConnIntegratedDevice,
    AcxPortConnBothIntegratedAndJack,
    AcxPortConnUnknown
} ACX_JACK_PORT_CONNECTION,
    *PACX_JACK_PORT_CONNECTION;

typedef enum _ACX_JACK_CONFIG_FLAGS {
    AcxJackConfigNoFlags = 0,
    AcxJackConfigJackDetection = 0x1,
    AcxJackConfigValidFlags = AcxJackConfigJackDetection
} ACX_JACK_CONFIG_FLAGS,
    *PACX_JACK_CONFIG_FLAGS;

typedef enum _ACX_JACK_SINK_INFO_CONNECTION_TYPE {
    AcxJackSinkInfoConnectionTypeHdmi = 0,
    AcxJackSinkInfoConnectionTypeDisplayPort
} ACX_JACK_SINK_INFO_CONNECTION_TYPE,
    *PACX_JACK_SINK_INFO_CONNECTION_TYPE;

typedef NTSTATUS EVT_ACX_JACK_RETRIEVE_PRESENCE_STATE(ACXJACK Jack, PBOOLEAN IsConnected);
typedef EVT_ACX_JACK_RETRIEVE_PRESENCE_STATE *PFN_ACX_JACK_RETRIEVE_PRESENCE_STATE;

typedef struct _ACX_JACK_CALLBACKS {
    ULONG Size;
    PFN_ACX_JACK_RETRIEVE_PRESENCE_STATE EvtAcxJackRetrievePresenceState;
} ACX_JACK_CALLBACKS, *PACX_JACK_CALLBACKS;

DDKINLINE VOID ACX_JACK_CALLBACKS_INIT(PACX_JACK_CALLBACKS Callbacks) {
    memset(Callbacks, 0, sizeof(*Callbacks));
    Callbacks->Size = sizeof(*Callbacks);
}

typedef struct _ACX_JACK_DESCRIPTION {
    ULONG ChannelMapping; // channel mask
    ULONG Color;          // RGB
    ACX_JACK_CONNECTION_TYPE ConnectionType;
    ACX_JACK_GEO_LOCATION GeoLocation;
    ACX_JACK_GEN_LOCATION GenLocation;
    ACX_JACK_PORT_CONNECTION PortConnection;
} ACX_JACK_DESCRIPTION, *PACX_JACK_DESCRIPTION;

typedef struct _ACX_JACK_CONFIG {
    ULONG Size;
    ULONG Id;
    ULONG Flags; // ACX_JACK_CONFIG_FLAGS
    PACX_JACK_CALLBACKS Callbacks;
    ACX_JACK_DESCRIPTION Description;
} ACX_JACK_CONFIG, *PACX_JACK_CONFIG;

DDKINLINE VOID ACX_JACK_CONFIG_INIT_ID(PACX_JACK_CONFIG Config, ULONG Id) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
    Config->Id = Id;
}
#define ACX_JACK_CONFIG_INIT(cfg) ACX_JACK_CONFIG_INIT_ID((cfg), AcxJackIdDefault)

#define ACX_JACK_SINK_DESCRIPTION_CCH 32

typedef struct _ACX_JACK_SINK_INFORMATION {
    ACX_JACK_SINK_INFO_CONNECTION_TYPE ConnType;
    USHORT ManufacturerId;
    USHORT ProductId;
    USHORT AudioLatency;
    BOOL HDCPCapable;
    BOOL AICapable;
    UCHAR SinkDescriptionLength;
    WCHAR SinkDescription[ACX_JACK_SINK_DESCRIPTION_CCH];
    LUID PortId;
} ACX_JACK_SINK_INFORMATION, *PACX_JACK_SINK_INFORMATION;

// --- microphones ---

typedef enum _ACX_MIC_ARRAY_TYPE {
    AcxMicArrayTypeLinear = 0,
    AcxMicArrayTypePlanar,
    AcxMicArrayType3d,
    AcxMicArrayTypeMaximum
} ACX_MIC_ARRAY_TYPE,
    *PACX_MIC_ARRAY_TYPE;

typedef enum _ACX_MICROPHONE_TYPE {
    AcxMicrophoneTypeOmniDirectional = 0,
    AcxMicrophoneTypeSubCardioid,
    AcxMicrophoneTypeCardioid,
    AcxMicrophoneTypeSuperCardioid,
    AcxMicrophoneTypeHyperCardioid,
    AcxMicrophoneType8Shaped,
    AcxMicrophoneTypeMaximum,
    AcxMicrophoneTypeVendorDefined = 0x0F
} ACX_MICROPHONE_TYPE,
    *PACX_MICROPHONE_TYPE;

typedef enum _ACX_MICROPHONE_CONFIG_FLAGS {
    AcxMicrophoneConfigNoFlags = 0,
    AcxMicrophoneConfigValidFlags = AcxMicrophoneConfigNoFlags
} ACX_MICROPHONE_CONFIG_FLAGS,
    *PACX_MICROPHONE_CONFIG_FLAGS;

typedef enum _ACX_MICARRAYGEOMETRY_CONFIG_FLAGS {
    AcxMicArrayGeometryConfigNoFlags = 0,
    AcxMicArrayGeometryConfigValidFlags = AcxMicArrayGeometryConfigNoFlags
} ACX_MICARRAYGEOMETRY_CONFIG_FLAGS,
    *PACX_MICARRAYGEOMETRY_CONFIG_FLAGS;

typedef struct _ACX_MIC_ARRAY_GEOMETRY {
    USHORT Version;
    ACX_MIC_ARRAY_TYPE MicArrayType;
    SHORT VerticalAngleBegin;
    SHORT VerticalAngleEnd;
    SHORT HorizontalAngleBegin;
    SHORT HorizontalAngleEnd;
    USHORT FrequencyBandLo;
    USHORT FrequencyBandHi;
} ACX_MIC_ARRAY_GEOMETRY, *PACX_MIC_ARRAY_GEOMETRY;

typedef struct _ACX_MICARRAYGEOMETRY_CONFIG {
    ULONG Size;
    ULONG Flags;
    ACX_MIC_ARRAY_GEOMETRY Geometry;
} ACX_MICARRAYGEOMETRY_CONFIG, *PACX_MICARRAYGEOMETRY_CONFIG;

DDKINLINE VOID ACX_MICARRAYGEOMETRY_CONFIG_INIT(PACX_MICARRAYGEOMETRY_CONFIG Config) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
}

typedef struct _ACX_MICROPHONE_COORDINATES {
    ACX_MICROPHONE_TYPE Type;
    SHORT XCoord; // millimetres
    SHORT YCoord;
    SHORT ZCoord;
    SHORT VerticalAngle; // 1/10000 radian
    SHORT HorizontalAngle;
} ACX_MICROPHONE_COORDINATES, *PACX_MICROPHONE_COORDINATES;

typedef struct _ACX_INTERLEAVED_AUDIO_FORMAT_INFORMATION {
    ULONG Size;
    ULONG PrimaryChannelCount;
    ULONG PrimaryChannelStartPosition;
    ULONG PrimaryChannelMask;
    ULONG InterleavedChannelCount;
    ULONG InterleavedChannelStartPosition;
    ULONG InterleavedChannelMask;
} ACX_INTERLEAVED_AUDIO_FORMAT_INFORMATION, *PACX_INTERLEAVED_AUDIO_FORMAT_INFORMATION;

DDKINLINE VOID ACX_INTERLEAVED_AUDIO_FORMAT_INFORMATION_INIT(PACX_INTERLEAVED_AUDIO_FORMAT_INFORMATION Format) {
    memset(Format, 0, sizeof(*Format));
    Format->Size = sizeof(*Format);
}

typedef struct _ACX_MICROPHONE_CONFIG {
    ULONG Size;
    ULONG Flags;
    LONG MicrophoneSnrDB;         // 16.16 fixed point
    LONG MicrophoneSensitivityDB; // 16.16 fixed point
    ACXMICARRAYGEOMETRY MicArrayGeometry;
    PACX_INTERLEAVED_AUDIO_FORMAT_INFORMATION InterleavedFormat;
} ACX_MICROPHONE_CONFIG, *PACX_MICROPHONE_CONFIG;

DDKINLINE VOID ACX_MICROPHONE_CONFIG_INIT(PACX_MICROPHONE_CONFIG Config) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
}

// --- pins ---

typedef NTSTATUS EVT_ACX_PIN_SET_DATAFORMAT(ACXPIN Pin, ACXDATAFORMAT DataFormat);
typedef EVT_ACX_PIN_SET_DATAFORMAT *PFN_ACX_PIN_SET_DATAFORMAT;
typedef NTSTATUS EVT_ACX_PIN_RETRIEVE_NAME(ACXPIN Pin, PUNICODE_STRING Name);
typedef EVT_ACX_PIN_RETRIEVE_NAME *PFN_ACX_PIN_RETRIEVE_NAME;
typedef NTSTATUS EVT_ACX_PIN_RETRIEVE_JACK_SINK_INFO(ACXPIN Pin, PACX_JACK_SINK_INFORMATION SinkInfo);
typedef EVT_ACX_PIN_RETRIEVE_JACK_SINK_INFO *PFN_ACX_PIN_RETRIEVE_JACK_SINK_INFO;
typedef VOID EVT_ACX_PIN_CONNECTED(ACXPIN Pin, ACXTARGETCIRCUIT TargetCircuit, ULONG TargetPinId);
typedef EVT_ACX_PIN_CONNECTED *PFN_ACX_PIN_CONNECTED;
typedef VOID EVT_ACX_PIN_DISCONNECTED(ACXPIN Pin, ACXTARGETCIRCUIT TargetCircuit, ULONG TargetPinId);
typedef EVT_ACX_PIN_DISCONNECTED *PFN_ACX_PIN_DISCONNECTED;
typedef VOID EVT_ACX_PIN_DATAFORMAT_CHANGE_NOTIFICATION(ACXPIN Pin, ACXTARGETCIRCUIT TargetCircuit, ULONG TargetPinId);
typedef EVT_ACX_PIN_DATAFORMAT_CHANGE_NOTIFICATION *PFN_ACX_PIN_DATAFORMAT_CHANGE_NOTIFICATION;

typedef struct _ACX_PIN_CALLBACKS {
    ULONG Size;
    PFN_ACX_PIN_SET_DATAFORMAT EvtAcxPinSetDataFormat;
    PFN_ACX_PIN_RETRIEVE_NAME EvtAcxPinRetrieveName;
    PFN_ACX_PIN_RETRIEVE_JACK_SINK_INFO EvtAcxPinRetrieveJackSinkInfo;
    PFN_ACX_OBJECT_PROCESS_REQUEST EvtAcxPinProcessJackRequest;
    PFN_ACX_PIN_CONNECTED EvtAcxPinConnected;
    PFN_ACX_PIN_DISCONNECTED EvtAcxPinDisconnected;
    PFN_ACX_PIN_DATAFORMAT_CHANGE_NOTIFICATION EvtAcxPinDataFormatChangeNotification;
} ACX_PIN_CALLBACKS, *PACX_PIN_CALLBACKS;

DDKINLINE VOID ACX_PIN_CALLBACKS_INIT(PACX_PIN_CALLBACKS Callbacks) {
    memset(Callbacks, 0, sizeof(*Callbacks));
    Callbacks->Size = sizeof(*Callbacks);
}

typedef struct _ACX_PIN_CONFIG {
    ULONG Size;
    ULONG Flags; // ACX_PIN_CONFIG_FLAGS
    ULONG Id;
    ACX_PIN_TYPE Type;
    ACX_PIN_COMMUNICATION Communication;
    ACX_PIN_QUALIFIER Qualifier;
    const GUID *Category;
    const GUID *Name;
    PACX_PIN_CALLBACKS PinCallbacks;
    ULONG PropertiesCount;
    ULONG MethodsCount;
    PACX_PROPERTY_ITEM Properties;
    PACX_METHOD_ITEM Methods;
    union {
        PACX_MICROPHONE_CONFIG MicrophoneConfig;
    } u;
    ULONG MaxStreams;
} ACX_PIN_CONFIG, *PACX_PIN_CONFIG;

DDKINLINE VOID ACX_PIN_CONFIG_INIT_ID(PACX_PIN_CONFIG Config, ULONG Id) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
    Config->Id = Id;
}
#define ACX_PIN_CONFIG_INIT(cfg) ACX_PIN_CONFIG_INIT_ID((cfg), AcxPinIdDefault)

// --- connections ---

typedef enum _ACX_CONNECTION_FLAGS {
    AcxConnectionNoFlags = 0,
    AcxConnectionFromPinId = 0x1,
    AcxConnectionFromPinObject = 0x2,
    AcxConnectionToPinId = 0x4,
    AcxConnectionToPinObject = 0x8,
    AcxConnectionValidFlags = 0xF
} ACX_CONNECTION_FLAGS,
    *PACX_CONNECTION_FLAGS;

typedef struct _ACX_CONNECTION {
    ULONG Size;
    ULONG Flags; // ACX_CONNECTION_FLAGS
    ACXOBJECT FromObject;
    union {
        ACXPIN Object;
        ULONG Id;
    } FromPin;
    ACXOBJECT ToObject;
    union {
        ACXPIN Object;
        ULONG Id;
    } ToPin;
} ACX_CONNECTION, *PACX_CONNECTION;

DDKINLINE VOID ACX_CONNECTION_INIT(PACX_CONNECTION Connection, ACXOBJECT FromObject, ACXOBJECT ToObject) {
    memset(Connection, 0, sizeof(*Connection));
    Connection->Size = sizeof(*Connection);
    Connection->FromObject = FromObject;
    Connection->ToObject = ToObject;
}

typedef enum _ACX_PHYSICAL_CONNECTION_FLAGS {
    AcxPhysicalConnectionNoFlags = 0,
    AcxPhysicalConnectionFromPinId = 0x1,
    AcxPhysicalConnectionFromPinObject = 0x2,
    AcxPhysicalConnectionValidFlags = 0x3
} ACX_PHYSICAL_CONNECTION_FLAGS,
    *PACX_PHYSICAL_CONNECTION_FLAGS;

typedef struct _ACX_PHYSICAL_CONNECTION {
    ULONG Size;
    ULONG Flags; // ACX_PHYSICAL_CONNECTION_FLAGS
    union {
        ACXPIN Object;
        ULONG Id;
    } FromPin;
    PCUNICODE_STRING TargetName;
    ULONG TargetPinId;
} ACX_PHYSICAL_CONNECTION, *PACX_PHYSICAL_CONNECTION;

DDKINLINE VOID ACX_PHYSICAL_CONNECTION_INIT(PACX_PHYSICAL_CONNECTION Connection) {
    memset(Connection, 0, sizeof(*Connection));
    Connection->Size = sizeof(*Connection);
}

EXTERN_C_START

ACXAPI NTSTATUS AcxPinCreate(ACXCIRCUIT Circuit, PWDF_OBJECT_ATTRIBUTES Attributes, PACX_PIN_CONFIG Config,
                             ACXPIN *Pin);
ACXAPI NTSTATUS AcxPinAddJacks(ACXPIN Pin, ACXJACK *Jacks, ULONG JacksCount);
ACXAPI NTSTATUS AcxPinAddEvents(ACXPIN Pin, ACXEVENT *Events, ULONG EventsCount);
ACXAPI NTSTATUS AcxPinAddStreamBridges(ACXPIN Pin, ACXSTREAMBRIDGE *StreamBridges, ULONG StreamBridgesCount);
ACXAPI NTSTATUS AcxPinRemoveStreamBridges(ACXPIN Pin, ACXSTREAMBRIDGE *StreamBridges, ULONG StreamBridgesCount);
ACXAPI NTSTATUS AcxPinAssignModeDataFormatList(ACXPIN AcxPin, const GUID *SignalProcessingMode,
                                               ACXDATAFORMATLIST DataFormatList);
ACXAPI NTSTATUS AcxPinRetrieveModeDataFormatList(ACXPIN AcxPin, const GUID *SignalProcessingMode,
                                                 ACXDATAFORMATLIST *DataFormatList);
ACXAPI NTSTATUS AcxPinRemoveModeDataFormatList(ACXPIN AcxPin, const GUID *SignalProcessingMode,
                                               ACXDATAFORMATLIST *DataFormatList);
ACXAPI ACXDATAFORMATLIST AcxPinGetRawDataFormatList(ACXPIN AcxPin);
ACXAPI NTSTATUS AcxPinNotifyDataFormatChange(ACXPIN Pin);
ACXAPI ACXCIRCUIT AcxPinGetCircuit(ACXPIN AcxPin);
ACXAPI ULONG AcxPinGetId(ACXPIN AcxPin);
ACXAPI ACX_PIN_TYPE AcxPinGetType(ACXPIN AcxPin);
ACXAPI NTSTATUS AcxJackCreate(ACXPIN AcxPin, PWDF_OBJECT_ATTRIBUTES Attributes, PACX_JACK_CONFIG Config, ACXJACK *Jack);
ACXAPI VOID AcxJackChangeStateNotification(ACXJACK Jack);
ACXAPI NTSTATUS AcxMicArrayGeometryCreate(ACXCIRCUIT AcxCircuit, PWDF_OBJECT_ATTRIBUTES Attributes,
                                          PACX_MICARRAYGEOMETRY_CONFIG Config, ACXMICARRAYGEOMETRY *MicArrayGeometry);
ACXAPI NTSTATUS AcxMicArrayGeometryAddMicrophoneCoordinates(ACXMICARRAYGEOMETRY MicArrayGeometry,
                                                            PACX_MICROPHONE_COORDINATES MicrophoneCoordinates,
                                                            ULONG MicrophoneCoordinatesCount);

EXTERN_C_END

#endif // ACXSIM_DDK_ACXPIN_H
