// SPDX-License-Identifier: MIT
//
// An arrival at the very edge of the sample clock counts before it: edges before t happen, then packets at t.
#include "hwmodel/usb/converter.hpp"

#include <algorithm>
#include <cstring>

namespace acxsim::hw::usb {

namespace {

constexpr std::uint32_t master_cycles_per_sample = 256;
constexpr std::uint32_t link_rate_hz = 48'000; // what CodecSink::starved() counts in

} // namespace

Converter::Converter(Surroundings &surroundings, bool is_output, unsigned tag, core::ObjectId engine)
    : surroundings_(surroundings), feedback_format_(feedback_format(surroundings.parameters.speed)),
      is_output_(is_output), tag_(tag), engine_(engine) {}

void Converter::select(const LinkFormat &format) {
    format_ = format;
    sample_clock_changed();
    const std::uint64_t units = std::uint64_t{format.rate_hz} * surroundings_.units_per_interval;
    const std::uint32_t per_second = feedback_format_.units_per_second;
    packet_blocks_max_ = static_cast<std::uint32_t>(units / per_second) + 1;
    fill_blocks_ =
        static_cast<std::uint32_t>((units * surroundings_.parameters.device_buffer + per_second - 1) / per_second);
    fifo_.assign(std::size_t{capacity_blocks()} * format.block_bytes(), std::byte{0});
    scratch_.assign(std::size_t{std::max(capacity_blocks(), packet_blocks_max_)} * format.block_bytes(), std::byte{0});
    locked_at_ = surroundings_.simulation.now() + surroundings_.parameters.lock_delay;
    selected_ = true;
    halted_ = false;
    crossed_blocks_ = lost_blocks_ = 0;
    window_start_ = pending_at_ = -1;
    carry_ = 0;
    rest();
}

void Converter::sample_clock_changed() {
    const auto rate = static_cast<std::int64_t>(format_.rate_hz);
    samples_ = core::ClockDomain({rate, 1}, surroundings_.device_oscillator);
    master_ = core::ClockDomain({rate * master_cycles_per_sample, 1}, surroundings_.device_oscillator);
}

void Converter::halt() {
    halted_ = true;
    moving_ = false;
    lost_blocks_ += level_blocks_;
    read_ = level_blocks_ = 0;
}

void Converter::deselect() {
    selected_ = false;
    rest();
}

void Converter::rest() {
    moving_ = draining_ = ever_moved_ = false;
    read_ = level_blocks_ = 0;
}

void Converter::drain() {
    draining_ = true;
    if (!is_output_ || level_blocks_ == 0 || moving_) return;
    // Too little to begin with, but nothing more will come.
    if (!ever_moved_) edges_seen_ = samples_.count_at(surroundings_.simulation.now() - core::Duration{1});
    moving_ = ever_moved_ = true;
}

bool Converter::locked() const { return selected_ && surroundings_.simulation.now() >= locked_at_; }

std::uint64_t Converter::crossed_blocks() const {
    if (!moving_) return crossed_blocks_;
    const auto since = static_cast<std::uint64_t>(samples_.count_at(surroundings_.simulation.now()) - edges_seen_);
    return crossed_blocks_ + (is_output_ ? std::min<std::uint64_t>(since, level_blocks_) : since);
}

void Converter::run_until(core::TimePoint t) {
    if (!ever_moved_) return;
    const std::int64_t edges = samples_.count_at(t - core::Duration{1});
    const auto passed = static_cast<std::uint64_t>(edges - edges_seen_);
    edges_seen_ = edges;
    if (passed == 0) return;
    if (is_output_) {
        play(passed);
    } else if (moving_) {
        record(passed);
    }
}

/// `edges` edges of the sample clock, the last of them number edges_seen_.
void Converter::play(std::uint64_t edges) {
    const std::size_t block = format_.block_bytes();
    const auto sound = moving_ ? static_cast<std::uint32_t>(std::min<std::uint64_t>(edges, level_blocks_)) : 0;
    const std::uint64_t silence = edges - sound;
    for (std::uint32_t left = sound; left != 0;) {
        const std::uint32_t piece = std::min(left, capacity_blocks() - read_);
        left -= piece;
        if (surroundings_.sink != nullptr) {
            const core::TimePoint when = samples_.edge(edges_seen_ - static_cast<std::int64_t>(silence + left));
            surroundings_.sink->played(tag_, std::span{fifo_}.subspan(read_ * block, piece * block), when);
        }
        read_ = (read_ + piece) % capacity_blocks();
    }
    level_blocks_ -= sound;
    crossed_blocks_ += sound;
    if (silence == 0 || draining_) return;
    if (moving_) {
        moving_ = false; // until the usual fill is there again
        surroundings_.simulation.trace.emit(FifoError{engine_, 1, crossed_blocks_ * block});
    }
    if (surroundings_.sink != nullptr) {
        const std::uint64_t link_frames = (silence * link_rate_hz + format_.rate_hz / 2) / format_.rate_hz;
        surroundings_.sink->starved(tag_, std::max<std::uint64_t>(link_frames, 1), samples_.edge(edges_seen_));
    }
}

void Converter::record(std::uint64_t edges) {
    if (draining_) return;
    const std::size_t block = format_.block_bytes();
    const auto take = [&](std::byte *into, std::uint64_t blocks, core::TimePoint when) {
        const std::span<std::byte> room{into, static_cast<std::size_t>(blocks) * block};
        if (surroundings_.source != nullptr) {
            surroundings_.source->record(tag_, room, when);
        } else {
            std::memset(room.data(), 0, room.size());
        }
    };
    const auto edge_before_end = [&](std::uint64_t left) {
        return samples_.edge(edges_seen_ - static_cast<std::int64_t>(left));
    };
    std::uint64_t left = edges;
    while (left != 0 && level_blocks_ < capacity_blocks()) {
        const std::uint32_t write = (read_ + level_blocks_) % capacity_blocks();
        const std::uint64_t piece =
            std::min<std::uint64_t>({left, capacity_blocks() - level_blocks_, capacity_blocks() - write});
        left -= piece;
        take(fifo_.data() + write * block, piece, edge_before_end(left));
        level_blocks_ += static_cast<std::uint32_t>(piece);
    }
    crossed_blocks_ += edges;
    if (left == 0) return;
    surroundings_.simulation.trace.emit(FifoError{engine_, 0, crossed_blocks_ * block});
    lost_blocks_ += left;
    const std::uint64_t lost = left;
    while (left != 0) {
        const std::uint64_t piece = std::min<std::uint64_t>(left, scratch_.size() / block);
        left -= piece;
        take(scratch_.data(), piece, edge_before_end(left));
    }
    if (surroundings_.source != nullptr) surroundings_.source->lost(tag_, lost, samples_.edge(edges_seen_));
}

void Converter::arrive(std::span<const std::byte> blocks) {
    const std::size_t block = format_.block_bytes();
    const auto count = static_cast<std::uint32_t>(blocks.size() / block);
    if (!locked() || halted_) {
        lost_blocks_ += count;
        return;
    }
    const std::uint32_t fits = std::min(count, capacity_blocks() - level_blocks_);
    for (std::uint32_t done = 0; done != fits;) {
        const std::uint32_t write = (read_ + level_blocks_) % capacity_blocks();
        const std::uint32_t piece = std::min(fits - done, capacity_blocks() - write);
        std::memcpy(fifo_.data() + write * block, blocks.data() + done * block, piece * block);
        done += piece;
        level_blocks_ += piece;
    }
    if (fits != count) {
        lost_blocks_ += count - fits;
        surroundings_.simulation.trace.emit(FifoError{engine_, 1, crossed_blocks_ * block});
    }
    if (!moving_ && level_blocks_ >= fill_blocks_) {
        if (!ever_moved_) edges_seen_ = samples_.count_at(surroundings_.simulation.now() - core::Duration{1});
        moving_ = ever_moved_ = true;
    }
}

void Converter::begin_recording() {
    if (halted_) return;
    edges_seen_ = samples_.count_at(surroundings_.simulation.now() - core::Duration{1});
    moving_ = ever_moved_ = true;
}

std::span<const std::byte> Converter::depart() {
    const std::size_t block = format_.block_bytes();
    const std::uint32_t count = std::min(level_blocks_, packet_blocks_max_);
    for (std::uint32_t done = 0; done != count;) {
        const std::uint32_t piece = std::min(count - done, capacity_blocks() - read_);
        std::memcpy(scratch_.data() + done * block, fifo_.data() + read_ * block, piece * block);
        read_ = (read_ + piece) % capacity_blocks();
        done += piece;
    }
    level_blocks_ -= count;
    return std::span{scratch_}.first(count * block);
}

/// Blocks per unit over the window, in fixed point; what is cut off is added to the next one.
std::uint32_t Converter::measured(std::uint64_t master_cycles) {
    const Parameters &p = surroundings_.parameters;
    const std::uint64_t units = std::uint64_t{surroundings_.units_per_interval} << p.feedback_exponent;
    const std::uint64_t step = (master_cycles_per_sample * units) << p.feedback_coarse_bits;
    const std::uint64_t sum = carry_ + (master_cycles << feedback_format_.fraction_bits);
    carry_ = sum % step;
    std::int64_t value = static_cast<std::int64_t>((sum / step) << p.feedback_coarse_bits);
    if (p.feedback_servo != 0 && moving_ && !draining_) {
        const std::int64_t lacking = std::int64_t{fill_blocks_} - std::int64_t{level_blocks_};
        const std::int64_t per_interval = lacking * feedback_format_.one() / (std::int64_t{1} << p.feedback_servo);
        value += per_interval / surroundings_.units_per_interval;
    }
    return static_cast<std::uint32_t>(std::max<std::int64_t>(value, 0));
}

std::optional<std::uint32_t> Converter::measure(std::int64_t interval) {
    const Parameters &p = surroundings_.parameters;
    if (!is_output_ || !p.feedback || !locked() || halted_) return std::nullopt;
    const core::TimePoint now = surroundings_.simulation.now();
    const auto reported = interval == pending_at_ ? std::optional(pending_) : std::nullopt;
    if (window_start_ >= 0 && interval - window_start_ < std::int64_t{1} << p.feedback_exponent) return reported;
    const std::int64_t master = master_.count_at(now);
    if (window_start_ >= 0) {
        pending_ = measured(static_cast<std::uint64_t>(master - window_master_));
        pending_at_ = interval + p.feedback_delay;
    }
    window_start_ = interval;
    window_master_ = master;
    return reported;
}

} // namespace acxsim::hw::usb
