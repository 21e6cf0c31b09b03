// SPDX-License-Identifier: MIT
#include "hwmodel/usb/controller.hpp"

#include "hwmodel/registers/register_access.hpp"

namespace acxsim::hw::usb {

namespace {

constexpr std::uint32_t microframes_per_frame = 8;

constexpr std::int64_t interval_rate_hz(const Parameters &parameters) {
    return parameters.speed == Speed::Full ? 1000 : 8000 >> parameters.interval_exponent;
}

} // namespace

Controller::Controller(core::Simulation &simulation, PhysicalMemory &memory, const Parameters &parameters,
                       std::string_view name)
    : simulation_(simulation), parameters_(parameters), name_(name),
      host_oscillator_({parameters.host_ppb}, parameters.host_drift, simulation.choices, std::string(name) + ".host"),
      device_oscillator_({parameters.device_ppb}, parameters.device_drift, simulation.choices,
                         std::string(name) + ".device"),
      surroundings_{simulation,
                    memory,
                    parameters_,
                    device_oscillator_,
                    core::ClockDomain({interval_rate_hz(parameters), 1}, host_oscillator_),
                    core::ClockDomain({8000, 1}, host_oscillator_),
                    parameters.speed == Speed::Full ? 1u : 1u << parameters.interval_exponent,
                    simulation.trace.add_object("controller", name)},
      line_(simulation, parameters.msi ? InterruptMode::Msi : InterruptMode::Level, name),
      interval_event_(core::Event::of<&Controller::on_interval>(core::Priority::Hardware, this)),
      moderation_event_(core::Event::of<&Controller::on_moderation_over>(core::Priority::Hardware, this)),
      fault_event_(core::Event::of<&Controller::on_fault>(core::Priority::Hardware, this)),
      frame_bits_(parameters.frame_bits) {
    for (unsigned i = 0; i < endpoint_count; ++i) {
        endpoints_[i] = std::make_unique<Endpoint>(surroundings_, static_cast<EndpointHost &>(*this), i,
                                                   name_ + (i == 0 ? ".out" : ".in"));
    }
}

Controller::~Controller() {
    simulation_.timeline.cancel(interval_event_);
    simulation_.timeline.cancel(moderation_event_);
    simulation_.timeline.cancel(fault_event_);
}

void Controller::set_observer(EngineObserver *observer) {
    for (const auto &endpoint : endpoints_)
        endpoint->set_observer(observer);
}

// ------------------------------------------------------------------------------------------ registers

std::uint64_t Controller::read(std::uint64_t offset, unsigned width_bytes) {
    if (width_bytes == 8) return read(offset, 4) | read(offset + 4, 4) << 32;
    const auto at = static_cast<std::uint32_t>(offset);
    if (faults_ != nullptr) accessed(at, width_bytes, false);
    if (!answers()) return all_ones(width_bytes);
    if (at < endpoint_base) {
        return read_bank(host_registers, at, width_bytes, [&](std::uint8_t index) { return read_host(Host{index}); });
    }
    if (at >= endpoint_base + endpoint_count * endpoint_stride) return 0;
    const Endpoint &endpoint = *endpoints_[(at - endpoint_base) / endpoint_stride];
    return read_bank(endpoint_registers, (at - endpoint_base) % endpoint_stride, width_bytes,
                     [&](std::uint8_t index) { return endpoint.read_register(EndpointRegister{index}); });
}

void Controller::write(std::uint64_t offset, unsigned width_bytes, std::uint64_t value) {
    if (width_bytes == 8) {
        write(offset, 4, value & 0xffff'ffff);
        write(offset + 4, 4, value >> 32);
        return;
    }
    const auto at = static_cast<std::uint32_t>(offset);
    if (faults_ != nullptr) accessed(at, width_bytes, true);
    if (!answers()) return;
    if (at < endpoint_base) {
        write_bank(host_registers, at, width_bytes, value,
                   [&](std::uint8_t index, std::uint32_t part, std::uint32_t covered) {
                       write_host(Host{index}, part, covered);
                   });
        return;
    }
    if (at >= endpoint_base + endpoint_count * endpoint_stride) return;
    if (!running_) {
        simulation_.trace.emit(RegisterMisuse{object(), RegisterMisuse::WriteInReset, at, value});
        return;
    }
    Endpoint &endpoint = *endpoints_[(at - endpoint_base) / endpoint_stride];
    write_bank(endpoint_registers, (at - endpoint_base) % endpoint_stride, width_bytes, value,
               [&](std::uint8_t index, std::uint32_t part, std::uint32_t covered) {
                   endpoint.write_register(EndpointRegister{index}, part, covered);
               });
}

std::uint32_t Controller::read_host(Host which) const {
    using enum Host;
    switch (which) {
    case Capabilities: {
        const auto microframes = static_cast<std::uint32_t>(8000 / interval_rate_hz(parameters_));
        const std::uint32_t full = parameters_.speed == Speed::Full ? 1 : 0;
        return (info(Capabilities).reset & 0xffff) | full << 16 | microframes << 20 | parameters_.frame_bits << 24;
    }
    case Control:
        return running_ ? 1 : 0;
    case FrameIndex:
        return frame_register(surroundings_.microframes.count_at(simulation_.now()));
    case InterruptEnable:
        return interrupt_enable_;
    case InterruptStatus:
        return interrupt_status_;
    case EventRingLower:
        return ring_lower_;
    case EventRingUpper:
        return ring_upper_;
    case EventRingSize:
        return ring_entries_;
    case EventWrite:
        return events_written_;
    case EventRead:
        return events_read_;
    case Count:
        break;
    }
    return 0;
}

void Controller::write_host(Host which, std::uint32_t value, std::uint32_t covered) {
    using enum Host;
    if (which == InterruptStatus) {
        interrupt_status_ &= ~(value & covered & info(which).clearable());
        status_changed();
        return;
    }
    const std::uint32_t writable = info(which).writable();
    value = (read_host(which) & writable & ~covered) | (value & writable & covered);
    switch (which) {
    case Control:
        if (running_ && value == 0) reset();
        running_ = value != 0;
        break;
    case InterruptEnable:
        interrupt_enable_ = value;
        status_changed();
        break;
    case EventRingLower:
        ring_lower_ = value;
        break;
    case EventRingUpper:
        ring_upper_ = value;
        break;
    case EventRingSize:
        ring_entries_ = value;
        break;
    case EventRead:
        events_read_ = value;
        break;
    default:
        break;
    }
}

void Controller::reset() {
    for (const auto &endpoint : endpoints_)
        endpoint->reset();
    simulation_.timeline.cancel(interval_event_);
    interrupt_enable_ = interrupt_status_ = 0;
    ring_lower_ = ring_upper_ = ring_entries_ = events_written_ = events_read_ = 0;
    status_changed();
}

void Controller::surprise_remove() {
    present_ = false;
    running_ = false;
    reset();
}

void Controller::enter_d3() {
    powered_ = false;
    running_ = false;
    reset();
}

// ------------------------------------------------------------------------------------------ frames

std::uint32_t Controller::frame_register(std::int64_t microframe) const {
    const std::uint32_t mask = (1u << (frame_bits_ + 3)) - 1;
    return (static_cast<std::uint32_t>(microframe) + parameters_.frame_start * microframes_per_frame) & mask;
}

std::uint32_t Controller::frame_register_at(std::int64_t interval) const {
    return frame_register(interval * (8000 / interval_rate_hz(parameters_)));
}

std::int64_t Controller::frame_now() const {
    return surroundings_.microframes.count_at(simulation_.now()) / microframes_per_frame;
}

/// The frame number means the next one of that number; one more than half its range ahead counts as passed.
std::int64_t Controller::interval_of_frame(std::uint32_t frame) const {
    const std::uint32_t mask = (1u << frame_bits_) - 1;
    const std::uint32_t here = (static_cast<std::uint32_t>(frame_now()) + parameters_.frame_start) & mask;
    const std::uint32_t ahead = (frame - here) & mask;
    if (ahead == 0 || ahead > mask / 2) return -1;
    return (frame_now() + ahead) * interval_rate_hz(parameters_) / 1000;
}

std::int64_t Controller::earliest_interval() const {
    return (frame_now() + 1 + parameters_.schedule_ahead) * interval_rate_hz(parameters_) / 1000;
}

void Controller::endpoint_selected() {
    if (interval_event_.scheduled()) return;
    next_interval_ = surroundings_.intervals.count_at(simulation_.now()) + 1;
    simulation_.timeline.schedule(interval_event_, surroundings_.intervals.edge(next_interval_));
}

void Controller::on_interval() {
    bool wanted = false;
    for (const auto &endpoint : endpoints_) {
        if (!endpoint->selected()) continue;
        endpoint->interval(next_interval_);
        wanted = true;
    }
    if (!wanted) return;
    ++next_interval_;
    simulation_.timeline.schedule(interval_event_, surroundings_.intervals.edge(next_interval_));
}

// ------------------------------------------------------------------------------------------ interrupt

void Controller::post_event(const Event &event) {
    if (events_written_ - events_read_ >= ring_entries_) {
        interrupt_status_ |= interrupt::lost;
    } else {
        const BusAddress ring = std::uint64_t{ring_upper_} << 32 | ring_lower_;
        post(surroundings_.memory, object(), ring + std::uint64_t{events_written_ % ring_entries_} * event_bytes,
             event);
        ++events_written_;
        interrupt_status_ |= interrupt::event;
    }
    status_changed();
}

/// The line rises at once if the last rise is long enough ago, else when it will be.
void Controller::status_changed() {
    const bool wanted = (interrupt_status_ & interrupt_enable_) != 0;
    if (!wanted) {
        simulation_.timeline.cancel(moderation_event_);
        line_.set(false);
        return;
    }
    if (line_.raised() || moderation_event_.scheduled()) return;
    if (simulation_.now() < quiet_until_) {
        simulation_.timeline.schedule(moderation_event_, quiet_until_);
        return;
    }
    on_moderation_over();
}

void Controller::on_moderation_over() {
    quiet_until_ = simulation_.now() + parameters_.imod;
    line_.set(true);
}

} // namespace acxsim::hw::usb
