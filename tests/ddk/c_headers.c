// SPDX-License-Identifier: MIT
//
// Compiles every driver header in one unit, with the layout checks and a driver's idioms. The same text serves C and
// C++.
#include <acx.h> // before ks.h: it must stand alone
#include <initguid.h>

#include <devguid.h>
#include <driverspecs.h>
#include <evntprov.h>
#include <evntrace.h>
#include <ks.h>
#include <ksmedia.h>
#include <mmreg.h>
#include <mmsystem.h>
#include <ntddk.h>
#include <ntintsafe.h>
#include <ntstrsafe.h>
#include <sdkddkver.h>
#include <specstrings.h>
#include <wdf.h>
#include <wdm.h>
#include <wdmguid.h>
#include <windef.h>
#include <wmistr.h>

#include <pshpack1.h>
typedef struct _PACKED_PAIR {
    UCHAR Tag;
    ULONG Value;
} PACKED_PAIR;
#include <poppack.h>

#include "driver_idioms.h"
#include "layout_checks.h"

C_ASSERT(sizeof(PACKED_PAIR) == 5);
