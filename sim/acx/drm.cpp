// SPDX-License-Identifier: MIT
//
// Content ids and their rights. Nothing here is protected: the framework keeps what drivers say, so that the rules can
// tell whether rights were asked for and mixed as the pages demand (stricter wins). Follows contract.md 2.3, RT-CB-84.
#include <map>
#include <vector>

#include "sim/acx/ddi_table.hpp"
#include "sim/acx/drm.hpp"
#include "sim/acx/framework_implementation.hpp"
#include "sim/acx/structure_check.hpp"

#include "sim/acx/ddk.hpp"

using namespace acxsim;
using namespace acxsim::acx;

NTSTATUS AcxDrmAddContentHandlers(ULONG ContentId, PVOID *Handlers, ULONG NumHandlers) {
    ACXSIM_DDI(acx_ddis, "AcxDrmAddContentHandlers");
    if (ContentId == 0 || Handlers == nullptr || NumHandlers == 0) return STATUS_INVALID_PARAMETER;
    auto *content = FrameworkImplementation::current().drm.find(ContentId);
    if (content == nullptr) return STATUS_NOT_FOUND;
    content->handlers.insert(content->handlers.end(), Handlers, Handlers + NumHandlers);
    return STATUS_SUCCESS;
}

NTSTATUS AcxDrmCreateContentMixed(PULONG ContentIds, ULONG ContentIdsCount, PULONG MixedContentId) {
    ACXSIM_DDI(acx_ddis, "AcxDrmCreateContentMixed");
    require(MixedContentId, "AcxDrmCreateContentMixed", "MixedContentId");
    *MixedContentId = 0;
    if (ContentIdsCount != 0 && ContentIds == nullptr) return STATUS_INVALID_PARAMETER;
    ACXDRMRIGHTS rights{};
    auto &drm = FrameworkImplementation::current().drm;
    for (ULONG i = 0; i < ContentIdsCount; ++i) {
        const auto *content = drm.find(ContentIds[i]);
        if (content == nullptr) return STATUS_NOT_FOUND;
        if (content->rights.CopyProtect) rights.CopyProtect = TRUE;
        if (content->rights.DigitalOutputDisable) rights.DigitalOutputDisable = TRUE;
    }
    *MixedContentId = drm.create(rights);
    return STATUS_SUCCESS;
}

NTSTATUS AcxDrmDestroyContent(ULONG ContentId) {
    ACXSIM_DDI(acx_ddis, "AcxDrmDestroyContent");
    if (ContentId == 0) return STATUS_INVALID_PARAMETER;
    return FrameworkImplementation::current().drm.destroy(ContentId) ? STATUS_SUCCESS : STATUS_NOT_FOUND;
}

NTSTATUS AcxDrmForwardContentToDeviceObject(ULONG ContentId, PVOID Reserved, PACXDRMFORWARD DrmForward) {
    ACXSIM_DDI(acx_ddis, "AcxDrmForwardContentToDeviceObject");
    const bool valid = ContentId != 0 && Reserved == nullptr && DrmForward != nullptr && DrmForward->Flags == 0 &&
                       DrmForward->DeviceObject != nullptr;
    if (!valid) return STATUS_INVALID_PARAMETER;
    return FrameworkImplementation::current().drm.find(ContentId) != nullptr ? STATUS_SUCCESS : STATUS_NOT_FOUND;
}

NTSTATUS AcxDrmRetrieveContentRights(ULONG ContentId, PACXDRMRIGHTS DrmRights) {
    ACXSIM_DDI(acx_ddis, "AcxDrmRetrieveContentRights");
    require(DrmRights, "AcxDrmRetrieveContentRights", "DrmRights");
    *DrmRights = {};
    if (ContentId == 0) return STATUS_INVALID_PARAMETER;
    const auto *content = FrameworkImplementation::current().drm.find(ContentId);
    if (content == nullptr) return STATUS_NOT_FOUND;
    *DrmRights = content->rights;
    return STATUS_SUCCESS;
}
