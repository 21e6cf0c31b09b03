// SPDX-License-Identifier: MIT
//
// A DSP between the host and an HDA link: two capture and two render streams, a register block, an interrupt line. Host
// DMA moves chunks of milliseconds between memory and the DSP's buffers, which the link empties or fills block by
// block. Leaves out: pipelines and their own delay, IPC messages (boot is a bit that answers late), link admission,
// SSYNC. Follows hwmodel.md 3d.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "hwmodel/bus/cpu_visible.hpp"
#include "hwmodel/bus/mmio_bus.hpp"
#include "hwmodel/dsp/host_stream.hpp"
#include "hwmodel/faults/injector.hpp"
#include "hwmodel/interrupt/interrupt_line.hpp"

namespace acxsim::hw::dsp {

class Controller final : public RegisterBlock, public CpuVisible, private DspHost, private faults::FaultTarget {
public:
    /// The parameters are copied. `name` prefixes the names of the engines in the trace.
    Controller(core::Simulation &simulation, PhysicalMemory &memory, const Parameters &parameters,
               std::string_view name = "dsp");
    ~Controller() override;
    Controller(const Controller &) = delete;
    Controller &operator=(const Controller &) = delete;

    std::string_view name() const override { return name_; }
    std::uint64_t size_bytes() const override { return 0x1000; }
    std::uint64_t read(std::uint64_t offset, unsigned width_bytes) override;
    void write(std::uint64_t offset, unsigned width_bytes, std::uint64_t value) override;
    void before_cpu_access() override;

    InterruptLine &interrupt_line() { return line_; }
    const Parameters &parameters() const { return parameters_; }
    core::ObjectId object() const { return context_.device; }

    /// The far end of the link. Optional: without one, samples vanish / are silent.
    void attach_sink(CodecSink &sink) { context_.sink = &sink; }
    void attach_source(CodecSource &source) { context_.source = &source; }
    void set_observer(EngineObserver *observer) { context_.observer = observer; }

    /// Captures first, then renders.
    HostStream &stream(unsigned index) { return *streams_[index]; }
    /// The faults that are armed there act in this DSP from now on. The injector outlives it.
    void attach_faults(faults::Injector &injector);
    /// No chunk of any stream is issued before `until`.
    void stall_dma(core::TimePoint until);
    /// The device is gone: reads give all ones, writes are lost, nothing moves any more.
    void surprise_remove();
    /// D3: as if gone. Back in D0 everything is at reset.
    void enter_d3();
    void leave_d3();

private:
    std::uint32_t read_global(Global which) const;
    void write_global(Global which, std::uint32_t value, std::uint32_t covered);
    void fault_strikes(const faults::ArmedFault &fault, const faults::Where &where) override;
    void on_fault();
    void on_enable_acknowledged();
    void reset_all();
    BusAddress position_base() const;
    void status_changed() override;
    void due_changed() override;
    void on_due();
    std::uint32_t interrupt_status() const;
    bool answers() const { return present_ && powered_; }

    core::Simulation &simulation_;
    Parameters parameters_;
    std::string name_;
    core::Oscillator oscillator_; // the audio crystal: the link of all streams
    DspContext context_;
    InterruptLine line_;
    core::Event enable_event_;
    core::Event due_event_;
    core::Event fault_event_; // a fault of an instant takes effect when the stream that saw it is done
    std::vector<const faults::ArmedFault *> struck_;
    faults::Injector *faults_ = nullptr;
    std::vector<std::unique_ptr<HostStream>> streams_;

    bool present_ = true;
    bool powered_ = true;
    bool enable_wanted_ = false;
    bool enabled_ = false;
    std::uint32_t interrupt_enable_ = 0;
    std::uint32_t position_lower_ = 0;
    std::uint32_t position_upper_ = 0;
};

} // namespace acxsim::hw::dsp
