// SPDX-License-Identifier: MIT
//
// Framework requests: what a driver does with a request that ACX hands to it. Queues and I/O targets come with the
// multi-circuit drivers.
#ifndef ACXSIM_DDK_WDF_REQUEST_H
#define ACXSIM_DDK_WDF_REQUEST_H

#include "object.h"
#include "wdfmemory.h"

typedef enum _WDF_REQUEST_TYPE {
    WdfRequestTypeCreate = 0x0,
    WdfRequestTypeCreateNamedPipe = 0x1,
    WdfRequestTypeClose = 0x2,
    WdfRequestTypeRead = 0x3,
    WdfRequestTypeWrite = 0x4,
    WdfRequestTypeDeviceControl = 0xE,
    WdfRequestTypeDeviceControlInternal = 0xF,
    WdfRequestTypeCleanup = 0x12,
    WdfRequestTypePnp = 0x1B
} WDF_REQUEST_TYPE;

typedef VOID EVT_WDF_REQUEST_CANCEL(WDFREQUEST Request);
typedef EVT_WDF_REQUEST_CANCEL *PFN_WDF_REQUEST_CANCEL;

EXTERN_C_START

WDFAPI VOID WdfRequestComplete(WDFREQUEST Request, NTSTATUS Status);
WDFAPI VOID WdfRequestCompleteWithInformation(WDFREQUEST Request, NTSTATUS Status, ULONG_PTR Information);
WDFAPI VOID WdfRequestCompleteWithPriorityBoost(WDFREQUEST Request, NTSTATUS Status, CCHAR PriorityBoost);
WDFAPI VOID WdfRequestSetInformation(WDFREQUEST Request, ULONG_PTR Information);
WDFAPI ULONG_PTR WdfRequestGetInformation(WDFREQUEST Request);
WDFAPI NTSTATUS WdfRequestGetStatus(WDFREQUEST Request);
WDFAPI NTSTATUS WdfRequestRetrieveInputBuffer(WDFREQUEST Request, size_t MinimumRequiredLength, PVOID *Buffer,
                                              size_t *Length);
WDFAPI NTSTATUS WdfRequestRetrieveOutputBuffer(WDFREQUEST Request, size_t MinimumRequiredSize, PVOID *Buffer,
                                               size_t *Length);
WDFAPI KPROCESSOR_MODE WdfRequestGetRequestorMode(WDFREQUEST Request);
WDFAPI WDFFILEOBJECT WdfRequestGetFileObject(WDFREQUEST Request);
WDFAPI PIRP WdfRequestWdmGetIrp(WDFREQUEST Request);
WDFAPI VOID WdfRequestMarkCancelable(WDFREQUEST Request, PFN_WDF_REQUEST_CANCEL EvtRequestCancel);
WDFAPI NTSTATUS WdfRequestUnmarkCancelable(WDFREQUEST Request);
WDFAPI BOOLEAN WdfRequestIsCanceled(WDFREQUEST Request);

EXTERN_C_END

#endif // ACXSIM_DDK_WDF_REQUEST_H
