// SPDX-License-Identifier: MIT
//
// WdfChildList...: the DDIs over ChildList. Page: wdfchildlist.
#include "sim/kernel/call_frame.hpp"
#include "sim/wdf/child_list.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/device_tree.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/pnp_ddi_table.hpp"

#include "wdf.h"

using namespace acxsim;
using namespace acxsim::wdf;

namespace {

struct Iteration { // in WDF_CHILD_LIST_ITERATOR::Reserved
    static std::uintptr_t position(const WDF_CHILD_LIST_ITERATOR &iterator) {
        return reinterpret_cast<std::uintptr_t>(iterator.Reserved[0]);
    }
    static void move_to(WDF_CHILD_LIST_ITERATOR &iterator, std::uintptr_t position) {
        iterator.Reserved[0] = reinterpret_cast<PVOID>(position);
    }
    static bool begun(const WDF_CHILD_LIST_ITERATOR &iterator, WDFCHILDLIST list) {
        return iterator.Reserved[1] == static_cast<PVOID>(list);
    }
};

bool wanted(const ChildList::Child &child, ULONG flags) {
    if (!child.present) return (flags & WdfRetrieveMissingChildren) != 0;
    return (flags & (child.device != nullptr ? WdfRetrievePresentChildren : WdfRetrievePendingChildren)) != 0;
}

} // namespace

NTSTATUS WdfChildListCreate(WDFDEVICE Device, PWDF_CHILD_LIST_CONFIG Config, PWDF_OBJECT_ATTRIBUTES ChildListAttributes,
                            WDFCHILDLIST *ChildList) {
    ACXSIM_DDI(pnp_ddis, "WdfChildListCreate");
    auto &device = from_handle<wdf::Device>(Device);
    Framework &framework = Framework::current();
    framework.require_parameter(Config, "WdfChildListCreate", "Config");
    framework.require_parameter(ChildList, "WdfChildListCreate", "ChildList");
    *ChildList = nullptr;
    if (device.kind() == DeviceKind::Control) {
        framework.violation(Violation::WrongHandle, Device,
                            "WdfChildListCreate was called for a control device, which can have no children");
    }
    if (Config->Size != sizeof *Config) return STATUS_INFO_LENGTH_MISMATCH;
    if (Config->IdentificationDescriptionSize < sizeof(WDF_CHILD_IDENTIFICATION_DESCRIPTION_HEADER) ||
        Config->EvtChildListCreateDevice == nullptr)
        return STATUS_INVALID_PARAMETER;
    if (Config->AddressDescriptionSize != 0 &&
        Config->AddressDescriptionSize < sizeof(WDF_CHILD_ADDRESS_DESCRIPTION_HEADER))
        return STATUS_INVALID_PARAMETER;
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(read_attributes(ChildListAttributes, ParentRule::Forbidden, attributes));
    if (!NT_SUCCESS(status)) return status;
    *ChildList = make_object<wdf::ChildList>(attributes, device, *Config).handle_as<WDFCHILDLIST>();
    return STATUS_SUCCESS;
}

WDFDEVICE WdfChildListGetDevice(WDFCHILDLIST ChildList) {
    ACXSIM_DDI(pnp_ddis, "WdfChildListGetDevice");
    return from_handle<wdf::ChildList>(ChildList).device().handle_as<WDFDEVICE>();
}

VOID WdfChildListBeginScan(WDFCHILDLIST ChildList) {
    ACXSIM_DDI(pnp_ddis, "WdfChildListBeginScan");
    from_handle<wdf::ChildList>(ChildList).begin_scan();
}

VOID WdfChildListEndScan(WDFCHILDLIST ChildList) {
    ACXSIM_DDI(pnp_ddis, "WdfChildListEndScan");
    from_handle<wdf::ChildList>(ChildList).release("WdfChildListEndScan");
}

NTSTATUS
WdfChildListAddOrUpdateChildDescriptionAsPresent(WDFCHILDLIST ChildList,
                                                 PWDF_CHILD_IDENTIFICATION_DESCRIPTION_HEADER IdentificationDescription,
                                                 PWDF_CHILD_ADDRESS_DESCRIPTION_HEADER AddressDescription) {
    ACXSIM_DDI(pnp_ddis, "WdfChildListAddOrUpdateChildDescriptionAsPresent");
    auto &list = from_handle<wdf::ChildList>(ChildList);
    if (IdentificationDescription == nullptr) return STATUS_INVALID_PARAMETER;
    return static_cast<NTSTATUS>(list.add_or_update(IdentificationDescription, AddressDescription));
}

NTSTATUS
WdfChildListUpdateChildDescriptionAsMissing(WDFCHILDLIST ChildList,
                                            PWDF_CHILD_IDENTIFICATION_DESCRIPTION_HEADER IdentificationDescription) {
    ACXSIM_DDI(pnp_ddis, "WdfChildListUpdateChildDescriptionAsMissing");
    auto &list = from_handle<wdf::ChildList>(ChildList);
    if (IdentificationDescription == nullptr) return STATUS_INVALID_PARAMETER;
    return static_cast<NTSTATUS>(list.mark_missing(IdentificationDescription));
}

VOID WdfChildListUpdateAllChildDescriptionsAsPresent(WDFCHILDLIST ChildList) {
    ACXSIM_DDI(pnp_ddis, "WdfChildListUpdateAllChildDescriptionsAsPresent");
    from_handle<wdf::ChildList>(ChildList).mark_all_present();
}

VOID WdfChildListBeginIteration(WDFCHILDLIST ChildList, PWDF_CHILD_LIST_ITERATOR Iterator) {
    ACXSIM_DDI(pnp_ddis, "WdfChildListBeginIteration");
    auto &list = from_handle<wdf::ChildList>(ChildList);
    Framework::current().require_parameter(Iterator, "WdfChildListBeginIteration", "Iterator");
    Iteration::move_to(*Iterator, 0);
    Iterator->Reserved[1] = static_cast<PVOID>(ChildList);
    list.begin_iteration();
}

NTSTATUS WdfChildListRetrieveNextDevice(WDFCHILDLIST ChildList, PWDF_CHILD_LIST_ITERATOR Iterator, WDFDEVICE *Device,
                                        PWDF_CHILD_RETRIEVE_INFO Info) {
    ACXSIM_DDI(pnp_ddis, "WdfChildListRetrieveNextDevice");
    auto &list = from_handle<wdf::ChildList>(ChildList);
    if (Iterator == nullptr || Device == nullptr) return STATUS_INVALID_PARAMETER;
    *Device = nullptr;
    if (Iterator->Size != sizeof *Iterator) return STATUS_INFO_LENGTH_MISMATCH;
    if (!Iteration::begun(*Iterator, ChildList) || !list.held()) return STATUS_INVALID_DEVICE_STATE;
    if (Info != nullptr) {
        if (Info->Size != sizeof *Info) return STATUS_INFO_LENGTH_MISMATCH;
        if (Info->IdentificationDescription != nullptr && !list.identification_fits(Info->IdentificationDescription))
            return STATUS_INVALID_PARAMETER;
        if (Info->AddressDescription != nullptr && !list.address_fits(Info->AddressDescription))
            return STATUS_INVALID_DEVICE_REQUEST;
    }
    std::uintptr_t index = 0;
    for (wdf::ChildList::Child &child : list.entries()) {
        if (index++ < Iteration::position(*Iterator) || child.leaving || !wanted(child, Iterator->Flags)) continue;
        const auto compare = Info == nullptr ? nullptr : Info->EvtChildListIdentificationDescriptionCompare;
        if (compare != nullptr && !compare(ChildList, child.id(), Info->IdentificationDescription)) continue;
        Iteration::move_to(*Iterator, index);
        if (child.device != nullptr) *Device = child.device->handle_as<WDFDEVICE>();
        if (Info != nullptr) {
            if (Info->IdentificationDescription != nullptr)
                list.copy_identification(child, Info->IdentificationDescription);
            if (Info->AddressDescription != nullptr) list.copy_address(child, Info->AddressDescription);
            Info->Status =
                child.device != nullptr ? WdfChildListRetrieveDeviceSuccess : WdfChildListRetrieveDeviceNotYetCreated;
        }
        return STATUS_SUCCESS;
    }
    Iteration::move_to(*Iterator, index);
    if (Info != nullptr) Info->Status = WdfChildListRetrieveDeviceNoSuchDevice;
    return STATUS_NO_MORE_ENTRIES;
}

VOID WdfChildListEndIteration(WDFCHILDLIST ChildList, PWDF_CHILD_LIST_ITERATOR Iterator) {
    ACXSIM_DDI(pnp_ddis, "WdfChildListEndIteration");
    auto &list = from_handle<wdf::ChildList>(ChildList);
    Framework::current().require_parameter(Iterator, "WdfChildListEndIteration", "Iterator");
    Iterator->Reserved[1] = nullptr;
    list.release("WdfChildListEndIteration");
}

WDFDEVICE WdfChildListRetrievePdo(WDFCHILDLIST ChildList, PWDF_CHILD_RETRIEVE_INFO RetrieveInfo) {
    ACXSIM_DDI(pnp_ddis, "WdfChildListRetrievePdo");
    auto &list = from_handle<wdf::ChildList>(ChildList);
    Framework::current().require_parameter(RetrieveInfo, "WdfChildListRetrievePdo", "RetrieveInfo");
    RetrieveInfo->Status = WdfChildListRetrieveDeviceUndefined;
    if (RetrieveInfo->IdentificationDescription == nullptr ||
        !list.identification_fits(RetrieveInfo->IdentificationDescription))
        return nullptr;
    const auto compare = RetrieveInfo->EvtChildListIdentificationDescriptionCompare;
    const wdf::ChildList::Child *found = nullptr;
    if (compare == nullptr) {
        found = list.find(RetrieveInfo->IdentificationDescription);
    } else {
        for (const wdf::ChildList::Child &child : list.entries()) {
            if (found == nullptr && !child.leaving &&
                compare(ChildList, child.id(), RetrieveInfo->IdentificationDescription))
                found = &child;
        }
    }
    if (found == nullptr) {
        RetrieveInfo->Status = WdfChildListRetrieveDeviceNoSuchDevice;
        return nullptr;
    }
    if (RetrieveInfo->AddressDescription != nullptr && list.address_fits(RetrieveInfo->AddressDescription))
        list.copy_address(*found, RetrieveInfo->AddressDescription);
    RetrieveInfo->Status =
        found->device != nullptr ? WdfChildListRetrieveDeviceSuccess : WdfChildListRetrieveDeviceNotYetCreated;
    return found->device == nullptr ? nullptr : found->device->handle_as<WDFDEVICE>();
}

NTSTATUS WdfChildListRetrieveAddressDescription(WDFCHILDLIST ChildList,
                                                PWDF_CHILD_IDENTIFICATION_DESCRIPTION_HEADER IdentificationDescription,
                                                PWDF_CHILD_ADDRESS_DESCRIPTION_HEADER AddressDescription) {
    ACXSIM_DDI(pnp_ddis, "WdfChildListRetrieveAddressDescription");
    auto &list = from_handle<wdf::ChildList>(ChildList);
    if (IdentificationDescription == nullptr || AddressDescription == nullptr) return STATUS_INVALID_PARAMETER;
    if (!list.identification_fits(IdentificationDescription)) return STATUS_INVALID_PARAMETER;
    if (!list.address_fits(AddressDescription)) return STATUS_INVALID_DEVICE_REQUEST;
    const wdf::ChildList::Child *child = list.find(IdentificationDescription);
    if (child == nullptr) return STATUS_NO_SUCH_DEVICE;
    list.copy_address(*child, AddressDescription);
    return STATUS_SUCCESS;
}

BOOLEAN WdfChildListRequestChildEject(WDFCHILDLIST ChildList,
                                      PWDF_CHILD_IDENTIFICATION_DESCRIPTION_HEADER IdentificationDescription) {
    ACXSIM_DDI(pnp_ddis, "WdfChildListRequestChildEject");
    auto &list = from_handle<wdf::ChildList>(ChildList);
    if (IdentificationDescription == nullptr || !list.identification_fits(IdentificationDescription)) return FALSE;
    const wdf::ChildList::Child *child = list.find(IdentificationDescription);
    if (child == nullptr || child->device == nullptr) return FALSE;
    DeviceTree::current().request_eject(*child->device);
    return TRUE;
}
