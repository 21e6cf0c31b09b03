// SPDX-License-Identifier: MIT
//
// DDIs: files, on the disk of the simulated machine (volume.hpp). Dispositions, access, sharing and file pointers
// follow wdm/nf-wdm-zwcreatefile; a handle opened without FILE_SYNCHRONOUS_IO_... is asynchronous: reads and writes are
// carried out by a worker, after the call has returned STATUS_PENDING. Leaves out: APC routines, byte range locks,
// attributes.
#include <cstring>
#include <string>

#include <fmt/format.h>

#include "sim/kernel/bug_check.hpp"
#include "sim/kernel/ddi/driver_objects.hpp"
#include "sim/kernel/ddi/native_names.hpp"
#include "sim/kernel/ddi_table.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/system.hpp"
#include "sim/kernel/volume.hpp"
#include "sim/kernel/work_queue.hpp"

using namespace acxsim::kernel;

namespace {

/// What a disk transfer takes: long enough that other threads run meanwhile, the same every time.
constexpr acxsim::core::Duration transfer_time = acxsim::core::from_microseconds(50);

/// The object behind a file handle. Ends with the last handle, which is when sharing ends and deletion happens.
struct OpenFile {
    FILE_OBJECT object{};
    Volume::NodePointer node;
    Volume::Opening opening;
    bool synchronous = false;
    bool delete_on_close = false;

    ~OpenFile() {
        std::erase(node->openings, &opening);
        if (delete_on_close) node->delete_pending = true;
        acxsim::kernel::Executive *executive = acxsim::kernel::Executive::current_or_null();
        if (executive != nullptr && node->delete_pending && node->openings.empty()) executive->volume().remove(*node);
    }
};

Volume &volume() { return acxsim::kernel::Executive::current().volume(); }

OpenFile *file_of(HANDLE handle, HandleEntry **entry = nullptr) {
    HandleEntry *found = handle_entry(handle, HandleKind::File);
    if (entry != nullptr) *entry = found;
    return found == nullptr ? nullptr : static_cast<OpenFile *>(found->state.get());
}

Volume::Opening opening_of(ACCESS_MASK access, ULONG share) {
    return {.reads = (access & (GENERIC_READ | GENERIC_ALL | FILE_READ_DATA)) != 0,
            .writes = (access & (GENERIC_WRITE | GENERIC_ALL | FILE_WRITE_DATA | FILE_APPEND_DATA)) != 0,
            .deletes = (access & (GENERIC_ALL | DELETE)) != 0,
            .shares_reads = (share & FILE_SHARE_READ) != 0,
            .shares_writes = (share & FILE_SHARE_WRITE) != 0,
            .shares_deletes = (share & FILE_SHARE_DELETE) != 0};
}

/// Finds or makes what is to be opened; `information` as the I/O status block tells it.
NTSTATUS open_node(const std::u16string &path, ULONG disposition, ULONG options, const Volume::Opening &opening,
                   Volume::NodePointer &node, ULONG_PTR &information) {
    if (!volume().parent_exists(path)) return STATUS_OBJECT_PATH_NOT_FOUND;
    node = volume().find(path);
    const bool wants_directory = (options & FILE_DIRECTORY_FILE) != 0;
    if (node == nullptr) {
        information = FILE_DOES_NOT_EXIST;
        if (disposition == FILE_OPEN || disposition == FILE_OVERWRITE) return STATUS_OBJECT_NAME_NOT_FOUND;
        node = volume().create(path, wants_directory);
        information = FILE_CREATED;
        return STATUS_SUCCESS;
    }
    if (node->delete_pending) return STATUS_DELETE_PENDING;
    information = FILE_EXISTS;
    if (disposition == FILE_CREATE) return STATUS_OBJECT_NAME_COLLISION;
    if (node->directory && (options & FILE_NON_DIRECTORY_FILE) != 0) return STATUS_FILE_IS_A_DIRECTORY;
    if (!node->directory && wants_directory) return STATUS_NOT_A_DIRECTORY;
    if (!compatible(opening, node->openings)) return STATUS_SHARING_VIOLATION;
    information = FILE_OPENED;
    if (disposition == FILE_OVERWRITE || disposition == FILE_OVERWRITE_IF || disposition == FILE_SUPERSEDE) {
        if (node->directory) return STATUS_INVALID_PARAMETER;
        node->bytes.clear();
        information = disposition == FILE_SUPERSEDE ? FILE_SUPERSEDED : FILE_OVERWRITTEN;
    }
    return STATUS_SUCCESS;
}

NTSTATUS create_file(PHANDLE handle, ACCESS_MASK access, POBJECT_ATTRIBUTES attributes, PIO_STATUS_BLOCK block,
                     ULONG share, ULONG disposition, ULONG options) {
    ULONG_PTR information = 0;
    std::u16string native;
    std::u16string path;
    Volume::NodePointer node;
    const Volume::Opening opening = opening_of(access, share);
    const auto open = [&]() -> NTSTATUS {
        if (disposition > FILE_OVERWRITE_IF) return STATUS_INVALID_PARAMETER;
        const ULONG both = FILE_DIRECTORY_FILE | FILE_NON_DIRECTORY_FILE;
        if ((options & both) == both) return STATUS_INVALID_PARAMETER;
        const ULONG synchronous = FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT;
        // Synchronous I/O is one kind. That it needs SYNCHRONIZE is checked for user mode only: IoCreateFile's page, at
        // IO_CHECK_CREATE_PARAMETERS; drivers open folders with no access at all.
        if ((options & synchronous) == synchronous) return STATUS_INVALID_PARAMETER;
        if ((options & FILE_DELETE_ON_CLOSE) != 0 && !opening.deletes) return STATUS_INVALID_PARAMETER;
        if ((options & FILE_DIRECTORY_FILE) != 0 && disposition != FILE_CREATE && disposition != FILE_OPEN &&
            disposition != FILE_OPEN_IF) {
            return STATUS_INVALID_PARAMETER;
        }
        if (const NTSTATUS status = full_name(attributes, native); !NT_SUCCESS(status)) return status;
        // Below an open directory the name begins with that directory's path already.
        if (attributes->RootDirectory != nullptr) native = u"\\??\\" + native;
        switch (Volume::normalise(native, path)) {
        case Volume::NameCheck::Good:
            break;
        case Volume::NameCheck::NotAbsolute:
            return STATUS_OBJECT_PATH_SYNTAX_BAD;
        case Volume::NameCheck::NoSuchDevice:
            return STATUS_OBJECT_NAME_NOT_FOUND;
        case Volume::NameCheck::Invalid:
            return STATUS_OBJECT_NAME_INVALID;
        }
        return open_node(path, disposition, options, opening, node, information);
    };
    const NTSTATUS status = open();
    if (NT_SUCCESS(status)) {
        auto file = std::make_shared<OpenFile>();
        file->node = node;
        file->opening = opening;
        file->synchronous = (options & (FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT)) != 0;
        file->delete_on_close = (options & FILE_DELETE_ON_CLOSE) != 0;
        node->openings.push_back(&file->opening);
        *handle = acxsim::kernel::Executive::current().handles().open({.kind = HandleKind::File,
                                                                       .object = &file->object,
                                                                       .path = path,
                                                                       .position = 0,
                                                                       .access = access,
                                                                       .origin = {},
                                                                       .state = file});
    }
    block->Status = status;
    block->Information = information;
    return status;
}

struct Transfer {
    bool is_write = false;
    PIO_STATUS_BLOCK block = nullptr;
    void *buffer = nullptr;
    ULONG length = 0;
    std::uint64_t at = 0;
};

NTSTATUS carry_out(Volume::Node &node, const Transfer &transfer) {
    std::vector<std::uint8_t> &bytes = node.bytes;
    std::uint64_t count = transfer.length;
    NTSTATUS status = STATUS_SUCCESS;
    if (transfer.is_write) {
        const std::uint64_t end = transfer.at + transfer.length;
        const std::uint64_t growth = end > bytes.size() ? end - bytes.size() : 0;
        if (end > Volume::file_size_max || volume().used_bytes() + growth > Volume::total_size_max) {
            status = STATUS_DISK_FULL;
            count = 0;
        } else {
            if (growth != 0) bytes.resize(end);
            if (count != 0) System::current().copy(bytes.data() + transfer.at, transfer.buffer, count);
        }
    } else if (transfer.at >= bytes.size()) {
        status = STATUS_END_OF_FILE;
        count = 0;
    } else {
        count = std::min<std::uint64_t>(count, bytes.size() - transfer.at);
        if (count != 0) System::current().copy(transfer.buffer, bytes.data() + transfer.at, count);
    }
    transfer.block->Status = status;
    transfer.block->Information = count;
    return status;
}

/// Memory that a request still uses when it is carried out must still be there.
bool still_there(const void *memory, std::size_t size, std::string_view what, std::string_view ddi) {
    Pool &pool = Pool::current();
    if (!pool.region_contains(reinterpret_cast<std::uintptr_t>(memory)) || pool.holds(memory, size)) return true;
    raise_bug_check(0x50, {reinterpret_cast<std::uintptr_t>(memory), 0, 0, 0},
                    fmt::format("the {} of an asynchronous {} was freed before the request completed: {}", what, ddi,
                                pool.explain_address(reinterpret_cast<std::uintptr_t>(memory))));
    return false;
}

NTSTATUS transfer(HANDLE handle, HANDLE event, PIO_APC_ROUTINE apc, Transfer request, PLARGE_INTEGER offset,
                  std::string_view ddi) {
    HandleEntry *entry = nullptr;
    OpenFile *file = file_of(handle, &entry);
    if (file == nullptr) return STATUS_INVALID_HANDLE;
    if (file->node->directory) return STATUS_INVALID_DEVICE_REQUEST;
    if (apc != nullptr) return STATUS_INVALID_PARAMETER; // the page: drivers must give NULL
    if (request.is_write ? !file->opening.writes : !file->opening.reads) return STATUS_ACCESS_DENIED;
    DispatcherObject *signal = nullptr;
    if (event != nullptr) {
        const HandleEntry *event_entry = handle_entry(event, HandleKind::Event);
        if (event_entry == nullptr) return STATUS_INVALID_HANDLE;
        signal = static_cast<DispatcherObject *>(event_entry->object);
    }
    const bool at_pointer = offset == nullptr || (offset->HighPart == -1 && static_cast<ULONG>(offset->LowPart) ==
                                                                                FILE_USE_FILE_POINTER_POSITION);
    const bool at_end = request.is_write && offset != nullptr && offset->HighPart == -1 &&
                        static_cast<ULONG>(offset->LowPart) == FILE_WRITE_TO_END_OF_FILE;
    // Only synchronous handles have a file pointer.
    if (at_pointer && !file->synchronous) return STATUS_INVALID_PARAMETER;
    if (!at_pointer && !at_end && offset->QuadPart < 0) return STATUS_INVALID_PARAMETER;
    request.at = at_pointer ? entry->position
                 : at_end   ? file->node->bytes.size()
                            : static_cast<std::uint64_t>(offset->QuadPart);
    if (request.is_write && (entry->access & (FILE_WRITE_DATA | GENERIC_WRITE | GENERIC_ALL)) == 0) {
        request.at = file->node->bytes.size(); // opened for appending only
    }
    System &system = System::current();
    if (signal != nullptr) system.reset_event(*signal);
    if (file->synchronous) {
        if (system.on_processor() && system.irql() <= apc_level) system.sleep_for(transfer_time);
        const NTSTATUS status = carry_out(*file->node, request);
        entry->position = request.at + request.block->Information;
        if (signal != nullptr) system.set_event(*signal);
        return status;
    }
    acxsim::kernel::Executive::current().work_queue().queue([node = file->node, request, signal, ddi] {
        System &later = System::current();
        later.sleep_for(transfer_time);
        if (!still_there(request.buffer, request.length, "buffer", ddi) ||
            !still_there(request.block, sizeof *request.block, "I/O status block", ddi)) {
            return;
        }
        carry_out(*node, request);
        if (signal != nullptr) later.set_event(*signal);
    });
    return STATUS_PENDING;
}

} // namespace

extern "C" {

NTSTATUS ZwCreateFile(PHANDLE FileHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes,
                      PIO_STATUS_BLOCK IoStatusBlock, PLARGE_INTEGER AllocationSize, ULONG FileAttributes,
                      ULONG ShareAccess, ULONG CreateDisposition, ULONG CreateOptions, PVOID EaBuffer, ULONG EaLength) {
    ACXSIM_DDI(kernel_ddis, "ZwCreateFile");
    (void)AllocationSize;
    (void)FileAttributes;
    if (EaBuffer != nullptr || EaLength != 0) return STATUS_INVALID_PARAMETER; // the page: drivers must give none
    return create_file(FileHandle, DesiredAccess, ObjectAttributes, IoStatusBlock, ShareAccess, CreateDisposition,
                       CreateOptions);
}
NTSTATUS ZwOpenFile(PHANDLE FileHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes,
                    PIO_STATUS_BLOCK IoStatusBlock, ULONG ShareAccess, ULONG OpenOptions) {
    ACXSIM_DDI(kernel_ddis, "ZwOpenFile");
    return create_file(FileHandle, DesiredAccess, ObjectAttributes, IoStatusBlock, ShareAccess, FILE_OPEN, OpenOptions);
}
NTSTATUS ZwReadFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine, PVOID ApcContext,
                    PIO_STATUS_BLOCK IoStatusBlock, PVOID Buffer, ULONG Length, PLARGE_INTEGER ByteOffset, PULONG Key) {
    ACXSIM_DDI(kernel_ddis, "ZwReadFile");
    (void)ApcContext;
    (void)Key;
    return transfer(FileHandle, Event, ApcRoutine, {false, IoStatusBlock, Buffer, Length, 0}, ByteOffset, "ZwReadFile");
}
NTSTATUS ZwWriteFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine, PVOID ApcContext,
                     PIO_STATUS_BLOCK IoStatusBlock, PVOID Buffer, ULONG Length, PLARGE_INTEGER ByteOffset,
                     PULONG Key) {
    ACXSIM_DDI(kernel_ddis, "ZwWriteFile");
    (void)ApcContext;
    (void)Key;
    return transfer(FileHandle, Event, ApcRoutine, {true, IoStatusBlock, Buffer, Length, 0}, ByteOffset, "ZwWriteFile");
}
NTSTATUS ZwQueryInformationFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock, PVOID FileInformation, ULONG Length,
                                FILE_INFORMATION_CLASS FileInformationClass) {
    ACXSIM_DDI(kernel_ddis, "ZwQueryInformationFile");
    HandleEntry *entry = nullptr;
    const OpenFile *file = file_of(FileHandle, &entry);
    if (file == nullptr) return STATUS_INVALID_HANDLE;
    const auto give = [&](const void *information, std::size_t size) -> NTSTATUS {
        if (Length < size) return STATUS_INFO_LENGTH_MISMATCH;
        std::memcpy(FileInformation, information, size);
        IoStatusBlock->Information = size;
        return STATUS_SUCCESS;
    };
    NTSTATUS status = STATUS_INVALID_INFO_CLASS;
    if (FileInformationClass == FileStandardInformation) {
        FILE_STANDARD_INFORMATION information{};
        information.EndOfFile.QuadPart = static_cast<LONGLONG>(file->node->bytes.size());
        information.AllocationSize.QuadPart = (information.EndOfFile.QuadPart + 4095) / 4096 * 4096;
        information.NumberOfLinks = 1;
        information.DeletePending = file->node->delete_pending;
        information.Directory = file->node->directory;
        status = give(&information, sizeof information);
    } else if (FileInformationClass == FilePositionInformation) {
        FILE_POSITION_INFORMATION information{};
        information.CurrentByteOffset.QuadPart = static_cast<LONGLONG>(entry->position);
        status = give(&information, sizeof information);
    } else if (FileInformationClass == FileBasicInformation) {
        FILE_BASIC_INFORMATION information{};
        information.FileAttributes = file->node->directory ? FILE_ATTRIBUTE_DIRECTORY : FILE_ATTRIBUTE_NORMAL;
        status = give(&information, sizeof information);
    }
    IoStatusBlock->Status = status;
    return status;
}
NTSTATUS ZwSetInformationFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock, PVOID FileInformation, ULONG Length,
                              FILE_INFORMATION_CLASS FileInformationClass) {
    ACXSIM_DDI(kernel_ddis, "ZwSetInformationFile");
    HandleEntry *entry = nullptr;
    OpenFile *file = file_of(FileHandle, &entry);
    if (file == nullptr) return STATUS_INVALID_HANDLE;
    const auto set = [&]() -> NTSTATUS {
        switch (FileInformationClass) {
        case FilePositionInformation: {
            if (Length < sizeof(FILE_POSITION_INFORMATION)) return STATUS_INFO_LENGTH_MISMATCH;
            const LONGLONG at = static_cast<PFILE_POSITION_INFORMATION>(FileInformation)->CurrentByteOffset.QuadPart;
            if (at < 0) return STATUS_INVALID_PARAMETER;
            entry->position = static_cast<std::uint64_t>(at);
            return STATUS_SUCCESS;
        }
        case FileEndOfFileInformation: {
            if (Length < sizeof(FILE_END_OF_FILE_INFORMATION)) return STATUS_INFO_LENGTH_MISMATCH;
            if (!file->opening.writes) return STATUS_ACCESS_DENIED;
            const LONGLONG end = static_cast<PFILE_END_OF_FILE_INFORMATION>(FileInformation)->EndOfFile.QuadPart;
            if (end < 0) return STATUS_INVALID_PARAMETER;
            if (static_cast<std::uint64_t>(end) > Volume::file_size_max) return STATUS_DISK_FULL;
            file->node->bytes.resize(static_cast<std::size_t>(end));
            return STATUS_SUCCESS;
        }
        case FileDispositionInformation: {
            if (Length < sizeof(FILE_DISPOSITION_INFORMATION)) return STATUS_INFO_LENGTH_MISMATCH;
            if (!file->opening.deletes) return STATUS_ACCESS_DENIED;
            const bool remove = static_cast<PFILE_DISPOSITION_INFORMATION>(FileInformation)->DeleteFile != FALSE;
            if (remove && file->node->directory && volume().has_children(*file->node))
                return STATUS_DIRECTORY_NOT_EMPTY;
            file->node->delete_pending = remove;
            return STATUS_SUCCESS;
        }
        default:
            return STATUS_INVALID_INFO_CLASS;
        }
    };
    IoStatusBlock->Status = set();
    IoStatusBlock->Information = 0;
    return IoStatusBlock->Status;
}
NTSTATUS ZwDeleteFile(POBJECT_ATTRIBUTES ObjectAttributes) {
    ACXSIM_DDI(kernel_ddis, "ZwDeleteFile");
    HANDLE handle = nullptr;
    IO_STATUS_BLOCK block;
    const NTSTATUS status = create_file(&handle, DELETE, ObjectAttributes, &block,
                                        FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, FILE_OPEN, 0);
    if (!NT_SUCCESS(status)) return status;
    OpenFile *file = file_of(handle);
    const bool full = file->node->directory && volume().has_children(*file->node);
    if (!full) file->node->delete_pending = true;
    acxsim::kernel::Executive::current().handles().close(handle);
    return full ? STATUS_DIRECTORY_NOT_EMPTY : STATUS_SUCCESS;
}
NTSTATUS ZwFlushBuffersFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock) {
    ACXSIM_DDI(kernel_ddis, "ZwFlushBuffersFile");
    const OpenFile *file = file_of(FileHandle);
    if (file == nullptr) return STATUS_INVALID_HANDLE;
    IoStatusBlock->Status = file->opening.writes ? STATUS_SUCCESS : STATUS_ACCESS_DENIED;
    IoStatusBlock->Information = 0;
    return IoStatusBlock->Status;
}

} // extern "C"
