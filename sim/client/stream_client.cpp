// SPDX-License-Identifier: MIT
//
// See stream_client.hpp.
#include "sim/client/stream_client.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "sim/kernel/memory_copy.hpp"

namespace acxsim::client {

StreamClient::StreamClient(const ClientEnvironment &environment, StreamPlan plan, std::uint32_t packet_count,
                           std::uint32_t remembered_packets)
    : packet_count_(packet_count), packet_frames_(plan.packet_frames),
      packet_bytes_(plan.packet_frames * plan.format.block_bytes()), environment_(environment), plan_(std::move(plan)) {
    ACXSIM_ASSERT(plan_.source != nullptr && plan_.source->format() == plan_.format,
                  "a client needs content in its stream's format");
    packet_period_ = duration_of_frames(packet_frames_);
    if (plan_.direction == acx::Direction::Render) {
        written_.emplace(*plan_.source, packet_frames_, remembered_packets);
    } else {
        microphone_ = std::make_unique<Microphone>(*plan_.source, packet_frames_, remembered_packets);
        scratch_.resize(packet_bytes_);
    }
    statistics_.name = plan_.name;
    statistics_.client = plan_.client;
    statistics_.direction = plan_.direction;
    statistics_.format = plan_.format;
    statistics_.packet_count = packet_count;
    statistics_.packet_frames = packet_frames_;
}

StreamClient::~StreamClient() {
    // A run that was cut short leaves the stream open. Closing it now would call the driver outside of virtual time,
    // perhaps after its crash: the handle stays open for ever, as it would when a machine loses power.
    if (connection_ != nullptr && !statistics_.closed) (void)connection_.release();
}

void StreamClient::start() {
    system().start_thread("client " + plan_.name, kernel::pro_audio_priority, [this] { run(); });
}

void StreamClient::run() {
    system().sleep_until(plan_.start_at);
    if (open()) {
        if (begin()) {
            kernel::Fiber::running()->give_back_unused_stack();
            while (life_ != Life::Over) {
                std::optional<core::TimePoint> until;
                if (next_step_ < plan_.script.size()) {
                    const ScriptStep &step = plan_.script[next_step_];
                    until = step.after_run ? first_run_ + (step.at - core::power_on) : step.at;
                    if (*until <= system().now()) {
                        perform(plan_.script[next_step_++].action);
                        continue;
                    }
                }
                if (life_ == Life::Running || (life_ == Life::Paused && until)) {
                    serve(until);
                    detector_->publish();
                } else if (until) {
                    system().sleep_until(*until);
                } else {
                    break; // held in Pause or Stop, and nobody will call for more
                }
            }
        }
        close();
    }
    finished_ = true;
}

bool StreamClient::open() {
    auto opened = environment_.framework.open_target(
        {plan_.circuit, plan_.pin_id, plan_.mode, plan_.direction, plan_.format, plan_.device});
    if (!opened) {
        statistics_.error = opened.error().message;
        system().trace().emit(ClientRefused{0, ClientRefused::Open, 0});
        return false;
    }
    connection_ = std::move(opened).value();
    stream_ = connection_->object();
    system().current_thread().serves = stream_;
    statistics_.stream = stream_;
    const ContentLedger &content = microphone_ ? microphone_->content() : *written_;
    detector_ = std::make_unique<GlitchDetector>(system().trace(), stream_, plan_.format, packet_count_, content);
    if (microphone_) {
        microphone_->set_detector(detector_.get());
    } else {
        tap_ = std::make_unique<PlaybackTap>(*detector_, plan_.sink.get(), plan_.format);
    }
    const acx::Status status = connection_->allocate_packets(packet_count_, packet_bytes_);
    if (!acx::succeeded(status)) {
        refused(ClientRefused::AllocatePackets, status, "packets could not be allocated");
        close();
        return false;
    }
    environment_.probe.watch(*connection_, tap_.get(), microphone_.get());
    statistics_.count_status(connection_->hw_latency(statistics_.fifo_bytes, statistics_.delay_hns));
    return true;
}

bool StreamClient::begin() {
    const acx::Status status = connection_->set_state(acx::StreamState::Pause);
    if (!acx::succeeded(status)) {
        refused(ClientRefused::Prepare, status, "the stream's hardware could not be prepared");
        return false;
    }
    life_ = Life::Paused;
    preroll();
    return enter_run(true);
}

bool StreamClient::enter_run(bool first) {
    if (hw::StreamEngine *engine = environment_.probe.engine_of(stream_); engine != nullptr && !first) {
        // What the FIFO held when the engine stopped may be gone: heard by nobody in a pause.
        detector_->tolerate_slip(engine->fifo_bytes() / plan_.format.block_bytes() + 64);
    }
    look();
    const acx::Status status = connection_->set_state(acx::StreamState::Run);
    if (!acx::succeeded(status)) {
        refused(ClientRefused::Run, status, "the stream could not be started");
        return false;
    }
    life_ = Life::Running;
    if (!ever_ran_) first_run_ = system().now();
    ever_ran_ = true;
    running(first);
    return true;
}

void StreamClient::pause() {
    statistics_.count_status(connection_->set_state(acx::StreamState::Pause));
    life_ = Life::Paused;
    pace_known_ = false;
    look();
    interrupted();
}

void StreamClient::look() {
    std::uint32_t packet = 0;
    acx::StreamConnection::PresentationPosition position;
    (void)connection_->current_packet(packet);
    (void)connection_->presentation_position(position);
}

void StreamClient::stop() {
    if (life_ == Life::Running) pause();
    completed_before_ += connection_->packet_register().completed_packet_count;
    statistics_.packets_completed = completed_before_;
    statistics_.count_status(connection_->set_state(acx::StreamState::Stop));
    life_ = Life::Stopped;
    look();
    previous_ = {};
    pace_known_ = false;
    detector_->restart();
    detector_->publish();
    if (microphone_) microphone_->restart();
    if (written_) written_->clear();
    rewound();
}

void StreamClient::close() {
    if (connection_ == nullptr || statistics_.closed) return;
    if (life_ == Life::Running) pause();
    if (life_ != Life::Stopped) {
        completed_before_ += connection_->packet_register().completed_packet_count;
        statistics_.packets_completed = completed_before_;
        statistics_.count_status(connection_->set_state(acx::StreamState::Stop));
        look();
    }
    life_ = Life::Over;
    detector_->finish();
    detector_->publish();
    connection_->close();
    environment_.probe.unwatch(*connection_);
    statistics_.closed = true;
}

void StreamClient::perform(ScriptStep::Action action) {
    using Action = ScriptStep::Action;
    switch (action) {
    case Action::Pause:
        if (life_ == Life::Running) pause();
        break;
    case Action::Resume:
        if (life_ == Life::Paused) {
            if (!enter_run(false)) life_ = Life::Paused;
        } else if (life_ == Life::Stopped) {
            if (!begin()) life_ = Life::Over;
        }
        break;
    case Action::Stop:
        if (life_ != Life::Stopped) stop();
        break;
    case Action::Close:
        close();
        break;
    }
}

void StreamClient::refused(ClientRefused::Step step, acx::Status status, std::string_view what) {
    char number[16];
    std::snprintf(number, sizeof number, "0x%08X", status);
    statistics_.count_status(status);
    statistics_.error = std::string(what) + ": status " + number;
    system().trace().emit(ClientRefused{stream_, static_cast<std::uint32_t>(step), status});
}

void StreamClient::give_up(std::string why) {
    statistics_.gave_up = true;
    statistics_.error = std::move(why);
    close();
}

core::Result<void> StreamClient::finish() {
    if (detector_) {
        detector_->finish();
        detector_->publish();
        statistics_.glitches = detector_->glitch_count();
        statistics_.glitch_frames = detector_->wrong_frames();
    }
    if (connection_ != nullptr && !statistics_.closed && life_ != Life::Stopped) {
        statistics_.packets_completed = completed_before_ + connection_->packet_register().completed_packet_count;
    }
    if (tap_) {
        statistics_.frames_played = tap_->frames_played();
        statistics_.frames_starved = tap_->frames_starved();
        if (tap_->format_differs() && statistics_.error.empty()) {
            statistics_.error = "the engine was programmed with another format than the stream's";
        }
    }
    if (microphone_) {
        statistics_.frames_recorded = microphone_->frames_recorded();
        statistics_.frames_starved = microphone_->frames_lost();
    }
    if (plan_.sink) return plan_.sink->finish();
    return {};
}

std::span<std::byte> StreamClient::memory(std::uint64_t packet, std::uint32_t from_byte, std::uint32_t size_bytes) {
    const std::span<std::byte> slot = connection_->packet(static_cast<std::uint32_t>(packet % packet_count_));
    if (slot.size() < from_byte + size_bytes) return {};
    return slot.subspan(from_byte, size_bytes);
}

// How far, in content bytes, the engine has asked memory for data: writes behind that point are not heard.
std::int64_t StreamClient::issued_byte() {
    hw::StreamEngine *engine = environment_.probe.engine_of(stream_);
    if (engine == nullptr) return 0;
    const hw::EnginePosition position = engine->position(); // brings the detector up to now, too
    return detector_->position_bytes() + static_cast<std::int64_t>(position.issued_bytes) -
           static_cast<std::int64_t>(position.link_bytes);
}

/// Content is made where it goes; notes in which pieces that took place if other code interrupted it.
class StreamClient::Writing final : public kernel::PacedCopy {
public:
    Writing(StreamClient &client, std::byte *target, std::uint64_t packet, std::uint32_t from_byte)
        : client_(client), target_(target), first_byte_(packet * client.packet_bytes_ + from_byte),
          from_byte_(from_byte) {}
    void move(std::size_t from_byte, std::size_t size_bytes) override {
        read_bytes(*client_.plan_.source, first_byte_ + from_byte, {target_ + from_byte, size_bytes});
    }
    void resumed(std::size_t copied_bytes, core::Duration interruption) override {
        client_.written_->resume_write(from_byte_ + static_cast<std::uint32_t>(copied_bytes), interruption,
                                       client_.system().now(), client_.issued_byte());
    }

private:
    StreamClient &client_;
    std::byte *target_;
    std::uint64_t first_byte_; // of content
    std::uint32_t from_byte_;  // ... within its packet
};

void StreamClient::write(std::uint64_t packet, std::uint32_t from_byte, std::uint32_t size_bytes) {
    const std::span<std::byte> target = memory(packet, from_byte, size_bytes);
    if (target.empty()) return;
    const std::int64_t issued = issued_byte();
    const core::TimePoint began = system().now();
    written_->begin_write(packet, from_byte, size_bytes, began, issued);
    system().trace().emit(PacketTouched{stream_, PacketTouched::WriteBegins, packet});
    Writing pieces(*this, target.data(), packet, from_byte);
    system().copy(pieces, size_bytes);
    system().trace().emit(PacketTouched{stream_, PacketTouched::WriteEnds, packet});
    // Where the engine is now matters only if it was near.
    const core::TimePoint ended = system().now();
    const auto first_byte = static_cast<std::int64_t>(packet * packet_bytes_ + from_byte);
    const auto moved = static_cast<std::int64_t>((frames_in(ended - began) + 64) * plan_.format.block_bytes());
    const bool raced = issued != 0 && issued + moved >= first_byte;
    written_->end_write(ended, raced ? issued_byte() : issued);
    statistics_.frames_written += size_bytes / plan_.format.block_bytes();
}

void StreamClient::read(std::uint64_t packet, std::uint32_t from_byte, std::uint32_t size_bytes) {
    const std::span<std::byte> from = memory(packet, from_byte, size_bytes);
    if (from.empty()) return;
    const std::span<std::byte> into = std::span(scratch_).first(size_bytes);
    system().trace().emit(PacketTouched{stream_, PacketTouched::ReadBegins, packet});
    // Line by line, while the device may already write it anew.
    kernel::MemoryCopy pieces(into.data(), from.data());
    system().copy(pieces, size_bytes);
    system().trace().emit(PacketTouched{stream_, PacketTouched::ReadEnds, packet});
    const std::uint64_t frames = size_bytes / plan_.format.block_bytes();
    const std::uint64_t end =
        static_cast<std::uint64_t>(detector_->position_bytes()) / plan_.format.block_bytes() + frames;
    detector_->heard(into, microphone_->time_of(end));
    if (plan_.sink) plan_.sink->write(into);
    statistics_.frames_read += frames;
}

void StreamClient::left_out(std::uint64_t frames) {
    if (microphone_) detector_->left_out(frames, system().now());
}

std::optional<acx::StreamConnection::PresentationPosition> StreamClient::read_position() {
    acx::StreamConnection::PresentationPosition position;
    const acx::Status status = connection_->presentation_position(position);
    ++statistics_.positions_read;
    statistics_.count_status(status);
    if (!acx::succeeded(status)) return std::nullopt;
    const std::optional<hw::EnginePosition> engine = environment_.probe.position(stream_);
    if (engine && engine->running) {
        // The link has moved on since the snapshot: go back to the counter value that came with it.
        const core::Hertz &frequency = system().performance_frequency();
        const double age =
            static_cast<double>(static_cast<std::int64_t>(system().performance_counter() - position.qpc)) *
            static_cast<double>(frequency.denominator) / static_cast<double>(frequency.numerator);
        const double link = static_cast<double>(engine->link_bytes) / plan_.format.block_bytes();
        const double expected = std::max(0.0, link - age * plan_.format.rate_hz);
        ++statistics_.positions_checked;
        statistics_.position_error_frames_max =
            std::max(statistics_.position_error_frames_max, std::abs(static_cast<double>(position.blocks) - expected));
    }
    return position;
}

void StreamClient::note_notification(const acx::PacketRegister &now) {
    ++statistics_.notifications;
    const core::Hertz &frequency = system().performance_frequency();
    const double microseconds_per_count =
        1e6 * static_cast<double>(frequency.denominator) / static_cast<double>(frequency.numerator);
    const auto counts = [&](std::uint64_t from, std::uint64_t to) {
        return static_cast<double>(static_cast<std::int64_t>(to - from)) * microseconds_per_count;
    };
    statistics_.notify_delay_us_max =
        std::max(statistics_.notify_delay_us_max, counts(now.completed_packet_qpc, system().performance_counter()));
    if (pace_known_ && now.completed_packet_count > previous_.completed_packet_count) {
        const std::uint64_t packets = now.completed_packet_count - previous_.completed_packet_count;
        const double nominal = core::microseconds_of(duration_of_frames(packets * packet_frames_));
        const double took = counts(previous_.completed_packet_qpc, now.completed_packet_qpc);
        statistics_.notify_jitter_us_max = std::max(statistics_.notify_jitter_us_max, std::abs(took - nominal));
    }
    previous_ = now;
    pace_known_ = true;
    statistics_.packets_completed = completed_before_ + now.completed_packet_count;
}

} // namespace acxsim::client
