// SPDX-License-Identifier: MIT
//
// Addresses that MmMapIoSpace returns. They lie in reserved address space that cannot be touched: a driver that
// dereferences one instead of calling READ_REGISTER_... / WRITE_REGISTER_... crashes at that very line, and is told
// why. (On x64 hardware the dereference happens to work; on ARM64, or with a cached mapping, it does not.)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hwmodel/memory/physical_memory.hpp"

namespace acxsim::kernel {

class RegisterWindow {
public:
    RegisterWindow();
    ~RegisterWindow();
    RegisterWindow(const RegisterWindow &) = delete;
    RegisterWindow &operator=(const RegisterWindow &) = delete;

    /// A virtual address for that bus address; nullptr when the window is used up.
    void *map(hw::BusAddress address, std::uint64_t size_bytes);
    /// False if nothing of that size is mapped there.
    bool unmap(const void *address, std::uint64_t size_bytes);

    bool contains(std::uintptr_t address) const { return address >= begin_ && address < begin_ + size_bytes; }
    /// The bus address behind a mapped virtual one.
    std::optional<hw::BusAddress> translate(std::uintptr_t address) const;
    /// In words, what lies at an address of the window; empty outside.
    std::string explain_address(std::uintptr_t address) const;
    std::size_t mappings() const;

private:
    static constexpr std::uint64_t size_bytes = 1ULL << 32;
    static constexpr std::uint32_t no_mapping = UINT32_MAX;
    struct Mapping {
        std::uintptr_t base;
        hw::BusAddress bus;
        std::uint64_t size_bytes;
        bool unmapped;
    };
    const Mapping *find(std::uintptr_t address) const;

    std::uintptr_t begin_;
    std::uintptr_t next_;
    std::vector<Mapping> mappings_;      // ascending, each on pages of its own
    std::vector<std::uint32_t> of_page_; // which mapping lies on each page of the window, up to the last; or no_mapping
};

} // namespace acxsim::kernel
