// SPDX-License-Identifier: MIT
//
// Functional device objects: filters, the default child list, static children, interfaces of drivers below.
// Page: wdffdo.
#ifndef ACXSIM_DDK_WDF_FDO_H
#define ACXSIM_DDK_WDF_FDO_H

#include "childlist.h"
#include "device.h"

EXTERN_C_START

// --- before creation ---
WDFAPI VOID WdfFdoInitSetFilter(PWDFDEVICE_INIT DeviceInit);
WDFAPI VOID WdfFdoInitSetDefaultChildListConfig(PWDFDEVICE_INIT DeviceInit, PWDF_CHILD_LIST_CONFIG Config,
                                                PWDF_OBJECT_ATTRIBUTES DefaultChildListAttributes);
WDFAPI PDEVICE_OBJECT WdfFdoInitWdmGetPhysicalDevice(PWDFDEVICE_INIT DeviceInit);
WDFAPI NTSTATUS WdfFdoInitQueryProperty(PWDFDEVICE_INIT DeviceInit, DEVICE_REGISTRY_PROPERTY DeviceProperty,
                                        ULONG BufferLength, PVOID PropertyBuffer, PULONG ResultLength);
WDFAPI NTSTATUS WdfFdoInitAllocAndQueryProperty(PWDFDEVICE_INIT DeviceInit, DEVICE_REGISTRY_PROPERTY DeviceProperty,
                                                POOL_TYPE PoolType, PWDF_OBJECT_ATTRIBUTES PropertyMemoryAttributes,
                                                WDFMEMORY *PropertyMemory);
WDFAPI NTSTATUS WdfFdoInitQueryPropertyEx(PWDFDEVICE_INIT DeviceInit, PWDF_DEVICE_PROPERTY_DATA DeviceProperty,
                                          ULONG BufferLength, PVOID PropertyBuffer, PULONG ResultLength,
                                          PDEVPROPTYPE Type);
WDFAPI NTSTATUS WdfFdoInitAllocAndQueryPropertyEx(PWDFDEVICE_INIT DeviceInit, PWDF_DEVICE_PROPERTY_DATA DeviceProperty,
                                                  POOL_TYPE PoolType, PWDF_OBJECT_ATTRIBUTES PropertyMemoryAttributes,
                                                  WDFMEMORY *PropertyMemory, PDEVPROPTYPE Type);

// --- the device ---
WDFAPI WDFCHILDLIST WdfFdoGetDefaultChildList(WDFDEVICE Fdo);
WDFAPI NTSTATUS WdfFdoAddStaticChild(WDFDEVICE Fdo, WDFDEVICE Child);
WDFAPI VOID WdfFdoLockStaticChildListForIteration(WDFDEVICE Fdo);
WDFAPI WDFDEVICE WdfFdoRetrieveNextStaticChild(WDFDEVICE Fdo, WDFDEVICE PreviousChild, ULONG Flags);
WDFAPI VOID WdfFdoUnlockStaticChildListFromIteration(WDFDEVICE Fdo);
WDFAPI NTSTATUS WdfFdoQueryForInterface(WDFDEVICE Fdo, LPCGUID InterfaceType, PINTERFACE Interface, USHORT Size,
                                        USHORT Version, PVOID InterfaceSpecificData);

EXTERN_C_END

#endif // ACXSIM_DDK_WDF_FDO_H
