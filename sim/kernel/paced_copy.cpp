// SPDX-License-Identifier: MIT
//
// See paced_copy.hpp.
#include "sim/kernel/paced_copy.hpp"

#include <algorithm>
#include <bit>

#include "sim/kernel/memory_copy.hpp"
#include "sim/kernel/system.hpp"

namespace acxsim::kernel {

namespace {

constexpr std::size_t cache_line_bytes = 64;

/// A driver's copy: both ends are what it says they are.
class DriversCopy final : public MemoryCopy {
public:
    using MemoryCopy::MemoryCopy;
    bool may_be_moved_by_others() const override { return false; }
};

} // namespace

core::Duration System::copy_cost(std::size_t size_bytes) const {
    return core::Duration{static_cast<std::int64_t>(size_bytes) * parameters_.costs[Cost::CopyPerKibibyte].count() /
                          1024};
}

void System::copy(void *to, const void *from, std::size_t size_bytes) {
    DriversCopy memory(to, from);
    copy(memory, size_bytes);
}

// Lines between which nothing can happen, neither an event nor something that a device has left to be worked out
// later, are copied in one go.
void System::copy(PacedCopy &pieces, std::size_t size_bytes) {
    if (running_ == nullptr || parameters_.costs[Cost::CopyPerKibibyte].count() == 0) {
        pieces.move(0, size_bytes);
        charge(core::Duration{});
        return;
    }
    charge(core::Duration{}); // whatever is pending comes first
    for (std::size_t copied = 0; copied < size_bytes;) {
        const core::TimePoint began = now();
        const auto moved_at = [&](std::size_t byte) { return began + copy_cost(byte) - copy_cost(copied); };
        const core::TimePoint quiet_until = std::min(simulation_.timeline.next_time(), memory_settled_until());
        std::size_t end = size_bytes;
        if (moved_at(size_bytes) >= quiet_until && pieces.may_be_moved_by_others()) {
            end = copy_beside_others(pieces, copied, size_bytes);
        } else {
            if (moved_at(size_bytes) >= quiet_until) {
                end = std::min(copied + cache_line_bytes, size_bytes);
                while (end < size_bytes && moved_at(end) < quiet_until)
                    end = std::min(end + cache_line_bytes, size_bytes);
            }
            pieces.move(copied, end - copied);
            charge(moved_at(end) - began);
        }
        const core::Duration interruption = now() - moved_at(end);
        copied = end;
        if (interruption.count() != 0) pieces.resumed(copied, interruption);
    }
}

/// Lets time pass until the copy is done or its processor is called; returns how far it has come by the end of the line
/// that is being moved then.
std::size_t System::copy_beside_others(PacedCopy &pieces, std::size_t copied, std::size_t size_bytes) {
    core::Timeline &timeline = simulation_.timeline;
    Processor &processor = *running_;
    CopyInProgress &copy = processor.copy_;
    const core::TimePoint done = now() + copy_cost(size_bytes) - copy_cost(copied);
    copy = {&pieces, posted_.part_of(memory_view()), now(), copied, copied, size_bytes, now(), done};
    const std::uint64_t bit = std::uint64_t{1} << processor.index_;
    copying_ |= bit;
    posted_.copy_begins(copy.part);
    plan_look(processor);
    while (now() < done && !processor.attention_) {
        if (timeline.next_time() > done) {
            timeline.pass_to(done);
        } else if (timeline.queue().front().priority() == core::Priority::Hardware) {
            run_hardware_event(done);
        } else {
            suspend_running_until(done);
        }
    }
    move_due_lines(copy, now());
    copying_ &= ~bit;
    posted_.copy_ends(copy.part);
    timeline.cancel(processor.look_);
    copy.pieces = nullptr;
    update_cpu_visible();
    const core::TimePoint line_end = copy.began + copy_cost(copy.moved) - copy_cost(copied);
    if (line_end > now() || processor.attention_) charge(std::max(line_end - now(), core::Duration{}));
    return copy.moved;
}

/// Moves the lines that were due before `when`.
void System::move_due_lines(CopyInProgress &copy, core::TimePoint when) {
    if (when <= copy.next_line || copy.moved == copy.size) return;
    const std::size_t first = copy.moved;
    const core::Duration before = copy_cost(copy.from);
    const auto due = [&](std::size_t byte) { return copy.began + copy_cost(byte) - before; };
    std::size_t end = copy.size;
    if (when < copy.ends) {
        const std::int64_t ticks_per_kib = parameters_.costs[Cost::CopyPerKibibyte].count();
        const auto lines =
            static_cast<std::size_t>((when - copy.began).count() * 1024 / ticks_per_kib) / cache_line_bytes;
        end = std::min(std::max(copy.from + lines * cache_line_bytes, first + cache_line_bytes), copy.size);
        while (end < copy.size && due(end) < when) // rounding
            end = std::min(end + cache_line_bytes, copy.size);
    }
    copy.pieces->move(first, end - first);
    copy.moved = end;
    copy.next_line = end == copy.size ? core::end_of_time : due(end);
}

void System::move_due_lines(core::TimePoint when) {
    for (std::uint64_t left = copying_; left != 0; left &= left - 1)
        move_due_lines(processors_[static_cast<std::size_t>(std::countr_zero(left))]->copy_, when);
}

/// Code goes on that could look at what copies on other processors are moving, or change what the device does with it.
void System::meet_copies() {
    const core::ObjectId view = memory_view();
    if (view == PostedMemory::nobody) return;
    const PostedMemory::Part seen = posted_.part_of(view);
    if (!posted_.has_copies(seen)) return;
    for (std::uint64_t left = copying_; left != 0; left &= left - 1) {
        Processor &processor = *processors_[static_cast<std::size_t>(std::countr_zero(left))];
        const PostedMemory::Part part = processor.copy_.part;
        if (seen != PostedMemory::any_part && part != PostedMemory::any_part && seen != part) continue;
        move_due_lines(processor.copy_, now());
        if (&processor != running_) look_at(processor, now()); // that is, after what the code does now
    }
}

/// A device may look at memory: as it is now, and no further.
void System::run_hardware_event(core::TimePoint horizon) {
    if (running_ != nullptr) simulation_.trace.set_processor(core::Trace::no_processor, 0);
    if (copying_ == 0) {
        simulation_.timeline.run_next(horizon);
    } else {
        move_due_lines(simulation_.timeline.next_time());
        simulation_.timeline.run_next();
        for (std::uint64_t left = copying_; left != 0; left &= left - 1)
            plan_look(*processors_[static_cast<std::size_t>(std::countr_zero(left))]);
    }
    if (running_ != nullptr) stamp();
}

/// The next moment at which the device does something to memory that no event stands for.
void System::plan_look(Processor &processor) {
    const CopyInProgress &copy = processor.copy_;
    core::TimePoint when = posted_.settled_until(copy.part);
    if (when <= now()) { // it does not know; memory is the same until the next line
        const auto line = copy_cost(copy.moved + cache_line_bytes) - copy_cost(copy.moved);
        when = copy.next_line > now() ? copy.next_line : copy.next_line + line;
    }
    if (when < copy.ends) {
        look_at(processor, when);
    } else {
        simulation_.timeline.cancel(processor.look_);
    }
}

void System::look_at(Processor &processor, core::TimePoint when) {
    core::Timeline &timeline = simulation_.timeline;
    if (processor.look_.scheduled() && timeline.queue().time_of(processor.look_) == when) return;
    timeline.schedule(processor.look_, when);
}

void System::look_at_copied_memory(Processor &processor) { posted_.settle(processor.copy_.part, now()); }

} // namespace acxsim::kernel
