// SPDX-License-Identifier: MIT
//
// Bug check codes as the simulated machine uses them, each with its name, what it means in plain words, and what
// usually causes it. Source: the public bug check code reference. Only codes that this simulator can raise, or that an
// audio driver is likely to raise itself, are listed.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace acxsim::kernel {

struct BugCheckInfo {
    std::uint32_t code;
    std::string_view name;
    std::string_view words; ///< what the code means
    std::string_view hint;  ///< what usually causes it in a driver
};

inline constexpr BugCheckInfo bug_check_infos[] = {
    {0x01, "APC_INDEX_MISMATCH", "critical or guarded regions do not balance",
     "each KeEnterCriticalRegion needs one KeLeaveCriticalRegion on every path"},
    {0x05, "INVALID_PROCESS_ATTACH_ATTEMPT", "a thread was attached to a process in a way that cannot work",
     "attach below DISPATCH_LEVEL, to a process object that is referenced"},
    {0x06, "INVALID_PROCESS_DETACH_ATTEMPT", "attaching to processes and detaching do not balance",
     "each KeStackAttachProcess needs one KeUnstackDetachProcess with the same KAPC_STATE, in reverse order"},
    {0x09, "IRQL_NOT_GREATER_OR_EQUAL", "an IRQL was raised to a lower one",
     "KeRaiseIrql only raises; call KeLowerIrql with the saved level"},
    {0x0A, "IRQL_NOT_LESS_OR_EQUAL", "something was done at an IRQL that does not allow it",
     "waits, paged memory and most calls need an IRQL below DISPATCH_LEVEL: look for a spin lock that is still held"},
    {0x0C, "MAXIMUM_WAIT_OBJECTS_EXCEEDED", "too many objects in one wait",
     "more than THREAD_WAIT_OBJECTS (3) objects need a WaitBlockArray; MAXIMUM_WAIT_OBJECTS is 64"},
    {0x0F, "SPIN_LOCK_ALREADY_OWNED", "a spin lock was taken twice by the same processor",
     "spin locks are not recursive: a function that takes the lock was called with the lock held"},
    {0x10, "SPIN_LOCK_NOT_OWNED", "a spin lock was released that this processor does not hold",
     "release each lock once, on the path that took it"},
    {0x11, "THREAD_NOT_MUTEX_OWNER", "a mutex was released by a thread that does not own it",
     "a mutex belongs to the thread whose wait it satisfied; use an event or semaphore between threads"},
    {0x18, "REFERENCE_BY_POINTER", "an object was dereferenced that is not referenced",
     "each ObDereferenceObject needs an ObReferenceObject... that succeeded before"},
    {0x19, "BAD_POOL_HEADER", "memory around a pool block was overwritten",
     "the driver wrote before the start or past the end of this block: check sizes in bytes against sizes in elements"},
    {0x1E, "KMODE_EXCEPTION_NOT_HANDLED", "an exception was raised that nobody handled",
     "an assertion failed, a breakpoint was hit without a debugger, or a status was raised outside __try"},
    {0x35, "NO_MORE_IRP_STACK_LOCATIONS", "a request was sent further down than it was made for",
     "allocate the IRP with the StackSize of the device it is sent to, and forward with one location per driver"},
    {0x44, "MULTIPLE_IRP_COMPLETE_REQUESTS", "a request was completed twice",
     "each request is completed once; look for an error path that completes and a caller that does so again"},
    {0x50, "PAGE_FAULT_IN_NONPAGED_AREA", "memory was touched that does not exist",
     "the pointer is wild, or what it pointed to was freed or unmapped"},
    {0x93, "INVALID_KERNEL_HANDLE", "a handle was used that is not open",
     "the handle was closed already, or is an object pointer and not a handle"},
    {0x9F, "DRIVER_POWER_STATE_FAILURE", "a power transition did not complete",
     "a power callback or request waits for something that cannot happen in this power state"},
    {0xB8, "ATTEMPTED_SWITCH_FROM_DPC", "a DPC tried to wait",
     "DPCs and timer callbacks run at DISPATCH_LEVEL and must not wait; hand the work to a work item or thread"},
    {0xC2, "BAD_POOL_CALLER", "memory was freed in a way that cannot be right",
     "it was freed already, has another tag, or did not come from this allocator"},
    {0xC4, "DRIVER_VERIFIER_DETECTED_VIOLATION", "a kernel object was used against its rules",
     "initialise an object before its first use, and do not free or reinitialise it while it is in use"},
    {0xC7, "TIMER_OR_DPC_INVALID", "a timer or DPC that is still queued lost its memory",
     "cancel the timer and flush DPCs (KeFlushQueuedDpcs) before freeing what contains them"},
    {0xCA, "PNP_DETECTED_FATAL_ERROR", "Plug and Play rules were broken", ""},
    {0xCE, "DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS", "the driver was unloaded with work outstanding",
     "cancel timers, flush DPCs and end threads before the unload routine returns"},
    {0xD1, "DRIVER_IRQL_NOT_LESS_OR_EQUAL", "pageable memory was touched at a raised IRQL",
     "code and data used at DISPATCH_LEVEL must not be pageable"},
    {0xDA, "SYSTEM_PTE_MISUSE", "a reserved mapping was used against its rules",
     "map and unmap in pairs, with the tag and the MDL that belong together, and unmap before freeing the range"},
    {0xE2, "MANUALLY_INITIATED_CRASH", "the driver stopped the machine on purpose", ""},
    {0xE4, "WORKER_INVALID", "a work item that is queued was queued again or freed",
     "wait until the routine has run before reusing or freeing its work item"},
    {0x10D, "WDF_VIOLATION", "a framework rule was broken", "the text names the rule"},
    {0x133, "DPC_WATCHDOG_VIOLATION", "a DPC or raised IRQL lasted too long",
     "a DPC should last microseconds; long loops belong into a thread or work item"},
    {0x139, "KERNEL_SECURITY_CHECK_FAILURE", "a kernel data structure is corrupt",
     "a list entry was removed twice or inserted while it is in a list"},
};

/// The row of that code, or nullptr.
constexpr const BugCheckInfo *find_bug_check(std::uint32_t code) {
    for (const BugCheckInfo &info : bug_check_infos) {
        if (info.code == code) return &info;
    }
    return nullptr;
}

/// Stops the current System with that code; the hint comes from the table. Returns only when called from the host
/// stack.
void raise_bug_check(std::uint32_t code, std::array<std::uint64_t, 4> parameters, std::string text);

} // namespace acxsim::kernel
