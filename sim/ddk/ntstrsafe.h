// SPDX-License-Identifier: MIT
//
// Bounded string functions: Cb counts bytes, Cch characters; A is CHAR, W is WCHAR. Copying and concatenation are
// inline; formatting goes through _vsnprintf and _vsnwprintf, which the kernel of the simulator provides. A result that
// did not fit is terminated, and STATUS_BUFFER_OVERFLOW says so.
#ifndef ACXSIM_DDK_NTSTRSAFE_H
#define ACXSIM_DDK_NTSTRSAFE_H

#include "wdm.h"

#define NTSTRSAFE_MAX_CCH 2147483647
#define NTSTRSAFE_UNICODE_STRING_MAX_CCH (0xffff / sizeof(WCHAR))
typedef PWSTR NTSTRSAFE_PWSTR;
typedef PCWSTR NTSTRSAFE_PCWSTR;
typedef PSTR NTSTRSAFE_PSTR;
typedef PCSTR NTSTRSAFE_PCSTR;

EXTERN_C_START

// Formats as the kernel does. Result: characters written without terminator, or -1 if they did not fit; the buffer is
// not terminated when full.
NTKERNELAPI int _vsnprintf(char *Buffer, size_t Count, const char *Format, va_list Arguments);
NTKERNELAPI int _vsnwprintf(WCHAR *Buffer, size_t Count, const WCHAR *Format, va_list Arguments);

EXTERN_C_END

DDKINLINE NTSTATUS RtlStringCchLengthA(const CHAR *String, size_t MaxCch, size_t *Length) {
    size_t length = 0;
    if (String == NULL || MaxCch > NTSTRSAFE_MAX_CCH) {
        return STATUS_INVALID_PARAMETER;
    }
    while (length < MaxCch && String[length] != 0) {
        ++length;
    }
    if (Length != NULL) {
        *Length = length < MaxCch ? length : 0;
    }
    return length < MaxCch ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}
DDKINLINE NTSTATUS RtlStringCchCopyNA(CHAR *Destination, size_t DestinationCch, const CHAR *Source, size_t SourceCch) {
    size_t i = 0;
    if (DestinationCch == 0 || DestinationCch > NTSTRSAFE_MAX_CCH) {
        return STATUS_INVALID_PARAMETER;
    }
    while (i < DestinationCch - 1 && i < SourceCch && Source[i] != 0) {
        Destination[i] = Source[i];
        ++i;
    }
    Destination[i] = 0;
    return (i == SourceCch || Source[i] == 0) ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW;
}
DDKINLINE NTSTATUS RtlStringCchCopyA(CHAR *Destination, size_t DestinationCch, const CHAR *Source) {
    return RtlStringCchCopyNA(Destination, DestinationCch, Source, (size_t)-1);
}
DDKINLINE NTSTATUS RtlStringCchCatNA(CHAR *Destination, size_t DestinationCch, const CHAR *Source, size_t SourceCch) {
    size_t length = 0;
    NTSTATUS status = RtlStringCchLengthA(Destination, DestinationCch, &length);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    return RtlStringCchCopyNA(Destination + length, DestinationCch - length, Source, SourceCch);
}
DDKINLINE NTSTATUS RtlStringCchCatA(CHAR *Destination, size_t DestinationCch, const CHAR *Source) {
    return RtlStringCchCatNA(Destination, DestinationCch, Source, (size_t)-1);
}
DDKINLINE NTSTATUS RtlStringCchVPrintfA(CHAR *Destination, size_t DestinationCch, const CHAR *Format,
                                        va_list Arguments) {
    int written;
    if (DestinationCch == 0 || DestinationCch > NTSTRSAFE_MAX_CCH) {
        return STATUS_INVALID_PARAMETER;
    }
    written = _vsnprintf(Destination, DestinationCch - 1, Format, Arguments);
    if (written < 0 || (size_t)written > DestinationCch - 1) {
        Destination[DestinationCch - 1] = 0;
        return STATUS_BUFFER_OVERFLOW;
    }
    Destination[written] = 0;
    return STATUS_SUCCESS;
}
DDKINLINE_VARIADIC NTSTATUS RtlStringCchPrintfA(CHAR *Destination, size_t DestinationCch, const CHAR *Format, ...) {
    NTSTATUS status;
    va_list arguments;
    va_start(arguments, Format);
    status = RtlStringCchVPrintfA(Destination, DestinationCch, Format, arguments);
    va_end(arguments);
    return status;
}
DDKINLINE_VARIADIC NTSTATUS RtlStringCbPrintfA(CHAR *Destination, size_t DestinationCb, const CHAR *Format, ...) {
    NTSTATUS status;
    va_list arguments;
    va_start(arguments, Format);
    status = RtlStringCchVPrintfA(Destination, DestinationCb / sizeof(CHAR), Format, arguments);
    va_end(arguments);
    return status;
}
DDKINLINE NTSTATUS RtlStringCbVPrintfA(CHAR *Destination, size_t DestinationCb, const CHAR *Format, va_list Arguments) {
    return RtlStringCchVPrintfA(Destination, DestinationCb / sizeof(CHAR), Format, Arguments);
}
DDKINLINE NTSTATUS RtlStringCbLengthA(const CHAR *String, size_t MaxCb, size_t *LengthCb) {
    size_t length = 0;
    NTSTATUS status = RtlStringCchLengthA(String, MaxCb / sizeof(CHAR), &length);
    if (LengthCb != NULL) {
        *LengthCb = length * sizeof(CHAR);
    }
    return status;
}
DDKINLINE NTSTATUS RtlStringCbCopyA(CHAR *Destination, size_t DestinationCb, const CHAR *Source) {
    return RtlStringCchCopyA(Destination, DestinationCb / sizeof(CHAR), Source);
}
DDKINLINE NTSTATUS RtlStringCbCopyNA(CHAR *Destination, size_t DestinationCb, const CHAR *Source, size_t SourceCb) {
    return RtlStringCchCopyNA(Destination, DestinationCb / sizeof(CHAR), Source, SourceCb / sizeof(CHAR));
}
DDKINLINE NTSTATUS RtlStringCbCatA(CHAR *Destination, size_t DestinationCb, const CHAR *Source) {
    return RtlStringCchCatA(Destination, DestinationCb / sizeof(CHAR), Source);
}
DDKINLINE NTSTATUS RtlStringCbCatNA(CHAR *Destination, size_t DestinationCb, const CHAR *Source, size_t SourceCb) {
    return RtlStringCchCatNA(Destination, DestinationCb / sizeof(CHAR), Source, SourceCb / sizeof(CHAR));
}

DDKINLINE NTSTATUS RtlStringCchLengthW(const WCHAR *String, size_t MaxCch, size_t *Length) {
    size_t length = 0;
    if (String == NULL || MaxCch > NTSTRSAFE_MAX_CCH) {
        return STATUS_INVALID_PARAMETER;
    }
    while (length < MaxCch && String[length] != 0) {
        ++length;
    }
    if (Length != NULL) {
        *Length = length < MaxCch ? length : 0;
    }
    return length < MaxCch ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}
DDKINLINE NTSTATUS RtlStringCchCopyNW(WCHAR *Destination, size_t DestinationCch, const WCHAR *Source,
                                      size_t SourceCch) {
    size_t i = 0;
    if (DestinationCch == 0 || DestinationCch > NTSTRSAFE_MAX_CCH) {
        return STATUS_INVALID_PARAMETER;
    }
    while (i < DestinationCch - 1 && i < SourceCch && Source[i] != 0) {
        Destination[i] = Source[i];
        ++i;
    }
    Destination[i] = 0;
    return (i == SourceCch || Source[i] == 0) ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW;
}
DDKINLINE NTSTATUS RtlStringCchCopyW(WCHAR *Destination, size_t DestinationCch, const WCHAR *Source) {
    return RtlStringCchCopyNW(Destination, DestinationCch, Source, (size_t)-1);
}
DDKINLINE NTSTATUS RtlStringCchCatNW(WCHAR *Destination, size_t DestinationCch, const WCHAR *Source, size_t SourceCch) {
    size_t length = 0;
    NTSTATUS status = RtlStringCchLengthW(Destination, DestinationCch, &length);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    return RtlStringCchCopyNW(Destination + length, DestinationCch - length, Source, SourceCch);
}
DDKINLINE NTSTATUS RtlStringCchCatW(WCHAR *Destination, size_t DestinationCch, const WCHAR *Source) {
    return RtlStringCchCatNW(Destination, DestinationCch, Source, (size_t)-1);
}
DDKINLINE NTSTATUS RtlStringCchVPrintfW(WCHAR *Destination, size_t DestinationCch, const WCHAR *Format,
                                        va_list Arguments) {
    int written;
    if (DestinationCch == 0 || DestinationCch > NTSTRSAFE_MAX_CCH) {
        return STATUS_INVALID_PARAMETER;
    }
    written = _vsnwprintf(Destination, DestinationCch - 1, Format, Arguments);
    if (written < 0 || (size_t)written > DestinationCch - 1) {
        Destination[DestinationCch - 1] = 0;
        return STATUS_BUFFER_OVERFLOW;
    }
    Destination[written] = 0;
    return STATUS_SUCCESS;
}
DDKINLINE_VARIADIC NTSTATUS RtlStringCchPrintfW(WCHAR *Destination, size_t DestinationCch, const WCHAR *Format, ...) {
    NTSTATUS status;
    va_list arguments;
    va_start(arguments, Format);
    status = RtlStringCchVPrintfW(Destination, DestinationCch, Format, arguments);
    va_end(arguments);
    return status;
}
DDKINLINE_VARIADIC NTSTATUS RtlStringCbPrintfW(WCHAR *Destination, size_t DestinationCb, const WCHAR *Format, ...) {
    NTSTATUS status;
    va_list arguments;
    va_start(arguments, Format);
    status = RtlStringCchVPrintfW(Destination, DestinationCb / sizeof(WCHAR), Format, arguments);
    va_end(arguments);
    return status;
}
DDKINLINE NTSTATUS RtlStringCbVPrintfW(WCHAR *Destination, size_t DestinationCb, const WCHAR *Format,
                                       va_list Arguments) {
    return RtlStringCchVPrintfW(Destination, DestinationCb / sizeof(WCHAR), Format, Arguments);
}
DDKINLINE NTSTATUS RtlStringCbLengthW(const WCHAR *String, size_t MaxCb, size_t *LengthCb) {
    size_t length = 0;
    NTSTATUS status = RtlStringCchLengthW(String, MaxCb / sizeof(WCHAR), &length);
    if (LengthCb != NULL) {
        *LengthCb = length * sizeof(WCHAR);
    }
    return status;
}
DDKINLINE NTSTATUS RtlStringCbCopyW(WCHAR *Destination, size_t DestinationCb, const WCHAR *Source) {
    return RtlStringCchCopyW(Destination, DestinationCb / sizeof(WCHAR), Source);
}
DDKINLINE NTSTATUS RtlStringCbCopyNW(WCHAR *Destination, size_t DestinationCb, const WCHAR *Source, size_t SourceCb) {
    return RtlStringCchCopyNW(Destination, DestinationCb / sizeof(WCHAR), Source, SourceCb / sizeof(WCHAR));
}
DDKINLINE NTSTATUS RtlStringCbCatW(WCHAR *Destination, size_t DestinationCb, const WCHAR *Source) {
    return RtlStringCchCatW(Destination, DestinationCb / sizeof(WCHAR), Source);
}
DDKINLINE NTSTATUS RtlStringCbCatNW(WCHAR *Destination, size_t DestinationCb, const WCHAR *Source, size_t SourceCb) {
    return RtlStringCchCatNW(Destination, DestinationCb / sizeof(WCHAR), Source, SourceCb / sizeof(WCHAR));
}

DDKINLINE_VARIADIC NTSTATUS RtlUnicodeStringPrintf(PUNICODE_STRING Destination, const WCHAR *Format, ...) {
    int written;
    const size_t room = Destination->MaximumLength / sizeof(WCHAR);
    va_list arguments;
    va_start(arguments, Format);
    written = _vsnwprintf(Destination->Buffer, room, Format, arguments);
    va_end(arguments);
    if (written < 0) {
        Destination->Length = (USHORT)(room * sizeof(WCHAR));
        return STATUS_BUFFER_OVERFLOW;
    }
    Destination->Length = (USHORT)((size_t)written * sizeof(WCHAR));
    return STATUS_SUCCESS;
}

DDKINLINE NTSTATUS RtlUnicodeStringInit(PUNICODE_STRING Destination, PCWSTR Source) {
    size_t length = 0;
    memset(Destination, 0, sizeof(*Destination));
    if (Source == NULL) {
        return STATUS_SUCCESS;
    }
    if (!NT_SUCCESS(RtlStringCchLengthW(Source, NTSTRSAFE_UNICODE_STRING_MAX_CCH, &length))) {
        return STATUS_INVALID_PARAMETER;
    }
    Destination->Buffer = (PWCH)Source;
    Destination->Length = (USHORT)(length * sizeof(WCHAR));
    Destination->MaximumLength = (USHORT)((length + 1) * sizeof(WCHAR));
    return STATUS_SUCCESS;
}

#define STRSAFE_IGNORE_NULLS 0x00000100

DDKINLINE NTSTATUS RtlUnicodeStringInitEx(PUNICODE_STRING Destination, PCWSTR Source, ULONG Flags) {
    if ((Flags & ~(ULONG)STRSAFE_IGNORE_NULLS) != 0) {
        return STATUS_INVALID_PARAMETER;
    }
    if (Destination == NULL) { // allowed when asked to ignore null pointers, and only for nothing to store
        return ((Flags & STRSAFE_IGNORE_NULLS) != 0 && (Source == NULL || Source[0] == 0)) ? STATUS_SUCCESS
                                                                                           : STATUS_INVALID_PARAMETER;
    }
    return RtlUnicodeStringInit(Destination, Source);
}

#endif // ACXSIM_DDK_NTSTRSAFE_H
