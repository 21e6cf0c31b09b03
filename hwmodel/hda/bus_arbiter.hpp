// SPDX-License-Identifier: MIT
//
// Who may put a burst on the bus. The rule, from hwmodel.md 2.3 to 2.5:
// - An engine asks while it has a burst to issue: W bytes of room (output) or of data (input), and their descriptor.
// - At every tick, after the arrivals and the frame boundary of all engines, bursts are granted one by one as long as
//   fewer than max_out are outstanding, all engines together. A burst that arrives at this tick is outstanding no more.
// - Each grant goes to the next engine that asks, in index order and around, after the engine of the grant before this
//   one, however long ago that was. Power-on: after the last engine, so that engine 0 is first.
// - Who asks first has no privilege: those who waited and those who ask since this tick are in one round. An engine
//   that wants several bursts gets its second when the turn comes to it again.
// - What a processor sets off (RUN) comes after all that: it is served at once, if there is a slot and nobody waits.
// - A stall (fault injection, a power-state exit) grants nothing until it is over.
// A slot frees itself when its burst arrives; somebody has to look only while an engine waits (due()). An engine that
// is alone at its tick takes its bursts by acquire(); where several meet, each says request() and serve() follows.
// Time is the controller's, which may lag behind the machine's.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "sim/core/simulation.hpp"

namespace acxsim::hw::hda {

/// An engine, as the arbiter sees it.
class BusClient {
public:
    virtual ~BusClient() = default;
    /// It is the engine's turn: it puts one burst on the bus (occupy()), and says request() if it wants another. False
    /// if it has no use for its turn any more.
    virtual bool bus_granted() = 0;
};

class BusArbiter {
public:
    static constexpr unsigned clients_max = 30;

    /// `now` is the controller's present instant.
    BusArbiter(const core::TimePoint &now, unsigned outstanding_max);
    BusArbiter(const BusArbiter &) = delete;
    BusArbiter &operator=(const BusArbiter &) = delete;

    void attach(unsigned index, BusClient &client) { clients_[index] = &client; }

    /// A slot for one burst, now, for a client that is alone at this instant. If there is none (or others wait), the
    /// client waits and bus_granted() follows.
    bool acquire(unsigned index) {
        if (waiting_ != 0 || now_ < stalled_until_ || !find_free_slot()) {
            request(index);
            look_ahead();
            return false;
        }
        last_ = index;
        return true;
    }
    /// The client wants a burst; serve() follows at this instant.
    void request(unsigned index) { waiting_ |= 1u << index; }
    /// The burst just acquired arrives then.
    void occupy(core::TimePoint arrival) { arrivals_[slot_] = arrival; }
    /// The client no longer wants the bus.
    void withdraw(unsigned index) {
        waiting_ &= ~(1u << index);
        look_ahead();
    }

    /// No burst is granted before `until`.
    void stall_until(core::TimePoint until) {
        if (until > stalled_until_) stalled_until_ = until;
        look_ahead();
    }
    core::TimePoint stalled_until() const { return stalled_until_; }
    bool anybody_waits() const { return waiting_ != 0; }
    unsigned outstanding_max() const { return outstanding_max_; }
    /// When one of those who wait may be served; end_of_time while nobody waits.
    core::TimePoint due() const { return due_; }
    /// Grants what can be granted, in turn. Returns a bit for each client whose turn it was.
    std::uint32_t serve();
    /// Whose burst was granted last; bursts that were left out count when pass_turn() has been told of them.
    unsigned last_served() const { return last_; }
    void pass_turn(unsigned last_served) { last_ = last_served; }
    /// Bursts that have been issued and not arrived.
    unsigned outstanding() const;
    /// Whether all that is under way will have arrived by then.
    bool free_by(core::TimePoint when) const {
        return *std::max_element(arrivals_.begin(), arrivals_.begin() + outstanding_max_) <= when;
    }
    /// No burst has been under way for some time: the last one arrived before this instant.
    bool idle() const;

private:
    bool find_free_slot() {
        for (unsigned i = 0; i < outstanding_max_; ++i) {
            if (arrivals_[i] <= now_) {
                slot_ = i;
                return true;
            }
        }
        return false;
    }
    void look_ahead();

    const core::TimePoint &now_;
    std::array<core::TimePoint, 8> arrivals_{};
    std::array<BusClient *, clients_max> clients_{};
    core::TimePoint stalled_until_{};
    core::TimePoint due_ = core::end_of_time;
    unsigned outstanding_max_;
    unsigned slot_ = 0;
    unsigned last_ = clients_max - 1;
    std::uint32_t waiting_ = 0;
};

} // namespace acxsim::hw::hda
