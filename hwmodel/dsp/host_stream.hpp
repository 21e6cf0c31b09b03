// SPDX-License-Identifier: MIT
//
// One stream of the DSP's host DMA: its register bank around a cyclic channel whose FIFO is the DSP's own memory. The
// host side moves chunks of milliseconds, the link side a block per frame; the link counter that firmware offers is 64
// bits in two registers. Follows hwmodel.md 3d.
#pragma once

#include <memory>
#include <string_view>

#include "hwmodel/cyclic/channel.hpp"
#include "hwmodel/cyclic/channel_faults.hpp"
#include "hwmodel/dsp/frame_pace.hpp"
#include "hwmodel/dsp/parameters.hpp"
#include "hwmodel/dsp/registers.hpp"
#include "hwmodel/hda/format.hpp"
#include "hwmodel/records.hpp"

namespace acxsim::hw::dsp {

/// What a stream asks of its DSP.
class DspHost {
public:
    virtual ~DspHost() = default;
    /// A status or enable bit moved: work out the interrupt line.
    virtual void status_changed() = 0;
    /// Some due() moved.
    virtual void due_changed() = 0;
};

/// What the streams of a DSP share.
struct DspContext {
    core::Simulation &simulation;
    PhysicalMemory &memory;
    const Parameters &parameters;
    core::ObjectId device;
    core::ClockDomain frame_clock;
    DspHost &host;
    CodecSink *sink = nullptr;
    CodecSource *source = nullptr;
    EngineObserver *observer = nullptr;
};

class HostStream final : public StreamEngine, private cyclic::ChannelHost {
public:
    HostStream(DspContext &context, unsigned index, std::string_view name);

    // What an instrument sees.
    core::ObjectId object() const override { return object_; }
    bool is_output() const override { return index_ >= capture_streams; }
    LinkFormat format() const override { return format_.link; }
    unsigned stream_tag() const override { return (control_ & control::tag_mask) >> control::tag_shift; }
    bool running() const override { return channel_.dma_busy() || channel_.link_active(); }
    EnginePosition position() override;
    std::vector<DmaRange> ranges() const override;
    std::uint32_t fifo_bytes() const override { return prefill_blocks() * format_.link.block_bytes(); }

    std::uint32_t read_register(Stream which);
    void write_register(Stream which, std::uint32_t value, std::uint32_t covered);
    bool interrupt_pending() const { return (status_ & interrupt_enable_) != 0; }
    /// From now on this stream has the faults that are armed there.
    void attach_faults(faults::Injector &injector) {
        faults_ = std::make_unique<cyclic::ChannelFaults>(*this, index_, context_.simulation, injector);
    }
    /// Everything stops at once and returns to reset values; the link counter too, when the firmware goes.
    void reset(bool firmware_gone);
    void stall_dma(core::TimePoint until) { channel_.stall_until(until); }
    /// Writes to memory what the device would have written by now; `position_slot` 0: no position there.
    void before_cpu_access(BusAddress position_slot);
    core::TimePoint settled_until() const { return channel_.settled_until(); }
    void advance() { channel_.advance(); }
    core::TimePoint due() const { return channel_.due(); }

private:
    // cyclic::ChannelHost
    std::optional<cyclic::Segment> fetch_segment(unsigned index) override;
    unsigned segment_count() const override { return last_valid_index_ + 1; }
    bool owns_segment(unsigned) const override { return true; }
    void segment_done(unsigned index, bool interrupt) override;
    void segment_late(unsigned) override {}
    void fifo_error() override;
    void bus_error(BusAddress address) override;
    void burst_issued(BusAddress address, std::uint32_t size_bytes, core::TimePoint arrival) override;
    void link_started() override;
    void link_stopped() override;
    void settle() override;
    void due_changed() override { context_.host.due_changed(); }

    void write_control(std::uint32_t value);
    void write_while_idle(Stream which, std::uint32_t value);
    bool configure();
    std::uint32_t chunk_blocks() const;
    std::uint32_t prefill_blocks() const;
    std::uint64_t link_counter() const { return counter_base_ + channel_.link_bytes(); }
    std::uint32_t link_counter_half(bool is_upper);
    std::uint32_t position_in_ring() const;
    BusAddress list_address() const { return list_lower_ | std::uint64_t{list_upper_} << 32; }
    void misuse(RegisterMisuse::What what, Stream which, std::uint64_t value) const;

    DspContext &context_;
    unsigned index_;
    core::ObjectId object_;
    hda::StreamFormat format_;
    FramePace pace_;
    cyclic::Channel channel_;

    std::uint32_t control_ = 0;
    std::uint32_t status_ = 0;
    std::uint32_t interrupt_enable_ = 0;
    std::uint32_t format_register_ = 0;
    std::uint32_t list_lower_ = 0;
    std::uint32_t list_upper_ = 0;
    std::uint32_t last_valid_index_ = 0;
    std::uint64_t counter_base_ = 0; // link counter less what this stream has played since reset
    bool has_run_ = false;           // since reset
    bool status_moved_ = false;
    std::unique_ptr<cyclic::ChannelFaults> faults_; // nullptr: none is armed
};

} // namespace acxsim::hw::dsp
