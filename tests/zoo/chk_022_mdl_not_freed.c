// SPDX-License-Identifier: MIT
//
// CHK-022: FreeRtPackets frees MDLs, buffers and array (RT-CB-16, RT-BUF-18).
// Defect: IoFreeMdl is forgotten.
// Leads to: PacketMemoryMisuse, MdlNotFreed, after FreeRtPackets.
// Consequences: CHK-084 (the MDLs are left at the stream's end)

#include "../../scenarios/drivers/timer_codec/stream.h"

#define IoFreeMdl(Mdl) UNREFERENCED_PARAMETER(Mdl)
#include "../../scenarios/drivers/timer_codec/packets.c"
