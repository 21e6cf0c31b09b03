// SPDX-License-Identifier: MIT
//
// What a stream engine reports about itself: LPIB, the position buffer, and an instrument's view (hwmodel.md 1.6, 2.4).
// Nothing here moves data; everything is worked out from F, L and the arrival times of the last bursts.
#include <algorithm>

#include "hwmodel/hda/stream_engine.hpp"

namespace acxsim::hw::hda {

EnginePosition StreamEngine::position() {
    context_.host->settle();
    run_until_now();
    return {running(), arrived_, issued_, link_};
}

std::vector<DmaRange> StreamEngine::ranges() const {
    if (registers_.list_lower == 0 && registers_.list_upper == 0) return {};
    return peek_ranges(context_.memory, list_address(), registers_.last_valid_index);
}

/// A position within the cyclic buffer. CBL counts, or what cbl_mismatch says where the list has another length.
std::uint32_t StreamEngine::within_lap(std::uint64_t position) const {
    std::uint64_t lap = registers_.cyclic_length;
    if (list_bytes_ != lap && list_bytes_ != 0) {
        switch (context_.parameters.cbl_mismatch) {
        case LengthMismatchPolicy::ReportAtLength:
        case LengthMismatchPolicy::DescriptorError:
            break;
        case LengthMismatchPolicy::ReportAtListEnd:
            lap = list_bytes_;
            break;
        case LengthMismatchPolicy::FetchAtLength:
            lap = std::min(lap, list_bytes_);
            break;
        case LengthMismatchPolicy::Stick:
            if (lap < list_bytes_) return static_cast<std::uint32_t>(std::min(position, lap));
            lap = list_bytes_;
            break;
        }
    }
    return static_cast<std::uint32_t>(lap == 0 ? position : position % lap);
}

/// A position counted from the end of the last entry with IOC before it.
std::uint32_t StreamEngine::within_period(std::uint64_t position) const {
    if (list_bytes_ == 0) return within_lap(position);
    const auto offset = static_cast<std::uint32_t>(position % list_bytes_);
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    for (unsigned i = 0; i <= registers_.last_valid_index; ++i) {
        const Descriptor descriptor = peek_descriptor(context_.memory, list_address(), i);
        end += descriptor.size_bytes;
        if (!descriptor.usable() || end > offset) break;
        if (descriptor.interrupt_on_completion) begin = end;
    }
    return offset - begin;
}

/// L as it was at `when`, in the recent past; the link need not have been moved there yet.
std::uint64_t StreamEngine::link_at_time(core::TimePoint when) const {
    if (!link_moving_) return link_;
    return link_at(std::max(context_.frame_clock.count_at(when), origin_frame_));
}

std::uint32_t StreamEngine::position_buffer_register() {
    run_until_now();
    return within_lap(issued_);
}

/// FIFOTRK: an output's FIFO is at its lowest just before a burst arrives.
void StreamEngine::track_fifo(core::TimePoint when) {
    if (!is_output_ || !link_moving_) return;
    const std::uint64_t link = std::min(link_at_time(when), arrived_);
    FifoTrack &track = context_.fifo_track;
    track.lowest_bytes = std::min(track.lowest_bytes, static_cast<std::uint32_t>(arrived_ - link));
}

void StreamEngine::settle() {
    run_until_now();
    if (context_.fifo_track.on) track_fifo(context_.simulation.now());
}

std::uint32_t StreamEngine::link_position_register() {
    const Parameters &parameters = context_.parameters;
    core::TimePoint when = context_.simulation.now();
    if (parameters.lpib_lag != 0)
        when = context_.frame_clock.edge(context_.frame_clock.count_at(when) - parameters.lpib_lag);
    const std::uint64_t link = parameters.lpib_lag == 0 ? link_ : link_at_time(when);
    std::uint64_t position = link;
    switch (parameters.lpib_source) {
    case LinkPositionSource::Link:
        break;
    case LinkPositionSource::Fetched:
        position = parameters.lpib_lag == 0 ? arrived_ : fetched_at(when);
        break;
    case LinkPositionSource::LinkPlusFifo:
        if (position != 0) position += fifo_;
        break;
    }
    if (faults_ != nullptr) return faults_->reported(position, StreamFaults::View::Register);
    const std::uint32_t within = within_lap(position);
    const bool reaches = parameters.lpib_wrap_mode == LinkPositionWrap::ReachesLength;
    return reaches && within == 0 && position != 0 ? registers_.cyclic_length : within;
}

/// F as it was at `when`, not longer ago than the history reaches; beyond that the oldest value known.
std::uint64_t StreamEngine::fetched_at(core::TimePoint when) const {
    const std::uint64_t oldest = issued_count_ - std::min<std::uint64_t>(issued_count_, bursts_.size());
    for (std::uint64_t i = retired_count_; i > oldest; --i) {
        const Burst &burst = bursts_[(i - 1) & burst_mask_];
        if (burst.size_bytes == 0) break; // cleared by a reset
        if (burst.arrival <= when) return burst.end;
        if (i - 1 == oldest) return burst.end - burst.size_bytes;
    }
    return 0;
}

core::TimePoint StreamEngine::crossed(std::uint64_t behind) const { return crossed_at(link_ - owed_ - behind); }

/// To the end of the link frame before: what a burst waits for the bus beyond that is not counted, so that a store
/// before this instant is heard for certain. Where a position was fetched more than once (the FIFO was dropped in
/// between), the last time counts.
core::TimePoint StreamEngine::fetched(std::uint64_t behind) const {
    const std::uint64_t position = link_ - owed_ - behind;
    const core::ClockDomain &frames = context_.frame_clock;
    for (std::uint64_t i = glide_count_; i != 0 && i + glides_.size() > glide_count_; --i) {
        const Glided &glide = glides_[(i - 1) % glides_.size()];
        if (position < glide.begin || position >= glide.end) continue;
        const std::uint64_t end = position - (position - glide.begin) % burst_ + burst_;
        return frames.edge(frame_reaching(end - fifo_, glide.link_base, glide.origin_frame));
    }
    const std::uint64_t oldest = issued_count_ - std::min<std::uint64_t>(issued_count_, bursts_.size());
    for (std::uint64_t i = issued_count_; i != oldest; --i) {
        const Burst &burst = bursts_[(i - 1) & burst_mask_];
        if (burst.size_bytes == 0 || position >= burst.end || position < burst.end - burst.size_bytes) continue;
        const core::TimePoint boundary = frames.edge(frames.count_at(burst.issued));
        return burst.issued < run_since_ ? boundary : std::max(boundary, run_since_);
    }
    return core::power_on;
}

// Called at instants that differ between timings: it may not move the link, whose far end would notice.
void StreamEngine::catch_up_for_cpu(BusAddress position_slot, core::Duration write_delay) {
    const core::TimePoint now = context_.now;
    retire_arrived();
    if (now < position_until_ && position_slot == position_slot_) [[likely]]
        return; // same frame: same word
    const core::TimePoint posted = now - write_delay;
    if (phase_ == Phase::Idle && posted >= stopped_at_) position_settled_ = true;
    if (position_slot == 0) return;

    const Parameters &parameters = context_.parameters;
    core::TimePoint sampled = posted;
    if (phase_ == Phase::Idle) sampled = std::min(sampled, stopped_at_);
    if (parameters.posbuf_update == PositionUpdate::PerFrame) {
        const std::int64_t period = parameters.posbuf_period;
        std::int64_t frame = context_.frame_clock.count_at(sampled);
        frame -= ((frame % period) + period) % period;
        sampled = context_.frame_clock.edge(frame);
        if (phase_ == Phase::Running) {
            position_slot_ = position_slot;
            position_until_ = context_.frame_clock.edge(frame + period) + write_delay;
        }
    }
    const bool per_completion = parameters.posbuf_update == PositionUpdate::PerCompletion;
    std::uint64_t fetched = 0;
    if (per_completion) {
        // The word was written when the last entry with IOC completed.
        const CompletedEntry &last = completed_[completed_[0].when <= sampled ? 0 : 1];
        if (last.when > sampled) return;
        sampled = last.when;
        fetched = last.position;
    } else {
        // Nothing has been posted yet since RUN, which came after a boundary at its very tick; what was posted before
        // it stopped the last time may just be landing.
        if (sampled <= run_since_) sampled = std::min(posted, stopped_before_);
        if (sampled == core::power_on) return;
        if (parameters.posbuf_lag != 0)
            sampled = context_.frame_clock.edge(context_.frame_clock.count_at(sampled) - parameters.posbuf_lag);
    }
    std::uint64_t value = 0;
    switch (parameters.posbuf_source) {
    case PositionSource::Fetched:
    case PositionSource::FetchedMinus:
        value = per_completion ? fetched : fetched_at(sampled);
        if (parameters.posbuf_source == PositionSource::FetchedMinus)
            value -= std::min<std::uint64_t>(value, parameters.posbuf_minus);
        break;
    case PositionSource::Link:
        value = link_at_time(sampled);
        break;
    case PositionSource::LinkPlusFifo:
        value = link_at_time(sampled);
        if (value != 0) value += fifo_;
        break;
    }
    if (parameters.posbuf_range == PositionRange::Period) value = within_period(value);
    const std::uint32_t word = faults_ == nullptr ? within_lap(value) : faults_->posted(value, sampled);
    std::array<std::byte, 4> bytes;
    for (unsigned i = 0; i < 4; ++i)
        bytes[i] = static_cast<std::byte>(word >> (i * 8));
    context_.memory.write(context_.device, position_slot, bytes);
}

} // namespace acxsim::hw::hda
