// SPDX-License-Identifier: MIT
//
// See explanation.hpp.
#include "sim/client/glitch/explanation.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

namespace acxsim::client {

using Cause = Explanation::Cause;

Explainer::Explainer(const ContentLedger &content, const acx::AudioFormat &format, std::uint32_t packet_count)
    : content_(content), window_(content.source()), block_(format.block_bytes()),
      sample_bytes_(format.container_bits / 8u), channels_(format.channels),
      slot_period_(std::int64_t{content.packet_frames()} * packet_count) {}

bool Explainer::right(const std::byte *heard, std::int64_t position) {
    return content_.holds_frame(position) &&
           window_.matches(static_cast<std::uint64_t>(position) * block_, {heard, block_});
}

std::uint32_t Explainer::fits(const std::byte *heard, std::uint32_t frames, std::int64_t position) {
    std::uint32_t run = 0;
    while (run < frames && right(heard + std::size_t{run} * block_, position + run))
        ++run;
    return run;
}

std::uint32_t Explainer::silent(const std::byte *heard, std::uint32_t frames) const {
    const std::size_t size = std::size_t{frames} * block_;
    std::size_t zeros = 0;
    while (zeros < size && heard[zeros] == std::byte{0})
        ++zeros;
    return static_cast<std::uint32_t>(zeros / block_);
}

// Way 0 exchanges the channels of each pair; way k > 0 rotates by k channels (a TDM slot slip).
std::uint32_t Explainer::swapped(const std::byte *heard, std::uint32_t frames, std::int64_t position, unsigned way) {
    for (std::uint32_t run = 0; run < frames; ++run, heard += block_) {
        if (!content_.holds_frame(position + run)) return run;
        const std::byte *expected = window_.frame(static_cast<std::uint64_t>(position + run));
        for (unsigned channel = 0; channel < channels_; ++channel) {
            unsigned from = (channel + way) % channels_;
            if (way == 0) from = std::min(channel ^ 1u, channels_ - 1);
            if (std::memcmp(heard + std::size_t{channel} * sample_bytes_, expected + std::size_t{from} * sample_bytes_,
                            sample_bytes_) != 0) {
                return run;
            }
        }
    }
    return frames;
}

Explanation Explainer::search(const std::byte *heard, std::uint32_t frames, std::int64_t position,
                              std::int64_t hinted_slip) {
    const std::uint32_t enough = std::min(frames, slip_frames_min);
    const std::int64_t oldest =
        std::max<std::int64_t>(0, (content_.newest_packet() - content_.remembered() + 1)) * content_.packet_frames();
    const std::int64_t newest = (content_.newest_packet() + 1) * content_.packet_frames();
    std::vector<std::byte> content(static_cast<std::size_t>(newest - oldest) * block_);
    content_.source().read(static_cast<std::uint64_t>(oldest), content);
    const auto try_slip = [&](std::int64_t slip) {
        const std::int64_t first = position + slip;
        // After a gap in what was written, packets from before it may still be remembered.
        if (first < oldest || first + enough > newest) return fits(heard, enough, first) == enough;
        const std::byte *there = content.data() + static_cast<std::size_t>(first - oldest) * block_;
        if (std::memcmp(heard, there, std::size_t{enough} * block_) != 0) return false;
        for (std::uint32_t i = 0; i < enough; ++i) {
            if (!content_.holds_frame(first + i)) return false;
        }
        return true;
    };
    const std::int64_t furthest = std::max(newest - position, position - oldest);
    std::int64_t found = hinted_slip != 0 && try_slip(hinted_slip) ? hinted_slip : 0;
    for (std::int64_t distance = 1; found == 0 && distance <= furthest; ++distance) {
        if (try_slip(distance)) {
            found = distance;
        } else if (try_slip(-distance)) {
            found = -distance;
        }
    }
    if (found == 0) return {Cause::Nothing, 1, 0};
    return {Cause::Slipped, fits(heard, frames, position + found), found};
}

Explanation Explainer::explain(const std::byte *heard, std::uint32_t frames, std::int64_t position,
                               std::int64_t hinted_slip, bool may_slip) {
    Explanation best{Cause::Right, fits(heard, frames, position), 0};
    const auto consider = [&](Cause cause, std::uint32_t run) {
        if (run > best.frames) best = {cause, run, 0};
    };
    if (best.frames < frames) consider(Cause::Silence, silent(heard, frames));
    for (int laps = 1; laps <= 4 && best.frames < frames; ++laps) {
        consider(Cause::OlderSlot, fits(heard, frames, position - laps * slot_period_));
    }
    if (best.frames < frames) consider(Cause::NewerSlot, fits(heard, frames, position + slot_period_));
    for (unsigned way = 0; channels_ > 1 && way < channels_ && best.frames < frames; ++way) {
        consider(Cause::SwappedChannels, swapped(heard, frames, position, way));
    }
    if (may_slip && best.frames < slip_frames_min && frames >= slip_frames_min) {
        const Explanation slipped = search(heard, frames, position, hinted_slip);
        if (slipped.cause == Cause::Slipped && slipped.frames > best.frames) return slipped;
    }
    if (best.frames == 0) return {Cause::Nothing, 1, 0};
    return best;
}

} // namespace acxsim::client
