// SPDX-License-Identifier: MIT
#include "sim/wdf/leaks.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/wdf/device_init.hpp"
#include "sim/wdf/driver_host.hpp"

namespace acxsim::wdf {

std::string ObjectLeak::text() const {
    std::string text = name.empty() ? type : fmt::format("{} \"{}\"", type, name);
    if (!parent.empty()) text += fmt::format(", child of {}", parent);
    if (driver_references.empty()) return text;
    text += fmt::format(", held by {} WdfObjectReference{}:", driver_references.size(),
                        driver_references.size() == 1 ? "" : " calls");
    for (std::size_t i = 0; i < driver_references.size(); ++i) {
        const Object::DriverReference &reference = driver_references[i];
        text += fmt::format("{} {}:{}", i == 0 ? "" : ",", reference.file, reference.line);
    }
    return text;
}

std::vector<ObjectLeak> find_leaks(DriverHost &host) {
    Framework &framework = host.framework();
    const auto described = [&framework](core::ObjectId id) {
        if (id == 0) return std::string();
        const auto &object = framework.trace().object(id);
        return fmt::format("{} \"{}\"", object.type, object.name);
    };
    std::vector<Object *> objects = framework.live_objects();
    std::sort(objects.begin(), objects.end(), [](const Object *a, const Object *b) { return a->id() < b->id(); });
    std::vector<ObjectLeak> leaks;
    for (const Object *object : objects) {
        const bool drivers = !object->origin().stack.empty() || !object->driver_references().empty();
        if (!drivers) continue;
        ObjectLeak leak;
        leak.type = object->object_type().name;
        leak.name = framework.trace().object(object->id()).name;
        leak.parent = described(object->parent_id());
        leak.origin = object->origin();
        leak.references = object->references();
        leak.driver_references = object->driver_references();
        leaks.push_back(std::move(leak));
    }
    for (const WDFDEVICE_INIT *init : host.tree().unused_inits()) {
        ObjectLeak leak;
        leak.type = "WDFDEVICE_INIT";
        leak.origin = init->origin;
        leaks.push_back(std::move(leak));
    }
    return leaks;
}

} // namespace acxsim::wdf
