// SPDX-License-Identifier: MIT
//
// Circuits, pins and formats. Contract: RT-CIR-01..04, RT-PIN-01..04, RT-FMT-02; pin types as AMB-31 reads them: the
// host pin of a render circuit is a sink (data enter the circuit there), that of a capture circuit a source.

#include <initguid.h>

#include "circuit.h"

#include "stream.h"

// {3D7A91C4-2B6E-4F08-A9D3-5C1E7F20B8A1}
DEFINE_GUID(I2sCodecRenderId, 0x3d7a91c4, 0x2b6e, 0x4f08, 0xa9, 0xd3, 0x5c, 0x1e, 0x7f, 0x20, 0xb8, 0xa1);
// {3D7A91C4-2B6E-4F08-A9D3-5C1E7F20B8A2}
DEFINE_GUID(I2sCodecCaptureId, 0x3d7a91c4, 0x2b6e, 0x4f08, 0xa9, 0xd3, 0x5c, 0x1e, 0x7f, 0x20, 0xb8, 0xa2);

DECLARE_CONST_UNICODE_STRING(RenderCircuitName, L"Speaker0");
DECLARE_CONST_UNICODE_STRING(CaptureCircuitName, L"Microphone0");

const CIRCUIT_DESCRIPTION RenderCircuitDescription = {AcxCircuitTypeRender, &I2sCodecRenderId, &RenderCircuitName,
                                                      &KSNODETYPE_SPEAKER};
const CIRCUIT_DESCRIPTION CaptureCircuitDescription = {AcxCircuitTypeCapture, &I2sCodecCaptureId, &CaptureCircuitName,
                                                       &KSNODETYPE_MICROPHONE};

static const ULONG SampleRates[] = {44100, 48000, 96000, 192000};
static const USHORT ChannelCounts[] = {1, 2, 6, 8};

// Samples of 24 valid bits travel in 32-bit containers.
static const struct {
    USHORT ContainerBits;
    USHORT ValidBits;
} SampleSizes[] = {{16, 16}, {32, 24}, {32, 32}};

static ULONG SpeakersForChannels(USHORT Channels)
{
    switch (Channels) {
    case 1:
        return KSAUDIO_SPEAKER_MONO;
    case 6:
        return KSAUDIO_SPEAKER_5POINT1_SURROUND;
    case 8:
        return KSAUDIO_SPEAKER_7POINT1_SURROUND;
    default:
        return KSAUDIO_SPEAKER_STEREO;
    }
}

static NTSTATUS FormatCreate(WDFDEVICE Device, ACXCIRCUIT Circuit, ULONG Rate, USHORT Container, USHORT Valid,
                             USHORT Channels, ACXDATAFORMAT *Format)
{
    KSDATAFORMAT_WAVEFORMATEXTENSIBLE pcm;
    RtlZeroMemory(&pcm, sizeof(pcm));

    pcm.DataFormat.FormatSize = sizeof(pcm);
    pcm.DataFormat.MajorFormat = KSDATAFORMAT_TYPE_AUDIO;
    pcm.DataFormat.SubFormat = KSDATAFORMAT_SUBTYPE_PCM;
    pcm.DataFormat.Specifier = KSDATAFORMAT_SPECIFIER_WAVEFORMATEX;
    pcm.WaveFormatExt.Format.wFormatTag = WAVE_FORMAT_EXTENSIBLE;
    pcm.WaveFormatExt.Format.nChannels = Channels;
    pcm.WaveFormatExt.Format.nSamplesPerSec = Rate;
    pcm.WaveFormatExt.Format.wBitsPerSample = Container;
    pcm.WaveFormatExt.Format.nBlockAlign = (USHORT)(Channels * Container / 8);
    pcm.WaveFormatExt.Format.nAvgBytesPerSec = Rate * pcm.WaveFormatExt.Format.nBlockAlign;
    pcm.WaveFormatExt.Format.cbSize = sizeof(WAVEFORMATEXTENSIBLE) - sizeof(WAVEFORMATEX);
    pcm.WaveFormatExt.Samples.wValidBitsPerSample = Valid;
    pcm.WaveFormatExt.dwChannelMask = SpeakersForChannels(Channels);
    pcm.WaveFormatExt.SubFormat = KSDATAFORMAT_SUBTYPE_PCM;

    ACX_DATAFORMAT_CONFIG config;
    ACX_DATAFORMAT_CONFIG_INIT_KS(&config, (PKSDATAFORMAT)&pcm);

    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = Circuit; // the formats go when the circuit goes

    return AcxDataFormatCreate(Device, &attributes, &config, Format);
}

// Fills the RAW list of the host pin. Rate, sample size and channels combine freely: every side has a PLL of its own,
// and there are slots enough.
static NTSTATUS HostPinAddFormats(WDFDEVICE Device, ACXCIRCUIT Circuit, ACXPIN Pin)
{
    ACXDATAFORMATLIST list = AcxPinGetRawDataFormatList(Pin);
    if (list == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }

    for (ULONG rate = 0; rate < ARRAYSIZE(SampleRates); ++rate) {
        for (ULONG size = 0; size < ARRAYSIZE(SampleSizes); ++size) {
            for (ULONG channels = 0; channels < ARRAYSIZE(ChannelCounts); ++channels) {
                ACXDATAFORMAT format;
                NTSTATUS status = FormatCreate(Device, Circuit, SampleRates[rate], SampleSizes[size].ContainerBits,
                                               SampleSizes[size].ValidBits, ChannelCounts[channels], &format);
                if (!NT_SUCCESS(status)) {
                    return status;
                }

                status = AcxDataFormatListAddDataFormat(list, format);
                if (!NT_SUCCESS(status)) {
                    return status;
                }

                // What shared-mode clients should open when they have no preference.
                if (SampleRates[rate] == 48000 && SampleSizes[size].ContainerBits == 16 &&
                    ChannelCounts[channels] == 2) {
                    status = AcxDataFormatListAssignDefaultDataFormat(list, format);
                    if (!NT_SUCCESS(status)) {
                        return status;
                    }
                }
            }
        }
    }

    return STATUS_SUCCESS;
}

static NTSTATUS PinCreate(ACXCIRCUIT Circuit, ACX_PIN_TYPE Type, ACX_PIN_COMMUNICATION Communication,
                          const GUID *Category, ACXPIN *Pin)
{
    ACX_PIN_CONFIG config;
    ACX_PIN_CONFIG_INIT(&config);
    config.Type = Type;
    config.Communication = Communication;
    config.Category = Category;

    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = Circuit;

    return AcxPinCreate(Circuit, &attributes, &config, Pin);
}

// Pin ids follow the order in which pins are added: host pin 0, bridge pin 1.
static NTSTATUS CircuitAddPins(WDFDEVICE Device, ACXCIRCUIT Circuit, const CIRCUIT_DESCRIPTION *Description)
{
    const BOOLEAN isCapture = Description->Type == AcxCircuitTypeCapture;
    ACXPIN pins[2];

    NTSTATUS status = PinCreate(Circuit, isCapture ? AcxPinTypeSource : AcxPinTypeSink, AcxPinCommunicationSink,
                                &KSCATEGORY_AUDIO, &pins[0]);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    status = HostPinAddFormats(Device, Circuit, pins[0]);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    status = PinCreate(Circuit, isCapture ? AcxPinTypeSink : AcxPinTypeSource, AcxPinCommunicationNone,
                       Description->BridgeCategory, &pins[1]);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    return AcxCircuitAddPins(Circuit, pins, ARRAYSIZE(pins));
}

// Describes the circuit to ACX. The caller owns CircuitInit until AcxCircuitCreate has taken it.
static NTSTATUS CircuitInitDescribe(PACXCIRCUIT_INIT CircuitInit, const CIRCUIT_DESCRIPTION *Description)
{
    AcxCircuitInitSetComponentId(CircuitInit, Description->ComponentId);
    AcxCircuitInitSetCircuitType(CircuitInit, Description->Type);

    NTSTATUS status = AcxCircuitInitAssignName(CircuitInit, Description->Name);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    return AcxCircuitInitAssignAcxCreateStreamCallback(CircuitInit, EvtCircuitCreateStream);
}

NTSTATUS CodecCircuitCreate(WDFDEVICE Device, const CIRCUIT_DESCRIPTION *Description, ACXCIRCUIT *Circuit)
{
    PAGED_CODE();

    PACXCIRCUIT_INIT circuitInit = AcxCircuitInitAllocate(Device);
    if (circuitInit == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }

    ACXCIRCUIT circuit = NULL;
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

    CircuitGetContext(circuit)->IsCapture = Description->Type == AcxCircuitTypeCapture;

    status = CircuitAddPins(Device, circuit, Description);
    if (!NT_SUCCESS(status)) {
        WdfObjectDelete(circuit); // takes pins and formats with it
        return status;
    }

    *Circuit = circuit;
    return STATUS_SUCCESS;
}
