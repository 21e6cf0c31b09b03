// SPDX-License-Identifier: MIT
#include "sim/wdf/callback_lock.hpp"

#include "sim/kernel/system.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/io_queue.hpp"

#include "wdf.h"

namespace acxsim::wdf {

void CallbackLock::acquire() {
    system_.charge(kernel::Cost::Lock);
    if (passive_) {
        system_.wait(mutex_.header);
    } else {
        const kernel::Irql old_irql = system_.acquire_spin_lock(spin_lock_);
        old_irql_ = old_irql;
    }
}

void CallbackLock::release() {
    if (passive_) {
        system_.release_mutex(mutex_);
    } else {
        system_.release_spin_lock(spin_lock_, old_irql_);
    }
}

bool CallbackLock::held_here() const {
    if (!system_.on_processor()) return false;
    if (passive_) return mutex_.owner == &system_.current_thread();
    return spin_lock_.held() && spin_lock_.owner() == system_.processor_index();
}

std::uint32_t choose_callback_lock(Object &parent, bool automatic, bool passive_callback, CallbackLock **lock) {
    *lock = nullptr;
    Device *device = parent.ancestor<Device>();
    if (device == nullptr) return static_cast<std::uint32_t>(STATUS_INVALID_DEVICE_REQUEST);
    if (!automatic) return static_cast<std::uint32_t>(STATUS_SUCCESS);
    const bool passive_parent = parent.execution_level() == ExecutionLevel::Passive;
    if (passive_parent && !passive_callback) return static_cast<std::uint32_t>(STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL);
    Queue *queue = parent.ancestor<Queue>();
    const SynchronizationScope scope = parent.synchronization_scope();
    const bool of_queue = scope == SynchronizationScope::Queue && queue != nullptr;
    if (scope != SynchronizationScope::Device && !of_queue) return static_cast<std::uint32_t>(STATUS_SUCCESS);
    CallbackLock &chosen = of_queue ? queue->own_lock() : device->callback_lock();
    if (chosen.passive() != passive_callback) {
        return static_cast<std::uint32_t>(STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL);
    }
    *lock = &chosen;
    return static_cast<std::uint32_t>(STATUS_SUCCESS);
}

} // namespace acxsim::wdf
