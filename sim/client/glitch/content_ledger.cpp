// SPDX-License-Identifier: MIT
//
// See content_ledger.hpp.
#include "sim/client/glitch/content_ledger.hpp"

#include <algorithm>

#include "sim/core/assert.hpp"

namespace acxsim::client {

bool ContentLedger::Entry::holds(std::uint32_t from_byte, std::uint32_t size_bytes) const {
    if (from_byte + size_bytes <= valid_bytes) return true;
    return std::any_of(pieces.begin(), pieces.end(), [&](const Piece &piece) {
        return piece.from_byte <= from_byte && from_byte + size_bytes <= piece.to_byte;
    });
}

const ContentLedger::Piece *ContentLedger::Entry::piece_at(std::uint32_t byte) const {
    for (const Piece &piece : pieces) {
        if (piece.from_byte <= byte && byte < piece.to_byte) return &piece;
    }
    return nullptr;
}

ContentLedger::ContentLedger(AudioSource &source, std::uint32_t packet_frames, std::uint32_t packets)
    : source_(source), block_(source.format().block_bytes()), packet_frames_(packet_frames),
      packet_bytes_(block_ * packet_frames), mask_(packets - 1), entries_(packets) {
    ACXSIM_ASSERT(packet_bytes_ > 0, "packets without frames");
    ACXSIM_ASSERT(packets > 0 && (packets & (packets - 1)) == 0, "the packets to remember are a power of two");
    for (Entry &entry : entries_)
        entry.pieces.reserve(pieces_usual);
}

void ContentLedger::clear() {
    for (Entry &entry : entries_) {
        entry.packet = -1;
        entry.valid_bytes = 0;
        entry.pieces.clear();
    }
    newest_ = -1;
    last_ = nullptr;
}

void ContentLedger::begin_write(std::uint64_t packet, std::uint32_t from_byte, std::uint32_t size_bytes,
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
}

void ContentLedger::resume_write(std::uint32_t byte, core::Duration interruption, core::TimePoint now,
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

void ContentLedger::end_write(core::TimePoint now, std::int64_t issued_byte) {
    ACXSIM_ASSERT(last_ != nullptr, "a write ended that never began");
    last_->pieces.back().ended = now;
    last_->pieces.back().issued_ended = issued_byte;
}

bool ContentLedger::holds_frame(std::int64_t number) const {
    if (number < 0) return false;
    const std::int64_t packet = number / packet_frames_;
    const Entry &there = entry(packet);
    return there.packet == packet && there.holds(static_cast<std::uint32_t>(number % packet_frames_) * block_, block_);
}

} // namespace acxsim::client
