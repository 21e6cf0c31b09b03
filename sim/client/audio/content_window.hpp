// SPDX-License-Identifier: MIT
//
// Content by the byte, a few hundred at a time: a source is a function of the frame number, so what should be heard is
// made again where it is compared, in a window that stays in the processor's first cache, and is kept nowhere.
// While content is followed in order a look costs one comparison (tests/bench guards it).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "sim/client/audio/source.hpp"

namespace acxsim::client {

class ContentWindow {
public:
    /// `source` must outlive the window.
    explicit ContentWindow(AudioSource &source)
        : source_(&source), block_(source.format().block_bytes()), whole_blocks_(size_bytes / block_ * block_) {}

    /// Whether `blocks` (whole frames) are the content from byte `first_byte` on.
    bool matches(std::uint64_t first_byte, std::span<const std::byte> blocks) {
        const std::uint64_t offset = first_byte - first_byte_;
        if (offset < whole_blocks_ && blocks.size() <= whole_blocks_ - offset) [[likely]] {
            return same(window_.data() + offset, blocks.data(), blocks.size());
        }
        return matches_elsewhere(first_byte, blocks);
    }
    /// Fills `into` (whole frames) with the content from byte `first_byte` on.
    void read(std::uint64_t first_byte, std::span<std::byte> into) {
        const std::uint64_t offset = first_byte - first_byte_;
        if (offset < whole_blocks_ && into.size() <= whole_blocks_ - offset) [[likely]] {
            std::memcpy(into.data(), window_.data() + offset, into.size());
            return;
        }
        read_elsewhere(first_byte, into);
    }
    /// That frame; valid until the window is used again.
    const std::byte *frame(std::uint64_t number);

private:
    static constexpr std::size_t size_bytes = 512;

    static bool same(const std::byte *a, const std::byte *b, std::size_t size) {
        return size == 32 ? std::memcmp(a, b, 32) == 0 : std::memcmp(a, b, size) == 0; // 32: a burst's worth, inline
    }
    bool matches_elsewhere(std::uint64_t first_byte, std::span<const std::byte> blocks);
    void read_elsewhere(std::uint64_t first_byte, std::span<std::byte> into);
    void move_to(std::uint64_t first_byte);

    AudioSource *source_;
    std::uint32_t block_;
    std::uint64_t whole_blocks_;
    std::uint64_t first_byte_ = UINT64_MAX / 2; // far from any content: nothing is in the window yet
    std::array<std::byte, size_bytes> window_;
};

/// Fills `into` with the content from byte `first_byte` on; neither end need be a frame's.
void read_bytes(AudioSource &source, std::uint64_t first_byte, std::span<std::byte> into);

} // namespace acxsim::client
