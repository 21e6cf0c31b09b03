// SPDX-License-Identifier: MIT
//
// Code that crashes, ends the process, overflows its stack or never comes back: the machine stops, and we go on.
#include "tests/support/catch.hpp"

#include <csignal>
#include <cstdlib>
#include <cstring>

#include <sys/time.h>
#include <unistd.h>

#include "sim/kernel/crash.hpp"
#include "sim/kernel/driver_module.hpp"
#include "sim/kernel/symbols.hpp"
#include "tests/kernel/machine.hpp"

#define NOMINMAX
#include "wdm.h"

using namespace acxsim;
using kernel::StopReason;

namespace {

volatile int zero = 0;
volatile int sink = 0;

__attribute__((noinline)) int overflow(int depth) {
    volatile char frame[4096];
    frame[0] = static_cast<char>(depth);
    return zero != 0 ? depth : overflow(depth + 1) + frame[0];
}

__attribute__((noinline)) void dereference_null() { sink = *reinterpret_cast<volatile int *>(zero + 16UL); }

// Wrong on purpose: the sanitizers must leave it to the processor to notice.
__attribute__((noinline, no_sanitize("undefined"))) void divide_by_zero() { sink = 1000 / zero; }
__attribute__((noinline, no_sanitize("undefined"))) void follow_wild_pointer() {
    sink = *reinterpret_cast<volatile int *>(0x5a5a5a5a5a5a5a5aULL + static_cast<unsigned long long>(zero));
}

struct Case {
    const char *name;
    void (*code)();
    StopReason reason;
    const char *words;
};

const Case cases[] = {
    {"null pointer", [] { dereference_null(); }, StopReason::Crash, "null pointer (field at offset 0x10)"},
    {"division by zero", [] { divide_by_zero(); }, StopReason::Crash, "divided an integer by zero"},
    {"stack overflow", [] { sink = overflow(0); }, StopReason::Crash, "overflowed its stack"},
    {"abort", [] { std::abort(); }, StopReason::Crash, "abort"},
    {"illegal instruction", [] { __builtin_trap(); }, StopReason::Crash, "illegal instruction"},
    {"wild pointer", [] { follow_wild_pointer(); }, StopReason::Crash, "wild pointer"},
    {"overrun",
     [] {
         auto *block = static_cast<char *>(ExAllocatePool2(POOL_FLAG_NON_PAGED, 64, 'revO'));
         std::memset(block, 1, 64 + 1 + static_cast<std::size_t>(zero));
     },
     StopReason::Crash, "past the end of the 64-byte block tagged 'Over'"},
    {"use after free",
     [] {
         auto *block = static_cast<volatile char *>(ExAllocatePool2(POOL_FLAG_NON_PAGED, 64, 'eerF'));
         ExFreePool(const_cast<char *>(block));
         block[3] = 1;
     },
     StopReason::Crash, "memory that it had freed: byte 3"},
    {"exit", [] { std::exit(3); }, StopReason::Exit, "exit(3)"},
    {"_exit", [] { _exit(4); }, StopReason::Exit, "_exit(4)"},
    {"unhandled status", [] { ExRaiseStatus(STATUS_INVALID_PARAMETER); }, StopReason::BugCheck, "nobody handled it"},
};

} // namespace

TEST_CASE("each way to crash is told apart, and the next machine runs") {
    kernel::install_crash_handlers();
    kernel::install_exit_trap();
    for (const Case &crash : cases) {
        INFO(crash.name);
        {
            test::Machine machine;
            const kernel::Stop stop = machine.run(crash.code);
            CHECK(stop.reason == crash.reason);
            CHECK_THAT(stop.text, Catch::Contains(crash.words));
            CHECK_FALSE(stop.stack.empty());
        }
        test::Machine next;
        bool ran = false;
        next.run([&] { ran = true; });
        CHECK(ran);
    }
}

TEST_CASE("the stack of a crash names the function and the line") {
    kernel::install_crash_handlers();
    test::Machine machine;
    const kernel::Stop stop = machine.run([] { dereference_null(); });
    REQUIRE_FALSE(stop.stack.empty());
    const kernel::SourcePlace &place = kernel::resolve_address(stop.stack[0]);
    CHECK_THAT(place.function, Catch::Contains("dereference_null"));
    CHECK_THAT(place.file, Catch::EndsWith("crash_test.cpp"));
    CHECK(place.line > 30);
    CHECK(place.module == "test_kernel");
}

TEST_CASE("dereferencing mapped registers is told apart from other wild pointers") {
    struct Block final : hw::RegisterBlock {
        std::string_view name() const override { return "block"; }
        std::uint64_t size_bytes() const override { return 0x1000; }
        std::uint64_t read(std::uint64_t, unsigned) override { return 0; }
        void write(std::uint64_t, unsigned, std::uint64_t) override {}
    } block;
    kernel::install_crash_handlers();
    test::Machine machine;
    PHYSICAL_ADDRESS bar;
    bar.QuadPart = static_cast<LONGLONG>(machine.bus.attach(block));
    const kernel::Stop stop = machine.run([&] {
        auto *registers = static_cast<volatile ULONG *>(MmMapIoSpaceEx(bar, 0x1000, PAGE_READWRITE));
        registers[8] = 1;
    });
    CHECK(stop.reason == StopReason::Crash);
    CHECK_THAT(stop.text, Catch::Contains("mapped device registers directly: register offset 0x20"));
}

TEST_CASE("a driver that never comes back is stopped by the watchdog's signal") {
    kernel::install_crash_handlers();
    test::Machine machine;
    struct sigaction old {};
    struct sigaction alarm {};
    alarm.sa_handler = [](int) { raise(SIGUSR1); };
    sigaction(SIGALRM, &alarm, &old);
    itimerval soon{};
    soon.it_value.tv_usec = 20'000;
    setitimer(ITIMER_REAL, &soon, nullptr);
    const kernel::Stop stop = machine.run([] {
        while (zero == 0)
            sink = sink ^ 1;
    });
    sigaction(SIGALRM, &old, nullptr);
    CHECK(stop.reason == StopReason::Hang);
    CHECK_THAT(stop.text, Catch::Contains("does not come back"));
}

TEST_CASE("a status that is raised can be handled") {
    test::Machine machine;
    NTSTATUS seen = 0;
    const kernel::Stop stop = machine.run([&] {
        try {
            ExRaiseStatus(STATUS_ACCESS_VIOLATION);
        } catch (...) {
            seen = GetExceptionCode();
        }
    });
    CHECK(seen == STATUS_ACCESS_VIOLATION);
    CHECK(stop.reason != StopReason::BugCheck);
}

TEST_CASE("what is not a driver module is refused with a reason") {
    const auto missing = kernel::DriverModule::load("/nonexistent/driver.so");
    REQUIRE_FALSE(missing.ok());
    CHECK_THAT(missing.error().message, Catch::Contains("cannot be opened"));
    const auto folder = kernel::DriverModule::load("/");
    REQUIRE_FALSE(folder.ok());
    CHECK_THAT(folder.error().message, Catch::Contains("is not a file"));
    const auto text = kernel::DriverModule::load("/etc/passwd");
    REQUIRE_FALSE(text.ok());
    CHECK_THAT(text.error().message, Catch::Contains("not an ELF file"));
}
