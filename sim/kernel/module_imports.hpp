// SPDX-License-Identifier: MIT
//
// What a driver module imports, sorted by who answers for it, with the places in the driver's source that use it: what
// `acxsim preflight` says before anything of the driver runs.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/result.hpp"
#include "sim/kernel/symbols.hpp"

namespace acxsim::kernel {

enum class ImportOrigin : std::uint8_t {
    Simulator,   ///< a function or variable of the DDK that is modelled
    RunTime,     ///< of the compiler, or a C function that the Windows kernel has too
    HostLibrary, ///< from this computer's libraries: no function of the Windows kernel
    Missing,     ///< nobody has it
};
inline constexpr std::array<std::string_view, 4> import_origin_names{"modelled", "run-time", "host library",
                                                                     "not modelled"};

struct Import {
    struct Place {
        SourcePlace at;
        bool is_call = true; ///< else its address is taken, or it is a variable
        std::uint64_t count = 1;
    };
    std::string name;
    ImportOrigin origin = ImportOrigin::Missing;
    std::string library; ///< HostLibrary: file name
    bool weak = false;
    bool loadable = true;      ///< Missing: false if it is not only called, so that the module cannot be loaded
    std::uint64_t uses = 0;    ///< calls and references in the code
    std::vector<Place> places; ///< by file and line; of the missing ones and those of the host
    std::string caveat;        ///< what the model leaves out, in one sentence; empty: nothing known
};

struct ModuleImports {
    std::string path;
    bool places_known = false; ///< the module was linked with --emit-relocs
    std::vector<Import> imports;

    std::size_t count(ImportOrigin origin) const;
};

core::Result<ModuleImports> read_imports(const std::string &path);

} // namespace acxsim::kernel
