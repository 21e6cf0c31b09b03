// SPDX-License-Identifier: MIT
//
// States of the framework's three state machines, as far as a device of this simulator can be seen in them: Plug and
// Play (0x1..), power (0x3..), power policy (0x5..). NP: not power pageable. And the device state a driver reports.
// Pages: wdfdevice/ne-wdfdevice-_wdf_device_pnp_state, ..._power_state, ..._power_policy_state.
#ifndef ACXSIM_DDK_WDF_DEVICE_STATES_H
#define ACXSIM_DDK_WDF_DEVICE_STATES_H

#include "object.h"

typedef enum _WDF_STATE_NOTIFICATION_TYPE {
    StateNotificationInvalid = 0,
    StateNotificationEnterState = 1,
    StateNotificationPostProcessState = 2,
    StateNotificationLeaveState = 4,
    StateNotificationAllStates =
        StateNotificationEnterState | StateNotificationPostProcessState | StateNotificationLeaveState
} WDF_STATE_NOTIFICATION_TYPE;

#define WdfDevStateNP 0x80000000

typedef enum _WDF_DEVICE_PNP_STATE {
    WdfDevStatePnpInvalid = 0x00,
    WdfDevStatePnpObjectCreated = 0x100,
    WdfDevStatePnpInit = 0x105,
    WdfDevStatePnpInitStarting = 0x106,
    WdfDevStatePnpHardwareAvailable = 0x108,
    WdfDevStatePnpEnableInterfaces = 0x109,
    WdfDevStatePnpQueryRemoveAskDriver = 0x10b,
    WdfDevStatePnpQueryRemovePending = 0x10c,
    WdfDevStatePnpQueryRemoveStaticCheck = 0x10d,
    WdfDevStatePnpQueriedRemoving = 0x10e,
    WdfDevStatePnpQueryStopAskDriver = 0x10f,
    WdfDevStatePnpQueryStopPending = 0x110,
    WdfDevStatePnpQueryStopStaticCheck = 0x111,
    WdfDevStatePnpQueryCanceled = 0x112,
    WdfDevStatePnpRemoved = 0x113,
    WdfDevStatePnpPdoRemoved = 0x114,
    WdfDevStatePnpRestarting = 0x118,
    WdfDevStatePnpStarted = 0x119,
    WdfDevStatePnpStopped = 0x11e,
    WdfDevStatePnpStartedStopping = 0x120,
    WdfDevStatePnpSurpriseRemove = 0x121,
    WdfDevStatePnpFailed = 0x12b,
    WdfDevStatePnpFailedInit = 0x12f,
    WdfDevStatePnpFinal = 0x135,
    WdfDevStatePnpNull = 0x13a
} WDF_DEVICE_PNP_STATE,
    *PWDF_DEVICE_PNP_STATE;

typedef enum _WDF_DEVICE_POWER_STATE {
    WdfDevStatePowerInvalid = 0x00,
    WdfDevStatePowerObjectCreated = 0x300,
    WdfDevStatePowerD0 = 0x307,
    WdfDevStatePowerD0NP = (int)(0x308 | WdfDevStateNP),
    WdfDevStatePowerD0Starting = 0x30f,
    WdfDevStatePowerStopped = 0x315,
    WdfDevStatePowerGotoDx = 0x31a,
    WdfDevStatePowerGotoDxNP = (int)(0x31b | WdfDevStateNP),
    WdfDevStatePowerDx = 0x31f,
    WdfDevStatePowerDxNP = (int)(0x320 | WdfDevStateNP),
    WdfDevStatePowerDxArmedForWake = 0x325,
    WdfDevStatePowerDxArmedForWakeNP = (int)(0x326 | WdfDevStateNP),
    WdfDevStatePowerWaking = 0x333,
    WdfDevStatePowerWakingNP = (int)(0x334 | WdfDevStateNP)
} WDF_DEVICE_POWER_STATE,
    *PWDF_DEVICE_POWER_STATE;

typedef enum _WDF_DEVICE_POWER_POLICY_STATE {
    WdfDevStatePwrPolInvalid = 0x00,
    WdfDevStatePwrPolObjectCreated = 0x500,
    WdfDevStatePwrPolStarting = 0x501,
    WdfDevStatePwrPolStartingSucceeded = 0x502,
    WdfDevStatePwrPolStartedIdleCapable = 0x505,
    WdfDevStatePwrPolWaitingUnarmed = 0x508,
    WdfDevStatePwrPolSystemAsleepNoWake = 0x52c,
    WdfDevStatePwrPolStartedWakeCapable = 0x531,
    WdfDevStatePwrPolWaitingArmed = 0x53e
} WDF_DEVICE_POWER_POLICY_STATE,
    *PWDF_DEVICE_POWER_POLICY_STATE;

// What the driver tells the Plug and Play manager about the device.
typedef struct _WDF_DEVICE_STATE {
    ULONG Size;
    WDF_TRI_STATE Disabled;
    WDF_TRI_STATE DontDisplayInUI;
    WDF_TRI_STATE Failed;
    WDF_TRI_STATE NotDisableable;
    WDF_TRI_STATE Removed;
    WDF_TRI_STATE ResourcesChanged;
    WDF_TRI_STATE AssignedToGuest;
} WDF_DEVICE_STATE, *PWDF_DEVICE_STATE;

DDKINLINE VOID WDF_DEVICE_STATE_INIT(PWDF_DEVICE_STATE PnpDeviceState) {
    memset(PnpDeviceState, 0, sizeof(*PnpDeviceState));
    PnpDeviceState->Size = sizeof(*PnpDeviceState);
    PnpDeviceState->Disabled = WdfUseDefault;
    PnpDeviceState->DontDisplayInUI = WdfUseDefault;
    PnpDeviceState->Failed = WdfUseDefault;
    PnpDeviceState->NotDisableable = WdfUseDefault;
    PnpDeviceState->Removed = WdfUseDefault;
    PnpDeviceState->ResourcesChanged = WdfUseDefault;
    PnpDeviceState->AssignedToGuest = WdfUseDefault;
}

EXTERN_C_START

WDFAPI WDF_DEVICE_PNP_STATE WdfDeviceGetDevicePnpState(WDFDEVICE Device);
WDFAPI WDF_DEVICE_POWER_STATE WdfDeviceGetDevicePowerState(WDFDEVICE Device);
WDFAPI WDF_DEVICE_POWER_POLICY_STATE WdfDeviceGetDevicePowerPolicyState(WDFDEVICE Device);
WDFAPI VOID WdfDeviceSetDeviceState(WDFDEVICE Device, PWDF_DEVICE_STATE DeviceState);
WDFAPI VOID WdfDeviceGetDeviceState(WDFDEVICE Device, PWDF_DEVICE_STATE DeviceState);

EXTERN_C_END

#endif // ACXSIM_DDK_WDF_DEVICE_STATES_H
