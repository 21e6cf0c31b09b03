// SPDX-License-Identifier: MIT
//
// An I2S/TDM block with cyclic DMA: one transmitting and one receiving side, a register block, an interrupt line. Its
// sample clocks come from PLLs on MCLK and agree with no other clock of the machine. It knows nothing of Windows.
// Leaves out: master/slave and word-clock polarity (no effect on timing), DMA channel allocation, FIFO packing of two
// samples into one word. Follows hwmodel.md 3a.
#pragma once

#include "hwmodel/cyclic/block.hpp"
#include "hwmodel/i2s/side.hpp"

namespace acxsim::hw::i2s {

class Controller final : public cyclic::Block {
public:
    /// The parameters are copied. `name` prefixes the names of the engines in the trace.
    Controller(core::Simulation &simulation, PhysicalMemory &memory, const Parameters &parameters,
               std::string_view name = "i2s");

    const Parameters &parameters() const { return parameters_; }
    /// 0 transmits, 1 receives.
    SideEngine &side(unsigned index) { return static_cast<SideEngine &>(engine(index)); }

private:
    std::uint32_t identity() const override;

    Parameters parameters_;
    core::Oscillator master_clock_; // MCLK: the PLLs of both sides follow it
};

} // namespace acxsim::hw::i2s
