// SPDX-License-Identifier: MIT
//
// State of a device that a processor could see without asking the device: words the device posts into system memory.
// Models keep such state as a closed form of time; the kernel floor calls before_cpu_access() whenever a processor
// starts to execute after time has passed, and the model then writes what memory would hold by now. When nobody runs,
// nobody looks, and nothing is written: that is what makes per-frame position updates free. Of several devices only
// those are called that the running code could look at.
#pragma once

#include "sim/core/time.hpp"

namespace acxsim::hw {

class CpuVisible {
public:
    virtual ~CpuVisible() = default;
    /// Brings system memory up to the present instant.
    virtual void before_cpu_access() = 0;
    /// Whether memory is known to hold what it should at that instant, so that the call can be saved: processors ask
    /// at every step they take.
    bool settled_at(core::TimePoint when) const { return when < settled_until_; }
    core::TimePoint settled_until() const { return settled_until_; }

protected:
    /// A model that knows how long nothing will change says so here, and takes it back when something does.
    core::TimePoint settled_until_ = core::power_on;
};

} // namespace acxsim::hw
