// SPDX-License-Identifier: MIT
//
// See block.hpp.
#include "hwmodel/cyclic/block.hpp"

#include <algorithm>

#include "hwmodel/registers/register_access.hpp"

namespace acxsim::hw::cyclic {

namespace {

/// The global registers that all blocks have.
enum : std::uint8_t { identity_register, control, interrupt_enable, interrupt_status_register };

constexpr std::uint32_t enable_bit = 1u << 0;
constexpr std::uint32_t global_interrupt_enable = 1u << 31;

} // namespace

Block::Block(core::Simulation &simulation, PhysicalMemory &memory, const BlockLayout &layout, const Settings &settings,
             std::string_view name)
    : simulation_(simulation), layout_(layout), name_(name),
      enable_time_(settings.enable_time), context_{simulation, memory,
                                                   layout,     simulation.trace.add_object("controller", name),
                                                   *this,      settings.trace_bursts},
      line_(simulation, settings.msi ? InterruptMode::Msi : InterruptMode::Level, name),
      enable_event_(core::Event::of<&Block::on_enable_acknowledged>(core::Priority::Hardware, this)),
      due_event_(core::Event::of<&Block::on_due>(core::Priority::Hardware, this)),
      fault_event_(core::Event::of<&Block::on_fault>(core::Priority::Hardware, this)) {}

Block::~Block() {
    simulation_.timeline.cancel(enable_event_);
    simulation_.timeline.cancel(due_event_);
    simulation_.timeline.cancel(fault_event_);
}

void Block::due_changed() {
    core::TimePoint next = core::end_of_time;
    for (const auto &engine : engines_)
        next = std::min(next, engine->due());
    if (next == core::end_of_time) {
        simulation_.timeline.cancel(due_event_);
    } else {
        simulation_.timeline.schedule(due_event_, next);
    }
}

/// Goes through all in order, whichever asked.
void Block::on_due() {
    const core::TimePoint now = simulation_.now();
    for (const auto &engine : engines_) {
        if (engine->due() <= now) engine->advance();
    }
    due_changed();
}

void Block::attach_faults(faults::Injector &injector) {
    faults_ = &injector;
    injector.attach(*this);
    for (const auto &engine : engines_)
        engine->attach_faults(injector);
}

void Block::fault_strikes(const faults::ArmedFault &fault, const faults::Where &) {
    struck_.push_back(&fault);
    simulation_.timeline.schedule(fault_event_, simulation_.now());
}

void Block::on_fault() {
    for (const faults::ArmedFault *fault : struck_) {
        if (fault->fault().fault == faults::FaultId::BusStall)
            stall_dma(simulation_.now() + fault->time(faults::Parameter::Duration));
        if (fault->fault().fault == faults::FaultId::SurpriseRemoval) surprise_remove();
    }
    struck_.clear();
}

std::uint64_t Block::read(std::uint64_t offset, unsigned width_bytes) {
    if (width_bytes == 8) return read(offset, 4) | read(offset + 4, 4) << 32;
    if (faults_ != nullptr) faults_->register_accessed(static_cast<std::uint32_t>(offset), width_bytes, false, {});
    if (!answers()) return all_ones(width_bytes);
    const auto at = static_cast<std::uint32_t>(offset);
    if (at < layout_.bank_base)
        return read_bank(layout_.globals, at, width_bytes, [&](std::uint8_t which) { return read_global(which); });
    if (at >= bank_end()) return 0;
    Engine &engine = *engines_[(at - layout_.bank_base) / layout_.bank_stride];
    return read_bank(layout_.bank, (at - layout_.bank_base) % layout_.bank_stride, width_bytes,
                     [&](std::uint8_t which) { return engine.read_register(which); });
}

void Block::write(std::uint64_t offset, unsigned width_bytes, std::uint64_t value) {
    if (width_bytes == 8) {
        write(offset, 4, value & 0xffff'ffff);
        write(offset + 4, 4, value >> 32);
        return;
    }
    if (faults_ != nullptr) faults_->register_accessed(static_cast<std::uint32_t>(offset), width_bytes, true, {});
    if (!answers()) return;
    settled_until_ = core::power_on;
    const auto at = static_cast<std::uint32_t>(offset);
    const bool in_reset = !(enabled_ && enable_wanted_);
    if (in_reset && at / 4 * 4 != layout_.globals[control].offset) {
        simulation_.trace.emit(RegisterMisuse{context_.device, RegisterMisuse::WriteInReset, at, value});
    } else if (at < layout_.bank_base) {
        write_bank(
            layout_.globals, at, width_bytes, value,
            [&](std::uint8_t which, std::uint32_t part, std::uint32_t covered) { write_global(which, part, covered); });
    } else if (at < bank_end()) {
        Engine &engine = *engines_[(at - layout_.bank_base) / layout_.bank_stride];
        write_bank(layout_.bank, (at - layout_.bank_base) % layout_.bank_stride, width_bytes, value,
                   [&](std::uint8_t which, std::uint32_t part, std::uint32_t covered) {
                       engine.write_register(which, part, covered);
                   });
    }
}

std::uint32_t Block::read_global(std::uint8_t which) const {
    switch (which) {
    case identity_register:
        return identity();
    case control:
        return enabled_ ? enable_bit : 0;
    case interrupt_enable:
        return interrupt_enable_;
    case interrupt_status_register:
        return interrupt_status();
    default:
        return read_further(which);
    }
}

void Block::write_global(std::uint8_t which, std::uint32_t value, std::uint32_t covered) {
    const auto merged = [&](std::uint32_t old) {
        return ((old & ~covered) | (value & covered)) & layout_.globals[which].writable();
    };
    switch (which) {
    case identity_register:
    case interrupt_status_register:
        return;
    case control:
        break;
    case interrupt_enable:
        interrupt_enable_ = merged(interrupt_enable_);
        status_changed();
        return;
    default:
        write_further(which, merged(read_further(which)));
        return;
    }
    if ((covered & enable_bit) == 0) return;
    const bool wanted = (value & enable_bit) != 0;
    if (wanted == enable_wanted_) return;
    enable_wanted_ = wanted;
    if (!wanted) reset_all();
    simulation_.timeline.schedule_in(enable_event_, enable_time_);
}

void Block::on_enable_acknowledged() { enabled_ = enable_wanted_; }

void Block::reset_all() {
    for (const auto &engine : engines_)
        engine->reset(true);
    interrupt_enable_ = 0;
    reset_further();
    status_changed();
}

std::uint32_t Block::interrupt_status() const {
    std::uint32_t status = 0;
    for (unsigned i = 0; i < engines_.size(); ++i)
        status |= (engines_[i]->interrupt_pending() ? 1u : 0u) << i;
    return status;
}

void Block::status_changed() {
    if (engines_.size() != layout_.engines) return; // under construction
    line_.set(answers() && (interrupt_enable_ & global_interrupt_enable) != 0 &&
              (interrupt_status() & interrupt_enable_) != 0);
}

void Block::before_cpu_access() {
    settled_until_ = core::end_of_time;
    if (!answers()) return; // until leave_d3()
    for (const auto &engine : engines_) {
        engine->before_cpu_access();
        settled_until_ = std::min(settled_until_, engine->settled_until());
    }
}

void Block::stall_dma(core::TimePoint until) {
    for (const auto &engine : engines_)
        engine->stall_dma(until);
    settled_until_ = core::power_on;
}

void Block::switch_off() {
    simulation_.timeline.cancel(enable_event_);
    enable_wanted_ = enabled_ = false;
    reset_all();
}

void Block::surprise_remove() {
    switch_off();
    present_ = false;
    status_changed();
}

void Block::enter_d3() {
    if (!powered_) return;
    switch_off();
    powered_ = false;
    status_changed();
}

void Block::leave_d3() {
    powered_ = true;
    settled_until_ = core::power_on;
}

} // namespace acxsim::hw::cyclic
