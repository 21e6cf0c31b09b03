// SPDX-License-Identifier: MIT
//
// What the Plug and Play manager knows beside the device tree: device interfaces by symbolic link, with class, device
// and properties; symbolic links that drivers made; who wants to be told of what. The framework's device interfaces and
// those that a driver registers itself are kept here alike, so that either way of naming one works.
// Pages: wdm/nf-wdm-ioregisterdeviceinterface and its neighbours. Leaves out: interfaces that outlive the run.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace acxsim::kernel {

using GuidBytes = std::array<std::uint8_t, 16>;
using PropertyKeyBytes = std::array<std::uint8_t, 20>; ///< GUID and number

class PlugAndPlay {
public:
    struct Property {
        std::uint32_t type = 0;
        std::vector<std::uint8_t> data;
    };
    struct Interface {
        std::u16string link; ///< as it was made; looked up without regard to case
        GuidBytes interface_class{};
        std::u16string reference;
        const void *device = nullptr; ///< physical device object
        bool enabled = false;
        std::map<std::pair<PropertyKeyBytes, std::uint32_t>, Property> properties; ///< by key and language
    };
    /// Somebody who asked to be told. `category`: IO_NOTIFICATION_EVENT_CATEGORY.
    struct Listener {
        std::uint32_t category = 0;
        GuidBytes interface_class{};  ///< interface changes
        const void *device = nullptr; ///< target device changes
        std::int32_t (*routine)(void *structure, void *context) = nullptr;
        void *context = nullptr;
        bool removed = false; ///< taken out while it may still be listed by a walk
    };

    /// The interface of that device, class and reference string: found, or made under that link.
    Interface &add_interface(const void *device, const GuidBytes &interface_class, std::u16string_view reference,
                             std::u16string_view link);
    /// nullptr if there is none under that link.
    Interface *find_interface(std::u16string_view link);
    Interface *find_interface(const void *device, const GuidBytes &interface_class, std::u16string_view reference);
    /// All of them, in the order of registration.
    const std::list<Interface> &interfaces() const { return interfaces_; }
    /// The device is gone: its interfaces are disabled and forgotten.
    void remove_interfaces_of(const void *device);

    /// \DosDevices\Name or \??\Name to a device name. False if the name is taken.
    bool add_symbolic_link(std::u16string_view link, std::u16string_view target);
    bool remove_symbolic_link(std::u16string_view link);
    const std::u16string *target_of(std::u16string_view link) const;

    Listener &add_listener(Listener listener);
    /// False if it is none of those that are registered.
    bool remove_listener(const void *listener);
    /// Calls `tell` for every listener that fits, in the order of registration. Listeners may be removed meanwhile.
    void for_listeners(const std::function<bool(const Listener &)> &fits, const std::function<void(Listener &)> &tell);
    std::size_t listeners() const;

private:
    static std::u16string folded(std::u16string_view text);
    std::list<Interface> interfaces_; // addresses stay
    std::map<std::u16string, std::u16string> links_;
    std::list<Listener> listeners_;
    unsigned walks_ = 0;
};

/// Enables or disables and tells those who asked to be told, at PASSIVE_LEVEL.
void set_interface_enabled(PlugAndPlay::Interface &interface, bool enabled);

} // namespace acxsim::kernel
