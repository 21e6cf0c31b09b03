// SPDX-License-Identifier: MIT
//
// The simulated computer as kernel code sees it: processors, threads, IRQL, DPCs, interrupts, waits, time. One host
// thread plays all of it in virtual time: code runs until it reaches a cost point, and whatever is due before that cost
// has been paid happens first. Follows design.md section 4.
// Leaves out: time slicing among equal priorities (a thread runs until it waits or a higher one is ready).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hwmodel/bus/mmio_bus.hpp"
#include "hwmodel/memory/physical_memory.hpp"
#include "sim/core/assert.hpp"
#include "sim/core/clock_domain.hpp"
#include "sim/core/simulation.hpp"
#include "sim/kernel/cost.hpp"
#include "sim/kernel/dpc.hpp"
#include "sim/kernel/interrupt.hpp"
#include "sim/kernel/paced_copy.hpp"
#include "sim/kernel/posted_memory.hpp"
#include "sim/kernel/processor.hpp"
#include "sim/kernel/profile.hpp"
#include "sim/kernel/ready_list.hpp"
#include "sim/kernel/stop.hpp"
#include "sim/kernel/thread.hpp"
#include "sim/kernel/ticket_book.hpp"
#include "sim/kernel/timer.hpp"

namespace acxsim::kernel {

struct Parameters {
    unsigned processors = 2;                               ///< 1..64
    Profile profile;                                       ///< default: ideal
    core::Hertz qpc_frequency{10'000'000, 1};              ///< performance counter, hertz
    core::PartsPerBillion qpc_error{};                     ///< its oscillator's error
    core::Drift qpc_drift{};                               ///< and how that changes
    std::uint64_t qpc_start = 0x0000'0001'0000'0000;       ///< counter value at power-on
    core::Duration tick = core::from_microseconds(15'625); ///< system clock interval for ordinary timers
    CostTable costs;
};

class System {
public:
    System(core::Simulation &simulation, hw::PhysicalMemory &memory, hw::MmioBus &bus, const Parameters &parameters);
    ~System();
    System(const System &) = delete;
    System &operator=(const System &) = delete;

    /// The machine that DDIs act upon; there is one at a time in a process.
    static System &current() {
        ACXSIM_ASSERT(current_ != nullptr, "no simulated machine");
        return *current_;
    }
    static System *current_or_null() { return current_; }

    core::Simulation &simulation() { return simulation_; }
    core::Trace &trace() { return simulation_.trace; }
    core::TimePoint now() const { return simulation_.timeline.now(); }
    hw::PhysicalMemory &memory() { return memory_; }
    hw::MmioBus &bus() { return bus_; }
    const Parameters &parameters() const { return parameters_; }
    const CostTable &costs() const { return parameters_.costs; }

    // --- running ------------------------------------------------------------------------------------------------

    /// Runs the machine until virtual time t, or until it stops for another reason. From the host stack.
    Stop run_until(core::TimePoint t);
    /// Asks the machine to stop at the next opportunity (from anywhere, also from a signal handler).
    void request_stop(StopReason reason) { stop_request_ = reason; }
    const Stop &stop() const { return stop_; }
    bool stopped() const { return stop_.reason != StopReason::None; }

    // --- code costs time (only while simulated code runs, i.e. on a fiber) ------------------------------------------

    /// The running code takes this long; whatever is due earlier happens first.
    void charge(core::Duration cost) {
        if (running_ == nullptr) return; // set-up code on the host stack takes no time
        const core::TimePoint done = simulation_.timeline.now() + cost;
        if (!running_->attention_ && simulation_.timeline.next_time() > done) [[likely]] {
            simulation_.timeline.pass_to(done);
            update_cpu_visible();
            return;
        }
        spend(cost);
    }
    void charge(Cost cost) { charge(parameters_.costs[cost]); }
    /// Copies memory at the machine's pace, one cache line after the other: DMA may fetch what is half written.
    void copy(void *to, const void *from, std::size_t size_bytes);
    void copy(PacedCopy &pieces, std::size_t size_bytes);
    /// Devices whose state sits in system memory: it is brought up to date before code that could see it runs.
    PostedMemory &posted_memory() { return posted_; }
    /// True while simulated code (driver, client, framework thread) runs; false on the host stack.
    bool on_processor() const { return running_ != nullptr; }

    // --- threads and waits ------------------------------------------------------------------------------------------

    /// Starts a thread; it lives until the System does. May be called from the host stack and from simulated code.
    Thread &start_thread(std::string_view name, int priority, std::function<void()> body);
    /// Ends the running thread (PsTerminateSystemThread).
    [[noreturn]] void end_current_thread();
    Thread &current_thread();
    const std::vector<std::unique_ptr<Thread>> &threads() const { return threads_; }

    /// Waits. `timeout` nullopt = for ever, zero = only look. At DISPATCH_LEVEL only zero is allowed.
    /// Returns the index of the object that satisfied the wait (0 for wait_all), or nullopt on time-out.
    std::optional<std::uint32_t> wait_any(std::span<DispatcherObject *const> objects,
                                          std::optional<core::Duration> timeout);
    bool wait_all(std::span<DispatcherObject *const> objects, std::optional<core::Duration> timeout);
    bool wait(DispatcherObject &object, std::optional<core::Duration> timeout = std::nullopt);
    /// Lets the running thread sleep until t (KeDelayExecutionThread, client pacing).
    void sleep_until(core::TimePoint t);
    void sleep_for(core::Duration duration) { sleep_until(now() + duration); }

    /// Changes signal state and releases waiters. Legal from any simulated code and from the host stack.
    std::int32_t set_event(DispatcherObject &event);   ///< returns the previous state
    std::int32_t reset_event(DispatcherObject &event); ///< returns the previous state
    void pulse_event(DispatcherObject &event);
    /// Releases a mutex owned by the running thread; false if it is not the owner.
    bool release_mutex(MutexObject &mutex);
    /// False if the limit would be exceeded.
    bool release_semaphore(SemaphoreObject &semaphore, std::int32_t count);

    // --- IRQL and spin locks ----------------------------------------------------------------------------------------

    Irql irql() const { return running_ == nullptr ? passive_level : running_->irql_; }
    unsigned processor_index() const { return running_ == nullptr ? 0 : running_->index_; }
    const std::vector<std::unique_ptr<Processor>> &processors() const { return processors_; }
    /// Sets the IRQL; lowering lets pending interrupts, DPCs and threads go first. Returns the old one.
    Irql set_irql(Irql irql);
    /// Raises to `irql` and takes the lock, spinning while another processor holds it. Returns the old IRQL.
    Irql acquire_spin_lock(SpinLock &lock, Irql irql = dispatch_level);
    void acquire_spin_lock_at_level(SpinLock &lock); ///< IRQL is high enough already
    bool try_acquire_spin_lock(SpinLock &lock);      ///< at the present IRQL
    void release_spin_lock_from_level(SpinLock &lock);
    void release_spin_lock(SpinLock &lock, Irql old_irql);

    // --- DPCs and interrupts ----------------------------------------------------------------------------------------

    /// False if it was queued already.
    bool queue_dpc(Dpc &dpc);
    /// Takes a DPC out of its queue; false if it was not in one.
    bool remove_dpc(Dpc &dpc);
    /// Waits (at PASSIVE_LEVEL) until every DPC that is queued now has run.
    void flush_dpcs();

    // --- time as drivers read it
    // --------------------------------------------------------------------------------------

    std::uint64_t performance_counter() const; ///< KeQueryPerformanceCounter, without its cost
    std::uint64_t performance_counter_at(core::TimePoint t) const;
    const core::Hertz &performance_frequency() const { return parameters_.qpc_frequency; }
    const core::ClockDomain &qpc_clock() const { return qpc_; }
    /// First system tick at or after t.
    core::TimePoint tick_at_or_after(core::TimePoint t) const;

    // --- the end
    // --------------------------------------------------------------------------------------------------------

    /// Stops the machine with a bug check. From simulated code it does not return; from the host stack it does.
    void bug_check(std::uint32_t code, std::array<std::uint64_t, 4> parameters, std::string text,
                   std::string hint = {});
    /// The driver's code failed in a way the machine cannot go on from (signal, exit()). Runs in place of that code.
    [[noreturn]] void abandon_running_code(Stop stop);

    /// Innermost frame of the running code, or nullptr.
    CallFrame *top_frame() const { return running_ == nullptr ? nullptr : running_->current_->top_frame_; }
    /// Innermost callback frame of the running code, or nullptr.
    const CallFrame *innermost_callback() const;
    /// The object that callback is about, 0 when none runs.
    core::ObjectId callback_object() const {
        const CallFrame *callback = innermost_callback();
        return callback == nullptr ? 0 : callback->object;
    }

    /// Remembers where in the driver's code `name` was last seen for that object: the address of a callback, or of a
    /// call.
    void note_place(core::ObjectId object, std::uint64_t name_hash, const void *code) {
        Place &place = places_[core::mix(name_hash ^ object, 0x9e3779b97f4a7c15ULL) % places_.size()];
        place = {object, name_hash, code};
    }
    /// ... and finds it again; nullptr if it was not seen, or was overwritten by another.
    const void *place_of(core::ObjectId object, std::uint64_t name_hash) const {
        const Place &place = places_[core::mix(name_hash ^ object, 0x9e3779b97f4a7c15ULL) % places_.size()];
        return place.object == object && place.name_hash == name_hash ? place.code : nullptr;
    }

    core::ChoiceSite &choice_site(std::string_view name) { return simulation_.choices.site(name); }

private:
    static inline System *current_ = nullptr;

    friend class Dpc;
    friend class DdiScope;
    friend class CallbackScope;
    friend class Interrupt;
    friend class Processor;
    friend class Thread;
    friend class Timer;

    void update_cpu_visible() {
        if (copying_ != 0) meet_copies();
        if (hw::CpuVisible *sole = posted_.sole()) {
            if (!sole->settled_at(now())) sole->before_cpu_access();
        } else if (posted_.several()) {
            update_posted_memory();
        }
    }
    void update_posted_memory(); // of several devices
    core::ObjectId memory_view() const;
    core::TimePoint memory_settled_until() const;
    core::Duration copy_cost(std::size_t size_bytes) const;
    std::size_t copy_beside_others(PacedCopy &pieces, std::size_t copied, std::size_t size_bytes);
    void move_due_lines(CopyInProgress &copy, core::TimePoint when);
    void move_due_lines(core::TimePoint when); // of all copies
    void meet_copies();
    void run_hardware_event(core::TimePoint horizon);
    void plan_look(Processor &processor);
    void look_at(Processor &processor, core::TimePoint when);
    void look_at_copied_memory(Processor &processor);
    void spend(core::Duration cost);
    void enter(Processor &processor);  // host stack: let its code run
    void attend(Processor &processor); // host stack or inline: something became pending there
    void step_onto(Processor &processor);
    Processor *next_processor() const;
    void pass_to(Processor &processor);               // fiber: let that processor's code run
    void suspend_running();                           // fiber: whatever is due goes first
    void suspend_running_until(core::TimePoint done); // ... up to then, unless the processor is called earlier
    void service_pending(Processor &processor);       // fiber: ISRs, then DPCs, nested here
    void run_interrupt(Processor &processor, Interrupt &interrupt);
    void run_dpc(Processor &processor, Dpc &dpc);
    bool preemption_due(const Processor &processor) const;
    void give_up_processor(Processor &processor); // fiber: a higher thread is ready
    void dispatch_next(Processor &processor);
    void switch_to(Processor &processor, Thread &thread);
    void make_ready(Thread &thread);
    void wake(Thread &thread, std::uint32_t result); // wait satisfied: ready after the wake-up latency
    void unlink_wait(Thread &thread);
    bool try_satisfy(Thread &thread, std::span<DispatcherObject *const> objects, bool all, std::uint32_t &index);
    std::optional<std::uint32_t> wait_objects(std::span<DispatcherObject *const> objects, bool all,
                                              std::optional<core::Duration> timeout);
    void release_waiters(DispatcherObject &object);
    void consume(DispatcherObject &object, Thread &thread);
    static bool available(const DispatcherObject &object, const Thread &thread);
    void idle_loop();
    void dpc_finished();
    void stamp() {
        if (running_ != nullptr) {
            simulation_.trace.set_processor(static_cast<std::uint8_t>(running_->index_), running_->irql_);
        } else {
            simulation_.trace.set_processor(core::Trace::no_processor, 0);
        }
    }

    core::Simulation &simulation_;
    PostedMemory posted_;
    hw::PhysicalMemory &memory_;
    hw::MmioBus &bus_;
    Parameters parameters_;
    core::Oscillator qpc_oscillator_;
    core::ClockDomain qpc_;
    std::vector<std::unique_ptr<Processor>> processors_;
    std::vector<std::unique_ptr<Thread>> threads_;
    ReadyList ready_;              // runnable, not on a processor
    std::uint64_t copying_ = 0;    // processors with a copy in progress, a bit each
    unsigned spinning_ = 0;        // processors that wait for a spin lock
    Processor *running_ = nullptr; // whose code the host thread is executing
    Thread *entered_ = nullptr;    // ... and which thread that is, also while it gives up its processor
    volatile StopReason stop_request_ = StopReason::None;
    Stop stop_;
    TicketBook outstanding_; // DPCs queued or running
    DispatcherObject dpc_progress_{ObjectType::NotificationEvent, 0};
    core::ChoiceSite &signal_site_;
    core::ChoiceSite &isr_site_;
    core::ChoiceSite &dpc_site_;
    core::ChoiceSite &thread_site_;
    core::ChoiceSite &timer_site_;
    core::ChoiceSite &pick_site_;
    core::Event end_of_run_;
    bool end_reached_ = false;
    struct Place {
        core::ObjectId object = 0;
        std::uint64_t name_hash = 0;
        const void *code = nullptr;
    };
    std::array<Place, 512> places_;
};

} // namespace acxsim::kernel
