// SPDX-License-Identifier: MIT
#include "sim/wdf/dpc.hpp"

#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/ddi_table.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/records.hpp"

namespace acxsim::wdf {

Dpc::Dpc(const Attributes &attributes, Object &parent, const WDF_DPC_CONFIG &config, CallbackLock *lock)
    : Object(type, attributes, &parent), config_(config), lock_(lock), parent_object_(parent.id()),
      dpc_(system(), "WDFDPC", [this] { call_driver(); }) {
    require_passive_disposal();
}

bool Dpc::enqueue() {
    if (deleted()) return false;
    return system().queue_dpc(dpc_);
}

bool Dpc::cancel(bool wait) {
    const bool was_queued = system().remove_dpc(dpc_);
    if (!wait) return was_queued;
    if (running_ && system().irql() >= kernel::dispatch_level && system().processor_index() == processor_) {
        framework().violation(
            Violation::Deadlock, handle(),
            "WdfDpcCancel(Dpc, TRUE) was called from the DPC's own EvtDpcFunc: it would wait for itself");
    }
    if (framework().require_irql("WdfDpcCancel", kernel::passive_level)) system().flush_dpcs();
    return was_queued;
}

void Dpc::call_driver() {
    reference();
    {
        const CallbackLockGuard guard(lock_);
        running_ = true;
        processor_ = system().processor_index();
        framework().trace().emit(DpcRan{id(), parent_object_});
        kernel::CallbackScope scope("EvtDpcFunc", id(), reinterpret_cast<const void *>(config_.EvtDpcFunc));
        config_.EvtDpcFunc(handle_as<WDFDPC>());
        scope.returned();
        running_ = false;
    }
    dereference();
}

} // namespace acxsim::wdf

using namespace acxsim;
using namespace acxsim::wdf;

NTSTATUS WdfDpcCreate(PWDF_DPC_CONFIG Config, PWDF_OBJECT_ATTRIBUTES Attributes, WDFDPC *Dpc) {
    ACXSIM_DDI(wdf_ddis, "WdfDpcCreate");
    Framework &framework = Framework::current();
    framework.require_parameter(Config, "WdfDpcCreate", "Config");
    framework.require_parameter(Dpc, "WdfDpcCreate", "Dpc");
    *Dpc = nullptr;
    if (Config->Size != sizeof(WDF_DPC_CONFIG)) return STATUS_INFO_LENGTH_MISMATCH;
    if (Config->EvtDpcFunc == nullptr) return STATUS_INVALID_PARAMETER;
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(read_attributes(Attributes, ParentRule::Required, attributes));
    if (!NT_SUCCESS(status)) return status;
    CallbackLock *lock = nullptr;
    const auto locked = static_cast<NTSTATUS>(
        choose_callback_lock(*attributes.parent, Config->AutomaticSerialization != FALSE, false, &lock));
    if (!NT_SUCCESS(locked)) return locked;
    *Dpc = make_object<wdf::Dpc>(attributes, *attributes.parent, *Config, lock).handle_as<WDFDPC>();
    return STATUS_SUCCESS;
}

BOOLEAN WdfDpcEnqueue(WDFDPC Dpc) {
    ACXSIM_DDI(wdf_ddis, "WdfDpcEnqueue");
    return from_handle<wdf::Dpc>(Dpc).enqueue() ? TRUE : FALSE;
}

BOOLEAN WdfDpcCancel(WDFDPC Dpc, BOOLEAN Wait) {
    ACXSIM_DDI(wdf_ddis, "WdfDpcCancel");
    return from_handle<wdf::Dpc>(Dpc).cancel(Wait != FALSE) ? TRUE : FALSE;
}

WDFOBJECT WdfDpcGetParentObject(WDFDPC Dpc) {
    ACXSIM_DDI(wdf_ddis, "WdfDpcGetParentObject");
    const Object *parent = from_handle<wdf::Dpc>(Dpc).parent();
    return parent == nullptr ? nullptr : parent->handle();
}

PKDPC WdfDpcWdmGetDpc(WDFDPC Dpc) {
    ACXSIM_DDI(wdf_ddis, "WdfDpcWdmGetDpc");
    return from_handle<wdf::Dpc>(Dpc).wdm_dpc();
}
