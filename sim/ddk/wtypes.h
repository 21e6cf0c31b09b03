// SPDX-License-Identifier: MIT
//
// VARTYPE codes: what a property description (KSPROPERTY_DESCRIPTION::PropTypeSet) names as the type of a value. The
// automation types themselves are not offered: kernel code has none.
#ifndef ACXSIM_DDK_WTYPES_H
#define ACXSIM_DDK_WTYPES_H

#include "windef.h"

typedef unsigned short VARTYPE;

#define VT_EMPTY 0
#define VT_NULL 1
#define VT_I2 2
#define VT_I4 3
#define VT_R4 4
#define VT_R8 5
#define VT_BOOL 11
#define VT_I1 16
#define VT_UI1 17
#define VT_UI2 18
#define VT_UI4 19
#define VT_I8 20
#define VT_UI8 21
#define VT_INT 22
#define VT_UINT 23
#define VT_LPSTR 30
#define VT_LPWSTR 31
#define VT_FILETIME 64
#define VT_BLOB 65
#define VT_CLSID 72

#endif // ACXSIM_DDK_WTYPES_H
