// SPDX-License-Identifier: MIT
//
// A register block that behaves as its table says: accesses of any width and alignment, read-only and
// write-one-to-clear bits, reset values, trace and documentation names. What a register does beyond that is the
// model's: on_write() and on_read() hook in code, value() and set() are the model's side, which no access rule binds.
// Leaves out: bus errors (an offset that nobody answers reads 0 and ignores writes).
#pragma once

#include <functional>
#include <vector>

#include "hwmodel/bus/mmio_bus.hpp"
#include "hwmodel/registers/register_table.hpp"

namespace acxsim::hw {

class RegisterBank final : public RegisterBlock {
public:
    /// Asserts that the table has a register.
    explicit RegisterBank(RegisterTable table);

    /// A register, or one field of it, found once by name and then used by index.
    class Handle {
        friend class RegisterBank;
        std::size_t row = 0;
        unsigned low_bit = 0;
        std::uint64_t mask = 0; // in place
    };
    /// Asserts that the table has it: a model and its register list belong together.
    Handle find(std::string_view register_name) const;
    Handle find(std::string_view register_name, std::string_view field_name) const;
    /// Whether the table has them: for lists that come from elsewhere.
    bool has(std::string_view register_name, std::string_view field_name = {}) const;

    /// The model's view: no access kind applies. Values are shifted down to bit 0.
    std::uint64_t value(Handle what) const { return (values_[what.row] & what.mask) >> what.low_bit; }
    void set(Handle what, std::uint64_t value);
    /// All registers at their reset values; hooks are not called.
    void reset();

    /// Called after software has written (any part of) the register; `before` is what it held. `written` is what
    /// arrived on the bus, with 0 in the bytes that the access did not carry.
    using Written = std::function<void(std::uint64_t before, std::uint64_t written)>;
    void on_write(Handle what, Written hook);
    /// Called before software reads (any part of) the register: the place to bring a position up to date.
    using Reading = std::function<void()>;
    void on_read(Handle what, Reading hook);

    const RegisterTable &table() const { return table_; }
    std::string_view name() const override { return table_.block(); }
    std::uint64_t size_bytes() const override { return table_.size_bytes(); }
    std::uint64_t read(std::uint64_t offset, unsigned width_bytes) override;
    void write(std::uint64_t offset, unsigned width_bytes, std::uint64_t value) override;

private:
    struct Masks {
        std::uint64_t writable, clearable, settable, hidden, read_clears;
    };
    struct Hooks {
        Reading reading;
        Written written;
    };
    template <class Each>
    void for_each_hit(std::uint64_t offset, unsigned width_bytes, Each &&each);

    RegisterTable table_;
    std::vector<Masks> masks_;
    std::vector<std::uint64_t> values_;
    std::vector<Hooks> hooks_;
};

} // namespace acxsim::hw
