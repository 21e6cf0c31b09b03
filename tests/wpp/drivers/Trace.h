// SPDX-License-Identifier: MIT
//
// What a driver's trace header looks like: control GUID, conditions, trace functions with prefixes, suffixes and
// control flow, formats of its own.
#pragma once

#include <WppRecorder.h>
#include <evntrace.h>

#define WPP_CONTROL_GUIDS                                                                                              \
    WPP_DEFINE_CONTROL_GUID(BenchTrace, (5d3b8c9e, 1f42, 4c0b, 9c5a, 0e7f6a1d2b3c),                                    \
                            WPP_DEFINE_BIT(BENCH_ALL)   /* bit 0 */                                                    \
                            WPP_DEFINE_BIT(BENCH_POWER) /* bit 1 */                                                    \
                            WPP_DEFINE_BIT(BENCH_STREAM) /* bit 2 */)

#define WPP_LEVEL_FLAGS_LOGGER(LEVEL, FLAGS) WPP_LEVEL_LOGGER(FLAGS)
#define WPP_LEVEL_FLAGS_ENABLED(LEVEL, FLAGS)                                                                          \
    (WPP_LEVEL_ENABLED(FLAGS) && WPP_CONTROL(WPP_BIT_##FLAGS).Level >= (LEVEL))

// LEAVE_IF_BAD(expression): traces and returns when the expression is an error.
#define WPP_LEVEL_FLAGS_OUTCOME_PRE(LEVEL, FLAGS, OUTCOME)                                                             \
    do {                                                                                                               \
        const NTSTATUS benchOutcome = (OUTCOME);                                                                       \
        if (!NT_SUCCESS(benchOutcome)) {
#define WPP_LEVEL_FLAGS_OUTCOME_POST(LEVEL, FLAGS, OUTCOME)                                                            \
    ;                                                                                                                  \
    return benchOutcome;                                                                                               \
    }                                                                                                                  \
    }                                                                                                                  \
    while (0)
#define WPP_LEVEL_FLAGS_OUTCOME_ENABLED(LEVEL, FLAGS, OUTCOME) WPP_LEVEL_FLAGS_ENABLED(LEVEL, FLAGS)
#define WPP_LEVEL_FLAGS_OUTCOME_LOGGER(LEVEL, FLAGS, OUTCOME) WPP_LEVEL_FLAGS_LOGGER(LEVEL, FLAGS)

// QUIET_NOTE is never enabled: its arguments must not be evaluated.
#define WPP_LEVEL_FLAGS_NEVER_ENABLED(LEVEL, FLAGS, NEVER) 0
#define WPP_LEVEL_FLAGS_NEVER_LOGGER(LEVEL, FLAGS, NEVER) WPP_LEVEL_FLAGS_LOGGER(LEVEL, FLAGS)

typedef enum _BENCH_STATE { BenchStopped, BenchRunning = 4, BenchGone = 0x20 } BENCH_STATE;

// begin_wpp config
// FUNC TraceBench(LEVEL, FLAGS, MSG, ...);
// FUNC TraceSteps{LEVEL=TRACE_LEVEL_VERBOSE, FLAGS=BENCH_STREAM}(MSG, ...);
// USEPREFIX(TraceSteps, "%!STDPREFIX!%!FUNC!:%!SPACE!");
// USESUFFIX(TraceSteps, " [line %d]", __LINE__);
// FUNC LEAVE_IF_BAD{LEVEL=TRACE_LEVEL_ERROR, FLAGS=BENCH_ALL}(OUTCOME);
// USESUFFIX(LEAVE_IF_BAD, "leaves with %!STATUS!", benchOutcome);
// FUNC QUIET_NOTE{LEVEL=TRACE_LEVEL_VERBOSE, FLAGS=BENCH_ALL, NEVER=1}(MSG, ...);
// CUSTOM_TYPE(bench_state, ItemEnum(_BENCH_STATE));
// CUSTOM_TYPE(bench_speed, ItemListLong(Slow, Fast));
// end_wpp
