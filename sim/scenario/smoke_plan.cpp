// SPDX-License-Identifier: MIT
//
// Which short runs a driver gets.
#include <algorithm>

#include <fmt/format.h>

#include "sim/scenario/format_text.hpp"
#include "sim/scenario/inspection.hpp"
#include "sim/scenario/smoke.hpp"

namespace acxsim::scenario {

namespace {

constexpr std::string_view play = "play";
constexpr std::string_view pause_and_resume = "pause and resume";

bool gives(const std::vector<Override> &given, std::string_view key) {
    return std::any_of(given.begin(), given.end(), [&](const Override &each) { return each.key == key; });
}

struct Choice {
    std::string mode;
    acx::AudioFormat format;
    bool operator==(const Choice &) const = default;
};

std::uint64_t weight(const Choice &choice) {
    return std::uint64_t{choice.format.rate_hz} * choice.format.block_bytes();
}

/// One choice for each class of formats, the first one first; a class is what the hardware sees, whatever the mode.
std::vector<Choice> format_classes(const acx::TopologyPin &pin) {
    std::vector<Choice> classes;
    for (const acx::TopologyMode &mode : pin.modes) {
        std::vector<Choice> of_mode;
        for (const acx::TopologyFormat &format : mode.formats) {
            if (!format.audio) continue;
            Choice choice{short_mode_name(mode.mode), *format.audio};
            if (format.is_default) {
                of_mode.insert(of_mode.begin(), std::move(choice));
            } else {
                of_mode.push_back(std::move(choice));
            }
        }
        for (Choice &choice : of_mode) {
            const bool known = std::any_of(classes.begin(), classes.end(),
                                           [&](const Choice &each) { return each.format == choice.format; });
            if (!known) classes.push_back(std::move(choice));
        }
    }
    return classes;
}

std::vector<Choice> bounded_classes(const std::vector<Choice> &classes) {
    if (classes.size() <= smoke_formats_max) return classes;
    const auto lighter = [](const Choice &a, const Choice &b) { return weight(a) < weight(b); };
    const auto lowest = std::min_element(classes.begin(), classes.end(), lighter) - classes.begin();
    const auto highest = std::max_element(classes.begin(), classes.end(), lighter) - classes.begin();
    std::vector<std::size_t> taken{0};
    const auto take = [&](std::size_t index) {
        if (taken.size() < smoke_formats_max && std::find(taken.begin(), taken.end(), index) == taken.end())
            taken.push_back(index);
    };
    take(static_cast<std::size_t>(lowest));
    take(static_cast<std::size_t>(highest));
    // Then what brings a rate, a sample size or a channel count that was not among them; then the driver's order.
    const auto is_new = [&](const acx::AudioFormat &format) {
        const auto among = [&](const auto &same) {
            return std::any_of(taken.begin(), taken.end(),
                               [&](std::size_t index) { return same(classes[index].format); });
        };
        return !among([&](const acx::AudioFormat &each) { return each.rate_hz == format.rate_hz; }) ||
               !among([&](const acx::AudioFormat &each) {
                   return each.container_bits == format.container_bits && each.valid_bits == format.valid_bits;
               }) ||
               !among([&](const acx::AudioFormat &each) { return each.channels == format.channels; });
    };
    for (std::size_t i = 0; i < classes.size(); ++i) {
        if (is_new(classes[i].format)) take(i);
    }
    for (std::size_t i = 0; i < classes.size(); ++i)
        take(i);
    std::sort(taken.begin(), taken.end());
    std::vector<Choice> chosen;
    for (const std::size_t index : taken)
        chosen.push_back(classes[index]);
    return chosen;
}

class Planner {
public:
    Planner(const std::vector<Override> &given, SmokePlan &plan) : given_(given), plan_(plan) {}

    void pin(const acx::TopologyCircuit &circuit, const acx::TopologyPin &pin) {
        const std::string here = fmt::format("circuit {}, pin {}", circuit.name, pin.id);
        const std::vector<Choice> classes = format_classes(pin);
        if (classes.empty()) {
            plan_.notes.push_back(fmt::format("{}: no PCM format is offered, nothing to play", here));
            return;
        }
        // An open stream told what it can do; without one, the run itself will tell.
        bool notifies = true;
        bool real_time = true;
        for (const acx::TopologyStream &stream : circuit.streams) {
            if (stream.pin_id != pin.id) continue;
            notifies = stream.notifications;
            real_time = stream.real_time;
        }
        if (!real_time) {
            plan_.notes.push_back(
                fmt::format("{}: its streams are not made by AcxRtStreamCreate, nothing to play", here));
            return;
        }
        if (!notifies) {
            plan_.notes.push_back(fmt::format(
                "{}: AcxStreamInitSetAcxRtStreamSupportsNotifications is not called, so timer mode only", here));
        }
        const std::vector<Choice> chosen = bounded_classes(classes);
        if (chosen.size() < classes.size()) {
            plan_.notes.push_back(
                fmt::format("{}: {} of {} format classes are played: the first, the lowest, the highest, "
                            "and those that differ most",
                            here, chosen.size(), classes.size()));
        }
        const std::string first_client = notifies ? "event" : "timer";
        for (const Choice &choice : chosen)
            add(circuit, pin, choice, first_client, play);
        if (notifies) add(circuit, pin, chosen.front(), "timer", play);
        add(circuit, pin, chosen.front(), first_client, pause_and_resume);
        if (notifies) add(circuit, pin, chosen.front(), "timer", pause_and_resume);
        // Each further mode is opened once: the driver gets it as a parameter of EvtAcxCircuitCreateStream.
        for (const acx::TopologyMode &mode : pin.modes) {
            const std::string name = short_mode_name(mode.mode);
            const auto same = [&](const Choice &each) { return each.mode == name; };
            if (std::any_of(chosen.begin(), chosen.end(), same)) continue;
            const auto format = std::find_if(mode.formats.begin(), mode.formats.end(),
                                             [](const acx::TopologyFormat &each) { return each.audio.has_value(); });
            if (format != mode.formats.end()) add(circuit, pin, {name, *format->audio}, first_client, play);
        }
    }

private:
    void set(SmokeCase &smoke, std::string key, std::string value) const {
        if (!gives(given_, key)) smoke.overrides.push_back({"--set", std::move(key), std::move(value)});
    }

    void add(const acx::TopologyCircuit &circuit, const acx::TopologyPin &pin, const Choice &choice,
             const std::string &client, std::string_view what) {
        SmokeCase smoke;
        smoke.circuit = circuit.name;
        smoke.pin_id = pin.id;
        smoke.direction = pin.direction == acx::Direction::Render ? "render" : "capture";
        smoke.mode = choice.mode;
        smoke.format = format_text(choice.format);
        smoke.client = client;
        smoke.what = what;
        set(smoke, "hardware.model", plan_.model);
        // The free-running codec is ours: what it hears says nothing of a driver that has no hardware.
        if (plan_.model == "timer") set(smoke, "expect.glitches", "any");
        set(smoke, "scenario.duration", "500ms");
        set(smoke, "stream.circuit", circuit.name);
        set(smoke, "stream.pin", fmt::format("{}", pin.id));
        set(smoke, "stream.direction", smoke.direction);
        set(smoke, "stream.mode", choice.mode);
        const acx::AudioFormat &format = choice.format;
        set(smoke, "stream.format.rate", fmt::format("{}", format.rate_hz));
        set(smoke, "stream.format.bits", fmt::format("{}", format.container_bits));
        if (format.valid_bits != format.container_bits)
            set(smoke, "stream.format.valid_bits", fmt::format("{}", format.valid_bits));
        set(smoke, "stream.format.channels", fmt::format("{}", format.channels));
        set(smoke, "stream.client", client);
        const unsigned packet_ms = client == "timer" ? 20 : 10; // of the whole buffer in timer mode
        if (client == "timer") set(smoke, "stream.packets", "1");
        const std::uint64_t frames = std::uint64_t{format.rate_hz} * packet_ms / 1000;
        const bool whole = std::uint64_t{format.rate_hz} * packet_ms % 1000 == 0;
        set(smoke, "stream.packet", whole ? fmt::format("{}ms", packet_ms) : fmt::format("{}", frames));
        if (what == pause_and_resume) {
            set(smoke, "step.0.do", "pause");
            set(smoke, "step.0.since", "run");
            set(smoke, "step.0.at", "105ms"); // in the middle of a packet
            set(smoke, "step.1.do", "run");
            set(smoke, "step.1.since", "run");
            set(smoke, "step.1.at", "200ms");
        }
        plan_.cases.push_back(std::move(smoke));
    }

    const std::vector<Override> &given_;
    SmokePlan &plan_;
};

void choose_model(const HardwareUse &hardware, const std::vector<Override> &given, SmokePlan &plan) {
    for (const Override &each : given) {
        if (each.key != "hardware.model") continue;
        plan.model = each.value;
        plan.model_reason = each.option == found_model_option
                                ? "the driver starts on it, and did not on the one that was tried first"
                                : "as asked for";
        return;
    }
    if (hardware.any()) {
        plan.model = "hda";
        plan.model_reason =
            fmt::format("the driver {}", hardware.registers_mapped || hardware.register_accesses != 0
                                             ? hardware.interrupt_connected ? "maps registers and creates an interrupt"
                                                                            : "maps registers"
                                             : "creates an interrupt");
        return;
    }
    plan.model = "timer";
    plan.model_reason =
        "the driver maps no registers and creates no interrupt, so a free-running codec plays its packets";
}

} // namespace

std::string SmokeCase::name() const {
    return fmt::format("{} pin {} {} {} {}, {} client, {}", circuit, pin_id, direction, mode, format, client, what);
}

bool names_a_stream(const std::vector<Override> &overrides) {
    return std::any_of(overrides.begin(), overrides.end(), [](const Override &each) {
        return each.key.rfind("stream.", 0) == 0 || each.key.rfind("step.", 0) == 0;
    });
}

SmokePlan plan_smoke(const acx::Topology &topology, const HardwareUse &hardware, const std::vector<Override> &given) {
    SmokePlan plan;
    choose_model(hardware, given, plan);
    if (plan.model == "timer" && !gives(given, "expect.glitches"))
        plan.notes.push_back(
            "what the free-running codec hears is not held against the driver, which has no hardware of "
            "its own; --set expect.glitches=0 does");
    Planner planner(given, plan);
    std::size_t circuits = 0;
    for (const acx::TopologyDevice &device : topology.devices) {
        for (const acx::TopologyCircuit &circuit : device.circuits) {
            ++circuits;
            bool streams = false;
            for (const acx::TopologyPin &pin : circuit.pins)
                streams = streams || pin.streaming;
            if (!streams) {
                plan.notes.push_back(fmt::format("circuit {}: no pin streams, nothing to play", circuit.name));
                continue;
            }
            if (!circuit.visible) {
                plan.notes.push_back(
                    fmt::format("circuit {}: not visible to clients (its device is not in D0, or its composite is not "
                                "complete), not played",
                                circuit.name));
                continue;
            }
            for (const acx::TopologyPin &pin : circuit.pins) {
                if (pin.streaming) planner.pin(circuit, pin);
            }
        }
    }
    if (circuits == 0) plan.notes.push_back("the driver adds no circuit: there is nothing to play");
    return plan;
}

} // namespace acxsim::scenario
