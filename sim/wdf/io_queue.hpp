// SPDX-License-Identifier: MIT
//
// WDFQUEUE: requests wait here until the driver takes them. Sequential and parallel queues present them to request
// handlers, manual ones wait to be asked. A power-managed queue presents only while its device is in D0; before the
// device leaves D0 every request that the driver holds is asked for (EvtIoStop) and waited for.
// Source: the pages of wdfio.h; "Dispatching Methods for I/O Requests", "Using Power-Managed I/O Queues", "Using
// Automatic Synchronization". Leaves out: guaranteed forward progress.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "sim/kernel/dispatcher_object.hpp"
#include "sim/wdf/callback_lock.hpp"
#include "sim/wdf/object.hpp"

struct _WDF_IO_QUEUE_CONFIG;

namespace acxsim::kernel {
class Thread;
}

namespace acxsim::wdf {

class Device;
class FileObject;
class Request;

class Queue final : public Object {
public:
    static constexpr ObjectType type{"WDFQUEUE", &Object::type};
    enum class Dispatching : std::uint8_t { Sequential = 1, Parallel, Manual };
    /// EvtIoQueueState with its context.
    struct StateCallback {
        void (*function)(void *queue, void *context) = nullptr;
        void *context = nullptr;
    };

    Queue(const Attributes &attributes, Object &parent, Device &device, const _WDF_IO_QUEUE_CONFIG &config,
          bool power_managed);

    Device &device() const { return device_; }
    Dispatching dispatching() const { return dispatching_; }
    bool power_managed() const { return power_managed_; }
    bool accepting() const { return accepting_; }
    bool started() const { return started_; }
    bool power_held() const { return power_held_; }
    std::size_t waiting() const { return waiting_.size(); }
    std::size_t with_driver() const { return presented_.size(); }
    /// WDF_IO_QUEUE_STATE.
    std::uint32_t state() const;
    /// The lock that its callbacks run under; nullptr: none.
    CallbackLock *callback_lock() const { return lock_; }
    CallbackLock &own_lock() { return *own_lock_; }

    // --- requests come and go ---

    /// False: the queue does not accept requests. A request that is cancelled already is completed.
    bool insert(Request &request, bool at_front = false);
    /// The driver asks for one: the first of that file object, or the first; NTSTATUS.
    std::uint32_t retrieve(const FileObject *file, Request *&request);
    std::uint32_t retrieve_found(Request &found, Request *&request);
    /// WdfIoQueueFindRequest: the first after `after` (nullptr: the first of all).
    std::uint32_t find(const Request *after, const FileObject *file, Request *&request) const;
    /// Cancellation reached a request that waits here.
    void cancel_waiting(Request &request);
    void cancel_waiting_of(const FileObject &file);
    /// The driver no longer holds it; request_gone() follows when the request is where it belongs now.
    void remove_presented(Request &request);
    void request_gone();

    // --- the driver steers it ---

    void start();
    void stop(StateCallback callback);
    void drain(StateCallback callback);
    void purge(StateCallback callback, bool and_stop);
    void wait_until_idle(std::string_view ddi); ///< no request with the driver, and none waiting if not accepting
    std::uint32_t set_ready_notification(StateCallback callback); ///< NTSTATUS

    // --- power ---

    /// Presents no more, asks for what the driver holds, waits for it. `removal`: cancels what waits, for good.
    void power_down(bool removal);
    void power_up();

    /// The default queue goes with the device, not before.
    void keep_from_driver_deletion() { forbid_deletion_by_driver(); }

    /// Runs a callback of the driver as this queue's callbacks run: under its lock, at its level, later if it must.
    void run_callback(std::function<void()> callback);

protected:
    void on_delete() override;
    void before_cleanup() override;

private:
    bool may_present() const;
    bool presenting_here() const;
    void present_waiting(bool arrival);
    void present(Request &request);
    void hand_over(Request &request);
    void call_handler(Request &request);
    void cancel_presented();
    void call_state(StateCallback callback);
    void check_idle();
    void hold_power();
    void notify_ready();
    void ask_to_stop(Request &request, std::uint32_t flags);
    void wait_for_presented(bool until_acknowledged, std::string_view during);
    Request *take(Request &request);
    [[noreturn]] void never_returned(std::string_view during);

    Device &device_;
    std::unique_ptr<_WDF_IO_QUEUE_CONFIG> config_;
    std::unique_ptr<CallbackLock> own_lock_;
    CallbackLock *lock_ = nullptr;
    std::deque<Request *> waiting_;
    std::vector<Request *> presented_;         ///< with the driver, in order of presentation
    std::vector<kernel::Thread *> presenters_; ///< whose code is in present_waiting() now
    kernel::DispatcherObject changed_;         ///< a request left
    StateCallback idle_callback_, ready_callback_;
    bool idle_callback_wants_empty_ = false;
    Dispatching dispatching_;
    bool power_managed_;
    bool passive_;
    bool accepting_ = true;
    bool started_ = true;
    bool power_held_;
    bool later_ = false; ///< a worker is on its way to present
    bool holds_power_ = false;
};

} // namespace acxsim::wdf
