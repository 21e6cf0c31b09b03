// SPDX-License-Identifier: MIT
//
// Chunk n covers the frames from floor(n * rate * chunk) on, so that 44.1 kHz comes out exactly over any whole second.
#include "hwmodel/free_running/codec.hpp"

#include <algorithm>
#include <cstring>

#include "hwmodel/records.hpp"

namespace acxsim::hw::free_running {

StreamEngine::StreamEngine(CodecContext &context, Direction direction, unsigned tag, std::vector<DmaRange> ranges,
                           const LinkFormat &format, std::string_view name)
    : context_(context), direction_(direction), tag_(tag), ranges_(std::move(ranges)), format_(format),
      object_(context.simulation.trace.add_object("engine", name)),
      event_(core::Event::of<&StreamEngine::on_chunk>(core::Priority::Hardware, this)),
      clock_({static_cast<std::int64_t>(format.rate_hz), 1}) {
    for (const DmaRange &range : ranges_)
        lap_bytes_ += range.size_bytes;
    ACXSIM_ASSERT(lap_bytes_ != 0, "a stream without a buffer was started");
    samples_.resize(fifo_bytes());
}

StreamEngine::~StreamEngine() { context_.simulation.timeline.cancel(event_); }

std::int64_t StreamEngine::chunk_boundary(std::int64_t chunk) const {
    const auto numerator = static_cast<__int128>(chunk) * context_.parameters.chunk.count() * format_.rate_hz;
    return static_cast<std::int64_t>(numerator / core::ticks_per_second);
}

/// The largest chunk: what can have been read ahead of the link.
std::uint32_t StreamEngine::fifo_bytes() const {
    return static_cast<std::uint32_t>(chunk_boundary(1) + 1) * format_.block_bytes();
}

std::int64_t StreamEngine::frames_now() const {
    if (!running_) return base_frame_;
    return base_frame_ + clock_.count_at(context_.simulation.now());
}

EnginePosition StreamEngine::position() {
    EnginePosition position;
    const std::uint64_t block = format_.block_bytes();
    position.running = running_;
    position.link_bytes = static_cast<std::uint64_t>(frames_now()) * block;
    const std::int64_t in_memory = direction_ == Direction::Output ? chunk_end_ : chunk_first_;
    position.fetched_bytes = position.issued_bytes = static_cast<std::uint64_t>(in_memory) * block;
    return position;
}

void StreamEngine::run() {
    if (running_) return;
    running_ = true;
    const core::TimePoint now = context_.simulation.now();
    clock_ = core::ClockDomain({static_cast<std::int64_t>(format_.rate_hz), 1}, context_.oscillator, now);
    context_.simulation.trace.emit(
        EngineStarted{object_, tag_, static_cast<std::uint64_t>(base_frame_) * format_.block_bytes()});
    if (is_output() && context_.sink != nullptr) context_.sink->started(tag_, format_, now);
    if (!is_output() && context_.source != nullptr) context_.source->started(tag_, format_, now);
    if (context_.observer != nullptr) context_.observer->engine_started(*this);
    if (chunk_end_ == handed_) begin_chunk();
    context_.simulation.timeline.schedule(event_, time_of(chunk_end_));
}

void StreamEngine::pause() {
    if (!running_) return;
    const std::int64_t frames = frames_now();
    hand_over_until(frames);
    base_frame_ = frames;
    running_ = false;
    context_.simulation.timeline.cancel(event_);
    context_.simulation.trace.emit(
        EngineStopped{object_, tag_, static_cast<std::uint64_t>(frames) * format_.block_bytes()});
    const core::TimePoint now = context_.simulation.now();
    if (is_output() && context_.sink != nullptr) context_.sink->stopped(tag_, now);
    if (!is_output() && context_.source != nullptr) context_.source->stopped(tag_, now);
    if (context_.observer != nullptr) context_.observer->engine_stopped(*this);
}

/// Opens the next chunk: output reads its samples now, before they are due.
void StreamEngine::begin_chunk() {
    do {
        chunk_first_ = chunk_end_;
        chunk_end_ = chunk_boundary(++chunk_);
    } while (chunk_end_ == chunk_first_);
    const auto bytes = static_cast<std::size_t>(chunk_end_ - chunk_first_) * format_.block_bytes();
    if (is_output()) move(chunk_first_, std::span{samples_}.first(bytes));
}

void StreamEngine::on_chunk() {
    hand_over_until(chunk_end_);
    begin_chunk();
    context_.simulation.timeline.schedule(event_, time_of(chunk_end_));
}

/// Frames up to `frame` of the present chunk have crossed: output hears them; input takes them, and writes the chunk to
/// memory when it is complete.
void StreamEngine::hand_over_until(std::int64_t frame) {
    if (frame > handed_) {
        const std::size_t block = format_.block_bytes();
        const std::span<std::byte> crossed =
            std::span{samples_}.subspan(static_cast<std::size_t>(handed_ - chunk_first_) * block,
                                        static_cast<std::size_t>(frame - handed_) * block);
        const core::TimePoint when = time_of(frame);
        if (is_output()) {
            if (context_.sink != nullptr) context_.sink->played(tag_, crossed, when);
        } else if (context_.source != nullptr) {
            context_.source->record(tag_, crossed, when);
        } else {
            std::memset(crossed.data(), 0, crossed.size());
        }
        handed_ = frame;
    }
    if (!is_output() && frame == chunk_end_) {
        const auto bytes = static_cast<std::size_t>(chunk_end_ - chunk_first_) * format_.block_bytes();
        move(chunk_first_, std::span{samples_}.first(bytes));
    }
}

/// Between samples_ and memory, from the place in the ranges where `first_frame` lies.
void StreamEngine::move(std::int64_t first_frame, std::span<std::byte> bytes) {
    std::uint64_t offset = static_cast<std::uint64_t>(first_frame) * format_.block_bytes() % lap_bytes_;
    std::size_t range = 0;
    while (offset >= ranges_[range].size_bytes)
        offset -= ranges_[range++].size_bytes;
    while (!bytes.empty()) {
        const std::size_t piece = std::min<std::size_t>(bytes.size(), ranges_[range].size_bytes - offset);
        const BusAddress address = ranges_[range].address + offset;
        if (is_output()) {
            context_.memory.read(object_, address, bytes.first(piece));
        } else {
            context_.memory.write(object_, address, bytes.first(piece));
        }
        bytes = bytes.subspan(piece);
        offset = 0;
        range = (range + 1) % ranges_.size();
    }
}

Codec::Codec(core::Simulation &simulation, PhysicalMemory &memory, const Parameters &parameters, std::string_view name)
    : oscillator_({parameters.clock_ppb}, parameters.clock_drift, simulation.choices, "codec.clock"),
      context_{simulation, memory, parameters, oscillator_, simulation.trace.add_object("codec", name)}, name_(name) {}

StreamEngine &Codec::start(Direction direction, unsigned tag, std::vector<DmaRange> ranges, const LinkFormat &format) {
    const std::string name = name_ + (direction == Direction::Output ? ".out" : ".in") + std::to_string(started_++);
    engines_.push_back(std::make_unique<StreamEngine>(context_, direction, tag, std::move(ranges), format, name));
    engines_.back()->run();
    return *engines_.back();
}

void Codec::release(StreamEngine &engine) {
    engine.pause();
    std::erase_if(engines_, [&engine](const auto &mine) { return mine.get() == &engine; });
}

std::vector<StreamEngine *> Codec::engines() {
    std::vector<StreamEngine *> all;
    for (const auto &engine : engines_)
        all.push_back(engine.get());
    return all;
}

} // namespace acxsim::hw::free_running
