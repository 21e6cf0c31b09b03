// SPDX-License-Identifier: MIT
//
// Driver-defined interfaces (IRP_MN_QUERY_INTERFACE): a table of functions by GUID, asked for down a device stack.
// Sources: "Using Driver-Defined Interfaces", WDF_QUERY_INTERFACE_CONFIG, IRP_MN_QUERY_INTERFACE.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

struct _GUID;
struct _INTERFACE;

namespace acxsim::wdf {

class Device;

/// WdfDeviceAddQueryInterface, copied.
struct OfferedInterface {
    std::array<std::uint8_t, 16> type{};
    std::vector<std::uint8_t> interface; ///< the whole structure; empty: none was given
    bool send_to_parent_stack = false;
    bool import = false;
    void *process = nullptr; ///< PFN_WDF_DEVICE_PROCESS_QUERY_INTERFACE_REQUEST
};

struct InterfaceQuery {
    const _GUID *type;
    _INTERFACE *interface; ///< the requester's; Size and Version stand in it, too
    std::uint16_t size_bytes;
    std::uint16_t version;
    void *specific;
};

/// What the bus driver of the root device offers, played by the simulator; an NTSTATUS, STATUS_NOT_SUPPORTED if
/// nothing.
using BusInterfaces = std::function<std::uint32_t(const InterfaceQuery &)>;

/// Sends a query down the stack whose top is `top`; an NTSTATUS, STATUS_NOT_SUPPORTED if nobody has the interface.
std::uint32_t query_interface(Device &top, const InterfaceQuery &query);

} // namespace acxsim::wdf
