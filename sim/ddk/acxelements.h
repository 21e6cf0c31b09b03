// SPDX-License-Identifier: MIT
//
// Elements of circuits and streams: volume, mute, peak meter, generic; and, for the drivers that have them, audio
// engines, keyword spotters, audio modules.
#ifndef ACXSIM_DDK_ACXELEMENTS_H
#define ACXSIM_DDK_ACXELEMENTS_H

#include "acxdataformat.h"
#include "acxrequest.h"

#define AcxElementIdDefault ((ULONG)-1)
#define ACX_AUDIOMODULE_MAX_NAME_CCH_SIZE 128

typedef enum _ACX_VOLUME_CURVE_TYPE {
    AcxVolumeCurveTypeNone = 0,
    AcxVolumeCurveTypeFade
} ACX_VOLUME_CURVE_TYPE,
    *PACX_VOLUME_CURVE_TYPE;

typedef enum _ACX_CONSTRICTOR_OPTION {
    AcxConstrictorOptionNone = 0,
    AcxConstrictorOptionMute
} ACX_CONSTRICTOR_OPTION,
    *PACX_CONSTRICTOR_OPTION;

typedef enum _ACX_ELEMENT_CONFIG_FLAGS {
    AcxElementConfigNoFlags = 0,
    AcxElementConfigValidFlags = AcxElementConfigNoFlags
} ACX_ELEMENT_CONFIG_FLAGS,
    *PACX_ELEMENT_CONFIG_FLAGS;

typedef enum _ACX_VOLUME_CONFIG_FLAGS {
    AcxVolumeConfigNoFlags = 0,
    AcxVolumeConfigValidFlags = AcxVolumeConfigNoFlags
} ACX_VOLUME_CONFIG_FLAGS,
    *PACX_VOLUME_CONFIG_FLAGS;

typedef enum _ACX_MUTE_CONFIG_FLAGS {
    AcxMuteConfigNoFlags = 0,
    AcxMuteConfigValidFlags = AcxMuteConfigNoFlags
} ACX_MUTE_CONFIG_FLAGS,
    *PACX_MUTE_CONFIG_FLAGS;

typedef enum _ACX_PEAKMETER_CONFIG_FLAGS {
    AcxPeakMeterConfigNoFlags = 0,
    AcxPeakMeterConfigValidFlags = AcxPeakMeterConfigNoFlags
} ACX_PEAKMETER_CONFIG_FLAGS,
    *PACX_PEAKMETER_CONFIG_FLAGS;

typedef enum _ACX_AUDIOENGINE_CONFIG_FLAGS {
    AcxAudioEngineConfigNoFlags = 0,
    AcxAudioEngineConfigValidFlags = AcxAudioEngineConfigNoFlags
} ACX_AUDIOENGINE_CONFIG_FLAGS,
    *PACX_AUDIOENGINE_CONFIG_FLAGS;

typedef enum _ACX_STREAMAUDIOENGINE_CONFIG_FLAGS {
    AcxStreamAudioEngineConfigNoFlags = 0,
    AcxStreamAudioEngineConfigValidFlags = AcxStreamAudioEngineConfigNoFlags
} ACX_STREAMAUDIOENGINE_CONFIG_FLAGS,
    *PACX_STREAMAUDIOENGINE_CONFIG_FLAGS;

typedef enum _ACX_KEYWORDSPOTTER_CONFIG_FLAGS {
    AcxKeywordSpotterConfigNoFlags = 0,
    AcxKeywordSpotterConfigValidFlags = AcxKeywordSpotterConfigNoFlags
} ACX_KEYWORDSPOTTER_CONFIG_FLAGS,
    *PACX_KEYWORDSPOTTER_CONFIG_FLAGS;

typedef enum _ACX_AUDIOMODULE_CONFIG_FLAGS {
    AcxAudioModuleConfigNoFlags = 0,
    AcxAudioModuleConfigValidFlags = AcxAudioModuleConfigNoFlags
} ACX_AUDIOMODULE_CONFIG_FLAGS,
    *PACX_AUDIOMODULE_CONFIG_FLAGS;

// --- callbacks ---

typedef NTSTATUS EVT_ACX_VOLUME_ASSIGN_LEVEL(ACXVOLUME Volume, ULONG Channel, LONG VolumeLevel);
typedef EVT_ACX_VOLUME_ASSIGN_LEVEL *PFN_ACX_VOLUME_ASSIGN_LEVEL;
typedef NTSTATUS EVT_ACX_VOLUME_RETRIEVE_LEVEL(ACXVOLUME Volume, ULONG Channel, LONG *VolumeLevel);
typedef EVT_ACX_VOLUME_RETRIEVE_LEVEL *PFN_ACX_VOLUME_RETRIEVE_LEVEL;
typedef NTSTATUS EVT_ACX_RAMPED_VOLUME_ASSIGN_LEVEL(ACXVOLUME Volume, ULONG Channel, LONG VolumeLevel,
                                                    ACX_VOLUME_CURVE_TYPE CurveType, ULONGLONG CurveDuration);
typedef EVT_ACX_RAMPED_VOLUME_ASSIGN_LEVEL *PFN_ACX_RAMPED_VOLUME_ASSIGN_LEVEL;
typedef NTSTATUS EVT_ACX_MUTE_ASSIGN_STATE(ACXMUTE Mute, ULONG Channel, ULONG State);
typedef EVT_ACX_MUTE_ASSIGN_STATE *PFN_ACX_MUTE_ASSIGN_STATE;
typedef NTSTATUS EVT_ACX_MUTE_RETRIEVE_STATE(ACXMUTE Mute, ULONG Channel, ULONG *State);
typedef EVT_ACX_MUTE_RETRIEVE_STATE *PFN_ACX_MUTE_RETRIEVE_STATE;
typedef NTSTATUS EVT_ACX_PEAKMETER_RETRIEVE_LEVEL(ACXPEAKMETER PeakMeter, ULONG Channel, LONG *Level);
typedef EVT_ACX_PEAKMETER_RETRIEVE_LEVEL *PFN_ACX_PEAKMETER_RETRIEVE_LEVEL;
typedef NTSTATUS EVT_ACX_AUDIOENGINE_RETRIEVE_BUFFER_SIZE_LIMITS(ACXAUDIOENGINE AudioEngine, ACXDATAFORMAT Format,
                                                                 PULONG MinBufferSizeInBytes,
                                                                 PULONG MaxBufferSizeInBytes);
typedef EVT_ACX_AUDIOENGINE_RETRIEVE_BUFFER_SIZE_LIMITS *PFN_ACX_AUDIOENGINE_RETRIEVE_BUFFER_SIZE_LIMITS;
typedef NTSTATUS EVT_ACX_AUDIOENGINE_RETRIEVE_EFFECTS_STATE(ACXAUDIOENGINE AudioEngine, PULONG State);
typedef EVT_ACX_AUDIOENGINE_RETRIEVE_EFFECTS_STATE *PFN_ACX_AUDIOENGINE_RETRIEVE_EFFECTS_STATE;
typedef NTSTATUS EVT_ACX_AUDIOENGINE_ASSIGN_EFFECTS_STATE(ACXAUDIOENGINE AudioEngine, ULONG State);
typedef EVT_ACX_AUDIOENGINE_ASSIGN_EFFECTS_STATE *PFN_ACX_AUDIOENGINE_ASSIGN_EFFECTS_STATE;
typedef NTSTATUS EVT_ACX_AUDIOENGINE_RETRIEVE_ENGINE_FORMAT(ACXAUDIOENGINE AudioEngine, ACXDATAFORMAT *Format);
typedef EVT_ACX_AUDIOENGINE_RETRIEVE_ENGINE_FORMAT *PFN_ACX_AUDIOENGINE_RETRIEVE_ENGINE_FORMAT;
typedef NTSTATUS EVT_ACX_AUDIOENGINE_ASSIGN_ENGINE_FORMAT(ACXAUDIOENGINE AudioEngine, ACXDATAFORMAT Format);
typedef EVT_ACX_AUDIOENGINE_ASSIGN_ENGINE_FORMAT *PFN_ACX_AUDIOENGINE_ASSIGN_ENGINE_FORMAT;
typedef NTSTATUS EVT_ACX_STREAMAUDIOENGINE_RETRIEVE_EFFECTS_STATE(ACXSTREAMAUDIOENGINE StreamAudioEngine, PULONG State);
typedef EVT_ACX_STREAMAUDIOENGINE_RETRIEVE_EFFECTS_STATE *PFN_ACX_STREAMAUDIOENGINE_RETRIEVE_EFFECTS_STATE;
typedef NTSTATUS EVT_ACX_STREAMAUDIOENGINE_ASSIGN_EFFECTS_STATE(ACXSTREAMAUDIOENGINE StreamAudioEngine, ULONG State);
typedef EVT_ACX_STREAMAUDIOENGINE_ASSIGN_EFFECTS_STATE *PFN_ACX_STREAMAUDIOENGINE_ASSIGN_EFFECTS_STATE;
typedef NTSTATUS EVT_ACX_STREAMAUDIOENGINE_RETRIEVE_PRESENTATION_POSITION(ACXSTREAMAUDIOENGINE StreamAudioEngine,
                                                                          PULONGLONG PositionInBlocks,
                                                                          PULONGLONG QPCPosition);
typedef EVT_ACX_STREAMAUDIOENGINE_RETRIEVE_PRESENTATION_POSITION
    *PFN_ACX_STREAMAUDIOENGINE_RETRIEVE_PRESENTATION_POSITION;
typedef NTSTATUS EVT_ACX_STREAMAUDIOENGINE_RETRIEVE_LINEAR_BUFFER_POSITION(ACXSTREAMAUDIOENGINE StreamAudioEngine,
                                                                           PULONGLONG Position);
typedef EVT_ACX_STREAMAUDIOENGINE_RETRIEVE_LINEAR_BUFFER_POSITION
    *PFN_ACX_STREAMAUDIOENGINE_RETRIEVE_LINEAR_BUFFER_POSITION;
typedef NTSTATUS EVT_ACX_STREAMAUDIOENGINE_ASSIGN_CURRENT_WRITE_POSITION(ACXSTREAMAUDIOENGINE StreamAudioEngine,
                                                                         ULONG Position);
typedef EVT_ACX_STREAMAUDIOENGINE_ASSIGN_CURRENT_WRITE_POSITION
    *PFN_ACX_STREAMAUDIOENGINE_ASSIGN_CURRENT_WRITE_POSITION;
typedef NTSTATUS EVT_ACX_STREAMAUDIOENGINE_ASSIGN_LAST_BUFFER_POSITION(ACXSTREAMAUDIOENGINE StreamAudioEngine,
                                                                       ULONG Position);
typedef EVT_ACX_STREAMAUDIOENGINE_ASSIGN_LAST_BUFFER_POSITION *PFN_ACX_STREAMAUDIOENGINE_ASSIGN_LAST_BUFFER_POSITION;
typedef NTSTATUS EVT_ACX_STREAMAUDIOENGINE_ASSIGN_LOOPBACK_PROTECTION(ACXSTREAMAUDIOENGINE StreamAudioEngine,
                                                                      ACX_CONSTRICTOR_OPTION ConstrictorOption);
typedef EVT_ACX_STREAMAUDIOENGINE_ASSIGN_LOOPBACK_PROTECTION *PFN_ACX_STREAMAUDIOENGINE_ASSIGN_LOOPBACK_PROTECTION;
typedef NTSTATUS EVT_ACX_KEYWORDSPOTTER_RETRIEVE_ARM(ACXKEYWORDSPOTTER KeywordSpotter, GUID *EventId, BOOLEAN *Arm);
typedef EVT_ACX_KEYWORDSPOTTER_RETRIEVE_ARM *PFN_ACX_KEYWORDSPOTTER_RETRIEVE_ARM;
typedef NTSTATUS EVT_ACX_KEYWORDSPOTTER_ASSIGN_ARM(ACXKEYWORDSPOTTER KeywordSpotter, GUID *EventId, BOOLEAN Arm);
typedef EVT_ACX_KEYWORDSPOTTER_ASSIGN_ARM *PFN_ACX_KEYWORDSPOTTER_ASSIGN_ARM;
typedef NTSTATUS EVT_ACX_KEYWORDSPOTTER_ASSIGN_PATTERNS(ACXKEYWORDSPOTTER KeywordSpotter, GUID *EventId, PVOID Pattern,
                                                        ULONG PatternSize);
typedef EVT_ACX_KEYWORDSPOTTER_ASSIGN_PATTERNS *PFN_ACX_KEYWORDSPOTTER_ASSIGN_PATTERNS;
typedef NTSTATUS EVT_ACX_KEYWORDSPOTTER_ASSIGN_RESET(ACXKEYWORDSPOTTER KeywordSpotter, GUID *EventId);
typedef EVT_ACX_KEYWORDSPOTTER_ASSIGN_RESET *PFN_ACX_KEYWORDSPOTTER_ASSIGN_RESET;
typedef NTSTATUS EVT_ACX_AUDIOMODULE_PROCESSCOMMAND(ACXAUDIOMODULE AudioModule, PVOID InBuffer, ULONG InBufferCb,
                                                    PVOID OutBuffer, PULONG OutBufferCb);
typedef EVT_ACX_AUDIOMODULE_PROCESSCOMMAND *PFN_ACX_AUDIOMODULE_PROCESSCOMMAND;

// --- callback tables and configurations ---

typedef struct _ACX_VOLUME_CALLBACKS {
    ULONG Size;
    PFN_ACX_VOLUME_ASSIGN_LEVEL EvtAcxVolumeAssignLevel;
    PFN_ACX_RAMPED_VOLUME_ASSIGN_LEVEL EvtAcxRampedVolumeAssignLevel;
    PFN_ACX_VOLUME_RETRIEVE_LEVEL EvtAcxVolumeRetrieveLevel;
    PFN_ACX_OBJECT_PROCESS_REQUEST EvtAcxVolumeProcessRequest;
} ACX_VOLUME_CALLBACKS, *PACX_VOLUME_CALLBACKS;

DDKINLINE VOID ACX_VOLUME_CALLBACKS_INIT(PACX_VOLUME_CALLBACKS Callbacks) {
    memset(Callbacks, 0, sizeof(*Callbacks));
    Callbacks->Size = sizeof(*Callbacks);
}

typedef struct _ACX_MUTE_CALLBACKS {
    ULONG Size;
    PFN_ACX_MUTE_ASSIGN_STATE EvtAcxMuteAssignState;
    PFN_ACX_MUTE_RETRIEVE_STATE EvtAcxMuteRetrieveState;
    PFN_ACX_OBJECT_PROCESS_REQUEST EvtAcxMuteProcessRequest;
} ACX_MUTE_CALLBACKS, *PACX_MUTE_CALLBACKS;

DDKINLINE VOID ACX_MUTE_CALLBACKS_INIT(PACX_MUTE_CALLBACKS Callbacks) {
    memset(Callbacks, 0, sizeof(*Callbacks));
    Callbacks->Size = sizeof(*Callbacks);
}

typedef struct _ACX_PEAKMETER_CALLBACKS {
    ULONG Size;
    PFN_ACX_PEAKMETER_RETRIEVE_LEVEL EvtAcxPeakMeterRetrieveLevel;
    PFN_ACX_OBJECT_PROCESS_REQUEST EvtAcxPeakMeterProcessRequest;
} ACX_PEAKMETER_CALLBACKS, *PACX_PEAKMETER_CALLBACKS;

DDKINLINE VOID ACX_PEAKMETER_CALLBACKS_INIT(PACX_PEAKMETER_CALLBACKS Callbacks) {
    memset(Callbacks, 0, sizeof(*Callbacks));
    Callbacks->Size = sizeof(*Callbacks);
}

typedef struct _ACX_AUDIOENGINE_CALLBACKS {
    ULONG Size;
    PFN_ACX_AUDIOENGINE_RETRIEVE_BUFFER_SIZE_LIMITS EvtAcxAudioEngineRetrieveBufferSizeLimits;
    PFN_ACX_AUDIOENGINE_ASSIGN_EFFECTS_STATE EvtAcxAudioEngineAssignEffectsState;
    PFN_ACX_AUDIOENGINE_RETRIEVE_EFFECTS_STATE EvtAcxAudioEngineRetrieveEffectsState;
    PFN_ACX_AUDIOENGINE_RETRIEVE_ENGINE_FORMAT EvtAcxAudioEngineRetrieveEngineMixFormat;
    PFN_ACX_AUDIOENGINE_ASSIGN_ENGINE_FORMAT EvtAcxAudioEngineAssignEngineDeviceFormat;
    PFN_ACX_OBJECT_PROCESS_REQUEST EvtAcxAudioEngineProcessRequest;
} ACX_AUDIOENGINE_CALLBACKS, *PACX_AUDIOENGINE_CALLBACKS;

DDKINLINE VOID ACX_AUDIOENGINE_CALLBACKS_INIT(PACX_AUDIOENGINE_CALLBACKS Callbacks) {
    memset(Callbacks, 0, sizeof(*Callbacks));
    Callbacks->Size = sizeof(*Callbacks);
}

typedef struct _ACX_STREAMAUDIOENGINE_CALLBACKS {
    ULONG Size;
    PFN_ACX_STREAMAUDIOENGINE_ASSIGN_EFFECTS_STATE EvtAcxStreamAudioEngineAssignEffectsState;
    PFN_ACX_STREAMAUDIOENGINE_RETRIEVE_EFFECTS_STATE EvtAcxStreamAudioEngineRetrieveEffectsState;
    PFN_ACX_STREAMAUDIOENGINE_RETRIEVE_PRESENTATION_POSITION EvtAcxStreamAudioEngineRetrievePresentationPosition;
    PFN_ACX_STREAMAUDIOENGINE_ASSIGN_CURRENT_WRITE_POSITION EvtAcxStreamAudioEngineAssignCurrentWritePosition;
    PFN_ACX_STREAMAUDIOENGINE_RETRIEVE_LINEAR_BUFFER_POSITION EvtAcxStreamAudioEngineRetrieveLinearBufferPosition;
    PFN_ACX_STREAMAUDIOENGINE_ASSIGN_LAST_BUFFER_POSITION EvtAcxStreamAudioEngineAssignLastBufferPosition;
    PFN_ACX_STREAMAUDIOENGINE_ASSIGN_LOOPBACK_PROTECTION EvtAcxStreamAudioEngineAssignLoopbackProtection;
    PFN_ACX_OBJECT_PROCESS_REQUEST EvtAcxStreamAudioEngineProcessRequest;
} ACX_STREAMAUDIOENGINE_CALLBACKS, *PACX_STREAMAUDIOENGINE_CALLBACKS;

DDKINLINE VOID ACX_STREAMAUDIOENGINE_CALLBACKS_INIT(PACX_STREAMAUDIOENGINE_CALLBACKS Callbacks) {
    memset(Callbacks, 0, sizeof(*Callbacks));
    Callbacks->Size = sizeof(*Callbacks);
}

typedef struct _ACX_KEYWORDSPOTTER_CALLBACKS {
    ULONG Size;
    PFN_ACX_KEYWORDSPOTTER_RETRIEVE_ARM EvtAcxKeywordSpotterRetrieveArm;
    PFN_ACX_KEYWORDSPOTTER_ASSIGN_ARM EvtAcxKeywordSpotterAssignArm;
    PFN_ACX_KEYWORDSPOTTER_ASSIGN_PATTERNS EvtAcxKeywordSpotterAssignPatterns;
    PFN_ACX_KEYWORDSPOTTER_ASSIGN_RESET EvtAcxKeywordSpotterAssignReset;
} ACX_KEYWORDSPOTTER_CALLBACKS, *PACX_KEYWORDSPOTTER_CALLBACKS;

DDKINLINE VOID ACX_KEYWORDSPOTTER_CALLBACKS_INIT(PACX_KEYWORDSPOTTER_CALLBACKS Callbacks) {
    memset(Callbacks, 0, sizeof(*Callbacks));
    Callbacks->Size = sizeof(*Callbacks);
}

typedef struct _ACX_AUDIOMODULE_CALLBACKS {
    ULONG Size;
    PFN_ACX_AUDIOMODULE_PROCESSCOMMAND EvtAcxAudioModuleProcessCommand;
} ACX_AUDIOMODULE_CALLBACKS, *PACX_AUDIOMODULE_CALLBACKS;

DDKINLINE VOID ACX_AUDIOMODULE_CALLBACKS_INIT(PACX_AUDIOMODULE_CALLBACKS Callbacks) {
    memset(Callbacks, 0, sizeof(*Callbacks));
    Callbacks->Size = sizeof(*Callbacks);
}

typedef struct _ACX_ELEMENT_CONFIG {
    ULONG Size;
    ULONG Id;
    const GUID *Type; // KSNODETYPE_...
    const GUID *Name;
    ULONG Flags;
    ULONG PropertiesCount;
    ULONG MethodsCount;
    PACX_PROPERTY_ITEM Properties;
    PACX_METHOD_ITEM Methods;
} ACX_ELEMENT_CONFIG, *PACX_ELEMENT_CONFIG;

DDKINLINE VOID ACX_ELEMENT_CONFIG_INIT_ID(PACX_ELEMENT_CONFIG Config, ULONG Id) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
    Config->Id = Id;
}
#define ACX_ELEMENT_CONFIG_INIT(cfg) ACX_ELEMENT_CONFIG_INIT_ID((cfg), AcxElementIdDefault)

typedef struct _ACX_VOLUME_CONFIG {
    ULONG Size;
    ULONG Id;
    const GUID *Name;
    ULONG Flags;
    ULONG ChannelsCount;
    LONG Maximum;       // 16.16 dB
    LONG Minimum;       // 16.16 dB
    LONG SteppingDelta; // 16.16 dB
    PACX_VOLUME_CALLBACKS Callbacks;
} ACX_VOLUME_CONFIG, *PACX_VOLUME_CONFIG;

DDKINLINE VOID ACX_VOLUME_CONFIG_INIT_ID(PACX_VOLUME_CONFIG Config, ULONG Id) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
    Config->Id = Id;
}
#define ACX_VOLUME_CONFIG_INIT(cfg) ACX_VOLUME_CONFIG_INIT_ID((cfg), AcxElementIdDefault)

typedef struct _ACX_MUTE_CONFIG {
    ULONG Size;
    ULONG Id;
    const GUID *Name;
    ULONG Flags;
    ULONG ChannelsCount;
    PACX_MUTE_CALLBACKS Callbacks;
} ACX_MUTE_CONFIG, *PACX_MUTE_CONFIG;

DDKINLINE VOID ACX_MUTE_CONFIG_INIT_ID(PACX_MUTE_CONFIG Config, ULONG Id) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
    Config->Id = Id;
}
#define ACX_MUTE_CONFIG_INIT(cfg) ACX_MUTE_CONFIG_INIT_ID((cfg), AcxElementIdDefault)

typedef struct _ACX_PEAKMETER_CONFIG {
    ULONG Size;
    ULONG Id;
    const GUID *Name;
    ULONG Flags;
    ULONG ChannelsCount;
    LONG Maximum;
    LONG Minimum;
    LONG SteppingDelta;
    PACX_PEAKMETER_CALLBACKS Callbacks;
} ACX_PEAKMETER_CONFIG, *PACX_PEAKMETER_CONFIG;

DDKINLINE VOID ACX_PEAKMETER_CONFIG_INIT_ID(PACX_PEAKMETER_CONFIG Config, ULONG Id) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
    Config->Id = Id;
    Config->Maximum = (LONG)0x7fffffff;
    Config->Minimum = (LONG)0x80000000;
}
#define ACX_PEAKMETER_CONFIG_INIT(cfg) ACX_PEAKMETER_CONFIG_INIT_ID((cfg), AcxElementIdDefault)

typedef struct _ACX_AUDIOENGINE_CONFIG {
    ULONG Size;
    ULONG Id;
    const GUID *Name;
    ULONG Flags;
    ACXPIN HostPin;
    ACXPIN OffloadPin;
    ACXPIN LoopbackPin;
    ACXVOLUME VolumeElement;
    ACXMUTE MuteElement;
    ACXPEAKMETER PeakMeterElement;
    PACX_AUDIOENGINE_CALLBACKS Callbacks;
} ACX_AUDIOENGINE_CONFIG, *PACX_AUDIOENGINE_CONFIG;

DDKINLINE VOID ACX_AUDIOENGINE_CONFIG_INIT_ID(PACX_AUDIOENGINE_CONFIG Config, ULONG Id) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
    Config->Id = Id;
}
#define ACX_AUDIOENGINE_CONFIG_INIT(cfg) ACX_AUDIOENGINE_CONFIG_INIT_ID((cfg), AcxElementIdDefault)

typedef struct _ACX_STREAMAUDIOENGINE_CONFIG {
    ULONG Size;
    ULONG Id;
    const GUID *Name;
    ULONG Flags;
    ACXVOLUME VolumeElement;
    ACXMUTE MuteElement;
    ACXPEAKMETER PeakMeterElement;
    PACX_STREAMAUDIOENGINE_CALLBACKS Callbacks;
} ACX_STREAMAUDIOENGINE_CONFIG, *PACX_STREAMAUDIOENGINE_CONFIG;

DDKINLINE VOID ACX_STREAMAUDIOENGINE_CONFIG_INIT_ID(PACX_STREAMAUDIOENGINE_CONFIG Config, ULONG Id) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
    Config->Id = Id;
}
#define ACX_STREAMAUDIOENGINE_CONFIG_INIT(cfg) ACX_STREAMAUDIOENGINE_CONFIG_INIT_ID((cfg), AcxElementIdDefault)

typedef struct _ACX_KEYWORDSPOTTER_CONFIG {
    ULONG Size;
    ULONG Id;
    const GUID *Name;
    ULONG Flags;
    const GUID *Pattern;
    PACX_KEYWORDSPOTTER_CALLBACKS Callbacks;
} ACX_KEYWORDSPOTTER_CONFIG, *PACX_KEYWORDSPOTTER_CONFIG;

DDKINLINE VOID ACX_KEYWORDSPOTTER_CONFIG_INIT_ID(PACX_KEYWORDSPOTTER_CONFIG Config, ULONG Id) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
    Config->Id = Id;
}
#define ACX_KEYWORDSPOTTER_CONFIG_INIT(cfg) ACX_KEYWORDSPOTTER_CONFIG_INIT_ID((cfg), AcxElementIdDefault)

typedef struct _ACX_AUDIOMODULE_DESCRIPTOR {
    GUID ClassId;
    ULONG InstanceId;
    ULONG VersionMajor;
    ULONG VersionMinor;
    WCHAR Name[ACX_AUDIOMODULE_MAX_NAME_CCH_SIZE];
} ACX_AUDIOMODULE_DESCRIPTOR, *PACX_AUDIOMODULE_DESCRIPTOR;

typedef struct _ACX_AUDIOMODULE_CONFIG {
    ULONG Size;
    ULONG Id;
    const GUID *Name;
    ULONG Flags;
    ACX_AUDIOMODULE_DESCRIPTOR Descriptor;
    PACX_AUDIOMODULE_CALLBACKS Callbacks;
} ACX_AUDIOMODULE_CONFIG, *PACX_AUDIOMODULE_CONFIG;

DDKINLINE VOID ACX_AUDIOMODULE_CONFIG_INIT_ID(PACX_AUDIOMODULE_CONFIG Config, ULONG Id) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
    Config->Id = Id;
}
#define ACX_AUDIOMODULE_CONFIG_INIT(cfg) ACX_AUDIOMODULE_CONFIG_INIT_ID((cfg), AcxElementIdDefault)

EXTERN_C_START

ACXAPI NTSTATUS AcxElementCreate(ACXOBJECT Object, PWDF_OBJECT_ATTRIBUTES Attributes, PACX_ELEMENT_CONFIG Config,
                                 ACXELEMENT *Element);
ACXAPI NTSTATUS AcxVolumeCreate(ACXOBJECT Object, PWDF_OBJECT_ATTRIBUTES Attributes, PACX_VOLUME_CONFIG Config,
                                ACXVOLUME *Volume);
ACXAPI NTSTATUS AcxMuteCreate(ACXOBJECT Object, PWDF_OBJECT_ATTRIBUTES Attributes, PACX_MUTE_CONFIG Config,
                              ACXMUTE *Mute);
ACXAPI NTSTATUS AcxPeakMeterCreate(ACXOBJECT Object, PWDF_OBJECT_ATTRIBUTES Attributes, PACX_PEAKMETER_CONFIG Config,
                                   ACXPEAKMETER *PeakMeter);
ACXAPI NTSTATUS AcxAudioEngineCreate(ACXOBJECT Object, PWDF_OBJECT_ATTRIBUTES Attributes,
                                     PACX_AUDIOENGINE_CONFIG Config, ACXAUDIOENGINE *AudioEngine);
ACXAPI NTSTATUS AcxKeywordSpotterCreate(ACXOBJECT Object, PWDF_OBJECT_ATTRIBUTES Attributes,
                                        PACX_KEYWORDSPOTTER_CONFIG Config, ACXKEYWORDSPOTTER *KeywordSpotter);
ACXAPI NTSTATUS AcxAudioModuleCreate(ACXOBJECT Object, PWDF_OBJECT_ATTRIBUTES Attributes,
                                     PACX_AUDIOMODULE_CONFIG Config, ACXAUDIOMODULE *AudioModule);
ACXAPI NTSTATUS AcxStreamAudioEngineCreate(ACXSTREAM Stream, ACXAUDIOENGINE AudioEngine,
                                           PWDF_OBJECT_ATTRIBUTES Attributes, PACX_STREAMAUDIOENGINE_CONFIG Config,
                                           ACXSTREAMAUDIOENGINE *StreamAudioEngine);
ACXAPI ACXSTREAM AcxStreamAudioEngineGetStream(ACXSTREAMAUDIOENGINE StreamAudioEngine);
ACXAPI ACXDATAFORMATLIST AcxAudioEngineGetDeviceFormatList(ACXAUDIOENGINE AudioEngine);
ACXAPI NTSTATUS AcxElementAddEvents(ACXELEMENT Element, ACXEVENT *Events, ULONG EventsCount);
ACXAPI ACXOBJECT AcxElementGetContainer(ACXELEMENT Element);
ACXAPI ULONG AcxElementGetId(ACXELEMENT Element);
ACXAPI VOID AcxVolumeChangeLevelNotification(ACXVOLUME Volume);
ACXAPI VOID AcxMuteChangeStateNotification(ACXMUTE Mute);

EXTERN_C_END

#endif // ACXSIM_DDK_ACXELEMENTS_H
