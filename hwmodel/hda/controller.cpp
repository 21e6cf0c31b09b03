// SPDX-License-Identifier: MIT
//
// Global registers, controller reset, interrupt tree and position buffer (hwmodel.md 1.1, 1.5 to 1.7).
#include "hwmodel/hda/controller.hpp"

#include <algorithm>

namespace acxsim::hw::hda {

namespace {

constexpr core::Hertz bit_clock{24'000'000, 1};
constexpr core::Hertz link_frames{24'000'000, 500};

std::uint64_t all_ones(unsigned width_bytes) {
    return width_bytes >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (width_bytes * 8)) - 1;
}

} // namespace

Controller::Controller(core::Simulation &simulation, PhysicalMemory &memory, const Parameters &parameters,
                       std::string_view name)
    : simulation_(simulation), parameters_(parameters), name_(name),
      arbiter_(simulation, parameters.max_out), context_{simulation,
                                                         memory,
                                                         parameters_,
                                                         arbiter_,
                                                         simulation.trace.add_object("controller", name),
                                                         core::ClockDomain(link_frames, {parameters.bclk_ppb}),
                                                         simulation.choices.site("hda.t_mem"),
                                                         simulation.choices.site("hda.t_bdle"),
                                                         this},
      line_(simulation, parameters.msi ? InterruptMode::Msi : InterruptMode::Level, name),
      wall_clock_(bit_clock, {parameters.bclk_ppb}),
      reset_event_(core::Event::of<&Controller::on_reset_acknowledged>(core::Priority::Hardware, this)),
      codec_event_(core::Event::of<&Controller::on_codecs_ready>(core::Priority::Hardware, this)) {
    globals_[static_cast<std::size_t>(Global::StreamSync)].offset = static_cast<std::uint16_t>(parameters.ssync_offset);
    for (unsigned i = 0; i < engine_count; ++i) {
        const bool is_output = i >= input_engines;
        const std::string engine_name =
            name_ + (is_output ? ".out" + std::to_string(i - input_engines) : ".in" + std::to_string(i));
        engines_.push_back(std::make_unique<StreamEngine>(context_, i, is_output, engine_name));
    }
}

Controller::~Controller() {
    simulation_.timeline.cancel(reset_event_);
    simulation_.timeline.cancel(codec_event_);
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
    faults_ = std::make_unique<ControllerFaults>(*this, injector);
    for (const auto &engine : engines_)
        engine->attach_faults(injector);
}

std::uint64_t Controller::read(std::uint64_t offset, unsigned width_bytes) {
    if (width_bytes == 8) return read(offset, 4) | read(offset + 4, 4) << 32;
    const auto at = static_cast<std::uint32_t>(offset);
    if (faults_ != nullptr) faults_->accessed(at, width_bytes, false, 0);
    if (!answers()) return all_ones(width_bytes);
    std::uint64_t value = 0;
    const auto merge = [&value](const Hit &hit, std::uint32_t whole) {
        const std::uint64_t part = (whole & covered_bits(hit)) >> (hit.first_byte * 8);
        value |= part << (hit.access_shift * 8);
    };
    constexpr std::uint32_t streams_end = stream_base + engine_count * stream_stride;
    if (at < stream_base) {
        decode(globals_, at, width_bytes, [&](const Hit &hit) { merge(hit, read_global(Global{hit.index})); });
    } else if (at < streams_end) {
        StreamEngine &engine = *engines_[(at - stream_base) / stream_stride];
        decode(stream_registers, (at - stream_base) % stream_stride, width_bytes,
               [&](const Hit &hit) { merge(hit, engine.read_register(Stream{hit.index})); });
    } else if (at == wall_clock_alias) {
        value = wall_clock();
    } else if (at >= link_position_alias && (at - link_position_alias) % stream_stride == 0 &&
               (at - link_position_alias) / stream_stride < engine_count) {
        value = engines_[(at - link_position_alias) / stream_stride]->read_register(Stream::LinkPosition);
    }
    if (faults_ != nullptr) value = faults_->read_value(at, width_bytes, value);
    return value & all_ones(width_bytes);
}

void Controller::write(std::uint64_t offset, unsigned width_bytes, std::uint64_t value) {
    if (width_bytes == 8) {
        write(offset, 4, value & 0xffff'ffff);
        write(offset + 4, 4, value >> 32);
        return;
    }
    auto at = static_cast<std::uint32_t>(offset);
    if (faults_ != nullptr) {
        faults_->accessed(at, width_bytes, true, value);
        faults_->shape_write(at, width_bytes, value);
    }
    if (!answers()) return;
    memory_unsettled();
    const auto part = [value](const Hit &hit) {
        return static_cast<std::uint32_t>(value >> (hit.access_shift * 8)) << (hit.first_byte * 8);
    };
    constexpr std::uint32_t streams_end = stream_base + engine_count * stream_stride;
    if (at < stream_base) {
        decode(globals_, at, width_bytes, [&](const Hit &hit) {
            const Global which{hit.index};
            if (!(link_up_ && link_up_wanted_) && which != Global::Control) {
                misuse(RegisterMisuse::WriteInReset, globals_[hit.index].offset, part(hit));
                return;
            }
            write_global(which, part(hit), covered_bits(hit));
        });
    } else if (at < streams_end) {
        if (!(link_up_ && link_up_wanted_)) {
            misuse(RegisterMisuse::WriteInReset, at, value);
            return;
        }
        StreamEngine &engine = *engines_[(at - stream_base) / stream_stride];
        decode(stream_registers, (at - stream_base) % stream_stride, width_bytes,
               [&](const Hit &hit) { engine.write_register(Stream{hit.index}, part(hit), covered_bits(hit)); });
    }
}

std::uint32_t Controller::wall_clock() const {
    if (!link_up_) return 0;
    return faults_ == nullptr ? counted_wall_clock() : faults_->wall_clock(counted_wall_clock());
}

std::uint32_t Controller::counted_wall_clock() const {
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(wall_clock_.count_at(simulation_.now())) +
                                      wall_clock_start_);
}

std::uint32_t Controller::read_global(Global which) const {
    switch (which) {
    case Global::Capabilities:
        return parameters_.dma_mask_bits >= 64 ? info(which).reset : info(which).reset & ~1u;
    case Global::Control:
        return (link_up_ ? 1u : 0u) | (unsolicited_ ? 1u << 8 : 0u);
    case Global::WakeEnable:
        return wake_enable_;
    case Global::StateStatus:
        return state_status_;
    case Global::Status:
        return flushed_ ? 2u : 0u;
    case Global::OutputStreamPayload:
        return parameters_.stream_payload_words;
    case Global::InterruptControl:
        return interrupt_control_;
    case Global::InterruptStatus:
        return interrupt_status_now();
    case Global::WallClock:
        return wall_clock();
    case Global::StreamSync:
        return stream_sync_;
    case Global::PositionLower:
        return position_lower_;
    case Global::PositionUpper:
        return position_upper_;
    default:
        return info(which).reset;
    }
}

void Controller::write_global(Global which, std::uint32_t value, std::uint32_t covered) {
    const Register &reg = info(which);
    const auto merged = [&](std::uint32_t old) { return ((old & ~covered) | (value & covered)) & reg.writable(); };
    switch (which) {
    case Global::Control:
        write_control(merged((link_up_wanted_ ? 1u : 0u) | (unsolicited_ ? 1u << 8 : 0u)));
        break;
    case Global::WakeEnable:
        wake_enable_ = static_cast<std::uint16_t>(merged(wake_enable_));
        break;
    case Global::StateStatus:
        state_status_ = static_cast<std::uint16_t>(state_status_ & ~(value & covered & reg.clearable()));
        break;
    case Global::Status:
        if ((value & covered & reg.clearable()) != 0) flushed_ = false;
        break;
    case Global::InterruptControl:
        interrupt_control_ = merged(interrupt_control_);
        break;
    case Global::StreamSync:
        write_stream_sync(merged(stream_sync_));
        break;
    case Global::PositionLower:
        if (any_engine_running()) misuse(RegisterMisuse::PositionBaseMoved, reg.offset, value);
        position_lower_ = merged(position_lower_);
        break;
    case Global::PositionUpper:
        if (any_engine_running()) misuse(RegisterMisuse::PositionBaseMoved, reg.offset, value);
        position_upper_ = merged(position_upper_);
        break;
    default: // read-only
        return;
    }
    status_changed();
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
    unsolicited_ = flushed_ = false;
    state_status_ = 0;
    interrupt_control_ = stream_sync_ = position_lower_ = position_upper_ = 0;
    status_changed();
}

void Controller::on_reset_acknowledged() {
    link_up_ = link_up_wanted_;
    if (!link_up_) return;
    // The link clock starts now: frame 0 and WALCLK 0.
    const core::TimePoint now = simulation_.now();
    context_.frame_clock = core::ClockDomain(link_frames, {parameters_.bclk_ppb + further_error_ppb_}, now);
    wall_clock_ = core::ClockDomain(bit_clock, {parameters_.bclk_ppb + further_error_ppb_}, now);
    wall_clock_start_ = static_cast<std::uint32_t>(parameters_.walclk_start);
    simulation_.timeline.schedule_in(codec_event_, parameters_.codec_ready);
}

void Controller::on_codecs_ready() {
    state_status_ |= static_cast<std::uint16_t>(parameters_.codec_mask);
    status_changed();
}

void Controller::write_stream_sync(std::uint32_t value) {
    stream_sync_ = value;
    for (const auto &engine : engines_)
        engine->hold_link((value >> engine->index() & 1u) != 0);
}

std::uint32_t Controller::interrupt_status_now() const {
    std::uint32_t streams = 0;
    for (const auto &engine : engines_)
        streams |= (engine->interrupt_pending() ? 1u : 0u) << engine->index();
    return interrupt_status(streams, (state_status_ & wake_enable_) != 0);
}

void Controller::status_changed() {
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
    const std::uint32_t stream_limit = candidate.is_output() ? parameters_.stream_payload_words * 16 : 0;
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
    settled_until_ = core::end_of_time;
    for (unsigned i = 0; i < engine_count; ++i) {
        const BusAddress slot = position_slot(i);
        engines_[i]->before_cpu_access(slot);
        settled_until_ = std::min(settled_until_, engines_[i]->settled_until(slot));
    }
}

void Controller::surprise_remove() {
    present_ = false;
    simulation_.timeline.cancel(reset_event_);
    link_up_ = link_up_wanted_ = false;
    reset_registers();
}

void Controller::enter_d3() {
    if (!powered_) return;
    const std::uint32_t kept = interrupt_control_ & (interrupt::global_enable | interrupt::controller_enable);
    powered_ = false;
    simulation_.timeline.cancel(reset_event_);
    link_up_ = link_up_wanted_ = false;
    reset_registers();
    interrupt_control_ = kept;
}

void Controller::leave_d3() {
    powered_ = true;
    memory_unsettled();
    if (faults_ != nullptr) faults_->woke_up();
}

/// The first end of a link frame at or after that time; that time itself while the link is down.
core::TimePoint Controller::next_frame_edge(core::Duration from_now) const {
    const core::TimePoint from = simulation_.now() + from_now;
    return link_up_ ? context_.frame_clock.edge(context_.frame_clock.first_count_at_or_after(from)) : from;
}

/// The link clock goes on with another error from this end of a frame on: frames and wall clock count as before.
void Controller::change_link_clock(std::int64_t further_error_ppb) {
    further_error_ppb_ = further_error_ppb;
    if (!link_up_) return;
    for (const auto &engine : engines_)
        engine->position(); // up to now in the old frames
    const core::TimePoint now = simulation_.now();
    const core::PartsPerBillion error{parameters_.bclk_ppb + further_error_ppb};
    const std::int64_t frame = context_.frame_clock.count_at(now);
    context_.frame_clock = core::ClockDomain(link_frames, error, context_.frame_clock.edge(frame));
    for (const auto &engine : engines_)
        engine->frames_begin_at(frame);
    const std::int64_t clocks = wall_clock_.count_at(now);
    wall_clock_ = core::ClockDomain(bit_clock, error, wall_clock_.edge(clocks));
    wall_clock_start_ += static_cast<std::uint32_t>(clocks);
}

} // namespace acxsim::hw::hda
