// SPDX-License-Identifier: MIT
//
// Whether a driver turned to the hardware at all: register accesses, mapped registers, interrupts it asked for. A
// driver that does neither is timed by software; its streams are played by the free-running codec (model "timer").
#pragma once

#include "sim/core/trace.hpp"
#include "sim/scenario/outcome.hpp"

namespace acxsim::scenario {

class HardwareUseObserver final : public core::TraceObserver {
public:
    explicit HardwareUseObserver(core::Trace &trace);
    ~HardwareUseObserver() override;
    HardwareUseObserver(const HardwareUseObserver &) = delete;
    HardwareUseObserver &operator=(const HardwareUseObserver &) = delete;
    void on_record(const core::Record &record) override;

    HardwareUse use() const;

private:
    core::Trace &trace_;
    bool registers_mapped_ = false;
    bool interrupt_created_ = false;
};

} // namespace acxsim::scenario
