// SPDX-License-Identifier: MIT
#include "sim/kernel/module_debug.hpp"

#include <cxxabi.h>
#include <dwarf.h>
#include <elfutils/libdwfl.h>

#include <cstdlib>
#include <map>

namespace acxsim::kernel {

namespace {

/// Debug information is in the module itself; never look elsewhere (and never ask a server).
int no_separate_debug_file(Dwfl_Module *, void **, const char *, Dwarf_Addr, const char *, const char *, GElf_Word,
                           char **) {
    return -1;
}

constexpr Dwfl_Callbacks callbacks = {.find_elf = dwfl_build_id_find_elf,
                                      .find_debuginfo = no_separate_debug_file,
                                      .section_address = dwfl_offline_section_address,
                                      .debuginfo_path = nullptr};

/// True if the type of that entry is NTSTATUS, by name through typedefs of it.
bool type_is_status(Dwarf_Die *entry) {
    Dwarf_Attribute attribute;
    Dwarf_Die type;
    if (dwarf_formref_die(dwarf_attr_integrate(entry, DW_AT_type, &attribute), &type) == nullptr) return false;
    while (dwarf_tag(&type) == DW_TAG_typedef || dwarf_tag(&type) == DW_TAG_const_type) {
        const char *name = dwarf_diename(&type);
        if (name != nullptr && std::string_view(name) == "NTSTATUS") return true;
        Dwarf_Die inner;
        if (dwarf_formref_die(dwarf_attr_integrate(&type, DW_AT_type, &attribute), &inner) == nullptr) return false;
        type = inner;
    }
    return false;
}

} // namespace

class ModuleDebug::Session {
public:
    explicit Session(const std::string &path) : dwfl_(dwfl_begin(&callbacks)) {
        if (dwfl_ == nullptr) return;
        dwfl_report_begin(dwfl_);
        module_ = dwfl_report_offline(dwfl_, "driver", path.c_str(), -1);
        dwfl_report_end(dwfl_, nullptr, nullptr);
        if (module_ == nullptr) return;
        GElf_Addr bias = 0;
        if (dwfl_module_getelf(module_, &bias) != nullptr) bias_ = bias;
        collect_declarations();
    }
    ~Session() {
        if (dwfl_ != nullptr) dwfl_end(dwfl_);
    }
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

    SourcePlace place(std::uint64_t address) const {
        SourcePlace place;
        if (module_ == nullptr) return place;
        const Dwarf_Addr at = address + bias_;
        if (const char *name = dwfl_module_addrname(module_, at)) {
            int status = 0;
            char *text = abi::__cxa_demangle(name, nullptr, nullptr, &status);
            place.function = status == 0 && text != nullptr ? text : name;
            std::free(text);
        }
        if (Dwfl_Line *line = dwfl_module_getsrc(module_, at)) {
            if (const char *file = dwfl_lineinfo(line, nullptr, &place.line, nullptr, nullptr, nullptr))
                place.file = file;
            return place;
        }
        // clang leaves out the index from addresses to compilation units: look into each of them.
        Dwarf_Addr bias = 0;
        for (Dwarf_Die *unit = nullptr; (unit = dwfl_module_nextcu(module_, unit, &bias)) != nullptr;) {
            if (dwarf_haspc(unit, at - bias) <= 0) continue;
            Dwarf_Line *line = dwarf_getsrc_die(unit, at - bias);
            if (line == nullptr) break;
            if (const char *file = dwarf_linesrc(line, nullptr, nullptr)) place.file = file;
            dwarf_lineno(line, &place.line);
            break;
        }
        return place;
    }

    bool returns_status(const std::string &function) const {
        const auto found = declared_.find(function);
        return found == declared_.end() || found->second;
    }

private:
    void collect_declarations() {
        Dwarf_Addr bias = 0;
        for (Dwarf_Die *unit = nullptr; (unit = dwfl_module_nextcu(module_, unit, &bias)) != nullptr;) {
            Dwarf_Die entry;
            if (dwarf_child(unit, &entry) != 0) continue;
            do {
                if (dwarf_tag(&entry) != DW_TAG_subprogram) continue;
                Dwarf_Attribute attribute;
                bool declaration = false;
                if (dwarf_formflag(dwarf_attr(&entry, DW_AT_declaration, &attribute), &declaration) != 0) continue;
                const char *name = dwarf_diename(&entry);
                if (declaration && name != nullptr) declared_.emplace(name, type_is_status(&entry));
            } while (dwarf_siblingof(&entry, &entry) == 0);
        }
    }

    Dwfl *dwfl_ = nullptr;
    Dwfl_Module *module_ = nullptr;
    Dwarf_Addr bias_ = 0;
    std::map<std::string, bool> declared_;
};

ModuleDebug::ModuleDebug(const std::string &path) : session_(std::make_unique<Session>(path)) {}
ModuleDebug::~ModuleDebug() = default;

SourcePlace ModuleDebug::place(std::uint64_t address) const { return session_->place(address); }
bool ModuleDebug::returns_status(const std::string &function) const { return session_->returns_status(function); }

} // namespace acxsim::kernel
