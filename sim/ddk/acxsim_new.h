// SPDX-License-Identifier: MIT
//
// operator new with pool flags and a tag, which drivers define for single objects and also use for arrays. Microsoft's
// compiler then takes the single-object form; here the array form exists and leads to it. The driver's own array form,
// if it has one, is preferred. Declared so that both compilers check the result for NULL before a constructor runs.
#ifndef ACXSIM_DDK_NEW_H
#define ACXSIM_DDK_NEW_H

#if defined(__cplusplus) && defined(_KERNEL_MODE)

#include "wdm/memory.h"

#ifdef __clang__ // g++ has -fcheck-new
#define ACXSIM_NEW_MAY_FAIL __attribute__((nothrow))
#else
#define ACXSIM_NEW_MAY_FAIL
#endif

extern "C++" {

void *operator new(size_t Size, POOL_FLAGS Flags, ULONG Tag) ACXSIM_NEW_MAY_FAIL;
void *operator new(size_t Size, POOL_TYPE PoolType, ULONG Tag) ACXSIM_NEW_MAY_FAIL;

template <typename = void>
inline void *operator new[](size_t Size, POOL_FLAGS Flags, ULONG Tag) ACXSIM_NEW_MAY_FAIL {
    return ::operator new(Size, Flags, Tag);
}
template <typename = void>
inline void *operator new[](size_t Size, POOL_TYPE PoolType, ULONG Tag) ACXSIM_NEW_MAY_FAIL {
    return ::operator new(Size, PoolType, Tag);
}

} // extern "C++"

#endif

#endif // ACXSIM_DDK_NEW_H
