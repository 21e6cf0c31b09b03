// SPDX-License-Identifier: MIT
//
// The life of a stream engine: the SRST and RUN handshakes (hwmodel.md 1.7), and what is checked when software starts
// it. Register access is in stream_registers.cpp, movement of data in stream_transfer.cpp, what the engine reports in
// stream_positions.cpp.
#include "hwmodel/hda/stream_engine.hpp"

#include <algorithm>
#include <bit>
#include <string>

namespace acxsim::hw::hda {

namespace {

std::uint16_t watermark_of(std::uint32_t burst_bytes) {
    return burst_bytes == 8 ? std::uint16_t{2} : burst_bytes == 16 ? std::uint16_t{3} : std::uint16_t{4};
}

constexpr std::uint32_t field_offset(Stream which) { return info(which).offset; }

} // namespace

StreamEngine::StreamEngine(EngineContext &context, unsigned index, bool is_output, std::string_view name)
    : context_(context), memory_latency_(context.simulation.choices.site(std::string(name) + ".t_mem")),
      is_output_(is_output), index_(index), object_(context.simulation.trace.add_object("engine", name)),
      descriptor_latency_(context.simulation.choices.site(std::string(name) + ".t_bdle")),
      reset_event_(core::Event::of<&StreamEngine::on_reset_acknowledged>(core::Priority::Hardware, this)),
      fifo_configured_(is_output ? context.parameters.fifo_out : context.parameters.fifo_in) {
    context_.arbiter.attach(index, *this);
    clear_registers(false);
    configure();
}

StreamEngine::~StreamEngine() { context_.simulation.timeline.cancel(reset_event_); }

void StreamEngine::attach_faults(faults::Injector &injector) {
    faults_ = std::make_unique<StreamFaults>(*this, context_, injector);
    EngineContext::mark(context_.one_burst, index_, false);
}

void StreamEngine::frame_clock_changed() {
    known_frame_ = no_frame;
    known_time_ = core::end_of_time;
    position_until_ = core::power_on;
    if (phase_ != Phase::Idle) plan(context_.now);
}

void StreamEngine::clear_registers(bool keep_fifo_configuration) {
    const bool wired = context_.parameters.traffic_priority == TrafficPriorityBit::WiredOne;
    control_ = wired ? info(Stream::Control).reset : 0;
    pending_status_ = 0;
    set_status(0);
    ran_ = false;
    lap_change_ = false;
    if (!keep_fifo_configuration || !context_.parameters.srst_keeps_programming) {
        registers_ = next_lap_ = {};
        format_written_ = false;
        fifo_limit_ = 0;
    }
    if (!keep_fifo_configuration) {
        fifo_watermark_ = watermark_of(context_.parameters.burst);
        fifo_configured_ = is_output_ ? context_.parameters.fifo_out : context_.parameters.fifo_in;
    }
    clear_transfer();
}

void StreamEngine::clear_transfer() {
    issued_ = arrived_ = link_ = link_base_ = lap_start_ = 0;
    ring_read_ = ring_write_ = 0;
    entry_left_ = 0;
    completions_outstanding_ = 0;
    retired_count_ = issued_count_; // the history before this point no longer counts
    for (Burst &burst : bursts_)
        burst = {};
    descriptor_loaded_ = false;
    doomed_ = false;
    context_.set_arrival(index_, core::end_of_time);
    last_error_position_ = UINT64_MAX;
    delayed_completion_ = core::end_of_time;
    on_link_count_ = 0;
    completed_ = {};
    position_settled_ = true;
    position_until_ = core::power_on;
    stopped_at_ = stopped_before_ = core::power_on;
    if (context_.host != nullptr) context_.host->memory_unsettled();
    known_frame_ = no_frame; // the frame clock may start anew
    known_time_ = core::end_of_time;
    mapped_entry_end_ = 0;
    glide_count_ = 0;
}

/// Makes room for the history of what the FIFO can hold. What was in it before stays known where it fits.
void StreamEngine::remember_bursts() {
    const std::uint64_t wanted =
        std::bit_ceil(std::max<std::uint64_t>(burst_ring, (std::uint64_t{2} * fifo_ + owed_max) / burst_));
    if (bursts_.size() >= wanted) return;
    std::vector<Burst> bursts(wanted);
    std::vector<Delivery> deliveries(is_output_ ? 0 : wanted);
    for (std::uint64_t i = issued_count_ - std::min<std::uint64_t>(issued_count_, bursts_.size()); i != issued_count_;
         ++i) {
        bursts[i & (wanted - 1)] = bursts_[i & burst_mask_];
        if (!is_output_) deliveries[i & (wanted - 1)] = deliveries_[i & burst_mask_];
    }
    bursts_ = std::move(bursts);
    deliveries_ = std::move(deliveries);
    burst_mask_ = wanted - 1;
    glides_.assign(wanted, Glided{}); // each is a burst at least
    glide_count_ = 0;
}

/// Whole sample blocks that a stream of the present format has in that time, rounded up.
std::uint32_t StreamEngine::bytes_in(core::Duration duration) const {
    const auto rate = static_cast<std::uint64_t>(format_.link.rate_hz);
    const auto nanoseconds = static_cast<std::uint64_t>(core::nanoseconds_of(duration));
    return static_cast<std::uint32_t>((rate * nanoseconds + 999'999'999) / 1'000'000'000) * format_.link.block_bytes();
}

std::uint32_t StreamEngine::fifo_for_format() const {
    if (context_.parameters.fifo_duration.count() != 0) return bytes_in(context_.parameters.fifo_duration);
    std::uint32_t bytes = fifo_configured_;
    const unsigned bits = format_.link.bits;
    if (context_.parameters.fifo_by_bits && (bits == 20 || bits == 24))
        bytes = std::max(bytes, is_output_ ? 256u : 160u);
    return bytes;
}

/// Takes the format and FIFO registers into use. Only while nothing lies in the FIFO.
void StreamEngine::configure() {
    const std::optional<StreamFormat> decoded = decode_format(registers_.format);
    format_valid_ = decoded.has_value();
    if (decoded) format_ = *decoded;
    cadence_ = format_.cadence();
    if (faults_ != nullptr)
        cadence_ = faults_->cadence(cadence_, format_.base_44100, format_.multiple, format_.divisor);
    block_ = format_.link.block_bytes();
    fifo_ = fifo_for_format();
    burst_ = context_.parameters.burst > 32 ? context_.parameters.burst : 1u << (fifo_watermark_ + 1);
    if (context_.parameters.burst_duration.count() != 0) burst_ = bytes_in(context_.parameters.burst_duration);
    burst_ = std::min(burst_, fifo_);
    switch (context_.parameters.burst_phase) {
    case BurstPhase::EntryCutAtLine:
        cut_ = 128;
        break;
    case BurstPhase::AddressAligned:
        cut_ = burst_;
        break;
    case BurstPhase::EntryRelative:
        cut_ = std::uint64_t{1} << 63;
        break;
    }
    block_shift_ = std::has_single_bit(block_) ? std::countr_zero(block_) : -1;
    ring_read_ = ring_write_ = 0;
    on_link_first_ = on_link_count_ = 0;
}

/// Memory for what the FIFO holds in the present configuration, which an engine that never runs does without.
void StreamEngine::make_fifo() {
    // A whole number of blocks, so that no block is split at the end of the ring: the FIFO, and what the codec is owed.
    ring_size_ = (fifo_ + 2 * block_ + owed_max + block_ - 1) / block_ * block_;
    ring_.assign(ring_size_, std::byte{0});
    straight_.resize(burst_);
    const std::size_t on_link_max = context_.parameters.bcis_point == CompletionPoint::OnLink ? fifo_ / 2 + 2 : 0;
    on_link_.assign(on_link_max, {});
    remember_bursts();
}

void StreamEngine::misuse(RegisterMisuse::What what, std::uint32_t offset, std::uint64_t value) const {
    const std::uint32_t absolute = stream_base + stream_stride * index_ + offset;
    context_.simulation.trace.emit(RegisterMisuse{context_.device, what, absolute, value});
}

BusAddress StreamEngine::list_address() const {
    const BusAddress address = registers_.list_lower | std::uint64_t{registers_.list_upper} << 32;
    const std::uint32_t bits = context_.parameters.dma_mask_bits;
    return bits >= 64 ? address : address & ((std::uint64_t{1} << bits) - 1);
}

void StreamEngine::begin_reset(bool enter) {
    if (enter && phase_ != Phase::Idle) {
        misuse(RegisterMisuse::ResetWhileRunning, 0, control_);
        if (context_.parameters.reset_while_running == ResetWhileRunningPolicy::Ignore) return;
        halt_transfer();
    }
    reset_wanted_ = enter;
    const auto delay = faults_ == nullptr ? core::Duration{} : faults_->reset_delay();
    if (!context_.parameters.srst_stuck && delay) {
        context_.simulation.timeline.schedule_in(reset_event_, context_.parameters.srst_ack + *delay);
    }
}

void StreamEngine::on_reset_acknowledged() {
    context_.host->settle();
    reset_achieved_ = reset_wanted_;
    if (!reset_achieved_) return;
    // Posted writes have landed by the time that SRST reads back.
    const BusAddress slot = context_.host->position_slot(index_);
    if (!position_settled_ && slot != 0) catch_up_for_cpu(slot, core::Duration{});
    if (faults_ != nullptr) faults_->reset();
    clear_registers(true);
    configure();
    context_.host->status_changed();
    context_.host->replan();
}

void StreamEngine::reset_all() {
    halt_transfer();
    context_.simulation.timeline.cancel(reset_event_);
    reset_wanted_ = reset_achieved_ = held_ = false;
    if (faults_ != nullptr) faults_->reset();
    clear_registers(false);
    configure();
}

/// What a driver must have right before RUN; the hardware itself checks little of it (hwmodel.md 1.2).
void StreamEngine::check_programming() {
    if (registers_.last_valid_index == 0)
        misuse(RegisterMisuse::LastValidIndexZero, field_offset(Stream::LastValidIndex), 0);
    if (stream_tag() == 0) misuse(RegisterMisuse::StreamTagZero, 0, control_);
    if (list_bytes_ != registers_.cyclic_length) {
        misuse(RegisterMisuse::CyclicLengthMismatch, field_offset(Stream::CyclicLength), registers_.cyclic_length);
    } else if (list_bytes_ % block_ != 0) {
        misuse(RegisterMisuse::PartialBlockInLap, field_offset(Stream::CyclicLength), registers_.cyclic_length);
    }
}

/// What the list says now, to tell later whether software changed it under the running engine.
void StreamEngine::remember_list() {
    list_bytes_ = 0;
    list_checksums_.clear();
    if (registers_.list_lower == 0 && registers_.list_upper == 0) return;
    for (unsigned i = 0; i <= registers_.last_valid_index; ++i) {
        const Descriptor descriptor = peek_descriptor(context_.memory, list_address(), i);
        if (!descriptor.usable()) break;
        list_bytes_ += descriptor.size_bytes;
        list_checksums_.push_back(descriptor.checksum());
    }
}

void StreamEngine::start() {
    const core::TimePoint now = context_.now;
    const Parameters &parameters = context_.parameters;
    if (faults_ != nullptr) {
        if (!faults_->run_takes()) return; // RUN reads back 0
        if (descriptor_loaded_ && faults_->forgets_position()) clear_transfer();
    }
    if (ran_ && parameters.restart == RestartPolicy::FromZero) clear_transfer();
    if (issued_ == link_) {
        configure();
        make_fifo();
    }
    remember_list();
    check_programming();
    if (!format_valid_) {
        misuse(RegisterMisuse::ReservedFormat, field_offset(Stream::Format), registers_.format);
        if (parameters.reserved_format == ReservedFormatPolicy::RefuseRun) return; // RUN reads back 0
    }
    if (parameters.line_rate_check && !context_.host->link_has_room(*this)) {
        misuse(RegisterMisuse::FormatNotAdmitted, field_offset(Stream::Format), registers_.format);
        return;
    }
    ran_ = true;
    run_since_ = now;
    stopped_before_ = stopped_at_;
    position_settled_ = false;
    EngineContext::mark(context_.posting, index_, true);
    position_until_ = core::power_on;
    if (context_.host != nullptr) context_.host->memory_unsettled();
    stop_pending_ = false;
    start_frame_ = hold_frame_ = no_frame;
    if (faults_ != nullptr) faults_->starting(descriptor_loaded_);
    const bool refuses_single =
        registers_.last_valid_index == 0 && parameters.lvi_zero == LastValidIndexZeroPolicy::DescriptorError;
    const bool refuses_length =
        list_bytes_ != registers_.cyclic_length && parameters.cbl_mismatch == LengthMismatchPolicy::DescriptorError;
    if (refuses_single || refuses_length) {
        phase_ = Phase::Loading;
        raise_descriptor_error();
        publish();
        return;
    }
    if (descriptor_loaded_) {
        // Resume: F and L go on from where they were.
        phase_ = Phase::Filling;
        if (!is_output_) set_fifo_ready(now);
    } else {
        phase_ = Phase::Loading;
        prefetch_descriptor(0, now);
    }
    on_event();
}

void StreamEngine::stop() {
    if (context_.parameters.run_stuck || (faults_ != nullptr && !faults_->may_stop())) return;
    const core::TimePoint now = context_.now;
    stop_pending_ = true;
    waiting_for_bus_ = false;
    start_frame_ = no_frame; // a link that has not begun does not begin
    context_.arbiter.withdraw(index_);
    // The first frame end that finds every burst back. A boundary at this very tick has passed: the processor comes
    // last.
    const bool quiet = issued_count_ == retired_count_ || last_arrival_ <= now;
    stop_frame_ =
        (quiet ? context_.frame_clock.count_at(now) + 1 : context_.frame_clock.first_count_at_or_after(last_arrival_)) +
        context_.parameters.run_ack_stop;
    plan(now);
}

void StreamEngine::finish_stop() {
    hand_over();
    const FifoOnStop usual = context_.parameters.fifo_on_stop;
    switch (faults_ == nullptr ? usual : faults_->fifo_on_stop(usual)) {
    case FifoOnStop::Keep:
        break;
    case FifoOnStop::Lose:
        drop_fifo();
        break;
    case FifoOnStop::Rewind:
        rewind_fetch();
        break;
    }
    halt_transfer();
    if (faults_ != nullptr) faults_->stopped();
}

/// Ends all movement at this instant.
void StreamEngine::halt_transfer() {
    const core::TimePoint now = context_.now;
    set_due(core::end_of_time);
    context_.arbiter.withdraw(index_);
    waiting_for_bus_ = stop_pending_ = link_moving_ = false;
    start_frame_ = hold_frame_ = no_frame;
    if (phase_ == Phase::Idle) return;
    hand_over();
    phase_ = Phase::Idle;
    stopped_at_ = now;
    position_until_ = core::power_on;
    if (context_.host != nullptr) context_.host->memory_unsettled();
    set_status(status_ & ~unsigned{status::fifo_ready});
    if (!announced_) return;
    announced_ = false;
    emit(EngineStopped{object_, stream_tag(), link_});
    if (is_output_ && context_.sink != nullptr) context_.sink->stopped(stream_tag(), now);
    if (!is_output_ && context_.source != nullptr) context_.source->stopped(stream_tag(), now);
    if (context_.observer != nullptr) context_.observer->engine_stopped(*this);
}

/// The FIFO's whole blocks vanish: output bytes are never heard, input bytes never reach memory.
void StreamEngine::drop_fifo() {
    if (is_output_) {
        const auto bytes = static_cast<std::uint32_t>((issued_ - link_) / block_ * block_);
        ring_read_ = (ring_read_ + bytes) % ring_size_;
        link_ += bytes;
        return;
    }
    const auto bytes = static_cast<std::uint32_t>((link_ - issued_) / block_ * block_);
    link_ -= bytes;
    ring_write_ = (ring_write_ + ring_size_ - bytes) % ring_size_;
    if (bytes != 0 && context_.source != nullptr) {
        context_.source->lost(stream_tag(), bytes / block_, context_.now);
    }
}

/// F goes back to L: what was prefetched will be fetched again. For an input there is nothing to fetch again.
void StreamEngine::rewind_fetch() {
    if (!is_output_) {
        drop_fifo();
        return;
    }
    std::uint64_t lap = 0;
    const std::vector<DmaRange> list = ranges();
    for (const DmaRange &range : list)
        lap += range.size_bytes;
    if (lap == 0 || list.size() != registers_.last_valid_index + 1u) return;
    const std::uint32_t length = registers_.cyclic_length;
    const bool cut = context_.parameters.cbl_mismatch == LengthMismatchPolicy::FetchAtLength && length >= 2;
    if (cut) lap = std::min<std::uint64_t>(lap, length);
    std::uint64_t offset = link_ % lap;
    lap_start_ = link_ - offset;
    std::size_t entry = 0;
    while (offset >= list[entry].size_bytes)
        offset -= list[entry++].size_bytes;
    const bool goes_back = issued_ != link_;
    issued_ = arrived_ = link_;
    mapped_entry_end_ = 0;
    glide_count_ = 0;
    ring_read_ = ring_write_;
    if (ring_read_ % block_ != 0) ring_read_ = ring_write_ = 0;
    if (goes_back) { // in the history of F: what was posted before still shows the old one
        Burst &back = bursts_[issued_count_ & burst_mask_];
        back = {};
        back.end = link_;
        back.arrival = context_.simulation.now();
        back.size_bytes = burst_;
        retired_count_ = ++issued_count_;
    }
    entry_ = static_cast<std::uint16_t>(entry);
    current_ = fetch_descriptor(context_.memory, object_, list_address(), entry_);
    entry_address_ = list[entry].address + offset;
    entry_left_ = list[entry].size_bytes - static_cast<std::uint32_t>(offset);
    bool last = entry_ == registers_.last_valid_index;
    if (cut && link_ + entry_left_ >= lap_start_ + length) {
        entry_left_ = static_cast<std::uint32_t>(lap_start_ + length - link_);
        last = true;
        lap_start_ += length;
    }
    prefetch_descriptor(last ? 0u : entry_ + 1u, context_.now);
}

} // namespace acxsim::hw::hda
