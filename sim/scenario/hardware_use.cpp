// SPDX-License-Identifier: MIT
#include "sim/scenario/hardware_use.hpp"

#include <array>

#include "hwmodel/records.hpp"
#include "sim/core/hash.hpp"
#include "sim/kernel/records.hpp"

namespace acxsim::scenario {

namespace {

bool is_one_of(std::uint64_t hash, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
        if (hash == core::hash_text(name)) return true;
    }
    return false;
}

} // namespace

HardwareUseObserver::HardwareUseObserver(core::Trace &trace) : trace_(trace) {
    for (const core::Kind kind : {hw::MmioRead::kind, hw::MmioWrite::kind, kernel::DdiCalled::kind})
        trace.subscribe(kind, *this);
}
HardwareUseObserver::~HardwareUseObserver() { trace_.unsubscribe(*this); }

void HardwareUseObserver::on_record(const core::Record &record) {
    if (record.kind != kernel::DdiCalled::kind) {
        ++use_.register_accesses;
        return;
    }
    const std::uint64_t name = record.as<kernel::DdiCalled>().name_hash;
    if (is_one_of(name, {"MmMapIoSpace", "MmMapIoSpaceEx"})) use_.registers_mapped = true;
    if (is_one_of(name, {"WdfInterruptCreate", "IoConnectInterrupt", "IoConnectInterruptEx"}))
        use_.interrupt_connected = true;
}

} // namespace acxsim::scenario
