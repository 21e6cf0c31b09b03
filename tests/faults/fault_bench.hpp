// SPDX-License-Identifier: MIT
//
// A controller with faults armed, and the least of a driver: an interrupt service routine that notes what it finds and
// clears it. FAULT_TEST names the fault that a test case shows.
#pragma once

#include <algorithm>
#include <set>

#include "hwmodel/faults/injector.hpp"
#include "tests/hwmodel/hda_bench.hpp"
#include "tests/support/catch.hpp"

namespace acxsim::hw::test {

using faults::Fault;
using faults::FaultId;
using faults::Parameter;
using faults::Trigger;

inline constexpr std::int64_t us = 1000; // parameters are in nanoseconds
inline constexpr std::int64_t ms = 1000 * us;

/// Faults for which a test case exists, filled before main().
inline std::set<FaultId> &shown_faults() {
    static std::set<FaultId> shown;
    return shown;
}
struct Shows {
    explicit Shows(FaultId fault) { shown_faults().insert(fault); }
};
#define FAULT_TEST(id, text)                                                                                           \
    static const acxsim::hw::test::Shows shows_##id{acxsim::hw::faults::FaultId::id};                                  \
    TEST_CASE(text)

/// What the ISR found, one for each time it was entered.
struct Service {
    TimePoint when;
    std::uint32_t interrupt_status; ///< INTSTS
    std::uint32_t stream_status;    ///< SDSTS of the engine watched
    std::uint32_t link_position;    ///< its LPIB
    std::uint32_t posted_position;  ///< its word in the position buffer
    std::uint64_t fetched;          ///< F, as an instrument sees it
};

/// Arms a fault in a model, or only checks that it could be.
template <class Controller>
void arm_fault(faults::Injector &injector, Controller &controller, bool armed, const Fault &fault,
               faults::Model model) {
    const auto checked = faults::check(fault, model);
    INFO((checked ? std::string() : checked.error().message));
    REQUIRE(checked.ok());
    if (!armed) return;
    injector.arm(fault);
    controller.attach_faults(injector);
}

class FaultBench : public HdaBench, private InterruptSink {
public:
    /// With the faults armed from power-on; their times count from when the codec has announced itself. `armed` false:
    /// the same script without the fault.
    explicit FaultBench(bool armed, const Fault &fault, const hda::Parameters &parameters = hda::Parameters::ideal())
        : HdaBench(parameters, 1, false), injector(simulation),
          isr_(core::Event::of<&FaultBench::service>(core::Priority::Interrupt, this)) {
        arm_fault(injector, controller, armed, fault, faults::Model::Hda);
        controller.interrupt_line().connect(this);
        write(0x08, 4, 1);
        run_for(core::from_milliseconds(1));
        write(0x0e, 2, 0x7fff);
        injector.begin();
        enable_positions();
        enable_interrupts();
    }
    ~FaultBench() override {
        controller.interrupt_line().connect(nullptr);
        simulation.timeline.cancel(isr_);
    }

    /// Two packets of 480 frames at 48 kHz / 16 bit / 2 channels, and RUN.
    void start(unsigned engine = out0, std::uint16_t format = 0x0011, const std::vector<Piece> &pieces = two_packets) {
        watched_ = engine;
        if (engine >= out0) fill_with_ramp(engine_buffer(engine), 8 * page_size_bytes);
        program(engine, format, pieces);
        set_run(engine, true);
    }
    std::uint32_t link_position(unsigned engine = out0) { return read(descriptor(engine) + 4, 4); }
    std::uint32_t stream_status(unsigned engine = out0) { return read(descriptor(engine) + 3, 1); }
    bool reads_run(unsigned engine = out0) { return (read(descriptor(engine), 1) & 2) != 0; }
    std::uint32_t wall_clock() { return read(0x30, 4); }
    const faults::ArmedFault &fault() const { return injector.armed().front(); }
    /// Sample frames heard so far, as the 32-bit words that they are.
    std::vector<std::uint32_t> words_heard() {
        controller.before_cpu_access(); // sound is handed over when somebody could notice
        std::vector<std::uint32_t> words(sink.bytes.size() / 4);
        if (!words.empty()) std::memcpy(words.data(), sink.bytes.data(), words.size() * 4);
        return words;
    }
    bool saw_fifo_error() const {
        return std::any_of(services.begin(), services.end(),
                           [](const Service &s) { return (s.stream_status & 8) != 0; });
    }
    /// Services that found BCIS.
    std::vector<Service> completions() const {
        std::vector<Service> found;
        for (const Service &service : services) {
            if ((service.stream_status & 4) != 0) found.push_back(service);
        }
        return found;
    }

    faults::Injector injector;
    std::vector<Service> services;
    bool clears_status = true;
    Duration latency{};

private:
    void line_changed(bool raised) override {
        if (!raised) simulation.timeline.cancel(isr_); // a level line that falls unserviced
        if (raised && !isr_.scheduled()) simulation.timeline.schedule_in(isr_, latency);
    }
    void service() {
        const std::uint32_t sd = descriptor(watched_);
        Service found{now(), read(0x24, 4), read(sd + 3, 1), read(sd + 4, 4), 0, 0};
        found.posted_position = posted_position(watched_);
        found.fetched = position(watched_).fetched_bytes;
        services.push_back(found);
        if (clears_status) write(sd + 3, 1, found.stream_status & 0x1c);
        InterruptLine &line = controller.interrupt_line();
        if (line.mode() == InterruptMode::Level && line.raised() && !isr_.scheduled())
            simulation.timeline.schedule_in(isr_, core::from_microseconds(2));
    }

    unsigned watched_ = out0;
    core::Event isr_;
};

inline Trigger at_time(std::int64_t milliseconds) {
    Trigger trigger;
    trigger.at = core::from_milliseconds(milliseconds);
    return trigger;
}
inline Trigger nth(std::uint64_t occurrence, std::uint64_t in_a_row = 0) {
    Trigger trigger;
    trigger.occurrence = occurrence;
    trigger.in_a_row = in_a_row;
    return trigger;
}

} // namespace acxsim::hw::test
