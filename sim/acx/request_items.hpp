// SPDX-License-Identifier: MIT
//
// Property and method items and preprocess callbacks that a driver assigned to an init structure, pin or element. A
// copy of the driver's tables: it may build them on its stack. First match wins; the wildcards of the preprocess
// callbacks are AcxRequestTypeAny, a null set, and AcxItemIdAny or AcxItemIdNone, which drivers pass with a null set
// (contract.md 2.3, RT-REQ-01, -02).
#pragma once

#include <vector>

#include "sim/acx/ddk.hpp"

namespace acxsim::acx {

struct PreprocessItem {
    PFN_ACX_OBJECT_PREPROCESS_REQUEST callback;
    ACXCONTEXT context;
    ACX_REQUEST_TYPE type;
    GUID set; ///< GUID_NULL: any
    ULONG id;
};

template <class Item>
struct StoredItem {
    Item item;
    GUID set; ///< item.Set points into the driver; this is what it pointed at
};

struct RequestItems {
    std::vector<StoredItem<ACX_PROPERTY_ITEM>> properties;
    std::vector<StoredItem<ACX_METHOD_ITEM>> methods;
    std::vector<PreprocessItem> preprocess;

    /// STATUS_INVALID_PARAMETER if an item has no set or no handler.
    NTSTATUS add_properties(const ACX_PROPERTY_ITEM *items, ULONG count);
    NTSTATUS add_methods(const ACX_METHOD_ITEM *items, ULONG count);
    NTSTATUS add_preprocess(PFN_ACX_OBJECT_PREPROCESS_REQUEST callback, ACXCONTEXT context, ACX_REQUEST_TYPE type,
                            const GUID *set, ULONG id);

    const PreprocessItem *preprocess_for(ACX_REQUEST_TYPE type, const GUID &set, ULONG id) const;
    const StoredItem<ACX_PROPERTY_ITEM> *property(const GUID &set, ULONG id) const;
    const StoredItem<ACX_METHOD_ITEM> *method(const GUID &set, ULONG id) const;
};

} // namespace acxsim::acx
