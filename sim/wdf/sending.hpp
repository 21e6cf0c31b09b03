// SPDX-License-Identifier: MIT
//
// What a request needs to travel: how it was formatted for an I/O target, where it is, who wants to know when it comes
// back. A format borrows the IRP's buffer pointers for the next stack location and gives them back afterwards.
// Source: "Sending I/O Requests to General I/O Targets", WdfRequestSend, WDF_REQUEST_SEND_OPTIONS.
#pragma once

#include <cstdint>
#include <memory>

#include "sim/core/time.hpp"
#include "sim/kernel/dispatcher_object.hpp"
#include "sim/kernel/dpc.hpp"
#include "sim/kernel/timer.hpp"

struct _IO_STACK_LOCATION;
struct _MDL;
struct _WDF_REQUEST_COMPLETION_PARAMS;

namespace acxsim::wdf {

class IoTarget;
class Memory;
class Request;

struct SendOptions {
    std::uint32_t flags = 0;  ///< WDF_REQUEST_SEND_OPTION_...
    std::int64_t timeout = 0; ///< 100 ns as WDF has it: negative is relative, 0 with the flag set: no time-out
};

struct Sending {
    /// Memory that a format uses: an object, which is referenced meanwhile, or a plain buffer of a synchronous call.
    struct Part {
        Memory *memory = nullptr;
        std::size_t offset = 0;
        void *address = nullptr;
        std::size_t length = 0;
    };

    explicit Sending(Request &request);
    ~Sending();
    Sending(const Sending &) = delete;
    Sending &operator=(const Sending &) = delete;

    // --- format ---
    /// Writes the next stack location. NTSTATUS.
    std::uint32_t format_transfer(Request &request, std::uint32_t major, const Part &part, std::int64_t offset,
                                  bool direct, bool buffered);
    std::uint32_t format_control(Request &request, std::uint32_t major, std::uint32_t code, const Part &in,
                                 const Part &out);
    std::uint32_t format_others(Request &request, std::uint32_t code, const Part &argument_1, const Part &argument_2,
                                const Part &argument_4);
    void format_as_it_is(Request &request);
    void format_by_location(Request &request, const _IO_STACK_LOCATION &location);
    /// Gives up the memory and the IRP's fields.
    void forget_format(Request &request);

    // --- on the way ---
    /// WdfRequestSend: false, with the request's status set, if the target does not take it.
    bool send(Request &request, IoTarget &target, const SendOptions &options);
    void submit(Request &request);
    void end(Request &request, std::uint32_t status, std::uint64_t information); ///< it has come back
    bool cancel(Request &request);
    void allocate_timer(Request &request);
    void fill_parameters(const Request &request, _WDF_REQUEST_COMPLETION_PARAMS &parameters) const;

    std::uint32_t type = 0xff; ///< WDF_REQUEST_TYPE of the format; 0xff: none
    std::uint32_t code = 0;
    bool formatted = false;
    IoTarget *target = nullptr; ///< it is there now
    bool submitted = false;     ///< it has left the target's own queue
    bool ignores_target_state = false;
    bool timed_out = false;
    bool synchronous = false;
    void *completion_routine = nullptr; ///< PFN_WDF_REQUEST_COMPLETION_ROUTINE
    void *completion_context = nullptr;
    std::unique_ptr<kernel::Timer> timer; ///< also WdfRequestAllocateTimer
    kernel::DispatcherObject came_back{kernel::ObjectType::NotificationEvent, 0};
    kernel::Dpc timeout_dpc;

private:
    void take_part(Part &to, const Part &from);
    void restore_irp(Request &request);
    void arm_timer(Request &request, std::int64_t timeout);

    Part input_, output_, third_;
    void *bounce_ = nullptr; ///< system buffer of a buffered control whose input and output lie apart
    _MDL *mdl_ = nullptr;
    struct {
        void *system_buffer;
        _MDL *mdl;
        void *user_buffer;
        std::uint32_t flags;
    } saved_{};
    bool has_saved_ = false;
    std::uint64_t last_information_ = 0;
};

} // namespace acxsim::wdf
