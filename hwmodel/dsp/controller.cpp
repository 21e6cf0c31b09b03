// SPDX-License-Identifier: MIT
//
// What the DSP has beside what all blocks of cyclic channels have: positions in memory (hwmodel.md 3d).
#include "hwmodel/dsp/controller.hpp"

namespace acxsim::hw::dsp {

namespace {

constexpr core::Hertz link_frames{48'000, 1};
constexpr cyclic::BlockLayout layout{.globals = global_registers,
                                     .bank = stream_registers,
                                     .bank_base = stream_base,
                                     .bank_stride = stream_stride,
                                     .engines = stream_count,
                                     .reset = control::reset,
                                     .completion = status::completion,
                                     .xrun = status::xrun,
                                     .error = status::error};

} // namespace

Controller::Controller(core::Simulation &simulation, PhysicalMemory &memory, const Parameters &parameters,
                       std::string_view name)
    : Block(simulation, memory, layout, {parameters.msi, parameters.boot_time, parameters.trace_bursts}, name),
      parameters_(parameters),
      oscillator_({parameters.link_ppb}, parameters.link_drift, simulation.choices, std::string(name) + ".link"),
      surroundings_{parameters_, core::ClockDomain(link_frames, oscillator_)} {
    for (unsigned i = 0; i < capture_streams; ++i)
        add_engine<HostStream>(".in" + std::to_string(i), surroundings_);
    for (unsigned i = 0; i < render_streams; ++i)
        add_engine<HostStream>(".out" + std::to_string(i), surroundings_);
}

std::uint32_t Controller::identity() const {
    return info(Global::Identity).reset | static_cast<std::uint32_t>(parameters_.pos_source) << position_source_shift;
}

std::uint32_t Controller::read_further(std::uint8_t which) const {
    return Global{which} == Global::PositionLower ? position_lower_ : position_upper_;
}

void Controller::write_further(std::uint8_t which, std::uint32_t value) {
    (Global{which} == Global::PositionLower ? position_lower_ : position_upper_) = value;
    const bool enabled = (position_lower_ & 1) != 0;
    surroundings_.positions =
        enabled ? (position_lower_ & ~std::uint64_t{0x7f}) | std::uint64_t{position_upper_} << 32 : 0;
}

void Controller::reset_further() {
    position_lower_ = position_upper_ = 0;
    surroundings_.positions = 0;
}

} // namespace acxsim::hw::dsp
