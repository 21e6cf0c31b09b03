// SPDX-License-Identifier: MIT
//
// The table of names is the driver-facing header itself, read a second time with each constant turned into a
// comparison, so that it cannot fall behind.
#include "sim/acx/guid_names.hpp"

#include <cstring>

#include <fmt/format.h>

namespace acxsim::acx {

std::string text_of(const GUID &guid) {
    const auto *tail = guid.Data4;
    return fmt::format("{{{:08x}-{:04x}-{:04x}-{:02x}{:02x}-{:02x}{:02x}{:02x}{:02x}{:02x}{:02x}}}",
                       static_cast<std::uint32_t>(guid.Data1), guid.Data2, guid.Data3, tail[0], tail[1], tail[2],
                       tail[3], tail[4], tail[5], tail[6], tail[7]);
}

std::string name_of(const GUID &wanted) {
#undef ACXSIM_DDK_KSMEDIA_GUIDS_H
#undef ACXSIM_KS_GUID
#define ACXSIM_KS_GUID(constant)                                                                                       \
    if (std::memcmp(&wanted, &constant, sizeof wanted) == 0) return #constant
#include "ksmedia_guids.h"
    // Of ks.h, which declares its constants among much else: those that circuits, pins and formats are described with.
    ACXSIM_KS_GUID(KSCATEGORY_AUDIO);
    ACXSIM_KS_GUID(KSCATEGORY_RENDER);
    ACXSIM_KS_GUID(KSCATEGORY_CAPTURE);
    ACXSIM_KS_GUID(KSCATEGORY_REALTIME);
    ACXSIM_KS_GUID(KSCATEGORY_TOPOLOGY);
    ACXSIM_KS_GUID(KSCATEGORY_DATATRANSFORM);
    ACXSIM_KS_GUID(KSPROPSETID_Pin);
    ACXSIM_KS_GUID(KSPROPSETID_Connection);
    ACXSIM_KS_GUID(KSDATAFORMAT_TYPE_STREAM);
    ACXSIM_KS_GUID(KSDATAFORMAT_SUBTYPE_NONE);
    return {};
}

} // namespace acxsim::acx
