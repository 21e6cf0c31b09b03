// SPDX-License-Identifier: MIT
//
// The older umbrella header. For an audio driver it offers what wdm.h offers.
#ifndef ACXSIM_DDK_NTDDK_H
#define ACXSIM_DDK_NTDDK_H

#include "wdm.h"

#endif // ACXSIM_DDK_NTDDK_H
