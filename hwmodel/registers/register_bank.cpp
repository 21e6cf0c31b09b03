// SPDX-License-Identifier: MIT
#include "hwmodel/registers/register_bank.hpp"

#include <algorithm>

#include "sim/core/assert.hpp"

namespace acxsim::hw {

namespace {

std::uint64_t ones(unsigned bytes) { return bytes >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (bytes * 8)) - 1; }

} // namespace

RegisterBank::RegisterBank(RegisterTable table) : table_(std::move(table)) {
    ACXSIM_ASSERT(!table_.empty(), "a register bank without registers");
    for (const RegisterRow &row : table_.rows()) {
        masks_.push_back({row.mask(FieldAccess::ReadWrite) | row.mask(FieldAccess::WriteOnly),
                          row.mask(FieldAccess::WriteOneToClear), row.mask(FieldAccess::WriteOneToSet),
                          row.mask(FieldAccess::WriteOnly), row.mask(FieldAccess::ReadToClear)});
        values_.push_back(row.reset);
    }
    hooks_.resize(values_.size());
}

RegisterBank::Handle RegisterBank::find(std::string_view register_name) const {
    const auto row = table_.find(register_name);
    ACXSIM_ASSERT(row.has_value(), "the register list lacks a register that the model uses");
    Handle handle;
    handle.row = *row;
    handle.mask = ones(table_.rows()[*row].width_bytes);
    return handle;
}

RegisterBank::Handle RegisterBank::find(std::string_view register_name, std::string_view field_name) const {
    Handle handle = find(register_name);
    for (const RegisterField &field : table_.rows()[handle.row].fields) {
        if (field.name != field_name) continue;
        handle.low_bit = field.low_bit;
        handle.mask = field.mask();
        return handle;
    }
    ACXSIM_ASSERT(false, "the register list lacks a field that the model uses");
    return handle;
}

bool RegisterBank::has(std::string_view register_name, std::string_view field_name) const {
    const auto row = table_.find(register_name);
    if (!row) return false;
    const auto &fields = table_.rows()[*row].fields;
    return field_name.empty() || std::any_of(fields.begin(), fields.end(),
                                             [&](const RegisterField &field) { return field.name == field_name; });
}

void RegisterBank::set(Handle what, std::uint64_t value) {
    values_[what.row] = (values_[what.row] & ~what.mask) | ((value << what.low_bit) & what.mask);
}

void RegisterBank::reset() {
    for (std::size_t i = 0; i < values_.size(); ++i)
        values_[i] = table_.rows()[i].reset;
}

void RegisterBank::on_write(Handle what, Written hook) { hooks_[what.row].written = std::move(hook); }
void RegisterBank::on_read(Handle what, Reading hook) { hooks_[what.row].reading = std::move(hook); }

/// Calls each(row, register's first byte touched, access's first byte, bytes) for every register that is touched.
template <class Each>
void RegisterBank::for_each_hit(std::uint64_t offset, unsigned width_bytes, Each &&each) {
    const std::uint64_t end = offset + width_bytes;
    const auto &rows = table_.rows();
    for (std::size_t i = 0; i < rows.size() && rows[i].offset < end; ++i) {
        const std::uint64_t low = rows[i].offset;
        const std::uint64_t high = low + rows[i].width_bytes;
        if (high <= offset) continue;
        const std::uint64_t from = std::max(low, offset);
        each(i, static_cast<unsigned>(from - low), static_cast<unsigned>(from - offset),
             static_cast<unsigned>(std::min(high, end) - from));
    }
}

std::uint64_t RegisterBank::read(std::uint64_t offset, unsigned width_bytes) {
    std::uint64_t result = 0;
    for_each_hit(offset, width_bytes, [&](std::size_t i, unsigned first, unsigned shift, unsigned bytes) {
        if (hooks_[i].reading) hooks_[i].reading();
        const std::uint64_t covered = ones(bytes) << (first * 8);
        const std::uint64_t seen = values_[i] & ~masks_[i].hidden & covered;
        result |= (seen >> (first * 8)) << (shift * 8);
        values_[i] &= ~(masks_[i].read_clears & covered);
    });
    return result;
}

void RegisterBank::write(std::uint64_t offset, unsigned width_bytes, std::uint64_t value) {
    for_each_hit(offset, width_bytes, [&](std::size_t i, unsigned first, unsigned shift, unsigned bytes) {
        const std::uint64_t covered = ones(bytes) << (first * 8);
        const std::uint64_t written = ((value >> (shift * 8)) & ones(bytes)) << (first * 8);
        const Masks &masks = masks_[i];
        const std::uint64_t before = values_[i];
        std::uint64_t now = (before & ~(masks.writable & covered)) | (written & masks.writable);
        now &= ~(written & masks.clearable);
        now |= written & masks.settable;
        values_[i] = now;
        if (hooks_[i].written) hooks_[i].written(before, written);
    });
}

} // namespace acxsim::hw
