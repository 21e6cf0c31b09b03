// SPDX-License-Identifier: MIT
//
// Frame-pointer walks; x86-64 and AArch64 share the frame record {caller's frame, return address}.
#include "sim/kernel/stack_trace.hpp"

#include <pthread.h>

#include <array>
#include <cstring>

#include "sim/kernel/fiber.hpp"
#include "sim/kernel/system.hpp"

namespace acxsim::kernel {

namespace {

StackBounds host_stack() {
    static const StackBounds bounds = [] {
        StackBounds found;
        pthread_attr_t attributes;
        if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
            void *lowest = nullptr;
            std::size_t size = 0;
            pthread_attr_getstack(&attributes, &lowest, &size);
            pthread_attr_destroy(&attributes);
            found.bottom = reinterpret_cast<std::uintptr_t>(lowest);
            found.top = found.bottom + size;
        }
        return found;
    }();
    return bounds;
}

} // namespace

StackBounds running_stack() {
    if (const Fiber *fiber = Fiber::running()) return {fiber->stack_bottom(), fiber->stack_top()};
    return host_stack();
}

__attribute__((no_sanitize("address"))) std::size_t walk_frames(std::uintptr_t frame_address, StackBounds bounds,
                                                                std::span<std::uintptr_t> into) {
    std::size_t count = 0;
    while (count < into.size()) {
        if (frame_address % sizeof(std::uintptr_t) != 0) break;
        if (!bounds.contains(frame_address, 2 * sizeof(std::uintptr_t))) break;
        const auto *record = reinterpret_cast<const std::uintptr_t *>(frame_address);
        const std::uintptr_t caller = record[0];
        const std::uintptr_t return_address = record[1];
        if (return_address < 0x10000) break;
        into[count++] = return_address;
        if (caller <= frame_address) break; // stacks grow downwards: callers lie above
        frame_address = caller;
    }
    return count;
}

std::vector<std::uintptr_t> capture_stack(const void *frame_address, std::size_t depth_max) {
    std::array<std::uintptr_t, stack_depth_max> frames;
    const std::size_t depth = depth_max < frames.size() ? depth_max : frames.size();
    const std::size_t count =
        walk_frames(reinterpret_cast<std::uintptr_t>(frame_address), running_stack(), std::span(frames).first(depth));
    return {frames.begin(), frames.begin() + static_cast<std::ptrdiff_t>(count)};
}

std::vector<std::uintptr_t> capture_ddi_stack(std::size_t depth_max) {
    System *system = System::current_or_null();
    if (system == nullptr) return {};
    for (const CallFrame *frame = system->top_frame(); frame != nullptr; frame = frame->outer) {
        if (frame->kind == FrameKind::Ddi) return capture_stack(frame->frame_address, depth_max);
    }
    return {};
}

} // namespace acxsim::kernel
