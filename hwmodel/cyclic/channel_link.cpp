// SPDX-License-Identifier: MIT
//
// The link side of a channel: when it starts and ends, what crosses it, and gaps (underrun, overrun) with what they do
// to the order of channels in a TDM frame. Follows hwmodel.md 3a.
#include <algorithm>

#include "hwmodel/cyclic/channel.hpp"

namespace acxsim::hw::cyclic {

namespace {

constexpr std::int64_t told_frame_rate_hz = 48'000; // CodecSink::starved counts frames of this rate

std::int64_t round_up(std::int64_t value, std::int64_t multiple) {
    return (value + multiple - 1) / multiple * multiple;
}

} // namespace

void Channel::start_link(core::TimePoint earliest) {
    advance();
    stop_count_ = no_count;
    if (link_ != Link::Idle) {
        plan();
        return; // it came back before it had stopped
    }
    link_earliest_ = earliest;
    if (setup_.is_output && setup_.link_waits_for_fill && level_units() <= setup_.threshold_units) {
        link_ = Link::WaitingForFill;
        return;
    }
    choose_start(simulation_.now());
    advance();
}

void Channel::choose_start(core::TimePoint when) {
    link_ = Link::Starting;
    const std::int64_t count = pace_.clock().first_count_at_or_after(std::max(when, link_earliest_));
    origin_count_ = round_up(count, pace_.counts_per_frame());
    origin_slot_ = slot_;
}

void Channel::stop_link() {
    advance();
    if (link_ == Link::Idle) return;
    if (link_ != Link::Running) {
        end_link();
    } else {
        const std::int64_t count = pace_.clock().first_count_at_or_after(simulation_.now());
        stop_count_ = origin_count_ + round_up(count - origin_count_, pace_.counts_per_frame());
    }
    advance();
}

void Channel::begin_link() {
    link_ = Link::Running;
    host_.link_started();
}

/// The link is at rest. What a gap has left open is told.
void Channel::end_link() {
    const bool was_running = link_ == Link::Running;
    link_ = Link::Idle;
    stop_count_ = no_count;
    if (gap_) end_gap();
    deliver();
    if (was_running) host_.link_stopped();
}

/// When so many slots have passed.
core::TimePoint Channel::time_of_slot(std::int64_t slot) const {
    return pace_.clock().edge(origin_count_ + pace_.counts_for(slot - origin_slot_));
}

/// When L reaches `unit`, if nothing stands in the way.
core::TimePoint Channel::time_of_crossing(std::uint64_t unit) const {
    if (link_ != Link::Running && link_ != Link::Starting) return core::end_of_time;
    if (gap_ && !gap_over_) return core::end_of_time;
    const std::int64_t waiting = gap_ ? std::max<std::int64_t>(resume_slot_ - slot_, 0) : 0;
    const auto slot = static_cast<std::int64_t>(unit + lost_) + waiting;
    const core::TimePoint when = time_of_slot(slot);
    return stop_count_ != no_count && when > pace_.clock().edge(stop_count_) ? core::end_of_time : when;
}

core::TimePoint Channel::gap_begins() const {
    if (gap_ && !gap_over_) return core::end_of_time;
    return time_of_crossing(setup_.is_output ? arrived_ + 1 : issued_ + setup_.fifo_units + 1);
}

/// Where what comes after a gap may go.
std::int64_t Channel::resume_slot() const {
    return setup_.keeps_slots ? round_up(slot_, static_cast<std::int64_t>(setup_.block_units)) : slot_;
}

void Channel::run_link(core::TimePoint when) {
    if (link_ == Link::Starting && pace_.clock().edge(origin_count_) <= when) begin_link();
    if (link_ != Link::Running) return;
    const bool ends = stop_count_ != no_count && pace_.clock().edge(stop_count_) <= when;
    const std::int64_t count = ends ? stop_count_ : pace_.clock().count_at(when);
    const std::int64_t slots = origin_slot_ + pace_.units(count - origin_count_) - slot_;
    if (slots > 0) {
        if (setup_.is_output) {
            send(slots);
        } else {
            receive(slots);
        }
    }
    if (ends) end_link();
}

void Channel::send(std::int64_t units) {
    while (units > 0) {
        if (gap_) {
            const std::int64_t piece = gap_over_ ? std::min(units, resume_slot_ - slot_) : units;
            silence(piece);
            units -= piece;
            if (gap_over_ && slot_ >= resume_slot_) end_gap();
            continue;
        }
        const std::int64_t piece = std::min(units, static_cast<std::int64_t>(arrived_ - crossed_));
        crossed_ += static_cast<std::uint64_t>(piece);
        slot_ += piece;
        consumed_bytes_ += static_cast<std::size_t>(piece) * setup_.unit_bytes;
        units -= piece;
        if (units == 0) break;
        gap_ = true;
        gap_over_ = false;
        host_.fifo_error();
    }
}

/// Slots pass without data. The rest of a frame that had begun is sent as zeros; whole frames are told as silence.
void Channel::silence(std::int64_t units) {
    lost_ += static_cast<std::uint64_t>(units);
    if (gap_units_ == 0 && phase() != 0) {
        const std::int64_t rest = std::min(units, static_cast<std::int64_t>(setup_.block_units) - phase());
        const std::size_t bytes = static_cast<std::size_t>(rest) * setup_.unit_bytes;
        fifo_.insert(fifo_.begin() + static_cast<std::ptrdiff_t>(consumed_bytes_), bytes, std::byte{0});
        consumed_bytes_ += bytes;
        slot_ += rest;
        units -= rest;
    }
    slot_ += units;
    gap_units_ += units;
}

void Channel::end_gap() {
    deliver(); // what was there before the gap
    gap_ = gap_over_ = false;
    const std::int64_t frames = gap_units_ / static_cast<std::int64_t>(setup_.block_units);
    const std::int64_t rest = gap_units_ % static_cast<std::int64_t>(setup_.block_units);
    gap_units_ = 0;
    const core::TimePoint when = time_of_slot(slot_ - rest);
    if (!setup_.is_output) {
        if (frames + (rest != 0 ? 1 : 0) != 0 && source_ != nullptr)
            source_->lost(tag_, static_cast<std::uint64_t>(frames + (rest != 0 ? 1 : 0)), when);
        return;
    }
    if (frames != 0 && sink_ != nullptr) {
        const std::int64_t rate = setup_.format.rate_hz;
        sink_->starved(tag_, static_cast<std::uint64_t>((frames * told_frame_rate_hz + rate / 2) / rate), when);
    }
    const std::size_t bytes = static_cast<std::size_t>(rest) * setup_.unit_bytes;
    fifo_.insert(fifo_.begin() + static_cast<std::ptrdiff_t>(consumed_bytes_), bytes, std::byte{0});
    consumed_bytes_ += bytes;
}

void Channel::receive(std::int64_t units) {
    while (units > 0) {
        if (gap_) {
            const std::int64_t piece = gap_over_ ? std::min(units, resume_slot_ - slot_) : units;
            take_from_source(piece, false);
            lost_ += static_cast<std::uint64_t>(piece);
            gap_units_ += piece;
            units -= piece;
            if (gap_over_ && slot_ >= resume_slot_) end_gap();
            continue;
        }
        const std::int64_t room = std::int64_t{setup_.fifo_units} - level_units();
        const std::int64_t piece = std::min(units, room);
        take_from_source(piece, true);
        crossed_ += static_cast<std::uint64_t>(piece);
        units -= piece;
        if (units == 0) break;
        gap_ = true;
        gap_over_ = false;
        host_.fifo_error();
    }
}

/// The next slots' units come from the source, which gives whole blocks only: a frame is asked for when it begins.
void Channel::take_from_source(std::int64_t units, bool keep) {
    while (units > 0) {
        if (recorded_used_ == recorded_.size()) {
            const std::int64_t block_units = setup_.block_units;
            const std::int64_t blocks = (units + block_units - 1) / block_units;
            recorded_.assign(static_cast<std::size_t>(blocks * block_units) * setup_.unit_bytes, std::byte{0});
            recorded_used_ = 0;
            if (source_ != nullptr) source_->record(tag_, recorded_, time_of_slot(slot_ + blocks * block_units));
        }
        const auto left = static_cast<std::int64_t>((recorded_.size() - recorded_used_) / setup_.unit_bytes);
        const std::int64_t piece = std::min(units, left);
        const auto from = recorded_.begin() + static_cast<std::ptrdiff_t>(recorded_used_);
        const std::ptrdiff_t bytes = piece * static_cast<std::int64_t>(setup_.unit_bytes);
        if (keep) fifo_.insert(fifo_.end(), from, from + bytes);
        recorded_used_ += static_cast<std::size_t>(bytes);
        slot_ += piece;
        units -= piece;
    }
}

/// Hands whole blocks to the sink.
void Channel::deliver() {
    if (!setup_.is_output || consumed_bytes_ == 0) return;
    const std::size_t block = std::size_t{setup_.unit_bytes} * setup_.block_units;
    const std::size_t bytes = consumed_bytes_ / block * block;
    if (bytes == 0) return;
    open_units_ = static_cast<std::int64_t>((consumed_bytes_ - bytes) / setup_.unit_bytes);
    if (sink_ != nullptr) sink_->played_at(tag_, {fifo_.data(), bytes}, *this);
    fifo_.erase(fifo_.begin(), fifo_.begin() + static_cast<std::ptrdiff_t>(bytes));
    consumed_bytes_ -= bytes;
    const std::uint64_t delivered = crossed_ - static_cast<std::uint64_t>(open_units_);
    while (!issued_bursts_.empty() && issued_bursts_.front().end <= delivered)
        issued_bursts_.pop_front();
}

core::TimePoint Channel::crossed(std::uint64_t behind) const {
    return time_of_slot(slot_ - gap_units_ - open_units_ - static_cast<std::int64_t>(behind / setup_.unit_bytes));
}

/// Zeros that fill up a frame which a gap broke off were fetched with what is beside them.
core::TimePoint Channel::fetched(std::uint64_t behind) const {
    const std::uint64_t units = (behind + setup_.unit_bytes - 1) / setup_.unit_bytes;
    const std::uint64_t back = static_cast<std::uint64_t>(open_units_) + units;
    const std::uint64_t unit = crossed_ - std::min(crossed_, back);
    const auto burst = std::upper_bound(issued_bursts_.begin(), issued_bursts_.end(), unit,
                                        [](std::uint64_t u, const IssuedBurst &b) { return u < b.end; });
    return burst == issued_bursts_.end() ? core::power_on : burst->issued;
}

} // namespace acxsim::hw::cyclic
