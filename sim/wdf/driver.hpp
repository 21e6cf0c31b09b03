// SPDX-License-Identifier: MIT
//
// WDFDRIVER: the root of the object tree. Source: wdfdriver/nf-wdfdriver-wdfdrivercreate.
#pragma once

#include <memory>
#include <string>

#include "sim/wdf/object.hpp"

struct _DRIVER_OBJECT;
struct _WDF_DRIVER_CONFIG;

namespace acxsim::wdf {

class Driver final : public Object {
public:
    static constexpr ObjectType type{"WDFDRIVER", &Object::type};

    Driver(const Attributes &attributes, const _WDF_DRIVER_CONFIG &config, _DRIVER_OBJECT *driver_object,
           std::u16string registry_path);

    _DRIVER_OBJECT *driver_object() const { return driver_object_; }
    const std::u16string &registry_path() const { return registry_path_; }
    const _WDF_DRIVER_CONFIG &config() const { return *config_; }

protected:
    ~Driver() override;
    void before_destroy() override;

private:
    std::unique_ptr<_WDF_DRIVER_CONFIG> config_;
    _DRIVER_OBJECT *driver_object_;
    std::u16string registry_path_;
};

/// The parent that the driver named, or else its driver object (nullptr before WdfDriverCreate).
Object *parent_or_driver(const Attributes &attributes);

} // namespace acxsim::wdf
