// SPDX-License-Identifier: MIT
//
// One side of the I2S/TDM block: its register bank around a cyclic DMA channel and a slot clock of its own. Transmit
// and receive are the same but for the direction of data. Follows hwmodel.md 3a.
#pragma once

#include <string_view>

#include "hwmodel/cyclic/engine.hpp"
#include "hwmodel/i2s/parameters.hpp"
#include "hwmodel/i2s/registers.hpp"
#include "hwmodel/i2s/slot_pace.hpp"

namespace acxsim::hw::i2s {

/// What both sides of a block have around them.
struct Surroundings {
    const Parameters &parameters;
    const core::Oscillator &master_clock;
};

class SideEngine final : public cyclic::Engine {
public:
    SideEngine(cyclic::BlockContext &context, unsigned index, std::string_view name, const Surroundings &surroundings);

    bool is_output() const override { return index_ == 0; }
    LinkFormat format() const override { return format_; }
    unsigned stream_tag() const override { return 1; }
    std::uint32_t fifo_bytes() const override { return parameters().fifo_words * format_.container_bytes(); }

    std::uint32_t read_register(std::uint8_t which) override;

private:
    void write_control(std::uint32_t value) override;
    void write_while_idle(std::uint8_t which, std::uint32_t value) override;
    bool write_any_time(std::uint8_t which, std::uint32_t value, std::uint32_t covered) override;
    void reset_registers(bool block_gone, std::uint64_t reached) override;
    std::uint64_t counter() const override;
    void stop_after_error() override { control_ &= ~control::dma_enable; }
    unsigned segment_count() const override { return segments_; }
    bool owns_segment(unsigned index) const override;
    void segment_done(unsigned index, bool interrupt) override;
    void segment_late(unsigned index) override;

    bool configure();
    void configure_clock();
    bool locked() const { return now() >= locked_at_; }
    const Parameters &parameters() const { return surroundings_.parameters; }

    Surroundings surroundings_;
    LinkFormat format_;
    SlotPace pace_;
    std::uint32_t format_register_ = 0;
    std::uint32_t slots_ = 0;
    std::uint32_t clock_register_ = 0;
    std::uint32_t threshold_ = 0;
    std::uint32_t burst_ = 0;
    std::uint32_t segments_ = segments_min;
    std::uint32_t owned_ = 0;
    core::TimePoint locked_at_;
    bool clock_valid_ = false;
};

} // namespace acxsim::hw::i2s
