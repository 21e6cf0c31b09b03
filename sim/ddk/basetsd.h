// SPDX-License-Identifier: MIT
//
// Integer types whose size follows the pointer, and the explicitly sized ones. Pointer-sized types are the host's
// size_t/uintptr_t, so that size_t, SIZE_T and ULONG_PTR are one type, as they are for 64-bit Windows.
#ifndef ACXSIM_DDK_BASETSD_H
#define ACXSIM_DDK_BASETSD_H

#include "acxsim_compiler.h"

typedef signed char INT8, *PINT8;
typedef short INT16, *PINT16;
typedef int INT32, *PINT32;
typedef long long INT64, *PINT64;
typedef unsigned char UINT8, *PUINT8;
typedef unsigned short UINT16, *PUINT16;
typedef unsigned int UINT32, *PUINT32;
typedef unsigned long long UINT64, *PUINT64;
typedef int LONG32, *PLONG32;
typedef long long LONG64, *PLONG64;
typedef unsigned int ULONG32, *PULONG32;
typedef unsigned long long ULONG64, *PULONG64;
typedef unsigned int DWORD32, *PDWORD32;
typedef unsigned long long DWORD64, *PDWORD64;

typedef __INTPTR_TYPE__ INT_PTR, *PINT_PTR;
typedef __UINTPTR_TYPE__ UINT_PTR, *PUINT_PTR;
typedef __INTPTR_TYPE__ LONG_PTR, *PLONG_PTR;
typedef __UINTPTR_TYPE__ ULONG_PTR, *PULONG_PTR;
typedef __UINTPTR_TYPE__ DWORD_PTR, *PDWORD_PTR;
typedef size_t SIZE_T, *PSIZE_T;
typedef ptrdiff_t SSIZE_T, *PSSIZE_T;
typedef ULONG_PTR KAFFINITY, *PKAFFINITY;

#define MAXULONG_PTR (~((ULONG_PTR)0))
#define MAXLONG_PTR ((LONG_PTR)(MAXULONG_PTR >> 1))
#define MAXSIZE_T ((SIZE_T) ~((SIZE_T)0))
#define MAXUINT8 ((UINT8) ~((UINT8)0))
#define MAXUINT16 ((UINT16) ~((UINT16)0))
#define MAXUINT32 ((UINT32) ~((UINT32)0))
#define MAXUINT64 ((UINT64) ~((UINT64)0))
#define MAXINT32 ((INT32)(MAXUINT32 >> 1))
#define MAXINT64 ((INT64)(MAXUINT64 >> 1))
#define MININT32 ((INT32)~MAXINT32)
#define MININT64 ((INT64)~MAXINT64)

#define HandleToULong(h) ((unsigned int)(ULONG_PTR)(h))
#define ULongToHandle(u) ((void *)(ULONG_PTR)(u))
#define PtrToUlong(p) ((unsigned int)(ULONG_PTR)(p))
#define PtrToUint(p) ((unsigned int)(ULONG_PTR)(p))
#define ULongToPtr(u) ((void *)(ULONG_PTR)(unsigned int)(u))
#define UlongToPtr(u) ULongToPtr(u)
#define LongToPtr(l) ((void *)(LONG_PTR)(int)(l))

#endif // ACXSIM_DDK_BASETSD_H
