// SPDX-License-Identifier: MIT
//
// The ACX part of the WDF device: initialisation before and after WdfDeviceCreate, circuits of the device, its
// circuit devices and its circuit factories.
#ifndef ACXSIM_DDK_ACXDEVICE_H
#define ACXSIM_DDK_ACXDEVICE_H

#include "acxtypes.h"

typedef enum _ACX_DEVICEINIT_CONFIG_FLAGS {
    AcxDeviceInitConfigNoFlags = 0,
    AcxDeviceInitConfigRawDevice = 0x1,
    AcxDeviceInitConfigValidFlags = AcxDeviceInitConfigRawDevice
} ACX_DEVICEINIT_CONFIG_FLAGS,
    *PACX_DEVICEINIT_CONFIG_FLAGS;

typedef enum _ACX_DEVICE_CONFIG_FLAGS {
    AcxDeviceConfigNoFlags = 0,
    AcxDeviceConfigValidFlags = AcxDeviceConfigNoFlags
} ACX_DEVICE_CONFIG_FLAGS,
    *PACX_DEVICE_CONFIG_FLAGS;

typedef enum _ACX_DX_EXIT_LATENCY {
    AcxDxExitLatencyInstant = 0,
    AcxDxExitLatencyFast,
    AcxDxExitLatencyResponsive
} ACX_DX_EXIT_LATENCY,
    *PACX_DX_EXIT_LATENCY;

typedef struct _ACX_DEVICEINIT_CONFIG {
    ULONG Size;
    ULONG Flags; // ACX_DEVICEINIT_CONFIG_FLAGS
    WDF_SYNCHRONIZATION_SCOPE SynchronizationScope;
    WDF_EXECUTION_LEVEL ExecutionLevel;
    PVOID Context;
} ACX_DEVICEINIT_CONFIG, *PACX_DEVICEINIT_CONFIG;

DDKINLINE VOID ACX_DEVICEINIT_CONFIG_INIT(PACX_DEVICEINIT_CONFIG Config) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
    Config->SynchronizationScope = WdfSynchronizationScopeInheritFromParent;
    Config->ExecutionLevel = WdfExecutionLevelInheritFromParent;
}

typedef struct _ACX_DEVICE_CONFIG {
    ULONG Size;
    ULONG Flags; // ACX_DEVICE_CONFIG_FLAGS
    PVOID Context;
} ACX_DEVICE_CONFIG, *PACX_DEVICE_CONFIG;

DDKINLINE VOID ACX_DEVICE_CONFIG_INIT(PACX_DEVICE_CONFIG Config) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
}

EXTERN_C_START

ACXAPI NTSTATUS AcxDeviceInitInitialize(PWDFDEVICE_INIT DeviceInit, PACX_DEVICEINIT_CONFIG Config);
ACXAPI NTSTATUS AcxDeviceInitialize(WDFDEVICE Device, PACX_DEVICE_CONFIG Config);
ACXAPI NTSTATUS AcxDeviceAddCircuit(WDFDEVICE Device, ACXCIRCUIT Circuit);
ACXAPI NTSTATUS AcxDeviceRemoveCircuit(WDFDEVICE Device, ACXCIRCUIT Circuit);
ACXAPI NTSTATUS AcxDeviceDetachCircuit(WDFDEVICE Device, ACXCIRCUIT Circuit);
ACXAPI NTSTATUS AcxDeviceAddCircuitDevice(WDFDEVICE Parent, WDFDEVICE Child);
ACXAPI NTSTATUS AcxDeviceRemoveCircuitDevice(WDFDEVICE Parent, WDFDEVICE Child);
ACXAPI NTSTATUS AcxDeviceAddFactoryCircuit(WDFDEVICE Device, ACXFACTORYCIRCUIT Factory);
ACXAPI NTSTATUS AcxDeviceRemoveFactoryCircuit(WDFDEVICE Device, ACXFACTORYCIRCUIT Factory);
ACXAPI ACX_DX_EXIT_LATENCY AcxDeviceGetCurrentDxExitLatency(WDFDEVICE Device, POWER_ACTION SystemPowerAction,
                                                            WDF_POWER_DEVICE_STATE DeviceState);

EXTERN_C_END

#endif // ACXSIM_DDK_ACXDEVICE_H
