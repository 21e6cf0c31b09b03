// SPDX-License-Identifier: MIT
//
// USB targets are declared, not modelled: creating one fails cleanly and says so; nothing pretends that it worked.
#include "sim/core/hash.hpp"
#include "sim/kernel/records.hpp"
#include "tests/wdf/machine.hpp"

#include "wdfusb.h"

using namespace acxsim;
using namespace acxsim::test;

TEST_CASE("creating a USB target fails with STATUS_NOT_SUPPORTED and leaves a note") {
    Machine machine;
    struct Notes final : core::TraceObserver {
        void on_record(const core::Record &record) override {
            if (record.kind == kernel::UnmodelledCalled::kind) {
                names.push_back(record.as<kernel::UnmodelledCalled>().name_hash);
            }
        }
        std::vector<std::uint64_t> names;
    } notes;
    machine.simulation.trace.subscribe_all(notes);
    NTSTATUS with_parameters = STATUS_SUCCESS;
    NTSTATUS plain = STATUS_SUCCESS;
    NTSTATUS wrong_size = STATUS_SUCCESS;
    auto usb = reinterpret_cast<WDFUSBDEVICE>(1);
    machine.run_with_device([&] {
        WDF_USB_DEVICE_CREATE_CONFIG config;
        WDF_USB_DEVICE_CREATE_CONFIG_INIT(&config, USBD_CLIENT_CONTRACT_VERSION_602);
        with_parameters =
            WdfUsbTargetDeviceCreateWithParameters(PlainDriver::device, &config, WDF_NO_OBJECT_ATTRIBUTES, &usb);
        plain = WdfUsbTargetDeviceCreate(PlainDriver::device, WDF_NO_OBJECT_ATTRIBUTES, &usb);
        config.Size = 1;
        wrong_size =
            WdfUsbTargetDeviceCreateWithParameters(PlainDriver::device, &config, WDF_NO_OBJECT_ATTRIBUTES, &usb);
    });
    CHECK(with_parameters == STATUS_NOT_SUPPORTED);
    CHECK(plain == STATUS_NOT_SUPPORTED);
    CHECK(wrong_size == STATUS_INFO_LENGTH_MISMATCH);
    CHECK(usb == nullptr);
    CHECK(notes.names == std::vector{core::hash_text("WdfUsbTargetDeviceCreateWithParameters"),
                                     core::hash_text("WdfUsbTargetDeviceCreate")});
}

TEST_CASE("a USB function without a USB target stops the machine: no such handle exists") {
    Machine machine;
    const kernel::Stop stop = machine.run_with_device([] { (void)WdfUsbTargetDeviceGetNumInterfaces(nullptr); });
    CHECK(stop.reason == kernel::StopReason::BugCheck);
    CHECK(stop.bug_check_code == 0x10D);
}

TEST_CASE("a setup packet has its bits where chapter 9 of the USB specification puts them") {
    WDF_USB_CONTROL_SETUP_PACKET packet;
    WDF_USB_CONTROL_SETUP_PACKET_INIT_CLASS(&packet, BmRequestDeviceToHost, BmRequestToInterface, 0x81, 0x0200, 0x0103);
    CHECK(packet.Generic.Bytes[0] == 0xA1);
    CHECK(packet.Generic.Bytes[1] == 0x81);
    CHECK(packet.Generic.Bytes[3] == 0x02);
    CHECK(packet.Generic.Bytes[4] == 0x03);
    CHECK(packet.Generic.Bytes[5] == 0x01);
}
