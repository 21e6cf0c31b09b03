// SPDX-License-Identifier: MIT
//
// Corpus driver: C++ classes in pool, made with placement new and new[], freed with delete and delete[]. Each stream has
// a peak history that its completed packets fill.
#include <initguid.h>
#include "..\shared\codec.h"
#include "new.h"

namespace {

constexpr ULONG PeakTag = 'kaeP';
constexpr ULONG PeaksKept = 64;

// {0E0B3A51-6E4C-4A0B-9E61-5C3C1F5D2A03}
DEFINE_GUID(PeakSpeakerId, 0x0e0b3a51, 0x6e4c, 0x4a0b, 0x9e, 0x61, 0x5c, 0x3c, 0x1f, 0x5d, 0x2a, 0x03);
DECLARE_CONST_UNICODE_STRING(PeakSpeakerName, L"PeakSpeaker");

class PeakHistory {
public:
    ~PeakHistory() { delete[] m_Peaks; }

    NTSTATUS Initialize()
    {
        m_Peaks = new (POOL_FLAG_NON_PAGED, PeakTag) LONG[PeaksKept];
        return m_Peaks != nullptr ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
    }

    void Add(const SHORT *Samples, ULONG Count)
    {
        LONG peak = 0;
        for (ULONG i = 0; i < Count; ++i) {
            peak = max(peak, Samples[i] < 0 ? -static_cast<LONG>(Samples[i]) : Samples[i]);
        }
        m_Peaks[m_Count++ % PeaksKept] = peak;
    }

private:
    LONG *m_Peaks = nullptr;
    ULONG m_Count = 0;
};

struct STREAM_PEAKS {
    PeakHistory *History;
};
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(STREAM_PEAKS, GetStreamPeaks)

struct PEAK_DEVICE {
    ACXCIRCUIT Speaker;
};
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(PEAK_DEVICE, GetPeakDevice)

VOID StreamCompleted(ACXSTREAM Stream, PUCHAR Packet, ULONG Size)
{
    GetStreamPeaks(Stream)->History->Add(reinterpret_cast<const SHORT *>(Packet), Size / sizeof(SHORT));
}

const PACKET_STREAM_HOOKS StreamHooks = {nullptr, nullptr, StreamCompleted, nullptr, nullptr,
                                         nullptr, nullptr, nullptr,         nullptr};

EVT_WDF_OBJECT_CONTEXT_CLEANUP StreamCleanup;
VOID StreamCleanup(WDFOBJECT Stream)
{
    delete GetStreamPeaks(Stream)->History;
    GetStreamPeaks(Stream)->History = nullptr;
}

EVT_ACX_CIRCUIT_CREATE_STREAM CreateStream;
NTSTATUS CreateStream(WDFDEVICE Device, ACXCIRCUIT Circuit, ACXPIN, PACXSTREAM_INIT StreamInit,
                      ACXDATAFORMAT StreamFormat, const GUID *, ACXOBJECTBAG)
{
    ACXSTREAM stream = nullptr;
    NTSTATUS status =
        PacketStreamCreate(Device, Circuit, StreamInit, StreamFormat, FALSE, &StreamHooks, nullptr, &stream);
    if (!NT_SUCCESS(status)) return status;

    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, STREAM_PEAKS);
    attributes.EvtCleanupCallback = StreamCleanup;
    STREAM_PEAKS *peaks = nullptr;
    status = WdfObjectAllocateContext(stream, &attributes, reinterpret_cast<PVOID *>(&peaks));
    if (!NT_SUCCESS(status)) return status;

    peaks->History = new (POOL_FLAG_NON_PAGED, PeakTag) PeakHistory;
    return peaks->History != nullptr ? peaks->History->Initialize() : STATUS_INSUFFICIENT_RESOURCES;
}

const CODEC_CIRCUIT Speaker = {AcxCircuitTypeRender, &PeakSpeakerId, &PeakSpeakerName, CreateStream, nullptr, nullptr};

EVT_WDF_DEVICE_PREPARE_HARDWARE PrepareHardware;
NTSTATUS PrepareHardware(WDFDEVICE Device, WDFCMRESLIST, WDFCMRESLIST)
{
    return CodecCircuitAdd(Device, &Speaker, &GetPeakDevice(Device)->Speaker);
}

EVT_WDF_DEVICE_RELEASE_HARDWARE ReleaseHardware;
NTSTATUS ReleaseHardware(WDFDEVICE Device, WDFCMRESLIST)
{
    CodecCircuitRemove(Device, &GetPeakDevice(Device)->Speaker);
    return STATUS_SUCCESS;
}

EVT_WDF_DRIVER_DEVICE_ADD DeviceAdd;
NTSTATUS DeviceAdd(WDFDRIVER, PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, PEAK_DEVICE);
    WDFDEVICE device = nullptr;
    return CodecDeviceCreate(&DeviceInit, &attributes, PrepareHardware, ReleaseHardware, &device);
}

} // namespace

extern "C" DRIVER_INITIALIZE DriverEntry;
extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    return CodecDriverCreate(DriverObject, RegistryPath, DeviceAdd, nullptr);
}
