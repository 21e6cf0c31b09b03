// SPDX-License-Identifier: MIT
//
// CHK-089: no DMA runs when the circuit has been powered down. Source: RT-LIF-25.
#pragma once

#include <fmt/format.h>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class DmaIsStoppedAtPowerDown final
    : public RuleOver<DmaIsStoppedAtPowerDown, acx::CircuitPower, client::EngineSampled> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-089",
        .severity = Severity::Error,
        .states = "no DMA runs when the circuit has been powered down",
        .why = "The device loses power with transfers under way: the bus hangs, or memory is written by a device that "
               "comes back confused.",
        .detects = "The hardware model is sampled when EvtAcxCircuitPowerDown has returned.",
        .remedy =
            "Streams are paused before the circuit goes down: see that EvtAcxStreamPause really stops the engine.",
        .contract = "RT-LIF-25",
        .page = "acxcircuit/nc-acxcircuit-evt_acx_circuit_power_down",
        .shown_by = "chk_089_dma_runs_at_power_down.cpp",
        .blames = "EvtAcxStreamPause"};

    void observe(const acx::CircuitPower &power, const Context &, Findings &) { going_down_ = power.up == 0; }
    void observe(const client::EngineSampled &sample, const Context &, Findings &findings) {
        if (sample.cause != acx::CircuitPower::kind || !going_down_ || sample.running == 0) return;
        findings.report(rule, sample.stream,
                        fmt::format("the DMA engine still runs ({} bytes fetched)", sample.fetched_bytes));
    }

private:
    bool going_down_ = false;
};

} // namespace acxsim::verifier
