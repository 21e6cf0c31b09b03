// SPDX-License-Identifier: MIT
//
// Faults of an instant (hwmodel.md section 4), U-4 to U-6. One that strikes while an interval is
// worked out takes its effect in an event of its own, at the same time, when that is done; one that a register access
// brings about, before the access has its effect.
#include "hwmodel/faults/clock_error.hpp"
#include "hwmodel/usb/controller.hpp"

namespace acxsim::hw::usb {

using faults::ArmedFault;
using faults::FaultId;
using faults::Parameter;

void Controller::attach_faults(faults::Injector &injector) {
    faults_ = &injector;
    injector.attach(*this);
    for (const auto &endpoint : endpoints_)
        endpoint->attach_faults(injector);
}

/// A register access begins.
void Controller::accessed(std::uint32_t offset, unsigned width_bytes, bool is_write) {
    faults::Where where;
    if (offset >= endpoint_base && offset < endpoint_base + endpoint_count * endpoint_stride) {
        where.index = (offset - endpoint_base) / endpoint_stride;
        where.engine = endpoints_[where.index].get();
    }
    accessing_ = true;
    faults_->register_accessed(offset, width_bytes, is_write, where);
    accessing_ = false;
}

void Controller::fault_strikes(const ArmedFault &fault, const faults::Where &) {
    if (accessing_) {
        carry_out(fault);
        return;
    }
    struck_.push_back(&fault);
    simulation_.timeline.schedule(fault_event_, simulation_.now());
}

void Controller::on_fault() {
    for (const ArmedFault *fault : struck_)
        carry_out(*fault);
    struck_.clear();
}

void Controller::carry_out(const ArmedFault &fault) {
    const core::TimePoint now = simulation_.now();
    switch (fault.fault().fault) {
    case FaultId::ClockDrift:
    case FaultId::ClockStep:
        if (!device_oscillator_.add(faults::added_drift(fault, now))) break;
        for (const auto &endpoint : endpoints_)
            endpoint->converter().sample_clock_changed();
        break;
    case FaultId::SurpriseRemoval:
        surprise_remove();
        break;
    case FaultId::ImplicitFeedbackOverflow:
        endpoints_[0]->hold_returns_until(now + fault.time(Parameter::Duration));
        break;
    case FaultId::PipelineDelay:
        parameters_.pipeline_delay = fault.time(Parameter::Delay);
        break;
    case FaultId::FrameCounterWrap:
        frame_bits_ = static_cast<std::uint32_t>(fault.value(Parameter::Bits));
        break;
    default:
        break; // asked for at its own occasions
    }
}

void Controller::device_halts() {
    for (const auto &endpoint : endpoints_)
        endpoint->converter().halt();
}

} // namespace acxsim::hw::usb
