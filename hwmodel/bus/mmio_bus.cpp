// SPDX-License-Identifier: MIT
//
// Address decode and the record of every access. The windows are ascending: a binary search finds one of many.
#include "hwmodel/bus/mmio_bus.hpp"

#include <algorithm>
#include <iterator>

#include "hwmodel/records.hpp"
#include "sim/core/assert.hpp"

namespace acxsim::hw {

namespace {

constexpr BusAddress first_window = 0xD000'0000;

} // namespace

BusAddress MmioBus::attach(RegisterBlock &block) {
    const auto round_up = [](std::uint64_t bytes) { return (bytes + page_size_bytes - 1) & ~(page_size_bytes - 1); };
    const BusAddress base =
        windows_.empty() ? first_window : round_up(windows_.back().base + windows_.back().size_bytes);
    ACXSIM_ASSERT(block.size_bytes() > 0, "a register block without registers was attached");
    windows_.push_back({base, block.size_bytes(), &block, simulation_.trace.add_object("registers", block.name())});
    return base;
}

const MmioBus::Window *MmioBus::find(BusAddress address) const {
    if (last_found_ < windows_.size()) {
        const Window &last = windows_[last_found_];
        if (address - last.base < last.size_bytes) return &last;
    }
    const auto above = std::upper_bound(windows_.begin(), windows_.end(), address,
                                        [](BusAddress wanted, const Window &window) { return wanted < window.base; });
    if (above == windows_.begin()) return nullptr;
    const Window &window = *std::prev(above);
    if (address - window.base >= window.size_bytes) return nullptr;
    last_found_ = static_cast<std::size_t>(&window - windows_.data());
    return &window;
}

RegisterBlock *MmioBus::block_at(BusAddress address) const {
    const Window *window = find(address);
    return window == nullptr ? nullptr : window->block;
}

std::uint64_t MmioBus::read(BusAddress address, unsigned width_bytes) {
    const Window *window = find(address);
    if (window == nullptr) {
        simulation_.trace.emit(MmioRead{0, width_bytes, address, all_ones(width_bytes)});
        return all_ones(width_bytes);
    }
    const std::uint64_t offset = address - window->base;
    const std::uint64_t value = window->block->read(offset, width_bytes) & all_ones(width_bytes);
    simulation_.trace.emit(MmioRead{window->object, width_bytes, offset, value});
    return value;
}

void MmioBus::write(BusAddress address, unsigned width_bytes, std::uint64_t value) {
    const Window *window = find(address);
    value &= all_ones(width_bytes);
    // The record comes before the effects: what a write causes stands after it in the trace.
    if (window == nullptr) {
        simulation_.trace.emit(MmioWrite{0, width_bytes, address, value});
        return;
    }
    const std::uint64_t offset = address - window->base;
    simulation_.trace.emit(MmioWrite{window->object, width_bytes, offset, value});
    window->block->write(offset, width_bytes, value);
}

} // namespace acxsim::hw
