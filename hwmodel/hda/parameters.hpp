// SPDX-License-Identifier: MIT
//
// Every knob of the HDA controller model with its default, bounds and reason (hwmodel.md 2.9). The defaults are the
// profile `hda_ich`; Parameters::ideal() takes out all spread, for identities and unit tests.
// Not here: what belongs to the processor (t_sig, ISR and DPC latencies, MMIO cost) and to the codec (codec_delay).
#pragma once

#include <array>
#include <cstdint>

#include "hwmodel/parameter_field.hpp"

namespace acxsim::hw::hda {

/// Where bursts are cut (hwmodel.md 2.3, section 0 fact 2).
enum class BurstPhase : std::uint8_t {
    EntryCutAtLine, ///< from the start of the descriptor entry, never across a 128-byte line
    AddressAligned, ///< up to the next multiple of the burst size
    EntryRelative,  ///< from the start of the entry, no line
};
/// What the position buffer carries.
enum class PositionSource : std::uint8_t { Fetched, Link, LinkPlusFifo };
/// When the position buffer is written.
enum class PositionUpdate : std::uint8_t { PerFrame, PerBurst };
/// What SDnLPIB reports.
enum class LinkPositionSource : std::uint8_t { Link, Fetched, LinkPlusFifo };
/// What SDnLPIB reads on the wrap.
enum class LinkPositionWrap : std::uint8_t { ToZero, ReachesLength };
/// Which moment sets BCIS.
enum class CompletionPoint : std::uint8_t { Arrived, Issued, OnLink };
/// What becomes of the bytes between L and F when RUN goes to 0.
enum class FifoOnStop : std::uint8_t { Keep, Rewind, Lose };
/// What a write to CBL, LVI, FMT, BDPL or BDPU with RUN=1 does; the documents leave it undefined.
enum class WriteWhileRunningPolicy : std::uint8_t { Ignore, AcceptImmediately, AcceptAtNextLap };
/// What a descriptor whose address is not 128-byte aligned does.
enum class AlignPolicy : std::uint8_t { Tolerate, Warn, DescriptorError };
/// What LVI = 0 does; the documents demand at least two entries.
enum class LastValidIndexZeroPolicy : std::uint8_t { Accept, DescriptorError };

struct Parameters {
    // Clocks
    std::int64_t bclk_ppb = 0;
    std::int64_t walclk_start = 0;
    // FIFO and bursts
    std::uint32_t fifo_out = 192;
    std::uint32_t fifo_in = 120;
    bool fifo_by_bits = true;
    std::uint32_t burst = 32;
    BurstPhase burst_phase = BurstPhase::EntryCutAtLine;
    std::uint32_t max_out = 2;
    core::Distribution t_mem = core::Distribution::lognormal(core::from_microseconds(1), 0.3);
    core::Distribution t_bdle = core::Distribution::lognormal(core::from_microseconds(1), 0.3);
    std::uint32_t dma_mask_bits = 64;
    // Positions
    PositionUpdate posbuf_update = PositionUpdate::PerFrame;
    std::uint32_t posbuf_period = 1;
    PositionSource posbuf_source = PositionSource::Fetched;
    core::Duration posbuf_write_delay = core::from_nanoseconds(500);
    LinkPositionSource lpib_source = LinkPositionSource::Link;
    LinkPositionWrap lpib_wrap_mode = LinkPositionWrap::ToZero;
    // Completion and interrupt
    CompletionPoint bcis_point = CompletionPoint::Arrived;
    core::Duration dma_visible{};
    bool msi = true;
    // Handshakes; "stuck" ones never answer
    std::uint32_t run_ack_start = 0;
    std::uint32_t run_ack_stop = 1;
    bool run_stuck = false;
    core::Duration srst_ack = core::from_microseconds(4);
    bool srst_stuck = false;
    core::Duration crst_enter = core::from_microseconds(50);
    core::Duration crst_ack = core::from_microseconds(100);
    bool crst_stuck = false;
    core::Duration codec_ready = core::from_microseconds(521);
    std::uint32_t codec_mask = 1;
    FifoOnStop fifo_on_stop = FifoOnStop::Keep;
    // Register file
    std::uint32_t ssync_offset = 0x38;
    bool line_rate_check = true;
    std::uint32_t stream_payload_words = 0;
    // Undefined cases
    WriteWhileRunningPolicy write_while_running = WriteWhileRunningPolicy::Ignore;
    AlignPolicy align_policy = AlignPolicy::Tolerate;
    LastValidIndexZeroPolicy lvi_zero = LastValidIndexZeroPolicy::Accept;
    // Trace
    bool trace_bursts = false;

    /// No spread and no delay that the documents do not force: t_mem = t_bdle = 1 us, position writes arrive at once.
    static Parameters ideal() {
        Parameters p;
        p.t_mem = core::Distribution::constant(core::from_microseconds(1));
        p.t_bdle = core::Distribution::constant(core::from_microseconds(1));
        p.posbuf_write_delay = core::Duration{};
        return p;
    }
};

// clang-format off
inline constexpr std::array parameter_fields{
    integer_field<&Parameters::bclk_ppb>("bclk_ppb", "ppb", -2'500'000, 2'500'000, "hwmodel 2.1", "error of the link clock; +-100000 is legal, more is stress"),
    integer_field<&Parameters::walclk_start>("walclk_start", "counts", 0, 0xffff'ffff, "hwmodel 2.8", "value of WALCLK when the link leaves reset, to reach its wrap early"),
    integer_field<&Parameters::fifo_out>("fifo_out", "bytes", 16, 4096, "ICH7 SDFIFOS", "size of an output FIFO"),
    integer_field<&Parameters::fifo_in>("fifo_in", "bytes", 16, 4096, "ICH7 SDFIFOS", "size of an input FIFO"),
    boolean_field<&Parameters::fifo_by_bits>("fifo_by_bits", "ICH7 SDFIFOS", "20- and 24-bit formats get at least 256 (output) or 160 (input) bytes of FIFO"),
    integer_field<&Parameters::burst>("burst", "bytes", 8, 128, "FIFOW", "bytes per DMA burst after reset; 8, 16 and 32 can be changed through FIFOW, 64 and 128 are fixed"),
    choice_field<&Parameters::burst_phase>("burst_phase", "entry-cut-at-line address-aligned entry-relative", 3, "hwmodel 2.3", "where bursts begin and are cut"),
    integer_field<&Parameters::max_out>("max_out", "bursts", 1, 4, "hwmodel 2.5", "bursts outstanding on the bus, all engines together"),
    latency_field<&Parameters::t_mem>("t_mem", 0, 1'000'000, "hwmodel 2.5", "time from a burst's issue to its arrival"),
    latency_field<&Parameters::t_bdle>("t_bdle", 0, 1'000'000, "hwmodel 2.5", "time to fetch one descriptor entry"),
    integer_field<&Parameters::dma_mask_bits>("dma_mask_bits", "bits", 32, 64, "hwmodel 2.9", "address bits the engine drives; the others are lost"),
    choice_field<&Parameters::posbuf_update>("posbuf_update", "per-frame per-burst", 2, "hwmodel 2.4", "what triggers a write of the position buffer"),
    integer_field<&Parameters::posbuf_period>("posbuf_period", "frames", 1, 8, "ICH7", "link frames between two position writes"),
    choice_field<&Parameters::posbuf_source>("posbuf_source", "fetched link link-plus-fifo", 3, "hwmodel 2.4", "which pointer the position buffer carries"),
    duration_field<&Parameters::posbuf_write_delay>("posbuf_write_delay", 0, 5'000, "hwmodel 2.9", "from sampling a position to seeing it in memory"),
    choice_field<&Parameters::lpib_source>("lpib_source", "link fetched link-plus-fifo", 3, "hwmodel 2.4", "which pointer LPIB reports"),
    choice_field<&Parameters::lpib_wrap_mode>("lpib_wrap_mode", "to-zero reaches-length", 2, "hwmodel 1.2", "whether LPIB reads 0 or CBL when a lap is complete"),
    choice_field<&Parameters::bcis_point>("bcis_point", "arrived issued on-link", 3, "hwmodel 2.4", "which moment of an entry's last byte sets BCIS"),
    duration_field<&Parameters::dma_visible>("dma_visible", 0, 1'000'000, "hwmodel 2.4", "input only: BCIS comes this long after the last byte was written"),
    boolean_field<&Parameters::msi>("msi", "hwmodel 1.5", "message-signalled (a message per rise of the line) instead of level-triggered"),
    integer_field<&Parameters::run_ack_start>("run_ack_start", "frames", 0, 8, "hwmodel 1.7", "link frames between FIFO ready and the first frame, beyond the next boundary"),
    integer_field<&Parameters::run_ack_stop>("run_ack_stop", "frames", 0, 8, "hwmodel 1.7", "link frames between RUN=0 and the stop, beyond the next boundary"),
    boolean_field<&Parameters::run_stuck>("run_stuck", "hwmodel 1.7", "RUN never reads back 0 and the engine never stops"),
    duration_field<&Parameters::srst_ack>("srst_ack", 0, 1'000'000'000, "hwmodel 1.7", "stream reset: from the write of SRST to reading it back"),
    boolean_field<&Parameters::srst_stuck>("srst_stuck", "hwmodel 1.7", "SRST never reads back what was written"),
    duration_field<&Parameters::crst_enter>("crst_enter", 0, 1'000'000'000, "hwmodel 1.7", "controller reset: from CRST=0 to reading 0"),
    duration_field<&Parameters::crst_ack>("crst_ack", 0, 1'000'000'000, "hwmodel 1.7", "controller reset: from CRST=1 to reading 1 and a running link"),
    boolean_field<&Parameters::crst_stuck>("crst_stuck", "hwmodel 1.7", "CRST never reads back 1"),
    duration_field<&Parameters::codec_ready>("codec_ready", 0, 1'000'000'000, "hwmodel 1.7", "from leaving reset to the codec's bit in STATESTS"),
    integer_field<&Parameters::codec_mask>("codec_mask", "mask", 0, 0x7fff, "hwmodel 1.1", "codecs that announce themselves in STATESTS"),
    choice_field<&Parameters::fifo_on_stop>("fifo_on_stop", "keep rewind lose", 3, "hwmodel 1.7", "what becomes of the FIFO's content when RUN goes to 0"),
    integer_field<&Parameters::ssync_offset>("ssync_offset", "offset", 0x34, 0x38, "hwmodel 1.1", "SSYNC lies at 0x38, on ICH6 and ICH7 at 0x34"),
    boolean_field<&Parameters::line_rate_check>("line_rate_check", "hwmodel 1.4", "refuse RUN when the running streams exceed 960 bits per link frame"),
    integer_field<&Parameters::stream_payload_words>("stream_payload_words", "words", 0, 60, "hwmodel 1.1", "OUTSTRMPAY: limit per stream; 0 means the link's only"),
    choice_field<&Parameters::write_while_running>("write_while_running", "ignore accept-immediately accept-at-next-lap", 3, "hwmodel 1.2", "what writing CBL, LVI, FMT, BDPL or BDPU with RUN=1 does"),
    choice_field<&Parameters::align_policy>("align_policy", "tolerate warn descriptor-error", 3, "hwmodel 1.3", "what a buffer that is not 128-byte aligned does"),
    choice_field<&Parameters::lvi_zero>("lvi_zero", "accept descriptor-error", 2, "hwmodel 1.2", "what starting with a single descriptor entry does"),
    boolean_field<&Parameters::trace_bursts>("trace_bursts", "design 7", "put every DMA burst on record"),
};
// clang-format on

} // namespace acxsim::hw::hda
