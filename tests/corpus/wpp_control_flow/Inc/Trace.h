// SPDX-License-Identifier: MIT
//
// Trace provider of this driver: control GUID and flags.
#pragma once

#include <WppRecorder.h>
#include <evntrace.h>

// {8A0C7C55-0B7E-4C07-9E5E-6E2B6C0D4F11}
#define WPP_CONTROL_GUIDS \
    WPP_DEFINE_CONTROL_GUID(CorpusFlow, (8A0C7C55,0B7E,4C07,9E5E,6E2B6C0D4F11), \
        WPP_DEFINE_BIT(FLOW_DEVICE)        /* bit 0 */ \
        WPP_DEFINE_BIT(FLOW_FUNCTION)      /* bit 1 */ \
        WPP_DEFINE_BIT(FLOW_STREAM)        /* bit 2 */ \
        )

#include "TraceMacros.h"
