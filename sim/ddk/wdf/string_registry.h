// SPDX-License-Identifier: MIT
//
// Framework strings, registry keys and collections.
#ifndef ACXSIM_DDK_WDF_STRING_REGISTRY_H
#define ACXSIM_DDK_WDF_STRING_REGISTRY_H

#include "object.h"

EXTERN_C_START

WDFAPI NTSTATUS WdfStringCreate(PCUNICODE_STRING UnicodeString, PWDF_OBJECT_ATTRIBUTES StringAttributes,
                                WDFSTRING *String);
WDFAPI VOID WdfStringGetUnicodeString(WDFSTRING String, PUNICODE_STRING UnicodeString);

WDFAPI NTSTATUS WdfRegistryOpenKey(WDFKEY ParentKey, PCUNICODE_STRING KeyName, ACCESS_MASK DesiredAccess,
                                   PWDF_OBJECT_ATTRIBUTES KeyAttributes, WDFKEY *Key);
WDFAPI VOID WdfRegistryClose(WDFKEY Key);
WDFAPI HANDLE WdfRegistryWdmGetHandle(WDFKEY Key);
WDFAPI NTSTATUS WdfRegistryQueryValue(WDFKEY Key, PCUNICODE_STRING ValueName, ULONG ValueLength, PVOID Value,
                                      PULONG ValueLengthQueried, PULONG ValueType);
WDFAPI NTSTATUS WdfRegistryQueryULong(WDFKEY Key, PCUNICODE_STRING ValueName, PULONG Value);
WDFAPI NTSTATUS WdfRegistryQueryString(WDFKEY Key, PCUNICODE_STRING ValueName, WDFSTRING String);
WDFAPI NTSTATUS WdfRegistryAssignValue(WDFKEY Key, PCUNICODE_STRING ValueName, ULONG ValueType, ULONG ValueLength,
                                       PVOID Value);
WDFAPI NTSTATUS WdfRegistryAssignULong(WDFKEY Key, PCUNICODE_STRING ValueName, ULONG Value);
WDFAPI NTSTATUS WdfRegistryAssignString(WDFKEY Key, PCUNICODE_STRING ValueName, WDFSTRING String);

WDFAPI NTSTATUS WdfCollectionCreate(PWDF_OBJECT_ATTRIBUTES CollectionAttributes, WDFCOLLECTION *Collection);
WDFAPI ULONG WdfCollectionGetCount(WDFCOLLECTION Collection);
WDFAPI NTSTATUS WdfCollectionAdd(WDFCOLLECTION Collection, WDFOBJECT Object);
WDFAPI VOID WdfCollectionRemove(WDFCOLLECTION Collection, WDFOBJECT Item);
WDFAPI VOID WdfCollectionRemoveItem(WDFCOLLECTION Collection, ULONG Index);
WDFAPI WDFOBJECT WdfCollectionGetItem(WDFCOLLECTION Collection, ULONG Index);
WDFAPI WDFOBJECT WdfCollectionGetFirstItem(WDFCOLLECTION Collection);
WDFAPI WDFOBJECT WdfCollectionGetLastItem(WDFCOLLECTION Collection);

EXTERN_C_END

#endif // ACXSIM_DDK_WDF_STRING_REGISTRY_H
