// SPDX-License-Identifier: MIT
//
// One side of the I2S/TDM block: its register bank around a cyclic DMA channel and a slot clock of its own. Transmit
// and receive are the same but for the direction of data. Follows hwmodel.md 3a.
#pragma once

#include <memory>
#include <string_view>

#include "hwmodel/cyclic/channel.hpp"
#include "hwmodel/cyclic/channel_faults.hpp"
#include "hwmodel/i2s/parameters.hpp"
#include "hwmodel/i2s/registers.hpp"
#include "hwmodel/i2s/slot_pace.hpp"
#include "hwmodel/records.hpp"

namespace acxsim::hw::i2s {

/// What a side asks of its block.
class BlockHost {
public:
    virtual ~BlockHost() = default;
    /// A status or enable bit moved: work out the interrupt line.
    virtual void status_changed() = 0;
    /// Some due() moved.
    virtual void due_changed() = 0;
};

/// What the sides of a block share.
struct BlockContext {
    core::Simulation &simulation;
    PhysicalMemory &memory;
    const Parameters &parameters;
    core::ObjectId device;
    const core::Oscillator &master_clock;
    BlockHost &host;
    CodecSink *sink = nullptr;
    CodecSource *source = nullptr;
    EngineObserver *observer = nullptr;
};

class SideEngine final : public StreamEngine, private cyclic::ChannelHost {
public:
    SideEngine(BlockContext &context, unsigned index, std::string_view name);

    // What an instrument sees.
    core::ObjectId object() const override { return object_; }
    bool is_output() const override { return index_ == 0; }
    LinkFormat format() const override { return format_; }
    unsigned stream_tag() const override { return 1; }
    bool running() const override { return channel_.dma_busy() || channel_.link_active(); }
    EnginePosition position() override;
    std::vector<DmaRange> ranges() const override;
    std::uint32_t fifo_bytes() const override { return context_.parameters.fifo_words * format_.container_bytes(); }

    std::uint32_t read_register(Side which);
    void write_register(Side which, std::uint32_t value, std::uint32_t covered);
    bool interrupt_pending() const { return (status_ & interrupt_enable_) != 0; }
    /// From now on this side has the faults that are armed there.
    void attach_faults(faults::Injector &injector) {
        faults_ = std::make_unique<cyclic::ChannelFaults>(*this, index_, context_.simulation, injector);
    }
    /// Everything stops at once and returns to reset values.
    void reset();
    void stall_dma(core::TimePoint until) { channel_.stall_until(until); }
    void before_cpu_access() { channel_.advance(); }
    core::TimePoint settled_until() const { return channel_.settled_until(); }
    void advance() { channel_.advance(); }
    core::TimePoint due() const { return channel_.due(); }

private:
    // cyclic::ChannelHost
    std::optional<cyclic::Segment> fetch_segment(unsigned index) override;
    unsigned segment_count() const override { return segments_; }
    bool owns_segment(unsigned index) const override;
    void segment_done(unsigned index, bool interrupt) override;
    void segment_late(unsigned index) override;
    void fifo_error() override;
    void bus_error(BusAddress address) override;
    void burst_issued(BusAddress address, std::uint32_t size_bytes, core::TimePoint arrival) override;
    void link_started() override;
    void link_stopped() override;
    void settle() override;
    void due_changed() override { context_.host.due_changed(); }

    void write_control(std::uint32_t value);
    void write_while_idle(Side which, std::uint32_t value);
    bool configure();
    void configure_clock();
    std::uint64_t position_counter() const;
    std::uint32_t position_half(bool is_upper);
    bool locked() const { return context_.simulation.now() >= locked_at_; }
    BusAddress list_address() const { return list_lower_ | std::uint64_t{list_upper_} << 32; }
    void misuse(RegisterMisuse::What what, Side which, std::uint64_t value) const;

    BlockContext &context_;
    unsigned index_;
    core::ObjectId object_;
    LinkFormat format_;
    SlotPace pace_;
    cyclic::Channel channel_;

    std::uint32_t control_ = 0; // as written
    std::uint32_t status_ = 0;
    std::uint32_t interrupt_enable_ = 0;
    std::uint32_t format_register_ = 0;
    std::uint32_t slots_ = 0;
    std::uint32_t clock_register_ = 0;
    std::uint32_t threshold_ = 0;
    std::uint32_t burst_ = 0;
    std::uint32_t list_lower_ = 0;
    std::uint32_t list_upper_ = 0;
    std::uint32_t segments_ = segments_min;
    std::uint32_t owned_ = 0;
    core::TimePoint locked_at_;
    bool clock_valid_ = false;
    bool status_moved_ = false;
    std::unique_ptr<cyclic::ChannelFaults> faults_; // nullptr: none is armed
};

} // namespace acxsim::hw::i2s
