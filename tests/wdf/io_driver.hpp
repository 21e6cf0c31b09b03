// SPDX-License-Identifier: MIT
//
// A driver with I/O queues for the tests of requests, and an application that sends to it. Handlers write down what
// they get in the journal and keep the request in IoDriver::held unless the test says what to do with it.
#pragma once

#include <array>
#include <cstring>
#include <deque>
#include <memory>

#include "sim/wdf/application.hpp"
#include "tests/wdf/machine.hpp"

namespace acxsim::test {

constexpr ULONG buffered_code = CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS);
constexpr ULONG in_direct_code = CTL_CODE(FILE_DEVICE_UNKNOWN, 0x801, METHOD_IN_DIRECT, FILE_ANY_ACCESS);
constexpr ULONG out_direct_code = CTL_CODE(FILE_DEVICE_UNKNOWN, 0x802, METHOD_OUT_DIRECT, FILE_ANY_ACCESS);
constexpr ULONG neither_code = CTL_CODE(FILE_DEVICE_UNKNOWN, 0x803, METHOD_NEITHER, FILE_ANY_ACCESS);

struct IoDriver {
    static inline std::deque<WDFREQUEST> held;
    static inline std::function<void(WDFQUEUE, WDFREQUEST)> handle; ///< instead of keeping the request

    static void reset() {
        held.clear();
        handle = nullptr;
    }
    static void got(const std::string &what, WDFQUEUE queue, WDFREQUEST request) {
        journal.push_back(what);
        if (handle) {
            handle(queue, request);
        } else {
            held.push_back(request);
        }
    }
    static WDFREQUEST take() {
        REQUIRE(!held.empty());
        const WDFREQUEST request = held.front();
        held.pop_front();
        return request;
    }
    static void complete_next(NTSTATUS status = STATUS_SUCCESS) { WdfRequestComplete(take(), status); }

    static void on_default(WDFQUEUE queue, WDFREQUEST request) { got("default", queue, request); }
    static void on_read(WDFQUEUE queue, WDFREQUEST request, size_t length) {
        got("read " + std::to_string(length), queue, request);
    }
    static void on_write(WDFQUEUE queue, WDFREQUEST request, size_t length) {
        got("write " + std::to_string(length), queue, request);
    }
    static void on_control(WDFQUEUE queue, WDFREQUEST request, size_t out, size_t in, ULONG code) {
        got("control " + std::to_string((code >> 2) & 0xfff) + " out " + std::to_string(out) + " in " +
                std::to_string(in),
            queue, request);
    }
    static void on_internal_control(WDFQUEUE queue, WDFREQUEST request, size_t out, size_t in, ULONG code) {
        got("internal " + std::to_string((code >> 2) & 0xfff) + " out " + std::to_string(out) + " in " +
                std::to_string(in),
            queue, request);
    }
    static void on_stop(WDFQUEUE, WDFREQUEST, ULONG flags) { journal.push_back("stop " + std::to_string(flags)); }
    static void on_resume(WDFQUEUE, WDFREQUEST) { journal.push_back("resume"); }
    static void on_canceled_on_queue(WDFQUEUE, WDFREQUEST request) {
        journal.push_back("canceled on queue");
        WdfRequestComplete(request, STATUS_CANCELLED);
    }
    static void on_cancel(WDFREQUEST request) {
        journal.push_back("cancel");
        std::erase(held, request);
        WdfRequestComplete(request, STATUS_CANCELLED);
    }
    static void on_queue_state(WDFQUEUE, WDFCONTEXT context) { journal.push_back(static_cast<const char *>(context)); }

    /// With all handlers.
    static WDF_IO_QUEUE_CONFIG config(WDF_IO_QUEUE_DISPATCH_TYPE type, bool is_default = true) {
        WDF_IO_QUEUE_CONFIG config;
        if (is_default) {
            WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&config, type);
        } else {
            WDF_IO_QUEUE_CONFIG_INIT(&config, type);
        }
        config.EvtIoDefault = on_default;
        config.EvtIoRead = on_read;
        config.EvtIoWrite = on_write;
        config.EvtIoDeviceControl = on_control;
        config.EvtIoInternalDeviceControl = on_internal_control;
        return config;
    }
    static WDFQUEUE make_queue(WDF_IO_QUEUE_CONFIG config, PWDF_OBJECT_ATTRIBUTES attributes = nullptr) {
        WDFQUEUE queue = nullptr;
        REQUIRE(WdfIoQueueCreate(PlainDriver::device, &config, attributes, &queue) == STATUS_SUCCESS);
        return queue;
    }
};

/// What an application sends; buffers live as long as this.
struct Application {
    std::unique_ptr<wdf::OpenFile> file;
    std::array<std::byte, 16> input{};
    std::array<std::byte, 16> output{};

    explicit Application(wdf::OpenFile::Caller caller = wdf::OpenFile::Caller::User) {
        REQUIRE(wdf::open_file(WdfDeviceWdmGetDeviceObject(PlainDriver::device), u"", caller, file) == 0);
    }
    std::shared_ptr<wdf::PendingIo> control(ULONG code = buffered_code) {
        return file->begin_device_control(code, input, output);
    }
};

inline std::uint32_t code_of(NTSTATUS status) { return static_cast<std::uint32_t>(status); }

/// Runs `code` on another simulated thread while the caller goes on.
inline void in_thread(std::function<void()> code) {
    kernel::System::current().start_thread("helper", kernel::normal_priority, std::move(code));
}
inline void pass_time(std::int64_t milliseconds) {
    kernel::System::current().sleep_for(core::from_milliseconds(milliseconds));
}

using Journal = std::vector<std::string>;

} // namespace acxsim::test
