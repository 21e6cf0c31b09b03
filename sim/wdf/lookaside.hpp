// SPDX-License-Identifier: MIT
//
// WDFLOOKASIDE: memory objects of one size. Every one is an allocation of its own, so that its overrun is found out as
// any other's; what a lookaside list saves is charged as its cost. Source: WdfLookasideListCreate page.
#pragma once

#include "sim/wdf/object.hpp"

namespace acxsim::wdf {

class Lookaside final : public Object {
public:
    static constexpr ObjectType type{"WDFLOOKASIDE", &Object::type};

    struct Shape {
        std::size_t size_bytes;
        std::uint32_t tag;
        bool paged;
        bool zeroed;
    };
    Lookaside(const Attributes &attributes, Object *parent, const Shape &shape, const Attributes &memory_attributes)
        : Object(type, attributes, parent), shape(shape), memory_attributes(memory_attributes) {}

    const Shape shape;
    const Attributes memory_attributes; ///< of the memory objects
};

} // namespace acxsim::wdf
