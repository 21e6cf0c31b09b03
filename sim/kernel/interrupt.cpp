// SPDX-License-Identifier: MIT
#include "sim/kernel/interrupt.hpp"

#include "sim/kernel/records.hpp"
#include "sim/kernel/system.hpp"
#include "sim/kernel/work_queue.hpp"

namespace acxsim::kernel {

Interrupt::Interrupt(System &system, hw::InterruptLine &line, Irql dirql, std::string_view name,
                     std::function<bool()> service, WorkQueue *workers)
    : system_(system), line_(line), target_(system.processors().front().get()), service_(std::move(service)),
      workers_(workers), arrival_(core::Event::of<&Interrupt::arrive>(core::Priority::Interrupt, this)),
      object_(system.trace().add_object("interrupt", name)), dirql_(dirql) {}

Interrupt::~Interrupt() { disconnect(); }

void Interrupt::deliver_to(unsigned index) {
    const auto &processors = system_.processors();
    target_ = processors[index % processors.size()].get();
}

void Interrupt::connect() {
    if (connected_) return;
    connected_ = true;
    line_.connect(this);
    if (line_.mode() == hw::InterruptMode::Level && line_.raised()) line_changed(true);
}

void Interrupt::disconnect() {
    if (!connected_) return;
    connected_ = false;
    line_.connect(nullptr);
    system_.simulation_.timeline.cancel(arrival_);
    target_->pending_interrupts_.remove(*this);
    pending_ = false;
}

void Interrupt::line_changed(bool raised) {
    if (!connected_) return;
    if (!raised) { // a level line that falls before it was serviced interrupts nobody
        system_.simulation_.timeline.cancel(arrival_);
        target_->pending_interrupts_.remove(*this);
        pending_ = false;
        return;
    }
    if (arrival_.scheduled() || pending_ || in_service_) return; // merges with the one on its way, or is masked
    raised_at_ = system_.now();
    const Profile &profile = system_.parameters_.profile;
    core::Choices &choices = system_.simulation_.choices;
    system_.simulation_.timeline.schedule_in(arrival_, profile.signal.sample(choices, system_.signal_site_) +
                                                           profile.isr.sample(choices, system_.isr_site_));
}

void Interrupt::arrive() {
    if (workers_ != nullptr) {
        in_service_ = true;
        workers_->queue([this] { run_passive(); });
        return;
    }
    pending_ = true;
    target_->pending_interrupts_.add(*this);
    system_.attend(*target_);
}

void Interrupt::run_passive() {
    if (connected_) {
        system_.trace().emit(IsrEntered{object_, 0, (system_.now() - raised_at_).count()});
        system_.charge(Cost::InterruptEntry);
        const bool claimed = service_();
        system_.trace().emit(IsrReturned{object_, claimed ? 1u : 0u});
    }
    in_service_ = false;
    system_.set_event(serviced_);
    if (connected_ && line_.raised()) line_changed(true);
}

void Interrupt::wait_until_serviced() {
    while (in_service_) {
        system_.reset_event(serviced_);
        system_.wait(serviced_);
    }
}

void System::run_interrupt(Processor &processor, Interrupt &interrupt) {
    processor.pending_interrupts_.remove(interrupt);
    interrupt.pending_ = false;
    const Irql before = processor.irql_;
    processor.irql_ = interrupt.dirql_;
    stamp();
    trace().emit(IsrEntered{interrupt.object_, 0, (now() - interrupt.raised_at_).count()});
    charge(Cost::InterruptEntry);
    const bool claimed = interrupt.service_();
    trace().emit(IsrReturned{interrupt.object_, claimed ? 1u : 0u});
    processor.irql_ = before;
    stamp();
    if (interrupt.connected_ && interrupt.line_.mode() == hw::InterruptMode::Level && interrupt.line_.raised()) {
        interrupt.line_changed(true);
    }
}

} // namespace acxsim::kernel
