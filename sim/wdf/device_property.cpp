// SPDX-License-Identifier: MIT
//
// Properties of devices: what the bus reports (identifiers, texts, container), by the old numbers and by DEVPKEYs, and
// what drivers assign. Pages: wdfdevice/nf-wdfdevice-wdfdevicequeryproperty, ...queryexproperty, ...assignproperty,
// wdm/ne-wdm-device_registry_property; key numbers: "Device Properties" (devpkey.h).
// Leaves out: resources, driver and class keys, install state.
#include <cstring>
#include <optional>

#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/device_names.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/wdf/ddi_table.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/device_init.hpp"
#include "sim/wdf/device_tree.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/pdo.hpp"
#include "sim/wdf/pnp_ddi_table.hpp"
#include "sim/wdf/unicode.hpp"

namespace acxsim::wdf {

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr GUID basic_keys = {0xa45c254e, 0xdf1c, 0x4efd, {0x80, 0x20, 0x67, 0xd1, 0x46, 0xa8, 0x50, 0xe0}};
constexpr GUID container_key = {0x8c7ed206, 0x3f8a, 0x4827, {0xb3, 0xab, 0xae, 0x9e, 0x1f, 0xae, 0xfc, 0x6c}};
constexpr GUID instance_key = {0x78c34fc8, 0x104a, 0x4aca, {0x9e, 0xa4, 0x52, 0x4d, 0x52, 0x99, 0x6e, 0x57}};

bool same(const GUID &a, const GUID &b) { return std::memcmp(&a, &b, sizeof a) == 0; }

Bytes bytes_of(std::u16string_view text) {
    Bytes bytes((text.size() + 1) * sizeof(char16_t));
    std::memcpy(bytes.data(), text.data(), text.size() * sizeof(char16_t));
    return bytes;
}

/// One string after another, an empty one at the end.
Bytes bytes_of(const std::vector<std::u16string> &texts) {
    std::u16string all;
    for (const std::u16string &text : texts)
        all += text + u'\0';
    return bytes_of(all);
}

template <class Value>
Bytes bytes_of_value(const Value &value) {
    Bytes bytes(sizeof value);
    std::memcpy(bytes.data(), &value, sizeof value);
    return bytes;
}

/// What the simulated root device and a driver's own children answer; nullopt: the device has no such property.
std::optional<Bytes> reported(const PdoDescription *pdo, const Device *bus, DEVICE_REGISTRY_PROPERTY property) {
    const PdoDescription::Text *text = pdo == nullptr ? nullptr : pdo->text();
    switch (property) {
    case DevicePropertyDeviceDescription:
    case DevicePropertyFriendlyName:
        if (pdo == nullptr) return bytes_of(u"Simulated audio device");
        if (text == nullptr) return std::nullopt;
        return bytes_of(text->description);
    case DevicePropertyLocationInformation:
        if (text == nullptr) return std::nullopt;
        return bytes_of(text->location);
    case DevicePropertyHardwareID:
        if (pdo == nullptr) return bytes_of(std::vector<std::u16string>{u"ACXSIM\\AudioDevice"});
        if (pdo->hardware_ids.empty()) return std::nullopt;
        return bytes_of(pdo->hardware_ids);
    case DevicePropertyCompatibleIDs:
        if (pdo == nullptr || pdo->compatible_ids.empty()) return std::nullopt;
        return bytes_of(pdo->compatible_ids);
    case DevicePropertyContainerID:
        if (pdo == nullptr || pdo->container_id.empty()) return std::nullopt;
        return bytes_of(pdo->container_id);
    case DevicePropertyEnumeratorName: {
        if (pdo == nullptr) return bytes_of(u"ACXSIM");
        return bytes_of(std::u16string_view(pdo->device_id).substr(0, pdo->device_id.find(u'\\')));
    }
    case DevicePropertyBusTypeGuid:
        if (bus == nullptr || bus->bus_information == nullptr) return std::nullopt;
        return bytes_of_value(bus->bus_information->BusTypeGuid);
    case DevicePropertyLegacyBusType:
        if (bus == nullptr || bus->bus_information == nullptr) return std::nullopt;
        return bytes_of_value(bus->bus_information->LegacyBusType);
    case DevicePropertyBusNumber:
        if (bus == nullptr || bus->bus_information == nullptr) return std::nullopt;
        return bytes_of_value(bus->bus_information->BusNumber);
    default:
        return std::nullopt;
    }
}

struct Typed {
    DEVPROPTYPE type;
    Bytes bytes;
};

/// Whose properties a device's are: the physical device of its stack.
struct Subject {
    const PdoDescription *pdo = nullptr;
    const Device *bus = nullptr;
    const DEVICE_OBJECT *object = nullptr;
    std::u16string instance;
};

Subject subject_of(const Device *pdo, const DEVICE_OBJECT *object, const DeviceNode *node) {
    Subject subject;
    if (pdo != nullptr) {
        subject.pdo = pdo->pdo();
        subject.bus = pdo->bus_device();
    }
    subject.object = object;
    if (node != nullptr) subject.instance = node->instance_path();
    return subject;
}

Subject subject_of(const Device &device) {
    const Device *pdo = device.kind() == DeviceKind::Physical ? &device
                        : device.node == nullptr              ? nullptr
                                                              : device.node->physical();
    return subject_of(pdo, device.physical_device_object(), device.node);
}

Subject subject_of(const WDFDEVICE_INIT &init) {
    const Device *pdo = init.node == nullptr ? nullptr : init.node->physical();
    return subject_of(pdo, pdo == nullptr ? nullptr : pdo->device_object(), init.node);
}

std::optional<Typed> by_key(const Subject &subject, const DEVPROPKEY &key, LCID locale) {
    if (subject.object != nullptr) {
        const auto *assigned = kernel::Executive::current().device_names().properties(subject.object).find(key, locale);
        if (assigned != nullptr) return Typed{assigned->type, assigned->data};
    }
    if (same(key.fmtid, instance_key) && key.pid == 256) {
        if (subject.instance.empty()) return std::nullopt;
        return Typed{DEVPROP_TYPE_STRING, bytes_of(subject.instance)};
    }
    std::optional<DEVICE_REGISTRY_PROPERTY> property;
    DEVPROPTYPE type = DEVPROP_TYPE_STRING;
    constexpr DEVPROPTYPE string_list = DEVPROP_TYPE_STRING | 0x2000; // DEVPROP_TYPEMOD_LIST
    if (same(key.fmtid, basic_keys)) {
        switch (key.pid) {
        case 2:
            property = DevicePropertyDeviceDescription;
            break;
        case 3:
            property = DevicePropertyHardwareID;
            type = string_list;
            break;
        case 4:
            property = DevicePropertyCompatibleIDs;
            type = string_list;
            break;
        case 14:
            property = DevicePropertyFriendlyName;
            break;
        case 15:
            property = DevicePropertyLocationInformation;
            break;
        case 21:
            property = DevicePropertyBusTypeGuid;
            type = DEVPROP_TYPE_GUID;
            break;
        case 22:
            property = DevicePropertyLegacyBusType;
            type = DEVPROP_TYPE_UINT32;
            break;
        case 23:
            property = DevicePropertyBusNumber;
            type = DEVPROP_TYPE_UINT32;
            break;
        case 24:
            property = DevicePropertyEnumeratorName;
            break;
        default:
            break;
        }
    } else if (same(key.fmtid, container_key) && key.pid == 2) {
        UNICODE_STRING text;
        GUID guid;
        if (subject.pdo == nullptr) return std::nullopt;
        text = unicode_string_of(subject.pdo->container_id);
        if (!NT_SUCCESS(RtlGUIDFromString(&text, &guid))) return std::nullopt;
        return Typed{DEVPROP_TYPE_GUID, bytes_of_value(guid)};
    }
    if (!property) return std::nullopt;
    const std::optional<Bytes> bytes = reported(subject.pdo, subject.bus, *property);
    if (!bytes) return std::nullopt;
    return Typed{type, *bytes};
}

NTSTATUS give(const Bytes &bytes, ULONG length, PVOID buffer, PULONG result) {
    *result = static_cast<ULONG>(bytes.size());
    if (length < bytes.size()) return STATUS_BUFFER_TOO_SMALL;
    std::memcpy(buffer, bytes.data(), bytes.size());
    return STATUS_SUCCESS;
}

NTSTATUS give(const Bytes &bytes, POOL_TYPE pool, PWDF_OBJECT_ATTRIBUTES attributes, WDFMEMORY *memory) {
    PVOID buffer = nullptr;
    const NTSTATUS status =
        WdfMemoryCreate(attributes, pool, 'prop', std::max<std::size_t>(bytes.size(), 1), memory, &buffer);
    if (NT_SUCCESS(status)) std::memcpy(buffer, bytes.data(), bytes.size());
    return status;
}

NTSTATUS query(const Subject &subject, DEVICE_REGISTRY_PROPERTY property, ULONG length, PVOID buffer, PULONG result,
               std::string_view ddi) {
    Framework::current().require_parameter(result, ddi, "ResultLength");
    *result = 0;
    if (length != 0 && buffer == nullptr) return STATUS_INVALID_PARAMETER;
    const std::optional<Bytes> bytes = reported(subject.pdo, subject.bus, property);
    if (!bytes) return STATUS_OBJECT_NAME_NOT_FOUND;
    return give(*bytes, length, buffer, result);
}

NTSTATUS query(const Subject &subject, DEVICE_REGISTRY_PROPERTY property, POOL_TYPE pool,
               PWDF_OBJECT_ATTRIBUTES attributes, WDFMEMORY *memory, std::string_view ddi) {
    Framework::current().require_parameter(memory, ddi, "PropertyMemory");
    *memory = nullptr;
    const std::optional<Bytes> bytes = reported(subject.pdo, subject.bus, property);
    if (!bytes) return STATUS_OBJECT_NAME_NOT_FOUND;
    return give(*bytes, pool, attributes, memory);
}

NTSTATUS query(const Subject &subject, PWDF_DEVICE_PROPERTY_DATA data, ULONG length, PVOID buffer, PULONG result,
               PDEVPROPTYPE type, std::string_view ddi) {
    Framework &framework = Framework::current();
    framework.require_parameter(data, ddi, "DeviceProperty");
    framework.require_parameter(result, ddi, "RequiredSize");
    framework.require_parameter(type, ddi, "Type");
    *result = 0;
    if (data->Size != sizeof *data) return STATUS_INFO_LENGTH_MISMATCH;
    if (data->PropertyKey == nullptr || (length != 0 && buffer == nullptr)) return STATUS_INVALID_PARAMETER;
    const std::optional<Typed> found = by_key(subject, *data->PropertyKey, data->Lcid);
    if (!found) return STATUS_OBJECT_NAME_NOT_FOUND;
    *type = found->type;
    return give(found->bytes, length, buffer, result);
}

NTSTATUS query(const Subject &subject, PWDF_DEVICE_PROPERTY_DATA data, POOL_TYPE pool,
               PWDF_OBJECT_ATTRIBUTES attributes, WDFMEMORY *memory, PDEVPROPTYPE type, std::string_view ddi) {
    Framework &framework = Framework::current();
    framework.require_parameter(data, ddi, "DeviceProperty");
    framework.require_parameter(memory, ddi, "PropertyMemory");
    framework.require_parameter(type, ddi, "Type");
    *memory = nullptr;
    if (data->Size != sizeof *data) return STATUS_INFO_LENGTH_MISMATCH;
    if (data->PropertyKey == nullptr) return STATUS_INVALID_PARAMETER;
    const std::optional<Typed> found = by_key(subject, *data->PropertyKey, data->Lcid);
    if (!found) return STATUS_OBJECT_NAME_NOT_FOUND;
    *type = found->type;
    return give(found->bytes, pool, attributes, memory);
}

/// The init structure of a function device that EvtDriverDeviceAdd got.
WDFDEVICE_INIT &function_init(PWDFDEVICE_INIT init, std::string_view ddi) { return check_device_init(init, ddi); }

} // namespace

} // namespace acxsim::wdf

using namespace acxsim;
using namespace acxsim::wdf;

NTSTATUS WdfDeviceQueryProperty(WDFDEVICE Device, DEVICE_REGISTRY_PROPERTY DeviceProperty, ULONG BufferLength,
                                PVOID PropertyBuffer, PULONG ResultLength) {
    ACXSIM_DDI(pnp_ddis, "WdfDeviceQueryProperty");
    return query(subject_of(from_handle<wdf::Device>(Device)), DeviceProperty, BufferLength, PropertyBuffer,
                 ResultLength, "WdfDeviceQueryProperty");
}

NTSTATUS WdfDeviceAllocAndQueryProperty(WDFDEVICE Device, DEVICE_REGISTRY_PROPERTY DeviceProperty, POOL_TYPE PoolType,
                                        PWDF_OBJECT_ATTRIBUTES PropertyMemoryAttributes, WDFMEMORY *PropertyMemory) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceAllocAndQueryProperty");
    return query(subject_of(from_handle<wdf::Device>(Device)), DeviceProperty, PoolType, PropertyMemoryAttributes,
                 PropertyMemory, "WdfDeviceAllocAndQueryProperty");
}

NTSTATUS WdfDeviceQueryPropertyEx(WDFDEVICE Device, PWDF_DEVICE_PROPERTY_DATA DeviceProperty, ULONG BufferLength,
                                  PVOID PropertyBuffer, PULONG RequiredSize, PDEVPROPTYPE Type) {
    ACXSIM_DDI(pnp_ddis, "WdfDeviceQueryPropertyEx");
    return query(subject_of(from_handle<wdf::Device>(Device)), DeviceProperty, BufferLength, PropertyBuffer,
                 RequiredSize, Type, "WdfDeviceQueryPropertyEx");
}

NTSTATUS WdfDeviceAllocAndQueryPropertyEx(WDFDEVICE Device, PWDF_DEVICE_PROPERTY_DATA DeviceProperty,
                                          POOL_TYPE PoolType, PWDF_OBJECT_ATTRIBUTES PropertyMemoryAttributes,
                                          WDFMEMORY *PropertyMemory, PDEVPROPTYPE Type) {
    ACXSIM_DDI(pnp_ddis, "WdfDeviceAllocAndQueryPropertyEx");
    return query(subject_of(from_handle<wdf::Device>(Device)), DeviceProperty, PoolType, PropertyMemoryAttributes,
                 PropertyMemory, Type, "WdfDeviceAllocAndQueryPropertyEx");
}

NTSTATUS WdfDeviceAssignProperty(WDFDEVICE Device, PWDF_DEVICE_PROPERTY_DATA DeviceProperty, DEVPROPTYPE Type,
                                 ULONG Size, PVOID Data) {
    ACXSIM_DDI(pnp_ddis, "WdfDeviceAssignProperty");
    const auto &device = from_handle<wdf::Device>(Device);
    Framework::current().require_parameter(DeviceProperty, "WdfDeviceAssignProperty", "DeviceProperty");
    if (DeviceProperty->Size != sizeof *DeviceProperty) return STATUS_INFO_LENGTH_MISMATCH;
    if (DeviceProperty->PropertyKey == nullptr || (Data == nullptr) != (Size == 0)) return STATUS_INVALID_PARAMETER;
    kernel::Executive::current()
        .device_names()
        .properties(device.physical_device_object())
        .set(*DeviceProperty->PropertyKey, DeviceProperty->Lcid, Type, Data, Size);
    return STATUS_SUCCESS;
}

NTSTATUS WdfFdoInitQueryProperty(PWDFDEVICE_INIT DeviceInit, DEVICE_REGISTRY_PROPERTY DeviceProperty,
                                 ULONG BufferLength, PVOID PropertyBuffer, PULONG ResultLength) {
    ACXSIM_DDI(pnp_ddis, "WdfFdoInitQueryProperty");
    return query(subject_of(function_init(DeviceInit, "WdfFdoInitQueryProperty")), DeviceProperty, BufferLength,
                 PropertyBuffer, ResultLength, "WdfFdoInitQueryProperty");
}

NTSTATUS WdfFdoInitAllocAndQueryProperty(PWDFDEVICE_INIT DeviceInit, DEVICE_REGISTRY_PROPERTY DeviceProperty,
                                         POOL_TYPE PoolType, PWDF_OBJECT_ATTRIBUTES PropertyMemoryAttributes,
                                         WDFMEMORY *PropertyMemory) {
    ACXSIM_DDI(pnp_ddis, "WdfFdoInitAllocAndQueryProperty");
    return query(subject_of(function_init(DeviceInit, "WdfFdoInitAllocAndQueryProperty")), DeviceProperty, PoolType,
                 PropertyMemoryAttributes, PropertyMemory, "WdfFdoInitAllocAndQueryProperty");
}

NTSTATUS WdfFdoInitQueryPropertyEx(PWDFDEVICE_INIT DeviceInit, PWDF_DEVICE_PROPERTY_DATA DeviceProperty,
                                   ULONG BufferLength, PVOID PropertyBuffer, PULONG ResultLength, PDEVPROPTYPE Type) {
    ACXSIM_DDI(pnp_ddis, "WdfFdoInitQueryPropertyEx");
    return query(subject_of(function_init(DeviceInit, "WdfFdoInitQueryPropertyEx")), DeviceProperty, BufferLength,
                 PropertyBuffer, ResultLength, Type, "WdfFdoInitQueryPropertyEx");
}

NTSTATUS WdfFdoInitAllocAndQueryPropertyEx(PWDFDEVICE_INIT DeviceInit, PWDF_DEVICE_PROPERTY_DATA DeviceProperty,
                                           POOL_TYPE PoolType, PWDF_OBJECT_ATTRIBUTES PropertyMemoryAttributes,
                                           WDFMEMORY *PropertyMemory, PDEVPROPTYPE Type) {
    ACXSIM_DDI(pnp_ddis, "WdfFdoInitAllocAndQueryPropertyEx");
    return query(subject_of(function_init(DeviceInit, "WdfFdoInitAllocAndQueryPropertyEx")), DeviceProperty, PoolType,
                 PropertyMemoryAttributes, PropertyMemory, Type, "WdfFdoInitAllocAndQueryPropertyEx");
}

VOID WdfDeviceSetBusInformationForChildren(WDFDEVICE Device, PPNP_BUS_INFORMATION BusInformation) {
    ACXSIM_DDI(pnp_ddis, "WdfDeviceSetBusInformationForChildren");
    auto &device = from_handle<wdf::Device>(Device);
    Framework::current().require_parameter(BusInformation, "WdfDeviceSetBusInformationForChildren", "BusInformation");
    device.bus_information = std::make_unique<PNP_BUS_INFORMATION>(*BusInformation);
}
