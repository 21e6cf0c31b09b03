// SPDX-License-Identifier: MIT
//
// The older name of a part of usbspec.h, which holds all of it.
#ifndef ACXSIM_DDK_USB200_H
#define ACXSIM_DDK_USB200_H

#include "usbspec.h"

#endif // ACXSIM_DDK_USB200_H
