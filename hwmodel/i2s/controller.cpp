// SPDX-License-Identifier: MIT
//
// What the I2S/TDM block has beside what all blocks of cyclic channels have (hwmodel.md 3a).
#include "hwmodel/i2s/controller.hpp"

namespace acxsim::hw::i2s {

namespace {

constexpr cyclic::BlockLayout layout{.globals = global_registers,
                                     .bank = side_registers,
                                     .bank_base = side_base,
                                     .bank_stride = side_stride,
                                     .engines = sides,
                                     .reset = control::reset,
                                     .completion = status::segment,
                                     .xrun = status::xrun,
                                     .error = status::bus_error};

} // namespace

Controller::Controller(core::Simulation &simulation, PhysicalMemory &memory, const Parameters &parameters,
                       std::string_view name)
    : Block(simulation, memory, layout, {parameters.msi, parameters.enable_ack, parameters.trace_bursts}, name),
      parameters_(parameters),
      master_clock_({parameters.mclk_ppb}, parameters.mclk_drift, simulation.choices, std::string(name) + ".mclk") {
    const Surroundings surroundings{parameters_, master_clock_};
    add_engine<SideEngine>(".tx", surroundings);
    add_engine<SideEngine>(".rx", surroundings);
}

std::uint32_t Controller::identity() const {
    return info(Global::Identity).reset | (parameters_.software_owned_segments ? software_owned : 0) |
           static_cast<std::uint32_t>(parameters_.position_granularity) << granularity_shift;
}

} // namespace acxsim::hw::i2s
