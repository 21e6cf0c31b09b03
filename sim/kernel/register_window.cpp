// SPDX-License-Identifier: MIT
#include "sim/kernel/register_window.hpp"

#include <sys/mman.h>

#include <algorithm>

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
    of_page_.resize((next_ - begin_) / hw::page_size_bytes, no_mapping);
    of_page_.resize(of_page_.size() + pages - 1, static_cast<std::uint32_t>(mappings_.size()));
    next_ += pages * hw::page_size_bytes;
    mappings_.push_back({base, address, length, false});
    return reinterpret_cast<void *>(base);
}

bool RegisterWindow::unmap(const void *address, std::uint64_t length) {
    const auto begin = reinterpret_cast<std::uintptr_t>(address);
    const Mapping *found = find(begin);
    if (found == nullptr || found->base != begin || found->unmapped || found->size_bytes != length) return false;
    mappings_[static_cast<std::size_t>(found - mappings_.data())].unmapped = true;
    return true;
}

const RegisterWindow::Mapping *RegisterWindow::find(std::uintptr_t address) const {
    const std::uint64_t page = (address - begin_) / hw::page_size_bytes; // huge below the window
    if (page >= of_page_.size() || of_page_[page] == no_mapping) return nullptr;
    const Mapping &mapping = mappings_[of_page_[page]];
    return address - mapping.base < mapping.size_bytes ? &mapping : nullptr;
}

std::optional<hw::BusAddress> RegisterWindow::translate(std::uintptr_t address) const {
    const Mapping *mapping = find(address);
    if (mapping == nullptr || mapping->unmapped) return std::nullopt;
    return mapping->bus + (address - mapping->base);
}

std::string RegisterWindow::explain_address(std::uintptr_t address) const {
    if (!contains(address)) return {};
    const Mapping *mapping = find(address);
    if (mapping == nullptr) return "outside every mapped register block";
    return fmt::format("register offset {:#x} of the {} bytes mapped from bus address {:#x}{}", address - mapping->base,
                       mapping->size_bytes, mapping->bus, mapping->unmapped ? ", which were unmapped since" : "");
}

std::size_t RegisterWindow::mappings() const {
    return static_cast<std::size_t>(
        std::count_if(mappings_.begin(), mappings_.end(), [](const Mapping &mapping) { return !mapping.unmapped; }));
}

} // namespace acxsim::kernel
