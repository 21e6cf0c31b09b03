// SPDX-License-Identifier: MIT
//
// Global registers, decode, reset and power of the DSP (hwmodel.md 3d).
#include "hwmodel/dsp/controller.hpp"

#include <algorithm>

#include "hwmodel/cyclic/register_access.hpp"

namespace acxsim::hw::dsp {

namespace {
constexpr core::Hertz link_frames{48'000, 1};
} // namespace

Controller::Controller(core::Simulation &simulation, PhysicalMemory &memory, const Parameters &parameters,
                       std::string_view name)
    : simulation_(simulation), parameters_(parameters), name_(name),
      oscillator_({parameters.link_ppb}, parameters.link_drift, simulation.choices, "dsp.link"),
      context_{simulation,
               memory,
               parameters_,
               simulation.trace.add_object("controller", name),
               core::ClockDomain(link_frames, oscillator_),
               *this},
      line_(simulation, parameters.msi ? InterruptMode::Msi : InterruptMode::Level, name),
      enable_event_(core::Event::of<&Controller::on_enable_acknowledged>(core::Priority::Hardware, this)),
      due_event_(core::Event::of<&Controller::on_due>(core::Priority::Hardware, this)),
      fault_event_(core::Event::of<&Controller::on_fault>(core::Priority::Hardware, this)) {
    for (unsigned i = 0; i < stream_count; ++i) {
        const bool is_output = i >= capture_streams;
        streams_.push_back(std::make_unique<HostStream>(
            context_, i,
            name_ + (is_output ? ".out" + std::to_string(i - capture_streams) : ".in" + std::to_string(i))));
    }
}

Controller::~Controller() {
    simulation_.timeline.cancel(enable_event_);
    simulation_.timeline.cancel(due_event_);
    simulation_.timeline.cancel(fault_event_);
}

void Controller::due_changed() {
    core::TimePoint next = core::end_of_time;
    for (const auto &stream : streams_)
        next = std::min(next, stream->due());
    if (next == core::end_of_time) {
        simulation_.timeline.cancel(due_event_);
    } else {
        simulation_.timeline.schedule(due_event_, next);
    }
}

/// Goes through all in order, whichever asked.
void Controller::on_due() {
    const core::TimePoint now = simulation_.now();
    for (const auto &stream : streams_) {
        if (stream->due() <= now) stream->advance();
    }
    due_changed();
}

void Controller::attach_faults(faults::Injector &injector) {
    faults_ = &injector;
    injector.attach(*this);
    for (const auto &stream : streams_)
        stream->attach_faults(injector);
}

void Controller::fault_strikes(const faults::ArmedFault &fault, const faults::Where &) {
    struck_.push_back(&fault);
    simulation_.timeline.schedule(fault_event_, simulation_.now());
}

void Controller::on_fault() {
    for (const faults::ArmedFault *fault : struck_) {
        if (fault->fault().fault == faults::FaultId::BusStall)
            stall_dma(simulation_.now() + fault->time(faults::Parameter::Duration));
        if (fault->fault().fault == faults::FaultId::SurpriseRemoval) surprise_remove();
    }
    struck_.clear();
}

std::uint64_t Controller::read(std::uint64_t offset, unsigned width_bytes) {
    if (width_bytes == 8) return read(offset, 4) | read(offset + 4, 4) << 32;
    if (faults_ != nullptr) faults_->register_accessed(static_cast<std::uint32_t>(offset), width_bytes, false, {});
    if (!answers()) return cyclic::all_ones(width_bytes);
    const auto at = static_cast<std::uint32_t>(offset);
    if (at < stream_base) {
        return cyclic::read_bank(global_registers, at, width_bytes,
                                 [&](std::uint8_t index) { return read_global(Global{index}); });
    }
    if (at >= stream_base + stream_count * stream_stride) return 0;
    HostStream &stream = *streams_[(at - stream_base) / stream_stride];
    return cyclic::read_bank(stream_registers, (at - stream_base) % stream_stride, width_bytes,
                             [&](std::uint8_t index) { return stream.read_register(Stream{index}); });
}

void Controller::write(std::uint64_t offset, unsigned width_bytes, std::uint64_t value) {
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
    if (in_reset && at / 4 * 4 != info(Global::Control).offset) {
        simulation_.trace.emit(RegisterMisuse{context_.device, RegisterMisuse::WriteInReset, at, value});
    } else if (at < stream_base) {
        cyclic::write_bank(global_registers, at, width_bytes, value,
                           [&](std::uint8_t index, std::uint32_t part, std::uint32_t covered) {
                               write_global(Global{index}, part, covered);
                           });
    } else if (at < stream_base + stream_count * stream_stride) {
        HostStream &stream = *streams_[(at - stream_base) / stream_stride];
        cyclic::write_bank(stream_registers, (at - stream_base) % stream_stride, width_bytes, value,
                           [&](std::uint8_t index, std::uint32_t part, std::uint32_t covered) {
                               stream.write_register(Stream{index}, part, covered);
                           });
    }
}

std::uint32_t Controller::read_global(Global which) const {
    switch (which) {
    case Global::Identity:
        return info(which).reset | static_cast<std::uint32_t>(parameters_.pos_source) << position_source_shift;
    case Global::Control:
        return enabled_ ? 1 : 0;
    case Global::InterruptEnable:
        return interrupt_enable_;
    case Global::InterruptStatus:
        return interrupt_status();
    case Global::PositionLower:
        return position_lower_;
    case Global::PositionUpper:
        return position_upper_;
    case Global::Count:
        break;
    }
    return 0;
}

void Controller::write_global(Global which, std::uint32_t value, std::uint32_t covered) {
    const auto merged = [&](std::uint32_t old) {
        return ((old & ~covered) | (value & covered)) & info(which).writable();
    };
    switch (which) {
    case Global::InterruptEnable:
        interrupt_enable_ = merged(interrupt_enable_);
        status_changed();
        return;
    case Global::PositionLower:
        position_lower_ = merged(position_lower_);
        return;
    case Global::PositionUpper:
        position_upper_ = merged(position_upper_);
        return;
    case Global::Control:
        break;
    default: // read-only
        return;
    }
    if ((covered & 1) == 0) return;
    const bool wanted = (value & 1) != 0;
    if (wanted == enable_wanted_) return;
    enable_wanted_ = wanted;
    if (!wanted) reset_all();
    simulation_.timeline.schedule_in(enable_event_, parameters_.boot_time);
}

void Controller::on_enable_acknowledged() { enabled_ = enable_wanted_; }

void Controller::reset_all() {
    for (const auto &stream : streams_)
        stream->reset(true);
    interrupt_enable_ = position_lower_ = position_upper_ = 0;
    status_changed();
}

std::uint32_t Controller::interrupt_status() const {
    std::uint32_t status = 0;
    for (unsigned i = 0; i < streams_.size(); ++i)
        status |= (streams_[i]->interrupt_pending() ? 1u : 0u) << i;
    return status;
}

void Controller::status_changed() {
    if (streams_.size() != stream_count) return; // under construction
    line_.set(answers() && (interrupt_enable_ & global_interrupt_enable) != 0 &&
              (interrupt_status() & interrupt_enable_) != 0);
}

BusAddress Controller::position_base() const {
    if ((position_lower_ & 1) == 0) return 0;
    return (position_lower_ & ~std::uint64_t{0x7f}) | std::uint64_t{position_upper_} << 32;
}

void Controller::before_cpu_access() {
    settled_until_ = core::end_of_time;
    if (!answers()) return; // until leave_d3()
    for (const auto &stream : streams_) {
        stream->before_cpu_access(position_base());
        settled_until_ = std::min(settled_until_, stream->settled_until());
    }
}

void Controller::stall_dma(core::TimePoint until) {
    for (const auto &stream : streams_)
        stream->stall_dma(until);
    settled_until_ = core::power_on;
}

void Controller::surprise_remove() {
    simulation_.timeline.cancel(enable_event_);
    enable_wanted_ = enabled_ = false;
    reset_all();
    present_ = false;
    status_changed();
}

void Controller::enter_d3() {
    if (!powered_) return;
    simulation_.timeline.cancel(enable_event_);
    enable_wanted_ = enabled_ = false;
    reset_all();
    powered_ = false;
    status_changed();
}

void Controller::leave_d3() {
    powered_ = true;
    settled_until_ = core::power_on;
}

} // namespace acxsim::hw::dsp
