// SPDX-License-Identifier: MIT
//
// What all audio clients share: a simulated thread that opens a stream, brings it to Run, serves it, obeys a script of
// pause/resume/stop/close, and takes it down in order. How packets are served is the derived client's business.
// A client never hangs the run: every wait has an end, and a stream that does not come along is noted and given up.
// Contract 1.1 (canonical call trace) and 3.8.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/acx/stream_connection.hpp"
#include "sim/client/audio/sink.hpp"
#include "sim/client/audio/source.hpp"
#include "sim/client/client_parameters.hpp"
#include "sim/client/engine_probe.hpp"
#include "sim/client/glitch/glitch_detector.hpp"
#include "sim/client/microphone.hpp"
#include "sim/client/playback_tap.hpp"
#include "sim/client/records.hpp"
#include "sim/client/stream_statistics.hpp"
#include "sim/kernel/system.hpp"

namespace acxsim::client {

/// One order to a client from outside.
struct ScriptStep {
    enum class Action : std::uint8_t {
        Pause,  ///< Run -> Pause
        Resume, ///< back to Run; from Stop the stream begins again at packet 0
        Stop,   ///< down to Stop (ReleaseHardware), packets stay
        Close,  ///< all the way; the client ends
    };
    core::TimePoint at;
    Action action;
    bool after_run = false; ///< `at` counts from the moment the stream's first Run returned, not from power-on
};

/// All that a client needs to know. `source` is what it plays (render) or what the codec hears (capture); `sink` gets
/// what the codec played (render) or what the client read (capture), and may be null.
struct StreamPlan {
    std::string name; ///< for reports
    std::string client = "event";
    std::string circuit;                 ///< empty: the first with such a pin
    std::optional<std::uint32_t> pin_id; ///< none: the first that fits
    std::string mode;                    ///< empty: the one the pin streams in
    std::optional<std::size_t> device;   ///< of several; none: any
    acx::Direction direction = acx::Direction::Render;
    acx::AudioFormat format;
    std::uint32_t packet_frames = 480; ///< timer client: of the whole buffer
    core::TimePoint start_at = core::power_on;
    std::vector<ScriptStep> script; ///< ascending by time
    ClientParameters parameters;
    std::unique_ptr<AudioSource> source;
    std::unique_ptr<AudioSink> sink;
};

/// The machine around a client.
struct ClientEnvironment {
    kernel::System &system;
    acx::Framework &framework;
    EngineProbe &probe;
};

class StreamClient {
public:
    StreamClient(const ClientEnvironment &environment, StreamPlan plan, std::uint32_t packet_count,
                 std::uint32_t remembered_packets);
    virtual ~StreamClient();
    StreamClient(const StreamClient &) = delete;
    StreamClient &operator=(const StreamClient &) = delete;

    /// Starts the thread. The client must outlive the System's run.
    void start();
    /// The thread has closed its stream, or given up before it had one.
    bool finished() const { return finished_; }
    /// After the run, from the host stack: what is still kept is explained and written. Says if the sink failed.
    core::Result<void> finish();
    /// Complete after finish().
    const StreamStatistics &statistics() const { return statistics_; }
    /// nullptr while the stream is not open.
    const GlitchDetector *detector() const { return detector_.get(); }
    const StreamPlan &plan() const { return plan_; }

protected:
    enum class Life : std::uint8_t { Stopped, Paused, Running, Over };

    /// In Pause, before the first Run since Stop.
    virtual void preroll() = 0;
    /// Run has returned; `first` since Stop.
    virtual void running(bool first) = 0;
    /// Run has been left, or is about to be started anew from Stop.
    virtual void interrupted() = 0;
    /// The stream begins again at packet 0.
    virtual void rewound() = 0;
    /// Waits for the next thing to do, at most until `until`, and does it.
    virtual void serve(std::optional<core::TimePoint> until) = 0;

    acx::StreamConnection &connection() { return *connection_; }
    kernel::System &system() { return environment_.system; }
    const ClientParameters &parameters() const { return plan_.parameters; }
    bool is_running() const { return life_ == Life::Running; }
    void give_up(std::string why);
    /// Bytes of a packet's slot from `from_byte` on; empty if the framework gave less memory than was asked for.
    std::span<std::byte> memory(std::uint64_t packet, std::uint32_t from_byte, std::uint32_t size_bytes);
    /// Writes content to the stream's memory, at the machine's pace.
    void write(std::uint64_t packet, std::uint32_t from_byte, std::uint32_t size_bytes);
    /// Copies from the stream's memory, compares, and hands to the sink.
    void read(std::uint64_t packet, std::uint32_t from_byte, std::uint32_t size_bytes);
    /// Asks for the position and compares it with the link. nullopt if refused.
    std::optional<acx::StreamConnection::PresentationPosition> read_position();
    /// Frames that were or will be left out because the client came late.
    void left_out(std::uint64_t frames);
    /// Statistics of a new value of the packet register.
    void note_notification(const acx::PacketRegister &now);
    core::Duration duration_of_frames(std::uint64_t frames) const {
        return core::Duration{
            static_cast<std::int64_t>(static_cast<__int128>(frames) * core::ticks_per_second / plan_.format.rate_hz)};
    }
    std::uint64_t frames_in(core::Duration duration) const {
        return static_cast<std::uint64_t>(static_cast<__int128>(duration.count()) * plan_.format.rate_hz /
                                          core::ticks_per_second);
    }

    StreamStatistics statistics_;
    const std::uint32_t packet_count_;
    const std::uint32_t packet_frames_;
    const std::uint32_t packet_bytes_;
    core::Duration packet_period_;

private:
    class Writing;

    void run();
    bool open();
    bool begin();
    bool enter_run(bool first);
    /// Asks where the stream stands, as clients do at any time: what the driver answers outside Run is the rules'
    /// business.
    void look();
    void pause();
    void stop();
    void close();
    void perform(ScriptStep::Action action);
    void refused(ClientRefused::Step step, acx::Status status, std::string_view what);
    std::int64_t issued_byte();

    ClientEnvironment environment_;
    StreamPlan plan_;
    std::size_t next_step_ = 0;
    core::TimePoint first_run_ = core::power_on; // when the first Run returned
    bool ever_ran_ = false;
    Life life_ = Life::Stopped;
    bool finished_ = false;
    std::unique_ptr<acx::StreamConnection> connection_;
    core::ObjectId stream_ = 0;
    std::optional<ContentLedger> written_;   // render: what should be heard
    std::unique_ptr<Microphone> microphone_; // capture: what the codec heard
    std::unique_ptr<GlitchDetector> detector_;
    std::unique_ptr<PlaybackTap> tap_;
    std::vector<std::byte> scratch_; // capture: the packet just read
    acx::PacketRegister previous_;
    bool pace_known_ = false;
    std::uint64_t completed_before_ = 0; // in earlier lives of the stream
};

} // namespace acxsim::client
