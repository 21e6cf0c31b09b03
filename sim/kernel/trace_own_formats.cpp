// SPDX-License-Identifier: MIT
#include "sim/kernel/trace_own_formats.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "sim/kernel/driver_log.hpp"
#include "sim/kernel/trace_pieces.hpp"

#define NOMINMAX
#include "acxsim_trace.h"

namespace acxsim::kernel {

namespace {

/// What the driver's macro lists, as bytes; the last piece is the content, those before it are its length.
std::string content_of(const ACXSIM_TRACE_ITEM &format, const TraceValue &value) {
    std::string content;
    ACXSIM_TRACE_VALUE argument{};
    argument.Class = static_cast<unsigned char>(value.kind);
    const bool record = value.kind == TraceValue::Class::Record;
    argument.Size = record ? value.size_bytes : static_cast<unsigned>(sizeof value.bits);
    argument.Data = record ? value.record : &value.bits;
    format.Expand(
        &argument,
        [](void *context, std::size_t size, const void *data) {
            std::string bytes(std::min(size, DriverLog::text_max), '\0');
            bytes.resize(data == nullptr ? 0 : read_memory(data, bytes.data(), bytes.size()));
            *static_cast<std::string *>(context) = std::move(bytes);
        },
        &content);
    return content;
}

std::string pieces_text(const ACXSIM_TRACE_ITEM &format, const TraceValue &value) {
    const std::string bytes = content_of(format, value);
    const std::string_view type = format.Text;
    std::string text;
    if (type == "ItemPString" || type == "ItemString" || type == "ItemRString") {
        text = ansi_text(bytes.substr(0, bytes.find('\0')));
    } else if (type == "ItemPWString" || type == "ItemWString") {
        std::u16string units(bytes.size() / 2, u'\0');
        std::memcpy(units.data(), bytes.data(), units.size() * 2);
        text = utf8_from_wide(units.data(), std::min(units.find(u'\0'), units.size()));
    } else if (type == "ItemIPAddr" && bytes.size() >= 4) {
        for (std::size_t i = 0; i < 4; ++i)
            text += fmt::format("{}{}", i == 0 ? "" : ".", static_cast<unsigned char>(bytes[i]));
    } else if (type == "ItemGuid" && bytes.size() >= 16) {
        text = guid_text(reinterpret_cast<const unsigned char *>(bytes.data()));
    } else {
        for (const char c : bytes)
            text += fmt::format("{}{:02x}", text.empty() ? "" : " ", static_cast<unsigned char>(c));
    }
    return text;
}

bool matches(const ACXSIM_TRACE_ITEM &item, std::uint64_t number, bool wide) {
    const auto wanted = static_cast<std::uint64_t>(item.Value);
    switch (item.Kind) {
    case ACXSIM_TRACE_ITEM_NAME:
        return wide ? wanted == number : static_cast<std::uint32_t>(wanted) == static_cast<std::uint32_t>(number);
    case ACXSIM_TRACE_ITEM_BIT:
        return wanted < 64 && (number >> wanted & 1) != 0;
    case ACXSIM_TRACE_ITEM_FLAG:
        return wanted == 0 ? number == 0 : (number & wanted) == wanted;
    default:
        return false;
    }
}

} // namespace

const ACXSIM_TRACE_ITEM *find_own_format(const ACXSIM_TRACE_ITEM *items, std::string_view name) {
    if (items == nullptr) return nullptr;
    while (items->Format != nullptr && name != items->Format)
        ++items;
    return items->Format == nullptr ? nullptr : items;
}

std::uint64_t quad_of(const TraceValue &value) {
    if (value.kind != TraceValue::Class::Record) return value.bits;
    std::uint64_t bits = 0;
    std::memcpy(&bits, value.record, std::min<std::size_t>(value.size_bytes, 8));
    return bits;
}

std::string own_format_text(const ACXSIM_TRACE_ITEM *format, const TraceValue &value) {
    if (format->Kind == ACXSIM_TRACE_ITEM_ALIAS) {
        const std::string conversion = fmt::format("%{}", format->Text);
        TraceMessage inner;
        inner.format = conversion;
        return format_trace_message(inner, std::span(&value, 1)).hashed;
    }
    if (format->Kind == ACXSIM_TRACE_ITEM_EXPAND) return pieces_text(*format, value);
    const std::uint64_t number = quad_of(value);
    const std::string_view name = format->Format;
    std::string text;
    for (const ACXSIM_TRACE_ITEM *item = format; item->Format != nullptr && name == item->Format; ++item) {
        if (!matches(*item, number, value.size_bytes == 8)) continue;
        text += (text.empty() ? "" : ",") + std::string(item->Text);
        if (item->Kind == ACXSIM_TRACE_ITEM_NAME) break;
    }
    if (text.empty()) text = fmt::format("{}", static_cast<std::int64_t>(number));
    return format->Kind == ACXSIM_TRACE_ITEM_BIT ? "[" + text + "]" : text;
}

} // namespace acxsim::kernel
