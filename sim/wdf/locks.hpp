// SPDX-License-Identifier: MIT
//
// WDFSPINLOCK and WDFWAITLOCK. Who holds a wait lock is in a critical region, as the framework arranges it, so that a
// callback that returns with the lock held shows in its CallbackReturned record.
// Sources: wdfsync/nf-wdfsync-wdfspinlockacquire, -wdfwaitlockacquire, -wdfwaitlockrelease.
#pragma once

#include <optional>

#include "sim/kernel/irql.hpp"
#include "sim/kernel/spin_lock.hpp"
#include "sim/wdf/object.hpp"

namespace acxsim::wdf {

class SpinLock final : public Object {
public:
    static constexpr ObjectType type{"WDFSPINLOCK", &Object::type};

    SpinLock(const Attributes &attributes, Object *parent) : Object(type, attributes, parent) {}

    void acquire();
    void release();
    /// For interrupts that share this lock.
    kernel::SpinLock &kernel_lock() { return lock_; }

private:
    kernel::SpinLock lock_;
    kernel::Irql old_irql_ = kernel::passive_level;
};

class WaitLock final : public Object {
public:
    static constexpr ObjectType type{"WDFWAITLOCK", &Object::type};

    WaitLock(const Attributes &attributes, Object *parent) : Object(type, attributes, parent) {}

    /// False on time-out; nullopt waits for ever. Taking it twice from one thread stops the machine.
    bool acquire(std::optional<core::Duration> timeout);
    void release();

private:
    kernel::DispatcherObject free_{kernel::ObjectType::SynchronizationEvent, 1};
    kernel::Thread *owner_ = nullptr;
};

} // namespace acxsim::wdf
