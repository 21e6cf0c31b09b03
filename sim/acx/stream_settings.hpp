// SPDX-License-Identifier: MIT
//
// What a driver says about a stream before it exists: the content of PACXSTREAM_INIT. It lives from just before
// EvtAcxCircuitCreateStream to its return; AcxRtStreamCreate / AcxStreamCreate take the settings out of it, and what
// remains is only good for telling a misuse (RT-DDI-01, -02).
#pragma once

#include <memory>
#include <vector>

#include "sim/acx/request_items.hpp"
#include "sim/acx/stream_connection.hpp"

#include "sim/acx/ddk.hpp"

namespace acxsim::acx {

class Circuit;
class DataFormat;
class Pin;
class Stream;

struct StreamSettings {
    Circuit *circuit = nullptr;
    Pin *pin = nullptr;
    Direction direction = Direction::Render;
    AudioFormat format;
    GUID mode{};
    DataFormat *data_format = nullptr; ///< good until the stream is created
    ACXOBJECTBAG arguments = nullptr;  ///< likewise
    bool real_time = false;
    bool supports_notifications = false;
    bool stream_callbacks_assigned = false;
    bool rt_callbacks_assigned = false;
    ACX_STREAM_CALLBACKS callbacks{};
    ACX_RT_STREAM_CALLBACKS rt{};
    RequestItems items;
    std::vector<ACX_CONNECTION> connections;
    GUID notification_id{};
};

/// Behind a PACXSTREAM_INIT.
struct StreamInit {
    std::unique_ptr<StreamSettings> settings; ///< nullptr once a stream was made of it
    Stream *made = nullptr;
};

} // namespace acxsim::acx
