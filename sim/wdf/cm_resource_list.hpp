// SPDX-License-Identifier: MIT
//
// WDFCMRESLIST: assigned resources as the driver reads them. Source: wdfresource, CM_PARTIAL_RESOURCE_DESCRIPTOR.
#pragma once

#include "sim/wdf/object.hpp"
#include "sim/wdf/resource_list.hpp"

#include "wdf.h"

namespace acxsim::wdf {

class Device;

class CmResourceList final : public Object {
public:
    static constexpr ObjectType type{"WDFCMRESLIST", &Object::type};

    CmResourceList(Device &device, const ResourceList &resources, bool translated);

    const std::vector<CM_PARTIAL_RESOURCE_DESCRIPTOR> &descriptors() const { return descriptors_; }
    CM_PARTIAL_RESOURCE_DESCRIPTOR *descriptor(std::size_t index) {
        return index < descriptors_.size() ? &descriptors_[index] : nullptr;
    }
    /// Which interrupt of the ResourceList a descriptor (or a copy of it) means; the list's size if none.
    static std::size_t interrupt_index(const ResourceList &resources, const CM_PARTIAL_RESOURCE_DESCRIPTOR &descriptor);

private:
    std::vector<CM_PARTIAL_RESOURCE_DESCRIPTOR> descriptors_;
};

} // namespace acxsim::wdf
