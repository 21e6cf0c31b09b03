// SPDX-License-Identifier: MIT
#include "sim/wdf/work_item.hpp"

#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/ddi_table.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/records.hpp"

namespace acxsim::wdf {

WorkItem::WorkItem(const Attributes &attributes, Object &parent, const WDF_WORKITEM_CONFIG &config, CallbackLock *lock)
    : Object(type, attributes, &parent), config_(config), lock_(lock), parent_object_(parent.id()) {
    require_passive_disposal();
}

void WorkItem::enqueue() {
    if (queued_ || deleted()) return;
    queued_ = true;
    reference();
    framework().workers().queue([this] {
        queued_ = false;
        call_driver();
        dereference();
    });
}

void WorkItem::call_driver() {
    ++running_;
    {
        const CallbackLockGuard guard(lock_);
        callback_thread_ = &system().current_thread();
        framework().trace().emit(WorkItemRan{id(), parent_object_});
        kernel::CallbackScope scope("EvtWorkItem", id(), reinterpret_cast<const void *>(config_.EvtWorkItemFunc));
        config_.EvtWorkItemFunc(handle_as<WDFWORKITEM>());
        scope.returned();
    }
    if (--running_ == 0) callback_thread_ = nullptr;
    system().set_event(idle_);
}

bool WorkItem::in_own_callback() const { return running_ > 0 && callback_thread_ == &system().current_thread(); }

void WorkItem::wait_until_idle() {
    while (queued_ || running_ > 0) {
        system().reset_event(idle_);
        system().wait(idle_);
    }
}

void WorkItem::flush() {
    if (in_own_callback()) {
        framework().violation(
            Violation::Deadlock, handle(),
            "WdfWorkItemFlush was called from the work item's own EvtWorkItem: it would wait for itself "
            "to return");
    }
    wait_until_idle();
}

void WorkItem::before_cleanup() {
    if (!in_own_callback()) wait_until_idle();
}

} // namespace acxsim::wdf

using namespace acxsim;
using namespace acxsim::wdf;

NTSTATUS WdfWorkItemCreate(PWDF_WORKITEM_CONFIG Config, PWDF_OBJECT_ATTRIBUTES Attributes, WDFWORKITEM *WorkItem) {
    ACXSIM_DDI(wdf_ddis, "WdfWorkItemCreate");
    Framework &framework = Framework::current();
    framework.require_parameter(Config, "WdfWorkItemCreate", "Config");
    framework.require_parameter(WorkItem, "WdfWorkItemCreate", "WorkItem");
    *WorkItem = nullptr;
    if (Config->Size != sizeof(WDF_WORKITEM_CONFIG)) return STATUS_INFO_LENGTH_MISMATCH;
    if (Config->EvtWorkItemFunc == nullptr) return STATUS_INVALID_PARAMETER;
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(read_attributes(Attributes, ParentRule::Required, attributes));
    if (!NT_SUCCESS(status)) return status;
    CallbackLock *lock = nullptr;
    const auto locked = static_cast<NTSTATUS>(
        choose_callback_lock(*attributes.parent, Config->AutomaticSerialization != FALSE, true, &lock));
    if (!NT_SUCCESS(locked)) return locked;
    *WorkItem = make_object<wdf::WorkItem>(attributes, *attributes.parent, *Config, lock).handle_as<WDFWORKITEM>();
    return STATUS_SUCCESS;
}

VOID WdfWorkItemEnqueue(WDFWORKITEM WorkItem) {
    ACXSIM_DDI(wdf_ddis, "WdfWorkItemEnqueue");
    from_handle<wdf::WorkItem>(WorkItem).enqueue();
}

VOID WdfWorkItemFlush(WDFWORKITEM WorkItem) {
    ACXSIM_DDI(wdf_ddis, "WdfWorkItemFlush");
    from_handle<wdf::WorkItem>(WorkItem).flush();
}

WDFOBJECT WdfWorkItemGetParentObject(WDFWORKITEM WorkItem) {
    ACXSIM_DDI(wdf_ddis, "WdfWorkItemGetParentObject");
    const Object *parent = from_handle<wdf::WorkItem>(WorkItem).parent();
    return parent == nullptr ? nullptr : parent->handle();
}
