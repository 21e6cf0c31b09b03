// SPDX-License-Identifier: MIT
//
// One stream of a block of cyclic channels: a bank of registers around a Channel. What all such banks have is here: the
// control register with its reset bit, status bits that interrupt, a descriptor list, a 64-bit byte counter, registers
// that can be written only while nothing moves. Which registers there are beside these, what enables what, and the
// link's format are the model's (i2s/side.hpp, dsp/host_stream.hpp). Follows hwmodel.md 3a, 3d.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "hwmodel/cyclic/channel.hpp"
#include "hwmodel/cyclic/channel_faults.hpp"
#include "hwmodel/records.hpp"
#include "hwmodel/registers/register.hpp"

namespace acxsim::hw::cyclic {

/// Where a block has its registers, and where in them lies what all blocks have.
struct BlockLayout {
    std::span<const Register> globals; ///< they begin with identity, control, interrupt enable, interrupt status
    std::span<const Register> bank;    ///< of an engine; it begins with control, status, interrupt enable
    std::uint32_t bank_base = 0;
    std::uint32_t bank_stride = 0;
    unsigned engines = 0;
    // Bits of an engine's registers.
    std::uint32_t reset = 0; ///< control: everything to reset values
    std::uint32_t completion = 0;
    std::uint32_t xrun = 0;
    std::uint32_t error = 0; ///< descriptor or data out of reach
};

/// What an engine asks of its block.
class BlockHost {
public:
    virtual ~BlockHost() = default;
    /// A status or enable bit moved: work out the interrupt line.
    virtual void status_changed() = 0;
    /// Some due() moved.
    virtual void due_changed() = 0;
};

/// What the engines of a block share.
struct BlockContext {
    core::Simulation &simulation;
    PhysicalMemory &memory;
    const BlockLayout &layout;
    core::ObjectId device;
    BlockHost &host;
    bool trace_bursts = false; ///< a record per burst, and every burst an event
    CodecSink *sink = nullptr;
    CodecSource *source = nullptr;
    EngineObserver *observer = nullptr;
};

class Engine : public StreamEngine, protected ChannelHost {
public:
    /// `pace` outlives the engine's use; it may be configured later.
    Engine(BlockContext &context, unsigned index, std::string_view name, const LinkPace &pace);

    // What an instrument sees.
    core::ObjectId object() const override { return object_; }
    bool running() const override { return channel_.dma_busy() || channel_.link_active(); }
    EnginePosition position() override;
    std::vector<DmaRange> ranges() const override;

    // Registers, by their place in the bank's table.
    virtual std::uint32_t read_register(std::uint8_t which) = 0;
    void write_register(std::uint8_t which, std::uint32_t value, std::uint32_t covered);
    bool interrupt_pending() const { return (status_ & interrupt_enable_) != 0; }
    /// Everything stops at once and returns to reset values. `block_gone`: because the whole block does.
    void reset(bool block_gone);

    /// From now on this engine has the faults that are armed there.
    void attach_faults(faults::Injector &injector) {
        faults_ = std::make_unique<ChannelFaults>(*this, index_, context_.simulation, injector);
    }
    void stall_dma(core::TimePoint until) { channel_.stall_until(until); }
    /// Writes to memory what the device would have written by now.
    virtual void before_cpu_access() { channel_.advance(); }
    core::TimePoint settled_until() const { return channel_.settled_until(); }
    void advance() { channel_.advance(); }
    core::TimePoint due() const { return channel_.due(); }

protected:
    /// The control register is written, without its reset bit.
    virtual void write_control(std::uint32_t value) = 0;
    /// Any other register that can be written, while nothing moves; bits that cannot be written are 0.
    virtual void write_while_idle(std::uint8_t which, std::uint32_t value) = 0;
    /// False: that register is not one that can be written at any time.
    virtual bool write_any_time(std::uint8_t, std::uint32_t /*value*/, std::uint32_t /*covered*/) { return false; }
    /// The model's registers return to reset values. `reached`: the counter before.
    virtual void reset_registers(bool block_gone, std::uint64_t reached) = 0;
    /// The 64-bit counter that the model offers.
    virtual std::uint64_t counter() const = 0;
    /// The channel has stopped at something out of reach.
    virtual void stop_after_error() = 0;

    // cyclic::ChannelHost
    std::optional<Segment> fetch_segment(unsigned index) override;
    bool owns_segment(unsigned index) const override { return faults_ == nullptr || !faults_->withholds(index); }
    void segment_done(unsigned index, bool interrupt) override;
    void segment_late(unsigned) override {}
    void fifo_error() override;
    void bus_error(BusAddress address) override;
    void burst_issued(BusAddress address, std::uint32_t size_bytes, core::TimePoint arrival) override;
    void link_started() override;
    void link_stopped() override;
    void settle() override;
    void due_changed() override { context_.host.due_changed(); }

    void add_status(std::uint32_t bits) {
        status_ |= bits;
        status_moved_ = true;
    }
    /// One half of the counter, as a read finds it.
    std::uint32_t counter_half(bool is_upper);
    bool every_burst_is_an_event() const {
        return context_.trace_bursts || (faults_ != nullptr && faults_->need_every_burst());
    }
    BusAddress list_address() const { return list_lower_ | std::uint64_t{list_upper_} << 32; }
    void misuse(RegisterMisuse::What what, std::uint8_t which, std::uint64_t value) const;
    core::TimePoint now() const { return context_.simulation.now(); }

    BlockContext &context_;
    const unsigned index_;
    const core::ObjectId object_;
    Channel channel_;
    std::uint32_t control_ = 0; // as written
    std::uint32_t status_ = 0;
    std::uint32_t interrupt_enable_ = 0;
    std::uint32_t list_lower_ = 0;
    std::uint32_t list_upper_ = 0;
    std::unique_ptr<ChannelFaults> faults_; // nullptr: none is armed

private:
    bool status_moved_ = false;
};

} // namespace acxsim::hw::cyclic
