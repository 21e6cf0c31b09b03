// SPDX-License-Identifier: MIT
//
// Runs the inline functions of the driver headers: a driver's arithmetic, strings and lists. Exit code 0 means that all
// checks hold; otherwise the number of failures, each printed. Compiled with driver flags, needs no simulator.
#include <acpiioct.h>
#include <acx.h>
#include <ntintsafe.h>
#include <stdio.h>
#include <usbdlib.h>

// The kernel formats; here there is none. As the kernel's: no terminator if there is no room for it, -1 if it was cut.
EXTERN_C int _vsnprintf(char *Buffer, size_t Count, const char *Format, va_list Arguments) {
    char text[64];
    const int length = vsnprintf(text, sizeof(text), Format, Arguments);
    memcpy(Buffer, text, (size_t)length < Count ? (size_t)length + 1 : Count);
    return (size_t)length > Count ? -1 : length;
}

static int failures;
#define CHECK(condition) ((condition) ? (void)0 : (void)(printf("line %d: %s\n", __LINE__, #condition), ++failures))

static void check_strings(void) {
    char text[8] = "ab";
    WCHAR wide[6] = L"ab";
    wchar_t *end = NULL;
    int interface = 1; // an identifier like any other

    CHECK(_strnicmp("ABCx", "abcy", 3) == 0 && _strnicmp("ABCx", "abcy", 4) < 0 && _stricmp("Ab", "aB") == 0);
    CHECK(strcat_s(text, sizeof(text), "cde") == 0 && strcmp(text, "abcde") == 0);
    CHECK(strcat_s(text, sizeof(text), "fgh") != 0 && text[0] == 0);
    CHECK(strncpy_s(text, sizeof(text), "packets of", 3) == 0 && strcmp(text, "pac") == 0);
    CHECK(strncpy_s(text, sizeof(text), "packets of", _TRUNCATE) == STRUNCATE && strcmp(text, "packets") == 0);
    CHECK(sprintf_s(text, sizeof(text), "%d", 1234567) == 7 && strcmp(text, "1234567") == 0);
    CHECK(sprintf_s(text, sizeof(text), "%d", 12345678) == -1 && text[0] == 0);
    CHECK(_snprintf_s(text, sizeof(text), _TRUNCATE, "%s", "packets of") == -1 && strcmp(text, "packets") == 0);
    CHECK(memcpy_s(text, sizeof(text), "0123456789", 9) != 0 && text[0] == 0 && text[7] == 0);

    CHECK(wcscat_s(wide, ARRAYSIZE(wide), L"cde") == 0 && wcscmp(wide, L"abcde") == 0);
    CHECK(wcscat_s(wide, ARRAYSIZE(wide), L"f") != 0 && wide[0] == 0);
    CHECK(wcscpy_s(wide, ARRAYSIZE(wide), L"123456") != 0 && wide[0] == 0);
    CHECK(wcscmp(wcsncat(wcscpy(wide, L"a"), L"bcdef", 2), L"abc") == 0);
    CHECK(wcstoul(L" 0x1Fz", &end, 0) == 31 && *end == L'z' && wcstol(L"-12", NULL, 10) == -12);
    CHECK(wcstoul(L"99999999999", NULL, 10) == 0xffffffffu && wcstol(L"-99999999999", NULL, 10) == LONG_MIN);
    CHECK(mbstowcs(wide, "abc", ARRAYSIZE(wide)) == 3 && wcscmp(wide, L"abc") == 0);
    CHECK(min(1u, 2) == 1 && max(3u, 2ull) == 3 && interface == 1);
}

static void check_descriptors(void) {
    UCHAR configuration[] = {9, 2, 34, 0, 2, 1, 0, 0x80, 50, // configuration
                             9, 4, 0,  0, 0, 1, 1, 0,    0,  // interface 0: audio control
                             9, 4, 1,  0, 1, 1, 2, 0,    0,  // interface 1: audio streaming
                             7, 5, 1,  9, 0, 2, 1};          // endpoint 1 out
    PUSB_CONFIGURATION_DESCRIPTOR header = (PUSB_CONFIGURATION_DESCRIPTOR)configuration;
    PUSB_INTERFACE_DESCRIPTOR streaming =
        USBD_ParseConfigurationDescriptorEx(header, header, -1, -1, USB_DEVICE_CLASS_AUDIO, 2, -1);
    PUSB_COMMON_DESCRIPTOR endpoint =
        USBD_ParseDescriptors(header, header->wTotalLength, header, USB_ENDPOINT_DESCRIPTOR_TYPE);
    ACPI_METHOD_ARGUMENT arguments[2];

    CHECK(streaming != NULL && streaming->bInterfaceNumber == 1);
    CHECK(USBD_ParseConfigurationDescriptorEx(header, header, 2, -1, -1, -1, -1) == NULL);
    CHECK((PUCHAR)endpoint == configuration + 27 && endpoint->bLength == sizeof(USB_ENDPOINT_DESCRIPTOR));
    configuration[9] = 0; // a descriptor without length must not hang the search
    CHECK(USBD_ParseDescriptors(header, header->wTotalLength, header, USB_ENDPOINT_DESCRIPTOR_TYPE) == NULL);
    CHECK(sizeof(USB_DEVICE_DESCRIPTOR) == 18 && sizeof(USB_DEFAULT_PIPE_SETUP_PACKET) == 8);

    memset(arguments, 0, sizeof(arguments));
    arguments[0].DataLength = 2; // shorter than a ULONG: takes the room of one
    CHECK(ACPI_METHOD_NEXT_ARGUMENT(&arguments[0]) == &arguments[1]);
}

int main(void) {
    ULONG ulong = 7;
    size_t bytes = 7;
    LONG counter = 5;
    LONG64 wide_counter = -1;
    LIST_ENTRY head, first, second;
    SLIST_HEADER slist;
    SLIST_ENTRY a, b;
    LARGE_INTEGER now;
    ACX_RTPACKET packet;

    CHECK(RtlULongAdd(0xFFFFFFFFu, 1, &ulong) == STATUS_INTEGER_OVERFLOW && ulong == 0xFFFFFFFFu);
    CHECK(RtlULongAdd(1, 2, &ulong) == STATUS_SUCCESS && ulong == 3);
    CHECK(RtlULongSub(1, 2, &ulong) == STATUS_INTEGER_OVERFLOW);
    CHECK(RtlSizeTMult((size_t)1 << 63, 2, &bytes) == STATUS_INTEGER_OVERFLOW && bytes == (size_t)-1);
    CHECK(RtlLongLongToULong(-1, &ulong) == STATUS_INTEGER_OVERFLOW);
    CHECK(RtlULongLongToULong(0x100000000ULL, &ulong) == STATUS_INTEGER_OVERFLOW);
    CHECK(RtlULongLongToULong(0xFFFFFFFFULL, &ulong) == STATUS_SUCCESS && ulong == 0xFFFFFFFFu);

    CHECK(InterlockedIncrement(&counter) == 6 && InterlockedDecrement(&counter) == 5);
    CHECK(InterlockedExchangeAdd(&counter, 3) == 5 && counter == 8);
    CHECK(InterlockedAdd(&counter, 2) == 10);
    CHECK(InterlockedCompareExchange(&counter, 1, 9) == 10 && counter == 10);
    CHECK(InterlockedCompareExchange(&counter, 1, 10) == 10 && counter == 1);
    CHECK(InterlockedAnd(&counter, 0) == 1 && InterlockedOr(&counter, 6) == 0 && InterlockedXor(&counter, 2) == 6);
    CHECK(InterlockedExchange64(&wide_counter, 4) == -1 && InterlockedAdd64(&wide_counter, 1) == 5);

    InitializeListHead(&head);
    CHECK(IsListEmpty(&head));
    InsertTailList(&head, &first);
    InsertHeadList(&head, &second);
    CHECK(RemoveTailList(&head) == &first && RemoveHeadList(&head) == &second && IsListEmpty(&head));
    InitializeSListHead(&slist);
    CHECK(InterlockedPushEntrySList(&slist, &a) == NULL && InterlockedPushEntrySList(&slist, &b) == &a);
    CHECK(QueryDepthSList(&slist) == 2 && InterlockedPopEntrySList(&slist) == &b);
    CHECK(InterlockedFlushSList(&slist) == &a && QueryDepthSList(&slist) == 0);

    CHECK(wcslen(L"packet") == 6 && wcscmp(L"ab", L"ab") == 0 && _wcsicmp(L"Ab", L"aB") == 0);
    CHECK(wcschr(L"abc", L'c')[1] == 0 && wcsstr(L"abc", L"bc") != NULL && wcsstr(L"abc", L"x") == NULL);
    CHECK(RtlCompareMemory("abcd", "abXd", 4) == 2);
    CHECK(IsEqualGUID(&KSDATAFORMAT_SUBTYPE_PCM, &KSDATAFORMAT_SUBTYPE_PCM));

    now.QuadPart = 0x0123456789LL; // 10 MHz counter: ticks are 100 ns already
    CHECK(KSCONVERT_PERFORMANCE_TIME(10000000, now) == 0x0123456789ULL);
    now.QuadPart = 24000000LL * 3600;
    CHECK(KSCONVERT_PERFORMANCE_TIME(24000000, now) == 36000000000ULL);

    memset(&packet, 0xFF, sizeof(packet));
    ACX_RTPACKET_INIT(&packet);
    CHECK(packet.Size == sizeof(packet) && packet.RtPacketBuffer.Type == WdfMemoryDescriptorTypeInvalid);
    CHECK(WDF_REL_TIMEOUT_IN_MS(10) == -100000);
    check_strings();
    check_descriptors();
    return failures;
}
