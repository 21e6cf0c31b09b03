// SPDX-License-Identifier: MIT
//
// CHK-028: DMA runs only between Run and Pause, and only on the stream's packets. Source: RT-CB-01, RT-CB-02.
#pragma once

#include <fmt/format.h>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class DmaStaysInPackets final : public RuleOver<DmaStaysInPackets, client::EngineStrayed> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-028",
        .severity = Severity::Error,
        .states = "DMA runs only between Run and Pause, and only on the stream's packets",
        .why = "An engine started too early or on other memory plays noise, or writes over memory that belongs to "
               "somebody else.",
        .detects = "When an engine starts, its descriptor list is compared with the packets' pages, and the stream's "
                   "state is looked up.",
        .remedy = "Program the engine in PrepareHardware with the pages of the packets, start it in Run only.",
        .contract = "RT-CB-01, RT-CB-02",
        .page = "acxstreams/nc-acxstreams-evt_acx_stream_run",
        .shown_by = "chk_028_dma_outside_packets.cpp",
        .blames = "EvtAcxStreamRun"};

    void observe(const client::EngineStrayed &strayed, const Context &, Findings &findings) {
        const auto stream = static_cast<core::ObjectId>(strayed.stream);
        if (strayed.what == client::EngineStrayed::AddressOutsidePackets) {
            findings.report(
                rule, stream,
                fmt::format("a DMA engine was started with bus address 0x{:x}, which lies in no packet of the stream",
                            strayed.address));
        } else {
            findings.report(rule, stream, "a DMA engine was started while the stream is not in Run");
        }
    }
};

} // namespace acxsim::verifier
