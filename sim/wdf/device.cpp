// SPDX-License-Identifier: MIT
#include "sim/wdf/device.hpp"

#include <algorithm>

#include "sim/core/assert.hpp"
#include "sim/kernel/device_names.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/plug_and_play.hpp"
#include "sim/wdf/bus_driver.hpp"
#include "sim/wdf/child_list.hpp"
#include "sim/wdf/device_init.hpp"
#include "sim/wdf/device_io.hpp"
#include "sim/wdf/device_life.hpp"
#include "sim/wdf/device_tree.hpp"
#include "sim/wdf/driver.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/query_interface.hpp"

#include "wdf.h"

namespace acxsim::wdf {

namespace {

std::unique_ptr<DEVICE_OBJECT> make_device_object(Driver &driver, void *handle) {
    auto object = std::make_unique<DEVICE_OBJECT>();
    object->Type = 3;
    object->Size = sizeof(DEVICE_OBJECT);
    object->DriverObject = driver.driver_object();
    object->DeviceExtension = handle; // so that the handle is found again from the device object
    object->StackSize = 1;
    return object;
}

bool passive(const Attributes &attributes, const Driver &driver) {
    const ExecutionLevel own = attributes.execution_level;
    return own > ExecutionLevel::InheritFromParent ? own == ExecutionLevel::Passive
                                                   : driver.execution_level() == ExecutionLevel::Passive;
}

std::string_view name_for_reports(const WDFDEVICE_INIT &init) {
    switch (init.kind) {
    case DeviceKind::Physical:
        return "child device";
    case DeviceKind::Control:
        return "control device";
    case DeviceKind::Function:
        break;
    }
    return "device";
}

/// A device that works raw has nobody above it that could own its power policy.
bool owns_policy(const WDFDEVICE_INIT &init) {
    if (init.kind == DeviceKind::Control) return false;
    if (init.power_policy_owner_set) return init.power_policy_owner;
    return init.kind == DeviceKind::Physical ? init.pdo.raw : !init.filter;
}

} // namespace

Device::Device(const Attributes &attributes, Driver &driver, WDFDEVICE_INIT &init)
    : Object(type, attributes, &driver, name_for_reports(init)), driver_(driver), kind_(init.kind),
      filter_(init.filter), power_policy_owner_(owns_policy(init)), bus_device_(init.bus_device),
      life_(std::make_unique<DeviceLife>(*this)), power_policy_callbacks_(std::move(init.power_policy)),
      callbacks_(std::move(init.pnp_power)), callback_lock_(system(), passive(attributes, driver)),
      device_object_(make_device_object(driver, handle())), physical_device_object_(device_object_.get()),
      name_(init.name), name_was_generated_(init.name_was_generated), request_attributes_(init.request_attributes),
      extension_flags_(init.extension_flags), extension_initialised_(init.extension_initialised) {
    require_passive_disposal();
    forbid_deletion_by_driver();
    kernel::PostedMemory &posted = system().posted_memory();
    posted.set_owner(id(), bus_device_ != nullptr ? posted.owner_of(bus_device_->id()) : id());
    if (callbacks_ == nullptr) {
        callbacks_ = std::make_unique<WDF_PNPPOWER_EVENT_CALLBACKS>();
        WDF_PNPPOWER_EVENT_CALLBACKS_INIT(callbacks_.get());
    }
    if (power_policy_callbacks_ == nullptr) {
        power_policy_callbacks_ = std::make_unique<WDF_POWER_POLICY_EVENT_CALLBACKS>();
        WDF_POWER_POLICY_EVENT_CALLBACKS_INIT(power_policy_callbacks_.get());
    }
    shutdown_notification = init.shutdown_notification;
    device_object_->DeviceType = init.device_type;
    device_object_->Characteristics = init.characteristics;
    device_object_->Flags = DO_BUFFERED_IO | (init.power_pageable ? DO_POWER_PAGABLE : 0);
    if (kind_ == DeviceKind::Physical) {
        pdo_ = std::make_unique<PdoDescription>(std::move(init.pdo));
        std::u16string path = pdo_->device_id + u"\\" + pdo_->instance_id;
        kernel::Executive::current().device_names().set_instance_path(device_object_.get(), std::move(path));
    } else if (kind_ == DeviceKind::Function) {
        if (init.node != nullptr && init.node->physical() != nullptr) {
            physical_device_object_ = init.node->physical()->device_object();
        } else {
            own_physical_device_object_ = make_device_object(driver, nullptr);
            own_physical_device_object_->DriverObject = BusDriver::driver_object();
            physical_device_object_ = own_physical_device_object_.get();
        }
        physical_device_object_->AttachedDevice = device_object_.get();
    }
    io_ = std::make_unique<DeviceIo>(*this, init);
    if (kind_ == DeviceKind::Control) device_object_->Flags |= DO_DEVICE_INITIALIZING;
    if (kind_ != DeviceKind::Function) allow_deletion_by_driver(); // until the tree knows it
    DeviceTree::current().device_created(init, *this);
    if (kind_ == DeviceKind::Function && init.default_children != nullptr) {
        default_child_list_ = &make_object<ChildList>(init.default_children_attributes, *this, *init.default_children);
    }
    if (!name_.empty()) kernel::Executive::current().device_names().add_device(name_, device_object_.get());
}

Device::~Device() = default;

void Device::on_delete() {
    if (physical_device_object_->AttachedDevice == device_object_.get())
        physical_device_object_->AttachedDevice = nullptr;
    kernel::DeviceNames &names = kernel::Executive::current().device_names();
    if (!symbolic_link.empty()) kernel::Executive::current().plug_and_play().remove_symbolic_link(symbolic_link);
    names.forget_device(device_object_.get());
    if (kind_ == DeviceKind::Physical || own_physical_device_object_ != nullptr) {
        kernel::Executive::current().plug_and_play().remove_interfaces_of(physical_device_object_);
        names.forget_device(physical_device_object_);
    }
    if (bus_device_ != nullptr) std::erase(bus_device_->static_children, this);
}

void Device::before_destroy() { DeviceTree::current().device_destroyed(*this); }

ChildList &Device::make_default_child_list() {
    if (default_child_list_ == nullptr) {
        WDF_CHILD_LIST_CONFIG empty; // the driver said nothing about it: no description fits
        WDF_CHILD_LIST_CONFIG_INIT(&empty, 0, nullptr);
        default_child_list_ = &make_object<ChildList>(Attributes{}, *this, empty);
    }
    return *default_child_list_;
}

void Device::power_reference() {
    if (node != nullptr) node->policy().reference();
}

void Device::power_dereference() {
    if (node != nullptr) node->policy().dereference();
}

std::uint32_t Device::power_reference_and_wait() {
    return node == nullptr ? static_cast<std::uint32_t>(STATUS_INVALID_DEVICE_STATE)
                           : node->policy().reference_and_wait();
}

PowerPolicy &Device::power_policy() {
    ACXSIM_ASSERT(node != nullptr, "a device outside the tree has no power policy");
    return node->policy();
}

void Device::remove_power_listener(PowerListener &listener) { std::erase(power_listeners_, &listener); }

} // namespace acxsim::wdf
