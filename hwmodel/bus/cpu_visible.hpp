// SPDX-License-Identifier: MIT
//
// State of a device that a processor could see without asking the device: words the device posts into system memory.
// Models keep such state as a closed form of time; the kernel floor calls before_cpu_access() whenever a processor
// starts to execute after time has passed, and the model then writes what memory would hold by now. When nobody runs,
// nobody looks, and nothing is written: that is what makes per-frame position updates free.
#pragma once

namespace acxsim::hw {

class CpuVisible {
public:
    virtual ~CpuVisible() = default;
    /// Brings system memory up to the present instant.
    virtual void before_cpu_access() = 0;
};

} // namespace acxsim::hw
