// SPDX-License-Identifier: MIT
//
// CHK-014: buffers start and end at page boundaries, as all their pages become visible to user mode (RT-BUF-05).
// Defect: each MDL describes 256 bytes more than its pages.
// Leads to: PacketDescribed with an mdl_byte_count that is no page multiple; the framework refuses the packets, so
//     nothing plays.
// Consequences: none.

#include "../../scenarios/drivers/timer_codec/stream.h"

#define EXCESS_BYTES 256

static PVOID ZooAllocatePool(POOL_FLAGS Flags, SIZE_T Bytes, ULONG Tag)
{
    return ExAllocatePool2(Flags, Bytes >= PAGE_SIZE ? Bytes + PAGE_SIZE : Bytes,
                           Tag); // there is memory behind the excess
}

static PMDL ZooAllocateMdl(PVOID Address, ULONG Length, BOOLEAN Secondary, BOOLEAN ChargeQuota, PIRP Irp)
{
    return IoAllocateMdl(Address, Length + EXCESS_BYTES, Secondary, ChargeQuota, Irp);
}

static void ZooInitMdl(PWDF_MEMORY_DESCRIPTOR Descriptor, PMDL Mdl, ULONG Length)
{
    WDF_MEMORY_DESCRIPTOR_INIT_MDL(Descriptor, Mdl, Length + EXCESS_BYTES);
}

#define ExAllocatePool2 ZooAllocatePool
#define IoAllocateMdl ZooAllocateMdl
#define WDF_MEMORY_DESCRIPTOR_INIT_MDL ZooInitMdl
#include "../../scenarios/drivers/timer_codec/packets.c"
