// SPDX-License-Identifier: MIT
//
// A copy from memory to memory, for System::copy.
#pragma once

#include <cstring>

#include "sim/kernel/paced_copy.hpp"

namespace acxsim::kernel {

class MemoryCopy : public PacedCopy {
public:
    MemoryCopy(void *to, const void *from)
        : to_(static_cast<std::byte *>(to)), from_(static_cast<const std::byte *>(from)) {}
    void move(std::size_t from_byte, std::size_t size_bytes) override {
        std::memcpy(to_ + from_byte, from_ + from_byte, size_bytes);
    }
    void resumed(std::size_t, core::Duration) override {}

private:
    std::byte *to_;
    const std::byte *from_;
};

} // namespace acxsim::kernel
