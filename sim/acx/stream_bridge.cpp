// SPDX-License-Identifier: MIT
#include "sim/acx/stream_bridge.hpp"

#include <algorithm>
#include <cstring>

#include "sim/acx/circuit.hpp"
#include "sim/acx/data_format.hpp"
#include "sim/acx/framework_implementation.hpp"
#include "sim/acx/pin.hpp"
#include "sim/acx/stream.hpp"
#include "sim/acx/stream_settings.hpp"
#include "sim/acx/target.hpp"

namespace acxsim::acx {

namespace {

constexpr auto success = static_cast<Status>(STATUS_SUCCESS);
constexpr auto no_match = static_cast<Status>(STATUS_NO_MATCH);

bool same(const GUID &a, const GUID &b) { return std::memcmp(&a, &b, sizeof a) == 0; }

DataFormatList *filled_list(const Pin &pin, const GUID &mode) {
    DataFormatList *list = pin.formats(mode);
    return list != nullptr && !list->formats().empty() ? list : nullptr;
}

/// The format of `list` that equals `format`; the next circuit's driver gets its own object.
DataFormat *equal_format(const DataFormatList &list, const DataFormat &format) {
    for (DataFormat *each : list.formats()) {
        if (each->equals(format)) return each;
    }
    // A driver may spell the same sound as WAVEFORMATEX on one side and extensible on the other.
    const auto wanted = format.audio();
    for (DataFormat *each : list.formats()) {
        if (wanted && each->audio() == wanted) return each;
    }
    return nullptr;
}

} // namespace

StreamBridge::StreamBridge(const wdf::Attributes &attributes, Circuit &circuit, const ACX_STREAM_BRIDGE_CONFIG &config,
                           bool by_framework)
    : Object(type, attributes, attributes.parent != nullptr ? attributes.parent : &circuit), circuit_(circuit),
      flags_(config.Flags), by_framework_(by_framework), out_arguments_(config.OutStreamVarArguments) {
    require_passive_disposal();
    for (ULONG i = 0; i < config.InModesCount; ++i)
        in_modes_.push_back(*config.InModes[i]);
    if (config.OutMode != nullptr) out_mode_ = *config.OutMode;
}

bool StreamBridge::serves(const GUID &mode) const {
    if (by_framework_) return true;
    return std::any_of(in_modes_.begin(), in_modes_.end(),
                       [&](const GUID &each) { return same(each, mode) || same(each, GUID{}); });
}

// --- the out-stream
// ----------------------------------------------------------------------------------------------------------

Status StreamBridge::open_out(Stream &first) {
    Pin &far = *pin_->peer();
    const GUID &in_mode = first.settings().mode;
    // Which list of this pin decides (RT-BRG-05).
    std::optional<GUID> list_mode;
    if (!out_mode_) {
        if (filled_list(*pin_, AUDIO_SIGNALPROCESSINGMODE_DEFAULT) != nullptr) {
            list_mode = AUDIO_SIGNALPROCESSINGMODE_DEFAULT;
        } else if (filled_list(*pin_, AUDIO_SIGNALPROCESSINGMODE_RAW) != nullptr) {
            list_mode = AUDIO_SIGNALPROCESSINGMODE_RAW;
        }
    } else {
        list_mode = same(*out_mode_, GUID{}) ? in_mode : *out_mode_;
    }
    const DataFormatList *near_list = list_mode ? filled_list(*pin_, *list_mode) : nullptr;
    const DataFormat *wanted = near_list != nullptr ? near_list->default_format() : first.settings().data_format;
    if (wanted == nullptr) return no_match;

    // The mode of the out-stream; without one the next circuit's own preference.
    std::vector<GUID> modes;
    if (out_mode_) {
        modes = {same(*out_mode_, GUID{}) ? in_mode : *out_mode_};
    } else {
        modes = {AUDIO_SIGNALPROCESSINGMODE_DEFAULT, AUDIO_SIGNALPROCESSINGMODE_RAW};
    }
    for (const GUID &mode : modes) {
        const DataFormatList *far_list = filled_list(far, mode);
        DataFormat *format = far_list == nullptr ? nullptr : equal_format(*far_list, *wanted);
        if (format == nullptr) continue;
        const bool forward = (flags_ & AcxStreamBridgeForwardInStreamVarArguments) != 0;
        Stream *out = nullptr;
        const Status status = FrameworkImplementation::current().create_stream(
            far.circuit(), far, mode, *format, forward ? first.settings().arguments : out_arguments_, out);
        if (!succeeded(status)) return status;
        out_ = out;
        out_->fed_by = this;
        FrameworkImplementation::current().trace().emit(BridgeStream{id(), first.id(), out_->id(), 1});
        return success;
    }
    return no_match; // RT-BRG-01: a mismatch fails the creation
}

void StreamBridge::close_out() {
    if (out_ == nullptr) return;
    Stream &out = *std::exchange(out_, nullptr);
    FrameworkImplementation::current().trace().emit(
        BridgeStream{id(), streams_.empty() ? 0 : streams_.front()->id(), out.id(), 0});
    if (target_ != nullptr) std::exchange(target_, nullptr)->del();
    out.fed_by = nullptr;
    out.close();
}

TargetStream *StreamBridge::target_stream() {
    if (out_ == nullptr) return nullptr;
    if (target_ == nullptr) target_ = &wdf::make_object<TargetStream>(wdf::Attributes{}, *this, *out_);
    return target_;
}

// --- in-streams
// --------------------------------------------------------------------------------------------------------------

Status StreamBridge::add(Stream &stream) {
    if (std::find(streams_.begin(), streams_.end(), &stream) != streams_.end()) {
        return static_cast<Status>(STATUS_INVALID_PARAMETER);
    }
    streams_.push_back(&stream);
    stream.bridges().push_back(this);
    if (out_ != nullptr || pin_ == nullptr || pin_->peer() == nullptr) return success;
    const Status status = open_out(stream);
    if (!succeeded(status)) {
        std::erase(streams_, &stream);
        std::erase(stream.bridges(), this);
    }
    return status;
}

bool StreamBridge::remove(Stream &stream) {
    std::erase(stream.bridges(), this);
    if (std::erase(streams_, &stream) == 0) return false;
    if (streams_.empty()) {
        close_out();
    } else if (out_ != nullptr) {
        StreamState mixed = StreamState::Stop;
        for (const Stream *each : streams_)
            mixed = std::max(mixed, each->state());
        out_->set_state(mixed);
    }
    return true;
}

Status StreamBridge::propagate(const Stream &stream, StreamState state) {
    if (out_ == nullptr) return success;
    StreamState mixed = state;
    for (const Stream *each : streams_) {
        if (each != &stream) mixed = std::max(mixed, each->state());
    }
    return out_->set_state(mixed);
}

bool StreamBridge::in_stream_first(const Stream &stream, StreamState from, StreamState to) const {
    const bool up = to > from;
    const bool render = stream.circuit().description().circuit_type == AcxCircuitTypeRender;
    return (render == up) != inverted();
}

Status StreamBridge::assign_drm_content_id(std::uint32_t content_id, bool copy_protect, bool digital_output_disable) {
    if (out_ == nullptr) return success;
    const Status status = out_->assign_drm_content_id(content_id, copy_protect, digital_output_disable);
    return status == static_cast<Status>(STATUS_NOT_SUPPORTED) ? success : status;
}

void StreamBridge::before_cleanup() {
    for (Stream *stream : streams_)
        std::erase(stream->bridges(), this);
    streams_.clear();
    close_out();
    if (pin_ != nullptr) std::erase(pin_->bridges, this);
}

// --- the default handling
// ----------------------------------------------------------------------------------------------------

Status bridge_new_stream(Circuit &circuit, Stream &stream) {
    if (!circuit.description().default_bridge_handling || !stream.bridges().empty()) return success;
    for (Pin *pin : circuit.pins()) {
        if (pin->peer() == nullptr || pin == stream.settings().pin) continue;
        for (StreamBridge *bridge : pin->bridges) {
            if (bridge->serves(stream.settings().mode)) return bridge->add(stream);
        }
        return no_match;
    }
    return success; // nothing follows this circuit
}

} // namespace acxsim::acx
