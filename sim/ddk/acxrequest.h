// SPDX-License-Identifier: MIT
//
// Requests as ACX shows them: parameters of properties, methods and events; items that drivers add; preprocessing.
#ifndef ACXSIM_DDK_ACXREQUEST_H
#define ACXSIM_DDK_ACXREQUEST_H

#include "acxtypes.h"

typedef enum _ACX_REQUEST_TYPE {
    AcxRequestTypeUnknown = 0,
    AcxRequestTypeAny,
    AcxRequestTypeCreate,
    AcxRequestTypeProperty,
    AcxRequestTypeMethod,
    AcxRequestTypeEvent,
    AcxRequestTypeResetState,
    AcxRequestTypeMax
} ACX_REQUEST_TYPE,
    *PACX_REQUEST_TYPE;

typedef enum _ACX_ITEM_TYPE {
    AcxItemTypeDefault = 0,
    AcxItemTypeCircuit,
    AcxItemTypeStream,
    AcxItemTypeFactoryCircuit,
    AcxItemTypePin,
    AcxItemTypeElement,
    AcxItemTypeMax
} ACX_ITEM_TYPE,
    *PACX_ITEM_TYPE;

typedef enum _ACX_PROPERTY_VERB {
    AcxPropertyVerbNone = 0,
    AcxPropertyVerbGet,
    AcxPropertyVerbSet,
    AcxPropertyVerbBasicSupport,
    AcxPropertyVerbSetSupport,
    AcxPropertyVerbMax
} ACX_PROPERTY_VERB,
    *PACX_PROPERTY_VERB;

typedef enum _ACX_METHOD_VERB {
    AcxMethodVerbNone = 0,
    AcxMethodVerbSend,
    AcxMethodVerbBasicSupport,
    AcxMethodVerbSetSupport,
    AcxMethodVerbMax
} ACX_METHOD_VERB,
    *PACX_METHOD_VERB;

typedef enum _ACX_EVENT_VERB {
    AcxEventVerbNone = 0,
    AcxEventVerbEnable,
    AcxEventVerbDisable,
    AcxEventVerbBasicSupport,
    AcxEventVerbSetSupport,
    AcxEventVerbMax
} ACX_EVENT_VERB,
    *PACX_EVENT_VERB;

// The pages name these two without a value.
#define AcxItemIdNone ((ULONG)-1)
#define AcxItemIdAny ((ULONG)-2)

#define ACX_PROPERTY_ITEM_FLAG_GET KSPROPERTY_TYPE_GET
#define ACX_PROPERTY_ITEM_FLAG_SET KSPROPERTY_TYPE_SET
#define ACX_PROPERTY_ITEM_FLAG_BASICSUPPORT KSPROPERTY_TYPE_BASICSUPPORT
#define ACX_METHOD_ITEM_FLAG_SEND KSMETHOD_TYPE_SEND
#define ACX_METHOD_ITEM_FLAG_BASICSUPPORT KSMETHOD_TYPE_BASICSUPPORT
#define ACX_EVENT_ITEM_FLAG_ENABLE KSEVENT_TYPE_ENABLE
#define ACX_EVENT_ITEM_FLAG_ONESHOT KSEVENT_TYPE_ONESHOT
#define ACX_EVENT_ITEM_FLAG_BASICSUPPORT KSEVENT_TYPE_BASICSUPPORT

// VARENUM values for ACX_PROPERTY_ITEM.ValueType.
#ifndef VT_EMPTY
#define VT_EMPTY 0
#define VT_I2 2
#define VT_I4 3
#define VT_BOOL 11
#define VT_I1 16
#define VT_UI1 17
#define VT_UI2 18
#define VT_UI4 19
#define VT_I8 20
#define VT_UI8 21
#define VT_LPWSTR 31
#define VT_CLSID 72
#endif

typedef VOID EVT_ACX_OBJECT_PREPROCESS_REQUEST(ACXOBJECT Object, ACXCONTEXT DriverContext, WDFREQUEST Request);
typedef EVT_ACX_OBJECT_PREPROCESS_REQUEST *PFN_ACX_OBJECT_PREPROCESS_REQUEST;
typedef VOID EVT_ACX_OBJECT_PROCESS_REQUEST(ACXOBJECT Object, WDFREQUEST Request);
typedef EVT_ACX_OBJECT_PROCESS_REQUEST *PFN_ACX_OBJECT_PROCESS_REQUEST;
typedef NTSTATUS EVT_ACX_OBJECT_PROCESS_EVENT_REQUEST(ACXOBJECT Object, ACXEVENT Event, ACX_EVENT_VERB Verb,
                                                      ACXEVENTDATA EventData, WDFREQUEST Request);
typedef EVT_ACX_OBJECT_PROCESS_EVENT_REQUEST *PFN_ACX_OBJECT_PROCESS_EVENT_REQUEST;

typedef struct _ACX_PROPERTY_ITEM {
    const GUID *Set;
    ULONG Id;
    ULONG Flags; // ACX_PROPERTY_ITEM_FLAG_...
    PFN_ACX_OBJECT_PROCESS_REQUEST EvtAcxObjectProcessRequest;
    PVOID Reserved;
    ULONG ControlCb; // minimum, bytes
    ULONG ValueCb;   // minimum, bytes
    ULONG ValueType; // VT_...
} ACX_PROPERTY_ITEM, *PACX_PROPERTY_ITEM;

typedef struct _ACX_METHOD_ITEM {
    const GUID *Set;
    ULONG Id;
    ULONG Flags; // ACX_METHOD_ITEM_FLAG_...
    PFN_ACX_OBJECT_PROCESS_REQUEST EvtAcxObjectProcessRequest;
    PVOID Reserved;
    ULONG ArgsCb;
    ULONG ResultCb;
    ULONG ResultType;
} ACX_METHOD_ITEM, *PACX_METHOD_ITEM;

typedef struct _ACX_EVENT_ITEM {
    const GUID *Set;
    ULONG Id;
    ULONG Flags;
    PFN_ACX_OBJECT_PROCESS_REQUEST EvtAcxObjectProcessRequest;
    PVOID Reserved;
} ACX_EVENT_ITEM, *PACX_EVENT_ITEM;

typedef struct _ACX_REQUEST_PARAMETERS {
    ULONG Size;
    UCHAR MajorFunction;
    UCHAR MinorFunction;
    ACX_REQUEST_TYPE Type;
    union {
        struct {
            PVOID Control;
            ULONG ControlCb;
        } Create;
        struct {
            GUID Set;
            ULONG Id;
            ACX_PROPERTY_VERB Verb;
            ACX_ITEM_TYPE ItemType;
            ULONG ItemId;
            PVOID Control;
            ULONG ControlCb;
            PVOID Value;
            ULONG ValueCb;
        } Property;
        struct {
            GUID Set;
            ULONG Id;
            ACX_METHOD_VERB Verb;
            ACX_ITEM_TYPE ItemType;
            ULONG ItemId;
            PVOID Args;
            ULONG ArgsCb;
            PVOID Result;
            ULONG ResultCb;
        } Method;
        struct {
            GUID Set;
            ULONG Id;
            ACX_EVENT_VERB Verb;
            ACX_ITEM_TYPE ItemType;
            ULONG ItemId;
            PVOID Data;
            ULONG DataCb;
            ACXEVENTDATA EventData;
        } Event;
    } Parameters;
} ACX_REQUEST_PARAMETERS, *PACX_REQUEST_PARAMETERS;

DDKINLINE VOID ACX_REQUEST_PARAMETERS_INIT(PACX_REQUEST_PARAMETERS Parameters) {
    memset(Parameters, 0, sizeof(*Parameters));
    Parameters->Size = sizeof(*Parameters);
}

DDKINLINE VOID ACX_REQUEST_PARAMETERS_INIT_PROPERTY(PACX_REQUEST_PARAMETERS Params, GUID Set, ULONG Id,
                                                    ACX_PROPERTY_VERB Verb, ACX_ITEM_TYPE ItemType, ULONG ItemId,
                                                    PVOID Control, ULONG ControlCb, PVOID Value, ULONG ValueCb) {
    ACX_REQUEST_PARAMETERS_INIT(Params);
    Params->MajorFunction = IRP_MJ_DEVICE_CONTROL;
    Params->Type = AcxRequestTypeProperty;
    Params->Parameters.Property.Set = Set;
    Params->Parameters.Property.Id = Id;
    Params->Parameters.Property.Verb = Verb;
    Params->Parameters.Property.ItemType = ItemType;
    Params->Parameters.Property.ItemId = ItemId;
    Params->Parameters.Property.Control = Control;
    Params->Parameters.Property.ControlCb = ControlCb;
    Params->Parameters.Property.Value = Value;
    Params->Parameters.Property.ValueCb = ValueCb;
}

DDKINLINE VOID ACX_REQUEST_PARAMETERS_INIT_METHOD(PACX_REQUEST_PARAMETERS Params, GUID Set, ULONG Id,
                                                  ACX_METHOD_VERB Verb, ACX_ITEM_TYPE ItemType, ULONG ItemId,
                                                  PVOID Args, ULONG ArgsCb, PVOID Result, ULONG ResultCb) {
    ACX_REQUEST_PARAMETERS_INIT(Params);
    Params->MajorFunction = IRP_MJ_DEVICE_CONTROL;
    Params->Type = AcxRequestTypeMethod;
    Params->Parameters.Method.Set = Set;
    Params->Parameters.Method.Id = Id;
    Params->Parameters.Method.Verb = Verb;
    Params->Parameters.Method.ItemType = ItemType;
    Params->Parameters.Method.ItemId = ItemId;
    Params->Parameters.Method.Args = Args;
    Params->Parameters.Method.ArgsCb = ArgsCb;
    Params->Parameters.Method.Result = Result;
    Params->Parameters.Method.ResultCb = ResultCb;
}

EXTERN_C_START

ACXAPI VOID AcxRequestGetParameters(WDFREQUEST Request, PACX_REQUEST_PARAMETERS Parameters);

EXTERN_C_END

#endif // ACXSIM_DDK_ACXREQUEST_H
