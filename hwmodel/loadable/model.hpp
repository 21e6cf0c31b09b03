// SPDX-License-Identifier: MIT
//
// A hardware model of your own, as a module that a scenario names: model = "./mychip.so". It is built from the same
// blocks as ours (RegisterBank, InterruptLine, ClockDomain, StreamEngine), sees what ours see, and describes itself
// with ACXSIM_HARDWARE_MODEL. hwmodel/README.md walks through an example. Module and program must be built from the
// same version of these headers: the description carries a mark of it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "hwmodel/bus/cpu_visible.hpp"
#include "hwmodel/bus/mmio_bus.hpp"
#include "hwmodel/dma_observer.hpp"
#include "hwmodel/interrupt/interrupt_line.hpp"
#include "hwmodel/link/codec.hpp"
#include "hwmodel/memory/physical_memory.hpp"
#include "hwmodel/registers/register_table.hpp"
#include "sim/core/clock_domain.hpp"
#include "sim/core/hash.hpp"
#include "sim/core/simulation.hpp"

namespace acxsim::hw {

/// An integer that a scenario may set: hardware.parameters = ["fifo=64"].
struct ModelParameter {
    const char *name;
    const char *unit;   ///< "bytes", "ppb" ...; "" for none
    std::int64_t value; ///< default in a description, what the scenario says in a ModelSite
    std::int64_t minimum;
    std::int64_t maximum;
    const char *help;
};

/// What a model is put into. Everything here outlives the model.
struct ModelSite {
    core::Simulation &simulation;
    PhysicalMemory &memory;
    CodecSink &sink;          ///< what output engines send
    CodecSource &source;      ///< what input engines record
    EngineObserver &observer; ///< to be told when an engine starts and stops
    RegisterTable registers;  ///< the description's register list, read and checked; empty if it names none
    std::span<const ModelParameter> parameters; ///< in the order of the description, with the scenario's values
};

class LoadableModel {
public:
    virtual ~LoadableModel() = default;
    /// What the driver finds in its resource list: register blocks first, then interrupts, in this order.
    virtual std::vector<RegisterBlock *> register_blocks() = 0;
    virtual std::vector<InterruptLine *> interrupt_lines() { return {}; }
    /// For a device that posts words into memory, or that fetches memory lazily; nullptr: it does neither.
    virtual CpuVisible *cpu_visible() { return nullptr; }
    /// Power: the driver has gone to D3 / is about to return to D0.
    virtual void enter_d3() {}
    virtual void leave_d3() {}
};

struct ModelDescription {
    std::uint64_t headers_mark; ///< loadable_headers_mark()
    const char *name;
    const char *help;          ///< one line, for listings
    const char *register_list; ///< TOML file beside the module; nullptr: the model declares its registers in code
    std::span<const ModelParameter> parameters;
    std::unique_ptr<LoadableModel> (*make)(const ModelSite &site);
};

/// Changes when a type that module and program share changes its layout, or this interface its meaning.
constexpr std::uint64_t loadable_headers_mark() {
    constexpr std::uint64_t interface_version = 1;
    std::uint64_t mark = interface_version;
    for (const std::size_t size :
         {sizeof(core::Simulation), sizeof(core::Trace), sizeof(core::Event), sizeof(core::Choices),
          sizeof(core::ClockDomain), sizeof(PhysicalMemory), sizeof(InterruptLine), sizeof(RegisterTable),
          sizeof(EnginePosition), sizeof(ModelSite), sizeof(ModelParameter), sizeof(std::vector<int>)})
        mark = core::mix(mark ^ size, 0x9e3779b97f4a7c15ULL);
    return mark;
}

using DescribeModel = const ModelDescription *();
inline constexpr const char *describe_model_symbol = "acxsim_hardware_model";

} // namespace acxsim::hw

/// Once per module, outside any namespace: `description` is a ModelDescription that lives as long as the module.
#define ACXSIM_HARDWARE_MODEL(description)                                                                             \
    extern "C" __attribute__((visibility("default"))) const acxsim::hw::ModelDescription *acxsim_hardware_model() {    \
        return &(description);                                                                                         \
    }
