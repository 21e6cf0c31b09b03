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
// Follows contract.md 6.1 and the pages "PnP and Power Management Scenarios" of KMDF. One device at a time.
// Leaves out: query-remove and query-stop vetoes by other drivers, wake, child devices.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "sim/wdf/class_extension.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/resource_list.hpp"

struct WDFDEVICE_INIT;
struct _DRIVER_OBJECT;

namespace acxsim::wdf {

class CmResourceList;

/// How a step ended: an NTSTATUS, and in words what failed when it did.
struct Status {
    std::uint32_t code = 0;
    std::string text = {};
    bool ok() const { return static_cast<std::int32_t>(code) >= 0; }
};

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
    /// nullptr before add_device and after remove_device.
    Device *device() const { return device_; }
    _DRIVER_OBJECT *driver_object() const { return driver_object_.get(); }

    /// `entry` is the driver's DriverEntry. A driver that fails is unloaded, without EvtDriverUnload.
    Status call_driver_entry(void *entry);
    Status add_device();
    /// From stopped to D0. A failure leaves the device stopped, with ReleaseHardware called as the framework does.
    Status start_device(const ResourceList &resources);
    /// From D0 to Dx; with `action` as part of a system power transition.
    Status power_down(DevicePower target, SystemPowerAction action = SystemPowerAction::None);
    Status power_up();
    /// To stopped (rebalance): D0Exit(D3Final), ReleaseHardware. May be started again.
    Status stop_device();
    /// EvtDeviceQueryRemove, then everything back to the deletion of the device's object tree.
    Status remove_device();
    /// The hardware is gone already: EvtDeviceSurpriseRemoval, then removal.
    Status surprise_remove_device();
    Status unload();

private:
    template <class Call>
    std::uint32_t call(std::string_view name, const Object &object, const void *function, Call call);
    std::uint32_t prepare_hardware(const ResourceList &resources);
    void release_hardware();
    std::uint32_t enter_d0(DevicePower previous);
    void leave_d0(DevicePower target);
    std::uint32_t enable_interrupts();
    void disable_interrupts();
    void assign_interrupts(const ResourceList &resources);
    void set_power(DevicePower power);
    void set_pnp_state(std::uint32_t state);
    Status finish_removal();
    Status failure(std::uint32_t code, std::string text) const { return {code, std::move(text)}; }
    Status out_of_order(std::string text) const;

    Framework framework_;
    std::unique_ptr<_DRIVER_OBJECT> driver_object_;
    std::unique_ptr<WDFDEVICE_INIT> device_init_;
    Device *device_ = nullptr;
    CmResourceList *raw_ = nullptr;
    CmResourceList *translated_ = nullptr;
    ResourceList resources_;
    std::string failed_step_;
    bool self_managed_io_ = false; ///< Init was called since the device was added
    bool in_d0_ = false;
    bool prepared_ = false;
};

} // namespace acxsim::wdf
