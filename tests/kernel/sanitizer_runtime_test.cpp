// SPDX-License-Identifier: MIT
//
// A module with the sanitizers of one compiler in a simulator without them, or with the other compiler's: refused with
// one message. The modules are built here, with whichever of the two compilers this machine has.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "sim/ddk/acxsim_abi.h"
#include "sim/kernel/driver_module.hpp"
#include "sim/kernel/module_file.hpp"
#include "sim/kernel/sanitizer_runtime.hpp"

#include "tests/support/catch.hpp"

using namespace acxsim;
using namespace acxsim::kernel;

namespace {

/// A module of one compiler, with sanitizers or without; a folder of its own that goes with it.
class BuiltModule {
public:
    BuiltModule(const std::string &compiler, const std::string &flags) {
        std::string name = (std::filesystem::temp_directory_path() / "acxsim_module_XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        folder_ = name;
        std::ofstream(folder_ / "driver.c")
            << "const unsigned acxsim_driver_abi = " << ACXSIM_DDK_ABI
            << ";\nint values[4];\n"
               "int DriverEntry(void *object, void *path) { (void)path; return values[(unsigned long)object & 7]; }\n";
        const std::string command = compiler + " -shared -fPIC " + flags + " -o '" + path() + "' '" +
                                    (folder_ / "driver.c").string() + "' 2>/dev/null";
        built_ = std::system(command.c_str()) == 0; // NOLINT(cert-env33-c): compilers of the test's own choice
    }
    ~BuiltModule() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    BuiltModule(const BuiltModule &) = delete;
    BuiltModule &operator=(const BuiltModule &) = delete;

    std::string path() const { return (folder_ / "driver.so").string(); }
    /// False: this machine has no such compiler, or not its sanitizers.
    bool built() const { return built_; }
    ModuleFile file() const {
        auto file = ModuleFile::read(path());
        INFO((file ? std::string() : file.error().message));
        REQUIRE(file.ok());
        return std::move(*file);
    }

private:
    std::filesystem::path folder_;
    bool built_ = false;
};

} // namespace

TEST_CASE("a module without sanitizers goes into any process") {
    const BuiltModule module("cc", "");
    REQUIRE(module.built());
    const ModuleFile file = module.file();
    CHECK(sanitizer_of(file) == SanitizerRuntime::None);
    for (const auto process : {SanitizerRuntime::None, SanitizerRuntime::Gcc, SanitizerRuntime::Clang})
        CHECK_FALSE(foreign_sanitizer(file, process).has_value());
}

TEST_CASE("a module with a compiler's sanitizers goes into a process with the same run-time library only") {
    struct Compiler {
        const char *command;
        SanitizerRuntime runtime, other;
        const char *name, *other_name;
    };
    const Compiler compilers[] = {
        {"gcc", SanitizerRuntime::Gcc, SanitizerRuntime::Clang, "gcc", "clang"},
        {"clang", SanitizerRuntime::Clang, SanitizerRuntime::Gcc, "clang", "gcc"},
    };
    unsigned tried = 0;
    for (const Compiler &compiler : compilers) {
        for (const char *flags : {"-fsanitize=address", "-fsanitize=undefined", "-fsanitize=address,undefined"}) {
            INFO(compiler.command << " " << flags);
            const BuiltModule module(compiler.command, flags);
            if (!module.built()) continue;
            ++tried;
            const ModuleFile file = module.file();
            CHECK(sanitizer_of(file) == compiler.runtime);
            CHECK_FALSE(foreign_sanitizer(file, compiler.runtime).has_value());
            const auto in_other = foreign_sanitizer(file, compiler.other);
            REQUIRE(in_other.has_value());
            CHECK_THAT(in_other->message, Catch::Contains(std::string("the sanitizers of ") + compiler.name) &&
                                              Catch::Contains(std::string("those of ") + compiler.other_name));
            const auto in_plain = foreign_sanitizer(file, SanitizerRuntime::None);
            REQUIRE(in_plain.has_value());
            CHECK_THAT(in_plain->message, Catch::Contains("was built with sanitizers, this simulator was not"));
            // And the loader asks, before anything of the module runs.
            if (sanitizer_of_this_process() == compiler.runtime) continue;
            const auto loaded = DriverModule::load(module.path());
            REQUIRE_FALSE(loaded.ok());
            CHECK_THAT(loaded.error().message, Catch::Contains("was built with"));
        }
    }
    CHECK(tried > 0);
}

TEST_CASE("this process knows whose sanitizers it has") {
#if defined(__clang__) // gcc 12 has no __has_feature
#if __has_feature(address_sanitizer)
    CHECK(sanitizer_of_this_process() == SanitizerRuntime::Clang);
#else
    CHECK(sanitizer_of_this_process() == SanitizerRuntime::None);
#endif
#elif defined(__SANITIZE_ADDRESS__)
    CHECK(sanitizer_of_this_process() == SanitizerRuntime::Gcc);
#else
    CHECK(sanitizer_of_this_process() == SanitizerRuntime::None);
#endif
}
