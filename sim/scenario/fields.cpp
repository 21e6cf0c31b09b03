// SPDX-License-Identifier: MIT
#include "sim/scenario/fields.hpp"

#include <type_traits>

#include "hwmodel/hda/profiles.hpp"
#include "sim/kernel/profile.hpp"
#include "sim/scenario/fault_fields.hpp"
#include "sim/scenario/hardware/models.hpp"

namespace acxsim::scenario {

namespace {

using core::Duration;

std::vector<std::string> split(std::string_view words) {
    std::vector<std::string> list;
    while (!words.empty()) {
        const std::size_t end = words.find(' ');
        if (end != 0) list.emplace_back(words.substr(0, end));
        words.remove_prefix(end == std::string_view::npos ? words.size() : end + 1);
    }
    return list;
}

// How each type of member becomes a Value and back; one pair per type is all the table needs.
Value to_value(const std::string &member) { return {.text = member}; }
Value to_value(const std::vector<std::string> &member) { return {.items = member}; }
Value to_value(Duration member) { return {.integer = member.count()}; }
Value to_value(core::PartsPerBillion member) { return {.integer = member.value}; }
Value to_value(const PacketLength &member) {
    return {.integer = member.frames != 0 ? member.frames : member.time.count(), .in_frames = member.frames != 0};
}
Value to_value(const SourcePlan &member) { return {.source = member}; }
template <class T>
requires std::is_integral_v<T> || std::is_enum_v<T> Value to_value(T member) {
    return {.integer = static_cast<std::int64_t>(member)};
}
template <class T>
Value to_value(const std::optional<T> &member) {
    if (!member) return {.present = false};
    return to_value(*member);
}

void from_value(std::string &member, const Value &value) { member = value.text; }
void from_value(std::vector<std::string> &member, const Value &value) { member = value.items; }
void from_value(Duration &member, const Value &value) { member = Duration{value.integer}; }
void from_value(core::PartsPerBillion &member, const Value &value) { member.value = value.integer; }
void from_value(PacketLength &member, const Value &value) {
    member = value.in_frames ? PacketLength{.time = {}, .frames = value.integer}
                             : PacketLength{.time = Duration{value.integer}, .frames = 0};
}
void from_value(SourcePlan &member, const Value &value) { member = value.source; }
template <class T>
requires std::is_integral_v<T> || std::is_enum_v<T>
void from_value(T &member, const Value &value) { member = static_cast<T>(value.integer); }
template <class T>
void from_value(std::optional<T> &member, const Value &value) {
    if (!value.present) {
        member.reset();
        return;
    }
    T inner{};
    from_value(inner, value);
    member = inner;
}

/// A row; `member` gives a reference to the plan's member, (Plan &, element) -> T &.
template <class Member>
Field row(std::string_view section, std::string_view name, FieldType type, Member member, std::string_view help) {
    Field field;
    field.section = section;
    field.name = name;
    field.type = type;
    field.help = help;
    field.set = [member](Plan &plan, std::size_t element, const Value &value) {
        from_value(member(plan, element), value);
    };
    field.get = [member](const Plan &plan) { return to_value(member(const_cast<Plan &>(plan), 0)); };
    return field;
}

Field bounded(Field field, std::int64_t minimum, std::int64_t maximum, std::string_view unit = {}) {
    field.minimum = minimum;
    field.maximum = maximum;
    field.unit = unit;
    return field;
}
Field bounded(Field field, Duration minimum, Duration maximum) {
    return bounded(std::move(field), minimum.count(), maximum.count());
}
Field one_of(Field field, std::string_view choices) {
    field.choices = split(choices);
    return field;
}
Field needed(Field field) {
    field.required = true;
    return field;
}

/// A choice among named things of which the plan keeps the name: translates between it and the index.
template <class Infos>
Field one_of_named(std::string_view section, std::string_view name, std::string &(*member)(Plan &), const Infos &infos,
                   std::string_view help) {
    Field field;
    field.section = section;
    field.name = name;
    field.type = FieldType::Choice;
    field.help = help;
    for (const auto &info : infos)
        field.choices.emplace_back(info.name);
    field.set = [member, choices = field.choices](Plan &plan, std::size_t, const Value &value) {
        member(plan) = value.integer < 0 ? value.text : choices[static_cast<std::size_t>(value.integer)];
    };
    field.get = [member, choices = field.choices](const Plan &plan) {
        for (std::size_t i = 0; i < choices.size(); ++i) {
            if (choices[i] == member(const_cast<Plan &>(plan))) return Value{.integer = static_cast<std::int64_t>(i)};
        }
        return Value{};
    };
    return field;
}
Field of_model(std::string_view model, Field field) {
    field.model = model;
    return field;
}
Field or_module(Field field) {
    field.or_module = true;
    return field;
}
Field early(Field field) {
    field.early = true;
    return field;
}

void add_costs(std::vector<Field> &table) {
    for (std::size_t i = 0; i < kernel::cost_infos.size(); ++i) {
        const auto cost = static_cast<kernel::Cost>(i);
        Field field;
        field.section = "machine.costs";
        field.name = kernel::cost_infos[i].name;
        field.type = FieldType::Duration;
        field.minimum = 0;
        field.maximum = core::from_milliseconds(100).count();
        field.help = kernel::cost_infos[i].help;
        field.set = [cost](Plan &plan, std::size_t, const Value &value) {
            plan.machine.costs.set(cost, Duration{value.integer});
        };
        field.get = [cost](const Plan &plan) { return Value{.integer = plan.machine.costs[cost].count()}; };
        table.push_back(std::move(field));
    }
}

/// Takes over the parameter table of a hardware model or of the clients. Its values are integers, durations in
/// nanoseconds.
template <class P, std::size_t N>
void add_parameters(std::vector<Field> &table, std::string_view section, std::string_view model,
                    const std::array<hw::ParameterField<P>, N> &parameters, P &(*member)(Plan &, std::size_t)) {
    for (const hw::ParameterField<P> &parameter : parameters) {
        Field field;
        field.section = section;
        field.name = parameter.name;
        field.unit = parameter.unit;
        field.model = model;
        field.help = parameter.help;
        std::int64_t scale = 1;
        switch (parameter.kind) {
        case hw::FieldKind::Integer:
            field.type = parameter.unit == "ppb" ? FieldType::Error : FieldType::Integer;
            break;
        case hw::FieldKind::Boolean:
            field.type = FieldType::Boolean;
            break;
        case hw::FieldKind::Choice:
            field.type = FieldType::Choice;
            field.choices = split(parameter.choices);
            break;
        case hw::FieldKind::Duration:
        case hw::FieldKind::Latency:
            field.type = FieldType::Duration;
            scale = core::from_nanoseconds(1).count();
            break;
        }
        field.minimum = parameter.minimum * scale;
        field.maximum = parameter.maximum * scale;
        field.set = [set = parameter.set, member, scale](Plan &plan, std::size_t element, const Value &value) {
            set(member(plan, element), value.integer / scale);
        };
        field.get = [get = parameter.get, member, scale](const Plan &plan) {
            return Value{.integer = get(member(const_cast<Plan &>(plan), 0)) * scale};
        };
        table.push_back(std::move(field));
    }
}

// clang-format off
#define MEMBER(path) [](Plan &plan, std::size_t) -> auto & { return plan.path; }
#define OF_STREAM(path) [](Plan &plan, std::size_t element) -> auto & { return plan.streams[element].path; }
#define OF_STEP(path) [](Plan &plan, std::size_t element) -> auto & { return plan.steps[element].path; }

std::vector<Field> make_table() {
    using enum FieldType;
    const core::Duration hour = core::from_seconds(3600);
    std::vector<Field> t;
    t.push_back(row("scenario", "name", Text, MEMBER(name), "what the run is called in reports; default: the file's name"));
    t.push_back(row("scenario", "description", Text, MEMBER(description), "what the scenario shows"));
    t.push_back(bounded(row("scenario", "seed", Integer, MEMBER(seed), "the run's seed: latencies, jitter and tie-breaks come from it"), 0, INT64_MAX));
    t.push_back(bounded(row("scenario", "duration", Duration, MEMBER(duration), "virtual time from the moment the device is up until the clients close"), core::from_milliseconds(1), hour * (24 * 100)));
    t.push_back(one_of(row("scenario", "rules", Choice, MEMBER(rules), "which contract rules watch the run; none is for measuring what they cost: the verdict then says that 0 rules were checked"), "all none"));

    t.push_back(bounded(row("machine", "processors", Integer, MEMBER(machine.processors), "simulated processors"), 1, 64));
    t.push_back(one_of_named("machine", "profile", [](Plan &plan) -> std::string & { return plan.machine.profile; }, kernel::profile_infos, "how late interrupts, DPCs, threads and timers are (`acxsim list profiles`)"));
    t.push_back(bounded(row("machine", "qpc_frequency", Frequency, MEMBER(machine.qpc_frequency_hz), "frequency of the performance counter"), 1'000'000, 4'000'000'000));
    t.push_back(bounded(row("machine", "qpc_start", Integer, MEMBER(machine.qpc_start), "value of the performance counter at power-on"), 0, INT64_MAX, "counts"));
    t.push_back(bounded(row("machine", "qpc_ppm", Error, MEMBER(machine.qpc_error), "error of the performance counter's oscillator"), -1'000'000, 1'000'000));
    t.push_back(one_of(row("machine", "qpc_drift", Choice, MEMBER(machine.qpc_drift.shape), "how that error changes: a step, a ramp, a sine or a random walk, on top of the constant part"), "constant step ramp sine walk"));
    t.push_back(bounded(row("machine", "qpc_drift_size", Error, MEMBER(machine.qpc_drift.size), "size of the step or ramp, amplitude of the sine, bound of the walk"), -1'000'000, 1'000'000));
    t.push_back(bounded(row("machine", "qpc_drift_start", Duration, MEMBER(machine.qpc_drift.start), "when the drift begins, since power-on"), core::Duration{}, hour * (24 * 100)));
    t.push_back(bounded(row("machine", "qpc_drift_time", Duration, MEMBER(machine.qpc_drift.time), "how long the ramp takes, period of the sine, time between two moves of the walk"), core::from_milliseconds(1), hour * 24));
    t.push_back(bounded(row("machine", "tick", Duration, MEMBER(machine.tick), "system clock interval: grid of timers that are not high-resolution"), core::from_microseconds(500), core::from_milliseconds(20)));
    add_costs(t);

    t.push_back(early(or_module(one_of_named("hardware", "model", [](Plan &plan) -> std::string & { return plan.hardware.model; }, hardware_models(), "the codec hardware (`acxsim list models`), or a module with a model of your own: \"./mychip.so\""))));
    t.push_back(one_of(row("hardware", "timing", Choice, MEMBER(hardware.timing), "how closely the DMA engine is followed: exact makes every burst an event, lazy works out many at once when somebody could notice; results are the same, lazy is faster (models other than hda have one timing)"), "exact lazy"));
    t.push_back(bounded(row("hardware", "devices", Integer, MEMBER(hardware.devices), "how many of them: each has registers, interrupt and codec of its own, and the driver gets a device for each"), 1, 1024));
    t.push_back(early(of_model("hda", one_of_named("hardware", "profile", [](Plan &plan) -> std::string & { return plan.hardware.hda_profile; }, hw::hda::profiles(), "whose controller it is (`acxsim list models`): sets the parameters below, which may be changed one by one beside it"))));
    t.back().set = [set = t.back().set](Plan &plan, std::size_t element, const Value &value) {
        set(plan, element, value);
        plan.hardware.hda = hw::hda::find_profile(plan.hardware.hda_profile)->parameters();
    };
    t.push_back(row("hardware", "parameters", TextList, MEMBER(hardware.parameters), "parameters of a model of your own: \"NAME=NUMBER\""));
    add_parameters<hw::hda::Parameters>(t, "hardware", "hda", hw::hda::parameter_fields, [](Plan &plan, std::size_t) -> hw::hda::Parameters & { return plan.hardware.hda; });
    add_parameters<hw::free_running::Parameters>(t, "hardware", "timer", hw::free_running::parameter_fields, [](Plan &plan, std::size_t) -> hw::free_running::Parameters & { return plan.hardware.timer; });
    add_parameters<hw::i2s::Parameters>(t, "hardware", "i2s", hw::i2s::parameter_fields, [](Plan &plan, std::size_t) -> hw::i2s::Parameters & { return plan.hardware.i2s; });
    add_parameters<hw::dsp::Parameters>(t, "hardware", "dsp", hw::dsp::parameter_fields, [](Plan &plan, std::size_t) -> hw::dsp::Parameters & { return plan.hardware.dsp; });
    add_parameters<hw::usb::Parameters>(t, "hardware", "usb", hw::usb::parameter_fields, [](Plan &plan, std::size_t) -> hw::usb::Parameters & { return plan.hardware.usb; });

    t.push_back(row("driver", "module", Text, MEMBER(driver), "driver module: a name (looked for in the scenario's folder, then in drivers/ beside the program) or a path"));
    t.push_back(row("driver", "registry", TextList, MEMBER(registry), "registry values that the driver finds: \"NAME=TYPE:VALUE\" in its Parameters key, \"device\\NAME=...\" in the device's hardware key, \"software\\NAME=...\" in its software key; types dword, qword, sz, expand_sz, multi_sz (strings separated by |), binary"));
    t.push_back(one_of(row("driver", "unmodelled", Choice, MEMBER(unmodelled), "what a call of a function does that the simulator does not model: fail (STATUS_NOT_IMPLEMENTED and a violation), status (STATUS_NOT_SUPPORTED and a note), abort (the run ends there)"), "fail status abort"));

    t.push_back(bounded(row("stream", "count", Integer, OF_STREAM(count), "that many such streams, dealt to the devices in turn, from `device` on; a step acts on all of them"), 1, 4096));
    t.push_back(bounded(row("stream", "device", Integer, OF_STREAM(device), "which of the devices it is opened on, counted from 0"), 0, 1023));
    t.push_back(row("stream", "circuit", Text, OF_STREAM(circuit), "name of the circuit to open; empty: the first that fits"));
    t.push_back(bounded(row("stream", "pin", Limit, OF_STREAM(pin), "id of the pin in its circuit, or \"any\": the first that fits"), 0, 0xffff));
    t.push_back(row("stream", "mode", Text, OF_STREAM(mode), "signal-processing mode, such as RAW or SPEECH; empty: the one that the pin streams in"));
    t.push_back(one_of(row("stream", "direction", Choice, OF_STREAM(direction), "which way the samples go"), "render capture"));
    t.push_back(bounded(row("stream.format", "rate", Frequency, OF_STREAM(rate_hz), "sample rate"), 8'000, 384'000));
    t.push_back(one_of(row("stream.format", "bits", Integer, OF_STREAM(bits), "container of a sample (wBitsPerSample)"), "16 32"));
    t.back().unit = "bits";
    t.push_back(one_of(row("stream.format", "valid_bits", Integer, OF_STREAM(valid_bits), "bits of it that are used; 0: all"), "0 16 20 24 32"));
    t.back().unit = "bits";
    t.push_back(bounded(row("stream.format", "channels", Integer, OF_STREAM(channels), "channels"), 1, 16));
    t.push_back(bounded(row("stream", "packets", Integer, OF_STREAM(packets), "packets in the buffer: 2 with notifications, 1 for position polling"), 1, 2));
    t.push_back(bounded(row("stream", "packet", PacketLength, OF_STREAM(packet), "length of a packet: a time, or a number of frames; a single packet is rounded up to whole pages"), 1, 1'000'000));
    t.push_back(one_of(row("stream", "client", Choice, OF_STREAM(client), "how the audio engine paces itself (`acxsim list clients`)"), "event timer"));
    t.push_back(row("stream", "source", Source, OF_STREAM(source), "render: what the client plays; capture: what the codec hears"));
    t.push_back(row("stream", "sink", Sink, OF_STREAM(sink), "render: what the codec played; capture: what the client read, as a file in the output folder"));
    t.push_back(bounded(row("stream", "start", Duration, OF_STREAM(start), "when the client opens the stream, from the moment the device is up"), core::Duration{}, hour * (24 * 100)));
    t.push_back(bounded(row("stream", "stop", Duration, OF_STREAM(stop), "when the client closes it; default: at the end"), core::from_microseconds(1), hour * (24 * 100)));

    add_parameters<client::ClientParameters>(t, "stream", "", client::client_fields, [](Plan &plan, std::size_t element) -> client::ClientParameters & { return plan.streams[element].parameters; });

    t.push_back(needed(bounded(row("step", "at", Duration, OF_STEP(at), "when"), core::Duration{}, hour * (24 * 100))));
    t.push_back(one_of(row("step", "since", Choice, OF_STEP(since), "what `at` counts from: the device is up (start), or the stream's first Run (run)"), "start run"));
    t.push_back(needed(one_of(row("step", "do", Choice, OF_STEP(action), "what to do"), "pause run stop close power-down power-up")));
    t.push_back(bounded(row("step", "stream", Integer, OF_STEP(stream), "index of the stream, counted from 0 in the order of the file"), 0, 63));

    add_fault_fields(t);

    t.push_back(bounded(row("expect", "glitches", Limit, MEMBER(expect.glitches), "highest number of glitches, or \"any\""), 0, INT64_MAX));
    t.push_back(row("expect", "violations", TextList, MEMBER(expect.violations), "rules that must fire; any other violation fails the run"));
    t.push_back(bounded(row("expect", "position_error_frames", Integer, MEMBER(expect.position_error_frames), "highest difference between a presentation position and the hardware's"), 0, INT64_MAX, "frames"));
    t.push_back(bounded(row("expect", "notify_jitter", Duration, MEMBER(expect.notify_jitter), "highest deviation of the time between two notifications from a packet's length"), core::Duration{}, hour));
    return t;
}
#undef MEMBER
#undef OF_STREAM
#undef OF_STEP
// clang-format on

} // namespace

const std::vector<SectionInfo> &sections() {
    static const std::vector<SectionInfo> list{
        {"scenario", false, "what the run is called, how long it lasts, its seed"},
        {"machine", false, "the simulated computer"},
        {"machine.costs", false, "what code costs in virtual time (`acxsim list costs`)"},
        {"hardware", false, "the codec hardware and its parameters"},
        {"driver", false, "the driver under test"},
        {"stream", true, "a client that opens a stream", [](const Plan &plan) { return plan.streams.size(); },
         [](Plan &plan) { plan.streams.emplace_back(); }},
        {"stream.format", false, "its sample format, as an inline table: format = { rate = \"48kHz\", bits = 16 }"},
        {"step", true, "something that is done during the run", [](const Plan &plan) { return plan.steps.size(); },
         [](Plan &plan) { plan.steps.emplace_back(); }},
        {"fault", true, "something that the hardware does wrong (`acxsim list faults`)",
         [](const Plan &plan) { return plan.faults.size(); }, [](Plan &plan) { plan.faults.emplace_back(); }},
        {"expect", false, "what makes the run a pass"},
    };
    return list;
}

const SectionInfo *repeated_section(std::string_view section) {
    const std::string_view root = section.substr(0, section.find('.'));
    for (const SectionInfo &info : sections()) {
        if (info.repeated && info.name == root) return &info;
    }
    return nullptr;
}

const std::vector<Field> &fields() {
    static const std::vector<Field> table = make_table();
    return table;
}

const Field *find_field(std::string_view section, std::string_view name, std::string_view model) {
    const Field *first = nullptr;
    for (const Field &field : fields()) {
        if (field.section != section || field.name != name) continue;
        if (field.model.empty() || field.model == model) return &field;
        if (first == nullptr) first = &field;
    }
    return first;
}

std::vector<std::string> names_in(std::string_view section) {
    std::vector<std::string> names;
    for (const Field &field : fields()) {
        if (field.section == section) names.push_back(field.name);
    }
    return names;
}

} // namespace acxsim::scenario
