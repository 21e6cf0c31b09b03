// SPDX-License-Identifier: MIT
#include "sim/wdf/collection.hpp"

#include <algorithm>

#include "sim/kernel/call_frame.hpp"
#include "sim/wdf/ddi_table.hpp"
#include "sim/wdf/driver.hpp"
#include "sim/wdf/framework.hpp"

#include "wdf.h"

using namespace acxsim;
using namespace acxsim::wdf;

NTSTATUS WdfCollectionCreate(PWDF_OBJECT_ATTRIBUTES CollectionAttributes, WDFCOLLECTION *Collection) {
    ACXSIM_DDI(wdf_ddis, "WdfCollectionCreate");
    Framework &framework = Framework::current();
    framework.require_parameter(Collection, "WdfCollectionCreate", "Collection");
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(read_attributes(CollectionAttributes, ParentRule::Optional, attributes));
    if (!NT_SUCCESS(status)) return status;
    *Collection = make_object<wdf::Collection>(attributes, parent_or_driver(attributes)).handle_as<WDFCOLLECTION>();
    return STATUS_SUCCESS;
}

ULONG WdfCollectionGetCount(WDFCOLLECTION Collection) {
    ACXSIM_DDI(wdf_ddis, "WdfCollectionGetCount");
    return static_cast<ULONG>(from_handle<wdf::Collection>(Collection).items().size());
}

NTSTATUS WdfCollectionAdd(WDFCOLLECTION Collection, WDFOBJECT Object) {
    ACXSIM_DDI(wdf_ddis, "WdfCollectionAdd");
    from_handle<wdf::Collection>(Collection).add(from_handle<wdf::Object>(Object));
    return STATUS_SUCCESS;
}

VOID WdfCollectionRemove(WDFCOLLECTION Collection, WDFOBJECT Item) {
    ACXSIM_DDI(wdf_ddis, "WdfCollectionRemove");
    auto &collection = from_handle<wdf::Collection>(Collection);
    const auto &items = collection.items();
    const auto found = std::find(items.begin(), items.end(), &from_handle<Object>(Item));
    if (found != items.end()) collection.remove(static_cast<std::size_t>(found - items.begin()));
}

VOID WdfCollectionRemoveItem(WDFCOLLECTION Collection, ULONG Index) {
    ACXSIM_DDI(wdf_ddis, "WdfCollectionRemoveItem");
    auto &collection = from_handle<wdf::Collection>(Collection);
    if (Index < collection.items().size()) collection.remove(Index);
}

WDFOBJECT WdfCollectionGetItem(WDFCOLLECTION Collection, ULONG Index) {
    ACXSIM_DDI(wdf_ddis, "WdfCollectionGetItem");
    const auto &items = from_handle<wdf::Collection>(Collection).items();
    return Index < items.size() ? items[Index]->handle() : nullptr;
}

WDFOBJECT WdfCollectionGetFirstItem(WDFCOLLECTION Collection) {
    ACXSIM_DDI(wdf_ddis, "WdfCollectionGetFirstItem");
    const auto &items = from_handle<wdf::Collection>(Collection).items();
    return items.empty() ? nullptr : items.front()->handle();
}

WDFOBJECT WdfCollectionGetLastItem(WDFCOLLECTION Collection) {
    ACXSIM_DDI(wdf_ddis, "WdfCollectionGetLastItem");
    const auto &items = from_handle<wdf::Collection>(Collection).items();
    return items.empty() ? nullptr : items.back()->handle();
}
