// SPDX-License-Identifier: MIT
#include "sim/scenario/machine.hpp"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "sim/acx/framework.hpp"
#include "sim/client/client_registry.hpp"
#include "sim/kernel/crash.hpp"
#include "sim/kernel/driver_module.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/model_code.hpp"
#include "sim/kernel/registry.hpp"
#include "sim/kernel/registry_text.hpp"
#include "sim/kernel/system.hpp"
#include "sim/kernel/unmodelled.hpp"
#include "sim/kernel/volume.hpp"
#include "sim/scenario/hardware/models.hpp"
#include "sim/scenario/hardware_use.hpp"
#include "sim/scenario/inspection.hpp"
#include "sim/scenario/leak_report.hpp"
#include "sim/scenario/plan_translation.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/run_report.hpp"
#include "sim/scenario/verdict.hpp"
#include "sim/verifier/rules.hpp"
#include "sim/verifier/verifier.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/driver_host.hpp"

namespace acxsim::scenario {

namespace {

// A run goes slice by slice: after each, somebody looks whether it is over, hangs, or has progress to tell. Long ones
// while little happens and the end is far.
constexpr core::Duration busy_slice = core::from_milliseconds(50);
constexpr core::Duration quiet_slice = core::from_milliseconds(500);
constexpr std::uint64_t quiet_records = 500; // in a slice, at most
// Clients, and every callback of the driver, get this much virtual time before the run counts as hung.
constexpr core::Duration grace = core::from_seconds(5);
// How often somebody looks whether that time is over.
constexpr core::Duration hang_look = core::from_milliseconds(500);
// Progress is told after so many slices, or so much work: asking the wall clock each time shows in long quiet runs.
constexpr unsigned quiet_slices_max = 8;
constexpr std::uint64_t busy_records = 2'000;
constexpr core::Duration closing_poll = core::from_milliseconds(1);

} // namespace

class Machine::Implementation {
public:
    Implementation(const Plan &plan, kernel::DriverModule module)
        : plan_(plan), module_(std::move(module)), simulation_(plan.seed), memory_(simulation_), bus_(simulation_),
          system_(simulation_, memory_, bus_, kernel_parameters(plan.machine)), executive_(system_), host_(system_),
          acx_(acx::make_framework(system_, host_)), probe_(simulation_.trace, codec_port_),
          glitches_(simulation_.trace), hardware_use_(simulation_.trace) {
        acx_->add_observer(probe_);
        if (plan.rules == RuleChoice::All) verifier_.emplace(simulation_.trace, system_);
        kernel::set_unmodelled_policy(plan.unmodelled);
        for (const std::string &text : plan.registry) {
            const auto setting = kernel::parse_registry_setting(text);
            if (!setting) continue; // the validator has said so
            executive_.registry().create_key(setting->key);
            executive_.registry().set(setting->key, setting->name, setting->type, setting->data.data(),
                                      setting->data.size());
        }
    }

    core::Result<void> prepare(const MachineOptions &options) {
        inspect_ = options.inspect;
        output_folder_ = options.output_folder;
        if (auto made = make_devices(); !made) return made;
        if (inspect_) return {};
        const auto devices = static_cast<std::size_t>(plan_.hardware.devices);
        for (std::size_t index = 0; index < plan_.streams.size(); ++index) {
            const auto copies = static_cast<std::size_t>(plan_.streams[index].count);
            for (std::size_t copy = 0; copy < copies; ++copy) {
                const auto first = static_cast<std::size_t>(plan_.streams[index].device);
                if (auto done = prepare_stream(options, index, (first + copy) % devices); !done) return done;
            }
        }
        return {};
    }

    Outcome run(const Progress &progress) {
        for (const auto &hardware : hardware_) {
            if (const auto failure = hardware->failure()) return report(*failure, std::nullopt);
        }
        system_.start_thread("PnP", kernel::normal_priority, [this] { live(); });
        kernel::Stop stop;
        std::optional<StopReport> hang;
        core::TimePoint next_look = core::power_on;
        unsigned quiet_slices = quiet_slices_max; // the first slice is told
        std::uint64_t records_told = 0;
        core::Duration slice = busy_slice;
        for (;;) {
            const std::uint64_t records = simulation_.trace.count();
            if (kernel::Stop now = run_slice(slice); now.reason != kernel::StopReason::None) stop = std::move(now);
            if (++quiet_slices > quiet_slices_max || simulation_.trace.count() - records_told >= busy_records) {
                progress(system_.now());
                quiet_slices = 0;
                records_told = simulation_.trace.count();
            }
            const bool quiet = simulation_.trace.count() - records <= quiet_records;
            const bool end_is_far = system_.now() + quiet_slice <= core::power_on + plan_.duration;
            slice = quiet && end_is_far ? quiet_slice : busy_slice;
            const bool able = stop.reason == kernel::StopReason::None || stop.reason == kernel::StopReason::Quiescent;
            if (over_ || !able) break;
            if (system_.now() >= next_look) {
                hang = find_hang(system_, grace);
                next_look = system_.now() + hang_look;
            }
            if (!hang && stop.reason == kernel::StopReason::Quiescent) {
                hang = describe_hang(system_, "nothing will ever happen again: every thread waits for another");
            }
            if (!hang && closing_since_ && system_.now() > *closing_since_ + 2 * grace) {
                hang = describe_hang(system_, fmt::format("the driver could not be taken down in {} s of virtual time",
                                                          2 * core::seconds_of(grace)));
            }
            if (hang) break;
        }
        return report(stop, std::move(hang));
    }

    core::Trace &trace() { return simulation_.trace; }
    bool must_be_abandoned() const { return !over_ || system_.stopped(); }

private:
    /// The hardware, as often as there are devices, with a codec port each.
    core::Result<void> make_devices() {
        const HardwareModelInfo *model = find_hardware_model(plan_.hardware.model);
        arm_faults();
        resources_.resize(static_cast<std::size_t>(plan_.hardware.devices));
        for (wdf::ResourceList &resources : resources_) {
            if (!hardware_.empty() && model != nullptr && model->serves_all_devices) break;
            client::CodecPort &port = hardware_.empty() ? codec_port_ : more_codec_ports_.emplace_back();
            hw::EngineObserver &clip = hardware_.empty() ? probe_ : probe_.clip_on(port);
            auto hardware =
                make_hardware(plan_.hardware, {hardware_.size(), simulation_, memory_, bus_, system_, *acx_,
                                               port.sink(), port.source(), clip, faults_ ? &*faults_ : nullptr});
            if (!hardware) return hardware.error();
            hardware_.push_back(std::move(hardware).value());
            hardware_.back()->add_resources(resources);
            for (wdf::InterruptResource &interrupt : resources.interrupts)
                interrupt.processor = static_cast<std::uint32_t>(hardware_.size() - 1);
        }
        return {};
    }

    /// A copy of [[stream]] number `index`, on that device.
    core::Result<void> prepare_stream(const MachineOptions &options, std::size_t index, std::size_t device) {
        const StreamPlan &stream = plan_.streams[index];
        const std::size_t i = prepared_.size();
        client::StreamPlan prepared = stream_plan(plan_, stream, i, device);
        auto source = client::make_source(source_spec(stream.source, plan_.seed + i), prepared.format);
        if (!source) {
            core::Error error = source.error();
            error.message = fmt::format("stream {}: {}", i, error.message);
            return error;
        }
        prepared.source = std::move(source).value();
        std::string path;
        if (i == 0 && !options.wav.empty()) {
            path = options.wav;
        } else if (!stream.sink.empty()) {
            path = (std::filesystem::path(options.output_folder) / stream.sink).string();
        }
        if (!path.empty()) {
            auto sink = client::create_wav_sink(path, prepared.format);
            if (!sink) return sink.error();
            prepared.sink = std::move(sink).value();
            artefacts_.push_back({"wav", path});
        }
        prepared_.push_back({std::move(prepared), index});
        return {};
    }

    // A model of the user's own may fail between the driver's turns, on the host stack. What it throws ends at
    // noexcept.
    kernel::Stop run_slice(core::Duration slice) {
        kernel::Stop stop;
        if (plan_.hardware.module.empty()) return system_.run_until(system_.now() + slice);
        if (auto failure = kernel::guard_host_code([&]() noexcept { stop = system_.run_until(system_.now() + slice); }))
            return std::move(*failure);
        return stop;
    }

    // The Plug and Play thread: from loading the driver to unloading it.
    void live() {
        if (succeeded(host_.call_driver_entry(module_.driver_entry()), "the driver could not be loaded")) {
            if (start_devices()) visit();
            closing_since_ = system_.now();
            while (host_.device_count() != 0 && succeeded(host_.remove_device(), "the device could not be removed")) {
            }
            closing_since_ = system_.now();
            succeeded(host_.unload(), "the driver could not be unloaded");
        }
        over_ = true;
        over_at_ = system_.now();
    }

    void arm_faults() {
        if (plan_.faults.empty()) return;
        faults_.emplace(simulation_);
        for (const FaultPlan &fault : plan_.faults)
            faults_->arm(fault.fault);
        faults_->resolve_streams_with([this](hw::StreamEngine &engine) -> std::optional<unsigned> {
            const core::ObjectId served = probe_.stream_served_by(engine);
            for (std::size_t i = 0; served != 0 && i < clients_.size(); ++i) {
                if (clients_[i]->statistics().stream == served) return client_streams_[i];
            }
            return std::nullopt;
        });
    }

    void report_faults(Outcome &outcome) const {
        if (!faults_) return;
        for (const hw::faults::ArmedFault &fault : faults_->armed()) {
            outcome.faults.push_back({std::string(fault.info().id), std::string(fault.info().name),
                                      std::string(fault.info().sees), fault.strikes(), fault.occasions(),
                                      core::nanoseconds_of(fault.first_strike()),
                                      core::nanoseconds_of(fault.last_strike())});
        }
    }

    /// False if one of them could not be added or started; the others may be up.
    bool start_devices() {
        for (std::size_t device = 0; device < resources_.size(); ++device) {
            if (!succeeded(host_.add_device(), "the device could not be added") ||
                !succeeded(host_.start_device(resources_[device], device), "the device could not be started")) {
                return false;
            }
        }
        return true;
    }

    bool succeeded(const wdf::Status &status, std::string_view what) {
        if (status.ok()) return true;
        failures_.push_back(fmt::format("{}: {} (status 0x{:08X})", what, status.text, status.code));
        return false;
    }

    void visit() {
        if (inspect_) {
            topology_ = look_around(*acx_, failures_);
        } else {
            stream();
        }
    }

    // The device is up: clients come and go until the end of the scenario.
    void stream() {
        const core::TimePoint up = system_.now();
        const core::TimePoint end = up + plan_.duration;
        if (faults_) faults_->begin();
        const client::ClientEnvironment environment{system_, *acx_, probe_};
        for (std::size_t i = 0; i < prepared_.size(); ++i) {
            client::StreamPlan &prepared = prepared_[i].plan;
            const std::size_t index = prepared_[i].index;
            prepared.start_at = up + plan_.streams[index].start;
            prepared.script = stream_script(plan_, index, up, end);
            auto client = client::make_client(environment, std::move(prepared));
            if (!client) {
                failures_.push_back(fmt::format("stream {}: {}", i, client.error().message));
                continue;
            }
            clients_.push_back(std::move(client).value());
            client_streams_.push_back(static_cast<unsigned>(index));
            clients_.back()->start();
        }
        follow_power_steps(up);
        if (system_.now() < end) system_.sleep_until(end);
        closing_since_ = system_.now();
        while (!all_clients_finished() && system_.now() < *closing_since_ + grace)
            system_.sleep_for(closing_poll);
        if (!all_clients_finished()) failures_.push_back(describe_open_clients());
    }

    void follow_power_steps(core::TimePoint up) {
        std::vector<const StepPlan *> steps;
        for (const StepPlan &step : plan_.steps) {
            if (is_power_step(step)) steps.push_back(&step);
        }
        std::stable_sort(steps.begin(), steps.end(), [](const auto *a, const auto *b) { return a->at < b->at; });
        bool is_up = true;
        for (const StepPlan *step : steps) {
            const core::TimePoint at = up + step->at;
            if (system_.now() < at) system_.sleep_until(at);
            const bool to_up = step->action == Action::PowerUp;
            if (to_up == is_up) continue;
            change_power(to_up);
            is_up = to_up;
        }
        if (!is_up) change_power(true); // a device is removed from D0, as the power manager does
    }

    void change_power(bool to_up) {
        if (to_up) {
            for (const auto &hardware : hardware_)
                hardware->leave_d3();
            succeeded(host_.power_up(), "the device could not be powered up");
        } else {
            succeeded(host_.power_down(wdf::DevicePower::D3), "the device could not be powered down");
            for (const auto &hardware : hardware_)
                hardware->enter_d3();
        }
    }

    bool all_clients_finished() const {
        return std::all_of(clients_.begin(), clients_.end(), [](const auto &client) { return client->finished(); });
    }
    std::string describe_open_clients() const {
        std::string names;
        for (const auto &client : clients_) {
            if (!client->finished()) names += (names.empty() ? "" : ", ") + client->plan().name;
        }
        return fmt::format("clients could not close within {} s: {}", core::seconds_of(grace), names);
    }

    Outcome report(const kernel::Stop &stop, std::optional<StopReport> hang) {
        Outcome outcome;
        outcome.scenario = plan_.name;
        outcome.file = plan_.file;
        outcome.driver = plan_.driver;
        outcome.seed = plan_.seed;
        outcome.profile = plan_.machine.profile;
        outcome.model = plan_.hardware.model;
        outcome.simulated_seconds = core::seconds_of((over_ ? over_at_ : system_.now()) - core::power_on);
        outcome.rules_checked = verifier_ ? static_cast<std::uint32_t>(verifier::rules().size()) : 0;
        // Of a run that was cut short, what the hardware had left to be worked out. A model of the user's own is left
        // alone: it may be what failed.
        if (plan_.hardware.module.empty())
            system_.posted_memory().settle(kernel::PostedMemory::any_part, system_.now());
        // Rules that ask for what did not happen have nothing to say about a run that was cut short.
        if (over_ && verifier_) verifier_->finish();
        for (const auto &client : clients_) {
            if (const auto written = client->finish(); !written) outcome.failures.push_back(written.error().message);
        }
        outcome.trace_hash = simulation_.trace.hash();
        outcome.trace_records = simulation_.trace.count();

        std::vector<core::ObjectId> stream_ids;
        for (const auto &client : clients_) {
            stream_ids.push_back(client->statistics().stream);
            outcome.streams.push_back(stream_report(client->statistics()));
        }
        if (verifier_) report_findings(verifier_->findings(), stream_ids, outcome);
        glitches_.report(stream_ids, outcome);
        outcome.failures.insert(outcome.failures.end(), failures_.begin(), failures_.end());
        if (over_ && !system_.stopped()) report_leaks(executive_, host_, outcome);
        outcome.artefacts = artefacts_;
        write_driver_files(outcome);
        outcome.hardware = hardware_use_.use();
        report_faults(outcome);
        outcome.topology = std::move(topology_);
        if (hang) {
            outcome.verdict = Verdict::Hang;
            outcome.stop = std::move(hang);
        } else if (!over_) {
            outcome.stop = stop_report(stop);
            outcome.verdict = verdict_of(stop.reason);
        }
        decide(plan_.expect, outcome);
        return outcome;
    }

    /// What the driver wrote to its disk, as files that one can look at.
    void write_driver_files(Outcome &outcome) {
        if (output_folder_.empty() || executive_.volume().files().empty()) return;
        std::error_code code;
        std::filesystem::create_directories(output_folder_, code);
        const std::string folder = (std::filesystem::path(output_folder_) / "files").string();
        for (std::string &path : kernel::write_out(executive_.volume(), folder, outcome.failures))
            outcome.artefacts.push_back({"file", std::move(path)});
    }

    const Plan plan_;
    kernel::DriverModule module_;
    core::Simulation simulation_;
    hw::PhysicalMemory memory_;
    std::optional<hw::faults::Injector> faults_;      // none if nothing goes wrong
    std::vector<std::unique_ptr<Hardware>> hardware_; // outlive whoever may still look at them on the way down
    hw::MmioBus bus_;
    kernel::System system_;
    kernel::Executive executive_;
    wdf::DriverHost host_;
    std::unique_ptr<acx::Framework> acx_;
    client::CodecPort codec_port_;
    std::deque<client::CodecPort> more_codec_ports_; // of the second device and on
    client::EngineProbe probe_;
    std::optional<verifier::Verifier> verifier_; // none: rules = "none"
    GlitchCollector glitches_;
    HardwareUseObserver hardware_use_;
    bool inspect_ = false;
    std::optional<acx::Topology> topology_;
    struct PreparedStream {
        client::StreamPlan plan;
        std::size_t index; // of its [[stream]]
    };
    std::vector<wdf::ResourceList> resources_; // of each device
    std::vector<PreparedStream> prepared_;
    std::vector<std::unique_ptr<client::StreamClient>> clients_;
    std::vector<unsigned> client_streams_; // the plan's stream of each client
    std::vector<Artefact> artefacts_;
    std::string output_folder_;
    std::vector<std::string> failures_;
    std::optional<core::TimePoint> closing_since_;
    bool over_ = false;
    core::TimePoint over_at_ = core::power_on;
};

Machine::Machine(std::unique_ptr<Implementation> implementation) : implementation_(std::move(implementation)) {}
Machine::~Machine() = default;

core::Result<std::unique_ptr<Machine>> Machine::make(const Plan &plan, const MachineOptions &options) {
    kernel::install_crash_handlers();
    kernel::install_exit_trap();
    auto module = options.driver_entry != nullptr
                      ? kernel::DriverModule::resident(options.driver_entry, options.driver_code)
                      : kernel::DriverModule::load(options.driver_path);
    if (!module) return module.error();
    auto implementation = std::make_unique<Implementation>(plan, std::move(module).value());
    if (const auto prepared = implementation->prepare(options); !prepared) return prepared.error();
    return std::unique_ptr<Machine>(new Machine(std::move(implementation)));
}

Outcome Machine::run(const Progress &progress) { return implementation_->run(progress); }
core::Trace &Machine::trace() { return implementation_->trace(); }
bool Machine::must_be_abandoned() const { return implementation_->must_be_abandoned(); }

} // namespace acxsim::scenario
