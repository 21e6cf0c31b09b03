// SPDX-License-Identifier: MIT
#include "sim/scenario/driver_search.hpp"

#include <algorithm>
#include <filesystem>
#include <vector>

#include <fmt/format.h>

#include "sim/scenario/diagnostic.hpp"

namespace acxsim::scenario {

namespace fs = std::filesystem;

core::Result<std::string> find_driver(const std::string &module, const std::string &scenario_file,
                                      const std::string &program_folder) {
    std::error_code code;
    const fs::path scenario_folder = scenario_file.empty() ? fs::path(".") : fs::path(scenario_file).parent_path();
    const fs::path installed = fs::path(program_folder) / "drivers";
    std::vector<fs::path> candidates;
    const bool is_path = module.find('/') != std::string::npos || module.find('\\') != std::string::npos;
    if (is_path) {
        candidates.emplace_back(module);
        if (fs::path(module).is_relative()) candidates.push_back(scenario_folder / module);
    } else {
        const std::string file = module.ends_with(".so") ? module : module + ".so";
        candidates.push_back(scenario_folder / file);
        candidates.push_back(installed / file);
    }
    for (const fs::path &candidate : candidates) {
        if (fs::is_regular_file(candidate, code)) return fs::absolute(candidate).lexically_normal().string();
    }
    std::vector<std::string> places;
    for (const fs::path &candidate : candidates) {
        const std::string place = candidate.lexically_normal().string();
        if (std::find(places.begin(), places.end(), place) == places.end()) places.push_back(place);
    }
    std::vector<std::string> present;
    for (const auto &entry : fs::directory_iterator(installed, code)) {
        if (entry.path().extension() == ".so") present.push_back(entry.path().stem().string());
    }
    std::sort(present.begin(), present.end());
    const auto meant = nearest(module, present);
    std::string remedy = "drivers are built with `acxsim build`";
    if (is_path) {
        remedy += "; give the path of the module it made";
    } else if (!present.empty()) {
        constexpr std::size_t shown_max = 8;
        const std::size_t left_out = present.size() > shown_max ? present.size() - shown_max : 0;
        present.resize(present.size() - left_out);
        remedy = fmt::format("drivers beside the program: {}{}", fmt::join(present, ", "),
                             left_out == 0 ? "" : fmt::format(" and {} more", left_out));
    }
    if (meant && !is_path) remedy = fmt::format("did you mean \"{}\"? {}", *meant, remedy);
    return core::Error{
        fmt::format("there is no driver module \"{}\": looked for {}", module, fmt::join(places, " and ")), "", remedy};
}

std::string program_folder() {
    std::error_code code;
    return fs::read_symlink("/proc/self/exe", code).parent_path().string();
}

} // namespace acxsim::scenario
