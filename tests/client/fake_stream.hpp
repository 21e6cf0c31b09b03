// SPDX-License-Identifier: MIT
//
// A framework, driver and codec in one, small enough to see through: packets in host memory, an engine that fetches one
// frame ahead in bursts and plays (or records) at the nominal rate from a simulated thread, notifications at packet
// boundaries. Faults are switched on by the tests.
#pragma once

#include <cstring>
#include <vector>

#include "sim/client/client_registry.hpp"
#include "sim/client/codec_port.hpp"
#include "sim/client/engine_probe.hpp"
#include "sim/kernel/system.hpp"

namespace acxsim::client::testing {

struct Faults {
    bool refuse_preroll = false; ///< AMB-01: answers LATE to the pre-roll packet
    bool never_notify = false;
    bool foreign_memory = false;
    acx::Status run_status = 0;
};

class FakeEngine final : public hw::StreamEngine {
public:
    core::ObjectId object() const override { return 77; }
    bool is_output() const override { return output; }
    hw::LinkFormat format() const override { return link; }
    unsigned stream_tag() const override { return 5; }
    bool running() const override { return now.running; }
    hw::EnginePosition position() override { return now; }
    std::vector<hw::DmaRange> ranges() const override { return buffers; }
    std::uint32_t fifo_bytes() const override { return 32; }

    bool output = true;
    hw::LinkFormat link;
    hw::EnginePosition now;
    std::vector<hw::DmaRange> buffers;
};

class FakeConnection final : public acx::StreamConnection {
public:
    static constexpr std::uint64_t burst_frames = 8;
    static constexpr hw::BusAddress base = 0x1'0000'0000;

    FakeConnection(kernel::System &system, CodecPort &port, EngineProbe &probe, const Faults &faults,
                   acx::Direction direction, const acx::AudioFormat &format)
        : system_(system), port_(port), probe_(probe), faults_(faults), direction_(direction), format_(format) {
        object_ = system.trace().add_object("stream", "fake");
        engine_.output = direction == acx::Direction::Render;
        engine_.link = {format.rate_hz, format.valid_bits, format.channels};
        system.start_thread("codec", 31, [this] { play(); });
    }

    acx::Stream &stream() override { return *reinterpret_cast<acx::Stream *>(this); } // compared, never used
    core::ObjectId object() const override { return object_; }
    acx::Direction direction() const override { return direction_; }
    const acx::AudioFormat &format() const override { return format_; }
    acx::StreamState state() const override { return state_; }

    acx::Status allocate_packets(std::uint32_t count, std::uint32_t size_bytes) override {
        count_ = count;
        size_ = size_bytes;
        memory_.assign(std::size_t{count} * size_bytes, std::byte{0});
        engine_.buffers = {{faults_.foreign_memory ? base - 0x1000 : base, count * size_bytes}};
        return 0;
    }
    acx::Status set_state(acx::StreamState target) override {
        system_.charge(kernel::Cost::UserCall);
        if (target == acx::StreamState::Run && faults_.run_status != 0) return faults_.run_status;
        const auto from = static_cast<std::uint32_t>(state_);
        ++life_;
        if (target == acx::StreamState::Run) {
            probe_.run_entered(stream());
            start_ = system_.now();
            start_frame_ = frame_;
            engine_.now.running = true;
            probe_.engine_started(engine_);
        } else {
            engine_.now.running = false;
            engine_.now.issued_bytes = engine_.now.link_bytes;
        }
        state_ = target;
        if (target == acx::StreamState::Stop) {
            probe_.release_returned(stream());
            frame_ = 0;
            completed_ = 0;
            reported_ = 0;
            register_ = {};
            engine_.now = {};
        }
        system_.trace().emit(acx::StreamStateChanged{object_, from, static_cast<std::uint32_t>(target), 0});
        calls.push_back(target);
        return 0;
    }
    void close() override { closed_ = true; }

    acx::Status set_render_packet(std::uint32_t packet, std::uint32_t, std::uint32_t) override {
        system_.charge(kernel::Cost::UserCall);
        if (faults_.refuse_preroll && state_ == acx::StreamState::Pause) return 0xC000003D;
        const auto ahead = static_cast<std::int64_t>(packet) - static_cast<std::int64_t>(completed_);
        if (ahead < (state_ == acx::StreamState::Run ? 1 : 0)) return 0xC000003D;
        return ahead > 1 ? 0xC000003C : 0;
    }
    acx::Status current_packet(std::uint32_t &packet) override {
        packet = static_cast<std::uint32_t>(completed_);
        return 0;
    }
    acx::Status capture_packet(CapturePacket &packet) override {
        if (reported_ == completed_) return 0xC00000A3;
        reported_ = completed_;
        packet = {static_cast<std::uint32_t>(completed_ - 1), 1, false};
        return 0;
    }
    acx::Status presentation_position(PresentationPosition &position) override {
        system_.charge(kernel::Cost::UserCall);
        position = {engine_.now.link_bytes / format_.block_bytes(), system_.performance_counter()};
        return 0;
    }
    acx::Status hw_latency(std::uint32_t &fifo_bytes, std::uint32_t &delay_hns) override {
        fifo_bytes = static_cast<std::uint32_t>(burst_frames * format_.block_bytes());
        delay_hns = 0;
        return 0;
    }
    std::uint32_t packet_count() const override { return count_; }
    std::uint32_t packet_size_bytes() const override { return size_; }
    std::span<std::byte> packet(std::uint32_t slot) override {
        return std::span(memory_).subspan(std::size_t{slot} * size_, size_);
    }
    std::vector<hw::DmaRange> packet_ranges(std::uint32_t slot) override { return {{base + slot * size_, size_}}; }
    acx::PacketRegister packet_register() const override { return register_; }
    kernel::DispatcherObject &packet_event() override { return event_; }

    std::vector<acx::StreamState> calls;

private:
    // Fetches a burst, and hands it to the codec when it has been played.
    void play() {
        const std::uint32_t block = format_.block_bytes();
        std::vector<std::byte> burst(burst_frames * block);
        while (!closed_) {
            if (state_ != acx::StreamState::Run || memory_.empty()) {
                system_.sleep_for(core::from_microseconds(10));
                continue;
            }
            const std::uint64_t life = life_;
            const std::uint64_t packet_frames = size_ / block;
            const std::uint64_t here = packet_frames - frame_ % packet_frames;
            const std::uint64_t frames = std::min(burst_frames, here);
            std::byte *at = memory_.data() + frame_ % (packet_frames * count_) * block;
            const std::span<std::byte> bytes = std::span(burst).first(frames * block);
            if (engine_.output) std::memcpy(bytes.data(), at, bytes.size());
            engine_.now.issued_bytes += engine_.output ? bytes.size() : 0;
            const std::uint64_t since = frame_ + frames - start_frame_;
            system_.sleep_until(start_ + core::Duration{static_cast<std::int64_t>(
                                             static_cast<__int128>(since) * core::ticks_per_second / format_.rate_hz)});
            if (life != life_) continue; // stopped meanwhile: what was fetched is dropped
            if (engine_.output) {
                port_.sink().played(5, bytes, system_.now());
            } else {
                port_.source().record(5, bytes, system_.now());
                std::memcpy(at, bytes.data(), bytes.size());
                engine_.now.issued_bytes += bytes.size();
            }
            frame_ += frames;
            engine_.now.link_bytes += bytes.size();
            engine_.now.fetched_bytes = engine_.now.issued_bytes;
            if (frames == here) complete();
        }
    }
    void complete() {
        ++completed_;
        if (faults_.never_notify) return;
        register_ = {completed_, system_.performance_counter(), 0};
        system_.set_event(event_);
    }

    kernel::System &system_;
    CodecPort &port_;
    EngineProbe &probe_;
    Faults faults_;
    acx::Direction direction_;
    acx::AudioFormat format_;
    core::ObjectId object_ = 0;
    acx::StreamState state_ = acx::StreamState::Stop;
    std::vector<std::byte> memory_;
    std::uint32_t count_ = 0;
    std::uint32_t size_ = 0;
    std::uint64_t frame_ = 0;
    std::uint64_t completed_ = 0;
    std::uint64_t reported_ = 0;
    core::TimePoint start_{};
    std::uint64_t start_frame_ = 0;
    std::uint64_t life_ = 0; // counts state changes
    bool closed_ = false;
    acx::PacketRegister register_;
    kernel::DispatcherObject event_{kernel::ObjectType::SynchronizationEvent, 0};
    FakeEngine engine_;
};

class FakeFramework final : public acx::Framework {
public:
    FakeFramework(kernel::System &system, CodecPort &port, EngineProbe &probe, const Faults &faults)
        : system_(system), port_(port), probe_(probe), faults_(faults) {}
    void add_observer(acx::StreamObserver &) override {}
    std::vector<acx::StreamingPin> streaming_pins() const override { return {}; }
    core::Result<std::unique_ptr<acx::StreamConnection>> open(std::string_view circuit, acx::Direction direction,
                                                              const acx::AudioFormat &format) override {
        if (circuit == "nowhere") return core::Error{"there is no circuit \"nowhere\""};
        auto made = std::make_unique<FakeConnection>(system_, port_, probe_, faults_, direction, format);
        last = made.get();
        return std::unique_ptr<acx::StreamConnection>(std::move(made));
    }
    FakeConnection *last = nullptr;

private:
    kernel::System &system_;
    CodecPort &port_;
    EngineProbe &probe_;
    Faults faults_;
};

} // namespace acxsim::client::testing
