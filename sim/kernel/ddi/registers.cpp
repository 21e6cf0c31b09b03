// SPDX-License-Identifier: MIT
//
// DDIs: device registers and memory blocks. A register access is a transaction on the bus and takes its time before it
// happens; copying and filling memory take time while they happen.
#include <cstring>

#include <fmt/format.h>

#include "sim/kernel/bug_check.hpp"
#include "sim/kernel/ddi_table.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/system.hpp"

#define NOMINMAX
#include "wdm.h"

using namespace acxsim::kernel;
namespace core = acxsim::core;

namespace {

/// The bus address, or nothing if the pointer is ordinary memory (common buffers are read with these functions too).
bool locate(std::uintptr_t address, acxsim::hw::BusAddress &bus) {
    RegisterWindow &window = acxsim::kernel::Executive::current().registers();
    if (!window.contains(address)) return false;
    const auto found = window.translate(address);
    if (!found) {
        raise_bug_check(0x50, {address, 0, 0, 0}, "a register was accessed " + window.explain_address(address));
        bus = ~acxsim::hw::BusAddress{0};
        return true;
    }
    bus = *found;
    return true;
}

template <class T>
T read_register(volatile T *address) {
    acxsim::hw::BusAddress bus = 0;
    if (!locate(reinterpret_cast<std::uintptr_t>(address), bus)) return *address;
    return static_cast<T>(System::current().bus().read(bus, sizeof(T)));
}

template <class T>
void write_register(volatile T *address, T value) {
    acxsim::hw::BusAddress bus = 0;
    if (!locate(reinterpret_cast<std::uintptr_t>(address), bus)) {
        *address = value;
        return;
    }
    System::current().bus().write(bus, sizeof(T), value);
}

/// The DDI's own cost pays for the first access.
template <class T>
void read_buffer(volatile T *address, T *into, ULONG count) {
    for (ULONG i = 0; i < count; ++i) {
        if (i > 0) System::current().charge(Cost::MmioRead);
        into[i] = read_register(address + i); // consecutive registers, as a string move reads them
    }
}

template <class T>
void write_buffer(volatile T *address, const T *from, ULONG count) {
    for (ULONG i = 0; i < count; ++i) {
        if (i > 0) System::current().charge(Cost::MmioWrite);
        write_register(address + i, from[i]);
    }
}

/// Fills at the machine's pace, so that a device may see memory half filled.
void fill(void *destination, std::size_t size, int value) {
    constexpr std::size_t step = 1024;
    System &system = System::current();
    auto *bytes = static_cast<unsigned char *>(destination);
    const std::int64_t ticks_per_kib = system.costs()[Cost::CopyPerKibibyte].count();
    while (size > 0) {
        const std::size_t chunk = size < step ? size : step;
        std::memset(bytes, value, chunk);
        system.charge(core::Duration{static_cast<std::int64_t>(chunk) * ticks_per_kib / 1024});
        bytes += chunk;
        size -= chunk;
    }
}

} // namespace

extern "C" {

UCHAR READ_REGISTER_UCHAR(volatile UCHAR *Register) {
    ACXSIM_DDI(kernel_ddis, "READ_REGISTER_UCHAR");
    return read_register(Register);
}
USHORT READ_REGISTER_USHORT(volatile USHORT *Register) {
    ACXSIM_DDI(kernel_ddis, "READ_REGISTER_USHORT");
    return read_register(Register);
}
ULONG READ_REGISTER_ULONG(volatile ULONG *Register) {
    ACXSIM_DDI(kernel_ddis, "READ_REGISTER_ULONG");
    return read_register(Register);
}
ULONG64 READ_REGISTER_ULONG64(volatile ULONG64 *Register) {
    ACXSIM_DDI(kernel_ddis, "READ_REGISTER_ULONG64");
    return read_register(Register);
}
VOID WRITE_REGISTER_UCHAR(volatile UCHAR *Register, UCHAR Value) {
    ACXSIM_DDI(kernel_ddis, "WRITE_REGISTER_UCHAR");
    write_register(Register, Value);
}
VOID WRITE_REGISTER_USHORT(volatile USHORT *Register, USHORT Value) {
    ACXSIM_DDI(kernel_ddis, "WRITE_REGISTER_USHORT");
    write_register(Register, Value);
}
VOID WRITE_REGISTER_ULONG(volatile ULONG *Register, ULONG Value) {
    ACXSIM_DDI(kernel_ddis, "WRITE_REGISTER_ULONG");
    write_register(Register, Value);
}
VOID WRITE_REGISTER_ULONG64(volatile ULONG64 *Register, ULONG64 Value) {
    ACXSIM_DDI(kernel_ddis, "WRITE_REGISTER_ULONG64");
    write_register(Register, Value);
}
VOID READ_REGISTER_BUFFER_UCHAR(volatile UCHAR *Register, PUCHAR Buffer, ULONG Count) {
    ACXSIM_DDI(kernel_ddis, "READ_REGISTER_BUFFER_UCHAR");
    read_buffer(Register, Buffer, Count);
}
VOID READ_REGISTER_BUFFER_USHORT(volatile USHORT *Register, PUSHORT Buffer, ULONG Count) {
    ACXSIM_DDI(kernel_ddis, "READ_REGISTER_BUFFER_USHORT");
    read_buffer(Register, Buffer, Count);
}
VOID READ_REGISTER_BUFFER_ULONG(volatile ULONG *Register, PULONG Buffer, ULONG Count) {
    ACXSIM_DDI(kernel_ddis, "READ_REGISTER_BUFFER_ULONG");
    read_buffer(Register, Buffer, Count);
}
VOID READ_REGISTER_BUFFER_ULONG64(volatile ULONG64 *Register, PULONG64 Buffer, ULONG Count) {
    ACXSIM_DDI(kernel_ddis, "READ_REGISTER_BUFFER_ULONG64");
    read_buffer(Register, Buffer, Count);
}
VOID WRITE_REGISTER_BUFFER_UCHAR(volatile UCHAR *Register, PUCHAR Buffer, ULONG Count) {
    ACXSIM_DDI(kernel_ddis, "WRITE_REGISTER_BUFFER_UCHAR");
    write_buffer(Register, Buffer, Count);
}
VOID WRITE_REGISTER_BUFFER_USHORT(volatile USHORT *Register, PUSHORT Buffer, ULONG Count) {
    ACXSIM_DDI(kernel_ddis, "WRITE_REGISTER_BUFFER_USHORT");
    write_buffer(Register, Buffer, Count);
}
VOID WRITE_REGISTER_BUFFER_ULONG(volatile ULONG *Register, PULONG Buffer, ULONG Count) {
    ACXSIM_DDI(kernel_ddis, "WRITE_REGISTER_BUFFER_ULONG");
    write_buffer(Register, Buffer, Count);
}
VOID WRITE_REGISTER_BUFFER_ULONG64(volatile ULONG64 *Register, PULONG64 Buffer, ULONG Count) {
    ACXSIM_DDI(kernel_ddis, "WRITE_REGISTER_BUFFER_ULONG64");
    write_buffer(Register, Buffer, Count);
}

VOID RtlCopyMemory(VOID *Destination, const VOID *Source, SIZE_T Length) {
    ACXSIM_DDI(kernel_ddis, "RtlCopyMemory");
    System::current().copy(Destination, Source, Length);
}
VOID RtlMoveMemory(VOID *Destination, const VOID *Source, SIZE_T Length) {
    ACXSIM_DDI(kernel_ddis, "RtlMoveMemory");
    System &system = System::current();
    const auto to = reinterpret_cast<std::uintptr_t>(Destination);
    const auto from = reinterpret_cast<std::uintptr_t>(Source);
    if (to + Length <= from || from + Length <= to) {
        system.copy(Destination, Source, Length);
        return;
    }
    std::memmove(Destination, Source, Length); // overlapping: in one go
    system.charge(
        core::Duration{static_cast<std::int64_t>(Length) * system.costs()[Cost::CopyPerKibibyte].count() / 1024});
}
VOID RtlZeroMemory(VOID *Destination, SIZE_T Length) {
    ACXSIM_DDI(kernel_ddis, "RtlZeroMemory");
    fill(Destination, Length, 0);
}
VOID RtlFillMemory(VOID *Destination, SIZE_T Length, INT Fill) {
    ACXSIM_DDI(kernel_ddis, "RtlFillMemory");
    fill(Destination, Length, Fill);
}

} // extern "C"
