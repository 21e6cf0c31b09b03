// SPDX-License-Identifier: MIT
//
// Debug output, assertions, bug checks, paged-code checks. Assertions and KdPrint follow DBG, as in the WDK; ntdef.h
// sets DBG from NDEBUG unless the build did.
#ifndef ACXSIM_DDK_WDM_DEBUG_H
#define ACXSIM_DDK_WDM_DEBUG_H

#include "irql.h"

EXTERN_C_START

// SIMULATOR HOOK that a driver calls without knowing: records an access to pageable code and checks that
// the IRQL allows it. PAGED_CODE() expands to it.
NTKERNELAPI VOID AcxSimPagedCode(const char *File, int Line);

NTKERNELAPI ULONG DbgPrint(PCSTR Format, ...);
NTKERNELAPI ULONG DbgPrintEx(ULONG ComponentId, ULONG Level, PCSTR Format, ...);
NTKERNELAPI ULONG vDbgPrintEx(ULONG ComponentId, ULONG Level, PCCH Format, va_list arglist);
NTKERNELAPI VOID DbgBreakPoint(void);
NTSYSAPI VOID RtlAssert(PVOID FailedAssertion, PVOID FileName, ULONG LineNumber, PSTR Message);
NTKERNELAPI VOID KeBugCheck(ULONG BugCheckCode) __attribute__((noreturn));
NTKERNELAPI VOID KeBugCheckEx(ULONG BugCheckCode, ULONG_PTR BugCheckParameter1, ULONG_PTR BugCheckParameter2,
                              ULONG_PTR BugCheckParameter3, ULONG_PTR BugCheckParameter4) __attribute__((noreturn));
NTKERNELAPI VOID ExRaiseStatus(NTSTATUS Status) __attribute__((noreturn));
NTKERNELAPI VOID ExRaiseAccessViolation(void) __attribute__((noreturn));

EXTERN_C_END

// Drivers ask for it before they name sections with alloc_text, a pragma that gcc and clang do not know and ignore.
#define ALLOC_PRAGMA 1

#define DPFLTR_IHVDRIVER_ID 77
#define DPFLTR_IHVAUDIO_ID 79
#define DPFLTR_DEFAULT_ID 101
#define DPFLTR_ERROR_LEVEL 0
#define DPFLTR_WARNING_LEVEL 1
#define DPFLTR_TRACE_LEVEL 2
#define DPFLTR_INFO_LEVEL 3
#define DPFLTR_MASK 0x80000000

#define PAGED_CODE() AcxSimPagedCode(__FILE__, __LINE__)
#define PAGED_CODE_LOCKED() ((void)0)
#define PAGED_ASSERT(exp) NT_ASSERT(exp)
#define INIT_CODE() AcxSimPagedCode(__FILE__, __LINE__)
#define NOP_FUNCTION ((void)0)

#if DBG
#define ASSERT(exp) ((!(exp)) ? (RtlAssert((PVOID) #exp, (PVOID)__FILE__, __LINE__, NULL), FALSE) : TRUE)
#define ASSERTMSG(msg, exp) ((!(exp)) ? (RtlAssert((PVOID) #exp, (PVOID)__FILE__, __LINE__, (PSTR)(msg)), FALSE) : TRUE)
#define KdPrint(_x_) DbgPrint _x_
#define KdPrintEx(_x_) DbgPrintEx _x_
#define KdBreakPoint() DbgBreakPoint()
#define NT_VERIFY(exp) NT_ASSERT(exp)
#else
#define ASSERT(exp) ((void)0)
#define ASSERTMSG(msg, exp) ((void)0)
#define KdPrint(_x_) ((void)0)
#define KdPrintEx(_x_) ((void)0)
#define KdBreakPoint() ((void)0)
#define NT_VERIFY(exp) ((exp) ? TRUE : FALSE)
#endif
#if DBG
#define NT_ASSERT(exp) ((void)((!(exp)) ? (RtlAssert((PVOID) #exp, (PVOID)__FILE__, __LINE__, NULL), 0) : 0))
#else
#define NT_ASSERT(exp) ((void)0)
#endif
#define NT_ASSERTMSG(msg, exp) NT_ASSERT(exp)
#define NT_FRE_ASSERT(exp) ((void)((!(exp)) ? (RtlAssert((PVOID) #exp, (PVOID)__FILE__, __LINE__, NULL), 0) : 0))
#define RTL_VERIFY(exp) NT_VERIFY(exp)
#define RTL_SOFT_ASSERT(exp) ASSERT(exp)

#define IRQL_NOT_LESS_OR_EQUAL 0x0000000A
#define DRIVER_IRQL_NOT_LESS_OR_EQUAL 0x000000D1
#define BAD_POOL_CALLER 0x000000C2
#define DRIVER_POWER_STATE_FAILURE 0x0000009F
#define DPC_WATCHDOG_VIOLATION 0x00000133
#define DRIVER_VERIFIER_DETECTED_VIOLATION 0x000000C4
#define PAGE_FAULT_IN_NONPAGED_AREA 0x00000050
#define SPIN_LOCK_ALREADY_OWNED 0x0000000F
#define SPIN_LOCK_NOT_OWNED 0x00000010
#define WDF_VIOLATION 0x0000010D
#define MANUALLY_INITIATED_CRASH 0x000000E2

#endif // ACXSIM_DDK_WDM_DEBUG_H
