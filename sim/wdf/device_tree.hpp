// SPDX-License-Identifier: MIT
//
// DeviceTree: the Plug and Play manager's tree of devices, for one driver. A root node is the device that
// EvtDriverDeviceAdd is called for; below it stand the children that its driver reports, statically or through child
// lists. Parents start before children and are removed after them. Raw children work by themselves; others need a
// function driver, which is the driver itself if bind_function_driver() named one of their identifiers (as an INF file
// with both would). What drivers report at any time is handled on a worker thread, one change at a time. Sources:
// "Enumerating the Devices on a Bus", "PnP and Power Management Callback Sequences". Leaves out: other drivers' stacks,
// re-enumeration, docking.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "sim/wdf/device_init.hpp"
#include "sim/wdf/device_life.hpp"
#include "sim/wdf/power_policy.hpp"
#include "sim/wdf/query_interface.hpp"

namespace acxsim::wdf {

class DeviceTree;
class Framework;

/// One device: its physical device object and, if it has one, its function device.
class DeviceNode {
public:
    enum class State : std::uint8_t { Added, Started, Stopped, Failed, Removed };

    explicit DeviceNode(DeviceNode *parent) : parent_(parent), policy_(*this) {}

    DeviceNode *parent() const { return parent_; }
    const std::vector<std::unique_ptr<DeviceNode>> &children() const { return children_; }
    Device *physical() const { return physical_; } ///< nullptr: the root's, which the simulator plays
    Device *function() const { return function_; }
    /// The top of the stack.
    Device &device() const { return function_ != nullptr ? *function_ : *physical_; }
    /// Bottom first.
    std::vector<Device *> stack() const;
    PowerPolicy &policy() { return policy_; }
    const PowerPolicy &policy() const { return policy_; }
    State state() const { return state_; }
    /// Such as ACXSIM\AudioDevice\0.
    const std::u16string &instance_path() const { return instance_path_; }
    bool depends_on_parent_power() const;

private:
    friend class DeviceTree;
    DeviceNode *parent_;
    std::vector<std::unique_ptr<DeviceNode>> children_; // in order of arrival
    Device *physical_ = nullptr;
    Device *function_ = nullptr;
    std::u16string instance_path_;
    State state_ = State::Added;
    bool relations_changed_ = false;
    bool announced_ = false; // the class extension knows
    bool queried_ = false;   // kept awake between a query and what follows
    std::unique_ptr<WDFDEVICE_INIT> init_;
    ResourceList resources_;
    PowerPolicy policy_;
};

class DeviceTree {
public:
    explicit DeviceTree(Framework &framework);
    ~DeviceTree();
    DeviceTree(const DeviceTree &) = delete;
    DeviceTree &operator=(const DeviceTree &) = delete;
    static DeviceTree &current();

    /// In order of arrival; those of add_root() that have not been removed.
    const std::vector<std::unique_ptr<DeviceNode>> &roots() const { return roots_; }
    /// The first; nullptr before add_root() succeeds and after remove().
    DeviceNode *root() const { return roots_.empty() ? nullptr : roots_.front().get(); }

    // --- Plug and Play, from a simulated thread at PASSIVE_LEVEL

    /// EvtDriverDeviceAdd for a new device; it is the last of roots() then.
    Status add_root();
    /// The node, then the children that are reported by then, recursively.
    Status start(DeviceNode &node, const ResourceList &resources);
    /// Asks the node and everything below, children first. A veto undoes the queries.
    Status query_stop(DeviceNode &node);
    Status query_remove(DeviceNode &node);
    /// Children first, then the node: to stopped. Not asked before.
    void stop(DeviceNode &node);
    /// Children first, then the node, to the deletion of the device objects.
    void remove(DeviceNode &node);
    /// The hardware has gone: everything below is told first, then the node is; then removal.
    void surprise_remove(DeviceNode &node);
    /// Children first into the low-power state; parents first back.
    void system_sleeps(DevicePower target, std::uint32_t action);
    Status system_wakes();
    bool system_is_awake() const { return awake_; }
    /// Waits until everything that drivers have reported is handled. False if that takes longer than `limit`.
    bool settle(core::Duration limit);

    // --- what drivers report, up to DISPATCH_LEVEL

    /// NTSTATUS of WdfFdoAddStaticChild.
    std::uint32_t add_static_child(Device &parent, Device &child);
    /// The child is no longer there; it is removed as after a surprise.
    void report_missing(Device &pdo);
    /// Bus relations of that device are to be asked for again.
    void relations_changed(Device &parent);
    void request_eject(Device &pdo);
    /// The device's resources are to be assigned anew: stopped and started again, unless the driver forbids it.
    void request_rebalance(Device &device);
    /// WdfDeviceSetFailed: the device is surprise-removed on a worker thread, and added and started again with
    /// `restart`.
    void device_failed(Device &device, bool restart);

    /// What the bus below the root device offers; none by default.
    BusInterfaces bus_interfaces;

    /// Children with that hardware or compatible identifier get the driver's own EvtDriverDeviceAdd.
    void bind_function_driver(std::u16string_view identifier) { bound_identifiers_.emplace_back(identifier); }

    // --- init structures

    WDFDEVICE_INIT &make_child_init(Device &parent, bool by_driver);
    WDFDEVICE_INIT &make_control_init();
    void drop_init(WDFDEVICE_INIT &init);
    /// Allocated by the driver, neither freed nor consumed.
    std::vector<const WDFDEVICE_INIT *> unused_inits() const;
    /// WdfDeviceCreate has made the device.
    void device_created(WDFDEVICE_INIT &init, Device &device);
    void device_destroyed(Device &device);
    /// Devices of the driver outside the tree: control devices, children that were never reported.
    std::vector<Device *> loose_devices() const;
    bool empty() const { return roots_.empty(); }

    /// From a device object, function or physical: its framework device; nullptr if it is none of ours.
    Device *find(const _DEVICE_OBJECT *object) const;
    /// Whether the device is in the tree of that root.
    bool belongs_to_root(const Device &device, std::size_t root) const;

private:
    /// Serialises changes of the tree; the thread that holds it may take it again.
    class Lock {
    public:
        explicit Lock(DeviceTree &tree);
        ~Lock();
        Lock(const Lock &) = delete;
        Lock &operator=(const Lock &) = delete;

    private:
        DeviceTree &tree_;
    };
    struct Request {
        enum class Kind : std::uint8_t { Eject, Fail, FailAndRestart, Rebalance } kind;
        Device *device;
    };
    void follow(const Request &request);
    Status start_alone(DeviceNode &node, const ResourceList &resources);
    Status add_function_device(DeviceNode &node);
    void enumerate(DeviceNode &node);
    void add_child(DeviceNode &parent, Device &pdo);
    Status query(DeviceNode &node, bool remove);
    void turn_off(DeviceNode &node);
    void remove_alone(DeviceNode &node);
    void remove_below(DeviceNode &node);
    void remove_relations(DeviceNode &node);
    void tell_surprise(DeviceNode &node);
    void drop(DeviceNode &node);
    void collect(DeviceNode &node, std::vector<DeviceNode *> &nodes) const; ///< parents first
    std::vector<DeviceNode *> all_nodes() const;                            ///< of all roots
    void work_later();
    void work();
    void undo_queries(DeviceNode &node);
    bool is_bound(const Device &pdo) const;

    static DeviceTree *current_;
    Framework &framework_;
    std::vector<std::unique_ptr<DeviceNode>> roots_;
    std::uint32_t roots_added_ = 0; ///< numbers the instance paths
    std::vector<std::unique_ptr<WDFDEVICE_INIT>> inits_;
    std::vector<Device *> devices_; ///< all framework devices, in order of creation
    std::vector<std::u16string> bound_identifiers_;
    std::deque<Request> requests_;
    kernel::Thread *owner_ = nullptr; ///< leads a change of the tree
    unsigned depth_ = 0;
    bool work_queued_ = false;
    bool awake_ = true;
    kernel::DispatcherObject unlocked_{kernel::ObjectType::NotificationEvent, 0};
    kernel::DispatcherObject settled_{kernel::ObjectType::NotificationEvent, 1};
};

} // namespace acxsim::wdf
