// SPDX-License-Identifier: MIT
//
// Physical memory behind an IOMMU map, the MMIO bus and interrupt lines.
#include "tests/support/catch.hpp"

#include <array>

#include "hwmodel/records.hpp"
#include "tests/hwmodel/hda_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;

TEST_CASE("bus addresses differ from host addresses and translate page by page") {
    core::Simulation simulation(1);
    PhysicalMemory memory(simulation);
    MappedPages first(memory, 2);
    MappedPages second(memory, 1);
    MappedPages low(memory, 1, true);
    CHECK(first.address() == 0x1'0000'0000);
    CHECK(second.address() == 0x1'0000'2000);
    CHECK(low.address() == 0x0100'0000);
    CHECK(memory.translate(first.address() + 0x1234) == first.data() + 0x1234);
    CHECK(memory.translate(low.address() + 8) == low.data() + 8);
    CHECK(memory.translate(0x1'0000'3000) == nullptr);
    CHECK(memory.translate(0) == nullptr);
}

TEST_CASE("device accesses cross pages; an unmapped page is one fault on record, with the first address") {
    core::Simulation simulation(1);
    Recorder recorder(simulation);
    PhysicalMemory memory(simulation);
    MappedPages pages(memory, 3);
    std::array<std::byte, 16> bytes;
    bytes.fill(std::byte{0x5a});
    CHECK(memory.write(7, pages.address() + 4088, bytes));
    CHECK(pages.data()[4088] == std::byte{0x5a});
    CHECK(pages.data()[4103] == std::byte{0x5a});
    CHECK(memory.faults() == 0);

    memory.unmap(pages.address() + page_size_bytes, 1);
    CHECK_FALSE(memory.read(7, pages.address() + 4088, bytes));
    CHECK(bytes[7] == std::byte{0x5a});
    CHECK(bytes[8] == std::byte{0});
    const auto faults = recorder.all<DmaFault>();
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].second.device == 7);
    CHECK(faults[0].second.is_write == 0);
    CHECK(faults[0].second.address == pages.address() + 4096);
    CHECK(faults[0].second.size_bytes == 8);
}

TEST_CASE("frames are never reused after an unmap") {
    core::Simulation simulation(1);
    PhysicalMemory memory(simulation);
    MappedPages old(memory, 1);
    memory.unmap(old.address(), 1);
    MappedPages fresh(memory, 1);
    CHECK(fresh.address() != old.address());
    CHECK(memory.translate(old.address()) == nullptr);
}

TEST_CASE("the MMIO bus decodes windows, records accesses and answers all ones where nobody is") {
    HdaBench bench;
    MmioBus bus(bench.simulation);
    hda::Controller second(bench.simulation, bench.memory, hda::Parameters::ideal(), "hda2");
    CHECK(bus.attach(bench.controller) == 0xd000'0000);
    CHECK(bus.attach(second) == 0xd000'4000);
    Recorder recorder(bench.simulation);
    CHECK(bus.read(0xd000'0000, 2) == 0x4401);
    CHECK(bus.block_at(0xd000'4008) == &second);
    CHECK(bus.block_at(0xd000'8000) == nullptr);
    CHECK(bus.read(0xd000'8000, 4) == 0xffff'ffff);
    bus.write(0xd000'0020, 4, 0x8000'0000);
    CHECK(bus.read(0xd000'0020, 4) == 0x8000'0000);
    const auto reads = recorder.all<MmioRead>();
    REQUIRE(reads.size() == 3);
    CHECK(reads[0].second.value == 0x4401);
    CHECK(recorder.all<MmioWrite>()[0].second.offset == 0x20);
}

namespace {
struct CountingInterruptSink : InterruptSink {
    void line_changed(bool raised) override { (raised ? ups : downs) += 1; }
    unsigned ups = 0;
    unsigned downs = 0;
};
} // namespace

TEST_CASE("a level line reports both directions, MSI only the rises, and repetitions are silent") {
    core::Simulation simulation(1);
    for (const InterruptMode mode : {InterruptMode::Level, InterruptMode::Msi}) {
        InterruptLine line(simulation, mode, "line");
        CountingInterruptSink sink;
        line.connect(&sink);
        line.set(true);
        line.set(true);
        line.set(false);
        line.set(true);
        CHECK(sink.ups == 2);
        CHECK(sink.downs == (mode == InterruptMode::Level ? 1u : 0u));
        CHECK(line.rises() == 2);
        CHECK(line.raised());
    }
}
