// SPDX-License-Identifier: MIT
//
// See glitch_detector.hpp. Everything here but next_packet() runs only when something differs.
#include "sim/client/glitch/glitch_detector.hpp"

#include <algorithm>

namespace acxsim::client {

using Cause = Explanation::Cause;

namespace {
// Heard beyond a packet before it is explained, so that a slip near its end is recognised.
constexpr std::uint64_t lookahead_frames = 2 * Explainer::slip_frames_min;
// Searches for slipped content are costly; noise must not make a run crawl.
constexpr unsigned searches_per_packet_max = 4;
// A frame or two that mix old and new bytes belong to the torn part beside them.
constexpr std::uint64_t mixed_frames_max = 2;

/// Frames that followed each other at the nominal rate; who fetched them when is not known.
class NominalTimes final : public hw::BlockTimes {
public:
    NominalTimes(core::TimePoint end, std::uint32_t block_bytes, std::uint32_t rate_hz)
        : end_(end), block_(block_bytes), rate_hz_(rate_hz) {}
    core::TimePoint crossed(std::uint64_t behind) const override {
        return end_ - core::Duration{static_cast<std::int64_t>(behind / block_) * core::ticks_per_second / rate_hz_};
    }
    core::TimePoint fetched(std::uint64_t) const override { return core::power_on; }

private:
    core::TimePoint end_;
    std::uint32_t block_;
    std::uint32_t rate_hz_;
};
} // namespace

GlitchDetector::GlitchDetector(core::Trace &trace, core::ObjectId stream, const acx::AudioFormat &format,
                               std::uint32_t packet_count, const ContentLedger &content)
    : packet_bytes_(content.packet_bytes()), expected_(content.source()), trace_(trace), stream_(stream),
      content_(content), explainer_(content, format, packet_count), block_(content.block_bytes()),
      packet_frames_(content.packet_frames()), rate_hz_(format.rate_hz) {
    seek(0);
}

void GlitchDetector::seek(std::int64_t frame) {
    packet_ = frame / packet_frames_;
    offset_ = static_cast<std::uint32_t>(frame % packet_frames_) * block_;
    entry_ = &content_.entry(packet_);
}

void GlitchDetector::next_packet() {
    ++packet_;
    offset_ = 0;
    entry_ = &content_.entry(packet_);
    if (has_pending_ && pending_end_ != packet_ * packet_frames_) flush_report();
    if (tolerant_packets_ > 0 && --tolerant_packets_ == 0) tolerated_slip_ = 0;
}

void GlitchDetector::heard(std::span<const std::byte> blocks, core::TimePoint last_frame_end) {
    const NominalTimes times(last_frame_end, block_, rate_hz_);
    heard(blocks, times);
}

/// `behind`: bytes between the end of `blocks` and the end that `times` counts back from.
void GlitchDetector::examine(std::span<const std::byte> blocks, const hw::BlockTimes &times, std::uint64_t behind) {
    while (!blocks.empty()) {
        std::size_t size = std::min<std::size_t>(blocks.size(), packet_bytes_ - offset_);
        if (busy_) {
            size = std::min<std::size_t>(blocks.size(), frames_to_explain() * block_);
        } else if (size < blocks.size() && is_right(blocks.first(size))) {
            // A span that only straddles the packets' boundary is no reason to worry.
            offset_ += static_cast<std::uint32_t>(size);
            next_packet();
            blocks = blocks.subspan(size);
            continue;
        } else if (is_right(blocks)) {
            offset_ += static_cast<std::uint32_t>(size);
            if (offset_ == packet_bytes_) next_packet();
            return;
        } else {
            front_ = packet_ * packet_frames_ + offset_ / block_;
            if (offset_ > 0) right_packet_ = packet_;
            busy_ = true;
            suspect_ = false;
        }
        keep(blocks.first(size), times, behind + blocks.size() - size);
        work_off(false);
        blocks = blocks.subspan(size);
    }
}

/// Whether a span within the present packet is what should be heard.
bool GlitchDetector::is_right(std::span<const std::byte> blocks) {
    const auto size = static_cast<std::uint32_t>(blocks.size());
    return entry_->packet == packet_ && offset_ + size <= entry_->valid_bytes &&
           expected_.matches(byte_number(), blocks);
}

/// How many more frames must be kept before the first wrong one can be explained, so that the explanation sees the same
/// frames however they came.
std::uint64_t GlitchDetector::frames_to_explain() const {
    return static_cast<std::uint64_t>(packet_frames_ - front_ % packet_frames_) + lookahead_frames - kept_frames();
}

void GlitchDetector::keep(std::span<const std::byte> blocks, const hw::BlockTimes &times, std::uint64_t behind) {
    kept_.reserve((packet_frames_ * 2 + lookahead_frames) * block_); // most streams never get here
    kept_.insert(kept_.end(), blocks.begin(), blocks.end());
    for (std::uint64_t left = blocks.size(); left != 0; left -= block_)
        times_.push_back({times.crossed(behind + left), times.fetched(behind + left)});
}

void GlitchDetector::drop(std::uint64_t frames) {
    dropped_ += frames;
    front_ += static_cast<std::int64_t>(frames);
}

// Returns whether frames are left, the first of which is wrong.
bool GlitchDetector::drop_right_frames() {
    const std::uint64_t count = kept_frames();
    std::uint64_t right = 0;
    while (right < count) {
        const std::int64_t position = front_ + static_cast<std::int64_t>(right);
        if (position < end_frame_ && !explainer_.right(kept_frame(right), position)) break;
        ++right;
    }
    if (right > 0) right_packet_ = (front_ + static_cast<std::int64_t>(right) - 1) / packet_frames_;
    drop(right);
    return right < count;
}

void GlitchDetector::work_off(bool final) {
    for (;;) {
        if (!suspect_) {
            if (!drop_right_frames()) break;
            suspect_ = true;
        }
        const auto here = static_cast<std::uint64_t>(packet_frames_ - front_ % packet_frames_);
        if (!final && kept_frames() < here + lookahead_frames) return;
        if (kept_frames() == 0) break;
        explain_packet();
        suspect_ = false;
    }
    kept_.clear();
    times_.clear();
    dropped_ = 0;
    busy_ = false;
    suspect_ = false;
    seek(front_);
    if (has_pending_ && pending_end_ != front_) flush_report();
}

// Explains the kept frames up to the end of their packet, or up to a slip.
void GlitchDetector::explain_packet() {
    const std::int64_t packet = front_ / packet_frames_;
    const auto here = std::min<std::uint64_t>(kept_frames(), packet_frames_ - front_ % packet_frames_);
    pieces_.clear();
    std::uint64_t done = 0;
    unsigned searches = 0;
    while (done < here) {
        const std::int64_t position = front_ + static_cast<std::int64_t>(done);
        if (position >= end_frame_) {
            done = here;
            break;
        }
        const auto frames = static_cast<std::uint32_t>(kept_frames() - done);
        const Explanation found =
            explainer_.explain(kept_frame(done), frames, position, hinted_slip_, searches < searches_per_packet_max);
        if (found.cause == Cause::Nothing) ++searches;
        if (found.cause == Cause::Slipped) {
            const core::TimePoint at = times_of(done).crossed;
            judge_packet(packet);
            drop(done);
            slipped(found.slip, at);
            return;
        }
        const std::uint64_t length = std::min<std::uint64_t>(found.frames, here - done);
        add_piece(found, done, length);
        done += length;
    }
    judge_packet(packet);
    drop(done);
}

// Frames at either end of a piece that are right all the same (by coincidence of content) are not wrong.
void GlitchDetector::add_piece(const Explanation &explanation, std::uint64_t first, std::uint64_t frames) {
    Cause cause = explanation.cause;
    std::uint64_t from = first;
    std::uint64_t to = first + frames;
    if (cause != Cause::Right) {
        const auto is_right = [&](std::uint64_t i) {
            return explainer_.right(kept_frame(i), front_ + static_cast<std::int64_t>(i));
        };
        while (from < to && is_right(from))
            ++from;
        while (to > from && is_right(to - 1))
            --to;
        if (from > first || to < first + frames) right_packet_ = front_ / packet_frames_;
        if (from == to) return;
    } else {
        right_packet_ = front_ / packet_frames_;
        return;
    }
    const std::int64_t position = front_ + static_cast<std::int64_t>(from);
    if (!pieces_.empty() && pieces_.back().cause == cause &&
        pieces_.back().position + static_cast<std::int64_t>(pieces_.back().frames) == position) {
        pieces_.back().frames += to - from;
        return;
    }
    pieces_.push_back({cause, position, to - from, times_of(from).crossed});
}

// Decides what the pieces of one packet were, now that the whole packet is known.
void GlitchDetector::judge_packet(std::int64_t packet) {
    const auto written = [&](const Piece &piece) { return content_.holds_frame(piece.position); };
    const auto torn = [&](const Piece &piece) {
        return piece.cause == Cause::NewerSlot ||
               (piece.cause == Cause::OlderSlot && right_packet_ == packet && written(piece));
    };
    const auto adjacent = [](const Piece &left, const Piece &right) {
        return left.position + static_cast<std::int64_t>(left.frames) == right.position;
    };
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
        const Piece &piece = pieces_[i];
        bool is_torn = torn(piece);
        if (piece.cause == Cause::Nothing && piece.frames <= mixed_frames_max) {
            is_torn = (i > 0 && torn(pieces_[i - 1]) && adjacent(pieces_[i - 1], piece)) ||
                      (i + 1 < pieces_.size() && torn(pieces_[i + 1]) && adjacent(piece, pieces_[i + 1]));
        }
        GlitchHeard::What what = GlitchHeard::Unknown;
        std::int64_t late = 0;
        if (is_torn) {
            what = GlitchHeard::Torn;
            late = late_ticks(piece);
        } else if (piece.cause == Cause::OlderSlot) {
            what = GlitchHeard::Stale;
            late = late_ticks(piece);
        } else if (piece.cause == Cause::Silence) {
            what = GlitchHeard::Silence;
            late = late_ticks(piece); // memory that nothing had been written to yet
        } else if (piece.cause == Cause::SwappedChannels) {
            what = GlitchHeard::SwappedChannels;
        }
        report(what, piece.position, piece.frames, piece.at, late);
    }
    pieces_.clear();
}

void GlitchDetector::slipped(std::int64_t slip, core::TimePoint at) {
    hinted_slip_ = 0;
    const std::int64_t position = front_;
    front_ += slip;
    if (slip > 0 && static_cast<std::uint64_t>(slip) <= tolerated_slip_) {
        tolerated_slip_ = 0;
        return;
    }
    if (slip > 0) {
        report(GlitchHeard::Skip, position, static_cast<std::uint64_t>(slip), at, 0);
    } else {
        report(GlitchHeard::Repeat, position, static_cast<std::uint64_t>(-slip), at, 0);
    }
    flush_report();
}

/// How long after the fetch of one of its frames that frame's content was written, at most.
std::int64_t GlitchDetector::late_ticks(const Piece &piece) const {
    std::int64_t late = 0;
    for (std::uint64_t i = 0; i < piece.frames; ++i) {
        const std::int64_t position = piece.position + static_cast<std::int64_t>(i);
        late = std::max(late, late_ticks(position, times_of(static_cast<std::uint64_t>(position - front_))));
    }
    return late;
}

// 0 if it never was written, or in time.
std::int64_t GlitchDetector::late_ticks(std::int64_t position, const FrameTimes &times) const {
    const std::int64_t packet = position / packet_frames_;
    const ContentLedger::Entry &entry = content_.entry(packet);
    if (entry.packet != packet) return 0;
    const auto byte = static_cast<std::uint32_t>(position % packet_frames_) * block_;
    const ContentLedger::Piece *piece = entry.piece_at(byte);
    if (piece == nullptr) return 0;
    const std::int64_t length = std::max<std::uint32_t>(1, piece->to_byte - piece->from_byte);
    const std::int64_t took = (piece->ended - piece->began).count();
    const std::int64_t written =
        core::ticks_of(piece->began) +
        static_cast<std::int64_t>(static_cast<__int128>(took) * (byte - piece->from_byte) / length);
    std::int64_t fetched = core::ticks_of(times.fetched);
    if (times.fetched == core::power_on) fetched = probable_fetch(*piece, position, times.crossed);
    return std::max<std::int64_t>(0, written - fetched);
}

/// For models that do not say when they fetched: reckoned from how far the engine was when the write began and ended.
std::int64_t GlitchDetector::probable_fetch(const ContentLedger::Piece &piece, std::int64_t position,
                                            core::TimePoint crossed) const {
    if (piece.issued_began == 0) return core::ticks_of(crossed);
    const std::int64_t content_byte = position * block_;
    const std::int64_t ahead = piece.issued_ended - piece.issued_began;
    if (content_byte < piece.issued_began) {
        const std::int64_t ticks_per_frame = core::ticks_per_second / rate_hz_;
        return core::ticks_of(piece.began) - (piece.issued_began - content_byte) * ticks_per_frame / block_;
    }
    if (ahead <= 0) return core::ticks_of(piece.began);
    const std::int64_t took = (piece.ended - piece.began).count();
    return core::ticks_of(piece.began) +
           static_cast<std::int64_t>(static_cast<__int128>(took) * (content_byte - piece.issued_began) / ahead);
}

void GlitchDetector::starved(std::uint64_t frames, core::TimePoint when) {
    const std::int64_t position = position_bytes() / block_;
    const core::TimePoint began =
        when - core::Duration{static_cast<std::int64_t>(frames) * core::ticks_per_second / rate_hz_};
    // Content is only late: what follows continues where it stood, so the silence has a place but no extent in it.
    if (has_pending_ && pending_.what == GlitchHeard::Silence && pending_end_ == position &&
        pending_.packet * packet_frames_ + pending_.frame == static_cast<std::uint64_t>(position)) {
        pending_.length += frames;
        wrong_frames_ += frames;
        return;
    }
    report(GlitchHeard::Silence, position, frames, began, 0);
    pending_end_ = position;
}

void GlitchDetector::left_out(std::uint64_t frames, core::TimePoint when) {
    if (frames == 0) return;
    if (busy_) work_off(true);
    const std::int64_t position = position_bytes() / block_;
    report(GlitchHeard::Skip, position, frames, when, 0);
    flush_report();
    seek(position + static_cast<std::int64_t>(frames));
}

void GlitchDetector::tolerate_slip(std::uint64_t frames_max) {
    tolerated_slip_ = frames_max;
    tolerant_packets_ = 3;
}

void GlitchDetector::restart() {
    finish();
    right_packet_ = -1;
    end_frame_ = INT64_MAX;
    hinted_slip_ = 0;
    front_ = 0;
    seek(0);
}

void GlitchDetector::finish() {
    if (busy_) work_off(true);
    flush_report();
}

void GlitchDetector::report(GlitchHeard::What what, std::int64_t position, std::uint64_t frames, core::TimePoint at,
                            std::int64_t late) {
    wrong_frames_ += frames;
    const bool grows = what == GlitchHeard::Silence || what == GlitchHeard::Stale ||
                       what == GlitchHeard::SwappedChannels || what == GlitchHeard::Unknown;
    const bool same_packet = has_pending_ && pending_.packet == static_cast<std::uint64_t>(position / packet_frames_);
    if (has_pending_ && pending_.what == static_cast<std::uint32_t>(what) && pending_end_ == position &&
        (grows || (what == GlitchHeard::Torn && same_packet))) {
        pending_.length += frames;
        pending_.late_ticks = std::max(pending_.late_ticks, late);
        pending_end_ += static_cast<std::int64_t>(frames);
        return;
    }
    flush_report();
    pending_ = {stream_,
                static_cast<std::uint32_t>(what),
                static_cast<std::uint64_t>(position / packet_frames_),
                static_cast<std::uint64_t>(position % packet_frames_),
                frames,
                core::ticks_of(at),
                late};
    pending_end_ = position + static_cast<std::int64_t>(frames);
    has_pending_ = true;
}

void GlitchDetector::flush_report() {
    if (!has_pending_) return;
    has_pending_ = false;
    ++glitch_count_;
    ++counts_[pending_.what];
    if (glitches_.size() < listed_max) glitches_.push_back(pending_);
    unpublished_.push_back(pending_);
}

void GlitchDetector::publish() {
    // What has been heard beyond it, or is kept to be explained, no longer makes it grow.
    if (has_pending_ && pending_end_ < (busy_ ? front_ : position_bytes() / block_)) flush_report();
    for (const GlitchHeard &glitch : unpublished_)
        trace_.emit(glitch);
    unpublished_.clear();
}

} // namespace acxsim::client
