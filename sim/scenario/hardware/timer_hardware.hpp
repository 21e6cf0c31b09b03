// SPDX-License-Identifier: MIT
//
// Model "timer": the codec of a driver without hardware. Nobody programs it, so the machine does: it starts when the
// stream enters Run, holds still when Pause has returned, and is gone after Release.
#pragma once

#include <memory>
#include <vector>

#include "hwmodel/free_running/codec.hpp"
#include "sim/acx/stream_connection.hpp"
#include "sim/scenario/hardware/hardware.hpp"
#include "sim/scenario/hardware/hardware_plan.hpp"

namespace acxsim::scenario {

class TimerHardware final : public Hardware, private acx::StreamObserver {
public:
    TimerHardware(const hw::free_running::Parameters &parameters, const HardwareSite &site);
    static std::unique_ptr<Hardware> make(const HardwarePlan &plan, const HardwareSite &site);

private:
    struct Attached {
        const acx::Stream *stream; // compared, never used
        hw::free_running::StreamEngine *engine;
    };

    void run_entered(acx::Stream &stream) override;
    void run_failed(acx::Stream &stream) override;
    void pause_returned(acx::Stream &stream) override;
    void release_returned(acx::Stream &stream) override;
    void packets_freed(acx::Stream &stream) override { release_returned(stream); }
    void stream_closed(acx::Stream &stream) override { release_returned(stream); }

    hw::free_running::StreamEngine *engine_of(const acx::Stream &stream) const;

    hw::free_running::Codec codec_;
    std::vector<Attached> attached_;
    unsigned next_tag_ = 1;
};

} // namespace acxsim::scenario
