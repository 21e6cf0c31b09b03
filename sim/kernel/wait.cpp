// SPDX-License-Identifier: MIT
//
// Waits: what satisfies them, who is released, and in which order (first come, first served).
#include <algorithm>

#include "sim/kernel/records.hpp"
#include "sim/kernel/system.hpp"

namespace acxsim::kernel {

namespace {

constexpr std::uint32_t attempted_switch_from_dpc = 0xb8;

MutexObject &mutex_of(DispatcherObject &object) { return reinterpret_cast<MutexObject &>(object); }
const MutexObject &mutex_of(const DispatcherObject &object) { return reinterpret_cast<const MutexObject &>(object); }

void link(WaitBlock &block) {
    DispatcherObject &object = *block.object;
    block.next = nullptr;
    block.previous = object.last_waiter;
    (object.last_waiter == nullptr ? object.first_waiter : object.last_waiter->next) = &block;
    object.last_waiter = &block;
}

void unlink(WaitBlock &block) {
    DispatcherObject &object = *block.object;
    (block.previous == nullptr ? object.first_waiter : block.previous->next) = block.next;
    (block.next == nullptr ? object.last_waiter : block.next->previous) = block.previous;
}

} // namespace

bool System::available(const DispatcherObject &object, const Thread &thread) {
    if (object.signal_state > 0) return true;
    return object.type == ObjectType::Mutex && mutex_of(object).owner == &thread;
}

void System::consume(DispatcherObject &object, Thread &thread) {
    switch (object.type) {
    case ObjectType::SynchronizationEvent:
    case ObjectType::SynchronizationTimer:
        object.signal_state = 0;
        break;
    case ObjectType::Semaphore:
        --object.signal_state;
        break;
    case ObjectType::Mutex:
        --object.signal_state; // below zero: taken again by its owner
        mutex_of(object).owner = &thread;
        break;
    case ObjectType::NotificationEvent:
    case ObjectType::NotificationTimer:
    case ObjectType::Thread:
        break;
    }
}

bool System::try_satisfy(Thread &thread, std::span<DispatcherObject *const> objects, bool all, std::uint32_t &index) {
    if (all) {
        for (const DispatcherObject *object : objects) {
            if (!available(*object, thread)) return false;
        }
        for (DispatcherObject *object : objects)
            consume(*object, thread);
        index = 0;
        return true;
    }
    for (std::size_t i = 0; i < objects.size(); ++i) {
        if (available(*objects[i], thread)) {
            consume(*objects[i], thread);
            index = static_cast<std::uint32_t>(i);
            return true;
        }
    }
    return false;
}

std::optional<std::uint32_t> System::wait_objects(std::span<DispatcherObject *const> objects, bool all,
                                                  std::optional<core::Duration> timeout) {
    ACXSIM_ASSERT(running_ != nullptr, "only simulated code can wait");
    ACXSIM_ASSERT(objects.size() <= Thread::maximum_wait_objects, "too many objects in one wait");
    Thread &thread = *running_->current_;
    std::uint32_t index = 0;
    if (try_satisfy(thread, objects, all, index)) return index;
    if (timeout && timeout->count() <= 0) return std::nullopt;
    if (running_->irql_ >= dispatch_level) {
        bug_check(attempted_switch_from_dpc, {running_->irql_, 0, 0, 0},
                  "code at DISPATCH_LEVEL or above waits for an object that is not signalled",
                  "Only a zero time-out is allowed there: signal the work to a thread or a work item instead.");
    }
    thread.wait_all_ = all;
    thread.wait_count_ = objects.size();
    if (objects.size() <= thread.small_wait_.size()) {
        thread.wait_blocks_ = thread.small_wait_.data();
    } else {
        thread.large_wait_ = std::make_unique<WaitBlock[]>(objects.size());
        thread.wait_blocks_ = thread.large_wait_.get();
    }
    for (std::size_t i = 0; i < objects.size(); ++i) {
        thread.wait_blocks_[i] = {&thread, objects[i], nullptr, nullptr, static_cast<std::uint32_t>(i)};
        link(thread.wait_blocks_[i]);
    }
    thread.state_ = Thread::State::Waiting;
    thread.saved_irql_ = running_->irql_;
    if (timeout) simulation_.timeline.schedule_in(thread.timeout_, *timeout);
    dispatch_next(*running_);
    suspend_running();
    charge(Cost::ContextSwitch);
    if (thread.wait_result_ == static_cast<std::uint32_t>(WaitStatus::TimedOut)) return std::nullopt;
    return thread.wait_result_;
}

std::optional<std::uint32_t> System::wait_any(std::span<DispatcherObject *const> objects,
                                              std::optional<core::Duration> timeout) {
    return wait_objects(objects, false, timeout);
}

bool System::wait_all(std::span<DispatcherObject *const> objects, std::optional<core::Duration> timeout) {
    return wait_objects(objects, true, timeout).has_value();
}

bool System::wait(DispatcherObject &object, std::optional<core::Duration> timeout) {
    DispatcherObject *const objects[] = {&object};
    return wait_objects(objects, false, timeout).has_value();
}

void System::sleep_until(core::TimePoint t) {
    if (t <= now()) return;
    wait_objects({}, false, t - now());
}

void System::unlink_wait(Thread &thread) {
    for (std::size_t i = 0; i < thread.wait_count_; ++i)
        unlink(thread.wait_blocks_[i]);
    thread.wait_count_ = 0;
    simulation_.timeline.cancel(thread.timeout_);
}

void System::wake(Thread &thread, std::uint32_t result) {
    unlink_wait(thread);
    thread.wait_result_ = result;
    thread.state_ = Thread::State::Waking;
    simulation_.timeline.schedule_in(thread.wake_,
                                     parameters_.profile.thread.sample(simulation_.choices, thread_site_));
}

void System::release_waiters(DispatcherObject &object) {
    WaitBlock *block = object.first_waiter;
    while (block != nullptr && object.signal_state > 0) {
        WaitBlock *next = block->next;
        Thread &thread = *block->thread;
        if (!thread.wait_all_) {
            consume(object, thread);
            wake(thread, block->index);
            next = object.first_waiter; // the thread may have waited for this object more than once
        } else {
            const std::span<WaitBlock> blocks(thread.wait_blocks_, thread.wait_count_);
            const bool satisfied = std::all_of(blocks.begin(), blocks.end(),
                                               [&](const WaitBlock &b) { return available(*b.object, thread); });
            if (satisfied) {
                for (const WaitBlock &b : blocks)
                    consume(*b.object, thread);
                wake(thread, 0);
                next = object.first_waiter;
            }
        }
        block = next;
    }
}

std::int32_t System::set_event(DispatcherObject &event) {
    const std::int32_t before = event.signal_state;
    event.signal_state = 1;
    if (event.first_waiter != nullptr) release_waiters(event);
    return before;
}

std::int32_t System::reset_event(DispatcherObject &event) {
    const std::int32_t before = event.signal_state;
    event.signal_state = 0;
    return before;
}

void System::pulse_event(DispatcherObject &event) {
    set_event(event);
    event.signal_state = 0;
}

bool System::release_mutex(MutexObject &mutex) {
    if (running_ == nullptr || mutex.owner != running_->current_) return false;
    if (++mutex.header.signal_state == 1) {
        mutex.owner = nullptr;
        release_waiters(mutex.header);
    }
    return true;
}

bool System::release_semaphore(SemaphoreObject &semaphore, std::int32_t count) {
    if (semaphore.header.signal_state > semaphore.limit - count) return false;
    semaphore.header.signal_state += count;
    release_waiters(semaphore.header);
    return true;
}

} // namespace acxsim::kernel
