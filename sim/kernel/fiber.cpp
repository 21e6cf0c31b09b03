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

Fiber::Fiber(std::function<void()> body) : body_(std::move(body)), mapping_(take_stack()) {
    context_ = context::make_fcontext(mapping_ + mapping_size_bytes, stack_size_bytes, [](context::transfer_t from) {
        Fiber *self = static_cast<Fiber *>(from.data);
        self->resumer_ = from.fctx;
        entry(self);
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
#if defined(ACXSIM_ASAN)
    __sanitizer_finish_switch_fiber(nullptr, &self->resumer_stack_bottom_, &self->resumer_stack_size_);
#endif
    self->body_();
    self->finished_ = true;
    self->abandon();
}

void Fiber::resume() {
    ACXSIM_ASSERT(running_ == nullptr && !finished_,
                  "a fiber is resumed from the host stack only, and not after its end");
    running_ = this;
#if defined(ACXSIM_ASAN)
    void *host_fake_stack = nullptr;
    __sanitizer_start_switch_fiber(&host_fake_stack, mapping_ + guard_size_bytes, stack_size_bytes);
#endif
    const ExceptionState exceptions = ExceptionState::take();
    const context::transfer_t back = context::jump_fcontext(context_, this);
#if defined(ACXSIM_ASAN)
    __sanitizer_finish_switch_fiber(host_fake_stack, nullptr, nullptr);
#endif
    exceptions.give_back();
    context_ = back.fctx;
    running_ = nullptr;
}

void Fiber::suspend() {
    ACXSIM_ASSERT(running_ == this, "a fiber can only suspend itself");
#if defined(ACXSIM_ASAN)
    __sanitizer_start_switch_fiber(&sanitizer_stack_, resumer_stack_bottom_, resumer_stack_size_);
#endif
    const ExceptionState exceptions = ExceptionState::take();
    const context::transfer_t again = context::jump_fcontext(resumer_, nullptr);
    exceptions.give_back();
    resumer_ = again.fctx;
#if defined(ACXSIM_ASAN)
    __sanitizer_finish_switch_fiber(sanitizer_stack_, &resumer_stack_bottom_, &resumer_stack_size_);
#endif
}

void Fiber::abandon() {
#if defined(ACXSIM_ASAN)
    code_was_left_in_the_middle = code_was_left_in_the_middle || !finished_;
#endif
    finished_ = true;
    ExceptionState::take(); // its handlers never end
#if defined(ACXSIM_ASAN)
    __sanitizer_start_switch_fiber(nullptr, resumer_stack_bottom_, resumer_stack_size_);
#endif
    context::jump_fcontext(resumer_, nullptr);
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
