// SPDX-License-Identifier: MIT
//
// What an experiment finds: rows of expected and measured values, each with its tolerance, what kind of evidence the
// expectation is (hwmodel.md 5.5: kinds are never mixed) and which layer of the model it touches. A row decides itself
// whether it passes; nothing measured is ever written down anywhere else.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace acxsim::validation {

/// Where an expectation comes from, strongest first.
enum class Evidence : std::uint8_t { Analytic, PublishedData, OtherImplementation, OwnReference };
/// What about the model it tests.
enum class Layer : std::uint8_t { Function, Order, Timing };

std::string_view name_of(Evidence evidence);
std::string_view name_of(Layer layer);

struct Row {
    std::string what;
    std::string expected;
    std::string measured;
    std::string tolerance; ///< "exact" or a bound
    Evidence evidence;
    Layer layer;
    bool passed;
};

class Table {
public:
    /// Rows from here on are of that kind.
    Table &as(Evidence evidence, Layer layer) {
        evidence_ = evidence;
        layer_ = layer;
        return *this;
    }
    /// Counts, bytes, ticks: must be equal. `unit` follows the numbers.
    void equal(std::string what, std::int64_t expected, std::int64_t measured, std::string_view unit);
    void equal_text(std::string what, std::string expected, std::string measured);
    void equal_sets(std::string what, const std::set<std::int64_t> &expected, const std::set<std::int64_t> &measured,
                    std::string_view unit);
    void holds(std::string what, std::string expected, std::string measured, bool passed);
    /// |measured - expected| <= tolerance; `decimals` is how many are printed.
    void near(std::string what, double expected, double measured, double tolerance, int decimals,
              std::string_view unit);
    /// Both ends of what was measured lie within tolerance of the expected ends.
    void range(std::string what, double expected_least, double expected_most, double least, double most,
               double tolerance, int decimals, std::string_view unit);
    /// All that was measured, from `least` to `most`, lies in the expected range; `slack` widens it.
    void within(std::string what, double low, double high, double least, double most, double slack, int decimals,
                std::string_view unit);

    const std::vector<Row> &rows() const { return rows_; }
    bool passed() const;

private:
    void add(std::string what, std::string expected, std::string measured, std::string tolerance, bool passed);

    std::vector<Row> rows_;
    Evidence evidence_ = Evidence::Analytic;
    Layer layer_ = Layer::Function;
};

} // namespace acxsim::validation
