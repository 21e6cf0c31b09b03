// SPDX-License-Identifier: MIT
//
// PROPERTYKEY, the shell's name for what drivers call DEVPROPKEY, and its comparison.
#ifndef ACXSIM_DDK_PROPKEYDEF_H
#define ACXSIM_DDK_PROPKEYDEF_H

#include "devpropdef.h"

typedef struct _tagpropertykey {
    GUID fmtid;
    ULONG pid;
} PROPERTYKEY, *PPROPERTYKEY;
typedef const PROPERTYKEY *PCPROPERTYKEY;

#ifdef __cplusplus
#define REFPROPERTYKEY const PROPERTYKEY &
#define IsEqualPropertyKey(a, b) (((a).pid == (b).pid) && IsEqualGUID((a).fmtid, (b).fmtid))
#else
#define REFPROPERTYKEY const PROPERTYKEY *
#define IsEqualPropertyKey(a, b) (((a).pid == (b).pid) && IsEqualGUID(&(a).fmtid, &(b).fmtid))
#endif

#endif // ACXSIM_DDK_PROPKEYDEF_H

#undef DEFINE_PROPERTYKEY
#ifdef INITGUID
#define DEFINE_PROPERTYKEY(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8, pid)                                       \
    EXTERN_C __attribute__((weak)) const PROPERTYKEY name;                                                             \
    const PROPERTYKEY name = {{l, w1, w2, {b1, b2, b3, b4, b5, b6, b7, b8}}, pid}
#else
#define DEFINE_PROPERTYKEY(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8, pid) EXTERN_C const PROPERTYKEY name
#endif
