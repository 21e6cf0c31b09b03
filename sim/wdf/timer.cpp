// SPDX-License-Identifier: MIT
#include "sim/wdf/timer.hpp"

#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/ddi/driver_objects.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/ddi_table.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/records.hpp"

namespace acxsim::wdf {

Timer::Timer(const Attributes &attributes, Object &parent, const WDF_TIMER_CONFIG &config, CallbackLock *lock,
             bool passive)
    : Object(type, attributes, &parent), config_(config), lock_(lock), parent_object_(parent.id()),
      dpc_(system(), "WDFTIMER", [this] { expired(); }), timer_(system(), "WDFTIMER", nullptr), passive_(passive) {
    require_passive_disposal();
}

bool Timer::start(LONGLONG due_time) {
    if (stops_waiting_ > 0) {
        start_ignored_ = true;
        return false;
    }
    if (deleted()) return false;
    return timer_.set(kernel::due_time(system(), due_time), core::from_milliseconds(config_.Period),
                      config_.UseHighResolutionTimer == WdfTrue, &dpc_);
}

bool Timer::stop(bool wait) {
    if (!wait) return timer_.cancel();
    if (in_own_callback()) {
        framework().violation(
            Violation::Deadlock, handle(),
            "WdfTimerStop(Timer, TRUE) was called from the timer's own EvtTimerFunc: it would wait for "
            "itself to return",
            "Call WdfTimerStop(Timer, FALSE) there, or simply do not start the timer again.");
    }
    // Above PASSIVE_LEVEL nothing can be waited for; the violation is on record, the timer is cancelled all the same.
    if (!framework().require_irql("WdfTimerStop", kernel::passive_level)) return timer_.cancel();
    ++stops_waiting_;
    const bool was_queued = timer_.cancel();
    system().flush_dpcs();
    wait_until_idle();
    --stops_waiting_;
    const bool ignored = start_ignored_;
    if (stops_waiting_ == 0) start_ignored_ = false;
    return was_queued || ignored;
}

void Timer::wait_until_idle() {
    while (work_queued_ || callbacks_running_ > 0) {
        system().reset_event(idle_);
        system().wait(idle_);
    }
}

bool Timer::in_own_callback() const {
    if (callbacks_running_ == 0) return false;
    if (passive_) return &system().current_thread() == callback_thread_;
    return system().irql() >= kernel::dispatch_level && system().processor_index() == callback_processor_;
}

void Timer::before_cleanup() {
    if (in_own_callback()) { // deleted from its own passive callback: nothing to wait for but oneself
        timer_.cancel();
        return;
    }
    stop(true);
}

void Timer::expired() {
    if (!passive_) return call_driver();
    if (work_queued_) return;
    work_queued_ = true;
    reference();
    framework().workers().queue([this] {
        work_queued_ = false;
        call_driver();
        dereference();
    });
}

void Timer::call_driver() {
    reference();
    ++callbacks_running_;
    {
        const CallbackLockGuard guard(lock_);
        callback_thread_ = &system().current_thread();
        callback_processor_ = system().processor_index();
        framework().trace().emit(TimerCallbackRan{id(), parent_object_});
        kernel::CallbackScope scope("EvtTimerFunc", id(), reinterpret_cast<const void *>(config_.EvtTimerFunc));
        config_.EvtTimerFunc(handle_as<WDFTIMER>());
        scope.returned();
    }
    --callbacks_running_;
    callback_thread_ = nullptr;
    system().set_event(idle_);
    dereference();
}

} // namespace acxsim::wdf

using namespace acxsim;
using namespace acxsim::wdf;

NTSTATUS WdfTimerCreate(PWDF_TIMER_CONFIG Config, PWDF_OBJECT_ATTRIBUTES Attributes, WDFTIMER *Timer) {
    ACXSIM_DDI(wdf_ddis, "WdfTimerCreate");
    Framework &framework = Framework::current();
    framework.require_parameter(Config, "WdfTimerCreate", "Config");
    framework.require_parameter(Timer, "WdfTimerCreate", "Timer");
    *Timer = nullptr;
    if (Config->Size != sizeof(WDF_TIMER_CONFIG)) return STATUS_INFO_LENGTH_MISMATCH;
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(read_attributes(Attributes, ParentRule::Required, attributes));
    if (!NT_SUCCESS(status)) return status;
    const bool passive = attributes.execution_level == ExecutionLevel::Passive;
    if (Config->EvtTimerFunc == nullptr || Config->Period > MAXLONG || Config->TolerableDelay > MAXLONG) {
        return STATUS_INVALID_PARAMETER;
    }
    if (Config->UseHighResolutionTimer == WdfTrue && Config->TolerableDelay != 0) return STATUS_INVALID_PARAMETER;
    if (passive && Config->Period != 0) return STATUS_NOT_SUPPORTED;
    CallbackLock *lock = nullptr;
    const auto locked = static_cast<NTSTATUS>(
        choose_callback_lock(*attributes.parent, Config->AutomaticSerialization != FALSE, passive, &lock));
    if (!NT_SUCCESS(locked)) return locked;
    *Timer = make_object<wdf::Timer>(attributes, *attributes.parent, *Config, lock, passive).handle_as<WDFTIMER>();
    return STATUS_SUCCESS;
}

BOOLEAN WdfTimerStart(WDFTIMER Timer, LONGLONG DueTime) {
    ACXSIM_DDI(wdf_ddis, "WdfTimerStart");
    return from_handle<wdf::Timer>(Timer).start(DueTime) ? TRUE : FALSE;
}

BOOLEAN WdfTimerStop(WDFTIMER Timer, BOOLEAN Wait) {
    ACXSIM_DDI(wdf_ddis, "WdfTimerStop");
    return from_handle<wdf::Timer>(Timer).stop(Wait != FALSE) ? TRUE : FALSE;
}

WDFOBJECT WdfTimerGetParentObject(WDFTIMER Timer) {
    ACXSIM_DDI(wdf_ddis, "WdfTimerGetParentObject");
    const Object *parent = from_handle<wdf::Timer>(Timer).parent();
    return parent == nullptr ? nullptr : parent->handle();
}
