// SPDX-License-Identifier: MIT
#include "hwmodel/usb/controller.hpp"

#include <algorithm>

namespace acxsim::hw::usb {

namespace {

constexpr std::int64_t microframes_per_frame = 8;
constexpr std::uint64_t all_ones = ~std::uint64_t{0};

constexpr std::int64_t interval_rate_hz(const Parameters &parameters) {
    return parameters.speed == Speed::Full ? 1000 : 8000 >> parameters.interval_exponent;
}

std::uint64_t low_bytes(std::uint64_t value, unsigned width_bytes) {
    return width_bytes >= 8 ? value : value & ((std::uint64_t{1} << (width_bytes * 8)) - 1);
}

} // namespace

Controller::Controller(core::Simulation &simulation, PhysicalMemory &memory, const Parameters &parameters,
                       std::string_view name)
    : simulation_(simulation), parameters_(parameters), name_(name),
      host_oscillator_({parameters.host_ppb}, parameters.host_drift, simulation.choices, "usb.host"),
      device_oscillator_({parameters.device_ppb}, parameters.device_drift, simulation.choices, "usb.device"),
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
      moderation_event_(core::Event::of<&Controller::on_moderation_over>(core::Priority::Hardware, this)) {
    for (unsigned i = 0; i < endpoint_count; ++i) {
        endpoints_[i] = std::make_unique<Endpoint>(surroundings_, static_cast<EndpointHost &>(*this), i,
                                                   name_ + (i == 0 ? ".out" : ".in"));
    }
}

Controller::~Controller() {
    simulation_.timeline.cancel(interval_event_);
    simulation_.timeline.cancel(moderation_event_);
}

void Controller::set_observer(EngineObserver *observer) {
    for (const auto &endpoint : endpoints_)
        endpoint->set_observer(observer);
}

// ------------------------------------------------------------------------------------------ registers

std::uint64_t Controller::read(std::uint64_t offset, unsigned width_bytes) {
    if (!answers()) return low_bytes(all_ones, width_bytes);
    std::uint64_t value = 0;
    for (std::uint64_t at = offset & ~std::uint64_t{3}; at < offset + width_bytes; at += 4) {
        const std::uint64_t word = read_at(static_cast<std::uint32_t>(at));
        value |= at < offset ? word >> ((offset - at) * 8) : word << ((at - offset) * 8);
    }
    return low_bytes(value, width_bytes);
}

void Controller::write(std::uint64_t offset, unsigned width_bytes, std::uint64_t value) {
    if (!answers()) return;
    for (std::uint64_t at = offset & ~std::uint64_t{3}; at < offset + width_bytes; at += 4) {
        const std::uint64_t ones = low_bytes(all_ones, width_bytes);
        const std::uint64_t word = at < offset ? value << ((offset - at) * 8) : value >> ((at - offset) * 8);
        const std::uint64_t covered = at < offset ? ones << ((offset - at) * 8) : ones >> ((at - offset) * 8);
        write_at(static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(word), static_cast<std::uint32_t>(covered));
    }
}

std::uint32_t Controller::read_at(std::uint32_t offset) const {
    for (std::size_t i = 0; i < host_registers.size(); ++i) {
        if (host_registers[i].offset == offset) return read_host(static_cast<Host>(i));
    }
    if (offset < endpoint_base) return 0;
    const std::uint32_t index = (offset - endpoint_base) / endpoint_stride;
    const std::uint32_t within = (offset - endpoint_base) % endpoint_stride;
    if (index >= endpoint_count) return 0;
    for (std::size_t i = 0; i < endpoint_registers.size(); ++i) {
        if (endpoint_registers[i].offset == within)
            return endpoints_[index]->read_register(static_cast<EndpointRegister>(i));
    }
    return 0;
}

void Controller::write_at(std::uint32_t offset, std::uint32_t value, std::uint32_t covered) {
    for (std::size_t i = 0; i < host_registers.size(); ++i) {
        if (host_registers[i].offset == offset) write_host(static_cast<Host>(i), value, covered);
    }
    if (offset < endpoint_base) return;
    const std::uint32_t index = (offset - endpoint_base) / endpoint_stride;
    const std::uint32_t within = (offset - endpoint_base) % endpoint_stride;
    if (index >= endpoint_count) return;
    if (!running_) {
        simulation_.trace.emit(RegisterMisuse{object(), RegisterMisuse::WriteInReset, offset, value});
        return;
    }
    for (std::size_t i = 0; i < endpoint_registers.size(); ++i) {
        if (endpoint_registers[i].offset == within)
            endpoints_[index]->write_register(static_cast<EndpointRegister>(i), value, covered);
    }
}

std::uint32_t Controller::read_host(Host which) const {
    using enum Host;
    switch (which) {
    case Capabilities: {
        const auto microframes = static_cast<std::uint32_t>(8000 / interval_rate_hz(parameters_));
        const std::uint32_t full = parameters_.speed == Speed::Full ? 1 : 0;
        return info(Capabilities).reset | full << 16 | microframes << 20 | parameters_.frame_bits << 24;
    }
    case Control:
        return running_ ? 1 : 0;
    case FrameIndex: {
        const std::int64_t microframe = surroundings_.microframes.count_at(simulation_.now());
        const std::uint32_t mask = (1u << (parameters_.frame_bits + 3)) - 1;
        return (static_cast<std::uint32_t>(microframe) + parameters_.frame_start * 8) & mask;
    }
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
        interrupt_status_ &= ~(value & covered & info(which).mask(Access::WriteOneToClear));
        status_changed();
        return;
    }
    const std::uint32_t writable = info(which).mask(Access::ReadWrite);
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

std::int64_t Controller::microframe_of(std::int64_t interval) const {
    return interval * (8000 / interval_rate_hz(parameters_)) +
           std::int64_t{parameters_.frame_start} * microframes_per_frame;
}

std::uint32_t Controller::frame_register_at(std::int64_t interval) const {
    return static_cast<std::uint32_t>(microframe_of(interval)) & ((1u << (parameters_.frame_bits + 3)) - 1);
}

std::int64_t Controller::frame_now() const {
    return surroundings_.microframes.count_at(simulation_.now()) / microframes_per_frame;
}

/// The frame number means the next one of that number; one more than half its range ahead counts as passed.
std::int64_t Controller::interval_of_frame(std::uint32_t frame) const {
    const std::uint32_t mask = (1u << parameters_.frame_bits) - 1;
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
