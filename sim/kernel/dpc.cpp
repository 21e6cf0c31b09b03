// SPDX-License-Identifier: MIT
#include "sim/kernel/dpc.hpp"

#include "sim/kernel/records.hpp"
#include "sim/kernel/system.hpp"

namespace acxsim::kernel {

Dpc::Dpc(System &system, std::string_view name, std::function<void()> routine)
    : system_(system), object_(system.trace().add_object("dpc", name)), routine_(std::move(routine)),
      ready_(core::Event::of<&Dpc::latency_over>(core::Priority::DeferredCall, this)) {}

Dpc::~Dpc() { system_.remove_dpc(*this); }

void Dpc::latency_over() {
    target_->ready_dpcs_.push_back(*this);
    system_.attend(*target_);
}

bool System::queue_dpc(Dpc &dpc) {
    if (dpc.queued_) return false;
    dpc.queued_ = true;
    dpc.target_ = running_ != nullptr ? running_ : processors_[0].get();
    dpc.queued_at_ = now();
    dpc.ticket_ = outstanding_.issue();
    trace().emit(DpcQueued{dpc.object_, dpc.target_->index_});
    simulation_.timeline.schedule_in(dpc.ready_, parameters_.profile.dpc.sample(simulation_.choices, dpc_site_));
    return true;
}

bool System::remove_dpc(Dpc &dpc) {
    if (!dpc.queued_) return false;
    dpc.queued_ = false;
    simulation_.timeline.cancel(dpc.ready_);
    dpc.target_->ready_dpcs_.remove(dpc);
    outstanding_.give_back(dpc.ticket_);
    dpc_finished();
    return true;
}

void System::run_dpc(Processor &processor, Dpc &dpc) {
    const Irql before = processor.irql_;
    const std::uint64_t ticket = dpc.ticket_;
    const core::ObjectId object = dpc.object_;
    dpc.queued_ = false; // from here on it may be queued again
    processor.irql_ = dispatch_level;
    stamp();
    trace().emit(DpcEntered{object, 0, (now() - dpc.queued_at_).count()});
    charge(Cost::DpcEntry);
    dpc.routine_();
    // The routine may have destroyed the Dpc: only copies from here on.
    trace().emit(DpcReturned{object});
    processor.irql_ = before;
    stamp();
    outstanding_.give_back(ticket);
    dpc_finished();
}

void System::dpc_finished() {
    if (dpc_progress_.first_waiter != nullptr) set_event(dpc_progress_);
}

void System::flush_dpcs() {
    const std::uint64_t last = outstanding_.last_issued();
    while (outstanding_.oldest() <= last) {
        reset_event(dpc_progress_);
        wait(dpc_progress_);
    }
}

} // namespace acxsim::kernel
