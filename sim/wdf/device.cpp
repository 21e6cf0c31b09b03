// SPDX-License-Identifier: MIT
#include "sim/wdf/device.hpp"

#include "sim/wdf/device_init.hpp"
#include "sim/wdf/driver.hpp"
#include "sim/wdf/framework.hpp"

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

} // namespace

Device::Device(const Attributes &attributes, Driver &driver, WDFDEVICE_INIT &init)
    : Object(type, attributes, &driver, "device"), driver_(driver), callbacks_(std::move(init.pnp_power)),
      callback_lock_(system(), passive(attributes, driver)), device_object_(make_device_object(driver, handle())),
      physical_device_object_(make_device_object(driver, nullptr)), name_(init.name),
      request_attributes_(init.request_attributes), extension_flags_(init.extension_flags),
      extension_initialised_(init.extension_initialised) {
    require_passive_disposal();
    forbid_deletion_by_driver();
    if (callbacks_ == nullptr) {
        callbacks_ = std::make_unique<WDF_PNPPOWER_EVENT_CALLBACKS>();
        WDF_PNPPOWER_EVENT_CALLBACKS_INIT(callbacks_.get());
    }
    device_object_->DeviceType = init.device_type;
    device_object_->Characteristics = init.characteristics;
    device_object_->Flags = DO_BUFFERED_IO | (init.power_pageable ? DO_POWER_PAGABLE : 0);
}

Device::~Device() = default;

} // namespace acxsim::wdf
