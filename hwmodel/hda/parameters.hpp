// SPDX-License-Identifier: MIT
//
// Every knob of the HDA controller model with its default, bounds and reason (hwmodel.md 2.9). The defaults are the
// profile `hda_ich`; Parameters::ideal() takes out all spread, for identities and unit tests.
// Not here: what belongs to the processor (t_sig, ISR and DPC latencies, MMIO cost) and to the codec (codec_delay).
#pragma once

#include <array>
#include <cstdint>

#include "hwmodel/drift_fields.hpp"
#include "hwmodel/parameter_field.hpp"
#include "hwmodel/timing.hpp"

namespace acxsim::hw::hda {

/// Where bursts are cut (hwmodel.md 2.3, section 0 fact 2).
enum class BurstPhase : std::uint8_t {
    EntryCutAtLine, ///< from the start of the descriptor entry, never across a 128-byte line
    AddressAligned, ///< up to the next multiple of the burst size
    EntryRelative,  ///< from the start of the entry, no line
};
/// What the position buffer carries.
enum class PositionSource : std::uint8_t { Fetched, Link, LinkPlusFifo, FetchedMinus };
/// When the position buffer is written.
enum class PositionUpdate : std::uint8_t { PerFrame, PerBurst, PerCompletion };
/// What the position buffer counts from.
enum class PositionRange : std::uint8_t { Lap, Period };
/// What SDnLPIB reports.
enum class LinkPositionSource : std::uint8_t { Link, Fetched, LinkPlusFifo };
/// What SDnLPIB reads on the wrap: it runs through 0 .. CBL - 1, or through 1 .. CBL once the first block has gone.
enum class LinkPositionWrap : std::uint8_t { ToZero, ReachesLength };
/// Which moment sets BCIS.
enum class CompletionPoint : std::uint8_t { Arrived, Issued, OnLink };
/// What becomes of the bytes between L and F when RUN goes to 0.
enum class FifoOnStop : std::uint8_t { Keep, Rewind, Lose };
/// What a write to CBL, LVI, FMT, BDPL or BDPU with RUN=1 does; the documents leave it undefined.
enum class WriteWhileRunningPolicy : std::uint8_t { Ignore, AcceptImmediately, AcceptAtNextLap };
/// What SRST = 1 with RUN = 1 does; the documents demand RUN = 0 first.
enum class ResetWhileRunningPolicy : std::uint8_t { StopAndReset, Ignore };
/// What moving DPLBASE or DPUBASE does while an engine runs.
enum class PositionBaseMovedPolicy : std::uint8_t { Accept, Ignore };
/// What RUN does with a reserved or non-PCM format.
enum class ReservedFormatPolicy : std::uint8_t { RefuseRun, KeepPrevious };
/// What a CBL does that is not the sum of the list's lengths.
enum class LengthMismatchPolicy : std::uint8_t {
    ReportAtLength,  ///< data go round at the list's end, LPIB and position buffer at CBL: they drift apart
    ReportAtListEnd, ///< CBL is not looked at
    FetchAtLength,   ///< data go back to entry 0 after CBL bytes, or at the list's end if that comes first
    Stick,           ///< positions reach a CBL that is too short and stay there (QEMU)
    DescriptorError, ///< the engine refuses to run (VirtualBox)
};
/// What RUN = 1 without SRST after a stop does.
enum class RestartPolicy : std::uint8_t { Continue, FromZero };
/// What reads give while CRST = 0, but for GCTL.
enum class ReadInReset : std::uint8_t { ResetValues, AllOnes };
/// Where SSYNC lies: 0x34 on ICH6 and ICH7.
enum class StreamSyncPlace : std::uint8_t { At38, At34, None };
/// What bit 18 of SDCTL is.
enum class TrafficPriorityBit : std::uint8_t { WiredOne, ReadWrite };
/// What a descriptor whose address is not 128-byte aligned does.
enum class AlignPolicy : std::uint8_t { Tolerate, Warn, DescriptorError };
/// What LVI = 0 does; the documents demand at least two entries.
enum class LastValidIndexZeroPolicy : std::uint8_t { Accept, DescriptorError };

struct Parameters {
    // How the model goes about it; changes nothing that can be seen
    Timing timing = Timing::Exact;
    // Engines
    std::uint32_t engines_in = 4;
    std::uint32_t engines_out = 4;
    // Clocks
    std::int64_t bclk_ppb = 0;
    core::Drift bclk_drift;
    std::int64_t walclk_hz = 24'000'000;
    std::int64_t walclk_start = 0;
    // FIFO and bursts
    std::uint32_t fifo_out = 192;
    std::uint32_t fifo_in = 120;
    bool fifo_by_bits = true;
    core::Duration fifo_duration{};
    std::uint32_t burst = 32;
    core::Duration burst_duration{};
    BurstPhase burst_phase = BurstPhase::EntryCutAtLine;
    std::uint32_t max_out = 2;
    core::Distribution t_mem = core::Distribution::lognormal(core::from_microseconds(1), 0.3);
    core::Distribution t_bdle = core::Distribution::lognormal(core::from_microseconds(1), 0.3);
    core::Duration l1_exit{};
    std::uint32_t dma_mask_bits = 64;
    // Positions
    PositionUpdate posbuf_update = PositionUpdate::PerFrame;
    std::uint32_t posbuf_period = 1;
    PositionSource posbuf_source = PositionSource::Fetched;
    std::uint32_t posbuf_minus = 0;
    std::uint32_t posbuf_lag = 0;
    PositionRange posbuf_range = PositionRange::Lap;
    core::Duration posbuf_write_delay = core::from_nanoseconds(500);
    LinkPositionSource lpib_source = LinkPositionSource::Link;
    LinkPositionWrap lpib_wrap_mode = LinkPositionWrap::ToZero;
    std::uint32_t lpib_lag = 0;
    // Completion and interrupt
    CompletionPoint bcis_point = CompletionPoint::Arrived;
    core::Duration dma_visible{};
    bool msi = true;
    bool ioce_ignored = false;
    bool bcis_only_if_ioce = false;
    bool sie_required_for_gis = false;
    bool intsts_writable = false;
    bool rirb_interrupts = true;
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
    core::Duration d3_exit{};
    FifoOnStop fifo_on_stop = FifoOnStop::Keep;
    RestartPolicy restart = RestartPolicy::Continue;
    // Register file
    StreamSyncPlace ssync = StreamSyncPlace::At38;
    bool line_rate_check = true;
    std::uint32_t stream_payload_words = 0;
    std::uint32_t stream_payload_words_in = 0;
    ReadInReset crst_reads = ReadInReset::ResetValues;
    TrafficPriorityBit traffic_priority = TrafficPriorityBit::WiredOne;
    bool sdctl_dword_only = false;
    bool sdsts_resets_ready = false;
    bool srst_keeps_programming = false;
    bool fifow_present = true;
    bool fifos_writable = true;
    bool fifos_after_format = false;
    core::Duration fifos_settle{};
    std::uint32_t fifos_value = 0;
    bool fifo_limit = false;
    bool intel_extensions = false;
    // Undefined cases
    WriteWhileRunningPolicy write_while_running = WriteWhileRunningPolicy::Ignore;
    AlignPolicy align_policy = AlignPolicy::Tolerate;
    LastValidIndexZeroPolicy lvi_zero = LastValidIndexZeroPolicy::Accept;
    LengthMismatchPolicy cbl_mismatch = LengthMismatchPolicy::ReportAtLength;
    ReservedFormatPolicy reserved_format = ReservedFormatPolicy::RefuseRun;
    ResetWhileRunningPolicy reset_while_running = ResetWhileRunningPolicy::StopAndReset;
    PositionBaseMovedPolicy position_base_moved = PositionBaseMovedPolicy::Accept;
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
inline constexpr std::array first_fields{
    integer_field<&Parameters::engines_in>("engines_in", "engines", 0, 15, "hwmodel 1.1", "input stream engines"),
    integer_field<&Parameters::engines_out>("engines_out", "engines", 0, 15, "hwmodel 1.1", "output stream engines"),
    integer_field<&Parameters::bclk_ppb>("bclk_ppb", "ppb", -2'500'000, 2'500'000, "hwmodel 2.1", "error of the link clock; +-100000 is legal, more is stress"),
};
inline constexpr std::array bclk_drift_fields = drift_fields<&Parameters::bclk_drift>({"bclk_drift", "bclk_drift_size", "bclk_drift_start", "bclk_drift_time"});
inline constexpr std::array further_fields{
    integer_field<&Parameters::walclk_hz>("walclk_hz", "Hz", 0, 48'000'000, "hwmodel 2.1", "rate of WALCLK: 24 MHz, 48 MHz (Microsoft's 89 s to the wrap), or 0: it stands still (Loongson)"),
    integer_field<&Parameters::walclk_start>("walclk_start", "counts", 0, 0xffff'ffff, "hwmodel 2.8", "value of WALCLK when the link leaves reset, to reach its wrap early"),
    integer_field<&Parameters::fifo_out>("fifo_out", "bytes", 16, 4096, "ICH7 SDFIFOS", "size of an output FIFO"),
    integer_field<&Parameters::fifo_in>("fifo_in", "bytes", 16, 4096, "ICH7 SDFIFOS", "size of an input FIFO"),
    boolean_field<&Parameters::fifo_by_bits>("fifo_by_bits", "ICH7 SDFIFOS", "20- and 24-bit formats get at least 256 (output) or 160 (input) bytes of FIFO"),
    duration_field<&Parameters::fifo_duration>("fifo_duration", 0, 100'000'000, "hwmodel 3d", "size of every FIFO as time of its stream (a DSP's buffer); 0: bytes, as above"),
    integer_field<&Parameters::burst>("burst", "bytes", 8, 128, "FIFOW", "bytes per DMA burst after reset; 8, 16 and 32 can be changed through FIFOW, 64 and 128 are fixed"),
    duration_field<&Parameters::burst_duration>("burst_duration", 0, 4'000'000, "hwmodel 3d", "length of every burst as time of its stream (a DSP's host DMA); 0: bytes, as above"),
    choice_field<&Parameters::burst_phase>("burst_phase", "entry-cut-at-line address-aligned entry-relative", 3, "hwmodel 2.3", "where bursts begin and are cut"),
    integer_field<&Parameters::max_out>("max_out", "bursts", 1, 4, "hwmodel 2.5", "bursts outstanding on the bus, all engines together"),
    latency_field<&Parameters::t_mem>("t_mem", 0, 1'000'000, "hwmodel 2.5", "time from a burst's issue to its arrival"),
    latency_field<&Parameters::t_bdle>("t_bdle", 0, 1'000'000, "hwmodel 2.5", "time to fetch one descriptor entry"),
    duration_field<&Parameters::l1_exit>("l1_exit", 0, 1'000'000, "hwmodel 2.5", "with intel_extensions and EM2.L1SEN: what a burst waits longer when no other is under way, because the link to memory has to wake up; at most what LTRP's guard band tells, if that is set"),
    integer_field<&Parameters::dma_mask_bits>("dma_mask_bits", "bits", 32, 64, "hwmodel 2.9", "address bits the engine drives; the others are lost"),
    choice_field<&Parameters::posbuf_update>("posbuf_update", "per-frame per-burst per-ioc", 3, "hwmodel 2.4", "what triggers a write of the position buffer"),
    integer_field<&Parameters::posbuf_period>("posbuf_period", "frames", 1, 8, "ICH7", "link frames between two position writes"),
    choice_field<&Parameters::posbuf_source>("posbuf_source", "fetched link link-plus-fifo fetched-minus", 4, "hwmodel 2.4", "which pointer the position buffer carries"),
    integer_field<&Parameters::posbuf_minus>("posbuf_minus", "bytes", 0, 4096, "hwmodel 2.4", "posbuf_source fetched-minus: how far behind the fetch pointer"),
    integer_field<&Parameters::posbuf_lag>("posbuf_lag", "frames", 0, 128, "hwmodel 2.4", "link frames by which the position buffer lags (not with per-ioc)"),
    choice_field<&Parameters::posbuf_range>("posbuf_range", "lap period", 2, "hwmodel 2.10", "whether the position buffer counts through the cyclic buffer, or starts anew at each entry with IOC (VIA: valid only modulo the period)"),
    duration_field<&Parameters::posbuf_write_delay>("posbuf_write_delay", 0, 50'000, "hwmodel 2.9", "from sampling a position to seeing it in memory"),
    choice_field<&Parameters::lpib_source>("lpib_source", "link fetched link-plus-fifo", 3, "hwmodel 2.4", "which pointer LPIB reports"),
    choice_field<&Parameters::lpib_wrap_mode>("lpib_wrap_mode", "to-zero reaches-length", 2, "hwmodel 1.2", "whether LPIB runs through 0 .. CBL - 1, or through 1 .. CBL after the first block"),
    integer_field<&Parameters::lpib_lag>("lpib_lag", "frames", 0, 128, "hwmodel 2.4", "link frames by which LPIB lags"),
    choice_field<&Parameters::bcis_point>("bcis_point", "arrived issued on-link", 3, "hwmodel 2.4", "which moment of an entry's last byte sets BCIS"),
    duration_field<&Parameters::dma_visible>("dma_visible", 0, 1'000'000, "hwmodel 2.4", "input only: BCIS comes this long after the last byte was written"),
    boolean_field<&Parameters::msi>("msi", "hwmodel 1.5", "message-signalled (a message per rise of the line) instead of level-triggered"),
    boolean_field<&Parameters::ioce_ignored>("ioce_ignored", "hwmodel 1.5", "a completed buffer interrupts whatever IOCE says (QEMU)"),
    boolean_field<&Parameters::bcis_only_if_ioce>("bcis_only_if_ioce", "hwmodel 1.5", "BCIS comes up only while IOCE is set (VirtualBox)"),
    boolean_field<&Parameters::sie_required_for_gis>("sie_required_for_gis", "hwmodel 1.5", "GIS shows only causes that INTCTL enables (QEMU)"),
    boolean_field<&Parameters::intsts_writable>("intsts_writable", "hwmodel 1.5", "writing ones to INTSTS takes them, and the line, down until a status changes again (QEMU)"),
    boolean_field<&Parameters::rirb_interrupts>("rirb_interrupts", "hwmodel 1.9", "codec responses in RIRB make RINTFL; off: they have to be polled for (Loongson)"),
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
    duration_field<&Parameters::d3_exit>("d3_exit", 0, 300'000'000, "hwmodel 1.7", "from D0 to the first answer of the registers, beyond the 10 ms that the bus driver waits"),
    choice_field<&Parameters::fifo_on_stop>("fifo_on_stop", "keep rewind lose", 3, "hwmodel 1.7", "what becomes of the FIFO's content when RUN goes to 0"),
    choice_field<&Parameters::restart>("restart", "continue from-zero", 2, "hwmodel 1.7", "RUN=1 after a stop without SRST: positions go on, or begin at 0 again (QEMU, bhyve)"),
    choice_field<&Parameters::ssync>("ssync", "0x38 0x34 none", 3, "hwmodel 1.1", "where SSYNC lies: at 0x34 on ICH6 and ICH7; QEMU has none"),
    boolean_field<&Parameters::line_rate_check>("line_rate_check", "hwmodel 1.4", "refuse RUN when the running streams exceed 960 bits per link frame"),
    integer_field<&Parameters::stream_payload_words>("stream_payload_words", "words", 0, 60, "hwmodel 1.1", "OUTSTRMPAY: limit per output; 0 means the link's only"),
    integer_field<&Parameters::stream_payload_words_in>("stream_payload_words_in", "words", 0, 29, "hwmodel 1.1", "INSTRMPAY: limit per input; 0 means the link's only"),
    choice_field<&Parameters::crst_reads>("crst_reads", "reset-values all-ones", 2, "hwmodel 1", "what registers other than GCTL read while CRST=0"),
    choice_field<&Parameters::traffic_priority>("traffic_priority", "wired-one read-write", 2, "hwmodel 1.2", "SDCTL bit 18: wired to 1 (Intel), or 0 at reset and writable (SB600: non-snoop)"),
    boolean_field<&Parameters::sdctl_dword_only>("sdctl_dword_only", "hwmodel 2.10", "writes to SDCTL that are narrower than 32 bits are lost (Loongson)"),
    boolean_field<&Parameters::sdsts_resets_ready>("sdsts_resets_ready", "hwmodel 1.2", "FIFORDY reads 1 after reset and always (QEMU)"),
    boolean_field<&Parameters::srst_keeps_programming>("srst_keeps_programming", "hwmodel 5.3", "SRST leaves CBL, LVI, FMT and BDPL as they are (QEMU)"),
    boolean_field<&Parameters::fifow_present>("fifow_present", "hwmodel 5.3", "off: FIFOW reads 0 and ignores writes (QEMU)"),
    boolean_field<&Parameters::fifos_writable>("fifos_writable", "hwmodel 1.2", "FIFOS of outputs can be written (ICH)"),
    boolean_field<&Parameters::fifos_after_format>("fifos_after_format", "hwmodel 1.2", "FIFOS reads 0 until FMT is written (newer Intel parts)"),
    duration_field<&Parameters::fifos_settle>("fifos_settle", 0, 1'000'000, "hwmodel 1.2", "from a write of FMT to a valid FIFOS, which reads 0 meanwhile"),
    integer_field<&Parameters::fifos_value>("fifos_value", "value", 0, 0xffff, "hwmodel 5.3", "what FIFOS reads, whatever the FIFO is; 0: its size minus 1"),
    boolean_field<&Parameters::fifo_limit>("fifo_limit", "hwmodel 1.2", "FIFOL and FIFOLC exist (newer Intel parts)"),
    boolean_field<&Parameters::intel_extensions>("intel_extensions", "hwmodel 1.1", "the vendor registers from 0x1000 on exist: FIFOTRK, EM2, LTRP, D0I3C, DPIB, EFIFOS"),
    choice_field<&Parameters::write_while_running>("write_while_running", "ignore accept-immediately accept-at-next-lap", 3, "hwmodel 1.2", "what writing CBL, LVI, FMT, BDPL or BDPU with RUN=1 does"),
    choice_field<&Parameters::align_policy>("align_policy", "tolerate warn descriptor-error", 3, "hwmodel 1.3", "what a buffer that is not 128-byte aligned does"),
    choice_field<&Parameters::lvi_zero>("lvi_zero", "accept descriptor-error", 2, "hwmodel 1.2", "what starting with a single descriptor entry does"),
    choice_field<&Parameters::cbl_mismatch>("cbl_mismatch", "report-at-length report-at-list-end fetch-at-length stick descriptor-error", 5, "hwmodel 1.2", "what a CBL that is not the sum of the list's lengths does"),
    choice_field<&Parameters::reserved_format>("reserved_format", "refuse-run keep-previous", 2, "hwmodel 1.4", "what starting with a reserved or non-PCM format does"),
    choice_field<&Parameters::reset_while_running>("reset_while_running", "stop-and-reset ignore", 2, "hwmodel 1.2", "what SRST=1 with RUN=1 does"),
    choice_field<&Parameters::position_base_moved>("position_base_moved", "accept ignore", 2, "hwmodel 1.1", "what writing DPLBASE or DPUBASE while an engine runs does"),
    boolean_field<&Parameters::trace_bursts>("trace_bursts", "design 7", "put every DMA burst on record"),
};
inline constexpr std::array parameter_fields = joined(first_fields, bclk_drift_fields, further_fields);
// clang-format on

} // namespace acxsim::hw::hda
