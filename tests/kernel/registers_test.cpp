// SPDX-License-Identifier: MIT
//
// Registers behind the bus, and what copying costs.
#include "tests/support/catch.hpp"

#include <cstring>
#include <string>

#include "tests/kernel/machine.hpp"

#define NOMINMAX
#include "wdm.h"

using namespace acxsim;

namespace {
struct Counter final : hw::RegisterBlock {
    std::string_view name() const override { return "counter"; }
    std::uint64_t size_bytes() const override { return 0x100; }
    std::uint64_t read(std::uint64_t offset, unsigned width) override {
        last = {offset, width, 0};
        return offset == 0x10 ? ++reads : 0xffffffffffffffffULL;
    }
    void write(std::uint64_t offset, unsigned width, std::uint64_t value) override { last = {offset, width, value}; }
    struct Access {
        std::uint64_t offset;
        unsigned width;
        std::uint64_t value;
    } last{};
    std::uint64_t reads = 0;
};
} // namespace

TEST_CASE("registers are reached through the bus and each access costs time") {
    test::Machine machine;
    Counter block;
    PHYSICAL_ADDRESS bar;
    bar.QuadPart = static_cast<LONGLONG>(machine.bus.attach(block));
    const kernel::Stop stop = machine.run([&] {
        auto *base = static_cast<PUCHAR>(MmMapIoSpaceEx(bar, 0x100, PAGE_READWRITE | PAGE_NOCACHE));
        REQUIRE(base != nullptr);
        const core::TimePoint start = kernel::System::current().now();
        CHECK(READ_REGISTER_ULONG(reinterpret_cast<PULONG>(base + 0x10)) == 1);
        CHECK(core::nanoseconds_of(kernel::System::current().now() - start) == 800);
        CHECK(READ_REGISTER_UCHAR(base + 0x10) == 2);
        WRITE_REGISTER_USHORT(reinterpret_cast<PUSHORT>(base + 0x22), 0xabcd);
        CHECK(block.last.offset == 0x22);
        CHECK(block.last.width == 2);
        CHECK(block.last.value == 0xabcd);
        ULONG ordinary = 7; // a common buffer may be read with the same functions
        CHECK(READ_REGISTER_ULONG(&ordinary) == 7);
        MmUnmapIoSpace(base, 0x100);
        READ_REGISTER_ULONG(reinterpret_cast<PULONG>(base + 0x10));
    });
    CHECK(stop.bug_check_code == 0x50);
    CHECK_THAT(stop.text, Catch::Contains("unmapped since"));
}

TEST_CASE("a driver that spins on a register lets time pass") {
    test::Machine machine;
    Counter block;
    PHYSICAL_ADDRESS bar;
    bar.QuadPart = static_cast<LONGLONG>(machine.bus.attach(block));
    machine.run([&] {
        auto *base = static_cast<PUCHAR>(MmMapIoSpace(bar, 0x100, MmNonCached));
        const core::TimePoint start = kernel::System::current().now();
        while (READ_REGISTER_ULONG(reinterpret_cast<PULONG>(base + 0x10)) < 1000) {
        }
        CHECK(core::nanoseconds_of(kernel::System::current().now() - start) == 800'000);
    });
}

TEST_CASE("copying takes time by the kibibyte") {
    test::Machine machine;
    machine.run([] {
        static char from[64 * 1024];
        static char to[64 * 1024];
        from[60'000] = 'q';
        const core::TimePoint start = kernel::System::current().now();
        RtlCopyMemory(to, from, sizeof to);
        CHECK(core::nanoseconds_of(kernel::System::current().now() - start) >= 6400);
        CHECK(to[60'000] == 'q');
        RtlFillMemory(to, sizeof to, 3);
        CHECK(to[65'535] == 3);
        RtlZeroMemory(to, sizeof to);
        CHECK(to[1] == 0);
        std::memcpy(to, "abcdef", 6);
        RtlMoveMemory(to + 1, to, 5);
        CHECK(std::memcmp(to, "aabcde", 6) == 0);
    });
}
