// SPDX-License-Identifier: MIT
//
// A register list as data, and the block that behaves as it says.
#include "hwmodel/registers/register_bank.hpp"
#include "tests/support/catch.hpp"

using namespace acxsim;
using hw::FieldAccess;
using hw::RegisterBank;
using hw::RegisterField;
using hw::RegisterRow;
using hw::RegisterTable;

namespace {

std::vector<RegisterRow> rows() {
    return {
        {"CTL", 0x00, 4, 0x2, {{"RUN", 0, 1, FieldAccess::ReadWrite}, {"RATE", 1, 3, FieldAccess::ReadWrite}}},
        {"STS",
         0x04,
         2,
         0,
         {{"DONE", 0, 1, FieldAccess::WriteOneToClear},
          {"SEG", 4, 2, FieldAccess::ReadOnly},
          {"SET", 8, 1, FieldAccess::WriteOneToSet}}},
        {"CMD", 0x06, 1, 0, {{"CMD", 0, 8, FieldAccess::WriteOnly}}},
        {"EVT", 0x07, 1, 0x30, {{"EVT", 0, 8, FieldAccess::ReadToClear}}},
        {"ADDR", 0x08, 8, 0, {{"ADDR", 0, 64, FieldAccess::ReadWrite}}},
    };
}

RegisterBank bank_of(std::vector<RegisterRow> list) {
    auto table = RegisterTable::make("chip", 0x100, std::move(list));
    REQUIRE(table.ok());
    return RegisterBank(std::move(table).value());
}

std::string refusal(std::vector<RegisterRow> list) {
    const auto table = RegisterTable::make("chip", 0x10, std::move(list));
    return table.ok() ? "accepted" : table.error().message;
}

const RegisterField whole{"W", 0, 32, FieldAccess::ReadWrite};

} // namespace

TEST_CASE("registers start at their reset values and keep only the bits of their fields") {
    RegisterBank bank = bank_of(rows());
    CHECK(bank.read(0x00, 4) == 0x2);
    bank.write(0x00, 4, 0xffff'ffff);
    CHECK(bank.read(0x00, 4) == 0xf);
    bank.reset();
    CHECK(bank.read(0x00, 4) == 0x2);
    CHECK(bank.read(0x40, 4) == 0);
    bank.write(0x40, 4, 7);
    CHECK(bank.read(0x40, 4) == 0);
}

TEST_CASE("each access kind does what its name says") {
    RegisterBank bank = bank_of(rows());
    const auto done = bank.find("STS", "DONE");
    const auto segment = bank.find("STS", "SEG");
    bank.set(done, 1);
    bank.set(segment, 2);
    CHECK(bank.read(0x04, 2) == 0x21);
    bank.write(0x04, 2, 0x0010); // read-only: no effect; DONE is not written with 1
    CHECK(bank.read(0x04, 2) == 0x21);
    bank.write(0x04, 2, 0x0101); // clears DONE, sets SET
    CHECK(bank.read(0x04, 2) == 0x120);
    bank.write(0x06, 1, 0x5a);
    CHECK(bank.read(0x06, 1) == 0);
    CHECK(bank.value(bank.find("CMD")) == 0x5a);
    CHECK(bank.read(0x07, 1) == 0x30);
    CHECK(bank.read(0x07, 1) == 0);
}

TEST_CASE("accesses of any width reach the bytes that they cover") {
    RegisterBank bank = bank_of(rows());
    bank.write(0x08, 8, 0x1122'3344'5566'7788);
    CHECK(bank.read(0x0c, 4) == 0x1122'3344);
    bank.write(0x0a, 1, 0xaa);
    CHECK(bank.read(0x08, 8) == 0x1122'3344'55aa'7788);
    // One access over three registers: STS, CMD, EVT.
    bank.set(bank.find("STS", "SEG"), 1);
    CHECK(bank.read(0x04, 4) == 0x3000'0010);
    CHECK(bank.read(0x07, 1) == 0); // and it has cleared EVT
}

TEST_CASE("the model is told what was written, and asked before a read") {
    RegisterBank bank = bank_of(rows());
    std::uint64_t before = 0;
    std::uint64_t written = 0;
    int writes = 0;
    bank.on_write(bank.find("ADDR"), [&](std::uint64_t old, std::uint64_t now) {
        before = old;
        written = now;
        ++writes;
    });
    bank.write(0x08, 4, 0x1234);
    bank.write(0x0c, 4, 0x1);
    CHECK(before == 0x1234);
    CHECK(written == 0x1'0000'0000);
    CHECK(writes == 2);
    bank.write(0x00, 4, 1); // another register
    CHECK(writes == 2);
    bank.on_read(bank.find("STS"), [&] { bank.set(bank.find("STS", "SEG"), 3); });
    CHECK(bank.read(0x04, 2) == 0x30);
    CHECK(bank.has("STS", "SEG"));
    CHECK_FALSE(bank.has("STS", "GES"));
    CHECK_FALSE(bank.has("STATUS"));
}

TEST_CASE("a register list that cannot be is refused with the register's name") {
    CHECK(refusal({{"A", 0, 4, 0, {whole}}, {"B", 4, 4, 0, {whole}}}) == "accepted");
    CHECK(refusal({{"A", 0, 3, 0, {}}}) == "register \"A\" is 3 bytes wide, a register has 1, 2, 4 or 8");
    CHECK(refusal({{"A", 2, 4, 0, {whole}}}) == "register \"A\" is not aligned to its width");
    CHECK(refusal({{"A", 0x10, 4, 0, {whole}}}) == "register \"A\" lies beyond the block's 16 bytes");
    CHECK(refusal({{"A", 0, 4, 0, {whole}}, {"B", 2, 2, 0, {}}}) == "registers \"A\" and \"B\" overlap");
    CHECK(refusal({{"A", 0, 4, 0, {whole}}, {"A", 4, 4, 0, {whole}}}) == "register \"A\" is there twice");
    CHECK(refusal({{"A", 0, 1, 0, {{"F", 7, 2, FieldAccess::ReadWrite}}}}) ==
          "field \"F\" of register \"A\" leaves the register's 8 bits");
    CHECK(refusal({{"A", 0, 1, 0, {{"F", 0, 4, FieldAccess::ReadWrite}, {"G", 3, 1, FieldAccess::ReadWrite}}}}) ==
          "field \"G\" of register \"A\" overlaps another field");
    CHECK(refusal({{"A", 0, 1, 0x10, {{"F", 0, 4, FieldAccess::ReadWrite}}}}) ==
          "the reset value of register \"A\" has bits that belong to no field");
}
