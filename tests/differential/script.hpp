// SPDX-License-Identifier: MIT
//
// A random script for an HDA controller: its parameters, and what a driver, a processor and the world do to it when.
// A script is a function of its seed. Engine numbers, sizes and times are plain values, so that steps can be left out
// when a failing script is made smaller.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hwmodel/hda/parameters.hpp"

namespace acxsim::differential {

enum class Action : std::uint8_t {
    Program,      ///< reset, format, descriptor list, enables of one engine; stopped or not
    Run,          ///< RUN = 1
    Stop,         ///< RUN = 0
    StreamReset,  ///< SRST = value & 1
    Sync,         ///< SSYNC = value
    Read,         ///< a register of the engine or of the controller
    ClearStatus,  ///< SDSTS, all bits
    LookAtMemory, ///< the position words, and the engine's buffer
    LateWrite,    ///< the processor writes into the engine's buffer
    Rewrite,      ///< an entry of the engine's descriptor list changes
    Instrument,   ///< position() of the engine
    Stall,        ///< no burst for `value` microseconds
    Positions,    ///< DPLBASE: on, off, or elsewhere
    WriteGuarded, ///< CBL, LVI, FMT or BDPL, whatever the engine does
    FifoSize,     ///< FIFOW or FIFOS
    Interrupts,   ///< INTCTL = value
    LinkReset,    ///< CRST = 0, and 1 again
    PowerCycle,   ///< D3 and back
    Unmap,        ///< a page of the engine's buffer vanishes
    Remove,       ///< surprise removal
    Count,
};

struct Piece {
    std::uint32_t size_bytes;
    std::uint32_t gap_before_bytes;
    bool interrupt_on_completion;
};

struct Step {
    Action action;
    std::int64_t delay_ticks; ///< after the step before
    bool to_frame_edge;       ///< then on to the next link frame boundary, and `edge_offset_ticks` further
    std::int8_t edge_offset_ticks;
    unsigned engine;
    std::uint64_t value;
    std::uint64_t other;
    // Program:
    std::uint16_t format;
    unsigned buffer; ///< whose part of the buffer it uses
    std::vector<Piece> pieces;
};

struct Script {
    std::uint64_t seed;
    hw::hda::Parameters parameters;
    std::vector<Step> steps;
};

Script make_script(std::uint64_t seed);

/// One line for a person.
std::string describe(const Step &step);
std::string describe(const hw::hda::Parameters &parameters);

} // namespace acxsim::differential
