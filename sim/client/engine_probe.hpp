// SPDX-License-Identifier: MIT
//
// The instrument on the bus: finds out which hardware engine serves which stream, by the addresses that the engine was
// given; routes the codec accordingly; and notes where the engine stood whenever something about the stream happened.
// Rules compare what a driver says with these samples. It changes nothing in the machine.
// An engine without any address of a stream's packets (a driver that bounces through its own buffer) stays unmatched.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "hwmodel/dma_observer.hpp"
#include "sim/acx/stream_connection.hpp"
#include "sim/client/codec_port.hpp"
#include "sim/core/id_table.hpp"
#include "sim/core/trace.hpp"

namespace acxsim::client {

/// Told when an engine has been found to serve a stream.
class MatchObserver {
public:
    virtual ~MatchObserver() = default;
    virtual void engine_matched(acx::StreamConnection &connection, hw::StreamEngine &engine) = 0;
};

class EngineProbe final : public acx::StreamObserver, public hw::EngineObserver, public core::TraceObserver {
public:
    /// Subscribes to the trace; unsubscribes when destroyed. As an engine observer it is clipped on the bus of the
    /// device whose codec is at `port`.
    EngineProbe(core::Trace &trace, CodecPort &port);
    ~EngineProbe() override;
    /// A clip for another device's bus, with its own codec.
    hw::EngineObserver &clip_on(CodecPort &port) { return clips_.emplace_back(*this, port); }
    void set_match_observer(MatchObserver *observer) { match_observer_ = observer; }

    /// The client tells of a stream whose packets are allocated, before it runs it. `tap` (render) or `microphone`
    /// (capture) is connected to the engine's tag when the engine starts.
    void watch(acx::StreamConnection &connection, PlaybackTap *tap, Microphone *microphone);
    /// The stream's handle is closed. The connection must still exist.
    void unwatch(acx::StreamConnection &connection);

    /// Where the stream's engine stands now; nullopt while none is known.
    std::optional<hw::EnginePosition> position(core::ObjectId stream);
    hw::StreamEngine *engine_of(core::ObjectId stream);
    /// The stream whose packets the engine is programmed with, or which it served last; 0: none.
    core::ObjectId stream_served_by(hw::StreamEngine &engine);

    // acx::StreamObserver
    void run_entered(acx::Stream &stream) override;
    void run_failed(acx::Stream &stream) override;
    void pause_returned(acx::Stream &stream) override;
    void release_returned(acx::Stream &stream) override;
    void packets_freed(acx::Stream &stream) override;
    // hw::EngineObserver
    void engine_started(hw::StreamEngine &engine) override;
    void engine_stopped(hw::StreamEngine &engine) override;
    // core::TraceObserver
    void on_record(const core::Record &record) override;

private:
    struct Watched {
        acx::StreamConnection *connection;
        const acx::Stream *stream; // compared, never used
        core::ObjectId object;
        core::ObjectId device;
        bool is_render;
        bool may_run; // in Run or on the way there
        std::vector<hw::DmaRange> packets;
        PlaybackTap *tap;
        Microphone *microphone;
        hw::StreamEngine *engine;
        core::ObjectId matched_engine; // EngineMatched was emitted for it
        std::uint64_t fetched_bytes;   // at the last sample since Prepare
        bool was_reset;                // the engine began again from 0 since Prepare
        CodecPort *port;               // where tap or microphone are connected
    };
    struct Clip final : hw::EngineObserver {
        Clip(EngineProbe &probe, CodecPort &port) : probe(probe), port(port) {}
        void engine_started(hw::StreamEngine &engine) override { probe.engine_started_at(port, engine); }
        void engine_stopped(hw::StreamEngine &) override {}
        EngineProbe &probe;
        CodecPort &port;
    };
    void engine_started_at(CodecPort &port, hw::StreamEngine &engine);
    static void disconnect(Watched &watched);

    Watched *find(const acx::Stream &stream);
    Watched *find_likely(const hw::StreamEngine &engine);
    Watched *match(const hw::StreamEngine &engine, const std::vector<hw::DmaRange> &ranges);
    static bool contains(const std::vector<hw::DmaRange> &packets, hw::BusAddress address, std::uint32_t size_bytes);
    void sample(Watched &watched, core::Kind cause);

    core::Trace &trace_;
    CodecPort &port_;
    MatchObserver *match_observer_ = nullptr;
    std::deque<Clip> clips_;
    std::vector<std::unique_ptr<Watched>> watched_; // in order of watch()
    core::IdTable<Watched> by_object_;
};

} // namespace acxsim::client
