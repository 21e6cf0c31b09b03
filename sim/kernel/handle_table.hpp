// SPDX-License-Identifier: MIT
//
// Kernel handles: small multiples of four, given out in ascending order and never reused, so that a stale one is found
// out. What a handle stands for is counted; the last close lets it go.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace acxsim::kernel {

enum class HandleKind : std::uint8_t { Thread, Event, File, Key };

struct HandleEntry {
    HandleKind kind;
    void *object = nullptr; ///< dispatcher header of a thread or event
    std::u16string path;    ///< file or registry key
    std::uint64_t position = 0;
    std::uint32_t access = 0;
};

class HandleTable {
public:
    void *open(HandleEntry entry) {
        const std::uintptr_t value = next_;
        next_ += 4;
        entries_.emplace(value, std::move(entry));
        return reinterpret_cast<void *>(value);
    }
    /// nullptr if the handle is not open.
    HandleEntry *find(const void *handle) {
        const auto found = entries_.find(reinterpret_cast<std::uintptr_t>(handle));
        return found == entries_.end() ? nullptr : &found->second;
    }
    bool was_open(const void *handle) const {
        const std::uintptr_t value = reinterpret_cast<std::uintptr_t>(handle);
        return value >= first && value < next_ && value % 4 == 0;
    }
    bool close(const void *handle) { return entries_.erase(reinterpret_cast<std::uintptr_t>(handle)) != 0; }
    /// Handles still open, in the order of opening.
    const std::map<std::uintptr_t, HandleEntry> &open_handles() const { return entries_; }

private:
    static constexpr std::uintptr_t first = 0x1000;
    std::uintptr_t next_ = first;
    std::map<std::uintptr_t, HandleEntry> entries_;
};

} // namespace acxsim::kernel
