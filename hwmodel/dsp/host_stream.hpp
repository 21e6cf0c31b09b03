// SPDX-License-Identifier: MIT
//
// One stream of the DSP's host DMA: its register bank around a cyclic channel whose FIFO is the DSP's own memory. The
// host side moves chunks of milliseconds, the link side a block per frame; the link counter that firmware offers is 64
// bits in two registers. Follows hwmodel.md 3d.
#pragma once

#include <string_view>

#include "hwmodel/cyclic/engine.hpp"
#include "hwmodel/dsp/frame_pace.hpp"
#include "hwmodel/dsp/parameters.hpp"
#include "hwmodel/dsp/registers.hpp"
#include "hwmodel/hda/format.hpp"

namespace acxsim::hw::dsp {

/// What the streams of a DSP have around them.
struct Surroundings {
    const Parameters &parameters;
    core::ClockDomain frame_clock;
    BusAddress positions = 0; ///< in memory, 8 bytes a stream; 0: nowhere
};

class HostStream final : public cyclic::Engine {
public:
    HostStream(cyclic::BlockContext &context, unsigned index, std::string_view name, const Surroundings &surroundings);

    bool is_output() const override { return index_ >= capture_streams; }
    LinkFormat format() const override { return format_.link; }
    unsigned stream_tag() const override { return (control_ & control::tag_mask) >> control::tag_shift; }
    std::uint32_t fifo_bytes() const override { return prefill_blocks() * format_.link.block_bytes(); }

    std::uint32_t read_register(std::uint8_t which) override;
    void before_cpu_access() override;

private:
    void write_control(std::uint32_t value) override;
    void write_while_idle(std::uint8_t which, std::uint32_t value) override;
    void reset_registers(bool block_gone, std::uint64_t reached) override;
    std::uint64_t counter() const override { return counter_base_ + channel_.link_bytes(); }
    void stop_after_error() override;
    unsigned segment_count() const override { return last_valid_index_ + 1; }

    bool configure();
    std::uint32_t chunk_blocks() const;
    std::uint32_t prefill_blocks() const;
    std::uint32_t position_in_ring() const;
    const Parameters &parameters() const { return surroundings_.parameters; }

    const Surroundings &surroundings_;
    hda::StreamFormat format_;
    FramePace pace_;
    std::uint32_t format_register_ = 0;
    std::uint32_t last_valid_index_ = 0;
    std::uint64_t counter_base_ = 0; // link counter less what this stream has played since reset
    bool has_run_ = false;           // since reset
};

} // namespace acxsim::hw::dsp
