// SPDX-License-Identifier: MIT
//
// Every knob of the DSP-mediated model with its default, bounds and reason (hwmodel.md 3d). The defaults are those of
// SOF's smallest buffers: chunks of 1 ms, 2 ms ahead.
#pragma once

#include <array>
#include <cstdint>

#include "hwmodel/drift_fields.hpp"
#include "hwmodel/parameter_field.hpp"

namespace acxsim::hw::dsp {

/// Which of the three positions firmware keeps alive; the others read 0.
enum class PositionSource : std::uint8_t {
    LinkCounter,  ///< LLPL/LLPU: what has crossed the link, 64 bits
    DpibRegister, ///< SDPIB: what the host DMA has moved, modulo the ring
    DpibMemory,   ///< the same, posted to memory with every chunk
};

struct Parameters {
    std::int64_t link_ppb = 0;
    core::Drift link_drift;
    std::uint32_t host_burst_ms = 1;
    std::uint32_t prefill_ms = 2;
    core::Duration chunk_time = core::from_microseconds(40);
    PositionSource pos_source = PositionSource::LinkCounter;
    std::int64_t llp_start = 0;
    bool llp_reset_on_resume = false;
    core::Duration boot_time = core::from_milliseconds(1);
    bool msi = true;
    bool trace_bursts = false;
};

// clang-format off
inline constexpr std::array clock_fields{
    integer_field<&Parameters::link_ppb>("link_ppb", "ppb", -2'500'000, 2'500'000, "hwmodel 2.1", "error of the audio crystal: link frames and all that follows them"),
};
inline constexpr std::array further_fields{
    integer_field<&Parameters::host_burst_ms>("host_burst_ms", "ms", 1, 4, "hwmodel 3d", "audio per chunk of the host DMA; a chunk ends with its descriptor"),
    integer_field<&Parameters::prefill_ms>("prefill_ms", "ms", 2, 100, "hwmodel 3d", "audio that the DSP keeps ahead of the link, at least two chunks: 2 at least with SOF, 100 in deep-buffer mode. Also how long before it is heard a late write is lost"),
    duration_field<&Parameters::chunk_time>("chunk_time", 0, 500'000, "hwmodel 3d", "from a chunk's issue to its end; one is under way at a time"),
    choice_field<&Parameters::pos_source>("pos_source", "llp dpib-register dpib-memory", 3, "hwmodel 3d", "which position firmware keeps alive; the others read 0"),
    integer_field<&Parameters::llp_start>("llp_start", "bytes", INT64_MIN, INT64_MAX, "hwmodel 2.8", "value of the link counter when the firmware has booted, in bytes, to reach a wrap early: a little below 4294967296 for that of the low half, a little below 0 for that of both"),
    boolean_field<&Parameters::llp_reset_on_resume>("llp_reset_on_resume", "hwmodel 3d", "a stream that runs again after a pause finds its link counter at 0; else it goes on"),
    duration_field<&Parameters::boot_time>("boot_time", 0, 1'000'000'000, "hwmodel 3d", "from writing CTL.EN to reading it back: firmware boots"),
    boolean_field<&Parameters::msi>("msi", "hwmodel 1.5", "message-signalled (a message per rise of the line) instead of level-triggered"),
    boolean_field<&Parameters::trace_bursts>("trace_bursts", "trace", "a BurstIssued record per chunk, which makes every chunk an event; nothing else changes"),
};
inline constexpr std::array parameter_fields = joined(clock_fields, drift_fields<&Parameters::link_drift>({"link_drift", "link_drift_size", "link_drift_start", "link_drift_time"}), further_fields);
// clang-format on

} // namespace acxsim::hw::dsp
