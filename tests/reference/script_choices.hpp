// SPDX-License-Identifier: MIT
//
// What the random scripts draw from: random numbers of their own, and formats.
#pragma once

#include <cstddef>
#include <cstdint>

namespace acxsim::reference {

class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15u + 1) {}
    std::uint64_t below(std::uint64_t bound) {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 7;
        state_ ^= state_ << 17;
        return (state_ >> 11) % bound;
    }
    bool one_in(std::uint64_t n) { return below(n) == 0; }
    template <class T, std::size_t n>
    T of(const T (&choices)[n]) {
        return choices[below(n)];
    }

private:
    std::uint64_t state_;
};

/// A format as hwmodel.md 1.4 encodes it.
struct Format {
    bool base_44100;
    int multiple;
    int divisor;
    int bits;
    int channels;
    int block_bytes() const { return (bits == 8 ? 1 : bits == 16 ? 2 : 4) * channels; }
    std::uint16_t code() const {
        const int size = bits == 8 ? 0 : bits == 16 ? 1 : bits == 20 ? 2 : bits == 24 ? 3 : 4;
        return static_cast<std::uint16_t>((base_44100 ? 1 << 14 : 0) | (multiple - 1) << 11 | (divisor - 1) << 8 |
                                          size << 4 | (channels - 1));
    }
};

inline constexpr Format formats[] = {
    {false, 1, 1, 16, 2}, {false, 1, 1, 16, 2}, {true, 1, 1, 16, 2},  {true, 1, 1, 16, 1},  {false, 2, 1, 24, 2},
    {false, 4, 1, 32, 2}, {true, 2, 1, 16, 2},  {false, 2, 3, 16, 2}, {true, 1, 4, 16, 2},  {false, 1, 6, 16, 1},
    {false, 1, 1, 8, 1},  {true, 4, 1, 16, 2},  {true, 1, 1, 24, 2},  {false, 1, 1, 20, 3}, {true, 2, 3, 16, 2},
};

} // namespace acxsim::reference
