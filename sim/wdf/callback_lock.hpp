// SPDX-License-Identifier: MIT
//
// The lock that serialises a device's callbacks when its synchronization scope is "device": a spin lock, or a mutex
// when the execution level is passive. Source: "Using Automatic Synchronization". A queue has one of its own, for scope
// "queue".
#pragma once

#include "sim/kernel/dispatcher_object.hpp"
#include "sim/kernel/irql.hpp"
#include "sim/kernel/spin_lock.hpp"

namespace acxsim::kernel {
class System;
}

namespace acxsim::wdf {

class Device;
class Object;

class CallbackLock {
public:
    CallbackLock(kernel::System &system, bool passive) : system_(system), passive_(passive) {}
    CallbackLock(const CallbackLock &) = delete;
    CallbackLock &operator=(const CallbackLock &) = delete;

    bool passive() const { return passive_; }
    void acquire();
    void release();
    /// The running code holds it (its own callback, or one that it interrupted): to acquire it would deadlock.
    bool held_here() const;

private:
    kernel::System &system_;
    kernel::MutexObject mutex_;
    kernel::SpinLock spin_lock_;
    kernel::Irql old_irql_ = kernel::passive_level;
    bool passive_;
};

/// Holds a callback lock for a scope; nullptr: there is nothing to hold.
class CallbackLockGuard {
public:
    explicit CallbackLockGuard(CallbackLock *lock) : lock_(lock) {
        if (lock_ != nullptr) lock_->acquire();
    }
    ~CallbackLockGuard() {
        if (lock_ != nullptr) lock_->release();
    }
    CallbackLockGuard(const CallbackLockGuard &) = delete;
    CallbackLockGuard &operator=(const CallbackLockGuard &) = delete;

private:
    CallbackLock *lock_;
};

/// Which lock a child's callback runs under. `parent` must have a device above it, else STATUS_INVALID_DEVICE_REQUEST;
/// an automatic lock that does not suit the callback's level gives STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL.
std::uint32_t choose_callback_lock(Object &parent, bool automatic, bool passive_callback, CallbackLock **lock);

} // namespace acxsim::wdf
