// SPDX-License-Identifier: MIT
//
// See chip.h. A stream takes the channel in PrepareHardware; the first alarm that it sets starts the chip, whose segment
// interrupts then are the alarms. Leaves out: pause and resume in mid-buffer, which the chip cannot do.
#include "chip.h"

#define CHIP_CONTROL 0x00
#define CHIP_STATUS 0x04
#define CHIP_RATE 0x08
#define CHIP_LENGTH 0x0c
#define CHIP_SEGMENT 0x10 // two of 8 bytes

#define CHIP_RUN 0x1ul
#define CHIP_INTERRUPT_ENABLE 0x2ul
#define CHIP_DONE 0x1ul

static EVT_WDF_INTERRUPT_ISR EvtIsr;
static EVT_WDF_INTERRUPT_DPC EvtDpc;

static ULONG Read(const CHIP *Chip, ULONG Offset)
{
    return READ_REGISTER_ULONG((volatile ULONG *)(Chip->Registers + Offset));
}

static VOID Write(const CHIP *Chip, ULONG Offset, ULONG Value)
{
    WRITE_REGISTER_ULONG((volatile ULONG *)(Chip->Registers + Offset), Value);
}

static BOOLEAN EvtIsr(WDFINTERRUPT Interrupt, ULONG MessageId)
{
    const CHIP *chip = ChipGet(WdfInterruptGetDevice(Interrupt));
    UNREFERENCED_PARAMETER(MessageId);

    if ((Read(chip, CHIP_STATUS) & CHIP_DONE) == 0) {
        return FALSE;
    }
    Write(chip, CHIP_STATUS, CHIP_DONE);
    (VOID)WdfInterruptQueueDpcForIsr(Interrupt);
    return TRUE;
}

static VOID EvtDpc(WDFINTERRUPT Interrupt, WDFOBJECT AssociatedObject)
{
    const CHIP *chip = ChipGet(WdfInterruptGetDevice(Interrupt));
    UNREFERENCED_PARAMETER(AssociatedObject);

    if (chip->Running) {
        PacketStreamAlarm(chip->Stream);
    }
}

NTSTATUS ChipCreateInterrupt(WDFDEVICE Device)
{
    WDF_INTERRUPT_CONFIG config;

    WDF_INTERRUPT_CONFIG_INIT(&config, EvtIsr, EvtDpc);
    return WdfInterruptCreate(Device, &config, WDF_NO_OBJECT_ATTRIBUTES, &ChipGet(Device)->Interrupt);
}

NTSTATUS ChipMap(WDFDEVICE Device, WDFCMRESLIST Translated)
{
    CHIP *chip = ChipGet(Device);

    for (ULONG i = 0; i < WdfCmResourceListGetCount(Translated); ++i) {
        const CM_PARTIAL_RESOURCE_DESCRIPTOR *resource = WdfCmResourceListGetDescriptor(Translated, i);
        if (resource->Type != CmResourceTypeMemory) {
            continue;
        }
        chip->RegistersLength = resource->u.Memory.Length;
        chip->Registers = (PUCHAR)MmMapIoSpaceEx(resource->u.Memory.Start, chip->RegistersLength,
                                                 PAGE_READWRITE | PAGE_NOCACHE);
        return chip->Registers != NULL ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
    }
    return STATUS_DEVICE_CONFIGURATION_ERROR;
}

VOID ChipUnmap(WDFDEVICE Device)
{
    CHIP *chip = ChipGet(Device);

    if (chip->Registers != NULL) {
        MmUnmapIoSpace(chip->Registers, chip->RegistersLength);
        chip->Registers = NULL;
    }
}

// ----------------------------------------------------------------------------------------------- hooks

static CHIP *ChipOf(ACXSTREAM Stream)
{
    return (CHIP *)PacketStreamGet(Stream)->Owner;
}

static NTSTATUS Take(ACXSTREAM Stream)
{
    const PACKET_STREAM *stream = PacketStreamGet(Stream);
    CHIP *chip = ChipOf(Stream);

    if (chip->Stream != NULL) {
        return STATUS_DEVICE_BUSY;
    }
    if (stream->PacketCount != 2 || stream->PacketSize > PAGE_SIZE) {
        return STATUS_NOT_SUPPORTED;
    }
    chip->Stream = Stream;
    Write(chip, CHIP_RATE, stream->BlocksPerSecond);
    Write(chip, CHIP_LENGTH, stream->PacketSize);
    for (ULONG i = 0; i < 2; ++i) {
        const PHYSICAL_ADDRESS address = MmGetPhysicalAddress(stream->Address[i]);
        Write(chip, CHIP_SEGMENT + 8 * i, address.LowPart);
        Write(chip, CHIP_SEGMENT + 8 * i + 4, (ULONG)address.HighPart);
    }
    return STATUS_SUCCESS;
}

static VOID Give(ACXSTREAM Stream)
{
    ChipOf(Stream)->Stream = NULL;
}

// The chip rings by itself once it runs.
static VOID Set(ACXSTREAM Stream, LONGLONG DueTime)
{
    CHIP *chip = ChipOf(Stream);
    UNREFERENCED_PARAMETER(DueTime);

    WdfInterruptAcquireLock(chip->Interrupt);
    if (!chip->Running) {
        chip->Running = TRUE;
        Write(chip, CHIP_CONTROL, CHIP_RUN | CHIP_INTERRUPT_ENABLE);
    }
    WdfInterruptReleaseLock(chip->Interrupt);
}

static VOID Stop(ACXSTREAM Stream)
{
    CHIP *chip = ChipOf(Stream);

    WdfInterruptAcquireLock(chip->Interrupt);
    chip->Running = FALSE;
    Write(chip, CHIP_CONTROL, 0);
    WdfInterruptReleaseLock(chip->Interrupt);
    KeFlushQueuedDpcs();
}

const PACKET_STREAM_HOOKS ChipHooks = {
    .AlarmCreate = Take, .AlarmSet = Set, .AlarmStop = Stop, .AlarmDelete = Give};
