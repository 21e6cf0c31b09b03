// SPDX-License-Identifier: MIT
//
// Registers of one stream, and what its channel tells it (hwmodel.md 3d).
#include "hwmodel/dsp/host_stream.hpp"

#include <algorithm>

#include "hwmodel/hda/descriptor_list.hpp"

namespace acxsim::hw::dsp {

HostStream::HostStream(DspContext &context, unsigned index, std::string_view name)
    : context_(context), index_(index), object_(context.simulation.trace.add_object("engine", name)),
      pace_(context.frame_clock), channel_(context.simulation, context.memory, *this, object_, pace_),
      counter_base_(static_cast<std::uint64_t>(context.parameters.llp_start)) {
    configure();
}

void HostStream::misuse(RegisterMisuse::What what, Stream which, std::uint64_t value) const {
    context_.simulation.trace.emit(
        RegisterMisuse{context_.device, what, stream_base + stream_stride * index_ + info(which).offset, value});
}

EnginePosition HostStream::position() {
    channel_.advance();
    return {running(), channel_.arrived_bytes(), channel_.issued_bytes(), channel_.link_bytes()};
}

std::vector<DmaRange> HostStream::ranges() const {
    if (list_address() == 0) return {};
    return hda::peek_ranges(context_.memory, list_address(), last_valid_index_);
}

void HostStream::reset(bool firmware_gone) {
    channel_.advance();
    const std::uint64_t reached = link_counter();
    counter_base_ = firmware_gone ? static_cast<std::uint64_t>(context_.parameters.llp_start) : reached;
    channel_.reset();
    if (faults_ != nullptr) faults_->reset(reached, link_counter());
    control_ = status_ = interrupt_enable_ = format_register_ = list_lower_ = list_upper_ = last_valid_index_ = 0;
    has_run_ = false;
    configure();
    context_.host.status_changed();
}

std::uint32_t HostStream::chunk_blocks() const {
    return (format_.link.rate_hz * context_.parameters.host_burst_ms + 999) / 1000;
}

std::uint32_t HostStream::prefill_blocks() const {
    const std::uint32_t blocks = (format_.link.rate_hz * context_.parameters.prefill_ms + 999) / 1000;
    return std::max(blocks, 2 * chunk_blocks());
}

/// F modulo the ring, as the descriptors have it.
std::uint32_t HostStream::position_in_ring() const {
    return static_cast<std::uint32_t>(channel_.arrived_bytes() - channel_.laps_done_bytes());
}

std::uint32_t HostStream::link_counter_half(bool is_upper) {
    if (context_.parameters.pos_source != PositionSource::LinkCounter) return 0;
    const std::uint64_t counter = link_counter();
    if (faults_ != nullptr) return faults_->half(counter, is_upper);
    return static_cast<std::uint32_t>(is_upper ? counter >> 32 : counter);
}

std::uint32_t HostStream::read_register(Stream which) {
    channel_.advance();
    switch (which) {
    case Stream::Control:
        return (control_ & control::tag_mask) | (running() ? control::run : 0);
    case Stream::Status:
        return status_ | (channel_.link_moving() ? status::ready : 0);
    case Stream::InterruptEnable:
        return interrupt_enable_;
    case Stream::Format:
        return format_register_;
    case Stream::ListLower:
        return list_lower_;
    case Stream::ListUpper:
        return list_upper_;
    case Stream::LastValidIndex:
        return last_valid_index_;
    case Stream::Prefill:
        return fifo_bytes();
    case Stream::Position:
        return context_.parameters.pos_source == PositionSource::DpibRegister ? position_in_ring() : 0;
    case Stream::LinkLower:
        return link_counter_half(false);
    case Stream::LinkUpper:
        return link_counter_half(true);
    case Stream::Count:
        break;
    }
    return 0;
}

void HostStream::write_register(Stream which, std::uint32_t value, std::uint32_t covered) {
    channel_.advance();
    const Register &reg = info(which);
    switch (which) {
    case Stream::Control:
        write_control((control_ & ~covered) | (value & covered));
        break;
    case Stream::Status:
        status_ &= ~(value & covered & reg.clearable());
        break;
    case Stream::InterruptEnable:
        interrupt_enable_ = ((interrupt_enable_ & ~covered) | (value & covered)) & reg.writable();
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

void HostStream::write_while_idle(Stream which, std::uint32_t value) {
    value &= info(which).writable();
    switch (which) {
    case Stream::Format:
        format_register_ = value;
        if (!configure()) misuse(RegisterMisuse::ReservedFormat, which, value);
        break;
    case Stream::ListLower:
        list_lower_ = value;
        break;
    case Stream::ListUpper:
        list_upper_ = value;
        break;
    case Stream::LastValidIndex:
        last_valid_index_ = value;
        break;
    default:
        break;
    }
}

/// Takes the format into use. False: it is reserved.
bool HostStream::configure() {
    const std::optional<hda::StreamFormat> decoded = hda::decode_format(static_cast<std::uint16_t>(format_register_));
    if (!decoded) return false;
    format_ = *decoded;
    pace_.set_format(format_.cadence(), format_.link.channels);
    cyclic::Setup setup;
    setup.is_output = is_output();
    setup.format = format_.link;
    // Samples, not blocks: a descriptor may end within a block, as it does at the page ends of a packet of six
    // channels.
    setup.unit_bytes = format_.link.container_bytes();
    setup.block_units = format_.link.channels;
    setup.fifo_units = prefill_blocks() * setup.block_units;
    setup.burst_units = chunk_blocks() * setup.block_units;
    setup.threshold_units = is_output() ? setup.fifo_units - setup.burst_units : 0;
    setup.burst_time = context_.parameters.chunk_time;
    setup.link_waits_for_fill = true;
    setup.event_per_burst = context_.parameters.trace_bursts || (faults_ != nullptr && faults_->need_every_burst());
    channel_.configure(setup);
    return true;
}

void HostStream::write_control(std::uint32_t value) {
    if ((value & control::reset) != 0) {
        if (running()) misuse(RegisterMisuse::ResetWhileRunning, Stream::Control, value);
        reset(false);
        return;
    }
    const bool was_run = (control_ & control::run) != 0;
    const bool run = (value & control::run) != 0;
    if (run && !was_run && !running()) {
        if (!hda::decode_format(static_cast<std::uint16_t>(format_register_))) {
            misuse(RegisterMisuse::ReservedFormat, Stream::Format, format_register_);
            return;
        }
        if (last_valid_index_ == 0) misuse(RegisterMisuse::LastValidIndexZero, Stream::LastValidIndex, 0);
        if ((value & control::tag_mask) == 0) misuse(RegisterMisuse::StreamTagZero, Stream::Control, value);
        if (has_run_ && context_.parameters.llp_reset_on_resume) {
            const std::uint64_t reached = link_counter();
            counter_base_ = 0 - channel_.link_bytes();
            if (faults_ != nullptr) faults_->counter_restarts(reached, link_counter());
        }
        has_run_ = true;
    }
    control_ = value & (control::run | control::tag_mask);
    if (run == was_run) return;
    if (run) {
        if (faults_ != nullptr) faults_->dma_starts(link_counter());
        channel_.attach(context_.sink, context_.source, stream_tag());
        channel_.start_dma();
        channel_.start_link(context_.simulation.now());
    } else {
        channel_.stop_link();
        channel_.stop_dma();
    }
}

void HostStream::before_cpu_access(BusAddress position_slot) {
    channel_.advance();
    if (position_slot == 0 || context_.parameters.pos_source != PositionSource::DpibMemory || !has_run_) return;
    const std::uint32_t position = position_in_ring();
    std::array<std::byte, 4> bytes;
    for (unsigned i = 0; i < 4; ++i)
        bytes[i] = static_cast<std::byte>(position >> (i * 8));
    context_.memory.write(context_.device, position_slot + index_ * 8u, bytes);
}

std::optional<cyclic::Segment> HostStream::fetch_segment(unsigned index) {
    const hda::Descriptor descriptor = hda::fetch_descriptor(context_.memory, object_, list_address(), index);
    if (!descriptor.usable()) return std::nullopt;
    return cyclic::Segment{descriptor.address, descriptor.size_bytes, descriptor.interrupt_on_completion};
}

void HostStream::segment_done(unsigned index, bool interrupt) {
    if (!interrupt) return;
    if (faults_ != nullptr) faults_->segment_done(channel_.arrived_bytes(), index, channel_.segment_index());
    status_ |= status::completion;
    status_moved_ = true;
    context_.simulation.trace.emit(BufferCompleted{object_, index, channel_.arrived_bytes(), channel_.link_bytes()});
}

void HostStream::fifo_error() {
    status_ |= status::xrun;
    status_moved_ = true;
    context_.simulation.trace.emit(FifoError{object_, is_output() ? 1u : 0u, channel_.link_bytes()});
}

void HostStream::bus_error(BusAddress address) {
    control_ &= ~control::run;
    channel_.stop_link();
    status_ |= status::error;
    status_moved_ = true;
    context_.simulation.trace.emit(DescriptorError{object_, channel_.segment_index(), address});
}

void HostStream::burst_issued(BusAddress address, std::uint32_t size_bytes, core::TimePoint arrival) {
    if (faults_ != nullptr) faults_->burst_issued(channel_.issued_bytes());
    if (!context_.parameters.trace_bursts) return;
    context_.simulation.trace.emit(BurstIssued{object_, size_bytes, address, channel_.issued_bytes() - size_bytes,
                                               static_cast<std::uint64_t>(core::ticks_of(arrival))});
}

void HostStream::link_started() {
    const core::TimePoint now = context_.simulation.now();
    context_.simulation.trace.emit(EngineStarted{object_, stream_tag(), channel_.link_bytes()});
    if (is_output() && context_.sink != nullptr) context_.sink->started(stream_tag(), format_.link, now);
    if (!is_output() && context_.source != nullptr) context_.source->started(stream_tag(), format_.link, now);
    if (context_.observer != nullptr) context_.observer->engine_started(*this);
}

void HostStream::link_stopped() {
    const core::TimePoint now = context_.simulation.now();
    context_.simulation.trace.emit(EngineStopped{object_, stream_tag(), channel_.link_bytes()});
    if (is_output() && context_.sink != nullptr) context_.sink->stopped(stream_tag(), now);
    if (!is_output() && context_.source != nullptr) context_.source->stopped(stream_tag(), now);
    if (context_.observer != nullptr) context_.observer->engine_stopped(*this);
}

void HostStream::settle() {
    if (!status_moved_) return;
    status_moved_ = false;
    context_.host.status_changed();
}

} // namespace acxsim::hw::dsp
