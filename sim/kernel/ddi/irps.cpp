// SPDX-License-Identifier: MIT
//
// DDIs: I/O request packets. Sending one calls the dispatch routine of the device's driver with the next stack location
// made current; completing one walks back up through the completion routines. Pages: wdm/nf-wdm-iocalldriver,
// wdm/nf-wdm-iocompleterequest and their neighbours. Leaves out: associated IRPs, thread-bound cancellation at the end
// of a thread, APC delivery (a request with an event is finished at once).
#include <cstring>

#include <fmt/format.h>

#include "sim/kernel/bug_check.hpp"
#include "sim/kernel/ddi/driver_objects.hpp"
#include "sim/kernel/ddi_table.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/irp.hpp"
#include "sim/kernel/spin_lock.hpp"
#include "sim/kernel/system.hpp"

#define NOMINMAX
#include "wdm.h"

using namespace acxsim::kernel;

namespace {

constexpr std::uint32_t irp_tag = 'I' | 'r' << 8 | 'p' << 16 | ' ' << 24;
constexpr CSHORT irp_type = 6;
constexpr UCHAR made_by_build = irp_freed_on_completion;

USHORT size_of_irp(CCHAR stack_size) {
    return static_cast<USHORT>(sizeof(IRP) + static_cast<std::size_t>(stack_size) * sizeof(IO_STACK_LOCATION));
}

PIO_STACK_LOCATION locations(PIRP irp) { return reinterpret_cast<PIO_STACK_LOCATION>(irp + 1); }

void initialise(PIRP irp, USHORT size, CCHAR stack_size) {
    std::memset(static_cast<void *>(irp), 0, size);
    irp->Type = irp_type;
    irp->Size = size;
    irp->StackCount = stack_size;
    irp->CurrentLocation = static_cast<CHAR>(stack_size + 1);
    irp->Tail.Overlay.CurrentStackLocation = locations(irp) + stack_size;
    irp->ThreadListEntry = {&irp->ThreadListEntry, &irp->ThreadListEntry};
}

PIRP allocate(CCHAR stack_size) {
    if (stack_size < 1) return nullptr;
    const USHORT size = size_of_irp(stack_size);
    auto *irp =
        static_cast<PIRP>(Pool::current().allocate({.size_bytes = size, .tag = irp_tag, .kind = MemoryKind::Object}));
    if (irp != nullptr) initialise(irp, size, stack_size);
    return irp;
}

bool is_irp(PIRP irp, std::string_view ddi) {
    Pool &pool = Pool::current();
    const bool gone = irp == nullptr ||
                      (pool.region_contains(reinterpret_cast<std::uintptr_t>(irp)) && !pool.holds(irp, sizeof *irp));
    if (!gone && irp->Type == irp_type) return true;
    const std::string where = gone ? pool.explain_address(reinterpret_cast<std::uintptr_t>(irp)) : std::string();
    raise_bug_check(0x44, {reinterpret_cast<std::uintptr_t>(irp), 0, 0, 0},
                    fmt::format("{} was given {}{}{}", ddi,
                                irp == nullptr ? "a null pointer" : "an IRP that does not exist",
                                where.empty() ? "" : ": ", where));
    return false;
}

PIRP build(PDEVICE_OBJECT device, ULONG major, PKEVENT event, PIO_STATUS_BLOCK block) {
    PIRP irp = allocate(device->StackSize < 1 ? 1 : device->StackSize);
    if (irp == nullptr) return nullptr;
    irp->AllocationFlags = made_by_build;
    irp->UserEvent = event;
    irp->UserIosb = block;
    irp->RequestorMode = KernelMode;
    irp->Tail.Overlay.Thread = PsGetCurrentThread();
    IoGetNextIrpStackLocation(irp)->MajorFunction = static_cast<UCHAR>(major);
    return irp;
}

/// A buffer that the driver below sees in place of the caller's; zeroed. False: no memory.
bool give_system_buffer(PIRP irp, const void *input, ULONG input_length, ULONG size) {
    if (size == 0) return true;
    irp->AssociatedIrp.SystemBuffer =
        Pool::current().allocate({.size_bytes = size, .tag = irp_tag, .kind = MemoryKind::Object});
    if (irp->AssociatedIrp.SystemBuffer == nullptr) return false;
    if (input_length != 0 && input != nullptr) std::memcpy(irp->AssociatedIrp.SystemBuffer, input, input_length);
    irp->Flags |= IRP_BUFFERED_IO | IRP_DEALLOCATE_BUFFER;
    return true;
}

bool give_mdl(PIRP irp, void *buffer, ULONG length) {
    if (length == 0) return true;
    Mdls &mdls = acxsim::kernel::Executive::current().mdls();
    irp->MdlAddress = static_cast<PMDL>(mdls.allocate(buffer, length));
    if (irp->MdlAddress == nullptr) return false;
    mdls.build(irp->MdlAddress);
    irp->MdlAddress->MdlFlags |= MDL_PAGES_LOCKED;
    return true;
}

} // namespace

extern "C" {

PIRP IoAllocateIrp(CCHAR StackSize, BOOLEAN ChargeQuota) {
    ACXSIM_DDI(kernel_ddis, "IoAllocateIrp");
    (void)ChargeQuota;
    return allocate(StackSize);
}
VOID IoFreeIrp(PIRP Irp) {
    ACXSIM_DDI(kernel_ddis, "IoFreeIrp");
    if (!is_irp(Irp, "IoFreeIrp")) return;
    if (Irp->AllocationFlags == made_by_build) {
        raise_bug_check(0x44, {reinterpret_cast<std::uintptr_t>(Irp), 0, 0, 0},
                        "IoFreeIrp was called for an IRP that IoBuild...Request made: the I/O manager frees it when it "
                        "completes");
        return;
    }
    Irp->Type = 0;
    Pool::current().free(Irp, 0, MemoryKind::Object);
}
VOID IoInitializeIrp(PIRP Irp, USHORT PacketSize, CCHAR StackSize) {
    ACXSIM_DDI(kernel_ddis, "IoInitializeIrp");
    initialise(Irp, PacketSize, StackSize);
}
VOID IoReuseIrp(PIRP Irp, NTSTATUS Iostatus) {
    ACXSIM_DDI(kernel_ddis, "IoReuseIrp");
    if (!is_irp(Irp, "IoReuseIrp")) return;
    const USHORT size = Irp->Size;
    initialise(Irp, size, Irp->StackCount);
    Irp->IoStatus.Status = Iostatus;
}
USHORT IoSizeOfIrp(CCHAR StackSize) {
    ACXSIM_DDI(kernel_ddis, "IoSizeOfIrp");
    return size_of_irp(StackSize);
}
PIRP IoBuildDeviceIoControlRequest(ULONG IoControlCode, PDEVICE_OBJECT DeviceObject, PVOID InputBuffer,
                                   ULONG InputBufferLength, PVOID OutputBuffer, ULONG OutputBufferLength,
                                   BOOLEAN InternalDeviceIoControl, PKEVENT Event, PIO_STATUS_BLOCK IoStatusBlock) {
    ACXSIM_DDI(kernel_ddis, "IoBuildDeviceIoControlRequest");
    PIRP irp = build(DeviceObject, InternalDeviceIoControl ? IRP_MJ_INTERNAL_DEVICE_CONTROL : IRP_MJ_DEVICE_CONTROL,
                     Event, IoStatusBlock);
    if (irp == nullptr) return nullptr;
    PIO_STACK_LOCATION next = IoGetNextIrpStackLocation(irp);
    next->Parameters.DeviceIoControl.IoControlCode = IoControlCode;
    next->Parameters.DeviceIoControl.InputBufferLength = InputBufferLength;
    next->Parameters.DeviceIoControl.OutputBufferLength = OutputBufferLength;
    bool there = true;
    switch (IoControlCode & 3) {
    case METHOD_BUFFERED:
        irp->UserBuffer = OutputBuffer;
        if (OutputBufferLength != 0) irp->Flags |= IRP_INPUT_OPERATION;
        there = give_system_buffer(irp, InputBuffer, InputBufferLength,
                                   InputBufferLength > OutputBufferLength ? InputBufferLength : OutputBufferLength);
        break;
    case METHOD_IN_DIRECT:
    case METHOD_OUT_DIRECT:
        there = give_system_buffer(irp, InputBuffer, InputBufferLength, InputBufferLength) &&
                give_mdl(irp, OutputBuffer, OutputBufferLength);
        break;
    default:
        next->Parameters.DeviceIoControl.Type3InputBuffer = InputBuffer;
        irp->UserBuffer = OutputBuffer;
    }
    if (there) return irp;
    irp->UserEvent = nullptr;
    irp->UserIosb = nullptr;
    finish_irp(irp);
    return nullptr;
}
PIRP IoBuildSynchronousFsdRequest(ULONG MajorFunction, PDEVICE_OBJECT DeviceObject, PVOID Buffer, ULONG Length,
                                  PLARGE_INTEGER StartingOffset, PKEVENT Event, PIO_STATUS_BLOCK IoStatusBlock) {
    ACXSIM_DDI(kernel_ddis, "IoBuildSynchronousFsdRequest");
    PIRP irp = build(DeviceObject, MajorFunction, Event, IoStatusBlock);
    if (irp == nullptr || (MajorFunction != IRP_MJ_READ && MajorFunction != IRP_MJ_WRITE)) return irp;
    PIO_STACK_LOCATION next = IoGetNextIrpStackLocation(irp);
    next->Parameters.Read.Length = Length;
    if (StartingOffset != nullptr) next->Parameters.Read.ByteOffset = *StartingOffset;
    irp->UserBuffer = Buffer;
    bool there = true;
    if ((DeviceObject->Flags & DO_BUFFERED_IO) != 0) {
        if (MajorFunction == IRP_MJ_READ) irp->Flags |= IRP_INPUT_OPERATION;
        there = give_system_buffer(irp, Buffer, MajorFunction == IRP_MJ_WRITE ? Length : 0, Length);
    } else if ((DeviceObject->Flags & DO_DIRECT_IO) != 0) {
        there = give_mdl(irp, Buffer, Length);
    }
    if (there) return irp;
    irp->UserEvent = nullptr;
    irp->UserIosb = nullptr;
    finish_irp(irp);
    return nullptr;
}
NTSTATUS IofCallDriver(PDEVICE_OBJECT DeviceObject, PIRP Irp) {
    ACXSIM_DDI(kernel_ddis, "IofCallDriver");
    if (!is_irp(Irp, "IoCallDriver")) return STATUS_INVALID_PARAMETER;
    if (DeviceObject == nullptr) {
        raise_bug_check(0x50, {0, 0, 0, 0}, "IoCallDriver was given a null pointer for the device object");
        return STATUS_INVALID_PARAMETER;
    }
    return static_cast<NTSTATUS>(call_driver(DeviceObject, Irp));
}
VOID IofCompleteRequest(PIRP Irp, CCHAR PriorityBoost) {
    ACXSIM_DDI(kernel_ddis, "IofCompleteRequest");
    (void)PriorityBoost;
    if (!is_irp(Irp, "IoCompleteRequest")) return;
    if (Irp->CurrentLocation > Irp->StackCount) {
        raise_bug_check(0x44, {reinterpret_cast<std::uintptr_t>(Irp), 0, 0, 0},
                        "IoCompleteRequest was called for an IRP that is complete already");
        return;
    }
    if (Irp->IoStatus.Status == STATUS_PENDING) {
        raise_bug_check(0xC4, {0x0B, reinterpret_cast<std::uintptr_t>(Irp), 0, 0},
                        "IoCompleteRequest was called with the status STATUS_PENDING");
        return;
    }
    complete_irp(Irp);
}
PDRIVER_CANCEL IoSetCancelRoutine(PIRP Irp, PDRIVER_CANCEL CancelRoutine) {
    ACXSIM_DDI(kernel_ddis, "IoSetCancelRoutine");
    PDRIVER_CANCEL before = Irp->CancelRoutine;
    Irp->CancelRoutine = CancelRoutine;
    return before;
}
VOID IoAcquireCancelSpinLock(PKIRQL Irql) {
    ACXSIM_DDI(kernel_ddis, "IoAcquireCancelSpinLock");
    *Irql = System::current().acquire_spin_lock(cancel_spin_lock());
}
VOID IoReleaseCancelSpinLock(KIRQL Irql) {
    ACXSIM_DDI(kernel_ddis, "IoReleaseCancelSpinLock");
    System::current().release_spin_lock(cancel_spin_lock(), Irql);
}
BOOLEAN IoCancelIrp(PIRP Irp) {
    ACXSIM_DDI(kernel_ddis, "IoCancelIrp");
    if (!is_irp(Irp, "IoCancelIrp")) return FALSE;
    return cancel_irp(Irp) ? TRUE : FALSE;
}
PEPROCESS IoGetRequestorProcess(PIRP Irp) {
    ACXSIM_DDI(kernel_ddis, "IoGetRequestorProcess");
    if (!is_irp(Irp, "IoGetRequestorProcess")) return nullptr;
    return Irp->Tail.Overlay.Thread == nullptr ? nullptr : PsGetCurrentProcess(); // there is one process
}

} // extern "C"
