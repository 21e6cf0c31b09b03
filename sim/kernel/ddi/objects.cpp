// SPDX-License-Identifier: MIT
//
// DDIs: object references and handles, events by handle. References that a driver takes are counted per object, so that
// one too many dereference is found; what lives as long as the machine (threads) is not kept by them.
// Leaves out: names of objects, security, handle inheritance.
#include <memory>

#include <fmt/format.h>

#include "sim/kernel/bug_check.hpp"
#include "sim/kernel/ddi/native_names.hpp"
#include "sim/kernel/ddi_table.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/system.hpp"

using namespace acxsim::kernel;

struct _OBJECT_TYPE {
    char unused;
};

namespace {

HandleTable &handles() { return acxsim::kernel::Executive::current().handles(); }

NTSTATUS reference_by_handle(HANDLE handle, ACCESS_MASK access, POBJECT_TYPE type, KPROCESSOR_MODE mode, PVOID *object,
                             POBJECT_HANDLE_INFORMATION information) {
    *object = nullptr;
    const HandleEntry *entry = handles().find(handle);
    if (entry == nullptr) return STATUS_INVALID_HANDLE;
    if (type != nullptr) {
        const bool fits = (entry->kind == HandleKind::Thread && type == *PsThreadType) ||
                          (entry->kind == HandleKind::Event && type == *ExEventObjectType) ||
                          (entry->kind == HandleKind::File && type == *IoFileObjectType);
        if (!fits) return STATUS_OBJECT_TYPE_MISMATCH;
    }
    if (entry->object == nullptr) return STATUS_OBJECT_TYPE_MISMATCH;
    constexpr ACCESS_MASK generic = GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE | GENERIC_ALL;
    // The page: rights are compared for handles of user mode.
    if (mode == UserMode && entry->access != 0 && (entry->access & generic) == 0 && (access & ~entry->access) != 0) {
        return STATUS_ACCESS_DENIED;
    }
    if (information != nullptr) *information = {0, entry->access};
    handles().reference(entry->object, entry->state);
    *object = entry->object;
    return STATUS_SUCCESS;
}

LONG_PTR reference(PVOID object, std::string_view ddi) {
    if (object == nullptr) {
        raise_bug_check(0x18, {0, 0, 0, 0}, fmt::format("{} was given a null pointer", ddi));
        return 0;
    }
    handles().reference(object);
    return static_cast<LONG_PTR>(handles().references(object)) + 1;
}

LONG_PTR dereference(PVOID object, std::string_view ddi) {
    if (!handles().dereference(object)) {
        raise_bug_check(
            0x18, {0, reinterpret_cast<std::uintptr_t>(object), 0, 0},
            fmt::format("{} was called for an object that the driver has not referenced, or more often than "
                        "it referenced it",
                        ddi));
        return 0;
    }
    return static_cast<LONG_PTR>(handles().references(object)) + 1;
}

} // namespace

extern "C" {

static _OBJECT_TYPE event_type;
static _OBJECT_TYPE thread_type;
static _OBJECT_TYPE file_type;
static POBJECT_TYPE event_type_pointer = &event_type;
static POBJECT_TYPE thread_type_pointer = &thread_type;
static POBJECT_TYPE file_type_pointer = &file_type;
POBJECT_TYPE *ExEventObjectType = &event_type_pointer;
POBJECT_TYPE *PsThreadType = &thread_type_pointer;
POBJECT_TYPE *IoFileObjectType = &file_type_pointer;

NTSTATUS ObReferenceObjectByHandle(HANDLE Handle, ACCESS_MASK DesiredAccess, POBJECT_TYPE ObjectType,
                                   KPROCESSOR_MODE AccessMode, PVOID *Object,
                                   POBJECT_HANDLE_INFORMATION HandleInformation) {
    ACXSIM_DDI(kernel_ddis, "ObReferenceObjectByHandle");
    return reference_by_handle(Handle, DesiredAccess, ObjectType, AccessMode, Object, HandleInformation);
}
NTSTATUS ObReferenceObjectByHandleWithTag(HANDLE Handle, ACCESS_MASK DesiredAccess, POBJECT_TYPE ObjectType,
                                          KPROCESSOR_MODE AccessMode, ULONG Tag, PVOID *Object,
                                          POBJECT_HANDLE_INFORMATION HandleInformation) {
    ACXSIM_DDI(kernel_ddis, "ObReferenceObjectByHandleWithTag");
    (void)Tag;
    return reference_by_handle(Handle, DesiredAccess, ObjectType, AccessMode, Object, HandleInformation);
}
LONG_PTR ObReferenceObject(PVOID Object) {
    ACXSIM_DDI(kernel_ddis, "ObReferenceObject");
    return reference(Object, "ObReferenceObject");
}
LONG_PTR ObDereferenceObject(PVOID Object) {
    ACXSIM_DDI(kernel_ddis, "ObDereferenceObject");
    return dereference(Object, "ObDereferenceObject");
}
LONG_PTR ObReferenceObjectWithTag(PVOID Object, ULONG Tag) {
    ACXSIM_DDI(kernel_ddis, "ObReferenceObjectWithTag");
    (void)Tag;
    return reference(Object, "ObReferenceObjectWithTag");
}
LONG_PTR ObDereferenceObjectWithTag(PVOID Object, ULONG Tag) {
    ACXSIM_DDI(kernel_ddis, "ObDereferenceObjectWithTag");
    (void)Tag;
    return dereference(Object, "ObDereferenceObjectWithTag");
}

NTSTATUS ZwClose(HANDLE Handle) {
    ACXSIM_DDI(kernel_ddis, "ZwClose");
    if (handles().close(Handle)) return STATUS_SUCCESS;
    raise_bug_check(0x93, {reinterpret_cast<std::uintptr_t>(Handle), handles().was_open(Handle) ? 1U : 0U, 0, 0},
                    handles().was_open(Handle) ? "ZwClose was called for a handle that was closed before"
                                               : "ZwClose was called for something that is no handle");
    return STATUS_INVALID_HANDLE;
}
NTSTATUS ZwCreateEvent(PHANDLE EventHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes,
                       EVENT_TYPE EventType, BOOLEAN InitialState) {
    ACXSIM_DDI(kernel_ddis, "ZwCreateEvent");
    if (EventHandle == nullptr || (EventType != NotificationEvent && EventType != SynchronizationEvent)) {
        return STATUS_INVALID_PARAMETER;
    }
    const std::u16string name = ObjectAttributes == nullptr ? std::u16string() : text_of(ObjectAttributes->ObjectName);
    auto event = std::make_shared<DispatcherObject>(EventType == SynchronizationEvent ? ObjectType::SynchronizationEvent
                                                                                      : ObjectType::NotificationEvent,
                                                    InitialState ? 1 : 0);
    *EventHandle = handles().open({.kind = HandleKind::Event,
                                   .object = event.get(),
                                   .path = name,
                                   .position = 0,
                                   .access = DesiredAccess,
                                   .origin = {},
                                   .state = event});
    return STATUS_SUCCESS;
}
NTSTATUS ZwSetEvent(HANDLE EventHandle, PLONG PreviousState) {
    ACXSIM_DDI(kernel_ddis, "ZwSetEvent");
    const HandleEntry *entry = handle_entry(EventHandle, HandleKind::Event);
    if (entry == nullptr)
        return handles().find(EventHandle) == nullptr ? STATUS_INVALID_HANDLE : STATUS_OBJECT_TYPE_MISMATCH;
    const LONG before = System::current().set_event(*static_cast<DispatcherObject *>(entry->object));
    if (PreviousState != nullptr) *PreviousState = before;
    return STATUS_SUCCESS;
}

} // extern "C"
