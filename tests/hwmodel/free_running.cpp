// SPDX-License-Identifier: MIT
//
// The codec without registers (hwmodel.md 3c): exact positions, data in chunks, pause and resume.
#include "tests/support/catch.hpp"

#include "hwmodel/free_running/codec.hpp"
#include "tests/hwmodel/hda_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;
using free_running::Direction;

namespace {

struct CodecBench {
    explicit CodecBench(const free_running::Parameters &parameters = {})
        : simulation(1), memory(simulation), codec(simulation, memory, parameters), packets(memory, 2) {
        codec.attach_sink(sink);
        codec.attach_source(source);
    }
    void run_until(TimePoint when) {
        while (simulation.timeline.next_time() <= when)
            simulation.timeline.run_next();
        simulation.timeline.pass_to(when);
    }
    void run_for(Duration duration) { run_until(simulation.now() + duration); }
    /// Two packets of `bytes`, the first ending on a page boundary, as ACX lays them out.
    std::vector<DmaRange> ranges(std::uint32_t bytes) {
        return {{packets.address() + page_size_bytes - bytes, bytes}, {packets.address() + page_size_bytes, bytes}};
    }
    std::byte *host(std::uint32_t bytes) { return packets.data() + page_size_bytes - bytes; }

    core::Simulation simulation;
    PhysicalMemory memory;
    ListeningSink sink;
    CountingSource source;
    free_running::Codec codec;
    MappedPages packets;
};

} // namespace

TEST_CASE("the free-running position is exact per frame at every instant") {
    free_running::Parameters parameters;
    parameters.clock_ppb = GENERATE(0, 100'000, -250'000);
    CodecBench bench(parameters);
    StreamEngine &engine = bench.codec.start(Direction::Output, 1, bench.ranges(1764), {44'100, 16, 2});
    const core::ClockDomain clock({44'100, 1}, {parameters.clock_ppb});
    for (std::int64_t n = 1; n < 100'000; n = n * 2 + 1) {
        bench.run_until(clock.edge(n) - Duration{1});
        CHECK(engine.position().link_bytes == static_cast<std::uint64_t>(n - 1) * 4);
        bench.run_until(clock.edge(n));
        CHECK(engine.position().link_bytes == static_cast<std::uint64_t>(n) * 4);
        CHECK(engine.position().fetched_bytes >= engine.position().link_bytes);
        CHECK(engine.position().fetched_bytes <= engine.position().link_bytes + engine.fifo_bytes());
    }
}

TEST_CASE("free-running output plays the packets in order, through pause and resume") {
    CodecBench bench;
    for (std::uint32_t i = 0; i < 882; ++i)
        std::memcpy(bench.host(1764) + i * 4, &i, 4);
    auto &engine = bench.codec.start(Direction::Output, 1, bench.ranges(1764), {44'100, 16, 2});
    bench.run_for(core::from_microseconds(12'345));
    bench.codec.pause(engine);
    const std::uint64_t paused = engine.position().link_bytes;
    CHECK(paused == 4 * (12'345ull * 44'100 / 1'000'000));
    CHECK(bench.sink.bytes.size() == paused);
    bench.run_for(core::from_seconds(1));
    CHECK(engine.position().link_bytes == paused);
    bench.codec.resume(engine);
    bench.run_for(core::from_milliseconds(40));
    CHECK(engine.position().link_bytes == paused + 4 * 1764);
    bench.codec.pause(engine);
    REQUIRE(bench.sink.bytes.size() == paused + 4 * 1764);
    for (std::size_t i = 0; i < bench.sink.bytes.size() / 4; ++i) {
        std::uint32_t value;
        std::memcpy(&value, bench.sink.bytes.data() + i * 4, 4);
        REQUIRE(value == i % 882);
    }
    CHECK(bench.sink.starts.size() == 2);
    CHECK(bench.sink.stops.size() == 2);
    bench.codec.release(engine);
    CHECK(bench.codec.engines().empty());
    CHECK(bench.simulation.timeline.idle());
}

TEST_CASE("a late write is heard only until its chunk begins") {
    for (const std::int64_t ticks : {-1, 0}) {
        CodecBench bench;
        bench.codec.start(Direction::Output, 1, bench.ranges(1920), {48'000, 16, 2});
        bench.run_for(core::from_milliseconds(5) + Duration{ticks});
        bench.host(1920)[5 * 192] = std::byte{9}; // first byte of the sixth millisecond
        bench.run_for(core::from_milliseconds(5));
        CHECK((bench.sink.bytes[5 * 192] == std::byte{9}) == (ticks < 0));
    }
}

TEST_CASE("free-running capture writes whole chunks and loses nothing over a pause") {
    CodecBench bench;
    auto &engine = bench.codec.start(Direction::Input, 1, bench.ranges(1920), {48'000, 16, 2});
    bench.run_for(core::from_microseconds(3'500));
    CHECK(engine.position().fetched_bytes == 3 * 192);
    CHECK(engine.position().link_bytes == 3 * 192 + 96);
    bench.codec.pause(engine);
    bench.run_for(core::from_milliseconds(7));
    bench.codec.resume(engine);
    bench.run_for(core::from_microseconds(16'500));
    CHECK(engine.position().link_bytes == 3840);
    for (std::uint32_t i = 0; i < 960; ++i) {
        std::uint32_t value;
        std::memcpy(&value, bench.host(1920) + i * 4, 4);
        REQUIRE(value == i);
    }
    CHECK(bench.source.starts == 2);
}

TEST_CASE("freed packet memory is a fault") {
    CodecBench bench;
    Recorder recorder(bench.simulation);
    bench.codec.start(Direction::Output, 1, bench.ranges(1920), {48'000, 16, 2});
    bench.run_for(core::from_milliseconds(5));
    CHECK(recorder.count<DmaFault>() == 0);
    bench.memory.unmap(bench.packets.address() + page_size_bytes, 1);
    bench.run_for(core::from_milliseconds(6));
    REQUIRE(recorder.count<DmaFault>() > 0);
    CHECK(recorder.all<DmaFault>()[0].second.address == bench.packets.address() + page_size_bytes);
}
