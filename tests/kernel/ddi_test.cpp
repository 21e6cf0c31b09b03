// SPDX-License-Identifier: MIT
//
// The WDM functions as a driver calls them: objects, waits, timers, threads, time, registers, strings.
#include "tests/support/catch.hpp"

#include <cstdarg>
#include <cstring>
#include <string>

#include "sim/kernel/ddi_table.hpp"
#include "sim/kernel/debug_text.hpp"
#include "sim/kernel/records.hpp"
#include "sim/kernel/registry.hpp"
#include "sim/kernel/volume.hpp"
#include "tests/kernel/machine.hpp"

#define NOMINMAX
#include "ntintsafe.h"
#include "ntstrsafe.h"
#include "wdm.h"

using namespace acxsim;
using kernel::StopReason;

namespace {

LARGE_INTEGER relative_ms(int milliseconds) {
    LARGE_INTEGER time;
    time.QuadPart = -10'000LL * milliseconds;
    return time;
}

std::int64_t microseconds_since(core::TimePoint start) {
    return core::nanoseconds_of(kernel::System::current().now() - start) / 1000;
}

} // namespace

TEST_CASE("a synchronization event releases one waiter, a wait times out after its time") {
    test::Machine machine;
    KEVENT event;
    int released = 0;
    NTSTATUS late = 0;
    machine.run([&] {
        KeInitializeEvent(&event, SynchronizationEvent, FALSE);
        for (int i = 0; i < 2; ++i) {
            kernel::System::current().start_thread("waiter", 9, [&] {
                KeWaitForSingleObject(&event, ::Executive, KernelMode, FALSE, nullptr);
                ++released;
            });
        }
        LARGE_INTEGER ten = relative_ms(10);
        KeDelayExecutionThread(KernelMode, FALSE, &ten);
        CHECK(KeSetEvent(&event, IO_NO_INCREMENT, FALSE) == 0);
        KeDelayExecutionThread(KernelMode, FALSE, &ten);
        CHECK(released == 1);
        CHECK(KeReadStateEvent(&event) == 0);
        KEVENT never;
        KeInitializeEvent(&never, NotificationEvent, FALSE);
        const core::TimePoint start = kernel::System::current().now();
        LARGE_INTEGER five = relative_ms(5);
        late = KeWaitForSingleObject(&never, ::Executive, KernelMode, FALSE, &five);
        CHECK(microseconds_since(start) >= 5000);
        LARGE_INTEGER zero;
        zero.QuadPart = 0;
        CHECK(KeWaitForSingleObject(&never, ::Executive, KernelMode, FALSE, &zero) == STATUS_TIMEOUT);
    });
    CHECK(late == STATUS_TIMEOUT);
    CHECK(released == 1);
}

TEST_CASE("KeWaitForMultipleObjects: any gives the index, all waits for each") {
    test::Machine machine;
    NTSTATUS any = -1;
    NTSTATUS all = -1;
    machine.run([&] {
        KEVENT a, b;
        KeInitializeEvent(&a, NotificationEvent, FALSE);
        KeInitializeEvent(&b, NotificationEvent, TRUE);
        PVOID both[] = {&a, &b};
        any = KeWaitForMultipleObjects(2, both, WaitAny, ::Executive, KernelMode, FALSE, nullptr, nullptr);
        LARGE_INTEGER zero;
        zero.QuadPart = 0;
        CHECK(KeWaitForMultipleObjects(2, both, WaitAll, ::Executive, KernelMode, FALSE, &zero, nullptr) ==
              STATUS_TIMEOUT);
        KeSetEvent(&a, 0, FALSE);
        all = KeWaitForMultipleObjects(2, both, WaitAll, ::Executive, KernelMode, FALSE, &zero, nullptr);
    });
    CHECK(any == STATUS_WAIT_0 + 1);
    CHECK(all == STATUS_SUCCESS);
}

TEST_CASE("a mutex belongs to its thread, a semaphore counts") {
    test::Machine machine;
    const kernel::Stop stop = machine.run([&] {
        KMUTEX mutex;
        KeInitializeMutex(&mutex, 0);
        KeWaitForSingleObject(&mutex, ::Executive, KernelMode, FALSE, nullptr);
        KeWaitForSingleObject(&mutex, ::Executive, KernelMode, FALSE, nullptr);
        CHECK(KeReleaseMutex(&mutex, FALSE) == -1);
        CHECK(KeReleaseMutex(&mutex, FALSE) == 0);
        CHECK(KeReadStateMutex(&mutex) == 1);
        KSEMAPHORE semaphore;
        KeInitializeSemaphore(&semaphore, 1, 3);
        CHECK(KeReleaseSemaphore(&semaphore, 0, 2, FALSE) == 1);
        CHECK(KeReadStateSemaphore(&semaphore) == 3);
        KeReleaseMutex(&mutex, FALSE); // not owned any more
    });
    CHECK(stop.bug_check_code == 0x11);
}

TEST_CASE("objects that were never initialised stop the machine with plain words") {
    test::Machine machine;
    static KEVENT event;
    static KDPC dpc;
    static KTIMER timer;
    static FAST_MUTEX mutex;
    void (*const cases[])() = {
        [] { KeSetEvent(&event, 0, FALSE); },
        [] { KeInsertQueueDpc(&dpc, nullptr, nullptr); },
        [] { KeSetTimer(&timer, relative_ms(1), nullptr); },
        [] { ExAcquireFastMutex(&mutex); },
        [] { KeWaitForSingleObject(&event, ::Executive, KernelMode, FALSE, nullptr); },
    };
    const kernel::Stop stop = machine.run(cases[GENERATE(0, 1, 2, 3, 4)]);
    CHECK(stop.reason == StopReason::BugCheck);
    CHECK_THAT(stop.text, Catch::Contains("never initialised"));
}

TEST_CASE("waiting at DISPATCH_LEVEL is a bug check, looking is not") {
    test::Machine machine;
    const kernel::Stop stop = machine.run([] {
        KEVENT event;
        KeInitializeEvent(&event, NotificationEvent, TRUE);
        KSPIN_LOCK lock;
        KeInitializeSpinLock(&lock);
        KIRQL irql;
        KeAcquireSpinLock(&lock, &irql);
        CHECK(KeGetCurrentIrql() == DISPATCH_LEVEL);
        LARGE_INTEGER zero;
        zero.QuadPart = 0;
        CHECK(KeWaitForSingleObject(&event, ::Executive, KernelMode, FALSE, &zero) == STATUS_SUCCESS);
        KeWaitForSingleObject(&event, ::Executive, KernelMode, FALSE, nullptr);
    });
    CHECK(stop.bug_check_code == 0xB8);
}

TEST_CASE("a KDPC runs once per queueing with its arguments, a KTIMER queues its DPC at a tick") {
    test::Machine machine;
    static int runs;
    static PVOID seen;
    static KIRQL level;
    runs = 0;
    machine.run([] {
        KDPC dpc;
        KeInitializeDpc(
            &dpc,
            [](struct _KDPC *, PVOID, PVOID argument, PVOID) {
                ++runs;
                seen = argument;
                level = KeGetCurrentIrql();
            },
            nullptr);
        KIRQL irql;
        KeRaiseIrql(DISPATCH_LEVEL, &irql);
        CHECK(KeInsertQueueDpc(&dpc, &dpc, nullptr) == TRUE);
        CHECK(KeInsertQueueDpc(&dpc, nullptr, nullptr) == FALSE);
        KeLowerIrql(irql);
        KeFlushQueuedDpcs();
        CHECK(runs == 1);
        CHECK(seen == &dpc);
        CHECK(level == DISPATCH_LEVEL);

        KTIMER timer;
        KeInitializeTimer(&timer);
        CHECK(KeSetTimer(&timer, relative_ms(20), &dpc) == FALSE);
        CHECK(KeSetTimer(&timer, relative_ms(20), &dpc) == TRUE);
        KeWaitForSingleObject(&timer, ::Executive, KernelMode, FALSE, nullptr);
        KeFlushQueuedDpcs();
        CHECK(core::nanoseconds_of(kernel::System::current().now()) / 1000 >= 31'250); // the second 15.625 ms tick
        CHECK(core::nanoseconds_of(kernel::System::current().now()) / 1000 < 31'400);
        CHECK(runs == 2);
        CHECK(KeReadStateTimer(&timer) == TRUE);
        CHECK(KeCancelTimer(&timer) == FALSE);
    });
    CHECK_FALSE(machine.system.stopped());
}

TEST_CASE("freeing memory that holds an armed timer is a bug check") {
    test::Machine machine;
    const kernel::Stop stop = machine.run([] {
        auto *timer = static_cast<PKTIMER>(ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(KTIMER), 'rmiT'));
        KeInitializeTimer(timer);
        KeSetTimer(timer, relative_ms(50), nullptr);
        ExFreePool(timer);
    });
    CHECK(stop.bug_check_code == 0xC7);
}

TEST_CASE("a high-resolution EX_TIMER is not bound to the tick and can be deleted with a wait") {
    test::Machine machine;
    static std::vector<std::int64_t> expiries;
    expiries.clear();
    machine.run([] {
        PEX_TIMER timer = ExAllocateTimer(
            [](PEX_TIMER, PVOID) { expiries.push_back(core::nanoseconds_of(kernel::System::current().now()) / 1000); },
            nullptr, EX_TIMER_HIGH_RESOLUTION);
        REQUIRE(timer != nullptr);
        ExSetTimer(timer, -10'000, 10'000, nullptr);
        LARGE_INTEGER delay = relative_ms(4);
        KeDelayExecutionThread(KernelMode, FALSE, &delay);
        CHECK(ExDeleteTimer(timer, TRUE, TRUE, nullptr) == TRUE);
    });
    REQUIRE(expiries.size() > 10);
    CHECK(expiries[0] >= 1000);
    CHECK(expiries[0] < 1010);
    CHECK(expiries[9] - expiries[0] == Approx(9000).margin(2));
    CHECK(machine.executive.pool().leaks().empty());
}

TEST_CASE("a system thread runs, ends, and its object can be waited for") {
    test::Machine machine;
    static int steps;
    steps = 0;
    machine.run([] {
        HANDLE handle = nullptr;
        REQUIRE(PsCreateSystemThread(
                    &handle, THREAD_ALL_ACCESS, nullptr, nullptr, nullptr,
                    [](PVOID) {
                        KeSetPriorityThread(KeGetCurrentThread(), 20);
                        ++steps;
                        PsTerminateSystemThread(STATUS_SUCCESS);
                        ++steps; // never
                    },
                    nullptr) == STATUS_SUCCESS);
        PVOID thread = nullptr;
        REQUIRE(ObReferenceObjectByHandle(handle, SYNCHRONIZE, *PsThreadType, KernelMode, &thread, nullptr) ==
                STATUS_SUCCESS);
        CHECK(ZwClose(handle) == STATUS_SUCCESS);
        CHECK(KeWaitForSingleObject(thread, ::Executive, KernelMode, FALSE, nullptr) == STATUS_SUCCESS);
        CHECK(KeQueryPriorityThread(static_cast<PKTHREAD>(thread)) == 20);
        ObDereferenceObject(thread);
    });
    CHECK(steps == 1);
    CHECK_FALSE(machine.system.stopped());
}

TEST_CASE("work items run at PASSIVE_LEVEL in a worker, also when queued from DISPATCH_LEVEL") {
    test::Machine machine;
    static KIRQL level;
    static int runs;
    level = 99;
    runs = 0;
    machine.run([] {
        PIO_WORKITEM item = IoAllocateWorkItem(nullptr);
        KIRQL irql;
        KeRaiseIrql(DISPATCH_LEVEL, &irql);
        IoQueueWorkItemEx(
            item,
            [](PVOID, PVOID context, PIO_WORKITEM self) {
                level = KeGetCurrentIrql();
                ++runs;
                KeSetEvent(static_cast<PKEVENT>(context), 0, FALSE);
                IoFreeWorkItem(self);
            },
            DelayedWorkQueue,
            [] {
                static KEVENT done;
                KeInitializeEvent(&done, NotificationEvent, FALSE);
                return &done;
            }());
        KeLowerIrql(irql);
        LARGE_INTEGER delay = relative_ms(1);
        KeDelayExecutionThread(KernelMode, FALSE, &delay);
    });
    CHECK(level == PASSIVE_LEVEL);
    CHECK(runs == 1);
    CHECK(machine.executive.pool().leaks().empty());
}

TEST_CASE("fast mutexes raise to APC_LEVEL and exclude, rundown protection drains") {
    test::Machine machine;
    static int inside;
    static int most;
    inside = most = 0;
    machine.run([] {
        static FAST_MUTEX mutex;
        ExInitializeFastMutex(&mutex);
        for (int i = 0; i < 3; ++i) {
            kernel::System::current().start_thread("contender", 9, [] {
                ExAcquireFastMutex(&mutex);
                CHECK(KeGetCurrentIrql() == APC_LEVEL);
                most = std::max(most, ++inside);
                KeStallExecutionProcessor(100);
                --inside;
                ExReleaseFastMutex(&mutex);
                CHECK(KeGetCurrentIrql() == PASSIVE_LEVEL);
            });
        }
        LARGE_INTEGER delay = relative_ms(5);
        KeDelayExecutionThread(KernelMode, FALSE, &delay);
        static EX_RUNDOWN_REF rundown;
        ExInitializeRundownProtection(&rundown);
        CHECK(ExAcquireRundownProtection(&rundown));
        kernel::System::current().start_thread("user", 9, [] {
            LARGE_INTEGER a_while = relative_ms(20);
            KeDelayExecutionThread(KernelMode, FALSE, &a_while);
            ExReleaseRundownProtection(&rundown);
        });
        const core::TimePoint start = kernel::System::current().now();
        ExWaitForRundownProtectionRelease(&rundown);
        CHECK(microseconds_since(start) > 15'000);
        CHECK_FALSE(ExAcquireRundownProtection(&rundown));
    });
    CHECK(most == 1);
    CHECK_FALSE(machine.system.stopped());
}

TEST_CASE("reading the performance counter takes time, so two reads differ") {
    test::Machine machine;
    machine.run([] {
        LARGE_INTEGER frequency;
        const LONGLONG first = KeQueryPerformanceCounter(&frequency).QuadPart;
        CHECK(frequency.QuadPart == 10'000'000);
        KeStallExecutionProcessor(50);
        const LONGLONG second = KeQueryPerformanceCounter(nullptr).QuadPart;
        CHECK(second - first >= 500);
        CHECK(second - first <= 502);
        const ULONGLONG precise = KeQueryInterruptTimePrecise(nullptr);
        CHECK(precise >= KeQueryInterruptTime());
        LARGE_INTEGER now;
        KeQuerySystemTimePrecise(&now);
        CHECK(now.QuadPart > 134'116'992'000'000'000);
    });
}

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

TEST_CASE("counted strings") {
    test::Machine machine;
    machine.run([] {
        UNICODE_STRING a, b;
        RtlInitUnicodeString(&a, L"Speaker");
        RtlInitUnicodeString(&b, L"SPEAKER0");
        CHECK(a.Length == 14);
        CHECK(a.MaximumLength == 16);
        CHECK(RtlPrefixUnicodeString(&a, &b, TRUE));
        CHECK_FALSE(RtlPrefixUnicodeString(&a, &b, FALSE));
        CHECK(RtlCompareUnicodeString(&a, &b, TRUE) < 0);
        DECLARE_UNICODE_STRING_SIZE(text, 10);
        CHECK(RtlAppendUnicodeStringToString(&text, &a) == STATUS_SUCCESS);
        CHECK(RtlAppendUnicodeToString(&text, L"0123") == STATUS_BUFFER_TOO_SMALL);
        CHECK(RtlAppendUnicodeToString(&text, L"01") == STATUS_SUCCESS);
        ULONG value = 0;
        UNICODE_STRING number;
        RtlInitUnicodeString(&number, L" 0x1F");
        CHECK(RtlUnicodeStringToInteger(&number, 0, &value) == STATUS_SUCCESS);
        CHECK(value == 31);
        CHECK(RtlIntegerToUnicodeString(48000, 10, &text) == STATUS_SUCCESS);
        CHECK(text.Length == 10);
        const GUID guid = {0x12345678, 0x9abc, 0xdef0, {1, 2, 3, 4, 5, 6, 7, 8}};
        UNICODE_STRING guid_text;
        CHECK(RtlStringFromGUID(guid, &guid_text) == STATUS_SUCCESS);
        UNICODE_STRING expected;
        RtlInitUnicodeString(&expected, L"{12345678-9ABC-DEF0-0102-030405060708}");
        CHECK(RtlEqualUnicodeString(&guid_text, &expected, FALSE));
        GUID back;
        CHECK(RtlGUIDFromString(&guid_text, &back) == STATUS_SUCCESS);
        CHECK(std::memcmp(&back, &guid, sizeof guid) == 0);
        RtlFreeUnicodeString(&guid_text);
    });
    CHECK(machine.executive.pool().leaks().empty());
}

TEST_CASE("safe integers refuse what does not fit") {
    ULONG sum = 0;
    CHECK(RtlULongAdd(0xfffffff0, 0xf, &sum) == STATUS_SUCCESS);
    CHECK(sum == 0xffffffff);
    CHECK(RtlULongAdd(0xfffffff0, 0x10, &sum) == STATUS_INTEGER_OVERFLOW);
    SIZE_T product = 0;
    CHECK(RtlSizeTMult(1ULL << 40, 1ULL << 20, &product) == STATUS_SUCCESS);
    CHECK(product == 1ULL << 60);
    CHECK(RtlSizeTMult(1ULL << 40, 1ULL << 24, &product) == STATUS_INTEGER_OVERFLOW);
}

TEST_CASE("interlocked lists keep their order") {
    test::Machine machine;
    machine.run([] {
        LIST_ENTRY head, a, b;
        KSPIN_LOCK lock;
        KeInitializeSpinLock(&lock);
        InitializeListHead(&head);
        CHECK(ExInterlockedInsertTailList(&head, &a, &lock) == nullptr);
        CHECK(ExInterlockedInsertTailList(&head, &b, &lock) == &a);
        CHECK(ExInterlockedRemoveHeadList(&head, &lock) == &a);
        CHECK(ExInterlockedRemoveHeadList(&head, &lock) == &b);
        CHECK(ExInterlockedRemoveHeadList(&head, &lock) == nullptr);
        CHECK(KeTestSpinLock(&lock));
        CHECK(KeGetCurrentIrql() == PASSIVE_LEVEL);
    });
}

TEST_CASE("registry values come back through both interfaces") {
    test::Machine machine;
    machine.run([&] {
        const std::uint32_t gain = 42;
        machine.executive.registry().set(kernel::Registry::driver_parameters, u"Gain", REG_DWORD, &gain, sizeof gain);
        HANDLE key = nullptr;
        CHECK(IoOpenDriverRegistryKey(nullptr, DriverRegKeyParameters, KEY_READ, 0, &key) == STATUS_SUCCESS);
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

TEST_CASE("a closed handle that is closed again is a bug check") {
    test::Machine machine;
    const kernel::Stop stop = machine.run([] {
        HANDLE key = nullptr;
        IoOpenDriverRegistryKey(nullptr, DriverRegKeyParameters, KEY_READ, 0, &key);
        ZwClose(key);
        ZwClose(key);
    });
    CHECK(stop.bug_check_code == 0x93);
}

TEST_CASE("files that a driver writes can be read back") {
    test::Machine machine;
    machine.run([] {
        UNICODE_STRING name;
        RtlInitUnicodeString(&name, L"\\??\\C:\\dump.wav");
        OBJECT_ATTRIBUTES attributes;
        InitializeObjectAttributes(&attributes, &name, OBJ_KERNEL_HANDLE, nullptr, nullptr);
        IO_STATUS_BLOCK status;
        HANDLE file = nullptr;
        CHECK(ZwCreateFile(&file, GENERIC_READ, &attributes, &status, nullptr, 0, 0, FILE_OPEN, 0, nullptr, 0) ==
              STATUS_OBJECT_NAME_NOT_FOUND);
        CHECK(ZwCreateFile(&file, GENERIC_WRITE, &attributes, &status, nullptr, 0, 0, FILE_OVERWRITE_IF, 0, nullptr,
                           0) == STATUS_SUCCESS);
        char text[] = "RIFF";
        CHECK(ZwWriteFile(file, nullptr, nullptr, nullptr, &status, text, 4, nullptr, nullptr) == STATUS_SUCCESS);
        LARGE_INTEGER start;
        start.QuadPart = 1;
        char back[8] = {};
        CHECK(ZwReadFile(file, nullptr, nullptr, nullptr, &status, back, 8, &start, nullptr) == STATUS_SUCCESS);
        CHECK(status.Information == 3);
        CHECK(std::string(back) == "IFF");
        ZwClose(file);
    });
}

namespace {
kernel::DebugText format(const char *text, ...) {
    std::va_list arguments;
    va_start(arguments, text);
    auto result = kernel::format_debug_text(text, arguments);
    va_end(arguments);
    return result;
}
} // namespace

TEST_CASE("DbgPrint understands Windows formats, and its hash does not depend on addresses") {
    UNICODE_STRING wide = {8, 8, const_cast<PWCH>(L"codec")};
    CHECK(format("%wZ %ws|%S|%I64d %08lx %Iu %5d %-4s| %hu %c%%", &wide, L"w", L"s", 1LL << 40, 0xabcdU, std::size_t{7},
                 42, "ab", 65537, 'x')
              .shown == "code w|s|1099511627776 0000abcd 7    42 ab  | 1 x%");
    const auto pointer = format("at %p", reinterpret_cast<void *>(0x1234));
    CHECK(pointer.shown == "at 0000000000001234");
    CHECK(pointer.hashed == "at <address>");
}

TEST_CASE("safe string functions format, truncate and terminate") {
    test::Machine machine;
    machine.run([] {
        CHAR narrow[8];
        CHECK(RtlStringCchPrintfA(narrow, 8, "%d-%s", 12, "ab") == STATUS_SUCCESS);
        CHECK(std::string(narrow) == "12-ab");
        CHECK(RtlStringCchPrintfA(narrow, 8, "%s", "0123456789") == STATUS_BUFFER_OVERFLOW);
        CHECK(std::string(narrow) == "0123456");
        WCHAR wide[16];
        CHECK(RtlStringCbPrintfW(wide, sizeof wide, L"%s:%S:%u", L"pin", "x", 7) == STATUS_SUCCESS);
        CHECK(wcscmp(wide, L"pin:x:7") == 0);
    });
}

TEST_CASE("PAGED_CODE at DISPATCH_LEVEL and DDIs above their IRQL are recorded") {
    test::Machine machine;
    machine.run([] {
        PAGED_CODE();
        KIRQL irql;
        KeRaiseIrql(DISPATCH_LEVEL, &irql);
        PAGED_CODE();
        UNICODE_STRING a, b;
        RtlInitUnicodeString(&a, L"a");
        RtlInitUnicodeString(&b, L"b");
        RtlEqualUnicodeString(&a, &b, TRUE); // PASSIVE_LEVEL only
        KeLowerIrql(irql);
    });
    CHECK(machine.recorder.all<kernel::PagedCodeAtRaisedIrql>().size() == 1);
    const auto violations = machine.recorder.all<kernel::DdiIrqlViolation>();
    REQUIRE(violations.size() == 1);
    CHECK(violations[0].name_hash == core::hash_text("RtlEqualUnicodeString"));
}

TEST_CASE("unbalanced critical regions, IRQL misuse and assertions are bug checks") {
    test::Machine machine;
    struct Case {
        void (*code)();
        std::uint32_t bug_check;
    };
    const Case cases[] = {
        {[] { KeLeaveCriticalRegion(); }, 0x01},
        {[] {
             KIRQL irql;
             KeRaiseIrql(DISPATCH_LEVEL, &irql);
             KeRaiseIrql(APC_LEVEL, &irql);
         },
         0x09},
        {[] { KeLowerIrql(DISPATCH_LEVEL); }, 0x0A},
        {[] { NT_FRE_ASSERT(1 == 2); }, 0x1E},
        {[] { KeBugCheckEx(0xE2, 1, 2, 3, 4); }, 0xE2},
        {[] { DbgBreakPoint(); }, 0x1E},
    };
    const Case &chosen = cases[GENERATE(0, 1, 2, 3, 4, 5)];
    const kernel::Stop stop = machine.run(chosen.code);
    CHECK(stop.reason == StopReason::BugCheck);
    CHECK(stop.bug_check_code == chosen.bug_check);
}

TEST_CASE("every row of the DDI table has its own name and a page") {
    for (std::size_t i = 0; i < kernel::kernel_ddis.size(); ++i) {
        CHECK_FALSE(kernel::kernel_ddis[i].page.empty());
        for (std::size_t j = 0; j < i; ++j)
            REQUIRE(kernel::kernel_ddis[i].name != kernel::kernel_ddis[j].name);
    }
}
