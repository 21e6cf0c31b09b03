// SPDX-License-Identifier: MIT
#include <initguid.h>

#include "driver.h"

#include "circuit.tmh"

// {0E0B3A51-6E4C-4A0B-9E61-5C3C1F5D2A31}
DEFINE_GUID(FlowSpeakerId, 0x0e0b3a51, 0x6e4c, 0x4a0b, 0x9e, 0x61, 0x5c, 0x3c, 0x1f, 0x5d, 0x2a, 0x31);
DECLARE_CONST_UNICODE_STRING(FlowSpeakerName, L"FlowSpeaker");

NTSTATUS FlowCircuit::EvtCreateStream(WDFDEVICE Device, ACXCIRCUIT Circuit, ACXPIN Pin, PACXSTREAM_INIT StreamInit,
                                      ACXDATAFORMAT Format, const GUID* Mode, ACXOBJECTBAG Arguments)
{
    ACXSTREAM stream = nullptr;
    UNREFERENCED_PARAMETER(Pin);
    UNREFERENCED_PARAMETER(Arguments);
    GIVE_UP_IF_TRUE_MSG(Mode == nullptr, STATUS_INVALID_PARAMETER, "no mode");
    GIVE_UP_IF_FAILED(PacketStreamCreate(Device, Circuit, StreamInit, Format, FALSE, nullptr, nullptr, &stream));
    FlowInfo(g_FlowLog, FLOW_STREAM, "stream %!flow_direction! in mode %!GUID! at %u Hz, %I64u bytes a second",
             FlowToSpeaker, Mode, AcxDataFormatGetSampleRate(Format),
             static_cast<ULONG64>(AcxDataFormatGetAverageBytesPerSec(Format)));
    return STATUS_SUCCESS;
}

NTSTATUS FlowCircuit::Add(WDFDEVICE Device, ACXCIRCUIT* Circuit)
{
    static const CODEC_CIRCUIT speaker = {AcxCircuitTypeRender, &FlowSpeakerId, &FlowSpeakerName, EvtCreateStream,
                                          nullptr, nullptr};
    FlowEnter(g_FlowLog);
    return CodecCircuitAdd(Device, &speaker, Circuit);
}
