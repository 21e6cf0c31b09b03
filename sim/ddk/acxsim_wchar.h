// SPDX-License-Identifier: MIT
//
// Wide-string functions for 16-bit wchar_t. The C library of the host was compiled for 32-bit wchar_t, so a driver must
// never reach it: these inline versions take over its names by macro. Only what drivers use (api_surface.tsv).
#ifndef ACXSIM_DDK_WCHAR_H
#define ACXSIM_DDK_WCHAR_H

#include <stddef.h>

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

#endif // ACXSIM_DDK_WCHAR_H
