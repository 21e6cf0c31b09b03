// SPDX-License-Identifier: MIT
//
// See content_window.hpp.
#include "sim/client/audio/content_window.hpp"

#include <algorithm>

namespace acxsim::client {

void ContentWindow::move_to(std::uint64_t first_byte) {
    first_byte_ = first_byte;
    source_->read(first_byte / block_, std::span(window_).first(whole_blocks_));
}

bool ContentWindow::matches_elsewhere(std::uint64_t first_byte, std::span<const std::byte> blocks) {
    if (blocks.size() > whole_blocks_) return source_->matches(first_byte / block_, blocks);
    while (!blocks.empty()) {
        std::uint64_t offset = first_byte - first_byte_;
        if (offset >= whole_blocks_) {
            move_to(first_byte);
            offset = 0;
        }
        const std::size_t size = std::min<std::size_t>(blocks.size(), whole_blocks_ - offset);
        if (!same(window_.data() + offset, blocks.data(), size)) return false;
        first_byte += size;
        blocks = blocks.subspan(size);
    }
    return true;
}

void ContentWindow::read_elsewhere(std::uint64_t first_byte, std::span<std::byte> into) {
    if (into.size() > whole_blocks_) {
        source_->read(first_byte / block_, into);
        return;
    }
    move_to(first_byte);
    std::memcpy(into.data(), window_.data(), into.size());
}

const std::byte *ContentWindow::frame(std::uint64_t number) {
    const std::uint64_t first_byte = number * block_;
    if (first_byte - first_byte_ >= whole_blocks_) move_to(first_byte);
    return window_.data() + (first_byte - first_byte_);
}

void read_bytes(AudioSource &source, std::uint64_t first_byte, std::span<std::byte> into) {
    const std::size_t block = source.format().block_bytes();
    std::uint64_t frame = first_byte / block;
    std::array<std::byte, AudioSource::block_bytes_max> cut{};
    const auto part_of_a_frame = [&](std::size_t from, std::size_t size) {
        source.read(frame++, std::span(cut).first(block));
        std::memcpy(into.data(), cut.data() + from, size);
        into = into.subspan(size);
    };
    if (const std::size_t from = first_byte % block; from != 0) {
        part_of_a_frame(from, std::min(block - from, into.size()));
    }
    if (const std::size_t whole = into.size() / block * block; whole != 0) {
        source.read(frame, into.first(whole));
        frame += whole / block;
        into = into.subspan(whole);
    }
    if (!into.empty()) part_of_a_frame(0, into.size());
}

} // namespace acxsim::client
