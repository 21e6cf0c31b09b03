// SPDX-License-Identifier: MIT
//
// DDIs: Etw..., event providers of drivers with a manifest or none. Events go to the DriverLog, beside TraceLogging's,
// with the bytes of their fields: the manifest that would name them is not read. Every provider is enabled at every
// level from its registration on, and its callback is told so. One that is never unregistered is a leak.
// Source: pages of wdm.h, EtwRegister to EtwWriteTransfer. Leaves out: sessions, filters, activity ids.
#include <algorithm>
#include <span>
#include <string>

#include <fmt/format.h>

#include "sim/kernel/debug_text.hpp"
#include "sim/kernel/driver_log.hpp"
#include "sim/kernel/etw_ddi_table.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/pool.hpp"
#include "sim/kernel/trace_format.hpp"

#define NOMINMAX
#include "evntprov.h"
#include "wdm.h"

using namespace acxsim::kernel;

namespace {

constexpr ULONG data_descriptors_max = 128; // EtwWrite's page
constexpr std::uint32_t provider_tag = 'rPtE';

struct Provider {
    GUID id;
};

/// nullptr: no handle that EtwRegister gave and EtwUnregister has not taken back.
Provider *provider_of(REGHANDLE handle) {
    auto *provider = reinterpret_cast<Provider *>(static_cast<std::uintptr_t>(handle));
    const auto block = Pool::current().block_of(provider);
    const bool live = block && !block->freed && block->tag == provider_tag && block->kind == MemoryKind::Object &&
                      block->address == handle;
    return live ? provider : nullptr;
}

std::string text_of(const GUID &id) {
    return fmt::format("{{{:08x}-{:04x}-{:04x}-{:02x}{:02x}-{:02x}}}", id.Data1, id.Data2, id.Data3, id.Data4[0],
                       id.Data4[1], fmt::join(std::span(id.Data4).subspan(2), ""));
}

/// "4 bytes 01 00 00 00"; fields are not named without their manifest.
std::string text_of(const EVENT_DATA_DESCRIPTOR &field) {
    constexpr ULONG bytes_max = 32;
    std::string text = fmt::format("{} byte{}", field.Size, field.Size == 1 ? "" : "s");
    for (ULONG i = 0; i < std::min(field.Size, bytes_max); ++i) {
        unsigned char byte = 0;
        if (read_memory(reinterpret_cast<const unsigned char *>(static_cast<std::uintptr_t>(field.Ptr)) + i, &byte,
                        1) == 0) {
            return text + " <unreadable>";
        }
        text += fmt::format(" {:02x}", byte);
    }
    return field.Size > bytes_max ? text + " ..." : text;
}

void log(const Provider &provider, const EVENT_DESCRIPTOR &event, std::span<const EVENT_DATA_DESCRIPTOR> fields) {
    WrittenLine line;
    line.source = LineSource::TraceLogging;
    line.level = event.Level;
    line.flags = fmt::format("0x{:X}", event.Keyword);
    line.text = fmt::format("{} event {}", text_of(provider.id), event.Id);
    line.hashed = line.text; // what the fields hold may be addresses
    for (const EVENT_DATA_DESCRIPTOR &field : fields) {
        line.text += (&field == fields.data() ? ": " : ", ") + text_of(field);
        line.hashed += fmt::format(" {}", field.Size);
    }
    Executive::current().driver_log().write(std::move(line));
}

NTSTATUS write(REGHANDLE handle, PCEVENT_DESCRIPTOR event, ULONG count, PEVENT_DATA_DESCRIPTOR data) {
    const Provider *provider = provider_of(handle);
    if (provider == nullptr) return STATUS_INVALID_HANDLE;
    if (event == nullptr || count > data_descriptors_max || (count != 0 && data == nullptr)) {
        return STATUS_INVALID_PARAMETER;
    }
    log(*provider, *event, std::span(data, count));
    return STATUS_SUCCESS;
}

} // namespace

extern "C" {

NTSTATUS EtwRegister(LPCGUID ProviderId, PETWENABLECALLBACK EnableCallback, PVOID CallbackContext,
                     PREGHANDLE RegHandle) {
    ACXSIM_DDI(etw_ddis, "EtwRegister");
    if (ProviderId == nullptr || RegHandle == nullptr) return STATUS_INVALID_PARAMETER;
    *RegHandle = 0;
    auto *provider = static_cast<Provider *>(
        Pool::current().allocate({.size_bytes = sizeof(Provider), .tag = provider_tag, .kind = MemoryKind::Object}));
    if (provider == nullptr) return STATUS_NO_MEMORY;
    provider->id = *ProviderId;
    *RegHandle = reinterpret_cast<std::uintptr_t>(provider);
    if (EnableCallback == nullptr) return STATUS_SUCCESS;
    const GUID session{};
    CallbackScope scope("EnableCallback", 0, reinterpret_cast<const void *>(EnableCallback));
    EnableCallback(&session, EVENT_CONTROL_CODE_ENABLE_PROVIDER, EVENT_MAX_LEVEL, ~0ULL, 0, nullptr, CallbackContext);
    scope.returned();
    return STATUS_SUCCESS;
}

NTSTATUS EtwUnregister(REGHANDLE RegHandle) {
    ACXSIM_DDI(etw_ddis, "EtwUnregister");
    Provider *provider = provider_of(RegHandle);
    if (provider == nullptr) return STATUS_INVALID_HANDLE;
    Pool::current().free(provider, provider_tag, MemoryKind::Object);
    return STATUS_SUCCESS;
}

BOOLEAN EtwEventEnabled(REGHANDLE RegHandle, PCEVENT_DESCRIPTOR EventDescriptor) {
    ACXSIM_DDI(etw_ddis, "EtwEventEnabled");
    return EventDescriptor != nullptr && provider_of(RegHandle) != nullptr ? TRUE : FALSE;
}

BOOLEAN EtwProviderEnabled(REGHANDLE RegHandle, UCHAR Level, ULONGLONG Keyword) {
    ACXSIM_DDI(etw_ddis, "EtwProviderEnabled");
    static_cast<void>(Level);
    static_cast<void>(Keyword); // enabled for all of them
    return provider_of(RegHandle) != nullptr ? TRUE : FALSE;
}

NTSTATUS EtwWrite(REGHANDLE RegHandle, PCEVENT_DESCRIPTOR EventDescriptor, LPCGUID ActivityId, ULONG UserDataCount,
                  PEVENT_DATA_DESCRIPTOR UserData) {
    ACXSIM_DDI(etw_ddis, "EtwWrite");
    static_cast<void>(ActivityId);
    return write(RegHandle, EventDescriptor, UserDataCount, UserData);
}

NTSTATUS EtwWriteTransfer(REGHANDLE RegHandle, PCEVENT_DESCRIPTOR EventDescriptor, LPCGUID ActivityId,
                          LPCGUID RelatedActivityId, ULONG UserDataCount, PEVENT_DATA_DESCRIPTOR UserData) {
    ACXSIM_DDI(etw_ddis, "EtwWriteTransfer");
    static_cast<void>(ActivityId);
    static_cast<void>(RelatedActivityId);
    return write(RegHandle, EventDescriptor, UserDataCount, UserData);
}

NTSTATUS EtwWriteString(REGHANDLE RegHandle, UCHAR Level, ULONGLONG Keyword, LPCGUID ActivityId, PCWSTR String) {
    ACXSIM_DDI(etw_ddis, "EtwWriteString");
    static_cast<void>(ActivityId);
    const Provider *provider = provider_of(RegHandle);
    if (provider == nullptr) return STATUS_INVALID_HANDLE;
    if (String == nullptr) return STATUS_INVALID_PARAMETER;
    const auto *wide = reinterpret_cast<const char16_t *>(String);
    std::size_t length = 0;
    while (length < DriverLog::text_max && wide[length] != 0)
        ++length;
    WrittenLine line;
    line.source = LineSource::TraceLogging;
    line.level = Level;
    line.flags = fmt::format("0x{:X}", Keyword);
    line.text = fmt::format("{} \"{}\"", text_of(provider->id), utf8_from_wide(wide, length));
    line.hashed = line.text;
    Executive::current().driver_log().write(std::move(line));
    return STATUS_SUCCESS;
}

} // extern "C"
