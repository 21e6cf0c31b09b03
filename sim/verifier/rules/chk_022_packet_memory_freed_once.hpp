// SPDX-License-Identifier: MIT
//
// CHK-022: each packet's buffer and MDL and the packet array are freed exactly once, in FreeRtPackets. Source:
// RT-BUF-18, RT-BUF-19, RT-CB-16, RT-CB-17.
#pragma once

#include <fmt/format.h>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class PacketMemoryIsFreedOnce final : public RuleOver<PacketMemoryIsFreedOnce, acx::PacketMemoryMisuse> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-022",
        .severity = Severity::Fatal,
        .states = "each packet's buffer and MDL and the packet array are freed exactly once, in FreeRtPackets",
        .why = "Leaked packets add up with every stream; packets freed early are still mapped into the client and read "
               "by the hardware.",
        .detects =
            "After AllocateRtPackets and after FreeRtPackets the pool blocks and MDLs of the packets are looked up.",
        .remedy = "Free MDL, buffer and array in EvtAcxStreamFreeRtPackets and nowhere else; skip the MDL of an "
                  "Invalid entry.",
        .contract = "RT-BUF-18, RT-BUF-19, RT-CB-16, RT-CB-17",
        .page = "acxstreams/nc-acxstreams-evt_acx_stream_free_rtpackets",
        .shown_by = "chk_022_mdl_not_freed.c"};

    void observe(const acx::PacketMemoryMisuse &misuse, const Context &, Findings &findings) {
        using What = acx::PacketMemoryMisuse::What;
        switch (static_cast<What>(misuse.what)) {
        case What::BufferNotFreed:
            findings.report(
                rule, misuse.stream,
                fmt::format("the buffer of packet {} is still allocated after FreeRtPackets", misuse.index));
            break;
        case What::MdlNotFreed:
            findings.report(rule, misuse.stream,
                            fmt::format("the MDL of packet {} is still allocated after FreeRtPackets", misuse.index));
            break;
        case What::ArrayNotFreed:
            findings.report(rule, misuse.stream, "the packet array is still allocated after FreeRtPackets");
            break;
        case What::FreedEarly:
            findings.report(rule, misuse.stream,
                            fmt::format("memory of packet {} was freed before FreeRtPackets was called", misuse.index));
            break;
        case What::LeftOverOnFailure:
            findings.report(rule, misuse.stream, "AllocateRtPackets failed and left memory allocated");
            break;
        }
    }
};

} // namespace acxsim::verifier
