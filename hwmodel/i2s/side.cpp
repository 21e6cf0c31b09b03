// SPDX-License-Identifier: MIT
//
// Registers of one side, its clock and its segments (hwmodel.md 3a).
#include "hwmodel/i2s/side.hpp"

#include <algorithm>
#include <numeric>

namespace acxsim::hw::i2s {

namespace {

constexpr std::uint32_t enable_bits = control::dma_enable | control::side_enable;
constexpr std::array<std::uint16_t, 5> sample_bits{8, 16, 20, 24, 32};
constexpr std::int64_t frame_rate_min_hz = 1'000;
constexpr std::int64_t frame_rate_max_hz = 1'000'000;
constexpr std::int64_t mclk_per_unit = 256;

/// In hertz. The fraction itself if its period in ticks is one of small numbers, as with every rate in use; else the
/// nearest one that is, within 0.3 ppb: readings of an oscillator are multiplied by such a number.
core::Hertz slot_rate(std::int64_t numerator, std::int64_t denominator) {
    constexpr std::int64_t small = std::int64_t{1} << 32;
    const std::int64_t divisor = std::gcd(numerator, denominator);
    numerator /= divisor;
    denominator /= divisor;
    if (numerator / std::gcd(numerator, core::ticks_per_second) < small &&
        denominator <= INT64_MAX / core::ticks_per_second) {
        return {numerator, denominator};
    }
    std::int64_t rounded_denominator = 1;
    while (static_cast<__int128>(numerator) * rounded_denominator * 2 < static_cast<__int128>(denominator) * small)
        rounded_denominator *= 2;
    const __int128 scaled = static_cast<__int128>(numerator) * rounded_denominator;
    return {static_cast<std::int64_t>((scaled + denominator / 2) / denominator), rounded_denominator};
}

} // namespace

SideEngine::SideEngine(cyclic::BlockContext &context, unsigned index, std::string_view name,
                       const Surroundings &surroundings)
    : Engine(context, index, name, pace_), surroundings_(surroundings) {
    reset(true);
}

void SideEngine::reset_registers(bool, std::uint64_t) {
    owned_ = 0;
    format_register_ = info(Side::Format).reset;
    slots_ = info(Side::Slots).reset;
    clock_register_ = info(Side::Clock).reset;
    threshold_ = parameters().threshold_words;
    burst_ = parameters().burst_words;
    segments_ = info(Side::SegmentCount).reset;
    locked_at_ = now();
    configure_clock();
    configure();
}

/// As finely as the DMA reports.
std::uint64_t SideEngine::counter() const {
    std::uint64_t bytes = channel_.arrived_bytes();
    if (parameters().position_granularity == PositionGranularity::Segment) bytes = channel_.segments_done_bytes();
    if (parameters().position_granularity == PositionGranularity::Descriptor) bytes = channel_.laps_done_bytes();
    return bytes + static_cast<std::uint64_t>(parameters().position_start);
}

std::uint32_t SideEngine::read_register(std::uint8_t which) {
    channel_.advance();
    switch (Side{which}) {
    case Side::Control:
        return (channel_.dma_busy() ? control::dma_enable : 0) | (channel_.link_active() ? control::side_enable : 0);
    case Side::Status:
        return status_ | (locked() ? status::locked : 0);
    case Side::InterruptEnable:
        return interrupt_enable_;
    case Side::Format:
        return format_register_;
    case Side::Slots:
        return slots_;
    case Side::Clock:
        return clock_register_;
    case Side::FifoConfiguration:
        return threshold_ | burst_ << 8 | parameters().fifo_words << 16;
    case Side::FifoLevel:
        return channel_.level_units();
    case Side::ListLower:
        return list_lower_;
    case Side::ListUpper:
        return list_upper_;
    case Side::SegmentCount:
        return segments_;
    case Side::SegmentIndex:
        return channel_.segment_index();
    case Side::Ownership:
        return owned_;
    case Side::Position:
        return counter_half(false);
    case Side::PositionUpper:
        return counter_half(true);
    case Side::Count:
        break;
    }
    return 0;
}

bool SideEngine::write_any_time(std::uint8_t which, std::uint32_t value, std::uint32_t covered) {
    if (Side{which} != Side::Ownership) return false;
    owned_ |= value & covered;
    channel_.ownership_changed();
    return true;
}

void SideEngine::write_while_idle(std::uint8_t which, std::uint32_t value) {
    switch (Side{which}) {
    case Side::Format:
        format_register_ = value;
        break;
    case Side::Slots:
        slots_ = value;
        configure_clock();
        break;
    case Side::Clock:
        clock_register_ = value;
        locked_at_ = now() + parameters().pll_lock;
        configure_clock();
        break;
    case Side::FifoConfiguration:
        threshold_ = value & 0xff;
        burst_ = value >> 8 & 0xff;
        break;
    case Side::ListLower:
        list_lower_ = value;
        break;
    case Side::ListUpper:
        list_upper_ = value;
        break;
    case Side::SegmentCount:
        segments_ = std::clamp(value, segments_min, segments_max);
        break;
    default:
        break;
    }
}

/// The PLL's output from now on; slots of a frame follow one another at equal distances.
void SideEngine::configure_clock() {
    const std::int64_t numerator = clock_register_ & 0xffff;
    const std::int64_t denominator = clock_register_ >> 16;
    const __int128 mclk = static_cast<__int128>(parameters().mclk_hz) * numerator;
    clock_valid_ = denominator != 0 && mclk >= static_cast<__int128>(frame_rate_min_hz) * mclk_per_unit * denominator &&
                   mclk <= static_cast<__int128>(frame_rate_max_hz) * mclk_per_unit * denominator;
    if (!clock_valid_) return;
    const std::int64_t divider = mclk_per_unit * denominator;
    format_.rate_hz = static_cast<std::uint32_t>((mclk + divider / 2) / divider);
    pace_.configure(slot_rate(static_cast<std::int64_t>(mclk) * (slots_ + 1), divider), surroundings_.master_clock,
                    slots_ + 1, std::min<std::int64_t>(format_.channels, slots_ + 1), locked_at_);
}

/// Takes format and FIFO registers into use. False: the link cannot carry that.
bool SideEngine::configure() {
    const std::uint32_t size_code = format_register_ >> 4 & 7;
    format_.channels = static_cast<std::uint16_t>((format_register_ & 0xf) + 1);
    if (size_code >= sample_bits.size() || format_.channels > slots_ + 1 || !clock_valid_) return false;
    format_.bits = sample_bits[size_code];
    configure_clock();
    const std::uint32_t depth = parameters().fifo_words;
    cyclic::Setup setup;
    setup.is_output = is_output();
    setup.format = format_;
    setup.unit_bytes = format_.container_bytes();
    setup.block_units = format_.channels;
    setup.fifo_units = depth;
    setup.burst_units = std::clamp(burst_, 1u, depth);
    setup.threshold_units =
        is_output() ? std::min(threshold_, depth - setup.burst_units) : std::clamp(threshold_, 1u, depth);
    setup.burst_time = parameters().burst_time;
    setup.keeps_slots = !parameters().slot_rotation;
    setup.event_per_burst = every_burst_is_an_event();
    channel_.configure(setup);
    return true;
}

void SideEngine::write_control(std::uint32_t value) {
    const std::uint32_t before = control_;
    control_ = value & enable_bits;
    const std::uint32_t rising = control_ & ~before;
    const std::uint32_t falling = before & ~control_;
    if (rising != 0 && !running() && !configure()) {
        misuse(RegisterMisuse::FormatNotAdmitted, index_of(Side::Format), format_register_);
        control_ = 0;
        return;
    }
    channel_.attach(context_.sink, context_.source, stream_tag());
    if ((falling & control::side_enable) != 0) channel_.stop_link();
    if ((falling & control::dma_enable) != 0) channel_.stop_dma();
    if ((rising & control::side_enable) != 0) channel_.start_link(locked_at_);
    if ((rising & control::dma_enable) != 0) {
        if (faults_ != nullptr) faults_->dma_starts(counter());
        channel_.start_dma();
    }
}

bool SideEngine::owns_segment(unsigned index) const {
    return Engine::owns_segment(index) && (!parameters().software_owned_segments || (owned_ >> index & 1) != 0);
}

void SideEngine::segment_done(unsigned index, bool interrupt) {
    if (parameters().software_owned_segments) owned_ &= ~(1u << index);
    if (index + 1 == segments_) add_status(status::full);
    if (index + 1 == segments_ / 2) add_status(status::half);
    Engine::segment_done(index, interrupt);
}

void SideEngine::segment_late(unsigned index) {
    if (faults_ != nullptr) faults_->segment_late();
    control_ &= ~control::dma_enable;
    add_status(status::late);
    context_.simulation.trace.emit(SegmentLate{object_, index, channel_.arrived_bytes(), channel_.link_bytes()});
}

} // namespace acxsim::hw::i2s
