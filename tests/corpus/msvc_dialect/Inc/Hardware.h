// SPDX-License-Identifier: MIT
//
// Layouts and constants as drivers declare them.
#pragma once

#include <pshpack1.h>
typedef struct _WIRE_HEADER {
    UCHAR Kind;
    ULONG Length;
    USHORT Checksum;
} WIRE_HEADER;
#include <poppack.h>

#pragma pack(push, 2)
typedef struct _WIRE_EXTENDED {
    UCHAR Kind;
    ULONG Length;
} WIRE_EXTENDED;
#pragma pack(pop)

typedef struct __declspec(align(64)) _DMA_DESCRIPTOR {
    union {
        ULONG64 Quad;
        struct {
            ULONG Low;
            ULONG High;
        };
    };
    ULONG Flags;
} DMA_DESCRIPTOR;

typedef struct _LEGACY_POINTERS {
    VOID *POINTER_32 Narrow;
} LEGACY_POINTERS;

__declspec(selectany) extern const ULONG DescriptorCountMax = 256;

C_ASSERT(sizeof(WIRE_HEADER) == 7);
C_ASSERT(sizeof(WIRE_EXTENDED) == 6);
C_ASSERT(sizeof(DMA_DESCRIPTOR) == 64);
C_ASSERT(FIELD_OFFSET(DMA_DESCRIPTOR, High) == 4);
C_ASSERT(sizeof(WCHAR) == 2);
C_ASSERT(sizeof(LONG) == 4);
C_ASSERT(sizeof(L"abc") == 8);
