// SPDX-License-Identifier: MIT
//
// Making the ACX framework of a machine. What it can do for floors above is in stream_connection.hpp and
// element_control.hpp.
#pragma once

#include <memory>

#include "sim/acx/stream_connection.hpp"

namespace acxsim::kernel {
class System;
}
namespace acxsim::wdf {
class DriverHost;
}

namespace acxsim::acx {

/// Attaches the class extension to the driver host. Make it before the driver is loaded; it must outlive the driver.
std::unique_ptr<Framework> make_framework(kernel::System &system, wdf::DriverHost &host);

} // namespace acxsim::acx
