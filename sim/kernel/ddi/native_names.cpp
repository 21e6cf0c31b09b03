// SPDX-License-Identifier: MIT
#include "sim/kernel/ddi/native_names.hpp"

#include <cstring>

#include "sim/kernel/executive.hpp"
#include "sim/kernel/pool.hpp"

namespace acxsim::kernel {

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

HandleEntry *handle_entry(HANDLE handle, HandleKind kind) {
    HandleEntry *entry = Executive::current().handles().find(handle);
    return entry != nullptr && entry->kind == kind ? entry : nullptr;
}

NTSTATUS full_name(POBJECT_ATTRIBUTES attributes, std::u16string &path) {
    if (attributes == nullptr || attributes->Length != sizeof(OBJECT_ATTRIBUTES)) return STATUS_INVALID_PARAMETER;
    path = text_of(attributes->ObjectName);
    if (attributes->RootDirectory == nullptr) {
        return path.empty() || path[0] != u'\\' ? STATUS_OBJECT_PATH_SYNTAX_BAD : STATUS_SUCCESS;
    }
    const HandleEntry *root = Executive::current().handles().find(attributes->RootDirectory);
    if (root == nullptr) return STATUS_INVALID_HANDLE;
    if (!path.empty() && path[0] == u'\\') return STATUS_OBJECT_PATH_SYNTAX_BAD; // relative names do not begin so
    path = path.empty() ? root->path : root->path + u"\\" + path;
    return STATUS_SUCCESS;
}

bool give_string(std::u16string_view text, PUNICODE_STRING to) {
    const std::size_t bytes = (text.size() + 1) * sizeof(WCHAR);
    auto *buffer = static_cast<PWCH>(
        Pool::current().allocate({.size_bytes = bytes, .tag = 'I' | 'o' << 8 | 'N' << 16 | 'm' << 24, .paged = true}));
    if (buffer == nullptr) return false;
    std::memcpy(buffer, text.data(), text.size() * sizeof(WCHAR));
    buffer[text.size()] = 0;
    *to = {static_cast<USHORT>(bytes - sizeof(WCHAR)), static_cast<USHORT>(bytes), buffer};
    return true;
}

} // namespace acxsim::kernel
