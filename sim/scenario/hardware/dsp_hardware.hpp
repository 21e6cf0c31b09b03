// SPDX-License-Identifier: MIT
//
// Model "dsp" in the machine: one DSP with its streams, its registers and its interrupt line.
#pragma once

#include <memory>

#include "hwmodel/dsp/controller.hpp"
#include "sim/acx/stream_connection.hpp"
#include "sim/scenario/hardware/hardware.hpp"
#include "sim/scenario/hardware/hardware_plan.hpp"

namespace acxsim::scenario {

class DspHardware final : public Hardware {
public:
    DspHardware(const hw::dsp::Parameters &parameters, const HardwareSite &site);
    static std::unique_ptr<Hardware> make(const HardwarePlan &plan, const HardwareSite &site);
    static std::size_t engines(const HardwarePlan &plan, acx::Direction direction);

    void add_resources(wdf::ResourceList &resources) override;
    void enter_d3() override { controller_.enter_d3(); }
    void leave_d3() override { controller_.leave_d3(); }

private:
    hw::dsp::Controller controller_;
    hw::BusAddress registers_;
};

} // namespace acxsim::scenario
