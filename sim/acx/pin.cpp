// SPDX-License-Identifier: MIT
#include "sim/acx/pin.hpp"

#include <algorithm>
#include <cstring>

#include "sim/acx/driver_call.hpp"
#include "sim/acx/event.hpp"
#include "sim/acx/stream_bridge.hpp"
#include "sim/acx/target.hpp"
#include "sim/kernel/system.hpp"
#include "sim/kernel/work_queue.hpp"
#include "sim/wdf/framework.hpp"

namespace acxsim::acx {

namespace {

bool same(const GUID &a, const GUID &b) { return std::memcmp(&a, &b, sizeof a) == 0; }

constexpr std::size_t name_characters_max = 260; // MAX_PATH

} // namespace

Pin::Pin(const wdf::Attributes &attributes, Circuit &circuit, const ACX_PIN_CONFIG &config)
    : Object(type, attributes, attributes.parent != nullptr ? attributes.parent : &circuit), circuit_(circuit),
      config_(config) {
    if (config.PinCallbacks != nullptr) callbacks_ = *config.PinCallbacks;
    if (config.Category != nullptr) category_ = *config.Category;
    if (config.Name != nullptr) name_tag_ = *config.Name;
    if ((config.Flags & AcxPinConfigMicrophoneConfigSpecified) != 0 &&
        config.u.MicrophoneConfig->MicArrayGeometry != nullptr) {
        microphones_ = &wdf::from_handle<MicArrayGeometry>(config.u.MicrophoneConfig->MicArrayGeometry);
    }
    // Pointers into the driver's memory are good only during AcxPinCreate.
    config_.PinCallbacks = nullptr;
    config_.Category = nullptr;
    config_.Name = nullptr;
    config_.Properties = nullptr;
    config_.Methods = nullptr;
    config_.u.MicrophoneConfig = nullptr;
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
    list.pin = this;
    for (ModeList &entry : modes_) {
        if (same(entry.mode, mode)) {
            entry.list->pin = nullptr;
            entry.list = &list;
            list_changed();
            return;
        }
    }
    modes_.push_back({mode, &list});
    list_changed();
}

std::vector<GUID> Pin::modes() const {
    std::vector<GUID> all;
    for (const ModeList &entry : modes_)
        all.push_back(entry.mode);
    return all;
}

DataFormatList *Pin::remove_formats(const GUID &mode) {
    const auto found =
        std::find_if(modes_.begin(), modes_.end(), [&](const ModeList &entry) { return same(entry.mode, mode); });
    if (found == modes_.end()) return nullptr;
    DataFormatList *list = found->list;
    list->pin = nullptr;
    modes_.erase(found);
    list_changed();
    return list;
}

const GUID &Pin::streaming_mode() const {
    const DataFormatList *raw = formats(AUDIO_SIGNALPROCESSINGMODE_RAW);
    return raw != nullptr && !raw->formats().empty() ? AUDIO_SIGNALPROCESSINGMODE_RAW
                                                     : AUDIO_SIGNALPROCESSINGMODE_DEFAULT;
}

std::u16string Pin::retrieve_name() {
    if (callbacks_.EvtAcxPinRetrieveName == nullptr) return {};
    // One character more than the driver is told of: a driver that writes it is found out.
    constexpr char16_t guard = 0xa5a5;
    std::u16string buffer(name_characters_max, u'\0');
    buffer.push_back(guard);
    UNICODE_STRING name{0, static_cast<USHORT>(name_characters_max * sizeof(WCHAR)),
                        reinterpret_cast<PWSTR>(buffer.data())};
    const Status status =
        call_driver("EvtAcxPinRetrieveName", id(), callbacks_.EvtAcxPinRetrieveName, handle_as<ACXPIN>(), &name);
    if (!succeeded(status)) return {};
    const bool good = name.Length <= name_characters_max * sizeof(WCHAR) && name.Length % sizeof(WCHAR) == 0 &&
                      buffer.back() == guard;
    if (!good) { // CHK-107
        wdf::Framework::current().violation(
            wdf::Violation::OutOfOrder, handle(),
            "EvtAcxPinRetrieveName has written past MaximumLength, or returned an odd or oversized Length",
            "Length counts bytes without the terminator and is at most MaximumLength.");
    }
    return buffer.substr(0, name.Length / sizeof(WCHAR));
}

Status Pin::set_data_format(DataFormat &format) {
    if (streaming() || callbacks_.EvtAcxPinSetDataFormat == nullptr) return static_cast<Status>(STATUS_NOT_SUPPORTED);
    return call_driver("EvtAcxPinSetDataFormat", id(), callbacks_.EvtAcxPinSetDataFormat, handle_as<ACXPIN>(),
                       format.handle_as<ACXDATAFORMAT>());
}

// --- composites
// -------------------------------------------------------------------------------------------------------------

void Pin::connect(Pin &peer, TargetCircuit &target) {
    peer_ = &peer;
    target_ = &target;
    if (callbacks_.EvtAcxPinConnected == nullptr) return;
    call_driver("EvtAcxPinConnected", id(), callbacks_.EvtAcxPinConnected, handle_as<ACXPIN>(),
                target.handle_as<ACXTARGETCIRCUIT>(), ULONG{peer.pin_id()});
}

void Pin::disconnect() {
    if (peer_ == nullptr) return;
    const std::uint32_t peer_id = peer_->pin_id();
    peer_ = nullptr;
    if (target_ == nullptr) return;
    TargetCircuit &target = *std::exchange(target_, nullptr);
    if (callbacks_.EvtAcxPinDisconnected != nullptr) {
        call_driver("EvtAcxPinDisconnected", id(), callbacks_.EvtAcxPinDisconnected, handle_as<ACXPIN>(),
                    target.handle_as<ACXTARGETCIRCUIT>(), ULONG{peer_id});
    }
    target.del();
}

void Pin::formats_changed() {
    ++format_changes;
    raise_standard(*this, StandardEvent::PinFormatChange);
    if (peer_ == nullptr || peer_->callbacks_.EvtAcxPinDataFormatChangeNotification == nullptr) return;
    if (system().irql() < kernel::dispatch_level) return peer_->tell_format_change(pin_id_);
    peer_->reference(); // the other driver's callback is passive code
    framework().workers().queue([peer = peer_, id = pin_id_] {
        peer->tell_format_change(id);
        peer->dereference();
    });
}

void Pin::tell_format_change(std::uint32_t peer_id) {
    if (target_ == nullptr) return; // disconnected meanwhile
    call_driver("EvtAcxPinDataFormatChangeNotification", id(), callbacks_.EvtAcxPinDataFormatChangeNotification,
                handle_as<ACXPIN>(), target_->handle_as<ACXTARGETCIRCUIT>(), ULONG{peer_id});
}

void Pin::list_gone(const DataFormatList &list) {
    std::erase_if(modes_, [&](const ModeList &entry) { return entry.list == &list; });
}

void Pin::list_changed() {
    if (added() && circuit_.powered()) raise_standard(*this, StandardEvent::PinFormatChange);
}

void Pin::before_cleanup() {
    if (peer_ != nullptr) peer_->peer_ = nullptr;
    peer_ = nullptr;
    target_ = nullptr; // a child: it goes with the pin
    for (const ModeList &entry : modes_) {
        if (entry.list->pin == this) entry.list->pin = nullptr;
    }
}

Jack::Jack(const wdf::Attributes &attributes, Pin &pin, const ACX_JACK_CONFIG &config)
    : Object(type, attributes, attributes.parent != nullptr ? attributes.parent : &pin), pin_(pin),
      description_(config.Description), detection_((config.Flags & AcxJackConfigJackDetection) != 0) {
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
