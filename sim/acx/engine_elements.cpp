// SPDX-License-Identifier: MIT
//
// What audio engines, stream audio engines, keyword spotters and audio modules are asked: each question is one callback
// of the driver (contract.md 6.6, RT-ELE-06, RT-ELE-08, RT-PKT-101 to 105). An output that the driver left alone reads
// as zero.
#include <algorithm>

#include "sim/acx/data_format.hpp"
#include "sim/acx/driver_call.hpp"
#include "sim/acx/element.hpp"
#include "sim/acx/pin.hpp"

namespace acxsim::acx {

namespace {

constexpr auto not_supported = static_cast<Status>(STATUS_NOT_SUPPORTED);
constexpr auto invalid_parameter = static_cast<Status>(STATUS_INVALID_PARAMETER);

template <class Object, class Handle>
Object *optional_object(Handle handle) {
    return handle == nullptr ? nullptr : &wdf::from_handle<Object>(handle);
}

template <class Config>
EngineParts parts_of(const Config &config) {
    return {optional_object<Volume>(config.VolumeElement), optional_object<Mute>(config.MuteElement),
            optional_object<PeakMeter>(config.PeakMeterElement)};
}

} // namespace

// --- the circuit's audio engine
// ---------------------------------------------------------------------------------------------

AudioEngine::AudioEngine(const wdf::Attributes &attributes, wdf::Object &container,
                         const ACX_AUDIOENGINE_CONFIG &config)
    : Element(type, attributes, container, config.Name),
      device_formats_(wdf::make_object<DataFormatList>(wdf::Attributes{}, static_cast<wdf::Object &>(*this))),
      parts_(parts_of(config)), host_pin_(optional_object<Pin>(config.HostPin)),
      offload_pin_(optional_object<Pin>(config.OffloadPin)), loopback_pin_(optional_object<Pin>(config.LoopbackPin)) {
    if (config.Callbacks != nullptr) callbacks_ = *config.Callbacks;
    process_request = callbacks_.EvtAcxAudioEngineProcessRequest;
}

Status AudioEngine::buffer_size_limits(DataFormat &format, std::uint32_t &bytes_min, std::uint32_t &bytes_max) {
    bytes_min = bytes_max = 0;
    if (callbacks_.EvtAcxAudioEngineRetrieveBufferSizeLimits == nullptr) return not_supported;
    ULONG least = 0;
    ULONG most = 0;
    const Status status = call_driver("EvtAcxAudioEngineRetrieveBufferSizeLimits", id(),
                                      callbacks_.EvtAcxAudioEngineRetrieveBufferSizeLimits, handle_as<ACXAUDIOENGINE>(),
                                      format.handle_as<ACXDATAFORMAT>(), &least, &most);
    bytes_min = least;
    bytes_max = most;
    return status;
}

Status AudioEngine::effects_state(std::uint32_t &state) {
    state = 0;
    if (callbacks_.EvtAcxAudioEngineRetrieveEffectsState == nullptr) return not_supported;
    ULONG value = 0;
    const Status status =
        call_driver("EvtAcxAudioEngineRetrieveEffectsState", id(), callbacks_.EvtAcxAudioEngineRetrieveEffectsState,
                    handle_as<ACXAUDIOENGINE>(), &value);
    state = value;
    return status;
}

Status AudioEngine::assign_effects_state(std::uint32_t state) {
    if (callbacks_.EvtAcxAudioEngineAssignEffectsState == nullptr) return not_supported;
    return call_driver("EvtAcxAudioEngineAssignEffectsState", id(), callbacks_.EvtAcxAudioEngineAssignEffectsState,
                       handle_as<ACXAUDIOENGINE>(), ULONG{state});
}

Status AudioEngine::engine_format(DataFormat *&format) {
    format = nullptr;
    if (callbacks_.EvtAcxAudioEngineRetrieveEngineMixFormat == nullptr) return not_supported;
    ACXDATAFORMAT handle = nullptr;
    const Status status =
        call_driver("EvtAcxAudioEngineRetrieveEngineMixFormat", id(),
                    callbacks_.EvtAcxAudioEngineRetrieveEngineMixFormat, handle_as<ACXAUDIOENGINE>(), &handle);
    if (!succeeded(status)) return status;
    if (handle == nullptr) return static_cast<Status>(STATUS_UNSUCCESSFUL);
    format = &wdf::from_handle<DataFormat>(handle);
    return status;
}

Status AudioEngine::assign_engine_format(DataFormat &format) {
    if (callbacks_.EvtAcxAudioEngineAssignEngineDeviceFormat == nullptr) return not_supported;
    const auto &offered = device_formats_.formats();
    const bool known =
        std::any_of(offered.begin(), offered.end(), [&](const DataFormat *each) { return each->equals(format); });
    if (!known) return static_cast<Status>(STATUS_NO_MATCH);
    return call_driver("EvtAcxAudioEngineAssignEngineDeviceFormat", id(),
                       callbacks_.EvtAcxAudioEngineAssignEngineDeviceFormat, handle_as<ACXAUDIOENGINE>(),
                       format.handle_as<ACXDATAFORMAT>());
}

// --- a stream's audio engine
// ------------------------------------------------------------------------------------------------

StreamAudioEngine::StreamAudioEngine(const wdf::Attributes &attributes, wdf::Object &stream,
                                     const ACX_STREAMAUDIOENGINE_CONFIG &config)
    : Element(type, attributes, stream, config.Name), parts_(parts_of(config)) {
    if (config.Callbacks != nullptr) callbacks_ = *config.Callbacks;
    process_request = callbacks_.EvtAcxStreamAudioEngineProcessRequest;
}

Status StreamAudioEngine::effects_state(std::uint32_t &state) {
    state = 0;
    if (callbacks_.EvtAcxStreamAudioEngineRetrieveEffectsState == nullptr) return not_supported;
    ULONG value = 0;
    const Status status =
        call_driver("EvtAcxStreamAudioEngineRetrieveEffectsState", id(),
                    callbacks_.EvtAcxStreamAudioEngineRetrieveEffectsState, handle_as<ACXSTREAMAUDIOENGINE>(), &value);
    state = value;
    return status;
}

Status StreamAudioEngine::assign_effects_state(std::uint32_t state) {
    if (callbacks_.EvtAcxStreamAudioEngineAssignEffectsState == nullptr) return not_supported;
    return call_driver("EvtAcxStreamAudioEngineAssignEffectsState", id(),
                       callbacks_.EvtAcxStreamAudioEngineAssignEffectsState, handle_as<ACXSTREAMAUDIOENGINE>(),
                       ULONG{state});
}

Status StreamAudioEngine::presentation_position(std::uint64_t &blocks, std::uint64_t &qpc) {
    blocks = qpc = 0;
    if (callbacks_.EvtAcxStreamAudioEngineRetrievePresentationPosition == nullptr) return not_supported;
    ULONGLONG position = 0;
    ULONGLONG counter = 0;
    const Status status = call_driver("EvtAcxStreamAudioEngineRetrievePresentationPosition", id(),
                                      callbacks_.EvtAcxStreamAudioEngineRetrievePresentationPosition,
                                      handle_as<ACXSTREAMAUDIOENGINE>(), &position, &counter);
    blocks = position;
    qpc = counter;
    return status;
}

Status StreamAudioEngine::linear_buffer_position(std::uint64_t &bytes) {
    bytes = 0;
    if (callbacks_.EvtAcxStreamAudioEngineRetrieveLinearBufferPosition == nullptr) return not_supported;
    ULONGLONG position = 0;
    const Status status = call_driver("EvtAcxStreamAudioEngineRetrieveLinearBufferPosition", id(),
                                      callbacks_.EvtAcxStreamAudioEngineRetrieveLinearBufferPosition,
                                      handle_as<ACXSTREAMAUDIOENGINE>(), &position);
    bytes = position;
    return status;
}

Status StreamAudioEngine::assign_current_write_position(std::uint32_t bytes) {
    if (callbacks_.EvtAcxStreamAudioEngineAssignCurrentWritePosition == nullptr) return not_supported;
    return call_driver("EvtAcxStreamAudioEngineAssignCurrentWritePosition", id(),
                       callbacks_.EvtAcxStreamAudioEngineAssignCurrentWritePosition, handle_as<ACXSTREAMAUDIOENGINE>(),
                       ULONG{bytes});
}

Status StreamAudioEngine::assign_last_buffer_position(std::uint32_t bytes) {
    if (callbacks_.EvtAcxStreamAudioEngineAssignLastBufferPosition == nullptr) return not_supported;
    return call_driver("EvtAcxStreamAudioEngineAssignLastBufferPosition", id(),
                       callbacks_.EvtAcxStreamAudioEngineAssignLastBufferPosition, handle_as<ACXSTREAMAUDIOENGINE>(),
                       ULONG{bytes});
}

Status StreamAudioEngine::assign_loopback_protection(ACX_CONSTRICTOR_OPTION option) {
    if (option != AcxConstrictorOptionNone && option != AcxConstrictorOptionMute) return invalid_parameter;
    if (callbacks_.EvtAcxStreamAudioEngineAssignLoopbackProtection == nullptr) return not_supported;
    return call_driver("EvtAcxStreamAudioEngineAssignLoopbackProtection", id(),
                       callbacks_.EvtAcxStreamAudioEngineAssignLoopbackProtection, handle_as<ACXSTREAMAUDIOENGINE>(),
                       option);
}

// --- keyword spotters
// ---------------------------------------------------------------------------------------------------------

KeywordSpotter::KeywordSpotter(const wdf::Attributes &attributes, wdf::Object &container,
                               const ACX_KEYWORDSPOTTER_CONFIG &config)
    : Element(type, attributes, container, config.Name) {
    if (config.Callbacks != nullptr) callbacks_ = *config.Callbacks;
    if (config.Pattern != nullptr) pattern_type_ = *config.Pattern;
}

Status KeywordSpotter::arm(const GUID &event, bool armed) {
    if (callbacks_.EvtAcxKeywordSpotterAssignArm == nullptr) return not_supported;
    GUID id_of_event = event;
    return call_driver("EvtAcxKeywordSpotterAssignArm", id(), callbacks_.EvtAcxKeywordSpotterAssignArm,
                       handle_as<ACXKEYWORDSPOTTER>(), &id_of_event, static_cast<BOOLEAN>(armed ? TRUE : FALSE));
}

Status KeywordSpotter::armed(const GUID &event, bool &armed) {
    armed = false;
    if (callbacks_.EvtAcxKeywordSpotterRetrieveArm == nullptr) return not_supported;
    GUID id_of_event = event;
    BOOLEAN value = FALSE;
    const Status status =
        call_driver("EvtAcxKeywordSpotterRetrieveArm", id(), callbacks_.EvtAcxKeywordSpotterRetrieveArm,
                    handle_as<ACXKEYWORDSPOTTER>(), &id_of_event, &value);
    armed = value != FALSE;
    return status;
}

Status KeywordSpotter::assign_patterns(const GUID &event, std::span<const std::byte> pattern) {
    if (callbacks_.EvtAcxKeywordSpotterAssignPatterns == nullptr) return not_supported;
    if (pattern.empty()) return invalid_parameter;
    GUID id_of_event = event;
    std::vector<std::byte> copy(pattern.begin(), pattern.end()); // the driver gets no pointer that outlives the call
    return call_driver("EvtAcxKeywordSpotterAssignPatterns", id(), callbacks_.EvtAcxKeywordSpotterAssignPatterns,
                       handle_as<ACXKEYWORDSPOTTER>(), &id_of_event, static_cast<PVOID>(copy.data()),
                       static_cast<ULONG>(copy.size()));
}

Status KeywordSpotter::reset(const GUID &event) {
    if (callbacks_.EvtAcxKeywordSpotterAssignReset == nullptr) return not_supported;
    GUID id_of_event = event;
    return call_driver("EvtAcxKeywordSpotterAssignReset", id(), callbacks_.EvtAcxKeywordSpotterAssignReset,
                       handle_as<ACXKEYWORDSPOTTER>(), &id_of_event);
}

// --- audio modules
// ------------------------------------------------------------------------------------------------------------

AudioModule::AudioModule(const wdf::Attributes &attributes, wdf::Object &container,
                         const ACX_AUDIOMODULE_CONFIG &config)
    : Element(type, attributes, container, config.Name), descriptor_(config.Descriptor) {
    if (config.Callbacks != nullptr) callbacks_ = *config.Callbacks;
}

Status AudioModule::process_command(std::span<const std::byte> input, std::span<std::byte> output,
                                    std::uint32_t &output_bytes) {
    output_bytes = 0;
    if (callbacks_.EvtAcxAudioModuleProcessCommand == nullptr) return not_supported;
    std::vector<std::byte> copy(input.begin(), input.end());
    ULONG size = static_cast<ULONG>(output.size());
    const Status status = call_driver(
        "EvtAcxAudioModuleProcessCommand", id(), callbacks_.EvtAcxAudioModuleProcessCommand,
        handle_as<ACXAUDIOMODULE>(), static_cast<PVOID>(copy.empty() ? nullptr : copy.data()),
        static_cast<ULONG>(copy.size()), static_cast<PVOID>(output.empty() ? nullptr : output.data()), &size);
    output_bytes = size;
    return status;
}

} // namespace acxsim::acx
