// SPDX-License-Identifier: MIT
//
// Interrupt glue. The ISR quiets the hardware; the DPC copies, submits and tells ACX, because ACX may not be called at
// DIRQL (RT-PKT-21).

#include "device.h"
#include "stream.h"

BOOLEAN EvtInterruptIsr(WDFINTERRUPT Interrupt, ULONG)
{
    if (!DeviceGetContext(WdfInterruptGetDevice(Interrupt))->Hardware.OnInterrupt()) {
        return FALSE;
    }

    WdfInterruptQueueDpcForIsr(Interrupt);
    return TRUE;
}

VOID EvtInterruptDpc(WDFINTERRUPT Interrupt, WDFOBJECT)
{
    Host &hardware = DeviceGetContext(WdfInterruptGetDevice(Interrupt))->Hardware;
    const ULONG pipes = hardware.TakeEvents();

    for (ULONG i = 0; pipes >> i != 0; ++i) {
        if ((pipes >> i & 1u) == 0) {
            continue;
        }

        StreamContext *stream = hardware.PipeAt(i).Stream();
        if (stream != nullptr) {
            stream->OnTransfersDone();
        }
    }
}

// KMDF calls these around D0, at DIRQL, holding the interrupt's lock.
NTSTATUS EvtInterruptEnable(WDFINTERRUPT Interrupt, WDFDEVICE Device)
{
    UNREFERENCED_PARAMETER(Interrupt);
    DeviceGetContext(Device)->Hardware.EnableInterrupt(true);
    return STATUS_SUCCESS;
}

NTSTATUS EvtInterruptDisable(WDFINTERRUPT Interrupt, WDFDEVICE Device)
{
    UNREFERENCED_PARAMETER(Interrupt);
    DeviceGetContext(Device)->Hardware.EnableInterrupt(false);
    return STATUS_SUCCESS;
}
