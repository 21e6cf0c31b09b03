// SPDX-License-Identifier: MIT
#include "sim/kernel/driver_module.hpp"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <vector>

#include <fmt/format.h>

namespace acxsim::kernel {

namespace {

struct Range {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
};
std::array<Range, 16> loaded_ranges; // a fixed table: read in signal handlers

void add_range(std::uintptr_t begin, std::uintptr_t end) {
    for (Range &range : loaded_ranges) {
        if (range.end == 0) {
            range = {begin, end};
            return;
        }
    }
}

void remove_range(std::uintptr_t begin) {
    for (Range &range : loaded_ranges) {
        if (range.begin == begin) range = {};
    }
}

/// Undefined, non-weak symbols of the file's dynamic table that nobody in this process defines.
std::vector<std::string> unresolved_imports(const std::string &file) {
    std::vector<std::string> missing;
    const auto at = [&file]<class T>(std::size_t offset, T &into) {
        if (offset > file.size() || file.size() - offset < sizeof(T)) return false;
        std::memcpy(&into, file.data() + offset, sizeof(T));
        return true;
    };
    Elf64_Ehdr header;
    if (!at(0, header)) return missing;
    for (unsigned i = 0; i < header.e_shnum; ++i) {
        Elf64_Shdr section;
        if (!at(header.e_shoff + static_cast<std::size_t>(i) * header.e_shentsize, section)) break;
        if (section.sh_type != SHT_DYNSYM || section.sh_entsize == 0) continue;
        Elf64_Shdr strings;
        if (!at(header.e_shoff + static_cast<std::size_t>(section.sh_link) * header.e_shentsize, strings)) break;
        for (std::size_t offset = 0; offset < section.sh_size; offset += section.sh_entsize) {
            Elf64_Sym symbol;
            if (!at(section.sh_offset + offset, symbol)) break;
            if (symbol.st_shndx != SHN_UNDEF || symbol.st_name == 0) continue;
            if (ELF64_ST_BIND(symbol.st_info) == STB_WEAK) continue;
            if (strings.sh_offset + symbol.st_name >= file.size()) continue;
            const char *name = file.data() + strings.sh_offset + symbol.st_name; // std::string ends in a zero byte
            if (dlsym(RTLD_DEFAULT, name) == nullptr) missing.emplace_back(name);
        }
    }
    std::sort(missing.begin(), missing.end());
    return missing;
}

Range range_of(void *handle) {
    struct Search {
        std::uintptr_t base;
        Range range;
    } search{};
    link_map *map = nullptr;
    if (dlinfo(handle, RTLD_DI_LINKMAP, &map) != 0) return {};
    search.base = map->l_addr;
    dl_iterate_phdr(
        [](dl_phdr_info *info, std::size_t, void *data) {
            auto *wanted = static_cast<Search *>(data);
            if (info->dlpi_addr != wanted->base) return 0;
            std::uintptr_t begin = UINTPTR_MAX;
            std::uintptr_t end = 0;
            for (int i = 0; i < info->dlpi_phnum; ++i) {
                const auto &segment = info->dlpi_phdr[i];
                if (segment.p_type != PT_LOAD) continue;
                begin = std::min<std::uintptr_t>(begin, info->dlpi_addr + segment.p_vaddr);
                end = std::max<std::uintptr_t>(end, info->dlpi_addr + segment.p_vaddr + segment.p_memsz);
            }
            wanted->range = {begin, end};
            return 1;
        },
        &search);
    return search.range;
}

} // namespace

core::Result<DriverModule> DriverModule::load(const std::string &path) {
    struct stat status {};
    if (stat(path.c_str(), &status) != 0) {
        return core::Error{fmt::format("the driver module {} cannot be opened: {}", path, std::strerror(errno)), path,
                           "build it with acxsim_add_driver, or give its path with --driver"};
    }
    if (!S_ISREG(status.st_mode)) {
        return core::Error{fmt::format("the driver module {} is not a file", path), path, "name the .so file itself"};
    }
    std::ifstream stream(path, std::ios::binary);
    // The headers tell what it is; the rest is read only to say why loading failed.
    std::string file(std::min<std::size_t>(static_cast<std::size_t>(status.st_size), sizeof(Elf64_Ehdr)), '\0');
    stream.read(file.data(), static_cast<std::streamsize>(file.size()));
    if (!stream.is_open()) {
        return core::Error{fmt::format("the driver module {} cannot be read: {}", path, std::strerror(errno)), path};
    }
    Elf64_Ehdr header;
    if (file.size() < sizeof header || std::memcmp(file.data(), ELFMAG, SELFMAG) != 0) {
        const bool is_pe = file.size() > 2 && file[0] == 'M' && file[1] == 'Z';
        return core::Error{fmt::format("the driver module {} is not an ELF file{}", path,
                                       is_pe ? "; it is a Windows binary (PE)" : ""),
                           path,
                           "a driver is built from its sources with acxsim_add_driver; .sys files cannot be loaded"};
    }
    std::memcpy(&header, file.data(), sizeof header);
    if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_type != ET_DYN) {
        return core::Error{fmt::format("the driver module {} is an ELF file but not a 64-bit shared object", path),
                           path, "build it with acxsim_add_driver"};
    }
    // dlopen searches the library path for a name without a slash.
    const std::string full = path.find('/') == std::string::npos ? "./" + path : path;
    DriverModule module;
    module.path_ = path;
    module.handle_ = dlopen(full.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (module.handle_ == nullptr) {
        const char *raw = dlerror();
        const std::string reason = raw == nullptr ? "unknown reason" : raw;
        stream.clear();
        stream.seekg(0);
        file.assign(std::istreambuf_iterator<char>(stream), {});
        const auto missing = unresolved_imports(file);
        if (reason.find("undefined symbol") != std::string::npos && !missing.empty()) {
            return core::Error{fmt::format("the driver module {} calls {} that this simulator does not have: {}", path,
                                           missing.size() == 1 ? "a function" : "functions", fmt::join(missing, ", ")),
                               path,
                               "check the spelling and the extern \"C\" linkage, or link the library that has it"};
        }
        return core::Error{fmt::format("the driver module {} cannot be loaded: {}", path, reason), path};
    }
    module.entry_ = dlsym(module.handle_, "DriverEntry");
    const Range range = range_of(module.handle_);
    if (module.entry_ == nullptr || reinterpret_cast<std::uintptr_t>(module.entry_) < range.begin ||
        reinterpret_cast<std::uintptr_t>(module.entry_) >= range.end) {
        return core::Error{fmt::format("the driver module {} has no DriverEntry", path), path,
                           "define NTSTATUS DriverEntry(PDRIVER_OBJECT, PUNICODE_STRING), extern \"C\" in C++"};
    }
    module.begin_ = range.begin;
    module.end_ = range.end;
    add_range(range.begin, range.end);
    return module;
}

DriverModule::DriverModule(DriverModule &&other) noexcept
    : path_(std::move(other.path_)), handle_(other.handle_), entry_(other.entry_), begin_(other.begin_),
      end_(other.end_) {
    other.handle_ = nullptr;
    other.begin_ = other.end_ = 0;
}

DriverModule::~DriverModule() {
    if (end_ != 0) remove_range(begin_);
    if (handle_ != nullptr) dlclose(handle_);
}

std::string DriverModule::name() const {
    const std::size_t slash = path_.rfind('/');
    std::string name = slash == std::string::npos ? path_ : path_.substr(slash + 1);
    if (name.size() > 3 && name.ends_with(".so")) name.resize(name.size() - 3);
    return name;
}

bool DriverModule::any_contains(std::uintptr_t address) {
    for (const Range &range : loaded_ranges) {
        if (address >= range.begin && address < range.end) return true;
    }
    return false;
}

} // namespace acxsim::kernel
