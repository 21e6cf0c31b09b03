// SPDX-License-Identifier: MIT
//
// Interrupts that have arrived at a processor and wait for their service: a queue for each IRQL and a mask of those
// that are not empty. The highest level goes first, within a level the first that came.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "sim/core/assert.hpp"
#include "sim/kernel/interrupt.hpp"

namespace acxsim::kernel {

class PendingInterrupts {
public:
    bool empty() const { return mask_ == 0; }
    /// The next to be served by code at that IRQL; nullptr if none is above it.
    Interrupt *above(Irql irql) const {
        if (mask_ == 0) return nullptr;
        const auto level = static_cast<Irql>(31 - std::countl_zero(mask_));
        return level > irql ? &queues_[level].front() : nullptr;
    }
    void add(Interrupt &interrupt) {
        ACXSIM_ASSERT(interrupt.dirql() < queues_.size(), "an interrupt above the highest IRQL");
        queues_[interrupt.dirql()].push_back(interrupt);
        mask_ |= 1u << interrupt.dirql();
    }
    /// No effect if it does not wait.
    void remove(Interrupt &interrupt) {
        Interrupt::Queue &queue = queues_[interrupt.dirql()];
        queue.remove(interrupt);
        if (queue.empty()) mask_ &= ~(1u << interrupt.dirql());
    }

private:
    std::uint32_t mask_ = 0; // bit i: somebody waits at IRQL i
    std::array<Interrupt::Queue, 32> queues_;
};

} // namespace acxsim::kernel
