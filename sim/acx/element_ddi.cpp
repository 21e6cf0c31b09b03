// SPDX-License-Identifier: MIT
//
// Creating elements of circuits and streams, and their change notifications. Follows contract.md 6.6; RT-ELE-01, -07.
#include "sim/acx/circuit.hpp"
#include "sim/acx/data_format.hpp"
#include "sim/acx/ddi_table.hpp"
#include "sim/acx/element.hpp"
#include "sim/acx/event.hpp"
#include "sim/acx/stream.hpp"
#include "sim/acx/structure_check.hpp"

#include "sim/acx/ddk.hpp"

using namespace acxsim;
using namespace acxsim::acx;

namespace acxsim::acx {

NTSTATUS add_elements(wdf::Object &container, std::vector<Element *> &elements, ACXELEMENT *handles, ULONG count) {
    if (handles == nullptr || count == 0) return STATUS_INVALID_PARAMETER;
    for (ULONG i = 0; i < count; ++i) {
        const auto &element = wdf::from_handle<Element>(handles[i]);
        if (&element.container() != &container || element.added()) return STATUS_INVALID_PARAMETER; // CHK-125
    }
    for (ULONG i = 0; i < count; ++i) {
        auto &element = wdf::from_handle<Element>(handles[i]);
        if (element.added()) continue; // the same handle twice in one array
        element.take_id(static_cast<std::uint32_t>(elements.size()));
        elements.push_back(&element);
    }
    return STATUS_SUCCESS;
}

NTSTATUS add_connections(wdf::Object &container, std::vector<ACX_CONNECTION> &connections, PACX_CONNECTION added,
                         ULONG count) {
    if (added == nullptr || count == 0) return STATUS_INVALID_PARAMETER;
    for (ULONG i = 0; i < count; ++i) {
        if (!structure_ok(container.id(), "ACX_CONNECTION", added[i])) return STATUS_INFO_LENGTH_MISMATCH;
        if ((added[i].Flags & ~AcxConnectionValidFlags) != 0) return STATUS_INVALID_PARAMETER;
        static_cast<void>(wdf::from_handle<wdf::Object>(added[i].FromObject));
        static_cast<void>(wdf::from_handle<wdf::Object>(added[i].ToObject));
    }
    connections.insert(connections.end(), added, added + count);
    return STATUS_SUCCESS;
}

} // namespace acxsim::acx

namespace {

/// What every ...Create of an element does: structure, id, attributes, container; then makes the element.
template <class Made, class Config, class Handle>
NTSTATUS create(std::string_view ddi, std::string_view config_name, wdf::Object &container,
                PWDF_OBJECT_ATTRIBUTES given, Config *config, Handle *handle) {
    require(config, ddi, "Config");
    require(handle, ddi, "element");
    *handle = nullptr;
    if (!structure_ok(container.id(), config_name, *config)) return STATUS_INFO_LENGTH_MISMATCH;
    if (config->Id != AcxElementIdDefault || config->Flags != 0) return STATUS_INVALID_PARAMETER; // RT-ELE-01
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(wdf::read_attributes(given, wdf::ParentRule::Optional, attributes));
    if (!NT_SUCCESS(status)) return status;
    *handle = wdf::make_object<Made>(attributes, container, *config).template handle_as<Handle>();
    return STATUS_SUCCESS;
}

/// The callback table, if there is one, is initialised.
template <class Callbacks>
bool callbacks_ok(const wdf::Object &container, std::string_view name, const Callbacks *callbacks) {
    return callbacks == nullptr || structure_ok(container.id(), name, *callbacks);
}

} // namespace

NTSTATUS AcxElementCreate(ACXOBJECT Object, PWDF_OBJECT_ATTRIBUTES Attributes, PACX_ELEMENT_CONFIG Config,
                          ACXELEMENT *Element) {
    ACXSIM_DDI(acx_ddis, "AcxElementCreate");
    auto &container = wdf::from_handle<wdf::Object>(Object);
    const NTSTATUS status =
        create<acx::Element>("AcxElementCreate", "ACX_ELEMENT_CONFIG", container, Attributes, Config, Element);
    if (!NT_SUCCESS(status)) return status;
    auto &items = wdf::from_handle<acx::Element>(*Element).items;
    if (Config->PropertiesCount != 0)
        static_cast<void>(items.add_properties(Config->Properties, Config->PropertiesCount));
    if (Config->MethodsCount != 0) static_cast<void>(items.add_methods(Config->Methods, Config->MethodsCount));
    return status;
}

NTSTATUS AcxVolumeCreate(ACXOBJECT Object, PWDF_OBJECT_ATTRIBUTES Attributes, PACX_VOLUME_CONFIG Config,
                         ACXVOLUME *Volume) {
    ACXSIM_DDI(acx_ddis, "AcxVolumeCreate");
    auto &container = wdf::from_handle<wdf::Object>(Object);
    require(Config, "AcxVolumeCreate", "Config");
    if (!callbacks_ok(container, "ACX_VOLUME_CALLBACKS", Config->Callbacks)) return STATUS_INFO_LENGTH_MISMATCH;
    return create<acx::Volume>("AcxVolumeCreate", "ACX_VOLUME_CONFIG", container, Attributes, Config, Volume);
}

NTSTATUS AcxMuteCreate(ACXOBJECT Object, PWDF_OBJECT_ATTRIBUTES Attributes, PACX_MUTE_CONFIG Config, ACXMUTE *Mute) {
    ACXSIM_DDI(acx_ddis, "AcxMuteCreate");
    auto &container = wdf::from_handle<wdf::Object>(Object);
    require(Config, "AcxMuteCreate", "Config");
    if (!callbacks_ok(container, "ACX_MUTE_CALLBACKS", Config->Callbacks)) return STATUS_INFO_LENGTH_MISMATCH;
    return create<acx::Mute>("AcxMuteCreate", "ACX_MUTE_CONFIG", container, Attributes, Config, Mute);
}

NTSTATUS AcxPeakMeterCreate(ACXOBJECT Object, PWDF_OBJECT_ATTRIBUTES Attributes, PACX_PEAKMETER_CONFIG Config,
                            ACXPEAKMETER *PeakMeter) {
    ACXSIM_DDI(acx_ddis, "AcxPeakMeterCreate");
    auto &container = wdf::from_handle<wdf::Object>(Object);
    require(Config, "AcxPeakMeterCreate", "Config");
    if (!callbacks_ok(container, "ACX_PEAKMETER_CALLBACKS", Config->Callbacks)) return STATUS_INFO_LENGTH_MISMATCH;
    return create<acx::PeakMeter>("AcxPeakMeterCreate", "ACX_PEAKMETER_CONFIG", container, Attributes, Config,
                                  PeakMeter);
}

NTSTATUS AcxAudioEngineCreate(ACXOBJECT Object, PWDF_OBJECT_ATTRIBUTES Attributes, PACX_AUDIOENGINE_CONFIG Config,
                              ACXAUDIOENGINE *AudioEngine) {
    ACXSIM_DDI(acx_ddis, "AcxAudioEngineCreate");
    auto &container = wdf::from_handle<wdf::Object>(Object);
    require(Config, "AcxAudioEngineCreate", "Config");
    if (!callbacks_ok(container, "ACX_AUDIOENGINE_CALLBACKS", Config->Callbacks)) return STATUS_INFO_LENGTH_MISMATCH;
    return create<acx::AudioEngine>("AcxAudioEngineCreate", "ACX_AUDIOENGINE_CONFIG", container, Attributes, Config,
                                    AudioEngine);
}

NTSTATUS AcxKeywordSpotterCreate(ACXOBJECT Object, PWDF_OBJECT_ATTRIBUTES Attributes, PACX_KEYWORDSPOTTER_CONFIG Config,
                                 ACXKEYWORDSPOTTER *KeywordSpotter) {
    ACXSIM_DDI(acx_ddis, "AcxKeywordSpotterCreate");
    auto &container = wdf::from_handle<wdf::Object>(Object);
    require(Config, "AcxKeywordSpotterCreate", "Config");
    if (!callbacks_ok(container, "ACX_KEYWORDSPOTTER_CALLBACKS", Config->Callbacks)) return STATUS_INFO_LENGTH_MISMATCH;
    return create<acx::KeywordSpotter>("AcxKeywordSpotterCreate", "ACX_KEYWORDSPOTTER_CONFIG", container, Attributes,
                                       Config, KeywordSpotter);
}

NTSTATUS AcxAudioModuleCreate(ACXOBJECT Object, PWDF_OBJECT_ATTRIBUTES Attributes, PACX_AUDIOMODULE_CONFIG Config,
                              ACXAUDIOMODULE *AudioModule) {
    ACXSIM_DDI(acx_ddis, "AcxAudioModuleCreate");
    auto &container = wdf::from_handle<wdf::Object>(Object);
    require(Config, "AcxAudioModuleCreate", "Config");
    if (!callbacks_ok(container, "ACX_AUDIOMODULE_CALLBACKS", Config->Callbacks)) return STATUS_INFO_LENGTH_MISMATCH;
    return create<acx::AudioModule>("AcxAudioModuleCreate", "ACX_AUDIOMODULE_CONFIG", container, Attributes, Config,
                                    AudioModule);
}

NTSTATUS AcxStreamAudioEngineCreate(ACXSTREAM Stream, ACXAUDIOENGINE AudioEngine, PWDF_OBJECT_ATTRIBUTES Attributes,
                                    PACX_STREAMAUDIOENGINE_CONFIG Config, ACXSTREAMAUDIOENGINE *StreamAudioEngine) {
    ACXSIM_DDI(acx_ddis, "AcxStreamAudioEngineCreate");
    auto &stream = wdf::from_handle<acx::Stream>(Stream);
    auto &engine = wdf::from_handle<acx::AudioEngine>(AudioEngine);
    require(Config, "AcxStreamAudioEngineCreate", "Config");
    if (!callbacks_ok(stream, "ACX_STREAMAUDIOENGINE_CALLBACKS", Config->Callbacks)) return STATUS_INFO_LENGTH_MISMATCH;
    if (&engine.container() != static_cast<wdf::Object *>(&stream.circuit())) return STATUS_INVALID_PARAMETER;
    const NTSTATUS status = create<acx::StreamAudioEngine>("AcxStreamAudioEngineCreate", "ACX_STREAMAUDIOENGINE_CONFIG",
                                                           stream, Attributes, Config, StreamAudioEngine);
    if (NT_SUCCESS(status)) wdf::from_handle<acx::StreamAudioEngine>(*StreamAudioEngine).engine = &engine;
    return status;
}

ACXSTREAM AcxStreamAudioEngineGetStream(ACXSTREAMAUDIOENGINE StreamAudioEngine) {
    ACXSIM_DDI(acx_ddis, "AcxStreamAudioEngineGetStream");
    return wdf::from_handle<acx::StreamAudioEngine>(StreamAudioEngine).container().handle_as<ACXSTREAM>();
}

ACXDATAFORMATLIST AcxAudioEngineGetDeviceFormatList(ACXAUDIOENGINE AudioEngine) {
    ACXSIM_DDI(acx_ddis, "AcxAudioEngineGetDeviceFormatList");
    return wdf::from_handle<acx::AudioEngine>(AudioEngine).device_formats().handle_as<ACXDATAFORMATLIST>();
}

NTSTATUS AcxElementAddEvents(ACXELEMENT Element, ACXEVENT *Events, ULONG EventsCount) {
    ACXSIM_DDI(acx_ddis, "AcxElementAddEvents");
    return add_events(wdf::from_handle<acx::Element>(Element), Events, EventsCount);
}

ACXOBJECT AcxElementGetContainer(ACXELEMENT Element) {
    ACXSIM_DDI(acx_ddis, "AcxElementGetContainer");
    return wdf::from_handle<acx::Element>(Element).container().handle();
}

ULONG AcxElementGetId(ACXELEMENT Element) {
    ACXSIM_DDI(acx_ddis, "AcxElementGetId");
    return wdf::from_handle<acx::Element>(Element).element_id();
}

VOID AcxVolumeChangeLevelNotification(ACXVOLUME Volume) {
    ACXSIM_DDI(acx_ddis, "AcxVolumeChangeLevelNotification");
    auto &volume = wdf::from_handle<acx::Volume>(Volume);
    ++volume.changes;
    raise_standard(volume, StandardEvent::ControlChange);
}

VOID AcxMuteChangeStateNotification(ACXMUTE Mute) {
    ACXSIM_DDI(acx_ddis, "AcxMuteChangeStateNotification");
    auto &mute = wdf::from_handle<acx::Mute>(Mute);
    ++mute.changes;
    raise_standard(mute, StandardEvent::ControlChange);
}
