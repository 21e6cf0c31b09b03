// SPDX-License-Identifier: MIT
//
// A property request on its way through the framework: preprocess callback, then (unless the driver completes it there)
// dispatch to the item that the driver assigned. Standard properties do not come this way: the framework answers them
// itself (RT-REQ-04). Follows contract.md 6.7, RT-REQ-01 to 03, RT-DDI-05, -06.
#pragma once

#include <cstdint>
#include <span>

#include "sim/acx/request_items.hpp"
#include "sim/acx/stream_connection.hpp"
#include "sim/wdf/object.hpp"

#include "sim/acx/ddk.hpp"

namespace acxsim::acx {

class ControlQueue;

struct PropertyRequest {
    GUID set{};
    ULONG id = 0;
    ACX_PROPERTY_VERB verb = AcxPropertyVerbGet;
    ACX_ITEM_TYPE item_type = AcxItemTypeDefault;
    ULONG item_id = AcxItemIdNone;
    std::span<std::byte> control;
    std::span<std::byte> value;
};

struct PropertyAnswer {
    Status status = 0;
    std::uint64_t information = 0;
};

/// Sends the request to a circuit, pin, element or stream and waits until the driver has completed it. `queue` is the
/// handle's.
PropertyAnswer send_property(wdf::Object &object, const RequestItems &items, ControlQueue &queue,
                             const PropertyRequest &property);

/// AcxCircuitDispatchAcxRequest / AcxStreamDispatchAcxRequest: the driver hands a preprocessed request back.
NTSTATUS dispatch_request(wdf::Object &object, WDFREQUEST request);

} // namespace acxsim::acx
