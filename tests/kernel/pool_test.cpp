// SPDX-License-Identifier: MIT
//
// Pool memory: where blocks stand, what they hold, what is found out when they are freed or touched wrongly.
#include "tests/support/catch.hpp"

#include <cstring>

#include "sim/kernel/records.hpp"
#include "tests/kernel/machine.hpp"

#define NOMINMAX
#include "wdm.h"

using namespace acxsim;
using kernel::Pool;
using kernel::StopReason;

namespace {
constexpr std::uint32_t tag = 'tseT';
std::uintptr_t address_of(const void *pointer) { return reinterpret_cast<std::uintptr_t>(pointer); }
} // namespace

TEST_CASE("ExAllocatePool2 zeroes, and ExAllocatePoolWithTag leaves a pattern that no driver should rely on") {
    test::Machine machine;
    machine.run([] {
        auto *zeroed = static_cast<unsigned char *>(ExAllocatePool2(POOL_FLAG_NON_PAGED, 100, tag));
        auto *raw = static_cast<unsigned char *>(ExAllocatePoolWithTag(NonPagedPoolNx, 100, tag));
        auto *uninitialised =
            static_cast<unsigned char *>(ExAllocatePool2(POOL_FLAG_NON_PAGED | POOL_FLAG_UNINITIALIZED, 100, tag));
        CHECK(zeroed[0] == 0);
        CHECK(zeroed[99] == 0);
        CHECK(raw[0] == Pool::poison);
        CHECK(uninitialised[99] == Pool::poison);
        ExFreePoolWithTag(zeroed, tag);
        ExFreePoolWithTag(raw, tag);
        ExFreePool(uninitialised);
    });
    CHECK_FALSE(machine.system.stopped());
    CHECK(machine.executive.pool().leaks().empty());
    CHECK(machine.recorder.all<kernel::PoolAllocated>().size() == 3);
    CHECK(machine.recorder.all<kernel::PoolFreed>().size() == 3);
}

TEST_CASE("a small block ends at its page's end and a block of a page or more begins on a page") {
    test::Machine machine;
    Pool &pool = machine.executive.pool();
    const auto small = address_of(pool.allocate({.size_bytes = 64, .tag = tag}));
    CHECK((small + 64) % 4096 == 0);
    const auto odd = address_of(pool.allocate({.size_bytes = 17, .tag = tag}));
    CHECK(odd % 16 == 0);
    CHECK((odd + 32) % 4096 == 0);
    CHECK(address_of(pool.allocate({.size_bytes = 4096, .tag = tag})) % 4096 == 0);
    CHECK(address_of(pool.allocate({.size_bytes = 5000, .tag = tag})) % 4096 == 0);
    CHECK(address_of(pool.allocate({.size_bytes = 200, .tag = tag, .cache_aligned = true})) % 64 == 0);
}

TEST_CASE("nonpaged memory has bus addresses that end with the block") {
    test::Machine machine;
    Pool &pool = machine.executive.pool();
    auto *block = static_cast<char *>(pool.allocate({.size_bytes = 3 * 4096, .tag = tag}));
    const hw::BusAddress bus = pool.bus_address_of(block);
    CHECK(bus != address_of(block));
    CHECK(pool.bus_address_of(block + 8195) == bus + 8195);
    block[8195] = 'x';
    std::byte seen{};
    CHECK(machine.memory.read(0, bus + 8195, std::span(&seen, 1)));
    CHECK(static_cast<char>(seen) == 'x');
    pool.free(block);
    CHECK_FALSE(machine.memory.read(0, bus + 8195, std::span(&seen, 1)));
    auto *low = pool.allocate({.size_bytes = 4096, .tag = tag, .below_4_gib = true});
    CHECK(pool.bus_address_of(low) < 1ULL << 32);
}

TEST_CASE("the five ways to free wrongly are bug checks that say what is wrong") {
    test::Machine machine;
    struct Case {
        const char *name;
        void (*code)();
        std::uint32_t bug_check;
        const char *words;
    };
    const Case cases[] = {
        {"twice",
         [] {
             void *p = ExAllocatePool2(POOL_FLAG_NON_PAGED, 64, tag);
             ExFreePoolWithTag(p, tag);
             ExFreePoolWithTag(p, tag);
         },
         0xC2, "free already"},
        {"wrong tag of a protected block",
         [] { ExFreePoolWithTag(ExAllocatePool2(POOL_FLAG_NON_PAGED, 64, tag | 0x80000000), 'rehO'); }, 0xC2,
         "tag 'Oher'"},
        {"inner pointer", [] { ExFreePool(static_cast<char *>(ExAllocatePool2(POOL_FLAG_NON_PAGED, 64, tag)) + 8); },
         0xC2, "not the start"},
        {"not pool",
         [] {
             static int global;
             ExFreePool(&global);
         },
         0xC2, "not pool memory"},
        {"overrun",
         [] {
             auto *p = static_cast<char *>(ExAllocatePool2(POOL_FLAG_NON_PAGED, 60, tag));
             p[61] = 1;
             ExFreePoolWithTag(p, tag);
         },
         0x19, "2 bytes past the end"},
        {"underrun",
         [] {
             auto *p = static_cast<char *>(ExAllocatePool2(POOL_FLAG_NON_PAGED, 64, tag));
             p[-1] = 1;
             ExFreePoolWithTag(p, tag);
         },
         0x19, "1 byte before the start"},
        {"wrong function", [] { MmFreeContiguousMemory(ExAllocatePool2(POOL_FLAG_NON_PAGED, 64, tag)); }, 0xC2,
         "wrong function"},
    };
    const Case &chosen = cases[GENERATE(0, 1, 2, 3, 4, 5, 6)];
    INFO(chosen.name);
    const kernel::Stop stop = machine.run(chosen.code);
    CHECK(stop.reason == StopReason::BugCheck);
    CHECK(stop.bug_check_code == chosen.bug_check);
    CHECK_THAT(stop.text, Catch::Contains(chosen.words));
    CHECK_FALSE(stop.hint.empty());
}

TEST_CASE("an address is explained by the block it misses or belonged to") {
    test::Machine machine;
    Pool &pool = machine.executive.pool();
    const auto block = address_of(pool.allocate({.size_bytes = 64, .tag = tag}));
    CHECK_THAT(pool.explain_address(block + 64 + 17), Catch::Contains("17 bytes past the end of the 64-byte block"));
    CHECK_THAT(pool.explain_address(block + 3), Catch::Contains("byte 3 of the 64-byte block tagged 'Test'"));
    CHECK_THAT(pool.explain_address(block - 2), Catch::Contains("2 bytes before the 64-byte block"));
    pool.free(reinterpret_cast<void *>(block));
    CHECK_THAT(pool.explain_address(block), Catch::Contains("freed at"));
    CHECK(pool.explain_address(0x1234).empty());
    REQUIRE(pool.block_of(reinterpret_cast<void *>(block)));
    CHECK(pool.block_of(reinterpret_cast<void *>(block))->freed);
    CHECK_FALSE(pool.holds(reinterpret_cast<void *>(block), 1));
}

TEST_CASE("leaks are grouped by the place that allocated them, oldest first") {
    test::Machine machine;
    machine.run([] {
        const volatile int times = 3; // not unrolled: one place, three allocations
        for (int i = 0; i < times; ++i)
            ExAllocatePool2(POOL_FLAG_NON_PAGED, 32, 'kaeL');
        ExAllocatePool2(POOL_FLAG_PAGED, 48, 'kaeM');
    });
    const auto leaks = machine.executive.pool().leaks();
    REQUIRE(leaks.size() == 2);
    CHECK(Pool::tag_text(leaks[0].tag) == "Leak");
    CHECK(leaks[0].count == 3);
    CHECK(leaks[0].size_bytes == 32);
    CHECK_FALSE(leaks[0].stack.empty());
    CHECK(leaks[1].count == 1);
}

TEST_CASE("memory that was freed is not handed out again while much else is") {
    test::Machine machine;
    Pool &pool = machine.executive.pool();
    void *first = pool.allocate({.size_bytes = 64, .tag = tag});
    pool.free(first);
    for (int i = 0; i < 1000; ++i) {
        void *next = pool.allocate({.size_bytes = 64, .tag = tag});
        REQUIRE(next != first);
        pool.free(next);
    }
}

TEST_CASE("paged pool at DISPATCH_LEVEL is recorded") {
    test::Machine machine;
    machine.run([] {
        KIRQL irql;
        KeRaiseIrql(DISPATCH_LEVEL, &irql);
        void *block = ExAllocatePool2(POOL_FLAG_PAGED, 32, tag);
        KeLowerIrql(irql);
        ExFreePool(block);
    });
    const auto violations = machine.recorder.all<kernel::DdiIrqlViolation>();
    REQUIRE(violations.size() == 1);
    CHECK(violations[0].irql == 2);
    CHECK(violations[0].highest_allowed == 1);
}

TEST_CASE("an MDL describes its block in bus frames, and both are accounted for") {
    test::Machine machine;
    kernel::Mdls &mdls = machine.executive.mdls();
    machine.run([&] {
        auto *block = static_cast<char *>(ExAllocatePool2(POOL_FLAG_NON_PAGED, 3 * PAGE_SIZE, tag));
        PMDL mdl = IoAllocateMdl(block + 100, 2 * PAGE_SIZE, FALSE, FALSE, nullptr);
        CHECK(MmGetMdlByteOffset(mdl) == 100);
        CHECK(MmGetMdlByteCount(mdl) == 2 * PAGE_SIZE);
        CHECK(MmGetMdlVirtualAddress(mdl) == block + 100);
        MmBuildMdlForNonPagedPool(mdl);
        for (int page = 0; page < 3; ++page) {
            CHECK(MmGetMdlPfnArray(mdl)[page] ==
                  static_cast<PFN_NUMBER>(MmGetPhysicalAddress(block + page * PAGE_SIZE).QuadPart) / PAGE_SIZE);
        }
        CHECK(MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority) == block + 100);
        CHECK(mdls.alive(mdl));
        IoFreeMdl(mdl);
        CHECK_FALSE(mdls.alive(mdl));
        ExFreePool(block);
        PHYSICAL_ADDRESS low, high, skip;
        low.QuadPart = skip.QuadPart = 0;
        high.QuadPart = -1;
        PMDL pages = MmAllocatePagesForMdlEx(low, high, skip, 5000, MmCached, 0);
        CHECK(MmGetMdlByteCount(pages) == 2 * PAGE_SIZE);
        auto *mapped =
            static_cast<char *>(MmMapLockedPagesSpecifyCache(pages, KernelMode, MmCached, nullptr, FALSE, 16));
        mapped[2 * PAGE_SIZE - 1] = 'z';
        MmUnmapLockedPages(mapped, pages);
        MmFreePagesFromMdl(pages);
        ExFreePool(pages);
        IoAllocateMdl(block, 10, FALSE, FALSE, nullptr); // leaked
    });
    CHECK_FALSE(machine.system.stopped());
    CHECK(machine.recorder.all<kernel::MdlAllocated>().size() == 3);
    CHECK(machine.recorder.all<kernel::MdlFreed>().size() == 2);
    CHECK(mdls.leaks().size() == 1);
    CHECK(machine.executive.pool().leaks().empty());
}

TEST_CASE("an MDL is not built over paged pool, past its block, nor freed twice") {
    test::Machine machine;
    void (*const cases[])() = {
        [] {
            void *block = ExAllocatePool2(POOL_FLAG_PAGED, 64, tag);
            MmBuildMdlForNonPagedPool(IoAllocateMdl(block, 64, FALSE, FALSE, nullptr));
        },
        [] {
            void *block = ExAllocatePool2(POOL_FLAG_NON_PAGED, 64, tag);
            MmBuildMdlForNonPagedPool(IoAllocateMdl(block, 65, FALSE, FALSE, nullptr));
        },
        [] {
            PMDL mdl = IoAllocateMdl(nullptr, 64, FALSE, FALSE, nullptr);
            IoFreeMdl(mdl);
            IoFreeMdl(mdl);
        },
    };
    CHECK(machine.run(cases[GENERATE(0, 1, 2)]).reason == StopReason::BugCheck);
}
