// SPDX-License-Identifier: MIT
#include "sim/acx/packet_geometry.hpp"
#include "tests/acx/bench.hpp"

using namespace acxsim;
using namespace acxsim::acx;
using namespace acxsim::test;

namespace {

constexpr auto invalid_parameter = static_cast<Status>(STATUS_INVALID_PARAMETER);

PacketEntry good(std::uint32_t offset, std::uint64_t bus_address) {
    return {true, DescriptorType::Mdl, true, 4096, offset, packet_bytes, 0, 4096, bus_address};
}

PacketFault fault_of(std::function<void(PacketEntry &, PacketEntry &)> bend) {
    PacketEntry entries[] = {good(4096 - packet_bytes, 0x10000), good(0, 0x20000)};
    bend(entries[0], entries[1]);
    return check_packets(entries, packet_bytes);
}

} // namespace

TEST_CASE("packet geometry: what contract 5 allows and forbids") {
    CHECK(fault_of([](auto &, auto &) {}) == PacketFault::None);
    CHECK(fault_of([](auto &, auto &b) { b.structure_size_ok = false; }) == PacketFault::StructureSize);
    CHECK(fault_of([](auto &a, auto &) { a.type = DescriptorType::Buffer; }) == PacketFault::Type);
    CHECK(fault_of([](auto &a, auto &) { a.type = DescriptorType::Invalid; }) == PacketFault::Type);
    CHECK(fault_of([](auto &a, auto &) { a.mdl_present = false; }) == PacketFault::NoMdl);
    CHECK(fault_of([](auto &a, auto &) { a.mdl_byte_offset = 16; }) == PacketFault::PageAlignment);
    CHECK(fault_of([](auto &a, auto &) { a.mdl_byte_count = 4000; }) == PacketFault::PageAlignment);
    CHECK(fault_of([](auto &a, auto &) { a.buffer_length = 2048; }) == PacketFault::Length);
    CHECK(fault_of([](auto &, auto &b) { b.size = 1916; }) == PacketFault::SizeTooSmall);
    CHECK(fault_of([](auto &, auto &b) { b.size = 2048; }) == PacketFault::SizesDiffer);
    CHECK(fault_of([](auto &a, auto &) { a.offset = 4092; }) == PacketFault::BeyondBuffer);
    CHECK(fault_of([](auto &a, auto &) { a.offset = 0xfffffffc; }) == PacketFault::BeyondBuffer);
    CHECK(fault_of([](auto &a, auto &) { a.offset = 0; }) == PacketFault::NotContiguous);
    CHECK(fault_of([](auto &, auto &b) { b.offset = 4; }) == PacketFault::NotContiguous);
    CHECK(fault_of([](auto &a, auto &b) {
              a.offset = 0;
              b.bus_address = a.bus_address;
          }) == PacketFault::Overlap);

    PacketEntry shared[] = {good(0, 0x10000),
                            {.structure_size_ok = true, .offset = packet_bytes, .size = packet_bytes}};
    CHECK(check_packets(shared, packet_bytes) == PacketFault::None);
    shared[1].offset = packet_bytes + 4;
    CHECK(check_packets(shared, packet_bytes) == PacketFault::NotContiguous);
    shared[1].offset = packet_bytes - 4;
    CHECK(check_packets(shared, packet_bytes) == PacketFault::Overlap);

    PacketEntry single[] = {good(0, 0x10000)};
    single[0].size = 4096;
    CHECK(check_packets(single, 4096) == PacketFault::None);
    single[0].size = packet_bytes;
    CHECK(check_packets(single, packet_bytes) == PacketFault::SinglePacket);
}

TEST_CASE("the client's memory and the devices' ranges are the driver's packets") {
    Bench bench;
    Collector<PacketDescribed> described(bench.system.trace());
    bench.run([&] {
        auto connection = bench.open();
        constexpr std::uint32_t bytes = 3 * 4096 - 128;
        REQUIRE(connection->allocate_packets(2, bytes) == 0);
        CHECK(connection->packet_count() == 2);
        REQUIRE(connection->packet(1).size() == bytes);
        connection->packet(0)[0] = std::byte{0x11};
        connection->packet(1)[bytes - 1] = std::byte{0x22};
        const auto first = connection->packet_ranges(0);
        const auto second = connection->packet_ranges(1);
        std::uint64_t total = 0;
        for (const auto &range : second)
            total += range.size_bytes;
        CHECK(total == bytes);
        CHECK(*bench.memory.translate(first.front().address) == std::byte{0x11});
        CHECK(*bench.memory.translate(second.back().address + second.back().size_bytes - 1) == std::byte{0x22});
        REQUIRE(described.found.size() == 2);
        CHECK(described.found[0].offset == 128);
        CHECK(described.found[0].bus_address + 128 == first.front().address);
        connection->close();
        CHECK(connection->packet(0).empty());
        CHECK(connection->packet_count() == 0);
    });
}

TEST_CASE("AMB-39: bad packets are recorded, refused and given back") {
    Bench bench;
    Collector<PacketDescribed> described(bench.system.trace());
    Collector<StructureSizeWrong> sizes(bench.system.trace());
    bench.run([&] {
        behaviour.bend_packets = [](PACX_RTPACKET packets, ULONG) { packets[1].RtPacketOffset = 8; };
        auto connection = bench.open();
        CHECK(connection->allocate_packets(2, packet_bytes) == invalid_parameter);
        CHECK(journal.back() == "Free 2");
        REQUIRE(described.found.size() == 2);
        CHECK(described.found[1].offset == 8);
        CHECK(connection->packet_count() == 0);

        behaviour.bend_packets = [](PACX_RTPACKET packets, ULONG) { packets[1].Size = 0; };
        CHECK(connection->allocate_packets(2, packet_bytes) == invalid_parameter);
        REQUIRE(sizes.found.size() == 1);
        CHECK(sizes.found[0].index == 1);
        CHECK(sizes.found[0].structure_hash == core::hash_text("ACX_RTPACKET"));

        behaviour.bend_packets = nullptr;
        CHECK(connection->allocate_packets(2, packet_bytes) == 0);
    });
    CHECK(bench.executive.pool().leaks().empty());
}

TEST_CASE("AMB-08: a single packet is asked for in whole pages") {
    Bench bench;
    bench.run([&] {
        auto connection = bench.open();
        REQUIRE(connection->allocate_packets(1, packet_bytes) == 0);
        CHECK(journal.back() == "Allocate 1 4096");
        CHECK(connection->packet_size_bytes() == 4096);
    });
}

TEST_CASE("RT-PKT-31: two packets need a stream with notifications") {
    Bench bench;
    behaviour.notifications = false;
    bench.run([&] {
        auto connection = bench.open();
        CHECK(connection->allocate_packets(2, packet_bytes) == static_cast<Status>(STATUS_NOT_SUPPORTED));
        CHECK(connection->allocate_packets(1, packet_bytes) == 0);
    });
}

TEST_CASE("CHK-022: packets that FreeRtPackets did not free are found") {
    Bench bench;
    Collector<PacketMemoryMisuse> misuses(bench.system.trace());
    bench.run([&] {
        auto connection = bench.open();
        REQUIRE(connection->allocate_packets(2, packet_bytes) == 0);
        behaviour.leak_packets = true;
        connection->close();
    });
    REQUIRE(misuses.found.size() == 5); // two buffers, two MDLs, the array
    CHECK(misuses.found[0].what == PacketMemoryMisuse::BufferNotFreed);
    CHECK(misuses.found[1].what == PacketMemoryMisuse::MdlNotFreed);
    CHECK(misuses.found[4].what == PacketMemoryMisuse::ArrayNotFreed);
}

TEST_CASE("CHK-022: memory that goes before FreeRtPackets is found") {
    Bench bench;
    Collector<PacketMemoryMisuse> misuses(bench.system.trace());
    PVOID buffer = nullptr;
    bench.run([&] {
        behaviour.bend_packets = [&](PACX_RTPACKET packets, ULONG) {
            buffer = MmGetMdlVirtualAddress(packets[0].RtPacketBuffer.u.MdlType.Mdl);
        };
        auto connection = bench.open();
        REQUIRE(connection->allocate_packets(2, packet_bytes) == 0);
        ExFreePoolWithTag(buffer, 'tseT');
        behaviour.leak_packets = true; // so that the driver does not free it twice
        connection->close();
    });
    REQUIRE(!misuses.found.empty());
    CHECK(misuses.found[0].what == PacketMemoryMisuse::FreedEarly);
}

TEST_CASE("a failed allocation calls no Free; the next one works") {
    Bench bench;
    Collector<PacketsAllocated> allocated(bench.system.trace());
    bench.run([&] {
        auto connection = bench.open();
        behaviour.allocate = STATUS_NO_MEMORY;
        CHECK(connection->allocate_packets(2, packet_bytes) == static_cast<Status>(STATUS_NO_MEMORY));
        CHECK(journal.back() == "Allocate 2 1920");
        behaviour.allocate = STATUS_SUCCESS;
        CHECK(connection->allocate_packets(2, packet_bytes) == 0);
        REQUIRE(allocated.found.size() == 2);
        CHECK(allocated.found[1].array_entries_backed == 2);
    });
}
