// SPDX-License-Identifier: MIT
//
// CHK-025: EvtAcxStreamPause and EvtAcxStreamReleaseHardware return success. Source: RT-LIF-15.
#pragma once

#include <fmt/format.h>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class DownwardMovesSucceed final : public RuleOver<DownwardMovesSucceed, acx::StreamStateChanged> {
public:
    static constexpr RuleInfo rule{.id = "CHK-025",
                                   .severity = Severity::Error,
                                   .states = "EvtAcxStreamPause and EvtAcxStreamReleaseHardware return success",
                                   .why = "There is no way back: the framework takes the state as reached whatever the "
                                          "callback says, and the driver thinks otherwise.",
                                   .detects = "The status of every downward state callback is inspected.",
                                   .remedy = "Do what can be done, remember what could not, and return STATUS_SUCCESS.",
                                   .contract = "RT-LIF-15",
                                   .page = "acxstreams/nc-acxstreams-evt_acx_stream_release_hardware",
                                   .shown_by = "chk_025_pause_fails.c"};

    void observe(const acx::StreamStateChanged &changed, const Context &, Findings &findings) {
        if (changed.to >= changed.from || static_cast<std::int32_t>(changed.status) >= 0) return;
        findings.report(rule, changed.stream,
                        fmt::format("{} returned 0x{:08x}; the stream is in {} all the same",
                                    changed.to == 0 ? "EvtAcxStreamReleaseHardware" : "EvtAcxStreamPause",
                                    changed.status, changed.to == 0 ? "Stop" : "Pause"));
    }
};

} // namespace acxsim::verifier
