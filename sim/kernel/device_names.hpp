// SPDX-License-Identifier: MIT
//
// DeviceNames: where a path leads. Names of device objects (\Device\...) stand here; symbolic links and the links of
// device interfaces stand in PlugAndPlay; resolve() follows all of them. I/O targets and clients open by it. Properties
// that drivers set on devices are kept here, too. Names compare without case.
// Sources: "Introduction to MS-DOS Device Names", "Introduction to Device Interfaces", "Unified Device Property Model".
// Leaves out: object directories other than the usual ones, security.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct _DEVPROPKEY;
struct _DEVICE_OBJECT;

namespace acxsim::kernel {

class PlugAndPlay;

/// Properties by key and locale, as WdfDeviceAssignProperty writes them.
class PropertyStore {
public:
    struct Property {
        std::uint32_t type = 0; ///< DEVPROPTYPE
        std::vector<std::uint8_t> data;
    };
    /// `data` nullptr: deletes. False if there was nothing to delete.
    bool set(const _DEVPROPKEY &key, std::uint32_t locale, std::uint32_t type, const void *data, std::size_t size);
    const Property *find(const _DEVPROPKEY &key, std::uint32_t locale) const;

private:
    std::map<std::vector<std::uint8_t>, Property> properties_;
};

class DeviceNames {
public:
    explicit DeviceNames(PlugAndPlay &plug_and_play) : plug_and_play_(plug_and_play) {}

    /// False if the name is taken.
    bool add_device(std::u16string_view name, _DEVICE_OBJECT *device);
    bool remove_device(std::u16string_view name);
    _DEVICE_OBJECT *device(std::u16string_view name) const;
    /// Empty if the device has no name.
    std::u16string name_of(const _DEVICE_OBJECT *device) const;

    struct Target {
        _DEVICE_OBJECT *device = nullptr; ///< what bears the name; an interface's physical device object
        std::u16string rest;              ///< the file's name: what follows, or an interface's reference string
    };
    /// Follows symbolic links and the links of enabled interfaces; nullopt if the path leads nowhere.
    std::optional<Target> resolve(std::u16string_view path) const;

    /// Where the device stands in the tree, such as ACXSIM\AudioDevice\0.
    void set_instance_path(const _DEVICE_OBJECT *physical_device, std::u16string path);
    /// What the links of its interfaces begin with, such as ACXSIM#AudioDevice#0#.
    std::u16string link_prefix(const _DEVICE_OBJECT *physical_device) const;

    PropertyStore &properties(const _DEVICE_OBJECT *physical_device);
    /// The device has gone for good: its name and its properties go.
    void forget_device(const _DEVICE_OBJECT *device);

private:
    struct Named {
        std::u16string name;
        _DEVICE_OBJECT *device;
    };
    struct DeviceProperties {
        const _DEVICE_OBJECT *device;
        PropertyStore properties;
    };
    struct InstancePath {
        const _DEVICE_OBJECT *device;
        std::u16string path;
    };
    PlugAndPlay &plug_and_play_;
    std::map<std::u16string, Named> devices_;
    std::vector<InstancePath> instance_paths_;
    std::deque<DeviceProperties> properties_; // references to members stay valid
};

} // namespace acxsim::kernel
