// SPDX-License-Identifier: MIT
#include "tests/report/approval.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/support/catch.hpp"

namespace acxsim::tests {

void approve(const std::string &name, const std::string &text) {
    const std::string path = "tests/report/approved/" + name; // tests run in the root of the repository
    if (std::getenv("ACXSIM_APPROVE") != nullptr) {
        std::ofstream(path, std::ios::binary) << text;
        return;
    }
    std::ifstream file(path, std::ios::binary);
    std::ostringstream approved;
    approved << file.rdbuf();
    std::istringstream found_lines(text);
    std::istringstream approved_lines(approved.str());
    std::string found_line;
    std::string approved_line;
    for (int line = 1;; ++line) {
        const bool more_found = static_cast<bool>(std::getline(found_lines, found_line));
        const bool more_approved = static_cast<bool>(std::getline(approved_lines, approved_line));
        if (!more_found && !more_approved) break;
        INFO(path << ", line " << line);
        REQUIRE((more_found ? found_line : "(end)") == (more_approved ? approved_line : "(end)"));
    }
    REQUIRE(text == approved.str());
}

} // namespace acxsim::tests
