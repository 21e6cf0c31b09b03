// SPDX-License-Identifier: MIT
//
// Model "i2s" in the machine: one I2S/TDM block, its registers and its interrupt line.
#pragma once

#include <memory>

#include "hwmodel/i2s/controller.hpp"
#include "sim/acx/stream_connection.hpp"
#include "sim/scenario/hardware/hardware.hpp"
#include "sim/scenario/hardware/hardware_plan.hpp"

namespace acxsim::scenario {

class I2sHardware final : public Hardware {
public:
    I2sHardware(const hw::i2s::Parameters &parameters, const HardwareSite &site);
    static std::unique_ptr<Hardware> make(const HardwarePlan &plan, const HardwareSite &site);
    /// One side each way.
    static std::size_t engines(const HardwarePlan &, acx::Direction) { return 1; }

    void add_resources(wdf::ResourceList &resources) override;
    void enter_d3() override { controller_.enter_d3(); }
    void leave_d3() override { controller_.leave_d3(); }

private:
    hw::i2s::Controller controller_;
    hw::BusAddress registers_;
};

} // namespace acxsim::scenario
