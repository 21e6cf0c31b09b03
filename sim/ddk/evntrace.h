// SPDX-License-Identifier: MIT
//
// Event tracing: the levels that WPP messages carry.
#ifndef ACXSIM_DDK_EVNTRACE_H
#define ACXSIM_DDK_EVNTRACE_H

#include "ntdef.h"

#define TRACE_LEVEL_NONE 0
#define TRACE_LEVEL_CRITICAL 1
#define TRACE_LEVEL_ERROR 2
#define TRACE_LEVEL_WARNING 3
#define TRACE_LEVEL_INFORMATION 4
#define TRACE_LEVEL_VERBOSE 5
#define TRACE_LEVEL_FATAL 1
#define TRACE_LEVEL_RESERVED6 6

typedef ULONG64 TRACEHANDLE, *PTRACEHANDLE;

#endif // ACXSIM_DDK_EVNTRACE_H
