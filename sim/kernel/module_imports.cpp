// SPDX-License-Identifier: MIT
#include "sim/kernel/module_imports.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "sim/kernel/ddi_caveats.hpp"
#include "sim/kernel/module_debug.hpp"
#include "sim/kernel/module_file.hpp"

namespace acxsim::kernel {

namespace {

// Calls that compilers make on their own account.
constexpr std::string_view compiler_prefixes[] = {"__asan_", "__ubsan_",    "__sanitizer_", "__tsan_",
                                                  "__cxa_",  "_Unwind_",    "_ITM_",        "__gxx_personality",
                                                  "__gcc_",  "__stack_chk", "__gmon_st",    "__tls_get"};

// C functions that the Windows kernel exports as well and that behave alike.
constexpr std::string_view kernel_c_functions[] = {
    "abs",     "atoi",    "bsearch",  "isalnum", "isalpha", "isdigit", "islower", "isprint",
    "isspace", "isupper", "isxdigit", "memchr",  "memcmp",  "memcpy",  "memmove", "memset",
    "qsort",   "strcat",  "strchr",   "strcmp",  "strcpy",  "strlen",  "strncat", "strncmp",
    "strncpy", "strnlen", "strrchr",  "strspn",  "strstr",  "tolower", "toupper"};

std::string file_name(const char *path) {
    const std::string_view text = path == nullptr ? "" : path;
    return std::string(text.substr(text.rfind('/') + 1));
}

void classify(Import &import) {
    void *address = dlsym(RTLD_DEFAULT, import.name.c_str());
    for (const std::string_view prefix : compiler_prefixes) {
        if (import.name.starts_with(prefix)) {
            import.origin = ImportOrigin::RunTime;
            return;
        }
    }
    if (address == nullptr) {
        import.origin = import.weak ? ImportOrigin::RunTime : ImportOrigin::Missing;
        return;
    }
    Dl_info found{};
    Dl_info own{};
    dladdr(address, &found);
    dladdr(reinterpret_cast<void *>(&read_imports), &own);
    if (found.dli_fbase == own.dli_fbase) {
        import.origin = ImportOrigin::Simulator;
        for (const DdiCaveat &caveat : ddi_caveats) {
            const bool fits = caveat.name.back() == '*'
                                  ? import.name.starts_with(caveat.name.substr(0, caveat.name.size() - 1))
                                  : import.name == caveat.name;
            if (fits) import.caveat = caveat.text;
        }
        return;
    }
    if (std::find(std::begin(kernel_c_functions), std::end(kernel_c_functions), import.name) !=
        std::end(kernel_c_functions)) {
        import.origin = ImportOrigin::RunTime;
        return;
    }
    import.origin = ImportOrigin::HostLibrary;
    import.library = file_name(found.dli_fname);
    if (import.name.starts_with("wcs") || import.name.starts_with("wmem")) {
        import.caveat = "wide characters have 32 bits there and 16 in the driver: include a DDK header before use";
    }
}

} // namespace

std::size_t ModuleImports::count(ImportOrigin origin) const {
    return static_cast<std::size_t>(
        std::count_if(imports.begin(), imports.end(), [origin](const Import &i) { return i.origin == origin; }));
}

core::Result<ModuleImports> read_imports(const std::string &path) {
    auto read = ModuleFile::read(path);
    if (!read) return read.error();
    const ModuleFile &file = *read;
    ModuleImports result{path, file.uses_known(), {}};
    std::map<std::string_view, std::size_t> by_name;
    for (const ModuleFile::Undefined &symbol : file.undefined()) {
        Import import;
        import.name = symbol.name;
        import.weak = symbol.weak;
        import.loadable = !symbol.referenced;
        classify(import);
        by_name.emplace(symbol.name, result.imports.size());
        result.imports.push_back(std::move(import));
    }
    const ModuleDebug debug(path);
    for (const ModuleFile::Use &use : file.uses()) {
        const auto found = by_name.find(use.name);
        if (found == by_name.end()) continue;
        Import &import = result.imports[found->second];
        ++import.uses;
        if (import.origin != ImportOrigin::Missing && import.origin != ImportOrigin::HostLibrary) continue;
        SourcePlace at = debug.place(use.address);
        const auto same = std::find_if(import.places.begin(), import.places.end(), [&](const Import::Place &place) {
            return place.is_call == use.is_call && place.at.line == at.line && place.at.file == at.file &&
                   place.at.function == at.function;
        });
        if (same != import.places.end()) {
            ++same->count;
        } else {
            import.places.push_back({std::move(at), use.is_call, 1});
        }
    }
    for (Import &import : result.imports) {
        std::sort(import.places.begin(), import.places.end(), [](const Import::Place &a, const Import::Place &b) {
            return std::tie(a.at.file, a.at.line, a.at.function) < std::tie(b.at.file, b.at.line, b.at.function);
        });
    }
    return result;
}

} // namespace acxsim::kernel
