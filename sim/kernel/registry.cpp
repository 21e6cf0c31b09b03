// SPDX-License-Identifier: MIT
#include "sim/kernel/registry.hpp"

namespace acxsim::kernel {

Registry::Registry() {
    for (const auto path :
         {services, control, windows_nt, driver_service, driver_parameters, device_hardware_key, device_software_key}) {
        create_key(path);
    }
}

std::u16string Registry::folded(std::u16string_view text) {
    std::u16string result;
    for (char16_t c : text)
        result += c >= u'A' && c <= u'Z' ? static_cast<char16_t>(c - u'A' + u'a') : c;
    while (!result.empty() && result.back() == u'\\')
        result.pop_back();
    return result;
}

bool Registry::create_key(std::u16string_view path) {
    std::u16string name = folded(path);
    std::u16string spelled(path.substr(0, name.size()));
    bool made = false;
    while (!name.empty() && keys_.try_emplace(name).second) {
        made = true;
        const std::size_t slash = name.rfind(u'\\');
        names_[name] = spelled.substr(slash == std::u16string::npos ? 0 : slash + 1);
        if (slash == std::u16string::npos) break;
        name.resize(slash);
        spelled.resize(slash);
    }
    return made;
}

std::vector<std::u16string> Registry::subkeys(std::u16string_view path) const {
    const std::u16string prefix = folded(path) + u'\\';
    std::vector<std::u16string> names;
    for (auto key = keys_.lower_bound(prefix); key != keys_.end() && key->first.starts_with(prefix); ++key) {
        if (key->first.find(u'\\', prefix.size()) == std::u16string::npos) names.push_back(names_.at(key->first));
    }
    return names;
}

bool Registry::delete_key(std::u16string_view path) {
    const std::u16string name = folded(path);
    const auto found = keys_.find(name);
    if (found == keys_.end()) return false;
    const auto next = keys_.upper_bound(name + u'\\');
    if (next != keys_.end() && next->first.compare(0, name.size() + 1, name + u'\\') == 0) return false;
    names_.erase(name);
    keys_.erase(found);
    return true;
}

bool Registry::set(std::u16string_view path, std::u16string_view name, std::uint32_t type, const void *data,
                   std::size_t size) {
    const auto found = keys_.find(folded(path));
    if (found == keys_.end()) return false;
    Value &value = found->second[folded(name)];
    if (value.name.empty()) value.name = name;
    value.type = type;
    const auto *bytes = static_cast<const std::uint8_t *>(data);
    value.data.assign(bytes, bytes + size);
    return true;
}

const Registry::Value *Registry::value(std::u16string_view path, std::u16string_view name) const {
    const auto *key = values(path);
    if (key == nullptr) return nullptr;
    const auto found = key->find(folded(name));
    return found == key->end() ? nullptr : &found->second;
}

bool Registry::delete_value(std::u16string_view path, std::u16string_view name) {
    const auto found = keys_.find(folded(path));
    return found != keys_.end() && found->second.erase(folded(name)) != 0;
}

const std::map<std::u16string, Registry::Value> *Registry::values(std::u16string_view path) const {
    const auto found = keys_.find(folded(path));
    return found == keys_.end() ? nullptr : &found->second;
}

} // namespace acxsim::kernel
