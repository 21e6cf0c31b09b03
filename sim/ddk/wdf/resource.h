// SPDX-License-Identifier: MIT
//
// Lists of assigned hardware resources.
#ifndef ACXSIM_DDK_WDF_RESOURCE_H
#define ACXSIM_DDK_WDF_RESOURCE_H

#include "object.h"

EXTERN_C_START

WDFAPI ULONG WdfCmResourceListGetCount(WDFCMRESLIST List);
WDFAPI PCM_PARTIAL_RESOURCE_DESCRIPTOR WdfCmResourceListGetDescriptor(WDFCMRESLIST List, ULONG Index);

EXTERN_C_END

#endif // ACXSIM_DDK_WDF_RESOURCE_H
