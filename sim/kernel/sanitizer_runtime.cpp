// SPDX-License-Identifier: MIT
#include "sim/kernel/sanitizer_runtime.hpp"

#include <dlfcn.h>
#include <link.h>

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "sim/kernel/module_file.hpp"

namespace acxsim::kernel {

namespace {

bool is_of_a_sanitizer(std::string_view name) { return name.starts_with("__asan_") || name.starts_with("__ubsan_"); }

bool is_gcc_library(std::string_view path) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    return name.starts_with("libasan.so") || name.starts_with("libubsan.so");
}

std::string_view compiler_of(SanitizerRuntime runtime) { return runtime == SanitizerRuntime::Gcc ? "gcc" : "clang"; }

} // namespace

SanitizerRuntime sanitizer_of(const ModuleFile &file) {
    const auto &undefined = file.undefined();
    if (std::none_of(undefined.begin(), undefined.end(),
                     [](const ModuleFile::Undefined &symbol) { return is_of_a_sanitizer(symbol.name); })) {
        return SanitizerRuntime::None;
    }
    const auto &libraries = file.needed_libraries();
    return std::any_of(libraries.begin(), libraries.end(), is_gcc_library) ? SanitizerRuntime::Gcc
                                                                           : SanitizerRuntime::Clang;
}

SanitizerRuntime sanitizer_of_this_process() {
    const bool present = dlsym(RTLD_DEFAULT, "__asan_init") != nullptr ||
                         dlsym(RTLD_DEFAULT, "__ubsan_handle_type_mismatch_v1") != nullptr;
    if (!present) return SanitizerRuntime::None;
    const auto by_gcc = [](dl_phdr_info *info, std::size_t, void *) {
        return info->dlpi_name != nullptr && is_gcc_library(info->dlpi_name) ? 1 : 0;
    };
    return dl_iterate_phdr(by_gcc, nullptr) != 0 ? SanitizerRuntime::Gcc : SanitizerRuntime::Clang;
}

std::optional<core::Error> foreign_sanitizer(const ModuleFile &file, SanitizerRuntime process) {
    const SanitizerRuntime module = sanitizer_of(file);
    if (module == SanitizerRuntime::None || module == process) return std::nullopt;
    if (process == SanitizerRuntime::None) {
        return core::Error{
            fmt::format("the driver module {} was built with sanitizers, this simulator was not", file.path()),
            file.path(), "build the module without --sanitize, or the simulator with -DACXSIM_SANITIZE=ON and clang"};
    }
    return core::Error{fmt::format("the driver module {} was built with the sanitizers of {}, this simulator with "
                                   "those of {}: two of their run-time libraries cannot be in one process",
                                   file.path(), compiler_of(module), compiler_of(process)),
                       file.path(),
                       fmt::format("build the module with --cc {}, or without --sanitize", compiler_of(process))};
}

} // namespace acxsim::kernel
