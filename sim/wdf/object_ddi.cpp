// SPDX-License-Identifier: MIT
//
// WdfObject...: what drivers do with objects of any kind. Page: wdfobject.
#include <fmt/format.h>

#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/callback_lock.hpp"
#include "sim/wdf/ddi_table.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/driver.hpp"
#include "sim/wdf/framework.hpp"

#include "wdf.h"

namespace acxsim::wdf {

namespace {

/// WdfObjectCreate: an object that means what the driver wants.
class GeneralObject final : public Object {
public:
    GeneralObject(const Attributes &attributes, Object *parent) : Object(Object::type, attributes, parent) {}
};

CallbackLock &lock_of(Object &object, std::string_view ddi) {
    Device *device = object.ancestor<Device>();
    if (device == nullptr || object.synchronization_scope() != SynchronizationScope::Device) {
        object.framework().violation(
            Violation::WrongHandle, object.handle(),
            fmt::format("{} was called for a {} that has no synchronization lock", ddi, object.object_type().name),
            "Only a device whose SynchronizationScope is WdfSynchronizationScopeDevice has one.");
    }
    return device->callback_lock();
}

} // namespace

} // namespace acxsim::wdf

using namespace acxsim;
using namespace acxsim::wdf;

PVOID WdfObjectGetTypedContextWorker(WDFOBJECT Handle, PCWDF_OBJECT_CONTEXT_TYPE_INFO TypeInfo) {
    ACXSIM_DDI(wdf_ddis, "WdfObjectGetTypedContextWorker");
    return from_handle<Object>(Handle).context(TypeInfo->UniqueType);
}

NTSTATUS WdfObjectAllocateContext(WDFOBJECT Handle, PWDF_OBJECT_ATTRIBUTES ContextAttributes, PVOID *Context) {
    ACXSIM_DDI(wdf_ddis, "WdfObjectAllocateContext");
    Framework &framework = Framework::current();
    framework.require_parameter(ContextAttributes, "WdfObjectAllocateContext", "ContextAttributes");
    auto &object = from_handle<Object>(Handle);
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(read_attributes(ContextAttributes, ParentRule::Forbidden, attributes));
    if (!NT_SUCCESS(status)) return status;
    if (attributes.context_type == nullptr) return STATUS_OBJECT_NAME_INVALID;
    if (object.deleted()) return STATUS_DELETE_PENDING;
    void *memory = nullptr;
    const auto added = static_cast<NTSTATUS>(object.add_context(attributes, &memory));
    if (Context != nullptr) *Context = memory;
    return added;
}

WDFOBJECT WdfObjectContextGetObject(PVOID ContextPointer) {
    ACXSIM_DDI(wdf_ddis, "WdfObjectContextGetObject");
    Framework &framework = Framework::current();
    for (const Object *object : framework.live_objects()) {
        if (object->owns_context(ContextPointer)) return object->handle();
    }
    framework.violation(Violation::WrongHandle, ContextPointer,
                        "WdfObjectContextGetObject was called with a pointer that is no object's context");
}

NTSTATUS WdfObjectCreate(PWDF_OBJECT_ATTRIBUTES Attributes, WDFOBJECT *Object) {
    ACXSIM_DDI(wdf_ddis, "WdfObjectCreate");
    Framework &framework = Framework::current();
    framework.require_parameter(Object, "WdfObjectCreate", "Object");
    *Object = nullptr;
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(read_attributes(Attributes, ParentRule::Optional, attributes));
    if (!NT_SUCCESS(status)) return status;
    *Object = make_object<GeneralObject>(attributes, parent_or_driver(attributes)).handle();
    return STATUS_SUCCESS;
}

VOID WdfObjectDelete(WDFOBJECT Object) {
    ACXSIM_DDI(wdf_ddis, "WdfObjectDelete");
    auto &object = from_handle<wdf::Object>(Object);
    if (!object.deletable_by_driver()) {
        object.framework().violation(
            Violation::NotDeletable, Object,
            fmt::format("WdfObjectDelete was called for a {}, which only the framework deletes",
                        object.object_type().name));
    }
    object.del();
}

VOID WdfObjectReferenceActual(WDFOBJECT Handle, PVOID Tag, LONG Line, PCCH File) {
    ACXSIM_DDI(wdf_ddis, "WdfObjectReferenceActual");
    from_handle<Object>(Handle).reference_by_driver(Tag, Line, File);
}

VOID WdfObjectDereferenceActual(WDFOBJECT Handle, PVOID Tag, LONG, PCCH) {
    ACXSIM_DDI(wdf_ddis, "WdfObjectDereferenceActual");
    from_handle<Object>(Handle).dereference_by_driver(Tag);
}

VOID WdfObjectAcquireLock(WDFOBJECT Object) {
    ACXSIM_DDI(wdf_ddis, "WdfObjectAcquireLock");
    lock_of(from_handle<wdf::Object>(Object), "WdfObjectAcquireLock").acquire();
}

VOID WdfObjectReleaseLock(WDFOBJECT Object) {
    ACXSIM_DDI(wdf_ddis, "WdfObjectReleaseLock");
    lock_of(from_handle<wdf::Object>(Object), "WdfObjectReleaseLock").release();
}
