// SPDX-License-Identifier: MIT
//
// See block.h. The ISR quiets the hardware and counts; the DPC gives segments back and tells ACX, because ACX may not
// be called at DIRQL (RT-PKT-21).

#include "device.h"

#include "stream.h"

#define ENABLE_POLL_STEP_MICROSECONDS 10
#define ENABLE_POLL_STEPS_MAX 10000 // 100 ms
#define INTERRUPT_PASSES_MAX 10

static EVT_WDF_INTERRUPT_ISR EvtInterruptIsr;
static EVT_WDF_INTERRUPT_DPC EvtInterruptDpc;
static EVT_WDF_INTERRUPT_ENABLE EvtInterruptEnable;
static EVT_WDF_INTERRUPT_DISABLE EvtInterruptDisable;

ULONG BlockRead(const I2S_BLOCK *Block, ULONG Offset)
{
    return READ_REGISTER_ULONG((volatile ULONG *)(Block->Registers + Offset));
}

void BlockWrite(const I2S_BLOCK *Block, ULONG Offset, ULONG Value)
{
    WRITE_REGISTER_ULONG((volatile ULONG *)(Block->Registers + Offset), Value);
}

// ----------------------------------------------------------------------------------------- device life

NTSTATUS BlockCreate(I2S_BLOCK *Block, WDFDEVICE Device)
{
    WDF_INTERRUPT_CONFIG interruptConfig;
    WDF_INTERRUPT_CONFIG_INIT(&interruptConfig, EvtInterruptIsr, EvtInterruptDpc);
    interruptConfig.EvtInterruptEnable = EvtInterruptEnable;
    interruptConfig.EvtInterruptDisable = EvtInterruptDisable;

    NTSTATUS status = WdfInterruptCreate(Device, &interruptConfig, WDF_NO_OBJECT_ATTRIBUTES, &Block->Interrupt);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    for (ULONG i = 0; i < I2S_SIDES_MAX; ++i) {
        SideInitialize(&Block->Sides[i], Block, i);
    }

    WDF_DMA_ENABLER_CONFIG dmaConfig;
    WDF_DMA_ENABLER_CONFIG_INIT(&dmaConfig, WdfDmaProfileScatterGather64, PAGE_SIZE);
    return WdfDmaEnablerCreate(Device, &dmaConfig, WDF_NO_OBJECT_ATTRIBUTES, &Block->DmaEnabler);
}

// The interrupt is not looked for: KMDF gives the first interrupt resource to the first interrupt object.
NTSTATUS BlockMap(I2S_BLOCK *Block, WDFCMRESLIST Translated)
{
    for (ULONG i = 0; i < WdfCmResourceListGetCount(Translated); ++i) {
        const CM_PARTIAL_RESOURCE_DESCRIPTOR *resource = WdfCmResourceListGetDescriptor(Translated, i);

        if (resource->Type == CmResourceTypeMemory && resource->u.Memory.Length >= I2S_REGISTER_SPACE_SIZE) {
            Block->Registers = (volatile UCHAR *)MmMapIoSpaceEx(resource->u.Memory.Start, I2S_REGISTER_SPACE_SIZE,
                                                                PAGE_READWRITE | PAGE_NOCACHE);
            return Block->Registers != NULL ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
        }
    }

    return STATUS_DEVICE_CONFIGURATION_ERROR;
}

void BlockUnmap(I2S_BLOCK *Block)
{
    if (Block->Registers != NULL) {
        MmUnmapIoSpace((PVOID)Block->Registers, I2S_REGISTER_SPACE_SIZE);
        Block->Registers = NULL;
    }
}

static BOOLEAN BlockPollEnable(const I2S_BLOCK *Block, ULONG Expected)
{
    for (ULONG step = 0; step < ENABLE_POLL_STEPS_MAX; ++step) {
        if (BlockRead(Block, I2S_CONTROL) == Expected) {
            return TRUE;
        }
        KeStallExecutionProcessor(ENABLE_POLL_STEP_MICROSECONDS);
    }
    return FALSE;
}

// Through reset, so that whatever ran the block before leaves no trace.
NTSTATUS BlockPowerUp(I2S_BLOCK *Block)
{
    BlockWrite(Block, I2S_CONTROL, 0);
    if (!BlockPollEnable(Block, 0)) {
        return STATUS_DEVICE_HARDWARE_ERROR;
    }

    BlockWrite(Block, I2S_CONTROL, I2S_ENABLE);
    if (!BlockPollEnable(Block, I2S_ENABLE)) {
        return STATUS_DEVICE_HARDWARE_ERROR;
    }

    const ULONG id = BlockRead(Block, I2S_ID);
    if (I2S_ID_SIDES(id) != I2S_SIDES_MAX) {
        return STATUS_NO_SUCH_DEVICE;
    }
    Block->SoftwareOwned = (id & I2S_ID_SOFTWARE_OWNED) != 0;
    Block->BurstPositions = I2S_ID_GRANULARITY(id) == I2S_GRANULARITY_BURST;

    ++Block->PowerCycle; // the sides are blank again
    return STATUS_SUCCESS;
}

// ACX has paused every stream. The hardware may have gone already: nothing here waits for it.
void BlockPowerDown(I2S_BLOCK *Block)
{
    BlockWrite(Block, I2S_INTERRUPT_ENABLE, 0);
    BlockWrite(Block, I2S_CONTROL, 0);
}

// ------------------------------------------------------------------------------------------- interrupt

// Should the interrupt be message-signalled, then only a rise of the line makes a message: all status must be seen
// clear before leaving, or there would never be another.
static BOOLEAN EvtInterruptIsr(WDFINTERRUPT Interrupt, ULONG MessageId)
{
    I2S_BLOCK *block = &DeviceGetContext(WdfInterruptGetDevice(Interrupt))->Block;
    BOOLEAN ours = FALSE;

    UNREFERENCED_PARAMETER(MessageId);

    for (ULONG pass = 0; pass < INTERRUPT_PASSES_MAX; ++pass) {
        const ULONG sides = BlockRead(block, I2S_INTERRUPT_STATUS);
        if (sides == 0 || sides == ~0u) {
            break; // all ones: the device has gone
        }

        ours = TRUE;
        InterlockedOr(&block->Pending, (LONG)sides);
        for (ULONG i = 0; i < I2S_SIDES_MAX; ++i) {
            if ((sides >> i & 1u) != 0) {
                SideOnInterrupt(&block->Sides[i]);
            }
        }
    }

    if (ours) {
        WdfInterruptQueueDpcForIsr(Interrupt);
    }
    return ours;
}

static VOID EvtInterruptDpc(WDFINTERRUPT Interrupt, WDFOBJECT AssociatedObject)
{
    I2S_BLOCK *block = &DeviceGetContext(WdfInterruptGetDevice(Interrupt))->Block;
    const ULONG sides = (ULONG)InterlockedExchange(&block->Pending, 0);

    UNREFERENCED_PARAMETER(AssociatedObject);

    for (ULONG i = 0; i < I2S_SIDES_MAX; ++i) {
        STREAM_CONTEXT *stream = block->Sides[i].Stream;
        if ((sides >> i & 1u) != 0 && stream != NULL) {
            SideRecover(&block->Sides[i]);
            StreamDeliverCompletions(stream);
        }
    }
}

// KMDF calls these around D0, at DIRQL, holding the interrupt's lock. What interrupts is decided side by side.
static NTSTATUS EvtInterruptEnable(WDFINTERRUPT Interrupt, WDFDEVICE Device)
{
    UNREFERENCED_PARAMETER(Interrupt);
    BlockWrite(&DeviceGetContext(Device)->Block, I2S_INTERRUPT_ENABLE,
               I2S_GLOBAL_INTERRUPT_ENABLE | ((1u << I2S_SIDES_MAX) - 1));
    return STATUS_SUCCESS;
}

static NTSTATUS EvtInterruptDisable(WDFINTERRUPT Interrupt, WDFDEVICE Device)
{
    UNREFERENCED_PARAMETER(Interrupt);
    BlockWrite(&DeviceGetContext(Device)->Block, I2S_INTERRUPT_ENABLE, 0);
    return STATUS_SUCCESS;
}
