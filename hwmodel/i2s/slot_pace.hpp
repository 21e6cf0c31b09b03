// SPDX-License-Identifier: MIT
//
// The pace of a TDM link: a frame per sample period, divided into slots; the first `channels` slots carry a word each,
// the others nothing. The clock counts slots, so that words leave one by one and not a frame at a time.
// Follows hwmodel.md 3a.
#pragma once

#include <algorithm>

#include "hwmodel/cyclic/link_pace.hpp"

namespace acxsim::hw::i2s {

class SlotPace final : public cyclic::LinkPace {
public:
    /// `slot_rate` is nominal: `oscillator`, which outlives the pace, makes it. slots >= channels >= 1.
    void configure(core::Hertz slot_rate, const core::Oscillator &oscillator, std::int64_t slots, std::int64_t channels,
                   core::TimePoint origin) {
        slots_ = slots;
        channels_ = channels;
        clock_ = core::ClockDomain(slot_rate, oscillator, origin);
    }

    const core::ClockDomain &clock() const override { return clock_; }
    std::int64_t counts_per_frame() const override { return slots_; }
    std::int64_t units(std::int64_t counts) const override {
        if (counts <= 0) return 0;
        return counts / slots_ * channels_ + std::min(counts % slots_, channels_);
    }
    std::int64_t counts_for(std::int64_t units) const override {
        if (units <= 0) return 0;
        return (units - 1) / channels_ * slots_ + (units - 1) % channels_ + 1;
    }
    std::int64_t counts_min(std::int64_t units) const override { return units; }

private:
    core::ClockDomain clock_{{96'000, 1}};
    std::int64_t slots_ = 2;
    std::int64_t channels_ = 2;
};

} // namespace acxsim::hw::i2s
