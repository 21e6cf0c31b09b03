// SPDX-License-Identifier: MIT
//
// Properties of a device and of its interfaces, and the devices that leave together with it. Page: wdfdevice.
#ifndef ACXSIM_DDK_WDF_DEVICE_PROPERTIES_H
#define ACXSIM_DDK_WDF_DEVICE_PROPERTIES_H

#include "../devpropdef.h"
#include "object.h"

typedef struct _WDF_DEVICE_PROPERTY_DATA {
    ULONG Size;
    const DEVPROPKEY *PropertyKey;
    LCID Lcid;
    ULONG Flags;
} WDF_DEVICE_PROPERTY_DATA, *PWDF_DEVICE_PROPERTY_DATA;

DDKINLINE VOID WDF_DEVICE_PROPERTY_DATA_INIT(PWDF_DEVICE_PROPERTY_DATA PropertyData, const DEVPROPKEY *PropertyKey) {
    memset(PropertyData, 0, sizeof(*PropertyData));
    PropertyData->Size = sizeof(*PropertyData);
    PropertyData->PropertyKey = PropertyKey;
}

typedef struct _WDF_DEVICE_INTERFACE_PROPERTY_DATA {
    ULONG Size;
    const GUID *InterfaceClassGUID;
    PCUNICODE_STRING ReferenceString; // may be NULL
    const DEVPROPKEY *PropertyKey;
    LCID Lcid;
    ULONG Flags;
} WDF_DEVICE_INTERFACE_PROPERTY_DATA, *PWDF_DEVICE_INTERFACE_PROPERTY_DATA;

DDKINLINE VOID WDF_DEVICE_INTERFACE_PROPERTY_DATA_INIT(PWDF_DEVICE_INTERFACE_PROPERTY_DATA PropertyData,
                                                       const GUID *InterfaceClassGUID, const DEVPROPKEY *PropertyKey) {
    memset(PropertyData, 0, sizeof(*PropertyData));
    PropertyData->Size = sizeof(*PropertyData);
    PropertyData->InterfaceClassGUID = InterfaceClassGUID;
    PropertyData->PropertyKey = PropertyKey;
}

// What the bus driver answers when children ask which bus they are on.
typedef struct _PNP_BUS_INFORMATION {
    GUID BusTypeGuid;
    INTERFACE_TYPE LegacyBusType;
    ULONG BusNumber;
} PNP_BUS_INFORMATION, *PPNP_BUS_INFORMATION;

EXTERN_C_START

WDFAPI NTSTATUS WdfDeviceQueryProperty(WDFDEVICE Device, DEVICE_REGISTRY_PROPERTY DeviceProperty, ULONG BufferLength,
                                       PVOID PropertyBuffer, PULONG ResultLength);
WDFAPI NTSTATUS WdfDeviceAllocAndQueryProperty(WDFDEVICE Device, DEVICE_REGISTRY_PROPERTY DeviceProperty,
                                               POOL_TYPE PoolType, PWDF_OBJECT_ATTRIBUTES PropertyMemoryAttributes,
                                               WDFMEMORY *PropertyMemory);
WDFAPI NTSTATUS WdfDeviceQueryPropertyEx(WDFDEVICE Device, PWDF_DEVICE_PROPERTY_DATA DeviceProperty, ULONG BufferLength,
                                         PVOID PropertyBuffer, PULONG RequiredSize, PDEVPROPTYPE Type);
WDFAPI NTSTATUS WdfDeviceAllocAndQueryPropertyEx(WDFDEVICE Device, PWDF_DEVICE_PROPERTY_DATA DeviceProperty,
                                                 POOL_TYPE PoolType, PWDF_OBJECT_ATTRIBUTES PropertyMemoryAttributes,
                                                 WDFMEMORY *PropertyMemory, PDEVPROPTYPE Type);
WDFAPI NTSTATUS WdfDeviceAssignProperty(WDFDEVICE Device, PWDF_DEVICE_PROPERTY_DATA DeviceProperty, DEVPROPTYPE Type,
                                        ULONG Size, PVOID Data);
WDFAPI NTSTATUS WdfDeviceAssignInterfaceProperty(WDFDEVICE Device, PWDF_DEVICE_INTERFACE_PROPERTY_DATA PropertyData,
                                                 DEVPROPTYPE Type, ULONG BufferLength, PVOID PropertyBuffer);
WDFAPI NTSTATUS WdfDeviceQueryInterfaceProperty(WDFDEVICE Device, PWDF_DEVICE_INTERFACE_PROPERTY_DATA PropertyData,
                                                ULONG BufferLength, PVOID PropertyBuffer, PULONG ResultLength,
                                                PDEVPROPTYPE Type);
WDFAPI NTSTATUS WdfDeviceAllocAndQueryInterfaceProperty(WDFDEVICE Device,
                                                        PWDF_DEVICE_INTERFACE_PROPERTY_DATA PropertyData,
                                                        POOL_TYPE PoolType,
                                                        PWDF_OBJECT_ATTRIBUTES PropertyMemoryAttributes,
                                                        WDFMEMORY *PropertyMemory, PDEVPROPTYPE Type);
WDFAPI VOID WdfDeviceSetBusInformationForChildren(WDFDEVICE Device, PPNP_BUS_INFORMATION BusInformation);
WDFAPI NTSTATUS WdfDeviceAddRemovalRelationsPhysicalDevice(WDFDEVICE Device, PDEVICE_OBJECT PhysicalDevice);
WDFAPI VOID WdfDeviceRemoveRemovalRelationsPhysicalDevice(WDFDEVICE Device, PDEVICE_OBJECT PhysicalDevice);
WDFAPI VOID WdfDeviceClearRemovalRelationsDevices(WDFDEVICE Device);

EXTERN_C_END

#endif // ACXSIM_DDK_WDF_DEVICE_PROPERTIES_H
