// SPDX-License-Identifier: MIT
//
// What a KSPIN_LOCK in driver memory means: bits 0..7 the owner (processor index + 1, 0 = free), bits 32..63 the
// ObjectId the lock got when it was first taken. Zero is a free lock that was never taken, as KeInitializeSpinLock
// leaves it.
#pragma once

#include <cstdint>

#include "sim/core/trace.hpp"

namespace acxsim::kernel {

struct SpinLock {
    std::uint64_t value = 0;

    bool held() const { return (value & 0xff) != 0; }
    unsigned owner() const { return static_cast<unsigned>(value & 0xff) - 1; }
    core::ObjectId object() const { return static_cast<core::ObjectId>(value >> 32); }
    void set_owner(unsigned processor) { value = (value & ~0xffULL) | (processor + 1); }
    void set_free() { value &= ~0xffULL; }
    void set_object(core::ObjectId id) { value = (value & 0xffffffffULL) | (static_cast<std::uint64_t>(id) << 32); }
};
static_assert(sizeof(SpinLock) == 8);

} // namespace acxsim::kernel
