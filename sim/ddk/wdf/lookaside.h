// SPDX-License-Identifier: MIT
//
// Framework lookaside lists: memory objects of one size, used again and again.
// Source: wdfmemory/nf-wdfmemory-wdflookasidelistcreate.
#ifndef ACXSIM_DDK_WDF_LOOKASIDE_H
#define ACXSIM_DDK_WDF_LOOKASIDE_H

#include "object.h"

EXTERN_C_START

WDFAPI NTSTATUS WdfLookasideListCreate(PWDF_OBJECT_ATTRIBUTES LookasideAttributes, size_t BufferSize,
                                       POOL_TYPE PoolType, PWDF_OBJECT_ATTRIBUTES MemoryAttributes, ULONG PoolTag,
                                       WDFLOOKASIDE *Lookaside);
WDFAPI NTSTATUS WdfMemoryCreateFromLookaside(WDFLOOKASIDE Lookaside, WDFMEMORY *Memory);

EXTERN_C_END

#endif // ACXSIM_DDK_WDF_LOOKASIDE_H
