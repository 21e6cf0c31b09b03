// SPDX-License-Identifier: MIT
//
// One simulated processor: its IRQL, what interrupts and DPCs wait for it, and the thread it runs. ISRs and DPCs run
// nested on the interrupted thread's stack, as they do in reality.
#pragma once

#include <memory>
#include <vector>

#include "sim/kernel/dpc.hpp"
#include "sim/kernel/interrupt.hpp"
#include "sim/kernel/irql.hpp"
#include "sim/kernel/paced_copy.hpp"
#include "sim/kernel/pending_interrupts.hpp"
#include "sim/kernel/spin_lock.hpp"
#include "sim/kernel/thread.hpp"

namespace acxsim::kernel {

class Processor {
public:
    Processor(System &system, unsigned index);
    Processor(const Processor &) = delete;
    Processor &operator=(const Processor &) = delete;

    unsigned index() const { return index_; }
    Irql irql() const { return irql_; }
    Thread &current() { return *current_; }
    bool idle() const { return current_ == idle_.get(); }
    const std::vector<SpinLock *> &held_locks() const { return held_locks_; }

private:
    friend class System;
    friend class Dpc;
    friend class Interrupt;
    friend class DdiScope;
    friend class CallbackScope;

    void look_at_copied_memory();
    static void continue_running(void *processor); // the resume event

    System &system_;
    unsigned index_;
    Irql irql_ = passive_level;
    bool attention_ = false; // something became pending: look before letting time pass
    bool in_dpc_ = false;
    std::unique_ptr<Thread> idle_;
    Thread *current_ = nullptr;
    CopyInProgress copy_;
    core::Event look_;   // when a device touches memory that a copy is about
    core::Event resume_; // when the running code's present cost is paid
    PendingInterrupts pending_interrupts_;
    Dpc::Queue ready_dpcs_;
    std::vector<SpinLock *> held_locks_;
    const SpinLock *spinning_on_ = nullptr;
};

} // namespace acxsim::kernel
