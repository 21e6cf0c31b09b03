// SPDX-License-Identifier: MIT
//
// The chip as its driver sees it: registers (mychip.toml) and what to do with them. One output channel, one stream.
#ifndef MYCHIP_CHIP_H
#define MYCHIP_CHIP_H

#include "packet_stream.h"

typedef struct _CHIP {
    PUCHAR Registers;
    SIZE_T RegistersLength;
    WDFINTERRUPT Interrupt;
    ACXSTREAM Stream; // NULL: the channel is free. Changes at PASSIVE_LEVEL while the channel is stopped.
    BOOLEAN Running;  // under the interrupt lock
} CHIP;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(CHIP, ChipGet)

// EvtDriverDeviceAdd, EvtDevicePrepareHardware and EvtDeviceReleaseHardware: PASSIVE_LEVEL.
NTSTATUS ChipCreateInterrupt(WDFDEVICE Device);
NTSTATUS ChipMap(WDFDEVICE Device, WDFCMRESLIST Translated);
VOID ChipUnmap(WDFDEVICE Device);

// What drives the packets of a stream whose owner is the device.
extern const PACKET_STREAM_HOOKS ChipHooks;

#endif
