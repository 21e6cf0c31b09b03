// SPDX-License-Identifier: MIT
//
// Event providers: what EtwWrite's events look like in the driver's log, which calls are refused, and that a provider
// that stays registered is a leak.
#include <array>
#include <cstring>

#include "sim/kernel/driver_log.hpp"
#include "sim/kernel/records.hpp"
#include "tests/kernel/machine.hpp"
#include "tests/support/catch.hpp"

#include "evntprov.h"
#include "ntddk.h"

using namespace acxsim;

namespace {

constexpr GUID provider_id{0x12345678, 0x9abc, 0xdef0, {1, 2, 3, 4, 5, 6, 7, 8}};
constexpr EVENT_DESCRIPTOR started{7, 0, 0, 3, 1, 0, 0x20};

struct Enabled {
    ULONG code = 99;
    UCHAR level = 0;
    ULONGLONG any = 0;
    KIRQL irql = 99;
};
void on_enable(LPCGUID, ULONG code, UCHAR level, ULONGLONG any, ULONGLONG, PEVENT_FILTER_DESCRIPTOR, PVOID context) {
    *static_cast<Enabled *>(context) = {code, level, any, KeGetCurrentIrql()};
}

} // namespace

TEST_CASE("an event that a driver writes is a line of its log, with level, keyword and the bytes of its fields") {
    test::Machine machine;
    machine.run([] {
        REGHANDLE handle = 0;
        REQUIRE(EtwRegister(&provider_id, nullptr, nullptr, &handle) == STATUS_SUCCESS);
        CHECK(EtwEventEnabled(handle, &started) == TRUE);
        CHECK(EtwProviderEnabled(handle, 5, 1) == TRUE);
        const ULONG number = 0x0102;
        std::array<unsigned char, 40> block{};
        EVENT_DATA_DESCRIPTOR data[2];
        EventDataDescCreate(&data[0], &number, sizeof number);
        EventDataDescCreate(&data[1], block.data(), block.size());
        KIRQL old;
        KeRaiseIrql(DISPATCH_LEVEL, &old);
        CHECK(EtwWrite(handle, &started, nullptr, 2, data) == STATUS_SUCCESS);
        KeLowerIrql(old);
        CHECK(EtwWriteTransfer(handle, &started, nullptr, nullptr, 0, nullptr) == STATUS_SUCCESS);
        CHECK(EtwWriteString(handle, 2, 0, nullptr, L"no clock") == STATUS_SUCCESS);
        CHECK(EtwUnregister(handle) == STATUS_SUCCESS);
    });
    const auto &lines = machine.executive.driver_log().lines();
    REQUIRE(lines.size() == 3);
    const std::string name = "{12345678-9abc-def0-0102-030405060708}";
    std::string zeros;
    for (int i = 0; i < 32; ++i)
        zeros += " 00";
    CHECK(lines[0].text == name + " event 7: 4 bytes 02 01 00 00, 40 bytes" + zeros + " ...");
    CHECK(lines[0].level_name == "WARNING");
    CHECK(lines[0].flags == "0x20");
    CHECK(lines[0].irql == DISPATCH_LEVEL);
    CHECK(lines[1].text == name + " event 7");
    CHECK(lines[2].text == name + " \"no clock\"");
    CHECK(lines[2].level_name == "ERROR");
    CHECK(machine.executive.pool().leaks().empty());
    CHECK(machine.recorder.all<kernel::DdiIrqlViolation>().empty());
}

TEST_CASE("a provider's callback hears at registration that it is enabled for everything") {
    test::Machine machine;
    Enabled enabled;
    machine.run([&enabled] {
        REGHANDLE handle = 0;
        REQUIRE(EtwRegister(&provider_id, on_enable, &enabled, &handle) == STATUS_SUCCESS);
        EtwUnregister(handle);
    });
    CHECK(enabled.code == EVENT_CONTROL_CODE_ENABLE_PROVIDER);
    CHECK(enabled.level == EVENT_MAX_LEVEL);
    CHECK(enabled.any == ~0ULL);
    CHECK(enabled.irql == PASSIVE_LEVEL);
}

TEST_CASE("event provider functions refuse handles that are none and arguments out of range") {
    test::Machine machine;
    machine.run([] {
        REGHANDLE handle = 5;
        CHECK(EtwRegister(nullptr, nullptr, nullptr, &handle) == STATUS_INVALID_PARAMETER);
        CHECK(EtwRegister(&provider_id, nullptr, nullptr, nullptr) == STATUS_INVALID_PARAMETER);
        for (const REGHANDLE bad : {REGHANDLE{0}, REGHANDLE{12345}}) {
            CHECK(EtwWrite(bad, &started, nullptr, 0, nullptr) == STATUS_INVALID_HANDLE);
            CHECK(EtwWriteString(bad, 1, 0, nullptr, L"x") == STATUS_INVALID_HANDLE);
            CHECK(EtwUnregister(bad) == STATUS_INVALID_HANDLE);
            CHECK(EtwEventEnabled(bad, &started) == FALSE);
            CHECK(EtwProviderEnabled(bad, 0, 0) == FALSE);
        }
        REQUIRE(EtwRegister(&provider_id, nullptr, nullptr, &handle) == STATUS_SUCCESS);
        std::array<EVENT_DATA_DESCRIPTOR, 129> many{};
        CHECK(EtwWrite(handle, &started, nullptr, 129, many.data()) == STATUS_INVALID_PARAMETER);
        CHECK(EtwWrite(handle, &started, nullptr, 1, nullptr) == STATUS_INVALID_PARAMETER);
        CHECK(EtwWrite(handle, nullptr, nullptr, 0, nullptr) == STATUS_INVALID_PARAMETER);
        CHECK(EtwUnregister(handle) == STATUS_SUCCESS);
        CHECK(EtwWrite(handle, &started, nullptr, 0, nullptr) == STATUS_INVALID_HANDLE); // after unregistration
        CHECK(EtwUnregister(handle) == STATUS_INVALID_HANDLE);
    });
    CHECK_FALSE(machine.system.stopped());
    CHECK(machine.executive.driver_log().lines().empty());
}

TEST_CASE("a provider that is never unregistered is a leak") {
    test::Machine machine;
    machine.run([] {
        REGHANDLE handle = 0;
        REQUIRE(EtwRegister(&provider_id, nullptr, nullptr, &handle) == STATUS_SUCCESS);
    });
    const auto leaks = machine.executive.pool().leaks();
    REQUIRE(leaks.size() == 1);
    CHECK(kernel::Pool::tag_text(leaks[0].tag) == "EtPr");
}
