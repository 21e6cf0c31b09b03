// SPDX-License-Identifier: MIT
#include "sim/scenario/hardware/loadable_hardware.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <charconv>
#include <exception>
#include <filesystem>

#include <fmt/format.h>

#include "sim/kernel/model_code.hpp"
#include "sim/scenario/diagnostic.hpp"
#include "sim/scenario/hardware/register_list.hpp"

namespace acxsim::scenario {

namespace fs = std::filesystem;

// Both say noexcept: an exception of the model's ends there, with its stack on record, and not in the driver's
// handlers.
class LoadableHardware::Block final : public hw::RegisterBlock {
public:
    explicit Block(hw::RegisterBlock &model) : model_(model) {}
    std::string_view name() const noexcept override { return model_.name(); }
    std::uint64_t size_bytes() const noexcept override { return model_.size_bytes(); }
    std::uint64_t read(std::uint64_t offset, unsigned width_bytes) noexcept override {
        return model_.read(offset, width_bytes);
    }
    void write(std::uint64_t offset, unsigned width_bytes, std::uint64_t value) noexcept override {
        model_.write(offset, width_bytes, value);
    }

private:
    hw::RegisterBlock &model_;
};

class LoadableHardware::Memory final : public hw::CpuVisible {
public:
    explicit Memory(hw::CpuVisible &model) : model_(model) {}
    void before_cpu_access() noexcept override { model_.before_cpu_access(); }

private:
    hw::CpuVisible &model_;
};

namespace {

core::Error not_a_model(const std::string &module, std::string why, std::string remedy) {
    return {fmt::format("the hardware model {} {}", module, why), module, std::move(remedy)};
}

core::Result<const hw::ModelDescription *> load(const std::string &module) {
    void *handle = dlopen(module.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) {
        const char *why = dlerror();
        return not_a_model(module, fmt::format("cannot be loaded: {}", why == nullptr ? "unknown reason" : why),
                           "models are built with acxsim_add_hardware_model (hwmodel/README.md)");
    }
    const auto describe = reinterpret_cast<hw::DescribeModel *>(dlsym(handle, hw::describe_model_symbol));
    if (describe == nullptr) {
        dlclose(handle);
        return not_a_model(module, "does not describe a model",
                           "it needs ACXSIM_HARDWARE_MODEL(description) (hwmodel/README.md)");
    }
    const hw::ModelDescription *description = describe();
    if (description->headers_mark != hw::loadable_headers_mark()) {
        dlclose(handle);
        return not_a_model(module, "was built from the headers of another version of acxsim", "build it again");
    }
    // The module stays: reports look up source lines in it to the very end.
    kernel::add_model_code(handle, fs::path(module).filename().string());
    return description;
}

core::Result<std::vector<hw::ModelParameter>> read_parameters(const std::string &module,
                                                              const hw::ModelDescription &description,
                                                              const std::vector<std::string> &settings) {
    std::vector<hw::ModelParameter> parameters(description.parameters.begin(), description.parameters.end());
    std::vector<std::string> known;
    known.reserve(parameters.size());
    for (const hw::ModelParameter &parameter : parameters)
        known.emplace_back(parameter.name);
    for (const std::string &setting : settings) {
        const std::size_t equals = setting.find('=');
        const std::string name = setting.substr(0, equals);
        hw::ModelParameter *found = nullptr;
        for (hw::ModelParameter &parameter : parameters) {
            if (name == parameter.name) found = &parameter;
        }
        if (found == nullptr) {
            const auto meant = nearest(name, known);
            return not_a_model(module, fmt::format("has no parameter \"{}\"", name),
                               (meant ? fmt::format("did you mean \"{}\"? ", *meant) : std::string()) +
                                   (known.empty() ? "it has none" : fmt::format("it has {}", fmt::join(known, ", "))));
        }
        std::int64_t value = 0;
        const char *begin = setting.data() + std::min(setting.size(), equals == std::string::npos ? 0 : equals + 1);
        const auto [end, error] = std::from_chars(begin, setting.data() + setting.size(), value);
        if (equals == std::string::npos || error != std::errc() || end != setting.data() + setting.size()) {
            return not_a_model(module, fmt::format("cannot use \"{}\": a whole number is expected", setting),
                               fmt::format("write \"{}=NUMBER\"", name));
        }
        if (value < found->minimum || value > found->maximum) {
            return not_a_model(module,
                               fmt::format("cannot use \"{}\": {} lies in {} .. {} {}", setting, name, found->minimum,
                                           found->maximum, found->unit),
                               found->help);
        }
        found->value = value;
    }
    return parameters;
}

} // namespace

LoadableHardware::~LoadableHardware() = default;

core::Result<std::unique_ptr<Hardware>> LoadableHardware::make(const HardwarePlan &plan, const HardwareSite &site) {
    auto description = load(plan.module);
    if (!description) return description.error();
    hw::RegisterTable registers;
    if ((*description)->register_list != nullptr) {
        const fs::path file = fs::path(plan.module).parent_path() / (*description)->register_list;
        auto list = read_register_list(file.string());
        if (!list) return list.error();
        registers = std::move(list).value();
    }
    std::unique_ptr<LoadableHardware> hardware(new LoadableHardware);
    auto parameters = read_parameters(plan.module, **description, plan.parameters);
    if (!parameters) return parameters.error();
    hardware->parameters_ = std::move(parameters).value();
    const hw::ModelSite model_site{site.simulation,      site.memory,          site.sink, site.source, site.observer,
                                   std::move(registers), hardware->parameters_};
    std::string thrown;
    hardware->failure_ = kernel::guard_host_code([&] {
        try {
            hardware->create(**description, model_site, site);
        } catch (const std::exception &exception) {
            thrown = exception.what();
        }
    });
    if (!thrown.empty()) return not_a_model(plan.module, fmt::format("could not be made: {}", thrown), "");
    return std::unique_ptr<Hardware>(std::move(hardware));
}

void LoadableHardware::create(const hw::ModelDescription &description, const hw::ModelSite &model_site,
                              const HardwareSite &site) {
    model_ = description.make(model_site);
    for (hw::RegisterBlock *block : model_->register_blocks()) {
        blocks_.push_back(std::make_unique<Block>(*block));
        addresses_.push_back(site.bus.attach(*blocks_.back()));
    }
    lines_ = model_->interrupt_lines();
    if (hw::CpuVisible *visible = model_->cpu_visible()) {
        memory_ = std::make_unique<Memory>(*visible);
        site.system.posted_memory().add(*memory_);
    }
}

void LoadableHardware::add_resources(wdf::ResourceList &resources) {
    for (std::size_t i = 0; i < blocks_.size(); ++i)
        resources.memory.push_back({addresses_[i], blocks_[i]->size_bytes()});
    for (hw::InterruptLine *line : lines_)
        resources.interrupts.push_back({line});
}

} // namespace acxsim::scenario
