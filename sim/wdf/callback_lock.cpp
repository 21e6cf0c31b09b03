// SPDX-License-Identifier: MIT
#include "sim/wdf/callback_lock.hpp"

#include "sim/kernel/system.hpp"
#include "sim/wdf/device.hpp"

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

std::uint32_t choose_callback_lock(Object &parent, bool automatic, bool passive_callback, CallbackLock **lock) {
    *lock = nullptr;
    Device *device = parent.ancestor<Device>();
    if (device == nullptr) return static_cast<std::uint32_t>(STATUS_INVALID_DEVICE_REQUEST);
    if (!automatic) return static_cast<std::uint32_t>(STATUS_SUCCESS);
    const bool passive_parent = parent.execution_level() == ExecutionLevel::Passive;
    if (passive_parent && !passive_callback) return static_cast<std::uint32_t>(STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL);
    if (parent.synchronization_scope() != SynchronizationScope::Device)
        return static_cast<std::uint32_t>(STATUS_SUCCESS);
    CallbackLock &device_lock = device->callback_lock();
    if (device_lock.passive() != passive_callback) {
        return static_cast<std::uint32_t>(STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL);
    }
    *lock = &device_lock;
    return static_cast<std::uint32_t>(STATUS_SUCCESS);
}

} // namespace acxsim::wdf
