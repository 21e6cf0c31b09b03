// SPDX-License-Identifier: MIT
//
// KS events and Plug and Play events of ACX objects.
#ifndef ACXSIM_DDK_ACXEVENTS_H
#define ACXSIM_DDK_ACXEVENTS_H

#include "acxrequest.h"

typedef NTSTATUS EVT_ACX_EVENT_ENABLE(ACXEVENT Event);
typedef EVT_ACX_EVENT_ENABLE *PFN_ACX_EVENT_ENABLE;
typedef VOID EVT_ACX_EVENT_DISABLE(ACXEVENT Event);
typedef EVT_ACX_EVENT_DISABLE *PFN_ACX_EVENT_DISABLE;

typedef enum _ACX_EVENT_CONFIG_FLAGS {
    AcxEventConfigNoFlags = 0,
    AcxEventConfigValidFlags = AcxEventConfigNoFlags
} ACX_EVENT_CONFIG_FLAGS,
    *PACX_EVENT_CONFIG_FLAGS;

typedef enum _ACX_PNPEVENT_CONFIG_FLAGS {
    AcxPnpEventConfigNoFlags = 0,
    AcxPnpEventConfigValidFlags = AcxPnpEventConfigNoFlags
} ACX_PNPEVENT_CONFIG_FLAGS,
    *PACX_PNPEVENT_CONFIG_FLAGS;

typedef struct _ACX_EVENT_CALLBACKS {
    ULONG Size;
    PFN_ACX_EVENT_ENABLE EvtAcxEventEnable;
    PFN_ACX_EVENT_DISABLE EvtAcxEventDisable;
    PFN_ACX_OBJECT_PROCESS_EVENT_REQUEST EvtAcxEventProcessRequest;
} ACX_EVENT_CALLBACKS, *PACX_EVENT_CALLBACKS;

DDKINLINE VOID ACX_EVENT_CALLBACKS_INIT(PACX_EVENT_CALLBACKS Callbacks) {
    memset(Callbacks, 0, sizeof(*Callbacks));
    Callbacks->Size = sizeof(*Callbacks);
}

typedef struct _ACX_EVENT_CONFIG {
    ULONG Size;
    ULONG Flags;
    const GUID *Set;
    ULONG Id;
    ULONG Type;
    PACX_EVENT_CALLBACKS Callbacks;
} ACX_EVENT_CONFIG, *PACX_EVENT_CONFIG;

DDKINLINE VOID ACX_EVENT_CONFIG_INIT(PACX_EVENT_CONFIG Config) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
}

typedef struct _ACX_PNPEVENT_CONFIG {
    ULONG Size;
    ULONG Flags;
    GUID Event;
} ACX_PNPEVENT_CONFIG, *PACX_PNPEVENT_CONFIG;

DDKINLINE VOID ACX_PNPEVENT_CONFIG_INIT(PACX_PNPEVENT_CONFIG Config) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
}

EXTERN_C_START

ACXAPI NTSTATUS AcxEventCreate(ACXOBJECT Object, PWDF_OBJECT_ATTRIBUTES Attributes, PACX_EVENT_CONFIG Config,
                               ACXEVENT *Event);
ACXAPI VOID AcxEventGenerateEvent(ACXEVENT Event);
ACXAPI VOID AcxEventAddEventData(ACXEVENT Event, ACXEVENTDATA EventData);
ACXAPI NTSTATUS AcxPnpEventCreate(WDFDEVICE Device, ACXOBJECT Object, PWDF_OBJECT_ATTRIBUTES Attributes,
                                  PACX_PNPEVENT_CONFIG Config, ACXPNPEVENT *Event);
ACXAPI NTSTATUS AcxPnpEventGenerateEvent(ACXPNPEVENT Event, PVOID Payload, ULONG Size);

EXTERN_C_END

#endif // ACXSIM_DDK_ACXEVENTS_H
