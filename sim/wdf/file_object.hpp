// SPDX-License-Identifier: MIT
//
// WDFFILEOBJECT: one open of a device, from create to close. Made if the driver configured file objects.
// Source: "Framework File Objects", the pages of wdffileobject.h.
#pragma once

#include <string>

#include "sim/wdf/object.hpp"

struct _FILE_OBJECT;

namespace acxsim::wdf {

class Device;

class FileObject final : public Object {
public:
    static constexpr ObjectType type{"WDFFILEOBJECT", &Object::type};

    FileObject(const Attributes &attributes, Device &device, _FILE_OBJECT *wdm);

    Device &device() const { return device_; }
    _FILE_OBJECT *wdm() const { return wdm_; }

private:
    Device &device_;
    _FILE_OBJECT *wdm_;
};

} // namespace acxsim::wdf
