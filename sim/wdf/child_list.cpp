// SPDX-License-Identifier: MIT
#include "sim/wdf/child_list.hpp"

#include <cstring>

#include <fmt/format.h>

#include "sim/kernel/call_frame.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/device_init.hpp"
#include "sim/wdf/device_tree.hpp"
#include "sim/wdf/framework.hpp"

#include "wdf.h"

namespace acxsim::wdf {

namespace {

constexpr unsigned retries_max = 4; // "more than a few times"

std::uint32_t code_of(NTSTATUS status) { return static_cast<std::uint32_t>(status); }

std::unique_ptr<std::uint64_t[]> room_for(std::size_t size_bytes) {
    return std::make_unique<std::uint64_t[]>((size_bytes + 7) / 8);
}

} // namespace

ChildList::ChildList(const Attributes &attributes, Device &device, const WDF_CHILD_LIST_CONFIG &config)
    : Object(type, attributes, &device), device_(device), config_(std::make_unique<WDF_CHILD_LIST_CONFIG>(config)) {
    forbid_deletion_by_driver();
    device.child_lists.push_back(this);
}

ChildList::~ChildList() = default;

void ChildList::before_cleanup() {
    while (!entries_.empty())
        forget(entries_.begin());
    std::erase(device_.child_lists, this);
}

// --- descriptions ---------------------------------------------------------------------------------------------------

bool ChildList::identification_fits(const Identification *identification) const {
    return config_->IdentificationDescriptionSize != 0 &&
           identification->IdentificationDescriptionSize == config_->IdentificationDescriptionSize;
}

bool ChildList::address_fits(const Address *address) const {
    return config_->AddressDescriptionSize != 0 && address->AddressDescriptionSize == config_->AddressDescriptionSize;
}

bool ChildList::matches(const Child &child, Identification *identification) {
    const auto list = handle_as<WDFCHILDLIST>();
    if (config_->EvtChildListIdentificationDescriptionCompare != nullptr)
        return config_->EvtChildListIdentificationDescriptionCompare(list, child.id(), identification) != FALSE;
    return std::memcmp(child.id(), identification, config_->IdentificationDescriptionSize) == 0;
}

ChildList::Child *ChildList::find(Identification *identification) {
    for (Child &child : entries_) {
        if (!child.leaving && matches(child, identification)) return &child;
    }
    return nullptr;
}

ChildList::Child *ChildList::child_of(const Device &pdo) {
    for (Child &child : entries_) {
        if (child.device == &pdo) return &child;
    }
    return nullptr;
}

void ChildList::copy_identification(const Child &child, Identification *to) {
    if (config_->EvtChildListIdentificationDescriptionCopy != nullptr)
        return config_->EvtChildListIdentificationDescriptionCopy(handle_as<WDFCHILDLIST>(), child.id(), to);
    std::memcpy(to, child.id(), config_->IdentificationDescriptionSize);
}

void ChildList::copy_address(const Child &child, Address *to) {
    if (config_->EvtChildListAddressDescriptionCopy != nullptr)
        return config_->EvtChildListAddressDescriptionCopy(handle_as<WDFCHILDLIST>(), child.where(), to);
    std::memcpy(to, child.where(), config_->AddressDescriptionSize);
}

void ChildList::set_address(Child &child, Address *address) {
    if (config_->EvtChildListAddressDescriptionCopy != nullptr)
        return config_->EvtChildListAddressDescriptionCopy(handle_as<WDFCHILDLIST>(), address, child.where());
    std::memcpy(child.where(), address, config_->AddressDescriptionSize);
}

std::uint32_t ChildList::add_or_update(Identification *identification, Address *address) {
    if (!identification_fits(identification)) return code_of(STATUS_INVALID_DEVICE_REQUEST);
    if (address != nullptr && !address_fits(address)) return code_of(STATUS_INVALID_DEVICE_REQUEST);
    if (address == nullptr && config_->AddressDescriptionSize != 0) return code_of(STATUS_INVALID_PARAMETER);
    if (Child *known = find(identification)) {
        const bool back = !known->present;
        known->present = true;
        if (address != nullptr) set_address(*known, address);
        if (back) changed();
        return code_of(STATUS_OBJECT_NAME_EXISTS);
    }
    const auto list = handle_as<WDFCHILDLIST>();
    Child child;
    child.identification = room_for(config_->IdentificationDescriptionSize);
    child.id()->IdentificationDescriptionSize = config_->IdentificationDescriptionSize;
    if (config_->EvtChildListIdentificationDescriptionDuplicate != nullptr) {
        const NTSTATUS status =
            config_->EvtChildListIdentificationDescriptionDuplicate(list, identification, child.id());
        if (!NT_SUCCESS(status)) return code_of(status);
    } else {
        std::memcpy(child.id(), identification, config_->IdentificationDescriptionSize);
    }
    if (address != nullptr) {
        child.address = room_for(config_->AddressDescriptionSize);
        child.where()->AddressDescriptionSize = config_->AddressDescriptionSize;
        NTSTATUS status = STATUS_SUCCESS;
        if (config_->EvtChildListAddressDescriptionDuplicate != nullptr) {
            status = config_->EvtChildListAddressDescriptionDuplicate(list, address, child.where());
        } else {
            std::memcpy(child.where(), address, config_->AddressDescriptionSize);
        }
        if (!NT_SUCCESS(status)) {
            if (config_->EvtChildListIdentificationDescriptionCleanup != nullptr)
                config_->EvtChildListIdentificationDescriptionCleanup(list, child.id());
            return code_of(status);
        }
    }
    entries_.push_back(std::move(child));
    changed();
    return code_of(STATUS_SUCCESS);
}

std::uint32_t ChildList::mark_missing(Identification *identification) {
    if (!identification_fits(identification)) return code_of(STATUS_INVALID_DEVICE_REQUEST);
    Child *child = find(identification);
    if (child == nullptr || !child->present) return code_of(STATUS_NO_SUCH_DEVICE);
    child->present = false;
    changed();
    return code_of(STATUS_SUCCESS);
}

void ChildList::mark_missing(const Device &pdo) {
    Child *child = child_of(pdo);
    if (child == nullptr || !child->present) return;
    child->present = false;
    changed();
}

void ChildList::mark_all_present() {
    for (Child &child : entries_) {
        if (!child.leaving) child.present = true;
    }
    changed();
}

void ChildList::begin_scan() {
    ++holds_;
    for (Child &child : entries_)
        child.present = false;
}

void ChildList::release(std::string_view ddi) {
    if (holds_ == 0) {
        framework().violation(Violation::OutOfOrder, handle(),
                              fmt::format("{} was called for a child list without the matching begin", ddi));
    }
    if (--holds_ == 0) changed();
}

void ChildList::changed() {
    if (holds_ == 0) DeviceTree::current().relations_changed(device_);
}

void ChildList::forget(std::list<Child>::iterator child) {
    const auto list = handle_as<WDFCHILDLIST>();
    if (config_->EvtChildListIdentificationDescriptionCleanup != nullptr)
        config_->EvtChildListIdentificationDescriptionCleanup(list, child->id());
    if (child->address != nullptr && config_->EvtChildListAddressDescriptionCleanup != nullptr)
        config_->EvtChildListAddressDescriptionCleanup(list, child->where());
    entries_.erase(child);
}

// --- for DeviceTree -------------------------------------------------------------------------------------------------

void ChildList::scan_for_children() {
    const auto scan = config_->EvtChildListScanForChildren;
    if (scan == nullptr) return;
    kernel::CallbackScope scope("EvtChildListScanForChildren", id(), reinterpret_cast<const void *>(scan));
    scan(handle_as<WDFCHILDLIST>());
    scope.returned();
}

std::vector<Device *> ChildList::take_missing() {
    std::vector<Device *> missing;
    if (holds_ > 0) return missing;
    for (auto child = entries_.begin(); child != entries_.end();) {
        const auto next = std::next(child);
        if (!child->present && !child->leaving) {
            if (child->device != nullptr) {
                child->leaving = true;
                missing.push_back(child->device);
            } else {
                forget(child);
            }
        }
        child = next;
    }
    return missing;
}

std::vector<Device *> ChildList::create_devices(bool &again) {
    std::vector<Device *> created;
    const auto create = config_->EvtChildListCreateDevice;
    if (holds_ > 0 || create == nullptr) return created;
    for (auto child = entries_.begin(); child != entries_.end(); ++child) {
        if (!child->present || child->leaving || child->failed || child->device != nullptr) continue;
        WDFDEVICE_INIT &init = DeviceTree::current().make_child_init(device_, false);
        NTSTATUS status = STATUS_SUCCESS;
        {
            kernel::CallbackScope scope("EvtChildListCreateDevice", id(), reinterpret_cast<const void *>(create));
            status = create(handle_as<WDFCHILDLIST>(), child->id(), &init);
            scope.returned(code_of(status));
        }
        Device *device = init.device;
        if (NT_SUCCESS(status) && device != nullptr) {
            child->device = device;
            device->child_list = this;
            created.push_back(device);
        } else {
            if (device != nullptr) device->del();
            child->failed = true;
            if (status == STATUS_RETRY && device == nullptr && child->retries < retries_max) {
                child->failed = false;
                ++child->retries;
                again = true;
            }
        }
        DeviceTree::current().drop_init(init);
    }
    return created;
}

void ChildList::device_gone(const Device &pdo) {
    for (auto child = entries_.begin(); child != entries_.end(); ++child) {
        if (child->device != &pdo) continue;
        child->device = nullptr;
        return forget(child);
    }
}

} // namespace acxsim::wdf
