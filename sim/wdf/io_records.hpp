// SPDX-License-Identifier: MIT
//
// Trace records of requests, kinds 0x340 and up: a request comes to the driver, leaves it, goes to an I/O target.
// `type` is a WDF_REQUEST_TYPE, `code` the I/O control code (0 for other types).
#pragma once

#include <array>

#include "sim/core/trace.hpp"

namespace acxsim::wdf {

/// The framework hands a request to the driver: by a request handler, or because the driver asked for it.
struct RequestPresented {
    static constexpr core::Kind kind = 0x340;
    static constexpr std::string_view name = "RequestPresented";
    static constexpr std::string_view fields = "request queue type code";
    core::ObjectId request;
    core::ObjectId queue; ///< 0: from no queue (EvtDeviceFileCreate, EvtIoInCallerContext)
    std::uint32_t type;
    std::uint32_t code;
};

struct RequestCompleted {
    static constexpr core::Kind kind = 0x341;
    static constexpr std::string_view name = "RequestCompleted";
    static constexpr std::string_view fields = "request status information";
    core::ObjectId request;
    std::uint32_t status;
    std::uint64_t information;
};

struct RequestSent {
    static constexpr core::Kind kind = 0x342;
    static constexpr std::string_view name = "RequestSent";
    static constexpr std::string_view fields = "request target type code";
    core::ObjectId request;
    core::ObjectId target;
    std::uint32_t type;
    std::uint32_t code;
};

/// A request that the driver had sent is the driver's again.
struct RequestCameBack {
    static constexpr core::Kind kind = 0x343;
    static constexpr std::string_view name = "RequestCameBack";
    static constexpr std::string_view fields = "request target status information";
    core::ObjectId request;
    core::ObjectId target;
    std::uint64_t status;
    std::uint64_t information;
};

/// Somebody wants a request cancelled.
struct RequestCancelled {
    static constexpr core::Kind kind = 0x344;
    static constexpr std::string_view name = "RequestCancelled";
    static constexpr std::string_view fields = "request queue";
    core::ObjectId request;
    core::ObjectId queue; ///< that it waited in; 0: the driver held it
};

/// The bus driver below the device got a request that it does not know, and refused it.
struct BusRequestRefused {
    static constexpr core::Kind kind = 0x345;
    static constexpr std::string_view name = "BusRequestRefused";
    static constexpr std::string_view fields = "major code status";
    std::uint32_t major;
    std::uint32_t code;
    std::uint32_t status;
};

inline constexpr std::array io_record_kinds{
    core::kind_info<RequestPresented>(), core::kind_info<RequestCompleted>(), core::kind_info<RequestSent>(),
    core::kind_info<RequestCameBack>(),  core::kind_info<RequestCancelled>(), core::kind_info<BusRequestRefused>(),
};

} // namespace acxsim::wdf
