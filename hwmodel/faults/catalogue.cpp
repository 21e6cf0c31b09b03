// SPDX-License-Identifier: MIT
//
// The rows of catalogue.hpp, in the order and with the numbers of hwmodel.md section 4, then those of USB. Sources:
// Linux 6.13 paths are below sound/; issue numbers are of the named project's public tracker; "QEMU measured" is
// hwmodel.md 5.3.
#include "hwmodel/faults/catalogue.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "hwmodel/hda/format.hpp"
#include "sim/core/assert.hpp"

namespace acxsim::hw::faults {

namespace {

constexpr std::int64_t us = 1000;
constexpr std::int64_t ms = 1000 * us;
constexpr std::int64_t second = 1000 * ms;
constexpr std::int64_t word_max = 0xffff'ffff;
constexpr std::int64_t all_bits = INT64_MAX;

using enum Parameter;
template <std::size_t N>
using Uses = std::array<ParameterUse, N>;

// clang-format off
constexpr Uses<1> lasting{{{Duration, 0, 0, 3600 * second, "how long it lasts from its first strike on; 0: for good"}}};
constexpr Uses<2> interrupts_stop{{
    {Mode, 0, 0, 2, "what brings interrupts back: nothing, clearing a status bit, or a stream or controller reset", "never status-ack reset"},
    {Duration, 0, 0, 3600 * second, "or time alone: after that long; 0: it does not"}}};
constexpr Uses<1> spurious{{{Delay, 1 * us, 1, 100 * ms, "how long the line stays up"}}};
constexpr Uses<1> early{{{Percent, 50, 1, 100, "how much of the buffer is still to be moved when the interrupt comes"}}};
constexpr Uses<2> before_position{{
    {Frames, 32, 0, 128, "sample frames that the position falls short of the boundary"},
    {Duration, 50 * us, 1 * us, 100 * ms, "for how long after the interrupt"}}};
constexpr Uses<1> before_data{{{Delay, 20 * us, 0, 50 * us, "from the interrupt to the last data being in memory"}}};
constexpr Uses<1> merged{{{Delay, 15 * ms, 1 * us, 1 * second, "how late the interrupt is; completions meanwhile are merged into it"}}};
constexpr Uses<1> duplicate{{{Delay, 100 * us, 1 * us, 100 * ms, "from the first to the second report"}}};
constexpr Uses<1> after_stop{{{Delay, 100 * us, 0, 1 * ms, "from RUN reading 0 to the interrupt"}}};
constexpr Uses<2> storm{{
    {Duration, 1 * ms, 1 * us, 10 * second, "how long the storm lasts"},
    {Delay, 5 * us, 1 * us, 10 * ms, "MSI: time between two messages"}}};
constexpr Uses<2> msi_broken{{
    {Mode, 0, 0, 1, "none: no message ever arrives; level: the line works as INTx, without messages", "none level"},
    {Duration, 0, 0, 3600 * second, "how long it lasts from its first strike on; 0: for good"}}};

constexpr Uses<1> stall{{{Duration, 3 * ms, 1 * us, 1 * second, "how long no burst is granted"}}};
constexpr Uses<1> fetch_error{{{Entry, -1, -1, 255, "only at this entry of the list; -1: any"}}};
constexpr Uses<3> late_reads{{
    {Value, 0x00ff'0000, 1, word_max, "bits that are flipped in the first word of each burst"},
    {FormatBits, 20, 8, 32, "only in formats with at least so many bits"},
    {Duration, 0, 0, 3600 * second, "how long it lasts from its first strike on; 0: for good"}}};
constexpr Uses<1> deep{{{Size, 1920, 1, 1 << 20, "bytes that were read ahead of what positions and FIFO size tell"}}};
constexpr Uses<2> handshake{{
    {Mode, 0, 0, 1, "late: after `delay`; stuck: never", "late stuck"},
    {Delay, 5 * ms, 0, 10 * second, "late: how much later than usual"}}};
constexpr Uses<1> dma_after_stop{{{Delay, 100 * us, 0, 1 * ms, "from RUN reading 0 to the last access of memory"}}};
constexpr Uses<1> fifo_mode{{{Mode, 2, 0, 2, "what becomes of the FIFO's content", "keep rewind lose"}}};
constexpr Uses<1> stale_start{{{Value, 1024, 0, word_max, "bytes that the position is ahead of where it should start"}}};
constexpr Uses<2> dma_reach{{
    {Bits, 32, 12, 63, "address bits that the engine drives"},
    {Duration, 0, 0, 3600 * second, "how long it lasts from its first strike on; 0: for good"}}};
constexpr Uses<2> non_coherent{{
    {Delay, 200 * us, 1 * us, 100 * ms, "how old memory is as the other side sees it"},
    {Duration, 0, 0, 3600 * second, "how long it lasts from its first strike on; 0: for good"}}};

constexpr Uses<3> stuck_position{{
    {Value, -1, -1, word_max, "the constant value; -1: the one that it had"},
    {Mode, 0, 0, 2, "which position: both, only the register, or only the position buffer", "both register memory"},
    {Duration, 0, 0, 3600 * second, "how long it lasts from its first strike on; 0: for good"}}};
constexpr Uses<1> backward{{{Size, 64, 1, 1 << 20, "bytes back"}}};
constexpr Uses<2> ahead{{
    {Size, 192, 1, 1 << 20, "bytes ahead"},
    {Duration, 0, 0, 3600 * second, "how long it lasts from its first strike on; 0: for good"}}};
constexpr Uses<2> delayed{{
    {Frames, 32, 1, 4096, "sample frames late"},
    {Duration, 0, 0, 3600 * second, "how long it lasts from its first strike on; 0: for good"}}};
constexpr Uses<2> coarse{{
    {Size, 1920, 1, 1 << 20, "bytes in a step"},
    {Duration, 0, 0, 3600 * second, "how long it lasts from its first strike on; 0: for good"}}};
constexpr Uses<2> modulo{{
    {Size, 0, 0, 1 << 20, "bytes in a period; 0: the length of the first buffer"},
    {Duration, 0, 0, 3600 * second, "how long it lasts from its first strike on; 0: for good"}}};
constexpr Uses<2> over_length{{
    {Size, 32, 1, 1 << 20, "bytes by which the position runs past the buffer before it wraps"},
    {Duration, 0, 0, 3600 * second, "how long it lasts from its first strike on; 0: for good"}}};
constexpr Uses<2> torn{{
    {Size, 4096, 0, 1 << 30, "bytes before 4 GiB at which the counter starts"},
    {Delay, 1 * us, 0, 100 * ms, "how long the upper half lags behind a wrap of the lower one; 0: only reads on both sides of the wrap disagree"}}};
constexpr Uses<1> mixed_halves{{{Size, 4096, 0, 1 << 30, "bytes before 4 GiB at which the counter starts"}}};
constexpr Uses<2> widths{{
    {Bits, 32, 8, 32, "narrowest access in bits that works"},
    {Duration, 0, 0, 3600 * second, "how long it lasts from its first strike on; 0: for good"}}};
constexpr Uses<1> wall_start{{{Value, 0xffff'0000, 0, word_max, "value of the wall clock at the strike"}}};
constexpr Uses<1> garbage{{{Value, 7'493'989'779'945'237'086, 0, all_bits, "what is read"}}};
constexpr Uses<2> rollover{{
    {Value, 10, 1, 499, "bit clocks before the end of a frame in which a read goes wrong"},
    {Duration, 0, 0, 3600 * second, "how long it lasts from its first strike on; 0: for good"}}};
constexpr Uses<1> survives{{{Size, 0, 0, 1 << 30, "bytes that the counter has in addition after the resume"}}};
constexpr Uses<1> drift{{{Error, 100'000, -2'500'000, 2'500'000, "change of the error of the link clock, with usb of the device's sample clock; no effect if it would be more than 10 % off"}}};
constexpr Uses<2> step{{
    {Error, 500'000, -2'500'000, 2'500'000, "change of the error of the link clock, with usb of the device's sample clock; no effect if it would be more than 10 % off"},
    {Duration, 0, 0, 3600 * second, "how long the change takes; 0: at once"}}};
constexpr Uses<2> rate_switch{{
    {Rate, 44'100, 8'000, 192'000, "rate that the link goes on with", {}, hda::link_carries, "48 or 44.1 kHz, times 1 to 4, divided by 1 to 8"},
    {Delay, 5 * ms, 0, 1 * second, "silence until it does"}}};
constexpr Uses<2> wrong_format{{
    {Mode, 0, 0, 1, "speed: `value` times too fast; channels: each sample in the next channel", "speed channels"},
    {Value, 2, 2, 4, "speed: factor"}}};

constexpr Uses<2> wake{{
    {Delay, 50 * ms, 1 * ms, 1 * second, "how long the codec takes to wake up"},
    {Mode, 0, 0, 1, "unheard: what is sent meanwhile is not heard; run-lost: RUN does not take", "unheard run-lost"}}};
constexpr Uses<1> lost_state{{{Mode, 0, 0, 2, "which registers are at reset beside those that D3 always resets", "interrupt-control wake-enable both"}}};
constexpr Uses<1> clock_stop{{{Duration, 10 * ms, 1 * us, 10 * second, "how long the link has no clock"}}};
constexpr Uses<2> noise{{
    {Value, 0x0000'0001, 1, word_max, "bits that are flipped in the first word of a burst"},
    {Duration, 0, 0, 3600 * second, "how long it lasts from its first strike on; 0: for good"}}};

constexpr Uses<1> last_index{{{Mode, 0, 0, 1, "one entry too many, or one too few", "plus minus"}}};
constexpr Uses<2> length{{
    {Size, -1920, -(1 << 20), 1 << 20, "by how many bytes the hardware's cyclic length differs from what was written"},
    {Mode, 0, 0, 1, "what the position does at that length", "wrap stick"}}};
constexpr Uses<2> enables{{
    {Mode, 0, 0, 2, "which enable bit is ignored: IOCE, SIE or both", "ioce sie both"},
    {Duration, 0, 0, 3600 * second, "how long it lasts from its first strike on; 0: for good"}}};

constexpr Uses<2> feedback_jump{{
    {Mode, 0, 0, 2, "up: too much is asked for; down: too little; alternate: one after the other", "up down alternate"},
    {Value, 65'536, 1, 8 * 65'536, "how far, in 65536ths of a sample block per (micro)frame"}}};
constexpr Uses<3> feedback_shifted{{
    {Mode, 0, 0, 1, "which way; left: values are too large", "left right"},
    {Bits, 1, 1, 8, "by how many bits; 1 to the left is 10.14 per frame at high speed, 2 to the left is 16.16 at full speed"},
    {Duration, 0, 0, 3600 * second, "how long it lasts from its first strike on; 0: for good"}}};
constexpr Uses<1> held_back{{{Duration, 20 * ms, 1 * ms, 1 * second, "how long no output transfer is returned"}}};
constexpr Uses<1> pipeline{{{Delay, 20 * ms, 1 * ms, 50 * ms, "what the delay is from then on"}}};
constexpr Uses<1> frame_width{{{Bits, 8, 8, 10, "bits that are counted from then on"}}};

constexpr std::array rows{
    // Interrupts
    FaultInfo{FaultId::LostInterrupt, "Q-01", "lost-interrupt", Group::Interrupts, Occasion::Completion, false, Hda, "one or more completions are missing: no status bit, no interrupt; the position keeps moving", "AROS #37 (BCIS never arrives under VirtualBox); SOF Linux #4943 (lost on runtime resume); Linux core/pcm_lib.c looks for jumps of more than 1.5 periods", {}},
    FaultInfo{FaultId::InterruptsStop, "Q-02", "interrupts-stop", Group::Interrupts, Occasion::Moment, true, Hda, "status bits are set, but no interrupt comes any more, until whatever `mode` names", "Zephyr #89830 (enable bit lost after resume); MSI with a status bit left set", interrupts_stop},
    FaultInfo{FaultId::SpuriousInterrupt, "Q-03", "spurious-interrupt", Group::Interrupts, Occasion::Moment, false, Hda, "the ISR is entered and nothing is set: it must say that the interrupt is not its device's", "Linux hda handlers return for INTSTS = 0; shared INTx lines", spurious},
    FaultInfo{FaultId::EarlyInterrupt, "Q-04", "early-interrupt", Group::Interrupts, Occasion::BufferBegin, false, Hda, "the completion of a buffer is reported before the position reaches its end", "Linux pci/hda/hda_intel.c, azx_position_ok: an interrupt earlier than 2/3 of a period on the wall clock is called bogus", early},
    FaultInfo{FaultId::InterruptBeforePosition, "Q-05", "interrupt-before-position", Group::Interrupts, Occasion::Completion, false, Hda, "in the ISR the position is still short of the boundary that the interrupt is about", "Linux pci/hda/hda_intel.c, bdl_pos_adj 1, 32, 64, 128 and its pending-interrupt work", before_position},
    FaultInfo{FaultId::InterruptBeforeData, "Q-06", "interrupt-before-data", Group::Interrupts, Occasion::Completion, false, Hda, "capture: the end of the packet still holds old samples when the interrupt comes", "Linux soc/sof/intel/hda-stream.c: waits 20 us and reads DPIB on Skylake capture", before_data},
    FaultInfo{FaultId::MergedInterrupts, "Q-07", "merged-interrupts", Group::Interrupts, Occasion::Completion, false, Hda, "an interrupt comes late; if more buffers complete meanwhile, several boundaries are crossed and one call comes", "MSI edges merge while a status bit is set; one copy call of the UAC2 driver crosses several packets", merged},
    FaultInfo{FaultId::DuplicateInterrupt, "Q-08", "duplicate-interrupt", Group::Interrupts, Occasion::Completion, false, Hda, "the same buffer is reported twice", "Linux core/pcm_lib.c looks for a second acknowledge of a period", duplicate},
    FaultInfo{FaultId::InterruptAfterStop, "Q-09", "interrupt-after-stop", Group::Interrupts, Occasion::Stop, false, Hda, "an interrupt with its status bit comes after RUN reads 0: a DPC for a stream that is paused, stopped or freed", "any message in flight when RUN is cleared", after_stop},
    FaultInfo{FaultId::InterruptStorm, "Q-10", "interrupt-storm", Group::Interrupts, Occasion::Moment, false, Hda, "interrupts without end or reason: the processor is busy, everything else is late", "FreeBSD hdac, quirk for a stuck RINTFL (Sky1), which falls back to polling", storm},
    FaultInfo{FaultId::MsiBroken, "Q-11", "msi-broken", Group::Interrupts, Occasion::InterruptLine, true, Hda, "no message-signalled interrupt arrives at all, or the device behaves as level-triggered", "Linux pci/hda/hda_intel.c: MSI is off for several vendors, 64-bit MSI for others", msi_broken},
    // DMA and FIFO
    FaultInfo{FaultId::BusStall, "Q-12", "bus-stall", Group::Dma, Occasion::Moment, false, Hda | I2s | Dsp, "the FIFO runs dry: a gap in the sound, FIFOE, the link position falls behind by the length of the gap", "definition of FIFOE; exit from L1 on SOF pause and release (Linux soc/sof/intel/hda-ctrl.c, L1SEN)", stall},
    FaultInfo{FaultId::CaptureOverrun, "Q-13", "capture-overrun", Group::Dma, Occasion::Moment, false, Hda, "recorded samples are lost, FIFOE, pointers do not move for them", "definition of FIFOE for inputs", stall},
    FaultInfo{FaultId::DescriptorFetchError, "Q-14", "descriptor-fetch-error", Group::Dma, Occasion::DescriptorFetch, false, Hda, "DESE; hardware clears RUN, and the stream is dead until it is reset", "definition of DESE", fetch_error},
    FaultInfo{FaultId::LateDmaReads, "Q-15", "late-dma-reads", Group::Dma, Occasion::Burst, true, Hda, "noise in 20-, 24- and 32-bit formats, and no error bit", "Linux pci/hda/hda_intel.c line 450: Broxton A0 needs EM4L", late_reads},
    FaultInfo{FaultId::DeepPrefetch, "Q-16", "deep-prefetch", Group::Dma, Occasion::Burst, true, Hda, "data are right by every register and wrong by ear: what is written shortly before the position is not heard", "deep-buffer modes of DSP firmware; DPIB ahead of the link", deep},
    FaultInfo{FaultId::StuckAfterPause, "Q-17", "stuck-after-pause", Group::Dma, Occasion::Resume, false, Hda, "RUN reads 1, FIFORDY is set, but the position does not move and no interrupt comes until RUN is cleared", "SOF Linux #1160, less than 5 % of pause-release cycles", {}},
    FaultInfo{FaultId::RunNotCleared, "Q-18", "run-not-cleared", Group::Dma, Occasion::Stop, false, Hda, "RUN keeps reading 1 after it was cleared", "Linux hda/hdac_stream.c resets the stream after 5000 polls; SOF #4779", handshake},
    FaultInfo{FaultId::ResetNotAcknowledged, "Q-19", "reset-not-acknowledged", Group::Dma, Occasion::StreamReset, false, Hda, "SRST does not read back what was written", "Linux hda/hdac_stream.c; FreeBSD hdac polls for 10 ms", handshake},
    FaultInfo{FaultId::FifoNeverReady, "Q-20", "fifo-never-ready", Group::Dma, Occasion::Start, false, Hda, "FIFORDY is not set after RUN, and the link does not start", "Linux hda/hdac_stream.c; SOF #1113 (preload times out after 42 suspend cycles)", handshake},
    FaultInfo{FaultId::DmaAfterStop, "Q-21", "dma-after-stop", Group::Dma, Occasion::Stop, false, Hda, "memory is touched once more after RUN reads 0: in the packet that the driver has just freed", "Linux pci/hda/hda_tegra.c line 287: 100 us of extra delay at stop", dma_after_stop},
    FaultInfo{FaultId::RestartLosesPosition, "Q-22", "restart-loses-position", Group::Dma, Occasion::Resume, false, Hda, "after a pause the stream starts again at the first buffer, position 0", "QEMU measured: LPIB = 0 at each RUN; bhyve does the same", {}},
    FaultInfo{FaultId::FifoOverPause, "Q-23", "fifo-over-pause", Group::Dma, Occasion::Stop, false, Hda, "over a pause up to a FIFO of sound is repeated or skipped", "not documented anywhere; hwmodel.md 1.7", fifo_mode},
    FaultInfo{FaultId::StaleStartPosition, "Q-24", "stale-start-position", Group::Dma, Occasion::Start, false, Hda, "the position is an old one when the stream starts, and stays off until the next reset", "SOF #645: hardware pointers survive a firmware reset", stale_start},
    FaultInfo{FaultId::ChannelStops, "Q-25", "channel-stops", Group::Dma, Occasion::Completion, false, I2s, "the channel stops when a segment is not returned in time: silence until it is started again", "Linux drivers/dma/imx-sdma.c, buffer ownership; Zephyr i2s_ll_stm32.c", {}},
    FaultInfo{FaultId::DmaReach, "Q-26", "dma-reach", Group::Dma, Occasion::BufferBegin, true, Hda, "GCAP says 64 bits, but the upper address bits are lost: wild reads for a buffer above the limit", "Linux pci/hda/hda_intel.c, quirks for 32- and 40-bit DMA", dma_reach},
    // Positions
    FaultInfo{FaultId::PositionStuck, "Q-27", "position-stuck", Group::Positions, Occasion::PositionRead, true, Hda, "a constant position; interrupts are fine", "Linux pci/hda/hda_intel.c falls back to LPIB when the position buffer is 0 or all ones; SOF Linux #167", stuck_position},
    FaultInfo{FaultId::PositionBackward, "Q-28", "position-backward", Group::Positions, Occasion::PositionRead, false, Hda, "the position makes a small step back", "LPIB against position buffer; Linux drivers/dma/stm32/stm32-dma.c, race of counter and target reload; negative LPIB delay up to 64 frames", backward},
    FaultInfo{FaultId::PositionAhead, "Q-29", "position-ahead", Group::Positions, Occasion::PositionRead, true, Hda, "the position is ahead of the sound", "VIA: LPIB ahead by the FIFO; Intel: position buffer 1 ms ahead", ahead},
    FaultInfo{FaultId::PositionDelayed, "Q-30", "position-delayed", Group::Positions, Occasion::PositionRead, true, Hda, "the position is late", "AMD: 32 frames of FIFO on capture (Linux pci/hda/hda_intel.c)", delayed},
    FaultInfo{FaultId::PositionCoarse, "Q-31", "position-coarse", Group::Positions, Occasion::PositionRead, true, Hda, "the position is a staircase", "QEMU: 10 ms steps (omacom/try-omarchy #60); segment residue of DMA engines", coarse},
    FaultInfo{FaultId::PositionModuloPeriod, "Q-32", "position-modulo-period", Group::Positions, Occasion::PositionRead, true, Hda, "the position says where in a period, not in which", "VIA capture (Linux pci/hda/hda_intel.c, azx_via_get_position)", modulo},
    FaultInfo{FaultId::PositionOverLength, "Q-33", "position-over-length", Group::Positions, Occasion::PositionRead, true, Hda, "the position is the cyclic length or more before it wraps", "Linux pci/hda/hda_intel.c, azx_position_ok sets such values to 0", over_length},
    FaultInfo{FaultId::TornCounter, "Q-34", "torn-counter", Group::Positions, Occasion::Start, false, I2s | Dsp, "a 64-bit counter read in two halves jumps by 4 GiB at the wrap of the low half", "AMD ACP: high, then low, unguarded (Linux soc/amd, csaudioacp3x); SOF LLP: low, then high", torn},
    FaultInfo{FaultId::DescriptorPageCrossing, "Q-35", "descriptor-page-crossing", Group::Dma, Occasion::BufferBegin, true, Hda, "wrong data behind the first 4 KiB boundary inside a buffer", "Linux hda/hdac_stream.c, align_bdle_4k (CTHDA, Tegra)", lasting},
    FaultInfo{FaultId::NonCoherentDma, "Q-36", "non-coherent-dma", Group::Dma, Occasion::Burst, true, Hda, "each side sees memory as it was a while ago: late writes are not heard, fresh samples are not read", "Linux pci/hda: snoop settings of ATI, NVIDIA, SCH, CTHDA; write-combined pages", non_coherent},
    FaultInfo{FaultId::CounterHalvesMixed, "Q-37", "counter-halves-mixed", Group::Positions, Occasion::Start, false, I2s | Dsp, "the position is right until 4 GiB and wrong after", "old ACP3x header: high and low half joined without a shift", mixed_halves},
    FaultInfo{FaultId::AccessWidth, "Q-38", "access-width", Group::Positions, Occasion::RegisterAccess, true, Hda, "narrow accesses fail: a narrow write clears its neighbours, a read off the start of a word gives 0", "Loongson: SDCTL as a double word only; QEMU measured: byte read of LPIB+1 gives 0", widths},
    FaultInfo{FaultId::WallClockZero, "Q-39", "wall-clock-zero", Group::Positions, Occasion::WallClockRead, true, Hda, "WALCLK always reads 0", "Loongson (Linux pci/hda/hda_intel.c)", lasting},
    FaultInfo{FaultId::WallClockWrap, "Q-40", "wall-clock-wrap", Group::Positions, Occasion::WallClockRead, false, Hda, "WALCLK wraps early: an unguarded difference is negative", "WALCLK wraps every 178.957 s", wall_start},
    FaultInfo{FaultId::GarbageCounter, "Q-41", "garbage-counter", Group::Positions, Occasion::PositionRead, false, I2s | Dsp, "an absurd 64-bit position or delay", "SOF Linux #4686 (7493989779945237086)", garbage},
    FaultInfo{FaultId::CrossTimestampOff, "Q-42", "cross-timestamp-off", Group::Positions, Occasion::PositionRead, true, Hda, "shortly before a frame ends, the position is already that of the next frame: position and wall clock do not fit", "Linux pci/hda/hda_controller.c line 383 on: tries again within 10 of 500 clocks of the rollover", rollover},
    FaultInfo{FaultId::CounterSurvivesResume, "Q-43", "counter-survives-resume", Group::Positions, Occasion::StreamReset, false, I2s | Dsp, "the 64-bit counter does not start anew when the stream is reset (dsp: resumed with `llp_reset_on_resume`): the position jumps at the resume", "Linux soc/sof/intel/hda-dai-ops.c and soc/sof/ipc4-pcm.c compensate for it", survives},
    FaultInfo{FaultId::ClockDrift, "Q-44", "clock-drift", Group::Positions, Occasion::Moment, false, Hda | Usb, "slow slip of sound against the performance counter: 100 ppm are one 480-frame packet in 100 s", "all crystals", drift},
    FaultInfo{FaultId::ClockStep, "Q-45", "clock-step", Group::Positions, Occasion::Moment, false, Hda | Usb, "the slope of the position changes, at once or over a while", "PLL relock, warm-up, SCF 6 MHz change", step},
    FaultInfo{FaultId::RateSwitch, "Q-46", "rate-switch", Group::Positions, Occasion::Moment, false, Hda, "after a gap buffers complete at another pace; the format register says what it said", "HDMI and S/PDIF receivers that lock again", rate_switch},
    FaultInfo{FaultId::WrongFormat, "Q-47", "wrong-format", Group::Format, Occasion::FormatWrite, false, Hda, "wrong speed or wrong channel order; the format register reads back what was written", "Linux soc/sof/intel/hda-dai-ops.c decouples the stream when FMT is written; pci/hda/hda_tegra.c corrects GCAP", wrong_format},
    // Power and presence
    FaultInfo{FaultId::SurpriseRemoval, "Q-48", "surprise-removal", Group::Power, Occasion::Moment, true, Hda | I2s | Dsp | Usb, "registers read all ones, writes are lost, DMA has stopped, no interrupt comes", "Linux pci/hda/hda_controller.c takes 0xFFFFFFFF for a device that is gone", {}},
    FaultInfo{FaultId::WakeLatency, "Q-49", "wake-latency", Group::Power, Occasion::LeaveD3, false, Hda, "after D3 the first packets are not heard, or RUN does not take", "codecs take 10 to 100 ms to power up", wake},
    FaultInfo{FaultId::StateLostInD3, "Q-50", "state-lost-in-d3", Group::Power, Occasion::LeaveD3, false, Hda, "after D3 registers are at reset that should have survived", "internal soft reset on exit from D3", lost_state},
    FaultInfo{FaultId::ClockGatingInReset, "Q-51", "clock-gating-in-reset", Group::Power, Occasion::ControllerReset, false, Hda, "CRST never reads back 1: the reset does not finish; another try may", "Linux soc/sof/intel/hda-ctrl.c line 153: clock gating must be off on Skylake", {}},
    FaultInfo{FaultId::LinkClockStop, "Q-52", "link-clock-stop", Group::Power, Occasion::Moment, false, Hda, "silence: link position and wall clock stand still for a while", "SOF Linux #1609, #2853, #4809", clock_stop},
    FaultInfo{FaultId::ErrorAtPowerDown, "Q-53", "error-at-power-down", Group::Power, Occasion::Stop, false, Hda, "an error interrupt (FIFOE) while the stream stops", "SOF Linux #2619: SoundWire bus clash or parity", {}},
    FaultInfo{FaultId::TrafficNoise, "Q-54", "traffic-noise", Group::Power, Occasion::Burst, true, Hda, "noise, and nothing else", "Linux pci/hda/hda_intel.c: traffic class bits (TCSEL) that are not zero", noise},
    // Format and configuration
    FaultInfo{FaultId::LastIndexOffByOne, "Q-55", "last-index-off-by-one", Group::Format, Occasion::Start, false, Hda, "an entry of the list is played too much or too little: choppy sound, positions that do not fit", "sklhdaudbus #17 and #18", last_index},
    FaultInfo{FaultId::LengthMismatch, "Q-56", "length-mismatch", Group::Format, Occasion::Start, false, Hda, "the position wraps too early or too late, or sticks at the cyclic length", "QEMU measured: LPIB sticks at CBL", length},
    FaultInfo{FaultId::EnablesIgnored, "Q-57", "enables-ignored", Group::Format, Occasion::InterruptLine, true, Hda, "an interrupt although it is masked", "QEMU measured: asserts with IOCE = 0", enables},
    // USB devices and their host
    FaultInfo{FaultId::FeedbackJump, "U-1", "feedback-jump", Group::Usb, Occasion::FeedbackReport, false, Usb, "a feedback value is a whole sample block per (micro)frame off: who believes it sends too much or too little until the next one", "Tenor devices (Linux usb/endpoint.c takes jumps of 1.0 back)", feedback_jump},
    FaultInfo{FaultId::FeedbackShifted, "U-2", "feedback-shifted", Group::Usb, Occasion::FeedbackReport, true, Usb, "feedback values are twice, half or less of what is meant; who drops them as implausible runs without feedback", "devices with the other speed's format (Linux usb/endpoint.c works out the shift from the first value)", feedback_shifted},
    FaultInfo{FaultId::EmptyPacketStops, "U-3", "empty-packet-stops", Group::Usb, Occasion::EmptyPacket, true, Usb, "after an output packet of no bytes the device is silent and sends empty packets, while transfers come back as ever, until its interfaces are selected again", "M-Audio devices (Linux usb/endpoint.c leaves empty packets out)", lasting},
    FaultInfo{FaultId::ImplicitFeedbackOverflow, "U-4", "implicit-feedback-overflow", Group::Usb, Occasion::Moment, false, Usb, "input transfers come back while output ones do not: packet sizes taken from the input (implicit feedback) pile up until the driver's queue of them is full", "Linux usb/endpoint.c reports an overflow of its FIFO of packet sizes", held_back},
    FaultInfo{FaultId::PipelineDelay, "U-5", "pipeline-delay", Group::Usb, Occasion::Moment, true, Usb, "the delay behind the device's FIFO is another one (EPDELAY): a latency that was read once is wrong", "devices with 1 to 50 ms of pipeline (Linux usb/pcm.c, usb/quirks.c)", pipeline},
    FaultInfo{FaultId::FrameCounterWrap, "U-6", "frame-counter-wrap", Group::Usb, Occasion::Moment, true, Usb, "the frame number wraps every 256 ms although CAP tells of more bits: a difference over the wider range is seconds off", "host controllers count frames in 8 to 11 bits (Linux usb/pcm.c uses the lower 8)", frame_width},
};

constexpr std::array<ParameterInfo, static_cast<std::size_t>(Parameter::Count)> parameter_infos{{
    {"size", Unit::Bytes}, {"frames", Unit::Frames}, {"delay", Unit::Nanoseconds}, {"duration", Unit::Nanoseconds},
    {"percent", Unit::Percent}, {"mode", Unit::Choice}, {"value", Unit::Plain}, {"error", Unit::Ppb},
    {"rate", Unit::Hertz}, {"entry", Unit::Plain}, {"bits", Unit::Plain}, {"format_bits", Unit::Plain},
}};
// clang-format on

constexpr bool in_order() {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (static_cast<std::size_t>(rows[i].fault) != i) return false;
        for (const ParameterUse &use : rows[i].parameters) {
            if (use.minimum > use.preset || use.preset > use.maximum) return false;
        }
    }
    return true;
}
static_assert(in_order(), "the rows stand in the order of FaultId, and every preset is within its bounds");

bool same_word(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

} // namespace

std::span<const FaultInfo> catalogue() { return rows; }
const FaultInfo &info(FaultId fault) { return rows[static_cast<std::size_t>(fault)]; }

const FaultInfo *find(std::string_view name_or_id) {
    for (const FaultInfo &row : rows) {
        if (same_word(row.name, name_or_id) || same_word(row.id, name_or_id)) return &row;
    }
    return nullptr;
}

const ParameterUse *find_use(const FaultInfo &fault, Parameter which) {
    for (const ParameterUse &use : fault.parameters) {
        if (use.which == which) return &use;
    }
    return nullptr;
}

const ParameterInfo &info(Parameter parameter) { return parameter_infos[static_cast<std::size_t>(parameter)]; }

std::optional<Parameter> find_parameter(std::string_view name) {
    for (std::size_t i = 0; i < parameter_infos.size(); ++i) {
        if (parameter_infos[i].name == name) return static_cast<Parameter>(i);
    }
    return std::nullopt;
}

std::string_view unit_name(Unit unit) {
    constexpr std::array<std::string_view, 8> names{"bytes", "frames", "ns", "percent", "", "", "ppb", "Hz"};
    return names[static_cast<std::size_t>(unit)];
}

std::string_view group_name(Group group) {
    constexpr std::array<std::string_view, 6> names{"Interrupts",
                                                    "DMA and FIFO",
                                                    "Positions and clocks",
                                                    "Power and presence",
                                                    "Format and configuration",
                                                    "USB devices and their host"};
    return names[static_cast<std::size_t>(group)];
}

std::string_view occasion_text(Occasion occasion) {
    constexpr std::array<std::string_view, 18> texts{
        "an instant: its time, a completed buffer, or an access of the register",
        "a buffer with its interrupt bit completes",
        "the engine takes a buffer into use",
        "a DMA burst is issued",
        "a descriptor is fetched",
        "a position is read",
        "RUN is set",
        "RUN is set again without a stream reset",
        "RUN is cleared",
        "the stream's reset bit is written",
        "the format register is written",
        "the controller is taken out of reset",
        "the wall clock is read",
        "a register of the stream is accessed",
        "the interrupt line is worked out",
        "the device returns to D0",
        "the device reports a feedback value",
        "an output packet of no bytes arrives at the device",
    };
    return texts[static_cast<std::size_t>(occasion)];
}

std::string_view model_name(Model model) {
    switch (model) {
    case Model::Hda:
        return "hda";
    case Model::I2s:
        return "i2s";
    case Model::Dsp:
        return "dsp";
    case Model::Usb:
        return "usb";
    case Model::Timer:
        break;
    }
    return "timer";
}

} // namespace acxsim::hw::faults
