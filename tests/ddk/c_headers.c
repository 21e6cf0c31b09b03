// SPDX-License-Identifier: MIT
//
// Compiles every driver header in one unit, with the layout checks and a driver's idioms. The same text serves C and
// C++.
#include <initguid.h>
#include <acx.h> // before ks.h: it must stand alone

#include <ntddk.h>
#include <wdm.h>
#include <wdf.h>
#include <ks.h>
#include <ksmedia.h>
#include <mmreg.h>
#include <mmsystem.h>
#include <windef.h>
#include <ntintsafe.h>
#include <ntstrsafe.h>
#include <devguid.h>
#include <wdmguid.h>
#include <wmistr.h>
#include <evntrace.h>
#include <specstrings.h>
#include <driverspecs.h>
#include <sdkddkver.h>

#include <pshpack1.h>
typedef struct _PACKED_PAIR {
    UCHAR Tag;
    ULONG Value;
} PACKED_PAIR;
#include <poppack.h>

#include "layout_checks.h"
#include "driver_idioms.h"

C_ASSERT(sizeof(PACKED_PAIR) == 5);
