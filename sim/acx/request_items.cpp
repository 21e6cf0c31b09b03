// SPDX-License-Identifier: MIT
#include "sim/acx/request_items.hpp"

#include <cstring>

namespace acxsim::acx {

namespace {

bool same(const GUID &a, const GUID &b) { return std::memcmp(&a, &b, sizeof a) == 0; }

template <class Item>
const StoredItem<Item> *find(const std::vector<StoredItem<Item>> &items, const GUID &set, ULONG id) {
    for (const StoredItem<Item> &stored : items) {
        if (stored.item.Id == id && same(stored.set, set)) return &stored;
    }
    return nullptr;
}

template <class Item>
NTSTATUS add(std::vector<StoredItem<Item>> &stored, const Item *items, ULONG count) {
    if (items == nullptr || count == 0) return STATUS_INVALID_PARAMETER;
    for (ULONG i = 0; i < count; ++i) {
        if (items[i].Set == nullptr || items[i].EvtAcxObjectProcessRequest == nullptr) return STATUS_INVALID_PARAMETER;
    }
    for (ULONG i = 0; i < count; ++i)
        stored.push_back({items[i], *items[i].Set});
    return STATUS_SUCCESS;
}

} // namespace

NTSTATUS RequestItems::add_properties(const ACX_PROPERTY_ITEM *items, ULONG count) {
    return add(properties, items, count);
}

NTSTATUS RequestItems::add_methods(const ACX_METHOD_ITEM *items, ULONG count) { return add(methods, items, count); }

NTSTATUS RequestItems::add_preprocess(PFN_ACX_OBJECT_PREPROCESS_REQUEST callback, ACXCONTEXT context,
                                      ACX_REQUEST_TYPE type, const GUID *set, ULONG id) {
    if (callback == nullptr || type <= AcxRequestTypeUnknown || type >= AcxRequestTypeMax) {
        return STATUS_INVALID_PARAMETER;
    }
    preprocess.push_back({callback, context, type, set == nullptr ? GUID{} : *set, id});
    return STATUS_SUCCESS;
}

const PreprocessItem *RequestItems::preprocess_for(ACX_REQUEST_TYPE type, const GUID &set, ULONG id) const {
    for (const PreprocessItem &item : preprocess) {
        const bool type_fits = item.type == AcxRequestTypeAny || item.type == type;
        const bool set_fits = same(item.set, GUID{}) || same(item.set, set);
        const bool id_fits = item.id == AcxItemIdAny || item.id == AcxItemIdNone || item.id == id;
        if (type_fits && set_fits && id_fits) return &item;
    }
    return nullptr;
}

const StoredItem<ACX_PROPERTY_ITEM> *RequestItems::property(const GUID &set, ULONG id) const {
    return find(properties, set, id);
}

const StoredItem<ACX_METHOD_ITEM> *RequestItems::method(const GUID &set, ULONG id) const {
    return find(methods, set, id);
}

} // namespace acxsim::acx
