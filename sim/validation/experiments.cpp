// SPDX-License-Identifier: MIT
//
// The list. A new experiment is a function, a line here, and a page made anew (acxsim validate --write
// docs/accuracy.md).
#include <array>

#include "sim/validation/experiment.hpp"

namespace acxsim::validation {

namespace {

constexpr std::array list{
    Experiment{1, "44.1 kHz cadence", "blocks on the link, watched frame by frame", link_cadence},
    Experiment{2, "link count", "frames heard in an hour without cumulative error", link_count, true},
    Experiment{3, "steady lead of DMA over the link", "F - L every sixth of a microsecond", steady_lead},
    Experiment{4, "Linux time stamps", "leads published for one machine against all FIFO encodings", published_leads},
    Experiment{5, "position granularity", "where F can stop past a period boundary", position_granularity},
    Experiment{6, "packet ends", "spacing of IOCs and F - L at each", completion_timing},
    Experiment{7, "position buffer at the IOC", "what memory says when the interrupt comes", position_at_completion},
    Experiment{8, "bus stalls", "shortest stall that is heard, frames lost, 60 random phases", bus_stalls, true},
    Experiment{9, "late writes", "until when a store is heard, and how long before its sound", late_writes},
    Experiment{10, "start latency", "from RUN to FIFORDY to the first frame", start_latency},
    Experiment{11, "WALCLK wrap", "read cycle by cycle around two wraps", wall_clock_wrap},
    Experiment{12, "torn 64-bit position", "two dwords read across a 4 GiB wrap", torn_position},
    Experiment{13, "clock drift", "frames gained against the performance counter", clock_drift, true},
    Experiment{14, "merged interrupts", "two streams, one line, service after 300 us", merged_interrupts},
    Experiment{15, "interrupt tree", "BCIS, FIFOE, IOCE, FEIE, SIE, GIE in all combinations", interrupt_tree},
    Experiment{16, "format admission", "which sets of streams the link takes", format_admission},
    Experiment{17, "functional trace of QEMU", "reset values, write masks, descriptor walk", functional_trace},
    Experiment{18, "USB nominal", "blocks in packets and in feedback, positions as Linux published them", usb_nominal},
    Experiment{19, "power and removal", "registers and bursts after the device has gone", power_and_removal},
    Experiment{20, "determinism", "two runs, two seeds, one hour counted", determinism, true},
};

} // namespace

std::span<const Experiment> experiments() { return list; }

} // namespace acxsim::validation
