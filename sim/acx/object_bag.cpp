// SPDX-License-Identifier: MIT
//
// ACXOBJECTBAG: named values of a type each. A bag opened by name sees what the bag created with that name holds;
// nothing is kept beyond a run. Follows contract.md 6.7, RT-BAG-01. A value is read back as the type it was written
// with.
#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sim/acx/ddi_table.hpp"
#include "sim/acx/structure_check.hpp"
#include "sim/wdf/collection.hpp"
#include "sim/wdf/driver.hpp"
#include "sim/wdf/memory.hpp"
#include "sim/wdf/string.hpp"
#include "sim/wdf/unicode.hpp"

#include "sim/acx/ddk.hpp"

namespace acxsim::acx {

namespace {

enum class ValueType : std::uint8_t { I1, I2, I4, I8, UI1, UI2, UI4, UI8, SizeT, Guid, Text, Texts, Blob };

struct Value {
    ValueType type;
    std::vector<std::byte> bytes;      // numbers, GUIDs, blobs
    std::vector<std::u16string> texts; // Text: one
};
using Values = std::map<std::u16string, Value>;

class ObjectBag final : public wdf::Object {
public:
    static constexpr wdf::ObjectType type{"ACXOBJECTBAG", &wdf::Object::type};
    ObjectBag(const wdf::Attributes &attributes, wdf::Object *parent, ULONG flags, std::u16string name,
              std::shared_ptr<Values> values)
        : Object(type, attributes, parent), name_(std::move(name)), values_(std::move(values)), flags_(flags) {
        // Public drivers fill and read bags without naming an access: then there is no restriction.
        constexpr ULONG access = AcxObjectBagConfigEnableReads | AcxObjectBagConfigEnableWrites;
        if ((flags_ & access) == 0) flags_ |= access;
    }

    const std::u16string &name() const { return name_; }
    const std::shared_ptr<Values> &values() const { return values_; }

    NTSTATUS add(PCUNICODE_STRING name, Value value) {
        if (name == nullptr || name->Length == 0) return STATUS_INVALID_PARAMETER;
        if ((flags_ & AcxObjectBagConfigEnableWrites) == 0) return STATUS_ACCESS_DENIED;
        (*values_)[wdf::to_u16string(name)] = std::move(value);
        return STATUS_SUCCESS;
    }
    NTSTATUS find(PCUNICODE_STRING name, ValueType wanted, const Value *&value) const {
        if (name == nullptr || name->Length == 0) return STATUS_INVALID_PARAMETER;
        if ((flags_ & AcxObjectBagConfigEnableReads) == 0) return STATUS_ACCESS_DENIED;
        const auto found = values_->find(wdf::to_u16string(name));
        if (found == values_->end()) return STATUS_OBJECT_NAME_NOT_FOUND;
        if (found->second.type != wanted) return STATUS_OBJECT_TYPE_MISMATCH;
        value = &found->second;
        return STATUS_SUCCESS;
    }

private:
    std::u16string name_;
    std::shared_ptr<Values> values_;
    ULONG flags_;
};

ObjectBag *bag_named(const std::u16string &name) {
    for (wdf::Object *object : wdf::Framework::current().live_objects()) {
        if (object->deleted() || !object->object_type().is(ObjectBag::type)) continue;
        auto *bag = static_cast<ObjectBag *>(object);
        if (bag->name() == name) return bag;
    }
    return nullptr;
}

NTSTATUS make_bag(std::string_view ddi, PWDF_OBJECT_ATTRIBUTES given, PACX_OBJECTBAG_CONFIG config,
                  ACXOBJECTBAG *handle, bool open) {
    require(config, ddi, "Config");
    require(handle, ddi, "ObjectBag");
    *handle = nullptr;
    if (!structure_ok(0, "ACX_OBJECTBAG_CONFIG", *config)) return STATUS_INFO_LENGTH_MISMATCH;
    if ((config->Flags & ~AcxObjectBagConfigValidFlags) != 0) return STATUS_INVALID_PARAMETER;
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(wdf::read_attributes(given, wdf::ParentRule::Optional, attributes));
    if (!NT_SUCCESS(status)) return status;
    std::u16string name = wdf::to_u16string(config->Name);
    ObjectBag *present = nullptr;
    if (open && (config->Flags & AcxObjectBagConfigOpenWithHandle) != 0) {
        present = wdf::find_handle<ObjectBag>(config->Handle);
    } else if (!name.empty()) {
        present = bag_named(name);
    }
    if (open && present == nullptr) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (!open && present != nullptr && (config->Flags & AcxObjectBagConfigFailIfExist) != 0) {
        return STATUS_OBJECT_NAME_COLLISION;
    }
    auto values = present != nullptr ? present->values() : std::make_shared<Values>();
    auto &bag = wdf::make_object<ObjectBag>(attributes, wdf::parent_or_driver(attributes), config->Flags,
                                            std::move(name), std::move(values));
    *handle = bag.handle_as<ACXOBJECTBAG>();
    return STATUS_SUCCESS;
}

template <class Number>
NTSTATUS add_number(ACXOBJECTBAG bag, PCUNICODE_STRING name, ValueType type, Number number) {
    Value value{type, std::vector<std::byte>(sizeof number), {}};
    std::memcpy(value.bytes.data(), &number, sizeof number);
    return wdf::from_handle<ObjectBag>(bag).add(name, std::move(value));
}

template <class Number>
NTSTATUS retrieve_number(ACXOBJECTBAG bag, PCUNICODE_STRING name, ValueType type, Number *number) {
    const Value *value = nullptr;
    if (number == nullptr) return STATUS_INVALID_PARAMETER;
    const NTSTATUS status = wdf::from_handle<ObjectBag>(bag).find(name, type, value);
    if (NT_SUCCESS(status)) std::memcpy(number, value->bytes.data(), sizeof *number);
    return status;
}

} // namespace

} // namespace acxsim::acx

using namespace acxsim;
using namespace acxsim::acx;

NTSTATUS AcxObjectBagCreate(PWDF_OBJECT_ATTRIBUTES Attributes, PACX_OBJECTBAG_CONFIG Config, ACXOBJECTBAG *ObjectBag) {
    ACXSIM_DDI(acx_ddis, "AcxObjectBagCreate");
    return make_bag("AcxObjectBagCreate", Attributes, Config, ObjectBag, false);
}

NTSTATUS AcxObjectBagOpen(PWDF_OBJECT_ATTRIBUTES Attributes, PACX_OBJECTBAG_CONFIG Config, ACXOBJECTBAG *ObjectBag) {
    ACXSIM_DDI(acx_ddis, "AcxObjectBagOpen");
    return make_bag("AcxObjectBagOpen", Attributes, Config, ObjectBag, true);
}

#define ACXSIM_BAG_NUMBER(Name, Type)                                                                                  \
    NTSTATUS AcxObjectBagAdd##Name(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, Type Value) {                   \
        ACXSIM_DDI(acx_ddis, "AcxObjectBagAdd" #Name);                                                                 \
        return add_number(ObjectBag, ValueName, ValueType::Name, Value);                                               \
    }                                                                                                                  \
    NTSTATUS AcxObjectBagRetrieve##Name(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, Type *Value) {             \
        ACXSIM_DDI(acx_ddis, "AcxObjectBagRetrieve" #Name);                                                            \
        return retrieve_number(ObjectBag, ValueName, ValueType::Name, Value);                                          \
    }

ACXSIM_BAG_NUMBER(I1, CHAR)
ACXSIM_BAG_NUMBER(I2, SHORT)
ACXSIM_BAG_NUMBER(I4, LONG)
ACXSIM_BAG_NUMBER(I8, LONGLONG)
ACXSIM_BAG_NUMBER(UI1, UCHAR)
ACXSIM_BAG_NUMBER(UI2, USHORT)
ACXSIM_BAG_NUMBER(UI4, ULONG)
ACXSIM_BAG_NUMBER(UI8, ULONGLONG)
ACXSIM_BAG_NUMBER(SizeT, SIZE_T)
ACXSIM_BAG_NUMBER(Guid, GUID)
#undef ACXSIM_BAG_NUMBER

NTSTATUS AcxObjectBagAddString(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, WDFSTRING Value) {
    ACXSIM_DDI(acx_ddis, "AcxObjectBagAddString");
    const auto &text = wdf::from_handle<wdf::String>(Value).text();
    return wdf::from_handle<acx::ObjectBag>(ObjectBag).add(ValueName, {ValueType::Text, {}, {text}});
}

NTSTATUS AcxObjectBagAddUnicodeString(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, PCUNICODE_STRING Value) {
    ACXSIM_DDI(acx_ddis, "AcxObjectBagAddUnicodeString");
    if (Value == nullptr) return STATUS_INVALID_PARAMETER;
    return wdf::from_handle<acx::ObjectBag>(ObjectBag).add(ValueName,
                                                           {ValueType::Text, {}, {wdf::to_u16string(Value)}});
}

NTSTATUS AcxObjectBagAddMultiString(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, WDFCOLLECTION Value) {
    ACXSIM_DDI(acx_ddis, "AcxObjectBagAddMultiString");
    acx::Value value{ValueType::Texts, {}, {}};
    for (wdf::Object *item : wdf::from_handle<wdf::Collection>(Value).items()) {
        value.texts.push_back(wdf::from_handle<wdf::String>(item->handle()).text());
    }
    return wdf::from_handle<acx::ObjectBag>(ObjectBag).add(ValueName, std::move(value));
}

NTSTATUS AcxObjectBagAddBlob(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, WDFMEMORY Value) {
    ACXSIM_DDI(acx_ddis, "AcxObjectBagAddBlob");
    const auto &memory = wdf::from_handle<wdf::Memory>(Value);
    const auto *bytes = static_cast<const std::byte *>(memory.buffer());
    return wdf::from_handle<acx::ObjectBag>(ObjectBag).add(ValueName,
                                                           {ValueType::Blob, {bytes, bytes + memory.size_bytes()}, {}});
}

NTSTATUS AcxObjectBagRetrieveString(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, WDFSTRING Value) {
    ACXSIM_DDI(acx_ddis, "AcxObjectBagRetrieveString");
    auto &string = wdf::from_handle<wdf::String>(Value);
    const acx::Value *value = nullptr;
    const NTSTATUS status = wdf::from_handle<acx::ObjectBag>(ObjectBag).find(ValueName, ValueType::Text, value);
    if (NT_SUCCESS(status)) string.set_text(value->texts[0]);
    return status;
}

NTSTATUS AcxObjectBagRetrieveUnicodeString(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName, PUNICODE_STRING Value) {
    ACXSIM_DDI(acx_ddis, "AcxObjectBagRetrieveUnicodeString");
    if (Value == nullptr) return STATUS_INVALID_PARAMETER;
    const acx::Value *value = nullptr;
    const NTSTATUS status = wdf::from_handle<acx::ObjectBag>(ObjectBag).find(ValueName, ValueType::Text, value);
    if (!NT_SUCCESS(status)) return status;
    const UNICODE_STRING text = wdf::unicode_string_of(value->texts[0]);
    if (Value->Buffer == nullptr || Value->MaximumLength < text.Length) return STATUS_BUFFER_TOO_SMALL;
    std::memcpy(Value->Buffer, text.Buffer, text.Length);
    Value->Length = text.Length;
    return STATUS_SUCCESS;
}

NTSTATUS AcxObjectBagRetrieveMultiString(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName,
                                         PWDF_OBJECT_ATTRIBUTES StringsAttributes, WDFCOLLECTION Values) {
    ACXSIM_DDI(acx_ddis, "AcxObjectBagRetrieveMultiString");
    auto &collection = wdf::from_handle<wdf::Collection>(Values);
    const acx::Value *value = nullptr;
    NTSTATUS status = wdf::from_handle<acx::ObjectBag>(ObjectBag).find(ValueName, ValueType::Texts, value);
    if (!NT_SUCCESS(status)) return status;
    wdf::Attributes attributes;
    status = static_cast<NTSTATUS>(wdf::read_attributes(StringsAttributes, wdf::ParentRule::Optional, attributes));
    if (!NT_SUCCESS(status)) return status;
    for (const std::u16string &text : value->texts) {
        collection.add(wdf::make_object<wdf::String>(attributes, wdf::parent_or_driver(attributes), text));
    }
    return STATUS_SUCCESS;
}

NTSTATUS AcxObjectBagRetrieveBlob(ACXOBJECTBAG ObjectBag, PCUNICODE_STRING ValueName,
                                  PWDF_OBJECT_ATTRIBUTES ValueAttributes, WDFMEMORY *Value) {
    ACXSIM_DDI(acx_ddis, "AcxObjectBagRetrieveBlob");
    require(Value, "AcxObjectBagRetrieveBlob", "Value");
    *Value = nullptr;
    const acx::Value *value = nullptr;
    NTSTATUS status = wdf::from_handle<acx::ObjectBag>(ObjectBag).find(ValueName, ValueType::Blob, value);
    if (!NT_SUCCESS(status)) return status;
    wdf::Attributes attributes;
    status = static_cast<NTSTATUS>(wdf::read_attributes(ValueAttributes, wdf::ParentRule::Optional, attributes));
    if (!NT_SUCCESS(status)) return status;
    constexpr std::uint32_t tag = 'gBcA';
    auto &memory = wdf::make_object<wdf::Memory>(attributes, wdf::parent_or_driver(attributes), value->bytes.size(),
                                                 tag, false, false);
    std::memcpy(memory.buffer(), value->bytes.data(), value->bytes.size());
    *Value = memory.handle_as<WDFMEMORY>();
    return STATUS_SUCCESS;
}
