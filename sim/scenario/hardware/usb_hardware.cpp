// SPDX-License-Identifier: MIT
#include "sim/scenario/hardware/usb_hardware.hpp"

namespace acxsim::scenario {

UsbHardware::UsbHardware(const hw::usb::Parameters &parameters, const HardwareSite &site)
    : controller_(site.simulation, site.memory, parameters), registers_(site.bus.attach(controller_)) {
    controller_.attach_sink(site.sink);
    controller_.attach_source(site.source);
    controller_.set_observer(&site.observer);
}

std::unique_ptr<Hardware> UsbHardware::make(const HardwarePlan &plan, const HardwareSite &site) {
    return std::make_unique<UsbHardware>(plan.usb, site);
}

std::size_t UsbHardware::engines(const HardwarePlan &, acx::Direction) { return 1; }

void UsbHardware::add_resources(wdf::ResourceList &resources) {
    resources.memory.push_back({registers_, controller_.size_bytes()});
    resources.interrupts.push_back({&controller_.interrupt_line()});
}

} // namespace acxsim::scenario
