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

#include "sim/kernel/origin.hpp"

namespace acxsim::kernel {

enum class HandleKind : std::uint8_t { Thread, Event, File, Key };

struct HandleEntry {
    HandleKind kind;
    void *object = nullptr; ///< dispatcher header of a thread or event
    std::u16string path;    ///< file or registry key
    std::uint64_t position = 0;
    std::uint32_t access = 0;
    Origin origin = {};               ///< the call that opened it
    std::shared_ptr<void> state = {}; ///< what the kind keeps beside it: an open file; ends with the handle
};

/// A system thread that the driver started; it may outlive its handle.
struct StartedThread {
    const void *object = nullptr; ///< dispatcher header
    Origin origin;
};

class HandleTable {
public:
    void *open(HandleEntry entry) {
        const std::uintptr_t value = next_;
        next_ += 4;
        entry.origin = origin_of_call();
        if (entry.kind == HandleKind::Thread) started_threads_.push_back({entry.object, entry.origin});
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
    const std::vector<StartedThread> &started_threads() const { return started_threads_; }

    /// ObReferenceObject and its like: counted per object, beyond what keeps it alive anyway.
    void reference(const void *object, std::shared_ptr<void> state = {}) {
        References &references = references_[object];
        ++references.count;
        if (state) references.state = std::move(state);
    }
    /// False if it is not referenced.
    bool dereference(const void *object) {
        const auto found = references_.find(object);
        if (found == references_.end()) return false;
        if (--found->second.count == 0) references_.erase(found);
        return true;
    }
    std::uint64_t references(const void *object) const {
        const auto found = references_.find(object);
        return found == references_.end() ? 0 : found->second.count;
    }

private:
    static constexpr std::uintptr_t first = 0x1000;
    std::uintptr_t next_ = first;
    std::map<std::uintptr_t, HandleEntry> entries_;
    std::vector<StartedThread> started_threads_;
    struct References {
        std::uint64_t count = 0;
        std::shared_ptr<void> state; // keeps an object whose handles are closed
    };
    std::map<const void *, References> references_; // determinism: looked up, never listed
};

} // namespace acxsim::kernel
