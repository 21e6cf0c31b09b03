// SPDX-License-Identifier: MIT
//
// Many bursts at once: the closed form of the steady state (lazy timing). Within a descriptor entry every burst is a
// full one, issued at the first frame boundary that finds its room (output) or its data (input); by the next boundary
// it has arrived. So how far F is after a frame follows from how far L is. The draws for arrivals are passed over, and
// the last frames' bursts are left to be issued one by one, so that the history that position words need is there. Left
// out: whatever is not plain: unaligned starts of entries, their last bursts, pages that are not mapped.
#include <algorithm>
#include <bit>
#include <cstring>

#include "hwmodel/hda/stream_engine.hpp"

namespace acxsim::hw::hda {

/// Frames at whose bursts somebody might still look: those that a position word can be sampled in, and one during which
/// the last burst left out arrives.
std::int64_t StreamEngine::frames_kept() const {
    const Parameters &parameters = context_.parameters;
    return std::max<std::int64_t>(parameters.posbuf_period + parameters.posbuf_lag, parameters.lpib_lag) + 3;
}

DmaRange StreamEngine::present_entry() const {
    return {entry_address_ - (current_.size_bytes - entry_left_), current_.size_bytes};
}

bool StreamEngine::steady() {
    if (phase_ != Phase::Running || known_frame_ == no_frame || stop_pending_ || waiting_for_bus_) return false;
    if (hold_frame_ != no_frame || completions_outstanding_ != 0 || on_link_count_ != 0) return false;
    if (delayed_completion_ != core::end_of_time || entry_left_ <= 2 * burst_) return false;
    if (burst_ + cadence_.blocks_per_frame() * block_ > fifo_) return false;
    if (bursts_per_frame() * frames_kept() > static_cast<std::int64_t>(burst_ring) - 8) return false;
    if (context_.parameters.burst_phase != BurstPhase::EntryRelative) {
        if (!std::has_single_bit(burst_) || burst_ > 128 || (entry_address_ & (burst_ - 1)) != 0) return false;
    }
    if (!is_output_) {
        // What is still under way must belong to this entry, too: nobody else may be near it.
        const DmaRange entry = present_entry();
        for (std::uint64_t i = retired_count_; i != issued_count_; ++i) {
            const BusAddress address = deliveries_[i & burst_mask_].address;
            if (address < entry.address || address >= entry.address + entry.size_bytes) return false;
        }
    }
    // FIFOTRK sees the FIFO before each arrival, which must lie within the frame that follows the issue.
    if (context_.fifo_track.on && is_output_ && context_.parameters.t_mem.minimum().count() == 0) return false;
    return entry_is_mapped();
}

bool StreamEngine::is_mapped(BusAddress address, std::uint32_t size_bytes) const {
    const BusAddress past = address + size_bytes;
    for (BusAddress at = address; at < past; at = (at / page_size_bytes + 1) * page_size_bytes) {
        if (context_.memory.translate(at) == nullptr) return false;
    }
    return true;
}

bool StreamEngine::entry_is_mapped() {
    const std::uint64_t end = issued_ + entry_left_;
    const std::uint64_t unmaps = context_.memory.unmap_count();
    if (mapped_entry_end_ == end && mapped_unmaps_ == unmaps) return true;
    if (!is_mapped(entry_address_, entry_left_)) return false;
    mapped_entry_end_ = end;
    mapped_unmaps_ = unmaps;
    return true;
}

void StreamEngine::before_unmap() {
    if (is_output_ || retired_count_ == issued_count_) return;
    doomed_ = true; // perhaps: then the arrivals are looked at for nothing
    if (phase_ != Phase::Idle) plan(context_.now);
}

core::TimePoint StreamEngine::glide_end() const {
    const std::uint64_t last = issued_ + (entry_left_ - 1) / burst_ * burst_;
    return context_.frame_clock.edge(frame_reaching(is_output_ ? last + burst_ - fifo_ : last + burst_));
}

std::optional<std::uint64_t> StreamEngine::bursts_to_glide(core::TimePoint until) const {
    if (known_frame_ == no_frame) return std::nullopt;
    const std::int64_t last_frame = context_.frame_clock.count_at(until) - frames_kept();
    if (last_frame < known_frame_) return 0;
    const std::uint64_t reach = is_output_ ? link_at(last_frame) + fifo_ : link_at(last_frame);
    return std::min<std::uint64_t>((reach - issued_) / burst_, (entry_left_ - 1) / burst_);
}

bool StreamEngine::glide(core::TimePoint until) {
    const std::uint64_t count = bursts_to_glide(until).value_or(0);
    if (count == 0) return false;
    retire_all();

    const std::uint64_t size = count * burst_;
    const std::uint64_t last_burst = issued_ + size - burst_;
    const std::int64_t frame = frame_reaching(is_output_ ? last_burst + burst_ - fifo_ : last_burst + burst_);
    const std::uint64_t target = link_at(frame);
    linked_frame_ = frame;
    glides_[glide_count_++ % glides_.size()] = {issued_, issued_ + size, link_base_, origin_frame_};
    if (is_output_) {
        hand_over();               // before frames up to linked_frame_
        std::uint64_t fetched = 0; // of `size`
        if (target > issued_) {
            // The link takes more than the FIFO holds: the rest of a block that was begun, whole blocks, and what
            // stays in the FIFO.
            const auto held = static_cast<std::uint32_t>(issued_ - link_);
            const std::uint32_t begun = held % block_;
            if (begun != 0) fetch_into_ring(0, block_ - begun);
            fetched = begun == 0 ? 0 : block_ - begun;
            play_held(held + static_cast<std::uint32_t>(fetched));
            const std::uint64_t whole = target - link_;
            play_from_memory(fetched, whole);
            fetched += whole;
            ring_read_ = ring_write_ = 0;
        } else {
            play_held(static_cast<std::uint32_t>(target - link_));
        }
        fetch_into_ring(fetched, static_cast<std::uint32_t>(size - fetched));
    } else {
        // Through the ring, as much as it holds at a time.
        std::uint64_t written = 0;
        while (written != size) {
            const std::uint64_t held = link_ - issued_ - written;
            const auto taken = std::min<std::uint64_t>(target - link_, (ring_size_ - held) / block_ * block_);
            if (taken != 0) capture(static_cast<std::uint32_t>(taken));
            const auto piece = static_cast<std::uint32_t>(
                std::min({size - written, link_ - issued_ - written, std::uint64_t{ring_size_ - ring_read_}}));
            context_.memory.write(object_, entry_address_ + written, {ring_.data() + ring_read_, piece});
            ring_read_ += piece;
            if (ring_read_ == ring_size_) ring_read_ = 0;
            written += piece;
        }
        if (link_ != target) capture(static_cast<std::uint32_t>(target - link_));
    }

    if (is_output_ && context_.fifo_track.on) {
        for (std::uint64_t begin = issued_; begin <= last_burst; begin += burst_) {
            const auto left = static_cast<std::uint32_t>(begin - link_at(frame_reaching(begin + burst_ - fifo_)));
            context_.fifo_track.lowest_bytes = std::min(context_.fifo_track.lowest_bytes, left);
        }
    }
    context_.parameters.t_mem.skip(context_.simulation.choices, memory_latency_, count);
    issued_ += size;
    arrived_ = issued_;
    entry_address_ += size;
    entry_left_ -= static_cast<std::uint32_t>(size);
    retired_count_ = ++issued_count_; // in the history they are one, the last of them
    last_arrival_ = context_.frame_clock.edge(frame);
    Burst &burst = bursts_[(issued_count_ - 1) & burst_mask_];
    burst = {};
    burst.end = issued_;
    burst.arrival = burst.issued = last_arrival_;
    burst.size_bytes = burst_;

    const std::int64_t next_frame = next_burst_frame();
    plan_bursts(next_frame, context_.frame_clock.edge(next_frame), link_at(next_frame));
    return true;
}

/// Hands `size_bytes` whole blocks over from where they lie, `offset` bytes from entry_address_.
void StreamEngine::play_from_memory(std::uint64_t offset, std::uint64_t size_bytes) {
    if (context_.sink == nullptr) {
        link_ += size_bytes;
        return;
    }
    while (size_bytes != 0) {
        const BusAddress at = entry_address_ + offset;
        const std::byte *from = context_.memory.translate(at);
        std::uint64_t piece = page_size_bytes - at % page_size_bytes;
        while (piece < size_bytes && context_.memory.translate(at + piece) == from + piece)
            piece += page_size_bytes;
        piece = std::min(piece, size_bytes) / block_ * block_;
        if (piece != 0) {
            link_ += piece;
            context_.sink->played_at(stream_tag(), {from, static_cast<std::size_t>(piece)}, *this);
        } else {
            // A block across pages that are not neighbours. Of 16 channels with 4 bytes at most.
            std::array<std::byte, 64> block;
            piece = block_;
            context_.memory.read(object_, at, std::span{block}.first(block_));
            link_ += block_;
            context_.sink->played_at(stream_tag(), std::span{block}.first(block_), *this);
        }
        offset += piece;
        size_bytes -= piece;
    }
}

void StreamEngine::fetch_into_ring(std::uint64_t offset, std::uint32_t size_bytes) {
    while (size_bytes != 0) {
        const std::uint32_t piece = std::min(size_bytes, ring_size_ - ring_write_);
        context_.memory.read(object_, entry_address_ + offset, {ring_.data() + ring_write_, piece});
        ring_write_ += piece;
        if (ring_write_ == ring_size_) ring_write_ = 0;
        offset += piece;
        size_bytes -= piece;
    }
}

} // namespace acxsim::hw::hda
