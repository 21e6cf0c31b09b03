// SPDX-License-Identifier: MIT
//
// Property and method requests to circuits, their pins and elements, streams and circuit factories. On its way a
// request meets the handle's preprocess callback; unless the driver completes it there, dispatch leads to the item that
// the driver assigned, else to the framework's standard properties (RT-REQ-04). Requests of one handle take turns, and
// the turn lasts until the driver has completed the request, on whatever thread. Follows contract.md 6.7, RT-REQ-01 to
// 03, RT-DDI-05, -06, RT-IRQ-13.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "sim/acx/request_items.hpp"
#include "sim/acx/stream_connection.hpp"
#include "sim/wdf/object.hpp"

#include "sim/acx/ddk.hpp"

namespace acxsim::wdf {
class Request;
}

namespace acxsim::acx {

class Circuit;
class ControlQueue;
class FactoryCircuit;
class Stream;

/// Whom a request is for: a handle (circuit, stream, factory), and what of it.
struct Addressee {
    wdf::Object *handle;
    const RequestItems *handle_items; ///< its preprocess callbacks
    ControlQueue *queue;
    wdf::Object *item; ///< the handle itself, a pin or an element
    const RequestItems *items;
};

/// nullopt if there is no such pin or element. AcxItemTypeDefault means the handle itself.
std::optional<Addressee> addressee(Circuit &circuit, ACX_ITEM_TYPE type, ULONG id);
std::optional<Addressee> addressee(Stream &stream, ACX_ITEM_TYPE type, ULONG id);
std::optional<Addressee> addressee(FactoryCircuit &factory, ACX_ITEM_TYPE type, ULONG id);

struct RequestAnswer {
    Status status = 0;
    std::uint64_t information = 0;
};
using PropertyAnswer = RequestAnswer;

/// Sends the request; `answered` runs when the driver has completed it: before the return, or later on a thread of the
/// driver's. The buffers in `parameters` must live until then. Returns the driver's request; it is gone once answered.
wdf::Request *start_request(const Addressee &to, const ACX_REQUEST_PARAMETERS &parameters,
                            std::function<void(const RequestAnswer &)> answered,
                            std::function<RequestAnswer()> serve = {});
/// Sends the request and waits. From simulated threads at PASSIVE_LEVEL. With `serve` the framework deals with it
/// itself, once the driver's preprocess callback has let it pass: stream creation, stream states.
RequestAnswer send_request(const Addressee &to, const ACX_REQUEST_PARAMETERS &parameters,
                           std::function<RequestAnswer()> serve = {});

struct PropertyRequest {
    GUID set{};
    ULONG id = 0;
    ACX_PROPERTY_VERB verb = AcxPropertyVerbGet;
    ACX_ITEM_TYPE item_type = AcxItemTypeDefault;
    ULONG item_id = AcxItemIdNone;
    std::span<std::byte> control;
    std::span<std::byte> value;
};
/// The machine ends: what drivers have not completed never will be.
void forget_requests();

/// send_request() for a property of `object`, whose items are `items`.
RequestAnswer send_property(wdf::Object &object, const RequestItems &items, ControlQueue &queue,
                            const PropertyRequest &property);

/// AcxCircuitDispatchAcxRequest / AcxStreamDispatchAcxRequest: the driver hands a preprocessed request back.
NTSTATUS dispatch_request(wdf::Object &object, WDFREQUEST request);

/// The framework's own properties: levels, states, meters, jacks, pin names, modules, keyword detectors
/// (standard_properties.cpp). nullopt: it is none of them.
std::optional<RequestAnswer> serve_standard(wdf::Object &item, const ACX_REQUEST_PARAMETERS &parameters);

} // namespace acxsim::acx
