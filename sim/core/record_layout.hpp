// SPDX-License-Identifier: MIT
//
// The members of a record type, seen at compile time: how wide each is and whether it is signed. Listings decode
// records with it, so that a record type is described once, by its struct. Works for plain structs of up to 12
// integers.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace acxsim::core {

/// Bytes of each member in order, negative for signed ones; 0 ends the list.
using MemberWidths = std::array<std::int8_t, 12>;

namespace detail {

template <class... Members>
constexpr MemberWidths widths_of(const Members &...) {
    static_assert(sizeof...(Members) <= 12);
    MemberWidths widths{};
    std::size_t i = 0;
    ((widths[i++] = static_cast<std::int8_t>(std::is_signed_v<Members> ? -static_cast<int>(sizeof(Members))
                                                                       : static_cast<int>(sizeof(Members)))),
     ...);
    return widths;
}

constexpr std::size_t count_words(std::string_view text) {
    std::size_t words = text.empty() ? 0 : 1;
    for (const char c : text)
        words += c == ' ';
    return words;
}

// Converts to anything: tells how many members an aggregate has by how many initialisers it takes.
struct AnyMember {
    template <class T>
    constexpr operator T() const;
};
template <class T, class... Members>
constexpr std::size_t member_count() {
    if constexpr (requires { T{Members{}..., AnyMember{}}; }) {
        return member_count<T, Members..., AnyMember>();
    } else {
        return sizeof...(Members);
    }
}

} // namespace detail

template <class T>
constexpr MemberWidths member_widths() {
    constexpr T t{};
    constexpr std::size_t count = detail::member_count<T>();
    static_assert(count >= 1 && count <= 12);
    if constexpr (count == 1) {
        const auto &[a] = t;
        return detail::widths_of(a);
    } else if constexpr (count == 2) {
        const auto &[a, b] = t;
        return detail::widths_of(a, b);
    } else if constexpr (count == 3) {
        const auto &[a, b, c] = t;
        return detail::widths_of(a, b, c);
    } else if constexpr (count == 4) {
        const auto &[a, b, c, d] = t;
        return detail::widths_of(a, b, c, d);
    } else if constexpr (count == 5) {
        const auto &[a, b, c, d, e] = t;
        return detail::widths_of(a, b, c, d, e);
    } else if constexpr (count == 6) {
        const auto &[a, b, c, d, e, f] = t;
        return detail::widths_of(a, b, c, d, e, f);
    } else if constexpr (count == 7) {
        const auto &[a, b, c, d, e, f, g] = t;
        return detail::widths_of(a, b, c, d, e, f, g);
    } else if constexpr (count == 8) {
        const auto &[a, b, c, d, e, f, g, h] = t;
        return detail::widths_of(a, b, c, d, e, f, g, h);
    } else if constexpr (count == 9) {
        const auto &[a, b, c, d, e, f, g, h, i] = t;
        return detail::widths_of(a, b, c, d, e, f, g, h, i);
    } else if constexpr (count == 10) {
        const auto &[a, b, c, d, e, f, g, h, i, j] = t;
        return detail::widths_of(a, b, c, d, e, f, g, h, i, j);
    } else if constexpr (count == 11) {
        const auto &[a, b, c, d, e, f, g, h, i, j, k] = t;
        return detail::widths_of(a, b, c, d, e, f, g, h, i, j, k);
    } else {
        const auto &[a, b, c, d, e, f, g, h, i, j, k, l] = t;
        return detail::widths_of(a, b, c, d, e, f, g, h, i, j, k, l);
    }
}

} // namespace acxsim::core
