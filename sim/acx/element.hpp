// SPDX-License-Identifier: MIT
//
// ACXELEMENT and its kinds. Volume and mute can be set and read by the framework's requests; a level is 16.16 dB within
// the driver's range, channel -1 is the master (contract.md 6.6, RT-ELE-01 to 07). Audio engines, keyword spotters and
// audio modules are kept as elements; nothing above calls them yet.
#pragma once

#include <cstdint>

#include "sim/acx/request_items.hpp"
#include "sim/acx/stream_connection.hpp"
#include "sim/wdf/object.hpp"

#include "sim/acx/ddk.hpp"

namespace acxsim::acx {

class DataFormatList;

class Element : public wdf::Object {
public:
    static constexpr wdf::ObjectType type{"ACXELEMENT", &wdf::Object::type};

    /// A generic element.
    Element(const wdf::Attributes &attributes, wdf::Object &container, const ACX_ELEMENT_CONFIG &config)
        : Element(type, attributes, container) {
        static_cast<void>(config);
    }

    /// The circuit or stream it was created for.
    wdf::Object &container() const { return container_; }
    std::uint32_t element_id() const { return element_id_; }
    void take_id(std::uint32_t id) { element_id_ = id; }
    bool added() const { return element_id_ != AcxElementIdDefault; }
    RequestItems items;

protected:
    Element(const wdf::ObjectType &kind, const wdf::Attributes &attributes, wdf::Object &container)
        : Object(kind, attributes, attributes.parent != nullptr ? attributes.parent : &container),
          container_(container) {}

private:
    wdf::Object &container_;
    std::uint32_t element_id_ = AcxElementIdDefault;
};

/// Gives the elements their ids in the order in which they are added. STATUS_INVALID_PARAMETER for an element that was
/// added before or that was created for another container.
NTSTATUS add_elements(wdf::Object &container, std::vector<Element *> &elements, ACXELEMENT *handles, ULONG count);
/// Checks and keeps connections.
NTSTATUS add_connections(wdf::Object &container, std::vector<ACX_CONNECTION> &connections, PACX_CONNECTION added,
                         ULONG count);

class Volume final : public Element {
public:
    static constexpr wdf::ObjectType type{"ACXVOLUME", &Element::type};
    Volume(const wdf::Attributes &attributes, wdf::Object &container, const ACX_VOLUME_CONFIG &config);

    const ACX_VOLUME_CONFIG &config() const { return config_; }
    Status assign(std::uint32_t channel, std::int32_t level);
    Status retrieve(std::uint32_t channel, std::int32_t &level);
    std::uint64_t changes = 0; ///< AcxVolumeChangeLevelNotification calls

private:
    ACX_VOLUME_CONFIG config_;
    ACX_VOLUME_CALLBACKS callbacks_{};
};

class Mute final : public Element {
public:
    static constexpr wdf::ObjectType type{"ACXMUTE", &Element::type};
    Mute(const wdf::Attributes &attributes, wdf::Object &container, const ACX_MUTE_CONFIG &config);

    const ACX_MUTE_CONFIG &config() const { return config_; }
    Status assign(std::uint32_t channel, std::uint32_t state);
    Status retrieve(std::uint32_t channel, std::uint32_t &state);
    std::uint64_t changes = 0; ///< AcxMuteChangeStateNotification calls

private:
    ACX_MUTE_CONFIG config_;
    ACX_MUTE_CALLBACKS callbacks_{};
};

class PeakMeter final : public Element {
public:
    static constexpr wdf::ObjectType type{"ACXPEAKMETER", &Element::type};
    PeakMeter(const wdf::Attributes &attributes, wdf::Object &container, const ACX_PEAKMETER_CONFIG &config);

    Status retrieve(std::uint32_t channel, std::int32_t &level);

private:
    std::uint32_t channels_;
    ACX_PEAKMETER_CALLBACKS callbacks_{};
};

class AudioEngine final : public Element {
public:
    static constexpr wdf::ObjectType type{"ACXAUDIOENGINE", &Element::type};
    AudioEngine(const wdf::Attributes &attributes, wdf::Object &container, const ACX_AUDIOENGINE_CONFIG &config);
    DataFormatList &device_formats() const { return device_formats_; }

private:
    ACX_AUDIOENGINE_CALLBACKS callbacks_{};
    DataFormatList &device_formats_;
};

class StreamAudioEngine final : public Element {
public:
    static constexpr wdf::ObjectType type{"ACXSTREAMAUDIOENGINE", &Element::type};
    StreamAudioEngine(const wdf::Attributes &attributes, wdf::Object &stream,
                      const ACX_STREAMAUDIOENGINE_CONFIG &config);

private:
    ACX_STREAMAUDIOENGINE_CALLBACKS callbacks_{};
};

class KeywordSpotter final : public Element {
public:
    static constexpr wdf::ObjectType type{"ACXKEYWORDSPOTTER", &Element::type};
    KeywordSpotter(const wdf::Attributes &attributes, wdf::Object &container, const ACX_KEYWORDSPOTTER_CONFIG &config);

private:
    ACX_KEYWORDSPOTTER_CALLBACKS callbacks_{};
};

class AudioModule final : public Element {
public:
    static constexpr wdf::ObjectType type{"ACXAUDIOMODULE", &Element::type};
    AudioModule(const wdf::Attributes &attributes, wdf::Object &container, const ACX_AUDIOMODULE_CONFIG &config);
    const ACX_AUDIOMODULE_DESCRIPTOR &descriptor() const { return descriptor_; }

private:
    ACX_AUDIOMODULE_DESCRIPTOR descriptor_;
    ACX_AUDIOMODULE_CALLBACKS callbacks_{};
};

} // namespace acxsim::acx
