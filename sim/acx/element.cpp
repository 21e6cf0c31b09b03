// SPDX-License-Identifier: MIT
#include "sim/acx/element.hpp"

#include "sim/acx/data_format.hpp"
#include "sim/acx/driver_call.hpp"

namespace acxsim::acx {

namespace {

constexpr Status status_of(NTSTATUS status) { return static_cast<Status>(status); }
constexpr std::uint32_t master_channel = UINT32_MAX; // RT-ELE-02

bool channel_exists(std::uint32_t channel, std::uint32_t channels) {
    return channel == master_channel || channel < channels;
}

template <class Config>
Config without_callbacks(Config config) {
    config.Callbacks = nullptr; // the driver's table is good only during the call that creates the element
    config.Name = nullptr;
    return config;
}

} // namespace

Volume::Volume(const wdf::Attributes &attributes, wdf::Object &container, const ACX_VOLUME_CONFIG &config)
    : Element(type, attributes, container), config_(without_callbacks(config)) {
    if (config.Callbacks != nullptr) callbacks_ = *config.Callbacks;
}

Status Volume::assign(std::uint32_t channel, std::int32_t level) {
    if (!channel_exists(channel, config_.ChannelsCount)) return status_of(STATUS_INVALID_PARAMETER);
    if (level < config_.Minimum || level > config_.Maximum) return status_of(STATUS_INVALID_PARAMETER);
    if (callbacks_.EvtAcxRampedVolumeAssignLevel != nullptr) {
        return call_driver("EvtAcxRampedVolumeAssignLevel", id(), callbacks_.EvtAcxRampedVolumeAssignLevel,
                           handle_as<ACXVOLUME>(), ULONG{channel}, LONG{level}, AcxVolumeCurveTypeNone, ULONGLONG{0});
    }
    if (callbacks_.EvtAcxVolumeAssignLevel == nullptr) return status_of(STATUS_NOT_SUPPORTED);
    return call_driver("EvtAcxVolumeAssignLevel", id(), callbacks_.EvtAcxVolumeAssignLevel, handle_as<ACXVOLUME>(),
                       ULONG{channel}, LONG{level});
}

Status Volume::retrieve(std::uint32_t channel, std::int32_t &level) {
    level = 0;
    if (!channel_exists(channel, config_.ChannelsCount)) return status_of(STATUS_INVALID_PARAMETER);
    if (callbacks_.EvtAcxVolumeRetrieveLevel == nullptr) return status_of(STATUS_NOT_SUPPORTED);
    LONG value = 0;
    const Status status = call_driver("EvtAcxVolumeRetrieveLevel", id(), callbacks_.EvtAcxVolumeRetrieveLevel,
                                      handle_as<ACXVOLUME>(), ULONG{channel}, &value);
    level = value;
    return status;
}

Mute::Mute(const wdf::Attributes &attributes, wdf::Object &container, const ACX_MUTE_CONFIG &config)
    : Element(type, attributes, container), config_(without_callbacks(config)) {
    if (config.Callbacks != nullptr) callbacks_ = *config.Callbacks;
}

Status Mute::assign(std::uint32_t channel, std::uint32_t state) {
    if (!channel_exists(channel, config_.ChannelsCount)) return status_of(STATUS_INVALID_PARAMETER);
    if (callbacks_.EvtAcxMuteAssignState == nullptr) return status_of(STATUS_NOT_SUPPORTED);
    return call_driver("EvtAcxMuteAssignState", id(), callbacks_.EvtAcxMuteAssignState, handle_as<ACXMUTE>(),
                       ULONG{channel}, ULONG{state});
}

Status Mute::retrieve(std::uint32_t channel, std::uint32_t &state) {
    state = 0;
    if (!channel_exists(channel, config_.ChannelsCount)) return status_of(STATUS_INVALID_PARAMETER);
    if (callbacks_.EvtAcxMuteRetrieveState == nullptr) return status_of(STATUS_NOT_SUPPORTED);
    ULONG value = 0;
    const Status status = call_driver("EvtAcxMuteRetrieveState", id(), callbacks_.EvtAcxMuteRetrieveState,
                                      handle_as<ACXMUTE>(), ULONG{channel}, &value);
    state = value;
    return status;
}

PeakMeter::PeakMeter(const wdf::Attributes &attributes, wdf::Object &container, const ACX_PEAKMETER_CONFIG &config)
    : Element(type, attributes, container), channels_(config.ChannelsCount) {
    if (config.Callbacks != nullptr) callbacks_ = *config.Callbacks;
}

Status PeakMeter::retrieve(std::uint32_t channel, std::int32_t &level) {
    level = 0;
    if (!channel_exists(channel, channels_)) return status_of(STATUS_INVALID_PARAMETER);
    if (callbacks_.EvtAcxPeakMeterRetrieveLevel == nullptr) return status_of(STATUS_NOT_SUPPORTED);
    LONG value = 0;
    const Status status = call_driver("EvtAcxPeakMeterRetrieveLevel", id(), callbacks_.EvtAcxPeakMeterRetrieveLevel,
                                      handle_as<ACXPEAKMETER>(), ULONG{channel}, &value);
    level = value;
    return status;
}

AudioEngine::AudioEngine(const wdf::Attributes &attributes, wdf::Object &container,
                         const ACX_AUDIOENGINE_CONFIG &config)
    : Element(type, attributes, container),
      device_formats_(wdf::make_object<DataFormatList>(wdf::Attributes{}, static_cast<wdf::Object &>(*this))) {
    if (config.Callbacks != nullptr) callbacks_ = *config.Callbacks;
}

StreamAudioEngine::StreamAudioEngine(const wdf::Attributes &attributes, wdf::Object &stream,
                                     const ACX_STREAMAUDIOENGINE_CONFIG &config)
    : Element(type, attributes, stream) {
    if (config.Callbacks != nullptr) callbacks_ = *config.Callbacks;
}

KeywordSpotter::KeywordSpotter(const wdf::Attributes &attributes, wdf::Object &container,
                               const ACX_KEYWORDSPOTTER_CONFIG &config)
    : Element(type, attributes, container) {
    if (config.Callbacks != nullptr) callbacks_ = *config.Callbacks;
}

AudioModule::AudioModule(const wdf::Attributes &attributes, wdf::Object &container,
                         const ACX_AUDIOMODULE_CONFIG &config)
    : Element(type, attributes, container), descriptor_(config.Descriptor) {
    if (config.Callbacks != nullptr) callbacks_ = *config.Callbacks;
}

} // namespace acxsim::acx
