// SPDX-License-Identifier: MIT
//
// Finds what belongs to an object id in constant time: open addressing with linear probing. For look-ups only, there is
// no order to walk through. Small: 16 bytes per entry and a quarter to a half of them in use.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/core/trace.hpp"

namespace acxsim::core {

template <class T>
class IdTable {
public:
    /// nullptr if there is nothing under that id.
    T *find(ObjectId id) const {
        if (slots_.empty()) return nullptr;
        for (std::size_t i = home(id);; i = (i + 1) & (slots_.size() - 1)) {
            if (slots_[i].value == nullptr) return nullptr;
            if (slots_[i].id == id) return slots_[i].value;
        }
    }
    /// Replaces what was there.
    void put(ObjectId id, T &value) {
        erase(id);
        if ((count_ + 1) * 2 > slots_.size()) grow();
        place({id, &value});
        ++count_;
    }
    void erase(ObjectId id) {
        if (find(id) == nullptr) return;
        std::size_t hole = home(id);
        while (slots_[hole].id != id)
            hole = (hole + 1) & (slots_.size() - 1);
        --count_;
        // Entries behind the hole that could not be reached any more move into it.
        for (std::size_t i = (hole + 1) & (slots_.size() - 1); slots_[i].value != nullptr;
             i = (i + 1) & (slots_.size() - 1)) {
            const std::size_t distance_home = (i - home(slots_[i].id)) & (slots_.size() - 1);
            const std::size_t distance_hole = (i - hole) & (slots_.size() - 1);
            if (distance_home < distance_hole) continue;
            slots_[hole] = slots_[i];
            hole = i;
        }
        slots_[hole] = {};
    }

private:
    struct Slot {
        ObjectId id = 0;
        T *value = nullptr;
    };
    std::size_t home(ObjectId id) const { return (id * 0x9e3779b1u) >> shift_; }
    void place(const Slot &entry) {
        std::size_t i = home(entry.id);
        while (slots_[i].value != nullptr)
            i = (i + 1) & (slots_.size() - 1);
        slots_[i] = entry;
    }
    void grow() {
        const std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(slots_.empty() ? 8 : slots_.size() * 2));
        shift_ = slots_.size() == 8 ? 29 : shift_ - 1;
        for (const Slot &entry : old) {
            if (entry.value != nullptr) place(entry);
        }
    }

    std::vector<Slot> slots_; // a power of two
    unsigned shift_ = 29;     // 32 minus its exponent
    std::size_t count_ = 0;
};

} // namespace acxsim::core
