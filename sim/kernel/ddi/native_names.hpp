// SPDX-License-Identifier: MIT
//
// Names and handles as native calls carry them: counted strings, object attributes, handles of one kind.
#pragma once

#include <string>

#include "sim/kernel/handle_table.hpp"

#define NOMINMAX
#include "wdm.h"

namespace acxsim::kernel {

std::u16string text_of(PCUNICODE_STRING text);
std::u16string text_of(PCWSTR text);

/// The entry of an open handle of that kind; nullptr if it is none.
HandleEntry *handle_entry(HANDLE handle, HandleKind kind);

/// Full path from object attributes: a name, or a name below what RootDirectory stands for.
NTSTATUS full_name(POBJECT_ATTRIBUTES attributes, std::u16string &path);

/// A string in paged pool that the driver frees with RtlFreeUnicodeString. False if there is no memory.
bool give_string(std::u16string_view text, PUNICODE_STRING to);

} // namespace acxsim::kernel
