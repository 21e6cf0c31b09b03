// SPDX-License-Identifier: MIT
//
// Registers of one side, and what its channel tells it (hwmodel.md 3a). A descriptor is 16 bytes: address, its upper
// half, bytes, flags with bit 0 = interrupt; the layout of hda/descriptor_list.hpp, whose reader is used.
#include "hwmodel/i2s/side.hpp"

#include <algorithm>
#include <numeric>

#include "hwmodel/hda/descriptor_list.hpp"

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

SideEngine::SideEngine(BlockContext &context, unsigned index, std::string_view name)
    : context_(context), index_(index), object_(context.simulation.trace.add_object("engine", name)),
      channel_(context.simulation, context.memory, *this, object_, pace_) {
    reset();
}

void SideEngine::misuse(RegisterMisuse::What what, Side which, std::uint64_t value) const {
    context_.simulation.trace.emit(
        RegisterMisuse{context_.device, what, side_base + side_stride * index_ + info(which).offset, value});
}

EnginePosition SideEngine::position() {
    channel_.advance();
    return {running(), channel_.arrived_bytes(), channel_.issued_bytes(), channel_.link_bytes()};
}

std::vector<DmaRange> SideEngine::ranges() const {
    if (list_address() == 0) return {};
    return hda::peek_ranges(context_.memory, list_address(), segments_ - 1);
}

void SideEngine::reset() {
    channel_.advance();
    const std::uint64_t reached = position_counter();
    channel_.reset();
    if (faults_ != nullptr) faults_->reset(reached, position_counter());
    control_ = status_ = interrupt_enable_ = list_lower_ = list_upper_ = owned_ = 0;
    format_register_ = info(Side::Format).reset;
    slots_ = info(Side::Slots).reset;
    clock_register_ = info(Side::Clock).reset;
    threshold_ = context_.parameters.threshold_words;
    burst_ = context_.parameters.burst_words;
    segments_ = info(Side::SegmentCount).reset;
    locked_at_ = context_.simulation.now();
    configure_clock();
    configure();
    context_.host.status_changed();
}

/// As finely as the DMA reports.
std::uint64_t SideEngine::position_counter() const {
    std::uint64_t bytes = channel_.arrived_bytes();
    if (context_.parameters.position_granularity == PositionGranularity::Segment)
        bytes = channel_.segments_done_bytes();
    if (context_.parameters.position_granularity == PositionGranularity::Descriptor) bytes = channel_.laps_done_bytes();
    return bytes + static_cast<std::uint64_t>(context_.parameters.position_start);
}

std::uint32_t SideEngine::position_half(bool is_upper) {
    const std::uint64_t counter = position_counter();
    if (faults_ != nullptr) return faults_->half(counter, is_upper);
    return static_cast<std::uint32_t>(is_upper ? counter >> 32 : counter);
}

std::uint32_t SideEngine::read_register(Side which) {
    channel_.advance();
    switch (which) {
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
        return threshold_ | burst_ << 8 | context_.parameters.fifo_words << 16;
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
        return position_half(false);
    case Side::PositionUpper:
        return position_half(true);
    case Side::Count:
        break;
    }
    return 0;
}

void SideEngine::write_register(Side which, std::uint32_t value, std::uint32_t covered) {
    channel_.advance();
    const Register &reg = info(which);
    switch (which) {
    case Side::Control:
        write_control((control_ & ~covered) | (value & covered));
        break;
    case Side::Status:
        status_ &= ~(value & covered & reg.clearable());
        break;
    case Side::InterruptEnable:
        interrupt_enable_ = ((interrupt_enable_ & ~covered) | (value & covered)) & reg.writable();
        break;
    case Side::Ownership:
        owned_ |= value & covered;
        channel_.ownership_changed();
        break;
    default:
        if (reg.writable() == 0) return;
        if (running()) {
            misuse(RegisterMisuse::WriteWhileRunning, which, value);
            return;
        }
        write_while_idle(which, (read_register(which) & ~covered) | (value & covered));
        break;
    }
    context_.host.status_changed();
}

void SideEngine::write_while_idle(Side which, std::uint32_t value) {
    value &= info(which).writable();
    switch (which) {
    case Side::Format:
        format_register_ = value;
        break;
    case Side::Slots:
        slots_ = value;
        configure_clock();
        break;
    case Side::Clock:
        clock_register_ = value;
        locked_at_ = context_.simulation.now() + context_.parameters.pll_lock;
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
    const __int128 mclk = static_cast<__int128>(context_.parameters.mclk_hz) * numerator;
    clock_valid_ = denominator != 0 && mclk >= static_cast<__int128>(frame_rate_min_hz) * mclk_per_unit * denominator &&
                   mclk <= static_cast<__int128>(frame_rate_max_hz) * mclk_per_unit * denominator;
    if (!clock_valid_) return;
    const std::int64_t divider = mclk_per_unit * denominator;
    format_.rate_hz = static_cast<std::uint32_t>((mclk + divider / 2) / divider);
    pace_.configure(slot_rate(static_cast<std::int64_t>(mclk) * (slots_ + 1), divider), context_.master_clock,
                    slots_ + 1, std::min<std::int64_t>(format_.channels, slots_ + 1), locked_at_);
}

/// Takes format and FIFO registers into use. False: the link cannot carry that.
bool SideEngine::configure() {
    const std::uint32_t size_code = format_register_ >> 4 & 7;
    format_.channels = static_cast<std::uint16_t>((format_register_ & 0xf) + 1);
    if (size_code >= sample_bits.size() || format_.channels > slots_ + 1 || !clock_valid_) return false;
    format_.bits = sample_bits[size_code];
    configure_clock();
    const std::uint32_t depth = context_.parameters.fifo_words;
    cyclic::Setup setup;
    setup.is_output = is_output();
    setup.format = format_;
    setup.unit_bytes = format_.container_bytes();
    setup.block_units = format_.channels;
    setup.fifo_units = depth;
    setup.burst_units = std::clamp(burst_, 1u, depth);
    setup.threshold_units =
        is_output() ? std::min(threshold_, depth - setup.burst_units) : std::clamp(threshold_, 1u, depth);
    setup.burst_time = context_.parameters.burst_time;
    setup.keeps_slots = !context_.parameters.slot_rotation;
    setup.event_per_burst = context_.parameters.trace_bursts || (faults_ != nullptr && faults_->need_every_burst());
    channel_.configure(setup);
    return true;
}

void SideEngine::write_control(std::uint32_t value) {
    if ((value & control::reset) != 0) {
        if (running()) misuse(RegisterMisuse::ResetWhileRunning, Side::Control, value);
        reset();
        return;
    }
    const std::uint32_t before = control_;
    control_ = value & enable_bits;
    const std::uint32_t rising = control_ & ~before;
    const std::uint32_t falling = before & ~control_;
    if (rising != 0 && !running() && !configure()) {
        misuse(RegisterMisuse::FormatNotAdmitted, Side::Format, format_register_);
        control_ = 0;
        return;
    }
    channel_.attach(context_.sink, context_.source, stream_tag());
    if ((falling & control::side_enable) != 0) channel_.stop_link();
    if ((falling & control::dma_enable) != 0) channel_.stop_dma();
    if ((rising & control::side_enable) != 0) channel_.start_link(locked_at_);
    if ((rising & control::dma_enable) != 0) {
        if (faults_ != nullptr) faults_->dma_starts(position_counter());
        channel_.start_dma();
    }
}

std::optional<cyclic::Segment> SideEngine::fetch_segment(unsigned index) {
    const hda::Descriptor descriptor = hda::fetch_descriptor(context_.memory, object_, list_address(), index);
    if (!descriptor.usable()) return std::nullopt;
    return cyclic::Segment{descriptor.address, descriptor.size_bytes, descriptor.interrupt_on_completion};
}

bool SideEngine::owns_segment(unsigned index) const {
    if (faults_ != nullptr && faults_->withholds(index)) return false;
    return !context_.parameters.software_owned_segments || (owned_ >> index & 1) != 0;
}

void SideEngine::segment_done(unsigned index, bool interrupt) {
    if (context_.parameters.software_owned_segments) owned_ &= ~(1u << index);
    if (faults_ != nullptr && interrupt)
        faults_->segment_done(channel_.arrived_bytes(), index, channel_.segment_index());
    if (index + 1 == segments_) status_ |= status::full;
    if (index + 1 == segments_ / 2) status_ |= status::half;
    status_moved_ = true;
    if (!interrupt) return;
    status_ |= status::segment;
    context_.simulation.trace.emit(BufferCompleted{object_, index, channel_.arrived_bytes(), channel_.link_bytes()});
}

void SideEngine::segment_late(unsigned index) {
    if (faults_ != nullptr) faults_->segment_late();
    control_ &= ~control::dma_enable;
    status_ |= status::late;
    status_moved_ = true;
    context_.simulation.trace.emit(SegmentLate{object_, index, channel_.arrived_bytes(), channel_.link_bytes()});
}

void SideEngine::fifo_error() {
    status_ |= status::xrun;
    status_moved_ = true;
    context_.simulation.trace.emit(FifoError{object_, is_output() ? 1u : 0u, channel_.link_bytes()});
}

void SideEngine::bus_error(BusAddress address) {
    control_ &= ~control::dma_enable;
    status_ |= status::bus_error;
    status_moved_ = true;
    context_.simulation.trace.emit(DescriptorError{object_, channel_.segment_index(), address});
}

void SideEngine::burst_issued(BusAddress address, std::uint32_t size_bytes, core::TimePoint arrival) {
    if (faults_ != nullptr) faults_->burst_issued(channel_.issued_bytes());
    if (!context_.parameters.trace_bursts) return;
    context_.simulation.trace.emit(BurstIssued{object_, size_bytes, address, channel_.issued_bytes() - size_bytes,
                                               static_cast<std::uint64_t>(core::ticks_of(arrival))});
}

void SideEngine::link_started() {
    const core::TimePoint now = context_.simulation.now();
    context_.simulation.trace.emit(EngineStarted{object_, stream_tag(), channel_.link_bytes()});
    if (is_output() && context_.sink != nullptr) context_.sink->started(stream_tag(), format_, now);
    if (!is_output() && context_.source != nullptr) context_.source->started(stream_tag(), format_, now);
    if (context_.observer != nullptr) context_.observer->engine_started(*this);
}

void SideEngine::link_stopped() {
    const core::TimePoint now = context_.simulation.now();
    context_.simulation.trace.emit(EngineStopped{object_, stream_tag(), channel_.link_bytes()});
    if (is_output() && context_.sink != nullptr) context_.sink->stopped(stream_tag(), now);
    if (!is_output() && context_.source != nullptr) context_.source->stopped(stream_tag(), now);
    if (context_.observer != nullptr) context_.observer->engine_stopped(*this);
}

void SideEngine::settle() {
    if (!status_moved_) return;
    status_moved_ = false;
    context_.host.status_changed();
}

} // namespace acxsim::hw::i2s
