// SPDX-License-Identifier: MIT
//
// A simulated machine with the ACX framework and a small driver whose behaviour the tests bend: statuses, packet
// geometry, missing callbacks. Driver callbacks write their names into a journal; records are collected by type.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/acx/framework.hpp"
#include "sim/acx/records.hpp"
#include "sim/acx/stream.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/records.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/driver_host.hpp"

#include "tests/support/catch.hpp"

#include "sim/acx/ddk.hpp"

namespace acxsim::test {

constexpr acx::AudioFormat stereo_48k{};

/// One journal for the driver and for the tests: what happened, in order.
inline std::vector<std::string> journal;

struct Behaviour {
    NTSTATUS prepare = STATUS_SUCCESS;
    NTSTATUS run = STATUS_SUCCESS;
    NTSTATUS pause = STATUS_SUCCESS;
    NTSTATUS release = STATUS_SUCCESS;
    NTSTATUS allocate = STATUS_SUCCESS;
    NTSTATUS circuit_prepare = STATUS_SUCCESS;
    NTSTATUS circuit_power_up = STATUS_SUCCESS;
    bool notifications = true;
    bool capture = false;
    bool write_outputs = true;
    bool leak_packets = false;
    ULONG streams_max = 0;
    /// Bends the packets just before they are handed over.
    std::function<void(PACX_RTPACKET, ULONG count)> bend_packets;
    std::function<void(ACX_STREAM_CALLBACKS &, ACX_RT_STREAM_CALLBACKS &)> bend_callbacks;
    std::function<void(PACXSTREAM_INIT)> bend_stream_init;
    /// Runs inside EvtAcxStreamRun / EvtAcxStreamPause / EvtAcxStreamSetRenderPacket.
    std::function<void(ACXSTREAM)> in_run;
    std::function<void(ACXSTREAM)> in_pause;
    std::function<void(ACXSTREAM)> in_set_render_packet;
    /// Instead of making the stream; gets what AcxRtStreamCreate gets.
    std::function<NTSTATUS(WDFDEVICE, ACXCIRCUIT, PACXSTREAM_INIT)> create;
};
inline Behaviour behaviour;

/// The driver under test. Everything it has made last is here for the tests.
struct Driver {
    static inline WDFDEVICE device;
    static inline ACXCIRCUIT circuit;
    static inline ACXPIN pin;
    static inline ACXVOLUME volume;
    static inline ACXSTREAM stream;
    static NTSTATUS entry(PDRIVER_OBJECT object, PUNICODE_STRING path);
};
ACXDATAFORMAT make_format(WDFDEVICE device, ULONG rate, USHORT bits, USHORT channels);

/// Collects the records of one type.
template <class T>
class Collector final : public core::TraceObserver {
public:
    explicit Collector(core::Trace &trace) : trace_(trace) { trace_.subscribe(T::kind, *this); }
    ~Collector() override { trace_.unsubscribe(*this); }
    void on_record(const core::Record &record) override { found.push_back(record.as<T>()); }
    std::vector<T> found;

private:
    core::Trace &trace_;
};

struct Bench {
    core::Simulation simulation{1};
    hw::PhysicalMemory memory{simulation};
    hw::MmioBus bus{simulation};
    kernel::System system;
    kernel::Executive executive;
    wdf::DriverHost host;
    std::unique_ptr<acx::Framework> acx;

    Bench();

    /// Runs code on a simulated thread, with the driver loaded and its device started; then removes and unloads.
    void run(const std::function<void()> &code);
    /// The same without the end: code does that.
    void run_to_start(const std::function<void()> &code);
    void simulate(const std::function<void()> &code);

    std::unique_ptr<acx::StreamConnection> open();
    /// Opened, two packets of 10 ms, in Run.
    std::unique_ptr<acx::StreamConnection> open_running();
};

constexpr std::uint32_t packet_bytes = 1920; // 10 ms of 48 kHz stereo 16 bit

} // namespace acxsim::test
