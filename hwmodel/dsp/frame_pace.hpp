// SPDX-License-Identifier: MIT
//
// The pace of the HDA link behind the DSP: 48,000 frames a second, each with as many sample blocks as the format's
// cadence puts there (hda/cadence.hpp). Follows hwmodel.md 2.1, 2.2.
#pragma once

#include <algorithm>

#include "hwmodel/cyclic/link_pace.hpp"
#include "hwmodel/hda/cadence.hpp"

namespace acxsim::hw::dsp {

class FramePace final : public cyclic::LinkPace {
public:
    explicit FramePace(const core::ClockDomain &frames) : clock_(&frames) {}
    /// `channels`: samples in a block; a sample is a unit.
    void set_format(const hda::Cadence &cadence, unsigned channels) {
        cadence_ = cadence;
        channels_ = channels;
    }

    const core::ClockDomain &clock() const override { return *clock_; }
    std::int64_t counts_per_frame() const override { return 1; }
    std::int64_t units(std::int64_t counts) const override {
        return counts <= 0 ? 0 : cadence_.blocks(counts) * channels_;
    }
    std::int64_t counts_for(std::int64_t units) const override {
        return units <= 0 ? 0 : cadence_.frames_for((units + channels_ - 1) / channels_);
    }
    std::int64_t counts_min(std::int64_t units) const override {
        return std::max<std::int64_t>(units / channels_ / cadence_.blocks_per_frame() - 1, 0);
    }

private:
    const core::ClockDomain *clock_;
    hda::Cadence cadence_;
    std::int64_t channels_ = 2;
};

} // namespace acxsim::hw::dsp
