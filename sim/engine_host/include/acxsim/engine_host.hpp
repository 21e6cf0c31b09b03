// SPDX-License-Identifier: MIT
//
// Runs a stream engine without its driver: the packet memory, timing and position code of a driver, hosted from a few
// lines of C++. The host plays the driver around it - device, circuit, pins, formats, stream creation - and gives it
// what a scenario gives a whole driver: a simulated machine, virtual time, an audio client, a codec that plays or fills
// the packets, and all contract rules.
//
//     acxsim::Engine engine;                                       // what ACX would call
//     engine.rt.EvtAcxStreamAllocateRtPackets = Codec_EvtStreamAllocateRtPackets;
//     ...
//     acxsim::EngineHost host(engine);
//     host.set("scenario.duration", "500ms").set("stream.0.direction", "render");
//     const acxsim::EngineOutcome outcome = host.run();
//     CHECK(outcome.passed());                                      // INFO(outcome.text()) says why not
//
// Or, if the engine is a class whose members are named as the callbacks are (AllocateRtPackets, Run ...):
//
//     acxsim::EngineHost host(acxsim::engine_of<StreamEngine>([](ACXSTREAM stream, ACXDATAFORMAT format) {
//         return new StreamEngine(stream, format); }));
//
// One run at a time in a process. The engine is compiled as driver code (acxsim_add_driver_library); its simulator is
// the library acxsim::engine_host. Callbacks run on simulated threads and DPCs: a test macro that throws does not
// belong there.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <acx.h>

#ifndef ACXSIM_ENGINE_HOST_API
#define ACXSIM_ENGINE_HOST_API __attribute__((visibility("default")))
#endif

namespace acxsim {

/// What stands between ACX and the engine: the callbacks that a driver would register in EvtAcxCircuitCreateStream.
struct ACXSIM_ENGINE_HOST_API Engine {
    Engine() {
        ACX_STREAM_CALLBACKS_INIT(&stream);
        ACX_RT_STREAM_CALLBACKS_INIT(&rt);
        WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    }

    ACX_STREAM_CALLBACKS stream;
    /// SetRenderPacket is left out for capture streams, GetCapturePacket for render streams.
    ACX_RT_STREAM_CALLBACKS rt;
    /// Of the ACXSTREAM: context type, cleanup and destroy callbacks.
    WDF_OBJECT_ATTRIBUTES attributes;
    /// Passed to AcxStreamInitSetAcxRtStreamSupportsNotifications.
    bool notifications = true;
    /// After AcxRtStreamCreate: makes the engine and puts it into the stream's context. A failure fails the creation.
    std::function<NTSTATUS(ACXSTREAM stream, ACXDATAFORMAT format)> created;
    /// EvtDevicePrepareHardware and EvtDeviceReleaseHardware: for engines that map registers (`hardware.model`).
    std::function<NTSTATUS(WDFDEVICE device, WDFCMRESLIST raw, WDFCMRESLIST translated)> prepare_hardware;
    std::function<NTSTATUS(WDFDEVICE device, WDFCMRESLIST translated)> release_hardware;
};

/// A broken rule of the contract (`acxsim explain ID`), or a leak ("leak").
struct EngineFinding {
    std::string rule;
    std::string severity; ///< "fatal", "error", "warning" or "information"
    std::string message;
    std::string call; ///< the function or callback in which it happened
    std::string file; ///< of the engine; empty: not known
    unsigned line = 0;
    std::int64_t time_ns = 0;
    std::uint64_t occurrences = 1;
    std::vector<std::string> stack; ///< "function file:line", frames of this program only, innermost first
};

struct EngineGlitch {
    std::string kind;
    std::uint64_t packet = 0;
    std::uint64_t frame = 0;
    std::uint64_t length = 0; ///< in frames
    std::int64_t time_ns = 0;
};

struct EngineStream {
    std::string direction;
    std::string format;
    std::uint64_t packets_completed = 0;
    std::uint64_t frames_played = 0; ///< capture: frames read
    std::uint64_t positions_read = 0;
    double position_error_frames_max = 0;
    double notify_jitter_us_max = 0;
    std::uint64_t glitches = 0;
    std::string failure; ///< why the client gave up; empty: it did not
};

struct ACXSIM_ENGINE_HOST_API EngineOutcome {
    std::string verdict;                 ///< "pass", "violation", "glitch", "crash" ..., as `acxsim run` has it
    std::string reason;                  ///< the verdict in one sentence
    int exit_code = 7;                   ///< what `acxsim run` would exit with
    std::vector<EngineFinding> findings; ///< in order of time
    std::vector<EngineGlitch> glitches;
    std::uint64_t glitches_total = 0;
    std::vector<EngineStream> streams;
    std::vector<std::string> failures; ///< steps that failed, in words; a scenario that is wrong
    double simulated_seconds = 0;
    std::uint64_t trace_hash = 0; ///< the same for the same engine, scenario and seed

    bool passed() const { return exit_code == 0; }
    /// Finding of that rule; nullptr if it held.
    const EngineFinding *finding(const std::string &rule) const;
    /// All of it in lines, for a test's failure message.
    std::string text() const;
};

class ACXSIM_ENGINE_HOST_API EngineHost {
public:
    explicit EngineHost(Engine engine) : engine_(std::move(engine)) {}

    /// A scenario in TOML. Without: one render stream, 48 kHz, 16 bits, stereo, two packets of 10 ms, for one second,
    /// and a codec that plays packets at the nominal rate (hardware.model = "timer").
    EngineHost &scenario(std::string toml) {
        scenario_ = std::move(toml);
        return *this;
    }
    /// One field of the scenario (`acxsim list fields`): set("stream.0.packet", "5ms").
    EngineHost &set(std::string field, std::string value) {
        settings_.emplace_back(std::move(field), std::move(value));
        return *this;
    }
    /// Loads, starts, streams, closes, removes. May be called again: each run begins at power-on.
    EngineOutcome run() const;

private:
    Engine engine_;
    std::string scenario_;
    std::vector<std::pair<std::string, std::string>> settings_;
};

// --- engines as classes ----------------------------------------------------------------------------------------------

namespace engine_host {

/// The object that engine_of() hung on the stream.
ACXSIM_ENGINE_HOST_API void *object_of(ACXSTREAM stream);
ACXSIM_ENGINE_HOST_API NTSTATUS hang_on(ACXSTREAM stream, void *object, void (*destroy)(void *));

template <class T>
T &engine_object(ACXSTREAM stream) {
    return *static_cast<T *>(object_of(stream));
}

} // namespace engine_host

/// Forwards every ACX callback to the member of T with its name, without the stream: EvtAcxStreamAllocateRtPackets to
/// AllocateRtPackets(PacketCount, PacketSize, Packets). Members that T does not have stay unregistered. `make` makes
/// the engine of a stream with new; it is deleted when the stream is destroyed.
template <class T, class Make>
Engine engine_of(Make make) {
    using engine_host::engine_object;
    Engine engine;
    if constexpr (requires(T & e) { e.PrepareHardware(); }) {
        engine.stream.EvtAcxStreamPrepareHardware = [](ACXSTREAM s) { return engine_object<T>(s).PrepareHardware(); };
    }
    if constexpr (requires(T & e) { e.ReleaseHardware(); }) {
        engine.stream.EvtAcxStreamReleaseHardware = [](ACXSTREAM s) { return engine_object<T>(s).ReleaseHardware(); };
    }
    if constexpr (requires(T & e) { e.Run(); }) {
        engine.stream.EvtAcxStreamRun = [](ACXSTREAM s) { return engine_object<T>(s).Run(); };
    }
    if constexpr (requires(T & e) { e.Pause(); }) {
        engine.stream.EvtAcxStreamPause = [](ACXSTREAM s) { return engine_object<T>(s).Pause(); };
    }
    if constexpr (requires(T & e, PACXDRMRIGHTS rights) { e.AssignDrmContentId(0u, rights); }) {
        engine.stream.EvtAcxStreamAssignDrmContentId = [](ACXSTREAM s, ULONG id, PACXDRMRIGHTS rights) {
            return engine_object<T>(s).AssignDrmContentId(id, rights);
        };
    }
    if constexpr (requires(T & e, ULONG * out) { e.GetHwLatency(out, out); }) {
        engine.rt.EvtAcxStreamGetHwLatency = [](ACXSTREAM s, ULONG *fifo, ULONG *delay) {
            return engine_object<T>(s).GetHwLatency(fifo, delay);
        };
    }
    if constexpr (requires(T & e, PACX_RTPACKET * packets) { e.AllocateRtPackets(0u, 0u, packets); }) {
        engine.rt.EvtAcxStreamAllocateRtPackets = [](ACXSTREAM s, ULONG count, ULONG size, PACX_RTPACKET *packets) {
            return engine_object<T>(s).AllocateRtPackets(count, size, packets);
        };
    }
    if constexpr (requires(T & e, PACX_RTPACKET packets) { e.FreeRtPackets(packets, 0u); }) {
        engine.rt.EvtAcxStreamFreeRtPackets = [](ACXSTREAM s, PACX_RTPACKET packets, ULONG count) {
            engine_object<T>(s).FreeRtPackets(packets, count);
        };
    }
    if constexpr (requires(T & e) { e.SetRenderPacket(0u, 0u, 0u); }) {
        engine.rt.EvtAcxStreamSetRenderPacket = [](ACXSTREAM s, ULONG packet, ULONG flags, ULONG eos) {
            return engine_object<T>(s).SetRenderPacket(packet, flags, eos);
        };
    }
    if constexpr (requires(T & e, PULONG packet) { e.GetCurrentPacket(packet); }) {
        engine.rt.EvtAcxStreamGetCurrentPacket = [](ACXSTREAM s, PULONG packet) {
            return engine_object<T>(s).GetCurrentPacket(packet);
        };
    }
    if constexpr (requires(T & e, PULONG packet, PULONGLONG qpc, PBOOLEAN more) {
                      e.GetCapturePacket(packet, qpc, more);
                  }) {
        engine.rt.EvtAcxStreamGetCapturePacket = [](ACXSTREAM s, PULONG packet, PULONGLONG qpc, PBOOLEAN more) {
            return engine_object<T>(s).GetCapturePacket(packet, qpc, more);
        };
    }
    if constexpr (requires(T & e, PULONGLONG value) { e.GetPresentationPosition(value, value); }) {
        engine.rt.EvtAcxStreamGetPresentationPosition = [](ACXSTREAM s, PULONGLONG blocks, PULONGLONG qpc) {
            return engine_object<T>(s).GetPresentationPosition(blocks, qpc);
        };
    }
    engine.created = [make](ACXSTREAM stream, ACXDATAFORMAT format) -> NTSTATUS {
        T *object = make(stream, format);
        if (object == nullptr) return STATUS_INSUFFICIENT_RESOURCES;
        return engine_host::hang_on(stream, object, [](void *memory) { delete static_cast<T *>(memory); });
    };
    return engine;
}

} // namespace acxsim
