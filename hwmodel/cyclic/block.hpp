// SPDX-License-Identifier: MIT
//
// A block of cyclic channels as the bus sees it: global registers, a bank per engine, one interrupt line; enabling and
// reset, D3 and removal, faults that strike the block as a whole. One event serves all engines, which go through it in
// order: what falls on one tick has the same order in every run. A model derives from it, gives the layout and its
// engines, and adds the registers that only it has. Follows hwmodel.md 3a, 3d.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "hwmodel/bus/cpu_visible.hpp"
#include "hwmodel/bus/mmio_bus.hpp"
#include "hwmodel/cyclic/engine.hpp"
#include "hwmodel/interrupt/interrupt_line.hpp"

namespace acxsim::hw::cyclic {

class Block : public RegisterBlock, public CpuVisible, private BlockHost, private faults::FaultTarget {
public:
    ~Block() override;
    Block(const Block &) = delete;
    Block &operator=(const Block &) = delete;

    std::string_view name() const override { return name_; }
    std::uint64_t size_bytes() const override { return 0x1000; }
    std::uint64_t read(std::uint64_t offset, unsigned width_bytes) override;
    void write(std::uint64_t offset, unsigned width_bytes, std::uint64_t value) override;
    void before_cpu_access() override;

    InterruptLine &interrupt_line() { return line_; }
    core::ObjectId object() const { return context_.device; }

    /// The far end of the link. Optional: without one, samples vanish / are silent.
    void attach_sink(CodecSink &sink) { context_.sink = &sink; }
    void attach_source(CodecSource &source) { context_.source = &source; }
    void set_observer(EngineObserver *observer) { context_.observer = observer; }
    /// The faults that are armed there act in this block from now on. The injector outlives it.
    void attach_faults(faults::Injector &injector);
    /// No burst of any engine is issued before `until`.
    void stall_dma(core::TimePoint until);
    /// The device is gone: reads give all ones, writes are lost, nothing moves any more.
    void surprise_remove();
    /// D3: as if gone. Back in D0 everything is at reset.
    void enter_d3();
    void leave_d3();

protected:
    struct Settings {
        bool msi = false;
        core::Duration enable_time{}; ///< from writing CTL.EN to reading it back
        bool trace_bursts = false;
    };
    /// `layout` outlives the block. `name` prefixes the names of the engines in the trace.
    Block(core::Simulation &simulation, PhysicalMemory &memory, const BlockLayout &layout, const Settings &settings,
          std::string_view name);
    /// As many as the layout says, in order, before anything else happens. Their names are this block's and `suffix`.
    template <class EngineType, class... Arguments>
    void add_engine(std::string_view suffix, Arguments &&...arguments) {
        const auto index = static_cast<unsigned>(engines_.size());
        engines_.push_back(std::make_unique<EngineType>(context_, index, name_ + std::string(suffix),
                                                        std::forward<Arguments>(arguments)...));
    }
    Engine &engine(unsigned index) { return *engines_[index]; }

    virtual std::uint32_t identity() const = 0;
    /// Global registers behind the four that all blocks have. A written value has the bits that can be written.
    virtual std::uint32_t read_further(std::uint8_t) const { return 0; }
    virtual void write_further(std::uint8_t, std::uint32_t) {}
    virtual void reset_further() {}

private:
    std::uint32_t read_global(std::uint8_t which) const;
    void write_global(std::uint8_t which, std::uint32_t value, std::uint32_t covered);
    void fault_strikes(const faults::ArmedFault &fault, const faults::Where &where) override;
    void on_fault();
    void on_enable_acknowledged();
    void reset_all();
    void switch_off();
    void status_changed() override;
    void due_changed() override;
    void on_due();
    std::uint32_t interrupt_status() const;
    bool answers() const { return present_ && powered_; }
    std::uint32_t bank_end() const { return layout_.bank_base + layout_.engines * layout_.bank_stride; }

    core::Simulation &simulation_;
    const BlockLayout &layout_;
    std::string name_;
    core::Duration enable_time_;
    BlockContext context_;
    InterruptLine line_;
    core::Event enable_event_;
    core::Event due_event_;
    core::Event fault_event_; // a fault of an instant takes effect when the engine that saw it is done
    std::vector<const faults::ArmedFault *> struck_;
    faults::Injector *faults_ = nullptr;
    std::vector<std::unique_ptr<Engine>> engines_;

    bool present_ = true;
    bool powered_ = true;
    bool enable_wanted_ = false;
    bool enabled_ = false;
    std::uint32_t interrupt_enable_ = 0;
};

} // namespace acxsim::hw::cyclic
