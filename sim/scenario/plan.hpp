// SPDX-License-Identifier: MIT
//
// What a scenario asks for, as one validated value: the parser makes it, the machine is built from it, nothing changes
// it in between. Every member is a row of the field table (fields.cpp), which says its unit, bounds and help; the
// initialisers here are the defaults that table shows.
#pragma once

#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "hwmodel/faults/fault.hpp"
#include "hwmodel/memory/physical_memory.hpp"
#include "sim/acx/stream_connection.hpp"
#include "sim/client/audio/source.hpp"
#include "sim/client/client_parameters.hpp"
#include "sim/core/clock_domain.hpp"
#include "sim/core/time.hpp"
#include "sim/kernel/cost.hpp"
#include "sim/kernel/unmodelled.hpp"
#include "sim/scenario/hardware/hardware_plan.hpp"

namespace acxsim::scenario {

struct MachinePlan {
    std::int64_t processors = 2;
    std::string profile = "typical";
    std::int64_t qpc_frequency_hz = 10'000'000;
    std::uint64_t qpc_start = 0x1'0000'0000;
    core::PartsPerBillion qpc_error;
    core::Drift qpc_drift;
    core::Duration tick = core::from_microseconds(15'625);
    kernel::CostTable costs;
};

enum class ClientKind : std::uint8_t { Event, Timer };
using client::SourceKind;

/// Where samples come from: of a render client, or of the codec that a capture stream records.
struct SourcePlan {
    SourceKind kind = SourceKind::Prbs;
    std::string path;                 ///< File: as found, resolved against the scenario's folder
    std::int64_t frequency_hz = 1000; ///< Tone
};

/// A packet's length: as a time (must be a whole number of frames) or in frames.
struct PacketLength {
    core::Duration time = core::from_milliseconds(10);
    std::int64_t frames = 0; ///< not 0: this many frames, and `time` means nothing
};

struct StreamPlan {
    std::int64_t count = 1;          ///< that many such streams, dealt to the devices from `device` on
    std::int64_t device = 0;         ///< of [hardware] devices, counted from 0
    std::string circuit;             ///< empty: any circuit
    std::optional<std::int64_t> pin; ///< id in its circuit; none: the first that fits
    std::string mode;                ///< signal-processing mode; empty: the one the pin streams in
    acx::Direction direction = acx::Direction::Render;
    std::int64_t rate_hz = 48'000;
    std::int64_t bits = 16;      ///< container
    std::int64_t valid_bits = 0; ///< 0: all of the container
    std::int64_t channels = 2;
    std::int64_t packets = 2;
    PacketLength packet;
    ClientKind client = ClientKind::Event;
    SourcePlan source;
    std::string sink;                   ///< name of the WAV file under the output folder; empty: none
    core::Duration start{};             ///< since the device is up
    std::optional<core::Duration> stop; ///< since the device is up; none: the end of the run
    client::ClientParameters parameters;

    acx::AudioFormat format() const {
        return {static_cast<std::uint32_t>(rate_hz), static_cast<std::uint16_t>(bits),
                static_cast<std::uint16_t>(valid_bits == 0 ? bits : valid_bits), static_cast<std::uint16_t>(channels)};
    }
    /// Frames in a packet; 0 if the time is not a whole number of frames (the parser refuses that). A single packet is
    /// the whole circular buffer and mapped twice in a row, so it is rounded up to whole pages (RT-PKT-81), as the
    /// audio engine does.
    std::uint32_t packet_frames() const {
        const __int128 scaled = static_cast<__int128>(packet.time.count()) * rate_hz;
        if (packet.frames == 0 && scaled % core::ticks_per_second != 0) return 0;
        const auto asked = packet.frames != 0 ? static_cast<std::uint64_t>(packet.frames)
                                              : static_cast<std::uint64_t>(scaled / core::ticks_per_second);
        if (packets != 1) return static_cast<std::uint32_t>(asked);
        const std::uint64_t whole =
            hw::page_size_bytes / std::gcd(hw::page_size_bytes, std::uint64_t{format().block_bytes()});
        return static_cast<std::uint32_t>((asked + whole - 1) / whole * whole);
    }
    std::uint32_t packet_bytes() const { return packet_frames() * format().block_bytes(); }
};

enum class Action : std::uint8_t { Pause, Run, Stop, Close, PowerDown, PowerUp };
/// What a step's time counts from.
enum class Since : std::uint8_t { Start, Run };

struct StepPlan {
    core::Duration at{};
    Since since = Since::Start;
    Action action = Action::Pause;
    std::int64_t stream = 0; ///< index; means nothing to the power steps
};

/// A fault of the hardware. Names are resolved by the validator.
struct FaultPlan {
    std::string name;
    std::string mode; ///< empty: the fault's own default
    hw::faults::Fault fault;
};

struct ExpectPlan {
    std::optional<std::int64_t> glitches = 0;          ///< none: any number will do
    std::vector<std::string> violations;               ///< rule ids that must fire
    std::optional<std::int64_t> position_error_frames; ///< highest allowed
    std::optional<core::Duration> notify_jitter;       ///< highest allowed
};

enum class RuleChoice : std::uint8_t { All, None };

struct Plan {
    std::string file; ///< as given on the command line; empty: none, all defaults
    std::string name = "default";
    std::string description;
    std::uint64_t seed = 1;
    core::Duration duration = core::from_seconds(1);
    RuleChoice rules = RuleChoice::All;
    MachinePlan machine;
    HardwarePlan hardware;
    std::string driver = "hda_codec";
    std::vector<std::string> registry; ///< values for the driver, as kernel::parse_registry_setting() reads them
    kernel::UnmodelledPolicy unmodelled = kernel::UnmodelledPolicy::Fail;
    std::vector<StreamPlan> streams;
    std::vector<StepPlan> steps;
    std::vector<FaultPlan> faults;
    ExpectPlan expect;
};

} // namespace acxsim::scenario
