// SPDX-License-Identifier: MIT
//
// The Windows Driver Model: what the executive offers to a driver. One header per concept stands in wdm/.
//
// Sources: the public DDI reference (names, signatures, constants). Not here: creating
// device objects and attaching them (KMDF does that), DMA adapters (use WDFDMAENABLER), PoFx, WMI.
#ifndef ACXSIM_DDK_WDM_H
#define ACXSIM_DDK_WDM_H

#include "ntdef.h"
#include "ntstatus.h"
#include "sal.h"

#include "acxsim_new.h"
#include "devpropdef.h"
#include "evntprov.h"
#include "wdm/clock.h"
#include "wdm/debug.h"
#include "wdm/dispatcher.h"
#include "wdm/interlocked.h"
#include "wdm/io.h"
#include "wdm/irp.h"
#include "wdm/irql.h"
#include "wdm/lists.h"
#include "wdm/lookaside.h"
#include "wdm/memory.h"
#include "wdm/pnp.h"
#include "wdm/rtl.h"
#include "wdm/sync.h"
#include "wdm/zw.h"

#endif // ACXSIM_DDK_WDM_H
