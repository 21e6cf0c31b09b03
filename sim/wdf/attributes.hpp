// SPDX-License-Identifier: MIT
//
// WDF_OBJECT_ATTRIBUTES as a checked value. A DDI reads the driver's structure once, with read_attributes(), and hands
// the value on. Statuses are those of the page "Framework Object Creation Errors".
#pragma once

#include <cstddef>
#include <cstdint>

struct _WDF_OBJECT_ATTRIBUTES;
struct _WDF_OBJECT_CONTEXT_TYPE_INFO;

namespace acxsim::wdf {

class Object;

/// Values of WDF_EXECUTION_LEVEL and WDF_SYNCHRONIZATION_SCOPE.
enum class ExecutionLevel : std::uint8_t { Invalid = 0, InheritFromParent, Passive, Dispatch };
enum class SynchronizationScope : std::uint8_t { Invalid = 0, InheritFromParent, Device, Queue, None };

/// EvtCleanupCallback and EvtDestroyCallback: called with the object's handle.
using ObjectCallback = void (*)(void *handle);

struct Attributes {
    ObjectCallback cleanup = nullptr;
    ObjectCallback destroy = nullptr;
    ExecutionLevel execution_level = ExecutionLevel::InheritFromParent;
    SynchronizationScope synchronization_scope = SynchronizationScope::InheritFromParent;
    Object *parent = nullptr;                                    ///< ParentObject
    const _WDF_OBJECT_CONTEXT_TYPE_INFO *context_type = nullptr; ///< its UniqueType
    std::size_t context_size_bytes = 0;                          ///< the type's, or ContextSizeOverride
};

enum class ParentRule : std::uint8_t { Optional, Required, Forbidden };

/// Reads what the driver passed; `given` may be nullptr (WDF_NO_OBJECT_ATTRIBUTES). Returns an NTSTATUS.
std::uint32_t read_attributes(const _WDF_OBJECT_ATTRIBUTES *given, ParentRule rule, Attributes &attributes);

} // namespace acxsim::wdf
