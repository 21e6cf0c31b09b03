// SPDX-License-Identifier: MIT
//
// DeviceTree: what drivers report at any time and its handling on a worker thread; init structures and the list of all
// framework devices.
#include <algorithm>

#include "sim/kernel/call_frame.hpp"
#include "sim/wdf/child_list.hpp"
#include "sim/wdf/device_tree.hpp"
#include "sim/wdf/framework.hpp"

#include "wdf.h"

namespace acxsim::wdf {

namespace {
std::uint32_t code_of(NTSTATUS status) { return static_cast<std::uint32_t>(status); }
} // namespace

// --- what drivers report --------------------------------------------------------------------------------------------

std::uint32_t DeviceTree::add_static_child(Device &parent, Device &child) {
    if (parent.kind() != DeviceKind::Function || child.kind() != DeviceKind::Physical ||
        child.bus_device() != &parent || child.child_list != nullptr)
        return code_of(STATUS_INVALID_PARAMETER);
    if (std::find(parent.static_children.begin(), parent.static_children.end(), &child) != parent.static_children.end())
        return code_of(STATUS_INVALID_PARAMETER);
    parent.static_children.push_back(&child);
    child.forbid_deletion_by_driver();
    relations_changed(parent);
    return code_of(STATUS_SUCCESS);
}

void DeviceTree::report_missing(Device &pdo) {
    if (pdo.child_list != nullptr) return pdo.child_list->mark_missing(pdo);
    pdo.reported_missing = true;
    if (Device *bus = pdo.bus_device()) relations_changed(*bus);
}

void DeviceTree::relations_changed(Device &parent) {
    if (parent.node == nullptr) return; // the device is being created; all is asked for after its start
    parent.node->relations_changed_ = true;
    if (parent.node->state_ == DeviceNode::State::Started) work_later();
}

void DeviceTree::request_eject(Device &pdo) {
    requests_.push_back({Request::Kind::Eject, &pdo});
    work_later();
}

void DeviceTree::request_rebalance(Device &device) {
    requests_.push_back({Request::Kind::Rebalance, &device});
    work_later();
}

void DeviceTree::device_failed(Device &device, bool restart) {
    requests_.push_back({restart ? Request::Kind::FailAndRestart : Request::Kind::Fail, &device});
    work_later();
}

void DeviceTree::work_later() {
    if (work_queued_) return;
    work_queued_ = true;
    framework_.system().reset_event(settled_);
    framework_.workers().queue([this] {
        work();
        work_queued_ = false;
        framework_.system().set_event(settled_);
    });
}

bool DeviceTree::settle(core::Duration limit) {
    const core::TimePoint end = framework_.system().now() + limit;
    while (work_queued_) {
        if (framework_.system().now() >= end) return false;
        framework_.system().wait(settled_, end - framework_.system().now());
    }
    return true;
}

void DeviceTree::work() {
    const Lock lock(*this);
    constexpr unsigned rounds_max = 1000; // a driver that reports a change for each change would never end
    for (unsigned round = 0; round < rounds_max; ++round) {
        if (!requests_.empty()) {
            const Request request = requests_.front();
            requests_.pop_front();
            if (request.device->node != nullptr) follow(request);
            continue;
        }
        if (roots_.empty() || !awake_) return; // while the system sleeps nothing is asked for
        const std::vector<DeviceNode *> nodes = all_nodes();
        const auto changed = std::find_if(nodes.begin(), nodes.end(), [](const DeviceNode *node) {
            return node->relations_changed_ && node->state_ == DeviceNode::State::Started;
        });
        if (changed == nodes.end()) return;
        enumerate(**changed);
    }
}

void DeviceTree::follow(const Request &request) {
    DeviceNode &node = *request.device->node;
    if (request.kind == Request::Kind::Eject) {
        request.device->life().ask_relations(EjectionRelations);
        if (!query_remove(node).ok()) return;
        remove_below(node);
        remove_alone(node);
        const auto *callbacks = node.physical_->pdo()->callbacks.get();
        if (const auto eject = callbacks == nullptr ? nullptr : callbacks->EvtDeviceEject) {
            kernel::CallbackScope scope("EvtDeviceEject", node.physical_->id(), reinterpret_cast<const void *>(eject));
            scope.returned(code_of(eject(node.physical_->handle_as<WDFDEVICE>())));
        }
        const std::vector<DEVICE_OBJECT *> relations = node.physical_->ejection_relations;
        drop(node);
        for (DEVICE_OBJECT *object : relations) {
            Device *device = find(object);
            if (device != nullptr && device->node != nullptr) remove(*device->node);
        }
        return;
    }
    if (request.kind == Request::Kind::Rebalance) {
        if (node.state_ != DeviceNode::State::Started || !query_stop(node).ok()) return;
        stop(node);
        start(node, node.resources_);
        return;
    }
    const bool was_root = node.parent() == nullptr;
    const ResourceList resources = node.resources_;
    const bool started = node.state_ == DeviceNode::State::Started;
    surprise_remove(node);
    if (request.kind == Request::Kind::FailAndRestart && was_root && started && add_root().ok()) {
        start(*roots_.back(), resources);
    }
}

// --- init structures, devices ---------------------------------------------------------------------------------------

WDFDEVICE_INIT &DeviceTree::make_child_init(Device &parent, bool by_driver) {
    auto init = std::make_unique<WDFDEVICE_INIT>();
    init->kind = DeviceKind::Physical;
    init->bus_device = &parent;
    init->owned_by_driver = by_driver;
    init->power_policy_owner = false; // unless it is raw
    if (by_driver) init->origin = kernel::origin_of_call();
    inits_.push_back(std::move(init));
    return *inits_.back();
}

WDFDEVICE_INIT &DeviceTree::make_control_init() {
    auto init = std::make_unique<WDFDEVICE_INIT>();
    init->kind = DeviceKind::Control;
    init->owned_by_driver = true;
    init->power_policy_owner = false;
    init->origin = kernel::origin_of_call();
    inits_.push_back(std::move(init));
    return *inits_.back();
}

void DeviceTree::drop_init(WDFDEVICE_INIT &init) {
    // The memory stays until the end of the run, so that a later use is found out.
    init.consumed = true;
    init.owned_by_driver = false;
}

std::vector<const WDFDEVICE_INIT *> DeviceTree::unused_inits() const {
    std::vector<const WDFDEVICE_INIT *> unused;
    for (const auto &init : inits_) {
        if (init->owned_by_driver && !init->consumed) unused.push_back(init.get());
    }
    return unused;
}

void DeviceTree::device_created(WDFDEVICE_INIT &init, Device &device) {
    devices_.push_back(&device);
    init.device = &device;
    if (init.kind == DeviceKind::Function && init.node != nullptr) {
        init.node->function_ = &device;
        device.node = init.node;
    }
}

void DeviceTree::device_destroyed(Device &device) {
    std::erase(devices_, &device);
    for (Device *other : devices_) { // children that were never reported outlive their parent
        if (other->bus_device_ == &device) other->bus_device_ = nullptr;
    }
    std::erase_if(requests_, [&device](const Request &request) { return request.device == &device; });
}

std::vector<Device *> DeviceTree::loose_devices() const {
    std::vector<Device *> loose;
    for (Device *device : devices_) {
        if (device->node == nullptr && !device->deleted()) loose.push_back(device);
    }
    return loose;
}

Device *DeviceTree::find(const DEVICE_OBJECT *object) const {
    for (Device *device : devices_) {
        if (device->device_object() == object) return device;
    }
    for (Device *device : devices_) {
        if (device->kind() == DeviceKind::Function && device->physical_device_object() == object) return device;
    }
    return nullptr;
}

} // namespace acxsim::wdf
