// SPDX-License-Identifier: MIT
#include "sim/wdf/bus_driver.hpp"

#include "sim/kernel/irp.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/io_records.hpp"

#include "ntddk.h"

namespace acxsim::wdf {

namespace {

struct Answering {
    const Framework *framework = nullptr; ///< the answer goes with the framework it was given for
    BusDriver::Answer answer;
};

Answering &answering() {
    static Answering instance;
    return instance;
}

NTSTATUS dispatch(PDEVICE_OBJECT device, PIRP irp) {
    Framework &framework = Framework::current();
    if (answering().framework == &framework && answering().answer && answering().answer(device, irp))
        return STATUS_PENDING;
    const IO_STACK_LOCATION &location = *IoGetCurrentIrpStackLocation(irp);
    const bool control =
        location.MajorFunction == IRP_MJ_DEVICE_CONTROL || location.MajorFunction == IRP_MJ_INTERNAL_DEVICE_CONTROL;
    const bool open_or_close = location.MajorFunction == IRP_MJ_CREATE || location.MajorFunction == IRP_MJ_CLEANUP ||
                               location.MajorFunction == IRP_MJ_CLOSE;
    const NTSTATUS status = open_or_close                                              ? STATUS_SUCCESS
                            : location.MajorFunction == IRP_MJ_INTERNAL_DEVICE_CONTROL ? STATUS_NOT_SUPPORTED
                                                                                       : STATUS_INVALID_DEVICE_REQUEST;
    if (!open_or_close) {
        framework.trace().emit(BusRequestRefused{location.MajorFunction,
                                                 control ? location.Parameters.DeviceIoControl.IoControlCode : 0,
                                                 static_cast<std::uint32_t>(status)});
    }
    irp->IoStatus.Status = status;
    irp->IoStatus.Information = 0;
    kernel::complete_irp(irp);
    return status;
}

} // namespace

_DRIVER_OBJECT *BusDriver::driver_object() {
    static DRIVER_OBJECT object = [] {
        DRIVER_OBJECT made{};
        made.Type = 4;
        made.Size = sizeof(DRIVER_OBJECT);
        for (PDRIVER_DISPATCH &function : made.MajorFunction)
            function = dispatch;
        return made;
    }();
    kernel::declare_own_io_routine(reinterpret_cast<const void *>(&dispatch));
    return &object;
}

void BusDriver::set_answer(Answer answer) { answering() = {&Framework::current(), std::move(answer)}; }

} // namespace acxsim::wdf
