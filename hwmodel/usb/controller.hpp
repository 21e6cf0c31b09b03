// SPDX-License-Identifier: MIT
//
// A USB host controller's isochronous side with one audio device on it: an output and an input endpoint, the frame
// clock, the ring of events and a moderated interrupt (hwmodel.md 3b, 2.7). Registers in, interrupt line and memory
// traffic out. Between two service intervals nothing is an event; in one there is one.
// Leaves out everything that is not isochronous streaming: enumeration, control transfers, hubs, other devices'
// traffic.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "hwmodel/bus/mmio_bus.hpp"
#include "hwmodel/interrupt/interrupt_line.hpp"
#include "hwmodel/usb/endpoint.hpp"

namespace acxsim::hw::usb {

inline constexpr unsigned endpoint_count = 2; // 0 output, 1 input

class Controller final : public RegisterBlock, private EndpointHost, private faults::FaultTarget {
public:
    /// The parameters are copied. `name` prefixes the names of the endpoints in the trace.
    Controller(core::Simulation &simulation, PhysicalMemory &memory, const Parameters &parameters,
               std::string_view name = "usb");
    ~Controller() override;
    Controller(const Controller &) = delete;
    Controller &operator=(const Controller &) = delete;

    // The register block, to be attached to an MmioBus.
    std::string_view name() const override { return name_; }
    std::uint64_t size_bytes() const override { return register_space_bytes; }
    std::uint64_t read(std::uint64_t offset, unsigned width_bytes) override;
    void write(std::uint64_t offset, unsigned width_bytes, std::uint64_t value) override;

    InterruptLine &interrupt_line() { return line_; }
    const Parameters &parameters() const { return parameters_; }
    core::ObjectId object() const { return surroundings_.device; }

    void attach_sink(CodecSink &sink) { surroundings_.sink = &sink; }
    void attach_source(CodecSource &source) { surroundings_.source = &source; }
    void set_observer(EngineObserver *observer);
    /// From now on the device and its host have the faults that are armed there.
    void attach_faults(faults::Injector &injector);

    Endpoint &endpoint(unsigned index) { return *endpoints_[index]; }
    const core::ClockDomain &intervals() const { return surroundings_.intervals; }

    /// The device was unplugged, or its host is gone: reads give all ones, writes are lost, nothing moves any more.
    void surprise_remove();
    /// D3hot: as if gone. Back in D0 everything is at reset.
    void enter_d3();
    void leave_d3() { powered_ = true; }

private:
    void post_event(const Event &event) override;
    std::uint32_t frame_register_at(std::int64_t interval) const override;
    std::int64_t interval_of_frame(std::uint32_t frame) const override;
    std::int64_t earliest_interval() const override;
    void endpoint_selected() override;
    void device_halts() override;

    // controller_faults.cpp
    void accessed(std::uint32_t offset, unsigned width_bytes, bool is_write);
    void fault_strikes(const faults::ArmedFault &fault, const faults::Where &where) override;
    void on_fault();
    void carry_out(const faults::ArmedFault &fault);

    void on_interval();
    void on_moderation_over();
    void status_changed();
    void reset();
    bool answers() const { return present_ && powered_; }
    std::uint32_t read_host(Host which) const;
    void write_host(Host which, std::uint32_t value, std::uint32_t covered);
    std::uint32_t frame_register(std::int64_t microframe) const;
    std::int64_t frame_now() const;

    core::Simulation &simulation_;
    Parameters parameters_;
    std::string name_;
    core::Oscillator host_oscillator_;
    core::Oscillator device_oscillator_;
    Surroundings surroundings_;
    InterruptLine line_;
    core::Event interval_event_;
    core::Event moderation_event_;
    core::Event fault_event_;
    std::array<std::unique_ptr<Endpoint>, endpoint_count> endpoints_;
    std::int64_t next_interval_ = 0;
    std::uint32_t frame_bits_; // that are counted; what CAP tells is the parameter

    bool present_ = true;
    bool powered_ = true;
    bool running_ = false;
    std::uint32_t interrupt_enable_ = 0;
    std::uint32_t interrupt_status_ = 0;
    std::uint32_t ring_lower_ = 0;
    std::uint32_t ring_upper_ = 0;
    std::uint32_t ring_entries_ = 0;
    std::uint32_t events_written_ = 0;
    std::uint32_t events_read_ = 0;
    core::TimePoint quiet_until_ = core::power_on; // interrupt moderation

    faults::Injector *faults_ = nullptr; // nullptr: none is armed
    std::vector<const faults::ArmedFault *> struck_;
    bool accessing_ = false;
};

} // namespace acxsim::hw::usb
