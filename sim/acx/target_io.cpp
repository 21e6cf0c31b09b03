// SPDX-License-Identifier: MIT
//
// How a request that was formatted for an ACX target travels: as an internal device control IRP through the target's
// WDF I/O target to a device object of the framework, whose dispatch routine hands it to the addressee as a request of
// its own. Time-outs, cancellation and completion routines are those of the WDF I/O target (contract.md RT-TGT-01).
// A cancelled IRP cancels the addressee's request if its driver has marked that one cancelable.
#include <algorithm>
#include <memory>
#include <vector>

#include "sim/acx/framework_implementation.hpp"
#include "sim/acx/target.hpp"
#include "sim/kernel/irp.hpp"
#include "sim/wdf/io_target.hpp"
#include "sim/wdf/request.hpp"
#include "sim/wdf/sending.hpp"

#include "sim/acx/ddk.hpp"

namespace acxsim::acx {

namespace {

/// What a formatted request carries. From the format to the answer.
struct Carried {
    core::ObjectId sender; ///< the driver's WDFREQUEST
    Target *target;
    ACX_REQUEST_PARAMETERS parameters;
    wdf::Request *served = nullptr; ///< the addressee's, while it is under way
    PIRP irp = nullptr;
};

std::vector<std::unique_ptr<Carried>> &carried() {
    static std::vector<std::unique_ptr<Carried>> all;
    return all;
}

void end(PIRP irp, const RequestAnswer &answer) {
    irp->IoStatus.Status = static_cast<NTSTATUS>(answer.status);
    irp->IoStatus.Information = answer.information;
    kernel::complete_irp(irp);
}

VOID cancel(PDEVICE_OBJECT, PIRP irp) {
    for (const auto &each : carried()) {
        if (each->irp == irp && each->served != nullptr) {
            each->served->cancel();
            return;
        }
    }
}

NTSTATUS dispatch(PDEVICE_OBJECT, PIRP irp) {
    const IO_STACK_LOCATION &location = *IoGetCurrentIrpStackLocation(irp);
    auto *found = location.MajorFunction == IRP_MJ_INTERNAL_DEVICE_CONTROL
                      ? static_cast<Carried *>(location.Parameters.Others.Argument1)
                      : nullptr;
    const auto known =
        std::find_if(carried().begin(), carried().end(), [found](const auto &each) { return each.get() == found; });
    if (found == nullptr || known == carried().end()) {
        const bool open_or_close = location.MajorFunction == IRP_MJ_CREATE ||
                                   location.MajorFunction == IRP_MJ_CLEANUP || location.MajorFunction == IRP_MJ_CLOSE;
        const NTSTATUS status = open_or_close ? STATUS_SUCCESS : STATUS_INVALID_DEVICE_REQUEST;
        end(irp, {static_cast<Status>(status), 0});
        return status;
    }
    const auto to = found->target->addressee();
    if (!to) {
        end(irp, {static_cast<Status>(STATUS_DEVICE_REMOVED), 0});
        return STATUS_DEVICE_REMOVED;
    }
    IoMarkIrpPending(irp);
    found->irp = irp;
    Carried *const entry = found;
    const auto over = std::make_shared<bool>(false);
    wdf::Request *served = start_request(*to, found->parameters, [entry, irp, over](const RequestAnswer &answer) {
        *over = true;
        if (entry->served != nullptr) IoSetCancelRoutine(irp, nullptr);
        entry->irp = nullptr;
        entry->served = nullptr;
        end(irp, answer);
    });
    if (!*over) { // the addressee's driver keeps it for a while
        entry->served = served;
        IoSetCancelRoutine(irp, cancel);
    }
    return STATUS_PENDING;
}

/// One device object for all targets: which one is meant stands in the request.
PDEVICE_OBJECT target_device() {
    static DRIVER_OBJECT driver = [] {
        DRIVER_OBJECT made{};
        made.Type = 4;
        made.Size = sizeof(DRIVER_OBJECT);
        for (PDRIVER_DISPATCH &function : made.MajorFunction)
            function = dispatch;
        return made;
    }();
    static DEVICE_OBJECT device = [] {
        DEVICE_OBJECT made{};
        made.Type = 3;
        made.Size = sizeof(DEVICE_OBJECT);
        made.StackSize = 1;
        return made;
    }();
    device.DriverObject = &driver;
    kernel::declare_own_io_routine(reinterpret_cast<const void *>(&dispatch));
    kernel::declare_own_io_routine(reinterpret_cast<const void *>(&cancel));
    return &device;
}

} // namespace

wdf::IoTarget &Target::io_target() {
    if (io_target_ != nullptr) return *io_target_;
    wdf::Device *device = ancestor<wdf::Device>();
    ACXSIM_ASSERT(device != nullptr, "an ACX target belongs to a device");
    io_target_ = &wdf::make_object<wdf::IoTarget>(wdf::Attributes{}, static_cast<wdf::Object &>(*this), *device);
    WDF_IO_TARGET_OPEN_PARAMS parameters;
    WDF_IO_TARGET_OPEN_PARAMS_INIT_EXISTING_DEVICE(&parameters, target_device());
    const Status status = io_target_->open(parameters);
    ACXSIM_ASSERT(succeeded(status), "the framework's own device object can be opened");
    return *io_target_;
}

Target::~Target() {
    std::erase_if(carried(), [this](const auto &each) { return each->target == this; });
}

NTSTATUS format_for_target(Target &target, WDFREQUEST handle, PACX_REQUEST_PARAMETERS parameters,
                           ACX_REQUEST_TYPE type) {
    auto &request = wdf::from_handle<wdf::Request>(handle);
    if (parameters->Type != type) return STATUS_INVALID_PARAMETER;
    // A request that is formatted anew no longer carries what it did.
    std::erase_if(carried(), [&](const auto &each) { return each->sender == request.id() && each->irp == nullptr; });
    carried().push_back(std::make_unique<Carried>(Carried{request.id(), &target, *parameters}));
    if (!request.sending) request.sending = std::make_unique<wdf::Sending>(request);
    wdf::Sending::Part what;
    what.address = carried().back().get();
    what.length = sizeof(Carried);
    return static_cast<NTSTATUS>(request.sending->format_others(request, 0, what, {}, {}));
}

} // namespace acxsim::acx
