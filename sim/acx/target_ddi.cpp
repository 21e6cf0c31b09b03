// SPDX-License-Identifier: MIT
//
// Targets as drivers use them. Follows contract.md 6.7, RT-TGT-01, appendix A (acxtargets.h).
#include "sim/acx/circuit.hpp"
#include "sim/acx/data_format.hpp"
#include "sim/acx/ddi_table.hpp"
#include "sim/acx/factory_circuit.hpp"
#include "sim/acx/framework_implementation.hpp"
#include "sim/acx/pin.hpp"
#include "sim/acx/stream.hpp"
#include "sim/acx/structure_check.hpp"
#include "sim/acx/target.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/io_target.hpp"
#include "sim/wdf/string.hpp"
#include "sim/wdf/unicode.hpp"

#include "sim/acx/ddk.hpp"

using namespace acxsim;
using namespace acxsim::acx;

namespace {

NTSTATUS read(PWDF_OBJECT_ATTRIBUTES given, wdf::Attributes &attributes) {
    return static_cast<NTSTATUS>(wdf::read_attributes(given, wdf::ParentRule::Optional, attributes));
}

template <class Kind, class Handle>
NTSTATUS format(Handle target, WDFREQUEST request, PACX_REQUEST_PARAMETERS parameters, ACX_REQUEST_TYPE type,
                std::string_view ddi) {
    auto &object = wdf::from_handle<Kind>(target);
    require(parameters, ddi, "Params");
    if (!structure_ok(object.id(), "ACX_REQUEST_PARAMETERS", *parameters)) return STATUS_INFO_LENGTH_MISMATCH;
    return format_for_target(object, request, parameters, type);
}

template <class Kind, class Handle>
WDFIOTARGET io_target(Handle target) {
    return wdf::from_handle<Kind>(target).io_target().template handle_as<WDFIOTARGET>();
}

} // namespace

// --- circuits
// -----------------------------------------------------------------------------------------------------------------

NTSTATUS AcxTargetCircuitCreate(WDFDEVICE Device, PWDF_OBJECT_ATTRIBUTES Attributes, PACX_TARGET_CIRCUIT_CONFIG Config,
                                ACXTARGETCIRCUIT *Circuit) {
    ACXSIM_DDI(acx_ddis, "AcxTargetCircuitCreate");
    auto &device = wdf::from_handle<wdf::Device>(Device);
    require(Config, "AcxTargetCircuitCreate", "Config");
    require(Circuit, "AcxTargetCircuitCreate", "TargetCircuit");
    *Circuit = nullptr;
    if (!structure_ok(device.id(), "ACX_TARGET_CIRCUIT_CONFIG", *Config)) return STATUS_INFO_LENGTH_MISMATCH;
    if ((Config->Flags & ~AcxTargetCircuitConfigValidFlags) != 0 || Config->SymbolicLinkName == nullptr) {
        return STATUS_INVALID_PARAMETER;
    }
    const std::u16string link = wdf::to_u16string(Config->SymbolicLinkName);
    if (FrameworkImplementation::current().circuit_by_link(link) == nullptr) return STATUS_OBJECT_NAME_NOT_FOUND;
    wdf::Attributes attributes;
    const NTSTATUS status = read(Attributes, attributes);
    if (!NT_SUCCESS(status)) return status;
    auto &target = wdf::make_object<TargetCircuit>(attributes, device, link);
    if ((Config->Flags & AcxTargetCircuitConfigLazyDataLoad) == 0) static_cast<void>(target.pins());
    *Circuit = target.handle_as<ACXTARGETCIRCUIT>();
    return STATUS_SUCCESS;
}

NTSTATUS AcxTargetCircuitFormatRequestForProperty(ACXTARGETCIRCUIT Circuit, WDFREQUEST Request,
                                                  PACX_REQUEST_PARAMETERS Params) {
    ACXSIM_DDI(acx_ddis, "AcxTargetCircuitFormatRequestForProperty");
    return format<TargetCircuit>(Circuit, Request, Params, AcxRequestTypeProperty,
                                 "AcxTargetCircuitFormatRequestForProperty");
}

NTSTATUS AcxTargetCircuitFormatRequestForMethod(ACXTARGETCIRCUIT Circuit, WDFREQUEST Request,
                                                PACX_REQUEST_PARAMETERS Params) {
    ACXSIM_DDI(acx_ddis, "AcxTargetCircuitFormatRequestForMethod");
    return format<TargetCircuit>(Circuit, Request, Params, AcxRequestTypeMethod,
                                 "AcxTargetCircuitFormatRequestForMethod");
}

ULONG AcxTargetCircuitGetElementsCount(ACXTARGETCIRCUIT Circuit) {
    ACXSIM_DDI(acx_ddis, "AcxTargetCircuitGetElementsCount");
    return static_cast<ULONG>(wdf::from_handle<TargetCircuit>(Circuit).elements().size());
}

ULONG AcxTargetCircuitGetPinsCount(ACXTARGETCIRCUIT Circuit) {
    ACXSIM_DDI(acx_ddis, "AcxTargetCircuitGetPinsCount");
    return static_cast<ULONG>(wdf::from_handle<TargetCircuit>(Circuit).pins().size());
}

WDFSTRING AcxTargetCircuitGetSymbolicLinkName(ACXTARGETCIRCUIT Circuit) {
    ACXSIM_DDI(acx_ddis, "AcxTargetCircuitGetSymbolicLinkName");
    return wdf::from_handle<TargetCircuit>(Circuit).symbolic_link_name().handle_as<WDFSTRING>();
}

ACXTARGETELEMENT AcxTargetCircuitGetTargetElement(ACXTARGETCIRCUIT Circuit, ULONG ElementIndex) {
    ACXSIM_DDI(acx_ddis, "AcxTargetCircuitGetTargetElement");
    auto &elements = wdf::from_handle<TargetCircuit>(Circuit).elements();
    return ElementIndex < elements.size() ? elements[ElementIndex]->handle_as<ACXTARGETELEMENT>() : nullptr;
}

ACXTARGETPIN AcxTargetCircuitGetTargetPin(ACXTARGETCIRCUIT Circuit, ULONG PinIndex) {
    ACXSIM_DDI(acx_ddis, "AcxTargetCircuitGetTargetPin");
    auto &pins = wdf::from_handle<TargetCircuit>(Circuit).pins();
    return PinIndex < pins.size() ? pins[PinIndex]->handle_as<ACXTARGETPIN>() : nullptr;
}

WDFIOTARGET AcxTargetCircuitGetWdfIoTarget(ACXTARGETCIRCUIT Circuit) {
    ACXSIM_DDI(acx_ddis, "AcxTargetCircuitGetWdfIoTarget");
    return io_target<TargetCircuit>(Circuit);
}

// --- elements
// -----------------------------------------------------------------------------------------------------------------

NTSTATUS AcxTargetElementFormatRequestForProperty(ACXTARGETELEMENT Element, WDFREQUEST Request,
                                                  PACX_REQUEST_PARAMETERS Params) {
    ACXSIM_DDI(acx_ddis, "AcxTargetElementFormatRequestForProperty");
    return format<TargetElement>(Element, Request, Params, AcxRequestTypeProperty,
                                 "AcxTargetElementFormatRequestForProperty");
}

NTSTATUS AcxTargetElementFormatRequestForMethod(ACXTARGETELEMENT Element, WDFREQUEST Request,
                                                PACX_REQUEST_PARAMETERS Params) {
    ACXSIM_DDI(acx_ddis, "AcxTargetElementFormatRequestForMethod");
    return format<TargetElement>(Element, Request, Params, AcxRequestTypeMethod,
                                 "AcxTargetElementFormatRequestForMethod");
}

ULONG AcxTargetElementGetId(ACXTARGETELEMENT Element) {
    ACXSIM_DDI(acx_ddis, "AcxTargetElementGetId");
    return wdf::from_handle<TargetElement>(Element).element_id();
}

GUID AcxTargetElementGetNameTag(ACXTARGETELEMENT Element) {
    ACXSIM_DDI(acx_ddis, "AcxTargetElementGetNameTag");
    return wdf::from_handle<TargetElement>(Element).name_tag();
}

GUID AcxTargetElementGetType(ACXTARGETELEMENT Element) {
    ACXSIM_DDI(acx_ddis, "AcxTargetElementGetType");
    return wdf::from_handle<TargetElement>(Element).node_type();
}

WDFIOTARGET AcxTargetElementGetWdfIoTarget(ACXTARGETELEMENT Element) {
    ACXSIM_DDI(acx_ddis, "AcxTargetElementGetWdfIoTarget");
    return io_target<TargetElement>(Element);
}

// --- pins
// ---------------------------------------------------------------------------------------------------------------------

NTSTATUS AcxTargetPinFormatRequestForProperty(ACXTARGETPIN Pin, WDFREQUEST Request, PACX_REQUEST_PARAMETERS Params) {
    ACXSIM_DDI(acx_ddis, "AcxTargetPinFormatRequestForProperty");
    return format<TargetPin>(Pin, Request, Params, AcxRequestTypeProperty, "AcxTargetPinFormatRequestForProperty");
}

NTSTATUS AcxTargetPinFormatRequestForMethod(ACXTARGETPIN Pin, WDFREQUEST Request, PACX_REQUEST_PARAMETERS Params) {
    ACXSIM_DDI(acx_ddis, "AcxTargetPinFormatRequestForMethod");
    return format<TargetPin>(Pin, Request, Params, AcxRequestTypeMethod, "AcxTargetPinFormatRequestForMethod");
}

ULONG AcxTargetPinGetId(ACXTARGETPIN Pin) {
    ACXSIM_DDI(acx_ddis, "AcxTargetPinGetId");
    return wdf::from_handle<TargetPin>(Pin).pin_id();
}

WDFIOTARGET AcxTargetPinGetWdfIoTarget(ACXTARGETPIN Pin) {
    ACXSIM_DDI(acx_ddis, "AcxTargetPinGetWdfIoTarget");
    return io_target<TargetPin>(Pin);
}

NTSTATUS AcxTargetPinRetrieveModeDataFormatList(ACXTARGETPIN Pin, const GUID *SignalProcessingMode,
                                                ACXDATAFORMATLIST *DataFormatList) {
    ACXSIM_DDI(acx_ddis, "AcxTargetPinRetrieveModeDataFormatList");
    auto &pin = wdf::from_handle<TargetPin>(Pin);
    require(SignalProcessingMode, "AcxTargetPinRetrieveModeDataFormatList", "SignalProcessingMode");
    require(DataFormatList, "AcxTargetPinRetrieveModeDataFormatList", "DataFormatList");
    *DataFormatList = nullptr;
    acx::DataFormatList *list = nullptr;
    const NTSTATUS status = pin.formats(*SignalProcessingMode, list);
    if (NT_SUCCESS(status)) *DataFormatList = list->handle_as<ACXDATAFORMATLIST>();
    return status;
}

NTSTATUS AcxTargetPinFlushModeDataFormatListCache(ACXTARGETPIN Pin, const GUID *SignalProcessingMode) {
    ACXSIM_DDI(acx_ddis, "AcxTargetPinFlushModeDataFormatListCache");
    auto &pin = wdf::from_handle<TargetPin>(Pin);
    require(SignalProcessingMode, "AcxTargetPinFlushModeDataFormatListCache", "SignalProcessingMode");
    return pin.flush(*SignalProcessingMode) ? STATUS_SUCCESS : STATUS_NOT_FOUND;
}

// --- factories
// ----------------------------------------------------------------------------------------------------------------

NTSTATUS AcxTargetFactoryCircuitCreate(WDFDEVICE Device, PWDF_OBJECT_ATTRIBUTES Attributes,
                                       PACX_TARGET_FACTORY_CIRCUIT_CONFIG Config, ACXTARGETFACTORYCIRCUIT *Factory) {
    ACXSIM_DDI(acx_ddis, "AcxTargetFactoryCircuitCreate");
    auto &device = wdf::from_handle<wdf::Device>(Device);
    require(Config, "AcxTargetFactoryCircuitCreate", "Config");
    require(Factory, "AcxTargetFactoryCircuitCreate", "TargetFactoryCircuit");
    *Factory = nullptr;
    if (!structure_ok(device.id(), "ACX_TARGET_FACTORY_CIRCUIT_CONFIG", *Config)) return STATUS_INFO_LENGTH_MISMATCH;
    if ((Config->Flags & ~AcxTargetFactoryCircuitConfigValidFlags) != 0) return STATUS_INVALID_PARAMETER;
    if (Config->IoTarget != nullptr) return STATUS_NOT_SUPPORTED; // a device of a driver that is not here
    if (Config->SymbolicLinkName == nullptr) return STATUS_INVALID_PARAMETER;
    std::u16string link = wdf::to_u16string(Config->SymbolicLinkName);
    if (FrameworkImplementation::current().factory_by_link(link) == nullptr) return STATUS_OBJECT_NAME_NOT_FOUND;
    wdf::Attributes attributes;
    const NTSTATUS status = read(Attributes, attributes);
    if (!NT_SUCCESS(status)) return status;
    auto &target = wdf::make_object<TargetFactory>(attributes, device, std::move(link));
    *Factory = target.handle_as<ACXTARGETFACTORYCIRCUIT>();
    return STATUS_SUCCESS;
}

NTSTATUS AcxTargetFactoryCircuitFormatRequestForProperty(ACXTARGETFACTORYCIRCUIT Factory, WDFREQUEST Request,
                                                         PACX_REQUEST_PARAMETERS Params) {
    ACXSIM_DDI(acx_ddis, "AcxTargetFactoryCircuitFormatRequestForProperty");
    return format<TargetFactory>(Factory, Request, Params, AcxRequestTypeProperty,
                                 "AcxTargetFactoryCircuitFormatRequestForProperty");
}

NTSTATUS AcxTargetFactoryCircuitFormatRequestForMethod(ACXTARGETFACTORYCIRCUIT Factory, WDFREQUEST Request,
                                                       PACX_REQUEST_PARAMETERS Params) {
    ACXSIM_DDI(acx_ddis, "AcxTargetFactoryCircuitFormatRequestForMethod");
    return format<TargetFactory>(Factory, Request, Params, AcxRequestTypeMethod,
                                 "AcxTargetFactoryCircuitFormatRequestForMethod");
}

WDFIOTARGET AcxTargetFactoryCircuitGetWdfIoTarget(ACXTARGETFACTORYCIRCUIT Factory) {
    ACXSIM_DDI(acx_ddis, "AcxTargetFactoryCircuitGetWdfIoTarget");
    return io_target<TargetFactory>(Factory);
}

// --- streams
// ------------------------------------------------------------------------------------------------------------------

NTSTATUS AcxTargetStreamCreate(WDFDEVICE Device, PWDF_OBJECT_ATTRIBUTES Attributes, PACX_TARGET_STREAM_CONFIG Config,
                               ACXTARGETSTREAM *Stream) {
    ACXSIM_DDI(acx_ddis, "AcxTargetStreamCreate");
    auto &device = wdf::from_handle<wdf::Device>(Device);
    require(Config, "AcxTargetStreamCreate", "Config");
    require(Stream, "AcxTargetStreamCreate", "TargetStream");
    *Stream = nullptr;
    if (!structure_ok(device.id(), "ACX_TARGET_STREAM_CONFIG", *Config)) return STATUS_INFO_LENGTH_MISMATCH;
    if ((Config->Flags & ~AcxTargetStreamConfigValidFlags) != 0) return STATUS_INVALID_PARAMETER;
    Circuit *circuit = wdf::from_handle<TargetCircuit>(Config->TargetCircuit).circuit();
    auto &format = wdf::from_handle<DataFormat>(Config->DataFormat);
    if (circuit == nullptr || !circuit->powered()) return STATUS_DEVICE_NOT_READY; // RT-CIR-11
    if (Config->PinId >= circuit->pins().size()) return STATUS_INVALID_PARAMETER;
    wdf::Attributes attributes;
    NTSTATUS status = read(Attributes, attributes);
    if (!NT_SUCCESS(status)) return status;
    const GUID mode = Config->SignalProcessingMode != nullptr ? *Config->SignalProcessingMode : GUID{};
    acx::Stream *made = nullptr;
    status = static_cast<NTSTATUS>(FrameworkImplementation::current().create_stream(
        *circuit, *circuit->pins()[Config->PinId], mode, format, Config->OptionalParameters, made));
    if (!NT_SUCCESS(status)) return status;
    if (made == nullptr) return STATUS_UNSUCCESSFUL;
    auto &target = wdf::make_object<TargetStream>(attributes, device, *made, true);
    *Stream = target.handle_as<ACXTARGETSTREAM>();
    return STATUS_SUCCESS;
}

NTSTATUS AcxTargetStreamAssignDrmContentId(ACXTARGETSTREAM Stream, ULONG ContentId, PACXDRMRIGHTS DrmRights) {
    ACXSIM_DDI(acx_ddis, "AcxTargetStreamAssignDrmContentId");
    auto &target = wdf::from_handle<TargetStream>(Stream);
    require(DrmRights, "AcxTargetStreamAssignDrmContentId", "DrmRights");
    if (target.stream() == nullptr) return STATUS_DEVICE_REMOVED;
    return static_cast<NTSTATUS>(target.stream()->assign_drm_content_id(ContentId, DrmRights->CopyProtect != FALSE,
                                                                        DrmRights->DigitalOutputDisable != FALSE));
}

NTSTATUS AcxTargetStreamFormatRequestForProperty(ACXTARGETSTREAM Stream, WDFREQUEST Request,
                                                 PACX_REQUEST_PARAMETERS Params) {
    ACXSIM_DDI(acx_ddis, "AcxTargetStreamFormatRequestForProperty");
    return format<TargetStream>(Stream, Request, Params, AcxRequestTypeProperty,
                                "AcxTargetStreamFormatRequestForProperty");
}

NTSTATUS AcxTargetStreamFormatRequestForMethod(ACXTARGETSTREAM Stream, WDFREQUEST Request,
                                               PACX_REQUEST_PARAMETERS Params) {
    ACXSIM_DDI(acx_ddis, "AcxTargetStreamFormatRequestForMethod");
    return format<TargetStream>(Stream, Request, Params, AcxRequestTypeMethod, "AcxTargetStreamFormatRequestForMethod");
}

ULONG AcxTargetStreamGetElementsCount(ACXTARGETSTREAM Stream) {
    ACXSIM_DDI(acx_ddis, "AcxTargetStreamGetElementsCount");
    return static_cast<ULONG>(wdf::from_handle<TargetStream>(Stream).elements().size());
}

ACXTARGETELEMENT AcxTargetStreamGetTargetElement(ACXTARGETSTREAM Stream, ULONG ElementIndex) {
    ACXSIM_DDI(acx_ddis, "AcxTargetStreamGetTargetElement");
    auto &elements = wdf::from_handle<TargetStream>(Stream).elements();
    return ElementIndex < elements.size() ? elements[ElementIndex]->handle_as<ACXTARGETELEMENT>() : nullptr;
}

WDFIOTARGET AcxTargetStreamGetWdfIoTarget(ACXTARGETSTREAM Stream) {
    ACXSIM_DDI(acx_ddis, "AcxTargetStreamGetWdfIoTarget");
    return io_target<TargetStream>(Stream);
}
