// SPDX-License-Identifier: MIT
//
// WDFKEY: an open key of the simulated machine's registry. Source: wdfregistry.
#pragma once

#include <string>

#include "sim/wdf/object.hpp"

namespace acxsim::wdf {

class RegistryKey final : public Object {
public:
    static constexpr ObjectType type{"WDFKEY", &Object::type};

    RegistryKey(const Attributes &attributes, Object *parent, std::u16string path);

    const std::u16string &path() const { return path_; }
    /// The HANDLE for Zw... functions.
    void *kernel_handle() const { return kernel_handle_; }

protected:
    void after_cleanup() override;

private:
    std::u16string path_;
    void *kernel_handle_;
};

} // namespace acxsim::wdf
