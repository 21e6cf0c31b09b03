// SPDX-License-Identifier: MIT
#include "sim/validation/table.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace acxsim::validation {

namespace {

std::string number(double value, int decimals) { return fmt::format("{:.{}f}", value, decimals); }

std::string span_of(double low, double high, int decimals, std::string_view unit) {
    if (number(low, decimals) == number(high, decimals)) return fmt::format("{} {}", number(low, decimals), unit);
    return fmt::format("{} to {} {}", number(low, decimals), number(high, decimals), unit);
}

std::string tolerance_of(double tolerance, int decimals, std::string_view unit) {
    return tolerance == 0 ? std::string("exact") : fmt::format("{} {}", number(tolerance, decimals), unit);
}

} // namespace

std::string_view name_of(Evidence evidence) {
    switch (evidence) {
    case Evidence::Analytic:
        return "analytic";
    case Evidence::PublishedData:
        return "published data";
    case Evidence::OtherImplementation:
        return "other implementation";
    case Evidence::OwnReference:
        break;
    }
    return "own reference";
}

std::string_view name_of(Layer layer) {
    return layer == Layer::Function ? "function" : layer == Layer::Order ? "order" : "timing";
}

void Table::add(std::string what, std::string expected, std::string measured, std::string tolerance, bool passed) {
    rows_.push_back(
        {std::move(what), std::move(expected), std::move(measured), std::move(tolerance), evidence_, layer_, passed});
}

void Table::equal(std::string what, std::int64_t expected, std::int64_t measured, std::string_view unit) {
    add(std::move(what), fmt::format("{} {}", expected, unit), fmt::format("{} {}", measured, unit), "exact",
        expected == measured);
}

void Table::equal_text(std::string what, std::string expected, std::string measured) {
    const bool passed = expected == measured;
    add(std::move(what), std::move(expected), std::move(measured), "exact", passed);
}

void Table::equal_sets(std::string what, const std::set<std::int64_t> &expected, const std::set<std::int64_t> &measured,
                       std::string_view unit) {
    add(std::move(what), fmt::format("{} {}", fmt::join(expected, ", "), unit),
        fmt::format("{} {}", fmt::join(measured, ", "), unit), "exact", expected == measured);
}

void Table::holds(std::string what, std::string expected, std::string measured, bool passed) {
    add(std::move(what), std::move(expected), std::move(measured), "exact", passed);
}

void Table::near(std::string what, double expected, double measured, double tolerance, int decimals,
                 std::string_view unit) {
    add(std::move(what), fmt::format("{} {}", number(expected, decimals), unit),
        fmt::format("{} {}", number(measured, decimals), unit), tolerance_of(tolerance, decimals + 1, unit),
        std::abs(measured - expected) <= tolerance);
}

void Table::range(std::string what, double expected_least, double expected_most, double least, double most,
                  double tolerance, int decimals, std::string_view unit) {
    add(std::move(what), span_of(expected_least, expected_most, decimals, unit), span_of(least, most, decimals, unit),
        tolerance_of(tolerance, decimals + 1, unit),
        std::abs(least - expected_least) <= tolerance && std::abs(most - expected_most) <= tolerance);
}

void Table::within(std::string what, double low, double high, double least, double most, double slack, int decimals,
                   std::string_view unit) {
    add(std::move(what), "within " + span_of(low, high, decimals, unit), span_of(least, most, decimals, unit),
        slack == 0 ? "exact" : fmt::format("{} {}", number(slack, decimals), unit),
        least >= low - slack && most <= high + slack);
}

bool Table::passed() const {
    return !rows_.empty() && std::all_of(rows_.begin(), rows_.end(), [](const Row &row) { return row.passed; });
}

} // namespace acxsim::validation
