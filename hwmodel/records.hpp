// SPDX-License-Identifier: MIT
//
// Trace records of the hardware floor, kinds 0x100 and up. See sim/core/trace.hpp for what a record type is.
#pragma once

#include <array>

#include "sim/core/trace.hpp"

namespace acxsim::hw {

/// A device touched a bus address that is not mapped.
struct DmaFault {
    static constexpr core::Kind kind = 0x100;
    static constexpr std::string_view name = "DmaFault";
    static constexpr std::string_view fields = "device is_write address size_bytes";
    core::ObjectId device;
    std::uint32_t is_write;
    std::uint64_t address;
    std::uint64_t size_bytes;
};

/// A register was read / written. `block` is the register block's object.
struct MmioRead {
    static constexpr core::Kind kind = 0x101;
    static constexpr std::string_view name = "MmioRead";
    static constexpr std::string_view fields = "block width_bytes offset value";
    core::ObjectId block;
    std::uint32_t width_bytes;
    std::uint64_t offset;
    std::uint64_t value;
};
struct MmioWrite {
    static constexpr core::Kind kind = 0x102;
    static constexpr std::string_view name = "MmioWrite";
    static constexpr std::string_view fields = "block width_bytes offset value";
    core::ObjectId block;
    std::uint32_t width_bytes;
    std::uint64_t offset;
    std::uint64_t value;
};

/// The internal interrupt line of a device moved.
struct InterruptLineChanged {
    static constexpr core::Kind kind = 0x103;
    static constexpr std::string_view name = "InterruptLineChanged";
    static constexpr std::string_view fields = "line raised";
    core::ObjectId line;
    std::uint32_t raised;
};

/// A stream engine began / ceased to move data. `tag` is the link's stream number.
struct EngineStarted {
    static constexpr core::Kind kind = 0x110;
    static constexpr std::string_view name = "EngineStarted";
    static constexpr std::string_view fields = "engine tag link_bytes";
    core::ObjectId engine;
    std::uint32_t tag;
    std::uint64_t link_bytes;
};
struct EngineStopped {
    static constexpr core::Kind kind = 0x111;
    static constexpr std::string_view name = "EngineStopped";
    static constexpr std::string_view fields = "engine tag link_bytes";
    core::ObjectId engine;
    std::uint32_t tag;
    std::uint64_t link_bytes;
};

/// A descriptor with IOC (or an equivalent packet boundary) completed: BCIS set. `bytes` is F at that moment.
struct BufferCompleted {
    static constexpr core::Kind kind = 0x112;
    static constexpr std::string_view name = "BufferCompleted";
    static constexpr std::string_view fields = "engine entry fetched_bytes link_bytes";
    core::ObjectId engine;
    std::uint32_t entry;
    std::uint64_t fetched_bytes;
    std::uint64_t link_bytes;
};

/// FIFO error: output underrun or input overrun, `frames` link frames long so far.
struct FifoError {
    static constexpr core::Kind kind = 0x113;
    static constexpr std::string_view name = "FifoError";
    static constexpr std::string_view fields = "engine is_output link_bytes";
    core::ObjectId engine;
    std::uint32_t is_output;
    std::uint64_t link_bytes;
};

/// Descriptor error: the list could not be read or used; the engine stopped itself.
struct DescriptorError {
    static constexpr core::Kind kind = 0x114;
    static constexpr std::string_view name = "DescriptorError";
    static constexpr std::string_view fields = "engine entry address";
    core::ObjectId engine;
    std::uint32_t entry;
    std::uint64_t address;
};

/// Software did something with a register that the specification leaves undefined or forbids.
/// `what` is a RegisterMisuse::What.
struct RegisterMisuse {
    enum What : std::uint32_t {
        WriteWhileRunning = 1,
        LastValidIndexZero = 2,
        CyclicLengthMismatch = 3,
        FormatNotAdmitted = 4,
        ResetWhileRunning = 5,
        UnalignedDescriptorList = 6,
        ReservedFormat = 7,
        StreamTagZero = 8,       ///< RUN set while STRM is 0, which means "unused"
        UnalignedBuffer = 9,     ///< a descriptor's address breaks the model's align_policy; offset = entry
        PositionBaseMoved = 10,  ///< DPLBASE/DPUBASE rewritten while an engine runs
        WriteInReset = 11,       ///< a register was written while its block is held in reset; the write is lost
        LengthWithoutReset = 12, ///< CBL rewritten after a run, without SRST in between
        PartialBlockInLap = 13,  ///< CBL is not a whole number of sample blocks; value = CBL
        ListChanged = 14,        ///< a descriptor differs from what it was at RUN; offset = entry, value = its address
        NarrowControlWrite = 15, ///< SDCTL written by less than 32 bits on hardware that loses such writes
        DoorbellBeyondRing = 16, ///< more was announced than a ring of transfers holds; the write is lost
    };
    static constexpr core::Kind kind = 0x115;
    static constexpr std::string_view name = "RegisterMisuse";
    static constexpr std::string_view fields = "device what offset value";
    core::ObjectId device;
    std::uint32_t what;
    std::uint64_t offset;
    std::uint64_t value;
};

/// One DMA burst left the engine (only when the model's `trace_bursts` is set; there are thousands per second).
struct BurstIssued {
    static constexpr core::Kind kind = 0x116;
    static constexpr std::string_view name = "BurstIssued";
    static constexpr std::string_view fields = "engine size_bytes address position arrival_ticks";
    core::ObjectId engine;
    std::uint32_t size_bytes;
    std::uint64_t address;
    std::uint64_t position;      ///< engine byte position (F) of its first byte
    std::uint64_t arrival_ticks; ///< when its data arrive
};

/// A DMA channel found that software had not yet given its next segment back, and stopped there.
struct SegmentLate {
    static constexpr core::Kind kind = 0x11f;
    static constexpr std::string_view name = "SegmentLate";
    static constexpr std::string_view fields = "engine segment fetched_bytes link_bytes";
    core::ObjectId engine;
    std::uint32_t segment;
    std::uint64_t fetched_bytes;
    std::uint64_t link_bytes;
};

/// A fault that was armed has struck. `engine` 0: the device as a whole. `fault` is a faults::FaultId, `number` which
/// of the armed ones it is, `strike` how often it has struck by now.
struct FaultInjected {
    static constexpr core::Kind kind = 0x130;
    static constexpr std::string_view name = "FaultInjected";
    static constexpr std::string_view fields = "engine fault number reserved strike position";
    core::ObjectId engine;
    std::uint32_t fault;
    std::uint32_t number;
    std::uint32_t reserved;
    std::uint64_t strike;
    std::uint64_t position;
};

/// An isochronous endpoint has begun to pass over service intervals, because no transfer was there. `missed`: so far.
struct IntervalMissed {
    static constexpr core::Kind kind = 0x138;
    static constexpr std::string_view name = "IntervalMissed";
    static constexpr std::string_view fields = "engine frame_register missed";
    core::ObjectId engine;
    std::uint32_t frame_register;
    std::uint64_t missed;
};

inline constexpr std::array record_kinds{
    core::kind_info<DmaFault>(),        core::kind_info<MmioRead>(),
    core::kind_info<MmioWrite>(),       core::kind_info<InterruptLineChanged>(),
    core::kind_info<EngineStarted>(),   core::kind_info<EngineStopped>(),
    core::kind_info<BufferCompleted>(), core::kind_info<FifoError>(),
    core::kind_info<DescriptorError>(), core::kind_info<RegisterMisuse>(),
    core::kind_info<BurstIssued>(),     core::kind_info<SegmentLate>(),
    core::kind_info<FaultInjected>(),   core::kind_info<IntervalMissed>(),
};

} // namespace acxsim::hw
