// SPDX-License-Identifier: MIT
//
// Somebody who opens a device and sends it requests, as an application does through CreateFile, DeviceIoControl,
// ReadFile and CloseHandle, or another driver through a remote I/O target. It plays the I/O manager's part: names,
// IRPs, buffers by transfer method, file objects. On a simulated thread at PASSIVE_LEVEL:
//
//     std::unique_ptr<OpenFile> file;
//     if (const std::uint32_t status = open_file(u"\\\\.\\MyDevice", OpenFile::Caller::User, file); status == 0) {
//         const IoAnswer answer = file->device_control(code, input, output);
//     }                                                    // closes the handle: cleanup and close
//     auto pending = file->begin_device_control(code, input, output);   // asynchronous: pending->cancel(), ->wait()
//
// Source: CreateFile, DeviceIoControl and CancelIoEx pages; "Methods for Accessing Data Buffers".
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/time.hpp"
#include "sim/kernel/dispatcher_object.hpp"

struct _DEVICE_OBJECT;
struct _FILE_OBJECT;
struct _IRP;
struct _MDL;

namespace acxsim::wdf {

struct IoAnswer {
    std::uint32_t status = 0; ///< NTSTATUS
    std::uint64_t information = 0;
};

/// A request that is under way. It lives at least until it is answered.
class PendingIo : public std::enable_shared_from_this<PendingIo> {
public:
    PendingIo() = default;
    ~PendingIo();
    PendingIo(const PendingIo &) = delete;
    PendingIo &operator=(const PendingIo &) = delete;

    bool answered() const { return answered_; }
    const IoAnswer &answer() const { return answer_; }
    /// nullopt: no answer within that time.
    std::optional<IoAnswer> wait(std::optional<core::Duration> timeout = std::nullopt);
    /// CancelIoEx: true if somebody could be told.
    bool cancel();

private:
    friend class OpenFile;
    friend struct IoManager;
    _IRP *irp_ = nullptr;
    void *system_buffer_ = nullptr;
    _MDL *mdl_ = nullptr;
    std::span<std::byte> output_;
    bool copies_output_ = false;
    IoAnswer answer_;
    bool answered_ = false;
    kernel::DispatcherObject done_{kernel::ObjectType::NotificationEvent, 0};
    std::shared_ptr<PendingIo> itself_; ///< while the IRP is out
};

class OpenFile {
public:
    enum class Caller : std::uint8_t { User, Kernel };

    ~OpenFile(); ///< closes
    OpenFile(const OpenFile &) = delete;
    OpenFile &operator=(const OpenFile &) = delete;

    IoAnswer device_control(std::uint32_t code, std::span<const std::byte> input, std::span<std::byte> output);
    IoAnswer read(std::span<std::byte> bytes, std::int64_t offset = 0);
    IoAnswer write(std::span<const std::byte> bytes, std::int64_t offset = 0);

    std::shared_ptr<PendingIo> begin_device_control(std::uint32_t code, std::span<const std::byte> input,
                                                    std::span<std::byte> output);
    std::shared_ptr<PendingIo> begin_internal_device_control(std::uint32_t code, std::span<const std::byte> input,
                                                             std::span<std::byte> output);
    std::shared_ptr<PendingIo> begin_read(std::span<std::byte> bytes, std::int64_t offset = 0);
    std::shared_ptr<PendingIo> begin_write(std::span<const std::byte> bytes, std::int64_t offset = 0);
    /// Every request of this handle that is still under way.
    void cancel_all();
    void close();

    _FILE_OBJECT *file_object() const { return file_; }
    _DEVICE_OBJECT *device_object() const { return device_; }

private:
    friend struct IoManager;
    OpenFile(_DEVICE_OBJECT *device, std::u16string_view name, Caller caller);
    std::shared_ptr<PendingIo> start(std::uint32_t major, std::uint32_t code, std::span<const std::byte> input,
                                     std::span<std::byte> output, std::int64_t offset);
    IoAnswer notify(std::uint32_t major);

    bool device_alive() const;

    _DEVICE_OBJECT *device_;
    const void *device_handle_; ///< WDFDEVICE, so that a device that has gone is found out
    _FILE_OBJECT *file_; ///< kernel memory, with the name behind it; stays if the driver never lets go of a request
    Caller caller_;
    bool open_ = false;
    bool kept_ = false;
    std::vector<std::weak_ptr<PendingIo>> pending_;
};

/// The device object that requests for that name go to, the top of its stack; nullptr: nothing of that name is there.
/// `rest` is what follows the device's name, the file's name. Names: see kernel::DeviceNames.
_DEVICE_OBJECT *find_device_by_name(std::u16string_view name, std::u16string *rest = nullptr);

/// Opens a device by its name or by its object: sends the create request. NTSTATUS; OBJECT_NAME_NOT_FOUND: no such
/// name.
std::uint32_t open_file(std::u16string_view name, OpenFile::Caller caller, std::unique_ptr<OpenFile> &file);
std::uint32_t open_file(_DEVICE_OBJECT *device, std::u16string_view file_name, OpenFile::Caller caller,
                        std::unique_ptr<OpenFile> &file);

} // namespace acxsim::wdf
