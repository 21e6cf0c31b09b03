// SPDX-License-Identifier: MIT
#include "sim/kernel/irp.hpp"

#include <algorithm>
#include <vector>

#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/ddi/driver_objects.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/system.hpp"

#include "ntddk.h"

namespace acxsim::kernel {

namespace {

constexpr std::uint32_t irp_tag = 0x20707249; // "Irp "
constexpr std::uint32_t no_more_irp_stack_locations = 0x35;
constexpr std::uint32_t multiple_irp_complete_requests = 0x44;

std::vector<const void *> &own_routines() {
    static std::vector<const void *> routines;
    return routines;
}

template <class Routine>
const void *address_of(Routine *routine) {
    return reinterpret_cast<const void *>(routine);
}

PIO_STACK_LOCATION locations_of(PIRP irp) { return reinterpret_cast<PIO_STACK_LOCATION>(irp + 1); }

bool wanted(const IO_STACK_LOCATION &location, const IRP &irp) {
    if (location.CompletionRoutine == nullptr) return false;
    if (irp.Cancel != FALSE && (location.Control & SL_INVOKE_ON_CANCEL) != 0) return true;
    return (location.Control & (NT_SUCCESS(irp.IoStatus.Status) ? SL_INVOKE_ON_SUCCESS : SL_INVOKE_ON_ERROR)) != 0;
}

NTSTATUS call_completion_routine(const IO_STACK_LOCATION &location, PDEVICE_OBJECT device, PIRP irp) {
    const auto routine = location.CompletionRoutine;
    if (is_own_io_routine(address_of(routine))) return routine(device, irp, location.Context);
    CallbackScope scope("IO_COMPLETION_ROUTINE", 0, address_of(routine));
    const NTSTATUS status = routine(device, irp, location.Context);
    scope.returned();
    return status;
}

} // namespace

void declare_own_io_routine(const void *routine) {
    if (!is_own_io_routine(routine)) own_routines().push_back(routine);
}

bool is_own_io_routine(const void *routine) {
    return std::find(own_routines().begin(), own_routines().end(), routine) != own_routines().end();
}

SpinLock &cancel_spin_lock() {
    static SpinLock lock;
    static core::TimePoint last_use;
    static const System *machine = nullptr;
    System &system = System::current();
    if (machine != &system || system.now() < last_use) lock = {}; // another machine, whose lock nobody holds yet
    machine = &system;
    last_use = system.now();
    return lock;
}

_IRP *allocate_irp(unsigned stack_locations, MemoryKind kind) {
    const std::uint64_t size_bytes = sizeof(IRP) + stack_locations * sizeof(IO_STACK_LOCATION);
    auto *irp = static_cast<PIRP>(
        Pool::current().allocate({.size_bytes = size_bytes, .tag = irp_tag, .kind = kind, .zeroed = true}));
    if (irp == nullptr) return nullptr;
    irp->Type = 6;
    irp->Size = static_cast<USHORT>(size_bytes);
    irp->StackCount = static_cast<CHAR>(stack_locations);
    irp->CurrentLocation = static_cast<CHAR>(stack_locations + 1);
    irp->Tail.Overlay.CurrentStackLocation = locations_of(irp) + stack_locations;
    return irp;
}

void free_irp(_IRP *irp, MemoryKind kind) {
    irp->Type = 0; // so that it is known for gone
    Pool::current().free(irp, irp_tag, kind);
}

std::uint32_t call_driver(_DEVICE_OBJECT *device, _IRP *irp) {
    System &system = System::current();
    --irp->CurrentLocation;
    if (irp->CurrentLocation <= 0) {
        system.bug_check(no_more_irp_stack_locations, {reinterpret_cast<std::uintptr_t>(irp), 0, 0, 0},
                         "an IRP was sent to a driver, but it has no stack location left for it",
                         "IoAllocateIrp wants the StackSize of the device the IRP is sent to.");
    }
    --irp->Tail.Overlay.CurrentStackLocation;
    IO_STACK_LOCATION *location = irp->Tail.Overlay.CurrentStackLocation;
    location->DeviceObject = device;
    const PDRIVER_DISPATCH dispatch =
        device->DriverObject == nullptr || location->MajorFunction > IRP_MJ_MAXIMUM_FUNCTION
            ? nullptr
            : device->DriverObject->MajorFunction[location->MajorFunction];
    if (dispatch == nullptr) { // no such function: what the I/O manager puts into an empty slot
        irp->IoStatus.Status = STATUS_INVALID_DEVICE_REQUEST;
        irp->IoStatus.Information = 0;
        complete_irp(irp);
        return static_cast<std::uint32_t>(STATUS_INVALID_DEVICE_REQUEST);
    }
    if (is_own_io_routine(address_of(dispatch))) return static_cast<std::uint32_t>(dispatch(device, irp));
    CallbackScope scope("DRIVER_DISPATCH", 0, address_of(dispatch));
    const auto status = static_cast<std::uint32_t>(dispatch(device, irp));
    scope.returned(status);
    return status;
}

void complete_irp(_IRP *irp) {
    System &system = System::current();
    if (irp->CurrentLocation > irp->StackCount + 1) {
        system.bug_check(multiple_irp_complete_requests, {reinterpret_cast<std::uintptr_t>(irp), 0, 0, 0},
                         "an IRP was completed that had been completed before",
                         "Two places think that they own the request: one of them lost it to cancellation or to the "
                         "driver below.");
    }
    while (irp->CurrentLocation <= irp->StackCount) {
        const IO_STACK_LOCATION location = *irp->Tail.Overlay.CurrentStackLocation;
        irp->PendingReturned = (location.Control & SL_PENDING_RETURNED) != 0;
        ++irp->CurrentLocation;
        ++irp->Tail.Overlay.CurrentStackLocation;
        const bool outermost = irp->CurrentLocation == irp->StackCount + 1;
        if (wanted(location, *irp)) {
            const PDEVICE_OBJECT device = outermost ? nullptr : irp->Tail.Overlay.CurrentStackLocation->DeviceObject;
            if (call_completion_routine(location, device, irp) == STATUS_MORE_PROCESSING_REQUIRED) return;
        } else if (irp->PendingReturned != FALSE && !outermost) {
            IoMarkIrpPending(irp);
        }
    }
    ++irp->CurrentLocation; // from here on a second completion is found out
    finish_irp(irp);
}

void finish_irp(_IRP *irp) {
    if (irp->AllocationFlags != irp_freed_on_completion) return;
    if ((irp->Flags & IRP_INPUT_OPERATION) != 0 && NT_SUCCESS(irp->IoStatus.Status) && irp->UserBuffer != nullptr &&
        irp->AssociatedIrp.SystemBuffer != nullptr) {
        System::current().copy(irp->UserBuffer, irp->AssociatedIrp.SystemBuffer, irp->IoStatus.Information);
    }
    if (irp->UserIosb != nullptr) *irp->UserIosb = irp->IoStatus;
    DispatcherObject *event = irp->UserEvent == nullptr ? nullptr : checked_event(irp->UserEvent);
    if ((irp->Flags & IRP_DEALLOCATE_BUFFER) != 0)
        Pool::current().free(irp->AssociatedIrp.SystemBuffer, 0, MemoryKind::Object);
    while (PMDL mdl = irp->MdlAddress) {
        irp->MdlAddress = mdl->Next;
        Executive::current().mdls().free(mdl);
    }
    free_irp(irp, MemoryKind::Object);
    if (event != nullptr) System::current().set_event(*event);
}

bool cancel_irp(_IRP *irp) {
    irp->Cancel = TRUE;
    const PDRIVER_CANCEL routine = irp->CancelRoutine;
    irp->CancelRoutine = nullptr;
    if (routine == nullptr) return false;
    PDEVICE_OBJECT device =
        irp->CurrentLocation > irp->StackCount ? nullptr : irp->Tail.Overlay.CurrentStackLocation->DeviceObject;
    if (is_own_io_routine(address_of(routine))) {
        routine(device, irp);
        return true;
    }
    System &system = System::current();
    irp->CancelIrql = system.acquire_spin_lock(cancel_spin_lock());
    CallbackScope scope("DRIVER_CANCEL", 0, address_of(routine)); // lowers the IRQL again if the routine forgot to
    routine(device, irp);
    scope.returned();
    return true;
}

} // namespace acxsim::kernel
