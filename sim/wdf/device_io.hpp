// SPDX-License-Identifier: MIT
//
// DeviceIo: how IRPs that come to a device find their way: the driver's preprocess callback, EvtIoInCallerContext, the
// queue for their type or the default queue; create, cleanup and close with the file objects. It also tells the queues
// when the device's power comes and goes. One for each WDFDEVICE.
// Source: "Creating I/O Queues", "Framework File Objects", "Preprocessing and Postprocessing IRPs". Leaves out: Plug
// and Play, power and system control IRPs (the host leads those lives by calls), per-IRP dispatch callbacks.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "sim/wdf/attributes.hpp"
#include "sim/wdf/power_listener.hpp"

struct WDFDEVICE_INIT;
struct _DEVICE_OBJECT;
struct _DRIVER_OBJECT;
struct _FILE_OBJECT;
struct _IRP;
struct _WDF_FILEOBJECT_CONFIG;

namespace acxsim::wdf {

class Device;
class FileObject;
class Queue;
class Request;

/// What the init structure carries for DeviceIo.
struct DeviceIoInit {
    struct Preprocess {
        void *callback = nullptr; ///< PFN_WDFDEVICE_WDM_IRP_PREPROCESS
        std::vector<std::uint8_t> minor_functions;
    };
    static constexpr std::size_t major_functions = 0x1c;
    std::array<Preprocess, major_functions> preprocess;
    bool preprocesses = false;
    void *in_caller_context = nullptr; ///< PFN_WDF_IO_IN_CALLER_CONTEXT
};

class DeviceIo final : public PowerListener {
public:
    DeviceIo(Device &device, WDFDEVICE_INIT &init);
    ~DeviceIo() override;
    DeviceIo(const DeviceIo &) = delete;
    DeviceIo &operator=(const DeviceIo &) = delete;

    /// Every dispatch routine of the driver object becomes the framework's (WdfDriverCreate).
    static void take_over(_DRIVER_OBJECT *driver_object);
    /// The device behind a device object; nullptr: not one of the framework's.
    static Device *find_device(const _DEVICE_OBJECT *device_object);
    static Request *find_request(const _DEVICE_OBJECT *device_object, const _IRP *irp);

    std::uint32_t dispatch(_IRP *irp);              ///< NTSTATUS of the dispatch routine
    std::uint32_t dispatch_preprocessed(_IRP *irp); ///< WdfDeviceWdmDispatchPreprocessedIrp
    /// Into the queue for its type; NTSTATUS.
    std::uint32_t enqueue(Request &request);
    /// An IRP that a child device's driver forwards to a queue of this one; its stack location is this device's.
    void accept_forwarded(_IRP *irp, Queue &queue);
    void forget(Request &request);

    Queue *default_queue() const { return default_queue_; }
    const std::vector<Queue *> &queues() const { return queues_; }
    void queue_created(Queue &queue, bool is_default);
    void queue_deleted(Queue &queue);
    std::uint32_t configure(Queue &queue, std::uint32_t request_type); ///< NTSTATUS
    FileObject *find_file(const _FILE_OBJECT *wdm) const;
    /// The driver refused a create request: its file object goes, without EvtFileCleanup and EvtFileClose.
    void create_failed(FileObject *file);

    // --- power and removal ---

    void device_powered_up() override;
    void device_powering_down(DevicePower target) override;
    void device_removed_purge_power_managed() override;
    void device_removed_purge_others() override;
    bool removed() const { return removed_; }

private:
    std::uint32_t handle(_IRP *irp);
    std::uint32_t handle_create(_IRP *irp);
    std::uint32_t handle_cleanup(_IRP *irp);
    std::uint32_t handle_close(_IRP *irp);
    std::uint32_t finish(_IRP *irp, std::uint32_t status);
    bool forwards_unknown() const;
    std::uint32_t forward(_IRP *irp);
    Queue *queue_for(std::uint32_t request_type) const;
    void report_kept_requests();

    Device &device_;
    DeviceIoInit init_;
    std::unique_ptr<_WDF_FILEOBJECT_CONFIG> file_config_;
    Attributes file_attributes_;
    bool exclusive_;
    bool removed_ = false;
    unsigned handles_ = 0; ///< open ones
    Queue *default_queue_ = nullptr;
    std::array<Queue *, DeviceIoInit::major_functions> by_type_{};
    std::vector<Queue *> queues_;
    std::vector<Request *> requests_; ///< that came from above and are not completed
    std::vector<FileObject *> files_;
};

} // namespace acxsim::wdf
