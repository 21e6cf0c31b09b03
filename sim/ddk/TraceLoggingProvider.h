// SPDX-License-Identifier: MIT
//
// TraceLogging: providers, and events whose fields describe themselves. An event of a registered provider becomes a
// line of the simulator's log; before TraceLoggingRegister and after TraceLoggingUnregister events vanish and their
// arguments are not evaluated, as on Windows. Source: TraceLoggingProvider.h reference. Leaves out: activities, event
// tags' meaning, TraceLoggingPacked..., more than 40 fields.
#ifndef ACXSIM_DDK_TRACELOGGINGPROVIDER_H
#define ACXSIM_DDK_TRACELOGGINGPROVIDER_H

#include "acxsim_trace.h"
#include "evntrace.h"
#include "ntstatus.h"

EXTERN_C_START

typedef struct _ACXSIM_TRACELOGGING_PROVIDER {
    const char *Name;
    GUID Id;
    unsigned char Registered;
} ACXSIM_TRACELOGGING_PROVIDER;
typedef ACXSIM_TRACELOGGING_PROVIDER *TraceLoggingHProvider;

enum {
    AcxSimFieldAny,
    AcxSimFieldDecimal,
    AcxSimFieldHex,
    AcxSimFieldBoolean,
    AcxSimFieldString,
    AcxSimFieldWideString,
    AcxSimFieldAnsiString,    // ANSI_STRING
    AcxSimFieldUnicodeString, // UNICODE_STRING
    AcxSimFieldGuid,
    AcxSimFieldStatus,
    AcxSimFieldResult,
    AcxSimFieldError,
    AcxSimFieldPointer,
    AcxSimFieldBinary,
    AcxSimFieldFileTime,
    AcxSimFieldArray,    // Count elements of ElementSize bytes, decimal
    AcxSimFieldHexArray, // likewise, hexadecimal
    AcxSimFieldStruct,   // the next Count fields are its members
    AcxSimFieldLevel,
    AcxSimFieldKeyword,
    AcxSimFieldIgnored,
};

typedef struct _ACXSIM_TRACE_FIELD {
    const char *Name;
    int Kind;
    int ElementSize;
    long long Count; // bytes, characters or elements; -1: none given
    ACXSIM_TRACE_VALUE Value;
} ACXSIM_TRACE_FIELD;

NTKERNELAPI VOID AcxSimTraceLoggingWrite(TraceLoggingHProvider Provider, const char *Event, const char *File, int Line,
                                         const char *Function, int Count, ...);

EXTERN_C_END

// --- providers ------------------------------------------------------------------------------------------------------

#define TRACELOGGING_DECLARE_PROVIDER(handle)                                                                          \
    EXTERN_C_START extern const TraceLoggingHProvider handle;                                                          \
    EXTERN_C_END
#define ACXSIM_TRACELOGGING_GUID(...) ACXSIM_TRACELOGGING_GUID_ __VA_ARGS__
#define ACXSIM_TRACELOGGING_GUID_(...) ACXSIM_GUID_BRACES(__VA_ARGS__)
#define TRACELOGGING_DEFINE_PROVIDER_STORAGE(storage, name, guid, ...)                                                 \
    static ACXSIM_TRACELOGGING_PROVIDER storage = {name, ACXSIM_TRACELOGGING_GUID(guid), 0}
#define TRACELOGGING_DEFINE_PROVIDER(handle, name, guid, ...)                                                          \
    TRACELOGGING_DEFINE_PROVIDER_STORAGE(AcxSimProvider_##handle, name, guid);                                         \
    TRACELOGGING_DECLARE_PROVIDER(handle)                                                                              \
    const TraceLoggingHProvider handle = &AcxSimProvider_##handle

static inline __attribute__((unused)) NTSTATUS AcxSimTraceLoggingRegister(TraceLoggingHProvider Provider) {
    Provider->Registered = 1;
    return STATUS_SUCCESS;
}
#define TraceLoggingRegister(handle) AcxSimTraceLoggingRegister(handle)
#define TraceLoggingRegisterEx(handle, callback, context)                                                              \
    ((void)(callback), (void)(context), AcxSimTraceLoggingRegister(handle))
#define TraceLoggingUnregister(handle) ((void)((handle)->Registered = 0))
#define TraceLoggingProviderEnabled(handle, level, keyword)                                                            \
    ((void)(level), (void)(keyword), (BOOLEAN)((handle)->Registered != 0))
#define TraceLoggingProviderId(handle) ((handle)->Id)

// --- events
// -----------------------------------------------------------------------------------------------------------

#define TraceLoggingWrite(handle, event, ...)                                                                          \
    ((handle)->Registered ? AcxSimTraceLoggingWrite(handle, event, __FILE__, __LINE__, ACXSIM_TRACE_FUNCTION,          \
                                                    ACXSIM_TRACE_COUNT(__VA_ARGS__), ##__VA_ARGS__)                    \
                          : (void)0)
#define TraceLoggingWriteEx(handle, event, activity, related, ...) TraceLoggingWrite(handle, event, ##__VA_ARGS__)
#define TraceLoggingWriteActivity(handle, event, activity, related, ...) TraceLoggingWrite(handle, event, ##__VA_ARGS__)

#ifdef __cplusplus
extern "C++" {
namespace acxsim_trace {
inline ACXSIM_TRACE_FIELD field(const char *name, int kind, int element, long long count, ACXSIM_TRACE_VALUE value) {
    return {name, kind, element, count, value};
}
template <class T>
inline int kind_of(const T &) {
    return AcxSimFieldAny;
}
inline int kind_of(const bool &) { return AcxSimFieldBoolean; }
inline int kind_of(const char *) { return AcxSimFieldString; }
inline int kind_of(char *) { return AcxSimFieldString; }
inline int kind_of(const wchar_t *) { return AcxSimFieldWideString; }
inline int kind_of(wchar_t *) { return AcxSimFieldWideString; }
inline int kind_of(const GUID &) { return AcxSimFieldGuid; }
} // namespace acxsim_trace
} // extern "C++"
#define ACXSIM_TRACE_FIELD_OF(name, kind, element, count, value)                                                       \
    (::acxsim_trace::field(name, kind, element, count, ACXSIM_TRACE_VALUE_OF(value)))
#define TraceLoggingValue(value, ...)                                                                                  \
    ACXSIM_TRACE_FIELD_OF(ACXSIM_TRACE_NAME(#value, ##__VA_ARGS__), ::acxsim_trace::kind_of(value), 0, -1, value)
#else
#define ACXSIM_TRACE_FIELD_OF(name, kind, element, count, value)                                                       \
    ((ACXSIM_TRACE_FIELD){name, kind, element, count, ACXSIM_TRACE_VALUE_OF(value)})
#endif

// The name is the first optional argument, or the expression itself.
#define ACXSIM_TRACE_NAME(expression, ...) ACXSIM_TRACE_NAME_(0, ##__VA_ARGS__, expression, 0)
#define ACXSIM_TRACE_NAME_(zero, name, ...) name
#define ACXSIM_TRACE_SCALAR(kind, type, value, text, ...)                                                              \
    ACXSIM_TRACE_FIELD_OF(ACXSIM_TRACE_NAME(text, ##__VA_ARGS__), kind, 0, -1, (type)(value))
#define ACXSIM_TRACE_COUNTED(kind, element, pointer, count, text, ...)                                                 \
    ACXSIM_TRACE_FIELD_OF(ACXSIM_TRACE_NAME(text, ##__VA_ARGS__), kind, element, (long long)(count),                   \
                          (const void *)(pointer))

#define TraceLoggingInt8(value, ...) ACXSIM_TRACE_SCALAR(AcxSimFieldDecimal, signed char, value, #value, ##__VA_ARGS__)
#define TraceLoggingUInt8(value, ...)                                                                                  \
    ACXSIM_TRACE_SCALAR(AcxSimFieldDecimal, unsigned char, value, #value, ##__VA_ARGS__)
#define TraceLoggingInt16(value, ...) ACXSIM_TRACE_SCALAR(AcxSimFieldDecimal, short, value, #value, ##__VA_ARGS__)
#define TraceLoggingUInt16(value, ...)                                                                                 \
    ACXSIM_TRACE_SCALAR(AcxSimFieldDecimal, unsigned short, value, #value, ##__VA_ARGS__)
#define TraceLoggingInt32(value, ...) ACXSIM_TRACE_SCALAR(AcxSimFieldDecimal, int, value, #value, ##__VA_ARGS__)
#define TraceLoggingUInt32(value, ...) ACXSIM_TRACE_SCALAR(AcxSimFieldDecimal, unsigned, value, #value, ##__VA_ARGS__)
#define TraceLoggingInt64(value, ...) ACXSIM_TRACE_SCALAR(AcxSimFieldDecimal, long long, value, #value, ##__VA_ARGS__)
#define TraceLoggingUInt64(value, ...)                                                                                 \
    ACXSIM_TRACE_SCALAR(AcxSimFieldDecimal, unsigned long long, value, #value, ##__VA_ARGS__)
#define TraceLoggingLong(value, ...) TraceLoggingInt32(value, ##__VA_ARGS__)
#define TraceLoggingULong(value, ...) TraceLoggingUInt32(value, ##__VA_ARGS__)
#define TraceLoggingIntPtr(value, ...) TraceLoggingInt64(value, ##__VA_ARGS__)
#define TraceLoggingUIntPtr(value, ...) TraceLoggingUInt64(value, ##__VA_ARGS__)
#define TraceLoggingHexInt8(value, ...) TraceLoggingHexUInt8(value, ##__VA_ARGS__)
#define TraceLoggingHexUInt8(value, ...)                                                                               \
    ACXSIM_TRACE_SCALAR(AcxSimFieldHex, unsigned char, value, #value, ##__VA_ARGS__)
#define TraceLoggingHexInt16(value, ...) TraceLoggingHexUInt16(value, ##__VA_ARGS__)
#define TraceLoggingHexUInt16(value, ...)                                                                              \
    ACXSIM_TRACE_SCALAR(AcxSimFieldHex, unsigned short, value, #value, ##__VA_ARGS__)
#define TraceLoggingHexInt32(value, ...) TraceLoggingHexUInt32(value, ##__VA_ARGS__)
#define TraceLoggingHexUInt32(value, ...) ACXSIM_TRACE_SCALAR(AcxSimFieldHex, unsigned, value, #value, ##__VA_ARGS__)
#define TraceLoggingHexInt64(value, ...) TraceLoggingHexUInt64(value, ##__VA_ARGS__)
#define TraceLoggingHexUInt64(value, ...)                                                                              \
    ACXSIM_TRACE_SCALAR(AcxSimFieldHex, unsigned long long, value, #value, ##__VA_ARGS__)
#define TraceLoggingHexLong(value, ...) TraceLoggingHexUInt32(value, ##__VA_ARGS__)
#define TraceLoggingHexULong(value, ...) TraceLoggingHexUInt32(value, ##__VA_ARGS__)
#define TraceLoggingFloat32(value, ...) ACXSIM_TRACE_SCALAR(AcxSimFieldAny, float, value, #value, ##__VA_ARGS__)
#define TraceLoggingFloat64(value, ...) ACXSIM_TRACE_SCALAR(AcxSimFieldAny, double, value, #value, ##__VA_ARGS__)
#define TraceLoggingBoolean(value, ...)                                                                                \
    ACXSIM_TRACE_SCALAR(AcxSimFieldBoolean, unsigned char, value, #value, ##__VA_ARGS__)
#define TraceLoggingBool(value, ...) ACXSIM_TRACE_SCALAR(AcxSimFieldBoolean, int, value, #value, ##__VA_ARGS__)
#define TraceLoggingPointer(value, ...)                                                                                \
    ACXSIM_TRACE_SCALAR(AcxSimFieldPointer, const void *, value, #value, ##__VA_ARGS__)
#define TraceLoggingCodePointer(value, ...) TraceLoggingPointer(value, ##__VA_ARGS__)
#define TraceLoggingString(value, ...)                                                                                 \
    ACXSIM_TRACE_SCALAR(AcxSimFieldString, const char *, value, #value, ##__VA_ARGS__)
#define TraceLoggingUtf8String(value, ...) TraceLoggingString(value, ##__VA_ARGS__)
#define TraceLoggingWideString(value, ...)                                                                             \
    ACXSIM_TRACE_SCALAR(AcxSimFieldWideString, const wchar_t *, value, #value, ##__VA_ARGS__)
#define TraceLoggingCountedString(value, count, ...)                                                                   \
    ACXSIM_TRACE_COUNTED(AcxSimFieldString, 0, value, count, #value, ##__VA_ARGS__)
#define TraceLoggingCountedWideString(value, count, ...)                                                               \
    ACXSIM_TRACE_COUNTED(AcxSimFieldWideString, 0, value, count, #value, ##__VA_ARGS__)
#define TraceLoggingAnsiString(value, ...)                                                                             \
    ACXSIM_TRACE_SCALAR(AcxSimFieldAnsiString, const void *, value, #value, ##__VA_ARGS__)
#define TraceLoggingUnicodeString(value, ...)                                                                          \
    ACXSIM_TRACE_SCALAR(AcxSimFieldUnicodeString, const void *, value, #value, ##__VA_ARGS__)
#define TraceLoggingGuid(value, ...)                                                                                   \
    ACXSIM_TRACE_FIELD_OF(ACXSIM_TRACE_NAME(#value, ##__VA_ARGS__), AcxSimFieldGuid, 0, -1, value)
#define TraceLoggingNTStatus(value, ...) ACXSIM_TRACE_SCALAR(AcxSimFieldStatus, int, value, #value, ##__VA_ARGS__)
#define TraceLoggingNtStatus(value, ...) TraceLoggingNTStatus(value, ##__VA_ARGS__)
#define TraceLoggingHResult(value, ...) ACXSIM_TRACE_SCALAR(AcxSimFieldResult, int, value, #value, ##__VA_ARGS__)
#define TraceLoggingWinError(value, ...) ACXSIM_TRACE_SCALAR(AcxSimFieldError, unsigned, value, #value, ##__VA_ARGS__)
#define TraceLoggingFileTime(value, ...)                                                                               \
    ACXSIM_TRACE_FIELD_OF(ACXSIM_TRACE_NAME(#value, ##__VA_ARGS__), AcxSimFieldFileTime, 0, -1, value)
#define TraceLoggingBinary(pointer, size, ...)                                                                         \
    ACXSIM_TRACE_COUNTED(AcxSimFieldBinary, 1, pointer, size, #pointer, ##__VA_ARGS__)
#define TraceLoggingUInt8Array(pointer, count, ...)                                                                    \
    ACXSIM_TRACE_COUNTED(AcxSimFieldArray, 1, pointer, count, #pointer, ##__VA_ARGS__)
#define TraceLoggingUInt16Array(pointer, count, ...)                                                                   \
    ACXSIM_TRACE_COUNTED(AcxSimFieldArray, 2, pointer, count, #pointer, ##__VA_ARGS__)
#define TraceLoggingUInt32Array(pointer, count, ...)                                                                   \
    ACXSIM_TRACE_COUNTED(AcxSimFieldArray, 4, pointer, count, #pointer, ##__VA_ARGS__)
#define TraceLoggingUInt64Array(pointer, count, ...)                                                                   \
    ACXSIM_TRACE_COUNTED(AcxSimFieldArray, 8, pointer, count, #pointer, ##__VA_ARGS__)
#define TraceLoggingHexUInt32Array(pointer, count, ...)                                                                \
    ACXSIM_TRACE_COUNTED(AcxSimFieldHexArray, 4, pointer, count, #pointer, ##__VA_ARGS__)
#define TraceLoggingStruct(count, name) ACXSIM_TRACE_FIELD_OF(name, AcxSimFieldStruct, 0, count, 0)
#define TraceLoggingLevel(level) ACXSIM_TRACE_FIELD_OF("", AcxSimFieldLevel, 0, level, 0)
#define TraceLoggingKeyword(keyword) ACXSIM_TRACE_FIELD_OF("", AcxSimFieldKeyword, 0, (long long)(keyword), 0)
#define TraceLoggingOpcode(opcode) ACXSIM_TRACE_FIELD_OF("", AcxSimFieldIgnored, 0, opcode, 0)
#define TraceLoggingEventTag(tag) ACXSIM_TRACE_FIELD_OF("", AcxSimFieldIgnored, 0, tag, 0)
#define TraceLoggingChannel(channel) ACXSIM_TRACE_FIELD_OF("", AcxSimFieldIgnored, 0, channel, 0)
#define TraceLoggingDescription(text) ACXSIM_TRACE_FIELD_OF("", AcxSimFieldIgnored, 0, 0, 0)
#define TraceLoggingCustomAttribute(key, value) ACXSIM_TRACE_FIELD_OF("", AcxSimFieldIgnored, 0, 0, 0)

#define WINEVENT_LEVEL_LOG_ALWAYS 0x0
#define WINEVENT_LEVEL_CRITICAL 0x1
#define WINEVENT_LEVEL_ERROR 0x2
#define WINEVENT_LEVEL_WARNING 0x3
#define WINEVENT_LEVEL_INFO 0x4
#define WINEVENT_LEVEL_VERBOSE 0x5

#endif // ACXSIM_DDK_TRACELOGGINGPROVIDER_H
