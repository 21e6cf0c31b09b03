// SPDX-License-Identifier: MIT
#include "sim/acx/object_request.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include "sim/acx/circuit.hpp"
#include "sim/acx/control_queue.hpp"
#include "sim/acx/ddi_table.hpp"
#include "sim/acx/driver_call.hpp"
#include "sim/acx/element.hpp"
#include "sim/acx/factory_circuit.hpp"
#include "sim/acx/pin.hpp"
#include "sim/acx/stream.hpp"
#include "sim/acx/stream_settings.hpp"
#include "sim/acx/structure_check.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/request.hpp"

namespace acxsim::acx {

namespace {

/// A request that is under way. There are few at a time, and none in the steady state of a stream.
struct UnderWay {
    Addressee to;
    ACX_REQUEST_PARAMETERS parameters;
    std::function<void(const RequestAnswer &)> answered;
    std::function<RequestAnswer()> serve;
    std::unique_ptr<ControlQueue::Turn> turn;
    wdf::Request *request = nullptr;
    bool dispatched = false;
};

std::vector<std::unique_ptr<UnderWay>> &under_way() {
    static std::vector<std::unique_ptr<UnderWay>> requests;
    return requests;
}

UnderWay *find(WDFREQUEST handle) {
    auto &request = wdf::from_handle<wdf::Request>(handle);
    for (const auto &each : under_way()) {
        if (each->request == &request) return each.get();
    }
    return nullptr;
}

/// The driver has completed the request.
void finish(const wdf::Request *request, const RequestAnswer &answer) {
    auto &requests = under_way();
    const auto found = std::find_if(requests.begin(), requests.end(),
                                    [request](const auto &each) { return each->request == request; });
    if (found == requests.end()) return;
    const std::unique_ptr<UnderWay> done = std::move(*found);
    requests.erase(found);
    done->turn.reset();
    done->answered(answer);
}

void complete(UnderWay &request, NTSTATUS status, std::uint64_t information) {
    request.request->complete(static_cast<std::uint32_t>(status), information);
}

void call_handler(UnderWay &request, wdf::Object &object, PFN_ACX_OBJECT_PROCESS_REQUEST handler) {
    call_driver("EvtAcxObjectProcessRequest", object.id(), handler, object.handle(),
                request.request->handle_as<WDFREQUEST>());
}

/// What the framework says for an item that leaves basic support to it: the verbs.
void answer_basic_support(UnderWay &request, ULONG flags, PVOID value, ULONG bytes) {
    if (bytes == 0) return complete(request, STATUS_SUCCESS, sizeof flags);
    if (bytes < sizeof flags || value == nullptr) return complete(request, STATUS_BUFFER_TOO_SMALL, sizeof flags);
    std::memcpy(value, &flags, sizeof flags);
    complete(request, STATUS_SUCCESS, sizeof flags);
}

template <class Items>
bool knows_set(const Items &items, const GUID &set) {
    return std::any_of(items.begin(), items.end(),
                       [&](const auto &stored) { return std::memcmp(&stored.set, &set, sizeof set) == 0; });
}

bool verb_supported(const ACX_PROPERTY_ITEM &item, ACX_PROPERTY_VERB verb) {
    if (verb == AcxPropertyVerbGet) return (item.Flags & ACX_PROPERTY_ITEM_FLAG_GET) != 0;
    return verb == AcxPropertyVerbSet && (item.Flags & ACX_PROPERTY_ITEM_FLAG_SET) != 0;
}

/// True if there is no such item of the driver's: the framework's turn.
bool dispatch_property(UnderWay &request) {
    const auto &property = request.parameters.Parameters.Property;
    const RequestItems &items = *request.to.items;
    if (property.Verb == AcxPropertyVerbSetSupport) {
        if (!knows_set(items.properties, property.Set)) return true;
        complete(request, STATUS_SUCCESS, 0);
        return false;
    }
    const auto *stored = items.property(property.Set, property.Id);
    if (stored == nullptr) return true;
    const ACX_PROPERTY_ITEM &item = stored->item;
    if (property.Verb == AcxPropertyVerbBasicSupport) {
        if ((item.Flags & ACX_PROPERTY_ITEM_FLAG_BASICSUPPORT) == 0) { // RT-REQ-02: always answered
            answer_basic_support(request, item.Flags | ACX_PROPERTY_ITEM_FLAG_BASICSUPPORT, property.Value,
                                 property.ValueCb);
            return false;
        }
    } else if (!verb_supported(item, property.Verb)) {
        complete(request, STATUS_INVALID_DEVICE_REQUEST, 0);
        return false;
    } else if (property.ControlCb < item.ControlCb) {
        complete(request, STATUS_INVALID_PARAMETER, 0);
        return false;
    } else if (property.ValueCb != 0 && property.ValueCb < item.ValueCb) {
        complete(request, STATUS_BUFFER_TOO_SMALL, item.ValueCb);
        return false;
    }
    call_handler(request, *request.to.item, item.EvtAcxObjectProcessRequest);
    return false;
}

bool dispatch_method(UnderWay &request) {
    const auto &method = request.parameters.Parameters.Method;
    const RequestItems &items = *request.to.items;
    if (method.Verb == AcxMethodVerbSetSupport) {
        if (!knows_set(items.methods, method.Set)) return true;
        complete(request, STATUS_SUCCESS, 0);
        return false;
    }
    const auto *stored = items.method(method.Set, method.Id);
    if (stored == nullptr) return true;
    const ACX_METHOD_ITEM &item = stored->item;
    if (method.Verb == AcxMethodVerbBasicSupport) {
        if ((item.Flags & ACX_METHOD_ITEM_FLAG_BASICSUPPORT) == 0) {
            answer_basic_support(request, item.Flags | ACX_METHOD_ITEM_FLAG_BASICSUPPORT, method.Result,
                                 method.ResultCb);
            return false;
        }
    } else if (method.Verb != AcxMethodVerbSend || (item.Flags & ACX_METHOD_ITEM_FLAG_SEND) == 0) {
        complete(request, STATUS_INVALID_DEVICE_REQUEST, 0);
        return false;
    } else if (method.ArgsCb < item.ArgsCb) {
        complete(request, STATUS_INVALID_PARAMETER, 0);
        return false;
    } else if (method.ResultCb != 0 && method.ResultCb < item.ResultCb) {
        complete(request, STATUS_BUFFER_TOO_SMALL, item.ResultCb);
        return false;
    }
    call_handler(request, *request.to.item, item.EvtAcxObjectProcessRequest);
    return false;
}

void dispatch(UnderWay &request) {
    request.dispatched = true;
    if (request.serve) {
        const RequestAnswer answer = request.serve();
        return complete(request, static_cast<NTSTATUS>(answer.status), answer.information);
    }
    const bool ours =
        request.parameters.Type == AcxRequestTypeMethod ? dispatch_method(request) : dispatch_property(request);
    if (!ours) return;
    if (request.to.item->object_type().is(Element::type)) {
        auto &element = static_cast<Element &>(*request.to.item);
        if (element.process_request != nullptr) return call_handler(request, element, element.process_request);
    }
    const auto answer = serve_standard(*request.to.item, request.parameters);
    if (answer) {
        complete(request, static_cast<NTSTATUS>(answer->status), answer->information);
    } else {
        complete(request, STATUS_NOT_FOUND, 0);
    }
}

struct Key {
    GUID set;
    ULONG id;
    std::span<std::byte> input;
    std::span<std::byte> output;
};

std::span<std::byte> bytes(PVOID memory, ULONG size) {
    return memory == nullptr ? std::span<std::byte>{} : std::span{static_cast<std::byte *>(memory), size};
}

Key key_of(const ACX_REQUEST_PARAMETERS &parameters) {
    if (parameters.Type == AcxRequestTypeMethod) {
        const auto &method = parameters.Parameters.Method;
        return {method.Set, method.Id, bytes(method.Args, method.ArgsCb), bytes(method.Result, method.ResultCb)};
    }
    if (parameters.Type != AcxRequestTypeProperty) return {};
    const auto &property = parameters.Parameters.Property;
    return {property.Set, property.Id, bytes(property.Control, property.ControlCb),
            bytes(property.Value, property.ValueCb)};
}

template <class Item>
Addressee part(wdf::Object &handle, const RequestItems &handle_items, ControlQueue &queue, Item &item) {
    return {&handle, &handle_items, &queue, &item, &item.items};
}

} // namespace

std::optional<Addressee> addressee(Circuit &circuit, ACX_ITEM_TYPE type, ULONG id) {
    const RequestItems &items = circuit.description().items;
    switch (type) {
    case AcxItemTypeDefault:
    case AcxItemTypeCircuit:
        return Addressee{&circuit, &items, &circuit.queue(), &circuit, &items};
    case AcxItemTypePin:
        if (id >= circuit.pins().size()) return std::nullopt;
        return part(circuit, items, circuit.queue(), *circuit.pins()[id]);
    case AcxItemTypeElement:
        if (id >= circuit.elements().size()) return std::nullopt;
        return part(circuit, items, circuit.queue(), *circuit.elements()[id]);
    default:
        return std::nullopt;
    }
}

std::optional<Addressee> addressee(Stream &stream, ACX_ITEM_TYPE type, ULONG id) {
    const RequestItems &items = stream.settings().items;
    switch (type) {
    case AcxItemTypeDefault:
    case AcxItemTypeStream:
        return Addressee{&stream, &items, &stream.queue(), &stream, &items};
    case AcxItemTypeElement:
        if (id >= stream.elements().size()) return std::nullopt;
        return part(stream, items, stream.queue(), *stream.elements()[id]);
    default:
        return std::nullopt;
    }
}

std::optional<Addressee> addressee(FactoryCircuit &factory, ACX_ITEM_TYPE type, ULONG id) {
    const RequestItems &items = factory.description().items;
    switch (type) {
    case AcxItemTypeDefault:
    case AcxItemTypeFactoryCircuit:
        return Addressee{&factory, &items, &factory.queue(), &factory, &items};
    case AcxItemTypeElement:
        if (id >= factory.elements().size()) return std::nullopt;
        return part(factory, items, factory.queue(), *factory.elements()[id]);
    default:
        return std::nullopt;
    }
}

wdf::Request *start_request(const Addressee &to, const ACX_REQUEST_PARAMETERS &parameters,
                            std::function<void(const RequestAnswer &)> answered, std::function<RequestAnswer()> serve) {
    auto owned = std::make_unique<UnderWay>(UnderWay{to, parameters, std::move(answered), std::move(serve), nullptr});
    UnderWay &entry = *owned;
    entry.turn = std::make_unique<ControlQueue::Turn>(*to.queue);
    const Key key = key_of(parameters);
    entry.request = &wdf::make_object<wdf::Request>(
        wdf::Attributes{}, to.handle, key.input, key.output, [&entry](const wdf::Request::Completion &completion) {
            finish(entry.request, {completion.status, completion.information});
        });
    wdf::Request &request = *entry.request;
    under_way().push_back(std::move(owned));
    request.reference(); // the driver may complete it in the call
    if (const PreprocessItem *item = to.handle_items->preprocess_for(parameters.Type, key.set, key.id)) {
        call_driver("EvtAcxObjectPreprocessRequest", to.handle->id(), item->callback, to.handle->handle(),
                    item->context, request.handle_as<WDFREQUEST>());
    } else {
        dispatch(entry);
    }
    request.dereference();
    return &request;
}

void forget_requests() {
    for (const auto &each : under_way())
        static_cast<void>(each->turn.release()); // the queue it belongs to may have gone before
    under_way().clear();
}

RequestAnswer send_request(const Addressee &to, const ACX_REQUEST_PARAMETERS &parameters,
                           std::function<RequestAnswer()> serve) {
    kernel::System &system = to.handle->system();
    system.charge(kernel::Cost::UserCall);
    RequestAnswer answer;
    kernel::DispatcherObject over{kernel::ObjectType::NotificationEvent, 0};
    start_request(
        to, parameters,
        [&](const RequestAnswer &given) {
            answer = given;
            system.set_event(over);
        },
        std::move(serve));
    system.wait(over); // the driver may have moved it to a thread of its own (RT-IRQ-13)
    return answer;
}

RequestAnswer send_property(wdf::Object &object, const RequestItems &items, ControlQueue &queue,
                            const PropertyRequest &property) {
    ACX_REQUEST_PARAMETERS parameters;
    ACX_REQUEST_PARAMETERS_INIT_PROPERTY(&parameters, property.set, property.id, property.verb, property.item_type,
                                         property.item_id, property.control.data(),
                                         static_cast<ULONG>(property.control.size()), property.value.data(),
                                         static_cast<ULONG>(property.value.size()));
    return send_request({&object, &items, &queue, &object, &items}, parameters);
}

NTSTATUS dispatch_request(wdf::Object &object, WDFREQUEST handle) {
    UnderWay *request = find(handle);
    if (request == nullptr || request->to.handle != &object) {
        if (wdf::from_handle<wdf::Request>(handle).is_completed()) {
            wdf::Framework::current().violation(wdf::Violation::RequestMisuse, handle,
                                                "a request is handed back to ACX that was completed before",
                                                "A preprocess callback ends each request once: by dispatch or by "
                                                "completion.");
        }
        return STATUS_INVALID_PARAMETER;
    }
    if (request->dispatched) {
        wdf::Framework::current().violation(
            wdf::Violation::RequestMisuse, handle, "a request is handed back to ACX that was handed back before",
            "A preprocess callback ends each request once: by dispatch or by completion.");
    }
    dispatch(*request);
    return STATUS_SUCCESS;
}

} // namespace acxsim::acx

using namespace acxsim;
using namespace acxsim::acx;

VOID AcxRequestGetParameters(WDFREQUEST Request, PACX_REQUEST_PARAMETERS Parameters) {
    ACXSIM_DDI(acx_ddis, "AcxRequestGetParameters");
    require(Parameters, "AcxRequestGetParameters", "Parameters");
    const auto *request = find(Request);
    if (!structure_ok(wdf::from_handle<wdf::Request>(Request).id(), "ACX_REQUEST_PARAMETERS", *Parameters)) return;
    if (request != nullptr) *Parameters = request->parameters;
}
