// SPDX-License-Identifier: MIT
//
// CHK-069: PASSIVE_LEVEL functions are called at PASSIVE_LEVEL (RT-IRQ-05).
// Defect: AcxRtStreamCreate is called with the IRQL raised.
// Leads to: DdiIrqlViolation for AcxRtStreamCreate at DISPATCH_LEVEL.
// Consequences: none.

#include "../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooRtStreamCreate(WDFDEVICE Device, ACXCIRCUIT Circuit, PWDF_OBJECT_ATTRIBUTES Attributes,
                                  PACXSTREAM_INIT *StreamInit, ACXSTREAM *Stream)
{
    KIRQL irql;

    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    const NTSTATUS status = AcxRtStreamCreate(Device, Circuit, Attributes, StreamInit, Stream);
    KeLowerIrql(irql);
    return status;
}

#define AcxRtStreamCreate ZooRtStreamCreate
#include "../../scenarios/drivers/timer_codec/stream.c"
