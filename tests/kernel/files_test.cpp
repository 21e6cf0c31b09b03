// SPDX-License-Identifier: MIT
//
// Files on the simulated disk, and how they reach the host.
#include "tests/support/catch.hpp"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include "sim/kernel/volume.hpp"
#include "tests/kernel/machine.hpp"

#define NOMINMAX
#include "wdm.h"

using namespace acxsim;

namespace {

NTSTATUS open(PHANDLE file, const WCHAR *path, ACCESS_MASK access, ULONG disposition,
              ULONG options = FILE_SYNCHRONOUS_IO_NONALERT | FILE_NON_DIRECTORY_FILE, ULONG share = 0) {
    UNICODE_STRING name;
    RtlInitUnicodeString(&name, path);
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, &name, OBJ_KERNEL_HANDLE, nullptr, nullptr);
    IO_STATUS_BLOCK status;
    return ZwCreateFile(file, access | SYNCHRONIZE, &attributes, &status, nullptr, FILE_ATTRIBUTE_NORMAL, share,
                        disposition, options, nullptr, 0);
}

} // namespace

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
        CHECK(ZwCreateFile(&file, GENERIC_READ | GENERIC_WRITE, &attributes, &status, nullptr, 0, 0, FILE_OVERWRITE_IF,
                           FILE_SYNCHRONOUS_IO_NONALERT, nullptr, 0) == STATUS_SUCCESS);
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

TEST_CASE("paths that are no files of the simulated disk are refused") {
    test::Machine machine;
    machine.run([] {
        HANDLE file = nullptr;
        for (const WCHAR *path : {L"\\??\\C:\\..\\..\\etc\\passwd", L"\\??\\C:\\Temp\\.\\x", L"\\??\\C:\\Temp/../x",
                                  L"\\??\\C:\\a\\\\b", L"\\??\\C:\\Temp\\x:stream"}) {
            CHECK(open(&file, path, GENERIC_WRITE, FILE_OVERWRITE_IF) == STATUS_OBJECT_NAME_INVALID);
        }
        CHECK(open(&file, L"C:\\Temp\\x", GENERIC_WRITE, FILE_OVERWRITE_IF) == STATUS_OBJECT_PATH_SYNTAX_BAD);
        CHECK(open(&file, L"\\??\\D:\\x", GENERIC_WRITE, FILE_OVERWRITE_IF) == STATUS_OBJECT_NAME_NOT_FOUND);
        CHECK(open(&file, L"\\??\\C:\\None\\x", GENERIC_WRITE, FILE_OVERWRITE_IF) == STATUS_OBJECT_PATH_NOT_FOUND);
        CHECK(open(&file, L"\\SystemRoot\\Temp\\x", GENERIC_WRITE, FILE_CREATE) == STATUS_SUCCESS);
        ZwClose(file);
        CHECK(open(&file, L"\\DriverData\\x", GENERIC_WRITE, FILE_CREATE) == STATUS_SUCCESS);
        ZwClose(file);
        CHECK(open(&file, L"\\DriverDatax\\x", GENERIC_WRITE, FILE_CREATE) == STATUS_OBJECT_NAME_NOT_FOUND);
        CHECK(open(&file, L"\\DosDevices\\c:\\windows\\TEMP\\X", GENERIC_READ, FILE_OPEN) == STATUS_SUCCESS);
        ZwClose(file);
        CHECK(open(&file, L"\\??\\C:\\Windows", GENERIC_READ, FILE_OPEN) == STATUS_FILE_IS_A_DIRECTORY);
    });
    CHECK_FALSE(machine.system.stopped());
}

TEST_CASE("access, sharing, file pointer, information and deletion of files") {
    test::Machine machine;
    machine.run([] {
        HANDLE folder = nullptr;
        CHECK(open(&folder, L"\\??\\C:\\Dump", GENERIC_READ, FILE_OPEN_IF,
                   FILE_DIRECTORY_FILE | FILE_SYNCHRONOUS_IO_NONALERT) == STATUS_SUCCESS);
        ZwClose(folder);
        HANDLE file = nullptr;
        HANDLE second = nullptr;
        CHECK(open(&file, L"\\??\\C:\\Dump\\a.raw", GENERIC_WRITE, FILE_CREATE, FILE_SYNCHRONOUS_IO_NONALERT,
                   FILE_SHARE_READ) == STATUS_SUCCESS);
        CHECK(open(&second, L"\\??\\C:\\Dump\\a.raw", GENERIC_READ, FILE_OPEN) == STATUS_SHARING_VIOLATION);
        CHECK(open(&second, L"\\??\\C:\\Dump\\a.raw", GENERIC_READ, FILE_OPEN, FILE_SYNCHRONOUS_IO_NONALERT,
                   FILE_SHARE_READ | FILE_SHARE_WRITE) == STATUS_SUCCESS);
        IO_STATUS_BLOCK status;
        char text[] = "abcdef";
        CHECK(ZwWriteFile(file, nullptr, nullptr, nullptr, &status, text, 3, nullptr, nullptr) == STATUS_SUCCESS);
        CHECK(ZwWriteFile(file, nullptr, nullptr, nullptr, &status, text + 3, 3, nullptr, nullptr) == STATUS_SUCCESS);
        CHECK(ZwWriteFile(second, nullptr, nullptr, nullptr, &status, text, 3, nullptr, nullptr) ==
              STATUS_ACCESS_DENIED);
        char back[8] = {};
        CHECK(ZwReadFile(file, nullptr, nullptr, nullptr, &status, back, 8, nullptr, nullptr) == STATUS_ACCESS_DENIED);
        CHECK(ZwReadFile(second, nullptr, nullptr, nullptr, &status, back, 4, nullptr, nullptr) == STATUS_SUCCESS);
        CHECK(std::string(back) == "abcd");
        CHECK(ZwReadFile(second, nullptr, nullptr, nullptr, &status, back, 8, nullptr, nullptr) == STATUS_SUCCESS);
        CHECK(status.Information == 2);
        CHECK(ZwReadFile(second, nullptr, nullptr, nullptr, &status, back, 8, nullptr, nullptr) == STATUS_END_OF_FILE);
        FILE_STANDARD_INFORMATION standard;
        CHECK(ZwQueryInformationFile(file, &status, &standard, sizeof standard, FileStandardInformation) ==
              STATUS_SUCCESS);
        CHECK(standard.EndOfFile.QuadPart == 6);
        CHECK_FALSE(standard.Directory);
        FILE_POSITION_INFORMATION position = {};
        position.CurrentByteOffset.QuadPart = 1;
        CHECK(ZwSetInformationFile(second, &status, &position, sizeof position, FilePositionInformation) ==
              STATUS_SUCCESS);
        CHECK(ZwReadFile(second, nullptr, nullptr, nullptr, &status, back, 1, nullptr, nullptr) == STATUS_SUCCESS);
        CHECK(back[0] == 'b');
        ZwClose(second);
        FILE_DISPOSITION_INFORMATION disposition = {TRUE};
        CHECK(ZwSetInformationFile(file, &status, &disposition, sizeof disposition, FileDispositionInformation) ==
              STATUS_ACCESS_DENIED); // not opened for DELETE
        ZwClose(file);
        CHECK(open(&file, L"\\??\\C:\\Dump\\a.raw", DELETE, FILE_OPEN,
                   FILE_SYNCHRONOUS_IO_NONALERT | FILE_DELETE_ON_CLOSE) == STATUS_SUCCESS);
        ZwClose(file);
        CHECK(open(&file, L"\\??\\C:\\Dump\\a.raw", GENERIC_READ, FILE_OPEN) == STATUS_OBJECT_NAME_NOT_FOUND);
    });
    CHECK_FALSE(machine.system.stopped());
}

TEST_CASE("an asynchronous write is pending until its event says so, and needs its buffer until then") {
    test::Machine machine;
    static bool early_free;
    early_free = GENERATE(false, true);
    const kernel::Stop stop = machine.run([] {
        HANDLE file = nullptr;
        CHECK(open(&file, L"\\??\\C:\\Temp\\async", GENERIC_WRITE, FILE_OVERWRITE_IF, 0) == STATUS_SUCCESS);
        HANDLE event = nullptr;
        ZwCreateEvent(&event, EVENT_ALL_ACCESS, nullptr, NotificationEvent, FALSE);
        PVOID object = nullptr;
        ObReferenceObjectByHandle(event, EVENT_ALL_ACCESS, *ExEventObjectType, KernelMode, &object, nullptr);
        auto *buffer = static_cast<char *>(ExAllocatePool2(POOL_FLAG_NON_PAGED, 64, 'fuB1'));
        IO_STATUS_BLOCK status = {};
        LARGE_INTEGER start = {};
        CHECK(ZwWriteFile(file, event, nullptr, nullptr, &status, buffer, 64, nullptr, nullptr) ==
              STATUS_INVALID_PARAMETER); // no file pointer
        CHECK(ZwWriteFile(file, event, nullptr, nullptr, &status, buffer, 64, &start, nullptr) == STATUS_PENDING);
        CHECK(KeReadStateEvent(static_cast<PRKEVENT>(object)) == 0);
        if (early_free) ExFreePool(buffer);
        KeWaitForSingleObject(object, ::Executive, KernelMode, FALSE, nullptr);
        CHECK(status.Status == STATUS_SUCCESS);
        CHECK(status.Information == 64);
        ExFreePool(buffer);
        ObDereferenceObject(object);
        ZwClose(event);
        ZwClose(file);
    });
    CHECK(stop.bug_check_code == (early_free ? 0x50U : 0U));
}

TEST_CASE("the driver's files are written below the given folder and nowhere else") {
    namespace fs = std::filesystem;
    const fs::path folder = fs::temp_directory_path() / "acxsim-files-test";
    fs::remove_all(folder);
    fs::create_directories(folder / "out" / "C");
    fs::create_directories(folder / "elsewhere");
    fs::create_directory_symlink(folder / "elsewhere", folder / "out" / "C" / "Temp"); // a trap
    kernel::Volume volume;
    volume.create(u"C:\\Temp\\x", false)->bytes = {1};
    volume.create(u"C:\\Windows\\y.bin", false)->bytes = {2, 3};
    std::vector<std::string> failures;
    const auto written = kernel::write_out(volume, (folder / "out").string(), failures);
    REQUIRE(written.size() == 1);
    CHECK(fs::file_size(folder / "out" / "C" / "Windows" / "y.bin") == 2);
    CHECK(failures.size() == 1);
    CHECK(fs::is_empty(folder / "elsewhere"));
    fs::remove_all(folder);
}
