// SPDX-License-Identifier: MIT
//
// WDFTIMER. Stop(TRUE) waits for a callback that is queued or running; a Start meanwhile is ignored and makes Stop
// return TRUE; Stop(TRUE) from the timer's own callback would wait for itself and stops the machine. Stop(FALSE) only
// cancels. Sources: wdftimer/nf-wdftimer-wdftimerstart, -wdftimerstop, -wdftimercreate, "Using Timers". Leaves out:
// TolerableDelay is stored but not used: the simulated system never delays to coalesce.
#pragma once

#include "sim/kernel/dpc.hpp"
#include "sim/kernel/timer.hpp"
#include "sim/wdf/callback_lock.hpp"
#include "sim/wdf/object.hpp"

#include "wdf.h"

namespace acxsim::wdf {

class Timer final : public Object {
public:
    static constexpr ObjectType type{"WDFTIMER", &Object::type};

    /// `lock` nullptr: callbacks are not serialised. `passive`: the callback runs on a worker thread.
    Timer(const Attributes &attributes, Object &parent, const WDF_TIMER_CONFIG &config, CallbackLock *lock,
          bool passive);

    /// `due_time` as in WdfTimerStart: negative = relative, positive = system time, 100 ns. True if it was queued.
    bool start(LONGLONG due_time);
    /// True if it was queued, or if a start was ignored because of this stop.
    bool stop(bool wait);

protected:
    void before_cleanup() override;

private:
    void expired();
    void call_driver();
    bool in_own_callback() const;
    void wait_until_idle();

    WDF_TIMER_CONFIG config_;
    CallbackLock *lock_;
    core::ObjectId parent_object_;
    kernel::Dpc dpc_;
    kernel::Timer timer_;
    kernel::DispatcherObject idle_{kernel::ObjectType::NotificationEvent, 1};
    kernel::Thread *callback_thread_ = nullptr;
    unsigned callback_processor_ = 0;
    unsigned callbacks_running_ = 0;
    unsigned stops_waiting_ = 0;
    bool passive_;
    bool work_queued_ = false;
    bool start_ignored_ = false;
};

} // namespace acxsim::wdf
