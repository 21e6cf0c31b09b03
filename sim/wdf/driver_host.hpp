// SPDX-License-Identifier: MIT
//
// DriverHost: the life of a driver, as Plug and Play and the power manager lead it. From a simulated thread at
// PASSIVE_LEVEL, in this order (one device):
//
//     kernel::System system(...); kernel::Executive executive(system);
//     wdf::DriverHost host(system);                  // makes the Framework
//     host.set_extension(&acx);                      // if there is one
//     system.start_thread("PnP", kernel::normal_priority, [&] {
//         host.call_driver_entry(entry);             // DriverEntry
//         host.add_device();                         // EvtDriverDeviceAdd
//         host.start_device(resources);              // EvtDevicePrepareHardware ... EvtDeviceSelfManagedIoInit
//         host.power_down(DevicePower::D3); host.power_up();
//         host.remove_device();                      // ... EvtDeviceReleaseHardware, cleanup, destroy
//         host.unload();                             // EvtDriverUnload
//     });
//
// Follows contract.md 6.1 and the pages "PnP and Power Management Scenarios" of KMDF. A driver may have several root
// devices (two cards of one kind): add_device() once for each. What stands below them is the DeviceTree's.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "sim/wdf/class_extension.hpp"
#include "sim/wdf/device_life.hpp"
#include "sim/wdf/device_tree.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/resource_list.hpp"

struct _DRIVER_OBJECT;

namespace acxsim::wdf {

/// POWER_ACTION: why power is going down.
enum class SystemPowerAction : std::uint32_t { None = 0, Sleep = 2, Hibernate = 3, Shutdown = 4 };

class DriverHost {
public:
    explicit DriverHost(kernel::System &system);
    ~DriverHost();
    DriverHost(const DriverHost &) = delete;
    DriverHost &operator=(const DriverHost &) = delete;

    Framework &framework() { return framework_; }
    void set_extension(ClassExtension *extension) { framework_.set_extension(extension); }
    DeviceTree &tree() { return tree_; }
    /// The first root's; nullptr before add_device and after remove_device.
    Device *device() const { return tree_.root() == nullptr ? nullptr : tree_.root()->function(); }
    std::size_t device_count() const { return tree_.roots().size(); }
    _DRIVER_OBJECT *driver_object() const { return driver_object_.get(); }

    /// `entry` is the driver's DriverEntry. A driver that fails is unloaded, without EvtDriverUnload.
    Status call_driver_entry(void *entry);
    Status add_device();
    /// From stopped to D0; `which` in order of add_device(). A failure leaves the device stopped, with ReleaseHardware
    /// called as the framework does.
    Status start_device(const ResourceList &resources, std::size_t which = 0);
    /// All devices from D0 to Dx, children first; with `action` as part of a system power transition. An idle device
    /// stays in Dx.
    Status power_down(DevicePower target, SystemPowerAction action = SystemPowerAction::None);
    Status power_up();
    /// EvtDeviceQueryStop of all, which may forbid it, then to stopped: D0Exit(D3Final), ReleaseHardware.
    Status stop_device();
    /// The same and back again with other resources: EvtDevicePrepareHardware comes a second time.
    Status rebalance(const ResourceList &resources);
    /// The first device: EvtDeviceQueryRemove of all in its tree, which may forbid it; then everything back to the
    /// deletion of the object trees.
    Status remove_device();
    /// The first device's hardware is gone already: EvtDeviceSurpriseRemoval of all, then removal, children first.
    Status surprise_remove_device();
    /// Plug and Play work that drivers caused (children that came and went) is done when this returns true.
    bool settle(core::Duration limit = core::from_seconds(10)) { return tree_.settle(limit); }
    /// A driver that made devices for Plug and Play must have deleted its control devices by now.
    Status unload();

private:
    Status failure(std::uint32_t code, std::string text) const { return {code, std::move(text)}; }
    Status out_of_order(std::string text) const;

    Framework framework_;
    DeviceTree tree_;
    std::unique_ptr<_DRIVER_OBJECT> driver_object_;
    bool had_device_ = false;
};

} // namespace acxsim::wdf
