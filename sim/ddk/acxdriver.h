// SPDX-License-Identifier: MIT
//
// The ACX part of the WDF driver.
#ifndef ACXSIM_DDK_ACXDRIVER_H
#define ACXSIM_DDK_ACXDRIVER_H

#include "acxtypes.h"

typedef enum _ACX_DRIVER_CONFIG_FLAGS {
    AcxDriverConfigNoFlags = 0,
    AcxDriverConfigValidFlags = AcxDriverConfigNoFlags
} ACX_DRIVER_CONFIG_FLAGS,
    *PACX_DRIVER_CONFIG_FLAGS;

typedef struct _ACX_DRIVER_CONFIG {
    ULONG Size;
    ULONG Flags; // ACX_DRIVER_CONFIG_FLAGS
} ACX_DRIVER_CONFIG, *PACX_DRIVER_CONFIG;

DDKINLINE VOID ACX_DRIVER_CONFIG_INIT(PACX_DRIVER_CONFIG Config) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
}

typedef struct _ACX_DRIVER_VERSION_AVAILABLE_PARAMS {
    ULONG Size;
    ULONG MajorVersion;
    ULONG MinorVersion;
} ACX_DRIVER_VERSION_AVAILABLE_PARAMS, *PACX_DRIVER_VERSION_AVAILABLE_PARAMS;

DDKINLINE VOID ACX_DRIVER_VERSION_AVAILABLE_PARAMS_INIT(PACX_DRIVER_VERSION_AVAILABLE_PARAMS Params, ULONG MajorVersion,
                                                        ULONG MinorVersion) {
    memset(Params, 0, sizeof(*Params));
    Params->Size = sizeof(*Params);
    Params->MajorVersion = MajorVersion;
    Params->MinorVersion = MinorVersion;
}

EXTERN_C_START

ACXAPI NTSTATUS AcxDriverInitialize(WDFDRIVER Driver, PACX_DRIVER_CONFIG Config);
ACXAPI BOOLEAN AcxDriverIsVersionAvailable(WDFDRIVER Driver,
                                           PACX_DRIVER_VERSION_AVAILABLE_PARAMS VersionAvailableParams);

EXTERN_C_END

#endif // ACXSIM_DDK_ACXDRIVER_H
