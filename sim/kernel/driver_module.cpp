// SPDX-License-Identifier: MIT
#include "sim/kernel/driver_module.hpp"

#include <dlfcn.h>
#include <link.h>

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/kernel/loaded_object.hpp"
#include "sim/kernel/module_debug.hpp"
#include "sim/kernel/module_file.hpp"
#include "sim/kernel/sanitizer_runtime.hpp"
#include "sim/kernel/unmodelled.hpp"

namespace acxsim::kernel {

namespace {

std::array<AddressRange, 16> loaded_ranges; // a fixed table: read in signal handlers

void add_range(std::uintptr_t begin, std::uintptr_t end) {
    for (AddressRange &range : loaded_ranges) {
        if (range.end == 0) {
            range = {begin, end};
            return;
        }
    }
}

void remove_range(std::uintptr_t begin) {
    for (AddressRange &range : loaded_ranges) {
        if (range.begin == begin) range = {};
    }
}

/// Writes the address of its thunk into every entry that the procedure linkage table jumps through for that function.
void bind_to_thunk(std::uintptr_t base, const ModuleFile::Undefined &function, void *thunk) {
    for (const std::uint64_t slot : function.call_slots)
        *reinterpret_cast<void **>(base + slot) = thunk;
}

/// A function that is only called can be given a thunk; a variable, or a function whose address is kept, cannot.
core::Error not_only_called(const std::string &path, const std::vector<const ModuleFile::Undefined *> &unresolved) {
    std::vector<std::string_view> names;
    for (const ModuleFile::Undefined *symbol : unresolved) {
        if (symbol->referenced) names.push_back(symbol->name);
    }
    return {fmt::format("the driver module {} refers to {} that this simulator does not have: {}", path,
                        names.size() == 1 ? "a variable or function" : "variables or functions",
                        fmt::join(names, ", ")),
            path,
            "their addresses are needed, so they cannot stay unmodelled; check the spelling and the extern \"C\" "
            "linkage, or link the library that has them. `acxsim preflight` shows where they are used"};
}

/// The module as a file, if it can be loaded into this process.
core::Result<ModuleFile> readable(const std::string &path) {
    auto file = ModuleFile::read(path);
    if (!file) return file;
    if (auto foreign = foreign_sanitizer(*file, sanitizer_of_this_process())) return *foreign;
    const auto unresolved = file->unresolved();
    if (std::any_of(unresolved.begin(), unresolved.end(), [](const auto *symbol) { return symbol->referenced; })) {
        return not_only_called(path, unresolved);
    }
    return file;
}

} // namespace

std::optional<core::Error> DriverModule::refusal(const std::string &path) {
    const auto file = readable(path);
    return file.ok() ? std::nullopt : std::optional(file.error());
}

core::Result<DriverModule> DriverModule::load(const std::string &path) {
    auto file = readable(path);
    if (!file) return file.error();
    const auto unresolved = file->unresolved();
    // dlopen searches the library path for a name without a slash.
    const std::string full = path.find('/') == std::string::npos ? "./" + path : path;
    DriverModule module;
    module.path_ = path;
    module.handle_ = dlopen(full.c_str(), RTLD_LAZY | RTLD_LOCAL);
    if (module.handle_ == nullptr) {
        const char *raw = dlerror();
        return core::Error{
            fmt::format("the driver module {} cannot be loaded: {}", path, raw == nullptr ? "unknown reason" : raw),
            path,
            unresolved.empty() ? ""
                               : "functions that are not modelled need lazy binding: link with -Wl,-z,lazy, and "
                                 "run without LD_BIND_NOW"};
    }
    const AddressRange range = range_of(module.handle_);
    module.entry_ = dlsym(module.handle_, "DriverEntry");
    if (module.entry_ == nullptr || range.end == 0) {
        return core::Error{fmt::format("the driver module {} cannot be loaded: its DriverEntry is not found", path),
                           path};
    }
    if (!unresolved.empty()) {
        const ModuleDebug debug(path);
        link_map *map = nullptr;
        dlinfo(module.handle_, RTLD_DI_LINKMAP, &map);
        for (const ModuleFile::Undefined *function : unresolved) {
            void *thunk = unmodelled_thunk(function->name, debug.returns_status(function->name));
            if (thunk == nullptr) {
                return core::Error{fmt::format("the driver module {} calls more than {} functions that this simulator "
                                               "does not have",
                                               path, unmodelled_functions_max),
                                   path, "`acxsim preflight` lists them"};
            }
            bind_to_thunk(map->l_addr, *function, thunk);
            module.unmodelled_.push_back(function->name);
        }
    }
    module.begin_ = range.begin;
    module.end_ = range.end;
    add_range(range.begin, range.end);
    return module;
}

core::Result<DriverModule> DriverModule::resident(const void *entry, const void *code) {
    const AddressRange range = range_around(reinterpret_cast<std::uintptr_t>(code));
    Dl_info info{};
    if (range.end == 0 || dladdr(code, &info) == 0 || info.dli_fname == nullptr) {
        return core::Error{"the driver's code is in no executable or shared object of this process"};
    }
    DriverModule module;
    module.path_ = info.dli_fname;
    module.entry_ = const_cast<void *>(entry);
    module.begin_ = range.begin;
    module.end_ = range.end;
    add_range(range.begin, range.end);
    return module;
}

DriverModule::DriverModule(DriverModule &&other) noexcept
    : path_(std::move(other.path_)), unmodelled_(std::move(other.unmodelled_)), handle_(other.handle_),
      entry_(other.entry_), begin_(other.begin_), end_(other.end_) {
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
    for (const AddressRange &range : loaded_ranges) {
        if (range.contains(address)) return true;
    }
    return false;
}

} // namespace acxsim::kernel
