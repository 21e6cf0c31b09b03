// SPDX-License-Identifier: MIT
//
// CHK-012: each ACX_RTPACKET is initialised by ACX_RTPACKET_INIT (RT-TYP-01).
// Defect: the entries are zeroed by hand, Size stays 0.
// Leads to: StructureSizeWrong for ACX_RTPACKET; the framework refuses the packets, so nothing plays.
// Consequences: none.

#include "../../scenarios/drivers/timer_codec/stream.h"

#undef ACX_RTPACKET_INIT
#define ACX_RTPACKET_INIT(Packet) RtlZeroMemory((Packet), sizeof(*(Packet)))
#include "../../scenarios/drivers/timer_codec/packets.c"
