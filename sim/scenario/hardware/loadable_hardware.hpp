// SPDX-License-Identifier: MIT
//
// A hardware model of the user's own in the machine: loads the module, checks that it fits, reads its register list and
// parameters, and keeps it apart, so that whatever its code does becomes a verdict that names it.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "hwmodel/loadable/model.hpp"
#include "sim/core/result.hpp"
#include "sim/scenario/hardware/hardware.hpp"
#include "sim/scenario/hardware/hardware_plan.hpp"

namespace acxsim::scenario {

class LoadableHardware final : public Hardware {
public:
    static core::Result<std::unique_ptr<Hardware>> make(const HardwarePlan &plan, const HardwareSite &site);
    ~LoadableHardware() override;

    void add_resources(wdf::ResourceList &resources) override;
    std::optional<kernel::Stop> failure() const override { return failure_; }
    // What the model throws must not reach the simulator: see model_code.hpp.
    void enter_d3() noexcept override { model_->enter_d3(); }
    void leave_d3() noexcept override { model_->leave_d3(); }

private:
    class Block;
    class Memory;
    LoadableHardware() = default;
    void create(const hw::ModelDescription &description, const hw::ModelSite &model_site, const HardwareSite &site);

    std::vector<hw::ModelParameter> parameters_; // the model keeps a view of them
    std::unique_ptr<hw::LoadableModel> model_;
    std::optional<kernel::Stop> failure_;
    std::vector<std::unique_ptr<Block>> blocks_;
    std::vector<hw::BusAddress> addresses_;
    std::vector<hw::InterruptLine *> lines_;
    std::unique_ptr<Memory> memory_;
};

} // namespace acxsim::scenario
