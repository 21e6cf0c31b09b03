// SPDX-License-Identifier: MIT
//
// DDIs: registry keys by handle. Access rights of the handle are held to; keys are listed in the order of their names.
// Pages: wdm/nf-wdm-zwcreatekey and its neighbours. Leaves out: security, classes, volatility, write times.
#include <cstring>
#include <string>

#include "sim/kernel/ddi/native_names.hpp"
#include "sim/kernel/ddi_table.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/registry.hpp"
#include "sim/kernel/system.hpp"

using namespace acxsim::kernel;

namespace {

Registry &registry() { return acxsim::kernel::Executive::current().registry(); }

HANDLE open_key(std::u16string path, ACCESS_MASK access) {
    return acxsim::kernel::Executive::current().handles().open(
        {.kind = HandleKind::Key, .object = nullptr, .path = std::move(path), .position = 0, .access = access});
}

/// A key that is open with that right. Generic rights contain the specific ones; a handle that the framework opened
/// (access 0) has all.
NTSTATUS key_of(HANDLE handle, ACCESS_MASK right, const HandleEntry *&key) {
    key = handle_entry(handle, HandleKind::Key);
    if (key == nullptr) return STATUS_INVALID_HANDLE;
    const ACCESS_MASK access = key->access;
    const bool all = access == 0 || (access & (GENERIC_ALL | 0x02000000)) != 0; // MAXIMUM_ALLOWED
    const bool reads = (access & (GENERIC_READ | KEY_QUERY_VALUE)) != 0;
    const bool writes = (access & (GENERIC_WRITE | KEY_SET_VALUE)) != 0;
    if (all || (access & right) == right) return STATUS_SUCCESS;
    if (right == KEY_QUERY_VALUE && reads) return STATUS_SUCCESS;
    if (right == KEY_SET_VALUE && writes) return STATUS_SUCCESS;
    if (right == KEY_ENUMERATE_SUB_KEYS && (access & GENERIC_READ) != 0) return STATUS_SUCCESS;
    return STATUS_ACCESS_DENIED;
}

/// Copies a structure that ends in text or bytes: as much as fits.
NTSTATUS deliver(void *to, ULONG length, PULONG result_length, const void *head, ULONG head_size, const void *tail,
                 std::size_t tail_size) {
    const ULONG needed = head_size + static_cast<ULONG>(tail_size);
    *result_length = needed;
    if (length < head_size) return STATUS_BUFFER_TOO_SMALL;
    std::memcpy(to, head, head_size);
    const std::size_t room = std::min<std::size_t>(length - head_size, tail_size);
    if (room != 0 && tail != nullptr) std::memcpy(static_cast<char *>(to) + head_size, tail, room);
    return length < needed ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

NTSTATUS deliver_value(const Registry::Value &value, KEY_VALUE_INFORMATION_CLASS information_class, void *to,
                       ULONG length, PULONG result_length) {
    const auto name_bytes = static_cast<ULONG>(value.name.size() * sizeof(WCHAR));
    const auto data_bytes = static_cast<ULONG>(value.data.size());
    switch (information_class) {
    case KeyValueBasicInformation: {
        KEY_VALUE_BASIC_INFORMATION head{0, value.type, name_bytes, {0}};
        return deliver(to, length, result_length, &head, FIELD_OFFSET(KEY_VALUE_BASIC_INFORMATION, Name),
                       value.name.data(), name_bytes);
    }
    case KeyValuePartialInformation: {
        KEY_VALUE_PARTIAL_INFORMATION head{0, value.type, data_bytes, {0}};
        return deliver(to, length, result_length, &head, FIELD_OFFSET(KEY_VALUE_PARTIAL_INFORMATION, Data),
                       value.data.data(), data_bytes);
    }
    case KeyValueFullInformation: {
        constexpr ULONG head_size = FIELD_OFFSET(KEY_VALUE_FULL_INFORMATION, Name);
        const ULONG offset = (head_size + name_bytes + 7) & ~7U;
        KEY_VALUE_FULL_INFORMATION head{0, value.type, offset, data_bytes, name_bytes, {0}};
        std::vector<std::uint8_t> tail(offset - head_size + data_bytes);
        std::memcpy(tail.data(), value.name.data(), name_bytes);
        if (data_bytes != 0) std::memcpy(tail.data() + (offset - head_size), value.data.data(), data_bytes);
        return deliver(to, length, result_length, &head, head_size, tail.data(), tail.size());
    }
    }
    return STATUS_INVALID_PARAMETER;
}

NTSTATUS deliver_key(std::u16string_view path, KEY_INFORMATION_CLASS information_class, void *to, ULONG length,
                     PULONG result_length) {
    if (information_class == KeyBasicInformation) {
        const std::u16string_view name = path.substr(path.rfind(u'\\') + 1);
        KEY_BASIC_INFORMATION head{};
        head.NameLength = static_cast<ULONG>(name.size() * sizeof(WCHAR));
        return deliver(to, length, result_length, &head, FIELD_OFFSET(KEY_BASIC_INFORMATION, Name), name.data(),
                       head.NameLength);
    }
    if (information_class != KeyFullInformation) return STATUS_INVALID_PARAMETER;
    KEY_FULL_INFORMATION head{};
    head.ClassOffset = 0xffffffff;
    for (const std::u16string &name : registry().subkeys(path)) {
        ++head.SubKeys;
        head.MaxNameLen = std::max(head.MaxNameLen, static_cast<ULONG>(name.size() * sizeof(WCHAR)));
    }
    if (const auto *values = registry().values(path)) {
        for (const auto &[folded, value] : *values) {
            ++head.Values;
            head.MaxValueNameLen =
                std::max(head.MaxValueNameLen, static_cast<ULONG>(value.name.size() * sizeof(WCHAR)));
            head.MaxValueDataLen = std::max(head.MaxValueDataLen, static_cast<ULONG>(value.data.size()));
        }
    }
    return deliver(to, length, result_length, &head, FIELD_OFFSET(KEY_FULL_INFORMATION, Class), nullptr, 0);
}

} // namespace

extern "C" {

NTSTATUS ZwOpenKey(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes) {
    ACXSIM_DDI(kernel_ddis, "ZwOpenKey");
    std::u16string path;
    if (const NTSTATUS status = full_name(ObjectAttributes, path); !NT_SUCCESS(status)) return status;
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
    if (const NTSTATUS status = full_name(ObjectAttributes, path); !NT_SUCCESS(status)) return status;
    // The page: keys above the last one must be there.
    const std::size_t slash = path.rfind(u'\\');
    if (slash == std::u16string::npos || slash == 0 || !registry().key_exists(path.substr(0, slash))) {
        return STATUS_OBJECT_NAME_NOT_FOUND;
    }
    const bool made = registry().create_key(path);
    if (Disposition != nullptr) *Disposition = made ? REG_CREATED_NEW_KEY : REG_OPENED_EXISTING_KEY;
    *KeyHandle = open_key(std::move(path), DesiredAccess);
    return STATUS_SUCCESS;
}
NTSTATUS ZwSetValueKey(HANDLE KeyHandle, PUNICODE_STRING ValueName, ULONG TitleIndex, ULONG Type, PVOID Data,
                       ULONG DataSize) {
    ACXSIM_DDI(kernel_ddis, "ZwSetValueKey");
    (void)TitleIndex;
    const HandleEntry *key = nullptr;
    if (const NTSTATUS status = key_of(KeyHandle, KEY_SET_VALUE, key); !NT_SUCCESS(status)) return status;
    return registry().set(key->path, text_of(ValueName), Type, Data, Data == nullptr ? 0 : DataSize)
               ? STATUS_SUCCESS
               : STATUS_KEY_DELETED;
}
NTSTATUS ZwQueryValueKey(HANDLE KeyHandle, PUNICODE_STRING ValueName,
                         KEY_VALUE_INFORMATION_CLASS KeyValueInformationClass, PVOID KeyValueInformation, ULONG Length,
                         PULONG ResultLength) {
    ACXSIM_DDI(kernel_ddis, "ZwQueryValueKey");
    const HandleEntry *key = nullptr;
    if (const NTSTATUS status = key_of(KeyHandle, KEY_QUERY_VALUE, key); !NT_SUCCESS(status)) return status;
    const Registry::Value *value = registry().value(key->path, text_of(ValueName));
    if (value == nullptr) return STATUS_OBJECT_NAME_NOT_FOUND;
    return deliver_value(*value, KeyValueInformationClass, KeyValueInformation, Length, ResultLength);
}
NTSTATUS ZwEnumerateValueKey(HANDLE KeyHandle, ULONG Index, KEY_VALUE_INFORMATION_CLASS KeyValueInformationClass,
                             PVOID KeyValueInformation, ULONG Length, PULONG ResultLength) {
    ACXSIM_DDI(kernel_ddis, "ZwEnumerateValueKey");
    const HandleEntry *key = nullptr;
    if (const NTSTATUS status = key_of(KeyHandle, KEY_QUERY_VALUE, key); !NT_SUCCESS(status)) return status;
    const auto *values = registry().values(key->path);
    if (values == nullptr) return STATUS_KEY_DELETED;
    if (Index >= values->size()) return STATUS_NO_MORE_ENTRIES;
    return deliver_value(std::next(values->begin(), static_cast<std::ptrdiff_t>(Index))->second,
                         KeyValueInformationClass, KeyValueInformation, Length, ResultLength);
}
NTSTATUS ZwEnumerateKey(HANDLE KeyHandle, ULONG Index, KEY_INFORMATION_CLASS KeyInformationClass, PVOID KeyInformation,
                        ULONG Length, PULONG ResultLength) {
    ACXSIM_DDI(kernel_ddis, "ZwEnumerateKey");
    const HandleEntry *key = nullptr;
    if (const NTSTATUS status = key_of(KeyHandle, KEY_ENUMERATE_SUB_KEYS, key); !NT_SUCCESS(status)) return status;
    const std::vector<std::u16string> names = registry().subkeys(key->path);
    if (Index >= names.size()) return STATUS_NO_MORE_ENTRIES;
    return deliver_key(key->path + u"\\" + names[Index], KeyInformationClass, KeyInformation, Length, ResultLength);
}
NTSTATUS ZwQueryKey(HANDLE KeyHandle, KEY_INFORMATION_CLASS KeyInformationClass, PVOID KeyInformation, ULONG Length,
                    PULONG ResultLength) {
    ACXSIM_DDI(kernel_ddis, "ZwQueryKey");
    const HandleEntry *key = nullptr;
    if (const NTSTATUS status = key_of(KeyHandle, KEY_QUERY_VALUE, key); !NT_SUCCESS(status)) return status;
    if (!registry().key_exists(key->path)) return STATUS_KEY_DELETED;
    return deliver_key(key->path, KeyInformationClass, KeyInformation, Length, ResultLength);
}
NTSTATUS ZwDeleteKey(HANDLE KeyHandle) {
    ACXSIM_DDI(kernel_ddis, "ZwDeleteKey");
    const HandleEntry *key = nullptr;
    if (const NTSTATUS status = key_of(KeyHandle, DELETE, key); !NT_SUCCESS(status)) return status;
    return registry().delete_key(key->path) ? STATUS_SUCCESS : STATUS_CANNOT_DELETE;
}
NTSTATUS ZwDeleteValueKey(HANDLE KeyHandle, PUNICODE_STRING ValueName) {
    ACXSIM_DDI(kernel_ddis, "ZwDeleteValueKey");
    const HandleEntry *key = nullptr;
    if (const NTSTATUS status = key_of(KeyHandle, KEY_SET_VALUE, key); !NT_SUCCESS(status)) return status;
    return registry().delete_value(key->path, text_of(ValueName)) ? STATUS_SUCCESS : STATUS_OBJECT_NAME_NOT_FOUND;
}
NTSTATUS ZwFlushKey(HANDLE KeyHandle) {
    ACXSIM_DDI(kernel_ddis, "ZwFlushKey");
    return handle_entry(KeyHandle, HandleKind::Key) == nullptr ? STATUS_INVALID_HANDLE : STATUS_SUCCESS;
}

NTSTATUS IoOpenDriverRegistryKey(PDRIVER_OBJECT DriverObject, DRIVER_REGKEY_TYPE RegKeyType, ACCESS_MASK DesiredAccess,
                                 ULONG Flags, PHANDLE DriverRegKey) {
    ACXSIM_DDI(kernel_ddis, "IoOpenDriverRegistryKey");
    if (DriverObject == nullptr || Flags != 0 || DriverRegKey == nullptr) return STATUS_INVALID_PARAMETER;
    std::u16string path;
    switch (RegKeyType) {
    case DriverRegKeyParameters:
        path = Registry::driver_parameters;
        break;
    case DriverRegKeyPersistentState:
        path = std::u16string(Registry::driver_service) + u"\\State";
        break;
    case DriverRegKeySharedPersistentState:
        path = std::u16string(Registry::driver_service) + u"\\SharedState";
        break;
    default:
        return STATUS_INVALID_PARAMETER;
    }
    registry().create_key(path);
    *DriverRegKey = open_key(std::move(path), DesiredAccess);
    return STATUS_SUCCESS;
}
NTSTATUS IoOpenDeviceRegistryKey(PDEVICE_OBJECT DeviceObject, ULONG DevInstKeyType, ACCESS_MASK DesiredAccess,
                                 PHANDLE DeviceRegKey) {
    ACXSIM_DDI(kernel_ddis, "IoOpenDeviceRegistryKey");
    if (DeviceObject == nullptr) return STATUS_INVALID_DEVICE_REQUEST;
    const bool driver = (DevInstKeyType & PLUGPLAY_REGKEY_DRIVER) != 0;
    const bool device = (DevInstKeyType & PLUGPLAY_REGKEY_DEVICE) != 0;
    if (driver == device || DeviceRegKey == nullptr) return STATUS_INVALID_PARAMETER; // exactly one of them
    *DeviceRegKey =
        open_key(std::u16string(driver ? Registry::device_software_key : Registry::device_hardware_key), DesiredAccess);
    return STATUS_SUCCESS;
}

} // extern "C"
