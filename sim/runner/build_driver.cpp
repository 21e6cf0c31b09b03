// SPDX-License-Identifier: MIT
#include "sim/runner/build_driver.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <map>
#include <system_error>

#include <fmt/format.h>

#include "sim/builder/cmake_project.hpp"
#include "sim/builder/preparation.hpp"
#include "sim/runner/compilers.hpp"
#include "sim/runner/tool_process.hpp"

#if defined(__SANITIZE_ADDRESS__)
#define ACXSIM_IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ACXSIM_IS_SANITIZED 1
#endif
#endif
#ifndef ACXSIM_IS_SANITIZED
#define ACXSIM_IS_SANITIZED 0
#endif

namespace acxsim::runner {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view our_mark = "# Written by `acxsim build`";
#ifdef __clang__
constexpr std::string_view own_compiler = "Clang";
#else
constexpr std::string_view own_compiler = "GNU";
#endif

bool is_our_folder(const fs::path &folder) {
    std::ifstream stream(folder / "CMakeLists.txt");
    std::string line;
    return std::getline(stream, line) && line.starts_with(our_mark);
}

core::Error not_written(const fs::path &file, const std::error_code &reason) {
    return {fmt::format("{} cannot be written: {}", file.string(), reason.message()), file.string(),
            "give another place with -o"};
}

class Build {
public:
    Build(const BuildRequest &request, const BuildProgress &progress) : request_(request), progress_(progress) {}

    core::Result<BuildReport> run() {
        auto project = builder::read_driver_project(request_.paths, request_.project);
        if (!project) return project.error();
        for (const builder::Note &note : project->notes)
            progress_.note(note);
        add_trace_settings(*project);
        if (auto found = find_tools(); !found) return found.error();
        if (auto made = make_folder(*project); !made) return made.error();
        if (auto prepared = prepare(*project); !prepared) return prepared.error();
        auto changed = write_cmake(*project);
        if (!changed) return changed.error();
        std::error_code failed;
        if (*changed || !fs::exists(report_.folder / "build.ninja", failed)) {
            if (auto configured = configure(); !configured) return configured.error();
            if (report_.interrupted) return std::move(report_);
        }
        if (auto compiled = compile(); !compiled) return compiled.error();
        if (report_.complete) {
            if (auto published = publish(); !published) return published.error();
        } else {
            report_.older_module = fs::exists(report_.module, failed);
        }
        return std::move(report_);
    }

private:
    void add_trace_settings(builder::DriverProject &project) {
        const auto add = [this](builder::TraceSettings &trace) {
            trace.scan_files.insert(trace.scan_files.end(), request_.trace_scan.begin(), request_.trace_scan.end());
            trace.options.insert(trace.options.end(), request_.trace_options.begin(), request_.trace_options.end());
        };
        add(project.driver.trace);
        for (builder::Component &library : project.libraries)
            add(library.trace);
    }

    core::Result<void> find_tools() {
        auto compilers = find_compilers(request_.compiler);
        if (!compilers) return compilers.error();
        compilers_ = std::move(*compilers);
        report_.compiler = fmt::format("{} {}", compilers_.id == "GNU" ? "gcc" : "clang", compilers_.version);
        cmake_ = find_program("cmake");
        ninja_ = find_program("ninja");
        for (const auto &[name, path] : {std::pair("cmake", cmake_), std::pair("ninja", ninja_)}) {
            if (!path.empty()) continue;
            return core::Error{fmt::format("{} is not on the search path", name), "", "install cmake and ninja-build"};
        }
        if (request_.sanitizers.empty()) return {};
        if (!ACXSIM_IS_SANITIZED) {
            progress_.note({"this acxsim is built without sanitizers and cannot load the module", "--sanitize",
                            "build acxsim with cmake -DACXSIM_SANITIZE=ON and run the module with that"});
        } else if (compilers_.id != own_compiler) {
            progress_.note(
                {fmt::format("this acxsim is built with {}: a module with {}'s sanitizers may not load",
                             own_compiler == "GNU" ? "gcc" : "clang", compilers_.id == "GNU" ? "gcc" : "clang"),
                 "--sanitize", "choose the same compiler with --cc"});
        }
        return {};
    }

    core::Result<void> make_folder(const builder::DriverProject &project) {
        std::error_code failed;
        fs::path module = request_.output.empty() ? fs::path(project.driver.name + ".so") : request_.output;
        module = fs::absolute(module, failed).lexically_normal();
        if (fs::is_directory(module, failed)) {
            return core::Error{fmt::format("{} is a folder", module.string()), "-o",
                               "name the module, such as driver.so"};
        }
        report_.module = module;
        report_.folder = module.parent_path() / (module.stem().string() + ".build");
        if (fs::exists(report_.folder, failed) && !is_our_folder(report_.folder) &&
            !fs::is_empty(report_.folder, failed)) {
            return core::Error{fmt::format("{} is not a build folder of acxsim", report_.folder.string()), "-o",
                               "name another module: what is built goes beside it"};
        }
        if (request_.clean) {
            fs::remove_all(report_.folder, failed);
            if (failed) return not_written(report_.folder, failed);
        }
        fs::create_directories(report_.folder, failed);
        if (failed) return not_written(report_.folder, failed);
        return {};
    }

    core::Result<void> prepare(const builder::DriverProject &project) {
        std::size_t number = 0;
        if (auto done = prepare_component(project.driver, number); !done) return done;
        for (const builder::Component &library : project.libraries)
            if (auto done = prepare_component(library, ++number); !done) return done;
        return {};
    }
    core::Result<void> prepare_component(const builder::Component &component, std::size_t number) {
        auto preparation = builder::prepare(component, request_.ddk);
        if (!preparation) return preparation.error();
        for (const builder::Note &note : preparation->notes)
            progress_.note(note);
        return builder::write_preparation(*preparation, report_.folder / builder::prepared_folder(number), "stamp");
    }

    core::Result<bool> write_cmake(const builder::DriverProject &project) {
        const builder::CMakeSettings settings{.compilers = compilers_,
                                              .cmake_modules = request_.cmake_modules,
                                              .ddk = request_.ddk,
                                              .sanitizers = request_.sanitizers,
                                              .debug = request_.debug};
        bool changed = false;
        for (const auto &[name, text] : builder::cmake_files(project, settings)) {
            auto written = builder::write_if_changed(report_.folder / name, text);
            if (!written) return written.error();
            changed = changed || *written;
        }
        return changed;
    }

    core::Result<ToolEnd> run(const fs::path &program, std::vector<std::string> arguments,
                              const std::function<void(std::string_view)> &line) {
        arguments.insert(arguments.begin(), program.string());
        return run_tool({.command = std::move(arguments),
                         .environment = {{"NINJA_STATUS", "@%f/%t "}, {"LC_ALL", "C"}, {"CLICOLOR_FORCE", "0"}},
                         .line = [&](std::string_view text) {
                             progress_.raw(text);
                             line(text);
                         }});
    }

    core::Result<void> configure() {
        std::vector<std::string> lines;
        // Fresh: a cache of another compiler would win over what the project says.
        const auto end =
            run(cmake_, {"--fresh", "-G", "Ninja", "-S", report_.folder.string(), "-B", report_.folder.string()},
                [&](std::string_view line) { lines.emplace_back(line); });
        if (!end) return end.error();
        report_.interrupted = end->interrupted;
        if (end->exit_code == 0 || end->interrupted) return {};
        std::error_code ignored;
        fs::remove(report_.folder / "build.ninja", ignored);
        std::string all;
        for (const std::string &line : lines)
            all += "\n  " + line;
        return core::Error{"cmake cannot configure the build:" + all, report_.folder.string()};
    }

    core::Result<void> compile() {
        std::vector<std::string> lines;
        std::ofstream log(report_.folder / "build.log", std::ios::trunc);
        const auto end = run(ninja_, {"-C", report_.folder.string(), "-k", "0"}, [&](std::string_view line) {
            log << line << '\n';
            if (!take_step(line)) lines.emplace_back(line);
        });
        if (!end) return end.error();
        report_.interrupted = end->interrupted;
        report_.complete = end->exit_code == 0 && !end->interrupted;
        const auto diagnostics = builder::diagnostics_in(lines);
        report_.warnings = builder::warnings_in(diagnostics);
        if (report_.complete || report_.interrupted) return {};
        report_.causes = builder::causes_of(diagnostics, request_.ddk);
        constexpr std::size_t enough = 20;
        if (report_.causes.empty())
            report_.last_lines.assign(lines.end() - static_cast<std::ptrdiff_t>(std::min(enough, lines.size())),
                                      lines.end());
        return {};
    }

    // "@3/12 Building CXX object CMakeFiles/driver.dir/home/me/driver/device.cpp.o"
    bool take_step(std::string_view line) {
        if (!line.starts_with('@')) return false;
        std::size_t done = 0;
        std::size_t all = 0;
        const char *end = line.data() + line.size();
        const auto first = std::from_chars(line.data() + 1, end, done);
        if (first.ec != std::errc() || first.ptr == end || *first.ptr != '/') return false;
        const auto second = std::from_chars(first.ptr + 1, end, all);
        if (second.ec != std::errc()) return false;
        std::string_view what = line.substr(static_cast<std::size_t>(second.ptr - line.data()));
        const bool compiles = what.find("Building C") != std::string_view::npos;
        const bool of_ours = what.find("CMakeFiles/acxsim_driver_") != std::string_view::npos; // support files
        if (compiles) {
            what = what.substr(what.rfind('/') + 1);
            if (what.ends_with(".o")) what.remove_suffix(2);
            if (!of_ours) ++report_.compiled;
        } else {
            what = what.find("shared module") != std::string_view::npos ? "linking" : "library";
        }
        progress_.step(done, all, what);
        return true;
    }

    // The module gets its name when it is complete; a reader sees the old one or the new one.
    core::Result<void> publish() {
        std::error_code failed;
        const fs::path built = report_.folder / builder::built_module();
        const bool current = fs::exists(report_.module, failed) &&
                             fs::last_write_time(report_.module, failed) >= fs::last_write_time(built, failed) &&
                             fs::file_size(report_.module, failed) == fs::file_size(built, failed);
        if (!current) {
            const fs::path draft = report_.folder / "module.new";
            fs::copy_file(built, draft, fs::copy_options::overwrite_existing, failed);
            if (!failed) fs::rename(draft, report_.module, failed);
            if (failed) return not_written(report_.module, failed);
        }
        const fs::path link = report_.module.parent_path() / "compile_commands.json";
        const fs::path commands = fs::path(report_.folder.filename()) / "compile_commands.json";
        const auto status = fs::symlink_status(link, failed);
        if (fs::is_symlink(status) && fs::read_symlink(link, failed) == commands) return {};
        if (fs::exists(status) && !fs::is_symlink(status)) {
            progress_.note(
                {"it is not ours and stays as it is; this build's is in " + commands.string(), link.string()});
            return {};
        }
        fs::remove(link, failed);
        fs::create_symlink(commands, link, failed);
        if (failed) return not_written(link, failed);
        return {};
    }

    const BuildRequest &request_;
    const BuildProgress &progress_;
    builder::Compilers compilers_;
    fs::path cmake_;
    fs::path ninja_;
    BuildReport report_;
};

} // namespace

core::Result<BuildReport> build_driver(const BuildRequest &request, const BuildProgress &progress) {
    return Build(request, progress).run();
}

core::Result<void> prepare_headers(const BuildRequest &request, const BuildProgress &progress) {
    auto project = builder::read_driver_project(request.paths, request.project);
    if (!project) return project.error();
    builder::Component &component = project->driver;
    component.trace.scan_files = request.trace_scan;
    component.trace.options = request.trace_options;
    auto preparation = builder::prepare(component, request.ddk);
    if (!preparation) return preparation.error();
    for (const builder::Note &note : preparation->notes)
        progress.note(note);
    return builder::write_preparation(*preparation, request.output, (request.output / "stamp").string());
}

} // namespace acxsim::runner
