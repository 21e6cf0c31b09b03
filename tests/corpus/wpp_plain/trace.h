/* SPDX-License-Identifier: MIT */

#pragma once

#include <evntrace.h>

#define WPP_CONTROL_GUIDS                                                       \
    WPP_DEFINE_CONTROL_GUID(PlainTrace, (b1d5c4a2,77f0,4a52,8f0e,2f4c7b9d6e10), \
        WPP_DEFINE_BIT(PLAIN_INIT)                                              \
        WPP_DEFINE_BIT(PLAIN_STREAM))

#define WPP_FLAG_LEVEL_LOGGER(flag, level) WPP_LEVEL_LOGGER(flag)
#define WPP_FLAG_LEVEL_ENABLED(flag, level) (WPP_LEVEL_ENABLED(flag) && WPP_CONTROL(WPP_BIT_ ## flag).Level >= level)
#define WPP_LEVEL_FLAGS_LOGGER(lvl, flags) WPP_LEVEL_LOGGER(flags)
#define WPP_LEVEL_FLAGS_ENABLED(lvl, flags) (WPP_LEVEL_ENABLED(flags) && WPP_CONTROL(WPP_BIT_ ## flags).Level >= lvl)

/*
   begin_wpp config
   FUNC Trace{FLAG=PLAIN_INIT}(LEVEL, MSG, ...);
   FUNC TraceEvents(LEVEL, FLAGS, MSG, ...);
   CUSTOM_TYPE(plain_state, ItemListLong(Idle, Prepared, Running));
   end_wpp
*/
