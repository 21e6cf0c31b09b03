// SPDX-License-Identifier: MIT
#include "sim/kernel/module_file.hpp"

#include <dlfcn.h>
#include <elf.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <optional>
#include <span>

#include <fmt/format.h>

#include "sim/ddk/acxsim_abi.h"

namespace acxsim::kernel {

namespace {

#if defined(__aarch64__)
constexpr Elf64_Half host_machine = EM_AARCH64;
constexpr std::uint32_t jump_slot = R_AARCH64_JUMP_SLOT;
bool is_call_relocation(std::uint64_t type) { return type == R_AARCH64_CALL26 || type == R_AARCH64_JUMP26; }
#else
constexpr Elf64_Half host_machine = EM_X86_64;
constexpr std::uint32_t jump_slot = R_X86_64_JUMP_SLOT;
bool is_call_relocation(std::uint64_t type) { return type == R_X86_64_PLT32; }
#endif

constexpr std::string_view how_to_build = "build the driver's sources with `acxsim build` or acxsim_add_driver";

} // namespace

/// The file's tables, bounds checked: what does not lie inside the file is not there.
class ModuleReader {
public:
    explicit ModuleReader(const std::string &path) { module_.path_ = path; }

    core::Result<ModuleFile> read();

private:
    struct Table {
        std::span<const Elf64_Sym> symbols;
        Elf64_Shdr strings{};
    };

    core::Error error(std::string message, std::string_view remedy = how_to_build) const {
        return {fmt::format("the driver module {} {}", module_.path_, message), module_.path_, std::string(remedy)};
    }
    std::optional<core::Error> open();
    std::optional<core::Error> check_header();
    std::optional<core::Error> check_driver();

    /// `count` elements at a file offset; empty if they do not lie in the file or are not aligned.
    template <class T>
    std::span<const T> elements(std::uint64_t offset, std::uint64_t size_bytes) const {
        if (offset > bytes_.size() || size_bytes > bytes_.size() - offset || offset % alignof(T) != 0) return {};
        return {reinterpret_cast<const T *>(bytes_.data() + offset), static_cast<std::size_t>(size_bytes / sizeof(T))};
    }
    std::string_view text(const Elf64_Shdr &strings, std::uint64_t offset) const {
        if (offset >= strings.sh_size || strings.sh_offset > bytes_.size() ||
            strings.sh_size > bytes_.size() - strings.sh_offset) {
            return {};
        }
        const char *begin = bytes_.data() + strings.sh_offset + offset;
        return {begin, strnlen(begin, strings.sh_size - offset)};
    }
    Table table(std::uint32_t section) const {
        if (section >= sections_.size()) return {};
        const Elf64_Shdr &header = sections_[section];
        if (header.sh_link >= sections_.size()) return {};
        return {elements<Elf64_Sym>(header.sh_offset, header.sh_size), sections_[header.sh_link]};
    }
    const Elf64_Sym *dynamic_symbol(std::string_view name) const {
        for (const Elf64_Sym &symbol : dynamic_.symbols) {
            if (symbol.st_shndx != SHN_UNDEF && text(dynamic_.strings, symbol.st_name) == name) return &symbol;
        }
        return nullptr;
    }
    std::optional<std::uint32_t> word_at(std::uint64_t address) const;
    void collect_undefined();
    void collect_needed_libraries();
    void collect_uses();

    ModuleFile module_;
    std::string bytes_;
    Elf64_Ehdr header_{};
    std::span<const Elf64_Shdr> sections_;
    std::span<const Elf64_Phdr> segments_;
    std::uint32_t dynamic_section_ = 0;
    Table dynamic_;
};

std::optional<core::Error> ModuleReader::open() {
    const std::string &path = module_.path_;
    struct stat status {};
    if (stat(path.c_str(), &status) != 0) {
        return core::Error{fmt::format("the driver module {} cannot be opened: {}", path, std::strerror(errno)), path,
                           "build it with `acxsim build` or acxsim_add_driver, or give its path with --driver"};
    }
    if (!S_ISREG(status.st_mode)) return error("is not a file", "name the .so file itself");
    std::ifstream stream(path, std::ios::binary);
    if (!stream.is_open()) return error(fmt::format("cannot be read: {}", std::strerror(errno)), "");
    bytes_.resize(static_cast<std::size_t>(status.st_size));
    stream.read(bytes_.data(), static_cast<std::streamsize>(bytes_.size()));
    if (stream.bad()) return error("cannot be read to its end", "");
    bytes_.resize(static_cast<std::size_t>(stream.gcount()));
    return std::nullopt;
}

std::optional<core::Error> ModuleReader::check_header() {
    if (bytes_.empty()) return error("is empty");
    if (bytes_.size() >= 2 && bytes_[0] == 'M' && bytes_[1] == 'Z') {
        return error("is not an ELF file; it is a Windows binary (PE)",
                     "a driver is built from its sources with `acxsim build`; .sys files cannot be loaded");
    }
    if (bytes_.size() < SELFMAG || std::memcmp(bytes_.data(), ELFMAG, SELFMAG) != 0) {
        return error("is not an ELF file", "a driver is built from its sources with `acxsim build`");
    }
    if (bytes_.size() > EI_CLASS && bytes_[EI_CLASS] != ELFCLASS64) {
        return error("is a 32-bit ELF file, not a 64-bit shared object", "build it without -m32");
    }
    if (bytes_.size() < sizeof header_) return error("is cut short: its ELF header is incomplete");
    std::memcpy(&header_, bytes_.data(), sizeof header_);
    if (header_.e_machine != host_machine) {
        return error(fmt::format("is built for another processor (ELF machine {}, this one is {})", header_.e_machine,
                                 host_machine),
                     "build it on this machine");
    }
    if (header_.e_type != ET_DYN) {
        return error(fmt::format("is an ELF file but not a 64-bit shared object: it is {}",
                                 header_.e_type == ET_REL    ? "an object file"
                                 : header_.e_type == ET_EXEC ? "a program"
                                                             : "something else"));
    }
    segments_ = elements<Elf64_Phdr>(header_.e_phoff, std::uint64_t{header_.e_phnum} * header_.e_phentsize);
    bool whole = header_.e_phentsize == sizeof(Elf64_Phdr) && !segments_.empty();
    for (const Elf64_Phdr &segment : segments_) {
        if (segment.p_type != PT_LOAD) continue;
        whole = whole && segment.p_offset <= bytes_.size() && segment.p_filesz <= bytes_.size() - segment.p_offset;
    }
    sections_ = elements<Elf64_Shdr>(header_.e_shoff, std::uint64_t{header_.e_shnum} * header_.e_shentsize);
    whole = whole && header_.e_shentsize == sizeof(Elf64_Shdr) && !sections_.empty();
    if (!whole) return error("is cut short: parts that its headers name lie beyond its end", "copy or build it again");
    for (std::uint32_t i = 0; i < sections_.size(); ++i) {
        if (sections_[i].sh_type != SHT_DYNSYM) continue;
        dynamic_section_ = i;
        dynamic_ = table(i);
    }
    return std::nullopt;
}

std::optional<std::uint32_t> ModuleReader::word_at(std::uint64_t address) const {
    for (const Elf64_Phdr &segment : segments_) {
        if (segment.p_type != PT_LOAD || address < segment.p_vaddr) continue;
        const std::uint64_t inside = address - segment.p_vaddr;
        if (inside > segment.p_filesz || segment.p_filesz - inside < sizeof(std::uint32_t)) continue;
        std::uint32_t word = 0;
        std::memcpy(&word, bytes_.data() + segment.p_offset + inside, sizeof word);
        return word;
    }
    return std::nullopt;
}

std::optional<core::Error> ModuleReader::check_driver() {
    const Elf64_Sym *entry = dynamic_symbol("DriverEntry");
    if (entry == nullptr) {
        return error("has no DriverEntry", "define NTSTATUS DriverEntry(PDRIVER_OBJECT, PUNICODE_STRING), extern "
                                           "\"C\" in C++");
    }
    const Elf64_Sym *abi = dynamic_symbol("acxsim_driver_abi");
    if (abi == nullptr) {
        return error("was not built for this simulator: it does not say against which version of the DDK headers "
                     "(acxsim_driver_abi) it was compiled");
    }
    const std::optional<std::uint32_t> version = word_at(abi->st_value);
    if (!version) return error("does not hold the value of acxsim_driver_abi", "build it again");
    if (*version != ACXSIM_DDK_ABI) {
        return error(fmt::format("was built against version {} of the DDK headers; this simulator has version {}",
                                 *version, ACXSIM_DDK_ABI),
                     "build the driver again with this simulator's `acxsim build` or acxsim_add_driver");
    }
    return std::nullopt;
}

void ModuleReader::collect_undefined() {
    std::map<std::size_t, std::size_t> by_index;
    for (std::size_t i = 1; i < dynamic_.symbols.size(); ++i) {
        const Elf64_Sym &symbol = dynamic_.symbols[i];
        const std::string_view name = text(dynamic_.strings, symbol.st_name);
        if (symbol.st_shndx != SHN_UNDEF || name.empty()) continue;
        by_index.emplace(i, module_.undefined_.size());
        module_.undefined_.push_back(
            {std::string(name), ELF64_ST_BIND(symbol.st_info) == STB_WEAK, std::vector<std::uint64_t>{}, false});
    }
    for (const Elf64_Shdr &section : sections_) {
        if (section.sh_type != SHT_RELA || section.sh_link != dynamic_section_) continue;
        for (const Elf64_Rela &relocation : elements<Elf64_Rela>(section.sh_offset, section.sh_size)) {
            const auto found = by_index.find(ELF64_R_SYM(relocation.r_info));
            if (found == by_index.end()) continue;
            ModuleFile::Undefined &symbol = module_.undefined_[found->second];
            if (ELF64_R_TYPE(relocation.r_info) == jump_slot) {
                symbol.call_slots.push_back(relocation.r_offset);
            } else {
                symbol.referenced = true;
            }
        }
    }
    std::sort(module_.undefined_.begin(), module_.undefined_.end(),
              [](const auto &a, const auto &b) { return a.name < b.name; });
}

void ModuleReader::collect_needed_libraries() {
    for (const Elf64_Shdr &section : sections_) {
        if (section.sh_type != SHT_DYNAMIC || section.sh_link >= sections_.size()) continue;
        for (const Elf64_Dyn &entry : elements<Elf64_Dyn>(section.sh_offset, section.sh_size)) {
            if (entry.d_tag != DT_NEEDED) continue;
            module_.needed_libraries_.emplace_back(text(sections_[section.sh_link], entry.d_un.d_val));
        }
    }
}

/// Relocations that the linker kept (--emit-relocs): those of loaded sections, against the full symbol table.
void ModuleReader::collect_uses() {
    for (const Elf64_Shdr &section : sections_) {
        if (section.sh_type != SHT_RELA || section.sh_link == dynamic_section_ || (section.sh_flags & SHF_ALLOC) != 0) {
            continue;
        }
        if (section.sh_info >= sections_.size() || (sections_[section.sh_info].sh_flags & SHF_ALLOC) == 0) continue;
        // The tables that unwinding reads name their functions too; those are no uses.
        if ((sections_[section.sh_info].sh_flags & (SHF_EXECINSTR | SHF_WRITE)) == 0) continue;
        module_.uses_known_ = true;
        const Table symbols = table(section.sh_link);
        for (const Elf64_Rela &relocation : elements<Elf64_Rela>(section.sh_offset, section.sh_size)) {
            const std::uint64_t index = ELF64_R_SYM(relocation.r_info);
            if (index >= symbols.symbols.size() || symbols.symbols[index].st_shndx != SHN_UNDEF) continue;
            std::string_view name = text(symbols.strings, symbols.symbols[index].st_name);
            name = name.substr(0, name.find('@')); // without the symbol version
            if (name.empty()) continue;
            module_.uses_.push_back(
                {std::string(name), relocation.r_offset, is_call_relocation(ELF64_R_TYPE(relocation.r_info))});
        }
    }
}

core::Result<ModuleFile> ModuleReader::read() {
    if (auto wrong = open()) return *wrong;
    if (auto wrong = check_header()) return *wrong;
    if (auto wrong = check_driver()) return *wrong;
    collect_undefined();
    collect_needed_libraries();
    collect_uses();
    return std::move(module_);
}

core::Result<ModuleFile> ModuleFile::read(const std::string &path) { return ModuleReader(path).read(); }

std::vector<const ModuleFile::Undefined *> ModuleFile::unresolved() const {
    std::vector<const Undefined *> missing;
    for (const Undefined &symbol : undefined_) {
        if (!symbol.weak && dlsym(RTLD_DEFAULT, symbol.name.c_str()) == nullptr) missing.push_back(&symbol);
    }
    return missing;
}

} // namespace acxsim::kernel
