// SPDX-License-Identifier: MIT
//
// How many sample blocks a stream sends in a link frame. 48 kHz family: `multiple` blocks in every `divisor`-th frame.
// 44.1 kHz family: the same, in 147 out of 160 frames, so that after k frames exactly ceil(147 k / 160) base blocks
// have gone (runs of 12-11-11-12-11-11-12-11-11-12-11-11-11 blocks, each followed by one empty frame).
// Closed forms in both directions; nothing is counted. Follows hwmodel.md 2.1 and 2.2, ALC260 datasheet page 20.
#pragma once

#include <cstdint>

namespace acxsim::hw::hda {

class Cadence {
public:
    constexpr Cadence() = default;
    constexpr Cadence(bool base_44100, std::uint32_t multiple, std::uint32_t divisor)
        : multiple_(multiple), divisor_(divisor), base_44100_(base_44100),
          one_per_frame_(!base_44100 && multiple == 1 && divisor == 1) {}

    constexpr bool operator==(const Cadence &) const = default;

    /// Blocks sent after `frames` whole frames.
    constexpr std::int64_t blocks(std::int64_t frames) const {
        if (one_per_frame_) [[likely]]
            return frames;
        if (frames <= 0) return 0;
        const std::int64_t base = base_44100_ ? (147 * frames + 159) / 160 : frames;
        return multiple_ * ((base + divisor_ - 1) / divisor_);
    }

    /// The least number of frames after which at least `blocks` blocks have been sent.
    constexpr std::int64_t frames_for(std::int64_t blocks) const {
        if (one_per_frame_) [[likely]]
            return blocks;
        if (blocks <= 0) return 0;
        const std::int64_t groups = (blocks + multiple_ - 1) / multiple_;
        const std::int64_t base = (groups - 1) * divisor_ + 1;
        return base_44100_ ? 160 * (base - 1) / 147 + 1 : base;
    }

    /// Most blocks in one frame.
    constexpr std::uint32_t blocks_per_frame() const { return static_cast<std::uint32_t>(multiple_); }

private:
    std::int64_t multiple_ = 1;
    std::int64_t divisor_ = 1;
    bool base_44100_ = false;
    bool one_per_frame_ = true;
};

} // namespace acxsim::hw::hda
