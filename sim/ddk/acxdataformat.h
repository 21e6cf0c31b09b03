// SPDX-License-Identifier: MIT
//
// Data formats and lists of formats.
#ifndef ACXSIM_DDK_ACXDATAFORMAT_H
#define ACXSIM_DDK_ACXDATAFORMAT_H

#include "acxtypes.h"

typedef enum _ACX_DATAFORMAT_CONFIG_FLAGS {
    AcxDataFormatConfigNoFlags = 0,
    AcxDataFormatConfigValidFlags = AcxDataFormatConfigNoFlags
} ACX_DATAFORMAT_CONFIG_FLAGS,
    *PACX_DATAFORMAT_CONFIG_FLAGS;

typedef enum _ACX_DATAFORMAT_TYPE {
    AcxDataFormatKsFormat = 0,
    AcxDataFormatMaximum
} ACX_DATAFORMAT_TYPE,
    *PACX_DATAFORMAT_TYPE;

typedef struct _ACX_DATAFORMAT_CONFIG {
    ULONG Size;
    ULONG Flags; // ACX_DATAFORMAT_CONFIG_FLAGS
    ACX_DATAFORMAT_TYPE Type;
    union {
        PKSDATAFORMAT KsFormat;
    } u;
} ACX_DATAFORMAT_CONFIG, *PACX_DATAFORMAT_CONFIG;

DDKINLINE VOID ACX_DATAFORMAT_CONFIG_INIT(PACX_DATAFORMAT_CONFIG Config) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
}

// Format points to a KSDATAFORMAT with its wave format behind it; any of the KSDATAFORMAT_... structures will do.
DDKINLINE VOID ACX_DATAFORMAT_CONFIG_INIT_KS(PACX_DATAFORMAT_CONFIG Config, const VOID *Format) {
    ACX_DATAFORMAT_CONFIG_INIT(Config);
    Config->Type = AcxDataFormatKsFormat;
    Config->u.KsFormat = (PKSDATAFORMAT)Format;
}

typedef enum _ACX_DATAFORMAT_LIST_CONFIG_FLAGS {
    AcxDataFormatListConfigNoFlags = 0,
    AcxDataFormatListConfigValidFlags = AcxDataFormatListConfigNoFlags
} ACX_DATAFORMAT_LIST_CONFIG_FLAGS,
    *PACX_DATAFORMAT_LIST_CONFIG_FLAGS;

typedef struct _ACX_DATAFORMAT_LIST_CONFIG {
    ULONG Size;
    ULONG Flags; // ACX_DATAFORMAT_LIST_CONFIG_FLAGS
} ACX_DATAFORMAT_LIST_CONFIG, *PACX_DATAFORMAT_LIST_CONFIG;

DDKINLINE VOID ACX_DATAFORMAT_LIST_CONFIG_INIT(PACX_DATAFORMAT_LIST_CONFIG Config) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
}

typedef enum _ACX_DATAFORMAT_LIST_ITERATOR_CONFIG_FLAGS {
    AcxDataFormatListIteratorConfigNoFlags = 0,
    AcxDataFormatListIteratorConfigValidFlags = AcxDataFormatListIteratorConfigNoFlags
} ACX_DATAFORMAT_LIST_ITERATOR_CONFIG_FLAGS,
    *PACX_DATAFORMAT_LIST_ITERATOR_CONFIG_FLAGS;

typedef struct _ACX_DATAFORMAT_LIST_ITERATOR {
    ULONG Size;
    ULONG Flags; // ACX_DATAFORMAT_LIST_ITERATOR_CONFIG_FLAGS
    PVOID Reserved[4];
} ACX_DATAFORMAT_LIST_ITERATOR, *PACX_DATAFORMAT_LIST_ITERATOR;

DDKINLINE VOID ACX_DATAFORMAT_LIST_ITERATOR_INIT(PACX_DATAFORMAT_LIST_ITERATOR Iterator) {
    memset(Iterator, 0, sizeof(*Iterator));
    Iterator->Size = sizeof(*Iterator);
}

EXTERN_C_START

ACXAPI NTSTATUS AcxDataFormatCreate(WDFDEVICE Device, PWDF_OBJECT_ATTRIBUTES Attributes, PACX_DATAFORMAT_CONFIG Config,
                                    ACXDATAFORMAT *DataFormat);
ACXAPI ULONG AcxDataFormatGetAverageBytesPerSec(ACXDATAFORMAT DataFormat);
ACXAPI ULONG AcxDataFormatGetBitsPerSample(ACXDATAFORMAT DataFormat);
ACXAPI ULONG AcxDataFormatGetBlockAlign(ACXDATAFORMAT DataFormat);
ACXAPI ULONGLONG AcxDataFormatGetChannelMask(ACXDATAFORMAT DataFormat);
ACXAPI USHORT AcxDataFormatGetChannelsCount(ACXDATAFORMAT DataFormat);
ACXAPI ULONG AcxDataFormatGetEncodedAverageBytesPerSec(ACXDATAFORMAT DataFormat);
ACXAPI ULONG AcxDataFormatGetEncodedChannelCount(ACXDATAFORMAT DataFormat);
ACXAPI ULONG AcxDataFormatGetEncodedSamplesPerSec(ACXDATAFORMAT DataFormat);
ACXAPI PKSDATAFORMAT AcxDataFormatGetKsDataFormat(ACXDATAFORMAT DataFormat);
ACXAPI GUID AcxDataFormatGetMajorFormat(ACXDATAFORMAT DataFormat);
ACXAPI ULONG AcxDataFormatGetSampleRate(ACXDATAFORMAT DataFormat);
ACXAPI ULONG AcxDataFormatGetSampleSize(ACXDATAFORMAT DataFormat);
ACXAPI ULONG AcxDataFormatGetSamplesPerBlock(ACXDATAFORMAT DataFormat);
ACXAPI GUID AcxDataFormatGetSpecifier(ACXDATAFORMAT DataFormat);
ACXAPI GUID AcxDataFormatGetSubFormat(ACXDATAFORMAT DataFormat);
ACXAPI ULONG AcxDataFormatGetValidBitsPerSample(ACXDATAFORMAT DataFormat);
ACXAPI PWAVEFORMATEX AcxDataFormatGetWaveFormatEx(ACXDATAFORMAT DataFormat);
ACXAPI PWAVEFORMATEXTENSIBLE AcxDataFormatGetWaveFormatExtensible(ACXDATAFORMAT DataFormat);
ACXAPI PWAVEFORMATEXTENSIBLE_IEC61937 AcxDataFormatGetWaveFormatExtensibleIec61937(ACXDATAFORMAT DataFormat);
ACXAPI BOOLEAN AcxDataFormatIsEqual(ACXDATAFORMAT DataFormat1, ACXDATAFORMAT DataFormat2);
ACXAPI NTSTATUS AcxDataFormatListCreate(WDFDEVICE Device, PWDF_OBJECT_ATTRIBUTES Attributes,
                                        PACX_DATAFORMAT_LIST_CONFIG Config, ACXDATAFORMATLIST *DataFormatList);
ACXAPI NTSTATUS AcxDataFormatListAddDataFormat(ACXDATAFORMATLIST AcxDataFormatList, ACXDATAFORMAT AcxDataFormat);
ACXAPI NTSTATUS AcxDataFormatListRemoveDataFormat(ACXDATAFORMATLIST AcxDataFormatList, ACXDATAFORMAT AcxDataFormat);
ACXAPI NTSTATUS AcxDataFormatListRemoveDataFormats(ACXDATAFORMATLIST AcxDataFormatList);
ACXAPI NTSTATUS AcxDataFormatListAssignDefaultDataFormat(ACXDATAFORMATLIST AcxDataFormatList,
                                                         ACXDATAFORMAT AcxDataFormat);
ACXAPI NTSTATUS AcxDataFormatListRetrieveDefaultDataFormat(ACXDATAFORMATLIST AcxDataFormatList,
                                                           ACXDATAFORMAT *AcxDataFormat);
ACXAPI VOID AcxDataFormatListBeginIteration(ACXDATAFORMATLIST AcxDataFormatList,
                                            PACX_DATAFORMAT_LIST_ITERATOR Iterator);
ACXAPI VOID AcxDataFormatListEndIteration(ACXDATAFORMATLIST AcxDataFormatList, PACX_DATAFORMAT_LIST_ITERATOR Iterator);
ACXAPI NTSTATUS AcxDataFormatListRetrieveNextFormat(ACXDATAFORMATLIST AcxDataFormatList,
                                                    PACX_DATAFORMAT_LIST_ITERATOR Iterator, ACXDATAFORMAT *Format);

EXTERN_C_END

#endif // ACXSIM_DDK_ACXDATAFORMAT_H
