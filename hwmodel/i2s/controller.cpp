// SPDX-License-Identifier: MIT
//
// Global registers, decode, reset and power of the I2S/TDM block (hwmodel.md 3a).
#include "hwmodel/i2s/controller.hpp"

#include <algorithm>

#include "hwmodel/cyclic/register_access.hpp"

namespace acxsim::hw::i2s {

Controller::Controller(core::Simulation &simulation, PhysicalMemory &memory, const Parameters &parameters,
                       std::string_view name)
    : simulation_(simulation), parameters_(parameters), name_(name),
      master_clock_({parameters.mclk_ppb}, parameters.mclk_drift, simulation.choices, "i2s.mclk"),
      context_{simulation, memory, parameters_, simulation.trace.add_object("controller", name), master_clock_, *this},
      line_(simulation, parameters.msi ? InterruptMode::Msi : InterruptMode::Level, name),
      enable_event_(core::Event::of<&Controller::on_enable_acknowledged>(core::Priority::Hardware, this)),
      due_event_(core::Event::of<&Controller::on_due>(core::Priority::Hardware, this)),
      fault_event_(core::Event::of<&Controller::on_fault>(core::Priority::Hardware, this)) {
    for (unsigned i = 0; i < sides; ++i)
        sides_.push_back(std::make_unique<SideEngine>(context_, i, name_ + (i == 0 ? ".tx" : ".rx")));
}

Controller::~Controller() {
    simulation_.timeline.cancel(enable_event_);
    simulation_.timeline.cancel(due_event_);
    simulation_.timeline.cancel(fault_event_);
}

void Controller::due_changed() {
    core::TimePoint next = core::end_of_time;
    for (const auto &side : sides_)
        next = std::min(next, side->due());
    if (next == core::end_of_time) {
        simulation_.timeline.cancel(due_event_);
    } else {
        simulation_.timeline.schedule(due_event_, next);
    }
}

/// Goes through all in order, whichever asked.
void Controller::on_due() {
    const core::TimePoint now = simulation_.now();
    for (const auto &side : sides_) {
        if (side->due() <= now) side->advance();
    }
    due_changed();
}

void Controller::attach_faults(faults::Injector &injector) {
    faults_ = &injector;
    injector.attach(*this);
    for (const auto &side : sides_)
        side->attach_faults(injector);
}

void Controller::fault_strikes(const faults::ArmedFault &fault, const faults::Where &) {
    struck_.push_back(&fault);
    simulation_.timeline.schedule(fault_event_, simulation_.now());
}

void Controller::on_fault() {
    for (const faults::ArmedFault *fault : struck_) {
        if (fault->fault().fault == faults::FaultId::BusStall)
            stall_dma(simulation_.now() + fault->time(faults::Parameter::Duration));
        if (fault->fault().fault == faults::FaultId::SurpriseRemoval) surprise_remove();
    }
    struck_.clear();
}

std::uint64_t Controller::read(std::uint64_t offset, unsigned width_bytes) {
    if (width_bytes == 8) return read(offset, 4) | read(offset + 4, 4) << 32;
    if (faults_ != nullptr) faults_->register_accessed(static_cast<std::uint32_t>(offset), width_bytes, false, {});
    if (!answers()) return cyclic::all_ones(width_bytes);
    const auto at = static_cast<std::uint32_t>(offset);
    if (at < side_base) {
        return cyclic::read_bank(global_registers, at, width_bytes,
                                 [&](std::uint8_t index) { return read_global(Global{index}); });
    }
    if (at >= side_base + sides * side_stride) return 0;
    SideEngine &side = *sides_[(at - side_base) / side_stride];
    return cyclic::read_bank(side_registers, (at - side_base) % side_stride, width_bytes,
                             [&](std::uint8_t index) { return side.read_register(Side{index}); });
}

void Controller::write(std::uint64_t offset, unsigned width_bytes, std::uint64_t value) {
    if (width_bytes == 8) {
        write(offset, 4, value & 0xffff'ffff);
        write(offset + 4, 4, value >> 32);
        return;
    }
    if (faults_ != nullptr) faults_->register_accessed(static_cast<std::uint32_t>(offset), width_bytes, true, {});
    if (!answers()) return;
    settled_until_ = core::power_on;
    const auto at = static_cast<std::uint32_t>(offset);
    const bool in_reset = !(enabled_ && enable_wanted_);
    if (in_reset && at / 4 * 4 != info(Global::Control).offset) {
        simulation_.trace.emit(RegisterMisuse{context_.device, RegisterMisuse::WriteInReset, at, value});
    } else if (at < side_base) {
        cyclic::write_bank(global_registers, at, width_bytes, value,
                           [&](std::uint8_t index, std::uint32_t part, std::uint32_t covered) {
                               write_global(Global{index}, part, covered);
                           });
    } else if (at < side_base + sides * side_stride) {
        SideEngine &side = *sides_[(at - side_base) / side_stride];
        cyclic::write_bank(side_registers, (at - side_base) % side_stride, width_bytes, value,
                           [&](std::uint8_t index, std::uint32_t part, std::uint32_t covered) {
                               side.write_register(Side{index}, part, covered);
                           });
    }
}

std::uint32_t Controller::read_global(Global which) const {
    switch (which) {
    case Global::Identity:
        return info(which).reset | (parameters_.software_owned_segments ? software_owned : 0) |
               static_cast<std::uint32_t>(parameters_.position_granularity) << granularity_shift;
    case Global::Control:
        return enabled_ ? 1 : 0;
    case Global::InterruptEnable:
        return interrupt_enable_;
    case Global::InterruptStatus:
        return interrupt_status();
    case Global::Count:
        break;
    }
    return 0;
}

void Controller::write_global(Global which, std::uint32_t value, std::uint32_t covered) {
    if (which == Global::InterruptEnable) {
        interrupt_enable_ = ((interrupt_enable_ & ~covered) | (value & covered)) & info(which).writable();
        status_changed();
    }
    if (which != Global::Control || (covered & 1) == 0) return;
    const bool wanted = (value & 1) != 0;
    if (wanted == enable_wanted_) return;
    enable_wanted_ = wanted;
    if (!wanted) reset_all();
    simulation_.timeline.schedule_in(enable_event_, parameters_.enable_ack);
}

void Controller::on_enable_acknowledged() { enabled_ = enable_wanted_; }

void Controller::reset_all() {
    for (const auto &side : sides_)
        side->reset();
    interrupt_enable_ = 0;
    status_changed();
}

std::uint32_t Controller::interrupt_status() const {
    std::uint32_t status = 0;
    for (unsigned i = 0; i < sides_.size(); ++i)
        status |= (sides_[i]->interrupt_pending() ? 1u : 0u) << i;
    return status;
}

void Controller::status_changed() {
    if (sides_.size() != sides) return; // under construction
    line_.set(answers() && (interrupt_enable_ & global_interrupt_enable) != 0 &&
              (interrupt_status() & interrupt_enable_) != 0);
}

void Controller::before_cpu_access() {
    settled_until_ = core::end_of_time;
    if (!answers()) return; // until leave_d3()
    for (const auto &side : sides_) {
        side->before_cpu_access();
        settled_until_ = std::min(settled_until_, side->settled_until());
    }
}

void Controller::stall_dma(core::TimePoint until) {
    for (const auto &side : sides_)
        side->stall_dma(until);
    settled_until_ = core::power_on;
}

void Controller::surprise_remove() {
    simulation_.timeline.cancel(enable_event_);
    enable_wanted_ = enabled_ = false;
    reset_all();
    present_ = false;
    status_changed();
}

void Controller::enter_d3() {
    if (!powered_) return;
    simulation_.timeline.cancel(enable_event_);
    enable_wanted_ = enabled_ = false;
    reset_all();
    powered_ = false;
    status_changed();
}

void Controller::leave_d3() {
    powered_ = true;
    settled_until_ = core::power_on;
}

} // namespace acxsim::hw::i2s
