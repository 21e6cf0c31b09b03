// SPDX-License-Identifier: MIT
//
// The catalogue of faults: one row for each quirk of real audio hardware that a model can be told to show (hwmodel.md
// section 4, and U-1 to U-6 for what it tells of USB devices below its table). A row says what driver
// code sees, where that was observed, at which occasions the fault can strike, and which parameters it takes. The
// scenario's field table, --fault, `acxsim list faults` and docs/faults.md come from here; what a fault does stands in
// the models.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace acxsim::hw::faults {

/// In the order of the catalogue.
enum class FaultId : std::uint8_t {
    LostInterrupt,
    InterruptsStop,
    SpuriousInterrupt,
    EarlyInterrupt,
    InterruptBeforePosition,
    InterruptBeforeData,
    MergedInterrupts,
    DuplicateInterrupt,
    InterruptAfterStop,
    InterruptStorm,
    MsiBroken,
    BusStall,
    CaptureOverrun,
    DescriptorFetchError,
    LateDmaReads,
    DeepPrefetch,
    StuckAfterPause,
    RunNotCleared,
    ResetNotAcknowledged,
    FifoNeverReady,
    DmaAfterStop,
    RestartLosesPosition,
    FifoOverPause,
    StaleStartPosition,
    ChannelStops,
    DmaReach,
    PositionStuck,
    PositionBackward,
    PositionAhead,
    PositionDelayed,
    PositionCoarse,
    PositionModuloPeriod,
    PositionOverLength,
    TornCounter,
    DescriptorPageCrossing,
    NonCoherentDma,
    CounterHalvesMixed,
    AccessWidth,
    WallClockZero,
    WallClockWrap,
    GarbageCounter,
    CrossTimestampOff,
    CounterSurvivesResume,
    ClockDrift,
    ClockStep,
    RateSwitch,
    WrongFormat,
    SurpriseRemoval,
    WakeLatency,
    StateLostInD3,
    ClockGatingInReset,
    LinkClockStop,
    ErrorAtPowerDown,
    TrafficNoise,
    LastIndexOffByOne,
    LengthMismatch,
    EnablesIgnored,
    FeedbackJump,
    FeedbackShifted,
    EmptyPacketStops,
    ImplicitFeedbackOverflow,
    PipelineDelay,
    FrameCounterWrap,
};

enum class Group : std::uint8_t { Interrupts, Dma, Positions, Power, Format, Usb };

/// Hardware models, as bits.
enum Model : std::uint8_t { Hda = 1, I2s = 2, Dsp = 4, Usb = 8, Timer = 16 };

/// When a fault is asked whether it strikes. `occurrence = 3` means the third of these.
enum class Occasion : std::uint8_t {
    Moment,          ///< an instant: at its time, else when a buffer completes, or a register is accessed
    Completion,      ///< a buffer with its interrupt bit completes
    BufferBegin,     ///< the engine takes a buffer descriptor into use
    Burst,           ///< a DMA burst is issued
    DescriptorFetch, ///< a descriptor is fetched
    PositionRead,    ///< the driver reads a position register, or could read a new word of the position buffer
    Start,           ///< RUN is set
    Resume,          ///< RUN is set again without a stream reset in between
    Stop,            ///< RUN is cleared
    StreamReset,     ///< the stream's reset bit is written
    FormatWrite,     ///< the format register is written
    ControllerReset, ///< the controller is taken out of reset
    WallClockRead,   ///< the wall clock is read
    RegisterAccess,  ///< a register of the stream is read or written
    InterruptLine,   ///< the interrupt line is worked out
    LeaveD3,         ///< the device returns to D0
    FeedbackReport,  ///< a USB device reports a feedback value
    EmptyPacket,     ///< an output packet of no bytes arrives at a USB device
};

/// What a fault can be told, beside its trigger. One name has one unit everywhere; bounds and default are the fault's.
enum class Parameter : std::uint8_t {
    Size,
    Frames,
    Delay,
    Duration,
    Percent,
    Mode,
    Value,
    Error,
    Rate,
    Entry,
    Bits,
    FormatBits,
    Count
};
enum class Unit : std::uint8_t { Bytes, Frames, Nanoseconds, Percent, Choice, Plain, Ppb, Hertz };
struct ParameterInfo {
    std::string_view name;
    Unit unit;
};
const ParameterInfo &info(Parameter parameter);
std::string_view unit_name(Unit unit);

/// A parameter that a fault takes. Durations are in nanoseconds; a choice's value is its index.
struct ParameterUse {
    Parameter which;
    std::int64_t preset;
    std::int64_t minimum;
    std::int64_t maximum;
    std::string_view help;
    std::string_view choices = {}; ///< names separated by blanks
    /// Which values within the bounds there are, and how to say so; nullptr: all.
    bool (*admits)(std::int64_t) = nullptr;
    std::string_view admitted = {};
};

struct FaultInfo {
    FaultId fault;
    std::string_view id;   ///< "Q-01"
    std::string_view name; ///< "lost-interrupt"
    Group group;
    Occasion occasion;
    bool lasts; ///< once it has struck it stays, unless told otherwise
    std::uint8_t models;
    std::string_view sees;   ///< what driver code or the listener notices
    std::string_view source; ///< where real hardware or another implementation did it
    std::span<const ParameterUse> parameters;
};

std::span<const FaultInfo> catalogue();
const FaultInfo &info(FaultId fault);
/// By name or id, upper or lower case; nullptr: there is none.
const FaultInfo *find(std::string_view name_or_id);
/// nullptr: this fault does not take it.
const ParameterUse *find_use(const FaultInfo &fault, Parameter which);
std::optional<Parameter> find_parameter(std::string_view name);

std::string_view group_name(Group group);
std::string_view occasion_text(Occasion occasion);
/// "hda", "i2s", ...
std::string_view model_name(Model model);
inline constexpr Model all_models[] = {Model::Hda, Model::I2s, Model::Dsp, Model::Usb, Model::Timer};

} // namespace acxsim::hw::faults
