// SPDX-License-Identifier: MIT
//
// Circuit devices: children of an ACX device, one for each circuit that is to come and go on its own. The framework
// reports them to Plug and Play, which starts them after the parent; their removal is asynchronous (contract.md 6.2,
// RT-DRV-03, -11).
#pragma once

#include <cstdint>

#include "sim/wdf/device.hpp"

#include "sim/acx/ddk.hpp"

namespace acxsim::acx {

/// AcxDeviceAddCircuitDevice. STATUS_INVALID_PARAMETER if it is no raw child of that parent, or has been added before.
NTSTATUS add_circuit_device(wdf::Device &parent, wdf::Device &child);
/// AcxDeviceRemoveCircuitDevice: Plug and Play takes it down later.
NTSTATUS remove_circuit_device(wdf::Device &parent, wdf::Device &child);

} // namespace acxsim::acx
