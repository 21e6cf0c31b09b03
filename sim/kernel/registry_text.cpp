// SPDX-License-Identifier: MIT
#include "sim/kernel/registry_text.hpp"

#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "sim/kernel/registry.hpp"

namespace acxsim::kernel {

namespace {

constexpr std::string_view examples =
    "write NAME=dword:3, NAME=sz:text, device\\NAME=binary:01 02, with the types dword, "
    "qword, sz, expand_sz, multi_sz and binary";

/// UTF-8 to UTF-16; bytes that are no UTF-8 become question marks.
std::u16string wide(std::string_view text) {
    std::u16string result;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 0;
        bool good = length != 0 && i + length <= text.size();
        std::uint32_t code = length < 2 ? lead : lead & (0x7fU >> length);
        for (std::size_t k = 1; good && k < length; ++k) {
            const auto next = static_cast<unsigned char>(text[i + k]);
            good = next >> 6 == 2;
            code = code << 6 | (next & 0x3fU);
        }
        if (!good || code > 0x10ffff) {
            result += u'?';
            ++i;
            continue;
        }
        if (code >= 0x10000) {
            result += static_cast<char16_t>(0xd800 + ((code - 0x10000) >> 10));
            result += static_cast<char16_t>(0xdc00 + (code & 0x3ff));
        } else {
            result += static_cast<char16_t>(code);
        }
        i += length;
    }
    return result;
}

void append(std::vector<std::uint8_t> &data, std::u16string_view text) {
    for (const char16_t c : text) {
        data.push_back(static_cast<std::uint8_t>(c));
        data.push_back(static_cast<std::uint8_t>(c >> 8));
    }
    data.insert(data.end(), 2, 0);
}

std::optional<std::uint64_t> number(std::string_view text, std::uint64_t highest) {
    int base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        base = 16;
        text.remove_prefix(2);
    }
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc() || end != text.data() + text.size() || value > highest) return std::nullopt;
    return value;
}

bool append_hex(std::vector<std::uint8_t> &data, std::string_view text) {
    while (!text.empty()) {
        if (text[0] == ' ' || text[0] == ',') {
            text.remove_prefix(1);
            continue;
        }
        std::uint8_t byte = 0;
        const std::size_t digits = text.size() >= 2 ? 2 : 1;
        const auto [end, error] = std::from_chars(text.data(), text.data() + digits, byte, 16);
        if (error != std::errc() || end != text.data() + 2) return false;
        data.push_back(byte);
        text.remove_prefix(2);
    }
    return true;
}

std::optional<std::u16string> key_path(std::string_view key) {
    if (key.starts_with("\\Registry\\") || key.starts_with("\\registry\\") || key.starts_with("\\REGISTRY\\")) {
        return wide(key);
    }
    if (key.starts_with("\\")) return std::nullopt;
    std::u16string_view base = Registry::driver_parameters;
    const std::string_view first = key.substr(0, key.find('\\'));
    if (first == "device") base = Registry::device_hardware_key;
    if (first == "software") base = Registry::device_software_key;
    if (first == "service") base = Registry::driver_service;
    if (base != Registry::driver_parameters)
        key.remove_prefix(first.size() == key.size() ? first.size() : first.size() + 1);
    std::u16string path(base);
    if (!key.empty()) path += u'\\' + wide(key);
    return path;
}

} // namespace

core::Result<RegistrySetting> parse_registry_setting(std::string_view text) {
    const auto wrong = [text](std::string_view why) {
        return core::Error{fmt::format("the registry value \"{}\" {}", text, why), "", std::string(examples)};
    };
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) return wrong("has no equals sign");
    const std::size_t colon = text.find(':', equals);
    if (colon == std::string_view::npos) return wrong("has no type");
    std::string_view name = text.substr(0, equals);
    const std::string_view type = text.substr(equals + 1, colon - equals - 1);
    const std::string_view value = text.substr(colon + 1);
    RegistrySetting setting;
    std::string_view key;
    if (const std::size_t slash = name.rfind('\\'); slash != std::string_view::npos) {
        key = name.substr(0, slash);
        name = name.substr(slash + 1);
    }
    const auto path = key_path(key);
    if (!path) return wrong("names a key that does not begin with \\Registry\\");
    setting.key = *path;
    setting.name = wide(name);
    constexpr std::uint32_t sz = 1, expand_sz = 2, binary = 3, dword = 4, multi_sz = 7, qword = 11;
    if (type == "dword" || type == "qword") {
        const auto parsed = number(value, type == "dword" ? 0xffff'ffffULL : ~0ULL);
        if (!parsed) return wrong(fmt::format("has no number that fits a {}", type));
        setting.type = type == "dword" ? dword : qword;
        for (unsigned i = 0; i < (type == "dword" ? 4U : 8U); ++i)
            setting.data.push_back(static_cast<std::uint8_t>(*parsed >> (8 * i)));
    } else if (type == "sz" || type == "expand_sz") {
        setting.type = type == "sz" ? sz : expand_sz;
        append(setting.data, wide(value));
    } else if (type == "multi_sz") {
        setting.type = multi_sz;
        for (std::string_view rest = value; !rest.empty();) {
            const std::size_t bar = rest.find('|');
            append(setting.data, wide(rest.substr(0, bar)));
            rest = bar == std::string_view::npos ? std::string_view() : rest.substr(bar + 1);
        }
        setting.data.insert(setting.data.end(), 2, 0);
    } else if (type == "binary") {
        setting.type = binary;
        if (!append_hex(setting.data, value)) return wrong("is not made of pairs of hexadecimal digits");
    } else {
        return wrong(fmt::format("has the unknown type \"{}\"", type));
    }
    return setting;
}

} // namespace acxsim::kernel
