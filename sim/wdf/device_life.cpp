// SPDX-License-Identifier: MIT
#include "sim/wdf/device_life.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/kernel/call_frame.hpp"
#include "sim/wdf/child_list.hpp"
#include "sim/wdf/class_extension.hpp"
#include "sim/wdf/cm_resource_list.hpp"
#include "sim/wdf/dma.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/interrupt.hpp"
#include "sim/wdf/power_listener.hpp"
#include "sim/wdf/records.hpp"

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

template <class Function>
const void *address_of(Function *function) {
    return reinterpret_cast<const void *>(function);
}

} // namespace

/// Calls the driver if it has such a callback; `call` returns its status.
template <class Call>
std::uint32_t DeviceLife::call(std::string_view name, const void *function, Call call) {
    if (function == nullptr) return code_of(STATUS_SUCCESS);
    kernel::CallbackScope scope(name, device_.id(), function);
    const NTSTATUS status = call();
    scope.returned(code_of(status));
    if (!NT_SUCCESS(status)) failed_step_ = fmt::format("{} returned {:#010x}", name, code_of(status));
    return code_of(status);
}

/// A listener may go away while another one is told.
template <class Tell>
void DeviceLife::for_listeners(Tell tell) {
    const std::vector<PowerListener *> listeners = device_.power_listeners();
    for (PowerListener *listener : listeners) {
        const std::vector<PowerListener *> &now = device_.power_listeners();
        if (std::find(now.begin(), now.end(), listener) != now.end()) tell(*listener);
    }
}

void DeviceLife::announce(std::uint32_t pnp_state) {
    device_.framework().trace().emit(DevicePnpChanged{device_.id(), pnp_state});
}

void DeviceLife::set_power(DevicePower power) {
    if (device_.power == power) return;
    device_.framework().trace().emit(
        DevicePowerChanged{device_.id(), static_cast<std::uint32_t>(device_.power), static_cast<std::uint32_t>(power)});
    device_.power = power;
}

void DeviceLife::set_power_state(bool d0, bool moving) {
    const bool pageable = (device_.device_object()->Flags & DO_POWER_PAGABLE) != 0;
    if (d0) {
        power_state_ =
            static_cast<std::uint32_t>(moving     ? (pageable ? WdfDevStatePowerWaking : WdfDevStatePowerWakingNP)
                                       : pageable ? WdfDevStatePowerD0
                                                  : WdfDevStatePowerD0NP);
    } else {
        power_state_ =
            static_cast<std::uint32_t>(moving     ? (pageable ? WdfDevStatePowerGotoDx : WdfDevStatePowerGotoDxNP)
                                       : pageable ? WdfDevStatePowerDx
                                                  : WdfDevStatePowerDxNP);
    }
}

// --- hardware -------------------------------------------------------------------------------------------------------

void DeviceLife::assign_interrupts() {
    std::vector<bool> taken(resources_.interrupts.size());
    std::vector<Interrupt *> unassigned;
    for (Interrupt *interrupt : device_.interrupts) {
        const CM_PARTIAL_RESOURCE_DESCRIPTOR *chosen = interrupt->chosen_descriptor();
        const std::size_t index =
            chosen == nullptr ? taken.size() : CmResourceList::interrupt_index(resources_, *chosen);
        if (index < taken.size() && !taken[index]) {
            taken[index] = true;
            interrupt->assign(resources_.interrupts[index]);
        } else if (chosen == nullptr) {
            unassigned.push_back(interrupt);
        }
    }
    for (Interrupt *interrupt : unassigned) { // in order; without hardware an interrupt stays unconnected
        for (std::size_t index = 0; index < taken.size(); ++index) {
            if (taken[index]) continue;
            taken[index] = true;
            interrupt->assign(resources_.interrupts[index]);
            break;
        }
    }
}

Status DeviceLife::prepare_hardware(const ResourceList &resources) {
    failed_step_.clear();
    resources_ = resources;
    for (std::size_t i = 0; i < resources_.interrupts.size(); ++i) {
        std::uint32_t &vector = resources_.interrupts[i].vector;
        if (vector == 0) vector = first_vector + static_cast<std::uint32_t>(i) * 0x10;
    }
    raw_ = &make_object<CmResourceList>(device_, resources_, false);
    translated_ = &make_object<CmResourceList>(device_, resources_, true);
    prepared_ = true;
    pnp_state_ = WdfDevStatePnpHardwareAvailable;
    const auto prepare = device_.callbacks().EvtDevicePrepareHardware;
    device_.preparing = true;
    std::uint32_t status = call("EvtDevicePrepareHardware", address_of(prepare), [&] {
        return prepare(device_.handle_as<WDFDEVICE>(), raw_->handle_as<WDFCMRESLIST>(),
                       translated_->handle_as<WDFCMRESLIST>());
    });
    device_.preparing = false;
    if (failed(status)) return failure(status);
    assign_interrupts();
    if (ClassExtension *extension = device_.framework().extension()) {
        status = extension->device_prepared(device_, raw_->handle(), translated_->handle());
        if (failed(status)) failed_step_ = fmt::format("the class extension failed to prepare: {:#010x}", status);
    }
    return failed(status) ? failure(status) : Status{};
}

void DeviceLife::release_hardware() {
    if (!prepared_) return;
    prepared_ = false;
    ClassExtension *extension = device_.framework().extension();
    if (extension != nullptr) extension->device_releasing(device_, translated_->handle());
    const auto release = device_.callbacks().EvtDeviceReleaseHardware;
    device_.releasing = true;
    call("EvtDeviceReleaseHardware", address_of(release),
         [&] { return release(device_.handle_as<WDFDEVICE>(), translated_->handle_as<WDFCMRESLIST>()); });
    device_.releasing = false;
    if (extension != nullptr) extension->device_released(device_);
    const std::vector<Interrupt *> interrupts = device_.interrupts;
    for (Interrupt *interrupt : interrupts) {
        interrupt->unassign();
        if (interrupt->chosen_descriptor() != nullptr)
            interrupt->del(); // made in PrepareHardware: it goes with the hardware
    }
    raw_->del();
    translated_->del();
    raw_ = translated_ = nullptr;
}

// --- power ----------------------------------------------------------------------------------------------------------

std::uint32_t DeviceLife::enable_interrupts() {
    for (Interrupt *interrupt : device_.interrupts) {
        if (!interrupt->handling_fits()) {
            failed_step_ = "an interrupt with PassiveHandling got a message-signalled resource: messages need handling "
                           "at DIRQL";
            return code_of(STATUS_NOT_SUPPORTED);
        }
        const std::uint32_t status = code_of(interrupt->enable());
        if (failed(status)) {
            failed_step_ = fmt::format("EvtInterruptEnable returned {:#010x}", status);
            return status;
        }
    }
    return 0;
}

void DeviceLife::disable_interrupts() {
    for (auto interrupt = device_.interrupts.rbegin(); interrupt != device_.interrupts.rend(); ++interrupt) {
        (*interrupt)->disable();
    }
}

Status DeviceLife::enter_d0(DevicePower previous, Wake armed, bool wake_triggered) {
    failed_step_.clear();
    const WDF_PNPPOWER_EVENT_CALLBACKS &callbacks = device_.callbacks();
    const auto handle = device_.handle_as<WDFDEVICE>();
    const auto from = static_cast<WDF_POWER_DEVICE_STATE>(previous);
    set_power_state(true, true);
    std::uint32_t status = call("EvtDeviceD0Entry", address_of(callbacks.EvtDeviceD0Entry),
                                [&] { return callbacks.EvtDeviceD0Entry(handle, from); });
    if (failed(status)) {
        set_power_state(false, false);
        return failure(status);
    }
    set_power(DevicePower::D0);
    in_d0_ = true;
    status = enable_interrupts();
    if (!failed(status)) {
        status =
            call("EvtDeviceD0EntryPostInterruptsEnabled", address_of(callbacks.EvtDeviceD0EntryPostInterruptsEnabled),
                 [&] { return callbacks.EvtDeviceD0EntryPostInterruptsEnabled(handle, from); });
    }
    std::vector<DmaEnabler *> enablers;
    find_enablers(device_, enablers);
    for (DmaEnabler *enabler : enablers) {
        if (!failed(status)) status = code_of(enabler->power_up());
    }
    if (!failed(status)) {
        const std::vector<ChildList *> lists = device_.child_lists;
        for (ChildList *list : lists)
            list->scan_for_children();
    }
    ClassExtension *extension = device_.framework().extension();
    if (!failed(status) && extension != nullptr) {
        status = extension->device_entered_d0(device_, previous);
        if (failed(status)) failed_step_ = fmt::format("the class extension failed to power up: {:#010x}", status);
    }
    if (!failed(status)) {
        disarm_wake(armed, wake_triggered);
        set_power_state(true, false);
        for_listeners([](PowerListener &listener) { listener.device_powered_up(); });
    }
    if (!failed(status) && !self_managed_io_) {
        status = call("EvtDeviceSelfManagedIoInit", address_of(callbacks.EvtDeviceSelfManagedIoInit),
                      [&] { return callbacks.EvtDeviceSelfManagedIoInit(handle); });
        self_managed_io_ = true;
    } else if (!failed(status)) {
        status = call("EvtDeviceSelfManagedIoRestart", address_of(callbacks.EvtDeviceSelfManagedIoRestart),
                      [&] { return callbacks.EvtDeviceSelfManagedIoRestart(handle); });
    }
    if (!failed(status)) return {};
    const std::string cause = failed_step_;
    leave_d0(DevicePower::D3Final);
    failed_step_ = cause;
    return failure(status);
}

bool DeviceLife::leave_d0(DevicePower target, Wake arm) {
    const WDF_PNPPOWER_EVENT_CALLBACKS &callbacks = device_.callbacks();
    const auto handle = device_.handle_as<WDFDEVICE>();
    const auto to = static_cast<WDF_POWER_DEVICE_STATE>(target);
    ClassExtension *extension = device_.framework().extension();
    set_power_state(false, true);
    if (self_managed_io_) {
        call("EvtDeviceSelfManagedIoSuspend", address_of(callbacks.EvtDeviceSelfManagedIoSuspend),
             [&] { return callbacks.EvtDeviceSelfManagedIoSuspend(handle); });
    }
    for_listeners([target](PowerListener &listener) { listener.device_powering_down(target); });
    const bool armed = arm_wake(arm);
    if (extension != nullptr) extension->device_suspending(device_, target);
    std::vector<DmaEnabler *> enablers;
    find_enablers(device_, enablers);
    for (auto enabler = enablers.rbegin(); enabler != enablers.rend(); ++enabler)
        (*enabler)->power_down();
    call("EvtDeviceD0ExitPreInterruptsDisabled", address_of(callbacks.EvtDeviceD0ExitPreInterruptsDisabled),
         [&] { return callbacks.EvtDeviceD0ExitPreInterruptsDisabled(handle, to); });
    disable_interrupts();
    if (extension != nullptr) extension->device_leaving_d0(device_, target);
    call("EvtDeviceD0Exit", address_of(callbacks.EvtDeviceD0Exit),
         [&] { return callbacks.EvtDeviceD0Exit(handle, to); });
    in_d0_ = false;
    set_power(target);
    set_power_state(false, false);
    return armed;
}

bool DeviceLife::arm_wake(Wake arm) {
    if (arm == Wake::None) return false;
    const WDF_POWER_POLICY_EVENT_CALLBACKS &policy = device_.power_policy_callbacks();
    const auto handle = device_.handle_as<WDFDEVICE>();
    std::uint32_t status = 0;
    if (arm == Wake::FromS0) {
        status = call("EvtDeviceArmWakeFromS0", address_of(policy.EvtDeviceArmWakeFromS0),
                      [&] { return policy.EvtDeviceArmWakeFromS0(handle); });
    } else if (policy.EvtDeviceArmWakeFromSxWithReason != nullptr) {
        status = call("EvtDeviceArmWakeFromSxWithReason", address_of(policy.EvtDeviceArmWakeFromSxWithReason),
                      [&] { return policy.EvtDeviceArmWakeFromSxWithReason(handle, TRUE, FALSE); });
    } else {
        status = call("EvtDeviceArmWakeFromSx", address_of(policy.EvtDeviceArmWakeFromSx),
                      [&] { return policy.EvtDeviceArmWakeFromSx(handle); });
    }
    return !failed(status);
}

void DeviceLife::disarm_wake(Wake armed, bool triggered) {
    if (armed == Wake::None) return;
    const WDF_POWER_POLICY_EVENT_CALLBACKS &policy = device_.power_policy_callbacks();
    const auto handle = device_.handle_as<WDFDEVICE>();
    const bool s0 = armed == Wake::FromS0;
    const auto disarm = s0 ? policy.EvtDeviceDisarmWakeFromS0 : policy.EvtDeviceDisarmWakeFromSx;
    call(s0 ? "EvtDeviceDisarmWakeFromS0" : "EvtDeviceDisarmWakeFromSx", address_of(disarm), [&] {
        disarm(handle);
        return STATUS_SUCCESS;
    });
    const auto woken = s0 ? policy.EvtDeviceWakeFromS0Triggered : policy.EvtDeviceWakeFromSxTriggered;
    if (!triggered) return;
    call(s0 ? "EvtDeviceWakeFromS0Triggered" : "EvtDeviceWakeFromSxTriggered", address_of(woken), [&] {
        woken(handle);
        return STATUS_SUCCESS;
    });
}

// --- Plug and Play --------------------------------------------------------------------------------------------------

void DeviceLife::ask_relations(int type) {
    const auto query = device_.callbacks().EvtDeviceRelationsQuery;
    call("EvtDeviceRelationsQuery", address_of(query), [&] {
        query(device_.handle_as<WDFDEVICE>(), static_cast<DEVICE_RELATION_TYPE>(type));
        return STATUS_SUCCESS;
    });
}

Status DeviceLife::query_remove() {
    failed_step_.clear();
    pnp_state_ = WdfDevStatePnpQueryRemoveAskDriver;
    if (!device_.stoppable)
        return {code_of(STATUS_INVALID_DEVICE_STATE), "the driver forbade removal (WdfDeviceSetStaticStopRemove)"};
    if (ClassExtension *extension = device_.framework().extension()) {
        const std::uint32_t status = extension->device_query_remove(device_);
        if (failed(status)) return {status, fmt::format("the class extension forbids removal: {:#010x}", status)};
    }
    const auto query = device_.callbacks().EvtDeviceQueryRemove;
    const std::uint32_t status =
        call("EvtDeviceQueryRemove", address_of(query), [&] { return query(device_.handle_as<WDFDEVICE>()); });
    return failed(status) ? failure(status) : Status{};
}

Status DeviceLife::query_stop() {
    failed_step_.clear();
    pnp_state_ = WdfDevStatePnpQueryStopAskDriver;
    if (!device_.stoppable)
        return {code_of(STATUS_INVALID_DEVICE_STATE), "the driver forbade stopping (WdfDeviceSetStaticStopRemove)"};
    if (ClassExtension *extension = device_.framework().extension()) {
        const std::uint32_t status = extension->device_query_stop(device_);
        if (failed(status)) return {status, fmt::format("the class extension forbids stopping: {:#010x}", status)};
    }
    const auto query = device_.callbacks().EvtDeviceQueryStop;
    const std::uint32_t status =
        call("EvtDeviceQueryStop", address_of(query), [&] { return query(device_.handle_as<WDFDEVICE>()); });
    return failed(status) ? failure(status) : Status{};
}

void DeviceLife::surprise_removal() {
    pnp_state_ = WdfDevStatePnpSurpriseRemove;
    const auto surprise = device_.callbacks().EvtDeviceSurpriseRemoval;
    call("EvtDeviceSurpriseRemoval", address_of(surprise), [&] {
        surprise(device_.handle_as<WDFDEVICE>());
        return STATUS_SUCCESS;
    });
    announce(static_cast<std::uint32_t>(PnpState::SurpriseRemoved));
    if (ClassExtension *extension = device_.framework().extension()) extension->device_surprise_removed(device_);
}

void DeviceLife::flush_and_clean_up() {
    const WDF_PNPPOWER_EVENT_CALLBACKS &callbacks = device_.callbacks();
    const auto handle = device_.handle_as<WDFDEVICE>();
    for_listeners([](PowerListener &listener) { listener.device_removed_purge_power_managed(); });
    if (self_managed_io_) {
        call("EvtDeviceSelfManagedIoFlush", address_of(callbacks.EvtDeviceSelfManagedIoFlush), [&] {
            callbacks.EvtDeviceSelfManagedIoFlush(handle);
            return STATUS_SUCCESS;
        });
    }
    for_listeners([](PowerListener &listener) { listener.device_removed_purge_others(); });
    if (self_managed_io_) {
        call("EvtDeviceSelfManagedIoCleanup", address_of(callbacks.EvtDeviceSelfManagedIoCleanup), [&] {
            callbacks.EvtDeviceSelfManagedIoCleanup(handle);
            return STATUS_SUCCESS;
        });
        self_managed_io_ = false;
    }
    pnp_state_ = WdfDevStatePnpRemoved;
    announce(static_cast<std::uint32_t>(PnpState::Removed));
}

} // namespace acxsim::wdf
