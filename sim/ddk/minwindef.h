// SPDX-License-Identifier: MIT
//
// minwindef.h: the base types that windef.h has; drivers include either.
#ifndef ACXSIM_DDK_MINWINDEF_H
#define ACXSIM_DDK_MINWINDEF_H

#include "windef.h"

#endif // ACXSIM_DDK_MINWINDEF_H
