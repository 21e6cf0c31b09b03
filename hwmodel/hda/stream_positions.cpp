// SPDX-License-Identifier: MIT
//
// What a stream engine reports about itself: LPIB, the position buffer, and an instrument's view (hwmodel.md 1.6, 2.4).
// Nothing here moves data; everything is worked out from F, L and the arrival times of the last bursts.
#include <algorithm>

#include "hwmodel/hda/stream_engine.hpp"

namespace acxsim::hw::hda {

EnginePosition StreamEngine::position() {
    run_until_now();
    return {running(), arrived_, issued_, link_};
}

std::vector<DmaRange> StreamEngine::ranges() const {
    if (registers_.list_lower == 0 && registers_.list_upper == 0) return {};
    return peek_ranges(context_.memory, list_address(), registers_.last_valid_index);
}

std::uint32_t StreamEngine::within_lap(std::uint64_t position) const {
    return static_cast<std::uint32_t>(registers_.cyclic_length == 0 ? position : position % registers_.cyclic_length);
}

std::uint32_t StreamEngine::link_position_register() {
    std::uint64_t position = link_;
    switch (context_.parameters.lpib_source) {
    case LinkPositionSource::Link:
        break;
    case LinkPositionSource::Fetched:
        position = arrived_;
        break;
    case LinkPositionSource::LinkPlusFifo:
        if (position != 0) position += fifo_;
        break;
    }
    if (faults_ != nullptr) return faults_->reported(position, StreamFaults::View::Register);
    const std::uint32_t within = within_lap(position);
    const bool reaches = context_.parameters.lpib_wrap_mode == LinkPositionWrap::ReachesLength;
    return reaches && within == 0 && position != 0 ? registers_.cyclic_length : within;
}

/// F as it was at `when`, at most 64 bursts ago; beyond that the oldest value known.
std::uint64_t StreamEngine::fetched_at(core::TimePoint when) const {
    const std::uint64_t oldest = issued_count_ > burst_ring ? issued_count_ - burst_ring : 0;
    for (std::uint64_t i = retired_count_; i > oldest; --i) {
        const Burst &burst = bursts_[(i - 1) % burst_ring];
        if (burst.size_bytes == 0) break; // cleared by a reset
        if (burst.arrival <= when) return burst.end;
        if (i - 1 == oldest) return burst.end - burst.size_bytes;
    }
    return 0;
}

void StreamEngine::catch_up_for_cpu(BusAddress position_slot, core::Duration write_delay) {
    const core::TimePoint now = context_.simulation.now();
    if (now < position_until_ && position_slot == position_slot_) [[likely]]
        return; // same frame: same word
    if (!is_output_ || position_slot != 0) run_until_now();
    const core::TimePoint posted = now - write_delay;
    if (phase_ == Phase::Idle && posted >= stopped_at_) position_settled_ = true;
    if (position_slot == 0) return;

    core::TimePoint sampled = posted;
    if (phase_ == Phase::Idle) sampled = std::min(sampled, stopped_at_);
    if (context_.parameters.posbuf_update == PositionUpdate::PerFrame) {
        const std::int64_t period = context_.parameters.posbuf_period;
        std::int64_t frame = context_.frame_clock.count_at(sampled);
        frame -= ((frame % period) + period) % period;
        sampled = context_.frame_clock.edge(frame);
        if (is_output_ && phase_ == Phase::Running) { // an input's data must be there at every access
            position_slot_ = position_slot;
            position_until_ = context_.frame_clock.edge(frame + period) + write_delay;
        }
    }
    // Nothing has been posted yet since RUN, which came after a boundary at its very tick; what was posted before it
    // stopped the last time may just be landing.
    if (sampled <= run_since_) sampled = std::min(posted, stopped_at_);
    if (sampled == core::power_on) return;
    std::uint64_t value = 0;
    if (context_.parameters.posbuf_source == PositionSource::Fetched) {
        value = fetched_at(sampled);
    } else {
        const std::int64_t frame = context_.frame_clock.count_at(sampled);
        value = link_moving_ && frame >= origin_frame_ ? std::min(link_, link_at(frame)) : link_;
        if (context_.parameters.posbuf_source == PositionSource::LinkPlusFifo && value != 0) value += fifo_;
    }
    const std::uint32_t word = faults_ == nullptr ? within_lap(value) : faults_->posted(value, sampled);
    std::array<std::byte, 4> bytes;
    for (unsigned i = 0; i < 4; ++i)
        bytes[i] = static_cast<std::byte>(word >> (i * 8));
    context_.memory.write(context_.device, position_slot, bytes);
}

} // namespace acxsim::hw::hda
