// SPDX-License-Identifier: MIT
//
// What a driver's trace line looks like when it is decoded: every conversion of printf and of WPP, careful reading, and
// addresses that are the same in every run.
#include "tests/support/catch.hpp"

#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "sim/kernel/driver_log.hpp"
#include "sim/kernel/pool.hpp"
#include "sim/kernel/records.hpp"
#include "sim/kernel/status_text.hpp"
#include "sim/kernel/trace_format.hpp"
#include "tests/kernel/machine.hpp"

#define NOMINMAX
#include "TraceLoggingProvider.h"
#include "WppRecorder.h"
#include "acxsim_trace.h"
#include "wdm.h"

using namespace acxsim;
using kernel::DriverLine;
using kernel::TraceValue;

namespace {

#define LINE(message, ...) ACXSIM_TRACE(4, "FLAG", nullptr, "", message, "", ##__VA_ARGS__)
#define LINE_WITH(items, message, ...) ACXSIM_TRACE(2, "FLAG", items, "", message, "", ##__VA_ARGS__)

/// Runs the trace calls as driver code; their lines.
std::vector<DriverLine> lines_of(std::function<void()> code) {
    test::Machine machine;
    machine.run(std::move(code));
    const auto &kept = machine.executive.driver_log().lines();
    return {kept.begin(), kept.end()};
}
std::string text_of(std::function<void()> code) {
    const auto lines = lines_of(std::move(code));
    REQUIRE(lines.size() == 1);
    return lines.front().text;
}

} // namespace

TEST_CASE("integers: lengths of Windows, flags, width, precision") {
    CHECK(text_of([] { LINE("%d %i %u %x %X %o", -1, 2, -1, 255, 255, 8); }) == "-1 2 4294967295 ff FF 10");
    CHECK(text_of([] { LINE("%ld %lu", -1L, 0x1'0000'0001L); }) == "-1 1"); // long has 32 bits
    CHECK(text_of([] { LINE("%I64d %lld %I64u", -5LL, 1LL << 40, ~0ULL); }) == "-5 1099511627776 18446744073709551615");
    CHECK(text_of([] { LINE("%I64x %08I64X %Ix %zu", 0xABCDEF0123ULL, 0xABULL, 0x1234ULL, std::size_t{7}); }) ==
          "abcdef0123 000000AB 1234 7");
    CHECK(text_of([] { LINE("%hd %hu %hhx", 0x1'8000, 0x1'0001, 0x1ff); }) == "-32768 1 ff");
    CHECK(text_of([] { LINE("[%5d|%-5d|%05d|%+d|% d]", 42, 42, 42, 42, 42); }) == "[   42|42   |00042|+42| 42]");
    CHECK(text_of([] { LINE("%#x %#X %#o %.4d %8.3x %*d", 255, 255, 8, 7, 10, 4, 3); }) ==
          "0xff 0XFF 010 0007      00a    3");
    CHECK(text_of([] { LINE("%d%%", 50); }) == "50%");
    CHECK(text_of([] { LINE("%I64d", -1); }) == "-1"); // an int where 64 bits are expected: its value
    CHECK(text_of([] { LINE("%d %u", static_cast<unsigned char>(200), static_cast<signed char>(-3)); }) ==
          "200 4294967293");
    CHECK(text_of([] {
              LARGE_INTEGER time;
              time.QuadPart = -10'000;
              LINE("%I64d", time.QuadPart);
          }) == "-10000");
}

TEST_CASE("characters and strings, narrow and wide, counted and not") {
    CHECK(text_of([] { LINE("%c%C %s %hs", 'a', L'b', "text", "narrow"); }) == "ab text narrow");
    CHECK(text_of([] { LINE("%ws %ls %S %wc", L"one", L"tw\u00f6", L"three", L'\u20ac'); }) ==
          "one tw\xc3\xb6 three \xe2\x82\xac");
    CHECK(text_of([] { LINE("[%8s|%-8s|%.3s]", "abc", "abc", "abcdef"); }) == "[     abc|abc     |abc]");
    CHECK(text_of([] {
              UNICODE_STRING wide;
              RtlInitUnicodeString(&wide, L"wide string");
              wide.Length = 8;
              ANSI_STRING narrow;
              RtlInitAnsiString(&narrow, "ansi string");
              LINE("%wZ|%Z|%wZ", &wide, &narrow, static_cast<PUNICODE_STRING>(nullptr));
          }) == "wide|ansi string|NULL");
    CHECK(text_of([] {
              UNICODE_STRING wide;
              RtlInitUnicodeString(&wide, L"value");
              LINE("%wZ", wide); // by value, which C++ drivers do
          }) == "value");
    CHECK(text_of([] { LINE("%s %ws", static_cast<char *>(nullptr), static_cast<wchar_t *>(nullptr)); }) ==
          "NULL NULL");
    CHECK(text_of([] { LINE(L"a wide format %d", 3); }) == "a wide format 3");
}

TEST_CASE("memory that cannot be read is said to be so, and is not touched") {
    CHECK(text_of([] { LINE("%s", reinterpret_cast<char *>(0x123456789000)); }) == "<unreadable <address>>");
    CHECK(text_of([] {
              // Without its end: reading stops where the block's page does.
              auto *text = static_cast<char *>(ExAllocatePool2(POOL_FLAG_NON_PAGED, 16, 'txet'));
              std::memcpy(text, "abcdefghijklmnop", 16);
              LINE("%s", text);
              ExFreePoolWithTag(text, 'txet');
          }) == "abcdefghijklmnop");
    CHECK(text_of([] { LINE("%!GUID!", reinterpret_cast<GUID *>(0x123456789000)); }) == "<unreadable <address>>");
}

TEST_CASE("extended formats") {
    CHECK(text_of([] {
              LINE("%!STATUS! %!STATUS! %!STATUS!", STATUS_SUCCESS, STATUS_INVALID_PARAMETER, 0xE1234567);
          }) == "0x00000000(STATUS_SUCCESS) 0xc000000d(STATUS_INVALID_PARAMETER) 0xe1234567");
    CHECK(text_of([] { LINE("%!HRESULT! %!WINERROR!", 0x80070057, 87); }) ==
          "0x80070057(E_INVALIDARG) 87(ERROR_INVALID_PARAMETER)");
    CHECK(text_of([] { LINE("%!bool! %!bool! %!BOOLEAN!", true, FALSE, static_cast<BOOLEAN>(1)); }) ==
          "TRUE FALSE TRUE");
    CHECK(text_of([] {
              const GUID guid{0x01020304, 0x0506, 0x0708, {9, 10, 11, 12, 13, 14, 15, 16}};
              LINE("%!GUID! %!guid! %!GUID!", &guid, guid, static_cast<const GUID *>(nullptr));
          }) == "01020304-0506-0708-090a-0b0c0d0e0f10 01020304-0506-0708-090a-0b0c0d0e0f10 NULL");
    CHECK(text_of([] { LINE("%!irql! %!delta! %!PORT!", 2, 90'061'000LL, static_cast<unsigned short>(0x5000)); }) ==
          "DISPATCH_LEVEL 1~1:01:01 80");
    CHECK(text_of([] { LINE("%!TIMESTAMP!", 0x01D00000'00000000LL); }).substr(0, 4) == "2014");
    CHECK(text_of([] { LINE("%!TIMESTAMP!", 0LL); }) == "1601-01-01 00:00:00.000");
    CHECK(text_of([] { LINE("%!LEVEL! %!FLAGS! %!STDPREFIX!%!SPACE!%!FILE!"); }) ==
          "TRACE_LEVEL_INFORMATION FLAG  trace_format_test.cpp");
    CHECK(text_of([] { LINE("%!d! %!nobody! %!nobody!", 7, 8U, -9); }) == "7 8 -9");
    CHECK(text_of([] { LINE("%d %d", 1); }) == "1 <no argument>");
    CHECK(text_of([] { LINE("%", 1); }) == "%");
    CHECK(text_of([] { LINE("100%! done", 1); }) == "100%! done");
    CHECK(text_of([] { LINE("%f %.2f %g", 1.5, 2.0F, 0.25); }) == "1.500000 2.00 0.25");
}

TEST_CASE("formats of the driver: names, bits, flags, aliases, pieces") {
    static const ACXSIM_TRACE_ITEM items[] = {
        {"state", "Stop", 0, ACXSIM_TRACE_ITEM_NAME, nullptr},
        {"state", "Run", -2, ACXSIM_TRACE_ITEM_NAME, nullptr},
        {"mask", "Read", 0, ACXSIM_TRACE_ITEM_BIT, nullptr},
        {"mask", "Write", 4, ACXSIM_TRACE_ITEM_BIT, nullptr},
        {"flag", "None", 0, ACXSIM_TRACE_ITEM_FLAG, nullptr},
        {"flag", "Big", 6, ACXSIM_TRACE_ITEM_FLAG, nullptr},
        {"tick", "08x", 0, ACXSIM_TRACE_ITEM_ALIAS, nullptr},
        {"HEX", "ItemHEXDump", 0, ACXSIM_TRACE_ITEM_EXPAND,
         [](const ACXSIM_TRACE_VALUE *value, void (*pair)(void *, size_t, const void *), void *context) {
             pair(context, 2, value->Data);
             pair(context, 3, static_cast<const char *>(value->Data) + 2);
         }},
        {nullptr, nullptr, 0, 0, nullptr}};
    struct Bytes {
        char bytes[6];
    } bytes = {{1, 0, 0x41, 0x42, static_cast<char>(0xff), 9}};
    CHECK(text_of([&] { LINE_WITH(items, "%!state! %!state! %!state!", 0, 0xFFFFFFFE, 3); }) == "Stop Run 3");
    CHECK(text_of([&] { LINE_WITH(items, "%!mask! %!flag! %!flag! %!tick!", 0x11, 0, 7, 0xAB); }) ==
          "[Read,Write] None Big 000000ab");
    CHECK(text_of([&] { LINE_WITH(items, "%!HEX!", bytes); }) == "41 42 ff");
}

TEST_CASE("addresses are the same in every run: blocks by allocation and offset, others by order") {
    const auto text = [] {
        return text_of([] {
            auto *a = static_cast<char *>(ExAllocatePool2(POOL_FLAG_NON_PAGED, 64, 'aaaa'));
            int local = 0;
            LINE("%p %p %p %p %p %x", nullptr, a + 16, &local, static_cast<void *>(&local), reinterpret_cast<void *>(8),
                 reinterpret_cast<ULONG_PTR>(a) & 0xfff ? 1 : 0);
            ExFreePoolWithTag(a, 'aaaa');
        });
    };
    CHECK(text() == "0000000000000000 FFFF900001000010 FFFFA00000000010 FFFFA00000000010 0000000000000008 " +
                        text().substr(text().size() - 1));
    // A pointer that went through an integer is recognised.
    CHECK(text_of([] {
              auto *a = ExAllocatePool2(POOL_FLAG_NON_PAGED, 4096, 'aaaa');
              LINE("%I64x %Ix", reinterpret_cast<ULONG_PTR>(a), a);
              ExFreePoolWithTag(a, 'aaaa');
          }) == "ffff900001000000 ffff900001000000");
}

TEST_CASE("a line carries where and when it was written, and becomes a trace record") {
    test::Machine machine;
    int line = 0;
    machine.run([&] {
        machine.system.sleep_for(core::from_microseconds(250));
        KIRQL old;
        KeRaiseIrql(DISPATCH_LEVEL, &old);
        ACXSIM_TRACE(2, "POWER", nullptr, "<", "n=%d", " %!FUNC!>", 5), line = __LINE__;
        KeLowerIrql(old);
    });
    const auto &lines = machine.executive.driver_log().lines();
    REQUIRE(lines.size() == 1);
    const DriverLine &it = lines.front();
    CHECK(it.text.substr(0, 5) == "<n=5 ");
    CHECK(core::nanoseconds_of(it.time) >= 250'000);
    CHECK(core::nanoseconds_of(it.time) < 300'000);
    CHECK(it.irql == 2);
    CHECK(it.level == 2);
    CHECK(it.level_name == "ERROR");
    CHECK(it.flags == "POWER");
    CHECK(it.file == "trace_format_test.cpp");
    CHECK(static_cast<int>(it.line) == line);
    const auto records = machine.recorder.all<kernel::DriverTraced>();
    REQUIRE(records.size() == 1);
    CHECK(records[0].level == 2);
    CHECK(records[0].number == 1);
    CHECK(records[0].text_hash == core::hash_text(it.text));
    CHECK(kernel::DriverLog::show(it).find(" i2 ERROR [POWER] ") != std::string::npos);
    CHECK(kernel::DriverLog::show(it).find("(trace_format_test.cpp:" + std::to_string(line) + "): <n=5 ") !=
          std::string::npos);
}

TEST_CASE("arguments are evaluated once; texts are bounded and of one line") {
    int evaluated = 0;
    CHECK(text_of([&] { LINE("%d", ++evaluated); }) == "1");
    CHECK(evaluated == 1);
    CHECK(text_of([] { LINE("two\nlines\r\n"); }) == "two lines");
    const std::string long_text(20'000, 'x');
    CHECK(text_of([&] { LINE("%s %s %s", long_text.c_str(), long_text.c_str(), long_text.c_str()); }).size() <=
          kernel::DriverLog::text_max + 3);
    CHECK(text_of([] { LINE("%9999999d", 1); }).size() <= 256);
}

TEST_CASE("DbgPrint and KdPrint lines keep their place in the driver") {
    const auto lines = lines_of([] {
        DbgPrint("value %d\n", 3);
        DbgPrintEx(DPFLTR_IHVDRIVER_ID, DPFLTR_ERROR_LEVEL, "bad %wZ\n", nullptr);
    });
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].text == "value 3");
    CHECK(lines[0].level_name == "INFO");
    CHECK(lines[1].level_name == "ERROR");
    DriverLine resolved = lines[0]; // the other is a tail call
    kernel::DriverLog::resolve_place(resolved);
    CHECK(resolved.file == "trace_format_test.cpp");
}

TRACELOGGING_DEFINE_PROVIDER(test_provider, "Test.Provider",
                             (0x3970f9cf, 0x2c0c, 0x4f11, 0xb1, 0xcc, 0xe3, 0xa1, 0xe9, 0x95, 0x88, 0x33));

TEST_CASE("TraceLogging: only while registered; fields by type and name") {
    int evaluated = 0;
    const auto lines = lines_of([&] {
        TraceLoggingWrite(test_provider, "Early", TraceLoggingInt32(++evaluated));
        CHECK(TraceLoggingRegister(test_provider) == STATUS_SUCCESS);
        UNICODE_STRING name;
        RtlInitUnicodeString(&name, L"circuit");
        const int frames = 480;
        const unsigned char bytes[] = {1, 0xab};
        TraceLoggingWrite(test_provider, "Packet", TraceLoggingLevel(WINEVENT_LEVEL_WARNING), TraceLoggingKeyword(0x12),
                          TraceLoggingInt32(frames), TraceLoggingHexUInt32(255, "flags"),
                          TraceLoggingString("render", "kind"), TraceLoggingWideString(L"wide", "w"),
                          TraceLoggingUnicodeString(&name, "circuit"), TraceLoggingNTStatus(STATUS_PENDING, "status"),
                          TraceLoggingBoolean(TRUE, "on"), TraceLoggingBinary(bytes, 2, "raw"),
                          TraceLoggingCountedString("abcdef", 3, "three"));
        TraceLoggingWrite(test_provider, "Values", TraceLoggingValue(7, "n"), TraceLoggingValue("s", "t"),
                          TraceLoggingStruct(2, "at"), TraceLoggingUInt64(1, "x"), TraceLoggingInt64(-2, "y"),
                          TraceLoggingBool(0, "last"));
        TraceLoggingUnregister(test_provider);
        TraceLoggingWrite(test_provider, "Late", TraceLoggingInt32(++evaluated));
    });
    CHECK(evaluated == 0);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].text ==
          "Test.Provider.Packet frames=480, flags=0xFF, kind=\"render\", w=\"wide\", "
          "circuit=\"circuit\", status=0x00000103(STATUS_PENDING), on=TRUE, raw=[01 ab], three=\"abc\"");
    CHECK(lines[0].level_name == "WARNING");
    CHECK(lines[0].flags == "0x12");
    CHECK(lines[1].text == "Test.Provider.Values n=7, t=\"s\", at={ x=1, y=-2 }, last=FALSE");
    CHECK(lines[1].level_name == "VERBOSE");
}

TEST_CASE("inflight recorder: logs are handles, wrong sizes are refused") {
    test::Machine machine;
    machine.run([] {
        RECORDER_CONFIGURE_PARAMS configure;
        RECORDER_CONFIGURE_PARAMS_INIT(&configure);
        CHECK(configure.CreateDefaultLog == TRUE);
        WppRecorderConfigure(&configure);
        CHECK(WppRecorderIsDefaultLogAvailable() == TRUE);
        CHECK(WppRecorderLogGetDefault() != nullptr);
        RECORDER_LOG_CREATE_PARAMS create;
        RECORDER_LOG_CREATE_PARAMS_INIT(&create, "a name that is longer than the limit");
        CHECK(std::string(create.LogIdentifier) == "a name that is ");
        RECORDER_LOG first = nullptr;
        RECORDER_LOG second = nullptr;
        CHECK(WppRecorderLogCreate(&create, &first) == STATUS_SUCCESS);
        CHECK(WppRecorderLogCreate(&create, &second) == STATUS_SUCCESS);
        CHECK(first != nullptr);
        CHECK(first != second);
        WppRecorderLogDelete(first);
        create.ErrorPartitionSize = create.TotalBufferSize + 1;
        CHECK(WppRecorderLogCreate(&create, &first) == STATUS_INVALID_PARAMETER);
        configure.CreateDefaultLog = FALSE;
        WppRecorderConfigure(&configure);
        CHECK(WppRecorderLogGetDefault() == nullptr);
    });
}

TEST_CASE("every status of the DDK has its name") {
    std::size_t count = 0;
    for (const char *header : {"sim/ddk/ntstatus.h", "sim/ddk/wdfstatus.h"}) {
        std::ifstream file(header);
        REQUIRE(file);
        for (std::string line; std::getline(file, line);) {
            const std::size_t name = line.find("STATUS_");
            const std::size_t value = line.find("((NTSTATUS)0x");
            if (line.rfind("#define STATUS_", 0) != 0 || value == std::string::npos) continue;
            ++count;
            INFO(line.substr(name));
            CHECK_FALSE(
                kernel::status_name(static_cast<std::uint32_t>(std::stoul(line.substr(value + 11), nullptr, 16)))
                    .empty());
        }
    }
    CHECK(count > 100);
}

TEST_CASE("functions are named without types and arguments, the same for both compilers") {
    CHECK(kernel::function_name("EvtDeviceAdd") == "EvtDeviceAdd");
    CHECK(kernel::function_name("NTSTATUS Engine::Run(bool)") == "Engine::Run");
    CHECK(kernel::function_name("virtual void *ns::Engine<int, unsigned long>::Next() const") ==
          "ns::Engine<int, unsigned long>::Next");
    CHECK(kernel::function_name("T Pool<T>::take(int) [with T = long unsigned int]") == "Pool<T>::take");
    CHECK(kernel::function_name("int {anonymous}::helper(int)") == "helper");
    CHECK(kernel::function_name("int (anonymous namespace)::helper(int)") == "helper");
    CHECK(kernel::function_name("Engine::Engine()") == "Engine::Engine");
}
