// SPDX-License-Identifier: MIT
//
// CHK-013: each packet is described by an MDL; Invalid is allowed only for the second of two that share a buffer.
// Source: RT-BUF-03, RT-BUF-04, AMB-10.
#pragma once

#include <array>
#include <fmt/format.h>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class PacketIsDescribedByMdl final : public RuleOver<PacketIsDescribedByMdl, acx::PacketDescribed> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-013",
        .severity = Severity::Error,
        .states =
            "each packet is described by an MDL; Invalid is allowed only for the second of two that share a buffer",
        .why = "The framework maps pages into the client by MDL; other descriptors are not supported.",
        .detects = "The descriptor type of each returned entry is inspected.",
        .remedy = "Use WDF_MEMORY_DESCRIPTOR_INIT_MDL; for one shared buffer leave the second entry "
                  "WdfMemoryDescriptorTypeInvalid.",
        .contract = "RT-BUF-03, RT-BUF-04, AMB-10",
        .page = "acxstreams/ns-acxstreams-acx_rtpacket",
        .shown_by = "chk_013_descriptor_not_mdl.c"};

    void observe(const acx::PacketDescribed &packet, const Context &, Findings &findings) {
        if (packet.descriptor_type == Mdl && packet.mdl_present != 0) return;
        if (packet.descriptor_type == Invalid && packet.index == 1) return;
        static constexpr std::array<std::string_view, 4> names{"Invalid", "Buffer", "Mdl", "Handle"};
        const std::string_view name = packet.descriptor_type < names.size() ? names[packet.descriptor_type] : "unknown";
        findings.report(rule, packet.stream,
                        packet.descriptor_type == Mdl
                            ? fmt::format("packet entry {}: type Mdl without an MDL", packet.index)
                            : fmt::format("packet entry {}: descriptor type {} ({}), expected Mdl (2)", packet.index,
                                          name, packet.descriptor_type));
    }

private:
    // WDF_MEMORY_DESCRIPTOR_TYPE
    enum : std::uint32_t { Invalid = 0, Buffer = 1, Mdl = 2, Handle = 3 };
};

} // namespace acxsim::verifier
