// SPDX-License-Identifier: MIT
//
// Where a number is not published, the comment says what it was chosen for.
#include "hwmodel/hda/profiles.hpp"

#include <array>

namespace acxsim::hw::hda {

namespace {

void set_ich(Parameters &) {}

void set_skylake(Parameters &p) {
    p.stream_payload_words = 0x30;
    p.stream_payload_words_in = 0x18;
    p.fifo_out = 1024;
    p.fifo_in = 512;
    p.burst = 128;
    p.fifos_after_format = true;
    p.fifos_settle = core::from_microseconds(3); // the least that Linux waits
    p.fifo_limit = true;
    p.intel_extensions = true;
    p.l1_exit = core::from_microseconds(80); // within the 50 to 120 us of published L1.2 exits
    // SOF waits 20 us before it trusts the position buffer of a capture stream.
    p.posbuf_write_delay = core::from_microseconds(19);
}

void set_dsp(Parameters &p) {
    p.stream_payload_words = 0x30;
    p.stream_payload_words_in = 0x18;
    p.burst_duration = core::from_milliseconds(1);
    p.fifo_duration = core::from_milliseconds(2); // least DMA buffer of SOF's IPC4
    p.burst_phase = BurstPhase::EntryRelative;    // the whole millisecond at once
    p.fifos_after_format = true;
    p.intel_extensions = true;
}

void set_amd(Parameters &p) {
    p.fifo_out = 256;
    p.fifo_in = 256;
    p.burst = 128; // 32 frames of 48 kHz / 16 bit / stereo
    p.posbuf_source = PositionSource::Link;
}

void set_via(Parameters &p) {
    p.lpib_source = LinkPositionSource::LinkPlusFifo;
    p.posbuf_range = PositionRange::Period;
}

void set_loongson(Parameters &p) {
    p.walclk_hz = 0;
    p.sdctl_dword_only = true;
    p.rirb_interrupts = false;
}

void set_qemu(Parameters &p) {
    // A timer moves a millisecond at a time straight between memory and the audio back end.
    p.burst_duration = p.fifo_duration = core::from_milliseconds(1);
    p.burst_phase = BurstPhase::EntryRelative;
    p.t_mem = p.t_bdle = core::Distribution::constant({});
    p.lpib_source = LinkPositionSource::Fetched;
    p.posbuf_source = PositionSource::Fetched;
    p.posbuf_write_delay = {};
    p.restart = RestartPolicy::FromZero;
    p.ssync = StreamSyncPlace::None;
    // Handshakes are over when the write is.
    p.crst_enter = p.crst_ack = p.codec_ready = p.srst_ack = {};
    p.run_ack_stop = 0;
    p.ioce_ignored = p.sie_required_for_gis = p.intsts_writable = true;
    p.traffic_priority = TrafficPriorityBit::ReadWrite;
    p.sdsts_resets_ready = true;
    p.srst_keeps_programming = true;
    p.fifow_present = false;
    p.fifos_writable = false;
    p.fifos_value = 0x100;
    p.line_rate_check = false;
    p.write_while_running = WriteWhileRunningPolicy::AcceptImmediately;
    p.cbl_mismatch = LengthMismatchPolicy::Stick;
}

// clang-format off
constexpr std::array all{
    Profile{"hda_ich", "Intel ICH6 to 6 series: FIFO 192 bytes, bursts of 32, position buffer = DMA position; the defaults", set_ich},
    Profile{"hda_skl", "Intel Skylake and later: deep FIFO told by EFIFOS, position buffer written late, DPIB ahead of memory, L1 exits before bursts", set_skylake},
    Profile{"hda_dsp", "Intel with a DSP between memory and link: bursts of 1 ms, 2 ms ahead (fifo_duration up to 100 ms: deep buffer)", set_dsp},
    Profile{"amd_fifo32", "AMD: captured data reach memory in pieces of 32 frames, LPIB does not know", set_amd},
    Profile{"via", "VIA: LPIB is ahead by the FIFO and 0 until it has filled; the position buffer is valid only modulo the period", set_via},
    Profile{"loongson", "Loongson: WALCLK stands still, SDCTL takes 32-bit writes only, codec responses must be polled for", set_loongson},
    Profile{"qemu", "QEMU's intel-hda: positions in steps of 1 ms without a FIFO, restart at 0, interrupts without IOCE, no SSYNC", set_qemu},
};
// clang-format on

} // namespace

std::span<const Profile> profiles() { return all; }

const Profile *find_profile(std::string_view name) {
    for (const Profile &profile : all) {
        if (profile.name == name) return &profile;
    }
    return nullptr;
}

std::vector<ProfileSetting> settings(const Profile &profile) {
    const Parameters defaults;
    const Parameters changed = profile.parameters();
    std::vector<ProfileSetting> found;
    for (const ParameterField<Parameters> &field : parameter_fields) {
        const std::int64_t value = field.get(changed);
        if (value != field.get(defaults)) found.push_back({&field, value});
    }
    return found;
}

} // namespace acxsim::hw::hda
