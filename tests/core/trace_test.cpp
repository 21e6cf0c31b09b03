// SPDX-License-Identifier: MIT
//
// The trace: what is in a record, what its hash depends on, in which order nested records are delivered.
#include "tests/support/catch.hpp"

#include <set>
#include <vector>

#include "sim/core/trace.hpp"

using namespace acxsim::core;

// Named, since clang takes constants that nobody reads in an unnamed namespace for a mistake.
namespace trace_test {

struct Mark {
    static constexpr Kind kind = 0x001;
    static constexpr std::string_view name = "Mark";
    static constexpr std::string_view fields = "object small value signed_value";
    ObjectId object;
    std::uint32_t small;
    std::uint64_t value;
    std::int64_t signed_value;
};
struct Echo {
    static constexpr Kind kind = 0x002;
    static constexpr std::string_view name = "Echo";
    static constexpr std::string_view fields = "object depth";
    ObjectId object;
    std::uint32_t depth;
};
struct Narrow {
    static constexpr Kind kind = 0x003;
    static constexpr std::string_view name = "Narrow";
    static constexpr std::string_view fields = "object";
    ObjectId object;
};
struct Wide {
    static constexpr Kind kind = 0x004;
    static constexpr std::string_view name = "Wide";
    static constexpr std::string_view fields = "object a b c d e f";
    ObjectId object;
    std::uint32_t a;
    std::uint64_t b, c, d, e, f;
};

} // namespace trace_test

namespace {

using namespace trace_test;

struct Log final : TraceObserver {
    std::vector<Record> records;
    void on_record(const Record &record) override { records.push_back(record); }
};

/// Answers a Mark with two Echos, and the first of these with another.
struct Echoing final : TraceObserver {
    explicit Echoing(Trace &trace) : trace(trace) {}
    Trace &trace;
    void on_record(const Record &record) override {
        if (record.kind == Mark::kind) {
            trace.emit(Echo{1, 1});
            trace.emit(Echo{2, 1});
        } else if (record.as<Echo>().object == 1 && record.as<Echo>().depth == 1) {
            trace.emit(Echo{3, 2});
        }
    }
};

/// Something that lets time pass to a given tick.
void pass(Timeline &timeline, std::int64_t ticks) { timeline.pass_to(power_on + Duration{ticks}); }

} // namespace

TEST_CASE("a record carries time, processor, IRQL and its payload") {
    Timeline timeline;
    Trace trace(timeline);
    Log log;
    trace.subscribe(Mark::kind, log);
    pass(timeline, 1234);
    trace.set_processor(1, 2);
    trace.emit(Mark{7, 8, 9, -10});
    trace.emit(Narrow{7}); // not subscribed
    REQUIRE(log.records.size() == 1);
    const Record &record = log.records[0];
    CHECK(record.time == power_on + Duration{1234});
    CHECK(record.processor == 1);
    CHECK(record.irql == 2);
    const Mark mark = record.as<Mark>();
    CHECK(mark.object == 7);
    CHECK(mark.small == 8);
    CHECK(mark.value == 9);
    CHECK(mark.signed_value == -10);
    CHECK(trace.count() == 2);
}

TEST_CASE("the hash depends on every part of a record") {
    struct Variant {
        std::int64_t ticks = 5;
        std::uint8_t processor = 1, irql = 2;
        Mark mark{3, 4, 5, 6};
        bool twice = false;
    };
    const auto hash_of = [](const Variant &variant) {
        Timeline timeline;
        Trace trace(timeline);
        pass(timeline, variant.ticks);
        trace.set_processor(variant.processor, variant.irql);
        trace.emit(variant.mark);
        if (variant.twice) trace.emit(variant.mark);
        return trace.hash();
    };
    const std::vector<Variant> variants{
        {},
        {.ticks = 6},
        {.processor = 2},
        {.irql = 3},
        {.mark = {2, 4, 5, 6}},
        {.mark = {3, 5, 5, 6}},
        {.mark = {3, 4, 4, 6}},
        {.mark = {3, 4, 5, -6}},
        {.mark = {3, 4, std::uint64_t{5} << 32, 6}},
        {.mark = {3, 4, 6, 5}}, // swapped
        {.twice = true},
    };
    std::set<std::uint64_t> hashes;
    for (const Variant &variant : variants) {
        CHECK(hash_of(variant) == hash_of(variant));
        hashes.insert(hash_of(variant));
    }
    CHECK(hashes.size() == variants.size());
}

TEST_CASE("the hash depends on the kind, each of the six words and the order of records") {
    const auto hash_of = [](auto... payloads) {
        Timeline timeline;
        Trace trace(timeline);
        (trace.emit(payloads), ...);
        return trace.hash();
    };
    std::set<std::uint64_t> hashes{hash_of(),
                                   hash_of(Narrow{1}),
                                   hash_of(Echo{1, 0}), // same words as Narrow{1}, other kind
                                   hash_of(Narrow{1}, Narrow{2}),
                                   hash_of(Narrow{2}, Narrow{1}),
                                   hash_of(Wide{1, 1, 1, 1, 1, 1, 1}),
                                   hash_of(Wide{2, 1, 1, 1, 1, 1, 1}),
                                   hash_of(Wide{1, 2, 1, 1, 1, 1, 1}),
                                   hash_of(Wide{1, 1, 2, 1, 1, 1, 1}),
                                   hash_of(Wide{1, 1, 1, 2, 1, 1, 1}),
                                   hash_of(Wide{1, 1, 1, 1, 2, 1, 1}),
                                   hash_of(Wide{1, 1, 1, 1, 1, 2, 1}),
                                   hash_of(Wide{1, 1, 1, 1, 1, 1, 2})};
    CHECK(hashes.size() == 13);
}

TEST_CASE("what an earlier record left in the ring does not reach a later one") {
    Timeline timeline;
    Trace dirty(timeline, 1), clean(timeline, 4);
    dirty.emit(Wide{9, 9, 9, 9, 9, 9, 9});
    dirty.emit(Narrow{1});
    clean.emit(Wide{9, 9, 9, 9, 9, 9, 9});
    clean.emit(Narrow{1});
    CHECK(dirty.hash() == clean.hash());
    CHECK(dirty.recent().at(0).payload == std::array<std::uint64_t, 6>{1, 0, 0, 0, 0, 0});
}

TEST_CASE("the hash of a trace is the same on every machine") {
    Timeline timeline;
    Trace trace(timeline);
    for (std::uint32_t i = 0; i < 1000; ++i) {
        pass(timeline, 100 * i);
        trace.set_processor(static_cast<std::uint8_t>(i % 2), static_cast<std::uint8_t>(i % 3));
        trace.emit(Mark{i, i * i, std::uint64_t{i} << 40, -static_cast<std::int64_t>(i)});
        if (i % 10 == 0) trace.emit(Narrow{i});
    }
    CHECK(trace.hash() == 0x1c14f7775ed75771ULL);
}

TEST_CASE("records emitted by an observer are delivered after the one they answer, in order") {
    Timeline timeline;
    Trace trace(timeline);
    Echoing echoing(trace);
    Log before, after;
    for (const Kind kind : {Mark::kind, Echo::kind}) {
        trace.subscribe(kind, before);
        trace.subscribe(kind, echoing);
        trace.subscribe(kind, after);
    }
    trace.emit(Mark{1, 0, 0, 0});
    REQUIRE(before.records.size() == 4);
    CHECK(before.records[0].kind == Mark::kind);
    for (std::size_t i = 1; i < 4; ++i)
        CHECK(before.records[i].as<Echo>().object == i);
    REQUIRE(after.records.size() == 4);
    for (std::size_t i = 0; i < 4; ++i)
        CHECK(after.records[i].payload == before.records[i].payload);
    // ... and the ring has them in the same order.
    const auto recent = trace.recent();
    REQUIRE(recent.size() == 4);
    for (std::size_t i = 0; i < 4; ++i)
        CHECK(recent[i].payload == before.records[i].payload);
}

TEST_CASE("an observer that emits sees its own record whole even when the ring is tiny") {
    Timeline timeline;
    Trace trace(timeline, 1);
    Echoing echoing(trace);
    Log log;
    trace.subscribe(Mark::kind, echoing);
    trace.subscribe(Mark::kind, log); // after the echo overwrote the ring's only slot
    trace.emit(Mark{1, 2, 3, 4});
    REQUIRE(log.records.size() == 1);
    CHECK(log.records[0].as<Mark>().value == 3);
}

TEST_CASE("the ring keeps the last records, oldest first") {
    Timeline timeline;
    Trace trace(timeline, 4);
    for (std::uint32_t i = 0; i < 3; ++i)
        trace.emit(Narrow{i});
    CHECK(trace.recent().size() == 3);
    for (std::uint32_t i = 3; i < 10; ++i)
        trace.emit(Narrow{i});
    const auto recent = trace.recent();
    REQUIRE(recent.size() == 4);
    for (std::uint32_t i = 0; i < 4; ++i)
        CHECK(recent[i].as<Narrow>().object == 6 + i);
    CHECK(trace.count() == 10);
}

TEST_CASE("an observer can leave, and one can hear everything") {
    Timeline timeline;
    Trace trace(timeline);
    Log all;
    trace.subscribe_all(all);
    trace.emit(Narrow{1});
    trace.emit(Echo{1, 1});
    trace.unsubscribe(all);
    trace.emit(Narrow{2});
    CHECK(all.records.size() == 2);
}

TEST_CASE("objects are named by numbers that count from one") {
    Timeline timeline;
    Trace trace(timeline);
    CHECK(trace.add_object("stream", "render 0") == 1);
    CHECK(trace.add_object("thread", "client") == 2);
    CHECK(trace.object(1).type == "stream");
    CHECK(trace.object(2).name == "client");
    CHECK(trace.object(0).name.empty());
    CHECK(trace.object(99).name.empty());
}

TEST_CASE("a record type tells what its members are") {
    const KindInfo info = kind_info<Mark>();
    CHECK(info.name == "Mark");
    CHECK(info.size_bytes == 24);
    CHECK(info.widths == MemberWidths{4, 4, 8, -8});
    CHECK(kind_info<Wide>().widths == MemberWidths{4, 4, 8, 8, 8, 8, 8});
}
