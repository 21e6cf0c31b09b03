// SPDX-License-Identifier: MIT
#include "sim/acx/property_request.hpp"

#include <algorithm>
#include <vector>

#include "sim/acx/control_queue.hpp"
#include "sim/acx/ddi_table.hpp"
#include "sim/acx/driver_call.hpp"
#include "sim/acx/structure_check.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/request.hpp"

namespace acxsim::acx {

namespace {

/// A request that is under way. There are few at a time, and none in the steady state of a stream.
struct UnderWay {
    wdf::Request *request;
    wdf::Object *object;
    const RequestItems *items;
    ACX_REQUEST_PARAMETERS parameters;
    bool dispatched = false;
};

std::vector<UnderWay *> &under_way() {
    static std::vector<UnderWay *> requests;
    return requests;
}

UnderWay *find(WDFREQUEST handle) {
    auto &request = wdf::from_handle<wdf::Request>(handle);
    for (UnderWay *each : under_way()) {
        if (each->request == &request) return each;
    }
    return nullptr;
}

void complete(UnderWay &request, NTSTATUS status, std::uint64_t information) {
    request.request->complete(static_cast<std::uint32_t>(status), information);
}

bool verb_supported(const ACX_PROPERTY_ITEM &item, ACX_PROPERTY_VERB verb) {
    switch (verb) {
    case AcxPropertyVerbGet:
        return (item.Flags & ACX_PROPERTY_ITEM_FLAG_GET) != 0;
    case AcxPropertyVerbSet:
        return (item.Flags & ACX_PROPERTY_ITEM_FLAG_SET) != 0;
    default:
        return true; // basic support must always be answered, RT-REQ-02
    }
}

void dispatch(UnderWay &request) {
    request.dispatched = true;
    const auto &property = request.parameters.Parameters.Property;
    const auto *stored = request.items->property(property.Set, property.Id);
    if (stored == nullptr) {
        complete(request, STATUS_NOT_FOUND, 0);
        return;
    }
    const ACX_PROPERTY_ITEM &item = stored->item;
    if (!verb_supported(item, property.Verb)) {
        complete(request, STATUS_INVALID_DEVICE_REQUEST, 0);
    } else if (property.ControlCb < item.ControlCb) {
        complete(request, STATUS_INVALID_PARAMETER, 0);
    } else if (property.Verb != AcxPropertyVerbBasicSupport && property.ValueCb != 0 &&
               property.ValueCb < item.ValueCb) {
        complete(request, STATUS_BUFFER_TOO_SMALL, item.ValueCb);
    } else {
        call_driver("EvtAcxObjectProcessRequest", request.object->id(), item.EvtAcxObjectProcessRequest,
                    request.object->handle(), request.request->handle_as<WDFREQUEST>());
    }
}

} // namespace

PropertyAnswer send_property(wdf::Object &object, const RequestItems &items, ControlQueue &queue,
                             const PropertyRequest &property) {
    kernel::System &system = object.system();
    system.charge(kernel::Cost::UserCall);
    ControlQueue::Turn turn(queue);
    PropertyAnswer answer;
    kernel::DispatcherObject over{kernel::ObjectType::NotificationEvent, 0};
    auto &request = wdf::make_object<wdf::Request>(wdf::Attributes{}, &object, property.control, property.value,
                                                   [&](const wdf::Request::Completion &completion) {
                                                       answer = {completion.status, completion.information};
                                                       system.set_event(over);
                                                   });
    UnderWay entry{&request, &object, &items, {}};
    ACX_REQUEST_PARAMETERS_INIT_PROPERTY(&entry.parameters, property.set, property.id, property.verb,
                                         property.item_type, property.item_id, property.control.data(),
                                         static_cast<ULONG>(property.control.size()), property.value.data(),
                                         static_cast<ULONG>(property.value.size()));
    under_way().push_back(&entry);
    if (const PreprocessItem *item = items.preprocess_for(AcxRequestTypeProperty, property.set, property.id)) {
        call_driver("EvtAcxObjectPreprocessRequest", object.id(), item->callback, object.handle(), item->context,
                    request.handle_as<WDFREQUEST>());
    } else {
        dispatch(entry);
    }
    system.wait(over); // the driver may have moved it to a thread of its own (RT-IRQ-13)
    std::erase(under_way(), &entry);
    return answer;
}

NTSTATUS dispatch_request(wdf::Object &object, WDFREQUEST handle) {
    UnderWay *request = find(handle);
    if (request == nullptr || request->object != &object) return STATUS_INVALID_PARAMETER;
    if (request->dispatched || request->request->is_completed()) {
        wdf::Framework::current().violation(
            wdf::Violation::RequestMisuse, handle,
            "a request is handed back to ACX that was handed back or completed before",
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
