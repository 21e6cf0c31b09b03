// SPDX-License-Identifier: MIT
#include "sim/wdf/driver_host.hpp"

#include <fmt/format.h>

#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/registry.hpp"
#include "sim/wdf/driver.hpp"
#include "sim/wdf/unicode.hpp"

#include "wdf.h"

namespace acxsim::wdf {

namespace {
std::uint32_t code_of(NTSTATUS status) { return static_cast<std::uint32_t>(status); }
} // namespace

DriverHost::DriverHost(kernel::System &system)
    : framework_(system), tree_(framework_), driver_object_(std::make_unique<DRIVER_OBJECT>()) {
    driver_object_->Type = 4;
    driver_object_->Size = sizeof(DRIVER_OBJECT);
}

DriverHost::~DriverHost() = default;

Status DriverHost::out_of_order(std::string text) const {
    return {code_of(STATUS_INVALID_DEVICE_STATE), std::move(text)};
}

// --- the driver -----------------------------------------------------------------------------------------------------

Status DriverHost::call_driver_entry(void *entry) {
    static const std::u16string path{kernel::Registry::driver_service};
    static const std::u16string name = u"\\Driver\\driver";
    driver_object_->DriverName = unicode_string_of(name);
    driver_object_->DriverInit = reinterpret_cast<PDRIVER_INITIALIZE>(entry);
    UNICODE_STRING registry_path = unicode_string_of(path);
    kernel::CallbackScope scope("DriverEntry", 0, entry);
    const NTSTATUS status = driver_object_->DriverInit(driver_object_.get(), &registry_path);
    scope.returned(code_of(status));
    Driver *driver = framework_.driver();
    if (NT_SUCCESS(status) && driver != nullptr) return {};
    if (driver != nullptr) {
        driver->del();
        return failure(code_of(status), fmt::format("DriverEntry returned {:#010x}", code_of(status)));
    }
    if (!NT_SUCCESS(status))
        return failure(code_of(status), fmt::format("DriverEntry returned {:#010x}", code_of(status)));
    return failure(code_of(STATUS_DRIVER_INTERNAL_ERROR), "DriverEntry succeeded without calling WdfDriverCreate");
}

Status DriverHost::add_device() {
    Status status = tree_.add_root();
    if (status.ok()) had_device_ = true;
    return status;
}

Status DriverHost::unload() {
    Driver *driver = framework_.driver();
    if (driver == nullptr) return out_of_order("there is no driver to unload");
    if (tree_.root() != nullptr) return out_of_order("the driver still has a device");
    if (had_device_) {
        // Control devices of such a driver keep it loaded (the page "Using Control Device Objects").
        for (const Device *device : tree_.loose_devices()) {
            if (device->kind() != DeviceKind::Control) continue;
            return failure(code_of(STATUS_DEVICE_BUSY),
                           "the driver cannot be unloaded: it has not deleted its control device");
        }
    }
    const auto unload = driver->config().EvtDriverUnload;
    if (unload != nullptr) {
        kernel::CallbackScope scope("EvtDriverUnload", driver->id(), reinterpret_cast<const void *>(unload));
        unload(driver->handle_as<WDFDRIVER>());
        scope.returned();
    }
    if (framework_.extension() != nullptr) framework_.extension()->driver_unloading();
    driver->del();
    return {};
}

// --- Plug and Play --------------------------------------------------------------------------------------------------

Status DriverHost::start_device(const ResourceList &resources, std::size_t which) {
    if (which >= tree_.roots().size()) return out_of_order("there is no device to start");
    return tree_.start(*tree_.roots()[which], resources);
}

Status DriverHost::stop_device() {
    if (tree_.root() == nullptr) return out_of_order("there is no device to stop");
    if (tree_.root()->state() != DeviceNode::State::Started) return out_of_order("the device is not started");
    Status status = tree_.query_stop(*tree_.root());
    if (status.ok()) tree_.stop(*tree_.root());
    return status;
}

Status DriverHost::rebalance(const ResourceList &resources) {
    Status status = stop_device();
    return status.ok() ? start_device(resources) : status;
}

Status DriverHost::remove_device() {
    if (tree_.root() == nullptr) return out_of_order("there is no device to remove");
    Status status = tree_.query_remove(*tree_.root());
    if (status.ok()) tree_.remove(*tree_.root());
    return status;
}

Status DriverHost::surprise_remove_device() {
    if (tree_.root() == nullptr) return out_of_order("there is no device to remove");
    tree_.surprise_remove(*tree_.root());
    return {};
}

// --- power ----------------------------------------------------------------------------------------------------------

Status DriverHost::power_down(DevicePower target, SystemPowerAction action) {
    const DeviceNode *root = tree_.root();
    if (root == nullptr || root->state() != DeviceNode::State::Started || !tree_.system_is_awake())
        return out_of_order("the device is not in D0");
    if (target < DevicePower::D1 || target > DevicePower::D3Final)
        return out_of_order("D1, D2, D3 or D3Final is expected");
    tree_.system_sleeps(target, static_cast<std::uint32_t>(action));
    return {};
}

Status DriverHost::power_up() {
    const DeviceNode *root = tree_.root();
    if (root == nullptr || root->state() != DeviceNode::State::Started)
        return out_of_order("the device is not started");
    if (tree_.system_is_awake()) return out_of_order("the device is in D0 already");
    return tree_.system_wakes();
}

} // namespace acxsim::wdf
