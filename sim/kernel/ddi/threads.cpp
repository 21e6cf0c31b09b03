// SPDX-License-Identifier: MIT
//
// DDIs: system threads, object references and handles of them, work items.
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
constexpr ULONG64 work_item_mark = 0x3031'6d65'7449'7857ULL;

void *current_header() {
    System &system = System::current();
    return system.on_processor() ? static_cast<void *>(&system.current_thread().header()) : nullptr;
}

NTSTATUS reference_by_handle(HANDLE handle, POBJECT_TYPE type, PVOID *object) {
    *object = nullptr;
    const HandleEntry *entry = acxsim::kernel::Executive::current().handles().find(handle);
    if (entry == nullptr) return STATUS_INVALID_HANDLE;
    if (type != nullptr) {
        const bool fits = (entry->kind == HandleKind::Thread && type == *PsThreadType) ||
                          (entry->kind == HandleKind::Event && type == *ExEventObjectType) ||
                          (entry->kind == HandleKind::File && type == *IoFileObjectType);
        if (!fits) return STATUS_OBJECT_TYPE_MISMATCH;
    }
    if (entry->object == nullptr) return STATUS_OBJECT_TYPE_MISMATCH;
    *object = entry->object;
    return STATUS_SUCCESS;
}

/// Threads and events live as long as the machine, so references are only counted where the count can be seen.
LONG_PTR reference(PVOID object, LONG_PTR change) {
    if (object == nullptr) {
        raise_bug_check(0x50, {0, 0, 0, 0}, "an object reference was counted on a null pointer");
        return 0;
    }
    return change > 0 ? 2 : 1;
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

struct _OBJECT_TYPE {
    char unused;
};
static _OBJECT_TYPE event_type;
static _OBJECT_TYPE thread_type;
static _OBJECT_TYPE file_type;
static POBJECT_TYPE event_type_pointer = &event_type;
static POBJECT_TYPE thread_type_pointer = &thread_type;
static POBJECT_TYPE file_type_pointer = &file_type;
POBJECT_TYPE *ExEventObjectType = &event_type_pointer;
POBJECT_TYPE *PsThreadType = &thread_type_pointer;
POBJECT_TYPE *IoFileObjectType = &file_type_pointer;

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

NTSTATUS ObReferenceObjectByHandle(HANDLE Handle, ACCESS_MASK DesiredAccess, POBJECT_TYPE ObjectType,
                                   KPROCESSOR_MODE AccessMode, PVOID *Object,
                                   POBJECT_HANDLE_INFORMATION HandleInformation) {
    ACXSIM_DDI(kernel_ddis, "ObReferenceObjectByHandle");
    (void)AccessMode;
    if (HandleInformation != nullptr) *HandleInformation = {0, DesiredAccess};
    return reference_by_handle(Handle, ObjectType, Object);
}

NTSTATUS ObReferenceObjectByHandleWithTag(HANDLE Handle, ACCESS_MASK DesiredAccess, POBJECT_TYPE ObjectType,
                                          KPROCESSOR_MODE AccessMode, ULONG Tag, PVOID *Object,
                                          POBJECT_HANDLE_INFORMATION HandleInformation) {
    ACXSIM_DDI(kernel_ddis, "ObReferenceObjectByHandleWithTag");
    (void)AccessMode;
    (void)Tag;
    if (HandleInformation != nullptr) *HandleInformation = {0, DesiredAccess};
    return reference_by_handle(Handle, ObjectType, Object);
}

LONG_PTR ObReferenceObject(PVOID Object) {
    ACXSIM_DDI(kernel_ddis, "ObReferenceObject");
    return reference(Object, 1);
}

LONG_PTR ObDereferenceObject(PVOID Object) {
    ACXSIM_DDI(kernel_ddis, "ObDereferenceObject");
    return reference(Object, -1);
}

LONG_PTR ObReferenceObjectWithTag(PVOID Object, ULONG Tag) {
    ACXSIM_DDI(kernel_ddis, "ObReferenceObjectWithTag");
    (void)Tag;
    return reference(Object, 1);
}

LONG_PTR ObDereferenceObjectWithTag(PVOID Object, ULONG Tag) {
    ACXSIM_DDI(kernel_ddis, "ObDereferenceObjectWithTag");
    (void)Tag;
    return reference(Object, -1);
}

NTSTATUS ZwClose(HANDLE Handle) {
    ACXSIM_DDI(kernel_ddis, "ZwClose");
    HandleTable &handles = acxsim::kernel::Executive::current().handles();
    if (handles.close(Handle)) return STATUS_SUCCESS;
    raise_bug_check(0x93, {reinterpret_cast<std::uintptr_t>(Handle), handles.was_open(Handle) ? 1U : 0U, 0, 0},
                    handles.was_open(Handle) ? "ZwClose was called for a handle that was closed before"
                                             : "ZwClose was called for something that is no handle");
    return STATUS_INVALID_HANDLE;
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
