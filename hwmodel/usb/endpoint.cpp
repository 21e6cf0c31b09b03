// SPDX-License-Identifier: MIT
#include "hwmodel/usb/endpoint.hpp"

#include <algorithm>

namespace acxsim::hw::usb {

namespace {

constexpr std::uint32_t high_speed_packet_bytes_max = 3 * 1024;
constexpr std::uint32_t full_speed_packet_bytes_max = 1023;
constexpr std::uint32_t rate_max_hz = 768'000;

constexpr BusAddress joined(std::uint32_t lower, std::uint32_t upper) { return std::uint64_t{upper} << 32 | lower; }

} // namespace

Endpoint::Endpoint(Surroundings &surroundings, EndpointHost &host, unsigned index, std::string_view name)
    : surroundings_(surroundings), host_(host), index_(index), is_output_(index == 0),
      object_(surroundings.simulation.trace.add_object("engine", name)),
      converter_(surroundings, is_output_, tag, object_) {}

void Endpoint::attach_faults(faults::Injector &injector) {
    faults_ =
        std::make_unique<EndpointFaults>(*this, index_, injector, feedback_format(surroundings_.parameters.speed));
}

std::int64_t Endpoint::interval_now() const { return surroundings_.intervals.count_at(surroundings_.simulation.now()); }

void Endpoint::misuse(RegisterMisuse::What what, EndpointRegister which, std::uint32_t value) const {
    const std::uint32_t offset = endpoint_base + index_ * endpoint_stride + info(which).offset;
    surroundings_.simulation.trace.emit(RegisterMisuse{surroundings_.device, what, offset, value});
}

BusAddress Endpoint::slot_address(std::uint32_t count) const {
    return joined(ring_lower_, ring_upper_) + std::uint64_t{count % ring_entries_} * transfer_bytes;
}

LinkFormat Endpoint::programmed_format() const {
    LinkFormat format;
    format.rate_hz = rate_hz_;
    format.bits = static_cast<std::uint16_t>(format_register_ & 0xff);
    format.channels = static_cast<std::uint16_t>(format_register_ >> 8 & 0xff);
    return format;
}

// ------------------------------------------------------------------------------------------ registers

std::uint32_t Endpoint::read_register(EndpointRegister which) const {
    using enum EndpointRegister;
    switch (which) {
    case Control:
        return control_;
    case Status:
        return (converter_.locked() ? endpoint_status::locked : 0) | (running() ? endpoint_status::active : 0) |
               (missed_status_ ? endpoint_status::missed : 0);
    case RingLower:
        return ring_lower_;
    case RingUpper:
        return ring_upper_;
    case RingSize:
        return ring_entries_;
    case Submitted:
        return submitted_;
    case Completed:
        return returned();
    case Rate:
        return rate_hz_;
    case Format:
        return format_register_;
    case Feedback:
        return feedback_;
    case Missed:
        return missed_;
    case Delay:
        return static_cast<std::uint32_t>(core::nanoseconds_of(surroundings_.parameters.pipeline_delay) / 1000);
    case PacketMax:
        return selected() ? converter_.packet_blocks_max() : 0;
    case Buffer:
        return selected() ? converter_.fill_blocks() : 0;
    case Count:
        break;
    }
    return 0;
}

void Endpoint::write_register(EndpointRegister which, std::uint32_t value, std::uint32_t covered) {
    if (which == EndpointRegister::Status) {
        if ((value & covered & endpoint_status::missed) != 0) missed_status_ = false;
        return;
    }
    const std::uint32_t writable = info(which).writable() & covered;
    value = (read_register(which) & info(which).writable() & ~covered) | (value & writable);
    using enum EndpointRegister;
    switch (which) {
    case Control:
        write_control(value);
        break;
    case RingLower:
    case RingUpper:
    case RingSize:
    case Rate:
    case Format:
        if (running() || (selected() && (which == Rate || which == Format))) {
            misuse(RegisterMisuse::WriteWhileRunning, which, value);
            break;
        }
        (which == RingLower   ? ring_lower_
         : which == RingUpper ? ring_upper_
         : which == RingSize  ? ring_entries_
         : which == Rate      ? rate_hz_
                              : format_register_) = value;
        break;
    case Submitted:
        if (value - returned() > ring_entries_) {
            misuse(RegisterMisuse::DoorbellBeyondRing, which, value);
            break;
        }
        submitted_ = value;
        if (phase_ == Phase::Running && !loaded_) load_next(interval_now() + 1);
        break;
    default:
        break;
    }
}

void Endpoint::write_control(std::uint32_t value) {
    const bool select_wanted = (value & control::select) != 0;
    const bool run_wanted = (value & control::run) != 0;
    if (select_wanted && !selected()) select();
    if (!select_wanted && selected()) {
        if (running()) misuse(RegisterMisuse::ResetWhileRunning, EndpointRegister::Control, value);
        come_to_rest();
        converter_.deselect();
        control_ = 0;
    }
    if (!selected()) return;
    if (run_wanted && (control_ & control::run) == 0) {
        if (ring_entries_ == 0 || phase_ != Phase::Idle) {
            misuse(RegisterMisuse::WriteWhileRunning, EndpointRegister::Control, value);
            return;
        }
        control_ |= control::run;
        phase_ = Phase::Running;
        continues_ = -1;
        load_next(interval_now() + 1);
    } else if (!run_wanted && (control_ & control::run) != 0) {
        control_ &= ~control::run;
        if (phase_ == Phase::Running) phase_ = Phase::Stopping;
    }
}

/// One interval's packet must fit the bus; the format must be one.
bool Endpoint::bus_has_room() const {
    const LinkFormat format = programmed_format();
    const bool bits_known =
        format.bits == 8 || format.bits == 16 || format.bits == 20 || format.bits == 24 || format.bits == 32;
    if (!bits_known || format.channels == 0 || format.rate_hz == 0 || format.rate_hz > rate_max_hz) return false;
    const bool is_high = surroundings_.parameters.speed == Speed::High;
    const std::uint64_t units_per_second = is_high ? 8000 : 1000;
    const std::uint64_t blocks =
        std::uint64_t{format.rate_hz} * surroundings_.units_per_interval / units_per_second + 1;
    const std::uint32_t limit = is_high ? high_speed_packet_bytes_max : full_speed_packet_bytes_max;
    return blocks * format.block_bytes() <= limit;
}

void Endpoint::select() {
    if (!bus_has_room()) {
        misuse(RegisterMisuse::FormatNotAdmitted, EndpointRegister::Control, rate_hz_);
        return;
    }
    control_ |= control::select;
    format_ = programmed_format();
    submitted_ = completed_ = missed_ = feedback_ = 0;
    missed_status_ = false;
    moved_bytes_ = 0;
    converter_.select(format_);
    data_.reserve(std::size_t{converter_.packet_blocks_max()} * format_.block_bytes());
    host_.endpoint_selected();
}

void Endpoint::reset() {
    to_return_.clear(); // nobody is told
    held_until_ = core::power_on;
    come_to_rest();
    converter_.deselect();
    control_ = ring_lower_ = ring_upper_ = ring_entries_ = submitted_ = completed_ = missed_ = feedback_ = 0;
    rate_hz_ = info(EndpointRegister::Rate).reset;
    format_register_ = info(EndpointRegister::Format).reset;
    missed_status_ = false;
    moved_bytes_ = 0;
}

// ------------------------------------------------------------------------------------------ transfers

/// Takes the next transfer into use, if there is one; unusable ones are returned at once. `first_free`: the first
/// interval that has not begun without it.
void Endpoint::load_next(std::int64_t first_free) {
    while (!loaded_ && completed_ != submitted_) {
        PhysicalMemory &memory = surroundings_.memory;
        transfer_ = {};
        loaded_ = true;
        fetch(memory, object_, slot_address(completed_), transfer_);
        transfer_.packets_done = transfer_.errors = 0;
        if (transfer_.packet_count == 0 || transfer_.packet_count > packets_max) {
            return_transfer(TransferStatus::BadPacket);
            continue;
        }
        packets_.assign(transfer_.packet_count, {});
        for (std::uint32_t i = 0; i < transfer_.packet_count; ++i)
            fetch(memory, object_, transfer_.packet_table + std::uint64_t{i} * packet_entry_bytes, packets_[i]);
        const std::uint32_t longest = converter_.packet_blocks_max() * format_.block_bytes();
        if (std::any_of(packets_.begin(), packets_.end(), [&](const Packet &packet) {
                return packet.length > longest || packet.length % format_.block_bytes() != 0;
            })) {
            return_transfer(TransferStatus::BadPacket);
            continue;
        }
        if ((transfer_.flags & transfer_flag::as_soon_as_possible) == 0) {
            start_ = host_.interval_of_frame(transfer_.start_frame);
            if (start_ < 0 || start_ < continues_) {
                return_transfer(TransferStatus::BadFrame);
                continue;
            }
        } else {
            start_ = continues_ >= first_free ? continues_ : host_.earliest_interval();
        }
        transfer_.start_frame = host_.frame_register_at(start_);
        if (!announced_) begin_stream();
    }
}

void Endpoint::return_transfer(TransferStatus status) {
    transfer_.status = static_cast<std::uint32_t>(status);
    const Event event{index_, completed_, transfer_.status, host_.frame_register_at(interval_now())};
    to_return_.push_back({event, slot_address(completed_), transfer_});
    if (status == TransferStatus::Done) {
        surroundings_.simulation.trace.emit(BufferCompleted{object_, completed_ % ring_entries_, moved_bytes_,
                                                            converter_.crossed_blocks() * format_.block_bytes()});
    }
    if (faults_ != nullptr) faults_->transfer_done(moved_bytes_, completed_ % ring_entries_);
    ++completed_;
    loaded_ = false;
    if (surroundings_.simulation.now() >= held_until_) give_back();
}

void Endpoint::give_back() {
    while (!to_return_.empty()) {
        const Return done = to_return_.front();
        to_return_.erase(to_return_.begin());
        post(surroundings_.memory, object_, done.slot, done.transfer);
        const bool asks_for_event = (done.transfer.flags & transfer_flag::interrupt) != 0;
        if (asks_for_event || done.event.status != static_cast<std::uint32_t>(TransferStatus::Done))
            host_.post_event(done.event);
    }
}

// ------------------------------------------------------------------------------------------ intervals

void Endpoint::interval(std::int64_t k) {
    const core::TimePoint now = surroundings_.simulation.now();
    converter_.run_until(now);
    if (now >= held_until_) give_back();
    finish_packet();
    if (const auto value = converter_.measure(k))
        feedback_ = faults_ == nullptr ? *value : faults_->feedback(*value, moved_bytes_);
    if (phase_ == Phase::Stopping) {
        while (completed_ != submitted_) {
            if (!loaded_) {
                transfer_ = {};
                fetch(surroundings_.memory, object_, slot_address(completed_), transfer_);
                transfer_.packets_done = transfer_.errors = 0;
            }
            return_transfer(TransferStatus::Cancelled);
        }
        converter_.drain();
        phase_ = Phase::Draining;
    }
    if (phase_ == Phase::Running) begin_packet(k);
    if (phase_ == Phase::Draining && converter_.drained()) come_to_rest();
}

void Endpoint::begin_packet(std::int64_t k) {
    if (!loaded_ || k < start_) {
        if (!announced_ || continues_ < 0) return; // nothing has been carried yet
        ++missed_;
        if (k == continues_)
            surroundings_.simulation.trace.emit(IntervalMissed{object_, host_.frame_register_at(k), missed_});
        missed_status_ = true;
        return;
    }
    under_way_ = k - start_;
    const Packet &packet = packets_[static_cast<std::size_t>(under_way_)];
    if (is_output_) {
        data_.resize(packet.length);
        reached_ = surroundings_.memory.read(object_, transfer_.buffer + packet.offset, data_);
        moved_bytes_ += packet.length;
        if (faults_ != nullptr) faults_->packet_moved(moved_bytes_);
        return;
    }
    if (continues_ < 0) converter_.begin_recording();
    const std::span<const std::byte> blocks = converter_.depart();
    data_.assign(blocks.begin(), blocks.end());
    continues_ = k; // the first one has begun
}

void Endpoint::finish_packet() {
    if (under_way_ < 0) return;
    const auto index = static_cast<std::uint32_t>(under_way_);
    under_way_ = -1;
    Packet &packet = packets_[index];
    if (is_output_) {
        if (faults_ != nullptr && data_.empty() && faults_->stops_at_empty_packet(moved_bytes_)) host_.device_halts();
        converter_.arrive(data_);
        packet.actual = packet.length;
    } else {
        packet.actual = std::min(packet.length, static_cast<std::uint32_t>(data_.size()));
        reached_ = surroundings_.memory.write(object_, transfer_.buffer + packet.offset,
                                              std::span{data_}.first(packet.actual)) &&
                   packet.actual == data_.size();
        moved_bytes_ += packet.actual;
        if (faults_ != nullptr) faults_->packet_moved(moved_bytes_);
    }
    packet.status = static_cast<std::uint32_t>(reached_ ? TransferStatus::Done : TransferStatus::DataError);
    if (!reached_) ++transfer_.errors;
    ++transfer_.packets_done;
    post(surroundings_.memory, object_, transfer_.packet_table + std::uint64_t{index} * packet_entry_bytes, packet);
    continues_ = start_ + transfer_.packets_done;
    if (transfer_.packets_done != transfer_.packet_count) return;
    return_transfer(transfer_.errors == 0 ? TransferStatus::Done : TransferStatus::DataError);
    if (phase_ == Phase::Running) load_next(continues_);
}

/// The first usable transfer is there: from its first packet on, data move.
void Endpoint::begin_stream() {
    announced_ = true;
    const core::TimePoint when = surroundings_.simulation.now();
    surroundings_.simulation.trace.emit(
        EngineStarted{object_, tag, converter_.crossed_blocks() * format_.block_bytes()});
    if (is_output_ && surroundings_.sink != nullptr) surroundings_.sink->started(tag, format_, when);
    if (!is_output_ && surroundings_.source != nullptr) surroundings_.source->started(tag, format_, when);
    if (observer_ != nullptr) observer_->engine_started(*this);
}

void Endpoint::come_to_rest() {
    const bool was_announced = announced_;
    give_back();
    converter_.rest();
    phase_ = Phase::Idle;
    announced_ = loaded_ = false;
    under_way_ = continues_ = -1;
    control_ &= ~control::run;
    if (!was_announced) return;
    const core::TimePoint when = surroundings_.simulation.now();
    surroundings_.simulation.trace.emit(
        EngineStopped{object_, tag, converter_.crossed_blocks() * format_.block_bytes()});
    if (is_output_ && surroundings_.sink != nullptr) surroundings_.sink->stopped(tag, when);
    if (!is_output_ && surroundings_.source != nullptr) surroundings_.source->stopped(tag, when);
    if (observer_ != nullptr) observer_->engine_stopped(*this);
}

// ------------------------------------------------------------------------------------------ instrument

EnginePosition Endpoint::position() {
    EnginePosition position;
    position.running = running();
    position.fetched_bytes = position.issued_bytes = moved_bytes_;
    position.link_bytes = converter_.crossed_blocks() * format_.block_bytes();
    return position;
}

/// The buffer of the transfer that is under way, or next.
std::vector<DmaRange> Endpoint::ranges() const {
    if (!loaded_) return {};
    std::uint32_t size_bytes = 0;
    for (const Packet &packet : packets_)
        size_bytes = std::max(size_bytes, packet.offset + packet.length);
    return {{transfer_.buffer, size_bytes}};
}

} // namespace acxsim::hw::usb
