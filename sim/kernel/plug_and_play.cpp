// SPDX-License-Identifier: MIT
#include "sim/kernel/plug_and_play.hpp"

#include <algorithm>

namespace acxsim::kernel {

std::u16string PlugAndPlay::folded(std::u16string_view text) {
    std::u16string result(text);
    for (char16_t &c : result) {
        if (c >= u'A' && c <= u'Z') c = static_cast<char16_t>(c - u'A' + u'a');
    }
    // Three spellings of one directory.
    for (const std::u16string_view prefix : {u"\\dosdevices\\global\\", u"\\dosdevices\\", u"\\??\\", u"\\\\?\\"}) {
        if (result.starts_with(prefix)) return result.substr(prefix.size());
    }
    return result;
}

PlugAndPlay::Interface &PlugAndPlay::add_interface(const void *device, const GuidBytes &interface_class,
                                                   std::u16string_view reference, std::u16string_view link) {
    if (Interface *found = find_interface(device, interface_class, reference)) return *found;
    return interfaces_.emplace_back(
        Interface{std::u16string(link), interface_class, std::u16string(reference), device, false, {}});
}

PlugAndPlay::Interface *PlugAndPlay::find_interface(std::u16string_view link) {
    const std::u16string wanted = folded(link);
    for (Interface &interface : interfaces_) {
        if (folded(interface.link) == wanted) return &interface;
    }
    return nullptr;
}

PlugAndPlay::Interface *PlugAndPlay::find_interface(const void *device, const GuidBytes &interface_class,
                                                    std::u16string_view reference) {
    const std::u16string wanted = folded(reference);
    for (Interface &interface : interfaces_) {
        if (interface.device == device && interface.interface_class == interface_class &&
            folded(interface.reference) == wanted) {
            return &interface;
        }
    }
    return nullptr;
}

void PlugAndPlay::remove_interfaces_of(const void *device) {
    interfaces_.remove_if([device](const Interface &interface) { return interface.device == device; });
}

bool PlugAndPlay::add_symbolic_link(std::u16string_view link, std::u16string_view target) {
    return links_.try_emplace(folded(link), target).second;
}

bool PlugAndPlay::remove_symbolic_link(std::u16string_view link) { return links_.erase(folded(link)) != 0; }

const std::u16string *PlugAndPlay::target_of(std::u16string_view link) const {
    const auto found = links_.find(folded(link));
    return found == links_.end() ? nullptr : &found->second;
}

PlugAndPlay::Listener &PlugAndPlay::add_listener(Listener listener) { return listeners_.emplace_back(listener); }

bool PlugAndPlay::remove_listener(const void *listener) {
    const auto found = std::find_if(listeners_.begin(), listeners_.end(), [listener](const Listener &candidate) {
        return &candidate == listener && !candidate.removed;
    });
    if (found == listeners_.end()) return false;
    if (walks_ != 0) {
        found->removed = true;
    } else {
        listeners_.erase(found);
    }
    return true;
}

void PlugAndPlay::for_listeners(const std::function<bool(const Listener &)> &fits,
                                const std::function<void(Listener &)> &tell) {
    ++walks_;
    for (Listener &listener : listeners_) {
        if (!listener.removed && fits(listener)) tell(listener);
    }
    if (--walks_ == 0) listeners_.remove_if([](const Listener &listener) { return listener.removed; });
}

std::size_t PlugAndPlay::listeners() const {
    return static_cast<std::size_t>(
        std::count_if(listeners_.begin(), listeners_.end(), [](const Listener &l) { return !l.removed; }));
}

} // namespace acxsim::kernel
