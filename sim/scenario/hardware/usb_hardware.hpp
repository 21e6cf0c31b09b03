// SPDX-License-Identifier: MIT
//
// Model "usb" in the machine: a host controller's isochronous side with one audio device on it.
#pragma once

#include <memory>

#include "hwmodel/usb/controller.hpp"
#include "sim/acx/stream_connection.hpp"
#include "sim/scenario/hardware/hardware.hpp"
#include "sim/scenario/hardware/hardware_plan.hpp"

namespace acxsim::scenario {

class UsbHardware final : public Hardware {
public:
    UsbHardware(const hw::usb::Parameters &parameters, const HardwareSite &site);
    static std::unique_ptr<Hardware> make(const HardwarePlan &plan, const HardwareSite &site);
    static std::size_t engines(const HardwarePlan &plan, acx::Direction direction);

    void add_resources(wdf::ResourceList &resources) override;
    void enter_d3() override { controller_.enter_d3(); }
    void leave_d3() override { controller_.leave_d3(); }

private:
    hw::usb::Controller controller_;
    hw::BusAddress registers_;
};

} // namespace acxsim::scenario
