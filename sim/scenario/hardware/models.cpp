// SPDX-License-Identifier: MIT
#include "sim/scenario/hardware/models.hpp"

#include <array>

#include "sim/core/assert.hpp"
#include "sim/scenario/hardware/dsp_hardware.hpp"
#include "sim/scenario/hardware/hda_hardware.hpp"
#include "sim/scenario/hardware/i2s_hardware.hpp"
#include "sim/scenario/hardware/loadable_hardware.hpp"
#include "sim/scenario/hardware/timer_hardware.hpp"
#include "sim/scenario/hardware/usb_hardware.hpp"

namespace acxsim::scenario {

namespace {

// clang-format off
constexpr std::array models{
    HardwareModelInfo{"hda", "HDA-style controller: registers, descriptor lists, DMA bursts, FIFOs, interrupts, up to 15 + 15 stream engines", HdaHardware::make, HdaHardware::engines},
    HardwareModelInfo{"timer", "a codec without registers or interrupts that plays and records at its own clock; the driver times itself", TimerHardware::make, nullptr, true},
    HardwareModelInfo{"i2s", "I2S/TDM block with cyclic DMA: segments, positions by burst, segment or lap, a PLL of its own, one side each way", I2sHardware::make, I2sHardware::engines},
    HardwareModelInfo{"dsp", "a DSP before an HDA link: host DMA in chunks of milliseconds, prefill, a 64-bit link position, 2 + 2 streams", DspHardware::make, DspHardware::engines},
    HardwareModelInfo{"usb", "USB audio device with isochronous endpoints and asynchronous feedback: transfer and event rings, two clocks, 1 + 1 endpoints", UsbHardware::make, UsbHardware::engines},
};
// clang-format on

} // namespace

std::span<const HardwareModelInfo> hardware_models() { return models; }

const HardwareModelInfo *find_hardware_model(std::string_view name) {
    for (const HardwareModelInfo &info : models) {
        if (info.name == name) return &info;
    }
    return nullptr;
}

core::Result<std::unique_ptr<Hardware>> make_hardware(const HardwarePlan &plan, const HardwareSite &site) {
    if (const HardwareModelInfo *ours = find_hardware_model(plan.model)) return ours->make(plan, site);
    ACXSIM_ASSERT(!plan.module.empty(), "the plan names a hardware model that there is not");
    return LoadableHardware::make(plan, site);
}

} // namespace acxsim::scenario
