// SPDX-License-Identifier: MIT
//
// The DMA side of a channel: when bursts are due, what they move, segments and their ownership, and the choice of the
// next instant that somebody can notice. The link side is in channel_link.cpp. Follows hwmodel.md 3a.
#include "hwmodel/cyclic/channel.hpp"

#include <algorithm>

#include "hwmodel/drift_fields.hpp"

namespace acxsim::hw::cyclic {

// From the slowest to the fastest that a clock becomes are two sizes of its drift: less than a hundredth.
static_assert(2 * drift_size_max_ppb < 1'000'000'000 / 100 - drift_size_max_ppb);

Channel::Channel(core::Simulation &simulation, PhysicalMemory &memory, ChannelHost &host, core::ObjectId object,
                 const LinkPace &pace)
    : simulation_(simulation), memory_(memory), host_(host), object_(object), pace_(pace) {}

void Channel::start_dma() {
    advance();
    if (dma_active_) return;
    dma_active_ = true;
    earliest_issue_ = std::max(earliest_issue_, simulation_.now());
    advance();
}

void Channel::stop_dma() {
    advance();
    dma_active_ = false;
    plan();
}

void Channel::reset() {
    advance();
    if (link_active()) end_link();
    dma_active_ = segment_loaded_ = gap_ = gap_over_ = false;
    issued_ = arrived_ = crossed_ = lost_ = segments_done_bytes_ = laps_done_bytes_ = 0;
    slot_ = resume_slot_ = gap_units_ = 0;
    segment_left_units_ = 0;
    segment_index_ = 0;
    pending_.reset();
    earliest_issue_ = core::power_on;
    fifo_.clear();
    issued_bursts_.clear();
    recorded_.clear();
    consumed_bytes_ = recorded_used_ = 0;
    plan();
}

void Channel::stall_until(core::TimePoint until) {
    advance();
    earliest_issue_ = std::max(earliest_issue_, until);
    plan();
}

void Channel::ownership_changed() { plan(); }

void Channel::advance() {
    if (advancing_) return; // somebody who is told of a change looks at the channel
    advancing_ = true;
    const core::TimePoint now = simulation_.now();
    for (core::TimePoint next = next_step(); next <= now; next = next_step())
        step(next);
    run_link(now);
    deliver();
    host_.settle();
    advancing_ = false;
    plan();
}

core::TimePoint Channel::settled_until() const { return next_step(); }

std::uint32_t Channel::level_units() const {
    return static_cast<std::uint32_t>(setup_.is_output ? arrived_ - crossed_ : crossed_ - issued_);
}

core::TimePoint Channel::next_step() const {
    if (pending_) return pending_->arrival;
    return dma_active_ ? std::max(wanted_at(), earliest_issue_) : core::end_of_time;
}

std::uint32_t Channel::next_burst_units() const {
    return segment_left_units_ == 0 ? setup_.burst_units : std::min(setup_.burst_units, segment_left_units_);
}

/// When the FIFO asks for the burst that follows the ones issued.
core::TimePoint Channel::wanted_at() const {
    if (setup_.is_output) {
        if (issued_ <= crossed_ + setup_.threshold_units) return core::power_on;
        return time_of_crossing(issued_ - setup_.threshold_units);
    }
    const std::uint64_t needed = issued_ + std::max(next_burst_units(), setup_.threshold_units);
    return needed <= crossed_ ? core::power_on : time_of_crossing(needed);
}

/// The next arrival or issue; they take turns. What the link did before is worked out first.
void Channel::step(core::TimePoint when) {
    if (pending_) {
        run_link(when - core::Duration{1}); // data that land on an edge serve that edge
        arrive(when);
    } else {
        run_link(when);
        issue(when);
    }
}

/// False: the channel has stopped instead.
bool Channel::enter_segment() {
    if (!host_.owns_segment(segment_index_)) {
        dma_active_ = false;
        host_.segment_late(segment_index_);
        return false;
    }
    const std::optional<Segment> segment = host_.fetch_segment(segment_index_);
    if (!segment || segment->size_bytes == 0 || segment->size_bytes % setup_.unit_bytes != 0) {
        dma_active_ = false;
        host_.bus_error(segment ? segment->address : 0);
        return false;
    }
    segment_ = *segment;
    segment_left_units_ = segment_.size_bytes / setup_.unit_bytes;
    segment_loaded_ = true;
    return true;
}

void Channel::issue(core::TimePoint when) {
    if (segment_left_units_ == 0 && !enter_segment()) return;
    const std::uint32_t units = next_burst_units();
    const std::size_t bytes = std::size_t{units} * setup_.unit_bytes;
    const BusAddress address =
        segment_.address + (segment_.size_bytes - std::uint64_t{segment_left_units_} * setup_.unit_bytes);
    pending_bytes_.resize(bytes);
    if (setup_.is_output) {
        // Memory is sampled now: a store that comes later is not heard.
        if (!memory_.read(object_, address, pending_bytes_)) {
            dma_active_ = false;
            host_.bus_error(address);
            return;
        }
    } else {
        std::copy_n(fifo_.begin(), bytes, pending_bytes_.begin());
        fifo_.erase(fifo_.begin(), fifo_.begin() + static_cast<std::ptrdiff_t>(bytes));
    }
    issued_ += units;
    if (setup_.is_output) issued_bursts_.push_back({issued_, when});
    segment_left_units_ -= units;
    pending_ = Burst{when + setup_.burst_time, address, units, segment_left_units_ == 0};
    host_.burst_issued(address, static_cast<std::uint32_t>(bytes), pending_->arrival);
    if (!setup_.is_output && gap_ && !gap_over_) {
        gap_over_ = true;
        resume_slot_ = resume_slot();
    }
}

void Channel::arrive(core::TimePoint when) {
    const Burst burst = *pending_;
    pending_.reset();
    arrived_ += burst.units;
    earliest_issue_ = std::max(earliest_issue_, when);
    if (setup_.is_output) {
        fifo_.insert(fifo_.end(), pending_bytes_.begin(), pending_bytes_.end());
        if (gap_ && !gap_over_) {
            gap_over_ = true;
            resume_slot_ = resume_slot();
        }
        if (link_ == Link::WaitingForFill && level_units() > setup_.threshold_units) choose_start(when);
    } else if (!memory_.write(object_, burst.address, pending_bytes_)) {
        dma_active_ = false;
        host_.bus_error(burst.address);
        return;
    }
    if (!burst.ends_segment) return;
    const unsigned done = segment_index_;
    segments_done_bytes_ = arrived_bytes();
    segment_index_ = done + 1 >= host_.segment_count() ? 0 : done + 1;
    if (segment_index_ == 0) laps_done_bytes_ = segments_done_bytes_;
    segment_loaded_ = false;
    host_.segment_done(done, segment_.interrupt);
}

/// Whether, until the segment ends, every burst is issued the moment the FIFO asks for it and none comes too late: then
/// nobody can notice them one by one.
bool Channel::steady() const {
    if (setup_.event_per_burst || !dma_active_ || !segment_loaded_ || gap_) return false;
    if (link_ != Link::Running || stop_count_ != no_count) return false;
    const std::uint32_t need = std::max(setup_.burst_units, setup_.threshold_units);
    const std::int64_t margin =
        setup_.is_output ? std::int64_t{setup_.threshold_units} + 1 : std::int64_t{setup_.fifo_units} - need + 1;
    const std::int64_t counts =
        std::min(pace_.counts_min(margin), pace_.counts_min(static_cast<std::int64_t>(setup_.burst_units)));
    const core::Duration slack = pace_.clock().edge(origin_count_ + counts) - pace_.clock().edge(origin_count_);
    // The clock may have become faster than it was then, but by no more than a hundredth.
    if (setup_.burst_time * 2 + core::Duration{1} >= slack - slack / 100) return false;
    const core::TimePoint free = pending_ ? std::max(pending_->arrival, earliest_issue_) : earliest_issue_;
    if (gap_begins() < free) return false;
    return segment_left_units_ == 0 || free <= wanted_at() + setup_.burst_time;
}

/// In the steady state: when the segment's last burst arrives.
core::TimePoint Channel::segment_end() const {
    if (segment_left_units_ == 0) return pending_->arrival;
    const std::uint64_t bursts = (segment_left_units_ + setup_.burst_units - 1) / setup_.burst_units;
    const std::uint64_t first_unit = issued_ + (bursts - 1) * setup_.burst_units;
    const auto last_units = static_cast<std::uint32_t>(issued_ + segment_left_units_ - first_unit);
    const core::TimePoint wanted = setup_.is_output
                                       ? time_of_crossing(first_unit - setup_.threshold_units)
                                       : time_of_crossing(first_unit + std::max(last_units, setup_.threshold_units));
    const core::TimePoint free = pending_ ? std::max(pending_->arrival, earliest_issue_) : earliest_issue_;
    return std::max(wanted, bursts == 1 ? free : core::power_on) + setup_.burst_time;
}

void Channel::plan() {
    if (advancing_) return;
    const core::TimePoint now = simulation_.now();
    core::TimePoint next = core::end_of_time;
    if (link_ == Link::Starting) next = pace_.clock().edge(origin_count_);
    if (stop_count_ != no_count) next = std::min(next, pace_.clock().edge(stop_count_));
    if (steady()) {
        next = std::min(next, segment_end());
    } else {
        next = std::min({next, next_step(), gap_begins()});
    }
    next = std::max(next, now);
    if (next == due_) return;
    due_ = next;
    host_.due_changed();
}

} // namespace acxsim::hw::cyclic
