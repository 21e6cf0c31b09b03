// SPDX-License-Identifier: MIT
//
// Driver, device and circuit in their ordinary shape, for the corpus drivers: each calls what it does not do in a way of
// its own. C, usable from C++.
#ifndef CORPUS_CODEC_H
#define CORPUS_CODEC_H

#include "packet_stream.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct _CODEC_CIRCUIT {
    ACX_CIRCUIT_TYPE Type;
    const GUID *ComponentId;
    PCUNICODE_STRING Name;
    EVT_ACX_CIRCUIT_CREATE_STREAM *CreateStream;
    NTSTATUS (*Describe)(PACXCIRCUIT_INIT CircuitInit);                // may be NULL: more about the circuit
    NTSTATUS (*Furnish)(WDFDEVICE Device, ACXCIRCUIT Circuit);         // may be NULL: elements, before the pins
} CODEC_CIRCUIT;

// DriverEntry's work.
NTSTATUS CodecDriverCreate(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath, EVT_WDF_DRIVER_DEVICE_ADD *DeviceAdd,
                           EVT_WDF_DRIVER_UNLOAD *Unload);

// EvtDriverDeviceAdd's work. Attributes may be WDF_NO_OBJECT_ATTRIBUTES.
NTSTATUS CodecDeviceCreate(PWDFDEVICE_INIT *DeviceInit, PWDF_OBJECT_ATTRIBUTES Attributes,
                           EVT_WDF_DEVICE_PREPARE_HARDWARE *Prepare, EVT_WDF_DEVICE_RELEASE_HARDWARE *Release,
                           WDFDEVICE *Device);

// A circuit with host pin (48 and 44.1 kHz, 16 bit, stereo) and bridge pin, not yet added to the device.
NTSTATUS CodecCircuitCreate(WDFDEVICE Device, const CODEC_CIRCUIT *Description, ACXCIRCUIT *Circuit);

// EvtDevicePrepareHardware's and EvtDeviceReleaseHardware's work for one circuit. *Circuit is NULL when there is none.
NTSTATUS CodecCircuitAdd(WDFDEVICE Device, const CODEC_CIRCUIT *Description, ACXCIRCUIT *Circuit);
VOID CodecCircuitRemove(WDFDEVICE Device, ACXCIRCUIT *Circuit);

#ifdef __cplusplus
}
#endif

#endif
