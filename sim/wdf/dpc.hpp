// SPDX-License-Identifier: MIT
//
// WDFDPC: a deferred procedure call as an object. Sources: wdfdpc/nf-wdfdpc-wdfdpcenqueue, -wdfdpccancel.
#pragma once

#include "sim/kernel/dpc.hpp"
#include "sim/wdf/callback_lock.hpp"
#include "sim/wdf/object.hpp"

#include "wdf.h"

namespace acxsim::wdf {

class Dpc final : public Object {
public:
    static constexpr ObjectType type{"WDFDPC", &Object::type};

    Dpc(const Attributes &attributes, Object &parent, const WDF_DPC_CONFIG &config, CallbackLock *lock);

    bool enqueue();
    bool cancel(bool wait);
    PKDPC wdm_dpc() { return &wdm_dpc_; }

protected:
    void before_cleanup() override { cancel(true); }

private:
    void call_driver();

    WDF_DPC_CONFIG config_;
    CallbackLock *lock_;
    core::ObjectId parent_object_;
    kernel::Dpc dpc_;
    KDPC wdm_dpc_{};
    bool running_ = false;
    unsigned processor_ = 0;
};

} // namespace acxsim::wdf
