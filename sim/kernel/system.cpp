// SPDX-License-Identifier: MIT
//
// The scheduler: which processor's code runs, when it is interrupted, and how time passes meanwhile.
#include "sim/kernel/system.hpp"

#include <algorithm>

#include "sim/core/assert.hpp"
#include "sim/kernel/records.hpp"
#include "sim/kernel/stack_trace.hpp"

namespace acxsim::kernel {

System::System(core::Simulation &simulation, hw::PhysicalMemory &memory, hw::MmioBus &bus, const Parameters &parameters)
    : simulation_(simulation), memory_(memory), bus_(bus), parameters_(parameters),
      qpc_oscillator_(parameters.qpc_error, parameters.qpc_drift, simulation.choices, "qpc"),
      qpc_(parameters.qpc_frequency, qpc_oscillator_), signal_site_(simulation.choices.site("interrupt.signal")),
      isr_site_(simulation.choices.site("isr.latency")), dpc_site_(simulation.choices.site("dpc.latency")),
      thread_site_(simulation.choices.site("thread.latency")), timer_site_(simulation.choices.site("timer.lateness")),
      pick_site_(simulation.choices.site("thread.pick")),
      end_of_run_(
          core::Priority::EndOfRun, [](void *self) { static_cast<System *>(self)->end_reached_ = true; }, this) {
    ACXSIM_ASSERT(current_ == nullptr, "one simulated machine at a time");
    ACXSIM_ASSERT(parameters.processors >= 1 && parameters.processors <= 64, "1 to 64 processors");
    current_ = this;
    for (unsigned i = 0; i < parameters.processors; ++i)
        processors_.push_back(std::make_unique<Processor>(*this, i));
}

System::~System() {
    core::Timeline &timeline = simulation_.timeline;
    timeline.cancel(end_of_run_);
    for (auto &thread : threads_) {
        timeline.cancel(thread->wake_);
        timeline.cancel(thread->timeout_);
    }
    for (auto &processor : processors_) {
        timeline.cancel(processor->resume_);
        timeline.cancel(processor->look_);
    }
    current_ = nullptr;
}

Stop System::run_until(core::TimePoint t) {
    ACXSIM_ASSERT(running_ == nullptr, "run_until is called from the host stack");
    core::Timeline &timeline = simulation_.timeline;
    if (t > now()) {
        end_reached_ = false;
        timeline.schedule(end_of_run_, t);
    } else {
        end_reached_ = true;
    }
    bool quiescent = false;
    while (!end_reached_ && !stopped() && stop_request_ == StopReason::None) {
        if (timeline.queue().size() == 1) quiescent = true; // only the end of the run is left
        if (copying_ != 0 && timeline.queue().front().priority() == core::Priority::Hardware) {
            run_hardware_event(core::end_of_time);
        } else {
            timeline.run_next(core::end_of_time);
        }
    }
    timeline.cancel(end_of_run_);
    move_due_lines(now());
    if (stopped()) return stop_;
    if (stop_request_ != StopReason::None) {
        stop_.reason = stop_request_;
        return stop_;
    }
    Stop result;
    if (quiescent) result.reason = StopReason::Quiescent;
    return result;
}

void System::enter(Processor &processor) {
    step_onto(processor);
    entered_->fiber_->resume();
    Processor &left = *running_;
    Thread &thread = *entered_;
    running_ = nullptr;
    stamp();
    if (thread.fiber_->finished() && !stopped()) {
        thread.fiber_.reset();
        if (left.current_ == &thread) dispatch_next(left);
    }
}

void System::step_onto(Processor &processor) {
    running_ = &processor;
    entered_ = processor.current_;
    stamp();
    update_cpu_visible();
}

/// The processor whose code goes on next, if nothing else is due before; nullptr if something is.
Processor *System::next_processor() const {
    if (stop_request_ != StopReason::None || stopped()) return nullptr;
    return static_cast<Processor *>(simulation_.timeline.queue().front().owner_if(&Processor::continue_running));
}

/// From the running fiber to that processor's, without the detour over the host stack.
void System::pass_to(Processor &processor) {
    Fiber *leaving = Fiber::running();
    step_onto(processor);
    if (entered_->fiber_.get() != leaving) leaving->hand_over_to(*entered_->fiber_);
}

/// What the running code is about: the innermost callback, or else the thread.
core::ObjectId System::memory_view() const {
    if (const CallFrame *callback = innermost_callback()) return callback->object;
    return running_ == nullptr ? 0 : running_->current_->serves;
}

void System::update_posted_memory() {
    if (const core::ObjectId view = memory_view(); view != PostedMemory::nobody) {
        posted_.settle(posted_.part_of(view), now());
    }
}

core::TimePoint System::memory_settled_until() const {
    const core::ObjectId view = memory_view();
    if (view == PostedMemory::nobody && posted_.several()) return core::end_of_time;
    return posted_.settled_until(posted_.part_of(view));
}

void System::attend(Processor &processor) {
    processor.attention_ = true;
    if (&processor != running_) simulation_.timeline.schedule(processor.resume_, now());
}

void System::suspend_running() {
    if (Processor *next = next_processor()) {
        simulation_.timeline.take_next();
        pass_to(*next);
    } else {
        Fiber::running()->suspend();
    }
}

void System::suspend_running_until(core::TimePoint done) {
    core::Event &resume = running_->resume_;
    simulation_.timeline.schedule(resume, done);
    suspend_running();
    simulation_.timeline.cancel(resume); // if something else came first
}

void System::spend(core::Duration cost) {
    core::Timeline &timeline = simulation_.timeline;
    core::Duration remaining = cost;
    for (;;) {
        Processor &processor = *running_;
        if (processor.attention_) {
            service_pending(processor);
            if (preemption_due(processor)) {
                give_up_processor(processor);
                continue; // perhaps on another processor
            }
        }
        const core::TimePoint done = now() + remaining;
        // Hardware needs no stack of its own: its events happen right here, without a switch.
        while (timeline.next_time() <= done && !processor.attention_ &&
               timeline.queue().front().priority() == core::Priority::Hardware) {
            run_hardware_event(done);
        }
        if (!processor.attention_) {
            if (timeline.next_time() > done) {
                timeline.pass_to(done);
                update_cpu_visible();
                return;
            }
            suspend_running_until(done);
            if (now() >= done && !processor.attention_) return;
        }
        remaining = now() < done ? done - now() : core::Duration{};
    }
}

void System::service_pending(Processor &processor) {
    processor.attention_ = false;
    for (;;) {
        if (Interrupt *highest = processor.pending_interrupts_.above(processor.irql_)) {
            run_interrupt(processor, *highest);
        } else if (processor.irql_ < dispatch_level && !processor.ready_dpcs_.empty()) {
            run_dpc(processor, processor.ready_dpcs_.pop_front());
        } else {
            return;
        }
    }
}

bool System::preemption_due(const Processor &processor) const {
    return processor.irql_ < dispatch_level && !ready_.empty() && ready_.top_priority() > processor.current_->priority_;
}

void System::give_up_processor(Processor &processor) {
    Thread &thread = *processor.current_;
    if (!processor.idle()) {
        thread.state_ = Thread::State::Ready;
        thread.saved_irql_ = processor.irql_;
        // Preempted threads go to the head of their class, behind nobody but higher ones; the preemptor is higher.
        ready_.push_front(thread, thread.priority_);
    }
    dispatch_next(processor);
    suspend_running();
    if (thread.priority_ > 0) charge(Cost::ContextSwitch);
}

void System::dispatch_next(Processor &processor) {
    if (ready_.empty()) {
        switch_to(processor, *processor.idle_);
        return;
    }
    const std::size_t equals = ready_.top_count();
    const std::size_t pick = equals == 1 ? 0 : simulation_.choices.draw(pick_site_, equals);
    switch_to(processor, ready_.take(pick));
}

void System::switch_to(Processor &processor, Thread &thread) {
    processor.current_ = &thread;
    thread.processor_ = &processor;
    thread.state_ = Thread::State::Running;
    processor.irql_ = thread.saved_irql_;
    simulation_.trace.emit(ThreadSwitched{&thread == processor.idle_.get() ? 0 : thread.object_});
    simulation_.timeline.schedule(processor.resume_, now());
}

void System::make_ready(Thread &thread) {
    thread.state_ = Thread::State::Ready;
    // Where it ran last if that is idle, else any idle processor, else the one that runs the least important thread.
    // Interrupts are served on processor 0: it is the last choice among equals.
    const auto is_free = [this](const Processor &processor) {
        return processor.idle() && processor.irql_ == passive_level && &processor != running_;
    };
    if (thread.processor_ != nullptr && is_free(*thread.processor_)) {
        switch_to(*thread.processor_, thread);
        return;
    }
    Processor *lowest = nullptr;
    for (auto &processor : processors_) {
        if (lowest == nullptr || (is_free(*processor) && !is_free(*lowest)) ||
            (is_free(*processor) == is_free(*lowest) &&
             processor->current_->priority_ <= lowest->current_->priority_)) {
            lowest = processor.get();
        }
    }
    if (is_free(*lowest)) {
        switch_to(*lowest, thread);
        return;
    }
    ready_.push_back(thread, thread.priority_);
    if (lowest->current_->priority_ < thread.priority_) attend(*lowest);
}

void System::idle_loop() {
    for (;;) {
        Processor &processor = *running_;
        if (processor.attention_) service_pending(processor);
        if (!ready_.empty()) {
            give_up_processor(processor);
        } else if (!processor.attention_) {
            suspend_running();
        }
    }
}

Thread &System::start_thread(std::string_view name, int priority, std::function<void()> body) {
    auto thread = std::make_unique<Thread>(*this, name, priority, nullptr);
    Thread *started = thread.get();
    started->fiber_ = std::make_unique<Fiber>([this, started, body = std::move(body)] {
        charge(Cost::ContextSwitch);
        body();
        trace().emit(ThreadEnded{started->object_});
        started->state_ = Thread::State::Ended;
        set_event(started->header_);
    });
    threads_.push_back(std::move(thread));
    trace().emit(ThreadStarted{started->object_, static_cast<std::uint32_t>(priority)});
    make_ready(*started);
    return *started;
}

void System::end_current_thread() {
    Thread &thread = *running_->current_;
    trace().emit(ThreadEnded{thread.object_});
    thread.state_ = Thread::State::Ended;
    thread.top_frame_ = nullptr;
    set_event(thread.header_);
    thread.fiber_->abandon();
}

Thread &System::current_thread() {
    ACXSIM_ASSERT(running_ != nullptr, "no simulated code is running");
    return *running_->current_;
}

std::uint64_t System::performance_counter() const { return performance_counter_at(now()); }

std::uint64_t System::performance_counter_at(core::TimePoint t) const {
    return parameters_.qpc_start + static_cast<std::uint64_t>(qpc_.count_at(t));
}

core::TimePoint System::tick_at_or_after(core::TimePoint t) const {
    const std::int64_t interval = parameters_.tick.count();
    const std::int64_t ticks = core::ticks_of(t);
    return core::TimePoint{core::Duration{(ticks + interval - 1) / interval * interval}};
}

const CallFrame *System::innermost_callback() const {
    const CallFrame *frame = top_frame();
    while (frame != nullptr && frame->kind != FrameKind::Callback)
        frame = frame->outer;
    return frame;
}

void System::bug_check(std::uint32_t code, std::array<std::uint64_t, 4> parameters, std::string text,
                       std::string hint) {
    if (stopped()) return;
    stop_.reason = StopReason::BugCheck;
    stop_.bug_check_code = code;
    stop_.bug_check_parameters = parameters;
    stop_.text = std::move(text);
    stop_.hint = std::move(hint);
    if (const CallFrame *callback = innermost_callback()) stop_.callback = callback->name;
    if (const CallFrame *frame = top_frame(); frame != nullptr && frame->kind == FrameKind::Ddi) {
        stop_.stack = capture_stack(frame->frame_address, stack_depth_max);
    } else {
        // Between calls of the driver: the callbacks that are open. What is noted of those is where they begin, and a
        // stack holds addresses behind calls.
        for (; frame != nullptr; frame = frame->outer) {
            if (frame->code == nullptr) continue;
            const std::uintptr_t code = reinterpret_cast<std::uintptr_t>(frame->code);
            stop_.stack.push_back(frame->kind == FrameKind::Callback ? code + 1 : code);
        }
    }
    trace().emit(BugCheck{code});
    if (Fiber *fiber = Fiber::running()) fiber->abandon();
}

void System::abandon_running_code(Stop stop) {
    if (const CallFrame *callback = innermost_callback(); callback != nullptr && stop.callback.empty()) {
        stop.callback = callback->name;
    }
    stop_ = std::move(stop);
    ACXSIM_ASSERT(Fiber::running() != nullptr, "only simulated code can be abandoned");
    Fiber::running()->abandon();
}

} // namespace acxsim::kernel
