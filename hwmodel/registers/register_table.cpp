// SPDX-License-Identifier: MIT
#include "hwmodel/registers/register_table.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace acxsim::hw {

namespace {

constexpr std::array<std::pair<std::string_view, FieldAccess>, 6> access_words{{
    {"rw", FieldAccess::ReadWrite},
    {"ro", FieldAccess::ReadOnly},
    {"wo", FieldAccess::WriteOnly},
    {"w1c", FieldAccess::WriteOneToClear},
    {"w1s", FieldAccess::WriteOneToSet},
    {"rc", FieldAccess::ReadToClear},
}};

std::string quoted(const std::string &name) { return "\"" + name + "\""; }

core::Result<void> check_fields(const RegisterRow &row) {
    const unsigned width_bits = row.width_bytes * 8;
    std::uint64_t taken = 0;
    for (std::size_t i = 0; i < row.fields.size(); ++i) {
        const RegisterField &field = row.fields[i];
        const std::string who = "field " + quoted(field.name) + " of register " + quoted(row.name);
        if (field.name.empty()) return core::Error{"a field of register " + quoted(row.name) + " has no name"};
        if (field.width_bits == 0 || field.low_bit + field.width_bits > width_bits) {
            return core::Error{who + " leaves the register's " + std::to_string(width_bits) + " bits"};
        }
        if ((taken & field.mask()) != 0) return core::Error{who + " overlaps another field"};
        taken |= field.mask();
        for (std::size_t other = 0; other < i; ++other) {
            if (row.fields[other].name == field.name) return core::Error{who + " is there twice"};
        }
    }
    if ((row.reset & ~taken) != 0) {
        return core::Error{"the reset value of register " + quoted(row.name) + " has bits that belong to no field", "",
                           "name the fields of all bits that are not 0"};
    }
    return {};
}

core::Result<void> check_row(const RegisterRow &row, std::uint64_t size_bytes) {
    const std::string who = "register " + quoted(row.name);
    if (row.name.empty()) return core::Error{"a register has no name"};
    if (row.width_bytes != 1 && row.width_bytes != 2 && row.width_bytes != 4 && row.width_bytes != 8) {
        return core::Error{who + " is " + std::to_string(row.width_bytes) + " bytes wide, a register has 1, 2, 4 or 8"};
    }
    if (row.offset % row.width_bytes != 0) return core::Error{who + " is not aligned to its width"};
    if (row.offset > size_bytes || row.width_bytes > size_bytes - row.offset) {
        return core::Error{who + " lies beyond the block's " + std::to_string(size_bytes) + " bytes"};
    }
    return check_fields(row);
}

} // namespace

std::optional<FieldAccess> field_access(std::string_view word) {
    for (const auto &[known, access] : access_words) {
        if (known == word) return access;
    }
    return std::nullopt;
}

std::string_view to_string(FieldAccess access) { return access_words[static_cast<std::size_t>(access)].first; }

std::uint64_t RegisterRow::mask(FieldAccess access) const {
    std::uint64_t bits = 0;
    for (const RegisterField &field : fields) {
        if (field.access == access) bits |= field.mask();
    }
    return bits;
}

core::Result<RegisterTable> RegisterTable::make(std::string block, std::uint64_t size_bytes,
                                                std::vector<RegisterRow> rows) {
    for (const RegisterRow &row : rows) {
        if (auto checked = check_row(row, size_bytes); !checked) return checked.error();
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const RegisterRow &a, const RegisterRow &b) { return a.offset < b.offset; });
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i != 0 && rows[i - 1].offset + rows[i - 1].width_bytes > rows[i].offset) {
            return core::Error{"registers " + quoted(rows[i - 1].name) + " and " + quoted(rows[i].name) + " overlap"};
        }
        for (std::size_t other = 0; other < i; ++other) {
            if (rows[other].name == rows[i].name) {
                return core::Error{"register " + quoted(rows[i].name) + " is there twice"};
            }
        }
    }
    RegisterTable table;
    table.block_ = std::move(block);
    table.size_bytes_ = size_bytes;
    table.rows_ = std::move(rows);
    return table;
}

std::optional<std::size_t> RegisterTable::find(std::string_view name) const {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        if (rows_[i].name == name) return i;
    }
    return std::nullopt;
}

} // namespace acxsim::hw
