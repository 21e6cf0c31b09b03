// SPDX-License-Identifier: MIT
//
// What should be heard: which of the last few packets exist, keyed by packet ordinal. What is in them is the source's
// business, a function of the frame number, and is made again when somebody asks. A render client enters each packet
// that it writes to the stream's memory; a microphone what the codec hears. Each piece remembers when its writer began
// and ended and how far the engine had fetched by then, so that a late write can be told from a missing one
// (hwmodel.md 2.3, late-write rule).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/client/audio/source.hpp"
#include "sim/core/time.hpp"

namespace acxsim::client {

class ContentLedger {
public:
    /// A piece of a packet that was written in one go, at the machine's pace. Byte offsets are within the packet.
    struct Piece {
        std::uint32_t from_byte = 0;
        std::uint32_t to_byte = 0;
        core::TimePoint began{};
        core::TimePoint ended{};
        std::int64_t issued_began = 0; ///< content byte that the engine had issued up to, at `began`; 0 if unknown
        std::int64_t issued_ended = 0; ///< ... and at `ended`
    };
    struct Entry {
        std::int64_t packet = -1;      ///< ordinal; -1: nothing here
        std::uint32_t valid_bytes = 0; ///< written without a gap from the packet's first byte on
        std::vector<Piece> pieces;     ///< ascending by time

        bool holds(std::uint32_t from_byte, std::uint32_t size_bytes) const;
        const Piece *piece_at(std::uint32_t byte) const;
    };

    /// `packets`: how many to remember, a power of two. `source` must outlive the ledger.
    ContentLedger(AudioSource &source, std::uint32_t packet_frames, std::uint32_t packets);
    /// Forgets everything (a new life of the stream).
    void clear();

    AudioSource &source() const { return source_; }
    std::uint32_t block_bytes() const { return block_; }
    std::uint32_t packet_bytes() const { return packet_bytes_; }
    std::uint32_t packet_frames() const { return packet_frames_; }

    /// A piece of packet `packet` is being written: from now on it is what should be heard.
    void begin_write(std::uint64_t packet, std::uint32_t from_byte, std::uint32_t size_bytes, core::TimePoint now,
                     std::int64_t issued_byte);
    /// Writing the piece begun last had come to `byte` of its packet, was interrupted for that long, and goes on now.
    void resume_write(std::uint32_t byte, core::Duration interruption, core::TimePoint now, std::int64_t issued_byte);
    /// The piece begun last has reached the stream's memory.
    void end_write(core::TimePoint now, std::int64_t issued_byte);

    /// The slot where that packet is, if it is remembered: compare its ordinal.
    const Entry &entry(std::int64_t packet) const { return entries_[static_cast<std::uint64_t>(packet) & mask_]; }
    /// Whether that frame (by its number since the stream's start) was written and is not forgotten.
    bool holds_frame(std::int64_t number) const;
    /// Ordinals remembered at most: [newest - count + 1, newest].
    std::int64_t newest_packet() const { return newest_; }
    std::uint32_t remembered() const { return static_cast<std::uint32_t>(entries_.size()); }

private:
    static constexpr std::size_t pieces_max = 256; // of one packet; later ones of a packet join the last
    static constexpr std::size_t pieces_usual = 1; // of one packet, with a client that writes packets whole

    AudioSource &source_;
    std::uint32_t block_;
    std::uint32_t packet_frames_;
    std::uint32_t packet_bytes_;
    std::uint64_t mask_;
    std::int64_t newest_ = -1;
    std::vector<Entry> entries_;
    Entry *last_ = nullptr;
};

} // namespace acxsim::client
