// SPDX-License-Identifier: MIT
//
// Device interfaces of a framework device: registered with Plug and Play (kernel::PlugAndPlay), enabled and disabled
// together with the device. Page: wdfdevice/nf-wdfdevice-wdfdevicecreatedeviceinterface.
#pragma once

#include "sim/wdf/device.hpp"

namespace acxsim::wdf {

/// The device has started, or is about to leave: interfaces made before the start follow it by themselves.
void enable_interfaces(Device &device, bool enabled);

} // namespace acxsim::wdf
