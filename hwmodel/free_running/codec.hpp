// SPDX-License-Identifier: MIT
//
// The "hardware" of a driver without hardware: a codec without registers or interrupts that, told to run at address
// ranges with a format, plays from or records into them cyclically at its own sample clock. The driver times itself.
// Memory is touched in chunks (one event each): output samples are read when the first of a chunk is due, input samples
// are written when the last of a chunk is there. Positions are exact per sample frame at every instant.
// Leaves out FIFOs, bursts and latency: this is a clock and a buffer. Follows hwmodel.md 3c.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "hwmodel/dma_observer.hpp"
#include "hwmodel/free_running/parameters.hpp"
#include "sim/core/clock_domain.hpp"

namespace acxsim::hw::free_running {

enum class Direction : std::uint8_t { Output, Input };

struct CodecContext {
    core::Simulation &simulation;
    PhysicalMemory &memory;
    Parameters parameters;
    const core::Oscillator &oscillator; // of the sample clock
    core::ObjectId device;
    CodecSink *sink = nullptr;
    CodecSource *source = nullptr;
    EngineObserver *observer = nullptr;
};

class StreamEngine final : public hw::StreamEngine {
public:
    StreamEngine(CodecContext &context, Direction direction, unsigned tag, std::vector<DmaRange> ranges,
                 const LinkFormat &format, std::string_view name);
    ~StreamEngine() override;

    core::ObjectId object() const override { return object_; }
    bool is_output() const override { return direction_ == Direction::Output; }
    LinkFormat format() const override { return format_; }
    unsigned stream_tag() const override { return tag_; }
    bool running() const override { return running_; }
    EnginePosition position() override;
    std::vector<DmaRange> ranges() const override { return ranges_; }
    std::uint32_t fifo_bytes() const override;

    void run();
    void pause();

private:
    void on_chunk();
    void hand_over_until(std::int64_t frame);
    void begin_chunk();
    void move(std::int64_t first_frame, std::span<std::byte> bytes);
    std::int64_t frames_now() const;
    std::int64_t chunk_boundary(std::int64_t chunk) const;
    core::TimePoint time_of(std::int64_t frame) const { return clock_.edge(frame - base_frame_); }

    CodecContext &context_;
    Direction direction_;
    unsigned tag_;
    std::vector<DmaRange> ranges_;
    std::uint64_t lap_bytes_ = 0;
    LinkFormat format_;
    core::ObjectId object_;
    core::Event event_;
    core::ClockDomain clock_; // edge n is frame base_frame_ + n
    std::int64_t base_frame_ = 0;
    std::int64_t handed_ = 0;      // frames that have crossed and were handed over
    std::int64_t chunk_ = 0;       // number of the chunk under way
    std::int64_t chunk_first_ = 0; // frames [chunk_first_, chunk_end_)
    std::int64_t chunk_end_ = 0;
    std::vector<std::byte> samples_; // of the chunk under way
    bool running_ = false;
};

class Codec {
public:
    Codec(core::Simulation &simulation, PhysicalMemory &memory, const Parameters &parameters,
          std::string_view name = "codec");

    /// Runs from now, from the first byte of the first range. The ranges together hold a whole number of frames.
    StreamEngine &start(Direction direction, unsigned tag, std::vector<DmaRange> ranges, const LinkFormat &format);
    /// Holds still after the last whole frame; resume() goes on with the next one.
    void pause(StreamEngine &engine) { engine.pause(); }
    void resume(StreamEngine &engine) { engine.run(); }
    /// Stops for good. The engine object is gone afterwards.
    void release(StreamEngine &engine);

    void attach_sink(CodecSink &sink) { context_.sink = &sink; }
    void attach_source(CodecSource &source) { context_.source = &source; }
    void set_observer(EngineObserver *observer) { context_.observer = observer; }
    core::ObjectId object() const { return context_.device; }
    /// Engines that have been started and not released, in order of start.
    std::vector<StreamEngine *> engines();

private:
    core::Oscillator oscillator_;
    CodecContext context_;
    std::string name_;
    unsigned started_ = 0;
    std::vector<std::unique_ptr<StreamEngine>> engines_;
};

} // namespace acxsim::hw::free_running
