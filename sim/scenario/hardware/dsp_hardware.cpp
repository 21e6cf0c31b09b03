// SPDX-License-Identifier: MIT
#include "sim/scenario/hardware/dsp_hardware.hpp"

namespace acxsim::scenario {

DspHardware::DspHardware(const hw::dsp::Parameters &parameters, const HardwareSite &site)
    : controller_(site.simulation, site.memory, parameters), registers_(site.bus.attach(controller_)) {
    controller_.attach_sink(site.sink);
    controller_.attach_source(site.source);
    controller_.set_observer(&site.observer);
    if (site.faults != nullptr) controller_.attach_faults(*site.faults);
    site.system.posted_memory().add(controller_);
}

std::unique_ptr<Hardware> DspHardware::make(const HardwarePlan &plan, const HardwareSite &site) {
    return std::make_unique<DspHardware>(plan.dsp, site);
}

std::size_t DspHardware::engines(const HardwarePlan &, acx::Direction direction) {
    return direction == acx::Direction::Render ? hw::dsp::render_streams : hw::dsp::capture_streams;
}

void DspHardware::add_resources(wdf::ResourceList &resources) {
    resources.memory.push_back({registers_, controller_.size_bytes()});
    resources.interrupts.push_back({&controller_.interrupt_line()});
    resources.posts = &controller_;
}

} // namespace acxsim::scenario
