// SPDX-License-Identifier: MIT
//
// Structured exception handling: __try, __except, __finally, __leave, GetExceptionCode(). What raises is ExRaiseStatus
// and what calls it (ExAllocatePool... with POOL_FLAG_RAISE_ON_FAILURE); a wild pointer stops the machine instead, also
// inside __try. Differences to Windows:
//   * the filter of __except runs after the frames below it are gone, not before;
//   * __finally runs when its block ends, is left by __leave or raises, not when return or goto leaves it: clang says
//   so
//     where __finally stands (-Wattribute-warning), g++ with -Wsystem-headers;
//   * C: a local variable that the __try block changes and the handler reads must be volatile, as setjmp demands.
// C++ uses the compiler's exceptions (drivers are compiled with -fexceptions), so destructors run. C jumps.
// Source: the compiler's reference on structured exceptions; "Handling exceptions" of the kernel documentation.
#ifndef ACXSIM_DDK_SEH_H
#define ACXSIM_DDK_SEH_H

#ifndef __cplusplus
#include <setjmp.h>
#endif

#define EXCEPTION_EXECUTE_HANDLER 1
#define EXCEPTION_CONTINUE_SEARCH 0
#define EXCEPTION_CONTINUE_EXECUTION (-1)

#ifdef __cplusplus
extern "C" {
#endif

// One active __try block, in the frame that has it. The simulated kernel keeps a chain of them for each thread.
struct AcxSimTry {
    struct AcxSimTry *Outer;
    void *JumpBuffer; // NULL: C++
};

// SIMULATOR HOOKS, called by the macros below only.
__attribute__((visibility("default"))) void AcxSimEnterTry(struct AcxSimTry *Try, void *JumpBuffer);
__attribute__((visibility("default"))) void AcxSimEndTry(struct AcxSimTry *Try);
// What the filter said: 1 if the handler runs, 0 if the search goes on.
__attribute__((visibility("default"))) int AcxSimHandles(int Filter);
__attribute__((visibility("default"))) void AcxSimRaiseAgain(void) __attribute__((noreturn));
__attribute__((visibility("default"))) void AcxSimRememberException(void);
__attribute__((
    visibility("default"),
    warning("__finally runs when its __try block ends, is left by __leave or raises, not when return or goto "
            "leaves it"))) long long
AcxSimBeginFinally(void);
__attribute__((visibility("default"))) long long AcxSimEndFinally(long long Begun);
// The status that the innermost handler caught.
__attribute__((visibility("default"))) int AcxSimExceptionCode(void);

#ifdef __cplusplus
} // extern "C"
#endif

#define GetExceptionCode() (AcxSimExceptionCode())
#define _exception_code() (AcxSimExceptionCode())
#define __leave goto AcxSimLeave

// clang-format off
#ifdef _KERNEL_MODE // the C++ library of the simulator's own floors uses __try for itself
#undef __try
#undef __except
#undef __finally
#ifdef __cplusplus

extern "C++" {
struct AcxSimHandled {}; // thrown from the filter to its handler, never further
struct AcxSimNever {};
struct AcxSimTryMark {
    AcxSimTry Try;
    AcxSimTryMark() { AcxSimEnterTry(&Try, nullptr); }
    ~AcxSimTryMark() { AcxSimEndTry(&Try); }
    AcxSimTryMark(const AcxSimTryMark &) = delete;
    AcxSimTryMark &operator=(const AcxSimTryMark &) = delete;
};
}

#define __try try { __label__ AcxSimLeave; AcxSimTryMark AcxSimMark; try
#define __except(filter)                                                                                               \
    catch (...) {                                                                                                      \
        AcxSimEndTry(&AcxSimMark.Try);                                                                                 \
        if (AcxSimHandles(filter)) throw AcxSimHandled();                                                              \
        AcxSimRaiseAgain();                                                                                            \
    }                                                                                                                  \
    AcxSimLeave: __attribute__((unused)); } catch (const AcxSimHandled &)
#define __finally                                                                                                      \
    catch (...) { AcxSimEndTry(&AcxSimMark.Try); AcxSimRememberException(); }                                          \
    AcxSimLeave: __attribute__((unused)); } catch (const AcxSimNever &) {}                                             \
    for (long long AcxSimBegun = AcxSimBeginFinally(); AcxSimBegun != 0; AcxSimBegun = AcxSimEndFinally(AcxSimBegun))

#else

static inline __attribute__((unused)) void AcxSimLeaveTry(struct AcxSimTry **Try) { AcxSimEndTry(*Try); }

#define __try ACXSIM_TRY(__COUNTER__)
#define ACXSIM_TRY(number) ACXSIM_TRY_(number)
#define ACXSIM_TRY_(number)                                                                                            \
    struct AcxSimTry AcxSimTry##number;                                                                                \
    jmp_buf AcxSimJump##number;                                                                                        \
    AcxSimEnterTry(&AcxSimTry##number, &AcxSimJump##number);                                                           \
    if (setjmp(AcxSimJump##number) == 0) {                                                                             \
        __label__ AcxSimLeave;                                                                                         \
        struct AcxSimTry *AcxSimGuard __attribute__((cleanup(AcxSimLeaveTry), unused)) = &AcxSimTry##number;
#define __except(filter)                                                                                               \
    AcxSimLeave: __attribute__((unused)); }                                                                            \
    else if (AcxSimHandles(filter) || (AcxSimRaiseAgain(), 0))
#define __finally                                                                                                      \
    AcxSimLeave: __attribute__((unused)); } else AcxSimRememberException();                                            \
    for (long long AcxSimBegun = AcxSimBeginFinally(); AcxSimBegun != 0; AcxSimBegun = AcxSimEndFinally(AcxSimBegun))

#endif
#endif // _KERNEL_MODE
// clang-format on

#endif // ACXSIM_DDK_SEH_H
