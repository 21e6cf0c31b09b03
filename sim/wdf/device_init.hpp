// SPDX-License-Identifier: MIT
//
// WDFDEVICE_INIT: what a driver wishes for a device before it creates it. The framework makes one for each
// EvtDriverDeviceAdd and EvtChildListCreateDevice, others the driver allocates (children, control devices);
// WdfDeviceCreate consumes it. Source: wdfdevice/nf-wdfdevice-wdfdeviceinit...
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "sim/wdf/attributes.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/device_io.hpp"
#include "sim/wdf/pdo.hpp"

struct _WDF_PNPPOWER_EVENT_CALLBACKS;
struct _WDF_POWER_POLICY_EVENT_CALLBACKS;
struct _WDF_FILEOBJECT_CONFIG;
struct _WDF_CHILD_LIST_CONFIG;

struct WDFDEVICE_INIT {
    WDFDEVICE_INIT();
    ~WDFDEVICE_INIT();
    WDFDEVICE_INIT(const WDFDEVICE_INIT &) = delete;
    WDFDEVICE_INIT &operator=(const WDFDEVICE_INIT &) = delete;

    std::unique_ptr<_WDF_PNPPOWER_EVENT_CALLBACKS> pnp_power;
    std::unique_ptr<_WDF_POWER_POLICY_EVENT_CALLBACKS> power_policy;
    std::unique_ptr<_WDF_FILEOBJECT_CONFIG> file_object;
    acxsim::wdf::Attributes file_object_attributes;
    acxsim::wdf::Attributes request_attributes;
    acxsim::wdf::DeviceKind kind = acxsim::wdf::DeviceKind::Function;
    bool filter = false;                                      ///< WdfFdoInitSetFilter
    acxsim::wdf::Device *bus_device = nullptr;                ///< of a physical device: whose child it is
    acxsim::wdf::PdoDescription pdo;                          ///< of a physical device
    acxsim::wdf::DeviceNode *node = nullptr;                  ///< of a function device: where it is added
    std::unique_ptr<_WDF_CHILD_LIST_CONFIG> default_children; ///< WdfFdoInitSetDefaultChildListConfig
    acxsim::wdf::Attributes default_children_attributes;
    std::u16string sddl;
    bool device_class_set = false;         ///< WdfDeviceInitSetDeviceClass
    void *shutdown_notification = nullptr; ///< of a control device
    bool name_was_generated = false;
    bool owned_by_driver = false; ///< from WdfPdoInitAllocate or WdfControlDeviceInitAllocate
    bool power_policy_owner_set = false;
    acxsim::kernel::Origin origin;         ///< of an init structure that the driver allocated
    acxsim::wdf::Device *device = nullptr; ///< what WdfDeviceCreate made of it

    acxsim::wdf::DeviceIoInit io;
    std::u16string name;
    std::uint32_t io_type = 2; ///< WDF_DEVICE_IO_TYPE, default buffered
    std::uint32_t device_type = 0x22;
    std::uint32_t characteristics = 0;
    bool power_policy_owner = true;
    bool exclusive = false;
    bool power_pageable = true;
    bool power_inrush = false;
    bool release_hardware_early = true;

    /// What the class extension made of it (AcxDeviceInitInitialize): its own flags, and whether it did.
    bool extension_initialised = false;
    std::uint32_t extension_flags = 0;

    bool consumed = false; ///< by WdfDeviceCreate: a later use is a violation
};

namespace acxsim::wdf {

/// The init structure a driver passed to `ddi`; stops the machine for NULL and for one that was consumed.
WDFDEVICE_INIT &check_device_init(WDFDEVICE_INIT *init, std::string_view ddi);

} // namespace acxsim::wdf
