// SPDX-License-Identifier: MIT
//
// See interrupt_line.hpp. In MSI mode only the rise travels; the fall is on record but reaches nobody.
#include "hwmodel/interrupt/interrupt_line.hpp"

#include "hwmodel/records.hpp"

namespace acxsim::hw {

InterruptLine::InterruptLine(core::Simulation &simulation, InterruptMode mode, std::string_view name)
    : simulation_(simulation), object_(simulation.trace.add_object("interrupt", name)), mode_(mode) {}

void InterruptLine::set(bool raised) {
    if (raised == raised_) return;
    raised_ = raised;
    if (raised) ++rises_;
    simulation_.trace.emit(InterruptLineChanged{object_, raised ? 1u : 0u});
    if (sink_ == nullptr) return;
    if (mode_ == InterruptMode::Level || raised) sink_->line_changed(raised);
}

void InterruptLine::send_message() {
    if (mode_ != InterruptMode::Msi) return;
    ++rises_;
    simulation_.trace.emit(InterruptLineChanged{object_, 1});
    if (sink_ != nullptr) sink_->line_changed(true);
}

} // namespace acxsim::hw
