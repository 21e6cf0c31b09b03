// SPDX-License-Identifier: MIT
#include "sim/kernel/loaded_object.hpp"

#include <dlfcn.h>
#include <link.h>

#include <algorithm>

namespace acxsim::kernel {

namespace {

template <class Predicate>
AddressRange range_where(Predicate is_it) {
    struct Search {
        Predicate is_it;
        AddressRange range;
    } search{is_it, {}};
    dl_iterate_phdr(
        [](dl_phdr_info *info, std::size_t, void *data) {
            auto *wanted = static_cast<Search *>(data);
            std::uintptr_t begin = UINTPTR_MAX;
            std::uintptr_t end = 0;
            for (int i = 0; i < info->dlpi_phnum; ++i) {
                const auto &segment = info->dlpi_phdr[i];
                if (segment.p_type != PT_LOAD) continue;
                begin = std::min<std::uintptr_t>(begin, info->dlpi_addr + segment.p_vaddr);
                end = std::max<std::uintptr_t>(end, info->dlpi_addr + segment.p_vaddr + segment.p_memsz);
            }
            if (!wanted->is_it(info->dlpi_addr, AddressRange{begin, end})) return 0;
            wanted->range = {begin, end};
            return 1;
        },
        &search);
    return search.range;
}

} // namespace

AddressRange range_of(void *handle) {
    link_map *map = nullptr;
    if (dlinfo(handle, RTLD_DI_LINKMAP, &map) != 0) return {};
    return range_where([base = map->l_addr](std::uintptr_t loaded_at, AddressRange) { return loaded_at == base; });
}

AddressRange range_around(std::uintptr_t address) {
    return range_where([address](std::uintptr_t, AddressRange found) { return found.contains(address); });
}

} // namespace acxsim::kernel
