// SPDX-License-Identifier: MIT
//
// Trace macros of many audio drivers, for a source whose .tmh has no WPP configuration anywhere: they deliver their
// lines, and the RETURN_... ones return as their names say. A macro that the driver defines itself stays.
// Source: api_surface, "WPP macros carry control flow".
#ifndef ACXSIM_DDK_TRACE_COMMON_H
#define ACXSIM_DDK_TRACE_COMMON_H

#include "acxsim_trace.h"
#include "evntrace.h"
#include "ntstatus.h"

#define ACXSIM_TRACE_COMMON(level, flags, ...) ACXSIM_TRACE_COMMON_(level, flags, __VA_ARGS__)
#define ACXSIM_TRACE_COMMON_(level, flags, message, ...)                                                               \
    ACXSIM_TRACE(level, flags, (const ACXSIM_TRACE_ITEM *)0, "", message, "", ##__VA_ARGS__)

#ifndef TraceEvents
#define TraceEvents(LEVEL, FLAGS, ...) ACXSIM_TRACE_COMMON(LEVEL, #FLAGS, __VA_ARGS__)
#endif
#ifndef DoTraceLevelMessage
#define DoTraceLevelMessage(LEVEL, FLAGS, ...) ACXSIM_TRACE_COMMON(LEVEL, #FLAGS, __VA_ARGS__)
#endif
#ifndef TRACE_LINE
#define TRACE_LINE(LEVEL, FLAGS, ...) ACXSIM_TRACE_COMMON(LEVEL, #FLAGS, __VA_ARGS__)
#endif
#ifndef TRACE_FUNCTION_ENTRY
#define TRACE_FUNCTION_ENTRY(LEVEL, FLAGS) ACXSIM_TRACE_COMMON(LEVEL, #FLAGS, "Enter")
#endif
#ifndef TRACE_FUNCTION_EXIT
#define TRACE_FUNCTION_EXIT(LEVEL, FLAGS) ACXSIM_TRACE_COMMON(LEVEL, #FLAGS, "Exit")
#endif
#ifndef DrvLogCritical
#define DrvLogCritical(LOG, FLAGS, ...) ACXSIM_TRACE_COMMON(TRACE_LEVEL_CRITICAL, #FLAGS, __VA_ARGS__)
#endif
#ifndef DrvLogError
#define DrvLogError(LOG, FLAGS, ...) ACXSIM_TRACE_COMMON(TRACE_LEVEL_ERROR, #FLAGS, __VA_ARGS__)
#endif
#ifndef DrvLogWarning
#define DrvLogWarning(LOG, FLAGS, ...) ACXSIM_TRACE_COMMON(TRACE_LEVEL_WARNING, #FLAGS, __VA_ARGS__)
#endif
#ifndef DrvLogInfo
#define DrvLogInfo(LOG, FLAGS, ...) ACXSIM_TRACE_COMMON(TRACE_LEVEL_INFORMATION, #FLAGS, __VA_ARGS__)
#endif
#ifndef DrvLogVerbose
#define DrvLogVerbose(LOG, FLAGS, ...) ACXSIM_TRACE_COMMON(TRACE_LEVEL_VERBOSE, #FLAGS, __VA_ARGS__)
#endif
#ifndef DrvLogEnter
#define DrvLogEnter(...) ACXSIM_TRACE_COMMON(TRACE_LEVEL_VERBOSE, "", "ENTER")
#endif
#ifndef DrvLogExit
#define DrvLogExit(...) ACXSIM_TRACE_COMMON(TRACE_LEVEL_VERBOSE, "", "EXIT")
#endif

// The status is named so that no driver's own variable is hidden: the expression may mention any of them.
#define ACXSIM_RETURN_IF(condition, result, ...)                                                                       \
    do {                                                                                                               \
        const NTSTATUS AcxSimReturned = (result);                                                                      \
        if (condition) {                                                                                               \
            ACXSIM_TRACE_COMMON(TRACE_LEVEL_ERROR, "", __VA_ARGS__);                                                   \
            return AcxSimReturned;                                                                                     \
        }                                                                                                              \
    } while (0)

#ifndef RETURN_NTSTATUS_IF_FAILED
#define RETURN_NTSTATUS_IF_FAILED(STATUS)                                                                              \
    ACXSIM_RETURN_IF(AcxSimReturned < 0, STATUS, "status=%!STATUS!", AcxSimReturned)
#endif
#ifndef RETURN_NTSTATUS_IF_FAILED_MSG
#define RETURN_NTSTATUS_IF_FAILED_MSG(STATUS, ...) ACXSIM_RETURN_IF(AcxSimReturned < 0, STATUS, __VA_ARGS__)
#endif
#ifndef RETURN_NTSTATUS_IF_FAILED_UNLESS_ALLOWED
#define RETURN_NTSTATUS_IF_FAILED_UNLESS_ALLOWED(STATUS, ALLOWED)                                                      \
    ACXSIM_RETURN_IF(AcxSimReturned < 0 && AcxSimReturned != (ALLOWED), STATUS, "status=%!STATUS!", AcxSimReturned)
#endif
#ifndef RETURN_NTSTATUS_IF_NULL_ALLOC
#define RETURN_NTSTATUS_IF_NULL_ALLOC(POINTER)                                                                         \
    ACXSIM_RETURN_IF((POINTER) == NULL, STATUS_INSUFFICIENT_RESOURCES, "status=%!STATUS!", AcxSimReturned)
#endif
#ifndef RETURN_NTSTATUS_IF_TRUE
#define RETURN_NTSTATUS_IF_TRUE(CONDITION, STATUS)                                                                     \
    ACXSIM_RETURN_IF(CONDITION, STATUS, "status=%!STATUS!", AcxSimReturned)
#endif
#ifndef RETURN_NTSTATUS_IF_TRUE_MSG
#define RETURN_NTSTATUS_IF_TRUE_MSG(CONDITION, STATUS, ...) ACXSIM_RETURN_IF(CONDITION, STATUS, __VA_ARGS__)
#endif
#ifndef RETURN_NTSTATUS
#define RETURN_NTSTATUS(STATUS) ACXSIM_RETURN_IF(1, STATUS, "status=%!STATUS!", AcxSimReturned)
#endif
#ifndef RETURN_NTSTATUS_MSG
#define RETURN_NTSTATUS_MSG(STATUS, ...) ACXSIM_RETURN_IF(1, STATUS, __VA_ARGS__)
#endif

#endif // ACXSIM_DDK_TRACE_COMMON_H
