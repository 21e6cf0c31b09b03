// SPDX-License-Identifier: MIT
//
// A register list as data: names, offsets, fields with their access, reset values, as a vendor's list or a SystemRDL
// description has them. The table is validated once (overlaps, widths, names); a RegisterBank then behaves like it. The
// scenario floor reads such a list from TOML; a model may also build one in code.
// Leaves out: arrays of registers and aliases (write the rows out), and side effects beyond the access kinds here:
// those are the model's code (RegisterBank::on_write, on_read).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/result.hpp"

namespace acxsim::hw {

enum class FieldAccess : std::uint8_t {
    ReadWrite,       ///< "rw"
    ReadOnly,        ///< "ro": the model's to change
    WriteOnly,       ///< "wo": reads as 0
    WriteOneToClear, ///< "w1c"
    WriteOneToSet,   ///< "w1s"
    ReadToClear,     ///< "rc": a read returns it and leaves 0
};
/// nullopt if it is none of the words above.
std::optional<FieldAccess> field_access(std::string_view word);
std::string_view to_string(FieldAccess access);

struct RegisterField {
    std::string name;
    unsigned low_bit = 0;
    unsigned width_bits = 1;
    FieldAccess access = FieldAccess::ReadWrite;
    std::string help = {};

    std::uint64_t mask() const {
        return (width_bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width_bits) - 1) << low_bit;
    }
};

struct RegisterRow {
    std::string name;
    std::uint64_t offset = 0; ///< from the start of the block, a multiple of the width
    unsigned width_bytes = 4; ///< 1, 2, 4 or 8
    std::uint64_t reset = 0;
    std::vector<RegisterField> fields = {}; ///< bits of no field read 0 and ignore writes
    std::string help = {};

    std::uint64_t mask(FieldAccess access) const;
};

class RegisterTable {
public:
    RegisterTable() = default;
    /// The rows are sorted by offset. Errors name the register: a width that is none, an offset that is not aligned or
    /// beyond the block, an overlap, a name twice, a field that leaves its register or overlaps another, a reset value
    /// with bits of no field.
    static core::Result<RegisterTable> make(std::string block, std::uint64_t size_bytes, std::vector<RegisterRow> rows);

    const std::string &block() const { return block_; }
    std::uint64_t size_bytes() const { return size_bytes_; }
    const std::vector<RegisterRow> &rows() const { return rows_; }
    bool empty() const { return rows_.empty(); }
    /// Index into rows(), nullopt if there is none of that name.
    std::optional<std::size_t> find(std::string_view name) const;

private:
    std::string block_;
    std::uint64_t size_bytes_ = 0;
    std::vector<RegisterRow> rows_;
};

} // namespace acxsim::hw
