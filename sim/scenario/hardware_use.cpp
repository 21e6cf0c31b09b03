// SPDX-License-Identifier: MIT
#include "sim/scenario/hardware_use.hpp"

#include "hwmodel/records.hpp"
#include "sim/core/hash.hpp"
#include "sim/kernel/records.hpp"
#include "sim/wdf/records.hpp"

namespace acxsim::scenario {

// Both are rare: register accesses, of which there are many, are counted by the trace itself.
HardwareUseObserver::HardwareUseObserver(core::Trace &trace) : trace_(trace) {
    for (const core::Kind kind : {kernel::RegistersMapped::kind, wdf::ObjectCreated::kind})
        trace.subscribe(kind, *this);
}
HardwareUseObserver::~HardwareUseObserver() { trace_.unsubscribe(*this); }

void HardwareUseObserver::on_record(const core::Record &record) {
    constexpr std::uint64_t interrupt_type = core::hash_text("WDFINTERRUPT");
    if (record.kind == kernel::RegistersMapped::kind) {
        registers_mapped_ = true;
    } else if (record.as<wdf::ObjectCreated>().type_hash == interrupt_type) {
        interrupt_created_ = true;
    }
}

HardwareUse HardwareUseObserver::use() const {
    return {registers_mapped_, interrupt_created_,
            trace_.count(hw::MmioRead::kind) + trace_.count(hw::MmioWrite::kind)};
}

} // namespace acxsim::scenario
