// SPDX-License-Identifier: MIT
//
// Timers. An ordinary timer expires at the first system tick at or after its due time; a high-resolution one at its due
// time plus the machine's timer lateness, never early. Expiry signals the timer object and queues its DPC.
// Source of the behaviour: the pages on timer accuracy and high-resolution timers; hwmodel.md 2.7, 3c.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "sim/core/simulation.hpp"
#include "sim/kernel/dispatcher_object.hpp"
#include "sim/kernel/dpc.hpp"

namespace acxsim::kernel {

class System;

class Timer {
public:
    /// `header` is what waits see: in driver memory for a KTIMER, or nullptr when nobody can wait for it.
    Timer(System &system, std::string_view name, DispatcherObject *header);
    ~Timer();
    Timer(const Timer &) = delete;
    Timer &operator=(const Timer &) = delete;

    /// Arms the timer. `due` is absolute virtual time (past = already due); `period` zero = one shot.
    /// Returns true if it was armed already (it is re-armed).
    bool set(core::TimePoint due, core::Duration period, bool high_resolution, Dpc *dpc);
    /// Disarms. Returns true if it was armed. Does not wait for a DPC that is already queued.
    bool cancel();
    bool armed() const { return expiry_.scheduled(); }
    core::ObjectId object() const { return object_; }

private:
    void expire();
    void schedule_expiry();

    System &system_;
    core::ObjectId object_;
    DispatcherObject *header_;
    Dpc *dpc_ = nullptr;
    core::Event expiry_;
    core::TimePoint due_{};
    core::Duration period_{};
    bool high_resolution_ = false;
};

} // namespace acxsim::kernel
