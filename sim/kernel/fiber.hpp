// SPDX-License-Identifier: MIT
//
// A stack of its own for driver and client code, switched by Boost.Context. The host stack resumes a fiber; the fiber
// suspends back to it, or hands over to another fiber. Every stack has a guard page below it, so that a stack overflow
// is told apart from a wild pointer. A fiber may be abandoned at any moment (bug check, crash): its frames are then
// never unwound, as on a machine that has stopped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace acxsim::kernel {

class Fiber {
public:
    static constexpr std::size_t stack_size_bytes = 512 * 1024;

    /// `body` runs when the fiber is first resumed; when it returns, the fiber is finished.
    explicit Fiber(std::function<void()> body);
    ~Fiber();
    Fiber(const Fiber &) = delete;
    Fiber &operator=(const Fiber &) = delete;

    /// From the host stack: runs the fiber, and those it hands over to, until one suspends, finishes or is abandoned.
    void resume();
    /// From inside this fiber: back to the host stack.
    void suspend();
    /// From inside this fiber: straight to another one that does not run.
    void hand_over_to(Fiber &other);
    /// From any code that runs on this fiber (or on a landing stack in its place): back to the host stack, for good.
    [[noreturn]] void abandon();

    /// From inside this fiber: gives memory of the stack below the present depth back to the host, to be called when
    /// something deep is over and something long and flat begins. What is called later finds fresh pages.
    void give_back_unused_stack();

    bool finished() const { return finished_; }

    /// Bounds of the stack, for stack walks and for telling an overflow from a wild pointer.
    std::uintptr_t stack_bottom() const;
    std::uintptr_t stack_top() const;
    bool guard_page_contains(std::uintptr_t address) const;

    /// The fiber whose code is running, nullptr on the host stack.
    static Fiber *running() { return running_; }

private:
    /// A stack that is not running: where it stands, and its bounds for the address sanitizer.
    struct Standing {
        void *context = nullptr;
        void *fake_stack = nullptr;
        const void *bottom = nullptr;
        std::size_t size = 0;
    };
    [[noreturn]] static void entry(Fiber *self);
    static void switch_stacks(Standing &from, const Standing &to);
    static void arrive(void *fake_stack, void *standing, void *context);

    static Fiber *running_;
    static Standing host_;

    std::function<void()> body_;
    std::byte *mapping_;
    Standing own_;
    bool finished_ = false;
};

} // namespace acxsim::kernel
