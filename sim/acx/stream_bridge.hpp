// SPDX-License-Identifier: MIT
//
// ACXSTREAMBRIDGE. Here a circuit stands alone: bridges keep their configuration and the streams that were added, but
// no downstream stream comes of them (contract.md 2.1, RT-TYP-05, RT-BRG-01 to 05).
#pragma once

#include <vector>

#include "sim/wdf/object.hpp"

#include "sim/acx/ddk.hpp"

namespace acxsim::acx {

class Circuit;
class Stream;

class StreamBridge final : public wdf::Object {
public:
    static constexpr wdf::ObjectType type{"ACXSTREAMBRIDGE", &wdf::Object::type};

    StreamBridge(const wdf::Attributes &attributes, Circuit &circuit, const ACX_STREAM_BRIDGE_CONFIG &config);

    const std::vector<GUID> &in_modes() const { return in_modes_; }
    const GUID &out_mode() const { return out_mode_; }
    ULONG flags() const { return flags_; }
    std::vector<Stream *> &streams() { return streams_; }

private:
    std::vector<GUID> in_modes_;
    GUID out_mode_{};
    ULONG flags_;
    std::vector<Stream *> streams_;
};

} // namespace acxsim::acx
