// SPDX-License-Identifier: MIT
#include "sim/acx/framework_implementation.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/acx/connection.hpp"
#include "sim/acx/data_format.hpp"
#include "sim/acx/device_extension.hpp"
#include "sim/acx/driver_call.hpp"
#include "sim/acx/framework.hpp"
#include "sim/acx/pin.hpp"
#include "sim/acx/stream.hpp"

namespace acxsim::acx {

namespace {

std::string_view word(Direction direction) { return direction == Direction::Render ? "render" : "capture"; }

std::string text(const AudioFormat &format) {
    return fmt::format("{} Hz {}/{} bit {} channels", format.rate_hz, format.valid_bits, format.container_bits,
                       format.channels);
}

/// The formats a client may open, default first.
std::vector<DataFormat *> offered_formats(const Pin &pin) {
    const DataFormatList *list = pin.formats(pin.streaming_mode());
    if (list == nullptr) return {};
    std::vector<DataFormat *> formats = list->formats();
    std::stable_partition(formats.begin(), formats.end(),
                          [list](const DataFormat *format) { return format == list->default_format(); });
    return formats;
}

} // namespace

FrameworkImplementation *FrameworkImplementation::current_ = nullptr;

Framework &Framework::current() { return FrameworkImplementation::current(); }

std::unique_ptr<Framework> make_framework(kernel::System &system, wdf::DriverHost &host) {
    return std::make_unique<FrameworkImplementation>(system, host);
}

FrameworkImplementation &FrameworkImplementation::current() {
    ACXSIM_ASSERT(current_ != nullptr, "no ACX framework: make_framework() first");
    return *current_;
}

FrameworkImplementation::FrameworkImplementation(kernel::System &system, wdf::DriverHost &host)
    : system_(system), extension_(std::make_unique<DeviceExtension>(*this, host)) {
    ACXSIM_ASSERT(current_ == nullptr, "one ACX framework at a time");
    current_ = this;
}

FrameworkImplementation::~FrameworkImplementation() {
    for (Connection *connection : connections_)
        connection->framework_gone();
    extension_.reset();
    current_ = nullptr;
}

// --- what clients can open
// ------------------------------------------------------------------------------------------------

std::vector<Circuit *> FrameworkImplementation::powered_circuits() const {
    std::vector<Circuit *> circuits;
    for (wdf::Device *device : devices_) {
        for (Circuit *circuit : state_of(*device)->circuits) {
            if (circuit->powered()) circuits.push_back(circuit);
        }
    }
    return circuits;
}

std::vector<StreamingPin> FrameworkImplementation::streaming_pins() const {
    std::vector<StreamingPin> pins;
    for (Circuit *circuit : powered_circuits()) {
        for (const Pin *pin : circuit->pins()) {
            if (!pin->streaming()) continue;
            StreamingPin offered{circuit->name(), pin->pin_id(), pin->direction(), {}};
            for (const DataFormat *format : offered_formats(*pin)) {
                if (const auto audio = format->audio()) offered.formats.push_back(*audio);
            }
            pins.push_back(std::move(offered));
        }
    }
    return pins;
}

core::Result<std::unique_ptr<StreamConnection>>
FrameworkImplementation::open(std::string_view circuit_name, Direction direction, const AudioFormat &format) {
    system_.charge(kernel::Cost::UserCall);
    std::string circuits;
    std::string formats;
    for (Circuit *circuit : powered_circuits()) {
        circuits += fmt::format("{}\"{}\"", circuits.empty() ? "" : ", ", circuit->name());
        if (!circuit_name.empty() && circuit_name != circuit->name()) continue;
        for (Pin *pin : circuit->pins()) {
            if (!pin->streaming() || pin->direction() != direction) continue;
            for (DataFormat *offered : offered_formats(*pin)) {
                const auto audio = offered->audio();
                if (!audio) continue;
                if (*audio == format) return create_stream(*circuit, *pin, pin->streaming_mode(), *offered);
                formats += fmt::format("{}{}", formats.empty() ? "" : "; ", text(*audio));
            }
        }
    }
    if (circuits.empty()) {
        return core::Error{"no circuit is visible: the driver has added none, or its device is not in D0",
                           std::string(circuit_name),
                           "AcxDeviceAddCircuit in EvtDevicePrepareHardware makes one visible."};
    }
    if (formats.empty()) {
        return core::Error{fmt::format("no {} pin to stream on; circuits: {}", word(direction), circuits),
                           std::string(circuit_name), "Check the circuit's name and the direction."};
    }
    return core::Error{fmt::format("no {} pin offers {}; offered: {}", word(direction), text(format), formats),
                       std::string(circuit_name), "Choose an offered format, or add it to the pin's RAW list."};
}

core::Result<std::unique_ptr<StreamConnection>>
FrameworkImplementation::create_stream(Circuit &circuit, Pin &pin, const GUID &mode, DataFormat &format) {
    const auto open_streams = std::count_if(circuit.streams().begin(), circuit.streams().end(),
                                            [&pin](Stream *stream) { return stream->settings().pin == &pin; });
    if (pin.streams_max() != 0 && open_streams >= std::int64_t{pin.streams_max()}) { // RT-CIR-11
        return core::Error{fmt::format("{} streams are open on the pin, which is its MaxStreams", open_streams),
                           circuit.name(), "Close one first."};
    }

    StreamInit init{.settings = std::make_unique<StreamSettings>()};
    init.settings->circuit = &circuit;
    init.settings->pin = &pin;
    init.settings->direction = pin.direction();
    init.settings->format = *format.audio();
    stream_inits_.push_back(&init);
    const GUID mode_copy = mode;
    const Status status = call_driver("EvtAcxCircuitCreateStream", circuit.id(), circuit.description().create_stream,
                                      circuit.device().handle_as<WDFDEVICE>(), circuit.handle_as<ACXCIRCUIT>(),
                                      pin.handle_as<ACXPIN>(), reinterpret_cast<PACXSTREAM_INIT>(&init),
                                      format.handle_as<ACXDATAFORMAT>(), &mode_copy, ACXOBJECTBAG{nullptr});
    std::erase(stream_inits_, &init);
    if (init.made != nullptr) init.made->construction_over();
    if (!succeeded(status)) {
        if (init.made != nullptr) init.made->close(); // the orphan, RT-LIF-22
        return core::Error{fmt::format("EvtAcxCircuitCreateStream failed with {:#010x}", status), circuit.name(), {}};
    }
    if (init.made == nullptr) {
        return core::Error{"EvtAcxCircuitCreateStream succeeded without creating a stream", circuit.name(),
                           "AcxRtStreamCreate must be called for the streaming circuit."};
    }
    return std::unique_ptr<StreamConnection>(std::make_unique<Connection>(*this, *init.made));
}

// --- init structures
// ------------------------------------------------------------------------------------------------------

CircuitInit *FrameworkImplementation::new_circuit_init() {
    circuit_inits_.push_back(std::make_unique<CircuitInit>());
    return circuit_inits_.back().get();
}

CircuitInit *FrameworkImplementation::find(PACXCIRCUIT_INIT init) {
    const auto *address = reinterpret_cast<const CircuitInit *>(init);
    for (const auto &alive : circuit_inits_) {
        if (alive.get() == address) return alive.get();
    }
    return nullptr;
}

void FrameworkImplementation::forget(const CircuitInit *init) {
    std::erase_if(circuit_inits_, [init](const auto &alive) { return alive.get() == init; });
}

StreamInit *FrameworkImplementation::find(PACXSTREAM_INIT init) {
    const auto found = std::find(stream_inits_.begin(), stream_inits_.end(), reinterpret_cast<StreamInit *>(init));
    return found == stream_inits_.end() ? nullptr : *found;
}

// --- what goes
// --------------------------------------------------------------------------------------------------------------

void FrameworkImplementation::circuit_gone(Circuit &circuit) {
    for (wdf::Device *device : devices_)
        std::erase(state_of(*device)->circuits, &circuit);
}

void FrameworkImplementation::wait_for_handles(wdf::Device &device) {
    const auto open = [&] {
        return std::any_of(streams_.begin(), streams_.end(),
                           [&](Stream *stream) { return stream->ancestor<wdf::Device>() == &device; });
    };
    while (open() && system_.on_processor()) {
        system_.reset_event(stream_has_gone_);
        system_.wait(stream_has_gone_);
    }
}

void FrameworkImplementation::stream_gone(Stream &stream) {
    std::erase(streams_, &stream);
    system_.set_event(stream_has_gone_);
    for (Connection *connection : connections_)
        connection->stream_gone(stream);
}

GUID FrameworkImplementation::next_notification_id() {
    GUID id{0x5eedacc5, 0x0000, 0x4000, {0x80, 0, 0, 0, 0, 0, 0, 0}};
    id.Data1 += ++notification_ids_;
    return id;
}

} // namespace acxsim::acx
