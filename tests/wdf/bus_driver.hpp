// SPDX-License-Identifier: MIT
//
// A bus driver for tests: children with a log of their callbacks, made statically or by a child list.
#pragma once

#include <string>

#include "tests/wdf/machine.hpp"

namespace acxsim::test {

struct ChildContext {
    ULONG number;
};
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(ChildContext, GetChildContext)

struct ChildDescription {
    WDF_CHILD_IDENTIFICATION_DESCRIPTION_HEADER header;
    ULONG number;
};

struct ChildAddress {
    WDF_CHILD_ADDRESS_DESCRIPTION_HEADER header;
    ULONG slot;
};

struct Bus {
    static inline bool raw;
    static inline bool depends_on_parent;
    static inline std::function<void(PWDFDEVICE_INIT, ULONG)> before_create;
    static inline std::function<NTSTATUS(WDFDEVICE, ULONG)> after_create;
    static inline NTSTATUS child_d0_status;
    static inline WDFDEVICE last;

    static void reset() {
        raw = true;
        depends_on_parent = true;
        before_create = nullptr;
        after_create = nullptr;
        child_d0_status = STATUS_SUCCESS;
        last = nullptr;
    }
    static std::string name(WDFDEVICE device) { return "child " + std::to_string(GetChildContext(device)->number); }
    static void note(WDFDEVICE device, const std::string &what) { journal.push_back(name(device) + " " + what); }

    static NTSTATUS create(PWDFDEVICE_INIT init, ULONG number, WDFDEVICE *device) {
        DECLARE_CONST_UNICODE_STRING(device_id, L"TEST\\Child");
        DECLARE_CONST_UNICODE_STRING(description, L"A child");
        DECLARE_CONST_UNICODE_STRING(location, L"On the test bus");
        const std::u16string instance = u"instance " + std::u16string(1, static_cast<char16_t>(u'0' + number));
        UNICODE_STRING instance_id;
        RtlInitUnicodeString(&instance_id, reinterpret_cast<PCWSTR>(instance.c_str()));
        REQUIRE(WdfPdoInitAssignDeviceID(init, &device_id) == STATUS_SUCCESS);
        REQUIRE(WdfPdoInitAddHardwareID(init, &device_id) == STATUS_SUCCESS);
        REQUIRE(WdfPdoInitAssignInstanceID(init, &instance_id) == STATUS_SUCCESS);
        REQUIRE(WdfPdoInitAddDeviceText(init, &description, &location, 0x409) == STATUS_SUCCESS);
        WdfPdoInitSetDefaultLocale(init, 0x409);
        static const GUID media = {0x4d36e96c, 0xe325, 0x11ce, {0xbf, 0xc1, 0x08, 0x00, 0x2b, 0xe1, 0x03, 0x18}};
        if (raw) REQUIRE(WdfPdoInitAssignRawDevice(init, &media) == STATUS_SUCCESS);
        if (!depends_on_parent) WdfPdoInitRemovePowerDependencyOnParent(init);
        WDF_PNPPOWER_EVENT_CALLBACKS power;
        WDF_PNPPOWER_EVENT_CALLBACKS_INIT(&power);
        power.EvtDevicePrepareHardware = [](WDFDEVICE child, WDFCMRESLIST, WDFCMRESLIST) -> NTSTATUS {
            note(child, "Prepare");
            return STATUS_SUCCESS;
        };
        power.EvtDeviceD0Entry = [](WDFDEVICE child, WDF_POWER_DEVICE_STATE from) -> NTSTATUS {
            note(child, "D0Entry " + std::to_string(from));
            return child_d0_status;
        };
        power.EvtDeviceD0Exit = [](WDFDEVICE child, WDF_POWER_DEVICE_STATE to) -> NTSTATUS {
            note(child, "D0Exit " + std::to_string(to));
            return STATUS_SUCCESS;
        };
        power.EvtDeviceReleaseHardware = [](WDFDEVICE child, WDFCMRESLIST) -> NTSTATUS {
            note(child, "Release");
            return STATUS_SUCCESS;
        };
        power.EvtDeviceSurpriseRemoval = [](WDFDEVICE child) { note(child, "SurpriseRemoval"); };
        WdfDeviceInitSetPnpPowerEventCallbacks(init, &power);
        if (before_create) before_create(init, number);
        WDF_OBJECT_ATTRIBUTES attributes;
        WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, ChildContext);
        attributes.EvtCleanupCallback = [](WDFOBJECT child) { note(static_cast<WDFDEVICE>(child), "cleanup"); };
        NTSTATUS status = WdfDeviceCreate(&init, &attributes, device);
        if (!NT_SUCCESS(status)) return status;
        GetChildContext(*device)->number = number;
        last = *device;
        return after_create ? after_create(*device, number) : STATUS_SUCCESS;
    }

    static WDFDEVICE add_static(WDFDEVICE parent, ULONG number) {
        PWDFDEVICE_INIT init = WdfPdoInitAllocate(parent);
        REQUIRE(init != nullptr);
        WDFDEVICE child = nullptr;
        REQUIRE(create(init, number, &child) == STATUS_SUCCESS);
        REQUIRE(WdfFdoAddStaticChild(parent, child) == STATUS_SUCCESS);
        return child;
    }

    static NTSTATUS create_listed(WDFCHILDLIST, PWDF_CHILD_IDENTIFICATION_DESCRIPTION_HEADER header,
                                  PWDFDEVICE_INIT init) {
        CHECK(KeGetCurrentIrql() == PASSIVE_LEVEL);
        const auto *description = reinterpret_cast<ChildDescription *>(header);
        journal.push_back("create " + std::to_string(description->number));
        WDFDEVICE device = nullptr;
        return create(init, description->number, &device);
    }
    static ChildDescription describe(ULONG number) {
        ChildDescription description{};
        WDF_CHILD_IDENTIFICATION_DESCRIPTION_HEADER_INIT(&description.header, sizeof description);
        description.number = number;
        return description;
    }
    static NTSTATUS report(WDFCHILDLIST list, ULONG number) {
        ChildDescription description = describe(number);
        return WdfChildListAddOrUpdateChildDescriptionAsPresent(list, &description.header, nullptr);
    }
    static NTSTATUS report_missing(WDFCHILDLIST list, ULONG number) {
        ChildDescription description = describe(number);
        return WdfChildListUpdateChildDescriptionAsMissing(list, &description.header);
    }
};

/// The parent writes down what happens to it.
inline void log_parent() {
    WDF_PNPPOWER_EVENT_CALLBACKS &power = PlainDriver::power;
    power.EvtDevicePrepareHardware = [](WDFDEVICE, WDFCMRESLIST, WDFCMRESLIST) -> NTSTATUS {
        journal.push_back("parent Prepare");
        return STATUS_SUCCESS;
    };
    power.EvtDeviceD0Entry = [](WDFDEVICE, WDF_POWER_DEVICE_STATE from) -> NTSTATUS {
        journal.push_back("parent D0Entry " + std::to_string(from));
        return STATUS_SUCCESS;
    };
    power.EvtDeviceD0Exit = [](WDFDEVICE, WDF_POWER_DEVICE_STATE to) -> NTSTATUS {
        journal.push_back("parent D0Exit " + std::to_string(to));
        return STATUS_SUCCESS;
    };
    power.EvtDeviceReleaseHardware = [](WDFDEVICE, WDFCMRESLIST) -> NTSTATUS {
        journal.push_back("parent Release");
        return STATUS_SUCCESS;
    };
    power.EvtDeviceSurpriseRemoval = [](WDFDEVICE) { journal.push_back("parent SurpriseRemoval"); };
    PlainDriver::device_attributes.EvtCleanupCallback = [](WDFOBJECT) { journal.push_back("parent cleanup"); };
}

inline std::vector<std::string> taken() {
    std::vector<std::string> result;
    result.swap(journal);
    return result;
}

using Lines = std::vector<std::string>;

} // namespace acxsim::test
