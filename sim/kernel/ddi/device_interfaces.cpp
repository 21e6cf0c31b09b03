// SPDX-License-Identifier: MIT
//
// DDIs: device interfaces, their properties and registry keys, symbolic links, and notifications of Plug and Play, over
// what plug_and_play.hpp keeps. Pages: wdm/nf-wdm-ioregisterdeviceinterface and its neighbours,
// wdm/nf-wdm-ioregisterplugplaynotification. Leaves out: notification of removal and of hardware profiles (registering
// succeeds, nothing comes).
#include <cstring>
#include <string>

#include <fmt/format.h>

#include "sim/kernel/bug_check.hpp"
#include "sim/kernel/ddi/native_names.hpp"
#include "sim/kernel/ddi_table.hpp"
#include "sim/kernel/device_names.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/plug_and_play.hpp"
#include "sim/kernel/registry.hpp"
#include "sim/kernel/system.hpp"
#include "sim/kernel/work_queue.hpp"

using namespace acxsim::kernel;

namespace {

constexpr GUID interface_arrival = {0xcb3a4004, 0x46f0, 0x11d0, {0xb0, 0x8f, 0x00, 0x60, 0x97, 0x13, 0x05, 0x3f}};
constexpr GUID interface_removal = {0xcb3a4005, 0x46f0, 0x11d0, {0xb0, 0x8f, 0x00, 0x60, 0x97, 0x13, 0x05, 0x3f}};
// Events that only the Plug and Play manager itself may report.
constexpr GUID system_events[] = {
    {0xcb3a4006, 0x46f0, 0x11d0, {0xb0, 0x8f, 0x00, 0x60, 0x97, 0x13, 0x05, 0x3f}},  // query remove
    {0xcb3a4007, 0x46f0, 0x11d0, {0xb0, 0x8f, 0x00, 0x60, 0x97, 0x13, 0x05, 0x3f}},  // remove cancelled
    {0xcb3a4008, 0x46f0, 0x11d0, {0xb0, 0x8f, 0x00, 0x60, 0x97, 0x13, 0x05, 0x3f}}}; // remove complete

PlugAndPlay &plug_and_play() { return acxsim::kernel::Executive::current().plug_and_play(); }

template <class Bytes, class From>
Bytes bytes_of(const From &from) {
    static_assert(sizeof(Bytes) == sizeof(From));
    Bytes bytes;
    std::memcpy(bytes.data(), &from, sizeof from);
    return bytes;
}

std::u16string guid_text(const GUID &guid) {
    const std::string text =
        fmt::format("{{{:08x}-{:04x}-{:04x}-{:02x}{:02x}-{:02x}{:02x}{:02x}{:02x}{:02x}{:02x}}}", guid.Data1,
                    guid.Data2, guid.Data3, guid.Data4[0], guid.Data4[1], guid.Data4[2], guid.Data4[3], guid.Data4[4],
                    guid.Data4[5], guid.Data4[6], guid.Data4[7]);
    return {text.begin(), text.end()};
}

void call_listener(const PlugAndPlay::Listener &listener, void *structure) {
    CallbackScope scope("DRIVER_NOTIFICATION_CALLBACK_ROUTINE", 0, reinterpret_cast<const void *>(listener.routine));
    scope.returned(static_cast<std::uint32_t>(listener.routine(structure, listener.context)));
}

void tell_of_interface(const std::u16string &link, const GuidBytes &interface_class, const GUID &event) {
    plug_and_play().for_listeners(
        [&](const PlugAndPlay::Listener &listener) {
            return listener.category == EventCategoryDeviceInterfaceChange &&
                   listener.interface_class == interface_class;
        },
        [&](const PlugAndPlay::Listener &listener) {
            std::u16string text = link;
            UNICODE_STRING name{static_cast<USHORT>(text.size() * sizeof(WCHAR)),
                                static_cast<USHORT>((text.size() + 1) * sizeof(WCHAR)),
                                reinterpret_cast<PWCH>(text.data())};
            DEVICE_INTERFACE_CHANGE_NOTIFICATION notification{};
            notification.Version = 1;
            notification.Size = sizeof notification;
            notification.Event = event;
            std::memcpy(&notification.InterfaceClassGuid, interface_class.data(), sizeof(GUID));
            notification.SymbolicLinkName = &name;
            call_listener(listener, &notification);
        });
}

void tell_of_target_change(const void *device, std::vector<std::uint8_t> structure) {
    plug_and_play().for_listeners(
        [device](const PlugAndPlay::Listener &listener) {
            return listener.category == EventCategoryTargetDeviceChange && listener.device == device;
        },
        [&structure](const PlugAndPlay::Listener &listener) { call_listener(listener, structure.data()); });
}

NTSTATUS check_custom_event(PDEVICE_OBJECT device, const TARGET_DEVICE_CUSTOM_NOTIFICATION *notification) {
    if (device == nullptr || notification == nullptr) return STATUS_INVALID_DEVICE_REQUEST;
    if (notification->Version != 1 || notification->FileObject != nullptr ||
        notification->Size < FIELD_OFFSET(TARGET_DEVICE_CUSTOM_NOTIFICATION, CustomDataBuffer)) {
        return STATUS_INVALID_PARAMETER;
    }
    for (const GUID &event : system_events) {
        if (std::memcmp(&event, &notification->Event, sizeof(GUID)) == 0) return STATUS_INVALID_DEVICE_REQUEST;
    }
    return STATUS_SUCCESS;
}

std::vector<std::uint8_t> copy_of(const TARGET_DEVICE_CUSTOM_NOTIFICATION *notification) {
    std::vector<std::uint8_t> copy(std::max<std::size_t>(notification->Size, sizeof *notification));
    std::memcpy(copy.data(), notification, notification->Size);
    return copy;
}

PlugAndPlay::Interface *interface_named(PUNICODE_STRING name) {
    return name == nullptr || name->Length == 0 ? nullptr : plug_and_play().find_interface(text_of(name));
}

} // namespace

void acxsim::kernel::set_interface_enabled(PlugAndPlay::Interface &interface, bool enabled) {
    if (interface.enabled == enabled) return;
    interface.enabled = enabled;
    tell_of_interface(interface.link, interface.interface_class, enabled ? interface_arrival : interface_removal);
}

extern "C" {

NTSTATUS IoRegisterDeviceInterface(PDEVICE_OBJECT PhysicalDeviceObject, const GUID *InterfaceClassGuid,
                                   PUNICODE_STRING ReferenceString, PUNICODE_STRING SymbolicLinkName) {
    ACXSIM_DDI(kernel_ddis, "IoRegisterDeviceInterface");
    if (PhysicalDeviceObject == nullptr || InterfaceClassGuid == nullptr || SymbolicLinkName == nullptr) {
        return STATUS_INVALID_DEVICE_REQUEST;
    }
    const std::u16string reference = text_of(ReferenceString);
    if (reference.find_first_of(u"/\\") != std::u16string::npos) return STATUS_INVALID_DEVICE_REQUEST;
    const DeviceNames &names = acxsim::kernel::Executive::current().device_names();
    std::u16string link = u"\\??\\" + names.link_prefix(PhysicalDeviceObject) + guid_text(*InterfaceClassGuid);
    if (!reference.empty()) link += u'\\' + reference;
    const PlugAndPlay::Interface &made =
        plug_and_play().add_interface(PhysicalDeviceObject, bytes_of<GuidBytes>(*InterfaceClassGuid), reference, link);
    return give_string(made.link, SymbolicLinkName) ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}
NTSTATUS IoSetDeviceInterfaceState(PUNICODE_STRING SymbolicLinkName, BOOLEAN Enable) {
    ACXSIM_DDI(kernel_ddis, "IoSetDeviceInterfaceState");
    PlugAndPlay::Interface *found = interface_named(SymbolicLinkName);
    if (found == nullptr) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (found->enabled == (Enable != FALSE)) {
        return Enable ? STATUS_OBJECT_NAME_EXISTS : STATUS_OBJECT_NAME_NOT_FOUND;
    }
    set_interface_enabled(*found, Enable != FALSE);
    return STATUS_SUCCESS;
}
NTSTATUS IoGetDeviceInterfaces(const GUID *InterfaceClassGuid, PDEVICE_OBJECT PhysicalDeviceObject, ULONG Flags,
                               PZZWSTR *SymbolicLinkList) {
    ACXSIM_DDI(kernel_ddis, "IoGetDeviceInterfaces");
    const auto wanted = bytes_of<GuidBytes>(*InterfaceClassGuid);
    std::u16string list;
    for (const PlugAndPlay::Interface &interface : plug_and_play().interfaces()) {
        if (interface.interface_class != wanted) continue;
        if (PhysicalDeviceObject != nullptr && interface.device != PhysicalDeviceObject) continue;
        if (!interface.enabled && (Flags & DEVICE_INTERFACE_INCLUDE_NONACTIVE) == 0) continue;
        list += interface.link;
        list += u'\0';
    }
    list += u'\0';
    auto *memory = static_cast<PZZWSTR>(Pool::current().allocate(
        {.size_bytes = list.size() * sizeof(WCHAR), .tag = 'I' | 'o' << 8 | 'L' << 16 | 's' << 24, .paged = true}));
    if (memory == nullptr) return STATUS_INSUFFICIENT_RESOURCES;
    std::memcpy(memory, list.data(), list.size() * sizeof(WCHAR));
    *SymbolicLinkList = memory;
    return STATUS_SUCCESS;
}
NTSTATUS IoGetDeviceInterfaceAlias(PUNICODE_STRING SymbolicLinkName, const GUID *AliasInterfaceClassGuid,
                                   PUNICODE_STRING AliasSymbolicLinkName) {
    ACXSIM_DDI(kernel_ddis, "IoGetDeviceInterfaceAlias");
    const PlugAndPlay::Interface *found = interface_named(SymbolicLinkName);
    if (found == nullptr || AliasInterfaceClassGuid == nullptr) return STATUS_INVALID_HANDLE;
    const PlugAndPlay::Interface *alias =
        plug_and_play().find_interface(found->device, bytes_of<GuidBytes>(*AliasInterfaceClassGuid), found->reference);
    if (alias == nullptr) return STATUS_OBJECT_NAME_NOT_FOUND;
    return give_string(alias->link, AliasSymbolicLinkName) ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}
NTSTATUS IoOpenDeviceInterfaceRegistryKey(PUNICODE_STRING SymbolicLinkName, ACCESS_MASK DesiredAccess,
                                          PHANDLE DeviceInterfaceRegKey) {
    ACXSIM_DDI(kernel_ddis, "IoOpenDeviceInterfaceRegistryKey");
    const PlugAndPlay::Interface *found = interface_named(SymbolicLinkName);
    if (found == nullptr) return STATUS_OBJECT_NAME_NOT_FOUND;
    std::u16string name = found->link.substr(4); // what follows \??\ is one component of the key's path
    for (char16_t &c : name) {
        if (c == u'\\') c = u'#';
    }
    const std::u16string path =
        std::u16string(Registry::control) + u"\\DeviceClasses\\" + name + u"\\Device Parameters";
    acxsim::kernel::Executive &executive = acxsim::kernel::Executive::current();
    executive.registry().create_key(path);
    *DeviceInterfaceRegKey = executive.handles().open(
        {.kind = HandleKind::Key, .object = nullptr, .path = path, .position = 0, .access = DesiredAccess});
    return STATUS_SUCCESS;
}
NTSTATUS IoSetDeviceInterfacePropertyData(PUNICODE_STRING SymbolicLinkName, const struct _DEVPROPKEY *PropertyKey,
                                          LCID Lcid, ULONG Flags, ULONG Type, ULONG Size, PVOID Data) {
    ACXSIM_DDI(kernel_ddis, "IoSetDeviceInterfacePropertyData");
    (void)Flags; // what outlives the run makes no difference here
    if (SymbolicLinkName == nullptr || SymbolicLinkName->Length == 0 || PropertyKey == nullptr) {
        return STATUS_INVALID_PARAMETER;
    }
    PlugAndPlay::Interface *found = interface_named(SymbolicLinkName);
    if (found == nullptr) return STATUS_OBJECT_NAME_NOT_FOUND;
    const std::pair key(bytes_of<PropertyKeyBytes>(*PropertyKey), static_cast<std::uint32_t>(Lcid));
    if (Data == nullptr || Size == 0) { // the page: no data deletes the property
        return found->properties.erase(key) != 0 ? STATUS_SUCCESS : STATUS_OBJECT_NAME_NOT_FOUND;
    }
    const auto *bytes = static_cast<const std::uint8_t *>(Data);
    found->properties[key] = {Type, {bytes, bytes + Size}};
    return STATUS_SUCCESS;
}
NTSTATUS IoGetDeviceInterfacePropertyData(PUNICODE_STRING SymbolicLinkName, const struct _DEVPROPKEY *PropertyKey,
                                          LCID Lcid, ULONG Flags, ULONG Size, PVOID Data, PULONG RequiredSize,
                                          PULONG Type) {
    ACXSIM_DDI(kernel_ddis, "IoGetDeviceInterfacePropertyData");
    if (Flags != 0 || PropertyKey == nullptr || RequiredSize == nullptr || Type == nullptr) {
        return STATUS_INVALID_PARAMETER;
    }
    *RequiredSize = 0;
    const PlugAndPlay::Interface *found = interface_named(SymbolicLinkName);
    if (found == nullptr) return STATUS_OBJECT_NAME_NOT_FOUND;
    const auto property =
        found->properties.find({bytes_of<PropertyKeyBytes>(*PropertyKey), static_cast<std::uint32_t>(Lcid)});
    if (property == found->properties.end()) return STATUS_OBJECT_NAME_NOT_FOUND;
    *RequiredSize = static_cast<ULONG>(property->second.data.size());
    *Type = property->second.type;
    if (Size < *RequiredSize) return STATUS_BUFFER_TOO_SMALL;
    std::memcpy(Data, property->second.data.data(), *RequiredSize);
    return STATUS_SUCCESS;
}

NTSTATUS IoCreateSymbolicLink(PUNICODE_STRING SymbolicLinkName, PUNICODE_STRING DeviceName) {
    ACXSIM_DDI(kernel_ddis, "IoCreateSymbolicLink");
    if (text_of(SymbolicLinkName).empty() || text_of(DeviceName).empty()) return STATUS_INVALID_PARAMETER;
    return plug_and_play().add_symbolic_link(text_of(SymbolicLinkName), text_of(DeviceName))
               ? STATUS_SUCCESS
               : STATUS_OBJECT_NAME_COLLISION;
}
NTSTATUS IoDeleteSymbolicLink(PUNICODE_STRING SymbolicLinkName) {
    ACXSIM_DDI(kernel_ddis, "IoDeleteSymbolicLink");
    return plug_and_play().remove_symbolic_link(text_of(SymbolicLinkName)) ? STATUS_SUCCESS
                                                                           : STATUS_OBJECT_NAME_NOT_FOUND;
}

NTSTATUS IoReportTargetDeviceChange(PDEVICE_OBJECT PhysicalDeviceObject, PVOID NotificationStructure) {
    ACXSIM_DDI(kernel_ddis, "IoReportTargetDeviceChange");
    const auto *notification = static_cast<const TARGET_DEVICE_CUSTOM_NOTIFICATION *>(NotificationStructure);
    if (const NTSTATUS status = check_custom_event(PhysicalDeviceObject, notification); !NT_SUCCESS(status)) {
        return status;
    }
    tell_of_target_change(PhysicalDeviceObject, copy_of(notification));
    return STATUS_SUCCESS;
}
NTSTATUS IoReportTargetDeviceChangeAsynchronous(PDEVICE_OBJECT PhysicalDeviceObject, PVOID NotificationStructure,
                                                PDEVICE_CHANGE_COMPLETE_CALLBACK Callback, PVOID Context) {
    ACXSIM_DDI(kernel_ddis, "IoReportTargetDeviceChangeAsynchronous");
    const auto *notification = static_cast<const TARGET_DEVICE_CUSTOM_NOTIFICATION *>(NotificationStructure);
    if (const NTSTATUS status = check_custom_event(PhysicalDeviceObject, notification); !NT_SUCCESS(status)) {
        return status;
    }
    acxsim::kernel::Executive::current().work_queue().queue(
        [PhysicalDeviceObject, copy = copy_of(notification), Callback, Context] {
            tell_of_target_change(PhysicalDeviceObject, copy);
            if (Callback == nullptr) return;
            CallbackScope scope("DEVICE_CHANGE_COMPLETE_CALLBACK", 0, reinterpret_cast<const void *>(Callback));
            Callback(Context);
            scope.returned();
        });
    return STATUS_PENDING;
}
NTSTATUS IoRegisterPlugPlayNotification(IO_NOTIFICATION_EVENT_CATEGORY EventCategory, ULONG EventCategoryFlags,
                                        PVOID EventCategoryData, PDRIVER_OBJECT DriverObject,
                                        PDRIVER_NOTIFICATION_CALLBACK_ROUTINE CallbackRoutine, PVOID Context,
                                        PVOID *NotificationEntry) {
    ACXSIM_DDI(kernel_ddis, "IoRegisterPlugPlayNotification");
    if (DriverObject == nullptr || CallbackRoutine == nullptr || NotificationEntry == nullptr) {
        return STATUS_INVALID_PARAMETER;
    }
    PlugAndPlay::Listener listener;
    listener.category = static_cast<std::uint32_t>(EventCategory);
    listener.routine = CallbackRoutine;
    listener.context = Context;
    if (EventCategory == EventCategoryDeviceInterfaceChange) {
        if (EventCategoryData == nullptr) return STATUS_INVALID_PARAMETER;
        std::memcpy(listener.interface_class.data(), EventCategoryData, sizeof(GUID));
    } else if (EventCategory == EventCategoryTargetDeviceChange) {
        if (EventCategoryData == nullptr) return STATUS_INVALID_PARAMETER;
        listener.device = static_cast<PFILE_OBJECT>(EventCategoryData)->DeviceObject;
    } else if (EventCategory != EventCategoryHardwareProfileChange) {
        return STATUS_INVALID_PARAMETER;
    }
    PlugAndPlay::Listener &added = plug_and_play().add_listener(listener);
    *NotificationEntry = &added;
    if (EventCategory == EventCategoryDeviceInterfaceChange &&
        (EventCategoryFlags & PNPNOTIFY_DEVICE_INTERFACE_INCLUDE_EXISTING_INTERFACES) != 0) {
        std::vector<std::u16string> links; // the routine may register further interfaces
        for (const PlugAndPlay::Interface &interface : plug_and_play().interfaces()) {
            if (interface.enabled && interface.interface_class == listener.interface_class) {
                links.push_back(interface.link);
            }
        }
        for (std::u16string &link : links) {
            UNICODE_STRING name{static_cast<USHORT>(link.size() * sizeof(WCHAR)),
                                static_cast<USHORT>((link.size() + 1) * sizeof(WCHAR)),
                                reinterpret_cast<PWCH>(link.data())};
            DEVICE_INTERFACE_CHANGE_NOTIFICATION notification{};
            notification.Version = 1;
            notification.Size = sizeof notification;
            notification.Event = interface_arrival;
            std::memcpy(&notification.InterfaceClassGuid, listener.interface_class.data(), sizeof(GUID));
            notification.SymbolicLinkName = &name;
            call_listener(listener, &notification);
        }
    }
    return STATUS_SUCCESS;
}
NTSTATUS IoUnregisterPlugPlayNotification(PVOID NotificationEntry) {
    ACXSIM_DDI(kernel_ddis, "IoUnregisterPlugPlayNotification");
    return plug_and_play().remove_listener(NotificationEntry) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}
NTSTATUS IoUnregisterPlugPlayNotificationEx(PVOID NotificationEntry) {
    ACXSIM_DDI(kernel_ddis, "IoUnregisterPlugPlayNotificationEx");
    return plug_and_play().remove_listener(NotificationEntry) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}
PDEVICE_OBJECT IoGetRelatedDeviceObject(PFILE_OBJECT FileObject) {
    ACXSIM_DDI(kernel_ddis, "IoGetRelatedDeviceObject");
    return FileObject->DeviceObject;
}
NTSTATUS IoGetDeviceProperty(PDEVICE_OBJECT DeviceObject, DEVICE_REGISTRY_PROPERTY DeviceProperty, ULONG BufferLength,
                             PVOID PropertyBuffer, PULONG ResultLength) {
    ACXSIM_DDI(kernel_ddis, "IoGetDeviceProperty");
    *ResultLength = 0;
    if (DeviceObject == nullptr) return STATUS_INVALID_DEVICE_REQUEST;
    std::u16string text;
    switch (DeviceProperty) {
    case DevicePropertyDeviceDescription:
    case DevicePropertyFriendlyName:
        text = u"Simulated audio device";
        break;
    case DevicePropertyHardwareID:
        text = std::u16string(u"ACXSIM\\AudioDevice\0", 19);
        break;
    case DevicePropertyEnumeratorName:
        text = u"ACXSIM";
        break;
    case DevicePropertyClassName:
        text = u"MEDIA";
        break;
    default:
        return STATUS_OBJECT_NAME_NOT_FOUND;
    }
    *ResultLength = static_cast<ULONG>((text.size() + 1) * sizeof(WCHAR));
    if (BufferLength < *ResultLength) return STATUS_BUFFER_TOO_SMALL;
    std::memcpy(PropertyBuffer, text.c_str(), *ResultLength);
    return STATUS_SUCCESS;
}

} // extern "C"
