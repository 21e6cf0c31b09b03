// SPDX-License-Identifier: MIT
//
// The Audio Class eXtensions, version 1.1: the umbrella header. It stands alone; the kernel-streaming types it needs
// come with it. Not here yet: composite templates (acxmanager.h), target objects (acxtargets.h), factory construction.
#ifndef ACXSIM_DDK_ACX_H
#define ACXSIM_DDK_ACX_H

#include "acxtypes.h"
#include "acxdriver.h"
#include "acxdevice.h"
#include "acxrequest.h"
#include "acxmisc.h"
#include "acxevents.h"
#include "acxdataformat.h"
#include "acxpin.h"
#include "acxelements.h"
#include "acxcircuit.h"
#include "acxstreams.h"

#endif // ACXSIM_DDK_ACX_H
