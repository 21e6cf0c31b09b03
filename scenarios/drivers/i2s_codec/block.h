// SPDX-License-Identifier: MIT
//
// The I2S block: register access, power, interrupt dispatch, and its two sides.

#ifndef I2S_CODEC_BLOCK_H
#define I2S_CODEC_BLOCK_H

#include "side.h"

typedef struct _I2S_BLOCK {
    volatile UCHAR *Registers;
    WDFINTERRUPT Interrupt;
    WDFDMAENABLER DmaEnabler;
    BOOLEAN SoftwareOwned;  // segments must be given back one by one
    BOOLEAN BurstPositions; // else positions move with segments or laps only
    ULONG PowerCycle;       // counts BlockPowerUp
    volatile LONG Pending;  // sides that the ISR has seen and the DPC not yet, one bit each
    I2S_SIDE Sides[I2S_SIDES_MAX];
} I2S_BLOCK;

// Device life.
NTSTATUS BlockCreate(I2S_BLOCK *Block, WDFDEVICE Device); // EvtDriverDeviceAdd: interrupt and DMA objects
NTSTATUS BlockMap(I2S_BLOCK *Block, WDFCMRESLIST Translated);
void BlockUnmap(I2S_BLOCK *Block);
NTSTATUS BlockPowerUp(I2S_BLOCK *Block);
void BlockPowerDown(I2S_BLOCK *Block);

ULONG BlockRead(const I2S_BLOCK *Block, ULONG Offset);
void BlockWrite(const I2S_BLOCK *Block, ULONG Offset, ULONG Value);

#endif
