// SPDX-License-Identifier: MIT
//
// A call from the framework into the driver that returns a status: framed, so that the trace and the rules see it.
#pragma once

#include <cstdint>
#include <string_view>
#include <type_traits>

#include "sim/kernel/call_frame.hpp"

namespace acxsim::acx {

/// Calls the driver's `function` on behalf of `object`. VOID callbacks give 0.
template <class Function, class... Arguments>
std::uint32_t call_driver(const kernel::CallbackName &name, core::ObjectId object, Function *function,
                          Arguments... arguments) {
    kernel::CallbackScope scope(name, object, reinterpret_cast<const void *>(function));
    if constexpr (std::is_void_v<decltype(function(arguments...))>) {
        function(arguments...);
        scope.returned();
        return 0;
    } else {
        const auto status = static_cast<std::uint32_t>(function(arguments...));
        scope.returned(status);
        return status;
    }
}

} // namespace acxsim::acx
