// SPDX-License-Identifier: MIT
//
// Stream bridges as drivers use them. Follows contract.md 2.3; RT-TYP-05, RT-BRG-03, -04; CHK-116, CHK-117.
#include <algorithm>

#include "sim/acx/circuit.hpp"
#include "sim/acx/ddi_table.hpp"
#include "sim/acx/stream.hpp"
#include "sim/acx/stream_bridge.hpp"
#include "sim/acx/structure_check.hpp"
#include "sim/acx/target.hpp"

using namespace acxsim;
using namespace acxsim::acx;

NTSTATUS AcxStreamBridgeCreate(ACXCIRCUIT Circuit, PWDF_OBJECT_ATTRIBUTES Attributes, PACX_STREAM_BRIDGE_CONFIG Config,
                               ACXSTREAMBRIDGE *StreamBridge) {
    ACXSIM_DDI(acx_ddis, "AcxStreamBridgeCreate");
    auto &circuit = wdf::from_handle<acx::Circuit>(Circuit);
    require(Config, "AcxStreamBridgeCreate", "Config");
    require(StreamBridge, "AcxStreamBridgeCreate", "StreamBridge");
    *StreamBridge = nullptr;
    if (!structure_ok(circuit.id(), "ACX_STREAM_BRIDGE_CONFIG", *Config)) return STATUS_INFO_LENGTH_MISMATCH;
    const bool valid = (Config->Flags & ~AcxStreamBridgeConfigValidFlags) == 0 &&
                       Config->Type > AcxStreamBridgeInvalidType && Config->Type < AcxStreamBridgeMaximumType &&
                       (Config->InModesCount == 0) == (Config->InModes == nullptr); // RT-TYP-05
    if (!valid) return STATUS_INVALID_PARAMETER;
    for (ULONG i = 0; i < Config->InModesCount; ++i) {
        if (Config->InModes[i] == nullptr) return STATUS_INVALID_PARAMETER;
    }
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(wdf::read_attributes(Attributes, wdf::ParentRule::Optional, attributes));
    if (!NT_SUCCESS(status)) return status;
    if (attributes.parent != nullptr && attributes.parent->ancestor<acx::Circuit>() != &circuit) {
        return STATUS_INVALID_PARAMETER; // RT-BRG-04
    }
    *StreamBridge = wdf::make_object<acx::StreamBridge>(attributes, circuit, *Config).handle_as<ACXSTREAMBRIDGE>();
    return STATUS_SUCCESS;
}

NTSTATUS AcxStreamBridgeAddStream(ACXSTREAMBRIDGE StreamBridge, ACXSTREAM Stream) {
    ACXSIM_DDI(acx_ddis, "AcxStreamBridgeAddStream");
    auto &bridge = wdf::from_handle<acx::StreamBridge>(StreamBridge);
    auto &stream = wdf::from_handle<acx::Stream>(Stream);
    if (&stream.circuit() != &bridge.circuit()) return STATUS_INVALID_PARAMETER;
    return static_cast<NTSTATUS>(bridge.add(stream));
}

NTSTATUS AcxStreamBridgeRemoveStream(ACXSTREAMBRIDGE StreamBridge, ACXSTREAM Stream) {
    ACXSIM_DDI(acx_ddis, "AcxStreamBridgeRemoveStream");
    auto &bridge = wdf::from_handle<acx::StreamBridge>(StreamBridge);
    auto &stream = wdf::from_handle<acx::Stream>(Stream);
    if (!stream.in_cleanup()) return STATUS_INVALID_DEVICE_STATE; // only from the stream's cleanup
    return bridge.remove(stream) ? STATUS_SUCCESS : STATUS_NOT_FOUND;
}

ACXTARGETSTREAM AcxStreamBridgeGetTargetStream(ACXSTREAMBRIDGE StreamBridge, ACXSTREAM Stream) {
    ACXSIM_DDI(acx_ddis, "AcxStreamBridgeGetTargetStream");
    auto &bridge = wdf::from_handle<acx::StreamBridge>(StreamBridge);
    const auto &stream = wdf::from_handle<acx::Stream>(Stream);
    const auto &streams = bridge.streams();
    if (std::find(streams.begin(), streams.end(), &stream) == streams.end()) return nullptr;
    TargetStream *target = bridge.target_stream();
    return target == nullptr ? nullptr : target->handle_as<ACXTARGETSTREAM>();
}
