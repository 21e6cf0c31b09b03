// SPDX-License-Identifier: MIT
//
// Arithmetic and conversion that report overflow: STATUS_INTEGER_OVERFLOW, and the result is all ones.
#ifndef ACXSIM_DDK_NTINTSAFE_H
#define ACXSIM_DDK_NTINTSAFE_H

#include "ntstatus.h"
#include "windef.h"

#ifndef USHORT_MAX
#define USHORT_MAX 0xffff
#endif

#define INTSAFE_UINT_ERROR 0xffffffff
#define SIZE_T_ERROR (~(SIZE_T)0)
#define ULONG_ERROR 0xffffffffU
#define ULONGLONG_ERROR 0xffffffffffffffffULL
#define USHORT_ERROR 0xffff
#define LONG_ERROR (-1)

// --- arithmetic ---

DDKINLINE NTSTATUS RtlUInt8Add(UINT8 Augend, UINT8 Addend, UINT8 *Result) {
    if (__builtin_add_overflow(Augend, Addend, Result)) {
        *Result = (UINT8)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlUInt8Sub(UINT8 Minuend, UINT8 Subtrahend, UINT8 *Result) {
    if (__builtin_sub_overflow(Minuend, Subtrahend, Result)) {
        *Result = (UINT8)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlUInt8Mult(UINT8 Multiplicand, UINT8 Multiplier, UINT8 *Result) {
    if (__builtin_mul_overflow(Multiplicand, Multiplier, Result)) {
        *Result = (UINT8)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlUShortAdd(USHORT Augend, USHORT Addend, USHORT *Result) {
    if (__builtin_add_overflow(Augend, Addend, Result)) {
        *Result = (USHORT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlUShortSub(USHORT Minuend, USHORT Subtrahend, USHORT *Result) {
    if (__builtin_sub_overflow(Minuend, Subtrahend, Result)) {
        *Result = (USHORT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlUShortMult(USHORT Multiplicand, USHORT Multiplier, USHORT *Result) {
    if (__builtin_mul_overflow(Multiplicand, Multiplier, Result)) {
        *Result = (USHORT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlUIntAdd(UINT Augend, UINT Addend, UINT *Result) {
    if (__builtin_add_overflow(Augend, Addend, Result)) {
        *Result = (UINT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlUIntSub(UINT Minuend, UINT Subtrahend, UINT *Result) {
    if (__builtin_sub_overflow(Minuend, Subtrahend, Result)) {
        *Result = (UINT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlUIntMult(UINT Multiplicand, UINT Multiplier, UINT *Result) {
    if (__builtin_mul_overflow(Multiplicand, Multiplier, Result)) {
        *Result = (UINT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlULongAdd(ULONG Augend, ULONG Addend, ULONG *Result) {
    if (__builtin_add_overflow(Augend, Addend, Result)) {
        *Result = (ULONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlULongSub(ULONG Minuend, ULONG Subtrahend, ULONG *Result) {
    if (__builtin_sub_overflow(Minuend, Subtrahend, Result)) {
        *Result = (ULONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlULongMult(ULONG Multiplicand, ULONG Multiplier, ULONG *Result) {
    if (__builtin_mul_overflow(Multiplicand, Multiplier, Result)) {
        *Result = (ULONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlULongLongAdd(ULONGLONG Augend, ULONGLONG Addend, ULONGLONG *Result) {
    if (__builtin_add_overflow(Augend, Addend, Result)) {
        *Result = (ULONGLONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlULongLongSub(ULONGLONG Minuend, ULONGLONG Subtrahend, ULONGLONG *Result) {
    if (__builtin_sub_overflow(Minuend, Subtrahend, Result)) {
        *Result = (ULONGLONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlULongLongMult(ULONGLONG Multiplicand, ULONGLONG Multiplier, ULONGLONG *Result) {
    if (__builtin_mul_overflow(Multiplicand, Multiplier, Result)) {
        *Result = (ULONGLONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlSizeTAdd(SIZE_T Augend, SIZE_T Addend, SIZE_T *Result) {
    if (__builtin_add_overflow(Augend, Addend, Result)) {
        *Result = (SIZE_T)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlSizeTSub(SIZE_T Minuend, SIZE_T Subtrahend, SIZE_T *Result) {
    if (__builtin_sub_overflow(Minuend, Subtrahend, Result)) {
        *Result = (SIZE_T)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlSizeTMult(SIZE_T Multiplicand, SIZE_T Multiplier, SIZE_T *Result) {
    if (__builtin_mul_overflow(Multiplicand, Multiplier, Result)) {
        *Result = (SIZE_T)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlULongPtrAdd(ULONG_PTR Augend, ULONG_PTR Addend, ULONG_PTR *Result) {
    if (__builtin_add_overflow(Augend, Addend, Result)) {
        *Result = (ULONG_PTR)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlULongPtrSub(ULONG_PTR Minuend, ULONG_PTR Subtrahend, ULONG_PTR *Result) {
    if (__builtin_sub_overflow(Minuend, Subtrahend, Result)) {
        *Result = (ULONG_PTR)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlULongPtrMult(ULONG_PTR Multiplicand, ULONG_PTR Multiplier, ULONG_PTR *Result) {
    if (__builtin_mul_overflow(Multiplicand, Multiplier, Result)) {
        *Result = (ULONG_PTR)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlDWordAdd(DWORD Augend, DWORD Addend, DWORD *Result) {
    if (__builtin_add_overflow(Augend, Addend, Result)) {
        *Result = (DWORD)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlDWordSub(DWORD Minuend, DWORD Subtrahend, DWORD *Result) {
    if (__builtin_sub_overflow(Minuend, Subtrahend, Result)) {
        *Result = (DWORD)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlDWordMult(DWORD Multiplicand, DWORD Multiplier, DWORD *Result) {
    if (__builtin_mul_overflow(Multiplicand, Multiplier, Result)) {
        *Result = (DWORD)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlUIntPtrAdd(UINT_PTR Augend, UINT_PTR Addend, UINT_PTR *Result) {
    if (__builtin_add_overflow(Augend, Addend, Result)) {
        *Result = (UINT_PTR)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlUIntPtrSub(UINT_PTR Minuend, UINT_PTR Subtrahend, UINT_PTR *Result) {
    if (__builtin_sub_overflow(Minuend, Subtrahend, Result)) {
        *Result = (UINT_PTR)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlUIntPtrMult(UINT_PTR Multiplicand, UINT_PTR Multiplier, UINT_PTR *Result) {
    if (__builtin_mul_overflow(Multiplicand, Multiplier, Result)) {
        *Result = (UINT_PTR)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlShortAdd(SHORT Augend, SHORT Addend, SHORT *Result) {
    if (__builtin_add_overflow(Augend, Addend, Result)) {
        *Result = (SHORT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlShortSub(SHORT Minuend, SHORT Subtrahend, SHORT *Result) {
    if (__builtin_sub_overflow(Minuend, Subtrahend, Result)) {
        *Result = (SHORT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlShortMult(SHORT Multiplicand, SHORT Multiplier, SHORT *Result) {
    if (__builtin_mul_overflow(Multiplicand, Multiplier, Result)) {
        *Result = (SHORT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlIntAdd(INT Augend, INT Addend, INT *Result) {
    if (__builtin_add_overflow(Augend, Addend, Result)) {
        *Result = (INT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlIntSub(INT Minuend, INT Subtrahend, INT *Result) {
    if (__builtin_sub_overflow(Minuend, Subtrahend, Result)) {
        *Result = (INT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlIntMult(INT Multiplicand, INT Multiplier, INT *Result) {
    if (__builtin_mul_overflow(Multiplicand, Multiplier, Result)) {
        *Result = (INT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlLongAdd(LONG Augend, LONG Addend, LONG *Result) {
    if (__builtin_add_overflow(Augend, Addend, Result)) {
        *Result = (LONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlLongSub(LONG Minuend, LONG Subtrahend, LONG *Result) {
    if (__builtin_sub_overflow(Minuend, Subtrahend, Result)) {
        *Result = (LONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlLongMult(LONG Multiplicand, LONG Multiplier, LONG *Result) {
    if (__builtin_mul_overflow(Multiplicand, Multiplier, Result)) {
        *Result = (LONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlLongLongAdd(LONGLONG Augend, LONGLONG Addend, LONGLONG *Result) {
    if (__builtin_add_overflow(Augend, Addend, Result)) {
        *Result = (LONGLONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlLongLongSub(LONGLONG Minuend, LONGLONG Subtrahend, LONGLONG *Result) {
    if (__builtin_sub_overflow(Minuend, Subtrahend, Result)) {
        *Result = (LONGLONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlLongLongMult(LONGLONG Multiplicand, LONGLONG Multiplier, LONGLONG *Result) {
    if (__builtin_mul_overflow(Multiplicand, Multiplier, Result)) {
        *Result = (LONGLONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}

// --- conversions ---

DDKINLINE NTSTATUS RtlLongLongToULong(LONGLONG Operand, ULONG *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (ULONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlLongLongToLong(LONGLONG Operand, LONG *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (LONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlLongLongToUInt(LONGLONG Operand, UINT *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (UINT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlLongLongToInt(LONGLONG Operand, INT *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (INT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlLongLongToULongLong(LONGLONG Operand, ULONGLONG *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (ULONGLONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlLongLongToSizeT(LONGLONG Operand, SIZE_T *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (SIZE_T)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlLongLongToULongPtr(LONGLONG Operand, ULONG_PTR *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (ULONG_PTR)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlLongLongToUShort(LONGLONG Operand, USHORT *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (USHORT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlULongLongToULong(ULONGLONG Operand, ULONG *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (ULONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlULongLongToLong(ULONGLONG Operand, LONG *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (LONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlULongLongToLongLong(ULONGLONG Operand, LONGLONG *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (LONGLONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlULongLongToUInt(ULONGLONG Operand, UINT *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (UINT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlULongLongToInt(ULONGLONG Operand, INT *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (INT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlULongLongToSizeT(ULONGLONG Operand, SIZE_T *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (SIZE_T)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlULongLongToUShort(ULONGLONG Operand, USHORT *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (USHORT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlULongLongToULongPtr(ULONGLONG Operand, ULONG_PTR *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (ULONG_PTR)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlULongToUShort(ULONG Operand, USHORT *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (USHORT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlULongToUChar(ULONG Operand, UCHAR *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (UCHAR)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlULongToUInt8(ULONG Operand, UINT8 *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (UINT8)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlULongToLong(ULONG Operand, LONG *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (LONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlULongToInt(ULONG Operand, INT *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (INT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlULongToShort(ULONG Operand, SHORT *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (SHORT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlLongToULong(LONG Operand, ULONG *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (ULONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlLongToUShort(LONG Operand, USHORT *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (USHORT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlLongToShort(LONG Operand, SHORT *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (SHORT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlLongToUChar(LONG Operand, UCHAR *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (UCHAR)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlLongToULongLong(LONG Operand, ULONGLONG *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (ULONGLONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlLongToSizeT(LONG Operand, SIZE_T *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (SIZE_T)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlLongToUInt(LONG Operand, UINT *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (UINT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlIntToULong(INT Operand, ULONG *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (ULONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlIntToUShort(INT Operand, USHORT *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (USHORT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlIntToUInt(INT Operand, UINT *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (UINT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlIntToSizeT(INT Operand, SIZE_T *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (SIZE_T)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlIntToUChar(INT Operand, UCHAR *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (UCHAR)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlIntToULongLong(INT Operand, ULONGLONG *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (ULONGLONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlUIntToLong(UINT Operand, LONG *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (LONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlUIntToInt(UINT Operand, INT *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (INT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlUIntToUShort(UINT Operand, USHORT *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (USHORT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlUIntToUChar(UINT Operand, UCHAR *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (UCHAR)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlUShortToUChar(USHORT Operand, UCHAR *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (UCHAR)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlUShortToShort(USHORT Operand, SHORT *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (SHORT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlShortToUShort(SHORT Operand, USHORT *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (USHORT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlShortToUChar(SHORT Operand, UCHAR *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (UCHAR)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlShortToULong(SHORT Operand, ULONG *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (ULONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlSizeTToULong(SIZE_T Operand, ULONG *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (ULONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlSizeTToLong(SIZE_T Operand, LONG *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (LONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlSizeTToUInt(SIZE_T Operand, UINT *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (UINT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlSizeTToInt(SIZE_T Operand, INT *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (INT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlSizeTToUShort(SIZE_T Operand, USHORT *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (USHORT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlSizeTToUChar(SIZE_T Operand, UCHAR *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (UCHAR)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlSizeTToLongLong(SIZE_T Operand, LONGLONG *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (LONGLONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlSizeTToDWord(SIZE_T Operand, DWORD *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (DWORD)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlULongPtrToULong(ULONG_PTR Operand, ULONG *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (ULONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlULongPtrToLong(ULONG_PTR Operand, LONG *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (LONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlULongPtrToUShort(ULONG_PTR Operand, USHORT *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (USHORT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlUIntPtrToULong(UINT_PTR Operand, ULONG *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (ULONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlLongPtrToULong(LONG_PTR Operand, ULONG *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (ULONG)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}
DDKINLINE NTSTATUS RtlDWordToUShort(DWORD Operand, USHORT *Result) {
    if (__builtin_add_overflow(Operand, 0, Result)) {
        *Result = (USHORT)-1;
        return STATUS_INTEGER_OVERFLOW;
    }
    return STATUS_SUCCESS;
}

#endif // ACXSIM_DDK_NTINTSAFE_H
