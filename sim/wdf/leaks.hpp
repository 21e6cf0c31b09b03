// SPDX-License-Identifier: MIT
//
// What a driver left of the framework when it was unloaded: objects that live on because somebody holds a reference,
// control devices that were not deleted, init structures that were neither used nor freed. Ask after
// DriverHost::unload(), before the machine goes. Objects that the framework or the class extension made on their own
// are told only if the driver holds a reference.
#pragma once

#include <string>
#include <vector>

#include "sim/kernel/origin.hpp"
#include "sim/wdf/object.hpp"

namespace acxsim::wdf {

class DriverHost;

struct ObjectLeak {
    std::string type;      ///< handle type, such as WDFTIMER
    std::string name;      ///< as in the trace
    std::string parent;    ///< its parent's type and name; empty: none
    kernel::Origin origin; ///< the driver's call that made it
    std::uint32_t references = 0;
    /// WdfObjectReference calls that were not undone.
    std::vector<Object::DriverReference> driver_references;

    /// In one line: "WDFTIMER ..., child of WDFDEVICE "device", with 1 reference taken at file.c:12".
    std::string text() const;
};

/// In order of creation.
std::vector<ObjectLeak> find_leaks(DriverHost &host);

} // namespace acxsim::wdf
