// SPDX-License-Identifier: MIT
//
// WdfUsb...: USB devices are not modelled. Making a USB target fails with STATUS_NOT_SUPPORTED after the checks that
// its page demands, and leaves a note that names the caller. No USB handle ever comes to be, so the other functions can
// be reached with a wrong handle only and answer as every framework function answers one: the machine stops. Page:
// wdfusb.
#include "sim/core/hash.hpp"
#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/records.hpp"
#include "sim/kernel/unmodelled.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/object.hpp"
#include "sim/wdf/usb_ddi_table.hpp"

#include "wdfusb.h"

using namespace acxsim;
using namespace acxsim::wdf;

namespace {

constexpr ObjectType usb_device{"WDFUSBDEVICE", &Object::type};
constexpr ObjectType usb_interface{"WDFUSBINTERFACE", &Object::type};
constexpr ObjectType usb_pipe{"WDFUSBPIPE", &Object::type};

NTSTATUS refuse_target(std::string_view ddi, WDFDEVICE device, WDFUSBDEVICE *usb_target) {
    Framework &framework = Framework::current();
    (void)from_handle<wdf::Device>(device);
    framework.require_parameter(usb_target, ddi, "UsbDevice");
    *usb_target = nullptr;
    framework.trace().emit(kernel::UnmodelledCalled{static_cast<std::uint32_t>(kernel::UnmodelledPolicy::Status), 0,
                                                    core::hash_text(ddi)});
    return STATUS_NOT_SUPPORTED;
}

} // namespace

NTSTATUS WdfUsbTargetDeviceCreate(WDFDEVICE Device, PWDF_OBJECT_ATTRIBUTES, WDFUSBDEVICE *UsbDevice) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetDeviceCreate");
    return refuse_target("WdfUsbTargetDeviceCreate", Device, UsbDevice);
}

NTSTATUS WdfUsbTargetDeviceCreateWithParameters(WDFDEVICE Device, PWDF_USB_DEVICE_CREATE_CONFIG Config,
                                                PWDF_OBJECT_ATTRIBUTES, WDFUSBDEVICE *UsbDevice) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetDeviceCreateWithParameters");
    Framework::current().require_parameter(Config, "WdfUsbTargetDeviceCreateWithParameters", "Config");
    if (Config->Size != sizeof(WDF_USB_DEVICE_CREATE_CONFIG)) return STATUS_INFO_LENGTH_MISMATCH;
    return refuse_target("WdfUsbTargetDeviceCreateWithParameters", Device, UsbDevice);
}

NTSTATUS WdfUsbTargetDeviceRetrieveInformation(WDFUSBDEVICE UsbDevice, PWDF_USB_DEVICE_INFORMATION) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetDeviceRetrieveInformation");
    bad_handle(UsbDevice, usb_device);
}

VOID WdfUsbTargetDeviceGetDeviceDescriptor(WDFUSBDEVICE UsbDevice, PUSB_DEVICE_DESCRIPTOR) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetDeviceGetDeviceDescriptor");
    bad_handle(UsbDevice, usb_device);
}

NTSTATUS WdfUsbTargetDeviceRetrieveConfigDescriptor(WDFUSBDEVICE UsbDevice, PVOID, PUSHORT) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetDeviceRetrieveConfigDescriptor");
    bad_handle(UsbDevice, usb_device);
}

NTSTATUS WdfUsbTargetDeviceQueryString(WDFUSBDEVICE UsbDevice, WDFREQUEST, struct _WDF_REQUEST_SEND_OPTIONS *, PUSHORT,
                                       PUSHORT, UCHAR, USHORT) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetDeviceQueryString");
    bad_handle(UsbDevice, usb_device);
}

NTSTATUS WdfUsbTargetDeviceAllocAndQueryString(WDFUSBDEVICE UsbDevice, PWDF_OBJECT_ATTRIBUTES, WDFMEMORY *, PUSHORT,
                                               UCHAR, USHORT) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetDeviceAllocAndQueryString");
    bad_handle(UsbDevice, usb_device);
}

NTSTATUS WdfUsbTargetDeviceFormatRequestForString(WDFUSBDEVICE UsbDevice, WDFREQUEST, WDFMEMORY, PWDFMEMORY_OFFSET,
                                                  UCHAR, USHORT) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetDeviceFormatRequestForString");
    bad_handle(UsbDevice, usb_device);
}

NTSTATUS WdfUsbTargetDeviceRetrieveCurrentFrameNumber(WDFUSBDEVICE UsbDevice, PULONG) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetDeviceRetrieveCurrentFrameNumber");
    bad_handle(UsbDevice, usb_device);
}

NTSTATUS WdfUsbTargetDeviceSendControlTransferSynchronously(WDFUSBDEVICE UsbDevice, WDFREQUEST,
                                                            struct _WDF_REQUEST_SEND_OPTIONS *,
                                                            PWDF_USB_CONTROL_SETUP_PACKET, PWDF_MEMORY_DESCRIPTOR,
                                                            PULONG) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetDeviceSendControlTransferSynchronously");
    bad_handle(UsbDevice, usb_device);
}

NTSTATUS WdfUsbTargetDeviceFormatRequestForControlTransfer(WDFUSBDEVICE UsbDevice, WDFREQUEST,
                                                           PWDF_USB_CONTROL_SETUP_PACKET, WDFMEMORY,
                                                           PWDFMEMORY_OFFSET) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetDeviceFormatRequestForControlTransfer");
    bad_handle(UsbDevice, usb_device);
}

NTSTATUS WdfUsbTargetDeviceIsConnectedSynchronous(WDFUSBDEVICE UsbDevice) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetDeviceIsConnectedSynchronous");
    bad_handle(UsbDevice, usb_device);
}

NTSTATUS WdfUsbTargetDeviceResetPortSynchronously(WDFUSBDEVICE UsbDevice) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetDeviceResetPortSynchronously");
    bad_handle(UsbDevice, usb_device);
}

NTSTATUS WdfUsbTargetDeviceCyclePortSynchronously(WDFUSBDEVICE UsbDevice) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetDeviceCyclePortSynchronously");
    bad_handle(UsbDevice, usb_device);
}

USBD_CONFIGURATION_HANDLE WdfUsbTargetDeviceWdmGetConfigurationHandle(WDFUSBDEVICE UsbDevice) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetDeviceWdmGetConfigurationHandle");
    bad_handle(UsbDevice, usb_device);
}

NTSTATUS WdfUsbTargetDeviceSendUrbSynchronously(WDFUSBDEVICE UsbDevice, WDFREQUEST, struct _WDF_REQUEST_SEND_OPTIONS *,
                                                PURB) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetDeviceSendUrbSynchronously");
    bad_handle(UsbDevice, usb_device);
}

NTSTATUS WdfUsbTargetDeviceFormatRequestForUrb(WDFUSBDEVICE UsbDevice, WDFREQUEST, WDFMEMORY, PWDFMEMORY_OFFSET) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetDeviceFormatRequestForUrb");
    bad_handle(UsbDevice, usb_device);
}

UCHAR WdfUsbTargetDeviceGetNumInterfaces(WDFUSBDEVICE UsbDevice) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetDeviceGetNumInterfaces");
    bad_handle(UsbDevice, usb_device);
}

WDFUSBINTERFACE WdfUsbTargetDeviceGetInterface(WDFUSBDEVICE UsbDevice, UCHAR) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetDeviceGetInterface");
    bad_handle(UsbDevice, usb_device);
}

NTSTATUS WdfUsbTargetDeviceSelectConfig(WDFUSBDEVICE UsbDevice, PWDF_OBJECT_ATTRIBUTES,
                                        PWDF_USB_DEVICE_SELECT_CONFIG_PARAMS) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetDeviceSelectConfig");
    bad_handle(UsbDevice, usb_device);
}

WDFIOTARGET WdfUsbTargetDeviceGetIoTarget(WDFUSBDEVICE UsbDevice) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetDeviceGetIoTarget");
    bad_handle(UsbDevice, usb_device);
}

NTSTATUS WdfUsbTargetDeviceCreateUrb(WDFUSBDEVICE UsbDevice, PWDF_OBJECT_ATTRIBUTES, WDFMEMORY *, PURB *) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetDeviceCreateUrb");
    bad_handle(UsbDevice, usb_device);
}

NTSTATUS WdfUsbTargetDeviceCreateIsochUrb(WDFUSBDEVICE UsbDevice, PWDF_OBJECT_ATTRIBUTES, ULONG, WDFMEMORY *, PURB *) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetDeviceCreateIsochUrb");
    bad_handle(UsbDevice, usb_device);
}

NTSTATUS WdfUsbTargetDeviceQueryUsbCapability(WDFUSBDEVICE UsbDevice, const GUID *, ULONG, PVOID, PULONG) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetDeviceQueryUsbCapability");
    bad_handle(UsbDevice, usb_device);
}

VOID WdfUsbTargetPipeGetInformation(WDFUSBPIPE Pipe, PWDF_USB_PIPE_INFORMATION) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetPipeGetInformation");
    bad_handle(Pipe, usb_pipe);
}

BOOLEAN WdfUsbTargetPipeIsInEndpoint(WDFUSBPIPE Pipe) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetPipeIsInEndpoint");
    bad_handle(Pipe, usb_pipe);
}

BOOLEAN WdfUsbTargetPipeIsOutEndpoint(WDFUSBPIPE Pipe) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetPipeIsOutEndpoint");
    bad_handle(Pipe, usb_pipe);
}

WDF_USB_PIPE_TYPE WdfUsbTargetPipeGetType(WDFUSBPIPE Pipe) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetPipeGetType");
    bad_handle(Pipe, usb_pipe);
}

VOID WdfUsbTargetPipeSetNoMaximumPacketSizeCheck(WDFUSBPIPE Pipe) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetPipeSetNoMaximumPacketSizeCheck");
    bad_handle(Pipe, usb_pipe);
}

NTSTATUS WdfUsbTargetPipeWriteSynchronously(WDFUSBPIPE Pipe, WDFREQUEST, struct _WDF_REQUEST_SEND_OPTIONS *,
                                            PWDF_MEMORY_DESCRIPTOR, PULONG) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetPipeWriteSynchronously");
    bad_handle(Pipe, usb_pipe);
}

NTSTATUS WdfUsbTargetPipeFormatRequestForWrite(WDFUSBPIPE Pipe, WDFREQUEST, WDFMEMORY, PWDFMEMORY_OFFSET) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetPipeFormatRequestForWrite");
    bad_handle(Pipe, usb_pipe);
}

NTSTATUS WdfUsbTargetPipeReadSynchronously(WDFUSBPIPE Pipe, WDFREQUEST, struct _WDF_REQUEST_SEND_OPTIONS *,
                                           PWDF_MEMORY_DESCRIPTOR, PULONG) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetPipeReadSynchronously");
    bad_handle(Pipe, usb_pipe);
}

NTSTATUS WdfUsbTargetPipeFormatRequestForRead(WDFUSBPIPE Pipe, WDFREQUEST, WDFMEMORY, PWDFMEMORY_OFFSET) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetPipeFormatRequestForRead");
    bad_handle(Pipe, usb_pipe);
}

NTSTATUS WdfUsbTargetPipeConfigContinuousReader(WDFUSBPIPE Pipe, PWDF_USB_CONTINUOUS_READER_CONFIG) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetPipeConfigContinuousReader");
    bad_handle(Pipe, usb_pipe);
}

NTSTATUS WdfUsbTargetPipeAbortSynchronously(WDFUSBPIPE Pipe, WDFREQUEST, struct _WDF_REQUEST_SEND_OPTIONS *) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetPipeAbortSynchronously");
    bad_handle(Pipe, usb_pipe);
}

NTSTATUS WdfUsbTargetPipeFormatRequestForAbort(WDFUSBPIPE Pipe, WDFREQUEST) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetPipeFormatRequestForAbort");
    bad_handle(Pipe, usb_pipe);
}

NTSTATUS WdfUsbTargetPipeResetSynchronously(WDFUSBPIPE Pipe, WDFREQUEST, struct _WDF_REQUEST_SEND_OPTIONS *) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetPipeResetSynchronously");
    bad_handle(Pipe, usb_pipe);
}

NTSTATUS WdfUsbTargetPipeFormatRequestForReset(WDFUSBPIPE Pipe, WDFREQUEST) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetPipeFormatRequestForReset");
    bad_handle(Pipe, usb_pipe);
}

NTSTATUS WdfUsbTargetPipeSendUrbSynchronously(WDFUSBPIPE Pipe, WDFREQUEST, struct _WDF_REQUEST_SEND_OPTIONS *, PURB) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetPipeSendUrbSynchronously");
    bad_handle(Pipe, usb_pipe);
}

NTSTATUS WdfUsbTargetPipeFormatRequestForUrb(WDFUSBPIPE Pipe, WDFREQUEST, WDFMEMORY, PWDFMEMORY_OFFSET) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetPipeFormatRequestForUrb");
    bad_handle(Pipe, usb_pipe);
}

USBD_PIPE_HANDLE WdfUsbTargetPipeWdmGetPipeHandle(WDFUSBPIPE UsbPipe) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetPipeWdmGetPipeHandle");
    bad_handle(UsbPipe, usb_pipe);
}

WDFIOTARGET WdfUsbTargetPipeGetIoTarget(WDFUSBPIPE Pipe) {
    ACXSIM_DDI(usb_ddis, "WdfUsbTargetPipeGetIoTarget");
    bad_handle(Pipe, usb_pipe);
}

BYTE WdfUsbInterfaceGetInterfaceNumber(WDFUSBINTERFACE UsbInterface) {
    ACXSIM_DDI(usb_ddis, "WdfUsbInterfaceGetInterfaceNumber");
    bad_handle(UsbInterface, usb_interface);
}

BYTE WdfUsbInterfaceGetNumEndpoints(WDFUSBINTERFACE UsbInterface, UCHAR) {
    ACXSIM_DDI(usb_ddis, "WdfUsbInterfaceGetNumEndpoints");
    bad_handle(UsbInterface, usb_interface);
}

VOID WdfUsbInterfaceGetDescriptor(WDFUSBINTERFACE UsbInterface, UCHAR, PUSB_INTERFACE_DESCRIPTOR) {
    ACXSIM_DDI(usb_ddis, "WdfUsbInterfaceGetDescriptor");
    bad_handle(UsbInterface, usb_interface);
}

BYTE WdfUsbInterfaceGetNumSettings(WDFUSBINTERFACE UsbInterface) {
    ACXSIM_DDI(usb_ddis, "WdfUsbInterfaceGetNumSettings");
    bad_handle(UsbInterface, usb_interface);
}

NTSTATUS WdfUsbInterfaceSelectSetting(WDFUSBINTERFACE UsbInterface, PWDF_OBJECT_ATTRIBUTES,
                                      PWDF_USB_INTERFACE_SELECT_SETTING_PARAMS) {
    ACXSIM_DDI(usb_ddis, "WdfUsbInterfaceSelectSetting");
    bad_handle(UsbInterface, usb_interface);
}

VOID WdfUsbInterfaceGetEndpointInformation(WDFUSBINTERFACE UsbInterface, UCHAR, UCHAR, PWDF_USB_PIPE_INFORMATION) {
    ACXSIM_DDI(usb_ddis, "WdfUsbInterfaceGetEndpointInformation");
    bad_handle(UsbInterface, usb_interface);
}

BYTE WdfUsbInterfaceGetConfiguredSettingIndex(WDFUSBINTERFACE Interface) {
    ACXSIM_DDI(usb_ddis, "WdfUsbInterfaceGetConfiguredSettingIndex");
    bad_handle(Interface, usb_interface);
}

BYTE WdfUsbInterfaceGetNumConfiguredPipes(WDFUSBINTERFACE UsbInterface) {
    ACXSIM_DDI(usb_ddis, "WdfUsbInterfaceGetNumConfiguredPipes");
    bad_handle(UsbInterface, usb_interface);
}

WDFUSBPIPE WdfUsbInterfaceGetConfiguredPipe(WDFUSBINTERFACE UsbInterface, UCHAR, PWDF_USB_PIPE_INFORMATION) {
    ACXSIM_DDI(usb_ddis, "WdfUsbInterfaceGetConfiguredPipe");
    bad_handle(UsbInterface, usb_interface);
}
