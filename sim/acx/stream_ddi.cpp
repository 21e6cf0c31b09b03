// SPDX-License-Identifier: MIT
//
// Streams: what a driver assigns before creation, creation itself, content, questions, StopIo.
// Follows contract.md 2.3; RT-TYP-02 to 04, RT-DDI-01 to 08; CHK-002 to 004.
#include <string>

#include "sim/acx/ddi_table.hpp"
#include "sim/acx/element.hpp"
#include "sim/acx/event.hpp"
#include "sim/acx/framework_implementation.hpp"
#include "sim/acx/object_request.hpp"
#include "sim/acx/pin.hpp"
#include "sim/acx/stream.hpp"
#include "sim/acx/structure_check.hpp"

#include "sim/acx/ddk.hpp"

using namespace acxsim;
using namespace acxsim::acx;

namespace {

/// The settings behind a PACXSTREAM_INIT; the machine stops if it is none or its stream was made already (RT-DDI-01,
/// -02).
StreamSettings &settings_of(PACXSTREAM_INIT init, std::string_view ddi) {
    require(init, ddi, "StreamInit");
    StreamInit *found = FrameworkImplementation::current().find(init);
    if (found == nullptr || found->settings == nullptr) {
        wdf::Framework::current().violation(
            wdf::Violation::OutOfOrder, init,
            std::string(ddi) + (found == nullptr
                                    ? " was called with a PACXSTREAM_INIT outside its EvtAcxCircuitCreateStream"
                                    : " was called with a PACXSTREAM_INIT that a stream was made of already"),
            "The init structure is good from the entry of EvtAcxCircuitCreateStream until the stream is created.");
    }
    return *found->settings;
}

void misuse(std::uint32_t what, std::string_view detail = {}) {
    FrameworkImplementation::current().trace().emit(
        StreamCreateMisuse{0, what, detail.empty() ? 0 : core::hash_text(detail)});
}

struct Mandatory {
    std::string_view name;
    const void *callback;
};

template <class Function>
Mandatory mandatory(std::string_view name, Function *callback) {
    return {name, reinterpret_cast<const void *>(callback)};
}

/// RT-TYP-04: records each mandatory callback that is NULL.
bool callbacks_complete(const StreamSettings &settings, bool real_time) {
    std::vector<Mandatory> needed{
        mandatory("EvtAcxStreamPrepareHardware", settings.callbacks.EvtAcxStreamPrepareHardware),
        mandatory("EvtAcxStreamReleaseHardware", settings.callbacks.EvtAcxStreamReleaseHardware),
        mandatory("EvtAcxStreamRun", settings.callbacks.EvtAcxStreamRun),
        mandatory("EvtAcxStreamPause", settings.callbacks.EvtAcxStreamPause)};
    if (real_time) {
        needed.push_back(mandatory("EvtAcxStreamGetHwLatency", settings.rt.EvtAcxStreamGetHwLatency));
        needed.push_back(mandatory("EvtAcxStreamAllocateRtPackets", settings.rt.EvtAcxStreamAllocateRtPackets));
        needed.push_back(mandatory("EvtAcxStreamFreeRtPackets", settings.rt.EvtAcxStreamFreeRtPackets));
        needed.push_back(mandatory("EvtAcxStreamGetCurrentPacket", settings.rt.EvtAcxStreamGetCurrentPacket));
        needed.push_back(
            mandatory("EvtAcxStreamGetPresentationPosition", settings.rt.EvtAcxStreamGetPresentationPosition));
        needed.push_back(settings.direction == Direction::Render
                             ? mandatory("EvtAcxStreamSetRenderPacket", settings.rt.EvtAcxStreamSetRenderPacket)
                             : mandatory("EvtAcxStreamGetCapturePacket", settings.rt.EvtAcxStreamGetCapturePacket));
    }
    bool complete = true;
    for (const Mandatory &each : needed) {
        if (each.callback != nullptr) continue;
        misuse(StreamCreateMisuse::MissingCallback, each.name);
        complete = false;
    }
    return complete;
}

/// What is wrong with making this kind of stream now; everything found is on record.
NTSTATUS check_creation(StreamInit *init, const acx::Circuit &circuit, bool real_time) {
    if (init == nullptr || init->settings == nullptr) {
        misuse(StreamCreateMisuse::OutsideCreateStream);
        return STATUS_INVALID_DEVICE_REQUEST;
    }
    const StreamSettings &settings = *init->settings;
    if (settings.circuit != &circuit) return STATUS_INVALID_PARAMETER;
    if (real_time && !circuit.has_streaming_pin()) {
        misuse(StreamCreateMisuse::RealTimeOnDownstream);
        return STATUS_INVALID_DEVICE_REQUEST;
    }
    if (!real_time && circuit.has_streaming_pin()) {
        misuse(StreamCreateMisuse::BasicOnStreamingCircuit);
        return STATUS_INVALID_DEVICE_REQUEST;
    }
    bool good = true;
    if (!settings.stream_callbacks_assigned) {
        misuse(StreamCreateMisuse::NoStreamCallbacks);
        good = false;
    }
    if (real_time && !settings.rt_callbacks_assigned) {
        misuse(StreamCreateMisuse::NoRtCallbacks);
        good = false;
    }
    if (!real_time && settings.rt_callbacks_assigned) {
        misuse(StreamCreateMisuse::RtCallbacksOnBasic);
        good = false;
    }
    if (good) good = callbacks_complete(settings, real_time);
    return good ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

NTSTATUS create_stream(std::string_view ddi, WDFDEVICE device_handle, ACXCIRCUIT circuit_handle,
                       PWDF_OBJECT_ATTRIBUTES given, PACXSTREAM_INIT *config, ACXSTREAM *handle, bool real_time) {
    auto &device = wdf::from_handle<wdf::Device>(device_handle);
    auto &circuit = wdf::from_handle<acx::Circuit>(circuit_handle);
    require(config, ddi, "Config");
    require(handle, ddi, "Stream");
    *handle = nullptr;
    auto &framework = FrameworkImplementation::current();
    StreamInit *init = framework.find(*config);
    NTSTATUS status = check_creation(init, circuit, real_time);
    if (!NT_SUCCESS(status)) return status;
    wdf::Attributes attributes;
    status = static_cast<NTSTATUS>(wdf::read_attributes(given, wdf::ParentRule::Optional, attributes));
    if (!NT_SUCCESS(status)) return status;
    init->settings->real_time = real_time;
    wdf::Object &parent = attributes.parent != nullptr ? *attributes.parent : device;
    auto &stream = wdf::make_object<acx::Stream>(attributes, parent, framework, circuit, std::move(init->settings));
    init->made = &stream;
    *config = nullptr; // RT-DDI-02: consumed
    *handle = stream.handle_as<ACXSTREAM>();
    return STATUS_SUCCESS;
}

} // namespace

// --- before creation
// --------------------------------------------------------------------------------------------------------

NTSTATUS AcxStreamInitAssignAcxStreamCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS StreamCallbacks) {
    ACXSIM_DDI(acx_ddis, "AcxStreamInitAssignAcxStreamCallbacks");
    auto &settings = settings_of(StreamInit, "AcxStreamInitAssignAcxStreamCallbacks");
    require(StreamCallbacks, "AcxStreamInitAssignAcxStreamCallbacks", "StreamCallbacks");
    if (!structure_ok(0, "ACX_STREAM_CALLBACKS", *StreamCallbacks)) return STATUS_INFO_LENGTH_MISMATCH;
    settings.callbacks = *StreamCallbacks;
    settings.stream_callbacks_assigned = true;
    return STATUS_SUCCESS;
}

NTSTATUS AcxStreamInitAssignAcxRtStreamCallbacks(PACXSTREAM_INIT StreamInit,
                                                 PACX_RT_STREAM_CALLBACKS RtStreamCallbacks) {
    ACXSIM_DDI(acx_ddis, "AcxStreamInitAssignAcxRtStreamCallbacks");
    auto &settings = settings_of(StreamInit, "AcxStreamInitAssignAcxRtStreamCallbacks");
    require(RtStreamCallbacks, "AcxStreamInitAssignAcxRtStreamCallbacks", "RtStreamCallbacks");
    if (!structure_ok(0, "ACX_RT_STREAM_CALLBACKS", *RtStreamCallbacks)) return STATUS_INFO_LENGTH_MISMATCH;
    settings.rt = *RtStreamCallbacks;
    settings.rt_callbacks_assigned = true;
    return STATUS_SUCCESS;
}

VOID AcxStreamInitSetAcxRtStreamSupportsNotifications(PACXSTREAM_INIT StreamInit) {
    ACXSIM_DDI(acx_ddis, "AcxStreamInitSetAcxRtStreamSupportsNotifications");
    settings_of(StreamInit, "AcxStreamInitSetAcxRtStreamSupportsNotifications").supports_notifications = true;
}

NTSTATUS AcxStreamInitAssignAcxRequestPreprocessCallback(
    PACXSTREAM_INIT StreamInit, PFN_ACX_OBJECT_PREPROCESS_REQUEST EvtObjectAcxRequestPreprocess,
    ACXCONTEXT DriverContext, ACX_REQUEST_TYPE RequestType, const GUID *Set, ULONG Id) {
    ACXSIM_DDI(acx_ddis, "AcxStreamInitAssignAcxRequestPreprocessCallback");
    auto &settings = settings_of(StreamInit, "AcxStreamInitAssignAcxRequestPreprocessCallback");
    return settings.items.add_preprocess(EvtObjectAcxRequestPreprocess, DriverContext, RequestType, Set, Id);
}

NTSTATUS AcxStreamInitAssignProperties(PACXSTREAM_INIT StreamInit, PACX_PROPERTY_ITEM Properties,
                                       ULONG PropertiesCount) {
    ACXSIM_DDI(acx_ddis, "AcxStreamInitAssignProperties");
    return settings_of(StreamInit, "AcxStreamInitAssignProperties").items.add_properties(Properties, PropertiesCount);
}

NTSTATUS AcxStreamInitAssignMethods(PACXSTREAM_INIT StreamInit, PACX_METHOD_ITEM Methods, ULONG MethodsCount) {
    ACXSIM_DDI(acx_ddis, "AcxStreamInitAssignMethods");
    return settings_of(StreamInit, "AcxStreamInitAssignMethods").items.add_methods(Methods, MethodsCount);
}

// --- creation
// ---------------------------------------------------------------------------------------------------------------

NTSTATUS AcxRtStreamCreate(WDFDEVICE Device, ACXCIRCUIT Circuit, PWDF_OBJECT_ATTRIBUTES Attributes,
                           PACXSTREAM_INIT *Config, ACXSTREAM *Stream) {
    ACXSIM_DDI(acx_ddis, "AcxRtStreamCreate");
    return create_stream("AcxRtStreamCreate", Device, Circuit, Attributes, Config, Stream, true);
}

NTSTATUS AcxStreamCreate(WDFDEVICE Device, ACXCIRCUIT Circuit, PWDF_OBJECT_ATTRIBUTES Attributes,
                         PACXSTREAM_INIT *Config, ACXSTREAM *Stream) {
    ACXSIM_DDI(acx_ddis, "AcxStreamCreate");
    return create_stream("AcxStreamCreate", Device, Circuit, Attributes, Config, Stream, false);
}

NTSTATUS AcxRtStreamNotifyPacketComplete(ACXSTREAM Stream, ULONGLONG CompletedPacket, ULONGLONG QPCCompletion) {
    ACXSIM_DDI(acx_ddis, "AcxRtStreamNotifyPacketComplete");
    auto &stream = wdf::from_handle<acx::Stream>(Stream);
    // One before the return address: inside the call, as a callback's address is inside the callback.
    kernel::System::current().note_place(stream.object(), ddi_row_->name_hash,
                                         static_cast<const char *>(__builtin_return_address(0)) - 1);
    return static_cast<NTSTATUS>(stream.notify_packet_complete(CompletedPacket, QPCCompletion));
}

// --- content
// ----------------------------------------------------------------------------------------------------------------

NTSTATUS AcxStreamAddElements(ACXSTREAM Stream, ACXELEMENT *Elements, ULONG ElementsCount) {
    ACXSIM_DDI(acx_ddis, "AcxStreamAddElements");
    auto &stream = wdf::from_handle<acx::Stream>(Stream);
    if (!stream.under_construction()) return STATUS_INVALID_DEVICE_STATE; // CHK-118
    return add_elements(stream, stream.elements(), Elements, ElementsCount);
}

NTSTATUS AcxStreamAddConnections(ACXSTREAM Stream, PACX_CONNECTION Connections, ULONG ConnectionsCount) {
    ACXSIM_DDI(acx_ddis, "AcxStreamAddConnections");
    auto &stream = wdf::from_handle<acx::Stream>(Stream);
    if (!stream.under_construction()) return STATUS_INVALID_DEVICE_STATE; // CHK-118
    return add_connections(stream, stream.settings().connections, Connections, ConnectionsCount);
}

NTSTATUS AcxStreamAddEvents(ACXSTREAM Stream, ACXEVENT *Events, ULONG EventsCount) {
    ACXSIM_DDI(acx_ddis, "AcxStreamAddEvents");
    return add_events(wdf::from_handle<acx::Stream>(Stream), Events, EventsCount);
}

NTSTATUS AcxStreamDispatchAcxRequest(ACXSTREAM Stream, WDFREQUEST Request) {
    ACXSIM_DDI(acx_ddis, "AcxStreamDispatchAcxRequest");
    return dispatch_request(wdf::from_handle<acx::Stream>(Stream), Request);
}

// --- questions
// --------------------------------------------------------------------------------------------------------------

ACXCIRCUIT AcxStreamGetCircuit(ACXSTREAM Stream) {
    ACXSIM_DDI(acx_ddis, "AcxStreamGetCircuit");
    return wdf::from_handle<acx::Stream>(Stream).circuit().handle_as<ACXCIRCUIT>();
}

ACXELEMENT AcxStreamGetElementById(ACXSTREAM Stream, ULONG Id) {
    ACXSIM_DDI(acx_ddis, "AcxStreamGetElementById");
    auto &elements = wdf::from_handle<acx::Stream>(Stream).elements();
    return Id < elements.size() ? elements[Id]->handle_as<ACXELEMENT>() : nullptr;
}

ULONG AcxStreamGetElementsCount(ACXSTREAM Stream) {
    ACXSIM_DDI(acx_ddis, "AcxStreamGetElementsCount");
    return static_cast<ULONG>(wdf::from_handle<acx::Stream>(Stream).elements().size());
}

GUID AcxStreamGetNotificationId(ACXSTREAM Stream) {
    ACXSIM_DDI(acx_ddis, "AcxStreamGetNotificationId");
    return wdf::from_handle<acx::Stream>(Stream).settings().notification_id;
}

// --- StopIo
// -----------------------------------------------------------------------------------------------------------------

NTSTATUS AcxStreamStopIoActual(ACXSTREAM Stream, ULONG Flags, PVOID, LONG, PCCH) {
    ACXSIM_DDI(acx_ddis, "AcxStreamStopIoActual");
    auto &stream = wdf::from_handle<acx::Stream>(Stream);
    if ((Flags & ~AcxStopIoValidFlags) != 0) return STATUS_INVALID_PARAMETER;
    stream.queue().stop();
    return STATUS_SUCCESS;
}

VOID AcxStreamResumeIoActual(ACXSTREAM Stream, PVOID, LONG, PCCH) {
    ACXSIM_DDI(acx_ddis, "AcxStreamResumeIoActual");
    if (wdf::from_handle<acx::Stream>(Stream).queue().start()) return;
    wdf::Framework::current().violation(wdf::Violation::OutOfOrder, Stream,
                                        "AcxStreamResumeIo was called for a stream whose I/O is not stopped",
                                        "StopIo and ResumeIo come in pairs.");
}
