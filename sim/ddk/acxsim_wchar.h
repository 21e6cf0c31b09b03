// SPDX-License-Identifier: MIT
//
// Wide-string functions for 16-bit wchar_t. The C library of the host was compiled for 32-bit wchar_t, so a driver must
// never reach it: these inline versions take over its names by macro. Only what drivers use (api_surface.tsv).
#ifndef ACXSIM_DDK_WCHAR_H
#define ACXSIM_DDK_WCHAR_H

#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#define ACXSIM_WCHAR_INLINE static inline __attribute__((unused))

ACXSIM_WCHAR_INLINE size_t AcxSimWcsnlen(const wchar_t *text, size_t limit) {
    size_t length = 0;
    while (length < limit && text[length] != 0) {
        ++length;
    }
    return length;
}

ACXSIM_WCHAR_INLINE size_t AcxSimWcslen(const wchar_t *text) { return AcxSimWcsnlen(text, (size_t)-1); }

ACXSIM_WCHAR_INLINE wchar_t AcxSimTowupper(wchar_t character) {
    return (wchar_t)((character >= L'a' && character <= L'z') ? character - (L'a' - L'A') : character);
}

ACXSIM_WCHAR_INLINE wchar_t AcxSimTowlower(wchar_t character) {
    return (wchar_t)((character >= L'A' && character <= L'Z') ? character + (L'a' - L'A') : character);
}

ACXSIM_WCHAR_INLINE int AcxSimWcsncmp(const wchar_t *left, const wchar_t *right, size_t limit) {
    for (size_t i = 0; i < limit; ++i) {
        if (left[i] != right[i] || left[i] == 0) {
            return (int)left[i] - (int)right[i];
        }
    }
    return 0;
}

ACXSIM_WCHAR_INLINE int AcxSimWcscmp(const wchar_t *left, const wchar_t *right) {
    return AcxSimWcsncmp(left, right, (size_t)-1);
}

ACXSIM_WCHAR_INLINE int AcxSimWcsnicmp(const wchar_t *left, const wchar_t *right, size_t limit) {
    for (size_t i = 0; i < limit; ++i) {
        const wchar_t l = AcxSimTowlower(left[i]);
        const wchar_t r = AcxSimTowlower(right[i]);
        if (l != r || l == 0) {
            return (int)l - (int)r;
        }
    }
    return 0;
}

ACXSIM_WCHAR_INLINE int AcxSimWcsicmp(const wchar_t *left, const wchar_t *right) {
    return AcxSimWcsnicmp(left, right, (size_t)-1);
}

ACXSIM_WCHAR_INLINE wchar_t *AcxSimWcschr(const wchar_t *text, wchar_t wanted) {
    for (;; ++text) {
        if (*text == wanted) {
            return (wchar_t *)text;
        }
        if (*text == 0) {
            return 0;
        }
    }
}

ACXSIM_WCHAR_INLINE wchar_t *AcxSimWcsrchr(const wchar_t *text, wchar_t wanted) {
    const wchar_t *found = 0;
    for (;; ++text) {
        if (*text == wanted) {
            found = text;
        }
        if (*text == 0) {
            return (wchar_t *)found;
        }
    }
}

ACXSIM_WCHAR_INLINE wchar_t *AcxSimWcsstr(const wchar_t *text, const wchar_t *wanted) {
    const size_t length = AcxSimWcslen(wanted);
    for (;; ++text) {
        if (AcxSimWcsncmp(text, wanted, length) == 0) {
            return (wchar_t *)text;
        }
        if (*text == 0) {
            return 0;
        }
    }
}

ACXSIM_WCHAR_INLINE wchar_t *AcxSimWcsncpy(wchar_t *target, const wchar_t *source, size_t count) {
    size_t i = 0;
    for (; i < count && source[i] != 0; ++i) {
        target[i] = source[i];
    }
    for (; i < count; ++i) {
        target[i] = 0;
    }
    return target;
}

ACXSIM_WCHAR_INLINE wchar_t *AcxSimWcscpy(wchar_t *target, const wchar_t *source) {
    size_t i = 0;
    do {
        target[i] = source[i];
    } while (source[i++] != 0);
    return target;
}

ACXSIM_WCHAR_INLINE wchar_t *AcxSimWcscat(wchar_t *target, const wchar_t *source) {
    AcxSimWcscpy(target + AcxSimWcslen(target), source);
    return target;
}

ACXSIM_WCHAR_INLINE wchar_t *AcxSimWcsncat(wchar_t *target, const wchar_t *source, size_t count) {
    wchar_t *end = target + AcxSimWcslen(target);
    const size_t length = AcxSimWcsnlen(source, count);
    for (size_t i = 0; i < length; ++i) {
        end[i] = source[i];
    }
    end[length] = 0;
    return target;
}

// The bounded family: 0, EINVAL (22) or ERANGE (34); on an error the target is an empty string.
ACXSIM_WCHAR_INLINE int AcxSimWcsncpyS(wchar_t *target, size_t size, const wchar_t *source, size_t count) {
    if (target == NULL || size == 0) {
        return 22;
    }
    target[0] = 0;
    if (source == NULL) {
        return count == 0 ? 0 : 22;
    }
    const int truncate = count == (size_t)-1;
    size_t length = AcxSimWcsnlen(source, truncate ? size : count);
    if (length >= size && !truncate) {
        return 34;
    }
    const int cut = length >= size;
    length = cut ? size - 1 : length;
    memcpy(target, source, length * sizeof(wchar_t));
    target[length] = 0;
    return cut ? 80 : 0;
}

ACXSIM_WCHAR_INLINE int AcxSimWcscpyS(wchar_t *target, size_t size, const wchar_t *source) {
    if (source == NULL && target != NULL && size != 0) {
        target[0] = 0;
        return 22;
    }
    return AcxSimWcsncpyS(target, size, source, size);
}

ACXSIM_WCHAR_INLINE int AcxSimWcsncatS(wchar_t *target, size_t size, const wchar_t *source, size_t count) {
    if (target == NULL || size == 0) {
        return 22;
    }
    const size_t length = AcxSimWcsnlen(target, size);
    const int status = length == size ? 22 : AcxSimWcsncpyS(target + length, size - length, source, count);
    if (status == 22 || status == 34) {
        target[0] = 0;
    }
    return status;
}

ACXSIM_WCHAR_INLINE int AcxSimWcscatS(wchar_t *target, size_t size, const wchar_t *source) {
    return AcxSimWcsncatS(target, size, source, size);
}

ACXSIM_WCHAR_INLINE size_t AcxSimWcsspn(const wchar_t *text, const wchar_t *set) {
    size_t i = 0;
    while (text[i] != 0 && AcxSimWcschr(set, text[i]) != 0) {
        ++i;
    }
    return i;
}

ACXSIM_WCHAR_INLINE wchar_t *AcxSimWcspbrk(const wchar_t *text, const wchar_t *set) {
    for (; *text != 0; ++text) {
        if (AcxSimWcschr(set, *text) != 0) {
            return (wchar_t *)text;
        }
    }
    return 0;
}

ACXSIM_WCHAR_INLINE int AcxSimIswdigit(wchar_t character) { return character >= L'0' && character <= L'9'; }
ACXSIM_WCHAR_INLINE int AcxSimIswspace(wchar_t character) {
    return character == L' ' || (character >= L'\t' && character <= L'\r');
}
ACXSIM_WCHAR_INLINE int AcxSimIswalpha(wchar_t character) {
    const wchar_t lower = AcxSimTowlower(character);
    return lower >= L'a' && lower <= L'z';
}

// Value of a number in text; base 0 reads "0x" and "0". Saturates.
ACXSIM_WCHAR_INLINE unsigned long long AcxSimWideNumber(const wchar_t *text, wchar_t **end, int base, int *negative) {
    const wchar_t *here = text;
    unsigned long long value = 0;
    int digits = 0;
    while (AcxSimIswspace(*here)) {
        ++here;
    }
    *negative = *here == L'-';
    if (*here == L'-' || *here == L'+') {
        ++here;
    }
    if ((base == 0 || base == 16) && here[0] == L'0' && AcxSimTowlower(here[1]) == L'x') {
        here += 2;
        base = 16;
    } else if (base == 0) {
        base = *here == L'0' ? 8 : 10;
    }
    for (;; ++here, ++digits) {
        const int digit = AcxSimIswdigit(*here)   ? *here - L'0'
                          : AcxSimIswalpha(*here) ? AcxSimTowlower(*here) - L'a' + 10
                                                  : 36;
        if (digit >= base) {
            break;
        }
        value = value > (0xffffffffffffffffULL - (unsigned)digit) / (unsigned)base
                    ? 0xffffffffffffffffULL
                    : value * (unsigned)base + (unsigned)digit;
    }
    if (end != NULL) {
        *end = (wchar_t *)(digits == 0 ? text : here);
    }
    return value;
}

// 32-bit results, as Windows' long has.
ACXSIM_WCHAR_INLINE int AcxSimWcstol(const wchar_t *text, wchar_t **end, int base) {
    int negative;
    const unsigned long long value = AcxSimWideNumber(text, end, base, &negative);
    if (negative) {
        return value > 0x80000000ULL ? -2147483647 - 1 : (int)-(long long)value;
    }
    return value > 0x7fffffffULL ? 2147483647 : (int)value;
}

ACXSIM_WCHAR_INLINE unsigned AcxSimWcstoul(const wchar_t *text, wchar_t **end, int base) {
    int negative;
    const unsigned long long value = AcxSimWideNumber(text, end, base, &negative);
    if (value > 0xffffffffULL) {
        return 0xffffffffU;
    }
    return negative ? 0U - (unsigned)value : (unsigned)value;
}

ACXSIM_WCHAR_INLINE int AcxSimWtoi(const wchar_t *text) { return AcxSimWcstol(text, NULL, 10); }

ACXSIM_WCHAR_INLINE wchar_t *AcxSimWmemset(wchar_t *target, wchar_t value, size_t count) {
    for (size_t i = 0; i < count; ++i) {
        target[i] = value;
    }
    return target;
}

ACXSIM_WCHAR_INLINE wchar_t *AcxSimWmemcpy(wchar_t *target, const wchar_t *source, size_t count) {
    return (wchar_t *)memcpy(target, source, count * sizeof(wchar_t));
}

ACXSIM_WCHAR_INLINE wchar_t *AcxSimWmemmove(wchar_t *target, const wchar_t *source, size_t count) {
    return (wchar_t *)memmove(target, source, count * sizeof(wchar_t));
}

// Latin text both ways: (size_t)-1 if a character does not fit.
ACXSIM_WCHAR_INLINE size_t AcxSimMbstowcs(wchar_t *target, const char *source, size_t count) {
    size_t i = 0;
    for (; (target == NULL || i < count) && source[i] != 0; ++i) {
        if (target != NULL) {
            target[i] = (unsigned char)source[i];
        }
    }
    if (target != NULL && i < count) {
        target[i] = 0;
    }
    return i;
}

ACXSIM_WCHAR_INLINE size_t AcxSimWcstombs(char *target, const wchar_t *source, size_t count) {
    size_t i = 0;
    for (; (target == NULL || i < count) && source[i] != 0; ++i) {
        if (source[i] > 0xff) {
            return (size_t)-1;
        }
        if (target != NULL) {
            target[i] = (char)source[i];
        }
    }
    if (target != NULL && i < count) {
        target[i] = 0;
    }
    return i;
}

// printf into wide memory; the kernel formats.
#ifdef __cplusplus
extern "C"
#endif
    __attribute__((visibility("default"))) int
    _vsnwprintf(wchar_t *Buffer, size_t Count, const wchar_t *Format, va_list Arguments);

ACXSIM_WCHAR_INLINE int AcxSimSnwprintf(wchar_t *target, size_t count, const wchar_t *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int written = _vsnwprintf(target, count, format, arguments);
    va_end(arguments);
    return written;
}

ACXSIM_WCHAR_INLINE int AcxSimVswprintfS(wchar_t *target, size_t size, const wchar_t *format, va_list arguments) {
    if (target == NULL || size == 0) {
        return -1;
    }
    const int written = _vsnwprintf(target, size, format, arguments);
    if (written >= 0 && (size_t)written < size) {
        return written;
    }
    target[0] = 0;
    return -1;
}

ACXSIM_WCHAR_INLINE int AcxSimSwprintfS(wchar_t *target, size_t size, const wchar_t *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int written = AcxSimVswprintfS(target, size, format, arguments);
    va_end(arguments);
    return written;
}

#ifdef __cplusplus
extern "C++" {
template <size_t Size>
inline int AcxSimSwprintfS(wchar_t (&target)[Size], const wchar_t *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int written = AcxSimVswprintfS(target, Size, format, arguments);
    va_end(arguments);
    return written;
}
template <size_t Size>
inline int AcxSimWcscpyS(wchar_t (&target)[Size], const wchar_t *source) {
    return AcxSimWcscpyS(target, Size, source);
}
template <size_t Size>
inline int AcxSimWcscatS(wchar_t (&target)[Size], const wchar_t *source) {
    return AcxSimWcscatS(target, Size, source);
}
}
#endif

#undef wcslen
#undef wcsnlen
#undef wcscmp
#undef wcsncmp
#undef wcschr
#undef wcsrchr
#undef wcsstr
#undef wcscpy
#undef wcsncpy
#undef wcscat
#undef towupper
#undef towlower
#undef wcsncat
#undef wcsspn
#undef wcspbrk
#undef wcstol
#undef wcstoul
#undef wmemset
#undef wmemcpy
#undef wmemmove
#undef mbstowcs
#undef wcstombs
#undef iswdigit
#undef iswspace
#undef iswalpha
#define wcslen AcxSimWcslen
#define wcsnlen AcxSimWcsnlen
#define wcscmp AcxSimWcscmp
#define wcsncmp AcxSimWcsncmp
#define _wcsicmp AcxSimWcsicmp
#define _wcsnicmp AcxSimWcsnicmp
#define wcschr AcxSimWcschr
#define wcsrchr AcxSimWcsrchr
#define wcsstr AcxSimWcsstr
#define wcscpy AcxSimWcscpy
#define wcsncpy AcxSimWcsncpy
#define wcscat AcxSimWcscat
#define towupper AcxSimTowupper
#define towlower AcxSimTowlower
#define wcsncat AcxSimWcsncat
#define wcsspn AcxSimWcsspn
#define wcspbrk AcxSimWcspbrk
#define wcstol AcxSimWcstol
#define wcstoul AcxSimWcstoul
#define wmemset AcxSimWmemset
#define wmemcpy AcxSimWmemcpy
#define wmemmove AcxSimWmemmove
#define mbstowcs AcxSimMbstowcs
#define wcstombs AcxSimWcstombs
#define iswdigit AcxSimIswdigit
#define iswspace AcxSimIswspace
#define iswalpha AcxSimIswalpha
#define _wtoi AcxSimWtoi
#define wcscpy_s AcxSimWcscpyS
#define wcsncpy_s AcxSimWcsncpyS
#define wcscat_s AcxSimWcscatS
#define wcsncat_s AcxSimWcsncatS
#define _snwprintf AcxSimSnwprintf
#define swprintf_s AcxSimSwprintfS
#define vswprintf_s AcxSimVswprintfS

// What else the host's library has for wide characters would take them for 32 bits. The compiler says so by name. Not
// in the simulator's own floors, whose library headers may come later.
#ifdef _KERNEL_MODE
#undef wcstod
#define wcstod no_wide_character_function_wcstod_in_kernel_drivers
#undef wcstok
#define wcstok no_wide_character_function_wcstok_in_kernel_drivers
#undef wcscoll
#define wcscoll no_wide_character_function_wcscoll_in_kernel_drivers
#undef wcsxfrm
#define wcsxfrm no_wide_character_function_wcsxfrm_in_kernel_drivers
#undef wcsdup
#define wcsdup no_wide_character_function_wcsdup_in_kernel_drivers
#undef wcscasecmp
#define wcscasecmp no_wide_character_function_wcscasecmp_in_kernel_drivers
#undef wcsncasecmp
#define wcsncasecmp no_wide_character_function_wcsncasecmp_in_kernel_drivers
#undef wcscspn
#define wcscspn no_wide_character_function_wcscspn_in_kernel_drivers
#undef wmemcmp
#define wmemcmp no_wide_character_function_wmemcmp_in_kernel_drivers
#undef wmemchr
#define wmemchr no_wide_character_function_wmemchr_in_kernel_drivers
#undef wcstoll
#define wcstoll no_wide_character_function_wcstoll_in_kernel_drivers
#undef wcstoull
#define wcstoull no_wide_character_function_wcstoull_in_kernel_drivers
#undef wcsftime
#define wcsftime no_wide_character_function_wcsftime_in_kernel_drivers
#undef swprintf
#define swprintf no_wide_character_function_swprintf_in_kernel_drivers
#undef vswprintf
#define vswprintf no_wide_character_function_vswprintf_in_kernel_drivers
#undef wprintf
#define wprintf no_wide_character_function_wprintf_in_kernel_drivers
#undef fwprintf
#define fwprintf no_wide_character_function_fwprintf_in_kernel_drivers
#undef vwprintf
#define vwprintf no_wide_character_function_vwprintf_in_kernel_drivers
#undef vfwprintf
#define vfwprintf no_wide_character_function_vfwprintf_in_kernel_drivers
#undef swscanf
#define swscanf no_wide_character_function_swscanf_in_kernel_drivers
#undef wscanf
#define wscanf no_wide_character_function_wscanf_in_kernel_drivers
#undef fwscanf
#define fwscanf no_wide_character_function_fwscanf_in_kernel_drivers
#undef fputws
#define fputws no_wide_character_function_fputws_in_kernel_drivers
#undef fgetws
#define fgetws no_wide_character_function_fgetws_in_kernel_drivers
#undef putwchar
#define putwchar no_wide_character_function_putwchar_in_kernel_drivers
#undef getwchar
#define getwchar no_wide_character_function_getwchar_in_kernel_drivers
#undef mbtowc
#define mbtowc no_wide_character_function_mbtowc_in_kernel_drivers
#undef wctomb
#define wctomb no_wide_character_function_wctomb_in_kernel_drivers
#undef mbrtowc
#define mbrtowc no_wide_character_function_mbrtowc_in_kernel_drivers
#undef wcrtomb
#define wcrtomb no_wide_character_function_wcrtomb_in_kernel_drivers
#undef mbsrtowcs
#define mbsrtowcs no_wide_character_function_mbsrtowcs_in_kernel_drivers
#undef wcsrtombs
#define wcsrtombs no_wide_character_function_wcsrtombs_in_kernel_drivers
#endif

#endif // ACXSIM_DDK_WCHAR_H
