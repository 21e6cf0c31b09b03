// SPDX-License-Identifier: MIT
//
// What faults make of the positions that an engine reports and of what is heard
// . F and L themselves, and what an instrument sees of them, stay as they are.
#include <algorithm>
#include <cstring>

#include "hwmodel/hda/stream_engine.hpp"
#include "hwmodel/hda/stream_faults.hpp"

namespace acxsim::hw::hda {

using faults::ArmedFault;
using faults::FaultId;
using faults::Parameter;

bool StreamFaults::near_rollover(std::uint32_t window_bit_clocks) const {
    const core::TimePoint now = context_.simulation.now();
    const core::TimePoint end = context_.frame_clock.next_edge_after(now);
    const core::Duration frame = end - context_.frame_clock.edge(context_.frame_clock.count_at(now));
    return (end - now) * 500 <= frame * window_bit_clocks;
}

std::uint32_t StreamFaults::reported(std::uint64_t position, View view) {
    const core::TimePoint now = context_.simulation.now();
    const auto back = [&position](std::uint64_t bytes) { position -= std::min(position, bytes); };
    if (now < lag_until_) position = std::min(position, lag_limit_);
    position += stale_bytes_;
    if (const ArmedFault *fault = strike(FaultId::PositionDelayed))
        back(static_cast<std::uint64_t>(fault->value(Parameter::Frames)) * engine_.block_);
    if (position != 0) {
        if (const ArmedFault *fault = strike(FaultId::PositionAhead))
            position += static_cast<std::uint64_t>(fault->value(Parameter::Size));
    }
    if (view == View::Register && engine_.link_moving_ && injector_.has(FaultId::CrossTimestampOff)) {
        const ArmedFault *fault = strike(FaultId::CrossTimestampOff);
        if (fault != nullptr && near_rollover(static_cast<std::uint32_t>(fault->value(Parameter::Value)))) {
            position += engine_.link_at(engine_.linked_frame_ + 1) - engine_.link_;
        }
    }
    if (const ArmedFault *fault = strike(FaultId::PositionBackward))
        back(static_cast<std::uint64_t>(fault->value(Parameter::Size)));
    if (const ArmedFault *fault = strike(FaultId::PositionCoarse))
        position -= position % static_cast<std::uint64_t>(fault->value(Parameter::Size));
    std::uint32_t word = wrapped(position, view);
    if (const ArmedFault *fault = strike(FaultId::PositionModuloPeriod)) {
        auto period = static_cast<std::uint32_t>(fault->value(Parameter::Size));
        if (period == 0) {
            const std::vector<DmaRange> list = engine_.ranges();
            period = list.empty() ? 0 : list.front().size_bytes;
        }
        if (period != 0) word %= period;
    }
    std::optional<std::uint32_t> &frozen = frozen_[static_cast<std::size_t>(view)];
    const ArmedFault *stuck = strike(FaultId::PositionStuck);
    const std::int64_t spared = view == View::Register ? 2 : 1; // mode "memory" spares the register, and so on
    if (stuck == nullptr || stuck->value(Parameter::Mode) == spared) {
        frozen.reset();
        return word;
    }
    if (!frozen) {
        const std::int64_t value = stuck->value(Parameter::Value);
        frozen = value < 0 ? word : static_cast<std::uint32_t>(value);
    }
    return *frozen;
}

/// Within the cyclic length, as the hardware believes it to be.
std::uint32_t StreamFaults::wrapped(std::uint64_t position, View view) {
    const std::uint32_t programmed = engine_.registers_.cyclic_length;
    if (programmed == 0) return static_cast<std::uint32_t>(position);
    const auto length = static_cast<std::uint32_t>(std::max<std::int64_t>(programmed + length_delta_, 1));
    if (length_delta_ != 0 && length_sticks_) {
        // QEMU: the position counts to the length and stays there, while data go on.
        return static_cast<std::uint32_t>(std::min<std::uint64_t>(position, length));
    }
    const auto within =
        length_delta_ == 0 ? engine_.within_lap(position) : static_cast<std::uint32_t>(position % length);
    if (position >= length && injector_.has(FaultId::PositionOverLength)) {
        const ArmedFault *fault = strike(FaultId::PositionOverLength);
        if (fault != nullptr && within < fault->value(Parameter::Size)) return length + within;
    }
    const bool reaches =
        view == View::Register && context_.parameters.lpib_wrap_mode == LinkPositionWrap::ReachesLength;
    return reaches && within == 0 && position != 0 ? length : within;
}

std::uint32_t StreamFaults::posted(std::uint64_t position, core::TimePoint sampled) {
    if (sampled == posted_for_ && position == posted_position_) return posted_word_;
    posted_for_ = sampled;
    posted_position_ = position;
    posted_word_ = reported(position, View::Memory);
    return posted_word_;
}

Cadence StreamFaults::cadence(const Cadence &usual, bool base_44100, std::uint32_t multiple,
                              std::uint32_t divisor) const {
    if (switched_cadence_) return *switched_cadence_;
    return speed_ == 1 ? usual : Cadence(base_44100, multiple * speed_, divisor);
}

std::span<const std::byte> StreamFaults::heard(std::span<const std::byte> blocks, core::TimePoint when) {
    heard_.assign(blocks.begin(), blocks.end());
    if (when <= asleep_until_ && asleep_until_ != core::power_on) {
        if (!loses_run_) std::fill(heard_.begin(), heard_.end(), std::byte{0});
        return heard_;
    }
    if (rotates_channels_) {
        const std::size_t block = engine_.block_;
        const std::size_t sample = engine_.format_.link.container_bytes();
        for (std::size_t at = 0; at + block <= heard_.size(); at += block) {
            const auto first = heard_.begin() + static_cast<std::ptrdiff_t>(at);
            std::rotate(first, first + static_cast<std::ptrdiff_t>(block - sample),
                        first + static_cast<std::ptrdiff_t>(block));
        }
    }
    return heard_;
}

void StreamFaults::pause_link(core::Duration gap) {
    engine_.run_until_now();
    if (!engine_.link_moving_) return;
    const core::TimePoint now = context_.simulation.now();
    const std::int64_t first = context_.frame_clock.first_count_at_or_after(now + gap);
    const std::int64_t frames = first - context_.frame_clock.count_at(now);
    engine_.link_moving_ = false;
    engine_.hold_frame_ = StreamEngine::no_frame;
    engine_.phase_ = StreamEngine::Phase::Ready;
    engine_.start_frame_ = first;
    if (engine_.is_output_ && context_.sink != nullptr && frames > 0)
        context_.sink->starved(engine_.stream_tag(), static_cast<std::uint64_t>(frames), now);
    engine_.on_event();
}

void StreamFaults::switch_rate(std::uint32_t rate_hz, core::Duration gap) {
    LinkFormat format = engine_.format_.link;
    format.rate_hz = rate_hz;
    const std::optional<std::uint16_t> code = encode_format(format);
    const std::optional<StreamFormat> decoded = code ? decode_format(*code) : std::nullopt;
    ACXSIM_ASSERT(decoded.has_value(), "check() lets no rate through that the link does not carry");
    engine_.run_until_now();
    switched_cadence_ = decoded->cadence();
    const bool was_moving = engine_.link_moving_;
    if (was_moving) { // the new cadence starts from here
        engine_.link_base_ = engine_.link_;
        engine_.origin_frame_ = engine_.linked_frame_;
    }
    pause_link(gap);
    if (!was_moving) return;
    engine_.cadence_ = *switched_cadence_;
    engine_.on_event();
}

} // namespace acxsim::hw::hda
