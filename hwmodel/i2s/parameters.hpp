// SPDX-License-Identifier: MIT
//
// Every knob of the I2S/TDM model with its default, bounds and reason (hwmodel.md 3a). The ranges are those of the
// parts that Linux drives; the defaults are a small one: 8 words of FIFO, half of it the threshold, bursts of 4.
#pragma once

#include <array>
#include <cstdint>

#include "hwmodel/drift_fields.hpp"
#include "hwmodel/parameter_field.hpp"

namespace acxsim::hw::i2s {

/// What SPOS reports: the three classes of residue that DMA engines declare.
enum class PositionGranularity : std::uint8_t {
    Descriptor, ///< the cyclic transfer as a whole: moves once per lap
    Segment,    ///< moves when a segment is complete
    Burst,      ///< moves with every burst
};

struct Parameters {
    // Clocks
    std::int64_t mclk_hz = 24'576'000;
    std::int64_t mclk_ppb = 0;
    core::Drift mclk_drift;
    core::Duration pll_lock = core::from_microseconds(100);
    // FIFO and DMA
    std::uint32_t fifo_words = 8;
    std::uint32_t threshold_words = 4;
    std::uint32_t burst_words = 4;
    core::Duration burst_time = core::from_nanoseconds(500);
    PositionGranularity position_granularity = PositionGranularity::Burst;
    std::int64_t position_start = 0;
    bool software_owned_segments = false;
    // Link
    bool slot_rotation = true;
    // Handshakes, interrupt
    core::Duration enable_ack = core::from_microseconds(10);
    bool msi = false;
    // Trace
    bool trace_bursts = false;
};

// clang-format off
inline constexpr std::array clock_fields{
    integer_field<&Parameters::mclk_hz>("mclk_hz", "Hz", 1'000'000, 100'000'000, "hwmodel 3a", "master clock; a side's PLL makes MCLK / 256 * NUM / DEN frames per second of it"),
    integer_field<&Parameters::mclk_ppb>("mclk_ppb", "ppb", -2'500'000, 2'500'000, "hwmodel 3a", "error of the master clock, and so of the sample clock, which depends on no other clock"),
};
inline constexpr std::array further_fields{
    duration_field<&Parameters::pll_lock>("pll_lock", 0, 100'000'000, "hwmodel 3a", "from a new divider to a steady word clock; an enabled side waits for it"),
    integer_field<&Parameters::fifo_words>("fifo_words", "words", 2, 128, "hwmodel 3a", "depth of each FIFO in samples: 8 on STM32, 16 to 128 on FSL SAI"),
    integer_field<&Parameters::threshold_words>("threshold_words", "words", 1, 127, "hwmodel 3a", "transmit asks for a burst when at most so many are left, receive when at least so many are there; the value after reset, SFCFG changes it"),
    integer_field<&Parameters::burst_words>("burst_words", "words", 1, 64, "hwmodel 3a", "samples per DMA burst; the value after reset, SFCFG changes it"),
    duration_field<&Parameters::burst_time>("burst_time", 0, 1'000'000, "hwmodel 2.5", "from a burst's issue to its end; one is under way at a time"),
    choice_field<&Parameters::position_granularity>("position_granularity", "descriptor segment burst", 3, "hwmodel 3a", "when SPOS moves: once per lap, with every segment, or with every burst"),
    integer_field<&Parameters::position_start>("position_start", "bytes", INT64_MIN, INT64_MAX, "hwmodel 2.8", "value of SPOS and SPOSH after RST, in bytes, to reach a wrap early: a little below 4294967296 for that of the lower half, a little below 0 for that of both"),
    boolean_field<&Parameters::software_owned_segments>("software_owned_segments", "hwmodel 3a", "the channel enters a segment only when software has given it back, and stops with LATE if it has not (i.MX); else the ring goes round by itself"),
    boolean_field<&Parameters::slot_rotation>("slot_rotation", "hwmodel 3a", "data that come late, because SEN was set before DEN or after an XRUN, take the slot that is due, and all channels are rotated (ESAI); else they wait for the next frame"),
    duration_field<&Parameters::enable_ack>("enable_ack", 0, 100'000'000, "hwmodel 3a", "from writing CTL.EN to reading it back"),
    boolean_field<&Parameters::msi>("msi", "hwmodel 1.5", "message-signalled instead of level-triggered"),
    boolean_field<&Parameters::trace_bursts>("trace_bursts", "trace", "a BurstIssued record per burst, which makes every burst an event; nothing else changes"),
};
inline constexpr std::array parameter_fields = joined(clock_fields, drift_fields<&Parameters::mclk_drift>({"mclk_drift", "mclk_drift_size", "mclk_drift_start", "mclk_drift_time"}), further_fields);
// clang-format on

} // namespace acxsim::hw::i2s
