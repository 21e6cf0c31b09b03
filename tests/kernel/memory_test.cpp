// SPDX-License-Identifier: MIT
//
// MDLs, mappings, contiguous and paged memory as a driver calls for them.
#include "tests/support/catch.hpp"

#include <cstring>

#include "tests/kernel/machine.hpp"

#define NOMINMAX
#include "wdm.h"

using namespace acxsim;

namespace {

LARGE_INTEGER address(LONGLONG value) {
    LARGE_INTEGER result;
    result.QuadPart = value;
    return result;
}

} // namespace

TEST_CASE("pages for an MDL: zeroed, locked, mapped on demand, freed apart from the MDL") {
    test::Machine machine;
    machine.run([] {
        PMDL mdl = MmAllocatePagesForMdlEx(address(0), address(0xffffffff), address(0), 5000, MmCached, 0);
        REQUIRE(mdl != nullptr);
        CHECK(mdl->ByteCount == 2 * PAGE_SIZE);
        CHECK((mdl->MdlFlags & MDL_PAGES_LOCKED) != 0);
        auto *bytes = static_cast<unsigned char *>(
            MmMapLockedPagesSpecifyCache(mdl, KernelMode, MmCached, nullptr, FALSE, NormalPagePriority));
        REQUIRE(bytes != nullptr);
        CHECK(bytes[0] == 0);
        CHECK(bytes[2 * PAGE_SIZE - 1] == 0);
        CHECK(MmGetPhysicalAddress(bytes).QuadPart < 0x1'0000'0000);
        MmUnmapLockedPages(bytes, mdl);
        MmFreePagesFromMdl(mdl);
        ExFreePool(mdl);
    });
    CHECK_FALSE(machine.system.stopped());
    CHECK(machine.executive.pool().leaks().empty());
    CHECK(machine.executive.mdls().leaks().empty());
}

TEST_CASE("a partial MDL describes a part of another one's pages") {
    test::Machine machine;
    machine.run([] {
        auto *block = static_cast<char *>(ExAllocatePoolZero(NonPagedPoolNx, 3 * PAGE_SIZE, 'kolB'));
        PMDL whole = IoAllocateMdl(block, 3 * PAGE_SIZE, FALSE, FALSE, nullptr);
        MmBuildMdlForNonPagedPool(whole);
        PMDL part = IoAllocateMdl(block + PAGE_SIZE, PAGE_SIZE, FALSE, FALSE, nullptr);
        IoBuildPartialMdl(whole, part, block + PAGE_SIZE, 100);
        CHECK(MmGetMdlByteCount(part) == 100);
        CHECK(MmGetMdlPfnArray(part)[0] == MmGetMdlPfnArray(whole)[1]);
        CHECK(MmGetSystemAddressForMdlSafe(part, NormalPagePriority) == block + PAGE_SIZE);
        IoFreeMdl(part);
        IoFreeMdl(whole);
        ExFreePoolWithTag(block, 'kolB');
        auto *raw = static_cast<unsigned char *>(ExAllocatePoolUninitialized(NonPagedPoolNx, 16, 'warB'));
        CHECK(raw[0] == kernel::Pool::poison);
        ExFreePool(raw);
    });
    CHECK_FALSE(machine.system.stopped());
}

TEST_CASE("probed pages are unlocked once") {
    test::Machine machine;
    const kernel::Stop stop = machine.run([] {
        void *block = ExAllocatePool2(POOL_FLAG_PAGED, 100, 'kolB');
        PMDL mdl = IoAllocateMdl(block, 100, FALSE, FALSE, nullptr);
        MmProbeAndLockPages(mdl, KernelMode, IoModifyAccess);
        CHECK((mdl->MdlFlags & MDL_PAGES_LOCKED) != 0);
        MmUnlockPages(mdl);
        MmUnlockPages(mdl);
    });
    CHECK(stop.bug_check_code == 0x76);
}

TEST_CASE("contiguous memory is freed with its size") {
    test::Machine machine;
    const kernel::Stop stop = machine.run([] {
        PVOID block =
            MmAllocateContiguousMemorySpecifyCache(8192, address(0), address(0xffffffff), address(0), MmCached);
        REQUIRE(block != nullptr);
        CHECK(MmGetPhysicalAddress(static_cast<char *>(block) + PAGE_SIZE).QuadPart ==
              MmGetPhysicalAddress(block).QuadPart + PAGE_SIZE);
        MmFreeContiguousMemorySpecifyCache(block, 8192, MmCached);
        block = MmAllocateContiguousMemorySpecifyCache(8192, address(0), address(-1), address(0), MmCached);
        MmFreeContiguousMemorySpecifyCache(block, 4096, MmCached);
    });
    CHECK(stop.bug_check_code == 0xC2);
}

TEST_CASE("a reserved mapping takes one MDL at a time, of its size and under its tag") {
    test::Machine machine;
    static int misuse;
    misuse = GENERATE(0, 1, 2, 3);
    const kernel::Stop stop = machine.run([] {
        PVOID range = MmAllocateMappingAddressEx(PAGE_SIZE, 'pamM', 0);
        REQUIRE(range != nullptr);
        PMDL small = MmAllocatePagesForMdlEx(address(0), address(-1), address(0), PAGE_SIZE, MmCached, 0);
        PMDL large = MmAllocatePagesForMdlEx(address(0), address(-1), address(0), 2 * PAGE_SIZE, MmCached, 0);
        CHECK(MmMapLockedPagesWithReservedMapping(range, 'pamM', large, MmCached) == nullptr);
        auto *mapped = static_cast<char *>(MmMapLockedPagesWithReservedMapping(range, 'pamM', small, MmCached));
        REQUIRE(mapped != nullptr);
        mapped[0] = 1;
        if (misuse == 1) MmFreeMappingAddress(range, 'pamM');
        if (misuse == 2) MmUnmapReservedMapping(range, 'pamX', small);
        if (misuse == 3) MmUnmapReservedMapping(range, 'pamM', large);
        MmUnmapReservedMapping(range, 'pamM', small);
        MmFreeMappingAddress(range, 'pamM');
        for (PMDL mdl : {small, large}) {
            MmFreePagesFromMdl(mdl);
            ExFreePool(mdl);
        }
    });
    CHECK(stop.bug_check_code == (misuse == 0 ? 0U : 0xDAU));
    if (misuse == 0) CHECK(machine.executive.pool().leaks().empty());
}
