// SPDX-License-Identifier: MIT
//
// See channel_faults.hpp.
#include "hwmodel/cyclic/channel_faults.hpp"

namespace acxsim::hw::cyclic {

using faults::ArmedFault;
using faults::FaultId;
using faults::Parameter;

namespace {
constexpr std::uint64_t wrap = std::uint64_t{1} << 32;
}

const ArmedFault *ChannelFaults::strike(FaultId fault, std::uint64_t bytes) {
    return injector_.strike(fault, {&engine_, index_, bytes});
}

void ChannelFaults::segment_done(std::uint64_t bytes, unsigned segment, unsigned next) {
    const faults::Where where{&engine_, index_, bytes, segment};
    injector_.buffer_completed(where);
    if (injector_.strike(FaultId::ChannelStops, where) != nullptr) withheld_ = next;
}

void ChannelFaults::dma_starts(std::uint64_t counter) {
    const auto start_before_wrap = [&](const ArmedFault &fault) {
        offset_ = wrap - static_cast<std::uint64_t>(fault.value(Parameter::Size)) - counter;
    };
    if (const ArmedFault *fault = strike(FaultId::TornCounter, counter)) {
        start_before_wrap(*fault);
        upper_lags_ = fault->time(Parameter::Delay);
        upper_known_ = false;
    }
    if (const ArmedFault *fault = strike(FaultId::CounterHalvesMixed, counter)) {
        start_before_wrap(*fault);
        halves_mixed_ = true;
    }
}

void ChannelFaults::reset(std::uint64_t before, std::uint64_t after) {
    withheld_.reset();
    halves_mixed_ = upper_known_ = false;
    upper_lags_ = {};
    counter_restarts(before, after);
}

void ChannelFaults::counter_restarts(std::uint64_t before, std::uint64_t after) {
    const std::uint64_t reached = before + offset_;
    offset_ = 0;
    if (reached == after) return; // nothing that could survive
    if (const ArmedFault *fault = strike(FaultId::CounterSurvivesResume, reached))
        offset_ = reached + static_cast<std::uint64_t>(fault->value(Parameter::Size)) - after;
}

std::uint32_t ChannelFaults::half(std::uint64_t counter, bool is_upper) {
    if (const ArmedFault *fault = strike(FaultId::GarbageCounter, counter)) {
        const auto value = static_cast<std::uint64_t>(fault->value(Parameter::Value));
        return static_cast<std::uint32_t>(is_upper ? value >> 32 : value);
    }
    const std::uint64_t value = counter + offset_;
    const auto upper = static_cast<std::uint32_t>(value >> 32);
    const auto lower = static_cast<std::uint32_t>(value);
    if (halves_mixed_) return is_upper ? 0 : lower | upper;
    if (upper_lags_ == core::Duration{}) return is_upper ? upper : lower;
    // The upper half follows a wrap of the lower one `delay` after a read has first found it.
    const core::TimePoint now = simulation_.now();
    if (!upper_known_) {
        upper_seen_ = upper;
        upper_known_ = true;
        wrapped_at_ = core::end_of_time;
    }
    if (upper != upper_seen_ && wrapped_at_ == core::end_of_time) wrapped_at_ = now;
    if (wrapped_at_ != core::end_of_time && now >= wrapped_at_ + upper_lags_) {
        upper_seen_ = upper;
        wrapped_at_ = core::end_of_time;
    }
    return is_upper ? upper_seen_ : lower;
}

} // namespace acxsim::hw::cyclic
