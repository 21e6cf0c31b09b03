// SPDX-License-Identifier: MIT
//
// Who called whom: a chain of frames on each simulated stack, one per crossing between simulator and driver. It tells a
// rule which DDI the driver is in, from which of its callbacks, and where in its source; and it lets the callback's
// return be checked against its entry. Frames cost a few stores, no allocation.
#pragma once

#include <cstdint>
#include <string_view>

#include "sim/core/hash.hpp"
#include "sim/core/trace.hpp"
#include "sim/kernel/cost.hpp"
#include "sim/kernel/irql.hpp"

namespace acxsim::kernel {

/// One row of a floor's DDI table: what the reference page says about calling the function.
struct Ddi {
    std::string_view name;
    Irql highest = passive_level; ///< highest IRQL the page allows
    std::string_view page;        ///< reference page, as in the contract: header/nf-header-name
    Cost cost = Cost::Call;
    std::uint64_t name_hash = core::hash_text(name);
};

/// The row of that name; a name that is not in the table does not compile.
template <class Table>
consteval const Ddi *find_ddi(const Table &table, std::string_view name) {
    for (const Ddi &row : table) {
        if (row.name == name) return &row;
    }
    throw "this DDI is not in the floor's table";
}

/// What a callback is called: its words and their hash, which a literal has from the compiler.
struct CallbackName {
    std::string_view text;
    std::uint64_t hash;

    template <std::size_t size>
    consteval CallbackName(const char (&literal)[size])
        : text(literal, size - 1), hash(core::hash_text({literal, size - 1})) {}
    CallbackName(std::string_view name) : text(name), hash(core::hash_text(name)) {}
};

enum class FrameKind : std::uint8_t { Ddi, Callback, Interrupt, DeferredCall };

struct CallFrame {
    FrameKind kind;
    Irql irql_entry;
    std::uint16_t locks_entry;
    core::ObjectId object; ///< what a callback is about
    std::string_view name; ///< DDI or callback
    std::uint64_t name_hash;
    const void *code;          ///< callback: address of the driver's function; DDI: return address in the driver
    const void *frame_address; ///< DDI: frame pointer of the DDI, where a stack walk begins
    core::TimePoint entered;
    CallFrame *outer;
};

/// In force while a DDI runs: checks the IRQL, charges the cost, leaves a DdiCalled record.
class DdiScope {
public:
    DdiScope(const Ddi *ddi, const void *frame_address);
    ~DdiScope();
    DdiScope(const DdiScope &) = delete;
    DdiScope &operator=(const DdiScope &) = delete;

private:
    CallFrame frame_;
};

/// In force while the driver's callback runs. Call returned(status) with what it returned; VOID callbacks: returned().
/// Emits CallbackEntered / CallbackReturned; restores IRQL if the driver changed it (after recording that).
class CallbackScope {
public:
    CallbackScope(const CallbackName &name, core::ObjectId object, const void *code);
    ~CallbackScope();
    CallbackScope(const CallbackScope &) = delete;
    CallbackScope &operator=(const CallbackScope &) = delete;
    void returned(std::uint32_t status = 0);

private:
    CallFrame frame_;
    std::uint16_t critical_entry_;
    std::uint16_t floating_point_entry_ = 0;
    bool returned_ = false;
};

} // namespace acxsim::kernel

/// First line of every DDI: `ACXSIM_DDI(kernel_ddis, "KeSetEvent");`
#define ACXSIM_DDI(table, name)                                                                                        \
    static constexpr const ::acxsim::kernel::Ddi *ddi_row_ = ::acxsim::kernel::find_ddi(table, name);                  \
    const ::acxsim::kernel::DdiScope ddi_scope_(ddi_row_, __builtin_frame_address(0))
