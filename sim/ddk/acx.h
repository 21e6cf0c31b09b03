// SPDX-License-Identifier: MIT
//
// The Audio Class eXtensions, version 1.1: the umbrella header. It stands alone; the kernel-streaming types it needs
// come with it.
#ifndef ACXSIM_DDK_ACX_H
#define ACXSIM_DDK_ACX_H

#include "acxcircuit.h"
#include "acxdataformat.h"
#include "acxdevice.h"
#include "acxdriver.h"
#include "acxelements.h"
#include "acxevents.h"
#include "acxmanager.h"
#include "acxmisc.h"
#include "acxpin.h"
#include "acxrequest.h"
#include "acxstreams.h"
#include "acxtargets.h"
#include "acxtypes.h"

#endif // ACXSIM_DDK_ACX_H
