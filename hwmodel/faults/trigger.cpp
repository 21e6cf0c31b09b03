// SPDX-License-Identifier: MIT
//
// See trigger.hpp. A time that has no origin yet lies in the future: faults with `at` wait for Injector::begin().
#include "hwmodel/faults/trigger.hpp"

namespace acxsim::hw::faults {

TriggerState::TriggerState(const Trigger &trigger, bool lasts, core::Duration duration)
    : trigger_(trigger), lasts_(lasts), duration_(duration), due_(trigger.at ? core::end_of_time : core::power_on) {}

void TriggerState::begin(core::TimePoint origin) {
    if (trigger_.at) due_ = origin + *trigger_.at;
}

core::TimePoint TriggerState::due() const { return spent() ? core::end_of_time : due_; }

void TriggerState::end_strike() {
    row_left_ = 0;
    lasts_until_ = core::power_on;
}

TriggerState::Answer TriggerState::ask(core::TimePoint now, std::uint64_t byte, core::Choices &choices,
                                       core::ChoiceSite &site) {
    if (row_left_ != 0 || now < lasts_until_) {
        if (row_left_ != 0) --row_left_;
        ++occasions_;
        return Answer::GoesOn;
    }
    if (spent() || now < due_) return Answer::No;
    if (trigger_.byte && byte < *trigger_.byte) return Answer::No;
    if (trigger_.register_offset && !register_seen_) return Answer::No;
    ++seen_;
    const std::uint64_t first = trigger_.occurrence == 0 ? 1 : trigger_.occurrence;
    const bool counted = trigger_.occurrence != 0 || trigger_.every != 0;
    if (counted && seen_ != first && (trigger_.every == 0 || seen_ < first || (seen_ - first) % trigger_.every != 0)) {
        return Answer::No;
    }
    if (trigger_.probability_ppb && choices.draw(site, 1'000'000'000) >= *trigger_.probability_ppb) return Answer::No;

    ++strikes_;
    ++occasions_;
    register_seen_ = false;
    if (trigger_.interval) {
        while (due_ <= now)
            due_ += *trigger_.interval;
    }
    if (trigger_.in_a_row != 0) {
        row_left_ = trigger_.in_a_row - 1;
    } else if (lasts_) {
        lasts_until_ = duration_ == core::Duration{} ? core::end_of_time : now + duration_;
    }
    return Answer::Strikes;
}

} // namespace acxsim::hw::faults
