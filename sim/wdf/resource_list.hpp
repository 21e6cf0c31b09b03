// SPDX-License-Identifier: MIT
//
// The hardware that a device is given at start: register blocks by bus address, interrupt lines. DriverHost turns it
// into the WDFCMRESLIST pair (raw and translated) that EvtDevicePrepareHardware gets: memory first, then interrupts, in
// order. Raw and translated addresses are the same here, as on a PCI bus without address translation.
#pragma once

#include <cstdint>
#include <vector>

#include "hwmodel/bus/cpu_visible.hpp"
#include "hwmodel/bus/mmio_bus.hpp"
#include "hwmodel/interrupt/interrupt_line.hpp"
#include "sim/kernel/irql.hpp"

namespace acxsim::wdf {

struct MemoryResource {
    hw::BusAddress address = 0; ///< what MmioBus::attach gave
    std::uint64_t size_bytes = 0;
};

struct InterruptResource {
    hw::InterruptLine *line = nullptr; ///< level or MSI, as the line says
    kernel::Irql dirql = 5;
    std::uint32_t vector = 0;    ///< 0: DriverHost gives one
    std::uint32_t processor = 0; ///< that it is delivered to, modulo the number of them
};

struct ResourceList {
    std::vector<MemoryResource> memory;
    std::vector<InterruptResource> interrupts;
    hw::CpuVisible *posts = nullptr; ///< the device itself, if it posts words into system memory
};

} // namespace acxsim::wdf
