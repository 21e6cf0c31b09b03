// SPDX-License-Identifier: MIT
//
// Result: a value, or an error that a person can act upon.
#include "tests/support/catch.hpp"

#include <memory>

#include "sim/core/result.hpp"

using acxsim::core::Error;
using acxsim::core::Result;

namespace {

Result<int> half_of(int value) {
    if (value % 2 != 0) return Error{"3 is odd", "line 1", "give an even number"};
    return value / 2;
}
Result<void> check(bool good) {
    if (!good) return Error{"bad"};
    return {};
}

} // namespace

TEST_CASE("a good Result gives its value") {
    const Result<int> half = half_of(8);
    REQUIRE(half);
    CHECK(half.ok());
    CHECK(*half == 4);
    CHECK(half.value() == 4);
    CHECK(check(true).ok());
}

TEST_CASE("a failed Result gives its error") {
    const Result<int> half = half_of(3);
    REQUIRE_FALSE(half);
    CHECK(half.error().message == "3 is odd");
    CHECK(half.error().place == "line 1");
    CHECK(half.error().remedy == "give an even number");
    REQUIRE_FALSE(check(false));
    CHECK(check(false).error().message == "bad");
    CHECK(check(false).error().place.empty());
}

TEST_CASE("a value may be moved out and changed in place") {
    Result<std::unique_ptr<int>> owned = std::make_unique<int>(5);
    **owned = 6;
    const std::unique_ptr<int> taken = std::move(owned).value();
    CHECK(*taken == 6);
    Result<std::string> text = std::string("ab");
    text->push_back('c');
    CHECK(*text == "abc");
}
