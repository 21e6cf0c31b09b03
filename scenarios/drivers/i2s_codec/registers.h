// SPDX-License-Identifier: MIT
//
// Registers of the I2S/TDM block, as far as this driver uses them. Global ones count from the start of the memory
// resource; those of a side from I2S_SIDE_FIRST + index * I2S_SIDE_SPACING. Side 0 transmits, side 1 receives.

#ifndef I2S_CODEC_REGISTERS_H
#define I2S_CODEC_REGISTERS_H

#define I2S_REGISTER_SPACE_SIZE 0x1000

#define I2S_ID 0x00
#define I2S_ID_SIDES(Id) ((Id)&0xFFu)
#define I2S_ID_SOFTWARE_OWNED 0x100u // segments must be given back one by one
#define I2S_ID_GRANULARITY(Id) (((Id) >> 9) & 3u)
#define I2S_GRANULARITY_BURST 2u // else the position moves with segments or laps only

#define I2S_CONTROL 0x04
#define I2S_ENABLE 0x1u

#define I2S_INTERRUPT_ENABLE 0x08
#define I2S_GLOBAL_INTERRUPT_ENABLE 0x80000000u
#define I2S_INTERRUPT_STATUS 0x0C

#define I2S_SIDE_FIRST 0x40
#define I2S_SIDE_SPACING 0x40
#define I2S_SIDES_MAX 2

#define SIDE_CONTROL 0x00
#define SIDE_DMA_ENABLE 0x1u
#define SIDE_LINK_ENABLE 0x2u
#define SIDE_RESET 0x4u

#define SIDE_STATUS 0x04           // write 1 to clear
#define SIDE_INTERRUPT_ENABLE 0x08 // the same bits
#define SIDE_SEGMENT 0x01u
#define SIDE_FIFO_ERROR 0x10u
#define SIDE_SEGMENT_LATE 0x20u
#define SIDE_BUS_ERROR 0x40u
#define SIDE_FAULTS (SIDE_FIFO_ERROR | SIDE_SEGMENT_LATE | SIDE_BUS_ERROR)
#define SIDE_STATUS_MASK 0x77u
#define SIDE_CLOCK_LOCKED 0x100u // no event

#define SIDE_FORMAT 0x0C // bits 6:4 sample size, 3:0 channels minus 1
#define SIDE_SLOTS 0x10  // minus 1
#define SIDE_CLOCK 0x14  // frames per second = 96,000 * bits 15:0 / bits 31:16
#define SIDE_FIFO_CONFIGURATION 0x18
#define SIDE_FIFO_DEPTH(Value) (((Value) >> 16) & 0xFFu)
#define SIDE_FIFO_LEVEL 0x1C
#define SIDE_LIST_LOWER 0x20
#define SIDE_LIST_UPPER 0x24
#define SIDE_SEGMENT_COUNT 0x28
#define SIDE_SEGMENT_INDEX 0x2C
#define SIDE_OWNERSHIP 0x30 // write 1 to give a segment to the channel
#define SIDE_POSITION 0x34  // bytes moved between memory and FIFO, modulo 2^32

#define I2S_SEGMENTS_MIN 2
#define I2S_SEGMENTS_MAX 32

typedef struct _I2S_DESCRIPTOR {
    ULONGLONG Address;
    ULONG Length; // bytes
    ULONG Flags;
} I2S_DESCRIPTOR;

#define I2S_DESCRIPTOR_INTERRUPT 0x1u

#endif
