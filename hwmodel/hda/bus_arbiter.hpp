// SPDX-License-Identifier: MIT
//
// Who may put a burst on the bus: at most max_out are outstanding, all engines together; when the slots are full,
// engines wait and are served round robin, one burst a turn. A slot frees itself when its burst arrives, which costs no
// event unless somebody waits. A stall (fault injection, a power-state exit) refuses everybody until it is over.
// Follows hwmodel.md 2.5.
#pragma once

#include <array>
#include <cstdint>

#include "sim/core/simulation.hpp"

namespace acxsim::hw::hda {

/// An engine, as the arbiter sees it.
class BusClient {
public:
    virtual ~BusClient() = default;
    /// It is the engine's turn: acquire() succeeds once from within.
    virtual void bus_granted() = 0;
};

class BusArbiter {
public:
    static constexpr unsigned clients_max = 30;

    BusArbiter(core::Simulation &simulation, unsigned outstanding_max);
    ~BusArbiter() { simulation_.timeline.cancel(free_event_); }
    BusArbiter(const BusArbiter &) = delete;
    BusArbiter &operator=(const BusArbiter &) = delete;

    void attach(unsigned index, BusClient &client) { clients_[index] = &client; }

    /// A slot for one burst, now. If there is none (or others wait), the client waits and bus_granted() follows.
    bool acquire(unsigned index) {
        if (granted_ == index) {
            granted_ = nobody;
        } else if (waiting_ != 0 || granted_ != nobody || simulation_.now() < stalled_until_ || !find_free_slot()) {
            wait(index);
            return false;
        }
        return true;
    }
    /// The burst just acquired arrives then.
    void occupy(core::TimePoint arrival) { arrivals_[slot_] = arrival; }
    /// The client no longer wants the bus.
    void withdraw(unsigned index) { waiting_ &= ~(1u << index); }

    /// No burst is granted before `until`.
    void stall_until(core::TimePoint until) {
        if (until > stalled_until_) stalled_until_ = until;
        if (waiting_ != 0) schedule();
    }
    core::TimePoint stalled_until() const { return stalled_until_; }
    /// Bursts that have been issued and not arrived.
    unsigned outstanding() const;
    /// No burst has been under way for some time: the last one arrived before this instant.
    bool idle() const;

private:
    static constexpr unsigned nobody = 0xff;
    bool find_free_slot() {
        const core::TimePoint now = simulation_.now();
        for (unsigned i = 0; i < outstanding_max_; ++i) {
            if (arrivals_[i] <= now) {
                slot_ = i;
                return true;
            }
        }
        return false;
    }
    void wait(unsigned index);
    void schedule();
    void on_free();

    core::Simulation &simulation_;
    std::array<core::TimePoint, 8> arrivals_{};
    std::array<BusClient *, clients_max> clients_{};
    core::TimePoint stalled_until_{};
    core::Event free_event_;
    unsigned outstanding_max_;
    unsigned slot_ = 0;
    unsigned granted_ = nobody;
    unsigned last_ = clients_max - 1;
    std::uint32_t waiting_ = 0;
};

} // namespace acxsim::hw::hda
