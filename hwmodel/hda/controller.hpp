// SPDX-License-Identifier: MIT
//
// An HDA-style controller: up to 15 input and 15 output stream engines, register for register (hwmodel.md section 1),
// in exact integer time (section 2). It knows nothing of Windows: registers in, interrupt line and memory traffic out.
// Leaves out bidirectional engines, striping, flush, multi-link capabilities (hwmodel.md 1.9).
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "hwmodel/bus/cpu_visible.hpp"
#include "hwmodel/bus/mmio_bus.hpp"
#include "hwmodel/dma_observer.hpp"
#include "hwmodel/hda/bus_arbiter.hpp"
#include "hwmodel/hda/command_path.hpp"
#include "hwmodel/hda/controller_faults.hpp"
#include "hwmodel/hda/parameters.hpp"
#include "hwmodel/hda/registers.hpp"
#include "hwmodel/hda/stream_engine.hpp"
#include "hwmodel/hda/vendor_registers.hpp"
#include "hwmodel/interrupt/interrupt_line.hpp"

namespace acxsim::hw::hda {

class Controller final : public RegisterBlock, public CpuVisible, private EngineHost, private UnmapListener {
public:
    /// The parameters are copied. `name` prefixes the names of the engines in the trace.
    Controller(core::Simulation &simulation, PhysicalMemory &memory, const Parameters &parameters,
               std::string_view name = "hda");
    ~Controller() override;
    Controller(const Controller &) = delete;
    Controller &operator=(const Controller &) = delete;

    // The register block, to be attached to an MmioBus.
    std::string_view name() const override { return name_; }
    std::uint64_t size_bytes() const override { return 0x4000; }
    std::uint64_t read(std::uint64_t offset, unsigned width_bytes) override;
    void write(std::uint64_t offset, unsigned width_bytes, std::uint64_t value) override;

    void before_cpu_access() override;

    InterruptLine &interrupt_line() { return line_; }
    const Parameters &parameters() const { return parameters_; }
    core::ObjectId object() const { return context_.device; }

    /// The far end of the link; streams are told apart by their tag. Optional: without one, samples vanish / are
    /// silent.
    void attach_sink(CodecSink &sink) { context_.sink = &sink; }
    void attach_source(CodecSource &source) { context_.source = &source; }
    void set_observer(EngineObserver *observer) { context_.observer = observer; }

    /// Stream index order: inputs, then outputs.
    std::vector<StreamEngine *> engines();
    StreamEngine &engine(unsigned index) { return *engines_[index]; }

    /// The faults that are armed there act in this controller from now on. The injector outlives it.
    void attach_faults(faults::Injector &injector);
    /// No burst is granted before `until` (a bus stall, a power-state exit).
    void stall_dma(core::TimePoint until);
    /// The device is gone: reads give all ones, writes are lost, nothing moves any more.
    void surprise_remove();
    /// D3hot: as if gone. Back in D0, `d3_exit` later, everything is at reset but GIE and CIE.
    void enter_d3();
    void leave_d3();

private:
    friend class ControllerFaults;
    static constexpr unsigned steps_in_a_row = 64; // then the queue, so that whoever runs it can have a look around

    // controller_time.cpp: the steps of the engines
    void on_due();
    void settle() override;
    void replan() override;
    void before_unmap() override;
    [[gnu::always_inline]] core::TimePoint run_to(core::TimePoint until);
    [[gnu::always_inline]] void plan(core::TimePoint next);
    struct NextStep {
        core::TimePoint when = core::end_of_time;
        std::uint32_t engines = 0; // a bit for each whose step is due then
    };
    [[gnu::always_inline]] NextStep first_to_step();
    void step_together(std::uint32_t engines);
    void glide(core::TimePoint until);
    unsigned last_served_after_glide(core::TimePoint until) const;
    void schedule();
    core::TimePoint next_step();
    bool can_glide();
    bool entries_are_apart() const;

    void status_changed() override;
    void send_message() override { line_.send_message(); }
    void memory_unsettled() override { settled_until_ = core::power_on; }
    BusAddress position_slot(unsigned engine) const override;
    bool link_has_room(const StreamEngine &candidate) override;

    // controller_registers.cpp: decode
    std::uint32_t streams_end() const {
        return stream_base + static_cast<std::uint32_t>(engines_.size()) * stream_stride;
    }
    bool in_reset() const { return !(link_up_ && link_up_wanted_); }
    std::uint32_t stream_bits() const { return (1u << engines_.size()) - 1; }
    std::uint32_t implemented(Global which) const;
    std::uint32_t read_vendor(Vendor which) const;
    void write_vendor(Vendor which, std::uint32_t value, std::uint32_t covered);
    static std::uint32_t read_stream_vendor(StreamEngine &engine, StreamVendor which);
    std::uint32_t read_global(Global which) const;
    void write_global(Global which, std::uint32_t value, std::uint32_t covered);
    void write_registers(std::uint32_t at, unsigned width_bytes, std::uint64_t value);
    void write_control(std::uint32_t value);
    void write_stream_sync(std::uint32_t value);
    void on_reset_acknowledged();
    void on_codecs_ready();
    void on_powered();
    void reset_registers();
    void reset_extensions();
    void follow_extensions();
    bool answers() const { return present_ && powered_; }
    bool any_engine_running() const;
    std::uint32_t interrupt_causes_now() const;
    std::uint32_t interrupt_status_now() const;
    void update_line();
    std::uint32_t wall_clock() const;
    core::Duration shortest_frame() const;
    std::uint32_t counted_wall_clock() const;
    void change_link_clock(const core::Drift &further);
    core::TimePoint next_frame_edge() const;
    void misuse(RegisterMisuse::What what, std::uint64_t offset, std::uint64_t value) const;

    core::Simulation &simulation_;
    Parameters parameters_;
    std::string name_;
    core::TimePoint now_ = core::power_on;
    core::Oscillator oscillator_; // of the link: BCLK and all that is counted in it
    BusArbiter arbiter_;
    EngineContext context_;
    InterruptLine line_;
    core::ClockDomain wall_clock_;
    std::uint32_t wall_clock_start_ = 0; // what it counts from
    core::Event due_event_;
    core::Event reset_event_;
    core::Event codec_event_;
    core::Event power_event_;
    core::TimePoint planned_ = core::end_of_time; // when due_event_ is to happen
    core::Duration memory_latency_max_;
    core::Duration frame_period_min_{};
    bool running_ = false; // within run_to()
    NextStep first_;       // unless context_.due_changed
    bool gliding_ = false; // until planned_ only bursts on frame boundaries happen, and nobody is told
    CommandPath commands_;
    std::vector<std::unique_ptr<StreamEngine>> engines_;
    std::unique_ptr<ControllerFaults> faults_; // nullptr: none is armed

    bool present_ = true;
    bool powered_ = true;
    bool link_up_wanted_ = false; // CRST as written
    bool link_up_ = false;        // CRST as achieved
    bool unsolicited_ = false;
    bool flushed_ = false;
    std::uint16_t wake_enable_ = 0;
    std::uint16_t state_status_ = 0;
    std::uint32_t interrupt_control_ = 0;
    std::uint32_t stream_sync_ = 0;
    std::uint32_t position_lower_ = 0;
    std::uint32_t position_upper_ = 0;
    std::uint32_t acknowledged_ = 0; // intsts_writable: causes that software took down in INTSTS
    std::array<std::uint32_t, static_cast<std::size_t>(Vendor::Count)> vendor_{};
};

} // namespace acxsim::hw::hda
