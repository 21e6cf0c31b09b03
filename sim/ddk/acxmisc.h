// SPDX-License-Identifier: MIT
//
// Object bags: named, typed values.
#ifndef ACXSIM_DDK_ACXMISC_H
#define ACXSIM_DDK_ACXMISC_H

#include "acxtypes.h"

typedef enum _ACX_OBJECTBAG_CONFIG_FLAGS {
    AcxObjectBagConfigNoFlags = 0,
    AcxObjectBagConfigEnableReads = 0x1,
    AcxObjectBagConfigEnableWrites = 0x2,
    AcxObjectBagConfigFailIfExist = 0x4,
    AcxObjectBagConfigOpenWithHandle = 0x8,
    AcxObjectBagConfigValidFlags = 0xF
} ACX_OBJECTBAG_CONFIG_FLAGS,
    *PACX_OBJECTBAG_CONFIG_FLAGS;

typedef struct _ACX_OBJECTBAG_CONFIG {
    ULONG Size;
    ULONG Flags; // ACX_OBJECTBAG_CONFIG_FLAGS
    HANDLE ParentKey;
    PCUNICODE_STRING Name;
    HANDLE Handle;
} ACX_OBJECTBAG_CONFIG, *PACX_OBJECTBAG_CONFIG;

DDKINLINE VOID ACX_OBJECTBAG_CONFIG_INIT(PACX_OBJECTBAG_CONFIG Config) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
}

// A property name becomes a UNICODE_STRING constant of that name. The text of the prefix is ours.
#define DECLARE_CONST_ACXOBJECTBAG_SYSTEM_PROPERTY_NAME(name) DECLARE_CONST_UNICODE_STRING(name, L"System_" L## #name)
#define DECLARE_CONST_ACXOBJECTBAG_SOUNDWIRE_PROPERTY_NAME(name)                                                       \
    DECLARE_CONST_UNICODE_STRING(name, L"SoundWire_" L## #name)
#define DECLARE_CONST_ACXOBJECTBAG_HDAUDIO_PROPERTY_NAME(name) DECLARE_CONST_UNICODE_STRING(name, L"HdAudio_" L## #name)
#define DECLARE_CONST_ACXOBJECTBAG_USB_PROPERTY_NAME(name) DECLARE_CONST_UNICODE_STRING(name, L"Usb_" L## #name)
#define DECLARE_CONST_ACXOBJECTBAG_DRIVER_PROPERTY_NAME(ven, name)                                                     \
    DECLARE_CONST_UNICODE_STRING(name, L"Driver_" L## #ven L"_" L## #name)

EXTERN_C_START

ACXAPI NTSTATUS AcxObjectBagCreate(PWDF_OBJECT_ATTRIBUTES Attributes, PACX_OBJECTBAG_CONFIG Config,
                                   ACXOBJECTBAG *ObjectBag);
ACXAPI NTSTATUS AcxObjectBagOpen(PWDF_OBJECT_ATTRIBUTES Attributes, PACX_OBJECTBAG_CONFIG Config,
                                 ACXOBJECTBAG *ObjectBag);
ACXAPI NTSTATUS AcxObjectBagAddI1(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, CHAR Value);
ACXAPI NTSTATUS AcxObjectBagAddI2(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, SHORT Value);
ACXAPI NTSTATUS AcxObjectBagAddI4(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, LONG Value);
ACXAPI NTSTATUS AcxObjectBagAddI8(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, LONGLONG Value);
ACXAPI NTSTATUS AcxObjectBagAddUI1(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, UCHAR Value);
ACXAPI NTSTATUS AcxObjectBagAddUI2(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, USHORT Value);
ACXAPI NTSTATUS AcxObjectBagAddUI4(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, ULONG Value);
ACXAPI NTSTATUS AcxObjectBagAddUI8(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, ULONGLONG Value);
ACXAPI NTSTATUS AcxObjectBagAddSizeT(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, SIZE_T Value);
ACXAPI NTSTATUS AcxObjectBagAddGuid(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, GUID Value);
ACXAPI NTSTATUS AcxObjectBagAddString(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, WDFSTRING Value);
ACXAPI NTSTATUS AcxObjectBagAddBlob(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, WDFMEMORY Value);
ACXAPI NTSTATUS AcxObjectBagAddMultiString(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, WDFCOLLECTION Value);
ACXAPI NTSTATUS AcxObjectBagAddUnicodeString(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName,
                                             PCUNICODE_STRING Value);
ACXAPI NTSTATUS AcxObjectBagRetrieveI1(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, CHAR *Value);
ACXAPI NTSTATUS AcxObjectBagRetrieveI2(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, SHORT *Value);
ACXAPI NTSTATUS AcxObjectBagRetrieveI4(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, LONG *Value);
ACXAPI NTSTATUS AcxObjectBagRetrieveI8(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, LONGLONG *Value);
ACXAPI NTSTATUS AcxObjectBagRetrieveUI1(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, UCHAR *Value);
ACXAPI NTSTATUS AcxObjectBagRetrieveUI2(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, USHORT *Value);
ACXAPI NTSTATUS AcxObjectBagRetrieveUI4(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, ULONG *Value);
ACXAPI NTSTATUS AcxObjectBagRetrieveUI8(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, ULONGLONG *Value);
ACXAPI NTSTATUS AcxObjectBagRetrieveSizeT(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, SIZE_T *Value);
ACXAPI NTSTATUS AcxObjectBagRetrieveGuid(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, GUID *Value);
ACXAPI NTSTATUS AcxObjectBagRetrieveString(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, WDFSTRING Value);
ACXAPI NTSTATUS AcxObjectBagRetrieveUnicodeString(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName,
                                                  PUNICODE_STRING Value);
ACXAPI NTSTATUS AcxObjectBagRetrieveMultiString(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName,
                                                PWDF_OBJECT_ATTRIBUTES StringsAttributes, WDFCOLLECTION Values);
ACXAPI NTSTATUS AcxObjectBagRetrieveBlob(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName,
                                         PWDF_OBJECT_ATTRIBUTES ValueAttributes, WDFMEMORY *Value);

EXTERN_C_END

#endif // ACXSIM_DDK_ACXMISC_H
