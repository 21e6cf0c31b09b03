// SPDX-License-Identifier: MIT
//
// The Windows Driver Model: what the executive offers to a driver. One header per concept stands in wdm/.
//
// Sources: the public DDI reference (names, signatures, constants). Not here: device and IRP stack handling that ACX
// and KMDF do for the driver, DMA adapters (use WDFDMAENABLER), PoFx, WMI, ETW.
#ifndef ACXSIM_DDK_WDM_H
#define ACXSIM_DDK_WDM_H

#include "ntdef.h"
#include "ntstatus.h"
#include "sal.h"

#include "devpropdef.h"
#include "wdm/clock.h"
#include "wdm/debug.h"
#include "wdm/dispatcher.h"
#include "wdm/interlocked.h"
#include "wdm/io.h"
#include "wdm/irql.h"
#include "wdm/lists.h"
#include "wdm/memory.h"
#include "wdm/rtl.h"
#include "wdm/zw.h"

#endif // ACXSIM_DDK_WDM_H
