// SPDX-License-Identifier: MIT
#include "sim/wdf/attributes.hpp"

#include "sim/wdf/object.hpp"

#include "wdf.h"

namespace acxsim::wdf {

std::uint32_t read_attributes(const _WDF_OBJECT_ATTRIBUTES *given, ParentRule rule, Attributes &attributes) {
    attributes = {};
    if (given == nullptr) {
        return rule == ParentRule::Required ? static_cast<std::uint32_t>(STATUS_WDF_PARENT_NOT_SPECIFIED)
                                            : static_cast<std::uint32_t>(STATUS_SUCCESS);
    }
    const auto fail = [](NTSTATUS status) { return static_cast<std::uint32_t>(status); };
    if (given->Size != sizeof(WDF_OBJECT_ATTRIBUTES)) return fail(STATUS_INFO_LENGTH_MISMATCH);
    if (given->ExecutionLevel < WdfExecutionLevelInheritFromParent ||
        given->ExecutionLevel > WdfExecutionLevelDispatch) {
        return fail(STATUS_WDF_EXECUTION_LEVEL_INVALID);
    }
    if (given->SynchronizationScope < WdfSynchronizationScopeInheritFromParent ||
        given->SynchronizationScope > WdfSynchronizationScopeNone) {
        return fail(STATUS_WDF_SYNCHRONIZATION_SCOPE_INVALID);
    }
    if (given->ParentObject != nullptr && rule == ParentRule::Forbidden) {
        return fail(STATUS_WDF_PARENT_ASSIGNMENT_NOT_ALLOWED);
    }
    if (given->ParentObject == nullptr && rule == ParentRule::Required) return fail(STATUS_WDF_PARENT_NOT_SPECIFIED);
    const WDF_OBJECT_CONTEXT_TYPE_INFO *context = given->ContextTypeInfo;
    if (given->ContextSizeOverride != 0 && (context == nullptr || given->ContextSizeOverride < context->ContextSize)) {
        return fail(STATUS_WDF_OBJECT_ATTRIBUTES_INVALID);
    }
    if (context != nullptr &&
        (context->Size != sizeof(WDF_OBJECT_CONTEXT_TYPE_INFO) || context->ContextName == nullptr)) {
        return fail(STATUS_WDF_OBJECT_ATTRIBUTES_INVALID);
    }
    attributes.cleanup = given->EvtCleanupCallback;
    attributes.destroy = given->EvtDestroyCallback;
    attributes.execution_level = static_cast<ExecutionLevel>(given->ExecutionLevel);
    attributes.synchronization_scope = static_cast<SynchronizationScope>(given->SynchronizationScope);
    if (given->ParentObject != nullptr) {
        attributes.parent = &from_handle<Object>(given->ParentObject);
        if (attributes.parent->deleted()) return fail(STATUS_DELETE_PENDING);
    }
    if (context != nullptr) {
        attributes.context_type = context->UniqueType;
        attributes.context_size_bytes =
            given->ContextSizeOverride != 0 ? given->ContextSizeOverride : context->ContextSize;
    }
    return fail(STATUS_SUCCESS);
}

} // namespace acxsim::wdf
