// SPDX-License-Identifier: MIT
//
// Windows Management Instrumentation structures: only the header that tracing includes expect.
#ifndef ACXSIM_DDK_WMISTR_H
#define ACXSIM_DDK_WMISTR_H

#include "ntdef.h"

typedef struct _WNODE_HEADER {
    ULONG BufferSize;
    ULONG ProviderId;
    ULONGLONG HistoricalContext;
    LARGE_INTEGER TimeStamp;
    GUID Guid;
    ULONG ClientContext;
    ULONG Flags;
} WNODE_HEADER, *PWNODE_HEADER;

#endif // ACXSIM_DDK_WMISTR_H
