// SPDX-License-Identifier: MIT
#include "sim/kernel/fiber.hpp"

#include <sys/mman.h>

#include <vector>

#include <boost/context/detail/fcontext.hpp>

#include "sim/core/assert.hpp"
#include "sim/kernel/exceptions.hpp"

#if defined(__SANITIZE_ADDRESS__)
#define ACXSIM_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ACXSIM_ASAN 1
#endif
#endif
#if defined(ACXSIM_ASAN)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>

namespace {
// What a stack that is never unwound owned is lost: after a bug check a leak check has nothing to say.
bool code_was_left_in_the_middle = false;
} // namespace

extern "C" __attribute__((visibility("default"))) int __lsan_is_turned_off() { return code_was_left_in_the_middle; }
#endif

namespace acxsim::kernel {

namespace context = boost::context::detail;

namespace {

constexpr std::size_t guard_size_bytes = 16 * 1024; // a large frame must not step over it
constexpr std::size_t mapping_size_bytes = guard_size_bytes + Fiber::stack_size_bytes;

/// Stacks are reused: mapping one costs microseconds, and short-lived threads are common.
std::vector<std::byte *> &free_stacks() {
    static std::vector<std::byte *> stacks;
    return stacks;
}

std::byte *take_stack() {
    if (!free_stacks().empty()) {
        std::byte *mapping = free_stacks().back();
        free_stacks().pop_back();
        return mapping;
    }
    void *mapping =
        mmap(nullptr, mapping_size_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    ACXSIM_ASSERT(mapping != MAP_FAILED, "no memory for a thread stack");
    ACXSIM_ASSERT(mprotect(mapping, guard_size_bytes, PROT_NONE) == 0, "no guard page for a thread stack");
    return static_cast<std::byte *>(mapping);
}

} // namespace

Fiber *Fiber::running_ = nullptr;
Fiber::Standing Fiber::host_;

Fiber::Fiber(std::function<void()> body) : body_(std::move(body)), mapping_(take_stack()) {
    own_.bottom = mapping_ + guard_size_bytes;
    own_.size = stack_size_bytes;
    own_.context =
        context::make_fcontext(mapping_ + mapping_size_bytes, stack_size_bytes, [](context::transfer_t from) {
            arrive(nullptr, from.data, from.fctx);
            entry(running_);
        });
}

Fiber::~Fiber() {
    ACXSIM_ASSERT(running_ != this, "a fiber was destroyed by its own code");
#if defined(ACXSIM_ASAN)
    code_was_left_in_the_middle = code_was_left_in_the_middle || !finished_;
#endif
    forget_exceptions(*this);
#if defined(ACXSIM_ASAN)
    __asan_unpoison_memory_region(mapping_ + guard_size_bytes, stack_size_bytes);
#endif
    free_stacks().push_back(mapping_);
}

void Fiber::entry(Fiber *self) {
    self->body_();
    self->finished_ = true;
    self->abandon();
}

/// Returns when something switches to `from`.
void Fiber::switch_stacks(Standing &from, const Standing &to) {
#if defined(ACXSIM_ASAN)
    __sanitizer_start_switch_fiber(&from.fake_stack, to.bottom, to.size);
#endif
    const ExceptionState exceptions = ExceptionState::take();
    const context::transfer_t back = context::jump_fcontext(to.context, &from);
    exceptions.give_back();
    arrive(from.fake_stack, back.data, back.fctx);
}

/// `standing`: of the stack that was left, which stands at `context` now.
void Fiber::arrive([[maybe_unused]] void *fake_stack, void *standing, void *context) {
    Standing &left = *static_cast<Standing *>(standing);
    left.context = context;
#if defined(ACXSIM_ASAN)
    __sanitizer_finish_switch_fiber(fake_stack, &left.bottom, &left.size);
#endif
}

void Fiber::resume() {
    ACXSIM_ASSERT(running_ == nullptr && !finished_,
                  "a fiber is resumed from the host stack only, and not after its end");
    running_ = this;
    switch_stacks(host_, own_);
    running_ = nullptr;
}

void Fiber::suspend() {
    ACXSIM_ASSERT(running_ == this, "a fiber can only suspend itself");
    switch_stacks(own_, host_);
}

void Fiber::hand_over_to(Fiber &other) {
    ACXSIM_ASSERT(running_ == this && &other != this && !other.finished_, "a fiber hands over to another that can run");
    running_ = &other;
    switch_stacks(own_, other.own_);
}

void Fiber::abandon() {
#if defined(ACXSIM_ASAN)
    code_was_left_in_the_middle = code_was_left_in_the_middle || !finished_;
#endif
    finished_ = true;
    ExceptionState::take(); // its handlers never end
#if defined(ACXSIM_ASAN)
    __sanitizer_start_switch_fiber(nullptr, host_.bottom, host_.size);
#endif
    context::jump_fcontext(host_.context, &own_);
    __builtin_unreachable();
}

void Fiber::give_back_unused_stack() {
    constexpr std::uintptr_t page = 4096;
    constexpr std::uintptr_t in_use_below = 1024; // red zone, and the calls that follow at once
    const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
    const std::uintptr_t end = (here - in_use_below) / page * page;
    if (end > stack_bottom()) madvise(reinterpret_cast<void *>(stack_bottom()), end - stack_bottom(), MADV_DONTNEED);
}

std::uintptr_t Fiber::stack_bottom() const { return reinterpret_cast<std::uintptr_t>(mapping_) + guard_size_bytes; }
std::uintptr_t Fiber::stack_top() const { return reinterpret_cast<std::uintptr_t>(mapping_) + mapping_size_bytes; }
bool Fiber::guard_page_contains(std::uintptr_t address) const {
    return address >= reinterpret_cast<std::uintptr_t>(mapping_) && address < stack_bottom();
}

} // namespace acxsim::kernel
