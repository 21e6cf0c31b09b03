// SPDX-License-Identifier: MIT
//
// Register lists in TOML: what they become, and what is said of those that cannot be read.
#include "sim/scenario/hardware/register_list.hpp"
#include "tests/support/catch.hpp"

using namespace acxsim;
using hw::FieldAccess;

namespace {

std::string complaint(std::string_view text) {
    const auto table = scenario::read_register_list_text(text, "chip.toml");
    if (table.ok()) return "accepted";
    return table.error().message + (table.error().remedy.empty() ? "" : " | " + table.error().remedy);
}

const std::string head = "name = \"chip\"\nsize = 0x100\n";

} // namespace

TEST_CASE("a register list is read as it stands") {
    const auto table = scenario::read_register_list_text(head + R"(
[[register]]
name = "STS"
offset = 0x04
width = 2
reset = 0x10
help = "status"
fields = [
    { name = "DONE", bits = "0", access = "w1c", help = "it is over" },
    { name = "SEG", bits = "5:4", access = "ro" },
]
[[register]]
name = "LEN"
offset = 0
)",
                                                         "chip.toml");
    REQUIRE(table.ok());
    CHECK(table->block() == "chip");
    CHECK(table->size_bytes() == 0x100);
    REQUIRE(table->rows().size() == 2);
    const hw::RegisterRow &length = table->rows()[0]; // sorted by offset
    CHECK(length.name == "LEN");
    CHECK(length.width_bytes == 4);
    CHECK(length.mask(FieldAccess::ReadWrite) == 0xffff'ffff);
    const hw::RegisterRow &status = table->rows()[1];
    CHECK(status.reset == 0x10);
    CHECK(status.help == "status");
    CHECK(status.mask(FieldAccess::WriteOneToClear) == 0x01);
    CHECK(status.mask(FieldAccess::ReadOnly) == 0x30);
    CHECK(status.fields[0].help == "it is over");
}

TEST_CASE("what is wrong with a register list is told with its place") {
    CHECK(complaint("size = 4\n") == "chip.toml:1:1: \"name\" is missing");
    CHECK(complaint(head) == "chip.toml:1:1: the list has no register | write [[register]] for each");
    CHECK(complaint(head + "[[register]]\noffset = 0\n") == "chip.toml:3:1: \"name\" is missing");
    CHECK(complaint(head + "[[register]]\nname = \"A\"\nofset = 0\n") ==
          "chip.toml:5:1: unknown key \"ofset\" | did you mean \"offset\"?");
    CHECK(complaint(head + "[[register]]\nname = \"A\"\noffset = -4\n") ==
          "chip.toml:5:10: offset is no number from 0 on | hexadecimal is fine: 0x40");
    CHECK(complaint(head + "[[register]]\nname = \"A\"\noffset = 0\naccess = \"r\"\n") ==
          "chip.toml:6:10: access is none of rw, ro, wo, w1c, w1s, rc");
    CHECK(complaint(head + "[[register]]\nname = \"A\"\noffset = 0\nfields = [{ name = \"F\", bits = \"0:3\" }]\n") ==
          "chip.toml:6:32: bits is \"0:3\" | the highest bit comes first");
    CHECK(complaint(head + "[[register]]\nname = \"A\"\noffset = 0\nfields = [{ name = \"F\", bits = \"x\" }]\n") ==
          "chip.toml:6:32: bits is \"x\" | write \"7\" for one bit, \"10:8\" for several, the highest first; bits "
          "count from "
          "0 to 63");
    CHECK(complaint(head + "[[register]]\nname = \"A\"\noffset = 0x200\n") ==
          "chip.toml:1:1: register \"A\" lies beyond the block's 256 bytes");
    CHECK(complaint(head + "[[register").find("not TOML") != std::string::npos);
}
