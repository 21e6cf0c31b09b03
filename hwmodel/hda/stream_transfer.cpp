// SPDX-License-Identifier: MIT
//
// How data move through a stream engine: bursts in, frames out (or the other way round), underrun and overrun. Follows
// hwmodel.md 2.2 to 2.6. The descriptor walk is in stream_descriptors.cpp.
// on_event -> begin -> issue -> conclude is the whole story of an engine that is alone at its tick; flow() is the same
// for the steady state, where nothing but bursts and frames happens, and is the hot path of the exact timing
// (tests/bench guards it). Where several engines meet at a tick, each does gather() -> bus_granted() -> conclude().
#include <algorithm>
#include <cstring>

#include "hwmodel/hda/stream_engine.hpp"

namespace acxsim::hw::hda {

void StreamEngine::move_link(std::int64_t frame, std::uint64_t target) {
    linked_frame_ = frame;
    const auto bytes = static_cast<std::uint32_t>(target - link_);
    if (bytes == 0) return;
    if (is_output_) {
        play(bytes);
    } else {
        capture(bytes);
    }
}

void StreamEngine::play(std::uint32_t bytes) {
    link_ += bytes;
    owed_ += bytes;
    if (owed_ >= owed_max || faults_ != nullptr) {
        hand_over();
    } else {
        EngineContext::mark(context_.owing, index_, true);
    }
}

/// Gives the codec what has crossed the link. Nothing is owed when a processor runs, and nothing when the link stops or
/// its frames are counted anew, so that nobody can tell that it was not handed over frame by frame.
void StreamEngine::hand_over() {
    EngineContext::mark(context_.owing, index_, false);
    while (owed_ != 0) {
        const std::uint32_t piece = std::min(owed_, ring_size_ - ring_read_);
        owed_ -= piece;
        if (context_.sink != nullptr) {
            std::span<const std::byte> blocks{ring_.data() + ring_read_, piece};
            if (faults_ != nullptr && faults_->changes_sound()) [[unlikely]]
                blocks = faults_->heard(blocks, crossed_at(link_ - owed_));
            context_.sink->played_at(stream_tag(), blocks, *this);
        }
        ring_read_ += piece;
        if (ring_read_ == ring_size_) ring_read_ = 0;
    }
}

void StreamEngine::capture(std::uint32_t bytes) {
    while (bytes != 0) {
        const std::uint32_t piece = std::min(bytes, ring_size_ - ring_write_);
        link_ += piece;
        const std::span<std::byte> blocks{ring_.data() + ring_write_, piece};
        if (context_.source != nullptr) {
            context_.source->record(stream_tag(), blocks, crossed_at(link_));
        } else {
            std::memset(blocks.data(), 0, blocks.size());
        }
        ring_write_ += piece;
        if (ring_write_ == ring_size_) ring_write_ = 0;
        bytes -= piece;
    }
}

/// The oldest burst under way has arrived.
void StreamEngine::retire_next() {
    const Burst &burst = bursts_[retired_count_ & burst_mask_];
    if (context_.fifo_track.on) [[unlikely]]
        track_fifo(burst.arrival - core::Duration{1});
    if (!is_output_) deliver(burst);
    ++retired_count_;
    arrived_ = burst.end;
    if (!is_output_) {
        const bool more = retired_count_ != issued_count_;
        context_.set_arrival(index_, more ? bursts_[retired_count_ & burst_mask_].arrival : core::end_of_time);
        if (!more) doomed_ = false;
    }
    if (burst.completes) retire_last(burst);
}

/// Writes the data of the oldest burst under way to memory.
void StreamEngine::deliver(const Burst &burst) {
    const auto [address, ring_index] = deliveries_[retired_count_ & burst_mask_];
    if (faults_ != nullptr &&
        faults_->defers_write(address, ring_index, burst.size_bytes, burst.arrival, burst.completes))
        return;
    const std::uint32_t piece = std::min(burst.size_bytes, ring_size_ - ring_index);
    if (piece == burst.size_bytes) [[likely]] {
        context_.memory.write(object_, address, {ring_.data() + ring_index, piece});
    } else {
        std::memcpy(straight_.data(), ring_.data() + ring_index, piece);
        std::memcpy(straight_.data() + piece, ring_.data(), burst.size_bytes - piece);
        context_.memory.write(object_, address, std::span{straight_}.first(burst.size_bytes));
    }
}

void StreamEngine::retire_arrived() {
    while (retired_count_ != issued_count_) {
        const Burst &burst = bursts_[retired_count_ & burst_mask_];
        if (burst.arrival > context_.now || burst.completes || doomed_) break;
        retire_next();
    }
}

void StreamEngine::retire_all() {
    while (retired_count_ != issued_count_)
        retire_next();
}

void StreamEngine::play_held(std::uint32_t bytes) {
    play(bytes);
    hand_over();
}

/// The last burst of an entry with IOC.
void StreamEngine::retire_last(const Burst &burst) {
    --completions_outstanding_;
    completed_ = {CompletedEntry{burst.arrival, burst.end}, completed_[0]};
    if (context_.parameters.bcis_point == CompletionPoint::Issued) return;
    if (is_output_ && context_.parameters.bcis_point == CompletionPoint::OnLink) {
        ACXSIM_ASSERT(on_link_count_ < on_link_.size(), "more entries in the FIFO than it has words");
        on_link_[(on_link_first_ + on_link_count_) % on_link_.size()] = {burst.end, burst.entry};
        ++on_link_count_;
    } else if (!is_output_ && context_.parameters.dma_visible.count() != 0) {
        if (delayed_completion_ != core::end_of_time) complete(delayed_entry_);
        delayed_completion_ = burst.arrival + context_.parameters.dma_visible;
        delayed_entry_ = burst.entry;
    } else {
        complete(burst.entry);
    }
}

void StreamEngine::issue_one(core::TimePoint now, std::uint32_t size) {
    const Parameters &parameters = context_.parameters;
    BusAddress address = entry_address_;
    if (faults_ != nullptr) [[unlikely]] {
        size = faults_->burst_size(size, address);
        address = faults_->burst_address(address);
    }
    core::Duration latency = parameters.t_mem.sample(context_.simulation.choices, memory_latency_);
    if (context_.l1_exit.count() != 0 && context_.arbiter.idle()) [[unlikely]]
        latency += context_.l1_exit;
    last_arrival_ = std::max(last_arrival_, now + latency); // completion in order
    context_.arbiter.occupy(last_arrival_);

    const std::uint64_t number = issued_count_++ & burst_mask_;
    Burst &burst = bursts_[number];
    burst.end = issued_ + size;
    burst.arrival = last_arrival_;
    burst.issued = now;
    burst.size_bytes = size;
    burst.completes = false;
    if (is_output_) {
        // Memory is sampled now: a store that comes later is not heard (hwmodel.md 2.3, the late-write rule).
        const std::uint32_t piece = std::min(size, ring_size_ - ring_write_);
        const std::byte *from = context_.memory.translate(address);
        if (from != nullptr && piece == size && (address & (page_size_bytes - 1)) + size <= page_size_bytes)
            [[likely]] {
            if (size == 32) [[likely]] {
                std::memcpy(ring_.data() + ring_write_, from, 32);
            } else {
                std::memcpy(ring_.data() + ring_write_, from, size);
            }
        } else {
            context_.memory.read(object_, address, std::span{straight_}.first(size));
            std::memcpy(ring_.data() + ring_write_, straight_.data(), piece);
            std::memcpy(ring_.data(), straight_.data() + piece, size - piece);
        }
        if (faults_ != nullptr) [[unlikely]]
            faults_->burst_issued(ring_write_, size);
        ring_write_ += size;
        if (ring_write_ >= ring_size_) ring_write_ -= ring_size_;
    } else {
        if (faults_ != nullptr) [[unlikely]]
            faults_->burst_issued(ring_read_, size);
        deliveries_[number] = {address, ring_read_};
        context_.set_arrival(index_, std::min(context_.arrival[index_], last_arrival_));
        ring_read_ += size;
        if (ring_read_ >= ring_size_) ring_read_ -= ring_size_;
        if (!is_mapped(address, size)) [[unlikely]]
            doomed_ = true;
    }
    if (parameters.trace_bursts) {
        emit(BurstIssued{object_, size, address, issued_, static_cast<std::uint64_t>(core::ticks_of(last_arrival_))});
    }
    issued_ += size;
    entry_address_ += size;
    entry_left_ -= size;
    bool completes = entry_left_ == 0 && current_.interrupt_on_completion;
    if (faults_ != nullptr) [[unlikely]]
        completes = faults_->completes(entry_left_, completes);
    if (!completes) return;
    burst.completes = true;
    burst.entry = entry_;
    ++completions_outstanding_;
    if (parameters.bcis_point == CompletionPoint::Issued) complete(entry_);
}

/// Most often the next burst of a stream that flows.
void StreamEngine::step() {
    if (known_frame_ == no_frame || faults_ != nullptr || !flow()) on_event();
}

/// The steady state, as planned by plan(): a frame boundary that finds all its data, arrivals without completion,
/// then bursts within an entry. False: this instant has more to it, and on_event() takes over from wherever this got
/// to.
bool StreamEngine::flow() {
    const core::TimePoint now = known_time_;
    if (known_frame_ > linked_frame_) move_link(known_frame_, known_link_);
    if (is_output_ && last_arrival_ <= now && completions_outstanding_ == 0 && !context_.fifo_track.on) [[likely]] {
        retired_count_ = issued_count_;
        arrived_ = issued_;
    } else {
        retire_until(now);
    }
    const bool is_one_burst = (context_.one_burst >> index_ & 1u) != 0;
    do {
        if (!is_one_burst && (entry_left_ <= burst_ || !wants_burst())) return false;
        if (!context_.arbiter.acquire(index_)) {
            waiting_for_bus_ = true;
            return false;
        }
        issue_one(now, is_one_burst ? burst_ : next_burst_bytes());
    } while (!is_one_burst && wants_burst());
    const std::int64_t frame = next_burst_frame();
    const core::TimePoint when = context_.frame_clock.edge(frame);
    const std::uint64_t link = link_at(frame);
    if (when < next_ready_ || link > link_limit(arrived_) || doomed_) [[unlikely]] {
        plan_rare(now);
        return true;
    }
    plan_bursts(frame, when, link);
    prefetch_burst();
    return true;
}

void StreamEngine::on_event() {
    const core::TimePoint now = context_.now;
    begin(now);
    issue(now);
    conclude();
}

/// Arrivals and the frame boundary of this tick.
void StreamEngine::begin(core::TimePoint now) {
    advance(now);
    if (phase_ != Phase::Running || stop_pending_ || hold_frame_ != no_frame) transitions(now);
}

void StreamEngine::gather() {
    begun_at_ = context_.now;
    begin(begun_at_);
    if (!waiting_for_bus_ && wants_burst() && has_burst(begun_at_)) request_bus();
}

bool StreamEngine::bus_granted() {
    const core::TimePoint now = context_.now;
    waiting_for_bus_ = false;
    if (begun_at_ != now) { // it has waited since an earlier tick
        advance(now);
        if (!has_burst(now)) return false;
    }
    issue_next(now);
    if (wants_burst() && has_burst(now)) request_bus();
    return true;
}

void StreamEngine::request_bus() {
    waiting_for_bus_ = true;
    context_.arbiter.request(index_);
}

/// What follows from the bursts of this tick; status bits; when the next step is.
void StreamEngine::conclude() {
    const core::TimePoint now = context_.now;
    if (phase_ == Phase::Filling && !stop_pending_ && retired_count_ == issued_count_ && !wants_burst()) {
        set_fifo_ready(now);
    }
    if (delayed_completion_ <= now) {
        delayed_completion_ = core::end_of_time;
        complete(delayed_entry_);
    }
    if (pending_status_ != 0) publish();
    plan(now);
}

/// Materialises the engine at the present instant, between its steps.
void StreamEngine::run_until_now() {
    if (phase_ == Phase::Idle) return;
    advance(context_.now);
    hand_over();
    if (pending_status_ != 0) publish();
}

void StreamEngine::advance(core::TimePoint now) {
    if (link_moving_) {
        const std::int64_t frame = frame_of(now);
        const std::uint64_t target = link_at(frame);
        if (target <= link_limit(arrived_)) [[likely]] {
            if (frame > linked_frame_) move_link(frame, target);
        } else {
            // Some frame may find too little: go through arrivals and frames in their order. Arrivals come first in a
            // tick, so data that land on a boundary serve that boundary.
            while (retired_count_ != issued_count_) {
                const Burst &burst = bursts_[retired_count_ & burst_mask_];
                if (burst.arrival > now) break;
                const std::int64_t before = context_.frame_clock.count_at(burst.arrival - core::Duration{1});
                if (before > linked_frame_) run_link(std::min(before, frame));
                retire_next();
            }
            if (frame > linked_frame_) run_link(frame);
        }
    }
    retire_until(now);
    if (on_link_count_ != 0) {
        while (on_link_count_ != 0 && on_link_[on_link_first_].position <= link_) {
            complete(on_link_[on_link_first_].entry);
            on_link_first_ = (on_link_first_ + 1) % on_link_.size();
            --on_link_count_;
        }
    }
}

/// Frames up to `frame`, of which some may starve.
void StreamEngine::run_link(std::int64_t frame) {
    const std::uint64_t limit = link_limit(arrived_);
    const std::uint64_t target = link_at(frame);
    if (target <= limit) {
        move_link(frame, target);
        return;
    }
    const std::int64_t good = frame_exceeding(limit) - 1;
    if (good > linked_frame_) move_link(good, link_at(good));
    starve(frame - good, frame);
    linked_frame_ = frame;
}

/// `frames` frames, the last of them `last_frame`, carried nothing (output: L stands still, the cadence with it) or
/// more than there was room for (input).
void StreamEngine::starve(std::int64_t frames, std::int64_t last_frame) {
    hand_over();
    const core::TimePoint when = time_of(last_frame);
    if (is_output_) {
        if (context_.sink != nullptr) context_.sink->starved(stream_tag(), static_cast<std::uint64_t>(frames), when);
    } else if (context_.source != nullptr) {
        // What the codec sent in those frames is gone: take it and drop it.
        auto blocks = (link_at(last_frame) - link_) / block_;
        const auto lost = blocks;
        std::array<std::byte, 1024> scratch;
        while (blocks != 0) {
            const std::uint64_t piece = std::min<std::uint64_t>(blocks, scratch.size() / block_);
            context_.source->record(stream_tag(), std::span{scratch.data(), piece * block_}, when);
            blocks -= piece;
        }
        context_.source->lost(stream_tag(), lost, when);
    }
    if (is_output_) {
        origin_frame_ += frames;
    } else {
        link_base_ -= link_at(last_frame) - link_; // the codec's cadence goes on
    }
    pending_status_ |= status::fifo_error;
    ++context_.fifo_track.errors;
    if (last_error_position_ != link_) {
        last_error_position_ = link_;
        emit(FifoError{object_, is_output_ ? 1u : 0u, link_});
    }
}

void StreamEngine::complete(std::uint16_t entry) {
    if (faults_ != nullptr && faults_->withholds_completion(entry)) return;
    pending_status_ |= status::buffer_complete;
    emit(BufferCompleted{object_, entry, arrived_, link_});
}

void StreamEngine::publish() {
    if (context_.parameters.bcis_only_if_ioce && (control_ & control::interrupt_on_completion_enable) == 0)
        pending_status_ = static_cast<std::uint8_t>(pending_status_ & ~status::buffer_complete);
    set_status(status_ | pending_status_);
    pending_status_ = 0;
    context_.host->status_changed();
}

void StreamEngine::transitions(core::TimePoint now) {
    if (stop_pending_ && now >= context_.frame_clock.edge(stop_frame_)) {
        finish_stop();
        return;
    }
    if (phase_ == Phase::Loading && now >= next_ready_) {
        entry_left_ = 0;
        if (!enter_next_entry(now)) return;
        descriptor_loaded_ = true;
        phase_ = Phase::Filling;
        if (!is_output_) set_fifo_ready(now);
    }
    if (phase_ == Phase::Ready && start_frame_ != no_frame && now >= context_.frame_clock.edge(start_frame_))
        start_link();
    if (hold_frame_ != no_frame && now >= context_.frame_clock.edge(hold_frame_)) {
        hold_frame_ = no_frame;
        link_moving_ = false;
        phase_ = Phase::Ready;
    }
}

/// Output: enough data to start. Input: the descriptor is loaded.
void StreamEngine::set_fifo_ready(core::TimePoint now) {
    if (faults_ != nullptr && !faults_->fifo_may_be_ready(now)) return;
    phase_ = Phase::Ready;
    pending_status_ |= status::fifo_ready;
    if (!held_) choose_start_frame(now, now == run_since_);
    if (start_frame_ != no_frame && now >= context_.frame_clock.edge(start_frame_)) start_link();
}

/// The processor comes last in a tick: if it is the cause, a boundary at this very tick has passed.
void StreamEngine::choose_start_frame(core::TimePoint now, bool by_processor) {
    if (faults_ != nullptr && faults_->link_is_dead()) return;
    start_frame_ =
        (by_processor ? context_.frame_clock.count_at(now) + 1 : context_.frame_clock.first_count_at_or_after(now)) +
        (announced_ ? 0 : context_.parameters.run_ack_start); // not again when SSYNC lets go
}

void StreamEngine::start_link() {
    hand_over();
    const core::TimePoint when = context_.frame_clock.edge(start_frame_);
    const bool resumes = announced_; // SSYNC let go again: the cadence goes on where it was held
    origin_frame_ = resumes ? origin_frame_ + (start_frame_ - linked_frame_) : start_frame_;
    if (!resumes) link_base_ = link_;
    linked_frame_ = start_frame_;
    start_frame_ = no_frame;
    link_moving_ = true;
    phase_ = Phase::Running;
    if (resumes) return;
    announced_ = true;
    emit(EngineStarted{object_, stream_tag(), link_});
    if (is_output_ && context_.sink != nullptr) context_.sink->started(stream_tag(), format_.link, when);
    if (!is_output_ && context_.source != nullptr) context_.source->started(stream_tag(), format_.link, when);
    if (context_.observer != nullptr) context_.observer->engine_started(*this);
}

void StreamEngine::hold_link(bool hold) {
    if (hold == held_) return;
    const core::TimePoint now = context_.now;
    run_until_now();
    held_ = hold;
    if (hold) {
        start_frame_ = no_frame;
        if (link_moving_) hold_frame_ = context_.frame_clock.count_at(now) + 1;
    } else {
        hold_frame_ = no_frame;
        if (phase_ == Phase::Ready && !stop_pending_) choose_start_frame(now, true);
    }
    if (phase_ != Phase::Idle) plan(now);
}

/// Whether there is a burst to issue: room or data for it, and a descriptor that says where to.
bool StreamEngine::has_burst(core::TimePoint now) {
    if (!fetching() || !wants_burst() || (faults_ != nullptr && faults_->stalled())) return false;
    return entry_left_ != 0 || enter_next_entry(now);
}

void StreamEngine::issue(core::TimePoint now) {
    while (!waiting_for_bus_ && has_burst(now)) {
        if (!context_.arbiter.acquire(index_)) {
            waiting_for_bus_ = true;
            return;
        }
        issue_next(now);
    }
}

/// Out of line: flow() has the copy that matters.
void StreamEngine::issue_next(core::TimePoint now) { issue_one(now, next_burst_bytes()); }

} // namespace acxsim::hw::hda
