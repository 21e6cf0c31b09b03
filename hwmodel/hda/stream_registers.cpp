// SPDX-License-Identifier: MIT
//
// Register access of a stream descriptor (hwmodel.md 1.2): what reads give, which writes stick, and what writes do that
// come at the wrong time. Which offset reaches which register is the controller's business.
#include <algorithm>

#include "hwmodel/hda/stream_engine.hpp"

namespace acxsim::hw::hda {

namespace {

constexpr std::uint32_t traffic_priority_bit = 1u << 18;
constexpr std::uint32_t fifo_limit_change = 1u << 5; // FIFOLC

} // namespace

/// Bits of SDCTL that are kept as written: SRST and RUN read what has been achieved, FIFOLC reads 0.
std::uint32_t StreamEngine::stored_control_bits() const {
    std::uint32_t bits = info(Stream::Control).writable() & ~(control::stream_reset | control::run | fifo_limit_change);
    if (context_.parameters.traffic_priority == TrafficPriorityBit::ReadWrite) bits |= traffic_priority_bit;
    return bits;
}

std::uint32_t StreamEngine::read_register(Stream which) {
    run_until_now();
    switch (which) {
    case Stream::Control: {
        std::uint32_t value = control_ & ~(control::stream_reset | control::run);
        if (reset_achieved_) value |= control::stream_reset;
        if (phase_ != Phase::Idle) value |= control::run;
        return value;
    }
    case Stream::Status:
        return status_ | (context_.parameters.sdsts_resets_ready ? status::fifo_ready : 0u);
    case Stream::LinkPosition:
        return link_position_register();
    case Stream::CyclicLength:
        return registers_.cyclic_length;
    case Stream::LastValidIndex:
        return registers_.last_valid_index;
    case Stream::FifoWatermark:
        return context_.parameters.fifow_present ? fifo_watermark_ : 0u;
    case Stream::FifoSize:
        return fifo_size_register();
    case Stream::Format:
        return registers_.format;
    case Stream::FifoLimit:
        return fifo_limit_;
    case Stream::ListLower:
        return registers_.list_lower;
    case Stream::ListUpper:
        return registers_.list_upper;
    case Stream::Count:
        break;
    }
    return 0;
}

void StreamEngine::write_register(Stream which, std::uint32_t value, std::uint32_t covered) {
    run_until_now();
    const Register &reg = info(which);
    if (which == Stream::Control) {
        const std::uint32_t keep = (control_ & stored_control_bits()) | (reset_wanted_ ? control::stream_reset : 0) |
                                   (phase_ != Phase::Idle && !stop_pending_ ? control::run : 0);
        write_control((keep & ~covered) | (value & covered));
        return;
    }
    if (reset_wanted_ || reset_achieved_) {
        misuse(RegisterMisuse::WriteInReset, reg.offset, value);
        return;
    }
    switch (which) {
    case Stream::Status:
        set_status(status_ & ~(value & covered & info(Stream::Status).clearable()));
        context_.host->status_changed();
        break;
    case Stream::FifoWatermark:
        if ((covered & 0xffu) != 0 && context_.parameters.fifow_present) {
            const std::uint32_t code = value & reg.writable();
            fifo_watermark_ = code == 2 || code == 3 ? static_cast<std::uint16_t>(code) : std::uint16_t{4};
            if (phase_ == Phase::Idle && issued_ == link_) configure();
        }
        break;
    case Stream::FifoSize:
        // Outputs only, and only the sizes that ICH encodes; anything else leaves it as it is.
        if (is_output_ && context_.parameters.fifos_writable && phase_ == Phase::Idle && issued_ == link_) {
            constexpr std::array<std::uint32_t, 6> sizes{16, 32, 64, 128, 192, 256};
            if (std::find(sizes.begin(), sizes.end(), value + 1) != sizes.end()) fifo_configured_ = value + 1;
            configure();
        }
        break;
    case Stream::FifoLimit:
        if (context_.parameters.fifo_limit)
            fifo_limit_ = static_cast<std::uint16_t>((fifo_limit_ & ~covered) | (value & covered));
        break;
    case Stream::CyclicLength:
    case Stream::LastValidIndex:
    case Stream::Format:
    case Stream::ListLower:
    case Stream::ListUpper: {
        const std::uint32_t old = read_register(which);
        if (which == Stream::ListLower && (value & covered & 0x7fu) != 0) {
            misuse(RegisterMisuse::UnalignedDescriptorList, reg.offset, value);
        }
        write_guarded(which, ((old & ~covered) | (value & covered)) & reg.writable());
        break;
    }
    default: // read-only
        break;
    }
}

/// CBL, LVI, FMT, BDPL, BDPU: free while RUN = 0, undefined in the documents while RUN = 1.
void StreamEngine::write_guarded(Stream which, std::uint32_t value) {
    if (phase_ == Phase::Idle) {
        if (which == Stream::CyclicLength && ran_)
            misuse(RegisterMisuse::LengthWithoutReset, info(which).offset, value);
        apply(which, value, registers_);
        if (which == Stream::Format) {
            if (faults_ != nullptr) faults_->format_written();
            format_written_ = true;
            format_written_at_ = context_.now;
            if (!decode_format(registers_.format)) misuse(RegisterMisuse::ReservedFormat, info(which).offset, value);
            if (issued_ != link_) drop_fifo();
            link_ = issued_; // what is left of a block of the old format goes, too
            configure();
        }
        return;
    }
    misuse(RegisterMisuse::WriteWhileRunning, info(which).offset, value);
    switch (context_.parameters.write_while_running) {
    case WriteWhileRunningPolicy::Ignore:
        break;
    case WriteWhileRunningPolicy::AcceptImmediately:
        apply(which, value, registers_); // a new format is taken into use at the next start
        list_checksums_.clear();         // another list, perhaps
        break;
    case WriteWhileRunningPolicy::AcceptAtNextLap:
        if (!lap_change_) next_lap_ = registers_;
        lap_change_ = true;
        apply(which, value, next_lap_);
        break;
    }
}

void StreamEngine::apply(Stream which, std::uint32_t value, Registers &into) {
    switch (which) {
    case Stream::CyclicLength:
        into.cyclic_length = value;
        break;
    case Stream::LastValidIndex:
        into.last_valid_index = static_cast<std::uint16_t>(value);
        break;
    case Stream::Format:
        into.format = static_cast<std::uint16_t>(value);
        break;
    case Stream::ListLower:
        into.list_lower = value;
        break;
    default:
        into.list_upper = value;
        break;
    }
}

void StreamEngine::write_control(std::uint32_t value) {
    const bool reset = (value & control::stream_reset) != 0;
    if (reset || reset_wanted_ || reset_achieved_) {
        if (!reset && (value & control::run) != 0) misuse(RegisterMisuse::WriteInReset, 0, value);
        if (reset != reset_wanted_) begin_reset(reset);
        return;
    }
    control_ = (control_ & ~stored_control_bits()) | (value & stored_control_bits());
    if ((value & fifo_limit_change) != 0 && context_.parameters.fifo_limit) follow_fifo_limit();
    const bool run = (value & control::run) != 0;
    if (run && phase_ == Phase::Idle) {
        start();
    } else if (run && stop_pending_) {
        stop_pending_ = false; // RUN came back before the stop took effect
        if (phase_ == Phase::Ready && !held_) choose_start_frame(context_.now, true);
        on_event();
    } else if (!run && phase_ != Phase::Idle && !stop_pending_) {
        stop();
    }
    context_.host->status_changed();
}

/// FIFOS: 0 while the format is not known or has not been worked out yet.
std::uint32_t StreamEngine::fifo_size_register() const {
    const Parameters &parameters = context_.parameters;
    if (parameters.fifos_after_format && !format_written_) return 0;
    if (format_written_ && context_.now < format_written_at_ + parameters.fifos_settle) return 0;
    return parameters.fifos_value != 0 ? parameters.fifos_value : std::min(fifo_for_format() - 1, 0xffffu);
}

/// FIFOLC: an output fetches only up to FIFOL bytes ahead from now on; not below two bursts, nor above the FIFO. The
/// content above a new limit drains. SDFMT and a new start without content take the whole FIFO again.
void StreamEngine::follow_fifo_limit() {
    if (!is_output_ || fifo_limit_ == 0) return;
    const std::uint32_t whole = fifo_for_format();
    fifo_ = std::clamp<std::uint32_t>(fifo_limit_, std::min(2 * burst_, whole), whole);
    if (phase_ != Phase::Idle) on_event();
}

} // namespace acxsim::hw::hda
