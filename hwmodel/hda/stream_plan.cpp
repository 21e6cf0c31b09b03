// SPDX-License-Identifier: MIT
//
// When an engine takes its next step: the first instant at which it does something that somebody could notice, worked
// out from F, L and what is under way. Every burst is a step; an arrival is one only if it completes an entry, ends the
// initial fill, decides an underrun or meets a hole in memory. Follows hwmodel.md 2.2 to 2.6.
#include <algorithm>

#include "hwmodel/hda/stream_engine.hpp"

namespace acxsim::hw::hda {

/// Chooses the next instant at which this engine does something that somebody could notice.
void StreamEngine::plan(core::TimePoint now) {
    const bool steady = phase_ == Phase::Running && completions_outstanding_ == 0 && !waiting_for_bus_ &&
                        !stop_pending_ && hold_frame_ == no_frame && on_link_count_ == 0 && !doomed_ &&
                        delayed_completion_ == core::end_of_time;
    if (steady && !wants_burst()) [[likely]] {
        const std::int64_t frame = next_burst_frame();
        const core::TimePoint when = context_.frame_clock.edge(frame);
        const std::uint64_t link = link_at(frame);
        if (when >= next_ready_ && link <= link_limit(arrived_)) [[likely]] {
            plan_bursts(frame, when, link);
            return;
        }
    }
    plan_rare(now);
}

void StreamEngine::plan_rare(core::TimePoint now) {
    const core::ClockDomain &frames = context_.frame_clock;
    core::TimePoint next = core::end_of_time;
    const auto consider = [&next](core::TimePoint when) { next = std::min(next, when); };

    if (phase_ == Phase::Idle) {
        set_due(core::end_of_time);
        return;
    }
    if (stop_pending_) consider(frames.edge(stop_frame_));
    if (phase_ == Phase::Loading && !stop_pending_) consider(next_ready_);
    if (phase_ == Phase::Ready && start_frame_ != no_frame) consider(frames.edge(start_frame_));
    if (hold_frame_ != no_frame) consider(frames.edge(hold_frame_));
    consider(delayed_completion_);
    if (on_link_count_ != 0 && link_moving_) consider(frames.edge(frame_reaching(on_link_[on_link_first_].position)));
    if (phase_ == Phase::Filling && retired_count_ != issued_count_) consider(last_arrival_);
    if (doomed_) consider(bursts_[retired_count_ & burst_mask_].arrival);
    if (completions_outstanding_ != 0) {
        for (std::uint64_t i = retired_count_; i != issued_count_; ++i) {
            const Burst &burst = bursts_[i & burst_mask_];
            if (!burst.completes) continue;
            consider(burst.arrival);
            break;
        }
    }
    if (fetching() && !waiting_for_bus_ && !(faults_ != nullptr && faults_->stalled())) {
        if (wants_burst()) {
            consider(next_ready_); // only a descriptor can be missing
        } else if (link_moving_) {
            const core::TimePoint room = frames.edge(next_burst_frame());
            consider(entry_left_ == 0 ? std::max(room, next_ready_) : room);
        }
    }
    if (link_moving_) {
        // The first frame that would find too little, given what is under way.
        std::uint64_t arrived = arrived_;
        core::TimePoint starving = core::end_of_time;
        for (std::uint64_t i = retired_count_; i != issued_count_ && starving == core::end_of_time; ++i) {
            const core::TimePoint short_at = frames.edge(frame_exceeding(link_limit(arrived)));
            const Burst &burst = bursts_[i & burst_mask_];
            if (short_at < burst.arrival) starving = short_at;
            arrived = burst.end;
        }
        if (starving == core::end_of_time) starving = frames.edge(frame_exceeding(link_limit(arrived)));
        consider(starving);
    }
    known_time_ = core::end_of_time;
    known_frame_ = no_frame;
    set_due(std::max(next, now));
}

} // namespace acxsim::hw::hda
