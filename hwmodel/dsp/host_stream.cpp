// SPDX-License-Identifier: MIT
//
// Registers of one stream, its chunks and its positions (hwmodel.md 3d).
#include "hwmodel/dsp/host_stream.hpp"

#include <algorithm>

namespace acxsim::hw::dsp {

HostStream::HostStream(cyclic::BlockContext &context, unsigned index, std::string_view name,
                       const Surroundings &surroundings)
    : Engine(context, index, name, pace_), surroundings_(surroundings), pace_(surroundings.frame_clock),
      counter_base_(static_cast<std::uint64_t>(surroundings.parameters.llp_start)) {
    configure();
}

/// The link counter begins anew only with the firmware.
void HostStream::reset_registers(bool block_gone, std::uint64_t reached) {
    counter_base_ = block_gone ? static_cast<std::uint64_t>(parameters().llp_start) : reached;
    format_register_ = last_valid_index_ = 0;
    has_run_ = false;
    configure();
}

std::uint32_t HostStream::chunk_blocks() const {
    return (format_.link.rate_hz * parameters().host_burst_ms + 999) / 1000;
}

std::uint32_t HostStream::prefill_blocks() const {
    const std::uint32_t blocks = (format_.link.rate_hz * parameters().prefill_ms + 999) / 1000;
    return std::max(blocks, 2 * chunk_blocks());
}

/// F modulo the ring, as the descriptors have it.
std::uint32_t HostStream::position_in_ring() const {
    return static_cast<std::uint32_t>(channel_.arrived_bytes() - channel_.laps_done_bytes());
}

std::uint32_t HostStream::read_register(std::uint8_t which) {
    channel_.advance();
    const PositionSource source = parameters().pos_source;
    switch (Stream{which}) {
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
        return source == PositionSource::DpibRegister ? position_in_ring() : 0;
    case Stream::LinkLower:
        return source == PositionSource::LinkCounter ? counter_half(false) : 0;
    case Stream::LinkUpper:
        return source == PositionSource::LinkCounter ? counter_half(true) : 0;
    case Stream::Count:
        break;
    }
    return 0;
}

void HostStream::write_while_idle(std::uint8_t which, std::uint32_t value) {
    switch (Stream{which}) {
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
    setup.burst_time = parameters().chunk_time;
    setup.link_waits_for_fill = true;
    setup.event_per_burst = every_burst_is_an_event();
    channel_.configure(setup);
    return true;
}

void HostStream::write_control(std::uint32_t value) {
    const bool was_run = (control_ & control::run) != 0;
    const bool run = (value & control::run) != 0;
    if (run && !was_run && !running()) {
        if (!hda::decode_format(static_cast<std::uint16_t>(format_register_))) {
            misuse(RegisterMisuse::ReservedFormat, index_of(Stream::Format), format_register_);
            return;
        }
        if (last_valid_index_ == 0) misuse(RegisterMisuse::LastValidIndexZero, index_of(Stream::LastValidIndex), 0);
        if ((value & control::tag_mask) == 0) misuse(RegisterMisuse::StreamTagZero, index_of(Stream::Control), value);
        if (has_run_ && parameters().llp_reset_on_resume) {
            const std::uint64_t reached = counter();
            counter_base_ = 0 - channel_.link_bytes();
            if (faults_ != nullptr) faults_->counter_restarts(reached, counter());
        }
        has_run_ = true;
    }
    control_ = value & (control::run | control::tag_mask);
    if (run == was_run) return;
    if (run) {
        if (faults_ != nullptr) faults_->dma_starts(counter());
        channel_.attach(context_.sink, context_.source, stream_tag());
        channel_.start_dma();
        channel_.start_link(now());
    } else {
        channel_.stop_link();
        channel_.stop_dma();
    }
}

void HostStream::before_cpu_access() {
    channel_.advance();
    const BusAddress positions = surroundings_.positions;
    if (positions == 0 || parameters().pos_source != PositionSource::DpibMemory || !has_run_) return;
    const std::uint32_t position = position_in_ring();
    std::array<std::byte, 4> bytes;
    for (unsigned i = 0; i < 4; ++i)
        bytes[i] = static_cast<std::byte>(position >> (i * 8));
    context_.memory.write(context_.device, positions + index_ * 8u, bytes);
}

void HostStream::stop_after_error() {
    control_ &= ~control::run;
    channel_.stop_link();
}

} // namespace acxsim::hw::dsp
