// SPDX-License-Identifier: MIT
#include "sim/wdf/registry_key.hpp"

#include <cstring>

#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/handle_table.hpp"
#include "sim/kernel/registry.hpp"
#include "sim/wdf/ddi_table.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/driver.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/string.hpp"
#include "sim/wdf/unicode.hpp"

namespace acxsim::wdf {

namespace {

constexpr std::uint32_t reg_sz = 1;
constexpr std::uint32_t reg_dword = 4;

kernel::Registry &registry() { return kernel::Executive::current().registry(); }

} // namespace

RegistryKey::RegistryKey(const Attributes &attributes, Object *parent, std::u16string path)
    : Object(type, attributes, parent), path_(std::move(path)),
      kernel_handle_(kernel::Executive::current().handles().open({.kind = kernel::HandleKind::Key, .path = path_})) {}

void RegistryKey::after_cleanup() { kernel::Executive::current().handles().close(kernel_handle_); }

namespace {

NTSTATUS open_key(std::u16string_view path, PWDF_OBJECT_ATTRIBUTES given, WDFKEY *key) {
    *key = nullptr;
    Attributes attributes;
    const auto status = static_cast<NTSTATUS>(read_attributes(given, ParentRule::Optional, attributes));
    if (!NT_SUCCESS(status)) return status;
    if (!registry().key_exists(path)) return STATUS_OBJECT_NAME_NOT_FOUND;
    *key = make_object<RegistryKey>(attributes, parent_or_driver(attributes), std::u16string(path)).handle_as<WDFKEY>();
    return STATUS_SUCCESS;
}

const kernel::Registry::Value *find_value(WDFKEY key, PCUNICODE_STRING name, std::string_view ddi) {
    Framework::current().require_parameter(name, ddi, "ValueName");
    return registry().value(from_handle<RegistryKey>(key).path(), to_u16string(name));
}

NTSTATUS assign(WDFKEY key, PCUNICODE_STRING name, std::uint32_t type, const void *data, std::size_t size_bytes,
                std::string_view ddi) {
    Framework::current().require_parameter(name, ddi, "ValueName");
    const bool there = registry().set(from_handle<RegistryKey>(key).path(), to_u16string(name), type, data, size_bytes);
    return there ? STATUS_SUCCESS : STATUS_INVALID_HANDLE;
}

} // namespace

} // namespace acxsim::wdf

using namespace acxsim;
using namespace acxsim::wdf;

NTSTATUS WdfDriverOpenParametersRegistryKey(WDFDRIVER Driver, ACCESS_MASK, PWDF_OBJECT_ATTRIBUTES KeyAttributes,
                                            WDFKEY *Key) {
    ACXSIM_DDI(wdf_ddis, "WdfDriverOpenParametersRegistryKey");
    from_handle<wdf::Driver>(Driver);
    Framework::current().require_parameter(Key, "WdfDriverOpenParametersRegistryKey", "Key");
    registry().create_key(kernel::Registry::driver_parameters); // the page: it is created if it does not exist
    return open_key(kernel::Registry::driver_parameters, KeyAttributes, Key);
}

NTSTATUS WdfDeviceOpenRegistryKey(WDFDEVICE Device, ULONG DeviceInstanceKeyType, ACCESS_MASK,
                                  PWDF_OBJECT_ATTRIBUTES KeyAttributes, WDFKEY *Key) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceOpenRegistryKey");
    from_handle<wdf::Device>(Device);
    Framework::current().require_parameter(Key, "WdfDeviceOpenRegistryKey", "Key");
    *Key = nullptr;
    switch (DeviceInstanceKeyType & (PLUGPLAY_REGKEY_DEVICE | PLUGPLAY_REGKEY_DRIVER)) {
    case PLUGPLAY_REGKEY_DEVICE:
        return open_key(kernel::Registry::device_hardware_key, KeyAttributes, Key);
    case PLUGPLAY_REGKEY_DRIVER:
        return open_key(kernel::Registry::device_software_key, KeyAttributes, Key);
    default:
        return STATUS_INVALID_PARAMETER;
    }
}

NTSTATUS WdfRegistryOpenKey(WDFKEY ParentKey, PCUNICODE_STRING KeyName, ACCESS_MASK,
                            PWDF_OBJECT_ATTRIBUTES KeyAttributes, WDFKEY *Key) {
    ACXSIM_DDI(wdf_ddis, "WdfRegistryOpenKey");
    Framework &framework = Framework::current();
    framework.require_parameter(KeyName, "WdfRegistryOpenKey", "KeyName");
    framework.require_parameter(Key, "WdfRegistryOpenKey", "Key");
    std::u16string path = to_u16string(KeyName);
    if (ParentKey != nullptr) path = from_handle<RegistryKey>(ParentKey).path() + u"\\" + path;
    return open_key(path, KeyAttributes, Key);
}

VOID WdfRegistryClose(WDFKEY Key) {
    ACXSIM_DDI(wdf_ddis, "WdfRegistryClose");
    from_handle<RegistryKey>(Key).del();
}

HANDLE WdfRegistryWdmGetHandle(WDFKEY Key) {
    ACXSIM_DDI(wdf_ddis, "WdfRegistryWdmGetHandle");
    return from_handle<RegistryKey>(Key).kernel_handle();
}

NTSTATUS WdfRegistryQueryValue(WDFKEY Key, PCUNICODE_STRING ValueName, ULONG ValueLength, PVOID Value,
                               PULONG ValueLengthQueried, PULONG ValueType) {
    ACXSIM_DDI(wdf_ddis, "WdfRegistryQueryValue");
    const kernel::Registry::Value *found = find_value(Key, ValueName, "WdfRegistryQueryValue");
    if (found == nullptr) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (ValueLengthQueried != nullptr) *ValueLengthQueried = static_cast<ULONG>(found->data.size());
    if (ValueType != nullptr) *ValueType = found->type;
    if (Value == nullptr || ValueLength < found->data.size()) return STATUS_BUFFER_OVERFLOW;
    if (!found->data.empty()) memcpy(Value, found->data.data(), found->data.size());
    return STATUS_SUCCESS;
}

NTSTATUS WdfRegistryQueryULong(WDFKEY Key, PCUNICODE_STRING ValueName, PULONG Value) {
    ACXSIM_DDI(wdf_ddis, "WdfRegistryQueryULong");
    Framework::current().require_parameter(Value, "WdfRegistryQueryULong", "Value");
    const kernel::Registry::Value *found = find_value(Key, ValueName, "WdfRegistryQueryULong");
    if (found == nullptr) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (found->type != reg_dword || found->data.size() != sizeof(ULONG)) return STATUS_OBJECT_TYPE_MISMATCH;
    memcpy(Value, found->data.data(), sizeof(ULONG));
    return STATUS_SUCCESS;
}

NTSTATUS WdfRegistryQueryString(WDFKEY Key, PCUNICODE_STRING ValueName, WDFSTRING String) {
    ACXSIM_DDI(wdf_ddis, "WdfRegistryQueryString");
    auto &string = from_handle<wdf::String>(String);
    const kernel::Registry::Value *found = find_value(Key, ValueName, "WdfRegistryQueryString");
    if (found == nullptr) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (found->type != reg_sz) return STATUS_OBJECT_TYPE_MISMATCH;
    std::u16string text(found->data.size() / sizeof(char16_t), u'\0');
    memcpy(text.data(), found->data.data(), text.size() * sizeof(char16_t));
    while (!text.empty() && text.back() == u'\0')
        text.pop_back();
    string.set_text(std::move(text));
    return STATUS_SUCCESS;
}

NTSTATUS WdfRegistryAssignValue(WDFKEY Key, PCUNICODE_STRING ValueName, ULONG ValueType, ULONG ValueLength,
                                PVOID Value) {
    ACXSIM_DDI(wdf_ddis, "WdfRegistryAssignValue");
    return assign(Key, ValueName, ValueType, Value, ValueLength, "WdfRegistryAssignValue");
}

NTSTATUS WdfRegistryAssignULong(WDFKEY Key, PCUNICODE_STRING ValueName, ULONG Value) {
    ACXSIM_DDI(wdf_ddis, "WdfRegistryAssignULong");
    return assign(Key, ValueName, reg_dword, &Value, sizeof Value, "WdfRegistryAssignULong");
}

NTSTATUS WdfRegistryAssignString(WDFKEY Key, PCUNICODE_STRING ValueName, WDFSTRING String) {
    ACXSIM_DDI(wdf_ddis, "WdfRegistryAssignString");
    const std::u16string &text = from_handle<wdf::String>(String).text();
    return assign(Key, ValueName, reg_sz, text.c_str(), (text.size() + 1) * sizeof(char16_t),
                  "WdfRegistryAssignString");
}
