// SPDX-License-Identifier: MIT
//
// WPP software tracing: what every generated .tmh begins with. The driver's WPP_CONTROL_GUIDS gives the bits; the
// control block says that everything is enabled, because no controller limits a session here. Also the default
// conditions that drivers build theirs from (WPP_LEVEL_ENABLED, WPP_RECORDER_LEVEL_FLAGS_FILTER ...), WPP_INIT_TRACING
// and WPP_CLEANUP. Source: "WPP Software Tracing", "Can I customize DoTraceMessage?".
// No include guard around the first part: WPP_CONTROL_GUIDS may become known between two .tmh files of one unit.
#include "acxsim_trace.h"
#include "evntrace.h"

#if defined(WPP_CONTROL_GUIDS) && !defined(ACXSIM_WPP_CONTROLS_KNOWN)
#define ACXSIM_WPP_CONTROLS_KNOWN 1

// The control GUIDs by number, then their bits: the high half of a bit's value is the number of its control GUID, the
// low half counts from 1.
#define WPP_DEFINE_CONTROL_GUID(Name, Guid, Bits) WPP_CTL_##Name,
#define WPP_DEFINE_BIT(Name)
enum ACXSIM_WPP_CONTROL_NUMBERS { WPP_CONTROL_GUIDS ACXSIM_WPP_CONTROL_COUNT };
#undef WPP_DEFINE_CONTROL_GUID
#undef WPP_DEFINE_BIT
#define WPP_DEFINE_CONTROL_GUID(Name, Guid, Bits) ACXSIM_WPP_FIRST_##Name = WPP_CTL_##Name * 0x10000, Bits
#define WPP_DEFINE_BIT(Name) WPP_BIT_##Name,
enum ACXSIM_WPP_BIT_NUMBERS { WPP_CONTROL_GUIDS ACXSIM_WPP_LAST_BIT };
// They stay defined, as after Microsoft's: a driver may ask for them with #ifdef.

typedef struct _ACXSIM_WPP_CONTROL {
    struct {
        ULONG64 Logger;
        UCHAR Level;
        UCHAR AutoLogVerboseEnabled;
        ULONG Flags[4];
        PVOID AutoLogContext;
    } Control;
} ACXSIM_WPP_CONTROL;

#define ACXSIM_WPP_EVERYTHING                                                                                          \
    { 1, 0xFF, 1, {0xFFFFFFFFu, 0xFFFFFFFFu, 0xFFFFFFFFu, 0xFFFFFFFFu}, NULL }
// As many as a unit has control GUIDs; more than 8 nobody has.
static __attribute__((unused)) ACXSIM_WPP_CONTROL WPP_CB[8] = {
    {ACXSIM_WPP_EVERYTHING}, {ACXSIM_WPP_EVERYTHING}, {ACXSIM_WPP_EVERYTHING}, {ACXSIM_WPP_EVERYTHING},
    {ACXSIM_WPP_EVERYTHING}, {ACXSIM_WPP_EVERYTHING}, {ACXSIM_WPP_EVERYTHING}, {ACXSIM_WPP_EVERYTHING}};
typedef char ACXSIM_WPP_AT_MOST_8_CONTROL_GUIDS[ACXSIM_WPP_CONTROL_COUNT <= 8 ? 1 : -1];

#define WPP_CTRL_NO(CTRL) ((CTRL) >> 16)
#define WPP_FLAG_NO(CTRL) (((0xFFFF & ((CTRL)-1)) / 32) & 3)
#define WPP_MASK(CTRL) (1u << (((CTRL)-1) & 31))
#define WPP_CONTROL(CTRL) (WPP_CB[WPP_CTRL_NO(CTRL)].Control)
#define WPP_IS_ENABLED(CTRL) ((WPP_CONTROL(CTRL).Flags[WPP_FLAG_NO(CTRL)] & WPP_MASK(CTRL)) != 0)

#ifndef WPP_LEVEL_ENABLED
#define WPP_LEVEL_ENABLED(FLAGS) WPP_IS_ENABLED(WPP_BIT_##FLAGS)
#endif
#ifndef WPP_LEVEL_LOGGER
#define WPP_LEVEL_LOGGER(FLAGS) (WPP_CONTROL(WPP_BIT_##FLAGS).Logger),
#endif
#ifndef WPP_FLAG_ENABLED
#define WPP_FLAG_ENABLED(FLAGS) WPP_IS_ENABLED(WPP_BIT_##FLAGS)
#endif
#ifndef WPP_FLAG_LOGGER
#define WPP_FLAG_LOGGER(FLAGS) (WPP_CONTROL(WPP_BIT_##FLAGS).Logger),
#endif
#endif // WPP_CONTROL_GUIDS

#ifndef ACXSIM_DDK_WPP_H
#define ACXSIM_DDK_WPP_H

// The inflight recorder has no buffers of its own here: what goes to it goes to the log. With it, verbose messages are
// on as well.
#ifndef WPP_RECORDER_LEVEL_FLAGS_ARGS
#define WPP_RECORDER_LEVEL_FLAGS_ARGS(LEVEL, FLAGS) WPP_CONTROL(WPP_BIT_##FLAGS).AutoLogContext, LEVEL, WPP_BIT_##FLAGS
#endif
#ifndef WPP_RECORDER_LEVEL_FLAGS_FILTER
#define WPP_RECORDER_LEVEL_FLAGS_FILTER(LEVEL, FLAGS)                                                                  \
    ((LEVEL) < TRACE_LEVEL_VERBOSE || WPP_CONTROL(WPP_BIT_##FLAGS).AutoLogVerboseEnabled)
#endif
#ifndef WPP_RECORDER_LEVEL_ARGS
#define WPP_RECORDER_LEVEL_ARGS(FLAGS) WPP_CONTROL(WPP_BIT_##FLAGS).AutoLogContext, 0, WPP_BIT_##FLAGS
#endif
#ifndef WPP_RECORDER_LEVEL_FILTER
#define WPP_RECORDER_LEVEL_FILTER(FLAGS) WPP_CONTROL(WPP_BIT_##FLAGS).AutoLogVerboseEnabled
#endif

#define WPP_LOGPAIR(SizeOfData, Data) AcxSimPair(AcxSimContext, (size_t)(SizeOfData), (const void *)(Data));

// Their arguments are evaluated, as Windows does (a handle that is passed must be good), but nothing has to start.
#ifdef __cplusplus
extern "C++" {
template <class... Arguments>
inline void AcxSimWppIgnore(const Arguments &...) {}
}
#define WPP_INIT_TRACING(...) AcxSimWppIgnore(__VA_ARGS__)
#define WPP_CLEANUP(...) AcxSimWppIgnore(__VA_ARGS__)
#else
#define WPP_INIT_TRACING(DriverObject, RegistryPath) ((void)(DriverObject), (void)(RegistryPath))
#define WPP_CLEANUP(DriverObject) ((void)(DriverObject))
#endif

#endif // ACXSIM_DDK_WPP_H
