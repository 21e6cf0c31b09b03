// SPDX-License-Identifier: MIT
//
// When the engines' steps are taken. Exact: each step is an event. Lazy: while nothing but bursts within descriptor
// entries can happen, only the end of that stretch is one; whoever looks or touches something before that has settle()
// bring the engines up to the present first. Either way the same steps are taken in the same order: by time, and within
// a tick as hwmodel.md 2.4 has it: arrivals and frame boundary of all engines in index order, then the bursts in the
// arbiter's order, then status and line. What was not an event may leave no record, which emit() asserts.
// A stretch may be left out of the events (can_glide) if every engine is steady and the bus is idle again before each
// frame boundary, so that no frame's waiting reaches into the next: then bursts need not be replayed one by one, but
// for who had the last turn. A controller with armed faults, or one that puts bursts on record, takes every step.
#include <algorithm>
#include <bit>

#include "hwmodel/hda/controller.hpp"

namespace acxsim::hw::hda {

namespace {

bool at_most_one(std::uint32_t engines) { return (engines & (engines - 1)) == 0; }
/// The first of them that is met going down from `engine`, and around.
unsigned going_down(std::uint32_t engines, unsigned engine) {
    const std::uint32_t up_to_it = engines & ((2u << engine) - 1);
    return static_cast<unsigned>(std::bit_width(up_to_it != 0 ? up_to_it : engines)) - 1;
}

} // namespace

/// The engines whose steps come first; nobody's if none will take one.
inline Controller::NextStep Controller::first_to_step() {
    const std::uint32_t moving = context_.moving;
    if (at_most_one(moving)) [[likely]]
        return moving == 0 ? NextStep{} : NextStep{context_.due[first_of(moving)], moving};
    if (context_.due_changed) {
        context_.due_changed = false;
        NextStep first;
        for (std::uint32_t left = moving; left != 0; left &= left - 1) {
            const core::TimePoint when = context_.due[first_of(left)];
            if (when > first.when) continue;
            if (when < first.when) first = {when, 0};
            first.engines |= left & -left;
        }
        first_ = first;
    }
    return first_;
}

core::TimePoint Controller::next_step() { return std::min(arbiter_.due(), first_to_step().when); }

/// Takes the steps up to `until`; returns when the next one is.
inline core::TimePoint Controller::run_to(core::TimePoint until) {
    running_ = true;
    bool may_glide = gliding_;
    core::TimePoint when;
    for (;;) {
        if (may_glide && !arbiter_.anybody_waits()) {
            glide(until);
            may_glide = false;
        }
        const NextStep next = first_to_step();
        when = std::min(arbiter_.due(), next.when);
        if (when > until) break;
        ACXSIM_ASSERT(when >= now_, "an engine planned a step in the past");
        now_ = when;
        for (std::uint32_t left = context_.arriving; left != 0; left &= left - 1) {
            const unsigned input = first_of(left);
            if (context_.arrival[input] <= when) engines_[input]->retire_arrived(); // before others touch that memory
        }
        if (next.when < arbiter_.due() && at_most_one(next.engines)) [[likely]] {
            engines_[first_of(next.engines)]->step();
        } else {
            step_together(next.when == when ? next.engines : 0);
        }
    }
    now_ = until;
    running_ = false;
    return when;
}

/// The steps of these engines, and the turns of those that wait for the bus, all at this instant.
void Controller::step_together(std::uint32_t engines) {
    const bool one_each = (engines & ~context_.one_burst) == 0 && !arbiter_.anybody_waits();
    if (one_each) { // most often: one round, and each may as well do all of its step at its turn
        const std::uint32_t further_on = engines & ~((2u << arbiter_.last_served()) - 1);
        for (std::uint32_t left = further_on; left != 0; left &= left - 1)
            engines_[first_of(left)]->step();
        for (std::uint32_t left = engines & ~further_on; left != 0; left &= left - 1)
            engines_[first_of(left)]->step();
        return;
    }
    for (std::uint32_t left = engines; left != 0; left &= left - 1)
        engines_[first_of(left)]->gather();
    if (arbiter_.anybody_waits()) engines |= arbiter_.serve();
    for (std::uint32_t left = engines; left != 0; left &= left - 1)
        engines_[first_of(left)]->conclude();
}

/// Nobody waits for the bus: what may be left out of the steps up to `until` is done at once.
void Controller::glide(core::TimePoint until) {
    const std::uint32_t moving = context_.moving;
    if (moving == 0) return;
    if (at_most_one(moving)) {
        if (engines_[first_of(moving)]->glide(until)) arbiter_.pass_turn(first_of(moving));
        return;
    }
    for (std::uint32_t left = moving; left != 0; left &= left - 1) {
        if (!engines_[first_of(left)]->bursts_to_glide(until)) return;
    }
    arbiter_.pass_turn(last_served_after_glide(until));
    for (std::uint32_t left = moving; left != 0; left &= left - 1)
        engines_[first_of(left)]->glide(until);
}

/// Who has the last turn among the bursts that glide() leaves out, all of which find the bus free at a frame boundary.
/// At one boundary the last round is that of the engines with the most bursts, and it ends with the one of them that
/// comes first when one goes down from the engine served last before. So, from the last boundary backwards, until it
/// no longer matters what was before: most often soon.
unsigned Controller::last_served_after_glide(core::TimePoint until) const {
    struct Left {
        unsigned engine = 0;
        std::uint64_t bursts = 0;
        std::int64_t frame = 0; // of the last of them
    };
    const unsigned before_all = arbiter_.last_served();
    std::array<Left, engines_max> all;
    std::size_t count = 0;
    std::uint32_t movers = 0;
    bool in_step = true;
    for (std::uint32_t moving = context_.moving; moving != 0; moving &= moving - 1) {
        const unsigned engine = first_of(moving);
        const std::uint64_t bursts = *engines_[engine]->bursts_to_glide(until);
        if (bursts == 0) continue;
        all[count++] = {engine, bursts, engines_[engine]->burst_frame(bursts - 1)};
        movers |= 1u << engine;
        in_step = in_step && bursts == all[0].bursts && engines_[engine]->in_step_with(*engines_[all[0].engine]);
    }
    if (count == 0) return before_all;
    if (in_step) return going_down(movers, before_all); // every boundary is like the last
    // Who is served last in the end, by who was before the boundaries looked at so far.
    std::array<unsigned, BusArbiter::clients_max> outcome;
    const std::uint32_t asked = movers | 1u << before_all;
    for (std::uint32_t left = asked; left != 0; left &= left - 1)
        outcome[first_of(left)] = first_of(left);
    while (count != 0) {
        std::int64_t frame = all[0].frame;
        for (std::size_t i = 1; i < count; ++i)
            frame = std::max(frame, all[i].frame);
        std::uint64_t most = 0;
        std::uint32_t last_round = 0;
        for (std::size_t i = 0; i < count;) {
            Left &left = all[i];
            std::uint64_t bursts = 0;
            while (left.bursts != 0 && left.frame == frame) {
                ++bursts;
                if (--left.bursts != 0) left.frame = engines_[left.engine]->burst_frame(left.bursts - 1);
            }
            if (bursts > most) last_round = 0;
            most = std::max(most, bursts);
            if (bursts == most && bursts != 0) last_round |= 1u << left.engine;
            if (left.bursts == 0) {
                left = all[--count];
            } else {
                ++i;
            }
        }
        const std::array<unsigned, BusArbiter::clients_max> after = outcome;
        bool decided = true;
        for (std::uint32_t left = asked; left != 0; left &= left - 1) {
            outcome[first_of(left)] = after[going_down(last_round, first_of(left))];
            decided = decided && outcome[first_of(left)] == outcome[before_all];
        }
        if (decided) break;
    }
    return outcome[before_all];
}

void Controller::settle() {
    if (running_) return; // within a step
    const core::TimePoint now = simulation_.now();
    if (now != now_ || next_step() <= now) run_to(now);
    while (context_.owing != 0)
        engines_[first_of(context_.owing)]->hand_over();
}

/// Chooses what the next event is for, given when the next step is.
inline void Controller::plan(core::TimePoint next) {
    gliding_ = parameters_.timing == Timing::Lazy && can_glide();
    planned_ = next;
    if (!gliding_) return;
    planned_ = core::end_of_time;
    for (std::uint32_t left = context_.moving; left != 0; left &= left - 1)
        planned_ = std::min(planned_, engines_[first_of(left)]->glide_end());
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
        StreamEngine &engine = *engines_[first_of(left)];
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
