// SPDX-License-Identifier: MIT
#include "sim/acx/framework_implementation.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/acx/connection.hpp"
#include "sim/acx/data_format.hpp"
#include "sim/acx/device_extension.hpp"
#include "sim/acx/driver_call.hpp"
#include "sim/acx/framework.hpp"
#include "sim/acx/object_request.hpp"
#include "sim/acx/pin.hpp"
#include "sim/acx/stream.hpp"
#include "sim/acx/stream_bridge.hpp"
#include "sim/wdf/device_tree.hpp"
#include "sim/wdf/string.hpp"

namespace acxsim::acx {

namespace {

std::string_view word(Direction direction) { return direction == Direction::Render ? "render" : "capture"; }

std::string text(const AudioFormat &format) {
    return fmt::format("{} Hz {}/{} bit {} channels", format.rate_hz, format.valid_bits, format.container_bits,
                       format.channels);
}

struct NamedMode {
    std::string_view name;
    const GUID &mode;
};

/// The mode a client asked for by name; that in which the pin streams if it left that open. nullptr: no such name.
const GUID *mode_of(std::string_view name, const Pin &pin) {
    static const NamedMode modes[] = {{"RAW", AUDIO_SIGNALPROCESSINGMODE_RAW},
                                      {"DEFAULT", AUDIO_SIGNALPROCESSINGMODE_DEFAULT},
                                      {"COMMUNICATIONS", AUDIO_SIGNALPROCESSINGMODE_COMMUNICATIONS},
                                      {"SPEECH", AUDIO_SIGNALPROCESSINGMODE_SPEECH},
                                      {"NOTIFICATION", AUDIO_SIGNALPROCESSINGMODE_NOTIFICATION},
                                      {"MEDIA", AUDIO_SIGNALPROCESSINGMODE_MEDIA},
                                      {"MOVIE", AUDIO_SIGNALPROCESSINGMODE_MOVIE}};
    if (name.empty()) return &pin.streaming_mode();
    for (const NamedMode &each : modes) {
        if (each.name == name) return &each.mode;
    }
    return nullptr;
}

/// The formats a client may open in that mode, default first.
std::vector<DataFormat *> offered_formats(const Pin &pin, const GUID &mode) {
    const DataFormatList *list = pin.formats(mode);
    if (list == nullptr) return {};
    std::vector<DataFormat *> formats = list->formats();
    std::stable_partition(formats.begin(), formats.end(),
                          [list](const DataFormat *format) { return format == list->default_format(); });
    return formats;
}

/// Circuits without a streaming pin: data enters a render circuit where it comes from the system.
Direction direction_of(const Circuit &circuit, const Pin &pin) {
    switch (circuit.description().circuit_type) {
    case AcxCircuitTypeRender:
        return Direction::Render;
    case AcxCircuitTypeCapture:
        return Direction::Capture;
    default:
        return pin.direction();
    }
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
    forget_requests();
    extension_.reset();
    current_ = nullptr;
}

// --- what clients can open
// ------------------------------------------------------------------------------------------------

std::vector<Circuit *> FrameworkImplementation::powered_circuits() const {
    std::vector<Circuit *> circuits;
    for (wdf::Device *device : devices_) {
        for (Circuit *circuit : state_of(*device)->circuits) {
            if (circuit->visible()) circuits.push_back(circuit);
        }
    }
    return circuits;
}

std::vector<Circuit *> FrameworkImplementation::circuits() const {
    std::vector<Circuit *> all;
    for (wdf::Device *device : devices_) {
        const auto &circuits = state_of(*device)->circuits;
        all.insert(all.end(), circuits.begin(), circuits.end());
    }
    return all;
}

std::vector<FactoryCircuit *> FrameworkImplementation::factories() const {
    std::vector<FactoryCircuit *> all;
    for (wdf::Device *device : devices_) {
        const auto &factories = state_of(*device)->factories;
        all.insert(all.end(), factories.begin(), factories.end());
    }
    return all;
}

Circuit *FrameworkImplementation::circuit_by_link(const std::u16string &symbolic_link) const {
    for (Circuit *circuit : circuits()) {
        const wdf::String *name = circuit->symbolic_link_name();
        if (name != nullptr && name->text() == symbolic_link) return circuit;
    }
    return nullptr;
}

FactoryCircuit *FrameworkImplementation::factory_by_link(const std::u16string &symbolic_link) const {
    for (FactoryCircuit *factory : factories()) {
        const wdf::String *name = factory->symbolic_link_name();
        if (name != nullptr && name->text() == symbolic_link) return factory;
    }
    return nullptr;
}

std::vector<StreamingPin> FrameworkImplementation::streaming_pins() const {
    std::vector<StreamingPin> pins;
    for (Circuit *circuit : powered_circuits()) {
        for (const Pin *pin : circuit->pins()) {
            if (!pin->streaming()) continue;
            StreamingPin offered{circuit->name(), pin->pin_id(), pin->direction(), {}};
            for (const DataFormat *format : offered_formats(*pin, pin->streaming_mode())) {
                if (const auto audio = format->audio()) offered.formats.push_back(*audio);
            }
            pins.push_back(std::move(offered));
        }
    }
    return pins;
}

core::Result<std::unique_ptr<StreamConnection>>
FrameworkImplementation::open(std::string_view circuit_name, Direction direction, const AudioFormat &format) {
    StreamTarget target;
    target.circuit = circuit_name;
    target.direction = direction;
    target.format = format;
    return open_target(target);
}

core::Result<std::unique_ptr<StreamConnection>> FrameworkImplementation::open_target(const StreamTarget &target) {
    system_.charge(kernel::Cost::UserCall);
    std::string circuits;
    std::string formats;
    const wdf::DeviceTree &tree = wdf::DeviceTree::current();
    for (Circuit *circuit : powered_circuits()) {
        if (target.device &&
            !tree.belongs_to_root(static_cast<const wdf::Device &>(circuit->device()), *target.device)) {
            continue;
        }
        circuits += fmt::format("{}\"{}\"", circuits.empty() ? "" : ", ", circuit->name());
        if (!target.circuit.empty() && target.circuit != circuit->name()) continue;
        for (Pin *pin : circuit->pins()) {
            if (!pin->streaming() || pin->direction() != target.direction) continue;
            if (target.pin_id && *target.pin_id != pin->pin_id()) continue;
            const GUID *mode = mode_of(target.mode, *pin);
            if (mode == nullptr) {
                return core::Error{fmt::format("there is no signal-processing mode \"{}\"", target.mode),
                                   circuit->name(), "RAW, DEFAULT, COMMUNICATIONS, SPEECH, NOTIFICATION, MEDIA, MOVIE"};
            }
            for (DataFormat *offered : offered_formats(*pin, *mode)) {
                const auto audio = offered->audio();
                if (!audio) continue;
                if (*audio == target.format) return open_stream(*circuit, *pin, *mode, *offered);
                formats += fmt::format("{}{}", formats.empty() ? "" : "; ", text(*audio));
            }
        }
    }
    if (circuits.empty()) {
        return core::Error{"no circuit is visible: the driver has added none, or its device is not in D0",
                           target.circuit, "AcxDeviceAddCircuit in EvtDevicePrepareHardware makes one visible."};
    }
    if (formats.empty()) {
        return core::Error{fmt::format("no {} pin to stream on; circuits: {}", word(target.direction), circuits),
                           target.circuit, "Check the names of circuit and mode, the pin and the direction."};
    }
    return core::Error{
        fmt::format("no {} pin offers {}; offered: {}", word(target.direction), text(target.format), formats),
        target.circuit, "Choose an offered format, or add it to the pin's RAW list."};
}

core::Result<std::unique_ptr<StreamConnection>>
FrameworkImplementation::open_stream(Circuit &circuit, Pin &pin, const GUID &mode, DataFormat &format) {
    const auto open_streams = std::count_if(circuit.streams().begin(), circuit.streams().end(),
                                            [&pin](Stream *stream) { return stream->settings().pin == &pin; });
    if (pin.streams_max() != 0 && open_streams >= std::int64_t{pin.streams_max()}) { // RT-CIR-11
        return core::Error{fmt::format("{} streams are open on the pin, which is its MaxStreams", open_streams),
                           circuit.name(), "Close one first."};
    }
    Stream *made = nullptr;
    // Streams are made while the device is in D0 (RT-LIF-24): an idle one comes back first.
    auto &device = static_cast<wdf::Device &>(circuit.device());
    const bool awake = wdf::DeviceTree::current().system_is_awake(); // asleep: the circuit refuses
    Status status = awake ? device.power_reference_and_wait() : 0;
    if (!succeeded(status)) {
        return core::Error{fmt::format("the device cannot be brought to D0: {:#010x}", status), circuit.name(), {}};
    }
    if (circuit.description().items.preprocess_for(AcxRequestTypeCreate, GUID{}, AcxItemIdNone)) {
        ACX_REQUEST_PARAMETERS parameters;
        ACX_REQUEST_PARAMETERS_INIT(&parameters);
        parameters.MajorFunction = IRP_MJ_CREATE;
        parameters.Type = AcxRequestTypeCreate;
        status = send_request(*addressee(circuit, AcxItemTypeCircuit, AcxItemIdNone), parameters, [&] {
                     return RequestAnswer{create_stream(circuit, pin, mode, format, nullptr, made), 0};
                 }).status;
    } else {
        status = create_stream(circuit, pin, mode, format, nullptr, made);
    }
    if (awake) device.power_dereference(); // the stream has a reference of its own by now
    if (!succeeded(status)) {
        return core::Error{fmt::format("EvtAcxCircuitCreateStream failed with {:#010x}", status), circuit.name(), {}};
    }
    if (made == nullptr) {
        return core::Error{"EvtAcxCircuitCreateStream succeeded without creating a stream", circuit.name(),
                           "AcxRtStreamCreate must be called for the streaming circuit."};
    }
    return std::unique_ptr<StreamConnection>(std::make_unique<Connection>(*this, *made));
}

Status FrameworkImplementation::create_stream(Circuit &circuit, Pin &pin, const GUID &mode, DataFormat &format,
                                              ACXOBJECTBAG arguments, Stream *&made) {
    made = nullptr;
    StreamInit init{.settings = std::make_unique<StreamSettings>()};
    init.settings->circuit = &circuit;
    init.settings->pin = &pin;
    init.settings->direction = circuit.has_streaming_pin() ? pin.direction() : direction_of(circuit, pin);
    if (const auto audio = format.audio()) init.settings->format = *audio;
    init.settings->mode = mode;
    init.settings->data_format = &format;
    init.settings->arguments = arguments;
    stream_inits_.push_back(&init);
    const GUID mode_copy = mode;
    Status status =
        call_driver("EvtAcxCircuitCreateStream", circuit.id(), circuit.description().create_stream,
                    circuit.device().handle_as<WDFDEVICE>(), circuit.handle_as<ACXCIRCUIT>(), pin.handle_as<ACXPIN>(),
                    reinterpret_cast<PACXSTREAM_INIT>(&init), format.handle_as<ACXDATAFORMAT>(), &mode_copy, arguments);
    std::erase(stream_inits_, &init);
    if (init.made != nullptr) init.made->construction_over();
    if (succeeded(status) && init.made != nullptr) status = bridge_new_stream(circuit, *init.made);
    if (!succeeded(status) && init.made != nullptr) init.made->close(); // the orphan, RT-LIF-22
    if (succeeded(status)) made = init.made;
    return status;
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

FactoryCircuitInit *FrameworkImplementation::new_factory_init() {
    factory_inits_.push_back(std::make_unique<FactoryCircuitInit>());
    return factory_inits_.back().get();
}

FactoryCircuitInit *FrameworkImplementation::find(PACXFACTORYCIRCUIT_INIT init) {
    const auto *address = reinterpret_cast<const FactoryCircuitInit *>(init);
    for (const auto &alive : factory_inits_) {
        if (alive.get() == address) return alive.get();
    }
    return nullptr;
}

void FrameworkImplementation::forget(const FactoryCircuitInit *init) {
    std::erase_if(factory_inits_, [init](const auto &alive) { return alive.get() == init; });
}

StreamInit *FrameworkImplementation::find(PACXSTREAM_INIT init) {
    const auto found = std::find(stream_inits_.begin(), stream_inits_.end(), reinterpret_cast<StreamInit *>(init));
    return found == stream_inits_.end() ? nullptr : *found;
}

// --- what goes
// --------------------------------------------------------------------------------------------------------------

void FrameworkImplementation::remove_device(wdf::Device &device) {
    std::erase(devices_, &device);
    for (wdf::Device *other : devices_)
        std::erase(state_of(*other)->circuit_devices, &device);
}

void FrameworkImplementation::add_made_circuits(wdf::Device &device) {
    DeviceState *state = state_of(device);
    if (state == nullptr) return;
    for (const FactoryCircuit *factory : factories()) {
        for (const FactoryCircuit::Product &product : factory->products()) {
            if (product.device != &device || product.circuit == nullptr) continue;
            auto &present = state->circuits;
            if (std::find(present.begin(), present.end(), product.circuit) != present.end()) continue;
            product.circuit->complete_pins();
            product.circuit->make_symbolic_link_name();
            present.push_back(product.circuit);
        }
    }
}

void FrameworkImplementation::factory_gone(FactoryCircuit &factory) {
    for (wdf::Device *device : devices_)
        std::erase(state_of(*device)->factories, &factory);
    for (Circuit *circuit : circuits()) {
        if (circuit->maker == &factory) circuit->maker = nullptr;
    }
}

void FrameworkImplementation::circuit_gone(Circuit &circuit) {
    if (circuit.maker != nullptr) circuit.maker->circuit_gone(circuit);
    if (circuit_made == &circuit) circuit_made = nullptr;
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
