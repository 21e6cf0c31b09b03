// SPDX-License-Identifier: MIT
#include "sim/kernel/symbols.hpp"

#include <cxxabi.h>
#include <dlfcn.h>
#include <elfutils/libdwfl.h>
#include <unistd.h>

#include <cstdlib>
#include <map>

#include "sim/kernel/driver_module.hpp"
#include "sim/kernel/model_code.hpp"

namespace acxsim::kernel {

namespace {

std::string demangled(const char *name) {
    int status = 0;
    char *text = abi::__cxa_demangle(name, nullptr, nullptr, &status);
    std::string result = status == 0 && text != nullptr ? text : name;
    std::free(text);
    return result;
}

std::string file_name(const char *path) {
    const std::string text = path == nullptr ? "" : path;
    const std::size_t slash = text.rfind('/');
    return slash == std::string::npos ? text : text.substr(slash + 1);
}

/// Debug information is in the modules themselves; never look elsewhere (and never ask a server).
int no_separate_debug_file(Dwfl_Module *, void **, const char *, Dwarf_Addr, const char *, const char *, GElf_Word,
                           char **) {
    return -1;
}

class Symbols {
public:
    const SourcePlace &resolve(std::uintptr_t address) {
        const auto [found, is_new] = cache_.try_emplace(address);
        if (is_new) look_up(address, found->second);
        return found->second;
    }

private:
    void open() {
        if (session_ != nullptr) dwfl_end(session_);
        session_ = dwfl_begin(&callbacks_);
        if (session_ == nullptr) return;
        dwfl_linux_proc_report(session_, getpid());
        dwfl_report_end(session_, nullptr, nullptr);
    }

    void look_up(std::uintptr_t address, SourcePlace &place) {
        if (session_ == nullptr) open();
        if (session_ == nullptr) return;
        Dwfl_Module *module = dwfl_addrmodule(session_, address);
        if (module == nullptr) {
            open(); // a module that was loaded since
            module = session_ == nullptr ? nullptr : dwfl_addrmodule(session_, address);
        }
        if (module == nullptr) return;
        place.module =
            file_name(dwfl_module_info(module, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr));
        if (const char *name = dwfl_module_addrname(module, address)) place.function = demangled(name);
        if (Dwfl_Line *line = dwfl_module_getsrc(module, address)) {
            if (const char *file = dwfl_lineinfo(line, nullptr, &place.line, nullptr, nullptr, nullptr))
                place.file = file;
        } else {
            search_units(module, address, place);
        }
    }

    // clang leaves out the index from addresses to compilation units (.debug_aranges): look into each unit instead.
    static void search_units(Dwfl_Module *module, std::uintptr_t address, SourcePlace &place) {
        Dwarf_Addr bias = 0;
        for (Dwarf_Die *unit = nullptr; (unit = dwfl_module_nextcu(module, unit, &bias)) != nullptr;) {
            if (dwarf_haspc(unit, address - bias) <= 0) continue;
            Dwarf_Line *line = dwarf_getsrc_die(unit, address - bias);
            if (line == nullptr) return;
            if (const char *file = dwarf_linesrc(line, nullptr, nullptr)) place.file = file;
            dwarf_lineno(line, &place.line);
            return;
        }
    }

    static constexpr Dwfl_Callbacks callbacks_ = {.find_elf = dwfl_linux_proc_find_elf,
                                                  .find_debuginfo = no_separate_debug_file,
                                                  .section_address = nullptr,
                                                  .debuginfo_path = nullptr};
    Dwfl *session_ = nullptr; // lives as long as the process
    std::map<std::uintptr_t, SourcePlace> cache_;
};

Symbols &symbols() {
    static auto *instance = new Symbols; // never destroyed: reports are written to the very end
    return *instance;
}

} // namespace

const SourcePlace &resolve_address(std::uintptr_t address, bool is_return_address) {
    return symbols().resolve(is_return_address && address != 0 ? address - 1 : address);
}

std::vector<std::uintptr_t> driver_frames(std::span<const std::uintptr_t> stack) {
    std::vector<std::uintptr_t> frames;
    for (const std::uintptr_t address : stack) {
        if (DriverModule::any_contains(address)) frames.push_back(address);
    }
    return frames;
}

std::vector<std::uintptr_t> foreign_frames(std::span<const std::uintptr_t> stack) {
    std::vector<std::uintptr_t> frames;
    for (const std::uintptr_t address : stack) {
        if (DriverModule::any_contains(address) || model_code_contains(address)) frames.push_back(address);
    }
    return frames;
}

SourcePlace innermost_driver_place(std::span<const std::uintptr_t> stack) {
    for (const std::uintptr_t address : stack) {
        if (DriverModule::any_contains(address)) return resolve_address(address);
    }
    return {};
}

} // namespace acxsim::kernel
