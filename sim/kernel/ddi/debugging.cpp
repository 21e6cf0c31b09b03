// SPDX-License-Identifier: MIT
//
// DDIs: debug output, assertions, breakpoints, exceptions, bug checks, and the hook behind PAGED_CODE().
// There is no kernel debugger: an assertion that fails or a breakpoint stops the machine.
#include <cstdarg>
#include <cstdint>
#include <string>

#include <fmt/format.h>

#include "sim/core/assert.hpp"
#include "sim/kernel/bug_check.hpp"
#include "sim/kernel/ddi_table.hpp"
#include "sim/kernel/debug_text.hpp"
#include "sim/kernel/driver_log.hpp"
#include "sim/kernel/exceptions.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/records.hpp"
#include "sim/kernel/system.hpp"

#define NOMINMAX
#include "wdm.h"

using namespace acxsim::kernel;

namespace {

ULONG print(ULONG level, const char *format, std::va_list arguments) {
    const DebugText text = format_debug_text(format, arguments);
    Executive::current().driver_log().write(
        {.source = LineSource::DebugPrint, .level = level, .text = text.shown, .hashed = text.hashed});
    return STATUS_SUCCESS;
}

/// On a machine that has stopped nothing goes on; on the host stack there is nothing to go back to.
[[noreturn]] void stopped_for_good() {
    ACXSIM_ASSERT(false, "a function that never returns was called from the host stack");
    __builtin_unreachable();
}

} // namespace

extern "C" {

VOID AcxSimPagedCode(const char *File, int Line) {
    ACXSIM_DDI(kernel_ddis, "AcxSimPagedCode");
    (void)File;
    System &system = System::current();
    if (system.irql() > apc_level) {
        system.trace().emit(PagedCodeAtRaisedIrql{system.irql(), static_cast<std::uint32_t>(Line)});
    }
}

ULONG DbgPrint(PCSTR Format, ...) {
    ACXSIM_DDI(kernel_ddis, "DbgPrint");
    std::va_list arguments;
    va_start(arguments, Format);
    const ULONG status = print(DPFLTR_INFO_LEVEL, Format, arguments);
    va_end(arguments);
    return status;
}
ULONG DbgPrintEx(ULONG ComponentId, ULONG Level, PCSTR Format, ...) {
    ACXSIM_DDI(kernel_ddis, "DbgPrintEx");
    (void)ComponentId;
    std::va_list arguments;
    va_start(arguments, Format);
    const ULONG status = print(Level, Format, arguments);
    va_end(arguments);
    return status;
}
ULONG vDbgPrintEx(ULONG ComponentId, ULONG Level, PCCH Format, va_list arglist) {
    ACXSIM_DDI(kernel_ddis, "vDbgPrintEx");
    (void)ComponentId;
    return print(Level, Format, arglist);
}
VOID DbgBreakPoint() {
    ACXSIM_DDI(kernel_ddis, "DbgBreakPoint");
    raise_bug_check(0x1E, {0x80000003, 0, 0, 0},
                    "the driver hit a breakpoint (DbgBreakPoint) and no debugger is attached");
}
VOID RtlAssert(PVOID FailedAssertion, PVOID FileName, ULONG LineNumber, PSTR Message) {
    ACXSIM_DDI(kernel_ddis, "RtlAssert");
    raise_bug_check(0x1E, {0xC0000420, LineNumber, 0, 0},
                    fmt::format("the driver's assertion failed: {}{}{}, {}:{}",
                                static_cast<const char *>(FailedAssertion), Message == nullptr ? "" : ": ",
                                Message == nullptr ? "" : Message, static_cast<const char *>(FileName), LineNumber));
}
VOID KeBugCheck(ULONG BugCheckCode) {
    ACXSIM_DDI(kernel_ddis, "KeBugCheck");
    raise_bug_check(BugCheckCode, {0, 0, 0, 0}, fmt::format("the driver called KeBugCheck({:#x})", BugCheckCode));
    stopped_for_good();
}
VOID KeBugCheckEx(ULONG BugCheckCode, ULONG_PTR BugCheckParameter1, ULONG_PTR BugCheckParameter2,
                  ULONG_PTR BugCheckParameter3, ULONG_PTR BugCheckParameter4) {
    ACXSIM_DDI(kernel_ddis, "KeBugCheckEx");
    raise_bug_check(BugCheckCode, {BugCheckParameter1, BugCheckParameter2, BugCheckParameter3, BugCheckParameter4},
                    fmt::format("the driver called KeBugCheckEx({:#x}, {:#x}, {:#x}, {:#x}, {:#x})", BugCheckCode,
                                BugCheckParameter1, BugCheckParameter2, BugCheckParameter3, BugCheckParameter4));
    stopped_for_good();
}
VOID ExRaiseStatus(NTSTATUS Status) {
    ACXSIM_DDI(kernel_ddis, "ExRaiseStatus");
    raise_status(Status);
}
VOID ExRaiseAccessViolation() {
    ACXSIM_DDI(kernel_ddis, "ExRaiseAccessViolation");
    raise_status(STATUS_ACCESS_VIOLATION);
}

} // extern "C"
