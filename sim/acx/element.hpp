// SPDX-License-Identifier: MIT
//
// ACXELEMENT and its kinds. Volume and mute can be set and read by the framework's requests; a level is 16.16 dB within
// the driver's range, channel -1 is the master (contract.md 6.6, RT-ELE-01 to 08). What a kind of element can be asked
// is a member function that calls the driver's callback; PASSIVE_LEVEL, within a turn of the circuit's queue.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/acx/request_items.hpp"
#include "sim/acx/stream_connection.hpp"
#include "sim/wdf/object.hpp"

#include "sim/acx/ddk.hpp"

namespace acxsim::acx {

class DataFormat;
class DataFormatList;
class Pin;
class Stream;

class Element : public wdf::Object {
public:
    static constexpr wdf::ObjectType type{"ACXELEMENT", &wdf::Object::type};

    /// A generic element.
    Element(const wdf::Attributes &attributes, wdf::Object &container, const ACX_ELEMENT_CONFIG &config)
        : Element(type, attributes, container, config.Name) {
        if (config.Type != nullptr) node_type_ = *config.Type;
    }

    /// The circuit or stream it was created for.
    wdf::Object &container() const { return container_; }
    std::uint32_t element_id() const { return element_id_; }
    void take_id(std::uint32_t id) { element_id_ = id; }
    bool added() const { return element_id_ != AcxElementIdDefault; }
    /// KSNODETYPE_...: what the driver said of a generic element, else what the kind is.
    GUID node_type() const;
    const std::optional<GUID> &name_tag() const { return name_tag_; }
    /// The driver's table has this function for requests that are the framework's business otherwise; or nullptr.
    PFN_ACX_OBJECT_PROCESS_REQUEST process_request = nullptr;
    RequestItems items;

protected:
    Element(const wdf::ObjectType &kind, const wdf::Attributes &attributes, wdf::Object &container, const GUID *name)
        : Object(kind, attributes, attributes.parent != nullptr ? attributes.parent : &container),
          container_(container) {
        if (name != nullptr) name_tag_ = *name;
    }

private:
    wdf::Object &container_;
    std::optional<GUID> node_type_;
    std::optional<GUID> name_tag_;
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
    const ACX_VOLUME_CALLBACKS &callbacks() const { return callbacks_; }
    /// `curve_hns`: duration of a fade; 0 without one (RT-ELE-04). STATUS_NOT_SUPPORTED if the driver has no ramp.
    Status assign(std::uint32_t channel, std::int32_t level, ACX_VOLUME_CURVE_TYPE curve = AcxVolumeCurveTypeNone,
                  std::uint64_t curve_hns = 0);
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
    const ACX_MUTE_CALLBACKS &callbacks() const { return callbacks_; }
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

    const ACX_PEAKMETER_CONFIG &config() const { return config_; }
    const ACX_PEAKMETER_CALLBACKS &callbacks() const { return callbacks_; }
    Status retrieve(std::uint32_t channel, std::int32_t &level);

private:
    ACX_PEAKMETER_CONFIG config_;
    ACX_PEAKMETER_CALLBACKS callbacks_{};
};

/// The elements that an audio engine, or a stream's, brings along; nullptr: none (RT-ELE-06).
struct EngineParts {
    Volume *volume = nullptr;
    Mute *mute = nullptr;
    PeakMeter *peak_meter = nullptr;
};

class AudioEngine final : public Element {
public:
    static constexpr wdf::ObjectType type{"ACXAUDIOENGINE", &Element::type};
    AudioEngine(const wdf::Attributes &attributes, wdf::Object &container, const ACX_AUDIOENGINE_CONFIG &config);
    DataFormatList &device_formats() const { return device_formats_; }
    const ACX_AUDIOENGINE_CALLBACKS &callbacks() const { return callbacks_; }
    const EngineParts &parts() const { return parts_; }
    Pin *host_pin() const { return host_pin_; }
    Pin *offload_pin() const { return offload_pin_; }
    Pin *loopback_pin() const { return loopback_pin_; }

    Status buffer_size_limits(DataFormat &format, std::uint32_t &bytes_min, std::uint32_t &bytes_max);
    Status effects_state(std::uint32_t &state);
    Status assign_effects_state(std::uint32_t state);
    Status engine_format(DataFormat *&format);
    /// The format must be in the device format list.
    Status assign_engine_format(DataFormat &format);

private:
    ACX_AUDIOENGINE_CALLBACKS callbacks_{};
    DataFormatList &device_formats_;
    EngineParts parts_;
    Pin *host_pin_ = nullptr;
    Pin *offload_pin_ = nullptr;
    Pin *loopback_pin_ = nullptr;
};

class StreamAudioEngine final : public Element {
public:
    static constexpr wdf::ObjectType type{"ACXSTREAMAUDIOENGINE", &Element::type};
    StreamAudioEngine(const wdf::Attributes &attributes, wdf::Object &stream,
                      const ACX_STREAMAUDIOENGINE_CONFIG &config);
    AudioEngine *engine = nullptr; ///< the circuit's
    const ACX_STREAMAUDIOENGINE_CALLBACKS &callbacks() const { return callbacks_; }
    const EngineParts &parts() const { return parts_; }

    Status effects_state(std::uint32_t &state);
    Status assign_effects_state(std::uint32_t state);
    Status presentation_position(std::uint64_t &blocks, std::uint64_t &qpc);
    Status linear_buffer_position(std::uint64_t &bytes);
    Status assign_current_write_position(std::uint32_t bytes);
    Status assign_last_buffer_position(std::uint32_t bytes);
    Status assign_loopback_protection(ACX_CONSTRICTOR_OPTION option);

private:
    EngineParts parts_;
    ACX_STREAMAUDIOENGINE_CALLBACKS callbacks_{};
};

class KeywordSpotter final : public Element {
public:
    static constexpr wdf::ObjectType type{"ACXKEYWORDSPOTTER", &Element::type};
    KeywordSpotter(const wdf::Attributes &attributes, wdf::Object &container, const ACX_KEYWORDSPOTTER_CONFIG &config);
    const ACX_KEYWORDSPOTTER_CALLBACKS &callbacks() const { return callbacks_; }
    const std::optional<GUID> &pattern_type() const { return pattern_type_; }

    Status arm(const GUID &event, bool armed);
    Status armed(const GUID &event, bool &armed);
    Status assign_patterns(const GUID &event, std::span<const std::byte> pattern);
    Status reset(const GUID &event);

private:
    std::optional<GUID> pattern_type_;
    ACX_KEYWORDSPOTTER_CALLBACKS callbacks_{};
};

class AudioModule final : public Element {
public:
    static constexpr wdf::ObjectType type{"ACXAUDIOMODULE", &Element::type};
    AudioModule(const wdf::Attributes &attributes, wdf::Object &container, const ACX_AUDIOMODULE_CONFIG &config);
    const ACX_AUDIOMODULE_DESCRIPTOR &descriptor() const { return descriptor_; }
    const ACX_AUDIOMODULE_CALLBACKS &callbacks() const { return callbacks_; }
    /// `output_bytes`: what was written, or, for an empty `output`, what is needed (RT-ELE-08).
    Status process_command(std::span<const std::byte> input, std::span<std::byte> output, std::uint32_t &output_bytes);

private:
    ACX_AUDIOMODULE_DESCRIPTOR descriptor_;
    ACX_AUDIOMODULE_CALLBACKS callbacks_{};
};

} // namespace acxsim::acx
