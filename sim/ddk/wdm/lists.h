// SPDX-License-Identifier: MIT
//
// Linked lists: doubly linked (LIST_ENTRY), singly linked, and interlocked (SLIST). The plain ones are inline; the
// ExInterlocked ones take a spin lock and belong to the kernel.
#ifndef ACXSIM_DDK_WDM_LISTS_H
#define ACXSIM_DDK_WDM_LISTS_H

#include "irql.h"

DDKINLINE VOID InitializeListHead(PLIST_ENTRY ListHead) {
    ListHead->Flink = ListHead;
    ListHead->Blink = ListHead;
}

DDKINLINE BOOLEAN IsListEmpty(const LIST_ENTRY *ListHead) { return (BOOLEAN)(ListHead->Flink == ListHead); }

DDKINLINE BOOLEAN RemoveEntryList(PLIST_ENTRY Entry) {
    PLIST_ENTRY next = Entry->Flink;
    PLIST_ENTRY previous = Entry->Blink;
    previous->Flink = next;
    next->Blink = previous;
    return (BOOLEAN)(next == previous);
}

DDKINLINE PLIST_ENTRY RemoveHeadList(PLIST_ENTRY ListHead) {
    PLIST_ENTRY entry = ListHead->Flink;
    RemoveEntryList(entry);
    return entry;
}

DDKINLINE PLIST_ENTRY RemoveTailList(PLIST_ENTRY ListHead) {
    PLIST_ENTRY entry = ListHead->Blink;
    RemoveEntryList(entry);
    return entry;
}

DDKINLINE VOID InsertTailList(PLIST_ENTRY ListHead, PLIST_ENTRY Entry) {
    PLIST_ENTRY last = ListHead->Blink;
    Entry->Flink = ListHead;
    Entry->Blink = last;
    last->Flink = Entry;
    ListHead->Blink = Entry;
}

DDKINLINE VOID InsertHeadList(PLIST_ENTRY ListHead, PLIST_ENTRY Entry) {
    PLIST_ENTRY first = ListHead->Flink;
    Entry->Flink = first;
    Entry->Blink = ListHead;
    first->Blink = Entry;
    ListHead->Flink = Entry;
}

DDKINLINE VOID AppendTailList(PLIST_ENTRY ListHead, PLIST_ENTRY ListToAppend) {
    PLIST_ENTRY last = ListHead->Blink;
    ListHead->Blink->Flink = ListToAppend;
    ListHead->Blink = ListToAppend->Blink;
    ListToAppend->Blink->Flink = ListHead;
    ListToAppend->Blink = last;
}

DDKINLINE PSINGLE_LIST_ENTRY PopEntryList(PSINGLE_LIST_ENTRY ListHead) {
    PSINGLE_LIST_ENTRY first = ListHead->Next;
    if (first != NULL) {
        ListHead->Next = first->Next;
    }
    return first;
}

DDKINLINE VOID PushEntryList(PSINGLE_LIST_ENTRY ListHead, PSINGLE_LIST_ENTRY Entry) {
    Entry->Next = ListHead->Next;
    ListHead->Next = Entry;
}

// --- interlocked singly linked list. No cost point lies inside, so an operation is indivisible in simulated time. ---

typedef struct DECLSPEC_ALIGN(16) _SLIST_ENTRY {
    struct _SLIST_ENTRY *Next;
} SLIST_ENTRY, *PSLIST_ENTRY;

typedef union DECLSPEC_ALIGN(16) _SLIST_HEADER {
    struct {
        ULONGLONG Alignment;
        ULONGLONG Region;
    };
    struct {
        PSLIST_ENTRY First;
        USHORT Depth;
        USHORT Sequence;
        ULONG Reserved;
    } State;
} SLIST_HEADER, *PSLIST_HEADER;

DDKINLINE VOID InitializeSListHead(PSLIST_HEADER SListHead) { memset(SListHead, 0, sizeof(*SListHead)); }
#define ExInitializeSListHead InitializeSListHead

DDKINLINE PSLIST_ENTRY InterlockedPushEntrySList(PSLIST_HEADER SListHead, PSLIST_ENTRY SListEntry) {
    PSLIST_ENTRY previous = SListHead->State.First;
    SListEntry->Next = previous;
    SListHead->State.First = SListEntry;
    SListHead->State.Depth++;
    SListHead->State.Sequence++;
    return previous;
}

DDKINLINE PSLIST_ENTRY InterlockedPopEntrySList(PSLIST_HEADER SListHead) {
    PSLIST_ENTRY first = SListHead->State.First;
    if (first != NULL) {
        SListHead->State.First = first->Next;
        SListHead->State.Depth--;
        SListHead->State.Sequence++;
    }
    return first;
}

DDKINLINE PSLIST_ENTRY InterlockedFlushSList(PSLIST_HEADER SListHead) {
    PSLIST_ENTRY first = SListHead->State.First;
    SListHead->State.First = NULL;
    SListHead->State.Depth = 0;
    SListHead->State.Sequence++;
    return first;
}

DDKINLINE USHORT QueryDepthSList(PSLIST_HEADER SListHead) { return SListHead->State.Depth; }
#define ExQueryDepthSList QueryDepthSList
#define ExInterlockedPushEntrySList(Head, Entry, Lock) InterlockedPushEntrySList(Head, Entry)
#define ExInterlockedPopEntrySList(Head, Lock) InterlockedPopEntrySList(Head)
#define ExInterlockedFlushSList(Head) InterlockedFlushSList(Head)

EXTERN_C_START

NTKERNELAPI PLIST_ENTRY ExInterlockedInsertHeadList(PLIST_ENTRY ListHead, PLIST_ENTRY ListEntry, PKSPIN_LOCK Lock);
NTKERNELAPI PLIST_ENTRY ExInterlockedInsertTailList(PLIST_ENTRY ListHead, PLIST_ENTRY ListEntry, PKSPIN_LOCK Lock);
NTKERNELAPI PLIST_ENTRY ExInterlockedRemoveHeadList(PLIST_ENTRY ListHead, PKSPIN_LOCK Lock);
NTKERNELAPI PSINGLE_LIST_ENTRY ExInterlockedPushEntryList(PSINGLE_LIST_ENTRY ListHead, PSINGLE_LIST_ENTRY ListEntry,
                                                          PKSPIN_LOCK Lock);
NTKERNELAPI PSINGLE_LIST_ENTRY ExInterlockedPopEntryList(PSINGLE_LIST_ENTRY ListHead, PKSPIN_LOCK Lock);
NTKERNELAPI LARGE_INTEGER ExInterlockedAddLargeInteger(PLARGE_INTEGER Addend, LARGE_INTEGER Increment,
                                                       PKSPIN_LOCK Lock);
NTKERNELAPI ULONG ExInterlockedAddUlong(PULONG Addend, ULONG Increment, PKSPIN_LOCK Lock);

EXTERN_C_END

#endif // ACXSIM_DDK_WDM_LISTS_H
