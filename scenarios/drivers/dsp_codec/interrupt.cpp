// SPDX-License-Identifier: MIT
//
// Interrupt glue. The ISR quiets the hardware and counts; the DPC tells ACX, because ACX may not be called at DIRQL
// (RT-PKT-21).

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
    Controller &hardware = DeviceGetContext(WdfInterruptGetDevice(Interrupt))->Hardware;
    const ULONG engines = hardware.TakePendingEngines();

    for (ULONG i = 0; i < dsp::StreamsMax; ++i) {
        if ((engines >> i & 1u) == 0) {
            continue;
        }

        StreamContext *stream = hardware.EngineAt(i).Stream();
        if (stream != nullptr) {
            stream->DeliverCompletions();
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
