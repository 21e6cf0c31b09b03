// SPDX-License-Identifier: MIT
//
// DDIs: the registry by tables and relative paths (RtlQueryRegistryValues and its neighbours).
// Page: wdm/nf-wdm-rtlqueryregistryvalues. Leaves out: environment variables other than %SystemRoot% in REG_EXPAND_SZ.
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

/// The key that RelativeTo and Path name; empty if they name none.
std::u16string relative_path(ULONG relative_to, PCWSTR path) {
    if ((relative_to & RTL_REGISTRY_HANDLE) != 0) { // Path is a handle then
        const HandleEntry *key = handle_entry(const_cast<WCHAR *>(path), HandleKind::Key);
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
    case RTL_REGISTRY_DEVICEMAP:
        base = u"\\Registry\\Machine\\Hardware\\DeviceMap";
        break;
    case RTL_REGISTRY_USER:
        base = u"\\Registry\\User\\.Default";
        break;
    default:
        return {};
    }
    return name.empty() ? base : base + u"\\" + name;
}

bool is_string(ULONG type) { return type == REG_SZ || type == REG_EXPAND_SZ || type == REG_MULTI_SZ; }

/// RTL_QUERY_REGISTRY_DIRECT: the value goes where EntryContext points.
NTSTATUS store_directly(const RTL_QUERY_REGISTRY_TABLE &entry, ULONG type, const void *data, ULONG size) {
    if (is_string(type)) {
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
        if (static_cast<std::uint64_t>(-static_cast<std::int64_t>(room)) < size) return STATUS_BUFFER_TOO_SMALL;
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

NTSTATUS call_routine(RTL_QUERY_REGISTRY_TABLE &entry, PVOID context, PWSTR name, ULONG type, const void *data,
                      ULONG size) {
    CallbackScope scope("RTL_QUERY_REGISTRY_ROUTINE", 0, reinterpret_cast<const void *>(entry.QueryRoutine));
    const NTSTATUS status = entry.QueryRoutine(name, type, const_cast<PVOID>(data), size, context, entry.EntryContext);
    scope.returned(static_cast<std::uint32_t>(status));
    return status == STATUS_BUFFER_TOO_SMALL ? STATUS_SUCCESS : status; // the page's one exception
}

std::u16string expanded(std::u16string text) {
    constexpr std::u16string_view variable = u"%systemroot%";
    for (std::size_t at = 0; at + variable.size() <= text.size(); ++at) {
        std::u16string part = text.substr(at, variable.size());
        for (char16_t &c : part) {
            if (c >= u'A' && c <= u'Z') c = static_cast<char16_t>(c - u'A' + u'a');
        }
        if (part == variable) text.replace(at, variable.size(), u"C:\\Windows");
    }
    return text;
}

/// One value to the routine: strings of a REG_MULTI_SZ one by one, a REG_EXPAND_SZ expanded, unless asked otherwise.
NTSTATUS tell(RTL_QUERY_REGISTRY_TABLE &entry, PVOID context, std::u16string_view name, ULONG type, const void *data,
              ULONG size) {
    std::u16string name_copy(name);
    auto *name_text = reinterpret_cast<PWSTR>(name_copy.data());
    const bool raw = (entry.Flags & RTL_QUERY_REGISTRY_NOEXPAND) != 0;
    if (raw || (type != REG_MULTI_SZ && type != REG_EXPAND_SZ)) {
        return call_routine(entry, context, name_text, type, data, size);
    }
    std::u16string text(size / sizeof(WCHAR), u'\0');
    std::memcpy(text.data(), data, text.size() * sizeof(WCHAR));
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(u'\0', begin), text.size());
        if (type == REG_MULTI_SZ && end == begin) break; // the empty string at the end
        const std::u16string one =
            type == REG_MULTI_SZ ? text.substr(begin, end - begin) : expanded(text.substr(begin, end - begin));
        const NTSTATUS status = call_routine(entry, context, name_text, REG_SZ, one.c_str(),
                                             static_cast<ULONG>((one.size() + 1) * sizeof(WCHAR)));
        if (!NT_SUCCESS(status) || type == REG_EXPAND_SZ) return status;
        begin = end + 1;
    }
    return STATUS_SUCCESS;
}

/// Length of a default string in bytes, with what ends it.
ULONG default_string_size(ULONG type, PCWSTR text) {
    ULONG characters = 0;
    if (type != REG_MULTI_SZ) return static_cast<ULONG>((text_of(text).size() + 1) * sizeof(WCHAR));
    while (text[characters] != 0 || text[characters + 1] != 0)
        ++characters;
    return static_cast<ULONG>((characters + 2) * sizeof(WCHAR));
}

NTSTATUS query_named(RTL_QUERY_REGISTRY_TABLE &entry, const std::u16string &key, PVOID context) {
    const bool direct = (entry.Flags & RTL_QUERY_REGISTRY_DIRECT) != 0;
    const std::u16string name = text_of(entry.Name);
    if (const Registry::Value *found = registry().value(key, name)) {
        const Registry::Value value = *found; // the routine may change the key
        const auto size = static_cast<ULONG>(value.data.size());
        NTSTATUS status = STATUS_SUCCESS;
        if (direct) {
            const ULONG expected =
                (entry.DefaultType & RTL_QUERY_REGISTRY_TYPECHECK_MASK) >> RTL_QUERY_REGISTRY_TYPECHECK_SHIFT;
            if ((entry.Flags & RTL_QUERY_REGISTRY_TYPECHECK) != 0 && value.type != expected) {
                return STATUS_OBJECT_TYPE_MISMATCH;
            }
            status = store_directly(entry, value.type, value.data.data(), size);
        } else {
            status = tell(entry, context, name, value.type, value.data.data(), size);
        }
        if (NT_SUCCESS(status) && (entry.Flags & RTL_QUERY_REGISTRY_DELETE) != 0) registry().delete_value(key, name);
        return status;
    }
    if ((entry.Flags & RTL_QUERY_REGISTRY_REQUIRED) != 0) return STATUS_OBJECT_NAME_NOT_FOUND;
    const ULONG type = entry.DefaultType & 0xff;
    if (type == REG_NONE) return STATUS_SUCCESS;
    ULONG size = entry.DefaultLength;
    if (size == 0 && is_string(type) && entry.DefaultData != nullptr) {
        size = default_string_size(type, static_cast<PCWSTR>(entry.DefaultData));
    }
    return direct ? store_directly(entry, type, entry.DefaultData, size)
                  : tell(entry, context, name, type, entry.DefaultData, size);
}

/// No name: every value of the key.
NTSTATUS query_all(RTL_QUERY_REGISTRY_TABLE &entry, const std::u16string &key, PVOID context) {
    if ((entry.Flags & RTL_QUERY_REGISTRY_NOVALUE) != 0)
        return call_routine(entry, context, nullptr, REG_NONE, nullptr, 0);
    const auto *values = registry().values(key);
    if (values == nullptr || values->empty()) {
        return (entry.Flags & RTL_QUERY_REGISTRY_REQUIRED) != 0 ? STATUS_OBJECT_NAME_NOT_FOUND : STATUS_SUCCESS;
    }
    const std::map<std::u16string, Registry::Value> copy = *values; // the routine may change the key
    for (const auto &[folded, value] : copy) {
        const NTSTATUS status =
            tell(entry, context, value.name, value.type, value.data.data(), static_cast<ULONG>(value.data.size()));
        if (!NT_SUCCESS(status)) return status;
        if ((entry.Flags & RTL_QUERY_REGISTRY_DELETE) != 0) registry().delete_value(key, value.name);
    }
    return STATUS_SUCCESS;
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
        const bool direct = (entry->Flags & RTL_QUERY_REGISTRY_DIRECT) != 0;
        const bool subkey = (entry->Flags & RTL_QUERY_REGISTRY_SUBKEY) != 0;
        if (direct && (entry->QueryRoutine != nullptr || entry->Name == nullptr || subkey)) {
            return STATUS_INVALID_PARAMETER;
        }
        if ((entry->Flags & RTL_QUERY_REGISTRY_TYPECHECK) != 0 && !direct) return STATUS_INVALID_PARAMETER;
        if (subkey && entry->Name == nullptr) return STATUS_INVALID_PARAMETER;
        if (!direct && !subkey && entry->QueryRoutine == nullptr) return STATUS_INVALID_PARAMETER;
        if ((entry->Flags & RTL_QUERY_REGISTRY_TOPKEY) != 0) key = top;
        NTSTATUS status = STATUS_SUCCESS;
        if (subkey) {
            key = top + u"\\" + text_of(entry->Name);
            if (!registry().key_exists(key)) {
                if ((entry->Flags & RTL_QUERY_REGISTRY_REQUIRED) != 0) return STATUS_OBJECT_NAME_NOT_FOUND;
            } else if (entry->QueryRoutine != nullptr) {
                status = query_all(*entry, key, Context);
            }
        } else {
            status = entry->Name == nullptr ? query_all(*entry, key, Context) : query_named(*entry, key, Context);
        }
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

} // extern "C"
