// SPDX-License-Identifier: MIT
//
// The field table itself: no key twice, every default within its own bounds, every row set and read back.
#include <set>

#include "sim/scenario/fields.hpp"
#include "tests/support/catch.hpp"

using namespace acxsim::scenario;

namespace {

Plan plan_with_one_of_each() {
    Plan plan;
    plan.streams.emplace_back();
    plan.steps.emplace_back();
    plan.faults.emplace_back();
    return plan;
}

} // namespace

TEST_CASE("no key occurs twice in a model, and each has a help text and a known section") {
    std::set<std::string> keys;
    std::set<std::string> known;
    for (const SectionInfo &section : sections())
        known.emplace(section.name);
    for (const Field &field : fields()) {
        INFO(field.key());
        CHECK(keys.insert(field.key() + " of " + field.model).second);
        CHECK_FALSE(field.help.empty());
        CHECK(known.count(field.section) == 1);
    }
    CHECK(keys.size() > 60);
}

TEST_CASE("every default is within its bounds") {
    const Plan plan = plan_with_one_of_each();
    for (const Field &field : fields()) {
        const Value value = field.get(plan);
        if (!value.present || !field.choices.empty()) continue;
        if (field.type == FieldType::PacketLength || field.type == FieldType::Text ||
            field.type == FieldType::TextList || field.type == FieldType::Source || field.type == FieldType::Sink ||
            field.type == FieldType::Boolean || field.type == FieldType::Probability) {
            continue;
        }
        INFO(field.key());
        CHECK(value.integer >= field.minimum);
        CHECK(value.integer <= field.maximum);
    }
}

TEST_CASE("what a bounded field is set to, it reads back") {
    Plan plan = plan_with_one_of_each();
    for (const Field &field : fields()) {
        if (field.minimum == INT64_MIN || field.maximum == INT64_MAX || field.type == FieldType::PacketLength) continue;
        INFO(field.key());
        for (const std::int64_t bound : {field.maximum, field.minimum}) {
            field.set(plan, 0, {.integer = bound});
            CHECK(field.get(plan).integer == bound);
        }
    }
}

TEST_CASE("choices are set by index and shown by name") {
    Plan plan = plan_with_one_of_each();
    for (const Field &field : fields()) {
        if (field.type != FieldType::Choice) continue;
        INFO(field.key());
        for (std::size_t i = 0; i < field.choices.size(); ++i) {
            field.set(plan, 0, {.integer = static_cast<std::int64_t>(i)});
            CHECK(field.get(plan).integer == static_cast<std::int64_t>(i));
        }
    }
}
