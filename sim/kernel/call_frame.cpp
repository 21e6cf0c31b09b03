// SPDX-License-Identifier: MIT
#include "sim/kernel/call_frame.hpp"

#include "sim/kernel/records.hpp"
#include "sim/kernel/system.hpp"

namespace acxsim::kernel {

DdiScope::DdiScope(const Ddi *ddi, const void *frame_address) {
    System &system = System::current();
    Processor *processor = system.running_;
    const Irql irql = processor == nullptr ? passive_level : processor->irql_;
    frame_ = {.kind = FrameKind::Ddi,
              .irql_entry = irql,
              .locks_entry = 0,
              .object = 0,
              .name = ddi->name,
              .name_hash = ddi->name_hash,
              .code = static_cast<const void *const *>(frame_address)[1], // the return address lies above the saved rbp
              .frame_address = frame_address,
              .entered = system.now(),
              .outer = nullptr};
    if (processor != nullptr) {
        frame_.outer = processor->current_->top_frame_;
        processor->current_->top_frame_ = &frame_;
    }
    system.trace().emit(DdiCalled{0, 0, ddi->name_hash});
    if (irql > ddi->highest) [[unlikely]] {
        system.trace().emit(DdiIrqlViolation{irql, ddi->highest, ddi->name_hash});
    }
    system.charge(ddi->cost);
}

DdiScope::~DdiScope() {
    System *system = System::current_or_null();
    if (system != nullptr && system->running_ != nullptr) system->running_->current_->top_frame_ = frame_.outer;
}

CallbackScope::CallbackScope(const CallbackName &name, core::ObjectId object, const void *code) {
    System &system = System::current();
    system.charge(Cost::Callback);
    Processor *processor = system.running_;
    frame_ = {.kind = FrameKind::Callback,
              .irql_entry = processor == nullptr ? passive_level : processor->irql_,
              .locks_entry = 0,
              .object = object,
              .name = name.text,
              .name_hash = name.hash,
              .code = code,
              .frame_address = nullptr,
              .entered = system.now(),
              .outer = nullptr};
    critical_entry_ = 0;
    if (processor != nullptr) {
        frame_.locks_entry = static_cast<std::uint16_t>(processor->held_locks_.size());
        critical_entry_ = processor->current_->critical_regions;
        floating_point_entry_ = processor->current_->floating_point_saves;
        frame_.outer = processor->current_->top_frame_;
        processor->current_->top_frame_ = &frame_;
    }
    if (code != nullptr) system.note_place(object, frame_.name_hash, code);
    if (system.copying_ != 0) system.meet_copies();
    if (system.posted_.several()) system.update_posted_memory(); // of the device that this callback is about
    system.trace().emit(CallbackEntered{object, 0, frame_.name_hash});
}

void CallbackScope::returned(std::uint32_t status) {
    returned_ = true;
    System &system = System::current();
    Processor *processor = system.running_;
    CallbackReturned record{.object = frame_.object,
                            .status = status,
                            .name_hash = frame_.name_hash,
                            .entry_ticks = core::ticks_of(frame_.entered),
                            .irql_entry = frame_.irql_entry,
                            .irql_exit = frame_.irql_entry,
                            .locks_held = 0,
                            .critical_region = 0};
    if (processor == nullptr) {
        system.trace().emit(record);
        return;
    }
    Thread &thread = *processor->current_;
    record.irql_exit = processor->irql_;
    record.locks_held = static_cast<std::uint16_t>(processor->held_locks_.size() - frame_.locks_entry);
    record.critical_region = static_cast<std::uint16_t>(thread.critical_regions - critical_entry_);
    system.trace().emit(record);
    // The machine goes on: what the driver left behind is on record, and is put right so that one defect is one
    // finding.
    while (processor->held_locks_.size() > frame_.locks_entry) {
        system.release_spin_lock_from_level(*processor->held_locks_.back());
    }
    if (thread.floating_point_saves > floating_point_entry_) {
        const auto left = static_cast<std::uint32_t>(thread.floating_point_saves - floating_point_entry_);
        system.trace().emit(FloatingPointStateLeft{frame_.object, left, frame_.name_hash});
        thread.floating_point_saves = floating_point_entry_;
    }
    thread.critical_regions = critical_entry_;
    if (processor->irql_ != frame_.irql_entry) system.set_irql(frame_.irql_entry);
}

CallbackScope::~CallbackScope() {
    if (!returned_) returned();
    System &system = System::current();
    if (system.running_ == nullptr) return;
    Thread &thread = *system.running_->current_;
    thread.top_frame_ = frame_.outer;
    thread.last_callback_ = {frame_.name, frame_.code, frame_.object, system.now()};
}

} // namespace acxsim::kernel
