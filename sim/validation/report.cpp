// SPDX-License-Identifier: MIT
#include "sim/validation/report.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace acxsim::validation {

namespace {

struct Sum {
    std::size_t experiments_passed = 0;
    std::size_t rows = 0;
    std::size_t rows_passed = 0;
};

Sum sum_of(const std::vector<Result> &results) {
    Sum sum;
    for (const Result &result : results) {
        if (result.table.passed()) ++sum.experiments_passed;
        for (const Row &row : result.table.rows()) {
            ++sum.rows;
            if (row.passed) ++sum.rows_passed;
        }
    }
    return sum;
}

} // namespace

std::string human_report(const std::vector<Result> &results) {
    std::string text;
    for (const Result &result : results) {
        text += fmt::format("{} V-{}  {}: {}\n", result.table.passed() ? "PASS" : "FAIL", result.experiment->number,
                            result.experiment->title, result.experiment->method);
        for (const Row &row : result.table.rows()) {
            text += fmt::format("  {} {}\n      expected {}  measured {}  tolerance {}  [{}, {}]\n",
                                row.passed ? "ok  " : "FAIL", row.what, row.expected, row.measured, row.tolerance,
                                name_of(row.evidence), name_of(row.layer));
        }
    }
    const Sum sum = sum_of(results);
    text += fmt::format("{}  {} of {} experiments, {} of {} rows\n",
                        sum.experiments_passed == results.size() ? "PASS" : "FAIL", sum.experiments_passed,
                        results.size(), sum.rows_passed, sum.rows);
    return text;
}

std::string json_report(const std::vector<Result> &results) {
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    for (const Result &result : results) {
        nlohmann::ordered_json rows = nlohmann::ordered_json::array();
        for (const Row &row : result.table.rows()) {
            rows.push_back({{"what", row.what},
                            {"expected", row.expected},
                            {"measured", row.measured},
                            {"tolerance", row.tolerance},
                            {"class", name_of(row.evidence)},
                            {"layer", name_of(row.layer)},
                            {"passed", row.passed}});
        }
        all.push_back({{"experiment", fmt::format("V-{}", result.experiment->number)},
                       {"title", result.experiment->title},
                       {"method", result.experiment->method},
                       {"passed", result.table.passed()},
                       {"rows", std::move(rows)}});
    }
    const Sum sum = sum_of(results);
    const nlohmann::ordered_json root{{"passed", sum.experiments_passed == results.size()},
                                      {"experiments", std::move(all)}};
    return root.dump(2) + "\n";
}

} // namespace acxsim::validation
