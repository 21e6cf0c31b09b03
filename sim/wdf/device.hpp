// SPDX-License-Identifier: MIT
//
// WDFDEVICE: the device as an object, with what the driver said about it. Its life is led by DriverHost.
// Leaves out: device stacks, queues, child devices; idle settings are stored, the device never goes idle by itself.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/wdf/callback_lock.hpp"
#include "sim/wdf/object.hpp"

struct WDFDEVICE_INIT;
struct _DEVICE_OBJECT;
struct _WDF_PNPPOWER_EVENT_CALLBACKS;
struct _WDF_DEVICE_PNP_CAPABILITIES;
struct _WDF_DEVICE_POWER_CAPABILITIES;
struct _WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS;

namespace acxsim::wdf {

class Driver;
class Interrupt;

/// Values of WDF_POWER_DEVICE_STATE.
enum class DevicePower : std::uint32_t { Invalid = 0, D0, D1, D2, D3, D3Final, PrepareForHibernation };

/// Base of what the class extension keeps with a device.
struct ExtensionState {
    virtual ~ExtensionState() = default;
};

/// A device interface the driver registered.
struct DeviceInterface {
    std::u16string class_guid; ///< as text, in braces
    std::u16string reference;
    std::u16string symbolic_link;
    bool enabled = false;
};

class Device final : public Object {
public:
    static constexpr ObjectType type{"WDFDEVICE", &Object::type};

    /// Takes what it needs out of `init`.
    Device(const Attributes &attributes, Driver &driver, WDFDEVICE_INIT &init);

    Driver &driver() const { return driver_; }
    const _WDF_PNPPOWER_EVENT_CALLBACKS &callbacks() const { return *callbacks_; }
    CallbackLock &callback_lock() { return callback_lock_; }
    _DEVICE_OBJECT *device_object() const { return device_object_.get(); }
    _DEVICE_OBJECT *physical_device_object() const { return physical_device_object_.get(); }
    const std::u16string &name() const { return name_; }
    /// AcxDeviceInitInitialize came before WdfDeviceCreate.
    bool extension_initialised() const { return extension_initialised_; }
    std::uint32_t extension_flags() const { return extension_flags_; }
    const Attributes &request_attributes() const { return request_attributes_; }

    /// Interrupts in order of creation; they register themselves.
    std::vector<Interrupt *> interrupts;
    std::vector<DeviceInterface> interfaces;
    std::u16string symbolic_link;
    std::unique_ptr<ExtensionState> extension;
    std::unique_ptr<_WDF_DEVICE_PNP_CAPABILITIES> pnp_capabilities;
    std::unique_ptr<_WDF_DEVICE_POWER_CAPABILITIES> power_capabilities;
    std::unique_ptr<_WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS> idle_settings;
    std::uint32_t idle_stops = 0;            ///< WdfDeviceStopIdle not yet undone
    std::uint32_t alignment_requirement = 0; ///< one less than the alignment in bytes
    bool failed = false;                     ///< WdfDeviceSetFailed
    DevicePower power = DevicePower::D3Final;
    std::uint32_t system_power_action = 0; ///< POWER_ACTION in progress
    bool preparing = false;                ///< inside EvtDevicePrepareHardware
    bool releasing = false;                ///< inside EvtDeviceReleaseHardware
    Object *io_target = nullptr;

protected:
    ~Device() override;

private:
    Driver &driver_;
    std::unique_ptr<_WDF_PNPPOWER_EVENT_CALLBACKS> callbacks_;
    CallbackLock callback_lock_;
    std::unique_ptr<_DEVICE_OBJECT> device_object_;
    std::unique_ptr<_DEVICE_OBJECT> physical_device_object_;
    std::u16string name_;
    Attributes request_attributes_;
    std::uint32_t extension_flags_;
    bool extension_initialised_;
};

} // namespace acxsim::wdf
