// SPDX-License-Identifier: MIT
//
// DDIs: registry keys and files, both in memory (registry.hpp, volume.hpp).
// Leaves out: asynchronous file I/O (Event, ApcRoutine), key enumeration, security.
#include <cstring>
#include <string>

#include "sim/kernel/bug_check.hpp"
#include "sim/kernel/ddi_table.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/handle_table.hpp"
#include "sim/kernel/registry.hpp"
#include "sim/kernel/system.hpp"
#include "sim/kernel/volume.hpp"

#define NOMINMAX
#include "wdm.h"

using namespace acxsim::kernel;

namespace {

Registry &registry() { return acxsim::kernel::Executive::current().registry(); }
HandleTable &handles() { return acxsim::kernel::Executive::current().handles(); }

std::u16string text_of(PCUNICODE_STRING text) {
    if (text == nullptr || text->Buffer == nullptr) return {};
    std::u16string copy(text->Length / sizeof(WCHAR), u'\0');
    std::memcpy(copy.data(), text->Buffer, copy.size() * sizeof(WCHAR));
    return copy;
}

std::u16string text_of(PCWSTR text) {
    std::u16string copy;
    while (text != nullptr && *text != 0)
        copy += static_cast<char16_t>(*text++);
    return copy;
}

HandleEntry *entry_of(HANDLE handle, HandleKind kind) {
    HandleEntry *entry = handles().find(handle);
    return entry != nullptr && entry->kind == kind ? entry : nullptr;
}

/// Full path from object attributes: a name, or a name below a key that is open.
NTSTATUS path_of(POBJECT_ATTRIBUTES attributes, std::u16string &path) {
    path = text_of(attributes->ObjectName);
    if (attributes->RootDirectory == nullptr) return path.empty() ? STATUS_OBJECT_PATH_SYNTAX_BAD : STATUS_SUCCESS;
    const HandleEntry *root = handles().find(attributes->RootDirectory);
    if (root == nullptr) return STATUS_INVALID_HANDLE;
    path = path.empty() ? root->path : root->path + u"\\" + path;
    return STATUS_SUCCESS;
}

HANDLE open_key(std::u16string path, ACCESS_MASK access) {
    return handles().open(
        {.kind = HandleKind::Key, .object = nullptr, .path = std::move(path), .position = 0, .access = access});
}

/// The key that RelativeTo and Path name; empty if they name none.
std::u16string relative_path(ULONG relative_to, PCWSTR path) {
    if ((relative_to & RTL_REGISTRY_HANDLE) != 0) { // Path is a handle then
        const HandleEntry *key = entry_of(const_cast<WCHAR *>(path), HandleKind::Key);
        return key == nullptr ? std::u16string() : key->path;
    }
    std::u16string name = text_of(path);
    std::u16string base;
    switch (relative_to & ~static_cast<ULONG>(RTL_REGISTRY_OPTIONAL)) {
    case RTL_REGISTRY_ABSOLUTE:
        return name;
    case RTL_REGISTRY_SERVICES:
        base = Registry::services;
        break;
    case RTL_REGISTRY_CONTROL:
        base = Registry::control;
        break;
    case RTL_REGISTRY_WINDOWS_NT:
        base = Registry::windows_nt;
        break;
    default:
        return {};
    }
    return name.empty() ? base : base + u"\\" + name;
}

/// RTL_QUERY_REGISTRY_DIRECT: the value goes where EntryContext points.
NTSTATUS store_directly(const RTL_QUERY_REGISTRY_TABLE &entry, ULONG type, const void *data, ULONG size) {
    if ((entry.Flags & RTL_QUERY_REGISTRY_TYPECHECK) != 0) {
        const ULONG expected =
            (entry.DefaultType & RTL_QUERY_REGISTRY_TYPECHECK_MASK) >> RTL_QUERY_REGISTRY_TYPECHECK_SHIFT;
        if (type != expected) return STATUS_OBJECT_TYPE_MISMATCH;
    }
    if (type == REG_SZ || type == REG_EXPAND_SZ || type == REG_MULTI_SZ) {
        auto *string = static_cast<PUNICODE_STRING>(entry.EntryContext);
        const auto *text = static_cast<const char *>(data);
        ULONG bytes = size;
        if (type != REG_MULTI_SZ && bytes >= 2 && text[bytes - 1] == 0 && text[bytes - 2] == 0) bytes -= 2;
        if (string->Buffer == nullptr) {
            string->Buffer = static_cast<PWCH>(Pool::current().allocate(
                {.size_bytes = bytes + sizeof(WCHAR), .tag = 'R' | 't' << 8 | 'l' << 16 | 'Q' << 24, .paged = true}));
            if (string->Buffer == nullptr) return STATUS_NO_MEMORY;
            string->MaximumLength = static_cast<USHORT>(bytes + sizeof(WCHAR));
        } else if (bytes > string->MaximumLength) {
            return STATUS_BUFFER_TOO_SMALL;
        }
        std::memcpy(string->Buffer, data, bytes);
        string->Length = static_cast<USHORT>(bytes);
        if (bytes + sizeof(WCHAR) <= string->MaximumLength) string->Buffer[bytes / sizeof(WCHAR)] = 0;
        return STATUS_SUCCESS;
    }
    if (size <= sizeof(ULONG)) {
        std::memcpy(entry.EntryContext, data, size);
        return STATUS_SUCCESS;
    }
    // Longer values: the buffer begins with its size as a negative LONG, or with room for size and type.
    LONG room = 0;
    std::memcpy(&room, entry.EntryContext, sizeof room);
    if (room < 0) {
        if (static_cast<ULONG>(-room) < size) return STATUS_BUFFER_TOO_SMALL;
        std::memcpy(entry.EntryContext, data, size);
        return STATUS_SUCCESS;
    }
    auto *buffer = static_cast<PULONG>(entry.EntryContext);
    if (buffer[0] < size) return STATUS_BUFFER_TOO_SMALL;
    buffer[0] = size;
    buffer[1] = type;
    std::memcpy(buffer + 2, data, size);
    return STATUS_SUCCESS;
}

NTSTATUS deliver(RTL_QUERY_REGISTRY_TABLE &entry, PVOID context, ULONG type, const void *data, ULONG size) {
    if ((entry.Flags & RTL_QUERY_REGISTRY_DIRECT) != 0) return store_directly(entry, type, data, size);
    if (entry.QueryRoutine == nullptr) return STATUS_SUCCESS;
    CallbackScope scope("RTL_QUERY_REGISTRY_ROUTINE", 0, reinterpret_cast<const void *>(entry.QueryRoutine));
    const NTSTATUS status =
        entry.QueryRoutine(entry.Name, type, const_cast<PVOID>(data), size, context, entry.EntryContext);
    scope.returned(static_cast<std::uint32_t>(status));
    return status == STATUS_BUFFER_TOO_SMALL ? STATUS_SUCCESS : status;
}

NTSTATUS query_entry(RTL_QUERY_REGISTRY_TABLE &entry, const std::u16string &key, PVOID context) {
    const Registry::Value *value = registry().value(key, text_of(entry.Name));
    if (value != nullptr) {
        const NTSTATUS status =
            deliver(entry, context, value->type, value->data.data(), static_cast<ULONG>(value->data.size()));
        if (NT_SUCCESS(status) && (entry.Flags & RTL_QUERY_REGISTRY_DELETE) != 0) {
            registry().delete_value(key, text_of(entry.Name));
        }
        return status;
    }
    if ((entry.Flags & RTL_QUERY_REGISTRY_REQUIRED) != 0) return STATUS_OBJECT_NAME_NOT_FOUND;
    const ULONG type = entry.DefaultType & ~RTL_QUERY_REGISTRY_TYPECHECK_MASK;
    if (type == REG_NONE) return STATUS_SUCCESS;
    ULONG size = entry.DefaultLength;
    if (size == 0 && entry.DefaultData != nullptr) { // a string's own length
        size = static_cast<ULONG>((text_of(static_cast<PCWSTR>(entry.DefaultData)).size() + 1) * sizeof(WCHAR));
    }
    return deliver(entry, context, type, entry.DefaultData, size);
}

} // namespace

extern "C" {

NTSTATUS RtlQueryRegistryValues(ULONG RelativeTo, PCWSTR Path, PRTL_QUERY_REGISTRY_TABLE QueryTable, PVOID Context,
                                PVOID Environment) {
    ACXSIM_DDI(kernel_ddis, "RtlQueryRegistryValues");
    (void)Environment;
    const std::u16string top = relative_path(RelativeTo, Path);
    if (top.empty() || !registry().key_exists(top)) {
        if ((RelativeTo & RTL_REGISTRY_OPTIONAL) == 0) return STATUS_OBJECT_NAME_NOT_FOUND;
    }
    std::u16string key = top;
    for (PRTL_QUERY_REGISTRY_TABLE entry = QueryTable; entry->QueryRoutine != nullptr || entry->Name != nullptr;
         ++entry) {
        if ((entry->Flags & RTL_QUERY_REGISTRY_TOPKEY) != 0) key = top;
        if ((entry->Flags & RTL_QUERY_REGISTRY_SUBKEY) != 0) {
            key = top + u"\\" + text_of(entry->Name);
            if (!registry().key_exists(key) && (entry->Flags & RTL_QUERY_REGISTRY_REQUIRED) != 0) {
                return STATUS_OBJECT_NAME_NOT_FOUND;
            }
            continue;
        }
        const NTSTATUS status = query_entry(*entry, key, Context);
        if (!NT_SUCCESS(status)) return status;
    }
    return STATUS_SUCCESS;
}

NTSTATUS RtlWriteRegistryValue(ULONG RelativeTo, PCWSTR Path, PCWSTR ValueName, ULONG ValueType, PVOID ValueData,
                               ULONG ValueLength) {
    ACXSIM_DDI(kernel_ddis, "RtlWriteRegistryValue");
    const std::u16string key = relative_path(RelativeTo, Path);
    if (key.empty()) return STATUS_OBJECT_NAME_INVALID;
    registry().create_key(key); // the page: a key that is not there is made
    registry().set(key, text_of(ValueName), ValueType, ValueData, ValueLength);
    return STATUS_SUCCESS;
}
NTSTATUS RtlCreateRegistryKey(ULONG RelativeTo, PWSTR Path) {
    ACXSIM_DDI(kernel_ddis, "RtlCreateRegistryKey");
    const std::u16string key = relative_path(RelativeTo, Path);
    if (key.empty()) return STATUS_OBJECT_NAME_INVALID;
    registry().create_key(key);
    return STATUS_SUCCESS;
}
NTSTATUS RtlDeleteRegistryValue(ULONG RelativeTo, PCWSTR Path, PCWSTR ValueName) {
    ACXSIM_DDI(kernel_ddis, "RtlDeleteRegistryValue");
    return registry().delete_value(relative_path(RelativeTo, Path), text_of(ValueName)) ? STATUS_SUCCESS
                                                                                        : STATUS_OBJECT_NAME_NOT_FOUND;
}
NTSTATUS RtlCheckRegistryKey(ULONG RelativeTo, PWSTR Path) {
    ACXSIM_DDI(kernel_ddis, "RtlCheckRegistryKey");
    return registry().key_exists(relative_path(RelativeTo, Path)) ? STATUS_SUCCESS : STATUS_OBJECT_NAME_NOT_FOUND;
}

NTSTATUS ZwOpenKey(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes) {
    ACXSIM_DDI(kernel_ddis, "ZwOpenKey");
    std::u16string path;
    if (const NTSTATUS status = path_of(ObjectAttributes, path); !NT_SUCCESS(status)) return status;
    if (!registry().key_exists(path)) return STATUS_OBJECT_NAME_NOT_FOUND;
    *KeyHandle = open_key(std::move(path), DesiredAccess);
    return STATUS_SUCCESS;
}
NTSTATUS ZwCreateKey(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes,
                     ULONG TitleIndex, PUNICODE_STRING Class, ULONG CreateOptions, PULONG Disposition) {
    ACXSIM_DDI(kernel_ddis, "ZwCreateKey");
    (void)TitleIndex;
    (void)Class;
    (void)CreateOptions;
    std::u16string path;
    if (const NTSTATUS status = path_of(ObjectAttributes, path); !NT_SUCCESS(status)) return status;
    const bool made = registry().create_key(path);
    if (Disposition != nullptr) *Disposition = made ? 1 : 2; // REG_CREATED_NEW_KEY, REG_OPENED_EXISTING_KEY
    *KeyHandle = open_key(std::move(path), DesiredAccess);
    return STATUS_SUCCESS;
}
NTSTATUS ZwSetValueKey(HANDLE KeyHandle, PUNICODE_STRING ValueName, ULONG TitleIndex, ULONG Type, PVOID Data,
                       ULONG DataSize) {
    ACXSIM_DDI(kernel_ddis, "ZwSetValueKey");
    (void)TitleIndex;
    const HandleEntry *key = entry_of(KeyHandle, HandleKind::Key);
    if (key == nullptr) return STATUS_INVALID_HANDLE;
    return registry().set(key->path, text_of(ValueName), Type, Data, DataSize) ? STATUS_SUCCESS
                                                                               : STATUS_OBJECT_NAME_NOT_FOUND;
}
NTSTATUS ZwQueryValueKey(HANDLE KeyHandle, PUNICODE_STRING ValueName,
                         KEY_VALUE_INFORMATION_CLASS KeyValueInformationClass, PVOID KeyValueInformation, ULONG Length,
                         PULONG ResultLength) {
    ACXSIM_DDI(kernel_ddis, "ZwQueryValueKey");
    const HandleEntry *key = entry_of(KeyHandle, HandleKind::Key);
    if (key == nullptr) return STATUS_INVALID_HANDLE;
    if (KeyValueInformationClass != KeyValuePartialInformation) return STATUS_INVALID_PARAMETER;
    const Registry::Value *value = registry().value(key->path, text_of(ValueName));
    if (value == nullptr) return STATUS_OBJECT_NAME_NOT_FOUND;
    constexpr ULONG head = FIELD_OFFSET(KEY_VALUE_PARTIAL_INFORMATION, Data);
    const ULONG needed = head + static_cast<ULONG>(value->data.size());
    *ResultLength = needed;
    if (Length < head) return STATUS_BUFFER_TOO_SMALL;
    auto *information = static_cast<PKEY_VALUE_PARTIAL_INFORMATION>(KeyValueInformation);
    information->TitleIndex = 0;
    information->Type = value->type;
    information->DataLength = static_cast<ULONG>(value->data.size());
    const ULONG room = Length - head < value->data.size() ? Length - head : static_cast<ULONG>(value->data.size());
    std::memcpy(information->Data, value->data.data(), room);
    return Length < needed ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}
NTSTATUS ZwDeleteKey(HANDLE KeyHandle) {
    ACXSIM_DDI(kernel_ddis, "ZwDeleteKey");
    const HandleEntry *key = entry_of(KeyHandle, HandleKind::Key);
    if (key == nullptr) return STATUS_INVALID_HANDLE;
    return registry().delete_key(key->path) ? STATUS_SUCCESS : STATUS_ACCESS_DENIED;
}
NTSTATUS IoOpenDriverRegistryKey(PDRIVER_OBJECT DriverObject, DRIVER_REGKEY_TYPE RegKeyType, ACCESS_MASK DesiredAccess,
                                 ULONG Flags, PHANDLE DriverRegKey) {
    ACXSIM_DDI(kernel_ddis, "IoOpenDriverRegistryKey");
    (void)DriverObject;
    if (Flags != 0) return STATUS_INVALID_PARAMETER;
    std::u16string path(RegKeyType == DriverRegKeyParameters ? Registry::driver_parameters : Registry::driver_service);
    if (RegKeyType != DriverRegKeyParameters) {
        path += u"\\State";
        registry().create_key(path);
    }
    *DriverRegKey = open_key(std::move(path), DesiredAccess);
    return STATUS_SUCCESS;
}
NTSTATUS IoOpenDeviceRegistryKey(PDEVICE_OBJECT DeviceObject, ULONG DevInstKeyType, ACCESS_MASK DesiredAccess,
                                 PHANDLE DeviceRegKey) {
    ACXSIM_DDI(kernel_ddis, "IoOpenDeviceRegistryKey");
    if (DeviceObject == nullptr) return STATUS_INVALID_DEVICE_REQUEST;
    const bool driver = (DevInstKeyType & PLUGPLAY_REGKEY_DRIVER) != 0;
    *DeviceRegKey =
        open_key(std::u16string(driver ? Registry::device_software_key : Registry::device_hardware_key), DesiredAccess);
    return STATUS_SUCCESS;
}
NTSTATUS IoSetDeviceInterfacePropertyData(PUNICODE_STRING SymbolicLinkName, const struct _DEVPROPKEY *PropertyKey,
                                          LCID Lcid, ULONG Flags, ULONG Type, ULONG Size, PVOID Data) {
    ACXSIM_DDI(kernel_ddis, "IoSetDeviceInterfacePropertyData");
    (void)Lcid;
    (void)Flags;
    if (SymbolicLinkName == nullptr || SymbolicLinkName->Length == 0 || PropertyKey == nullptr) {
        return STATUS_INVALID_PARAMETER;
    }
    const std::u16string key = std::u16string(Registry::control) + u"\\DeviceClasses\\" + text_of(SymbolicLinkName);
    registry().create_key(key);
    std::u16string name = u"property "; // the key's bytes name it
    const auto *bytes = reinterpret_cast<const unsigned char *>(PropertyKey);
    for (std::size_t i = 0; i < sizeof(DEVPROPKEY); ++i) {
        name += static_cast<char16_t>(u"0123456789abcdef"[bytes[i] >> 4]);
        name += static_cast<char16_t>(u"0123456789abcdef"[bytes[i] & 15]);
    }
    registry().set(key, name, Type, Data, Data == nullptr ? 0 : Size);
    return STATUS_SUCCESS;
}
PDEVICE_OBJECT IoGetRelatedDeviceObject(PFILE_OBJECT FileObject) {
    ACXSIM_DDI(kernel_ddis, "IoGetRelatedDeviceObject");
    return FileObject->DeviceObject;
}

NTSTATUS ZwCreateFile(PHANDLE FileHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes,
                      PIO_STATUS_BLOCK IoStatusBlock, PLARGE_INTEGER AllocationSize, ULONG FileAttributes,
                      ULONG ShareAccess, ULONG CreateDisposition, ULONG CreateOptions, PVOID EaBuffer, ULONG EaLength) {
    ACXSIM_DDI(kernel_ddis, "ZwCreateFile");
    (void)AllocationSize;
    (void)FileAttributes;
    (void)ShareAccess;
    (void)EaBuffer;
    (void)EaLength;
    std::u16string path;
    NTSTATUS status = path_of(ObjectAttributes, path);
    Volume &volume = acxsim::kernel::Executive::current().volume();
    Volume::File *file = NT_SUCCESS(status) ? volume.find(path) : nullptr;
    const bool directory = (CreateOptions & FILE_DIRECTORY_FILE) != 0;
    ULONG_PTR information = 1; // FILE_OPENED
    if (NT_SUCCESS(status)) {
        const bool must_exist = CreateDisposition == FILE_OPEN || CreateDisposition == FILE_OVERWRITE;
        if (file == nullptr && must_exist && !directory) status = STATUS_OBJECT_NAME_NOT_FOUND;
        if (file != nullptr && CreateDisposition == FILE_CREATE) status = STATUS_OBJECT_NAME_COLLISION;
    }
    if (NT_SUCCESS(status)) {
        if (file == nullptr) {
            volume.create(path);
            information = 2; // FILE_CREATED
        } else if (CreateDisposition == FILE_OVERWRITE || CreateDisposition == FILE_OVERWRITE_IF ||
                   CreateDisposition == FILE_SUPERSEDE) {
            file->clear();
            information = 3; // FILE_OVERWRITTEN
        }
        *FileHandle = handles().open(
            {.kind = HandleKind::File, .object = nullptr, .path = path, .position = 0, .access = DesiredAccess});
    }
    IoStatusBlock->Status = status;
    IoStatusBlock->Information = NT_SUCCESS(status) ? information : 0;
    return status;
}
NTSTATUS ZwReadFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine, PVOID ApcContext,
                    PIO_STATUS_BLOCK IoStatusBlock, PVOID Buffer, ULONG Length, PLARGE_INTEGER ByteOffset, PULONG Key) {
    ACXSIM_DDI(kernel_ddis, "ZwReadFile");
    (void)Event;
    (void)ApcRoutine;
    (void)ApcContext;
    (void)Key;
    HandleEntry *entry = entry_of(FileHandle, HandleKind::File);
    if (entry == nullptr) return STATUS_INVALID_HANDLE;
    const Volume::File *file = acxsim::kernel::Executive::current().volume().find(entry->path);
    const bool current = ByteOffset == nullptr || ByteOffset->QuadPart < 0;
    const std::uint64_t at = current ? entry->position : static_cast<std::uint64_t>(ByteOffset->QuadPart);
    if (file == nullptr || at >= file->size()) {
        IoStatusBlock->Status = STATUS_END_OF_FILE;
        IoStatusBlock->Information = 0;
        return STATUS_END_OF_FILE;
    }
    const std::uint64_t count = file->size() - at < Length ? file->size() - at : Length;
    System::current().copy(Buffer, file->data() + at, count);
    entry->position = at + count;
    IoStatusBlock->Status = STATUS_SUCCESS;
    IoStatusBlock->Information = count;
    return STATUS_SUCCESS;
}
NTSTATUS ZwWriteFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine, PVOID ApcContext,
                     PIO_STATUS_BLOCK IoStatusBlock, PVOID Buffer, ULONG Length, PLARGE_INTEGER ByteOffset,
                     PULONG Key) {
    ACXSIM_DDI(kernel_ddis, "ZwWriteFile");
    (void)Event;
    (void)ApcRoutine;
    (void)ApcContext;
    (void)Key;
    HandleEntry *entry = entry_of(FileHandle, HandleKind::File);
    if (entry == nullptr) return STATUS_INVALID_HANDLE;
    constexpr std::uint64_t file_size_max = 1ULL << 30;
    Volume::File &file = acxsim::kernel::Executive::current().volume().create(entry->path);
    std::uint64_t at = entry->position;
    if (ByteOffset != nullptr && ByteOffset->QuadPart >= 0) at = static_cast<std::uint64_t>(ByteOffset->QuadPart);
    if (ByteOffset != nullptr && ByteOffset->HighPart == -1 && ByteOffset->LowPart == 0xffffffff) at = file.size();
    if (at > file_size_max || at + Length > file_size_max) return STATUS_INSUFFICIENT_RESOURCES;
    if (file.size() < at + Length) file.resize(at + Length);
    System::current().copy(file.data() + at, Buffer, Length);
    entry->position = at + Length;
    IoStatusBlock->Status = STATUS_SUCCESS;
    IoStatusBlock->Information = Length;
    return STATUS_SUCCESS;
}

} // extern "C"
