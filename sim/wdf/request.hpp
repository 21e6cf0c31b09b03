// SPDX-License-Identifier: MIT
//
// WDFREQUEST: an I/O request as an object. It came to the device as an IRP (from an application or a driver above), or
// the class extension made it, or the driver made it to send it to an I/O target. Whoever holds a request may complete
// it, once; a driver that touches a request it does not hold is stopped (WDF_VIOLATION 6).
// Source: the pages of wdfrequest.h, "Request Ownership", "Canceling I/O Requests". What is special to sending:
// sending.hpp. Leaves out: reserved requests, impersonation.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sim/kernel/dispatcher_object.hpp"
#include "sim/wdf/object.hpp"

struct _IRP;
struct _WDF_REQUEST_PARAMETERS;

namespace acxsim::wdf {

class Device;
class FileObject;
class IoTarget;
class Memory;
class Queue;
struct Sending;

class Request final : public Object {
public:
    static constexpr ObjectType type{"WDFREQUEST", &Object::type};

    /// What its maker learns when the driver completes it.
    struct Completion {
        std::uint32_t status = 0;
        std::uint64_t information = 0;
    };
    enum class Origin : std::uint8_t {
        Extension, ///< the class extension made it for the driver
        Above,     ///< it came to the device as an IRP
        Driver,    ///< WdfRequestCreate
        DriverIrp, ///< WdfRequestCreateFromIrp
    };
    enum class Holder : std::uint8_t { Framework, Queue, Driver, Target, Nobody };
    enum class Cancelable : std::uint8_t { No, Marked, Claimed }; ///< Claimed: EvtRequestCancel runs, ran, or will run
    enum class StopState : std::uint8_t { Running, Asked, Acknowledged };

    /// Of the class extension. `completed` runs when the driver completes the request, before the request is deleted.
    /// Buffers belong to the maker and must live until then. The caller's mode is user mode unless said otherwise.
    Request(const Attributes &attributes, Object *parent, std::span<std::byte> input, std::span<std::byte> output,
            std::function<void(const Completion &)> completed);
    /// An IRP that came to the device. `file` may be nullptr.
    Request(const Attributes &attributes, Device &device, _IRP *irp, FileObject *file);
    /// The driver's own, with an IRP of so many stack locations.
    Request(const Attributes &attributes, Object *parent, unsigned stack_locations);
    /// The driver's own, around an IRP of the driver.
    Request(const Attributes &attributes, Object *parent, _IRP *irp, bool frees_irp);

    Origin origin() const { return origin_; }
    /// WdfRequestCreate and WdfRequestCreateFromIrp: it is sent, never completed by the driver.
    bool made_by_driver() const { return origin_ >= Origin::Driver; }
    _IRP *irp() const { return irp_; }
    /// WDF_REQUEST_TYPE and I/O control code of what was asked.
    std::uint32_t request_type() const;
    std::uint32_t control_code() const;
    void get_parameters(_WDF_REQUEST_PARAMETERS &parameters) const;
    /// "device control 0x0022e004", for texts.
    std::string describe() const;

    // --- completion ---

    void complete(std::uint32_t status, std::uint64_t information);
    bool is_completed() const { return is_completed_; }
    std::uint32_t status() const { return completion_.status; }
    void set_status(std::uint32_t status) { completion_.status = status; }
    /// WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET: the IRP goes down, the driver never sees the request again.
    void send_and_forget();
    /// WdfRequestReuse: ready to be formatted again.
    void reuse(std::uint32_t status);
    /// WDF_REQUEST_REUSE_PARAMS::NewIrp, for requests of WdfRequestCreateFromIrp.
    void set_irp(_IRP *irp) { irp_ = irp; }
    /// Where the driver's calls about sending find what they need.
    Sending &to_send();
    /// Stops the machine unless the driver holds the request; `ddi` names what it wanted to do with it.
    void require_held(std::string_view ddi);

    // --- buffers: NTSTATUS, and where they are ---

    std::uint32_t find_input(std::span<std::byte> &bytes) const;
    std::uint32_t find_output(std::span<std::byte> &bytes) const;

    // --- cancellation ---

    /// EvtRequestCancel for this request from now on. STATUS_CANCELLED: it is cancelled already, nothing was marked.
    std::uint32_t mark_cancelable(void (*callback)(void *request));
    std::uint32_t unmark_cancelable();
    Cancelable cancelable() const { return cancelable_; }
    bool cancel_asked() const;
    /// The maker gives up (class extension): calls EvtRequestCancel if the driver marked the request cancelable.
    void cancel();
    /// The cancel routine of its IRP ran, or a queue that holds it is purged.
    void cancel_routine_ran();
    /// So that IoCancelIrp reaches this request; nullptr takes it back. False: a cancellation got it first.
    bool set_cancel_routine(bool on);
    void call_cancel_callback();
    /// The request had been cancelled before it was marked.
    void call_cancel_callback_now(void (*callback)(void *request));

    /// An MDL for those bytes of the request: its own, or one that goes with it.
    void *mdl_of(std::span<std::byte> bytes);

    std::span<std::byte> input;
    std::span<std::byte> output;
    std::uint64_t information = 0; ///< WdfRequestSetInformation
    std::uint8_t requestor_mode = 1;

    Holder holder = Holder::Driver;
    Queue *queue = nullptr; ///< that it came to the driver from, or waits in
    FileObject *file = nullptr;
    bool presented = false; ///< the driver has seen it before
    bool in_caller_context = false;
    StopState stop_state = StopState::Running;
    bool in_stop_callback = false;
    bool in_completion = false;
    core::TimePoint presented_at{};
    const void *handler = nullptr; ///< the callback that got it; nullptr: the driver fetched it
    std::string_view handler_name = {};
    Memory *input_memory = nullptr;
    Memory *output_memory = nullptr;
    std::unique_ptr<Sending> sending;

protected:
    ~Request() override;
    void after_cleanup() override;

private:
    void check_completion(std::uint32_t status, std::uint64_t information);

    std::function<void(const Completion &)> completed_;
    _IRP *irp_;
    std::vector<void *> made_mdls_;
    void (*cancel_callback_)(void *request) = nullptr;
    Completion completion_;
    Origin origin_;
    Cancelable cancelable_ = Cancelable::No;
    bool frees_irp_ = false;
    bool is_completed_ = false;
};

} // namespace acxsim::wdf
