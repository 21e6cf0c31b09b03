// SPDX-License-Identifier: MIT
//
// The C run-time functions that kernel drivers have beside the standard ones: case-blind comparison, the bounded "_s"
// family, and printf as Windows understands it (%ws, %wZ, %I64d), which the host's would misread. Formatting is done by
// the simulated kernel. A bounded function whose result does not fit leaves an empty string, as the pages say.
#ifndef ACXSIM_DDK_CRT_H
#define ACXSIM_DDK_CRT_H

#ifdef __cplusplus
#include <cmath> // before the macros below, so that the library's own names are settled
#include <cstdio>
#include <cstdlib>
#include <cwctype>
#endif
#include <ctype.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <wctype.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int errno_t;
typedef size_t rsize_t;

#define ACXSIM_CRT_INLINE static inline __attribute__((unused))
#define ACXSIM_CRT_EINVAL 22
#define ACXSIM_CRT_ERANGE 34
#define ACXSIM_CRT_STRUNCATE 80
#ifndef _TRUNCATE
#define _TRUNCATE ((size_t)-1)
#endif
#ifndef STRUNCATE
#define STRUNCATE ACXSIM_CRT_STRUNCATE
#endif

__attribute__((visibility("default"))) int _vsnprintf(char *Buffer, size_t Count, const char *Format,
                                                      va_list Arguments);

// --- case-blind comparison ---------------------------------------------------------------------------------------

ACXSIM_CRT_INLINE int AcxSimLower(int character) {
    return character >= 'A' && character <= 'Z' ? character + ('a' - 'A') : character;
}
ACXSIM_CRT_INLINE int AcxSimUpper(int character) {
    return character >= 'a' && character <= 'z' ? character - ('a' - 'A') : character;
}
ACXSIM_CRT_INLINE int _strnicmp(const char *left, const char *right, size_t count) {
    for (size_t i = 0; i < count; ++i) {
        const int l = AcxSimLower((unsigned char)left[i]);
        const int r = AcxSimLower((unsigned char)right[i]);
        if (l != r || l == 0) return l - r;
    }
    return 0;
}
ACXSIM_CRT_INLINE int _stricmp(const char *left, const char *right) { return _strnicmp(left, right, (size_t)-1); }
ACXSIM_CRT_INLINE char *_strlwr(char *text) {
    for (char *c = text; *c != 0; ++c)
        *c = (char)AcxSimLower((unsigned char)*c);
    return text;
}
ACXSIM_CRT_INLINE char *_strupr(char *text) {
    for (char *c = text; *c != 0; ++c)
        *c = (char)AcxSimUpper((unsigned char)*c);
    return text;
}

// --- bounded copies ------------------------------------------------------------------------------------------------

ACXSIM_CRT_INLINE errno_t strncpy_s(char *target, rsize_t size, const char *source, rsize_t count) {
    if (target == NULL || size == 0) return ACXSIM_CRT_EINVAL;
    target[0] = 0;
    if (source == NULL) return count == 0 ? 0 : ACXSIM_CRT_EINVAL;
    const size_t length = strnlen(source, count == _TRUNCATE ? size : count);
    if (length >= size && count != _TRUNCATE) return ACXSIM_CRT_ERANGE;
    const size_t copied = length >= size ? size - 1 : length;
    memcpy(target, source, copied);
    target[copied] = 0;
    return copied < length ? ACXSIM_CRT_STRUNCATE : 0;
}
ACXSIM_CRT_INLINE errno_t strcpy_s(char *target, rsize_t size, const char *source) {
    return source == NULL && target != NULL && size != 0 ? (target[0] = 0, ACXSIM_CRT_EINVAL)
                                                         : strncpy_s(target, size, source, size);
}
ACXSIM_CRT_INLINE errno_t strncat_s(char *target, rsize_t size, const char *source, rsize_t count) {
    if (target == NULL || size == 0) return ACXSIM_CRT_EINVAL;
    const size_t length = strnlen(target, size);
    const errno_t status =
        length == size ? ACXSIM_CRT_EINVAL : strncpy_s(target + length, size - length, source, count);
    if (status != 0 && status != ACXSIM_CRT_STRUNCATE) target[0] = 0;
    return status;
}
ACXSIM_CRT_INLINE errno_t strcat_s(char *target, rsize_t size, const char *source) {
    return strncat_s(target, size, source, size);
}
ACXSIM_CRT_INLINE errno_t memcpy_s(void *target, rsize_t size, const void *source, rsize_t count) {
    if (count == 0) return 0;
    if (target == NULL) return ACXSIM_CRT_EINVAL;
    if (source == NULL || size < count) {
        memset(target, 0, size);
        return source == NULL ? ACXSIM_CRT_EINVAL : ACXSIM_CRT_ERANGE;
    }
    memcpy(target, source, count);
    return 0;
}
ACXSIM_CRT_INLINE errno_t memmove_s(void *target, rsize_t size, const void *source, rsize_t count) {
    if (count == 0) return 0;
    if (target == NULL || source == NULL) return ACXSIM_CRT_EINVAL;
    if (size < count) return ACXSIM_CRT_ERANGE;
    memmove(target, source, count);
    return 0;
}
#define strtok_s strtok_r

// --- printf into memory ----------------------------------------------------------------------------------------------

// Characters written, or -1 if the result and its terminator do not fit into `size`; then the string is empty.
ACXSIM_CRT_INLINE int vsprintf_s(char *target, size_t size, const char *format, va_list arguments) {
    if (target == NULL || size == 0) return -1;
    const int written = _vsnprintf(target, size, format, arguments);
    if (written >= 0 && (size_t)written < size) return written;
    target[0] = 0;
    return -1;
}
ACXSIM_CRT_INLINE int sprintf_s(char *target, size_t size, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int written = vsprintf_s(target, size, format, arguments);
    va_end(arguments);
    return written;
}
// With count _TRUNCATE (or smaller than the buffer) the beginning is kept, terminated, and -1 tells that it is one.
ACXSIM_CRT_INLINE int _vsnprintf_s(char *target, size_t size, size_t count, const char *format, va_list arguments) {
    if (target == NULL || size == 0) return -1;
    const size_t room = count >= size ? size - 1 : count;
    const int written = _vsnprintf(target, room, format, arguments);
    const int fits = written >= 0 && (size_t)written <= room;
    target[fits ? (size_t)written : room] = 0;
    if (!fits && count != _TRUNCATE && count >= size) target[0] = 0;
    return fits ? written : -1;
}
ACXSIM_CRT_INLINE int _snprintf_s(char *target, size_t size, size_t count, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int written = _vsnprintf_s(target, size, count, format, arguments);
    va_end(arguments);
    return written;
}
ACXSIM_CRT_INLINE int _snprintf(char *target, size_t count, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int written = _vsnprintf(target, count, format, arguments);
    va_end(arguments);
    return written;
}
ACXSIM_CRT_INLINE int AcxSimVsprintf(char *target, const char *format, va_list arguments) {
    return _vsnprintf(target, 0x7fffffff, format, arguments);
}
ACXSIM_CRT_INLINE int AcxSimSprintf(char *target, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int written = AcxSimVsprintf(target, format, arguments);
    va_end(arguments);
    return written;
}

#ifdef __cplusplus
} // extern "C"

// The overloads that take the size from the array.
extern "C++" {
template <size_t Size>
inline int sprintf_s(char (&target)[Size], const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int written = vsprintf_s(target, Size, format, arguments);
    va_end(arguments);
    return written;
}
template <size_t Size>
inline errno_t strcpy_s(char (&target)[Size], const char *source) {
    return strcpy_s(target, Size, source);
}
template <size_t Size>
inline errno_t strcat_s(char (&target)[Size], const char *source) {
    return strcat_s(target, Size, source);
}
template <size_t Size>
inline errno_t strncpy_s(char (&target)[Size], const char *source, size_t count) {
    return strncpy_s(target, Size, source, count);
}
}
#endif

#ifdef _KERNEL_MODE // the simulator's own floors keep the host's
#undef sprintf
#undef vsprintf
#define sprintf AcxSimSprintf
#define vsprintf AcxSimVsprintf
#endif

#endif // ACXSIM_DDK_CRT_H
