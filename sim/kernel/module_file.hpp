// SPDX-License-Identifier: MIT
//
// A driver module as a file, read before anything of it runs: is it a shared object for this machine, does it define
// DriverEntry, was it built against this version of the DDK headers, what does it import. Every way in which a file can
// fail to be a driver module has its own message. The layout is that of the ELF specification, 64-bit, host byte order.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/result.hpp"

namespace acxsim::kernel {

class ModuleFile {
public:
    /// A symbol of the dynamic symbol table that the module does not define itself.
    struct Undefined {
        std::string name;
        bool weak = false;
        std::vector<std::uint64_t> call_slots; ///< GOT entries that the procedure linkage table jumps through
        bool referenced = false;               ///< by address: a variable, or a function pointer
    };
    /// Where code or data of the module names a symbol; known if it was linked with --emit-relocs.
    struct Use {
        std::string name;
        std::uint64_t address = 0; ///< as linked
        bool is_call = false;
    };

    /// Reads and checks. The Error names what is wrong with that file.
    static core::Result<ModuleFile> read(const std::string &path);

    const std::string &path() const { return path_; }
    const std::vector<Undefined> &undefined() const { return undefined_; }
    /// The shared libraries that it needs (DT_NEEDED), in the order of its dynamic section.
    const std::vector<std::string> &needed_libraries() const { return needed_libraries_; }
    /// False: the module was linked without --emit-relocs, and uses() is empty.
    bool uses_known() const { return uses_known_; }
    const std::vector<Use> &uses() const { return uses_; }
    /// Undefined symbols that nobody in this process defines, apart from weak ones.
    std::vector<const Undefined *> unresolved() const;

private:
    ModuleFile() = default;
    std::string path_;
    std::vector<Undefined> undefined_;
    std::vector<std::string> needed_libraries_;
    std::vector<Use> uses_;
    bool uses_known_ = false;
    friend class ModuleReader;
};

} // namespace acxsim::kernel
