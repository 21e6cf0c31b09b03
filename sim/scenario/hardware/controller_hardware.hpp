// SPDX-License-Identifier: MIT
//
// A model that is one controller, with registers and an interrupt line, in the machine. What a controller offers beside
// these (faults, memory that it posts to) is found out from its class.
#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <string_view>

#include "hwmodel/bus/cpu_visible.hpp"
#include "hwmodel/interrupt/interrupt_line.hpp"
#include "sim/scenario/hardware/hardware.hpp"
#include "sim/scenario/hardware/hardware_plan.hpp"

namespace acxsim::scenario {

template <class Controller>
class ControllerHardware final : public Hardware {
public:
    template <class Parameters>
    ControllerHardware(const Parameters &parameters, std::string_view name, const HardwareSite &site)
        : controller_(site.simulation, site.memory, parameters, name), registers_(site.bus.attach(controller_)) {
        controller_.attach_sink(site.sink);
        controller_.attach_source(site.source);
        controller_.set_observer(&site.observer);
        if constexpr (requires { controller_.attach_faults(*site.faults); }) {
            if (site.faults != nullptr) controller_.attach_faults(*site.faults);
        }
        if constexpr (posts) site.system.posted_memory().add(controller_);
    }

    void add_resources(wdf::ResourceList &resources) override {
        resources.memory.push_back({registers_, controller_.size_bytes()});
        resources.interrupts.push_back({&controller_.interrupt_line()});
        if constexpr (posts) resources.posts = &controller_;
    }
    void enter_d3() override { controller_.enter_d3(); }
    void leave_d3() override { controller_.leave_d3(); }

private:
    static constexpr bool posts = std::derived_from<Controller, hw::CpuVisible>;

    Controller controller_;
    hw::BusAddress registers_;
};

/// For the list of models: `Parameters` is the member of the plan that holds the controller's.
template <class Controller, auto Parameters>
std::unique_ptr<Hardware> make_controller(const HardwarePlan &plan, const HardwareSite &site) {
    auto parameters = plan.*Parameters;
    if constexpr (requires { parameters.timing; }) parameters.timing = plan.timing;
    // Each device draws its latencies at sites of its own: devices do not always come to their bursts in one order.
    const std::string name = site.device == 0 ? plan.model : plan.model + std::to_string(site.device);
    return std::make_unique<ControllerHardware<Controller>>(parameters, name, site);
}

} // namespace acxsim::scenario
