// SPDX-License-Identifier: MIT
#include "tests/verifier/rule_case.hpp"

namespace acxsim::test {

namespace {

using Misuse = acx::PacketMemoryMisuse;
using verifier::Severity;

/// One buffer for both packets: the second entry has no descriptor of its own and begins at `offset`.
void shared(Bench &b, std::uint32_t second_offset) {
    b.emit(b.allocation());
    auto first = b.entry(0), second = b.entry(1);
    first.offset = 0;
    second.descriptor_type = second.mdl_present = second.buffer_length = 0;
    second.mdl_byte_count = second.bus_address = 0;
    second.offset = second_offset;
    b.emit(first);
    b.emit(second);
}

} // namespace

std::vector<RuleCase> packet_memory_cases() {
    return {
        {.rule = "CHK-011",
         .title = "success with NULL",
         .says = {"NULL packet array"},
         .play =
             [](Bench &b) {
                 auto record = b.allocation();
                 record.array_given = record.array_entries_backed = 0;
                 b.emit(record);
             },
         .severity = Severity::Fatal},
        {.rule = "CHK-011",
         .title = "memory for one entry where two were asked for",
         .says = {"holds 1 entries", "2 were asked for"},
         .play =
             [](Bench &b) {
                 auto record = b.allocation();
                 record.array_entries_backed = 1;
                 b.emit(record);
             },
         .severity = Severity::Fatal},
        {.rule = "CHK-011",
         .title = "a failure gives no array, and other memory than pool is not judged",
         .play =
             [](Bench &b) {
                 auto record = b.allocation();
                 record.status = status_unsuccessful;
                 record.array_given = record.array_entries_backed = 0;
                 b.emit(record);
                 record = b.allocation();
                 record.array_entries_backed = UINT32_MAX;
                 b.emit(record);
             }},

        {.rule = "CHK-013",
         .title = "a Buffer descriptor",
         .says = {"entry 0", "type Buffer (1)", "expected Mdl (2)"},
         .play =
             [](Bench &b) {
                 b.emit(b.allocation(1));
                 auto packet = b.entry(0);
                 packet.descriptor_type = 1;
                 packet.mdl_present = 0;
                 packet.mdl_byte_count = 0;
                 b.emit(packet);
             }},
        {.rule = "CHK-013",
         .title = "type Mdl without an MDL",
         .says = {"entry 0", "without an MDL"},
         .play =
             [](Bench &b) {
                 b.emit(b.allocation(1));
                 auto packet = b.entry(0);
                 packet.mdl_present = 0;
                 packet.mdl_byte_count = 0;
                 b.emit(packet);
             }},
        {.rule = "CHK-013",
         .title = "Invalid on the first entry",
         .says = {"entry 0", "type Invalid (0)"},
         .play =
             [](Bench &b) {
                 b.emit(b.allocation(1));
                 auto packet = b.entry(0);
                 packet.descriptor_type = packet.mdl_present = 0;
                 packet.mdl_byte_count = 0;
                 b.emit(packet);
             }},
        {.rule = "CHK-013",
         .title = "Invalid on the second of two that share",
         .play = [](Bench &b) { shared(b, 1920); }},

        {.rule = "CHK-014",
         .title = "the MDL starts within a page",
         .says = {"entry 0", "64 bytes into a page", "multiple of 4096"},
         .play =
             [](Bench &b) {
                 b.emit(b.allocation(1));
                 auto packet = b.entry(0);
                 packet.mdl_byte_offset = 64;
                 b.emit(packet);
             },
         .severity = Severity::Fatal},
        {.rule = "CHK-014",
         .title = "the MDL ends within a page",
         .says = {"entry 0", "covers 1920 bytes"},
         .play =
             [](Bench &b) {
                 b.emit(b.allocation(1));
                 auto packet = b.entry(0);
                 packet.offset = 0;
                 packet.buffer_length = 1920;
                 packet.mdl_byte_count = 1920;
                 b.emit(packet);
             },
         .severity = Severity::Fatal},
        {.rule = "CHK-014",
         .title = "BufferLength is the packet's, not the MDL's",
         .says = {"BufferLength is 1920", "covers 4096"},
         .play =
             [](Bench &b) {
                 b.emit(b.allocation(1));
                 auto packet = b.entry(0);
                 packet.buffer_length = 1920;
                 b.emit(packet);
             },
         .severity = Severity::Fatal},
        {.rule = "CHK-014", .title = "whole pages", .play = [](Bench &b) { b.allocate(); }},

        {.rule = "CHK-015",
         .title = "a packet that ends behind its buffer",
         .says = {"offset 3000 + size 1920 = 4920", "4096 bytes"},
         .play =
             [](Bench &b) {
                 b.emit(b.allocation(1));
                 auto packet = b.entry(0);
                 packet.offset = 3000;
                 b.emit(packet);
             },
         .severity = Severity::Fatal},
        {.rule = "CHK-015",
         .title = "offset + size wraps in 32 bits",
         .says = {"offset 4294967295 + size 1920 = 4294969215"},
         .play =
             [](Bench &b) {
                 b.emit(b.allocation(1));
                 auto packet = b.entry(0);
                 packet.offset = UINT32_MAX;
                 b.emit(packet);
             },
         .severity = Severity::Fatal},
        {.rule = "CHK-015",
         .title = "two packets share a buffer that holds one and a half",
         .says = {"entry 1", "offset 2400 + size 2400 = 4800"},
         .play =
             [](Bench &b) {
                 b.packet_bytes = 2400;
                 shared(b, 2400);
             },
         .severity = Severity::Fatal},
        {.rule = "CHK-015",
         .title = "to the last byte",
         .play =
             [](Bench &b) {
                 b.packet_bytes = 2048;
                 shared(b, 2048);
             }},

        {.rule = "CHK-017",
         .title = "packet 0 does not end with a page",
         .says = {"ends 1920 bytes into a page"},
         .play =
             [](Bench &b) {
                 b.emit(b.allocation());
                 auto first = b.entry(0);
                 first.offset = 0;
                 b.emit(first);
                 b.emit(b.entry(1));
             }},
        {.rule = "CHK-017",
         .title = "packet 1 does not begin with a page",
         .says = {"begins 128 bytes into a page"},
         .play =
             [](Bench &b) {
                 b.emit(b.allocation());
                 b.emit(b.entry(0));
                 auto second = b.entry(1);
                 second.offset = 128;
                 b.emit(second);
             }},
        {.rule = "CHK-017",
         .title = "a gap between two packets that share a buffer",
         .says = {"second begins at 2048", "first ends at 1920"},
         .play = [](Bench &b) { shared(b, 2048); }},
        {.rule = "CHK-017",
         .title = "both ways of doing it right",
         .play =
             [](Bench &b) {
                 b.allocate();
                 shared(b, 1920);
             }},

        {.rule = "CHK-019",
         .title = "both entries describe one page",
         .says = {"share 4096 bytes"},
         .play =
             [](Bench &b) {
                 b.packet_bytes = 4096;
                 b.emit(b.allocation());
                 b.emit(b.entry(0));
                 auto second = b.entry(1);
                 second.bus_address = b.entry(0).bus_address;
                 b.emit(second);
             },
         .severity = Severity::Fatal},
        {.rule = "CHK-019",
         .title = "the second begins before the first ends",
         .says = {"share 920 bytes"},
         .play = [](Bench &b) { shared(b, 1000); },
         .also = {"CHK-017"},
         .severity = Severity::Fatal},
        {.rule = "CHK-019", .title = "one behind the other", .play = [](Bench &b) { shared(b, 1920); }},

        {.rule = "CHK-020",
         .title = "smaller than asked for",
         .says = {"entry 0", "RtPacketSize is 1916", "1920 was asked for"},
         .play =
             [](Bench &b) {
                 b.emit(b.allocation(1));
                 auto packet = b.entry(0);
                 packet.size = 1916;
                 b.emit(packet);
             }},
        {.rule = "CHK-020",
         .title = "larger: rounded up to a page",
         .says = {"RtPacketSize is 4096", "1920"},
         .play =
             [](Bench &b) {
                 b.emit(b.allocation(1));
                 auto packet = b.entry(0);
                 packet.offset = 0;
                 packet.size = 4096;
                 b.emit(packet);
             },
         .severity = Severity::Warning},
        {.rule = "CHK-020",
         .title = "as asked for, also when another stream asks for something else",
         .play =
             [](Bench &b) {
                 b.emit(b.allocation(1));
                 auto other = b.allocation(1);
                 other.stream = b.engine;
                 other.packet_size_bytes = 960;
                 b.emit(other);
                 b.emit(b.entry(0));
             }},

        {.rule = "CHK-022",
         .title = "a buffer left",
         .says = {"buffer of packet 1"},
         .play =
             [](Bench &b) {
                 b.emit(Misuse{b.stream, Misuse::BufferNotFreed, 1});
             },
         .severity = Severity::Fatal},
        {.rule = "CHK-022",
         .title = "an MDL left",
         .says = {"MDL of packet 0"},
         .play =
             [](Bench &b) {
                 b.emit(Misuse{b.stream, Misuse::MdlNotFreed, 0});
             },
         .severity = Severity::Fatal},
        {.rule = "CHK-022",
         .title = "the array left",
         .says = {"packet array is still allocated"},
         .play =
             [](Bench &b) {
                 b.emit(Misuse{b.stream, Misuse::ArrayNotFreed, 0});
             },
         .severity = Severity::Fatal},
        {.rule = "CHK-022",
         .title = "freed too early",
         .says = {"packet 1 was freed before"},
         .play =
             [](Bench &b) {
                 b.emit(Misuse{b.stream, Misuse::FreedEarly, 1});
             },
         .severity = Severity::Fatal},
        {.rule = "CHK-022",
         .title = "a failed allocation leaves memory",
         .says = {"failed and left memory"},
         .play =
             [](Bench &b) {
                 b.emit(Misuse{b.stream, Misuse::LeftOverOnFailure, 0});
             },
         .severity = Severity::Fatal},
        {.rule = "CHK-022",
         .title = "allocated and freed",
         .play =
             [](Bench &b) {
                 b.open();
                 b.allocate();
                 b.emit(acx::PacketsFreed{b.stream, 2});
             }},
    };
}

} // namespace acxsim::test
