// SPDX-License-Identifier: MIT
#include "sim/acx/element_control.hpp"

#include "sim/acx/element.hpp"
#include "sim/acx/framework_implementation.hpp"
#include "sim/acx/object_request.hpp"

namespace acxsim::acx {

namespace {

constexpr auto not_found = static_cast<Status>(STATUS_NOT_FOUND);

/// What a request of an element looks like to a preprocess callback of the circuit.
struct Seen {
    GUID set;
    ULONG id;
    ACX_PROPERTY_VERB verb;
    std::uint32_t channel;
    std::int32_t value;
};

ACX_REQUEST_PARAMETERS parameters_of(Seen &seen, std::uint32_t element_id) {
    ACX_REQUEST_PARAMETERS parameters;
    ACX_REQUEST_PARAMETERS_INIT_PROPERTY(&parameters, seen.set, seen.id, seen.verb, AcxItemTypeElement, element_id,
                                         &seen.channel, sizeof seen.channel, &seen.value, sizeof seen.value);
    return parameters;
}

/// Runs `act` on the element as one request of its circuit.
template <class Kind, class Act>
Status request(Framework &framework, const ElementInfo &wanted, Seen &&seen, Act act) {
    auto &acx = static_cast<FrameworkImplementation &>(framework);
    acx.system().charge(kernel::Cost::UserCall);
    for (Circuit *circuit : acx.powered_circuits()) {
        if (circuit->name() != wanted.circuit_name || wanted.element_id >= circuit->elements().size()) continue;
        Element *element = circuit->elements()[wanted.element_id];
        if (!element->object_type().is(Kind::type)) return not_found;
        auto &kind = static_cast<Kind &>(*element);
        if (circuit->description().items.preprocess_for(AcxRequestTypeProperty, seen.set, seen.id) != nullptr) {
            const auto to = addressee(*circuit, AcxItemTypeElement, wanted.element_id);
            return send_request(*to, parameters_of(seen, wanted.element_id),
                                [&] {
                                    return RequestAnswer{act(kind), sizeof seen.value};
                                })
                .status;
        }
        ControlQueue::Turn turn(circuit->queue());
        return act(kind);
    }
    return not_found;
}

} // namespace

std::vector<ElementInfo> circuit_elements(Framework &framework) {
    std::vector<ElementInfo> infos;
    for (Circuit *circuit : static_cast<FrameworkImplementation &>(framework).powered_circuits()) {
        for (Element *element : circuit->elements()) {
            ElementInfo info{.circuit_name = circuit->name(), .element_id = element->element_id()};
            if (element->object_type().is(Volume::type)) {
                const ACX_VOLUME_CONFIG &config = static_cast<Volume *>(element)->config();
                info.kind = ElementInfo::Kind::Volume;
                info.channels = config.ChannelsCount;
                info.level_min = config.Minimum;
                info.level_max = config.Maximum;
                info.level_step = config.SteppingDelta;
            } else if (element->object_type().is(Mute::type)) {
                info.kind = ElementInfo::Kind::Mute;
                info.channels = static_cast<Mute *>(element)->config().ChannelsCount;
            } else if (element->object_type().is(PeakMeter::type)) {
                const ACX_PEAKMETER_CONFIG &config = static_cast<PeakMeter *>(element)->config();
                info.kind = ElementInfo::Kind::PeakMeter;
                info.channels = config.ChannelsCount;
                info.level_min = config.Minimum;
                info.level_max = config.Maximum;
                info.level_step = config.SteppingDelta;
            }
            infos.push_back(std::move(info));
        }
    }
    return infos;
}

Status set_volume(Framework &framework, const ElementInfo &element, std::uint32_t channel, std::int32_t level) {
    return request<Volume>(framework, element,
                           {KSPROPSETID_Audio, KSPROPERTY_AUDIO_VOLUMELEVEL, AcxPropertyVerbSet, channel, level},
                           [&](Volume &volume) { return volume.assign(channel, level); });
}

Status get_volume(Framework &framework, const ElementInfo &element, std::uint32_t channel, std::int32_t &level) {
    level = 0;
    return request<Volume>(framework, element,
                           {KSPROPSETID_Audio, KSPROPERTY_AUDIO_VOLUMELEVEL, AcxPropertyVerbGet, channel, 0},
                           [&](Volume &volume) { return volume.retrieve(channel, level); });
}

Status set_mute(Framework &framework, const ElementInfo &element, std::uint32_t channel, bool muted) {
    return request<Mute>(framework, element,
                         {KSPROPSETID_Audio, KSPROPERTY_AUDIO_MUTE, AcxPropertyVerbSet, channel, muted ? 1 : 0},
                         [&](Mute &mute) { return mute.assign(channel, muted ? 1 : 0); });
}

Status get_mute(Framework &framework, const ElementInfo &element, std::uint32_t channel, bool &muted) {
    std::uint32_t state = 0;
    const Status status =
        request<Mute>(framework, element, {KSPROPSETID_Audio, KSPROPERTY_AUDIO_MUTE, AcxPropertyVerbGet, channel, 0},
                      [&](Mute &mute) { return mute.retrieve(channel, state); });
    muted = state != 0;
    return status;
}

Status get_peak(Framework &framework, const ElementInfo &element, std::uint32_t channel, std::int32_t &level) {
    constexpr ULONG peakmeter2 = 55; // KSPROPERTY_AUDIO_PEAKMETER2
    level = 0;
    return request<PeakMeter>(framework, element, {KSPROPSETID_Audio, peakmeter2, AcxPropertyVerbGet, channel, 0},
                              [&](PeakMeter &meter) { return meter.retrieve(channel, level); });
}

} // namespace acxsim::acx
