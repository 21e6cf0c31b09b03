// SPDX-License-Identifier: MIT
#include "sim/scenario/hardware/models.hpp"

#include <array>

#include "hwmodel/dsp/controller.hpp"
#include "hwmodel/hda/controller.hpp"
#include "hwmodel/i2s/controller.hpp"
#include "hwmodel/usb/controller.hpp"
#include "sim/core/assert.hpp"
#include "sim/scenario/hardware/controller_hardware.hpp"
#include "sim/scenario/hardware/loadable_hardware.hpp"
#include "sim/scenario/hardware/timer_hardware.hpp"

namespace acxsim::scenario {

namespace {

std::size_t one_each_way(const HardwarePlan &, acx::Direction) { return 1; }

std::size_t dsp_engines(const HardwarePlan &, acx::Direction direction) {
    return direction == acx::Direction::Render ? hw::dsp::render_streams : hw::dsp::capture_streams;
}

std::size_t hda_engines(const HardwarePlan &plan, acx::Direction direction) {
    return direction == acx::Direction::Render ? plan.hda.engines_out : plan.hda.engines_in;
}

// clang-format off
constexpr std::array models{
    HardwareModelInfo{"hda", "HDA-style controller: registers, descriptor lists, DMA bursts, FIFOs, interrupts, up to 15 + 15 stream engines", make_controller<hw::hda::Controller, &HardwarePlan::hda>, hda_engines},
    HardwareModelInfo{"timer", "a codec without registers or interrupts that plays and records at its own clock; the driver times itself", TimerHardware::make, nullptr, true},
    HardwareModelInfo{"i2s", "I2S/TDM block with cyclic DMA: segments, positions by burst, segment or lap, a PLL of its own, one side each way", make_controller<hw::i2s::Controller, &HardwarePlan::i2s>, one_each_way},
    HardwareModelInfo{"dsp", "a DSP before an HDA link: host DMA in chunks of milliseconds, prefill, a 64-bit link position, 2 + 2 streams", make_controller<hw::dsp::Controller, &HardwarePlan::dsp>, dsp_engines},
    HardwareModelInfo{"usb", "USB audio device with isochronous endpoints and asynchronous feedback: transfer and event rings, two clocks, 1 + 1 endpoints", make_controller<hw::usb::Controller, &HardwarePlan::usb>, one_each_way},
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
