// SPDX-License-Identifier: MIT
//
// Interlocked operations as inline atomic builtins, sequentially consistent like the full-barrier Windows forms. The
// Acquire/Release/NoFence spellings and the compiler intrinsics (_Interlocked...) are the same operations.
#ifndef ACXSIM_DDK_WDM_INTERLOCKED_H
#define ACXSIM_DDK_WDM_INTERLOCKED_H

#include "../ntdef.h"

DDKINLINE LONG InterlockedIncrement(LONG volatile *Addend) { return __atomic_add_fetch(Addend, 1, __ATOMIC_SEQ_CST); }
DDKINLINE LONG InterlockedDecrement(LONG volatile *Addend) { return __atomic_sub_fetch(Addend, 1, __ATOMIC_SEQ_CST); }
DDKINLINE LONG InterlockedAdd(LONG volatile *Addend, LONG Value) {
    return __atomic_add_fetch(Addend, Value, __ATOMIC_SEQ_CST);
}
DDKINLINE LONG InterlockedExchangeAdd(LONG volatile *Addend, LONG Value) {
    return __atomic_fetch_add(Addend, Value, __ATOMIC_SEQ_CST);
}
DDKINLINE LONG InterlockedExchange(LONG volatile *Target, LONG Value) {
    return __atomic_exchange_n(Target, Value, __ATOMIC_SEQ_CST);
}
DDKINLINE LONG InterlockedAnd(LONG volatile *Destination, LONG Value) {
    return __atomic_fetch_and(Destination, Value, __ATOMIC_SEQ_CST);
}
DDKINLINE LONG InterlockedOr(LONG volatile *Destination, LONG Value) {
    return __atomic_fetch_or(Destination, Value, __ATOMIC_SEQ_CST);
}
DDKINLINE LONG InterlockedXor(LONG volatile *Destination, LONG Value) {
    return __atomic_fetch_xor(Destination, Value, __ATOMIC_SEQ_CST);
}
DDKINLINE LONG InterlockedCompareExchange(LONG volatile *Destination, LONG Exchange, LONG Comperand) {
    __atomic_compare_exchange_n(Destination, &Comperand, Exchange, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    return Comperand;
}

DDKINLINE LONG64 InterlockedIncrement64(LONG64 volatile *Addend) {
    return __atomic_add_fetch(Addend, 1, __ATOMIC_SEQ_CST);
}
DDKINLINE LONG64 InterlockedDecrement64(LONG64 volatile *Addend) {
    return __atomic_sub_fetch(Addend, 1, __ATOMIC_SEQ_CST);
}
DDKINLINE LONG64 InterlockedAdd64(LONG64 volatile *Addend, LONG64 Value) {
    return __atomic_add_fetch(Addend, Value, __ATOMIC_SEQ_CST);
}
DDKINLINE LONG64 InterlockedExchangeAdd64(LONG64 volatile *Addend, LONG64 Value) {
    return __atomic_fetch_add(Addend, Value, __ATOMIC_SEQ_CST);
}
DDKINLINE LONG64 InterlockedExchange64(LONG64 volatile *Target, LONG64 Value) {
    return __atomic_exchange_n(Target, Value, __ATOMIC_SEQ_CST);
}
DDKINLINE LONG64 InterlockedAnd64(LONG64 volatile *Destination, LONG64 Value) {
    return __atomic_fetch_and(Destination, Value, __ATOMIC_SEQ_CST);
}
DDKINLINE LONG64 InterlockedOr64(LONG64 volatile *Destination, LONG64 Value) {
    return __atomic_fetch_or(Destination, Value, __ATOMIC_SEQ_CST);
}
DDKINLINE LONG64 InterlockedXor64(LONG64 volatile *Destination, LONG64 Value) {
    return __atomic_fetch_xor(Destination, Value, __ATOMIC_SEQ_CST);
}
DDKINLINE LONG64 InterlockedCompareExchange64(LONG64 volatile *Destination, LONG64 Exchange, LONG64 Comperand) {
    __atomic_compare_exchange_n(Destination, &Comperand, Exchange, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    return Comperand;
}

DDKINLINE SHORT InterlockedIncrement16(SHORT volatile *Addend) {
    return __atomic_add_fetch(Addend, 1, __ATOMIC_SEQ_CST);
}
DDKINLINE SHORT InterlockedDecrement16(SHORT volatile *Addend) {
    return __atomic_sub_fetch(Addend, 1, __ATOMIC_SEQ_CST);
}
DDKINLINE SHORT InterlockedExchange16(SHORT volatile *Target, SHORT Value) {
    return __atomic_exchange_n(Target, Value, __ATOMIC_SEQ_CST);
}
DDKINLINE SHORT InterlockedAnd16(SHORT volatile *Destination, SHORT Value) {
    return __atomic_fetch_and(Destination, Value, __ATOMIC_SEQ_CST);
}
DDKINLINE SHORT InterlockedOr16(SHORT volatile *Destination, SHORT Value) {
    return __atomic_fetch_or(Destination, Value, __ATOMIC_SEQ_CST);
}
DDKINLINE SHORT InterlockedXor16(SHORT volatile *Destination, SHORT Value) {
    return __atomic_fetch_xor(Destination, Value, __ATOMIC_SEQ_CST);
}
DDKINLINE SHORT InterlockedCompareExchange16(SHORT volatile *Destination, SHORT Exchange, SHORT Comperand) {
    __atomic_compare_exchange_n(Destination, &Comperand, Exchange, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    return Comperand;
}

DDKINLINE CHAR InterlockedExchange8(CHAR volatile *Target, CHAR Value) {
    return __atomic_exchange_n(Target, Value, __ATOMIC_SEQ_CST);
}
DDKINLINE CHAR InterlockedAnd8(CHAR volatile *Destination, CHAR Value) {
    return __atomic_fetch_and(Destination, Value, __ATOMIC_SEQ_CST);
}
DDKINLINE CHAR InterlockedOr8(CHAR volatile *Destination, CHAR Value) {
    return __atomic_fetch_or(Destination, Value, __ATOMIC_SEQ_CST);
}
DDKINLINE CHAR InterlockedXor8(CHAR volatile *Destination, CHAR Value) {
    return __atomic_fetch_xor(Destination, Value, __ATOMIC_SEQ_CST);
}

DDKINLINE PVOID InterlockedExchangePointer(PVOID volatile *Target, PVOID Value) {
    return __atomic_exchange_n(Target, Value, __ATOMIC_SEQ_CST);
}
DDKINLINE PVOID InterlockedCompareExchangePointer(PVOID volatile *Destination, PVOID Exchange, PVOID Comperand) {
    __atomic_compare_exchange_n(Destination, &Comperand, Exchange, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    return Comperand;
}
DDKINLINE UCHAR InterlockedBitTestAndSet(LONG volatile *Base, LONG Bit) {
    const LONG mask = (LONG)(1u << (Bit & 31));
    return (UCHAR)((__atomic_fetch_or(Base + (Bit >> 5), mask, __ATOMIC_SEQ_CST) & mask) != 0);
}
DDKINLINE UCHAR InterlockedBitTestAndReset(LONG volatile *Base, LONG Bit) {
    const LONG mask = (LONG)(1u << (Bit & 31));
    return (UCHAR)((__atomic_fetch_and(Base + (Bit >> 5), ~mask, __ATOMIC_SEQ_CST) & mask) != 0);
}

// --- single-word loads and stores with ordering ---
DDKINLINE LONG ReadLongAcquire(LONG const volatile *Source) { return __atomic_load_n(Source, __ATOMIC_ACQUIRE); }
DDKINLINE LONG ReadLongNoFence(LONG const volatile *Source) { return __atomic_load_n(Source, __ATOMIC_RELAXED); }
DDKINLINE VOID WriteLongRelease(LONG volatile *Destination, LONG Value) {
    __atomic_store_n(Destination, Value, __ATOMIC_RELEASE);
}
DDKINLINE VOID WriteLongNoFence(LONG volatile *Destination, LONG Value) {
    __atomic_store_n(Destination, Value, __ATOMIC_RELAXED);
}
DDKINLINE LONG64 ReadLong64Acquire(LONG64 const volatile *Source) { return __atomic_load_n(Source, __ATOMIC_ACQUIRE); }
DDKINLINE LONG64 ReadLong64NoFence(LONG64 const volatile *Source) { return __atomic_load_n(Source, __ATOMIC_RELAXED); }
DDKINLINE VOID WriteLong64Release(LONG64 volatile *Destination, LONG64 Value) {
    __atomic_store_n(Destination, Value, __ATOMIC_RELEASE);
}
DDKINLINE VOID WriteLong64NoFence(LONG64 volatile *Destination, LONG64 Value) {
    __atomic_store_n(Destination, Value, __ATOMIC_RELAXED);
}
DDKINLINE ULONG ReadULongAcquire(ULONG const volatile *Source) { return __atomic_load_n(Source, __ATOMIC_ACQUIRE); }
DDKINLINE ULONG ReadULongNoFence(ULONG const volatile *Source) { return __atomic_load_n(Source, __ATOMIC_RELAXED); }
DDKINLINE VOID WriteULongRelease(ULONG volatile *Destination, ULONG Value) {
    __atomic_store_n(Destination, Value, __ATOMIC_RELEASE);
}
DDKINLINE VOID WriteULongNoFence(ULONG volatile *Destination, ULONG Value) {
    __atomic_store_n(Destination, Value, __ATOMIC_RELAXED);
}
DDKINLINE ULONG64 ReadULong64Acquire(ULONG64 const volatile *Source) {
    return __atomic_load_n(Source, __ATOMIC_ACQUIRE);
}
DDKINLINE ULONG64 ReadULong64NoFence(ULONG64 const volatile *Source) {
    return __atomic_load_n(Source, __ATOMIC_RELAXED);
}
DDKINLINE VOID WriteULong64Release(ULONG64 volatile *Destination, ULONG64 Value) {
    __atomic_store_n(Destination, Value, __ATOMIC_RELEASE);
}
DDKINLINE VOID WriteULong64NoFence(ULONG64 volatile *Destination, ULONG64 Value) {
    __atomic_store_n(Destination, Value, __ATOMIC_RELAXED);
}
DDKINLINE UCHAR ReadUCharAcquire(UCHAR const volatile *Source) { return __atomic_load_n(Source, __ATOMIC_ACQUIRE); }
DDKINLINE UCHAR ReadUCharNoFence(UCHAR const volatile *Source) { return __atomic_load_n(Source, __ATOMIC_RELAXED); }
DDKINLINE VOID WriteUCharRelease(UCHAR volatile *Destination, UCHAR Value) {
    __atomic_store_n(Destination, Value, __ATOMIC_RELEASE);
}
DDKINLINE VOID WriteUCharNoFence(UCHAR volatile *Destination, UCHAR Value) {
    __atomic_store_n(Destination, Value, __ATOMIC_RELAXED);
}
DDKINLINE USHORT ReadUShortAcquire(USHORT const volatile *Source) { return __atomic_load_n(Source, __ATOMIC_ACQUIRE); }
DDKINLINE USHORT ReadUShortNoFence(USHORT const volatile *Source) { return __atomic_load_n(Source, __ATOMIC_RELAXED); }
DDKINLINE VOID WriteUShortRelease(USHORT volatile *Destination, USHORT Value) {
    __atomic_store_n(Destination, Value, __ATOMIC_RELEASE);
}
DDKINLINE VOID WriteUShortNoFence(USHORT volatile *Destination, USHORT Value) {
    __atomic_store_n(Destination, Value, __ATOMIC_RELAXED);
}
DDKINLINE PVOID ReadPointerAcquire(PVOID const volatile *Source) { return __atomic_load_n(Source, __ATOMIC_ACQUIRE); }
DDKINLINE PVOID ReadPointerNoFence(PVOID const volatile *Source) { return __atomic_load_n(Source, __ATOMIC_RELAXED); }
DDKINLINE VOID WritePointerRelease(PVOID volatile *Destination, PVOID Value) {
    __atomic_store_n(Destination, Value, __ATOMIC_RELEASE);
}

#define _InterlockedIncrement InterlockedIncrement
#define InterlockedIncrementAcquire InterlockedIncrement
#define InterlockedIncrementRelease InterlockedIncrement
#define InterlockedIncrementNoFence InterlockedIncrement
#define _InterlockedDecrement InterlockedDecrement
#define InterlockedDecrementAcquire InterlockedDecrement
#define InterlockedDecrementRelease InterlockedDecrement
#define InterlockedDecrementNoFence InterlockedDecrement
#define _InterlockedAdd InterlockedAdd
#define InterlockedAddAcquire InterlockedAdd
#define InterlockedAddRelease InterlockedAdd
#define InterlockedAddNoFence InterlockedAdd
#define _InterlockedExchangeAdd InterlockedExchangeAdd
#define InterlockedExchangeAddAcquire InterlockedExchangeAdd
#define InterlockedExchangeAddRelease InterlockedExchangeAdd
#define InterlockedExchangeAddNoFence InterlockedExchangeAdd
#define _InterlockedExchange InterlockedExchange
#define InterlockedExchangeAcquire InterlockedExchange
#define InterlockedExchangeRelease InterlockedExchange
#define InterlockedExchangeNoFence InterlockedExchange
#define _InterlockedAnd InterlockedAnd
#define InterlockedAndAcquire InterlockedAnd
#define InterlockedAndRelease InterlockedAnd
#define InterlockedAndNoFence InterlockedAnd
#define _InterlockedOr InterlockedOr
#define InterlockedOrAcquire InterlockedOr
#define InterlockedOrRelease InterlockedOr
#define InterlockedOrNoFence InterlockedOr
#define _InterlockedXor InterlockedXor
#define InterlockedXorAcquire InterlockedXor
#define InterlockedXorRelease InterlockedXor
#define InterlockedXorNoFence InterlockedXor
#define _InterlockedCompareExchange InterlockedCompareExchange
#define InterlockedCompareExchangeAcquire InterlockedCompareExchange
#define InterlockedCompareExchangeRelease InterlockedCompareExchange
#define InterlockedCompareExchangeNoFence InterlockedCompareExchange
#define _InterlockedIncrement64 InterlockedIncrement64
#define InterlockedIncrement64Acquire InterlockedIncrement64
#define InterlockedIncrement64Release InterlockedIncrement64
#define InterlockedIncrement64NoFence InterlockedIncrement64
#define _InterlockedDecrement64 InterlockedDecrement64
#define InterlockedDecrement64Acquire InterlockedDecrement64
#define InterlockedDecrement64Release InterlockedDecrement64
#define InterlockedDecrement64NoFence InterlockedDecrement64
#define _InterlockedAdd64 InterlockedAdd64
#define InterlockedAdd64Acquire InterlockedAdd64
#define InterlockedAdd64Release InterlockedAdd64
#define InterlockedAdd64NoFence InterlockedAdd64
#define _InterlockedExchangeAdd64 InterlockedExchangeAdd64
#define InterlockedExchangeAdd64Acquire InterlockedExchangeAdd64
#define InterlockedExchangeAdd64Release InterlockedExchangeAdd64
#define InterlockedExchangeAdd64NoFence InterlockedExchangeAdd64
#define _InterlockedExchange64 InterlockedExchange64
#define InterlockedExchange64Acquire InterlockedExchange64
#define InterlockedExchange64Release InterlockedExchange64
#define InterlockedExchange64NoFence InterlockedExchange64
#define _InterlockedAnd64 InterlockedAnd64
#define _InterlockedOr64 InterlockedOr64
#define _InterlockedXor64 InterlockedXor64
#define _InterlockedCompareExchange64 InterlockedCompareExchange64
#define InterlockedCompareExchange64Acquire InterlockedCompareExchange64
#define InterlockedCompareExchange64Release InterlockedCompareExchange64
#define InterlockedCompareExchange64NoFence InterlockedCompareExchange64
#define _InterlockedIncrement16 InterlockedIncrement16
#define _InterlockedDecrement16 InterlockedDecrement16
#define _InterlockedExchange16 InterlockedExchange16
#define _InterlockedAnd16 InterlockedAnd16
#define _InterlockedOr16 InterlockedOr16
#define _InterlockedXor16 InterlockedXor16
#define _InterlockedCompareExchange16 InterlockedCompareExchange16
#define _InterlockedExchange8 InterlockedExchange8
#define _InterlockedAnd8 InterlockedAnd8
#define _InterlockedOr8 InterlockedOr8
#define _InterlockedXor8 InterlockedXor8
#define _InterlockedExchangePointer InterlockedExchangePointer
#define InterlockedExchangePointerAcquire InterlockedExchangePointer
#define InterlockedExchangePointerRelease InterlockedExchangePointer
#define InterlockedExchangePointerNoFence InterlockedExchangePointer
#define _InterlockedCompareExchangePointer InterlockedCompareExchangePointer
#define InterlockedCompareExchangePointerAcquire InterlockedCompareExchangePointer
#define InterlockedCompareExchangePointerRelease InterlockedCompareExchangePointer
#define InterlockedCompareExchangePointerNoFence InterlockedCompareExchangePointer
#define InterlockedBitTestAndSetAcquire InterlockedBitTestAndSet
#define _interlockedbittestandset InterlockedBitTestAndSet
#define _interlockedbittestandreset InterlockedBitTestAndReset

#endif // ACXSIM_DDK_WDM_INTERLOCKED_H
