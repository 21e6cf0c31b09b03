// SPDX-License-Identifier: MIT
//
// Control devices: named devices outside Plug and Play, which applications and other drivers open by name.
// Page: wdfcontrol.
#ifndef ACXSIM_DDK_WDF_CONTROL_H
#define ACXSIM_DDK_WDF_CONTROL_H

#include "device.h"

typedef enum _WDF_DEVICE_SHUTDOWN_FLAGS {
    WdfDeviceShutdown = 0x01,
    WdfDeviceLastChanceShutdown = 0x02
} WDF_DEVICE_SHUTDOWN_FLAGS;

typedef VOID EVT_WDF_DEVICE_SHUTDOWN_NOTIFICATION(WDFDEVICE Device);
typedef EVT_WDF_DEVICE_SHUTDOWN_NOTIFICATION *PFN_WDF_DEVICE_SHUTDOWN_NOTIFICATION;

EXTERN_C_START

WDFAPI PWDFDEVICE_INIT WdfControlDeviceInitAllocate(WDFDRIVER Driver, PCUNICODE_STRING SDDLString);
WDFAPI VOID WdfControlDeviceInitSetShutdownNotification(PWDFDEVICE_INIT DeviceInit,
                                                        PFN_WDF_DEVICE_SHUTDOWN_NOTIFICATION Notification, UCHAR Flags);
WDFAPI VOID WdfControlFinishInitializing(WDFDEVICE Device);

EXTERN_C_END

#endif // ACXSIM_DDK_WDF_CONTROL_H
