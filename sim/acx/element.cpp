// SPDX-License-Identifier: MIT
#include "sim/acx/element.hpp"

#include "sim/acx/data_format.hpp"
#include "sim/acx/driver_call.hpp"
#include "sim/acx/pin.hpp"

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
    : Element(type, attributes, container, config.Name), config_(without_callbacks(config)) {
    if (config.Callbacks != nullptr) callbacks_ = *config.Callbacks;
    process_request = callbacks_.EvtAcxVolumeProcessRequest;
}

Status Volume::assign(std::uint32_t channel, std::int32_t level, ACX_VOLUME_CURVE_TYPE curve, std::uint64_t curve_hns) {
    if (!channel_exists(channel, config_.ChannelsCount)) return status_of(STATUS_INVALID_PARAMETER);
    if (level < config_.Minimum || level > config_.Maximum) return status_of(STATUS_INVALID_PARAMETER);
    if ((curve == AcxVolumeCurveTypeNone) != (curve_hns == 0)) return status_of(STATUS_INVALID_PARAMETER);
    if (callbacks_.EvtAcxRampedVolumeAssignLevel != nullptr) {
        return call_driver("EvtAcxRampedVolumeAssignLevel", id(), callbacks_.EvtAcxRampedVolumeAssignLevel,
                           handle_as<ACXVOLUME>(), ULONG{channel}, LONG{level}, curve, ULONGLONG{curve_hns});
    }
    if (curve != AcxVolumeCurveTypeNone) return status_of(STATUS_NOT_SUPPORTED);
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
    : Element(type, attributes, container, config.Name), config_(without_callbacks(config)) {
    if (config.Callbacks != nullptr) callbacks_ = *config.Callbacks;
    process_request = callbacks_.EvtAcxMuteProcessRequest;
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
    : Element(type, attributes, container, config.Name), config_(without_callbacks(config)) {
    if (config.Callbacks != nullptr) callbacks_ = *config.Callbacks;
    process_request = callbacks_.EvtAcxPeakMeterProcessRequest;
}

Status PeakMeter::retrieve(std::uint32_t channel, std::int32_t &level) {
    level = 0;
    if (!channel_exists(channel, config_.ChannelsCount)) return status_of(STATUS_INVALID_PARAMETER);
    if (callbacks_.EvtAcxPeakMeterRetrieveLevel == nullptr) return status_of(STATUS_NOT_SUPPORTED);
    LONG value = 0;
    const Status status = call_driver("EvtAcxPeakMeterRetrieveLevel", id(), callbacks_.EvtAcxPeakMeterRetrieveLevel,
                                      handle_as<ACXPEAKMETER>(), ULONG{channel}, &value);
    level = value;
    return status;
}

GUID Element::node_type() const {
    if (node_type_) return *node_type_;
    if (object_type().is(Volume::type)) return KSNODETYPE_VOLUME;
    if (object_type().is(Mute::type)) return KSNODETYPE_MUTE;
    if (object_type().is(PeakMeter::type)) return KSNODETYPE_PEAKMETER;
    if (object_type().is(AudioEngine::type)) return KSNODETYPE_AUDIO_ENGINE;
    if (object_type().is(KeywordSpotter::type)) return KSNODETYPE_AUDIO_KEYWORDDETECTOR;
    return GUID{}; // ksmedia.h has no node type for audio modules
}

} // namespace acxsim::acx
