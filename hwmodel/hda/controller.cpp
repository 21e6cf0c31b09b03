// SPDX-License-Identifier: MIT
//
// Controller reset, power, interrupt tree and position buffer (hwmodel.md 1.1, 1.5 to 1.7). Decode is in
// controller_registers.cpp.
#include "hwmodel/hda/controller.hpp"

#include <algorithm>

namespace acxsim::hw::hda {

namespace {

constexpr core::Hertz link_frames{24'000'000, 500};

/// A clock that stands still is never asked.
core::Hertz wall_clock_rate(const Parameters &parameters) {
    return {parameters.walclk_hz == 0 ? 24'000'000 : parameters.walclk_hz, 1};
}

} // namespace

Controller::Controller(core::Simulation &simulation, PhysicalMemory &memory, const Parameters &parameters,
                       std::string_view name)
    : simulation_(simulation), parameters_(parameters), name_(name),
      oscillator_({parameters.bclk_ppb}, parameters.bclk_drift, simulation.choices, std::string(name) + ".bclk"),
      arbiter_(now_, parameters.max_out), context_{simulation,
                                                   memory,
                                                   parameters_,
                                                   arbiter_,
                                                   simulation.trace.add_object("controller", name),
                                                   core::ClockDomain(link_frames, oscillator_),
                                                   now_,
                                                   this},
      line_(simulation, parameters.msi ? InterruptMode::Msi : InterruptMode::Level, name),
      wall_clock_(wall_clock_rate(parameters), oscillator_),
      due_event_(core::Event::of<&Controller::on_due>(core::Priority::Hardware, this)),
      reset_event_(core::Event::of<&Controller::on_reset_acknowledged>(core::Priority::Hardware, this)),
      codec_event_(core::Event::of<&Controller::on_codecs_ready>(core::Priority::Hardware, this)),
      power_event_(core::Event::of<&Controller::on_powered>(core::Priority::Hardware, this)),
      memory_latency_max_(parameters.t_mem.maximum()), commands_(context_) {
    memory.add_listener(*this);
    frame_period_min_ = shortest_frame();
    context_.fifo_track.on = parameters.intel_extensions;
    for (unsigned i = 0; i < parameters.engines_in + parameters.engines_out; ++i) {
        const bool is_output = i >= parameters.engines_in;
        const std::string engine_name =
            name_ + (is_output ? ".out" + std::to_string(i - parameters.engines_in) : ".in" + std::to_string(i));
        engines_.push_back(std::make_unique<StreamEngine>(context_, i, is_output, engine_name));
    }
    reset_extensions();
}

Controller::~Controller() {
    context_.memory.remove_listener(*this);
    simulation_.timeline.cancel(due_event_);
    simulation_.timeline.cancel(reset_event_);
    simulation_.timeline.cancel(codec_event_);
    simulation_.timeline.cancel(power_event_);
}

std::vector<StreamEngine *> Controller::engines() {
    std::vector<StreamEngine *> all;
    for (const auto &engine : engines_)
        all.push_back(engine.get());
    return all;
}

void Controller::misuse(RegisterMisuse::What what, std::uint64_t offset, std::uint64_t value) const {
    simulation_.trace.emit(RegisterMisuse{context_.device, what, offset, value});
}

void Controller::attach_faults(faults::Injector &injector) {
    settle();
    faults_ = std::make_unique<ControllerFaults>(*this, injector);
    for (const auto &engine : engines_)
        engine->attach_faults(injector);
    replan();
}

void Controller::write_control(std::uint32_t value) {
    const bool up = (value & 1u) != 0;
    if (up == link_up_wanted_) {
        if (!link_up_) return; // only CRST can be written in reset
        unsolicited_ = (value & 1u << 8) != 0;
        flushed_ = flushed_ || (value & 2u) != 0; // nothing is modelled that a flush would wait for
        return;
    }
    link_up_wanted_ = up;
    if (!up) reset_registers();
    if (up && (parameters_.crst_stuck || (faults_ != nullptr && faults_->reset_sticks()))) return;
    simulation_.timeline.schedule_in(reset_event_, up ? parameters_.crst_ack : parameters_.crst_enter);
}

/// Everything but WAKEEN returns to its reset value, engines stop; CRST itself follows when the link is down.
void Controller::reset_registers() {
    simulation_.timeline.cancel(codec_event_);
    for (const auto &engine : engines_)
        engine->reset_all();
    if (faults_ != nullptr) faults_->reset();
    commands_.reset();
    reset_extensions();
    unsolicited_ = flushed_ = false;
    state_status_ = 0;
    interrupt_control_ = stream_sync_ = position_lower_ = position_upper_ = 0;
    status_changed();
}

void Controller::reset_extensions() {
    for (std::size_t i = 0; i < vendor_.size(); ++i)
        vendor_[i] = vendor_registers[i].reset;
    follow_extensions();
    context_.fifo_track.restart();
}

/// Vendor registers that change how bursts are issued.
void Controller::follow_extensions() {
    context_.l1_exit = core::Duration{};
    if (!parameters_.intel_extensions) return;
    const std::uint32_t sleeps = info(Vendor::ExtendedMode2).writable(); // L1SEN
    if ((vendor_[static_cast<std::size_t>(Vendor::ExtendedMode2)] & sleeps) == 0) return;
    context_.l1_exit = parameters_.l1_exit;
    const std::uint32_t guard_band = vendor_[static_cast<std::size_t>(Vendor::LatencyTolerance)];
    if (guard_band != 0) context_.l1_exit = std::min(context_.l1_exit, core::from_microseconds(guard_band));
}

void Controller::on_reset_acknowledged() {
    settle();
    link_up_ = link_up_wanted_;
    if (!link_up_) return;
    // The link clock starts now: frame 0 and WALCLK 0.
    const core::TimePoint now = simulation_.now();
    context_.frame_clock = core::ClockDomain(link_frames, oscillator_, now);
    wall_clock_ = core::ClockDomain(wall_clock_rate(parameters_), oscillator_, now);
    wall_clock_start_ = static_cast<std::uint32_t>(parameters_.walclk_start);
    frame_period_min_ = shortest_frame();
    simulation_.timeline.schedule_in(codec_event_, parameters_.codec_ready);
}

void Controller::on_codecs_ready() {
    settle();
    state_status_ |= static_cast<std::uint16_t>(parameters_.codec_mask);
    status_changed();
}

void Controller::write_stream_sync(std::uint32_t value) {
    stream_sync_ = value;
    for (const auto &engine : engines_)
        engine->hold_link((value >> engine->index() & 1u) != 0);
}

std::uint32_t Controller::interrupt_causes_now() const {
    std::uint32_t streams = 0;
    for (std::uint32_t left = context_.with_status; left != 0; left &= left - 1) {
        const unsigned engine = first_of(left);
        streams |= (engines_[engine]->interrupt_pending() ? 1u : 0u) << engine;
    }
    return interrupt_causes(streams, (state_status_ & wake_enable_) != 0 || commands_.interrupt_pending());
}

std::uint32_t Controller::interrupt_status_now() const {
    return interrupt_status(interrupt_causes_now() & ~acknowledged_, interrupt_control_,
                            parameters_.sie_required_for_gis);
}

void Controller::status_changed() {
    acknowledged_ = 0;
    update_line();
}

void Controller::update_line() {
    const std::uint32_t status = interrupt_status_now();
    if (faults_ == nullptr) [[likely]] {
        line_.set(answers() && hda::interrupt_line(status, interrupt_control_));
        return;
    }
    const std::uint32_t control = faults_->interrupt_control(interrupt_control_, status);
    line_.set(answers() && faults_->line(hda::interrupt_line(status, control)));
}

bool Controller::any_engine_running() const {
    return std::any_of(engines_.begin(), engines_.end(), [](const auto &engine) { return engine->running(); });
}

bool Controller::link_has_room(const StreamEngine &candidate) {
    std::uint32_t bits = 0;
    for (const auto &engine : engines_) {
        if (engine.get() == &candidate || !engine->running() || engine->is_output() != candidate.is_output()) continue;
        bits += engine->stream_format().bits_per_frame();
    }
    const std::uint32_t stream_limit =
        16 * (candidate.is_output() ? parameters_.stream_payload_words : parameters_.stream_payload_words_in);
    return link_admits(candidate.stream_format(), bits,
                       candidate.is_output() ? output_payload_bits : input_payload_bits, stream_limit);
}

BusAddress Controller::position_slot(unsigned engine) const {
    if ((position_lower_ & 1u) == 0) return 0;
    return ((position_lower_ & ~std::uint64_t{0x7f}) | std::uint64_t{position_upper_} << 32) + engine * 8;
}

void Controller::before_cpu_access() {
    if (!answers()) {
        settled_until_ = core::end_of_time; // until leave_d3()
        return;
    }
    settle();
    settled_until_ = next_step();
    for (std::uint32_t left = context_.posting; left != 0; left &= left - 1) {
        const unsigned engine = first_of(left);
        const BusAddress slot = position_slot(engine);
        engines_[engine]->before_cpu_access(slot);
        settled_until_ = std::min(settled_until_, engines_[engine]->settled_until(slot));
    }
}

void Controller::surprise_remove() {
    settle();
    present_ = false;
    simulation_.timeline.cancel(power_event_);
    simulation_.timeline.cancel(reset_event_);
    link_up_ = link_up_wanted_ = false;
    reset_registers();
    replan();
}

void Controller::enter_d3() {
    simulation_.timeline.cancel(power_event_); // it had not answered yet
    if (!powered_) return;
    settle();
    const std::uint32_t kept = interrupt_control_ & (interrupt::global_enable | interrupt::controller_enable);
    powered_ = false;
    simulation_.timeline.cancel(reset_event_);
    link_up_ = link_up_wanted_ = false;
    reset_registers();
    interrupt_control_ = kept;
    replan();
}

void Controller::leave_d3() {
    if (powered_) return;
    if (parameters_.d3_exit.count() == 0) {
        on_powered();
    } else {
        simulation_.timeline.schedule_in(power_event_, parameters_.d3_exit);
    }
}

void Controller::on_powered() {
    settle();
    powered_ = true;
    memory_unsettled();
    if (faults_ != nullptr) faults_->woke_up();
}

/// The first end of a link frame that has not passed; now while the link is down.
core::TimePoint Controller::next_frame_edge() const {
    const core::TimePoint now = simulation_.now();
    return link_up_ ? context_.frame_clock.edge(context_.frame_clock.first_count_at_or_after(now)) : now;
}

/// No link frame is shorter, however far the oscillator drifts; 100 ticks are more than rounding and the product of two
/// errors can take away.
core::Duration Controller::shortest_frame() const {
    return core::ClockDomain(link_frames, oscillator_.largest_error()).edge(1) - core::power_on - core::Duration{100};
}

/// The link's oscillator goes on with a further error from this end of a frame on: frames and wall clock count as
/// before.
void Controller::change_link_clock(const core::Drift &further) {
    if (!oscillator_.add(further) || !link_up_) return;
    context_.frame_clock = core::ClockDomain(link_frames, oscillator_, context_.frame_clock.origin());
    wall_clock_ = core::ClockDomain(wall_clock_rate(parameters_), oscillator_, wall_clock_.origin());
    frame_period_min_ = shortest_frame();
    for (const auto &engine : engines_)
        engine->frame_clock_changed();
}

} // namespace acxsim::hw::hda
