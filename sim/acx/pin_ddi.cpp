// SPDX-License-Identifier: MIT
//
// Pins, their format lists, jacks and microphones. Follows contract.md 6.5; RT-PIN-02, -03, -08.
#include <algorithm>

#include "sim/acx/ddi_table.hpp"
#include "sim/acx/event.hpp"
#include "sim/acx/pin.hpp"
#include "sim/acx/stream_bridge.hpp"
#include "sim/acx/structure_check.hpp"

#include "sim/acx/ddk.hpp"

using namespace acxsim;
using namespace acxsim::acx;

NTSTATUS AcxPinCreate(ACXCIRCUIT Circuit, PWDF_OBJECT_ATTRIBUTES Attributes, PACX_PIN_CONFIG Config, ACXPIN *Pin) {
    ACXSIM_DDI(acx_ddis, "AcxPinCreate");
    auto &circuit = wdf::from_handle<acx::Circuit>(Circuit);
    require(Config, "AcxPinCreate", "Config");
    require(Pin, "AcxPinCreate", "Pin");
    *Pin = nullptr;
    if (!structure_ok(circuit.id(), "ACX_PIN_CONFIG", *Config)) return STATUS_INFO_LENGTH_MISMATCH;
    if (Config->PinCallbacks != nullptr && !structure_ok(circuit.id(), "ACX_PIN_CALLBACKS", *Config->PinCallbacks)) {
        return STATUS_INFO_LENGTH_MISMATCH;
    }
    if ((Config->Flags & AcxPinConfigMicrophoneConfigSpecified) != 0 &&
        (Config->u.MicrophoneConfig == nullptr ||
         !structure_ok(circuit.id(), "ACX_MICROPHONE_CONFIG", *Config->u.MicrophoneConfig))) {
        return STATUS_INVALID_PARAMETER;
    }
    const bool valid = Config->Id == AcxPinIdDefault && (Config->Flags & ~AcxPinConfigValidFlags) == 0 &&
                       Config->Type < AcxPinTypeMaximum && Config->Communication < AcxPinCommunicationMaximum &&
                       Config->Qualifier < AcxPinQualifierMaximum;
    if (!valid) return STATUS_INVALID_PARAMETER;
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(wdf::read_attributes(Attributes, wdf::ParentRule::Optional, attributes));
    if (!NT_SUCCESS(status)) return status;
    auto &pin = wdf::make_object<acx::Pin>(attributes, circuit, *Config);
    if (Config->PropertiesCount != 0) {
        static_cast<void>(pin.items.add_properties(Config->Properties, Config->PropertiesCount));
    }
    if (Config->MethodsCount != 0) static_cast<void>(pin.items.add_methods(Config->Methods, Config->MethodsCount));
    *Pin = pin.handle_as<ACXPIN>();
    return STATUS_SUCCESS;
}

NTSTATUS AcxPinAddJacks(ACXPIN Pin, ACXJACK *Jacks, ULONG JacksCount) {
    ACXSIM_DDI(acx_ddis, "AcxPinAddJacks");
    auto &pin = wdf::from_handle<acx::Pin>(Pin);
    if (Jacks == nullptr || JacksCount == 0) return STATUS_INVALID_PARAMETER;
    for (ULONG i = 0; i < JacksCount; ++i) {
        const auto &jack = wdf::from_handle<Jack>(Jacks[i]);
        const bool there = std::find(pin.jacks.begin(), pin.jacks.end(), &jack) != pin.jacks.end();
        if (&jack.pin() != &pin || there) return STATUS_INVALID_PARAMETER;
    }
    for (ULONG i = 0; i < JacksCount; ++i)
        pin.jacks.push_back(&wdf::from_handle<Jack>(Jacks[i]));
    return STATUS_SUCCESS;
}

NTSTATUS AcxPinAddEvents(ACXPIN Pin, ACXEVENT *Events, ULONG EventsCount) {
    ACXSIM_DDI(acx_ddis, "AcxPinAddEvents");
    return add_events(wdf::from_handle<acx::Pin>(Pin), Events, EventsCount);
}

NTSTATUS AcxPinAddStreamBridges(ACXPIN Pin, ACXSTREAMBRIDGE *StreamBridges, ULONG StreamBridgesCount) {
    ACXSIM_DDI(acx_ddis, "AcxPinAddStreamBridges");
    auto &pin = wdf::from_handle<acx::Pin>(Pin);
    if (StreamBridges == nullptr || StreamBridgesCount == 0) return STATUS_INVALID_PARAMETER;
    for (ULONG i = 0; i < StreamBridgesCount; ++i) {
        const auto &bridge = wdf::from_handle<StreamBridge>(StreamBridges[i]);
        if (&bridge.circuit() != &pin.circuit() || bridge.pin() != nullptr)
            return STATUS_INVALID_PARAMETER; // RT-BRG-04
    }
    for (ULONG i = 0; i < StreamBridgesCount; ++i) {
        auto &bridge = wdf::from_handle<StreamBridge>(StreamBridges[i]);
        if (bridge.pin() != nullptr) continue; // the same handle twice in one array
        bridge.attach(pin);
        pin.bridges.push_back(&bridge);
    }
    return STATUS_SUCCESS;
}

NTSTATUS AcxPinRemoveStreamBridges(ACXPIN Pin, ACXSTREAMBRIDGE *StreamBridges, ULONG StreamBridgesCount) {
    ACXSIM_DDI(acx_ddis, "AcxPinRemoveStreamBridges");
    auto &pin = wdf::from_handle<acx::Pin>(Pin);
    if (StreamBridges == nullptr || StreamBridgesCount == 0) return STATUS_INVALID_PARAMETER;
    for (ULONG i = 0; i < StreamBridgesCount; ++i) {
        auto &bridge = wdf::from_handle<StreamBridge>(StreamBridges[i]);
        if (std::erase(pin.bridges, &bridge) == 0) return STATUS_NOT_FOUND;
        bridge.detach();
    }
    return STATUS_SUCCESS;
}

NTSTATUS AcxPinAssignModeDataFormatList(ACXPIN AcxPin, const GUID *SignalProcessingMode,
                                        ACXDATAFORMATLIST DataFormatList) {
    ACXSIM_DDI(acx_ddis, "AcxPinAssignModeDataFormatList");
    auto &pin = wdf::from_handle<Pin>(AcxPin);
    require(SignalProcessingMode, "AcxPinAssignModeDataFormatList", "SignalProcessingMode");
    pin.assign_formats(*SignalProcessingMode, wdf::from_handle<acx::DataFormatList>(DataFormatList));
    return STATUS_SUCCESS;
}

NTSTATUS AcxPinRetrieveModeDataFormatList(ACXPIN AcxPin, const GUID *SignalProcessingMode,
                                          ACXDATAFORMATLIST *DataFormatList) {
    ACXSIM_DDI(acx_ddis, "AcxPinRetrieveModeDataFormatList");
    auto &pin = wdf::from_handle<Pin>(AcxPin);
    require(SignalProcessingMode, "AcxPinRetrieveModeDataFormatList", "SignalProcessingMode");
    require(DataFormatList, "AcxPinRetrieveModeDataFormatList", "DataFormatList");
    auto *list = pin.formats(*SignalProcessingMode);
    *DataFormatList = list == nullptr ? nullptr : list->handle_as<ACXDATAFORMATLIST>();
    return list == nullptr ? STATUS_NOT_FOUND : STATUS_SUCCESS;
}

NTSTATUS AcxPinRemoveModeDataFormatList(ACXPIN AcxPin, const GUID *SignalProcessingMode,
                                        ACXDATAFORMATLIST *DataFormatList) {
    ACXSIM_DDI(acx_ddis, "AcxPinRemoveModeDataFormatList");
    auto &pin = wdf::from_handle<Pin>(AcxPin);
    require(SignalProcessingMode, "AcxPinRemoveModeDataFormatList", "SignalProcessingMode");
    auto *list = pin.remove_formats(*SignalProcessingMode);
    if (DataFormatList != nullptr) *DataFormatList = list == nullptr ? nullptr : list->handle_as<ACXDATAFORMATLIST>();
    return list == nullptr ? STATUS_NOT_FOUND : STATUS_SUCCESS;
}

ACXDATAFORMATLIST AcxPinGetRawDataFormatList(ACXPIN AcxPin) {
    ACXSIM_DDI(acx_ddis, "AcxPinGetRawDataFormatList");
    auto *list = wdf::from_handle<Pin>(AcxPin).formats(AUDIO_SIGNALPROCESSINGMODE_RAW);
    return list == nullptr ? nullptr : list->handle_as<ACXDATAFORMATLIST>();
}

NTSTATUS AcxPinNotifyDataFormatChange(ACXPIN Pin) {
    ACXSIM_DDI(acx_ddis, "AcxPinNotifyDataFormatChange");
    wdf::from_handle<acx::Pin>(Pin).formats_changed();
    return STATUS_SUCCESS;
}

ACXCIRCUIT AcxPinGetCircuit(ACXPIN AcxPin) {
    ACXSIM_DDI(acx_ddis, "AcxPinGetCircuit");
    return wdf::from_handle<Pin>(AcxPin).circuit().handle_as<ACXCIRCUIT>();
}

ULONG AcxPinGetId(ACXPIN AcxPin) {
    ACXSIM_DDI(acx_ddis, "AcxPinGetId");
    return wdf::from_handle<Pin>(AcxPin).pin_id();
}

ACX_PIN_TYPE AcxPinGetType(ACXPIN AcxPin) {
    ACXSIM_DDI(acx_ddis, "AcxPinGetType");
    return wdf::from_handle<Pin>(AcxPin).pin_type();
}

// --- jacks and microphones
// --------------------------------------------------------------------------------------------------

NTSTATUS AcxJackCreate(ACXPIN AcxPin, PWDF_OBJECT_ATTRIBUTES Attributes, PACX_JACK_CONFIG Config, ACXJACK *Jack) {
    ACXSIM_DDI(acx_ddis, "AcxJackCreate");
    auto &pin = wdf::from_handle<Pin>(AcxPin);
    require(Config, "AcxJackCreate", "Config");
    require(Jack, "AcxJackCreate", "Jack");
    *Jack = nullptr;
    if (!structure_ok(pin.id(), "ACX_JACK_CONFIG", *Config)) return STATUS_INFO_LENGTH_MISMATCH;
    if (Config->Callbacks != nullptr && !structure_ok(pin.id(), "ACX_JACK_CALLBACKS", *Config->Callbacks)) {
        return STATUS_INFO_LENGTH_MISMATCH;
    }
    if (Config->Id != AcxJackIdDefault || (Config->Flags & ~AcxJackConfigValidFlags) != 0)
        return STATUS_INVALID_PARAMETER;
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(wdf::read_attributes(Attributes, wdf::ParentRule::Optional, attributes));
    if (NT_SUCCESS(status)) *Jack = wdf::make_object<acx::Jack>(attributes, pin, *Config).handle_as<ACXJACK>();
    return status;
}

VOID AcxJackChangeStateNotification(ACXJACK Jack) {
    ACXSIM_DDI(acx_ddis, "AcxJackChangeStateNotification");
    auto &jack = wdf::from_handle<acx::Jack>(Jack);
    ++jack.changes;
    raise_standard(jack.pin(), StandardEvent::JackInfoChange);
}

NTSTATUS AcxMicArrayGeometryCreate(ACXCIRCUIT AcxCircuit, PWDF_OBJECT_ATTRIBUTES Attributes,
                                   PACX_MICARRAYGEOMETRY_CONFIG Config, ACXMICARRAYGEOMETRY *MicArrayGeometry) {
    ACXSIM_DDI(acx_ddis, "AcxMicArrayGeometryCreate");
    auto &circuit = wdf::from_handle<Circuit>(AcxCircuit);
    require(Config, "AcxMicArrayGeometryCreate", "Config");
    require(MicArrayGeometry, "AcxMicArrayGeometryCreate", "MicArrayGeometry");
    *MicArrayGeometry = nullptr;
    if (!structure_ok(circuit.id(), "ACX_MICARRAYGEOMETRY_CONFIG", *Config)) return STATUS_INFO_LENGTH_MISMATCH;
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(wdf::read_attributes(Attributes, wdf::ParentRule::Optional, attributes));
    if (!NT_SUCCESS(status)) return status;
    auto &geometry = wdf::make_object<acx::MicArrayGeometry>(attributes, circuit, Config->Geometry);
    *MicArrayGeometry = geometry.handle_as<ACXMICARRAYGEOMETRY>();
    return status;
}

NTSTATUS AcxMicArrayGeometryAddMicrophoneCoordinates(ACXMICARRAYGEOMETRY MicArrayGeometry,
                                                     PACX_MICROPHONE_COORDINATES MicrophoneCoordinates,
                                                     ULONG MicrophoneCoordinatesCount) {
    ACXSIM_DDI(acx_ddis, "AcxMicArrayGeometryAddMicrophoneCoordinates");
    auto &geometry = wdf::from_handle<acx::MicArrayGeometry>(MicArrayGeometry);
    if (MicrophoneCoordinates == nullptr || MicrophoneCoordinatesCount == 0) return STATUS_INVALID_PARAMETER;
    geometry.microphones.insert(geometry.microphones.end(), MicrophoneCoordinates,
                                MicrophoneCoordinates + MicrophoneCoordinatesCount);
    return STATUS_SUCCESS;
}
