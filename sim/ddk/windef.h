// SPDX-License-Identifier: MIT
//
// Names of the Win32 world that drivers and the audio structures borrow: BYTE, WORD, DWORD, BOOL.
#ifndef ACXSIM_DDK_WINDEF_H
#define ACXSIM_DDK_WINDEF_H

#include "ntdef.h"

typedef unsigned char BYTE, *PBYTE, *LPBYTE;
typedef unsigned short WORD, *PWORD, *LPWORD;
typedef unsigned int DWORD, *PDWORD, *LPDWORD;
typedef int BOOL, *PBOOL, *LPBOOL;
typedef void *LPVOID;
typedef const void *LPCVOID;
typedef LONG *LPLONG;
typedef float *PFLOAT;

#define MAKEWORD(a, b) ((WORD)(((BYTE)(a)) | ((WORD)((BYTE)(b))) << 8))
#define MAKELONG(a, b) ((LONG)(((WORD)(a)) | ((DWORD)((WORD)(b))) << 16))

#endif // ACXSIM_DDK_WINDEF_H
