// SPDX-License-Identifier: MIT
//
// CHK-028: DMA stays within the packets (RT-CB-01).
// Defect: list entries that begin inside a page point 256 bytes too low, into the slack before packet 0.
// Leads to: BurstIssued at addresses before the packet.
// Consequences: CHK-050 (what is played is not what was announced)

#include "../../scenarios/drivers/hda_codec/engine.h"

static PHYSICAL_ADDRESS ZooPhysicalAddress(PVOID Address)
{
    PHYSICAL_ADDRESS physical = MmGetPhysicalAddress(Address);
    if (BYTE_OFFSET(Address) >= 256) {
        physical.QuadPart -= 256;
    }
    return physical;
}

#define MmGetPhysicalAddress ZooPhysicalAddress
#include "../../scenarios/drivers/hda_codec/engine.cpp"
