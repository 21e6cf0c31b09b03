// SPDX-License-Identifier: MIT
//
// WDFWORKITEM: a callback at PASSIVE_LEVEL on a worker thread. Enqueued while queued: once; enqueued while running: it
// runs again. Sources: wdfworkitem/nf-wdfworkitem-wdfworkitemenqueue, -wdfworkitemflush.
#pragma once

#include "sim/wdf/callback_lock.hpp"
#include "sim/wdf/object.hpp"

#include "wdf.h"

namespace acxsim::wdf {

class WorkItem final : public Object {
public:
    static constexpr ObjectType type{"WDFWORKITEM", &Object::type};

    WorkItem(const Attributes &attributes, Object &parent, const WDF_WORKITEM_CONFIG &config, CallbackLock *lock);

    void enqueue();
    /// Waits until no call is queued or running.
    void flush();

protected:
    void before_cleanup() override;

private:
    void call_driver();
    void wait_until_idle();
    bool in_own_callback() const;

    WDF_WORKITEM_CONFIG config_;
    CallbackLock *lock_;
    core::ObjectId parent_object_;
    kernel::DispatcherObject idle_{kernel::ObjectType::NotificationEvent, 1};
    kernel::Thread *callback_thread_ = nullptr;
    unsigned running_ = 0;
    bool queued_ = false;
};

} // namespace acxsim::wdf
