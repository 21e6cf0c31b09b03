// SPDX-License-Identifier: MIT
//
// Pool allocation with new, as drivers declare it: only the single-object form. The array form is used all the same
// (`new (POOL_FLAG_NON_PAGED, tag) T[n]`), and global delete is replaced.
#pragma once

#include <ntddk.h>

void *operator new(size_t Size, POOL_FLAGS Flags, ULONG Tag);
void __cdecl operator delete(void *Memory);
void __cdecl operator delete(void *Memory, size_t Size);
void __cdecl operator delete[](void *Memory);
void __cdecl operator delete[](void *Memory, size_t Size);
