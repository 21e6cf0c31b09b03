// SPDX-License-Identifier: MIT
//
// The faults that are armed in a run. A model asks strike() at the occasions that its faults have; a fault that strikes
// at an instant comes to the model by itself (FaultTarget). Every strike is a FaultInjected record. A model that has no
// injector, or asks has() first, pays one branch.
#pragma once

#include <bitset>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include "hwmodel/dma_observer.hpp"
#include "hwmodel/faults/fault.hpp"
#include "hwmodel/records.hpp"
#include "sim/core/simulation.hpp"

namespace acxsim::hw::faults {

/// Where an occasion happens.
struct Where {
    StreamEngine *engine = nullptr; ///< nullptr: the device as a whole
    unsigned index = 0;             ///< the engine's index in its model
    std::uint64_t byte = 0;         ///< how far it has come: F of an output, L of an input
    unsigned entry = 0;             ///< of the descriptor list, where an occasion is about one
    unsigned format_bits = 0;       ///< valid bits of a sample
};

/// A fault in a run, and what has become of it.
class ArmedFault {
public:
    ArmedFault(const Fault &fault, unsigned number, core::ChoiceSite &site);

    const Fault &fault() const { return fault_; }
    const FaultInfo &info() const { return faults::info(fault_.fault); }
    std::int64_t value(Parameter parameter) const { return fault_.value(parameter); }
    core::Duration time(Parameter parameter) const { return core::from_nanoseconds(fault_.value(parameter)); }
    unsigned number() const { return number_; }

    std::uint64_t strikes() const { return state_.strikes(); }
    std::uint64_t occasions() const { return state_.occasions(); } ///< on which it had an effect
    core::TimePoint first_strike() const { return first_strike_; }
    core::TimePoint last_strike() const { return last_strike_; }

private:
    friend class Injector;
    Fault fault_;
    unsigned number_;
    core::ChoiceSite &site_;
    TriggerState state_;
    core::TimePoint first_strike_{};
    core::TimePoint last_strike_{};
};

/// A model with faults that strike at an instant.
class FaultTarget {
public:
    virtual ~FaultTarget() = default;
    /// `where.engine` is nullptr if no engine was involved in the trigger: the fault says itself which it is about.
    virtual void fault_strikes(const ArmedFault &fault, const Where &where) = 0;
};

class Injector {
public:
    explicit Injector(core::Simulation &simulation);
    ~Injector();
    Injector(const Injector &) = delete;
    Injector &operator=(const Injector &) = delete;

    /// Before the run; check() must have passed.
    void arm(const Fault &fault);
    void attach(FaultTarget &target) { target_ = &target; }
    /// Tells which stream of the run an engine serves, for faults that name one.
    using StreamOf = std::function<std::optional<unsigned>(StreamEngine &)>;
    void resolve_streams_with(StreamOf stream_of) { stream_of_ = std::move(stream_of); }
    /// Times count from now. Faults without a time are at work from the moment they are armed.
    void begin();

    bool any() const { return !armed_.empty(); }
    bool has(FaultId fault) const { return present_[static_cast<std::size_t>(fault)]; }
    /// An occasion of that fault: the armed fault if it strikes or goes on, else nullptr.
    const ArmedFault *strike(FaultId fault, const Where &where) { return has(fault) ? ask(fault, where) : nullptr; }
    /// What a strike brought about is over before its time.
    void end_strike(FaultId fault);

    // Occasions of faults that strike at an instant.
    void burst_issued(const Where &where) {
        if (watches_bytes_) moments(where, By::Byte);
    }
    void buffer_completed(const Where &where) {
        if (watches_completions_) moments(where, By::Completion);
    }
    /// Before the access has its effect. `offset` is from the start of the register block.
    void register_accessed(std::uint32_t offset, unsigned width_bytes, bool is_write, const Where &where) {
        if (watches_registers_) access(offset, width_bytes, is_write, where);
    }

    /// Whether a fault of that engine can strike while nobody looks: it must be run burst by burst then.
    bool acts_between_observables(unsigned engine, bool is_output) const;
    const std::deque<ArmedFault> &armed() const { return armed_; }

private:
    enum class By : std::uint8_t { Time, Byte, Completion, Register };
    static By moment_of(const Trigger &trigger);
    const ArmedFault *ask(FaultId fault, const Where &where);
    bool concerns(const Fault &fault, const Where &where) const;
    bool strikes(ArmedFault &armed, const Where &where);
    void moments(const Where &where, By by);
    void access(std::uint32_t offset, unsigned width_bytes, bool is_write, const Where &where);
    void on_time();
    void plan();

    core::Simulation &simulation_;
    FaultTarget *target_ = nullptr;
    StreamOf stream_of_;
    std::deque<ArmedFault> armed_; // stable addresses
    std::bitset<128> present_;
    bool watches_bytes_ = false;
    bool watches_completions_ = false;
    bool watches_registers_ = false;
    core::Event event_;
};

} // namespace acxsim::hw::faults
