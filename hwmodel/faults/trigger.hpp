// SPDX-License-Identifier: MIT
//
// When a fault strikes: at or after a time, from a byte position on, at the n-th occasion, with a probability, after an
// access of a register; given together, all of them must hold. How long it then goes on (occasions in a row, or a
// time), and whether and how often it comes again. Follows the injection grammar of hwmodel.md section 4.
// An occasion is whatever the fault's row of the catalogue says: a completed buffer, a position that is read, ...
#pragma once

#include <cstdint>
#include <optional>

#include "sim/core/choices.hpp"
#include "sim/core/time.hpp"

namespace acxsim::hw::faults {

enum class AccessKind : std::uint8_t { Any, Read, Write };

struct Trigger {
    std::optional<core::Duration> at;             ///< since Injector::begin()
    std::optional<std::uint64_t> byte;            ///< the engine has moved at least so many bytes since its reset
    std::uint64_t occurrence = 0;                 ///< the n-th occasion for which all else holds; 0: any
    std::optional<std::uint32_t> probability_ppb; ///< of each occasion, in parts per 10^9
    std::optional<std::uint32_t> register_offset; ///< from the start of the register block
    AccessKind access = AccessKind::Any;          ///< of that register
    std::uint64_t every = 0;                      ///< again each so many occasions; 0: not for that reason
    std::optional<core::Duration> interval;       ///< again each so often
    std::optional<std::uint64_t> count;           ///< strikes at most; 0: no limit; none: 1, unless it comes again
    std::uint64_t in_a_row = 0;                   ///< occasions of one strike; 0: 1, or for good if the fault lasts

    bool any() const { return at || byte || occurrence != 0 || probability_ppb || register_offset || every != 0; }
    /// Nothing but the time decides.
    bool by_time_alone() const {
        return at && !byte && occurrence == 0 && !probability_ppb && !register_offset && every == 0;
    }
    std::uint64_t strikes_max() const {
        if (count) return *count;
        return probability_ppb || every != 0 || interval ? 0 : 1;
    }
};

/// A trigger at work.
class TriggerState {
public:
    /// `lasts`: a strike goes on until `duration` is over (0: for good) or, if given, for trigger.in_a_row occasions.
    TriggerState(const Trigger &trigger, bool lasts, core::Duration duration);

    /// Times count from then.
    void begin(core::TimePoint origin);
    /// The register that the trigger names was accessed.
    void register_accessed() { register_seen_ = true; }

    enum class Answer : std::uint8_t { No, Strikes, GoesOn };
    Answer ask(core::TimePoint now, std::uint64_t byte, core::Choices &choices, core::ChoiceSite &site);
    /// The strike that goes on is over.
    void end_strike();

    /// The next time at which it may strike; end_of_time: never again, or times do not count yet.
    core::TimePoint due() const;
    const Trigger &trigger() const { return trigger_; }
    std::uint64_t strikes() const { return strikes_; }
    std::uint64_t occasions() const { return occasions_; }

private:
    bool spent() const { return trigger_.strikes_max() != 0 && strikes_ == trigger_.strikes_max(); }

    Trigger trigger_;
    bool lasts_;
    core::Duration duration_;
    core::TimePoint due_ = core::power_on;
    core::TimePoint lasts_until_ = core::power_on;
    std::uint64_t row_left_ = 0;
    std::uint64_t seen_ = 0;
    std::uint64_t strikes_ = 0;
    std::uint64_t occasions_ = 0;
    bool register_seen_ = false;
};

} // namespace acxsim::hw::faults
