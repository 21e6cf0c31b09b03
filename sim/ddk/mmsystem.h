// SPDX-License-Identifier: MIT
//
// Multimedia names that audio drivers take from here: the wave formats.
#ifndef ACXSIM_DDK_MMSYSTEM_H
#define ACXSIM_DDK_MMSYSTEM_H

#include "mmreg.h"

typedef UINT MMRESULT;
typedef UINT MMVERSION;

#endif // ACXSIM_DDK_MMSYSTEM_H
