// SPDX-License-Identifier: MIT
//
// DDIs: system threads, attaching to processes, work items.
// Leaves out: processes other than System.
#include <fmt/format.h>

#include "sim/kernel/bug_check.hpp"
#include "sim/kernel/ddi/driver_objects.hpp"
#include "sim/kernel/ddi_table.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/handle_table.hpp"
#include "sim/kernel/system.hpp"
#include "sim/kernel/work_queue.hpp"

#define NOMINMAX
#include "wdm.h"

using namespace acxsim::kernel;

struct _IO_WORKITEM {
    PVOID io_object;
    ULONG64 queued;
};

namespace {

char system_process; // PEPROCESS: opaque, only its address is used
const HANDLE system_process_id = reinterpret_cast<HANDLE>(4);
constexpr std::uint32_t work_item_tag = 'I' | 'o' << 8 | 'W' << 16 | 'i' << 24;
constexpr ULONG64 attached_mark = 0x6465'6863'6174'7461ULL;
constexpr ULONG64 work_item_mark = 0x3031'6d65'7449'7857ULL;

void *current_header() {
    System &system = System::current();
    return system.on_processor() ? static_cast<void *>(&system.current_thread().header()) : nullptr;
}

void queue_item(PIO_WORKITEM item, std::string_view ddi, WORK_QUEUE_TYPE type, std::function<void()> routine) {
    (void)type;
    if (!Pool::current().holds(item, sizeof *item)) {
        raise_bug_check(0xE4, {1, reinterpret_cast<std::uintptr_t>(item), 0, 0},
                        fmt::format("{} was given a work item that does not exist", ddi));
        return;
    }
    if (item->queued != 0) {
        raise_bug_check(0xE4, {0, reinterpret_cast<std::uintptr_t>(item), 0, 0},
                        fmt::format("{} was given a work item that is queued already", ddi));
        return;
    }
    item->queued = 1;
    acxsim::kernel::Executive::current().work_queue().queue([item, routine = std::move(routine)] {
        item->queued = 0; // from here on the driver may free it
        routine();
    });
}

template <class Routine, class... Arguments>
void call_back(std::string_view name, Routine *routine, Arguments... arguments) {
    CallbackScope scope(name, 0, reinterpret_cast<const void *>(routine));
    routine(arguments...);
    scope.returned();
}

} // namespace

extern "C" {

NTSTATUS PsCreateSystemThread(PHANDLE ThreadHandle, ULONG DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes,
                              HANDLE ProcessHandle, PCLIENT_ID ClientId, PKSTART_ROUTINE StartRoutine,
                              PVOID StartContext) {
    ACXSIM_DDI(kernel_ddis, "PsCreateSystemThread");
    (void)ObjectAttributes;
    (void)ProcessHandle;
    System &system = System::current();
    const auto routine = StartRoutine;
    Thread &thread = system.start_thread("driver thread", normal_priority, [routine, StartContext] {
        CallbackScope scope("KSTART_ROUTINE", System::current().current_thread().object(),
                            reinterpret_cast<const void *>(routine));
        routine(StartContext);
        scope.returned();
    });
    *ThreadHandle = acxsim::kernel::Executive::current().handles().open(
        {.kind = HandleKind::Thread, .object = &thread.header(), .path = {}, .position = 0, .access = DesiredAccess});
    if (ClientId != nullptr) {
        ClientId->UniqueProcess = system_process_id;
        ClientId->UniqueThread = reinterpret_cast<HANDLE>(static_cast<std::uintptr_t>(thread.object()) * 4);
    }
    return STATUS_SUCCESS;
}

NTSTATUS PsTerminateSystemThread(NTSTATUS ExitStatus) {
    ACXSIM_DDI(kernel_ddis, "PsTerminateSystemThread");
    (void)ExitStatus;
    System &system = System::current();
    if (!system.on_processor()) return STATUS_INVALID_PARAMETER;
    for (const CallFrame *frame = system.top_frame(); frame != nullptr; frame = frame->outer) {
        if (frame->kind != FrameKind::Callback) continue;
        if (frame->name != "KSTART_ROUTINE") return STATUS_INVALID_PARAMETER; // not a thread that a driver made
        break;
    }
    system.end_current_thread();
}

PKTHREAD KeGetCurrentThread() {
    ACXSIM_DDI(kernel_ddis, "KeGetCurrentThread");
    return static_cast<PKTHREAD>(current_header());
}

PETHREAD PsGetCurrentThread() {
    ACXSIM_DDI(kernel_ddis, "PsGetCurrentThread");
    return static_cast<PETHREAD>(current_header());
}

HANDLE PsGetCurrentThreadId() {
    ACXSIM_DDI(kernel_ddis, "PsGetCurrentThreadId");
    System &system = System::current();
    return reinterpret_cast<HANDLE>(
        static_cast<std::uintptr_t>(system.on_processor() ? system.current_thread().object() : 0) * 4);
}

PEPROCESS PsGetCurrentProcess() {
    ACXSIM_DDI(kernel_ddis, "PsGetCurrentProcess");
    return reinterpret_cast<PEPROCESS>(&system_process);
}

HANDLE PsGetCurrentProcessId() {
    ACXSIM_DDI(kernel_ddis, "PsGetCurrentProcessId");
    return system_process_id;
}

PEPROCESS IoGetCurrentProcess() {
    ACXSIM_DDI(kernel_ddis, "IoGetCurrentProcess");
    return reinterpret_cast<PEPROCESS>(&system_process);
}

KPRIORITY KeSetPriorityThread(PKTHREAD Thread, KPRIORITY Priority) {
    ACXSIM_DDI(kernel_ddis, "KeSetPriorityThread");
    acxsim::kernel::Thread *thread = thread_of(System::current(), Thread);
    if (thread == nullptr) {
        raise_bug_check(
            0xC4, {1, reinterpret_cast<std::uintptr_t>(Thread), 0, 0},
            "KeSetPriorityThread was given a pointer that is no thread; a handle needs ObReferenceObjectByHandle");
        return 0;
    }
    if (Priority < 1 || Priority > HIGH_PRIORITY) {
        raise_bug_check(0xC4, {4, static_cast<std::uint64_t>(Priority), 0, 0},
                        fmt::format("KeSetPriorityThread was given the priority {}; 1 to 31 are possible", Priority));
        return 0;
    }
    const KPRIORITY before = thread->priority();
    thread->set_priority(Priority);
    return before;
}

KPRIORITY KeQueryPriorityThread(PKTHREAD Thread) {
    ACXSIM_DDI(kernel_ddis, "KeQueryPriorityThread");
    const acxsim::kernel::Thread *thread = thread_of(System::current(), Thread);
    return thread == nullptr ? 0 : thread->priority();
}

VOID KeStackAttachProcess(PRKPROCESS PROCESS, PRKAPC_STATE ApcState) {
    ACXSIM_DDI(kernel_ddis, "KeStackAttachProcess");
    System &system = System::current();
    if (PROCESS == nullptr || system.irql() > apc_level) {
        raise_bug_check(0x05, {reinterpret_cast<std::uintptr_t>(PROCESS), system.irql(), 0, 0},
                        PROCESS == nullptr ? "KeStackAttachProcess was given a null pointer for the process"
                                           : "KeStackAttachProcess was called at DISPATCH_LEVEL or above");
        return;
    }
    if (!system.on_processor()) return;
    ApcState->Reserved[0] = attached_mark;
    ApcState->Reserved[1] = ++system.current_thread().process_attachments;
    ApcState->Reserved[2] = system.current_thread().object();
}

VOID KeUnstackDetachProcess(PRKAPC_STATE ApcState) {
    ACXSIM_DDI(kernel_ddis, "KeUnstackDetachProcess");
    System &system = System::current();
    if (!system.on_processor()) return;
    acxsim::kernel::Thread &thread = system.current_thread();
    if (ApcState->Reserved[0] != attached_mark || ApcState->Reserved[1] != thread.process_attachments ||
        ApcState->Reserved[2] != thread.object()) {
        raise_bug_check(0x06, {reinterpret_cast<std::uintptr_t>(ApcState), thread.process_attachments, 0, 0},
                        "KeUnstackDetachProcess was given a state that is not that of the thread's innermost "
                        "KeStackAttachProcess");
        return;
    }
    ApcState->Reserved[0] = 0;
    --thread.process_attachments;
}

PIO_WORKITEM IoAllocateWorkItem(PDEVICE_OBJECT DeviceObject) {
    ACXSIM_DDI(kernel_ddis, "IoAllocateWorkItem");
    auto *item = static_cast<PIO_WORKITEM>(Pool::current().allocate(
        {.size_bytes = sizeof(_IO_WORKITEM), .tag = work_item_tag, .kind = MemoryKind::Object}));
    if (item != nullptr) item->io_object = DeviceObject;
    return item;
}

VOID IoFreeWorkItem(PIO_WORKITEM IoWorkItem) {
    ACXSIM_DDI(kernel_ddis, "IoFreeWorkItem");
    if (Pool::current().holds(IoWorkItem, sizeof *IoWorkItem) && IoWorkItem->queued != 0) {
        raise_bug_check(0xE4, {0, reinterpret_cast<std::uintptr_t>(IoWorkItem), 0, 0},
                        "IoFreeWorkItem was called for a work item that is still queued");
        return;
    }
    Pool::current().free(IoWorkItem, 0, MemoryKind::Object);
}

VOID IoQueueWorkItem(PIO_WORKITEM IoWorkItem, PIO_WORKITEM_ROUTINE WorkerRoutine, WORK_QUEUE_TYPE QueueType,
                     PVOID Context) {
    ACXSIM_DDI(kernel_ddis, "IoQueueWorkItem");
    queue_item(IoWorkItem, "IoQueueWorkItem", QueueType, [device = IoWorkItem->io_object, WorkerRoutine, Context] {
        call_back("IO_WORKITEM_ROUTINE", WorkerRoutine, static_cast<PDEVICE_OBJECT>(device), Context);
    });
}

VOID IoQueueWorkItemEx(PIO_WORKITEM IoWorkItem, PIO_WORKITEM_ROUTINE_EX WorkerRoutine, WORK_QUEUE_TYPE QueueType,
                       PVOID Context) {
    ACXSIM_DDI(kernel_ddis, "IoQueueWorkItemEx");
    queue_item(IoWorkItem, "IoQueueWorkItemEx", QueueType,
               [object = IoWorkItem->io_object, WorkerRoutine, Context, IoWorkItem] {
                   call_back("IO_WORKITEM_ROUTINE_EX", WorkerRoutine, object, Context, IoWorkItem);
               });
}

ULONG IoSizeofWorkItem() {
    ACXSIM_DDI(kernel_ddis, "IoSizeofWorkItem");
    return sizeof(_IO_WORKITEM);
}

VOID ExInitializeWorkItem(PWORK_QUEUE_ITEM Item, PWORKER_THREAD_ROUTINE Routine, PVOID Context) {
    ACXSIM_DDI(kernel_ddis, "ExInitializeWorkItem");
    Item->Reserved[0] = work_item_mark;
    Item->Reserved[1] = reinterpret_cast<std::uintptr_t>(Routine);
    Item->Reserved[2] = reinterpret_cast<std::uintptr_t>(Context);
    Item->Reserved[3] = 0;
}

VOID ExQueueWorkItem(PWORK_QUEUE_ITEM WorkItem, WORK_QUEUE_TYPE QueueType) {
    ACXSIM_DDI(kernel_ddis, "ExQueueWorkItem");
    (void)QueueType;
    if (WorkItem->Reserved[0] != work_item_mark || WorkItem->Reserved[3] != 0) {
        raise_bug_check(0xE4, {WorkItem->Reserved[3], reinterpret_cast<std::uintptr_t>(WorkItem), 0, 0},
                        WorkItem->Reserved[0] != work_item_mark
                            ? "ExQueueWorkItem was given a work item that was never initialised"
                            : "ExQueueWorkItem was given a work item that is queued already");
        return;
    }
    WorkItem->Reserved[3] = 1;
    acxsim::kernel::Executive::current().work_queue().queue([WorkItem] {
        WorkItem->Reserved[3] = 0;
        const auto routine = reinterpret_cast<PWORKER_THREAD_ROUTINE>(WorkItem->Reserved[1]);
        call_back("WORKER_THREAD_ROUTINE", routine, reinterpret_cast<PVOID>(WorkItem->Reserved[2]));
    });
}

} // extern "C"
