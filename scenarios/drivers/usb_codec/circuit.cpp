// SPDX-License-Identifier: MIT
//
// Circuits, pins and jacks. Contract: RT-CIR-01..04, RT-PIN-01..04; pin types as AMB-31 reads them: the host pin of a
// render circuit is a sink (data enter the circuit there), that of a capture circuit a source.

#include <initguid.h>

#include "circuit.h"

#include "device.h"
#include "format.h"
#include "stream.h"

// {6C2E91B5-0D47-4F3A-8E52-3B9A71C4E801}
DEFINE_GUID(UsbCodecRenderId, 0x6c2e91b5, 0x0d47, 0x4f3a, 0x8e, 0x52, 0x3b, 0x9a, 0x71, 0xc4, 0xe8, 0x01);
// {6C2E91B5-0D47-4F3A-8E52-3B9A71C4E802}
DEFINE_GUID(UsbCodecCaptureId, 0x6c2e91b5, 0x0d47, 0x4f3a, 0x8e, 0x52, 0x3b, 0x9a, 0x71, 0xc4, 0xe8, 0x02);

DECLARE_CONST_UNICODE_STRING(RenderCircuitName, L"Speaker0");
DECLARE_CONST_UNICODE_STRING(CaptureCircuitName, L"Microphone0");

const CircuitDescription RenderCircuitDescription = {AcxCircuitTypeRender, &UsbCodecRenderId, &RenderCircuitName,
                                                     &KSNODETYPE_SPEAKER,  AcxGeoLocRear,     0x00B3C98C /* lime */};
const CircuitDescription CaptureCircuitDescription = {AcxCircuitTypeCapture, &UsbCodecCaptureId,
                                                      &CaptureCircuitName,   &KSNODETYPE_MICROPHONE,
                                                      AcxGeoLocRear,         0x00FF7FB2 /* pink */};

namespace {

NTSTATUS PinCreate(ACXCIRCUIT circuit, ACX_PIN_TYPE type, ACX_PIN_COMMUNICATION communication, const GUID *category,
                   ACXPIN *pin)
{
    ACX_PIN_CONFIG config;
    ACX_PIN_CONFIG_INIT(&config);
    config.Type = type;
    config.Communication = communication;
    config.Category = category;

    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = circuit;

    return AcxPinCreate(circuit, &attributes, &config, pin);
}

// The socket that the user sees: it makes the bridge pin a physical end of the codec.
NTSTATUS PinAddJack(ACXPIN pin, const CircuitDescription &description)
{
    ACX_JACK_CONFIG config;
    ACX_JACK_CONFIG_INIT(&config);
    config.Description.ChannelMapping = description.IsCapture() ? 0 : SPEAKER_FRONT_LEFT | SPEAKER_FRONT_RIGHT;
    config.Description.Color = description.JackColor;
    config.Description.ConnectionType = AcxConnType3Point5mm;
    config.Description.GeoLocation = description.JackLocation;
    config.Description.GenLocation = AcxGenLocPrimaryBox;
    config.Description.PortConnection = AcxPortConnJack;

    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = pin;

    ACXJACK jack;
    const NTSTATUS status = AcxJackCreate(pin, &attributes, &config, &jack);
    return NT_SUCCESS(status) ? AcxPinAddJacks(pin, &jack, 1) : status;
}

// Pin ids follow the order in which pins are added: host pin 0, bridge pin 1.
NTSTATUS CircuitAddPins(WDFDEVICE device, ACXCIRCUIT circuit, const CircuitDescription &description)
{
    const bool isCapture = description.IsCapture();
    ACXPIN pins[2];

    NTSTATUS status = PinCreate(circuit, isCapture ? AcxPinTypeSource : AcxPinTypeSink, AcxPinCommunicationSink,
                                &KSCATEGORY_AUDIO, &pins[0]);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    const ACXDATAFORMATLIST formats = AcxPinGetRawDataFormatList(pins[0]);
    if (formats == nullptr) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }

    status = FormatListFill(device, circuit, formats);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    status = PinCreate(circuit, isCapture ? AcxPinTypeSink : AcxPinTypeSource, AcxPinCommunicationNone,
                       description.BridgeCategory, &pins[1]);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    status = PinAddJack(pins[1], description);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    return AcxCircuitAddPins(circuit, pins, ARRAYSIZE(pins));
}

// Describes the circuit to ACX. The caller owns circuitInit until AcxCircuitCreate has taken it.
NTSTATUS CircuitInitDescribe(PACXCIRCUIT_INIT circuitInit, const CircuitDescription &description)
{
    AcxCircuitInitSetComponentId(circuitInit, description.ComponentId);
    AcxCircuitInitSetCircuitType(circuitInit, description.Type);

    const NTSTATUS status = AcxCircuitInitAssignName(circuitInit, description.Name);
    return NT_SUCCESS(status) ? AcxCircuitInitAssignAcxCreateStreamCallback(circuitInit, EvtCircuitCreateStream)
                              : status;
}

} // namespace

NTSTATUS CodecCircuitCreate(WDFDEVICE Device, const CircuitDescription &Description, ACXCIRCUIT *Circuit)
{
    PAGED_CODE();

    PACXCIRCUIT_INIT circuitInit = AcxCircuitInitAllocate(Device);
    if (circuitInit == nullptr) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }

    ACXCIRCUIT circuit = nullptr;
    NTSTATUS status = CircuitInitDescribe(circuitInit, Description);
    if (NT_SUCCESS(status)) {
        WDF_OBJECT_ATTRIBUTES attributes;
        WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, CIRCUIT_CONTEXT);
        status = AcxCircuitCreate(Device, &attributes, &circuitInit, &circuit);
    }

    if (!NT_SUCCESS(status)) {
        AcxCircuitInitFree(circuitInit); // success would have consumed it
        return status;
    }

    CircuitGetContext(circuit)->IsCapture = Description.IsCapture();

    status = CircuitAddPins(Device, circuit, Description);
    if (!NT_SUCCESS(status)) {
        WdfObjectDelete(circuit); // takes pins, jacks and formats with it
        return status;
    }

    *Circuit = circuit;
    return STATUS_SUCCESS;
}
