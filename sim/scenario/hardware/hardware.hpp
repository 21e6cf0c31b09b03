// SPDX-License-Identifier: MIT
//
// A hardware model's place in the machine: what it is given, what it offers the driver (registers, interrupts), and
// what the machine does to it (power). models.cpp lists the models there are.
#pragma once

#include <memory>
#include <optional>

#include "hwmodel/bus/mmio_bus.hpp"
#include "hwmodel/dma_observer.hpp"
#include "hwmodel/faults/injector.hpp"
#include "hwmodel/link/codec.hpp"
#include "hwmodel/memory/physical_memory.hpp"
#include "sim/acx/framework.hpp"
#include "sim/core/simulation.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/resource_list.hpp"

namespace acxsim::scenario {

/// What a model is put into; all of it outlives the model's use.
struct HardwareSite {
    std::size_t device; ///< which of several
    core::Simulation &simulation;
    hw::PhysicalMemory &memory;
    hw::MmioBus &bus;
    kernel::System &system;
    acx::Framework &acx;
    hw::CodecSink &sink;          ///< far end of the link: what is played goes there
    hw::CodecSource &source;      ///< ... and what is recorded comes from there
    hw::EngineObserver &observer; ///< the instrument on the bus
    hw::faults::Injector *faults; ///< what goes wrong with it; nullptr: nothing
};

class Hardware {
public:
    virtual ~Hardware() = default;
    /// Appends the registers and interrupts that the driver finds in its resource list.
    virtual void add_resources(wdf::ResourceList &) {}
    /// What a loaded model's own code has done already that ends the run (a crash while it was made).
    virtual std::optional<kernel::Stop> failure() const { return std::nullopt; }
    /// The device's power state: called when the driver has gone to D3, and before it returns to D0.
    virtual void enter_d3() {}
    virtual void leave_d3() {}
};

} // namespace acxsim::scenario
