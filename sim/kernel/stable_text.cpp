// SPDX-License-Identifier: MIT
//
// Host facts made fit for a trace: memory that may not be there, addresses that differ between runs, function names
// that the compilers spell differently.
#include <sys/uio.h>
#include <unistd.h>

#include <fmt/format.h>

#include "sim/kernel/driver_log.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/trace_format.hpp"

namespace acxsim::kernel {

std::size_t read_memory(const void *from, void *into, std::size_t size_bytes) {
    if (size_bytes == 0) return 0;
    iovec local{into, size_bytes};
    iovec remote{const_cast<void *>(from), size_bytes};
    const ssize_t got = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);
    return got < 0 ? 0 : static_cast<std::size_t>(got);
}

DebugText address_text(std::uint64_t address) {
    const auto both = [](std::string text) { return DebugText{text, text}; };
    // Handles of the framework lie where no memory is; small numbers are no addresses.
    if (address < 0x10000 || address >= 0x0000'8000'0000'0000ULL) return both(fmt::format("{:016X}", address));
    Executive *executive = Executive::current_or_null();
    if (executive == nullptr) return {fmt::format("{:016X}", address), "<address>"};
    if (const auto block = executive->pool().block_of(reinterpret_cast<const void *>(address)))
        return both(
            fmt::format("{:016X}", 0xFFFF'9000'0000'0000ULL + (block->allocation << 24) + (address - block->address)));
    return {fmt::format("{:016X}", 0xFFFF'A000'0000'0000ULL + (executive->driver_log().number_of(address) << 4)),
            "<address>"};
}

std::string function_name(std::string_view pretty) {
    // "NTSTATUS Engine<int>::Run(bool) [with ...]" -> "Engine<int>::Run"
    int depth = 0;
    std::size_t end = pretty.size();
    for (std::size_t i = 0; i < pretty.size(); ++i) {
        const char c = pretty[i];
        if (c == '<') ++depth;
        if (c == '>' && depth > 0) --depth;
        if (c == '(' && depth == 0 && i > 0 && pretty[i - 1] != ' ' && pretty.compare(i, 11, "(anonymous ") != 0) {
            end = i;
            break;
        }
    }
    std::size_t begin = 0;
    depth = 0;
    for (std::size_t i = end; i > 0; --i) {
        const char c = pretty[i - 1];
        if (c == '>') ++depth;
        if (c == '<') --depth;
        if (depth == 0 && (c == ' ' || c == '*' || c == '&')) {
            begin = i;
            break;
        }
    }
    std::string name(pretty.substr(begin, end - begin));
    for (const std::string_view anonymous : {"{anonymous}::", "(anonymous namespace)::", "namespace)::"}) {
        if (const std::size_t at = name.find(anonymous); at != std::string::npos) name.erase(at, anonymous.size());
    }
    return name;
}

} // namespace acxsim::kernel
