// SPDX-License-Identifier: MIT
//
// Kernel streaming: property, pin and data-format vocabulary that ACX re-uses. The KS library itself (ks.sys, AVStream)
// is not modelled. GUIDs are defined in every unit that includes this header, so no library is needed.
#ifndef ACXSIM_DDK_KS_H
#define ACXSIM_DDK_KS_H

#include "ntstatus.h"
#include "windef.h"

// --- GUID tools -----------------------------------------------------------------------------------------------------

#define STATICGUIDOF(guid) STATIC_##guid
#define DEFINE_GUIDNAMED(n) n
#define DEFINE_GUIDEX(name) EXTERN_C const GUID name

// Defines the constant from its STATIC_ initialiser; internal linkage, so every unit may have it.
#define ACXSIM_KS_GUID(name) static const GUID name __attribute__((unused)) = ACXSIM_GUID_BRACES(STATIC_##name)

// DEFINE_GUIDSTRUCT("xxxxxxxx-...", name): C++ reads the text at compile time, C uses STATIC_name, which sources that
// want to be C define beside it anyway.
#ifdef __cplusplus
extern "C++" {
constexpr unsigned int AcxSimGuidDigits(const char *text, int count) {
    unsigned int value = 0;
    for (int i = 0; i < count; ++i) {
        const char c = text[i];
        const int digit = c >= 'a' ? c - 'a' + 10 : c >= 'A' ? c - 'A' + 10 : c - '0';
        value = value * 16 + (unsigned int)digit;
    }
    return value;
}
constexpr GUID AcxSimGuidFromText(const char *text) {
    return GUID{AcxSimGuidDigits(text, 8),
                (unsigned short)AcxSimGuidDigits(text + 9, 4),
                (unsigned short)AcxSimGuidDigits(text + 14, 4),
                {(unsigned char)AcxSimGuidDigits(text + 19, 2), (unsigned char)AcxSimGuidDigits(text + 21, 2),
                 (unsigned char)AcxSimGuidDigits(text + 24, 2), (unsigned char)AcxSimGuidDigits(text + 26, 2),
                 (unsigned char)AcxSimGuidDigits(text + 28, 2), (unsigned char)AcxSimGuidDigits(text + 30, 2),
                 (unsigned char)AcxSimGuidDigits(text + 32, 2), (unsigned char)AcxSimGuidDigits(text + 34, 2)}};
}
} // extern "C++"
#define DEFINE_GUIDSTRUCT(text, name) static constexpr GUID name __attribute__((unused)) = AcxSimGuidFromText(text)
#else
#define DEFINE_GUIDSTRUCT(text, name) ACXSIM_KS_GUID(name)
#endif

#ifndef GUID_NULL
#define STATIC_GUID_NULL 0x00000000, 0x0000, 0x0000, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00
ACXSIM_KS_GUID(GUID_NULL);
#define GUID_NULL DEFINE_GUIDNAMED(GUID_NULL)
#endif

#define STATIC_KSPROPSETID_General 0x1464EDA5, 0x6A8F, 0x11D1, 0x9A, 0xA7, 0x00, 0xA0, 0xC9, 0x22, 0x31, 0x96
ACXSIM_KS_GUID(KSPROPSETID_General);
#define STATIC_KSPROPTYPESETID_General 0x97E99BA0, 0xBDEA, 0x11CF, 0xA5, 0xD6, 0x28, 0xDB, 0x04, 0xC1, 0x00, 0x00
ACXSIM_KS_GUID(KSPROPTYPESETID_General);
#define STATIC_KSPROPSETID_Topology 0x720D4AC0, 0x7533, 0x11D0, 0xA5, 0xD6, 0x28, 0xDB, 0x04, 0xC1, 0x00, 0x00
ACXSIM_KS_GUID(KSPROPSETID_Topology);
#define STATIC_KSPROPSETID_Pin 0x8C134960, 0x51AD, 0x11CF, 0x87, 0x8A, 0x94, 0xF8, 0x01, 0xC1, 0x00, 0x00
ACXSIM_KS_GUID(KSPROPSETID_Pin);
#define STATIC_KSPROPSETID_Connection 0x1D58C920, 0xAC9B, 0x11CF, 0xA5, 0xD6, 0x28, 0xDB, 0x04, 0xC1, 0x00, 0x00
ACXSIM_KS_GUID(KSPROPSETID_Connection);
#define STATIC_KSPROPSETID_Clock 0xDF12A4C0, 0xAC17, 0x11CF, 0xA5, 0xD6, 0x28, 0xDB, 0x04, 0xC1, 0x00, 0x00
ACXSIM_KS_GUID(KSPROPSETID_Clock);
#define STATIC_KSINTERFACESETID_Standard 0x1A8766A0, 0x62CE, 0x11CF, 0xA5, 0xD6, 0x28, 0xDB, 0x04, 0xC1, 0x00, 0x00
ACXSIM_KS_GUID(KSINTERFACESETID_Standard);
#define STATIC_KSMEDIUMSETID_Standard 0x4747B320, 0x62CE, 0x11CF, 0xA5, 0xD6, 0x28, 0xDB, 0x04, 0xC1, 0x00, 0x00
ACXSIM_KS_GUID(KSMEDIUMSETID_Standard);
#define STATIC_KSCATEGORY_AUDIO 0x6994AD04, 0x93EF, 0x11D0, 0xA3, 0xCC, 0x00, 0xA0, 0xC9, 0x22, 0x31, 0x96
ACXSIM_KS_GUID(KSCATEGORY_AUDIO);
#define STATIC_KSCATEGORY_RENDER 0x65E8773E, 0x8F56, 0x11D0, 0xA3, 0xB9, 0x00, 0xA0, 0xC9, 0x22, 0x31, 0x96
ACXSIM_KS_GUID(KSCATEGORY_RENDER);
#define STATIC_KSCATEGORY_CAPTURE 0x65E8773D, 0x8F56, 0x11D0, 0xA3, 0xB9, 0x00, 0xA0, 0xC9, 0x22, 0x31, 0x96
ACXSIM_KS_GUID(KSCATEGORY_CAPTURE);
#define STATIC_KSCATEGORY_REALTIME 0xEB115FFC, 0x10C8, 0x4964, 0x83, 0x1D, 0x6D, 0xCB, 0x02, 0xE6, 0xF2, 0x3F
ACXSIM_KS_GUID(KSCATEGORY_REALTIME);
#define STATIC_KSCATEGORY_TOPOLOGY 0xDDA54A40, 0x1E4C, 0x11D1, 0xA0, 0x50, 0x40, 0x57, 0x05, 0xC1, 0x00, 0x00
ACXSIM_KS_GUID(KSCATEGORY_TOPOLOGY);
#define STATIC_KSCATEGORY_DATATRANSFORM 0x2EB07EA0, 0x7E70, 0x11D0, 0xA5, 0xD6, 0x28, 0xDB, 0x04, 0xC1, 0x00, 0x00
ACXSIM_KS_GUID(KSCATEGORY_DATATRANSFORM);
#define STATIC_KSDATAFORMAT_TYPE_STREAM 0xE436EB83, 0x524F, 0x11CE, 0x9F, 0x53, 0x00, 0x20, 0xAF, 0x0B, 0xA7, 0x70
ACXSIM_KS_GUID(KSDATAFORMAT_TYPE_STREAM);
#define STATIC_KSDATAFORMAT_SUBTYPE_NONE 0xE436EB8E, 0x524F, 0x11CE, 0x9F, 0x53, 0x00, 0x20, 0xAF, 0x0B, 0xA7, 0x70
ACXSIM_KS_GUID(KSDATAFORMAT_SUBTYPE_NONE);
#define STATIC_KSDATAFORMAT_TYPE_WILDCARD 0x00000000, 0x0000, 0x0000, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00
ACXSIM_KS_GUID(KSDATAFORMAT_TYPE_WILDCARD);
#define STATIC_KSDATAFORMAT_SUBTYPE_WILDCARD 0x00000000, 0x0000, 0x0000, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00
ACXSIM_KS_GUID(KSDATAFORMAT_SUBTYPE_WILDCARD);
#define STATIC_KSDATAFORMAT_SPECIFIER_WILDCARD                                                                         \
    0x00000000, 0x0000, 0x0000, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00
ACXSIM_KS_GUID(KSDATAFORMAT_SPECIFIER_WILDCARD);
#define STATIC_KSDATAFORMAT_SPECIFIER_NONE 0x0F6417D6, 0xC318, 0x11D0, 0xA4, 0x3F, 0x00, 0xA0, 0xC9, 0x22, 0x31, 0x96
ACXSIM_KS_GUID(KSDATAFORMAT_SPECIFIER_NONE);

// --- identifiers
// ------------------------------------------------------------------------------------------------------

typedef struct {
    union {
        struct {
            GUID Set;
            ULONG Id;
            ULONG Flags;
        };
        LONGLONG Alignment;
    };
} KSIDENTIFIER, *PKSIDENTIFIER;
typedef KSIDENTIFIER KSPROPERTY, *PKSPROPERTY, KSMETHOD, *PKSMETHOD, KSEVENT, *PKSEVENT;
typedef KSIDENTIFIER KSPIN_INTERFACE, *PKSPIN_INTERFACE, KSPIN_MEDIUM, *PKSPIN_MEDIUM;

#define KSPROPERTY_TYPE_GET 0x00000001
#define KSPROPERTY_TYPE_SET 0x00000002
#define KSPROPERTY_TYPE_SETSUPPORT 0x00000100
#define KSPROPERTY_TYPE_BASICSUPPORT 0x00000200
#define KSPROPERTY_TYPE_RELATIONS 0x00000400
#define KSPROPERTY_TYPE_DEFAULTVALUES 0x00010000
#define KSPROPERTY_TYPE_TOPOLOGY 0x10000000
#define KSMETHOD_TYPE_NONE 0x00000000
#define KSMETHOD_TYPE_READ 0x00000001
#define KSMETHOD_TYPE_WRITE 0x00000002
#define KSMETHOD_TYPE_SEND 0x00000001
#define KSMETHOD_TYPE_BASICSUPPORT 0x00000200
#define KSEVENT_TYPE_ENABLE 0x00000001
#define KSEVENT_TYPE_ONESHOT 0x00000002
#define KSEVENT_TYPE_BASICSUPPORT 0x00000200

typedef struct {
    KSPROPERTY Property;
    ULONG NodeId;
    ULONG Reserved;
} KSNODEPROPERTY, *PKSNODEPROPERTY;

typedef struct {
    ULONG Size;
    ULONG Count;
} KSMULTIPLE_ITEM, *PKSMULTIPLE_ITEM;

typedef struct {
    ULONG AccessFlags;
    ULONG DescriptionSize;
    KSIDENTIFIER PropTypeSet;
    ULONG MembersListCount;
    ULONG Reserved;
} KSPROPERTY_DESCRIPTION, *PKSPROPERTY_DESCRIPTION;

#define KSPROPERTY_MEMBER_RANGES 0x00000001
#define KSPROPERTY_MEMBER_STEPPEDRANGES 0x00000002
#define KSPROPERTY_MEMBER_VALUES 0x00000003
#define KSPROPERTY_MEMBER_FLAG_DEFAULT 0x00000001

typedef struct {
    ULONG MembersFlags;
    ULONG MembersSize;
    ULONG MembersCount;
    ULONG Flags;
} KSPROPERTY_MEMBERSHEADER, *PKSPROPERTY_MEMBERSHEADER;

typedef struct {
    ULONG PriorityClass;
    ULONG PrioritySubClass;
} KSPRIORITY, *PKSPRIORITY;
#define KSPRIORITY_LOW 0x00000001
#define KSPRIORITY_NORMAL 0x40000000
#define KSPRIORITY_HIGH 0x80000000
#define KSPRIORITY_EXCLUSIVE 0xFFFFFFFF

// --- pins -----------------------------------------------------------------------------------------------------------

typedef enum { KSSTATE_STOP, KSSTATE_ACQUIRE, KSSTATE_PAUSE, KSSTATE_RUN } KSSTATE, *PKSSTATE;

typedef enum { KSPIN_DATAFLOW_IN = 1, KSPIN_DATAFLOW_OUT } KSPIN_DATAFLOW, *PKSPIN_DATAFLOW;

typedef enum {
    KSPIN_COMMUNICATION_NONE,
    KSPIN_COMMUNICATION_SINK,
    KSPIN_COMMUNICATION_SOURCE,
    KSPIN_COMMUNICATION_BOTH,
    KSPIN_COMMUNICATION_BRIDGE
} KSPIN_COMMUNICATION,
    *PKSPIN_COMMUNICATION;

typedef enum {
    KSPROPERTY_PIN_CINSTANCES,
    KSPROPERTY_PIN_CTYPES,
    KSPROPERTY_PIN_DATAFLOW,
    KSPROPERTY_PIN_DATARANGES,
    KSPROPERTY_PIN_DATAINTERSECTION,
    KSPROPERTY_PIN_INTERFACES,
    KSPROPERTY_PIN_MEDIUMS,
    KSPROPERTY_PIN_COMMUNICATION,
    KSPROPERTY_PIN_GLOBALCINSTANCES,
    KSPROPERTY_PIN_NECESSARYINSTANCES,
    KSPROPERTY_PIN_PHYSICALCONNECTION,
    KSPROPERTY_PIN_CATEGORY,
    KSPROPERTY_PIN_NAME,
    KSPROPERTY_PIN_CONSTRAINEDDATARANGES,
    KSPROPERTY_PIN_PROPOSEDATAFORMAT,
    KSPROPERTY_PIN_PROPOSEDATAFORMAT2,
    KSPROPERTY_PIN_MODEDATAFORMATS
} KSPROPERTY_PIN;

typedef enum {
    KSPROPERTY_CONNECTION_STATE,
    KSPROPERTY_CONNECTION_PRIORITY,
    KSPROPERTY_CONNECTION_DATAFORMAT,
    KSPROPERTY_CONNECTION_ALLOCATORFRAMING,
    KSPROPERTY_CONNECTION_PROPOSEDATAFORMAT,
    KSPROPERTY_CONNECTION_ACQUIREORDERING,
    KSPROPERTY_CONNECTION_ALLOCATORFRAMING_EX,
    KSPROPERTY_CONNECTION_STARTAT
} KSPROPERTY_CONNECTION;

typedef struct {
    KSPROPERTY Property;
    ULONG PinId;
    ULONG Reserved;
} KSP_PIN, *PKSP_PIN;

typedef struct {
    ULONG PossibleCount;
    ULONG CurrentCount;
} KSPIN_CINSTANCES, *PKSPIN_CINSTANCES;

typedef struct {
    ULONG Size;
    ULONG Pin;
    WCHAR SymbolicLinkName[1];
} KSPIN_PHYSICALCONNECTION, *PKSPIN_PHYSICALCONNECTION;

typedef struct {
    KSPIN_INTERFACE Interface;
    KSPIN_MEDIUM Medium;
    ULONG PinId;
    HANDLE PinToHandle;
    KSPRIORITY Priority;
} KSPIN_CONNECT, *PKSPIN_CONNECT;

// --- data formats ----------------------------------------------------------------------------------------------------

typedef union {
    struct {
        ULONG FormatSize;
        ULONG Flags;
        ULONG SampleSize;
        ULONG Reserved;
        GUID MajorFormat;
        GUID SubFormat;
        GUID Specifier;
    };
    LONGLONG Alignment;
} KSDATAFORMAT, *PKSDATAFORMAT, KSDATARANGE, *PKSDATARANGE;

#define KSDATAFORMAT_TEMPORAL_COMPRESSION 0x00000001
#define KSDATAFORMAT_ATTRIBUTES 0x00000002
#define KSDATARANGE_ATTRIBUTES 0x00000002
#define KSDATARANGE_REQUIRED_ATTRIBUTES 0x00000004

typedef struct {
    ULONG Size;
    ULONG Flags;
    GUID Attribute;
} KSATTRIBUTE, *PKSATTRIBUTE;
#define KSATTRIBUTE_REQUIRED 0x00000001

typedef struct {
    ULONG Count;
    PKSATTRIBUTE *Attributes;
} KSATTRIBUTE_LIST, *PKSATTRIBUTE_LIST;

// --- streaming -------------------------------------------------------------------------------------------------------

#define KSSTREAM_HEADER_OPTIONSF_SPLICEPOINT 0x00000001
#define KSSTREAM_HEADER_OPTIONSF_PREROLL 0x00000002
#define KSSTREAM_HEADER_OPTIONSF_DATADISCONTINUITY 0x00000004
#define KSSTREAM_HEADER_OPTIONSF_TYPECHANGED 0x00000008
#define KSSTREAM_HEADER_OPTIONSF_TIMEVALID 0x00000010
#define KSSTREAM_HEADER_OPTIONSF_TIMEDISCONTINUITY 0x00000040
#define KSSTREAM_HEADER_OPTIONSF_FLUSHONPAUSE 0x00000080
#define KSSTREAM_HEADER_OPTIONSF_DURATIONVALID 0x00000100
#define KSSTREAM_HEADER_OPTIONSF_ENDOFSTREAM 0x00000200
#define KSSTREAM_HEADER_OPTIONSF_LOOPEDDATA 0x80000000

typedef struct {
    ULONG NotificationType;
    union {
        struct {
            HANDLE Event;
            ULONG_PTR Reserved[2];
        } EventHandle;
        struct {
            LONG_PTR Unused[3];
        } Alignment;
    };
} KSEVENTDATA, *PKSEVENTDATA;

// Performance-counter ticks to 100 ns. As in the KS headers the arguments are evaluated several times: a function call
// among them is a real source of bugs, and stays one.
#define KSCONVERT_PERFORMANCE_TIME(Frequency, PerformanceTime)                                                         \
    ((((ULONGLONG)(ULONG)(PerformanceTime).HighPart * 10000000 / (Frequency)) << 32) +                                 \
     ((((((ULONGLONG)(ULONG)(PerformanceTime).HighPart * 10000000) % (Frequency)) << 32) +                             \
       ((ULONGLONG)(PerformanceTime).LowPart * 10000000)) /                                                            \
      (Frequency)))

#endif // ACXSIM_DDK_KS_H
