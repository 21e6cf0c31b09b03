// SPDX-License-Identifier: MIT
#include "sim/scenario/plan_translation.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "sim/kernel/profile.hpp"

namespace acxsim::scenario {

namespace {

std::optional<client::ScriptStep::Action> script_action(Action action) {
    using To = client::ScriptStep::Action;
    switch (action) {
    case Action::Pause:
        return To::Pause;
    case Action::Run:
        return To::Resume;
    case Action::Stop:
        return To::Stop;
    case Action::Close:
        return To::Close;
    case Action::PowerDown:
    case Action::PowerUp:
        break;
    }
    return std::nullopt;
}

} // namespace

kernel::Parameters kernel_parameters(const MachinePlan &plan) {
    kernel::Parameters parameters;
    parameters.processors = static_cast<unsigned>(plan.processors);
    parameters.profile = kernel::make_profile(plan.profile);
    parameters.qpc_frequency = {plan.qpc_frequency_hz, 1};
    parameters.qpc_error = plan.qpc_error;
    parameters.qpc_drift = plan.qpc_drift;
    parameters.qpc_start = plan.qpc_start;
    parameters.tick = plan.tick;
    parameters.costs = plan.costs;
    return parameters;
}

client::SourceSpec source_spec(const SourcePlan &plan, std::uint64_t seed) {
    client::SourceSpec spec;
    spec.kind = plan.kind;
    spec.seed = seed;
    spec.path = plan.path;
    spec.frequency_millihertz = static_cast<std::uint32_t>(plan.frequency_hz * 1000);
    return spec;
}

client::StreamPlan stream_plan(const Plan &plan, const StreamPlan &stream, std::size_t number, std::size_t device) {
    client::StreamPlan result;
    result.name = fmt::format("{} {}", stream.direction == acx::Direction::Render ? "render" : "capture", number);
    if (plan.hardware.devices > 1) result.device = device;
    result.client = stream.client == ClientKind::Event ? "event" : "timer";
    result.circuit = stream.circuit;
    if (stream.pin) result.pin_id = static_cast<std::uint32_t>(*stream.pin);
    result.mode = stream.mode;
    result.direction = stream.direction;
    result.format = stream.format();
    result.packet_frames = stream.packet_frames();
    result.parameters = stream.parameters;
    return result;
}

std::vector<client::ScriptStep> stream_script(const Plan &plan, std::size_t stream, core::TimePoint up,
                                              core::TimePoint end) {
    std::vector<client::ScriptStep> script;
    const std::optional<core::Duration> stop = plan.streams[stream].stop;
    const core::TimePoint close = stop ? std::min(up + *stop, end) : end;
    for (const StepPlan &step : plan.steps) {
        const auto action = script_action(step.action);
        if (!action || step.stream != static_cast<std::int64_t>(stream)) continue;
        const bool after_run = step.since == Since::Run;
        script.push_back({(after_run ? core::power_on : up) + step.at, *action, after_run});
    }
    std::stable_sort(script.begin(), script.end(), [](const auto &a, const auto &b) { return a.at < b.at; });
    script.push_back(
        {std::max(close, script.empty() ? close : script.back().at), client::ScriptStep::Action::Close, false});
    return script;
}

bool is_power_step(const StepPlan &step) { return !script_action(step.action); }

} // namespace acxsim::scenario
