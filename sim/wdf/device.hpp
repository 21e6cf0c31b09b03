// SPDX-License-Identifier: MIT
//
// WDFDEVICE: the device as an object, with what the driver said about it. A device stands in a DeviceNode of the
// DeviceTree, as its function device or as the physical device that a bus driver made; control devices stand in none.
// Its life is led by DriverHost and DeviceTree through DeviceLife, its power by the node's PowerPolicy.
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
struct _WDF_DEVICE_POWER_POLICY_WAKE_SETTINGS;
struct _WDF_POWER_POLICY_EVENT_CALLBACKS;
struct _WDF_PDO_EVENT_CALLBACKS;
struct _WDF_DEVICE_STATE;
struct _PNP_BUS_INFORMATION;
struct _INTERFACE;
struct _GUID;

namespace acxsim::wdf {

class ChildList;
class DeviceIo;
class DeviceLife;
class DeviceNode;
class Driver;
class Interrupt;
class PowerListener;
class PowerPolicy;
struct PdoDescription;
struct OfferedInterface;

/// Function device (or filter), physical device made by a bus driver, or control device outside Plug and Play.
enum class DeviceKind : std::uint8_t { Function, Physical, Control };

/// Values of WDF_POWER_DEVICE_STATE.
enum class DevicePower : std::uint32_t { Invalid = 0, D0, D1, D2, D3, D3Final, PrepareForHibernation };

/// Base of what the class extension keeps with a device.
struct ExtensionState {
    virtual ~ExtensionState() = default;
};

class Device final : public Object {
public:
    static constexpr ObjectType type{"WDFDEVICE", &Object::type};

    /// Takes what it needs out of `init`.
    Device(const Attributes &attributes, Driver &driver, WDFDEVICE_INIT &init);

    Driver &driver() const { return driver_; }
    DeviceKind kind() const { return kind_; }
    bool is_filter() const { return filter_; }
    /// Where it stands in the device tree; nullptr for control devices, and before the tree knows a child.
    DeviceNode *node = nullptr;
    DeviceLife &life() { return *life_; }
    /// Of a physical device: the device whose driver made it; otherwise nullptr.
    Device *bus_device() const { return bus_device_; }
    /// Of a physical device: identifiers, texts, whether raw.
    PdoDescription *pdo() const { return pdo_.get(); }

    // --- power references: hold the device in D0 while the system is awake; without idle settings it stays there
    // anyway

    /// At any IRQL up to DISPATCH_LEVEL. A device in a low-power state comes back to D0 on a worker thread.
    void power_reference();
    void power_dereference();
    /// At PASSIVE_LEVEL; returns when the device is in D0. STATUS_POWER_STATE_INVALID (and no reference) if it fails.
    std::uint32_t power_reference_and_wait();
    PowerPolicy &power_policy(); ///< of the node; for devices in the tree
    /// What the driver said about power policy before the tree knew the device, applied when it does.
    struct EarlyPolicy {
        std::unique_ptr<_WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS> idle;
        std::unique_ptr<_WDF_DEVICE_POWER_POLICY_WAKE_SETTINGS> sx_wake;
        unsigned references = 0;
    };
    EarlyPolicy early_policy;
    void add_power_listener(PowerListener &listener) { power_listeners_.push_back(&listener); }
    void remove_power_listener(PowerListener &listener);
    /// In order of registration.
    const std::vector<PowerListener *> &power_listeners() const { return power_listeners_; }

    // --- children

    /// The default list first, nullptr if it was not configured.
    ChildList *default_child_list() const { return default_child_list_; }
    /// That, or an empty one that no description fits.
    ChildList &make_default_child_list();
    std::vector<ChildList *> child_lists;
    ChildList *child_list = nullptr; ///< of a physical device: the list it came from; nullptr for a static child
    bool reported_missing = false;   ///< of a static child: WdfPdoMarkMissing
    std::unique_ptr<_PNP_BUS_INFORMATION> bus_information; ///< WdfDeviceSetBusInformationForChildren
    std::vector<Device *> static_children;                 ///< WdfFdoAddStaticChild, in order
    unsigned static_list_locks = 0;                        ///< iterations of the static list in progress

    /// Its queues, and how requests come to them.
    DeviceIo &io() { return *io_; }

    const _WDF_PNPPOWER_EVENT_CALLBACKS &callbacks() const { return *callbacks_; }
    CallbackLock &callback_lock() { return callback_lock_; }
    _DEVICE_OBJECT *device_object() const { return device_object_.get(); }
    _DEVICE_OBJECT *physical_device_object() const { return physical_device_object_; }
    const std::u16string &name() const { return name_; }
    bool name_was_generated() const { return name_was_generated_; }
    /// AcxDeviceInitInitialize came before WdfDeviceCreate.
    bool extension_initialised() const { return extension_initialised_; }
    std::uint32_t extension_flags() const { return extension_flags_; }
    const Attributes &request_attributes() const { return request_attributes_; }

    /// Interrupts in order of creation; they register themselves.
    std::vector<Interrupt *> interrupts;
    std::vector<OfferedInterface> offered_interfaces; ///< WdfDeviceAddQueryInterface
    /// Device interfaces by their links.
    struct RegisteredInterface {
        std::u16string link;
        bool follows_start = false; ///< enabled when the device has started
    };
    std::vector<RegisteredInterface> interfaces;
    std::u16string symbolic_link;
    std::unique_ptr<ExtensionState> extension;
    std::unique_ptr<_WDF_DEVICE_PNP_CAPABILITIES> pnp_capabilities;
    std::unique_ptr<_WDF_DEVICE_POWER_CAPABILITIES> power_capabilities;
    const _WDF_POWER_POLICY_EVENT_CALLBACKS &power_policy_callbacks() const { return *power_policy_callbacks_; }
    bool owns_power_policy() const { return power_policy_owner_; }
    std::unique_ptr<_WDF_DEVICE_STATE> pnp_device_state; ///< WdfDeviceSetDeviceState
    std::uint32_t idle_stops = 0;                        ///< WdfDeviceStopIdle not yet undone
    std::uint32_t alignment_requirement = 0;             ///< one less than the alignment in bytes
    bool failed = false;                                 ///< WdfDeviceSetFailed
    bool stoppable = true;                               ///< WdfDeviceSetStaticStopRemove
    std::uint32_t special_files = 0;                     ///< bits of WDF_SPECIAL_FILE_TYPE
    /// PFN_WDF_DEVICE_SHUTDOWN_NOTIFICATION of a control device; called before the system's power goes.
    void *shutdown_notification = nullptr;
    bool finished_initializing = false; ///< WdfControlFinishInitializing
    /// What removal takes along, in order: WdfDeviceAddRemovalRelationsPhysicalDevice.
    std::vector<_DEVICE_OBJECT *> removal_relations;
    /// The same upon ejection: WdfPdoAddEjectionRelationsPhysicalDevice.
    std::vector<_DEVICE_OBJECT *> ejection_relations;
    DevicePower power = DevicePower::D3Final;
    std::uint32_t system_power_action = 0; ///< POWER_ACTION in progress
    bool preparing = false;                ///< inside EvtDevicePrepareHardware
    bool releasing = false;                ///< inside EvtDeviceReleaseHardware
    Object *io_target = nullptr;

    using Object::allow_deletion_by_driver;
    using Object::forbid_deletion_by_driver;

protected:
    ~Device() override;
    void on_delete() override;
    void before_destroy() override;

private:
    friend class DeviceTree;
    Driver &driver_;
    DeviceKind kind_;
    bool filter_;
    bool power_policy_owner_;
    Device *bus_device_;
    ChildList *default_child_list_ = nullptr;
    std::unique_ptr<PdoDescription> pdo_;
    std::unique_ptr<DeviceLife> life_;
    std::unique_ptr<_WDF_POWER_POLICY_EVENT_CALLBACKS> power_policy_callbacks_;
    std::vector<PowerListener *> power_listeners_;
    std::unique_ptr<_WDF_PNPPOWER_EVENT_CALLBACKS> callbacks_;
    CallbackLock callback_lock_;
    std::unique_ptr<_DEVICE_OBJECT> device_object_;
    std::unique_ptr<DeviceIo> io_;
    std::unique_ptr<_DEVICE_OBJECT> own_physical_device_object_; ///< stands for the bus driver's of a root device
    _DEVICE_OBJECT *physical_device_object_;
    std::u16string name_;
    bool name_was_generated_;
    Attributes request_attributes_;
    std::uint32_t extension_flags_;
    bool extension_initialised_;
};

} // namespace acxsim::wdf
