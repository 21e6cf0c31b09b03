// SPDX-License-Identifier: MIT
//
// The Kernel-Mode Driver Framework, version 1.33, as far as single-circuit audio drivers need it. One header per
// concept stands in wdf/. Functions are plain C functions: the framework's function table is not modelled.
#ifndef ACXSIM_DDK_WDF_H
#define ACXSIM_DDK_WDF_H

#define KMDF_VERSION_MAJOR 1
#ifndef KMDF_VERSION_MINOR
#define KMDF_VERSION_MINOR 33
#endif

#include "wdf/childlist.h"
#include "wdf/control.h"
#include "wdf/device.h"
#include "wdf/device_io.h"
#include "wdf/device_properties.h"
#include "wdf/device_states.h"
#include "wdf/dma.h"
#include "wdf/driver.h"
#include "wdf/fdo.h"
#include "wdf/fileobject.h"
#include "wdf/interrupt.h"
#include "wdf/iotarget.h"
#include "wdf/lookaside.h"
#include "wdf/object.h"
#include "wdf/pdo.h"
#include "wdf/query_interface.h"
#include "wdf/queue.h"
#include "wdf/request.h"
#include "wdf/resource.h"
#include "wdf/string_registry.h"
#include "wdf/sync.h"
#include "wdf/timer.h"
#include "wdf/wdfmemory.h"

#endif // ACXSIM_DDK_WDF_H
