// SPDX-License-Identifier: MIT
//
// Copies that take time: line n is moved n lines' time after the first, whatever the hardware does meanwhile, so that
// DMA may fetch what is half written. Nobody needs to see each line move: lines are moved when somebody could look,
// that is before each hardware event, before code runs that is about the same device (posted_memory.hpp), when the
// device has left something to be worked out that moves data, when the copy's own processor is called away, and at its
// end. Leaves out: code about another device that looks at this memory meanwhile sees it as it was at one of those
// moments.
#pragma once

#include <cstddef>

#include "sim/core/time.hpp"
#include "sim/kernel/posted_memory.hpp"

namespace acxsim::kernel {

/// What System::copy moves, piece by piece.
class PacedCopy {
public:
    virtual ~PacedCopy() = default;
    /// Moves the piece from that byte on, now; perhaps on another stack, but to the same effect.
    virtual void move(std::size_t from_byte, std::size_t size_bytes) = 0;
    /// `copied_bytes` are copied; other code has run for that long since, and the copy goes on at this instant.
    virtual void resumed(std::size_t copied_bytes, core::Duration interruption) = 0;
    /// False if moving may fail in a way that only its own code can answer for (a driver's pointers).
    virtual bool may_be_moved_by_others() const { return true; }
};

/// A copy whose processor lets others go on meanwhile.
struct CopyInProgress {
    PacedCopy *pieces = nullptr;
    PostedMemory::Part part = 0; ///< of memory, as its code sees it
    core::TimePoint began{};     ///< when byte `from` was moved
    std::size_t from = 0;
    std::size_t moved = 0; ///< bytes from the beginning of all
    std::size_t size = 0;
    core::TimePoint next_line{}; ///< when the line at `moved` is due
    core::TimePoint ends{};
};

} // namespace acxsim::kernel
