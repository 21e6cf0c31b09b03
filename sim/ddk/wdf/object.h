// SPDX-License-Identifier: MIT
//
// Framework handles, object attributes, typed contexts, references and deletion.
//
// A handle is a pointer to an incomplete struct of its own, so that mixing two kinds is a compile-time error; any of
// them converts to WDFOBJECT, which is a plain pointer.
#ifndef ACXSIM_DDK_WDF_OBJECT_H
#define ACXSIM_DDK_WDF_OBJECT_H

#include "../wdfstatus.h"
#include "../wdm.h"

typedef HANDLE WDFOBJECT, *PWDFOBJECT;
#define ACXSIM_DECLARE_WDF_HANDLE(name)                                                                                \
    struct name##__;                                                                                                   \
    typedef struct name##__ *name

ACXSIM_DECLARE_WDF_HANDLE(WDFDRIVER);
ACXSIM_DECLARE_WDF_HANDLE(WDFDEVICE);
ACXSIM_DECLARE_WDF_HANDLE(WDFQUEUE);
ACXSIM_DECLARE_WDF_HANDLE(WDFREQUEST);
ACXSIM_DECLARE_WDF_HANDLE(WDFFILEOBJECT);
ACXSIM_DECLARE_WDF_HANDLE(WDFINTERRUPT);
ACXSIM_DECLARE_WDF_HANDLE(WDFTIMER);
ACXSIM_DECLARE_WDF_HANDLE(WDFDPC);
ACXSIM_DECLARE_WDF_HANDLE(WDFWORKITEM);
ACXSIM_DECLARE_WDF_HANDLE(WDFSPINLOCK);
ACXSIM_DECLARE_WDF_HANDLE(WDFWAITLOCK);
ACXSIM_DECLARE_WDF_HANDLE(WDFMEMORY);
ACXSIM_DECLARE_WDF_HANDLE(WDFLOOKASIDE);
ACXSIM_DECLARE_WDF_HANDLE(WDFSTRING);
ACXSIM_DECLARE_WDF_HANDLE(WDFKEY);
ACXSIM_DECLARE_WDF_HANDLE(WDFCOLLECTION);
ACXSIM_DECLARE_WDF_HANDLE(WDFIOTARGET);
ACXSIM_DECLARE_WDF_HANDLE(WDFCMRESLIST);
ACXSIM_DECLARE_WDF_HANDLE(WDFIORESREQLIST);
ACXSIM_DECLARE_WDF_HANDLE(WDFIORESLIST);
ACXSIM_DECLARE_WDF_HANDLE(WDFCHILDLIST);
ACXSIM_DECLARE_WDF_HANDLE(WDFDMAENABLER);
ACXSIM_DECLARE_WDF_HANDLE(WDFDMATRANSACTION);
ACXSIM_DECLARE_WDF_HANDLE(WDFCOMMONBUFFER);

typedef PVOID WDFCONTEXT;
typedef struct WDFDEVICE_INIT *PWDFDEVICE_INIT;

#define WDF_NO_HANDLE NULL
#define WDF_NO_CONTEXT NULL
#define WDF_NO_EVENT_CALLBACK NULL
#define WDF_NO_OBJECT_ATTRIBUTES NULL

typedef enum _WDF_TRI_STATE { WdfFalse = FALSE, WdfTrue = TRUE, WdfUseDefault = 2 } WDF_TRI_STATE, *PWDF_TRI_STATE;

typedef enum _WDF_EXECUTION_LEVEL {
    WdfExecutionLevelInvalid = 0,
    WdfExecutionLevelInheritFromParent,
    WdfExecutionLevelPassive,
    WdfExecutionLevelDispatch
} WDF_EXECUTION_LEVEL;

typedef enum _WDF_SYNCHRONIZATION_SCOPE {
    WdfSynchronizationScopeInvalid = 0,
    WdfSynchronizationScopeInheritFromParent,
    WdfSynchronizationScopeDevice,
    WdfSynchronizationScopeQueue,
    WdfSynchronizationScopeNone
} WDF_SYNCHRONIZATION_SCOPE;

typedef VOID EVT_WDF_OBJECT_CONTEXT_CLEANUP(WDFOBJECT Object);
typedef EVT_WDF_OBJECT_CONTEXT_CLEANUP *PFN_WDF_OBJECT_CONTEXT_CLEANUP;
typedef VOID EVT_WDF_OBJECT_CONTEXT_DESTROY(WDFOBJECT Object);
typedef EVT_WDF_OBJECT_CONTEXT_DESTROY *PFN_WDF_OBJECT_CONTEXT_DESTROY;
typedef EVT_WDF_OBJECT_CONTEXT_CLEANUP EVT_WDF_DEVICE_CONTEXT_CLEANUP;
typedef EVT_WDF_OBJECT_CONTEXT_DESTROY EVT_WDF_DEVICE_CONTEXT_DESTROY;

// Identity of a context type. There is one per type and module; UniqueType points at the one that counts.
typedef struct _WDF_OBJECT_CONTEXT_TYPE_INFO {
    ULONG Size;
    PCCH ContextName;
    size_t ContextSize;
    const struct _WDF_OBJECT_CONTEXT_TYPE_INFO *UniqueType;
    PVOID EvtDriverGetUniqueContextType;
} WDF_OBJECT_CONTEXT_TYPE_INFO, *PWDF_OBJECT_CONTEXT_TYPE_INFO;
typedef const WDF_OBJECT_CONTEXT_TYPE_INFO *PCWDF_OBJECT_CONTEXT_TYPE_INFO;

typedef struct _WDF_OBJECT_ATTRIBUTES {
    ULONG Size;
    PFN_WDF_OBJECT_CONTEXT_CLEANUP EvtCleanupCallback;
    PFN_WDF_OBJECT_CONTEXT_DESTROY EvtDestroyCallback;
    WDF_EXECUTION_LEVEL ExecutionLevel;
    WDF_SYNCHRONIZATION_SCOPE SynchronizationScope;
    WDFOBJECT ParentObject;
    size_t ContextSizeOverride;
    PCWDF_OBJECT_CONTEXT_TYPE_INFO ContextTypeInfo;
} WDF_OBJECT_ATTRIBUTES, *PWDF_OBJECT_ATTRIBUTES;

DDKINLINE VOID WDF_OBJECT_ATTRIBUTES_INIT(PWDF_OBJECT_ATTRIBUTES Attributes) {
    memset(Attributes, 0, sizeof(*Attributes));
    Attributes->Size = sizeof(*Attributes);
    Attributes->ExecutionLevel = WdfExecutionLevelInheritFromParent;
    Attributes->SynchronizationScope = WdfSynchronizationScopeInheritFromParent;
}

EXTERN_C_START

WDFAPI PVOID WdfObjectGetTypedContextWorker(WDFOBJECT Handle, PCWDF_OBJECT_CONTEXT_TYPE_INFO TypeInfo);
WDFAPI NTSTATUS WdfObjectAllocateContext(WDFOBJECT Handle, PWDF_OBJECT_ATTRIBUTES ContextAttributes, PVOID *Context);
WDFAPI WDFOBJECT WdfObjectContextGetObject(PVOID ContextPointer);
WDFAPI NTSTATUS WdfObjectCreate(PWDF_OBJECT_ATTRIBUTES Attributes, WDFOBJECT *Object);
WDFAPI VOID WdfObjectDelete(WDFOBJECT Object);
WDFAPI VOID WdfObjectReferenceActual(WDFOBJECT Handle, PVOID Tag, LONG Line, PCCH File);
WDFAPI VOID WdfObjectDereferenceActual(WDFOBJECT Handle, PVOID Tag, LONG Line, PCCH File);
WDFAPI VOID WdfObjectAcquireLock(WDFOBJECT Object);
WDFAPI VOID WdfObjectReleaseLock(WDFOBJECT Object);

EXTERN_C_END

#define WdfObjectReference(Handle) WdfObjectReferenceActual((Handle), NULL, __LINE__, __FILE__)
#define WdfObjectReferenceWithTag(Handle, Tag) WdfObjectReferenceActual((Handle), (Tag), __LINE__, __FILE__)
#define WdfObjectDereference(Handle) WdfObjectDereferenceActual((Handle), NULL, __LINE__, __FILE__)
#define WdfObjectDereferenceWithTag(Handle, Tag) WdfObjectDereferenceActual((Handle), (Tag), __LINE__, __FILE__)

#define WDF_TYPE_NAME_TO_TYPE_INFO(_contexttype) _WDF_##_contexttype##_TYPE_INFO
#define WDF_GET_CONTEXT_TYPE_INFO(_contexttype) (WDF_TYPE_NAME_TO_TYPE_INFO(_contexttype).UniqueType)

// The type info is weak: the macro may stand in a header that several units of the driver include.
#define ACXSIM_WDF_DECLARE_TYPE_INFO(_contexttype)                                                                     \
    EXTERN_C __attribute__((weak)) const WDF_OBJECT_CONTEXT_TYPE_INFO WDF_TYPE_NAME_TO_TYPE_INFO(_contexttype);        \
    const WDF_OBJECT_CONTEXT_TYPE_INFO WDF_TYPE_NAME_TO_TYPE_INFO(_contexttype) = {                                    \
        sizeof(WDF_OBJECT_CONTEXT_TYPE_INFO), #_contexttype, sizeof(_contexttype),                                     \
        &WDF_TYPE_NAME_TO_TYPE_INFO(_contexttype), NULL};

#define WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(_contexttype, _castingfunction)                                             \
    ACXSIM_WDF_DECLARE_TYPE_INFO(_contexttype)                                                                         \
    DDKINLINE _contexttype *_castingfunction(WDFOBJECT Handle) {                                                       \
        return (_contexttype *)WdfObjectGetTypedContextWorker(Handle, WDF_GET_CONTEXT_TYPE_INFO(_contexttype));        \
    }
#define WDF_DECLARE_CONTEXT_TYPE(_contexttype)                                                                         \
    WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(_contexttype, WdfObjectGet_##_contexttype)
#define WDF_DECLARE_TYPE(_contexttype) ACXSIM_WDF_DECLARE_TYPE_INFO(_contexttype)

#define WdfObjectGetTypedContext(handle, type)                                                                         \
    ((type *)WdfObjectGetTypedContextWorker((WDFOBJECT)(handle), WDF_GET_CONTEXT_TYPE_INFO(type)))

#define WDF_OBJECT_ATTRIBUTES_SET_CONTEXT_TYPE(_attributes, _contexttype)                                              \
    (_attributes)->ContextTypeInfo = WDF_GET_CONTEXT_TYPE_INFO(_contexttype)
#define WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(_attributes, _contexttype)                                             \
    do {                                                                                                               \
        WDF_OBJECT_ATTRIBUTES_INIT(_attributes);                                                                       \
        WDF_OBJECT_ATTRIBUTES_SET_CONTEXT_TYPE(_attributes, _contexttype);                                             \
    } while (0)

// --- time-outs, in 100 ns: negative is relative ---

#define WDF_TIMEOUT_TO_SEC ((LONGLONG)1 * 10 * 1000 * 1000)
#define WDF_TIMEOUT_TO_MS ((LONGLONG)1 * 10 * 1000)
#define WDF_TIMEOUT_TO_US ((LONGLONG)1 * 10)
DDKINLINE LONGLONG WDF_REL_TIMEOUT_IN_SEC(ULONGLONG Time) { return (LONGLONG)Time * -1 * WDF_TIMEOUT_TO_SEC; }
DDKINLINE LONGLONG WDF_REL_TIMEOUT_IN_MS(ULONGLONG Time) { return (LONGLONG)Time * -1 * WDF_TIMEOUT_TO_MS; }
DDKINLINE LONGLONG WDF_REL_TIMEOUT_IN_US(ULONGLONG Time) { return (LONGLONG)Time * -1 * WDF_TIMEOUT_TO_US; }
DDKINLINE LONGLONG WDF_ABS_TIMEOUT_IN_SEC(ULONGLONG Time) { return (LONGLONG)Time * WDF_TIMEOUT_TO_SEC; }
DDKINLINE LONGLONG WDF_ABS_TIMEOUT_IN_MS(ULONGLONG Time) { return (LONGLONG)Time * WDF_TIMEOUT_TO_MS; }
DDKINLINE LONGLONG WDF_ABS_TIMEOUT_IN_US(ULONGLONG Time) { return (LONGLONG)Time * WDF_TIMEOUT_TO_US; }

#endif // ACXSIM_DDK_WDF_OBJECT_H
