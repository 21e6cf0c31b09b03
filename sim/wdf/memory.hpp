// SPDX-License-Identifier: MIT
//
// WDFMEMORY: a buffer as an object, from pool or the driver's own. Source: wdfmemory/nf-wdfmemory-wdfmemorycreate.
#pragma once

#include "sim/wdf/object.hpp"

namespace acxsim::wdf {

class Memory final : public Object {
public:
    static constexpr ObjectType type{"WDFMEMORY", &Object::type};

    /// A buffer of its own, from pool of that kind.
    Memory(const Attributes &attributes, Object *parent, std::size_t size_bytes, std::uint32_t tag, bool paged,
           bool zeroed);
    /// The driver's buffer.
    Memory(const Attributes &attributes, Object *parent, void *buffer, std::size_t size_bytes);

    void *buffer() const { return buffer_; }
    std::size_t size_bytes() const { return size_bytes_; }
    bool own_buffer() const { return own_; }
    void assign(void *buffer, std::size_t size_bytes) {
        buffer_ = buffer;
        size_bytes_ = size_bytes;
    }

protected:
    ~Memory() override;

private:
    void *buffer_;
    std::size_t size_bytes_;
    bool own_;
};

} // namespace acxsim::wdf
