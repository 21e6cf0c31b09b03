// SPDX-License-Identifier: MIT
//
// DeviceExtension: ACX' part in a device's life. It hands the steps of Plug and Play and power on to the circuits, in
// the order of contract.md 6.1: circuits after the device on the way up, before it on the way down.
#pragma once

#include "sim/wdf/class_extension.hpp"

namespace acxsim::wdf {
class DriverHost;
}

namespace acxsim::acx {

class FrameworkImplementation;

class DeviceExtension final : public wdf::ClassExtension {
public:
    DeviceExtension(FrameworkImplementation &framework, wdf::DriverHost &host);
    ~DeviceExtension() override;

    std::uint32_t device_query_remove(wdf::Device &device) override;
    std::uint32_t device_query_stop(wdf::Device &device) override { return device_query_remove(device); }
    std::uint32_t device_prepared(wdf::Device &device, void *raw, void *translated) override;
    std::uint32_t device_entered_d0(wdf::Device &device, wdf::DevicePower previous) override;
    void device_suspending(wdf::Device &device, wdf::DevicePower target) override;
    void device_leaving_d0(wdf::Device &device, wdf::DevicePower target) override;
    void device_releasing(wdf::Device &device, void *translated) override;
    void device_removed(wdf::Device &device) override;

private:
    FrameworkImplementation &framework_;
    wdf::DriverHost &host_;
};

} // namespace acxsim::acx
