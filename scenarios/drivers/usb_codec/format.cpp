// SPDX-License-Identifier: MIT
//
// See format.h.

#include "format.h"

namespace {

constexpr ULONG SampleRates[] = {44100, 48000, 96000, 192000};
constexpr USHORT ChannelCounts[] = {1, 2, 6, 8};

// Samples of 24 valid bits travel in 32-bit containers.
constexpr struct {
    USHORT ContainerBits;
    USHORT ValidBits;
} SampleSizes[] = {{16, 16}, {32, 24}, {32, 32}};

ULONG SpeakersFor(USHORT channels)
{
    switch (channels) {
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

NTSTATUS FormatCreate(WDFDEVICE device, WDFOBJECT owner, const Format &format, ACXDATAFORMAT *object)
{
    KSDATAFORMAT_WAVEFORMATEXTENSIBLE pcm;
    RtlZeroMemory(&pcm, sizeof(pcm));

    pcm.DataFormat.FormatSize = sizeof(pcm);
    pcm.DataFormat.MajorFormat = KSDATAFORMAT_TYPE_AUDIO;
    pcm.DataFormat.SubFormat = KSDATAFORMAT_SUBTYPE_PCM;
    pcm.DataFormat.Specifier = KSDATAFORMAT_SPECIFIER_WAVEFORMATEX;

    WAVEFORMATEX &wave = pcm.WaveFormatExt.Format;
    wave.wFormatTag = WAVE_FORMAT_EXTENSIBLE;
    wave.nChannels = format.Channels;
    wave.nSamplesPerSec = format.BlocksPerSecond;
    wave.wBitsPerSample = format.ContainerBits;
    wave.nBlockAlign = static_cast<USHORT>(format.BytesPerBlock());
    wave.nAvgBytesPerSec = format.BytesPerSecond();
    wave.cbSize = sizeof(WAVEFORMATEXTENSIBLE) - sizeof(WAVEFORMATEX);
    pcm.WaveFormatExt.Samples.wValidBitsPerSample = format.ValidBits;
    pcm.WaveFormatExt.dwChannelMask = SpeakersFor(format.Channels);
    pcm.WaveFormatExt.SubFormat = KSDATAFORMAT_SUBTYPE_PCM;

    ACX_DATAFORMAT_CONFIG config;
    ACX_DATAFORMAT_CONFIG_INIT_KS(&config, reinterpret_cast<PKSDATAFORMAT>(&pcm));

    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = owner;

    return AcxDataFormatCreate(device, &attributes, &config, object);
}

NTSTATUS FormatAdd(WDFDEVICE device, WDFOBJECT owner, const Format &format, ACXDATAFORMATLIST list)
{
    ACXDATAFORMAT object;
    NTSTATUS status = FormatCreate(device, owner, format, &object);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    status = AcxDataFormatListAddDataFormat(list, object);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    const bool isDefault = format.BlocksPerSecond == 48000 && format.ContainerBits == 16 && format.Channels == 2;
    return isDefault ? AcxDataFormatListAssignDefaultDataFormat(list, object) : STATUS_SUCCESS;
}

} // namespace

ULONG Format::RegisterValue() const
{
    return Channels * 256u + ValidBits;
}

Format FormatOf(ACXDATAFORMAT format)
{
    Format result;
    result.BlocksPerSecond = AcxDataFormatGetSampleRate(format);
    result.Channels = AcxDataFormatGetChannelsCount(format);
    result.ContainerBits = static_cast<USHORT>(AcxDataFormatGetBitsPerSample(format));
    result.ValidBits = static_cast<USHORT>(AcxDataFormatGetValidBitsPerSample(format));
    return result;
}

NTSTATUS FormatListFill(WDFDEVICE Device, WDFOBJECT Owner, ACXDATAFORMATLIST List)
{
    for (const ULONG rate : SampleRates) {
        for (const auto &size : SampleSizes) {
            for (const USHORT channels : ChannelCounts) {
                const Format format = {rate, channels, size.ContainerBits, size.ValidBits};
                const NTSTATUS status = FormatAdd(Device, Owner, format, List);
                if (!NT_SUCCESS(status)) {
                    return status;
                }
            }
        }
    }

    return STATUS_SUCCESS;
}
