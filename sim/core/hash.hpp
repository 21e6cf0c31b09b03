// SPDX-License-Identifier: MIT
//
// 64-bit mixing used for trace hashes and for the counter-based generator. Own, small, and the same on every
// compiler: multiply to 128 bits and fold. Not cryptographic.
#pragma once

#include <cstdint>
#include <string_view>

namespace acxsim::core {

/// Multiplies to 128 bits and folds the halves.
constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
    const unsigned __int128 product = static_cast<unsigned __int128>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

/// FNV-1a; names of choice sites.
constexpr std::uint64_t hash_text(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return hash;
}

} // namespace acxsim::core
