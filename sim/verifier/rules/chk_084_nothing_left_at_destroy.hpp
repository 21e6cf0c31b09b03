// SPDX-License-Identifier: MIT
//
// CHK-084: when a stream is destroyed, nothing that its callbacks allocated is left. Source: RT-LIF-09, RT-LIF-20.
#pragma once

#include <fmt/format.h>

#include <map>

#include "sim/kernel/pool.hpp"
#include "sim/kernel/records.hpp"
#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class NothingIsLeftAtDestroy final : public RuleOver<NothingIsLeftAtDestroy, kernel::PoolAllocated, kernel::PoolFreed,
                                                     kernel::MdlAllocated, kernel::MdlFreed, acx::StreamDestroyed> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-084",
        .severity = Severity::Error,
        .states = "when a stream is destroyed, nothing that its callbacks allocated is left",
        .why = "Every stream that is opened and closed costs the machine memory that never comes back.",
        .detects = "Pool and MDLs allocated in callbacks of the stream are counted; what is not freed when the stream "
                   "is destroyed is a finding.",
        .remedy = "Free in ReleaseHardware what PrepareHardware took, in FreeRtPackets what AllocateRtPackets took, "
                  "the rest in the cleanup callback.",
        .contract = "RT-LIF-09, RT-LIF-20",
        .page = "acxstreams/nc-acxstreams-evt_acx_stream_release_hardware",
        .shown_by = "chk_084_memory_left_at_destroy.c"};

    void observe(const kernel::PoolAllocated &allocated, const Context &, Findings &) {
        if (allocated.owner != 0)
            blocks_[allocated.allocation] = {allocated.owner, allocated.size_bytes, allocated.tag};
    }
    void observe(const kernel::PoolFreed &freed, const Context &, Findings &) { blocks_.erase(freed.allocation); }
    void observe(const kernel::MdlAllocated &allocated, const Context &, Findings &) {
        if (allocated.owner != 0) mdls_[allocated.mdl] = allocated.owner;
    }
    void observe(const kernel::MdlFreed &freed, const Context &, Findings &) { mdls_.erase(freed.mdl); }
    void observe(const acx::StreamDestroyed &destroyed, const Context &, Findings &findings) {
        std::uint64_t blocks = 0, bytes = 0, mdls = 0;
        std::uint64_t first_block = 0, first_mdl = 0;
        std::uint32_t tag = 0;
        for (const auto &[number, block] : blocks_) {
            if (block.owner != destroyed.stream) continue;
            if (blocks++ == 0) first_block = number;
            bytes += block.size_bytes;
            tag = block.tag;
        }
        for (const auto &[number, owner] : mdls_) {
            if (owner == destroyed.stream && mdls++ == 0) first_mdl = number;
        }
        if (blocks == 0 && mdls == 0) return;
        if (blocks == 0) {
            findings.report_mdl(rule, destroyed.stream, first_mdl, fmt::format("{} MDL(s) left", mdls));
            return;
        }
        const std::string name = kernel::Pool::tag_text(tag);
        findings.report_block(rule, destroyed.stream, first_block,
                              fmt::format("{} pool block(s) of {} bytes in all (tag '{}') and {} MDL(s) left", blocks,
                                          bytes, name, mdls));
    }

private:
    struct Block {
        std::uint64_t owner;
        std::uint64_t size_bytes;
        std::uint32_t tag;
    };
    std::map<std::uint64_t, Block> blocks_;
    std::map<std::uint64_t, std::uint64_t> mdls_;
};

} // namespace acxsim::verifier
