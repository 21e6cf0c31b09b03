// SPDX-License-Identifier: MIT
//
// Annotations of the first generation (__in, __out_bcount ...), all empty. Only in driver builds: a host C library may
// use such names for parameters.
#ifndef ACXSIM_DDK_SPECSTRINGS_H
#define ACXSIM_DDK_SPECSTRINGS_H

#include "acxsim_compiler.h"
#include "sal.h"

#if ACXSIM_DDK_DRIVER_BUILD
#ifndef __cplusplus // the C++ library has parameters of these names
#define __in
#define __out
#endif
#define __in_opt
#define __out_opt
#define __inout
#define __inout_opt
#define __deref_out
#define __deref_out_opt
#define __deref_inout
#define __deref_inout_opt
#define __deref_opt_out
#define __reserved
#define __checkReturn
#define __nullterminated
#define __callback
#define __notnull
#define __maybenull
#define __in_bcount(...)
#define __in_ecount(...)
#define __in_bcount_opt(...)
#define __in_ecount_opt(...)
#define __out_bcount(...)
#define __out_ecount(...)
#define __out_bcount_opt(...)
#define __out_ecount_opt(...)
#define __out_bcount_part(...)
#define __out_ecount_part(...)
#define __inout_bcount(...)
#define __inout_ecount(...)
#define __inout_bcount_opt(...)
#define __inout_ecount_opt(...)
#define __inout_bcount_part(...)
#define __deref_out_bcount(...)
#define __deref_out_ecount(...)
#define __field_bcount(...)
#define __field_ecount(...)
#define __success(...)
#define __range(...)
#endif

#endif // ACXSIM_DDK_SPECSTRINGS_H
