// SPDX-License-Identifier: MIT
//
// The register side of the bus: devices with a block of registers at a bus address, and who answers at which address.
// What an access costs in time is the processor's business (kernel cost table: mmio.read, mmio.write); here it happens.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "hwmodel/memory/physical_memory.hpp"

namespace acxsim::hw {

/// A block of device registers. Offsets are from the start of its BAR; widths are 1, 2, 4 or 8 bytes, little-endian.
class RegisterBlock {
public:
    virtual ~RegisterBlock() = default;
    virtual std::string_view name() const = 0;
    virtual std::uint64_t size_bytes() const = 0;
    virtual std::uint64_t read(std::uint64_t offset, unsigned width_bytes) = 0;
    virtual void write(std::uint64_t offset, unsigned width_bytes, std::uint64_t value) = 0;
};

/// What a read gives that nobody answers.
constexpr std::uint64_t all_ones(unsigned width_bytes) {
    return width_bytes >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (width_bytes * 8)) - 1;
}

class MmioBus {
public:
    explicit MmioBus(core::Simulation &simulation) : simulation_(simulation) {}

    /// Gives the block a bus address (page-aligned, ascending from 0xD000'0000) and returns it. Blocks must outlive the
    /// bus.
    BusAddress attach(RegisterBlock &block);

    /// A read nobody answers gives all ones; a write nobody answers is lost. Both are on record (MmioRead, MmioWrite).
    std::uint64_t read(BusAddress address, unsigned width_bytes);
    void write(BusAddress address, unsigned width_bytes, std::uint64_t value);

    /// The block at that address, or nullptr.
    RegisterBlock *block_at(BusAddress address) const;

private:
    struct Window {
        BusAddress base;
        std::uint64_t size_bytes;
        RegisterBlock *block;
        core::ObjectId object;
    };
    const Window *find(BusAddress address) const;

    core::Simulation &simulation_;
    std::vector<Window> windows_;
    mutable std::size_t last_found_ = 0; // most accesses are to the device of the one before
};

} // namespace acxsim::hw
