// SPDX-License-Identifier: MIT
//
// Explains frames that were not what should have been heard: which content fits them, and for how long. Greedy: of all
// content that fits, the one that fits longest wins; on a tie the harmless one. Runs only after a mismatch.
// Candidates: the right content; older or newer content of the same memory slot; silence; the right content with its
// channels exchanged or rotated; content from elsewhere (the stream slipped).
// Cannot tell: slips by whole periods of a periodic signal, anything within silence.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sim/acx/stream_connection.hpp"
#include "sim/client/audio/content_window.hpp"
#include "sim/client/glitch/content_ledger.hpp"

namespace acxsim::client {

struct Explanation {
    enum class Cause : std::uint8_t { Right, OlderSlot, NewerSlot, Silence, SwappedChannels, Slipped, Nothing };
    Cause cause = Cause::Nothing;
    std::uint32_t frames = 1;
    std::int64_t slip = 0; ///< Slipped: content continues that many frames further on (negative: back)
};

class Explainer {
public:
    /// Frames that must fit before a slip is believed.
    static constexpr std::uint32_t slip_frames_min = 8;

    Explainer(const ContentLedger &content, const acx::AudioFormat &format, std::uint32_t packet_count);

    /// Explains the beginning of `frames` heard frames, the first of which should have been content frame `position`.
    /// `hinted_slip`: tried before others. `may_slip`: look for content elsewhere (costly).
    Explanation explain(const std::byte *heard, std::uint32_t frames, std::int64_t position, std::int64_t hinted_slip,
                        bool may_slip);

    bool right(const std::byte *heard, std::int64_t position);

private:
    std::uint32_t fits(const std::byte *heard, std::uint32_t frames, std::int64_t position);
    std::uint32_t silent(const std::byte *heard, std::uint32_t frames) const;
    std::uint32_t swapped(const std::byte *heard, std::uint32_t frames, std::int64_t position, unsigned way);
    Explanation search(const std::byte *heard, std::uint32_t frames, std::int64_t position, std::int64_t hinted_slip);

    const ContentLedger &content_;
    ContentWindow window_;
    std::uint32_t block_;
    std::uint32_t sample_bytes_;
    std::uint32_t channels_;
    std::int64_t slot_period_; // frames until the same memory comes round again
};

} // namespace acxsim::client
