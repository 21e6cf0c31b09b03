// SPDX-License-Identifier: MIT
//
// What a trace message of a driver becomes: a call of AcxSimTrace() with the place, the format and the arguments as
// they are, each with its type's size and class. The simulator decodes them by the format
// (sim/kernel/trace_format.hpp). Generated .tmh files and TraceLoggingProvider.h expand to this; drivers do not include
// it themselves. Valid C (gnu11) and C++. Arguments are evaluated once. At most 40 of them.
#ifndef ACXSIM_DDK_TRACE_H
#define ACXSIM_DDK_TRACE_H

#include "guiddef.h"
#include "ntdef.h"

#define ACXSIM_TRACE_INTEGER 0
#define ACXSIM_TRACE_UNSIGNED 1
#define ACXSIM_TRACE_POINTER 2
#define ACXSIM_TRACE_REAL 3
#define ACXSIM_TRACE_RECORD 4 // structure or union: Data points to it

EXTERN_C_START

typedef struct _ACXSIM_TRACE_VALUE {
    unsigned char Class;
    unsigned char Reserved[3];
    unsigned int Size;
    const void *Data; // where the value lies, as long as the call lasts
} ACXSIM_TRACE_VALUE;

// One constant of a custom format: %!Name! shows Text for Value. The list ends with Name == NULL.
typedef struct _ACXSIM_TRACE_ITEM {
    const char *Format;
    const char *Text;
    long long Value;
    unsigned int Kind;
    void (*Expand)(const ACXSIM_TRACE_VALUE *Value, void (*Pair)(void *Context, size_t Size, const void *Data),
                   void *Context);
} ACXSIM_TRACE_ITEM;

#define ACXSIM_TRACE_ITEM_NAME 0   // the value's name is Text
#define ACXSIM_TRACE_ITEM_BIT 1    // if bit number Value is set, Text is shown
#define ACXSIM_TRACE_ITEM_ALIAS 2  // shown as the printf conversion Text
#define ACXSIM_TRACE_ITEM_EXPAND 3 // a complex type; Text is its item type, Expand lists its pieces
#define ACXSIM_TRACE_ITEM_LINE 5   // no format: calls in file Text that end on one line begin on another (see below)
#define ACXSIM_TRACE_ITEM_FLAG 4   // if all bits of Value are set, Text is shown

// Of a call that takes several lines, gcc says the first for __LINE__ and clang the last. The generated header tells
// which belong together (Value: the first in the high half, the last in the low one), so that both say the first; an
// expression __LINE__ of a prefix or suffix becomes this mark.
typedef struct _ACXSIM_TRACE_LINE_MARK {
    char Text[13];
} ACXSIM_TRACE_LINE_MARK;
static const ACXSIM_TRACE_LINE_MARK ACXSIM_TRACE_LINE_HERE __attribute__((unused)) = {"acxsim(line)"};

NTKERNELAPI VOID AcxSimTrace(unsigned int Level, const char *Flags, const char *File, int Line, const char *Function,
                             const ACXSIM_TRACE_ITEM *Items, const char *Prefix, const void *Message,
                             unsigned int MessageUnit, const char *Suffix, int Count, ...);

EXTERN_C_END

#ifdef __cplusplus
extern "C++" {
namespace acxsim_trace {
template <class T>
inline ACXSIM_TRACE_VALUE value(const T &data) {
    return {__is_class(T) || __is_union(T) ? (unsigned char)ACXSIM_TRACE_RECORD : (unsigned char)ACXSIM_TRACE_INTEGER,
            {0, 0, 0},
            (unsigned int)sizeof(T),
            (const void *)&data};
}
inline ACXSIM_TRACE_VALUE make(unsigned char kind, unsigned int size, const void *data) {
    return {kind, {0, 0, 0}, size, data};
}
inline ACXSIM_TRACE_VALUE value(const bool &data) { return make(ACXSIM_TRACE_UNSIGNED, sizeof data, &data); }
inline ACXSIM_TRACE_VALUE value(const unsigned char &data) { return make(ACXSIM_TRACE_UNSIGNED, sizeof data, &data); }
inline ACXSIM_TRACE_VALUE value(const unsigned short &data) { return make(ACXSIM_TRACE_UNSIGNED, sizeof data, &data); }
inline ACXSIM_TRACE_VALUE value(const unsigned int &data) { return make(ACXSIM_TRACE_UNSIGNED, sizeof data, &data); }
inline ACXSIM_TRACE_VALUE value(const unsigned long &data) { return make(ACXSIM_TRACE_UNSIGNED, sizeof data, &data); }
inline ACXSIM_TRACE_VALUE value(const unsigned long long &data) {
    return make(ACXSIM_TRACE_UNSIGNED, sizeof data, &data);
}
inline ACXSIM_TRACE_VALUE value(const wchar_t &data) { return make(ACXSIM_TRACE_UNSIGNED, sizeof data, &data); }
inline ACXSIM_TRACE_VALUE value(const float &data) { return make(ACXSIM_TRACE_REAL, sizeof data, &data); }
inline ACXSIM_TRACE_VALUE value(const double &data) { return make(ACXSIM_TRACE_REAL, sizeof data, &data); }
template <class T>
inline ACXSIM_TRACE_VALUE value(T *const &data) {
    return make(ACXSIM_TRACE_POINTER, sizeof data, (const void *)&data);
}
template <class T, size_t count> // an array: its address is the value
inline ACXSIM_TRACE_VALUE value(const T (&data)[count]) {
    return make(ACXSIM_TRACE_POINTER, 0, (const void *)data);
}
template <class R, class... A> // a function: likewise
inline ACXSIM_TRACE_VALUE value(R (&data)(A...)) {
    return make(ACXSIM_TRACE_POINTER, 0, (const void *)data);
}
inline ACXSIM_TRACE_VALUE value(decltype(nullptr) const &) { return make(ACXSIM_TRACE_POINTER, 0, nullptr); }
} // namespace acxsim_trace
} // extern "C++"
#define ACXSIM_TRACE_VALUE_OF(x) (::acxsim_trace::value(x))
#define ACXSIM_TRACE_FUNCTION __PRETTY_FUNCTION__
#else
// The comma turns arrays and functions into pointers; __typeof__ and _Generic do not evaluate.
#define ACXSIM_TRACE_TYPE(x) __typeof__(((void)0, (x)))
#define ACXSIM_TRACE_CLASSIFIED(c) /* the compilers' numbers for pointer, structure and union */                       \
    ((c) == 5 ? ACXSIM_TRACE_POINTER : (c) == 12 || (c) == 13 ? ACXSIM_TRACE_RECORD : ACXSIM_TRACE_INTEGER)
#define ACXSIM_TRACE_CLASS_OF(x)                                                                                       \
    _Generic(((void)0, (x)), _Bool                                                                                     \
             : ACXSIM_TRACE_UNSIGNED, unsigned char                                                                    \
             : ACXSIM_TRACE_UNSIGNED, unsigned short                                                                   \
             : ACXSIM_TRACE_UNSIGNED, unsigned int                                                                     \
             : ACXSIM_TRACE_UNSIGNED, unsigned long                                                                    \
             : ACXSIM_TRACE_UNSIGNED, unsigned long long                                                               \
             : ACXSIM_TRACE_UNSIGNED, float                                                                            \
             : ACXSIM_TRACE_REAL, double                                                                               \
             : ACXSIM_TRACE_REAL, default                                                                              \
             : ACXSIM_TRACE_CLASSIFIED(__builtin_classify_type(*(ACXSIM_TRACE_TYPE(x) *)0)))
#define ACXSIM_TRACE_VALUE_OF(x)                                                                                       \
    ((ACXSIM_TRACE_VALUE){ACXSIM_TRACE_CLASS_OF(x),                                                                    \
                          {0, 0, 0},                                                                                   \
                          sizeof(ACXSIM_TRACE_TYPE(x)),                                                                \
                          (const void *)&(ACXSIM_TRACE_TYPE(x)[1]){(x)}})
#define ACXSIM_TRACE_FUNCTION __func__
#endif

// How many arguments, and each of them as a value with a comma before it.
#define ACXSIM_TRACE_COUNT(...)                                                                                        \
    ACXSIM_TRACE_COUNT_(0, ##__VA_ARGS__, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22,  \
                        21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
#define ACXSIM_TRACE_COUNT_(_1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, _15, _16, _17, _18, _19, _20, \
                            _21, _22, _23, _24, _25, _26, _27, _28, _29, _30, _31, _32, _33, _34, _35, _36, _37, _38,  \
                            _39, _40, _41, count, ...)                                                                 \
    count
#define ACXSIM_TRACE_PASTE(a, b) ACXSIM_TRACE_PASTE_(a, b)
#define ACXSIM_TRACE_PASTE_(a, b) a##b
#define ACXSIM_TRACE_VALUES(...) ACXSIM_TRACE_PASTE(ACXSIM_TRACE_VALUES_, ACXSIM_TRACE_COUNT(__VA_ARGS__))(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_0(...)
#define ACXSIM_TRACE_VALUES_1(x) , ACXSIM_TRACE_VALUE_OF(x)
#define ACXSIM_TRACE_VALUES_2(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_1(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_3(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_2(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_4(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_3(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_5(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_4(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_6(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_5(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_7(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_6(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_8(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_7(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_9(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_8(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_10(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_9(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_11(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_10(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_12(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_11(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_13(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_12(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_14(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_13(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_15(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_14(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_16(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_15(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_17(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_16(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_18(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_17(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_19(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_18(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_20(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_19(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_21(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_20(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_22(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_21(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_23(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_22(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_24(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_23(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_25(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_24(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_26(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_25(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_27(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_26(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_28(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_27(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_29(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_28(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_30(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_29(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_31(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_30(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_32(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_31(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_33(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_32(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_34(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_33(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_35(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_34(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_36(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_35(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_37(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_36(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_38(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_37(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_39(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_38(__VA_ARGS__)
#define ACXSIM_TRACE_VALUES_40(x, ...) , ACXSIM_TRACE_VALUE_OF(x) ACXSIM_TRACE_VALUES_39(__VA_ARGS__)

#define ACXSIM_TRACE(level, flags, items, prefix, message, suffix, ...)                                                \
    AcxSimTrace((unsigned int)(level), flags, __FILE__, __LINE__, ACXSIM_TRACE_FUNCTION, items, prefix, message,       \
                (unsigned int)sizeof((message)[0]), suffix,                                                            \
                ACXSIM_TRACE_COUNT(__VA_ARGS__) ACXSIM_TRACE_VALUES(__VA_ARGS__))

#endif // ACXSIM_DDK_TRACE_H
