// SPDX-License-Identifier: MIT
//
// Who may put a burst on the bus: at most max_out are outstanding, all engines together; when the slots are full,
// engines wait and are served round robin, one burst a turn, from the engine that was granted last; on an idle bus the
// round begins anew. A slot frees itself when its burst arrives; somebody has to look only while an engine waits
// (due()). A stall (fault injection, a power-state exit) refuses everybody until it is over. Time is the controller's,
// which may lag behind the machine's. Follows hwmodel.md 2.5.
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
    /// It is the engine's turn: acquire() succeeds once from within.
    virtual void bus_granted() = 0;
};

class BusArbiter {
public:
    static constexpr unsigned clients_max = 30;

    /// `now` is the controller's present instant.
    BusArbiter(const core::TimePoint &now, unsigned outstanding_max);
    BusArbiter(const BusArbiter &) = delete;
    BusArbiter &operator=(const BusArbiter &) = delete;

    void attach(unsigned index, BusClient &client) { clients_[index] = &client; }

    /// A slot for one burst, now. If there is none (or others wait), the client waits and bus_granted() follows.
    bool acquire(unsigned index) {
        if (granted_ == index) {
            granted_ = nobody;
        } else if (waiting_ != 0 || granted_ != nobody || now_ < stalled_until_ || !find_free_slot()) {
            wait(index);
            return false;
        }
        last_ = index;
        return true;
    }
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
    /// It is due: grants what can be granted.
    void serve();
    /// Bursts that have been issued and not arrived.
    unsigned outstanding() const;
    /// Whether all that is under way will have arrived by then.
    bool free_by(core::TimePoint when) const {
        return *std::max_element(arrivals_.begin(), arrivals_.begin() + outstanding_max_) <= when;
    }
    /// No burst has been under way for some time: the last one arrived before this instant.
    bool idle() const;

private:
    static constexpr unsigned nobody = 0xff;
    bool find_free_slot() {
        for (unsigned i = 0; i < outstanding_max_; ++i) {
            if (arrivals_[i] <= now_) {
                slot_ = i;
                return true;
            }
        }
        return false;
    }
    void wait(unsigned index);
    void look_ahead();

    const core::TimePoint &now_;
    std::array<core::TimePoint, 8> arrivals_{};
    std::array<BusClient *, clients_max> clients_{};
    core::TimePoint stalled_until_{};
    core::TimePoint due_ = core::end_of_time;
    unsigned outstanding_max_;
    unsigned slot_ = 0;
    unsigned granted_ = nobody;
    unsigned last_ = clients_max - 1;
    std::uint32_t waiting_ = 0;
};

} // namespace acxsim::hw::hda
