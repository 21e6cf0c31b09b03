// SPDX-License-Identifier: MIT
//
// Framework timers, DPCs and work items: deferred execution.
#ifndef ACXSIM_DDK_WDF_TIMER_H
#define ACXSIM_DDK_WDF_TIMER_H

#include "object.h"

typedef VOID EVT_WDF_TIMER(WDFTIMER Timer);
typedef EVT_WDF_TIMER *PFN_WDF_TIMER;
typedef VOID EVT_WDF_DPC(WDFDPC Dpc);
typedef EVT_WDF_DPC *PFN_WDF_DPC;
typedef VOID EVT_WDF_WORKITEM(WDFWORKITEM WorkItem);
typedef EVT_WDF_WORKITEM *PFN_WDF_WORKITEM;

typedef struct _WDF_TIMER_CONFIG {
    ULONG Size;
    PFN_WDF_TIMER EvtTimerFunc;
    ULONG Period; // milliseconds, 0 for one shot
    BOOLEAN AutomaticSerialization;
    ULONG TolerableDelay; // milliseconds
    WDF_TRI_STATE UseHighResolutionTimer;
} WDF_TIMER_CONFIG, *PWDF_TIMER_CONFIG;

DDKINLINE VOID WDF_TIMER_CONFIG_INIT(PWDF_TIMER_CONFIG Config, PFN_WDF_TIMER EvtTimerFunc) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
    Config->EvtTimerFunc = EvtTimerFunc;
    Config->AutomaticSerialization = TRUE;
}

DDKINLINE VOID WDF_TIMER_CONFIG_INIT_PERIODIC(PWDF_TIMER_CONFIG Config, PFN_WDF_TIMER EvtTimerFunc, LONG Period) {
    WDF_TIMER_CONFIG_INIT(Config, EvtTimerFunc);
    Config->Period = (ULONG)Period;
}

typedef struct _WDF_DPC_CONFIG {
    ULONG Size;
    PFN_WDF_DPC EvtDpcFunc;
    BOOLEAN AutomaticSerialization;
} WDF_DPC_CONFIG, *PWDF_DPC_CONFIG;

DDKINLINE VOID WDF_DPC_CONFIG_INIT(PWDF_DPC_CONFIG Config, PFN_WDF_DPC EvtDpcFunc) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
    Config->EvtDpcFunc = EvtDpcFunc;
    Config->AutomaticSerialization = TRUE;
}

typedef struct _WDF_WORKITEM_CONFIG {
    ULONG Size;
    PFN_WDF_WORKITEM EvtWorkItemFunc;
    BOOLEAN AutomaticSerialization;
} WDF_WORKITEM_CONFIG, *PWDF_WORKITEM_CONFIG;

DDKINLINE VOID WDF_WORKITEM_CONFIG_INIT(PWDF_WORKITEM_CONFIG Config, PFN_WDF_WORKITEM EvtWorkItemFunc) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
    Config->EvtWorkItemFunc = EvtWorkItemFunc;
    Config->AutomaticSerialization = TRUE;
}

EXTERN_C_START

WDFAPI NTSTATUS WdfTimerCreate(PWDF_TIMER_CONFIG Config, PWDF_OBJECT_ATTRIBUTES Attributes, WDFTIMER *Timer);
WDFAPI BOOLEAN WdfTimerStart(WDFTIMER Timer, LONGLONG DueTime);
WDFAPI BOOLEAN WdfTimerStop(WDFTIMER Timer, BOOLEAN Wait);
WDFAPI WDFOBJECT WdfTimerGetParentObject(WDFTIMER Timer);

WDFAPI NTSTATUS WdfDpcCreate(PWDF_DPC_CONFIG Config, PWDF_OBJECT_ATTRIBUTES Attributes, WDFDPC *Dpc);
WDFAPI BOOLEAN WdfDpcEnqueue(WDFDPC Dpc);
WDFAPI BOOLEAN WdfDpcCancel(WDFDPC Dpc, BOOLEAN Wait);
WDFAPI WDFOBJECT WdfDpcGetParentObject(WDFDPC Dpc);
WDFAPI PKDPC WdfDpcWdmGetDpc(WDFDPC Dpc);

WDFAPI NTSTATUS WdfWorkItemCreate(PWDF_WORKITEM_CONFIG Config, PWDF_OBJECT_ATTRIBUTES Attributes,
                                  WDFWORKITEM *WorkItem);
WDFAPI VOID WdfWorkItemEnqueue(WDFWORKITEM WorkItem);
WDFAPI VOID WdfWorkItemFlush(WDFWORKITEM WorkItem);
WDFAPI WDFOBJECT WdfWorkItemGetParentObject(WDFWORKITEM WorkItem);

EXTERN_C_END

#endif // ACXSIM_DDK_WDF_TIMER_H
