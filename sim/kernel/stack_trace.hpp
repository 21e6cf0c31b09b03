// SPDX-License-Identifier: MIT
//
// Stack walks along frame pointers. Simulator and driver modules are built with frame pointers, so that a walk costs
// nanoseconds and needs no unwind tables; it ends where a frame pointer leaves the stack it is expected in.
// Leaves out: functions without a frame (libc, tail calls) are skipped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace acxsim::kernel {

/// Where frames may lie.
struct StackBounds {
    std::uintptr_t bottom = 0;
    std::uintptr_t top = 0;
    bool contains(std::uintptr_t address, std::size_t size_bytes) const {
        return address >= bottom && address <= top && top - address >= size_bytes;
    }
};

/// The stack that is running: the fiber's, or the host thread's.
StackBounds running_stack();

inline constexpr std::size_t stack_depth_max = 64;

/// Return addresses of the frame at `frame_address` and of its callers, innermost first. Returns how many.
/// Safe in a signal handler.
std::size_t walk_frames(std::uintptr_t frame_address, StackBounds bounds, std::span<std::uintptr_t> into);

/// The running code's stack from that frame on (default: the caller's own).
std::vector<std::uintptr_t> capture_stack(const void *frame_address = __builtin_frame_address(0),
                                          std::size_t depth_max = stack_depth_max);

/// The stack that led into the innermost DDI, beginning with its return address in the driver; empty when no DDI runs.
std::vector<std::uintptr_t> capture_ddi_stack(std::size_t depth_max = stack_depth_max);

} // namespace acxsim::kernel
