// SPDX-License-Identifier: MIT
//
// Properties that the framework serves itself by asking the driver's callbacks (RT-REQ-04): volume level, mute, peak
// meter; keyword detectors; audio modules; jacks and the names of pins. `Control` is what follows the KSPROPERTY (or
// KSNODEPROPERTY) header in the client's input. Sizes: an empty value buffer asks for the size (KS practice,
// RT-REQ-03). Leaves out: what an audio service asks while it enumerates a filter's topology.
#include <cstring>
#include <vector>

#include "sim/acx/element.hpp"
#include "sim/acx/object_request.hpp"
#include "sim/acx/pin.hpp"

#include "sim/acx/ddk.hpp"

namespace acxsim::acx {

namespace {

// Numbers of the ksmedia.h pages.
constexpr ULONG audio_peakmeter2 = 55;
constexpr ULONG sounddetector_supportedpatterns = 1;
constexpr ULONG sounddetector_patterns = 2;
constexpr ULONG sounddetector_armed = 3;
constexpr ULONG sounddetector_reset = 5;
constexpr ULONG audiomodule_descriptors = 1;
constexpr ULONG audiomodule_command = 2;
constexpr ULONG jack_description = 1;

constexpr auto success = static_cast<Status>(STATUS_SUCCESS);
constexpr auto too_small = static_cast<Status>(STATUS_BUFFER_TOO_SMALL);
constexpr auto overflow = static_cast<Status>(STATUS_BUFFER_OVERFLOW);
constexpr auto bad_request = static_cast<Status>(STATUS_INVALID_DEVICE_REQUEST);
constexpr auto bad_parameter = static_cast<Status>(STATUS_INVALID_PARAMETER);

bool same(const GUID &a, const GUID &b) { return std::memcmp(&a, &b, sizeof a) == 0; }

struct Property {
    GUID set;
    ULONG id;
    ACX_PROPERTY_VERB verb;
    std::span<std::byte> control;
    std::span<std::byte> value;
    bool is(const GUID &of, ULONG number) const { return same(set, of) && id == number; }
    bool get() const { return verb == AcxPropertyVerbGet; }
    bool set_verb() const { return verb == AcxPropertyVerbSet; }
};

RequestAnswer basic_support(const Property &property, ULONG flags) {
    if (property.value.empty()) return {success, sizeof flags};
    if (property.value.size() < sizeof flags) return {too_small, sizeof flags};
    std::memcpy(property.value.data(), &flags, sizeof flags);
    return {success, sizeof flags};
}

constexpr ULONG get_and_set =
    ACX_PROPERTY_ITEM_FLAG_GET | ACX_PROPERTY_ITEM_FLAG_SET | ACX_PROPERTY_ITEM_FLAG_BASICSUPPORT;
constexpr ULONG get_only = ACX_PROPERTY_ITEM_FLAG_GET | ACX_PROPERTY_ITEM_FLAG_BASICSUPPORT;

/// Copies `bytes` out, or says how many there are.
RequestAnswer give(const Property &property, const void *bytes, std::size_t size) {
    if (property.value.empty()) return {overflow, size};
    if (property.value.size() < size) return {too_small, size};
    std::memcpy(property.value.data(), bytes, size);
    return {success, size};
}

/// A property of one LONG per channel; the channel leads the control data, without one it is the master.
template <class Retrieve, class Assign>
RequestAnswer level(const Property &property, Retrieve retrieve, Assign assign) {
    if (property.verb == AcxPropertyVerbBasicSupport) return basic_support(property, get_and_set);
    std::uint32_t channel = UINT32_MAX;
    if (property.control.size() >= sizeof channel) std::memcpy(&channel, property.control.data(), sizeof channel);
    std::int32_t value = 0;
    if (property.get()) {
        if (property.value.size() < sizeof value) return give(property, &value, sizeof value);
        const Status status = retrieve(channel, value);
        return succeeded(status) ? give(property, &value, sizeof value) : RequestAnswer{status, 0};
    }
    if (!property.set_verb()) return {bad_request, 0};
    if (property.value.size() < sizeof value) return {too_small, sizeof value};
    std::memcpy(&value, property.value.data(), sizeof value);
    return {assign(channel, value), 0};
}

std::optional<RequestAnswer> serve(Volume &volume, const Property &property) {
    if (!property.is(KSPROPSETID_Audio, KSPROPERTY_AUDIO_VOLUMELEVEL)) return std::nullopt;
    return level(
        property, [&](std::uint32_t channel, std::int32_t &value) { return volume.retrieve(channel, value); },
        [&](std::uint32_t channel, std::int32_t value) { return volume.assign(channel, value); });
}

std::optional<RequestAnswer> serve(Mute &mute, const Property &property) {
    if (!property.is(KSPROPSETID_Audio, KSPROPERTY_AUDIO_MUTE)) return std::nullopt;
    return level(
        property,
        [&](std::uint32_t channel, std::int32_t &value) {
            std::uint32_t state = 0;
            const Status status = mute.retrieve(channel, state);
            value = static_cast<std::int32_t>(state);
            return status;
        },
        [&](std::uint32_t channel, std::int32_t value) {
            return mute.assign(channel, static_cast<std::uint32_t>(value));
        });
}

std::optional<RequestAnswer> serve(PeakMeter &meter, const Property &property) {
    if (!property.is(KSPROPSETID_Audio, audio_peakmeter2)) return std::nullopt;
    if (property.verb == AcxPropertyVerbBasicSupport) return basic_support(property, get_only);
    return level(
        property, [&](std::uint32_t channel, std::int32_t &value) { return meter.retrieve(channel, value); },
        [](std::uint32_t, std::int32_t) { return bad_request; });
}

std::optional<RequestAnswer> serve(KeywordSpotter &spotter, const Property &property) {
    if (!same(property.set, KSPROPSETID_SoundDetector)) return std::nullopt;
    GUID event{}; // the detector's event, where the client names one (KSPROPSETID_SoundDetector2)
    if (property.control.size() >= sizeof event) std::memcpy(&event, property.control.data(), sizeof event);
    switch (property.id) {
    case sounddetector_supportedpatterns: {
        if (!property.get()) return RequestAnswer{bad_request, 0};
        struct { // KSMULTIPLE_ITEM, then the GUIDs
            ULONG size, count;
            GUID pattern;
        } answer{sizeof answer, 1, spotter.pattern_type().value_or(GUID{})};
        return give(property, &answer, sizeof answer);
    }
    case sounddetector_patterns:
        if (!property.set_verb()) return RequestAnswer{bad_request, 0};
        return RequestAnswer{spotter.assign_patterns(event, property.value), 0};
    case sounddetector_armed: {
        BOOL armed = FALSE;
        if (property.get()) {
            if (property.value.size() < sizeof armed) return give(property, &armed, sizeof armed);
            bool is_armed = false;
            const Status status = spotter.armed(event, is_armed);
            armed = is_armed ? TRUE : FALSE;
            return succeeded(status) ? give(property, &armed, sizeof armed) : RequestAnswer{status, 0};
        }
        if (!property.set_verb()) return RequestAnswer{bad_request, 0};
        if (property.value.size() < sizeof armed) return RequestAnswer{too_small, sizeof armed};
        std::memcpy(&armed, property.value.data(), sizeof armed);
        return RequestAnswer{spotter.arm(event, armed != FALSE), 0};
    }
    case sounddetector_reset:
        if (!property.set_verb()) return RequestAnswer{bad_request, 0};
        return RequestAnswer{spotter.reset(event), 0};
    default:
        return std::nullopt;
    }
}

std::optional<RequestAnswer> serve(AudioModule &module, const Property &property) {
    if (property.is(KSPROPSETID_AudioModule, audiomodule_descriptors)) {
        if (!property.get()) return RequestAnswer{bad_request, 0};
        std::vector<std::byte> answer(2 * sizeof(ULONG) + sizeof(ACX_AUDIOMODULE_DESCRIPTOR));
        const ULONG head[2] = {static_cast<ULONG>(answer.size()), 1}; // KSMULTIPLE_ITEM
        std::memcpy(answer.data(), head, sizeof head);
        std::memcpy(answer.data() + sizeof head, &module.descriptor(), sizeof(ACX_AUDIOMODULE_DESCRIPTOR));
        return give(property, answer.data(), answer.size());
    }
    if (!property.is(KSPROPSETID_AudioModule, audiomodule_command)) return std::nullopt;
    // The control data begins with class and instance of the module, the module's own input follows.
    constexpr std::size_t address_bytes = sizeof(GUID) + sizeof(ULONG);
    if (property.control.size() < address_bytes) return RequestAnswer{bad_parameter, 0};
    GUID class_id{};
    ULONG instance = 0;
    std::memcpy(&class_id, property.control.data(), sizeof class_id);
    std::memcpy(&instance, property.control.data() + sizeof class_id, sizeof instance);
    if (!same(class_id, module.descriptor().ClassId) || instance != module.descriptor().InstanceId) {
        return RequestAnswer{static_cast<Status>(STATUS_NOT_FOUND), 0};
    }
    std::uint32_t written = 0;
    const Status status = module.process_command(property.control.subspan(address_bytes), property.value, written);
    if (succeeded(status) && property.value.empty() && written != 0)
        return RequestAnswer{overflow, written}; // RT-ELE-08
    return RequestAnswer{status, written};
}

std::optional<RequestAnswer> serve(Pin &pin, const Property &property) {
    if (property.is(KSPROPSETID_Jack, jack_description) && !pin.jacks.empty()) {
        if (!property.get()) return RequestAnswer{bad_request, 0};
        struct Description { // KSJACK_DESCRIPTION
            ULONG channel_mapping, color;
            ULONG connection_type, geo_location, gen_location, port_connection;
            BOOL is_connected;
        };
        std::vector<std::byte> answer(2 * sizeof(ULONG) + pin.jacks.size() * sizeof(Description));
        if (property.value.size() < answer.size()) return give(property, answer.data(), answer.size());
        const ULONG head[2] = {static_cast<ULONG>(answer.size()), static_cast<ULONG>(pin.jacks.size())};
        std::memcpy(answer.data(), head, sizeof head);
        for (std::size_t i = 0; i < pin.jacks.size(); ++i) {
            const ACX_JACK_DESCRIPTION &jack = pin.jacks[i]->description();
            const Description description{jack.ChannelMapping,
                                          jack.Color,
                                          static_cast<ULONG>(jack.ConnectionType),
                                          static_cast<ULONG>(jack.GeoLocation),
                                          static_cast<ULONG>(jack.GenLocation),
                                          static_cast<ULONG>(jack.PortConnection),
                                          pin.jacks[i]->connected() ? TRUE : FALSE};
            std::memcpy(answer.data() + sizeof head + i * sizeof description, &description, sizeof description);
        }
        return give(property, answer.data(), answer.size());
    }
    if (property.is(KSPROPSETID_Pin, KSPROPERTY_PIN_NAME) && pin.callbacks().EvtAcxPinRetrieveName != nullptr) {
        if (!property.get()) return RequestAnswer{bad_request, 0};
        std::u16string name = pin.retrieve_name();
        name.push_back(u'\0');
        return give(property, name.data(), name.size() * sizeof(char16_t));
    }
    return std::nullopt;
}

} // namespace

std::optional<RequestAnswer> serve_standard(wdf::Object &item, const ACX_REQUEST_PARAMETERS &parameters) {
    if (parameters.Type != AcxRequestTypeProperty) return std::nullopt;
    const auto &given = parameters.Parameters.Property;
    const auto span = [](PVOID memory, ULONG size) {
        return memory == nullptr ? std::span<std::byte>{} : std::span{static_cast<std::byte *>(memory), size};
    };
    const Property property{given.Set, given.Id, given.Verb, span(given.Control, given.ControlCb),
                            span(given.Value, given.ValueCb)};
    const wdf::ObjectType &kind = item.object_type();
    if (kind.is(Volume::type)) return serve(static_cast<Volume &>(item), property);
    if (kind.is(Mute::type)) return serve(static_cast<Mute &>(item), property);
    if (kind.is(PeakMeter::type)) return serve(static_cast<PeakMeter &>(item), property);
    if (kind.is(KeywordSpotter::type)) return serve(static_cast<KeywordSpotter &>(item), property);
    if (kind.is(AudioModule::type)) return serve(static_cast<AudioModule &>(item), property);
    if (kind.is(Pin::type)) return serve(static_cast<Pin &>(item), property);
    return std::nullopt;
}

} // namespace acxsim::acx
