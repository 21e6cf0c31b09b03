// SPDX-License-Identifier: MIT
//
// When the engines' steps are taken. Exact: each step is an event. Lazy: while nothing but bursts within descriptor
// entries can happen, only the end of that stretch is one; whoever looks or touches something before that has settle()
// bring the engines up to the present first. Either way the same steps are taken in the same order: by time, the
// arbiter first, then by engine index. What was not an event may leave no record, which emit() asserts.
// A stretch may be left out of the events (can_glide) if every engine is steady and the bus is idle again before each
// frame boundary, so that no frame's waiting reaches into the next: then bursts need not be replayed one by one. A
// controller with armed faults, or one that puts bursts on record, takes every step.
#include <algorithm>
#include <bit>

#include "hwmodel/hda/controller.hpp"

namespace acxsim::hw::hda {

/// The engine whose step comes first; nobody's if none will take one.
unsigned Controller::first_to_step() const {
    unsigned first = engines_max;
    core::TimePoint when = core::end_of_time;
    for (std::uint32_t left = context_.moving; left != 0; left &= left - 1) {
        const auto engine = static_cast<unsigned>(std::countr_zero(left));
        if (context_.due[engine] >= when) continue;
        when = context_.due[engine];
        first = engine;
    }
    return first;
}

core::TimePoint Controller::next_step() const {
    const unsigned first = first_to_step();
    return std::min(arbiter_.due(), first == engines_max ? core::end_of_time : context_.due[first]);
}

/// Takes the steps up to `until`; returns when the next one is.
core::TimePoint Controller::run_to(core::TimePoint until) {
    running_ = true;
    if (gliding_) {
        for (std::uint32_t left = context_.moving; left != 0; left &= left - 1) {
            const auto engine = static_cast<unsigned>(std::countr_zero(left));
            if (context_.due[engine] <= until) engines_[engine]->glide(until);
        }
    }
    core::TimePoint when;
    for (;;) {
        const unsigned first = first_to_step();
        when = std::min(arbiter_.due(), first == engines_max ? core::end_of_time : context_.due[first]);
        if (when > until) break;
        ACXSIM_ASSERT(when >= now_, "an engine planned a step in the past");
        now_ = when;
        for (std::uint32_t left = context_.arriving; left != 0; left &= left - 1) {
            const auto input = static_cast<unsigned>(std::countr_zero(left));
            if (context_.arrival[input] <= when) engines_[input]->retire_arrived(); // before others touch that memory
        }
        if (arbiter_.due() == when) {
            arbiter_.serve();
        } else {
            engines_[first]->step();
        }
    }
    now_ = until;
    running_ = false;
    return when;
}

void Controller::settle() {
    const core::TimePoint now = simulation_.now();
    if (running_ || now == now_) {
        // Within a step, or nothing to do unless something is due this very instant.
        if (running_ || next_step() > now) return;
    }
    run_to(now);
}

/// Chooses what the next event is for, given when the next step is.
void Controller::plan(core::TimePoint next) {
    gliding_ = parameters_.timing == Timing::Lazy && can_glide();
    planned_ = gliding_ ? core::end_of_time : next;
    if (!gliding_) return;
    for (std::uint32_t left = context_.moving; left != 0; left &= left - 1)
        planned_ = std::min(planned_, engines_[static_cast<unsigned>(std::countr_zero(left))]->glide_end());
}

void Controller::on_due() {
    const core::Trace &trace = simulation_.trace;
    const std::uint64_t records = trace.count();
    for (unsigned left = steps_in_a_row;; --left) {
        plan(run_to(simulation_.now()));
        if (planned_ == core::end_of_time) return;
        // A record may have been somebody's cue: let it be looked at first.
        if (left == 0 || trace.count() != records || !simulation_.timeline.go_on_at(planned_)) {
            simulation_.timeline.schedule(due_event_, planned_);
            return;
        }
    }
}

/// After something was done to an engine: what was planned may be wrong.
void Controller::replan() {
    if (running_) return;
    memory_unsettled();
    plan(next_step());
    schedule();
}

void Controller::schedule() {
    if (planned_ == core::end_of_time) {
        simulation_.timeline.cancel(due_event_);
    } else {
        simulation_.timeline.schedule(due_event_, planned_);
    }
}

void Controller::before_unmap() {
    settle();
    for (const auto &engine : engines_)
        engine->before_unmap();
    gliding_ = false; // the entries' pages are looked for again at the next step
    planned_ = next_step();
    schedule();
}

void Controller::stall_dma(core::TimePoint until) {
    settle();
    arbiter_.stall_until(until);
    replan();
}

bool Controller::can_glide() {
    if (faults_ != nullptr || parameters_.trace_bursts || arbiter_.anybody_waits() || now_ < arbiter_.stalled_until())
        return false;
    const core::TimePoint boundary = context_.frame_clock.next_edge_after(now_);
    if (!arbiter_.free_by(boundary)) return false;
    unsigned bursts = 0;
    for (std::uint32_t left = context_.moving; left != 0; left &= left - 1) {
        StreamEngine &engine = *engines_[static_cast<unsigned>(std::countr_zero(left))];
        if (engine.last_arrival() > boundary || !engine.steady()) return false;
        bursts += engine.bursts_per_frame();
    }
    if (bursts == 0) return false;
    const unsigned slots = arbiter_.outstanding_max();
    const core::Duration latency = memory_latency_max_ + context_.l1_exit;
    if (latency * ((bursts + slots - 1) / slots) >= frame_period_min_) return false;
    return entries_are_apart();
}

/// Whether nobody reads or writes what an input engine is writing.
bool Controller::entries_are_apart() const {
    const auto moves = [this](unsigned index) { return (context_.moving >> index & 1u) != 0; };
    for (unsigned input = 0; input < parameters_.engines_in; ++input) {
        if (!moves(input)) continue;
        const DmaRange written = engines_[input]->present_entry();
        for (unsigned other = 0; other < engines_.size(); ++other) {
            if (other == input || !moves(other)) continue;
            const DmaRange range = engines_[other]->present_entry();
            if (range.address < written.address + written.size_bytes &&
                written.address < range.address + range.size_bytes)
                return false;
        }
    }
    return true;
}

} // namespace acxsim::hw::hda
