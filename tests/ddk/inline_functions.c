// SPDX-License-Identifier: MIT
//
// Runs the inline functions of the driver headers: a driver's arithmetic, strings and lists. Exit code 0 means that all
// checks hold; otherwise the number of failures, each printed. Compiled with driver flags, needs no simulator.
#include <acx.h>
#include <ntintsafe.h>
#include <stdio.h>

static int failures;
#define CHECK(condition) ((condition) ? (void)0 : (void)(printf("line %d: %s\n", __LINE__, #condition), ++failures))

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
    return failures;
}
