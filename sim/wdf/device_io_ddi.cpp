// SPDX-License-Identifier: MIT
//
// WdfDevice...: how a driver steers the requests that come to its device, before and after it is created.
// Page: wdfdevice.
#include "sim/kernel/call_frame.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/device_init.hpp"
#include "sim/wdf/device_io.hpp"
#include "sim/wdf/file_object.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/io_ddi_table.hpp"
#include "sim/wdf/io_queue.hpp"
#include "sim/wdf/request.hpp"

#include "wdf.h"

using namespace acxsim;
using namespace acxsim::wdf;

VOID WdfDeviceInitSetIoTypeEx(PWDFDEVICE_INIT DeviceInit, PWDF_IO_TYPE_CONFIG IoTypeConfig) {
    ACXSIM_DDI(wdf_io_ddis, "WdfDeviceInitSetIoTypeEx");
    WDFDEVICE_INIT &init = check_device_init(DeviceInit, "WdfDeviceInitSetIoTypeEx");
    Framework &framework = Framework::current();
    framework.require_parameter(IoTypeConfig, "WdfDeviceInitSetIoTypeEx", "IoTypeConfig");
    if (IoTypeConfig->Size != sizeof(WDF_IO_TYPE_CONFIG)) {
        framework.violation(Violation::NullParameter, IoTypeConfig,
                            "WdfDeviceInitSetIoTypeEx was called with a structure whose Size is wrong",
                            "Initialise the structure with WDF_IO_TYPE_CONFIG_INIT.");
    }
    init.io_type = static_cast<std::uint32_t>(IoTypeConfig->ReadWriteIoType);
}

VOID WdfDeviceInitSetIoInCallerContextCallback(PWDFDEVICE_INIT DeviceInit,
                                               PFN_WDF_IO_IN_CALLER_CONTEXT EvtIoInCallerContext) {
    ACXSIM_DDI(wdf_io_ddis, "WdfDeviceInitSetIoInCallerContextCallback");
    WDFDEVICE_INIT &init = check_device_init(DeviceInit, "WdfDeviceInitSetIoInCallerContextCallback");
    Framework::current().require_parameter(reinterpret_cast<const void *>(EvtIoInCallerContext),
                                           "WdfDeviceInitSetIoInCallerContextCallback", "EvtIoInCallerContext");
    init.io.in_caller_context = reinterpret_cast<void *>(EvtIoInCallerContext);
}

NTSTATUS WdfDeviceInitAssignWdmIrpPreprocessCallback(PWDFDEVICE_INIT DeviceInit,
                                                     PFN_WDFDEVICE_WDM_IRP_PREPROCESS EvtDeviceWdmIrpPreprocess,
                                                     UCHAR MajorFunction, PUCHAR MinorFunctions,
                                                     ULONG NumMinorFunctions) {
    ACXSIM_DDI(wdf_io_ddis, "WdfDeviceInitAssignWdmIrpPreprocessCallback");
    WDFDEVICE_INIT &init = check_device_init(DeviceInit, "WdfDeviceInitAssignWdmIrpPreprocessCallback");
    Framework::current().require_parameter(reinterpret_cast<const void *>(EvtDeviceWdmIrpPreprocess),
                                           "WdfDeviceInitAssignWdmIrpPreprocessCallback", "EvtDeviceWdmIrpPreprocess");
    if (MajorFunction > IRP_MJ_MAXIMUM_FUNCTION) return STATUS_INVALID_PARAMETER;
    DeviceIoInit::Preprocess &preprocess = init.io.preprocess[MajorFunction];
    if (NumMinorFunctions > 0) {
        Framework::current().require_parameter(MinorFunctions, "WdfDeviceInitAssignWdmIrpPreprocessCallback",
                                               "MinorFunctions");
        if (!preprocess.minor_functions.empty()) return STATUS_INVALID_DEVICE_REQUEST;
        preprocess.minor_functions.assign(MinorFunctions, MinorFunctions + NumMinorFunctions);
    }
    preprocess.callback = reinterpret_cast<void *>(EvtDeviceWdmIrpPreprocess);
    init.io.preprocesses = true;
    return STATUS_SUCCESS;
}

NTSTATUS WdfDeviceWdmDispatchPreprocessedIrp(WDFDEVICE Device, PIRP Irp) {
    ACXSIM_DDI(wdf_io_ddis, "WdfDeviceWdmDispatchPreprocessedIrp");
    Framework::current().require_parameter(Irp, "WdfDeviceWdmDispatchPreprocessedIrp", "Irp");
    return static_cast<NTSTATUS>(from_handle<wdf::Device>(Device).io().dispatch_preprocessed(Irp));
}

NTSTATUS WdfDeviceConfigureRequestDispatching(WDFDEVICE Device, WDFQUEUE Queue, WDF_REQUEST_TYPE RequestType) {
    ACXSIM_DDI(wdf_io_ddis, "WdfDeviceConfigureRequestDispatching");
    auto &device = from_handle<wdf::Device>(Device);
    auto &queue = from_handle<wdf::Queue>(Queue);
    if (&queue.device() != &device) return STATUS_INVALID_DEVICE_REQUEST;
    return static_cast<NTSTATUS>(device.io().configure(queue, static_cast<std::uint32_t>(RequestType)));
}

WDFQUEUE WdfDeviceGetDefaultQueue(WDFDEVICE Device) {
    ACXSIM_DDI(wdf_io_ddis, "WdfDeviceGetDefaultQueue");
    const wdf::Queue *queue = from_handle<wdf::Device>(Device).io().default_queue();
    return queue == nullptr ? nullptr : queue->handle_as<WDFQUEUE>();
}

NTSTATUS WdfDeviceEnqueueRequest(WDFDEVICE Device, WDFREQUEST Request) {
    ACXSIM_DDI(wdf_io_ddis, "WdfDeviceEnqueueRequest");
    auto &device = from_handle<wdf::Device>(Device);
    auto &request = from_handle<wdf::Request>(Request);
    request.require_held("WdfDeviceEnqueueRequest");
    if (!request.in_caller_context || request.ancestor<wdf::Device>() != &device) {
        request.framework().violation(Violation::RequestMisuse, Request,
                                      "WdfDeviceEnqueueRequest was called for a request that is not in the device's "
                                      "EvtIoInCallerContext",
                                      "WdfRequestForwardToIoQueue moves requests that came from a queue.");
    }
    return static_cast<NTSTATUS>(device.io().enqueue(request));
}

WDFFILEOBJECT WdfDeviceGetFileObject(WDFDEVICE Device, PFILE_OBJECT FileObject) {
    ACXSIM_DDI(wdf_io_ddis, "WdfDeviceGetFileObject");
    const wdf::FileObject *file = from_handle<wdf::Device>(Device).io().find_file(FileObject);
    return file == nullptr ? nullptr : file->handle_as<WDFFILEOBJECT>();
}
