// SPDX-License-Identifier: MIT
#include "sim/acx/stream_bridge.hpp"

#include <algorithm>

#include "sim/acx/circuit.hpp"
#include "sim/acx/ddi_table.hpp"
#include "sim/acx/stream.hpp"
#include "sim/acx/structure_check.hpp"

namespace acxsim::acx {

StreamBridge::StreamBridge(const wdf::Attributes &attributes, Circuit &circuit, const ACX_STREAM_BRIDGE_CONFIG &config)
    : Object(type, attributes, attributes.parent != nullptr ? attributes.parent : &circuit), flags_(config.Flags) {
    for (ULONG i = 0; i < config.InModesCount; ++i)
        in_modes_.push_back(*config.InModes[i]);
    if (config.OutMode != nullptr) out_mode_ = *config.OutMode;
}

} // namespace acxsim::acx

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
    auto &streams = bridge.streams();
    if (std::find(streams.begin(), streams.end(), &stream) != streams.end()) return STATUS_INVALID_PARAMETER;
    streams.push_back(&stream);
    stream.bridges().push_back(&bridge);
    return STATUS_SUCCESS;
}

NTSTATUS AcxStreamBridgeRemoveStream(ACXSTREAMBRIDGE StreamBridge, ACXSTREAM Stream) {
    ACXSIM_DDI(acx_ddis, "AcxStreamBridgeRemoveStream");
    auto &bridge = wdf::from_handle<acx::StreamBridge>(StreamBridge);
    auto &stream = wdf::from_handle<acx::Stream>(Stream);
    if (!stream.in_cleanup()) return STATUS_INVALID_DEVICE_STATE; // only from the stream's cleanup
    std::erase(stream.bridges(), &bridge);
    return std::erase(bridge.streams(), &stream) != 0 ? STATUS_SUCCESS : STATUS_NOT_FOUND;
}

ACXTARGETSTREAM AcxStreamBridgeGetTargetStream(ACXSTREAMBRIDGE StreamBridge, ACXSTREAM Stream) {
    ACXSIM_DDI(acx_ddis, "AcxStreamBridgeGetTargetStream");
    static_cast<void>(wdf::from_handle<acx::StreamBridge>(StreamBridge));
    static_cast<void>(wdf::from_handle<acx::Stream>(Stream));
    return nullptr; // a circuit that stands alone has no downstream stream
}
