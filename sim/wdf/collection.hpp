// SPDX-License-Identifier: MIT
//
// WDFCOLLECTION: an ordered list of objects, each with a reference of the collection's. Source: wdfcollection.
#pragma once

#include "sim/wdf/object.hpp"

namespace acxsim::wdf {

class Collection final : public Object {
public:
    static constexpr ObjectType type{"WDFCOLLECTION", &Object::type};

    Collection(const Attributes &attributes, Object *parent) : Object(type, attributes, parent) {}

    const std::vector<Object *> &items() const { return items_; }
    void add(Object &item) {
        item.reference();
        items_.push_back(&item);
    }
    void remove(std::size_t index) {
        Object *item = items_[index];
        items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(index));
        item->dereference();
    }

protected:
    void after_cleanup() override {
        while (!items_.empty())
            remove(items_.size() - 1);
    }

private:
    std::vector<Object *> items_;
};

} // namespace acxsim::wdf
