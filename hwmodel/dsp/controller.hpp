// SPDX-License-Identifier: MIT
//
// A DSP between the host and an HDA link: two capture and two render streams, a register block, an interrupt line. Host
// DMA moves chunks of milliseconds between memory and the DSP's buffers, which the link empties or fills block by
// block. Leaves out: pipelines and their own delay, IPC messages (boot is a bit that answers late), link admission,
// SSYNC. Follows hwmodel.md 3d.
#pragma once

#include "hwmodel/cyclic/block.hpp"
#include "hwmodel/dsp/host_stream.hpp"

namespace acxsim::hw::dsp {

class Controller final : public cyclic::Block {
public:
    /// The parameters are copied. `name` prefixes the names of the engines in the trace.
    Controller(core::Simulation &simulation, PhysicalMemory &memory, const Parameters &parameters,
               std::string_view name = "dsp");

    const Parameters &parameters() const { return parameters_; }
    /// Captures first, then renders.
    HostStream &stream(unsigned index) { return static_cast<HostStream &>(engine(index)); }

private:
    std::uint32_t identity() const override;
    std::uint32_t read_further(std::uint8_t which) const override;
    void write_further(std::uint8_t which, std::uint32_t value) override;
    void reset_further() override;

    Parameters parameters_;
    core::Oscillator oscillator_; // the audio crystal: the link of all streams
    Surroundings surroundings_;
    std::uint32_t position_lower_ = 0;
    std::uint32_t position_upper_ = 0;
};

} // namespace acxsim::hw::dsp
