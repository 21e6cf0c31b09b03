// SPDX-License-Identifier: MIT
//
// A machine without a driver: tests write the records that a driver would have caused, and see what the rules say.
// Verbs without arguments write what a faultless stream does (48 kHz, 4-byte frames, 2 packets of 10 ms); to misbehave,
// take the record that a verb returns, change it, and emit() it.
#pragma once

#include <cstdint>
#include <string_view>

#include "hwmodel/bus/mmio_bus.hpp"
#include "hwmodel/memory/physical_memory.hpp"
#include "sim/acx/records.hpp"
#include "sim/client/records.hpp"
#include "sim/core/simulation.hpp"
#include "sim/kernel/records.hpp"
#include "sim/kernel/system.hpp"
#include "sim/verifier/verifier.hpp"
#include "sim/wdf/records.hpp"

namespace acxsim::test {

using core::from_microseconds;
using core::from_milliseconds;

inline constexpr std::uint32_t status_unsuccessful = 0xC0000001;
inline constexpr std::uint32_t status_data_late = 0xC000003D;

class Bench {
public:
    explicit Bench(core::Hertz qpc = {10'000'000, 1})
        : system(simulation, memory, bus, parameters(qpc)), verifier(simulation.trace, system),
          stream(simulation.trace.add_object("stream", "under test")),
          engine(simulation.trace.add_object("engine", "output 0")) {}

    core::Simulation simulation{1};
    hw::PhysicalMemory memory{simulation};
    hw::MmioBus bus{simulation};
    kernel::System system;
    verifier::Verifier verifier;
    core::ObjectId stream;
    core::ObjectId engine;

    std::uint32_t packet_bytes = 1920;
    std::uint32_t fifo_bytes = 192;
    acx::Direction direction = acx::Direction::Render;
    acx::StreamState state = acx::StreamState::Stop;
    std::uint64_t completed = 0;
    bool ever_ran = false;

    template <class T>
    void emit(const T &record) {
        simulation.trace.emit(record);
    }
    /// Virtual time since power-on, later than the present one.
    void at(core::Duration time) { simulation.timeline.pass_to(core::power_on + time); }
    void at_ms(std::int64_t milliseconds) { at(from_milliseconds(milliseconds)); }
    void wait(core::Duration time) { simulation.timeline.pass_to(simulation.now() + time); }
    std::uint64_t qpc() const { return system.performance_counter(); }
    std::uint64_t qpc_at(core::Duration time) const { return system.performance_counter_at(core::power_on + time); }

    // --- a stream's life --------------------------------------------------------------------------------------------

    void open(acx::Direction which = acx::Direction::Render) {
        direction = which;
        emit(acx::StreamCreated{stream, static_cast<std::uint32_t>(which), 1, 48'000, 4, 1, 1});
    }
    acx::PacketsAllocated allocation(std::uint32_t count = 2) const {
        return {stream, 0, count, packet_bytes, 1, count};
    }
    /// Entry of a faultless two-buffer allocation: packet 0 ends with a page, packet 1 begins with one.
    acx::PacketDescribed entry(std::uint32_t index) const {
        const std::uint32_t buffer_bytes = (packet_bytes + 4095) / 4096 * 4096;
        return {stream,
                index,
                2,
                1,
                buffer_bytes,
                index == 0 ? buffer_bytes - packet_bytes : 0,
                packet_bytes,
                0,
                buffer_bytes,
                0x10'0000 + std::uint64_t{index} * 0x10'0000};
    }
    void allocate(std::uint32_t count = 2) {
        emit(allocation(count));
        for (std::uint32_t i = 0; i < count; ++i)
            emit(entry(i));
        emit(acx::HwLatencyRead{stream, 0, fifo_bytes, 0});
    }
    void to(acx::StreamState next, std::uint32_t status = 0) {
        const acx::StreamState from = state;
        if (from == acx::StreamState::Stop) completed = 0, ever_ran = false;
        if (next == acx::StreamState::Run) ever_ran = true;
        state = next;
        emit(acx::StreamStateChanged{stream, static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(next),
                                     status});
    }
    void prepare() { to(acx::StreamState::Pause); }
    void run() { to(acx::StreamState::Run); }
    void pause() { to(acx::StreamState::Pause); }
    void release() { to(acx::StreamState::Stop); }
    /// From nothing to Run, at the present time.
    void start(acx::Direction which = acx::Direction::Render, std::uint32_t packet_count = 2) {
        open(which);
        allocate(packet_count);
        prepare();
        run();
    }

    // --- what crosses the contract
    // --------------------------------------------------------------------------------------

    acx::PacketNotified notification(std::uint64_t packet) const {
        return {stream, static_cast<std::uint32_t>(state), packet, qpc(), qpc(), 2, 0};
    }
    void notify(const acx::PacketNotified &record) {
        ++completed;
        emit(record);
    }
    void notify(std::uint64_t packet) { notify(notification(packet)); }
    /// Notifies packets first..last, each when it is complete: packet n at `run + (n + 1) * 10 ms`.
    void notify_through(std::uint64_t first, std::uint64_t last, core::Duration run = {}) {
        for (std::uint64_t n = first; n <= last; ++n) {
            at(run + from_milliseconds(10) * static_cast<std::int64_t>(n + 1));
            notify(n);
        }
    }
    acx::RenderPacketSet render_packet(std::uint64_t packet) const {
        return {stream, 0, packet, 0, 0, static_cast<std::uint32_t>(state), ever_ran ? 1u : 0u, completed, completed};
    }
    acx::CurrentPacketRead current_packet(std::uint64_t packet) const {
        return {stream, 0, packet, static_cast<std::uint64_t>(state), completed};
    }
    void enter(std::string_view callback) { emit(kernel::CallbackEntered{stream, 0, core::hash_text(callback)}); }
    acx::CapturePacketRead capture_packet(std::uint64_t packet, std::uint64_t qpc_start) {
        return {stream, 0, packet, qpc_start, 0, static_cast<std::uint32_t>(state), completed};
    }
    void read_capture_packet(const acx::CapturePacketRead &record) {
        enter("EvtAcxStreamGetCapturePacket");
        emit(record);
    }
    acx::PresentationPositionRead position(std::uint64_t frames) const {
        return {stream, 0, frames, qpc(), qpc(), qpc(), static_cast<std::uint64_t>(state)};
    }
    client::EngineSampled sample(core::Kind cause, std::uint64_t frames, bool running = true) const {
        return {stream,     cause, running ? 1u : 0u, engine, frames * 4 + (running ? fifo_bytes : 0), frames * 4,
                frames * 4, 1};
    }
    /// A position and the instrument's view of the same moment.
    void read_position(std::uint64_t frames, std::uint64_t link_frames) {
        emit(position(frames));
        emit(sample(acx::PresentationPositionRead::kind, link_frames));
    }

private:
    static kernel::Parameters parameters(core::Hertz qpc) {
        kernel::Parameters result;
        result.qpc_frequency = qpc;
        return result;
    }
};

} // namespace acxsim::test
