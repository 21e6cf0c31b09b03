// SPDX-License-Identifier: MIT
//
// IRQL and spin locks. A processor that spins lets time pass until the owner releases; interrupts above its IRQL still
// get through. Misuse that would hang or corrupt a real machine is a bug check.
#include "sim/kernel/spin_lock.hpp"

#include <algorithm>

#include "sim/kernel/system.hpp"

namespace acxsim::kernel {

namespace {
constexpr std::uint32_t spin_lock_already_owned = 0x0f;
constexpr std::uint32_t spin_lock_not_owned = 0x10;
} // namespace

Irql System::set_irql(Irql irql) {
    Processor &processor = *running_;
    const Irql before = processor.irql_;
    processor.irql_ = irql;
    stamp();
    if (irql < before &&
        (!processor.ready_dpcs_.empty() || !processor.pending_interrupts_.empty() || !ready_.empty())) {
        processor.attention_ = true;
        charge(core::Duration{});
    }
    return before;
}

Irql System::acquire_spin_lock(SpinLock &lock, Irql irql) {
    const Irql before = running_->irql_;
    if (irql > before) set_irql(irql);
    acquire_spin_lock_at_level(lock);
    return before;
}

bool System::try_acquire_spin_lock(SpinLock &lock) {
    if (lock.held()) return false;
    if (lock.object() == 0) lock.set_object(trace().add_object("spin lock", "spin lock"));
    lock.set_owner(running_->index_);
    running_->held_locks_.push_back(&lock);
    return true;
}

void System::acquire_spin_lock_at_level(SpinLock &lock) {
    while (!try_acquire_spin_lock(lock)) {
        Processor &processor = *running_;
        if (lock.owner() == processor.index_) {
            bug_check(spin_lock_already_owned, {reinterpret_cast<std::uintptr_t>(&lock), 0, 0, 0},
                      "the processor takes a spin lock that it holds already: it would spin for ever",
                      "Look for a callback that runs under the lock and takes it again, or a return path that forgets "
                      "to release it.");
        }
        if (lock.owner() >= processors_.size()) {
            bug_check(
                spin_lock_not_owned, {reinterpret_cast<std::uintptr_t>(&lock), lock.value, 0, 0},
                "a spin lock has a value that no lock has: it was never initialised, or its memory was overwritten",
                "Call KeInitializeSpinLock before the first use.");
        }
        processor.spinning_on_ = &lock;
        ++spinning_;
        suspend_running();
        --spinning_;
        processor.spinning_on_ = nullptr;
        if (processor.attention_) service_pending(processor);
    }
}

void System::release_spin_lock_from_level(SpinLock &lock) {
    Processor &processor = *running_;
    const auto held = std::find(processor.held_locks_.begin(), processor.held_locks_.end(), &lock);
    if (held == processor.held_locks_.end()) {
        bug_check(spin_lock_not_owned, {reinterpret_cast<std::uintptr_t>(&lock), lock.value, 0, 0},
                  "the processor releases a spin lock that it does not hold",
                  "Releases must pair with acquisitions on the same path.");
        return;
    }
    processor.held_locks_.erase(held);
    lock.set_free();
    if (spinning_ == 0) return;
    for (auto &other : processors_) {
        if (other->spinning_on_ == &lock) simulation_.timeline.schedule(other->resume_, now());
    }
}

void System::release_spin_lock(SpinLock &lock, Irql old_irql) {
    release_spin_lock_from_level(lock);
    set_irql(old_irql);
}

} // namespace acxsim::kernel
