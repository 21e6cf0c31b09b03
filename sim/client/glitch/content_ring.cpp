// SPDX-License-Identifier: MIT
//
// See content_ring.hpp.
#include "sim/client/glitch/content_ring.hpp"

#include <algorithm>

#include "sim/core/assert.hpp"

namespace acxsim::client {

bool ContentRing::Entry::holds(std::uint32_t from_byte, std::uint32_t size_bytes) const {
    if (from_byte + size_bytes <= valid_bytes) return true;
    return std::any_of(pieces.begin(), pieces.end(), [&](const Piece &piece) {
        return piece.from_byte <= from_byte && from_byte + size_bytes <= piece.to_byte;
    });
}

const ContentRing::Piece *ContentRing::Entry::piece_at(std::uint32_t byte) const {
    for (const Piece &piece : pieces) {
        if (piece.from_byte <= byte && byte < piece.to_byte) return &piece;
    }
    return nullptr;
}

void ContentRing::configure(std::uint32_t block_bytes, std::uint32_t packet_frames, std::uint32_t packets) {
    ACXSIM_ASSERT(block_bytes > 0 && packet_frames > 0, "a ring of packets without frames");
    ACXSIM_ASSERT(packets > 0 && (packets & (packets - 1)) == 0, "the ring's size is a power of two");
    block_ = block_bytes;
    packet_frames_ = packet_frames;
    packet_bytes_ = block_bytes * packet_frames;
    mask_ = packets - 1;
    memory_.assign(std::size_t{packet_bytes_} * packets, std::byte{0});
    entries_.resize(packets);
    for (std::uint32_t i = 0; i < packets; ++i) {
        entries_[i].bytes = memory_.data() + std::size_t{packet_bytes_} * i;
        entries_[i].pieces.reserve(pieces_usual);
    }
    clear();
}

void ContentRing::clear() {
    for (Entry &entry : entries_) {
        entry.packet = -1;
        entry.valid_bytes = 0;
        entry.pieces.clear();
    }
    newest_ = -1;
    last_ = nullptr;
}

std::span<std::byte> ContentRing::begin_write(std::uint64_t packet, std::uint32_t from_byte, std::uint32_t size_bytes,
                                              core::TimePoint now, std::int64_t issued_byte) {
    ACXSIM_ASSERT(from_byte + size_bytes <= packet_bytes_, "a piece reaches past its packet");
    Entry &entry = entries_[packet & mask_];
    const auto ordinal = static_cast<std::int64_t>(packet);
    if (entry.packet != ordinal) {
        entry.packet = ordinal;
        entry.valid_bytes = 0;
        entry.pieces.clear();
        newest_ = std::max(newest_, ordinal);
    }
    last_ = &entry;
    if (entry.pieces.size() < pieces_max) {
        entry.pieces.push_back({from_byte, from_byte + size_bytes, now, now, issued_byte, issued_byte});
    } else {
        entry.pieces.back().to_byte = from_byte + size_bytes;
    }
    if (from_byte <= entry.valid_bytes) entry.valid_bytes = std::max(entry.valid_bytes, from_byte + size_bytes);
    return {entry.bytes + from_byte, size_bytes};
}

void ContentRing::resume_write(std::uint32_t byte, core::Duration interruption, core::TimePoint now,
                               std::int64_t issued_byte) {
    ACXSIM_ASSERT(last_ != nullptr, "a write was resumed that never began");
    Piece &piece = last_->pieces.back();
    if (byte <= piece.from_byte || byte >= piece.to_byte || last_->pieces.size() == pieces_max) return;
    const std::uint32_t end = piece.to_byte;
    piece.to_byte = byte;
    piece.ended = now - interruption;
    piece.issued_ended = issued_byte;
    last_->pieces.push_back({byte, end, now, now, issued_byte, issued_byte});
}

void ContentRing::end_write(core::TimePoint now, std::int64_t issued_byte) {
    ACXSIM_ASSERT(last_ != nullptr, "a write ended that never began");
    last_->pieces.back().ended = now;
    last_->pieces.back().issued_ended = issued_byte;
}

const std::byte *ContentRing::frame(std::int64_t number) const {
    if (number < 0) return nullptr;
    const std::int64_t packet = number / packet_frames_;
    const Entry &there = entry(packet);
    if (there.packet != packet) return nullptr;
    const auto offset = static_cast<std::uint32_t>(number % packet_frames_) * block_;
    return there.holds(offset, block_) ? there.bytes + offset : nullptr;
}

} // namespace acxsim::client
