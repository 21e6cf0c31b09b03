// SPDX-License-Identifier: MIT
//
// WDFSTRING: a counted Unicode string as an object. Source: wdfstring.
#pragma once

#include <string>

#include "sim/wdf/object.hpp"

namespace acxsim::wdf {

class String final : public Object {
public:
    static constexpr ObjectType type{"WDFSTRING", &Object::type};

    String(const Attributes &attributes, Object *parent, std::u16string text)
        : Object(type, attributes, parent), text_(std::move(text)) {}

    /// Zero-terminated in memory; drivers get a UNICODE_STRING that points into it.
    const std::u16string &text() const { return text_; }
    void set_text(std::u16string text) { text_ = std::move(text); }

private:
    std::u16string text_;
};

} // namespace acxsim::wdf
