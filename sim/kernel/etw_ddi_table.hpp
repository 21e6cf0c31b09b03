// SPDX-License-Identifier: MIT
//
// Rows for the event provider functions: highest IRQL and page, as in ddi_table.hpp. Above APC_LEVEL the event's data
// must not be pageable; that is not checked.
#pragma once

#include <array>

#include "sim/kernel/call_frame.hpp"

namespace acxsim::kernel {

inline constexpr auto etw_ddis = std::to_array<Ddi>({
    {"EtwRegister", passive_level, "wdm/nf-wdm-etwregister", Cost::Allocate},
    {"EtwUnregister", passive_level, "wdm/nf-wdm-etwunregister"},
    {"EtwEventEnabled", high_level, "wdm/nf-wdm-etweventenabled"},
    {"EtwProviderEnabled", high_level, "wdm/nf-wdm-etwproviderenabled"},
    {"EtwWrite", high_level, "wdm/nf-wdm-etwwrite"},
    {"EtwWriteTransfer", high_level, "wdm/nf-wdm-etwwritetransfer"},
    {"EtwWriteString", high_level, "wdm/nf-wdm-etwwritestring"},
});

} // namespace acxsim::kernel
