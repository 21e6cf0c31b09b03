// SPDX-License-Identifier: MIT
//
// Arrival, queries, removal and the system's power. What drivers report, and init structures: device_tree_reports.cpp.
#include "sim/wdf/device_tree.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/core/assert.hpp"
#include "sim/kernel/call_frame.hpp"
#include "sim/wdf/child_list.hpp"
#include "sim/wdf/class_extension.hpp"
#include "sim/wdf/device_interface.hpp"
#include "sim/wdf/driver.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/records.hpp"

#include "wdf.h"

namespace acxsim::wdf {

namespace {

constexpr std::uint32_t pnp_detected_fatal_error = 0xca;
constexpr std::u16string_view root_instance = u"ACXSIM\\AudioDevice\\";

std::uint32_t code_of(NTSTATUS status) { return static_cast<std::uint32_t>(status); }
Status out_of_order(std::string text) { return {code_of(STATUS_INVALID_DEVICE_STATE), std::move(text)}; }

std::string narrow(std::u16string_view text) {
    std::string result;
    for (const char16_t c : text)
        result += c >= 0x20 && c < 0x7f ? static_cast<char>(c) : '?';
    return result;
}

} // namespace

// --- nodes ----------------------------------------------------------------------------------------------------------

std::vector<Device *> DeviceNode::stack() const {
    std::vector<Device *> devices;
    if (physical_ != nullptr) devices.push_back(physical_);
    if (function_ != nullptr) devices.push_back(function_);
    return devices;
}

bool DeviceNode::depends_on_parent_power() const {
    return parent_ != nullptr && physical_ != nullptr && physical_->pdo()->depends_on_parent_power;
}

DeviceTree::Lock::Lock(DeviceTree &tree) : tree_(tree) {
    kernel::System &system = tree.framework_.system();
    kernel::Thread *self = &system.current_thread();
    while (tree.depth_ > 0 && tree.owner_ != self) {
        system.reset_event(tree.unlocked_);
        system.wait(tree.unlocked_);
    }
    tree.owner_ = self;
    ++tree.depth_;
}

DeviceTree::Lock::~Lock() {
    if (--tree_.depth_ > 0) return;
    tree_.owner_ = nullptr;
    tree_.framework_.system().set_event(tree_.unlocked_);
}

DeviceTree *DeviceTree::current_ = nullptr;

DeviceTree::DeviceTree(Framework &framework) : framework_(framework) {
    ACXSIM_ASSERT(current_ == nullptr, "one device tree at a time");
    current_ = this;
}

DeviceTree::~DeviceTree() { current_ = nullptr; }

DeviceTree &DeviceTree::current() {
    ACXSIM_ASSERT(current_ != nullptr, "no device tree: make a DriverHost first");
    return *current_;
}

void DeviceTree::collect(DeviceNode &node, std::vector<DeviceNode *> &nodes) const {
    nodes.push_back(&node);
    for (const auto &child : node.children_)
        collect(*child, nodes);
}

bool DeviceTree::belongs_to_root(const Device &device, std::size_t root) const {
    const DeviceNode *node = device.node;
    while (node != nullptr && node->parent() != nullptr)
        node = node->parent();
    return node != nullptr && root < roots_.size() && roots_[root].get() == node;
}

std::vector<DeviceNode *> DeviceTree::all_nodes() const {
    std::vector<DeviceNode *> nodes;
    for (const auto &root : roots_)
        collect(*root, nodes);
    return nodes;
}

// --- arrival --------------------------------------------------------------------------------------------------------

Status DeviceTree::add_function_device(DeviceNode &node) {
    Driver *driver = framework_.driver();
    node.init_ = std::make_unique<WDFDEVICE_INIT>();
    node.init_->node = &node;
    const auto add = driver->config().EvtDriverDeviceAdd;
    if (add == nullptr) return out_of_order("the driver is none for Plug and Play: it has no EvtDriverDeviceAdd");
    kernel::CallbackScope scope("EvtDriverDeviceAdd", driver->id(), reinterpret_cast<const void *>(add));
    const NTSTATUS status = add(driver->handle_as<WDFDRIVER>(), node.init_.get());
    scope.returned(code_of(status));
    if (NT_SUCCESS(status) && node.function_ == nullptr) {
        return out_of_order("EvtDriverDeviceAdd succeeded without calling WdfDeviceCreate");
    }
    if (NT_SUCCESS(status)) return {};
    Device *device = node.function_;
    node.function_ = nullptr;
    if (device != nullptr) {
        const std::vector<Device *> children = device->static_children;
        for (Device *child : children)
            child->del();
        device->del();
    }
    return {code_of(status), fmt::format("EvtDriverDeviceAdd returned {:#010x}", code_of(status))};
}

Status DeviceTree::add_root() {
    const Lock lock(*this);
    if (framework_.driver() == nullptr) return out_of_order("there is no driver to add a device to");
    roots_.push_back(std::make_unique<DeviceNode>(nullptr));
    DeviceNode &root = *roots_.back();
    root.instance_path_ = root_instance;
    for (const char digit : std::to_string(roots_added_))
        root.instance_path_ += static_cast<char16_t>(digit);
    const Status status = add_function_device(root);
    if (!status.ok()) {
        roots_.pop_back();
        return status;
    }
    ++roots_added_;
    Device &device = *root.function_;
    device.life().announce(static_cast<std::uint32_t>(PnpState::Added));
    device.life().set_pnp_state(WdfDevStatePnpInit);
    root.announced_ = true;
    if (framework_.extension() != nullptr) framework_.extension()->device_added(device);
    return {};
}

Status DeviceTree::start_alone(DeviceNode &node, const ResourceList &resources) {
    node.resources_ = resources;
    if (resources.posts != nullptr) framework_.system().posted_memory().assign(node.device().id(), *resources.posts);
    if (!node.announced_ && framework_.extension() != nullptr) {
        for (Device *device : node.stack())
            framework_.extension()->device_added(*device);
    }
    node.announced_ = true;
    Status status;
    std::vector<Device *> prepared;
    for (Device *device : node.stack()) {
        prepared.push_back(device);
        device->life().set_pnp_state(WdfDevStatePnpInitStarting);
        status = device->life().prepare_hardware(resources);
        if (status.ok()) status = node.policy_.start(*device);
        if (!status.ok()) break;
    }
    if (!status.ok()) {
        for (auto device = prepared.rbegin(); device != prepared.rend(); ++device) {
            node.policy_.stop(**device);
            (*device)->life().release_hardware();
            (*device)->life().announce(static_cast<std::uint32_t>(PnpState::Failed));
            (*device)->life().set_pnp_state(WdfDevStatePnpFailed);
        }
        node.state_ = DeviceNode::State::Failed;
        return status;
    }
    node.state_ = DeviceNode::State::Started;
    for (Device *device : prepared) {
        device->life().announce(static_cast<std::uint32_t>(PnpState::Started));
        device->life().set_pnp_state(WdfDevStatePnpStarted);
        enable_interfaces(*device, true);
    }
    node.policy_.turn_on();
    return {};
}

Status DeviceTree::start(DeviceNode &node, const ResourceList &resources) {
    const Lock lock(*this);
    if (node.state_ == DeviceNode::State::Started) return out_of_order("the device is started already");
    Status status = start_alone(node, resources);
    if (!status.ok()) return status;
    for (const auto &child : node.children_) { // stopped together with the parent
        if (child->state_ == DeviceNode::State::Stopped) start(*child, child->resources_);
    }
    enumerate(node);
    return {};
}

bool DeviceTree::is_bound(const Device &pdo) const {
    const auto bound = [this](const std::u16string &id) {
        return std::find(bound_identifiers_.begin(), bound_identifiers_.end(), id) != bound_identifiers_.end();
    };
    const PdoDescription &description = *pdo.pdo();
    return bound(description.device_id) ||
           std::any_of(description.hardware_ids.begin(), description.hardware_ids.end(), bound) ||
           std::any_of(description.compatible_ids.begin(), description.compatible_ids.end(), bound);
}

void DeviceTree::add_child(DeviceNode &parent, Device &pdo) {
    const PdoDescription &description = *pdo.pdo();
    if (description.device_id.empty()) {
        framework_.system().bug_check(pnp_detected_fatal_error,
                                      {3, reinterpret_cast<std::uintptr_t>(pdo.device_object()), 0, 0},
                                      "a child device was reported without a device identifier",
                                      "WdfPdoInitAssignDeviceID is called before WdfDeviceCreate.");
    }
    std::u16string path = description.device_id + u"\\" + description.instance_id;
    for (const auto &sibling : parent.children_) {
        if (sibling->instance_path_ != path) continue;
        framework_.system().bug_check(
            pnp_detected_fatal_error,
            {1, reinterpret_cast<std::uintptr_t>(pdo.device_object()),
             reinterpret_cast<std::uintptr_t>(sibling->physical_->device_object()), 0},
            fmt::format("two children of one device were reported with the same identifiers, {}", narrow(path)),
            "Device and instance identifier together must be unique on a bus (WdfPdoInitAssignInstanceID).");
    }
    auto node = std::make_unique<DeviceNode>(&parent);
    node->physical_ = &pdo;
    node->instance_path_ = std::move(path);
    pdo.node = node.get();
    if (pdo.early_policy.idle != nullptr) node->policy_.assign_idle(*pdo.early_policy.idle);
    if (pdo.early_policy.sx_wake != nullptr) node->policy_.assign_sx_wake(*pdo.early_policy.sx_wake);
    for (; pdo.early_policy.references > 0; --pdo.early_policy.references)
        node->policy_.reference();
    pdo.forbid_deletion_by_driver();
    pdo.life().announce(static_cast<std::uint32_t>(PnpState::Added));
    pdo.life().set_pnp_state(WdfDevStatePnpInit);
    DeviceNode &added = *node;
    parent.children_.push_back(std::move(node));
    if (!description.raw && is_bound(pdo)) {
        const Status status = add_function_device(added);
        if (!status.ok())
            added.state_ = DeviceNode::State::Failed;
        else
            added.function_->life().announce(static_cast<std::uint32_t>(PnpState::Added));
    }
    // Without function driver a device that is not raw stays as it is: nobody starts it.
    if (added.state_ == DeviceNode::State::Added && (description.raw || added.function_ != nullptr)) start(added, {});
}

void DeviceTree::enumerate(DeviceNode &node) {
    if (node.state_ != DeviceNode::State::Started) return;
    node.relations_changed_ = false;
    bool again = false;
    for (Device *device : node.stack()) {
        device->life().ask_relations(BusRelations);
        std::vector<Device *> missing;
        for (ChildList *list : std::vector<ChildList *>(device->child_lists)) {
            for (Device *pdo : list->take_missing())
                missing.push_back(pdo);
        }
        if (device->static_list_locks == 0) {
            for (Device *pdo : device->static_children) {
                if (pdo->reported_missing) missing.push_back(pdo);
            }
        }
        for (Device *pdo : missing) {
            if (pdo->node == nullptr) continue;
            const auto reported =
                pdo->pdo()->callbacks == nullptr ? nullptr : pdo->pdo()->callbacks->EvtDeviceReportedMissing;
            if (reported != nullptr) {
                kernel::CallbackScope scope("EvtDeviceReportedMissing", pdo->id(),
                                            reinterpret_cast<const void *>(reported));
                reported(pdo->handle_as<WDFDEVICE>());
                scope.returned();
            }
            surprise_remove(*pdo->node);
        }
        if (device->static_list_locks == 0) {
            for (Device *pdo : std::vector<Device *>(device->static_children)) {
                if (pdo->node == nullptr && !pdo->reported_missing) add_child(node, *pdo);
            }
        }
        for (ChildList *list : std::vector<ChildList *>(device->child_lists)) {
            for (Device *pdo : list->create_devices(again))
                add_child(node, *pdo);
        }
    }
    if (again) node.relations_changed_ = true;
    if (node.relations_changed_) work_later();
}

// --- queries, stopping ----------------------------------------------------------------------------------------------

void DeviceTree::undo_queries(DeviceNode &node) {
    std::vector<DeviceNode *> nodes;
    collect(node, nodes);
    for (DeviceNode *asked : nodes) {
        if (!asked->queried_) continue;
        asked->queried_ = false;
        asked->policy_.release_awake();
        for (Device *device : asked->stack())
            device->life().set_pnp_state(WdfDevStatePnpStarted);
    }
}

Status DeviceTree::query(DeviceNode &node, bool remove) {
    const Lock lock(*this);
    std::vector<DeviceNode *> nodes;
    collect(node, nodes);
    for (auto asked = nodes.rbegin(); asked != nodes.rend(); ++asked) {
        DeviceNode &current = **asked;
        Status status;
        const bool started = current.state_ == DeviceNode::State::Started;
        if (started) {
            status = current.policy_.keep_awake();
            current.queried_ = status.ok();
        }
        const std::vector<Device *> stack = current.stack();
        for (auto device = stack.rbegin(); device != stack.rend() && status.ok(); ++device) {
            if (remove) (*device)->life().ask_relations(RemovalRelations);
            if (remove)
                status = (*device)->life().query_remove();
            else if (started)
                status = (*device)->life().query_stop();
        }
        if (!status.ok()) {
            undo_queries(node);
            return status;
        }
    }
    return {};
}

Status DeviceTree::query_stop(DeviceNode &node) { return query(node, false); }
Status DeviceTree::query_remove(DeviceNode &node) { return query(node, true); }

void DeviceTree::turn_off(DeviceNode &node) {
    node.policy_.turn_off();
    if (node.queried_) {
        node.queried_ = false;
        node.policy_.release_awake();
    }
}

void DeviceTree::stop(DeviceNode &node) {
    const Lock lock(*this);
    for (auto child = node.children_.rbegin(); child != node.children_.rend(); ++child)
        stop(**child);
    if (node.state_ != DeviceNode::State::Started) return;
    turn_off(node);
    const std::vector<Device *> stack = node.stack();
    for (auto device = stack.rbegin(); device != stack.rend(); ++device) {
        node.policy_.stop(**device);
        (*device)->life().release_hardware();
        (*device)->life().announce(static_cast<std::uint32_t>(PnpState::Stopped));
        (*device)->life().set_pnp_state(WdfDevStatePnpStopped);
    }
    node.state_ = DeviceNode::State::Stopped;
}

// --- removal --------------------------------------------------------------------------------------------------------

void DeviceTree::remove_below(DeviceNode &node) {
    while (!node.children_.empty()) {
        DeviceNode &child = *node.children_.back();
        remove_below(child);
        remove_alone(child);
        drop(child);
    }
}

void DeviceTree::remove_alone(DeviceNode &node) {
    turn_off(node);
    const std::vector<Device *> stack = node.stack();
    for (auto current = stack.rbegin(); current != stack.rend(); ++current) {
        Device &device = **current;
        enable_interfaces(device, false);
        node.policy_.stop(device);
        device.life().release_hardware();
        device.life().flush_and_clean_up();
        if (framework_.extension() != nullptr) framework_.extension()->device_removed(device);
        if (&device != node.function_) continue;
        node.function_ = nullptr;
        device.del();
    }
    node.state_ = DeviceNode::State::Removed;
}

void DeviceTree::drop(DeviceNode &node) {
    node.policy_.drain();
    node.init_.reset();
    if (Device *pdo = node.physical_) {
        if (pdo->child_list != nullptr) pdo->child_list->device_gone(*pdo);
        if (Device *bus = pdo->bus_device()) std::erase(bus->static_children, pdo);
        pdo->node = nullptr;
        pdo->del();
    }
    if (DeviceNode *parent = node.parent_) {
        std::erase_if(parent->children_, [&node](const auto &child) { return child.get() == &node; });
    } else {
        std::erase_if(roots_, [&node](const auto &root) { return root.get() == &node; });
        if (!roots_.empty()) return;
        roots_added_ = 0;
        awake_ = true; // a device that comes next finds the system awake
    }
}

void DeviceTree::remove_relations(DeviceNode &node) {
    std::vector<DEVICE_OBJECT *> relations;
    for (Device *device : node.stack())
        relations.insert(relations.end(), device->removal_relations.begin(), device->removal_relations.end());
    for (DEVICE_OBJECT *object : relations) {
        Device *device = find(object);
        if (device == nullptr || device->node == nullptr || device->node == &node) continue;
        bool above = false;
        for (const DeviceNode *parent = node.parent_; parent != nullptr; parent = parent->parent_)
            above = above || parent == device->node;
        if (!above) remove(*device->node);
    }
}

void DeviceTree::remove(DeviceNode &node) {
    const Lock lock(*this);
    remove_relations(node);
    remove_below(node);
    remove_alone(node);
    drop(node);
}

void DeviceTree::tell_surprise(DeviceNode &node) {
    for (auto child = node.children_.rbegin(); child != node.children_.rend(); ++child)
        tell_surprise(**child);
    const std::vector<Device *> stack = node.stack();
    for (auto device = stack.rbegin(); device != stack.rend(); ++device) {
        enable_interfaces(**device, false);
        (*device)->life().surprise_removal();
    }
}

void DeviceTree::surprise_remove(DeviceNode &node) {
    const Lock lock(*this);
    tell_surprise(node);
    remove(node);
}

// --- the system's power ---------------------------------------------------------------------------------------------

void DeviceTree::system_sleeps(DevicePower target, std::uint32_t action) {
    const Lock lock(*this);
    awake_ = false;
    if (action == static_cast<std::uint32_t>(PowerActionShutdown)) {
        for (Device *device : loose_devices()) { // control devices that asked for it
            if (device->shutdown_notification == nullptr) continue;
            const auto tell = reinterpret_cast<PFN_WDF_DEVICE_SHUTDOWN_NOTIFICATION>(device->shutdown_notification);
            kernel::CallbackScope scope("EvtDeviceShutdownNotification", device->id(), device->shutdown_notification);
            tell(device->handle_as<WDFDEVICE>());
            scope.returned();
        }
    }
    const std::vector<DeviceNode *> nodes = all_nodes();
    for (auto node = nodes.rbegin(); node != nodes.rend(); ++node) {
        for (Device *device : (*node)->stack())
            device->system_power_action = action;
        (*node)->policy_.system_sleeps(target);
    }
}

Status DeviceTree::system_wakes() {
    const Lock lock(*this);
    awake_ = true;
    Status result;
    for (DeviceNode *node : all_nodes()) {
        const Status status = node->policy_.system_wakes();
        for (Device *device : node->stack())
            device->system_power_action = 0;
        if (result.ok() && !status.ok()) result = status;
        if (node->relations_changed_) work_later();
    }
    return result;
}

} // namespace acxsim::wdf
