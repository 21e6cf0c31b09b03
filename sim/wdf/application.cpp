// SPDX-License-Identifier: MIT
#include "sim/wdf/application.hpp"

#include <algorithm>
#include <cstring>

#include "sim/kernel/device_names.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/irp.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/device_io.hpp"
#include "sim/wdf/framework.hpp"

#include "wdf.h"

namespace acxsim::wdf {

namespace {

constexpr std::uint32_t code_of(NTSTATUS status) { return static_cast<std::uint32_t>(status); }
constexpr std::uint32_t buffer_tag = 0x20206f49; // "Io  "
constexpr std::uint32_t file_tag = 0x656c6946;   // "File"

/// How long the closing of a handle waits for requests that were cancelled.
constexpr core::Duration patience = core::from_seconds(10);

} // namespace

/// The I/O manager's part: what happens to an IRP before it is sent and after it has been completed.
struct IoManager {
    static NTSTATUS answered(PDEVICE_OBJECT, PIRP irp, PVOID context) {
        auto &io = *static_cast<PendingIo *>(context);
        io.answer_ = {code_of(irp->IoStatus.Status), irp->IoStatus.Information};
        if (io.copies_output_ && !NT_ERROR(irp->IoStatus.Status)) {
            memcpy(io.output_.data(), io.system_buffer_,
                   std::min<std::size_t>(io.output_.size(), irp->IoStatus.Information));
        }
        release(io);
        io.answered_ = true;
        kernel::System::current().set_event(io.done_);
        io.itself_.reset();
        return STATUS_MORE_PROCESSING_REQUIRED; // the IRP is gone
    }

    static void release(PendingIo &io) {
        if (io.system_buffer_ != nullptr)
            kernel::Pool::current().free(io.system_buffer_, buffer_tag, kernel::MemoryKind::Framework);
        if (io.mdl_ != nullptr) kernel::Executive::current().mdls().free(io.mdl_);
        if (io.irp_ != nullptr) kernel::free_irp(io.irp_);
        io.system_buffer_ = nullptr;
        io.mdl_ = nullptr;
        io.irp_ = nullptr;
    }

    static void *system_buffer(PendingIo &io, std::size_t size_bytes, std::span<const std::byte> content) {
        if (size_bytes == 0) return nullptr;
        io.system_buffer_ = kernel::Pool::current().allocate(
            {.size_bytes = size_bytes, .tag = buffer_tag, .kind = kernel::MemoryKind::Framework});
        std::copy(content.begin(), content.end(), static_cast<std::byte *>(io.system_buffer_));
        return io.system_buffer_;
    }

    static PMDL lock(PendingIo &io, const void *address, std::size_t size_bytes) {
        if (size_bytes == 0) return nullptr;
        kernel::Mdls &mdls = kernel::Executive::current().mdls();
        io.mdl_ = static_cast<PMDL>(mdls.allocate(address, static_cast<std::uint32_t>(size_bytes)));
        mdls.build(io.mdl_);
        return io.mdl_;
    }

    static void prepare_transfer(PendingIo &io, const DEVICE_OBJECT &device, IO_STACK_LOCATION &location,
                                 std::span<const std::byte> input, std::span<std::byte> output, std::int64_t offset) {
        const bool reads = location.MajorFunction == IRP_MJ_READ;
        const void *address = reads ? static_cast<const void *>(output.data()) : input.data();
        const std::size_t size_bytes = reads ? output.size() : input.size();
        location.Parameters.Read.Length = static_cast<ULONG>(size_bytes); // the same place as Parameters.Write
        location.Parameters.Read.ByteOffset.QuadPart = offset;
        if ((device.Flags & DO_DIRECT_IO) != 0) {
            io.irp_->MdlAddress = lock(io, address, size_bytes);
        } else if ((device.Flags & DO_BUFFERED_IO) != 0) {
            io.irp_->AssociatedIrp.SystemBuffer = system_buffer(io, size_bytes, input);
            io.copies_output_ = reads && size_bytes != 0;
        } else {
            io.irp_->UserBuffer = const_cast<void *>(address);
        }
    }

    static void prepare_control(PendingIo &io, IO_STACK_LOCATION &location, std::uint32_t code,
                                std::span<const std::byte> input, std::span<std::byte> output) {
        auto &control = location.Parameters.DeviceIoControl;
        control.IoControlCode = code;
        control.InputBufferLength = static_cast<ULONG>(input.size());
        control.OutputBufferLength = static_cast<ULONG>(output.size());
        switch (code & 3) {
        case METHOD_BUFFERED:
            io.irp_->AssociatedIrp.SystemBuffer = system_buffer(io, std::max(input.size(), output.size()), input);
            io.irp_->UserBuffer = output.data();
            io.copies_output_ = !output.empty();
            break;
        case METHOD_IN_DIRECT:
        case METHOD_OUT_DIRECT:
            io.irp_->AssociatedIrp.SystemBuffer = system_buffer(io, input.size(), input);
            io.irp_->MdlAddress = lock(io, output.data(), output.size());
            break;
        default:
            control.Type3InputBuffer = const_cast<std::byte *>(input.data());
            io.irp_->UserBuffer = output.data();
            break;
        }
    }

    static std::uint32_t open(_DEVICE_OBJECT *device, std::u16string_view name, OpenFile::Caller caller,
                              std::unique_ptr<OpenFile> &file) {
        std::unique_ptr<OpenFile> made(new OpenFile(device, name, caller));
        const IoAnswer answer = made->notify(IRP_MJ_CREATE);
        if (NT_ERROR(static_cast<NTSTATUS>(answer.status))) return answer.status;
        made->open_ = true;
        file = std::move(made);
        return answer.status;
    }
};

// --- a request that is under way ------------------------------------------------------------------------------------

PendingIo::~PendingIo() = default;

std::optional<IoAnswer> PendingIo::wait(std::optional<core::Duration> timeout) {
    if (!answered_ && !kernel::System::current().wait(done_, timeout)) return std::nullopt;
    return answer_;
}

bool PendingIo::cancel() { return !answered_ && kernel::cancel_irp(irp_); }

// --- a handle -------------------------------------------------------------------------------------------------------

OpenFile::OpenFile(_DEVICE_OBJECT *device, std::u16string_view name, Caller caller)
    : device_(device), device_handle_(device->DeviceExtension),
      file_(static_cast<PFILE_OBJECT>(
          kernel::Pool::current().allocate({.size_bytes = sizeof(FILE_OBJECT) + (name.size() + 1) * sizeof(WCHAR),
                                            .tag = file_tag,
                                            .kind = kernel::MemoryKind::Framework,
                                            .zeroed = true}))),
      caller_(caller) {
    file_->Type = 5;
    file_->Size = sizeof(FILE_OBJECT);
    file_->DeviceObject = device;
    auto *text = reinterpret_cast<PWCH>(file_ + 1);
    memcpy(text, name.data(), name.size() * sizeof(WCHAR));
    file_->FileName.Buffer = text;
    file_->FileName.Length = static_cast<USHORT>(name.size() * sizeof(WCHAR));
    file_->FileName.MaximumLength = static_cast<USHORT>(file_->FileName.Length + sizeof(WCHAR));
}

OpenFile::~OpenFile() {
    const kernel::System *system = kernel::System::current_or_null();
    if (open_ && system != nullptr && system->on_processor()) close();
    const bool machine_there = system != nullptr && kernel::Executive::current_or_null() != nullptr;
    if (!open_ && !kept_ && machine_there) kernel::Pool::current().free(file_, file_tag, kernel::MemoryKind::Framework);
}

bool OpenFile::device_alive() const {
    return device_handle_ == nullptr || find_handle<Device>(device_handle_) != nullptr;
}

std::shared_ptr<PendingIo> OpenFile::start(std::uint32_t major, std::uint32_t code, std::span<const std::byte> input,
                                           std::span<std::byte> output, std::int64_t offset) {
    kernel::System &system = kernel::System::current();
    system.charge(kernel::Cost::UserCall);
    auto io = std::make_shared<PendingIo>();
    if (!device_alive()) {
        io->answer_ = {code_of(STATUS_NO_SUCH_DEVICE), 0};
        io->answered_ = true;
        return io;
    }
    kernel::declare_own_io_routine(reinterpret_cast<const void *>(&IoManager::answered));
    PIRP irp = kernel::allocate_irp(static_cast<unsigned>(device_->StackSize));
    io->irp_ = irp;
    io->output_ = output;
    irp->RequestorMode = caller_ == Caller::User ? UserMode : KernelMode;
    irp->Tail.Overlay.OriginalFileObject = file_;
    IO_STACK_LOCATION &location = *IoGetNextIrpStackLocation(irp);
    location.MajorFunction = static_cast<UCHAR>(major);
    location.FileObject = file_;
    if (major == IRP_MJ_READ || major == IRP_MJ_WRITE) {
        IoManager::prepare_transfer(*io, *device_, location, input, output, offset);
    } else if (major == IRP_MJ_DEVICE_CONTROL || major == IRP_MJ_INTERNAL_DEVICE_CONTROL) {
        IoManager::prepare_control(*io, location, code, input, output);
    }
    IoSetCompletionRoutine(irp, IoManager::answered, io.get(), TRUE, TRUE, TRUE);
    io->itself_ = io;
    std::erase_if(pending_, [](const std::weak_ptr<PendingIo> &each) { return each.expired(); });
    pending_.push_back(io);
    kernel::call_driver(device_, irp);
    return io;
}

IoAnswer OpenFile::notify(std::uint32_t major) { return *start(major, 0, {}, {}, 0)->wait(); }

IoAnswer OpenFile::device_control(std::uint32_t code, std::span<const std::byte> input, std::span<std::byte> output) {
    return *begin_device_control(code, input, output)->wait();
}

IoAnswer OpenFile::read(std::span<std::byte> bytes, std::int64_t offset) { return *begin_read(bytes, offset)->wait(); }

IoAnswer OpenFile::write(std::span<const std::byte> bytes, std::int64_t offset) {
    return *begin_write(bytes, offset)->wait();
}

std::shared_ptr<PendingIo> OpenFile::begin_device_control(std::uint32_t code, std::span<const std::byte> input,
                                                          std::span<std::byte> output) {
    return start(IRP_MJ_DEVICE_CONTROL, code, input, output, 0);
}

std::shared_ptr<PendingIo> OpenFile::begin_internal_device_control(std::uint32_t code, std::span<const std::byte> input,
                                                                   std::span<std::byte> output) {
    return start(IRP_MJ_INTERNAL_DEVICE_CONTROL, code, input, output, 0);
}

std::shared_ptr<PendingIo> OpenFile::begin_read(std::span<std::byte> bytes, std::int64_t offset) {
    return start(IRP_MJ_READ, 0, {}, bytes, offset);
}

std::shared_ptr<PendingIo> OpenFile::begin_write(std::span<const std::byte> bytes, std::int64_t offset) {
    return start(IRP_MJ_WRITE, 0, bytes, {}, offset);
}

void OpenFile::cancel_all() {
    const std::vector<std::weak_ptr<PendingIo>> pending = pending_;
    for (const std::weak_ptr<PendingIo> &each : pending) {
        if (const std::shared_ptr<PendingIo> io = each.lock()) io->cancel();
    }
}

void OpenFile::close() {
    if (!open_) return;
    open_ = false;
    notify(IRP_MJ_CLEANUP);
    cancel_all();
    const std::vector<std::weak_ptr<PendingIo>> pending = pending_;
    for (const std::weak_ptr<PendingIo> &each : pending) { // each holds a reference to the file object
        const std::shared_ptr<PendingIo> io = each.lock();
        if (io == nullptr || io->wait(patience)) continue;
        kept_ = true; // the driver keeps it: close never comes, as on Windows
        return;
    }
    notify(IRP_MJ_CLOSE);
}

// --- names ----------------------------------------------------------------------------------------------------------

_DEVICE_OBJECT *find_device_by_name(std::u16string_view name, std::u16string *rest) {
    const auto target = kernel::Executive::current().device_names().resolve(name);
    if (!target) return nullptr;
    if (rest != nullptr) *rest = target->rest;
    _DEVICE_OBJECT *top = target->device;
    while (top != nullptr && top->AttachedDevice != nullptr)
        top = top->AttachedDevice;
    return top;
}

std::uint32_t open_file(std::u16string_view name, OpenFile::Caller caller, std::unique_ptr<OpenFile> &file) {
    kernel::System::current().charge(kernel::Cost::UserCall);
    std::u16string rest;
    _DEVICE_OBJECT *device = find_device_by_name(name, &rest);
    if (device == nullptr) return code_of(STATUS_OBJECT_NAME_NOT_FOUND);
    return IoManager::open(device, rest, caller, file);
}

std::uint32_t open_file(_DEVICE_OBJECT *device, std::u16string_view file_name, OpenFile::Caller caller,
                        std::unique_ptr<OpenFile> &file) {
    return IoManager::open(device, file_name, caller, file);
}

} // namespace acxsim::wdf
