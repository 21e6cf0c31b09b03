// SPDX-License-Identifier: MIT
#include "sim/acx/pin.hpp"

#include <algorithm>
#include <cstring>

#include "sim/acx/driver_call.hpp"

namespace acxsim::acx {

namespace {

bool same(const GUID &a, const GUID &b) { return std::memcmp(&a, &b, sizeof a) == 0; }

} // namespace

Pin::Pin(const wdf::Attributes &attributes, Circuit &circuit, const ACX_PIN_CONFIG &config)
    : Object(type, attributes, attributes.parent != nullptr ? attributes.parent : &circuit), circuit_(circuit),
      config_(config) {
    if (config.PinCallbacks != nullptr) callbacks_ = *config.PinCallbacks;
    // Pointers into the driver's memory are good only during AcxPinCreate.
    config_.PinCallbacks = nullptr;
    config_.Category = nullptr;
    config_.Name = nullptr;
    config_.Properties = nullptr;
    config_.Methods = nullptr;
    if ((config.Flags & AcxPinConfigNoDefaultDataFormatLists) == 0) {
        assign_formats(AUDIO_SIGNALPROCESSINGMODE_RAW, wdf::make_object<DataFormatList>(wdf::Attributes{}, *this));
    }
}

DataFormatList *Pin::formats(const GUID &mode) const {
    for (const ModeList &entry : modes_) {
        if (same(entry.mode, mode)) return entry.list;
    }
    return nullptr;
}

void Pin::assign_formats(const GUID &mode, DataFormatList &list) {
    for (ModeList &entry : modes_) {
        if (same(entry.mode, mode)) {
            entry.list = &list;
            return;
        }
    }
    modes_.push_back({mode, &list});
}

DataFormatList *Pin::remove_formats(const GUID &mode) {
    const auto found =
        std::find_if(modes_.begin(), modes_.end(), [&](const ModeList &entry) { return same(entry.mode, mode); });
    if (found == modes_.end()) return nullptr;
    DataFormatList *list = found->list;
    modes_.erase(found);
    return list;
}

const GUID &Pin::streaming_mode() const {
    const DataFormatList *raw = formats(AUDIO_SIGNALPROCESSINGMODE_RAW);
    return raw != nullptr && !raw->formats().empty() ? AUDIO_SIGNALPROCESSINGMODE_RAW
                                                     : AUDIO_SIGNALPROCESSINGMODE_DEFAULT;
}

Jack::Jack(const wdf::Attributes &attributes, Pin &pin, const ACX_JACK_CONFIG &config)
    : Object(type, attributes, attributes.parent != nullptr ? attributes.parent : &pin),
      description_(config.Description) {
    if ((config.Flags & AcxJackConfigJackDetection) != 0 && config.Callbacks != nullptr) {
        presence_ = config.Callbacks->EvtAcxJackRetrievePresenceState;
    }
}

bool Jack::connected() {
    if (presence_ == nullptr) return true;
    BOOLEAN present = FALSE;
    const Status status =
        call_driver("EvtAcxJackRetrievePresenceState", id(), presence_, handle_as<ACXJACK>(), &present);
    return succeeded(status) && present != FALSE;
}

} // namespace acxsim::acx
