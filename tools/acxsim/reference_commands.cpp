// SPDX-License-Identifier: MIT
#include <cstdio>

#include "sim/report/reference.hpp"
#include "tools/acxsim/commands.hpp"

namespace acxsim::tool {

namespace {

int print(const core::Result<std::string> &text) {
    if (!text) {
        std::fprintf(stderr, "acxsim: %s\n      = %s\n", text.error().message.c_str(), text.error().remedy.c_str());
        return 2;
    }
    if (std::fputs(text->c_str(), stdout) == EOF || std::fflush(stdout) != 0) {
        std::fprintf(stderr, "acxsim: standard output cannot be written\n");
        return 2;
    }
    return 0;
}

} // namespace

int list(const std::string &what, const std::string &filter, bool markdown) {
    const report::Style style = markdown ? report::Style::Markdown : report::Style::Console;
    if (what == "fields") return print(report::list_fields(style, filter));
    if (what == "rules") return print(report::list_rules(style, filter));
    if (what == "profiles") return print(report::list_profiles(style));
    if (what == "registers") return print(report::list_registers(style, filter));
    if (what == "models") return print(report::list_models(style));
    if (what == "faults") return print(report::list_faults(style, filter));
    if (what == "clients") return print(report::list_clients(style));
    return print(report::list_costs(style));
}

int explain(const std::string &rule, bool markdown) {
    return print(report::explain_rule(markdown ? report::Style::Markdown : report::Style::Console, rule));
}

} // namespace acxsim::tool
