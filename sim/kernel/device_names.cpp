// SPDX-License-Identifier: MIT
#include "sim/kernel/device_names.hpp"

#include <algorithm>

#include "sim/kernel/plug_and_play.hpp"

#include "ntddk.h"

#include "devpropdef.h"

namespace acxsim::kernel {

namespace {

std::vector<std::uint8_t> bytes_of(const DEVPROPKEY &key, std::uint32_t locale) {
    std::vector<std::uint8_t> bytes(sizeof key + sizeof locale);
    std::copy_n(reinterpret_cast<const std::uint8_t *>(&key), sizeof key, bytes.begin());
    std::copy_n(reinterpret_cast<const std::uint8_t *>(&locale), sizeof locale, bytes.begin() + sizeof key);
    return bytes;
}

std::u16string folded(std::u16string_view name) {
    std::u16string lower;
    lower.reserve(name.size());
    for (const char16_t c : name)
        lower += c >= u'A' && c <= u'Z' ? static_cast<char16_t>(c + (u'a' - u'A')) : c;
    return lower;
}

/// \\.\, \\?\ and \GLOBAL??\ mean \??\.
std::u16string with_usual_prefix(std::u16string_view path) {
    const std::u16string lower = folded(path);
    for (const std::u16string_view prefix : {u"\\\\.\\", u"\\\\?\\", u"\\global??\\", u"\\dosdevices\\"}) {
        if (lower.compare(0, prefix.size(), prefix) == 0) return u"\\??\\" + std::u16string(path.substr(prefix.size()));
    }
    return std::u16string(path);
}

} // namespace

// --- properties -----------------------------------------------------------------------------------------------------

bool PropertyStore::set(const DEVPROPKEY &key, std::uint32_t locale, std::uint32_t type, const void *data,
                        std::size_t size) {
    if (data == nullptr) return properties_.erase(bytes_of(key, locale)) != 0;
    const auto *bytes = static_cast<const std::uint8_t *>(data);
    properties_[bytes_of(key, locale)] = {type, {bytes, bytes + size}};
    return true;
}

const PropertyStore::Property *PropertyStore::find(const DEVPROPKEY &key, std::uint32_t locale) const {
    const auto found = properties_.find(bytes_of(key, locale));
    return found == properties_.end() ? nullptr : &found->second;
}

PropertyStore &DeviceNames::properties(const DEVICE_OBJECT *physical_device) {
    for (DeviceProperties &device : properties_) {
        if (device.device == physical_device) return device.properties;
    }
    return properties_.emplace_back(DeviceProperties{physical_device, {}}).properties;
}

// --- names ----------------------------------------------------------------------------------------------------------

bool DeviceNames::add_device(std::u16string_view name, DEVICE_OBJECT *device) {
    return devices_.emplace(folded(name), Named{std::u16string(name), device}).second;
}

bool DeviceNames::remove_device(std::u16string_view name) { return devices_.erase(folded(name)) != 0; }

DEVICE_OBJECT *DeviceNames::device(std::u16string_view name) const {
    const auto found = devices_.find(folded(name));
    return found == devices_.end() ? nullptr : found->second.device;
}

std::u16string DeviceNames::name_of(const DEVICE_OBJECT *device) const {
    for (const auto &[key, named] : devices_) {
        if (named.device == device) return named.name;
    }
    return {};
}

void DeviceNames::set_instance_path(const DEVICE_OBJECT *physical_device, std::u16string path) {
    for (InstancePath &known : instance_paths_) {
        if (known.device != physical_device) continue;
        known.path = std::move(path);
        return;
    }
    instance_paths_.push_back({physical_device, std::move(path)});
}

std::u16string DeviceNames::link_prefix(const DEVICE_OBJECT *physical_device) const {
    std::u16string prefix = u"ACXSIM#AudioDevice#0#"; // the device that the machine begins with
    for (const InstancePath &known : instance_paths_) {
        if (known.device != physical_device) continue;
        prefix = known.path + u"#";
        for (char16_t &c : prefix) {
            if (c == u'\\') c = u'#';
        }
    }
    return prefix;
}

void DeviceNames::forget_device(const DEVICE_OBJECT *device) {
    std::erase_if(devices_, [device](const auto &entry) { return entry.second.device == device; });
    std::erase_if(instance_paths_, [device](const InstancePath &entry) { return entry.device == device; });
    std::erase_if(properties_, [device](const DeviceProperties &entry) { return entry.device == device; });
}

std::optional<DeviceNames::Target> DeviceNames::resolve(std::u16string_view path) const {
    constexpr int links_max = 8; // a link may lead to a link, but not for ever
    std::u16string current = with_usual_prefix(path);
    for (int i = 0; i < links_max; ++i) {
        bool followed = false;
        // The longest name that the path begins with; what follows it names the file.
        for (std::size_t length = current.size(); length > 0 && !followed; --length) {
            if (length != current.size() && current[length] != u'\\') continue;
            const std::u16string head = current.substr(0, length);
            const std::u16string rest = current.substr(length);
            if (DEVICE_OBJECT *found = device(head)) return Target{found, rest};
            if (const std::u16string *target = plug_and_play_.target_of(head)) {
                current = with_usual_prefix(*target + rest);
                followed = true;
            } else if (const PlugAndPlay::Interface *interface = plug_and_play_.find_interface(head)) {
                if (!interface->enabled) return std::nullopt;
                auto *physical = static_cast<DEVICE_OBJECT *>(const_cast<void *>(interface->device));
                return Target{physical, interface->reference.empty() ? rest : u"\\" + interface->reference + rest};
            }
        }
        if (!followed) return std::nullopt;
    }
    return std::nullopt;
}

} // namespace acxsim::kernel
