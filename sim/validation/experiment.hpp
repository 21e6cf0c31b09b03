// SPDX-License-Identifier: MIT
//
// The experiments V-1 to V-20 (hwmodel.md 5.4): each drives a hardware model directly, through its registers, and
// compares what an instrument on the bus sees with what is known. Default set-up of those on HDA: 48 kHz, 16 bit,
// stereo, two packets of 480 frames, FIFO 192 bytes, bursts of 32, memory that answers in exactly 1 us. V-18 is about
// USB.
#pragma once

#include <span>

#include "sim/validation/table.hpp"

namespace acxsim::validation {

struct Experiment {
    int number;
    const char *title;
    const char *method; ///< one sentence
    void (*run)(Table &table);
    bool takes_seconds = false;
};

/// All of them, in the order of their numbers.
std::span<const Experiment> experiments();

void link_cadence(Table &table);           // V-1
void link_count(Table &table);             // V-2
void steady_lead(Table &table);            // V-3
void published_leads(Table &table);        // V-4
void position_granularity(Table &table);   // V-5
void completion_timing(Table &table);      // V-6
void position_at_completion(Table &table); // V-7
void bus_stalls(Table &table);             // V-8
void late_writes(Table &table);            // V-9
void start_latency(Table &table);          // V-10
void wall_clock_wrap(Table &table);        // V-11
void torn_position(Table &table);          // V-12
void clock_drift(Table &table);            // V-13
void merged_interrupts(Table &table);      // V-14
void interrupt_tree(Table &table);         // V-15
void format_admission(Table &table);       // V-16
void functional_trace(Table &table);       // V-17
void qemu_interrupt_tree(Table &table);    // V-15, its second part
void usb_nominal(Table &table);            // V-18
void power_and_removal(Table &table);      // V-19
void determinism(Table &table);            // V-20

} // namespace acxsim::validation
