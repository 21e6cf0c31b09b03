// SPDX-License-Identifier: MIT
//
// Decodes a trace message as WPP does: printf conversions with the Windows lengths, %wZ, %ws, %p, and the extended ones
// between exclamation marks (%!STATUS!, %!GUID!, %!FUNC!, the driver's own). Arguments come with their size and class,
// so that a wrong conversion shows a wrong number and never reads what is not there. Strings are read with care: memory
// that cannot be read is said to be so.
// Source: "What are the WPP extended format specification strings?". Leaves out: lookups in the host's registry
// (%!CLSID! shows the GUID).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "sim/kernel/debug_text.hpp"

struct _ACXSIM_TRACE_ITEM;

namespace acxsim::kernel {

struct TraceValue {
    enum class Class : std::uint8_t { Signed, Unsigned, Pointer, Real, Record };
    Class kind = Class::Signed;
    std::uint32_t size_bytes = 0; ///< of the value as the driver has it; 0: bits hold it already
    std::uint64_t bits = 0;       ///< integers are extended to 64 bits; a pointer; a double
    const void *record = nullptr; ///< Record: where it lies
};

struct TraceMessage {
    std::string_view format;
    std::string_view function;
    std::string_view file; ///< without its folder
    std::uint32_t line = 0;
    std::uint32_t level = 0;
    std::string_view flags;
    std::uint32_t processor = 0;
    const _ACXSIM_TRACE_ITEM *items = nullptr; ///< the driver's own formats
};

/// Never longer than about DriverLog::text_max bytes.
DebugText format_trace_message(const TraceMessage &message, std::span<const TraceValue> values);

/// A pointer as 16 hexadecimal digits that are the same in every run: pool blocks by allocation and offset, framework
/// handles and small numbers as they are, everything else numbered in the order in which it is first shown.
DebugText address_text(std::uint64_t address);

/// "Class::Method" of what __PRETTY_FUNCTION__ says; both compilers give the same.
std::string function_name(std::string_view pretty);

/// Copies at most `size_bytes` readable bytes; returns how many. Never faults.
std::size_t read_memory(const void *from, void *into, std::size_t size_bytes);

} // namespace acxsim::kernel
