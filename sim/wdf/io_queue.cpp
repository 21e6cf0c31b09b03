// SPDX-License-Identifier: MIT
#include "sim/wdf/io_queue.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/device_io.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/io_records.hpp"
#include "sim/wdf/request.hpp"

#include "wdf.h"

namespace acxsim::wdf {

namespace {

constexpr std::uint32_t code_of(NTSTATUS status) { return static_cast<std::uint32_t>(status); }

/// How long the power and Plug and Play managers wait for a driver before the machine stops. Windows waits ten minutes;
/// nothing happens in the rest of them.
constexpr core::Duration patience = core::from_seconds(10);
constexpr std::uint32_t driver_power_state_failure = 0x9f;

} // namespace

Queue::Queue(const Attributes &attributes, Object &parent, Device &device, const WDF_IO_QUEUE_CONFIG &config,
             bool power_managed)
    : Object(type, attributes, &parent), device_(device), config_(std::make_unique<WDF_IO_QUEUE_CONFIG>(config)),
      own_lock_(std::make_unique<CallbackLock>(system(), execution_level() == ExecutionLevel::Passive)),
      changed_(kernel::ObjectType::NotificationEvent, 0), dispatching_(static_cast<Dispatching>(config.DispatchType)),
      power_managed_(power_managed), passive_(execution_level() == ExecutionLevel::Passive),
      power_held_(power_managed && device.power != DevicePower::D0) {
    require_passive_disposal(); // "the framework calls these callback functions at IRQL = PASSIVE_LEVEL"
    if (synchronization_scope() == SynchronizationScope::Device) lock_ = &device.callback_lock();
    if (synchronization_scope() == SynchronizationScope::Queue) lock_ = own_lock_.get();
}

std::uint32_t Queue::state() const {
    return (accepting_ ? WdfIoQueueAcceptRequests : 0) | (started_ ? WdfIoQueueDispatchRequests : 0) |
           (waiting_.empty() ? WdfIoQueueNoRequests : 0) | (presented_.empty() ? WdfIoQueueDriverNoRequests : 0) |
           (power_held_ ? WdfIoQueuePnpHeld : 0);
}

// --- requests come and go -------------------------------------------------------------------------------------------

bool Queue::insert(Request &request, bool at_front) {
    if (!accepting_ && !at_front) return false;
    const bool was_empty = waiting_.empty();
    request.queue = this;
    request.holder = Request::Holder::Queue;
    request.in_caller_context = false;
    if (at_front) {
        waiting_.push_front(&request);
    } else {
        waiting_.push_back(&request);
    }
    // Cancelled before it came; or requeued while the queue is purged.
    if (!request.set_cancel_routine(true) || (!accepting_ && request.set_cancel_routine(false))) {
        cancel_waiting(request);
        return true;
    }
    hold_power();
    if (dispatching_ == Dispatching::Manual) {
        if (was_empty) notify_ready();
    } else {
        present_waiting(true);
    }
    return true;
}

Request *Queue::take(Request &request) {
    std::erase(waiting_, &request);
    if (!request.set_cancel_routine(false)) return nullptr; // a cancellation is on its way and will find it gone
    return &request;
}

void Queue::hand_over(Request &request) {
    presented_.push_back(&request);
    request.holder = Request::Holder::Driver;
    request.presented = true;
    request.stop_state = Request::StopState::Running;
    request.presented_at = system().now();
    framework().trace().emit(RequestPresented{request.id(), id(), request.request_type(), request.control_code()});
}

std::uint32_t Queue::retrieve(const FileObject *file, Request *&request) {
    request = nullptr;
    if (dispatching_ == Dispatching::Parallel) return code_of(STATUS_INVALID_DEVICE_STATE);
    if (!started_ || power_held_) return code_of(STATUS_WDF_PAUSED);
    const auto found = std::find_if(waiting_.begin(), waiting_.end(), [file](const Request *waiting) {
        return file == nullptr || waiting->file == file;
    });
    if (found == waiting_.end()) return code_of(STATUS_NO_MORE_ENTRIES);
    request = take(**found);
    if (request == nullptr) return code_of(STATUS_NO_MORE_ENTRIES);
    hand_over(*request);
    return 0;
}

std::uint32_t Queue::find(const Request *after, const FileObject *file, Request *&request) const {
    request = nullptr;
    auto at = waiting_.begin();
    if (after != nullptr) {
        at = std::find(waiting_.begin(), waiting_.end(), after);
        if (at == waiting_.end()) return code_of(STATUS_NOT_FOUND);
        ++at;
    }
    at = std::find_if(at, waiting_.end(),
                      [file](const Request *waiting) { return file == nullptr || waiting->file == file; });
    if (at == waiting_.end()) return code_of(STATUS_NO_MORE_ENTRIES);
    request = *at;
    return 0;
}

std::uint32_t Queue::retrieve_found(Request &found, Request *&request) {
    request = nullptr;
    if (!started_ || power_held_) return code_of(STATUS_WDF_PAUSED);
    if (std::find(waiting_.begin(), waiting_.end(), &found) == waiting_.end()) return code_of(STATUS_NOT_FOUND);
    request = take(found);
    if (request == nullptr) return code_of(STATUS_NOT_FOUND);
    hand_over(*request);
    return 0;
}

void Queue::cancel_waiting(Request &request) {
    if (std::find(waiting_.begin(), waiting_.end(), &request) == waiting_.end()) return;
    std::erase(waiting_, &request);
    const auto cancelled = config_->EvtIoCanceledOnQueue;
    if (cancelled == nullptr || !request.presented) { // the driver never saw it, or does not want to know
        request.queue = nullptr;
        request.holder = Request::Holder::Driver;
        request.complete(code_of(STATUS_CANCELLED), 0);
        return request_gone();
    }
    hand_over(request);
    request.reference();
    run_callback([this, &request, cancelled] {
        kernel::CallbackScope scope("EvtIoCanceledOnQueue", id(), reinterpret_cast<const void *>(cancelled));
        cancelled(handle_as<WDFQUEUE>(), request.handle_as<WDFREQUEST>());
        scope.returned();
        request.dereference();
    });
}

void Queue::cancel_waiting_of(const FileObject &file) {
    const std::deque<Request *> waiting = waiting_;
    for (Request *request : waiting) {
        if (std::find(waiting_.begin(), waiting_.end(), request) == waiting_.end()) continue;
        if (request->file == &file && request->set_cancel_routine(false)) cancel_waiting(*request);
    }
}

void Queue::remove_presented(Request &request) { std::erase(presented_, &request); }

/// A device with requests in a power-managed queue, or with the driver from there, is not idle; one that sleeps wakes.
void Queue::hold_power() {
    const bool wanted = power_managed_ && !(waiting_.empty() && presented_.empty());
    if (wanted == holds_power_) return;
    holds_power_ = wanted;
    if (wanted) {
        device_.power_reference();
    } else {
        device_.power_dereference();
    }
}

void Queue::request_gone() {
    system().set_event(changed_);
    check_idle();
    hold_power();
    present_waiting(false);
}

// --- presenting -----------------------------------------------------------------------------------------------------

bool Queue::may_present() const {
    if (dispatching_ == Dispatching::Manual || waiting_.empty() || !started_ || power_held_) return false;
    if (dispatching_ == Dispatching::Sequential) return presented_.empty();
    return presented_.size() < config_->Settings.Parallel.NumberOfPresentedRequests;
}

bool Queue::presenting_here() const {
    if (!system().on_processor()) return false;
    return std::find(presenters_.begin(), presenters_.end(), &system().current_thread()) != presenters_.end();
}

/// `arrival`: a new request may be presented in the midst of another's handler, as the thread that sent it waits for
/// it. A request that left is made up for when the handler returns, so that a long queue does not grow the stack.
void Queue::present_waiting(bool arrival) {
    if (!may_present()) return;
    if (presenting_here() && (!arrival || lock_ != nullptr)) return;
    if ((passive_ && system().irql() > kernel::passive_level) || (lock_ != nullptr && lock_->held_here()) ||
        !system().on_processor()) {
        if (later_) return;
        later_ = true;
        reference();
        framework().workers().queue([this] {
            later_ = false;
            present_waiting(false);
            dereference();
        });
        return;
    }
    reference();
    presenters_.push_back(&system().current_thread());
    while (may_present()) {
        const CallbackLockGuard guard(lock_);
        if (may_present()) present(*waiting_.front());
    }
    presenters_.erase(std::find(presenters_.begin(), presenters_.end(), &system().current_thread()));
    dereference();
}

void Queue::present(Request &request) {
    if (take(request) == nullptr) return;
    const bool zero_length = config_->AllowZeroLengthRequests == FALSE && [&request] {
        WDF_REQUEST_PARAMETERS parameters;
        WDF_REQUEST_PARAMETERS_INIT(&parameters);
        request.get_parameters(parameters);
        return (parameters.Type == WdfRequestTypeRead && parameters.Parameters.Read.Length == 0) ||
               (parameters.Type == WdfRequestTypeWrite && parameters.Parameters.Write.Length == 0);
    }();
    hand_over(request);
    if (zero_length) return request.complete(0, 0);
    call_handler(request);
}

void Queue::call_handler(Request &request) {
    WDF_REQUEST_PARAMETERS parameters;
    WDF_REQUEST_PARAMETERS_INIT(&parameters);
    request.get_parameters(parameters);
    const auto queue = handle_as<WDFQUEUE>();
    const auto handle = request.handle_as<WDFREQUEST>();
    const auto call = [&](std::string_view name, auto handler, auto... arguments) {
        request.handler = reinterpret_cast<const void *>(handler);
        request.handler_name = name;
        kernel::CallbackScope scope(name, id(), request.handler);
        handler(queue, handle, arguments...);
        scope.returned();
    };
    // Both kinds of device control lie in the same storage, which Parameters.Others shows under other names.
    const IO_STACK_LOCATION &location = *IoGetCurrentIrpStackLocation(request.irp());
    const auto &control = location.Parameters.DeviceIoControl;
    if (parameters.Type == WdfRequestTypeRead && config_->EvtIoRead != nullptr) {
        call("EvtIoRead", config_->EvtIoRead, parameters.Parameters.Read.Length);
    } else if (parameters.Type == WdfRequestTypeWrite && config_->EvtIoWrite != nullptr) {
        call("EvtIoWrite", config_->EvtIoWrite, parameters.Parameters.Write.Length);
    } else if (parameters.Type == WdfRequestTypeDeviceControl && config_->EvtIoDeviceControl != nullptr) {
        call("EvtIoDeviceControl", config_->EvtIoDeviceControl, static_cast<size_t>(control.OutputBufferLength),
             static_cast<size_t>(control.InputBufferLength), control.IoControlCode);
    } else if (parameters.Type == WdfRequestTypeDeviceControlInternal &&
               config_->EvtIoInternalDeviceControl != nullptr) {
        call("EvtIoInternalDeviceControl", config_->EvtIoInternalDeviceControl,
             static_cast<size_t>(control.OutputBufferLength), static_cast<size_t>(control.InputBufferLength),
             control.IoControlCode);
    } else if (config_->EvtIoDefault != nullptr) {
        call("EvtIoDefault", config_->EvtIoDefault);
    } else {
        request.complete(code_of(STATUS_INVALID_DEVICE_REQUEST), 0);
    }
}

void Queue::run_callback(std::function<void()> callback) {
    if ((passive_ && system().irql() > kernel::passive_level) || (lock_ != nullptr && lock_->held_here()) ||
        !system().on_processor()) {
        reference();
        framework().workers().queue([this, callback = std::move(callback)] {
            {
                const CallbackLockGuard guard(lock_);
                callback();
            }
            dereference();
        });
        return;
    }
    const CallbackLockGuard guard(lock_);
    callback();
}

// --- the driver steers it -------------------------------------------------------------------------------------------

void Queue::call_state(StateCallback callback) {
    if (callback.function == nullptr) return;
    run_callback([this, callback] {
        kernel::CallbackScope scope("EvtIoQueueState", id(), reinterpret_cast<const void *>(callback.function));
        callback.function(handle(), callback.context);
        scope.returned();
    });
}

void Queue::check_idle() {
    if (idle_callback_.function == nullptr || !presented_.empty()) return;
    if (idle_callback_wants_empty_ && !waiting_.empty()) return;
    call_state(std::exchange(idle_callback_, {}));
}

void Queue::notify_ready() {
    if (ready_callback_.function == nullptr || waiting_.empty() || !started_ || power_held_) return;
    call_state(ready_callback_);
}

std::uint32_t Queue::set_ready_notification(StateCallback callback) {
    if (dispatching_ != Dispatching::Manual) return code_of(STATUS_INVALID_DEVICE_REQUEST);
    if (callback.function != nullptr) {
        if (ready_callback_.function != nullptr) return code_of(STATUS_INVALID_DEVICE_REQUEST);
        ready_callback_ = callback;
        notify_ready();
        return 0;
    }
    if (ready_callback_.function == nullptr || started_) return code_of(STATUS_INVALID_DEVICE_REQUEST);
    ready_callback_ = {};
    return 0;
}

void Queue::start() {
    accepting_ = true;
    started_ = true;
    notify_ready();
    present_waiting(false);
}

void Queue::stop(StateCallback callback) {
    accepting_ = true;
    started_ = false;
    idle_callback_ = callback;
    idle_callback_wants_empty_ = false;
    check_idle();
}

void Queue::drain(StateCallback callback) {
    if (!started_) {
        framework().violation(Violation::OutOfOrder, handle(), "WdfIoQueueDrain was called for a queue that is stopped",
                              "What waits in a stopped queue is never delivered: call WdfIoQueueStart first.");
    }
    accepting_ = false;
    idle_callback_ = callback;
    idle_callback_wants_empty_ = true;
    check_idle();
}

void Queue::purge(StateCallback callback, bool and_stop) {
    accepting_ = and_stop; // stop-and-purge goes on accepting, it only presents nothing
    if (and_stop) started_ = false;
    idle_callback_ = callback;
    idle_callback_wants_empty_ = !and_stop;
    const std::deque<Request *> waiting = waiting_;
    for (Request *request : waiting) {
        if (std::find(waiting_.begin(), waiting_.end(), request) == waiting_.end()) continue;
        if (request->set_cancel_routine(false)) cancel_waiting(*request);
    }
    cancel_presented();
    check_idle();
}

void Queue::cancel_presented() {
    const std::vector<Request *> presented = presented_;
    for (Request *request : presented) {
        if (std::find(presented_.begin(), presented_.end(), request) == presented_.end()) continue;
        if (request->cancelable() == Request::Cancelable::Marked && request->set_cancel_routine(false))
            request->cancel_routine_ran();
    }
}

void Queue::wait_until_idle(std::string_view ddi) {
    if (presenting_here()) {
        framework().violation(Violation::Deadlock, handle(),
                              fmt::format("{} was called from a request handler of the same queue: it would wait for "
                                          "the handler's own request",
                                          ddi),
                              "Call the function without \"Synchronously\" and go on in its callback.");
    }
    while (!presented_.empty() || (!accepting_ && !waiting_.empty())) {
        system().reset_event(changed_);
        system().wait(changed_);
    }
}

// --- power ----------------------------------------------------------------------------------------------------------

void Queue::never_returned(std::string_view during) {
    const Request &request = *presented_.front();
    // So that the report points at the code that got the request: the stack that stops here is the framework's.
    const void *code =
        request.handler != nullptr ? request.handler : reinterpret_cast<const void *>(config_->EvtIoStop);
    kernel::CallbackScope scope(request.handler != nullptr ? request.handler_name : "EvtIoStop", id(), code);
    system().bug_check(
        driver_power_state_failure,
        {3, reinterpret_cast<std::uintptr_t>(device_.physical_device_object()), 0,
         reinterpret_cast<std::uintptr_t>(request.irp())},
        fmt::format("{}: the driver still holds {} request(s) of a queue, the oldest a {} that it got at "
                    "{} ms; it was waited for for 10 s",
                    during, presented_.size(), request.describe(),
                    core::nanoseconds_of(request.presented_at) / 1'000'000),
        config_->EvtIoStop == nullptr
            ? "Without EvtIoStop every request must be completed before the device may leave D0."
            : "EvtIoStop completes, cancels or acknowledges (WdfRequestStopAcknowledge) each request.");
    __builtin_unreachable();
}

void Queue::wait_for_presented(bool until_acknowledged, std::string_view during) {
    const auto awaited = [&] {
        return std::any_of(presented_.begin(), presented_.end(), [&](const Request *request) {
            return !until_acknowledged || request->stop_state != Request::StopState::Acknowledged;
        });
    };
    const core::TimePoint limit = system().now() + patience;
    while (awaited()) {
        system().reset_event(changed_);
        const core::TimePoint now = system().now();
        if (now >= limit || !system().wait(changed_, limit - now)) {
            if (awaited()) never_returned(during);
        }
    }
}

void Queue::ask_to_stop(Request &request, std::uint32_t flags) {
    const auto stop = config_->EvtIoStop;
    request.stop_state = Request::StopState::Asked;
    if (stop == nullptr) return;
    request.reference();
    {
        const CallbackLockGuard guard(lock_);
        if (std::find(presented_.begin(), presented_.end(), &request) != presented_.end()) {
            if (request.cancelable() == Request::Cancelable::Marked) flags |= WdfRequestStopRequestCancelable;
            request.in_stop_callback = true;
            kernel::CallbackScope scope("EvtIoStop", id(), reinterpret_cast<const void *>(stop));
            stop(handle_as<WDFQUEUE>(), request.handle_as<WDFREQUEST>(), flags);
            scope.returned();
            request.in_stop_callback = false;
        }
    }
    request.dereference();
}

void Queue::power_down(bool removal) {
    if (!power_managed_ && !removal) return;
    power_held_ = power_managed_;
    if (removal) {
        accepting_ = false;
        const std::deque<Request *> waiting = waiting_;
        for (Request *request : waiting) {
            if (std::find(waiting_.begin(), waiting_.end(), request) == waiting_.end()) continue;
            if (request->set_cancel_routine(false)) cancel_waiting(*request);
        }
    }
    const std::vector<Request *> presented = presented_;
    for (Request *request : presented) {
        if (std::find(presented_.begin(), presented_.end(), request) == presented_.end()) continue;
        ask_to_stop(*request, removal ? WdfRequestStopActionPurge : WdfRequestStopActionSuspend);
    }
    if (removal) cancel_presented();
    wait_for_presented(!removal, removal ? "the device is being removed" : "the device is to leave D0");
}

void Queue::power_up() {
    if (!power_managed_) return;
    power_held_ = false;
    const std::vector<Request *> presented = presented_;
    for (Request *request : presented) {
        if (std::find(presented_.begin(), presented_.end(), request) == presented_.end()) continue;
        const bool postponed = request->stop_state == Request::StopState::Acknowledged;
        request->stop_state = Request::StopState::Running;
        const auto resume = config_->EvtIoResume;
        if (!postponed || resume == nullptr) continue;
        request->reference();
        {
            const CallbackLockGuard guard(lock_);
            kernel::CallbackScope scope("EvtIoResume", id(), reinterpret_cast<const void *>(resume));
            resume(handle_as<WDFQUEUE>(), request->handle_as<WDFREQUEST>());
            scope.returned();
        }
        request->dereference();
    }
    notify_ready();
    present_waiting(false);
}

// --- the end --------------------------------------------------------------------------------------------------------

void Queue::on_delete() {
    accepting_ = false;
    const std::deque<Request *> waiting = waiting_;
    for (Request *request : waiting) {
        if (std::find(waiting_.begin(), waiting_.end(), request) == waiting_.end()) continue;
        if (request->set_cancel_routine(false)) cancel_waiting(*request);
    }
    device_.io().queue_deleted(*this);
}

void Queue::before_cleanup() { wait_for_presented(false, "the queue is being deleted"); }

} // namespace acxsim::wdf
