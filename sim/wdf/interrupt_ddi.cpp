// SPDX-License-Identifier: MIT
//
// WdfInterrupt...: the driver's side of WDFINTERRUPT. Page: wdfinterrupt.
#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/ddi_table.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/interrupt.hpp"

using namespace acxsim;
using namespace acxsim::wdf;

namespace {

/// The lock DDIs of a passive-level interrupt are for PASSIVE_LEVEL; those of the others have their table's level.
void require_lock_irql(const wdf::Interrupt &interrupt, std::string_view ddi) {
    if (interrupt.passive()) Framework::current().require_irql(ddi, kernel::passive_level);
}

} // namespace

NTSTATUS WdfInterruptCreate(WDFDEVICE Device, PWDF_INTERRUPT_CONFIG Configuration, PWDF_OBJECT_ATTRIBUTES Attributes,
                            WDFINTERRUPT *Interrupt) {
    ACXSIM_DDI(wdf_ddis, "WdfInterruptCreate");
    Framework &framework = Framework::current();
    framework.require_parameter(Configuration, "WdfInterruptCreate", "Configuration");
    framework.require_parameter(Interrupt, "WdfInterruptCreate", "Interrupt");
    *Interrupt = nullptr;
    auto &device = from_handle<wdf::Device>(Device);
    if (Configuration->Size != sizeof(WDF_INTERRUPT_CONFIG)) return STATUS_INFO_LENGTH_MISMATCH;
    if (Configuration->EvtInterruptIsr == nullptr) return STATUS_INVALID_PARAMETER;
    if (Configuration->EvtInterruptDpc != nullptr && Configuration->EvtInterruptWorkItem != nullptr) {
        return STATUS_INVALID_PARAMETER;
    }
    const bool passive = Configuration->PassiveHandling != FALSE;
    if (passive ? Configuration->SpinLock != nullptr : Configuration->WaitLock != nullptr) {
        return STATUS_INVALID_PARAMETER; // the other handling's lock
    }
    if ((Configuration->InterruptRaw == nullptr) != (Configuration->InterruptTranslated == nullptr)) {
        return STATUS_INVALID_PARAMETER;
    }
    // With descriptors in EvtDevicePrepareHardware, without them in EvtDriverDeviceAdd: nowhere else.
    if (device.preparing != (Configuration->InterruptTranslated != nullptr)) return STATUS_INVALID_DEVICE_STATE;
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(read_attributes(Attributes, ParentRule::Optional, attributes));
    if (!NT_SUCCESS(status)) return status;
    if (attributes.parent != nullptr && attributes.parent->ancestor<wdf::Device>() != &device) {
        return STATUS_INVALID_PARAMETER;
    }
    CallbackLock *lock = nullptr;
    const auto locked = static_cast<NTSTATUS>(choose_callback_lock(
        device, Configuration->AutomaticSerialization != FALSE, Configuration->EvtInterruptWorkItem != nullptr, &lock));
    if (!NT_SUCCESS(locked)) return locked;
    *Interrupt = make_object<wdf::Interrupt>(attributes, device, *Configuration, lock).handle_as<WDFINTERRUPT>();
    return STATUS_SUCCESS;
}

BOOLEAN WdfInterruptQueueDpcForIsr(WDFINTERRUPT Interrupt) {
    ACXSIM_DDI(wdf_ddis, "WdfInterruptQueueDpcForIsr");
    return from_handle<wdf::Interrupt>(Interrupt).queue_dpc() ? TRUE : FALSE;
}

BOOLEAN WdfInterruptQueueWorkItemForIsr(WDFINTERRUPT Interrupt) {
    ACXSIM_DDI(wdf_ddis, "WdfInterruptQueueWorkItemForIsr");
    return from_handle<wdf::Interrupt>(Interrupt).queue_work_item() ? TRUE : FALSE;
}

BOOLEAN WdfInterruptSynchronize(WDFINTERRUPT Interrupt, PFN_WDF_INTERRUPT_SYNCHRONIZE Callback, WDFCONTEXT Context) {
    ACXSIM_DDI(wdf_ddis, "WdfInterruptSynchronize");
    Framework::current().require_parameter(reinterpret_cast<const void *>(Callback), "WdfInterruptSynchronize",
                                           "Callback");
    auto &interrupt = from_handle<wdf::Interrupt>(Interrupt);
    require_lock_irql(interrupt, "WdfInterruptSynchronize");
    interrupt.acquire_lock();
    kernel::CallbackScope scope("EvtInterruptSynchronize", interrupt.id(), reinterpret_cast<const void *>(Callback));
    const BOOLEAN result = Callback(Interrupt, Context);
    scope.returned();
    interrupt.release_lock();
    return result;
}

VOID WdfInterruptAcquireLock(WDFINTERRUPT Interrupt) {
    ACXSIM_DDI(wdf_ddis, "WdfInterruptAcquireLock");
    auto &interrupt = from_handle<wdf::Interrupt>(Interrupt);
    require_lock_irql(interrupt, "WdfInterruptAcquireLock");
    interrupt.acquire_lock();
}

BOOLEAN WdfInterruptTryToAcquireLock(WDFINTERRUPT Interrupt) {
    ACXSIM_DDI(wdf_ddis, "WdfInterruptTryToAcquireLock");
    return from_handle<wdf::Interrupt>(Interrupt).try_acquire_lock() ? TRUE : FALSE;
}

VOID WdfInterruptReleaseLock(WDFINTERRUPT Interrupt) {
    ACXSIM_DDI(wdf_ddis, "WdfInterruptReleaseLock");
    auto &interrupt = from_handle<wdf::Interrupt>(Interrupt);
    require_lock_irql(interrupt, "WdfInterruptReleaseLock");
    interrupt.release_lock();
}

VOID WdfInterruptEnable(WDFINTERRUPT Interrupt) {
    ACXSIM_DDI(wdf_ddis, "WdfInterruptEnable");
    from_handle<wdf::Interrupt>(Interrupt).enable();
}

VOID WdfInterruptDisable(WDFINTERRUPT Interrupt) {
    ACXSIM_DDI(wdf_ddis, "WdfInterruptDisable");
    from_handle<wdf::Interrupt>(Interrupt).disable();
}

VOID WdfInterruptReportActive(WDFINTERRUPT Interrupt) {
    ACXSIM_DDI(wdf_ddis, "WdfInterruptReportActive");
    from_handle<wdf::Interrupt>(Interrupt); // a hint to the power manager; the simulated one needs none
}

VOID WdfInterruptReportInactive(WDFINTERRUPT Interrupt) {
    ACXSIM_DDI(wdf_ddis, "WdfInterruptReportInactive");
    from_handle<wdf::Interrupt>(Interrupt);
}

VOID WdfInterruptGetInfo(WDFINTERRUPT Interrupt, PWDF_INTERRUPT_INFO Info) {
    ACXSIM_DDI(wdf_ddis, "WdfInterruptGetInfo");
    Framework::current().require_parameter(Info, "WdfInterruptGetInfo", "Info");
    const auto &interrupt = from_handle<wdf::Interrupt>(Interrupt);
    if (Info->Size != sizeof(WDF_INTERRUPT_INFO)) {
        Framework::current().violation(Violation::NullParameter, Info,
                                       "WdfInterruptGetInfo was called with a wrong Size",
                                       "Initialise the structure with WDF_INTERRUPT_INFO_INIT.");
    }
    WDF_INTERRUPT_INFO_INIT(Info);
    if (!interrupt.assigned()) return; // no hardware yet: all zero
    Info->TargetProcessorSet = 1;
    Info->Vector = interrupt.resource().vector;
    Info->Irql = interrupt.resource().dirql;
    Info->MessageSignaled = interrupt.message_signalled() ? TRUE : FALSE;
    Info->Mode = interrupt.message_signalled() ? Latched : LevelSensitive;
    Info->Polarity = WdfInterruptPolarityUnknown;
    Info->ShareDisposition =
        static_cast<UCHAR>(interrupt.message_signalled() ? CmResourceShareDeviceExclusive : CmResourceShareShared);
}

WDFDEVICE WdfInterruptGetDevice(WDFINTERRUPT Interrupt) {
    ACXSIM_DDI(wdf_ddis, "WdfInterruptGetDevice");
    return from_handle<wdf::Interrupt>(Interrupt).device().handle_as<WDFDEVICE>();
}

PKINTERRUPT WdfInterruptWdmGetInterrupt(WDFINTERRUPT Interrupt) {
    ACXSIM_DDI(wdf_ddis, "WdfInterruptWdmGetInterrupt");
    return from_handle<wdf::Interrupt>(Interrupt).wdm_interrupt();
}
