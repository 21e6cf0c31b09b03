// SPDX-License-Identifier: MIT
//
// The command path: CORB, RIRB and the immediate command registers, and behind them codecs that know one verb,
// GetParameter, from a fixed table: enough for a whole HDA driver to enumerate a codec with one playback and one
// capture converter. The link carries one command a frame, and the answer in the frame after (hwmodel.md 1.9). Left
// out: every other verb (answered with 0), unsolicited responses, ring sizes other than 256.
#pragma once

#include <array>
#include <optional>

#include "hwmodel/hda/command_registers.hpp"
#include "hwmodel/hda/stream_engine.hpp"

namespace acxsim::hw::hda {

/// The answer of the codecs that `codec_mask` tells; nullopt: nobody at that address.
std::optional<std::uint32_t> codec_answer(std::uint32_t codec_mask, std::uint32_t command);

class CommandPath {
public:
    explicit CommandPath(EngineContext &context);
    ~CommandPath() { context_.simulation.timeline.cancel(frame_event_); }
    CommandPath(const CommandPath &) = delete;
    CommandPath &operator=(const CommandPath &) = delete;

    std::uint32_t read_register(Command which) const;
    void write_register(Command which, std::uint32_t value, std::uint32_t covered);
    /// Controller reset: everything returns to reset values, nothing is under way.
    void reset();
    /// A cause of CIS: each status with its own enable.
    bool interrupt_pending() const;

private:
    struct Answer {
        std::uint32_t response = 0;
        std::uint32_t codec = 0;
        bool there = false;     ///< a codec has answered
        bool immediate = false; ///< for IR, not for the ring
        bool under_way = false;
    };
    bool ring_has_command() const;
    void wake();
    void on_frame();
    void deliver(const Answer &answer);
    void respond_into_ring(const Answer &answer);
    Answer send(std::uint32_t command, bool immediate) const;
    std::uint32_t &stored(Command which) { return values_[static_cast<std::size_t>(which)]; }
    std::uint32_t stored(Command which) const { return values_[static_cast<std::size_t>(which)]; }
    BusAddress ring(Command lower, Command upper) const;

    EngineContext &context_;
    core::Event frame_event_;
    std::array<std::uint32_t, static_cast<std::size_t>(Command::Count)> values_{};
    Answer answer_;          ///< sent in the last frame, back in the next
    unsigned responses_ = 0; ///< since the last interrupt
};

} // namespace acxsim::hw::hda
