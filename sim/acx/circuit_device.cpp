// SPDX-License-Identifier: MIT
#include "sim/acx/circuit_device.hpp"

#include <algorithm>

#include "sim/acx/framework_implementation.hpp"
#include "sim/wdf/device_tree.hpp"
#include "sim/wdf/pdo.hpp"

namespace acxsim::acx {

NTSTATUS add_circuit_device(wdf::Device &parent, wdf::Device &child) {
    DeviceState *state = state_of(parent);
    if (state == nullptr || state_of(child) == nullptr) return STATUS_INVALID_DEVICE_STATE; // AcxDeviceInitialize
    const bool raw = child.pdo() != nullptr && child.pdo()->raw &&
                     (child.extension_flags() & AcxDeviceInitConfigRawDevice) != 0; // RT-DRV-03
    auto &present = state->circuit_devices;
    const bool there = std::find(present.begin(), present.end(), &child) != present.end();
    if (!raw || child.bus_device() != &parent || there) return STATUS_INVALID_PARAMETER;
    const auto status = static_cast<NTSTATUS>(wdf::DeviceTree::current().add_static_child(parent, child));
    if (NT_SUCCESS(status)) present.push_back(&child);
    return status;
}

NTSTATUS remove_circuit_device(wdf::Device &parent, wdf::Device &child) {
    DeviceState *state = state_of(parent);
    if (state == nullptr) return STATUS_INVALID_DEVICE_STATE;
    if (std::erase(state->circuit_devices, &child) == 0) return STATUS_INVALID_PARAMETER;
    wdf::DeviceTree::current().report_missing(child);
    return STATUS_SUCCESS;
}

} // namespace acxsim::acx
