// SPDX-License-Identifier: MIT
#include "sim/kernel/register_window.hpp"

#include <sys/mman.h>

#include <fmt/format.h>

#include "sim/core/assert.hpp"

namespace acxsim::kernel {

RegisterWindow::RegisterWindow() {
    void *mapped = mmap(nullptr, size_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    ACXSIM_ASSERT(mapped != MAP_FAILED, "no address space for mapped registers");
    begin_ = reinterpret_cast<std::uintptr_t>(mapped);
    next_ = begin_ + hw::page_size_bytes;
}

RegisterWindow::~RegisterWindow() { munmap(reinterpret_cast<void *>(begin_), size_bytes); }

void *RegisterWindow::map(hw::BusAddress address, std::uint64_t length) {
    const std::uint64_t offset = address % hw::page_size_bytes;
    const std::uint64_t pages = (offset + length + hw::page_size_bytes - 1) / hw::page_size_bytes + 1;
    if (length > size_bytes || next_ + pages * hw::page_size_bytes > begin_ + size_bytes) return nullptr;
    const std::uintptr_t base = next_ + offset;
    next_ += pages * hw::page_size_bytes;
    mappings_.emplace(base, Mapping{address, length, false});
    return reinterpret_cast<void *>(base);
}

bool RegisterWindow::unmap(const void *address, std::uint64_t length) {
    const auto found = mappings_.find(reinterpret_cast<std::uintptr_t>(address));
    if (found == mappings_.end() || found->second.unmapped || found->second.size_bytes != length) return false;
    found->second.unmapped = true;
    return true;
}

const RegisterWindow::Mapping *RegisterWindow::find(std::uintptr_t address, std::uintptr_t &base) const {
    auto above = mappings_.upper_bound(address);
    if (above == mappings_.begin()) return nullptr;
    --above;
    base = above->first;
    return address - base < above->second.size_bytes ? &above->second : nullptr;
}

std::optional<hw::BusAddress> RegisterWindow::translate(std::uintptr_t address) const {
    std::uintptr_t base = 0;
    const Mapping *mapping = find(address, base);
    if (mapping == nullptr || mapping->unmapped) return std::nullopt;
    return mapping->bus + (address - base);
}

std::string RegisterWindow::explain_address(std::uintptr_t address) const {
    if (!contains(address)) return {};
    std::uintptr_t base = 0;
    const Mapping *mapping = find(address, base);
    if (mapping == nullptr) return "outside every mapped register block";
    return fmt::format("register offset {:#x} of the {} bytes mapped from bus address {:#x}{}", address - base,
                       mapping->size_bytes, mapping->bus, mapping->unmapped ? ", which were unmapped since" : "");
}

std::size_t RegisterWindow::mappings() const {
    std::size_t count = 0;
    for (const auto &[address, mapping] : mappings_)
        count += mapping.unmapped ? 0 : 1;
    return count;
}

} // namespace acxsim::kernel
