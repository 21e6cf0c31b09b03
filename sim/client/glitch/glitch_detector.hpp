// SPDX-License-Identifier: MIT
//
// Compares what was heard with what should have been, frame by frame, and says what each difference was: a repeat, a
// skip, silence, a stale packet (older content of the same memory), a torn one (the writer and the engine met inside
// the packet), exchanged channels, or nothing known. Two places use it: between client and codec for render, between
// codec and client for capture.
//
// While all is well a span costs one comparison (tests/bench guards it). From the first wrong frame on, frames are kept
// until their packet is over and a few more have been heard; then they are explained in one go (explanation.hpp), with
// the knowledge of what the client wrote meanwhile. What comes of it does not depend on how sound is cut into spans.
// Records are emitted by publish(), which the client calls when its processor runs: a model may hand over sound later
// than it was on the link, but never after a processor could have noticed. The time in a record is the glitch's own.
// Codec delay plays no role: time is link time. Pausing is no glitch, nor is what plays after the end of the stream.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "hwmodel/link/codec.hpp"
#include "sim/acx/stream_connection.hpp"
#include "sim/client/audio/content_window.hpp"
#include "sim/client/glitch/content_ledger.hpp"
#include "sim/client/glitch/explanation.hpp"
#include "sim/client/records.hpp"
#include "sim/core/trace.hpp"

namespace acxsim::client {

class GlitchDetector {
public:
    static constexpr std::size_t listed_max = 100'000; ///< glitches kept for the report; all are counted and traced

    /// `content` must be configured and outlive the detector. `packet_count`: slots of the stream's memory.
    GlitchDetector(core::Trace &trace, core::ObjectId stream, const acx::AudioFormat &format,
                   std::uint32_t packet_count, const ContentLedger &content);

    /// Whole frames were heard in order.
    void heard(std::span<const std::byte> blocks, const hw::BlockTimes &times) {
        if (!busy_) [[likely]] {
            const ContentLedger::Entry &entry = *entry_;
            const auto size = static_cast<std::uint32_t>(blocks.size());
            if (entry.packet == packet_ && offset_ + size <= entry.valid_bytes &&
                expected_.matches(byte_number(), blocks)) {
                offset_ += size;
                if (offset_ == packet_bytes_) next_packet();
                return;
            }
        }
        examine(blocks, times, 0);
    }
    /// The same from somebody who only knows when the last frame had ended.
    void heard(std::span<const std::byte> blocks, core::TimePoint last_frame_end);
    /// The link carried nothing for that long; no content was lost.
    void starved(std::uint64_t frames, core::TimePoint when);
    /// The reader is known to have left out that many frames (capture packets that it never saw).
    void left_out(std::uint64_t frames, core::TimePoint when);
    /// A slip of that size is likely (frames known to be lost in an overrun): helps with periodic content.
    void expect_slip(std::int64_t frames) { hinted_slip_ = frames; }
    /// The stream was stopped and goes on: up to that many frames may have been dropped in between without a glitch.
    void tolerate_slip(std::uint64_t frames_max);
    /// From that frame on anything may be heard (end of stream).
    void end_of_stream(std::uint64_t frame) { end_frame_ = static_cast<std::int64_t>(frame); }
    /// The stream begins again at frame 0 (after Stop).
    void restart();
    /// No more will be heard: explains what is still kept.
    void finish();
    /// Puts on record what is known by now.
    void publish();

    /// Content byte that is heard next.
    std::int64_t position_bytes() const {
        return busy_ ? (front_ + static_cast<std::int64_t>(kept_frames())) * block_ : packet_ * packet_bytes_ + offset_;
    }

    const std::vector<GlitchHeard> &glitches() const { return glitches_; }
    std::uint64_t glitch_count() const { return glitch_count_; }
    /// By GlitchHeard::What.
    const std::array<std::uint64_t, 8> &counts() const { return counts_; }
    std::uint64_t wrong_frames() const { return wrong_frames_; }

private:
    struct FrameTimes {
        core::TimePoint crossed; // when the link had come to it
        core::TimePoint fetched; // when the burst that holds its first byte was issued; power_on: unknown
    };
    struct Piece {
        Explanation::Cause cause;
        std::int64_t position;
        std::uint64_t frames;
        core::TimePoint at;
    };

    /// Content byte that packet_ and offset_ stand for.
    std::uint64_t byte_number() const { return static_cast<std::uint64_t>(packet_ * packet_bytes_ + offset_); }
    void next_packet();
    void examine(std::span<const std::byte> blocks, const hw::BlockTimes &times, std::uint64_t behind);
    bool is_right(std::span<const std::byte> blocks);
    void keep(std::span<const std::byte> blocks, const hw::BlockTimes &times, std::uint64_t behind);
    std::uint64_t frames_to_explain() const;
    void work_off(bool final);
    bool drop_right_frames();
    void explain_packet();
    void judge_packet(std::int64_t packet);
    void add_piece(const Explanation &explanation, std::uint64_t first, std::uint64_t frames);
    void slipped(std::int64_t slip, core::TimePoint at);
    void report(GlitchHeard::What what, std::int64_t position, std::uint64_t frames, core::TimePoint at,
                std::int64_t late_ticks);
    void flush_report();
    void seek(std::int64_t frame);
    std::int64_t late_ticks(const Piece &piece) const;
    std::int64_t late_ticks(std::int64_t position, const FrameTimes &times) const;
    std::int64_t probable_fetch(const ContentLedger::Piece &piece, std::int64_t position,
                                core::TimePoint crossed) const;
    const FrameTimes &times_of(std::uint64_t kept_index) const { return times_[dropped_ + kept_index]; }
    std::uint64_t kept_frames() const { return kept_.size() / block_ - dropped_; }
    const std::byte *kept_frame(std::uint64_t index) const { return kept_.data() + (dropped_ + index) * block_; }
    void drop(std::uint64_t frames);

    // Touched by every span.
    const ContentLedger::Entry *entry_ = nullptr;
    std::int64_t packet_ = 0;  // heard next
    std::uint32_t offset_ = 0; // bytes into it
    std::uint32_t packet_bytes_;
    bool busy_ = false; // frames are kept, front_ tells where they belong
    ContentWindow expected_;

    core::Trace &trace_;
    core::ObjectId stream_;
    const ContentLedger &content_;
    Explainer explainer_;
    std::uint32_t block_;
    std::uint32_t packet_frames_;
    std::uint32_t rate_hz_;

    std::int64_t front_ = 0; // content number of the first kept frame
    bool suspect_ = false;   // ... which is wrong
    std::vector<std::byte> kept_;
    std::uint64_t dropped_ = 0;     // frames at the front of kept_ that are done with
    std::vector<FrameTimes> times_; // of the frames in kept_
    std::vector<Piece> pieces_;
    std::int64_t right_packet_ = -1; // the last packet of which a frame was right
    std::int64_t hinted_slip_ = 0;
    std::uint64_t tolerated_slip_ = 0;
    unsigned tolerant_packets_ = 0;
    std::int64_t end_frame_ = INT64_MAX;

    GlitchHeard pending_{}; // may still grow
    std::int64_t pending_end_ = -1;
    bool has_pending_ = false;
    std::vector<GlitchHeard> glitches_;
    std::vector<GlitchHeard> unpublished_;
    std::array<std::uint64_t, 8> counts_{};
    std::uint64_t glitch_count_ = 0;
    std::uint64_t wrong_frames_ = 0;
};

} // namespace acxsim::client
