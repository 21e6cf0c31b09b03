// SPDX-License-Identifier: MIT
//
// What a bench instrument clipped on the bus would see of a stream engine: where its data lie, when it runs, how far it
// has fetched and how far the link has come. Rules compare what a driver says with this. The machine (scenario floor)
// uses it to tell which engine serves which stream: by the addresses in the descriptor list.
#pragma once

#include <cstdint>
#include <vector>

#include "hwmodel/link/codec.hpp"
#include "hwmodel/memory/physical_memory.hpp"

namespace acxsim::hw {

struct DmaRange {
    BusAddress address;
    std::uint32_t size_bytes;
};

/// A snapshot of one engine at the present instant.
struct EnginePosition {
    bool running = false;
    std::uint64_t fetched_bytes = 0; ///< F: moved between memory and FIFO since reset (issued bursts that have arrived)
    std::uint64_t issued_bytes = 0;  ///< F of bursts issued, arrived or not: what a late write no longer reaches
    std::uint64_t link_bytes = 0;    ///< L: crossed the link since reset
};

/// One stream engine, as an instrument sees it.
class StreamEngine {
public:
    virtual ~StreamEngine() = default;
    virtual core::ObjectId object() const = 0;
    virtual bool is_output() const = 0;
    virtual LinkFormat format() const = 0;
    virtual unsigned stream_tag() const = 0;
    virtual bool running() const = 0;
    /// Materialises the model at the present instant and reads it.
    virtual EnginePosition position() = 0;
    /// Whether the ranges are the stream's packets. If not, software copies between packets and buffers of its own, and
    /// only direction and format tell which stream the engine serves.
    virtual bool works_on_packets() const { return true; }
    /// The buffer as programmed (descriptor list order); empty while none is programmed.
    virtual std::vector<DmaRange> ranges() const = 0;
    /// Nominal size of the FIFO for the present format.
    virtual std::uint32_t fifo_bytes() const = 0;
};

/// Told when an engine starts and stops moving data.
class EngineObserver {
public:
    virtual ~EngineObserver() = default;
    virtual void engine_started(StreamEngine &engine) = 0;
    virtual void engine_stopped(StreamEngine &engine) = 0;
};

} // namespace acxsim::hw
