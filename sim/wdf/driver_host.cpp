// SPDX-License-Identifier: MIT
#include "sim/wdf/driver_host.hpp"

#include <fmt/format.h>

#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/registry.hpp"
#include "sim/wdf/cm_resource_list.hpp"
#include "sim/wdf/device_init.hpp"
#include "sim/wdf/dma.hpp"
#include "sim/wdf/driver.hpp"
#include "sim/wdf/interrupt.hpp"
#include "sim/wdf/records.hpp"
#include "sim/wdf/unicode.hpp"

#include "wdf.h"

namespace acxsim::wdf {

namespace {

constexpr std::uint32_t first_vector = 0x51;

std::uint32_t code_of(NTSTATUS status) { return static_cast<std::uint32_t>(status); }
bool failed(std::uint32_t status) { return static_cast<std::int32_t>(status) < 0; }

/// The enablers of a device, wherever they hang in its tree, in order of creation.
void find_enablers(const Object &object, std::vector<DmaEnabler *> &enablers) {
    for (Object *child : object.children()) {
        if (child->object_type().is(DmaEnabler::type)) enablers.push_back(static_cast<DmaEnabler *>(child));
        find_enablers(*child, enablers);
    }
}

} // namespace

DriverHost::DriverHost(kernel::System &system) : framework_(system), driver_object_(std::make_unique<DRIVER_OBJECT>()) {
    driver_object_->Type = 4;
    driver_object_->Size = sizeof(DRIVER_OBJECT);
}

DriverHost::~DriverHost() = default;

/// Calls the driver if it has such a callback; `call` returns its status.
template <class Call>
std::uint32_t DriverHost::call(std::string_view name, const Object &object, const void *function, Call call) {
    if (function == nullptr) return code_of(STATUS_SUCCESS);
    kernel::CallbackScope scope(name, object.id(), function);
    const NTSTATUS status = call();
    scope.returned(code_of(status));
    if (!NT_SUCCESS(status)) failed_step_ = fmt::format("{} returned {:#010x}", name, code_of(status));
    return code_of(status);
}

Status DriverHost::out_of_order(std::string text) const {
    return {code_of(STATUS_INVALID_DEVICE_STATE), std::move(text)};
}

// --- the driver -----------------------------------------------------------------------------------------------------

Status DriverHost::call_driver_entry(void *entry) {
    static const std::u16string path{kernel::Registry::driver_service};
    static const std::u16string name = u"\\Driver\\driver";
    driver_object_->DriverName = unicode_string_of(name);
    driver_object_->DriverInit = reinterpret_cast<PDRIVER_INITIALIZE>(entry);
    UNICODE_STRING registry_path = unicode_string_of(path);
    kernel::CallbackScope scope("DriverEntry", 0, entry);
    const NTSTATUS status = driver_object_->DriverInit(driver_object_.get(), &registry_path);
    scope.returned(code_of(status));
    Driver *driver = framework_.driver();
    if (NT_SUCCESS(status) && driver != nullptr) return {};
    if (driver != nullptr) {
        driver->del();
        return failure(code_of(status), fmt::format("DriverEntry returned {:#010x}", code_of(status)));
    }
    if (!NT_SUCCESS(status))
        return failure(code_of(status), fmt::format("DriverEntry returned {:#010x}", code_of(status)));
    return failure(code_of(STATUS_DRIVER_INTERNAL_ERROR), "DriverEntry succeeded without calling WdfDriverCreate");
}

Status DriverHost::add_device() {
    Driver *driver = framework_.driver();
    if (driver == nullptr) return out_of_order("there is no driver to add a device to");
    if (device_ != nullptr) return out_of_order("there is a device already");
    device_init_ = std::make_unique<WDFDEVICE_INIT>();
    const auto add = driver->config().EvtDriverDeviceAdd;
    const std::uint32_t status = call("EvtDriverDeviceAdd", *driver, reinterpret_cast<const void *>(add),
                                      [&] { return add(driver->handle_as<WDFDRIVER>(), device_init_.get()); });
    // The device that WdfDeviceCreate made last is a child of the driver.
    for (Object *child : driver->children()) {
        if (child->object_type().is(Device::type)) device_ = static_cast<Device *>(child);
    }
    if (!failed(status) && device_ == nullptr) {
        return failure(code_of(STATUS_INVALID_DEVICE_STATE),
                       "EvtDriverDeviceAdd succeeded without calling WdfDeviceCreate");
    }
    if (failed(status)) {
        if (device_ != nullptr) device_->del();
        device_ = nullptr;
        return failure(status, failed_step_);
    }
    self_managed_io_ = false;
    set_pnp_state(static_cast<std::uint32_t>(PnpState::Added));
    if (framework_.extension() != nullptr) framework_.extension()->device_added(*device_);
    return {};
}

Status DriverHost::unload() {
    Driver *driver = framework_.driver();
    if (driver == nullptr) return out_of_order("there is no driver to unload");
    if (device_ != nullptr) return out_of_order("the driver still has a device");
    const auto unload = driver->config().EvtDriverUnload;
    call("EvtDriverUnload", *driver, reinterpret_cast<const void *>(unload), [&] {
        unload(driver->handle_as<WDFDRIVER>());
        return STATUS_SUCCESS;
    });
    if (framework_.extension() != nullptr) framework_.extension()->driver_unloading();
    driver->del();
    return {};
}

// --- Plug and Play --------------------------------------------------------------------------------------------------

void DriverHost::set_pnp_state(std::uint32_t state) { framework_.trace().emit(DevicePnpChanged{device_->id(), state}); }

void DriverHost::set_power(DevicePower power) {
    if (device_->power == power) return;
    framework_.trace().emit(DevicePowerChanged{device_->id(), static_cast<std::uint32_t>(device_->power),
                                               static_cast<std::uint32_t>(power)});
    device_->power = power;
}

void DriverHost::assign_interrupts(const ResourceList &resources) {
    std::vector<bool> taken(resources.interrupts.size());
    std::vector<Interrupt *> unassigned;
    for (Interrupt *interrupt : device_->interrupts) {
        const CM_PARTIAL_RESOURCE_DESCRIPTOR *chosen = interrupt->chosen_descriptor();
        const std::size_t index =
            chosen == nullptr ? taken.size() : CmResourceList::interrupt_index(resources, *chosen);
        if (index < taken.size() && !taken[index]) {
            taken[index] = true;
            interrupt->assign(resources.interrupts[index]);
        } else if (chosen == nullptr) {
            unassigned.push_back(interrupt);
        }
    }
    for (Interrupt *interrupt : unassigned) { // in order; without hardware an interrupt stays unconnected
        for (std::size_t index = 0; index < taken.size(); ++index) {
            if (taken[index]) continue;
            taken[index] = true;
            interrupt->assign(resources.interrupts[index]);
            break;
        }
    }
}

std::uint32_t DriverHost::prepare_hardware(const ResourceList &resources) {
    resources_ = resources;
    for (std::size_t i = 0; i < resources_.interrupts.size(); ++i) {
        std::uint32_t &vector = resources_.interrupts[i].vector;
        if (vector == 0) vector = first_vector + static_cast<std::uint32_t>(i) * 0x10;
    }
    raw_ = &make_object<CmResourceList>(*device_, resources_, false);
    translated_ = &make_object<CmResourceList>(*device_, resources_, true);
    prepared_ = true;
    const auto prepare = device_->callbacks().EvtDevicePrepareHardware;
    device_->preparing = true;
    std::uint32_t status = call("EvtDevicePrepareHardware", *device_, reinterpret_cast<const void *>(prepare), [&] {
        return prepare(device_->handle_as<WDFDEVICE>(), raw_->handle_as<WDFCMRESLIST>(),
                       translated_->handle_as<WDFCMRESLIST>());
    });
    device_->preparing = false;
    if (failed(status)) return status;
    assign_interrupts(resources_);
    if (framework_.extension() != nullptr) {
        status = framework_.extension()->device_prepared(*device_, raw_->handle(), translated_->handle());
        if (failed(status)) failed_step_ = fmt::format("the class extension failed to prepare: {:#010x}", status);
    }
    return status;
}

void DriverHost::release_hardware() {
    if (!prepared_) return;
    prepared_ = false;
    ClassExtension *extension = framework_.extension();
    if (extension != nullptr) extension->device_releasing(*device_, translated_->handle());
    const auto release = device_->callbacks().EvtDeviceReleaseHardware;
    device_->releasing = true;
    call("EvtDeviceReleaseHardware", *device_, reinterpret_cast<const void *>(release),
         [&] { return release(device_->handle_as<WDFDEVICE>(), translated_->handle_as<WDFCMRESLIST>()); });
    device_->releasing = false;
    if (extension != nullptr) extension->device_released(*device_);
    const std::vector<Interrupt *> interrupts = device_->interrupts;
    for (Interrupt *interrupt : interrupts) {
        interrupt->unassign();
        if (interrupt->chosen_descriptor() != nullptr)
            interrupt->del(); // made in PrepareHardware: it goes with the hardware
    }
    raw_->del();
    translated_->del();
    raw_ = translated_ = nullptr;
}

Status DriverHost::start_device(const ResourceList &resources) {
    if (device_ == nullptr) return out_of_order("there is no device to start");
    if (prepared_) return out_of_order("the device is started already");
    failed_step_.clear();
    std::uint32_t status = prepare_hardware(resources);
    if (!failed(status)) status = enter_d0(DevicePower::D3Final);
    if (failed(status)) {
        release_hardware();
        set_pnp_state(static_cast<std::uint32_t>(PnpState::Failed));
        return failure(status, failed_step_);
    }
    set_pnp_state(static_cast<std::uint32_t>(PnpState::Started));
    return {};
}

Status DriverHost::stop_device() {
    if (device_ == nullptr) return out_of_order("there is no device to stop");
    if (!prepared_) return out_of_order("the device is not started");
    if (in_d0_) leave_d0(DevicePower::D3Final);
    release_hardware();
    set_pnp_state(static_cast<std::uint32_t>(PnpState::Stopped));
    return {};
}

Status DriverHost::remove_device() {
    if (device_ == nullptr) return out_of_order("there is no device to remove");
    const auto query = device_->callbacks().EvtDeviceQueryRemove;
    const std::uint32_t status = call("EvtDeviceQueryRemove", *device_, reinterpret_cast<const void *>(query),
                                      [&] { return query(device_->handle_as<WDFDEVICE>()); });
    if (failed(status)) return failure(status, failed_step_);
    return finish_removal();
}

Status DriverHost::surprise_remove_device() {
    if (device_ == nullptr) return out_of_order("there is no device to remove");
    const auto surprise = device_->callbacks().EvtDeviceSurpriseRemoval;
    call("EvtDeviceSurpriseRemoval", *device_, reinterpret_cast<const void *>(surprise), [&] {
        surprise(device_->handle_as<WDFDEVICE>());
        return STATUS_SUCCESS;
    });
    set_pnp_state(static_cast<std::uint32_t>(PnpState::SurpriseRemoved));
    if (framework_.extension() != nullptr) framework_.extension()->device_surprise_removed(*device_);
    return finish_removal();
}

Status DriverHost::finish_removal() {
    if (in_d0_) leave_d0(DevicePower::D3Final);
    release_hardware();
    if (self_managed_io_) {
        const WDF_PNPPOWER_EVENT_CALLBACKS &callbacks = device_->callbacks();
        const auto as_device = device_->handle_as<WDFDEVICE>();
        call("EvtDeviceSelfManagedIoFlush", *device_,
             reinterpret_cast<const void *>(callbacks.EvtDeviceSelfManagedIoFlush), [&] {
                 callbacks.EvtDeviceSelfManagedIoFlush(as_device);
                 return STATUS_SUCCESS;
             });
        call("EvtDeviceSelfManagedIoCleanup", *device_,
             reinterpret_cast<const void *>(callbacks.EvtDeviceSelfManagedIoCleanup), [&] {
                 callbacks.EvtDeviceSelfManagedIoCleanup(as_device);
                 return STATUS_SUCCESS;
             });
        self_managed_io_ = false;
    }
    set_pnp_state(static_cast<std::uint32_t>(PnpState::Removed));
    if (framework_.extension() != nullptr) framework_.extension()->device_removed(*device_);
    Device *device = device_;
    device_ = nullptr;
    device->del();
    device_init_.reset();
    return {};
}

// --- power ----------------------------------------------------------------------------------------------------------

std::uint32_t DriverHost::enable_interrupts() {
    for (Interrupt *interrupt : device_->interrupts) {
        const std::uint32_t status = code_of(interrupt->enable());
        if (failed(status)) {
            failed_step_ = fmt::format("EvtInterruptEnable returned {:#010x}", status);
            return status;
        }
    }
    return 0;
}

void DriverHost::disable_interrupts() {
    for (auto interrupt = device_->interrupts.rbegin(); interrupt != device_->interrupts.rend(); ++interrupt) {
        (*interrupt)->disable();
    }
}

std::uint32_t DriverHost::enter_d0(DevicePower previous) {
    const WDF_PNPPOWER_EVENT_CALLBACKS &callbacks = device_->callbacks();
    const auto handle = device_->handle_as<WDFDEVICE>();
    const auto from = static_cast<WDF_POWER_DEVICE_STATE>(previous);
    std::uint32_t status =
        call("EvtDeviceD0Entry", *device_, reinterpret_cast<const void *>(callbacks.EvtDeviceD0Entry),
             [&] { return callbacks.EvtDeviceD0Entry(handle, from); });
    if (failed(status)) return status;
    set_power(DevicePower::D0);
    in_d0_ = true;
    status = enable_interrupts();
    if (!failed(status)) {
        status = call("EvtDeviceD0EntryPostInterruptsEnabled", *device_,
                      reinterpret_cast<const void *>(callbacks.EvtDeviceD0EntryPostInterruptsEnabled),
                      [&] { return callbacks.EvtDeviceD0EntryPostInterruptsEnabled(handle, from); });
    }
    std::vector<DmaEnabler *> enablers;
    find_enablers(*device_, enablers);
    for (DmaEnabler *enabler : enablers) {
        if (!failed(status)) status = code_of(enabler->power_up());
    }
    if (!failed(status) && framework_.extension() != nullptr) {
        status = framework_.extension()->device_entered_d0(*device_, previous);
        if (failed(status)) failed_step_ = fmt::format("the class extension failed to power up: {:#010x}", status);
    }
    if (!failed(status) && !self_managed_io_) {
        status = call("EvtDeviceSelfManagedIoInit", *device_,
                      reinterpret_cast<const void *>(callbacks.EvtDeviceSelfManagedIoInit),
                      [&] { return callbacks.EvtDeviceSelfManagedIoInit(handle); });
        self_managed_io_ = true;
    } else if (!failed(status)) {
        status = call("EvtDeviceSelfManagedIoRestart", *device_,
                      reinterpret_cast<const void *>(callbacks.EvtDeviceSelfManagedIoRestart),
                      [&] { return callbacks.EvtDeviceSelfManagedIoRestart(handle); });
    }
    if (failed(status)) {
        const std::string cause = failed_step_;
        leave_d0(DevicePower::D3Final);
        failed_step_ = cause;
    }
    return status;
}

void DriverHost::leave_d0(DevicePower target) {
    const WDF_PNPPOWER_EVENT_CALLBACKS &callbacks = device_->callbacks();
    const auto handle = device_->handle_as<WDFDEVICE>();
    const auto to = static_cast<WDF_POWER_DEVICE_STATE>(target);
    ClassExtension *extension = framework_.extension();
    if (self_managed_io_) {
        call("EvtDeviceSelfManagedIoSuspend", *device_,
             reinterpret_cast<const void *>(callbacks.EvtDeviceSelfManagedIoSuspend),
             [&] { return callbacks.EvtDeviceSelfManagedIoSuspend(handle); });
    }
    if (extension != nullptr) extension->device_suspending(*device_, target);
    std::vector<DmaEnabler *> enablers;
    find_enablers(*device_, enablers);
    for (auto enabler = enablers.rbegin(); enabler != enablers.rend(); ++enabler)
        (*enabler)->power_down();
    call("EvtDeviceD0ExitPreInterruptsDisabled", *device_,
         reinterpret_cast<const void *>(callbacks.EvtDeviceD0ExitPreInterruptsDisabled),
         [&] { return callbacks.EvtDeviceD0ExitPreInterruptsDisabled(handle, to); });
    disable_interrupts();
    if (extension != nullptr) extension->device_leaving_d0(*device_, target);
    call("EvtDeviceD0Exit", *device_, reinterpret_cast<const void *>(callbacks.EvtDeviceD0Exit),
         [&] { return callbacks.EvtDeviceD0Exit(handle, to); });
    in_d0_ = false;
    set_power(target);
}

Status DriverHost::power_down(DevicePower target, SystemPowerAction action) {
    if (device_ == nullptr || !in_d0_) return out_of_order("the device is not in D0");
    if (target < DevicePower::D1 || target > DevicePower::D3Final)
        return out_of_order("D1, D2, D3 or D3Final is expected");
    device_->system_power_action = static_cast<std::uint32_t>(action);
    leave_d0(target);
    return {};
}

Status DriverHost::power_up() {
    if (device_ == nullptr || !prepared_) return out_of_order("the device is not started");
    if (in_d0_) return out_of_order("the device is in D0 already");
    failed_step_.clear();
    const std::uint32_t status = enter_d0(device_->power);
    device_->system_power_action = 0;
    if (failed(status)) return failure(status, failed_step_);
    return {};
}

} // namespace acxsim::wdf
