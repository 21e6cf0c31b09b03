// SPDX-License-Identifier: MIT
#include "new.h"

void *operator new(size_t Size, POOL_FLAGS Flags, ULONG Tag)
{
    return ExAllocatePool2(Flags, Size, Tag);
}

void __cdecl operator delete(void *Memory)
{
    if (Memory != nullptr) ExFreePool(Memory);
}

void __cdecl operator delete(void *Memory, size_t Size)
{
    UNREFERENCED_PARAMETER(Size);
    if (Memory != nullptr) ExFreePool(Memory);
}

void __cdecl operator delete[](void *Memory)
{
    if (Memory != nullptr) ExFreePool(Memory);
}

void __cdecl operator delete[](void *Memory, size_t Size)
{
    UNREFERENCED_PARAMETER(Size);
    if (Memory != nullptr) ExFreePool(Memory);
}
