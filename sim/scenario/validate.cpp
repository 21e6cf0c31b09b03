// SPDX-License-Identifier: MIT
#include "sim/scenario/validate.hpp"

#include <filesystem>
#include <initializer_list>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "sim/kernel/registry_text.hpp"
#include "sim/scenario/fault_fields.hpp"
#include "sim/scenario/fields.hpp"
#include "sim/scenario/hardware/models.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/verifier/rules.hpp"

namespace acxsim::scenario {

namespace {

class Validator {
public:
    Validator(Plan &plan, const PlaceMap &places, std::vector<Diagnostic> &problems)
        : plan_(plan), places_(places), problems_(problems) {}

    void run() {
        check_hardware();
        for (std::size_t i = 0; i < plan_.streams.size(); ++i)
            check_stream(i);
        check_engines();
        for (std::size_t i = 0; i < plan_.steps.size(); ++i)
            check_step(i);
        validate_faults(plan_, places_, problems_);
        check_expectations();
        if (plan_.driver.empty()) complain({"driver.module"}, "the driver has no name", "write module = \"hda_codec\"");
        for (const std::string &value : plan_.registry) {
            const auto parsed = kernel::parse_registry_setting(value);
            if (!parsed) complain({"driver.registry"}, parsed.error().message, parsed.error().remedy);
        }
    }

private:
    // Points at the first of the keys that the file gave.
    void complain(std::initializer_list<std::string> keys, std::string message, std::string remedy = {}) {
        for (const std::string &key : keys) {
            const auto found = places_.find(key);
            if (found == places_.end()) continue;
            problems_.push_back(
                {found->second.place, std::move(message), found->second.source_line, std::move(remedy)});
            return;
        }
        problems_.push_back({{plan_.file, 0, 0, 1}, std::move(message), "", std::move(remedy)});
    }

    // A model of the user's own: as the path says, or in the scenario's folder.
    void find_model_module() {
        const std::string &name = plan_.hardware.model;
        if (find_hardware_model(name) != nullptr) {
            if (!plan_.hardware.parameters.empty()) {
                complain({"hardware.parameters"}, fmt::format("the model is \"{}\", not a module of your own", name),
                         fmt::format("its parameters are keys of [hardware]: `acxsim list fields hardware`"));
            }
            return;
        }
        std::error_code code;
        const std::filesystem::path path = name;
        const std::filesystem::path beside = std::filesystem::path(plan_.file).parent_path() / path;
        const bool is_beside = path.is_relative() && std::filesystem::is_regular_file(beside, code);
        plan_.hardware.module = std::filesystem::absolute(is_beside ? beside : path, code).lexically_normal().string();
        if (is_beside || std::filesystem::is_regular_file(path, code)) return;
        complain({"hardware.model"}, fmt::format("there is no hardware model module \"{}\"", name),
                 fmt::format("looked for {}{}; models of ours have plain names: `acxsim list models`",
                             beside.lexically_normal().string(),
                             beside == path || path.is_absolute() ? "" : " and " + plan_.hardware.module));
    }

    void check_hardware() {
        find_model_module();
        const std::string &model = plan_.hardware.model;
        for (const Field &field : fields()) {
            if (field.model.empty() || field.model == model || !places_.contains(field.key())) continue;
            const Field *meant = find_field(field.section, field.name, model);
            if (meant->model == model || meant != &field) continue; // a name that both have, or that was told of
            std::string models;
            for (const Field &other : fields()) {
                if (other.key() == field.key())
                    models += fmt::format("{}\"{}\"", models.empty() ? "" : ", ", other.model);
            }
            complain({field.key()},
                     fmt::format("{} is a parameter of model {}, but the model is \"{}\"", field.name, models, model));
        }
    }

    void check_stream(std::size_t index) {
        StreamPlan &stream = plan_.streams[index];
        const auto key = [&](std::string_view name) { return fmt::format("stream.{}.{}", index, name); };
        const std::string here = fmt::format("stream.{}", index);
        if (stream.valid_bits > stream.bits) {
            complain({key("format.valid_bits")}, fmt::format("valid_bits is {}, more than the container's {} bits",
                                                             stream.valid_bits, stream.bits));
        }
        if (stream.bits == 32 && stream.valid_bits == 16) {
            complain({key("format.valid_bits")}, "16 valid bits in a container of 32 cannot cross the codec link",
                     "write bits = 16, or 20, 24 or 32 valid bits");
        }
        if (stream.packet_frames() == 0) {
            complain({key("packet"), key("format.rate"), here},
                     fmt::format("a packet of {} is not a whole number of frames at {} Hz",
                                 show_quantity(Dimension::Time, stream.packet.time.count()), stream.rate_hz),
                     "choose another length, or write it in frames: packet = 441");
        }
        if (stream.client == ClientKind::Timer && stream.packets != 1) {
            complain({key("client"), here}, "the timer client needs a buffer of one packet",
                     "write packets = 1, or client = \"event\"");
        }
        if (stream.client == ClientKind::Event && stream.packets != 2) {
            complain({key("packets"), here},
                     "a buffer of one packet has no notifications, which the event client waits for",
                     "write client = \"timer\", or packets = 2");
        }
        if (stream.stop && *stream.stop <= stream.start) {
            complain({key("stop")}, fmt::format("stop ({}) is not after start ({})",
                                                show_quantity(Dimension::Time, stream.stop->count()),
                                                show_quantity(Dimension::Time, stream.start.count())));
        }
        if (stream.start >= plan_.duration) {
            complain({key("start"), "scenario.duration"},
                     fmt::format("the stream starts at {}, after the end of the run at {}",
                                 show_quantity(Dimension::Time, stream.start.count()),
                                 show_quantity(Dimension::Time, plan_.duration.count())));
        }
        if (stream.device >= plan_.hardware.devices) {
            complain({key("device"), here},
                     fmt::format("device is {}, but there {}", stream.device,
                                 plan_.hardware.devices == 1 ? "is 1 device"
                                                             : fmt::format("are {} devices", plan_.hardware.devices)),
                     "devices are counted from 0; [hardware] devices says how many there are");
        }
        check_source(stream, key("source"));
        if (!stream.sink.empty() && stream.count > 1) {
            complain({key("sink")}, fmt::format("{} streams would write the file \"{}\"", stream.count, stream.sink),
                     "leave count out, or sink");
        }
        if (!stream.sink.empty() && !sinks_.insert(stream.sink).second) {
            complain({key("sink")}, fmt::format("two streams write the file \"{}\"", stream.sink));
        }
    }

    void check_source(StreamPlan &stream, const std::string &key) {
        if (stream.source.kind != SourceKind::File) return;
        std::filesystem::path path = stream.source.path;
        if (path.is_relative() && !plan_.file.empty()) path = std::filesystem::path(plan_.file).parent_path() / path;
        std::error_code code;
        if (!std::filesystem::is_regular_file(path, code)) {
            complain({key}, fmt::format("there is no sound file \"{}\"", stream.source.path),
                     fmt::format("looked for {}; relative paths start at the scenario's folder",
                                 path.lexically_normal().string()));
        }
        stream.source.path = path.lexically_normal().string();
    }

    void check_engines() {
        const HardwareModelInfo *model = find_hardware_model(plan_.hardware.model);
        if (model == nullptr || model->engines == nullptr) return;
        const auto devices = static_cast<std::size_t>(plan_.hardware.devices);
        std::vector<std::size_t> streams[2];
        for (std::vector<std::size_t> &on_device : streams)
            on_device.resize(devices, 0);
        for (std::size_t i = 0; i < plan_.streams.size(); ++i) {
            const StreamPlan &stream = plan_.streams[i];
            if (static_cast<std::size_t>(stream.device) >= devices) continue; // said already
            const std::size_t engines = model->engines(plan_.hardware, stream.direction);
            const bool is_render = stream.direction == acx::Direction::Render;
            for (std::size_t copy = 0; copy < static_cast<std::size_t>(stream.count); ++copy) {
                const std::size_t device = (static_cast<std::size_t>(stream.device) + copy) % devices;
                if (++streams[static_cast<std::size_t>(stream.direction)][device] != engines + 1) continue;
                complain({fmt::format("stream.{}.count", i), fmt::format("stream.{}", i)},
                         fmt::format("{} {} {} engines, this is {} stream {}",
                                     devices == 1 ? "the hardware has" : fmt::format("device {} has", device), engines,
                                     is_render ? "output" : "input", is_render ? "render" : "capture", engines + 1),
                         devices == 1 && stream.count == 1 ? "" : "more devices: [hardware] devices = N");
                break;
            }
        }
    }

    void check_step(std::size_t index) {
        const StepPlan &step = plan_.steps[index];
        const auto key = [&](std::string_view name) { return fmt::format("step.{}.{}", index, name); };
        const std::string here = fmt::format("step.{}", index);
        const bool of_stream = step.action != Action::PowerDown && step.action != Action::PowerUp;
        if ((of_stream || step.since == Since::Run) && static_cast<std::size_t>(step.stream) >= plan_.streams.size()) {
            complain(
                {key("stream"), here},
                fmt::format("stream is {}, but the scenario has {}", step.stream,
                            plan_.streams.size() == 1 ? "1 stream" : fmt::format("{} streams", plan_.streams.size())),
                "streams are counted from 0 in the order of the file");
        }
        if (!of_stream && step.since == Since::Run) {
            complain({key("since"), here}, "a power step counts from the moment the device is up",
                     "leave \"since\" out");
        }
        if (step.at >= plan_.duration) {
            complain({key("at"), here}, fmt::format("the step comes at {}, after the end of the run at {}",
                                                    show_quantity(Dimension::Time, step.at.count()),
                                                    show_quantity(Dimension::Time, plan_.duration.count())));
        }
        for (std::size_t other = 0; of_stream && other < index; ++other) {
            const StepPlan &earlier = plan_.steps[other];
            const bool same_stream = earlier.stream == step.stream && earlier.action != Action::PowerDown &&
                                     earlier.action != Action::PowerUp;
            if (!same_stream || earlier.since == step.since) continue;
            complain({key("since"), key("at"), here},
                     "the steps of one stream count from the same moment, all from \"start\" or all from \"run\"");
            break;
        }
        if (!of_stream && step.since == Since::Start && places_.contains(key("stream"))) {
            complain({key("stream")}, "a power step is about the device, not about a stream", "leave the key out");
        }
    }

    void check_expectations() {
        for (const std::string &id : plan_.expect.violations) {
            if (verifier::find_rule(id) != nullptr) continue;
            std::vector<std::string> known;
            for (const verifier::RuleInfo *rule : verifier::rules())
                known.emplace_back(rule->id);
            std::string remedy = "`acxsim list rules` names all of them";
            if (const auto meant = nearest(id, known)) remedy = fmt::format("did you mean \"{}\"? {}", *meant, remedy);
            complain({"expect.violations"}, fmt::format("there is no rule \"{}\"", id), remedy);
        }
    }

    Plan &plan_;
    const PlaceMap &places_;
    std::vector<Diagnostic> &problems_;
    std::set<std::string> sinks_;
};

} // namespace

void validate(Plan &plan, const PlaceMap &places, std::vector<Diagnostic> &problems) {
    Validator(plan, places, problems).run();
}

} // namespace acxsim::scenario
