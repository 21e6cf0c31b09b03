// SPDX-License-Identifier: MIT
//
// Compiler glue: teaches gcc and clang the Microsoft spellings that driver sources use (__declspec, calling
// conventions, sized integers, __forceinline, structured exceptions). Every other DDK header includes this one first.
//
// Two audiences. A *driver* is compiled with -fshort-wchar: wchar_t has 16 bits and the Windows-only macros below are
// active. The *simulator* may include the same headers without that flag, to define the functions; it then gets the
// same layouts but none of the macros that could disturb ordinary C++ (min, max, wcslen, _WIN64).
#ifndef ACXSIM_DDK_COMPILER_H
#define ACXSIM_DDK_COMPILER_H

#ifdef __cplusplus
#include <cstddef> // first, so that the library's own names are settled before macros appear
#include <cstring>
#include <cwchar>
#else
#include <wchar.h>
#endif
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if __SIZEOF_WCHAR_T__ == 2
#define ACXSIM_DDK_DRIVER_BUILD 1
#else
#define ACXSIM_DDK_DRIVER_BUILD 0
#if !defined(__cplusplus)
#error "C sources that include the DDK headers must be compiled with -fshort-wchar"
#endif
#endif

#if ACXSIM_DDK_DRIVER_BUILD
#if defined(__aarch64__)
#ifndef _ARM64_
#define _ARM64_ 1
#define _M_ARM64 1
#endif
#else
#ifndef _AMD64_
#define _AMD64_ 1
#endif
#ifndef _M_AMD64
#define _M_AMD64 100
#define _M_X64 100
#endif
#endif
#ifndef _WIN64
#define _WIN64 1
#endif
#endif

// --- linkage ---------------------------------------------------------------------------------------------------

#ifdef __cplusplus
#define EXTERN_C extern "C"
#define EXTERN_C_START extern "C" {
#define EXTERN_C_END }
#else
#define EXTERN_C extern
#define EXTERN_C_START
#define EXTERN_C_END
#endif

// Everything that the simulator exports to a driver module. Modules are built with hidden visibility.
#define DDKAPI_EXPORT __attribute__((visibility("default")))
#define NTKERNELAPI DDKAPI_EXPORT
#define NTSYSAPI DDKAPI_EXPORT
#define NTHALAPI DDKAPI_EXPORT
#define WDFAPI DDKAPI_EXPORT
#define ACXAPI DDKAPI_EXPORT

// An inline function that a header provides. In C it has no linkage of its own (gnu_inline), so that a driver's own
// FORCEINLINE function may call it. Variadic functions cannot be forced inline and are static.
#ifdef __cplusplus
#define DDKINLINE static inline __attribute__((unused))
#else
#define DDKINLINE extern inline __attribute__((gnu_inline, always_inline))
#endif
#define DDKINLINE_VARIADIC static inline __attribute__((unused))

// --- __declspec ------------------------------------------------------------------------------------------------

#undef __declspec
#define __declspec(specifier) ACXSIM_DECLSPEC_##specifier
#define ACXSIM_DECLSPEC_align(n) __attribute__((aligned(n)))
#define ACXSIM_DECLSPEC_allocate(section)
#define ACXSIM_DECLSPEC_allocator
#define ACXSIM_DECLSPEC_code_seg(section)
#define ACXSIM_DECLSPEC_deprecated
#define ACXSIM_DECLSPEC_dllexport DDKAPI_EXPORT
#define ACXSIM_DECLSPEC_dllimport
#define ACXSIM_DECLSPEC_empty_bases
#define ACXSIM_DECLSPEC_guard(what)
#define ACXSIM_DECLSPEC_naked
#define ACXSIM_DECLSPEC_no_init_all
#define ACXSIM_DECLSPEC_no_sanitize_address
#define ACXSIM_DECLSPEC_noalias
#define ACXSIM_DECLSPEC_noinline __attribute__((noinline))
#define ACXSIM_DECLSPEC_noreturn __attribute__((noreturn))
#define ACXSIM_DECLSPEC_nothrow
#define ACXSIM_DECLSPEC_novtable
#define ACXSIM_DECLSPEC_restrict
#define ACXSIM_DECLSPEC_safebuffers
#define ACXSIM_DECLSPEC_selectany __attribute__((weak))
#define ACXSIM_DECLSPEC_thread
#define ACXSIM_DECLSPEC_uuid(text)

#define DECLSPEC_ALIGN(n) __attribute__((aligned(n)))
#define DECLSPEC_CACHEALIGN __attribute__((aligned(64)))
#define DECLSPEC_IMPORT
#define DECLSPEC_EXPORT DDKAPI_EXPORT
#define DECLSPEC_NOINLINE __attribute__((noinline))
#define DECLSPEC_NORETURN __attribute__((noreturn))
#define DECLSPEC_NOTHROW
#define DECLSPEC_NOVTABLE
#define DECLSPEC_SELECTANY __attribute__((weak))
#define DECLSPEC_UUID(text)
#define DECLSPEC_DEPRECATED
#define DECLSPEC_DEPRECATED_DDK

// --- keywords that only select a calling convention or a pointer size ---------------------------------------------

#undef __cdecl
#undef __stdcall
#undef __fastcall
#undef __vectorcall
#undef __thiscall
#undef __ptr32
#undef __ptr64
#undef __unaligned
#undef __w64
#undef _cdecl
#undef _stdcall
#define __cdecl
#define __stdcall
#define __fastcall
#define __vectorcall
#define __thiscall
#define _cdecl
#define _stdcall
#define __ptr32
#define __ptr64
#define __unaligned
#define __w64
#ifndef __pragma // clang has it built in
#define __pragma(text)
#endif
#define CDECL
#define WINAPI
#define APIENTRY
#define CALLBACK
#define NTAPI
#define FASTCALL
#define NTAPI_INLINE
#define POINTER_32
#define POINTER_64
#define UNALIGNED
#define RESTRICTED_POINTER __restrict

// --- sized integers and inlining ---------------------------------------------------------------------------------

#undef __int8
#undef __int16
#undef __int32
#undef __int64
#define __int8 char
#define __int16 short
#define __int32 int
#define __int64 long long

#undef __forceinline
#undef _inline
#undef _forceinline
#define __forceinline inline __attribute__((always_inline))
#define _forceinline __forceinline
#define _inline inline
#define FORCEINLINE __forceinline
#define CFORCEINLINE __forceinline

// --- intrinsics -------------------------------------------------------------------------------------------------

#undef __assume
#define __assume(condition)                                                                                            \
    do {                                                                                                               \
        if (!(condition)) __builtin_unreachable();                                                                     \
    } while (0)
#undef __noop
#define __noop(...) ((void)0)
#undef __debugbreak
#define __debugbreak() DbgBreakPoint()
#undef _ReturnAddress
#define _ReturnAddress() __builtin_return_address(0)
#define __COUNTER_NAME__ __COUNTER__

// --- min, max, wide strings ----------------------------------------------------------------------------------------

#if ACXSIM_DDK_DRIVER_BUILD && !defined(NOMINMAX)
#ifdef __cplusplus
// Functions, not macros: standard headers that follow stay usable. Mixed types meet in their common type, as in '?:'.
extern "C++" {
template <typename Left, typename Right>
constexpr auto min(Left left, Right right) -> decltype(true ? Left() : Right()) {
    using Common = decltype(true ? Left() : Right());
    return static_cast<Common>(left) < static_cast<Common>(right) ? static_cast<Common>(left)
                                                                  : static_cast<Common>(right);
}
template <typename Left, typename Right>
constexpr auto max(Left left, Right right) -> decltype(true ? Left() : Right()) {
    using Common = decltype(true ? Left() : Right());
    return static_cast<Common>(left) > static_cast<Common>(right) ? static_cast<Common>(left)
                                                                  : static_cast<Common>(right);
}
}
#else
#ifndef min
#define min(a, b) (((a) < (b)) ? (a) : (b))
#endif
#ifndef max
#define max(a, b) (((a) > (b)) ? (a) : (b))
#endif
#endif
#endif

#if ACXSIM_DDK_DRIVER_BUILD
#include "acxsim_crt.h"
#include "acxsim_seh.h"
#include "acxsim_wchar.h"
#endif

#endif // ACXSIM_DDK_COMPILER_H
