// SPDX-License-Identifier: MIT
//
// The driver that EngineHost plays around an engine: one device, a circuit for each direction that the scenario
// streams, with a host pin that has exactly the formats of its streams. No driver code besides: what the rules find is
// the engine's.
#pragma once

#include <vector>

#include "sim/acx/stream_connection.hpp"
#include "sim/engine_host/include/acxsim/engine_host.hpp"

namespace acxsim::engine_host {

struct HostedStream {
    acx::Direction direction;
    acx::AudioFormat format;
};

struct HostedDriver {
    Engine engine;
    std::vector<HostedStream> streams;
};

/// What host_driver_entry() will load. nullptr when the run is over.
void set_hosted_driver(const HostedDriver *driver);
/// NTSTATUS DriverEntry(PDRIVER_OBJECT, PUNICODE_STRING)
void *host_driver_entry();

} // namespace acxsim::engine_host
