// SPDX-License-Identifier: MIT
//
// The registry by tables and by handles.
#include "tests/support/catch.hpp"

#include <cstring>
#include <string>
#include <vector>

#include "sim/kernel/registry.hpp"
#include "sim/kernel/registry_text.hpp"
#include "tests/kernel/machine.hpp"

#define NOMINMAX
#include "wdm.h"

using namespace acxsim;

namespace {

DRIVER_OBJECT driver_object;

void put(test::Machine &machine, std::string_view text) {
    const auto setting = kernel::parse_registry_setting(text);
    REQUIRE(setting.ok());
    machine.executive.registry().create_key(setting->key);
    machine.executive.registry().set(setting->key, setting->name, setting->type, setting->data.data(),
                                     setting->data.size());
}

/// One value read by RTL_QUERY_REGISTRY_DIRECT from the Parameters key.
NTSTATUS read_direct(const WCHAR *name, ULONG flags, ULONG type, PVOID to) {
    RTL_QUERY_REGISTRY_TABLE table[2] = {};
    table[0].Flags = RTL_QUERY_REGISTRY_DIRECT | flags;
    table[0].Name = const_cast<PWSTR>(name);
    table[0].EntryContext = to;
    table[0].DefaultType = type;
    return RtlQueryRegistryValues(RTL_REGISTRY_SERVICES, L"driver\\Parameters", table, nullptr, nullptr);
}

struct Told {
    std::u16string name;
    ULONG type;
    std::u16string text;
};
std::vector<Told> told;

NTSTATUS remember(PWSTR name, ULONG type, PVOID data, ULONG length, PVOID, PVOID) {
    Told each{{}, type, {}};
    while (name != nullptr && *name != 0)
        each.name += static_cast<char16_t>(*name++);
    if (data != nullptr && type == REG_SZ) {
        each.text.resize(length / sizeof(WCHAR) - 1);
        std::memcpy(each.text.data(), data, each.text.size() * sizeof(WCHAR));
    }
    told.push_back(each);
    return STATUS_SUCCESS;
}

} // namespace

TEST_CASE("registry values come back through both interfaces") {
    test::Machine machine;
    machine.run([&] {
        const std::uint32_t gain = 42;
        machine.executive.registry().set(kernel::Registry::driver_parameters, u"Gain", REG_DWORD, &gain, sizeof gain);
        HANDLE key = nullptr;
        CHECK(IoOpenDriverRegistryKey(&driver_object, DriverRegKeyParameters, KEY_READ, 0, &key) == STATUS_SUCCESS);
        UNICODE_STRING name;
        RtlInitUnicodeString(&name, L"gain");
        alignas(8) UCHAR buffer[64];
        ULONG length = 0;
        CHECK(ZwQueryValueKey(key, &name, KeyValuePartialInformation, buffer, sizeof buffer, &length) ==
              STATUS_SUCCESS);
        CHECK(reinterpret_cast<PKEY_VALUE_PARTIAL_INFORMATION>(buffer)->Data[0] == 42);
        CHECK(ZwQueryValueKey(key, &name, KeyValuePartialInformation, buffer, 13, &length) == STATUS_BUFFER_OVERFLOW);
        ULONG read = 0;
        ULONG fallback = 7;
        ULONG other = 0;
        wchar_t gain_name[] = L"Gain";
        wchar_t other_name[] = L"Other";
        RTL_QUERY_REGISTRY_TABLE table[3] = {};
        table[0].Flags = RTL_QUERY_REGISTRY_DIRECT | RTL_QUERY_REGISTRY_REQUIRED;
        table[0].Name = gain_name;
        table[0].EntryContext = &read;
        table[1].Flags = RTL_QUERY_REGISTRY_DIRECT;
        table[1].Name = other_name;
        table[1].EntryContext = &other;
        table[1].DefaultType = REG_DWORD;
        table[1].DefaultData = &fallback;
        table[1].DefaultLength = sizeof fallback;
        CHECK(RtlQueryRegistryValues(RTL_REGISTRY_HANDLE, static_cast<PCWSTR>(key), table, nullptr, nullptr) ==
              STATUS_SUCCESS);
        CHECK(read == 42);
        CHECK(other == 7);
        ZwClose(key);
    });
    CHECK_FALSE(machine.system.stopped());
}

TEST_CASE("RTL_QUERY_REGISTRY_TYPECHECK, REQUIRED and the forms of a direct buffer") {
    test::Machine machine;
    put(machine, "Mode=dword:0x10");
    put(machine, "Name=sz:front");
    put(machine, "Big=qword:5000000000");
    put(machine, "Table=binary:01 02 03 04 05 06");
    machine.run([] {
        ULONG mode = 0;
        const ULONG dword = REG_DWORD << RTL_QUERY_REGISTRY_TYPECHECK_SHIFT;
        const ULONG check = RTL_QUERY_REGISTRY_TYPECHECK;
        CHECK(read_direct(L"Mode", check, dword, &mode) == STATUS_SUCCESS);
        CHECK(mode == 16);
        UNICODE_STRING name = {};
        CHECK(read_direct(L"Name", check, dword, &name) == STATUS_OBJECT_TYPE_MISMATCH);
        CHECK(name.Buffer == nullptr);
        CHECK(read_direct(L"Name", check, REG_SZ << RTL_QUERY_REGISTRY_TYPECHECK_SHIFT, &name) == STATUS_SUCCESS);
        CHECK(name.Length == 10);
        CHECK(wcscmp(name.Buffer, L"front") == 0);
        RtlFreeUnicodeString(&name);
        WCHAR two[2];
        UNICODE_STRING small = {0, sizeof two, two};
        CHECK(read_direct(L"Name", 0, REG_NONE, &small) == STATUS_BUFFER_TOO_SMALL);
        // More than four bytes: room as a negative LONG, or room for size and type in front.
        LONG room[2] = {-8, 0};
        CHECK(read_direct(L"Big", 0, REG_NONE, room) == STATUS_SUCCESS);
        ULONGLONG big = 0;
        std::memcpy(&big, room, sizeof big);
        CHECK(big == 5'000'000'000);
        ULONG sized[4] = {6, 0, 0, 0};
        CHECK(read_direct(L"Table", 0, REG_NONE, sized) == STATUS_SUCCESS);
        CHECK(sized[0] == 6);
        CHECK(sized[1] == REG_BINARY);
        CHECK(sized[2] == 0x04030201);
        LONG narrow[2] = {-4, 0};
        CHECK(read_direct(L"Big", 0, REG_NONE, narrow) == STATUS_BUFFER_TOO_SMALL);
        CHECK(read_direct(L"Missing", 0, REG_NONE, &mode) == STATUS_SUCCESS); // nothing to store, no default
        CHECK(mode == 16);
        CHECK(read_direct(L"Missing", RTL_QUERY_REGISTRY_REQUIRED, REG_NONE, &mode) == STATUS_OBJECT_NAME_NOT_FOUND);
        CHECK(read_direct(L"Mode", RTL_QUERY_REGISTRY_DELETE, REG_NONE, &mode) == STATUS_SUCCESS);
        CHECK(read_direct(L"Mode", RTL_QUERY_REGISTRY_REQUIRED, REG_NONE, &mode) == STATUS_OBJECT_NAME_NOT_FOUND);
        // A table that mixes what excludes each other.
        RTL_QUERY_REGISTRY_TABLE wrong[2] = {};
        wrong[0].QueryRoutine = remember;
        wrong[0].Flags = RTL_QUERY_REGISTRY_DIRECT;
        CHECK(RtlQueryRegistryValues(RTL_REGISTRY_SERVICES, L"driver\\Parameters", wrong, nullptr, nullptr) ==
              STATUS_INVALID_PARAMETER);
    });
    CHECK_FALSE(machine.system.stopped());
}

TEST_CASE("a query routine gets all values, strings one by one, and those of a subkey") {
    test::Machine machine;
    put(machine, "Many=multi_sz:a|bc");
    put(machine, "Path=expand_sz:%SystemRoot%\\x");
    put(machine, "Sub\\Inner=sz:in");
    told.clear();
    machine.run([] {
        RTL_QUERY_REGISTRY_TABLE table[4] = {};
        table[0].QueryRoutine = remember; // no name: all of the key
        wchar_t sub[] = L"Sub";
        table[1].Flags = RTL_QUERY_REGISTRY_SUBKEY;
        table[1].Name = sub;
        wchar_t inner[] = L"Inner";
        table[2].QueryRoutine = remember;
        table[2].Name = inner;
        CHECK(RtlQueryRegistryValues(RTL_REGISTRY_SERVICES, L"driver\\Parameters", table, nullptr, nullptr) ==
              STATUS_SUCCESS);
        CHECK(RtlCheckRegistryKey(RTL_REGISTRY_SERVICES, const_cast<PWSTR>(L"driver\\Nothing")) ==
              STATUS_OBJECT_NAME_NOT_FOUND);
        CHECK(RtlQueryRegistryValues(RTL_REGISTRY_SERVICES, L"driver\\Nothing", table, nullptr, nullptr) ==
              STATUS_OBJECT_NAME_NOT_FOUND);
    });
    REQUIRE(told.size() == 4);
    CHECK(told[0].name == u"Many");
    CHECK(told[0].text == u"a");
    CHECK(told[0].type == REG_SZ);
    CHECK(told[1].text == u"bc");
    CHECK(told[2].text == u"C:\\Windows\\x");
    CHECK(told[3].name == u"Inner");
    CHECK(told[3].text == u"in");
}

TEST_CASE("keys by handle: made below what is there, listed, held to their access, deleted when empty") {
    test::Machine machine;
    machine.run([] {
        HANDLE parameters = nullptr;
        CHECK(IoOpenDriverRegistryKey(nullptr, DriverRegKeyParameters, KEY_READ, 0, &parameters) ==
              STATUS_INVALID_PARAMETER);
        CHECK(IoOpenDriverRegistryKey(&driver_object, DriverRegKeyParameters, KEY_READ, 0, &parameters) ==
              STATUS_SUCCESS);
        UNICODE_STRING name;
        OBJECT_ATTRIBUTES attributes;
        InitializeObjectAttributes(&attributes, &name, OBJ_KERNEL_HANDLE | OBJ_CASE_INSENSITIVE, parameters, nullptr);
        HANDLE key = nullptr;
        ULONG disposition = 0;
        RtlInitUnicodeString(&name, L"A\\B");
        CHECK(ZwCreateKey(&key, KEY_ALL_ACCESS, &attributes, 0, nullptr, 0, &disposition) ==
              STATUS_OBJECT_NAME_NOT_FOUND); // A is not there
        RtlInitUnicodeString(&name, L"Child");
        CHECK(ZwCreateKey(&key, KEY_ALL_ACCESS, &attributes, 0, nullptr, 0, &disposition) == STATUS_SUCCESS);
        CHECK(disposition == REG_CREATED_NEW_KEY);
        ULONG value = 9;
        UNICODE_STRING value_name;
        RtlInitUnicodeString(&value_name, L"Level");
        CHECK(ZwSetValueKey(parameters, &value_name, 0, REG_DWORD, &value, 4) == STATUS_ACCESS_DENIED); // KEY_READ
        CHECK(ZwSetValueKey(key, &value_name, 0, REG_DWORD, &value, 4) == STATUS_SUCCESS);
        alignas(8) UCHAR buffer[128];
        ULONG length = 0;
        CHECK(ZwEnumerateKey(parameters, 0, KeyBasicInformation, buffer, sizeof buffer, &length) == STATUS_SUCCESS);
        const auto *basic = reinterpret_cast<PKEY_BASIC_INFORMATION>(buffer);
        CHECK(basic->NameLength == 10);
        CHECK(std::memcmp(basic->Name, L"Child", 10) == 0);
        CHECK(ZwEnumerateKey(parameters, 1, KeyBasicInformation, buffer, sizeof buffer, &length) ==
              STATUS_NO_MORE_ENTRIES);
        CHECK(ZwEnumerateValueKey(key, 0, KeyValueFullInformation, buffer, sizeof buffer, &length) == STATUS_SUCCESS);
        const auto *full = reinterpret_cast<PKEY_VALUE_FULL_INFORMATION>(buffer);
        CHECK(full->DataLength == 4);
        CHECK(buffer[full->DataOffset] == 9);
        CHECK(ZwQueryKey(key, KeyFullInformation, buffer, sizeof buffer, &length) == STATUS_SUCCESS);
        CHECK(reinterpret_cast<PKEY_FULL_INFORMATION>(buffer)->Values == 1);
        CHECK(ZwDeleteValueKey(key, &value_name) == STATUS_SUCCESS);
        CHECK(ZwDeleteKey(key) == STATUS_SUCCESS);
        CHECK(ZwSetValueKey(key, &value_name, 0, REG_DWORD, &value, 4) == STATUS_KEY_DELETED);
        ZwClose(key);
        CHECK(ZwOpenKey(&key, KEY_READ, &attributes) == STATUS_OBJECT_NAME_NOT_FOUND);
        ZwClose(parameters);
        CHECK(RtlWriteRegistryValue(RTL_REGISTRY_SERVICES, L"driver\\New", L"X", REG_DWORD, &value, 4) ==
              STATUS_SUCCESS);
        CHECK(RtlCheckRegistryKey(RTL_REGISTRY_SERVICES, const_cast<PWSTR>(L"driver\\new")) == STATUS_SUCCESS);
        CHECK(RtlCreateRegistryKey(RTL_REGISTRY_SERVICES, const_cast<PWSTR>(L"driver\\Made")) == STATUS_SUCCESS);
        CHECK(RtlDeleteRegistryValue(RTL_REGISTRY_SERVICES, L"driver\\New", L"Y") == STATUS_OBJECT_NAME_NOT_FOUND);
    });
    CHECK_FALSE(machine.system.stopped());
}

TEST_CASE("registry values as a scenario writes them") {
    const auto device = kernel::parse_registry_setting("device\\Gain=dword:0xff");
    REQUIRE(device.ok());
    CHECK(device->key == kernel::Registry::device_hardware_key);
    CHECK(device->name == u"Gain");
    CHECK(device->data == std::vector<std::uint8_t>{0xff, 0, 0, 0});
    CHECK(kernel::parse_registry_setting("S=sz:")->data.size() == 2);
    CHECK(kernel::parse_registry_setting("M=multi_sz:a|b")->data.size() == 10);
    CHECK(kernel::parse_registry_setting("\\Registry\\Machine\\X\\N=qword:1")->key == u"\\Registry\\Machine\\X");
    for (const char *wrong : {"Gain", "Gain=5", "Gain=dword:x", "Gain=dword:4294967296", "T=binary:0", "T=binary:zz",
                              "\\Other\\N=dword:1", "N=real:1"}) {
        INFO(wrong);
        CHECK_FALSE(kernel::parse_registry_setting(wrong).ok());
    }
}
